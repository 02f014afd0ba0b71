/* The keeper as workers and the recorder know it: messages in, answers out. */
#include <stdio.h>
#include <string.h>

#include "audit/checkpoint.h"
#include "audit/note.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/wire.h"
#include "proxy/keeper.h"
#include "proxy/keeper_wire.h"
#include "proxy/recorder.h"
#include "tests/tap/tap.h"
#include "tests/unit/vault/memory_store.h"

/* SHA-256 of "fake-secret-one" and "fake-secret-two". */
static const struct sv clients = SV_INIT(
    "ledger: {origin: log.example}\n"
    "clients:\n"
    "  - {name: billing, team: finance, token_sha256: "
    "\"edca1e1a9dad996b30b898ef095c40657c30d4f627dbed7d8f6366fffa3fdfe9\"}\n"
    "  - {name: support, team: finance, token_sha256: "
    "\"aee590c773fcba22fa59d1d5d7a41f861904a477640abfb4f3c15e22fcf23069\"}\n"
    "  - {name: batch, network: 10.0.0.0/8}\n");

struct bench {
	struct crypto *crypto;
	struct keyring keys;
	struct memory_store *store;
	struct config *config;
	struct keeper *keeper;
	struct keeper_peer *worker, *recorder;
	struct arena arena;
	struct buf reply;
	uint16_t type;
	bool recent;			/* earlier surrogates are wanted */
};

static void
set_up(struct bench *b, struct sv config)
{
	struct errinfo ei = { 0 };
	struct keeper_parts parts;

	memset(b, 0, sizeof(*b));
	crypto_hmac_key_init(&b->keys.subject_ids, SV("fake subject ids"));
	crypto_hmac_key_init(&b->keys.scope_ids, SV("fake scope ids"));
	crypto_hmac_key_init(&b->keys.tokens[0].key, SV("fake tokens"));
	b->keys.tokens[0].present = true;
	memset(b->keys.ledger_digest, 0x5a, sizeof(b->keys.ledger_digest));
	memset(b->keys.checkpoint_seed, 0x3c, 32);
	b->store = memory_new();
	arena_init(&b->arena, 1 << 26);
	buf_init(&b->reply, KEEPER_REPLY_MAX);
	if (!tap_ok(crypto_ed25519_public(b->keys.checkpoint_seed,
	    b->keys.checkpoint_public) == 0 && crypto_open(&b->crypto) == 0 &&
	    config_parse(config, "exeat.yaml", &b->config, &ei) == 0,
	    "set up: %s", ei.text))
		return;
	parts = (struct keeper_parts){ b->crypto, &b->keys, &b->store->ops,
		b->config };
	tap_ok(keeper_new(&parts, &b->keeper) == 0 &&
	    keeper_peer_new(b->keeper, KEEPER_WORKER, &b->worker) == 0 &&
	    keeper_peer_new(b->keeper, KEEPER_RECORDER, &b->recorder) == 0,
	    "keeper");
}

static void
tear_down(struct bench *b)
{
	keeper_peer_free(b->worker);
	keeper_peer_free(b->recorder);
	keeper_free(b->keeper);
	config_free(b->config);
	buf_done(&b->reply);
	arena_done(&b->arena);
	crypto_close(b->crypto);
	memory_free(b->store);
}

/* Send `body` and wipe it. */
static int
ask(struct bench *b, uint16_t type, struct buf *body)
{
	int rc;

	buf_reset(&b->reply);
	rc = keeper_take(b->worker, type, buf_sv(body), &b->reply, &b->type);
	buf_done(body);
	return rc;
}

static int
attach(struct bench *b, struct sv client, struct sv credential,
    uint32_t *handle)
{
	const struct keeper_attach m = { client, credential };
	struct keeper_attached r;
	struct buf body;

	buf_init(&body, 1 << 16);
	keeper_write_attach(&body, &m);
	if (ask(b, KEEPER_ATTACH, &body) != 0 || b->type != KEEPER_ATTACHED ||
	    keeper_read_attached(buf_sv(&b->reply), &r) != 0)
		return ERR_STATE;
	*handle = r.handle;
	return r.status;
}

static int
tokenise(struct bench *b, uint32_t handle, enum derive_scope_kind scope,
    struct keeper_item *items, size_t n, struct keeper_tokenised *r)
{
	const struct keeper_tokenise m = { handle, scope, b->recent, items,
		n };
	struct buf body;
	int rc;

	buf_init(&body, 1 << 24);
	keeper_write_tokenise(&body, &m);
	rc = ask(b, KEEPER_TOKENISE, &body);
	if (rc != 0)
		return rc;
	rc = keeper_read_tokenised(buf_sv(&b->reply), &b->arena, r);
	return rc != 0 ? ERR_STATE : r->status;
}

/* The recorder commits what an answer brought. */
static int
commit(struct bench *b, const struct keeper_tokenised *r)
{
	struct vault_result one;
	int rc = 0;

	for (size_t i = 0; i < r->nslots && rc == 0; i++) {
		one = (struct vault_result){ .has_slot = true,
			.slot = r->slots[i].slot };
		memcpy(one.image, r->slots[i].image.ptr, SLOT_BYTES);
		rc = memory_commit(b->store, &one);
	}
	for (size_t i = 0; i < r->nrows && rc == 0; i++) {
		one = (struct vault_result){ .nrows = 1 };
		one.rows[0].key = r->rows[i].key;
		one.rows[0].value = r->rows[i].value;
		rc = memory_commit(b->store, &one);
	}
	return rc;
}

static int
ask_resolve(struct bench *b, const struct keeper_resolve *m,
    struct keeper_resolved *r)
{
	struct buf body;
	int rc;

	buf_init(&body, 1 << 24);
	keeper_write_resolve(&body, m);
	rc = ask(b, KEEPER_RESOLVE, &body);
	if (rc != 0)
		return rc;
	rc = keeper_read_resolved(buf_sv(&b->reply), &b->arena, r);
	return rc != 0 ? ERR_STATE : r->status;
}

/* What the tokens in `texts` stand for. */
static int
resolve(struct bench *b, uint32_t handle, const struct sv *texts, size_t n,
    struct keeper_resolved *r)
{
	struct keeper_resolve m = { .handle = handle, .n = n };
	struct token t;
	uint8_t *key;
	int rc;

	m.keys = arena_zalloc(&b->arena, n, sizeof(*m.keys));
	key = arena_alloc(&b->arena, n * TOKEN_KEY_BYTES);
	if (m.keys == NULL || key == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++, key += TOKEN_KEY_BYTES) {
		rc = token_parse(texts[i], &t);
		if (rc != 0)
			return rc;
		token_key(&t, key);
		m.keys[i] = sv_make(key, TOKEN_KEY_BYTES);
	}
	return ask_resolve(b, &m, r);
}

static struct keeper_item
email(const char *value)
{
	return (struct keeper_item){ KEEPER_TOKEN | KEEPER_SUBJECT,
		{ SV("personal.contact.email"), sv_cstr(value),
		    sv_cstr(value), NULL } };
}

static void
test_credentials(void)
{
	uint32_t h = 99, again = 98, other = 97;
	struct bench b;

	set_up(&b, clients);
	tap_is_int(attach(&b, SV("billing"), SV("fake-secret-one"), &h), 0,
	    "the right secret");
	tap_is_int(attach(&b, SV("billing"), SV("fake-secret-one"), &again), 0,
	    "once more");
	tap_is_int(again, h, "gives the same handle");
	tap_is_int(attach(&b, SV("support"), SV("fake-secret-one"), &other),
	    ERR_AUTH, "another's secret");
	tap_is_int(attach(&b, SV("support"), SV(""), &other), ERR_AUTH,
	    "no secret");
	tap_is_int(attach(&b, SV("nobody"), SV("x"), &other), ERR_NOTFOUND,
	    "no such client");
	tap_is_int(attach(&b, SV("batch"), SV(""), &other), 0,
	    "known by its network");
	tap_is_int(attach(&b, SV("batch"), SV("x"), &other), ERR_AUTH,
	    "which has no secret to show");
	tap_is_int(attach(&b, SV(""), SV(""), &other), 0, "a stranger");
	tap_ok(other != h, "has a handle of its own");
	tap_is_int((int64_t)keeper_counts(b.keeper).refused, 4, "counted");
	tear_down(&b);
}

static void
test_round_trip(void)
{
	struct keeper_item items[3] = { email("ada@example.test"),
		email("bob@example.test"), email("eve@example.test") };
	struct keeper_tokenised r = { 0 }, again = { 0 };
	struct keeper_resolved v = { 0 };
	uint32_t billing = 0, support = 0;
	struct sv texts[3];
	struct bench b;

	set_up(&b, clients);
	items[1].wants = KEEPER_SUBJECT;
	items[2].wants = KEEPER_TOKEN;
	tap_ok(attach(&b, SV("billing"), SV("fake-secret-one"), &billing) == 0 &&
	    attach(&b, SV("support"), SV("fake-secret-two"), &support) == 0,
	    "attach");
	tap_is_int(tokenise(&b, billing, DERIVE_CLIENT, items, 3, &r), 0,
	    "tokenise");
	tap_ok(r.n == 3 && r.items[0].text.len == TOKEN_LEN &&
	    r.items[0].subject.len == 16 && r.items[1].text.len == 0 &&
	    r.items[1].subject.len == 16 && r.items[2].subject.len == 0,
	    "just what was wanted");
	tap_ok(r.nslots == 3 && r.nrows == 5, "and what to store");
	texts[0] = arena_dup(&b.arena, r.items[0].text);
	texts[1] = arena_dup(&b.arena, r.items[2].text);
	tap_is_int(commit(&b, &r), 0, "commit");
	tap_is_int(tokenise(&b, billing, DERIVE_CLIENT, items, 3, &again), 0,
	    "again");
	tap_ok(again.nrows == 0 && again.nslots == 0 &&
	    sv_eq(again.items[0].text, texts[0]), "is stored");
	tap_ok(resolve(&b, billing, texts, 2, &v) == 0 && v.n == 2 &&
	    sv_eq(v.values[0], SV("ada@example.test")) &&
	    sv_eq(v.values[1], SV("eve@example.test")), "resolve");
	tap_ok(resolve(&b, support, texts, 2, &v) == 0 &&
	    v.values[0].ptr == NULL && v.values[1].ptr == NULL,
	    "crossed: nothing");
	tap_is_int(tokenise(&b, billing, DERIVE_TEAM, items, 1, &r), 0,
	    "for the team");
	texts[2] = arena_dup(&b.arena, r.items[0].text);
	tap_ok(!sv_eq(texts[2], texts[0]) && commit(&b, &r) == 0,
	    "another token");
	tap_ok(resolve(&b, support, &texts[2], 1, &v) == 0 &&
	    sv_eq(v.values[0], SV("ada@example.test")),
	    "which a member resolves");
	tap_is_int((int64_t)keeper_counts(b.keeper).unknown, 2, "counted");
	tear_down(&b);
}

/* Ask for one key as it is. */
static int
keys_resolve(struct bench *b, uint32_t handle, struct sv *key,
    struct keeper_resolved *r)
{
	const struct keeper_resolve m = { handle, key, 1 };

	return ask_resolve(b, &m, r);
}

static void
test_surrogates(void)
{
	static const struct sv iban = SV_INIT("DE89 3704 0044 0532 0130 00");
	struct keeper_item items[3] = { {
		KEEPER_TOKEN | KEEPER_SUBJECT | KEEPER_SURROGATE,
		{ SV("financial.iban"), iban, SV("DE89370400440532013000"),
		    NULL } } };
	struct keeper_tokenised r = { 0 }, again = { 0 };
	uint32_t billing = 0, support = 0, stranger = 0;
	struct keeper_resolved v = { 0 };
	struct sv text, key;
	struct bench b;

	set_up(&b, clients);
	items[1] = items[2] = items[0];
	items[1].wants = KEEPER_TOKEN;
	items[2].value.class_name = SV("personal.contact.email");
	tap_ok(attach(&b, SV("billing"), SV("fake-secret-one"), &billing) == 0 &&
	    attach(&b, SV("support"), SV("fake-secret-two"), &support) == 0 &&
	    tokenise(&b, billing, DERIVE_CLIENT, items, 3, &r) == 0,
	    "a surrogate is wanted");
	text = arena_dup(&b.arena, r.items[0].text);
	tap_ok(r.items[0].is_surrogate && text.len == iban.len &&
	    sv_starts(text, SV("DE")) && !sv_eq(text, iban) &&
	    text.ptr[4] == ' ', "and made: %.*s", SV_ARG(text));
	tap_ok(!r.items[1].is_surrogate && r.items[1].text.len == TOKEN_LEN,
	    "a token where none is wanted");
	tap_ok(!r.items[2].is_surrogate && r.items[2].text.len == TOKEN_LEN,
	    "and where there can be none");
	tap_ok(commit(&b, &r) == 0 && tokenise(&b, billing, DERIVE_CLIENT,
	    items, 1, &again) == 0 && again.nrows == 0 &&
	    sv_eq(again.items[0].text, text), "the same again");
	tap_ok(tokenise(&b, support, DERIVE_CLIENT, items, 1, &again) == 0 &&
	    again.items[0].is_surrogate && !sv_eq(again.items[0].text, text),
	    "another client's is another");
	b.recent = true;
	tap_ok(tokenise(&b, billing, DERIVE_CLIENT, items, 0, &r) == 0 &&
	    r.nrecent == 1 && sv_eq(r.recent[0].text, text),
	    "what was made before is told, to its client");
	key = arena_dup(&b.arena, r.recent[0].key);
	tap_ok(keys_resolve(&b, billing, &key, &v) == 0 &&
	    sv_eq(v.values[0], iban), "and resolved");
	tap_ok(keys_resolve(&b, support, &key, &v) == 0 &&
	    v.values[0].ptr == NULL, "but not for another");
	tap_ok(tokenise(&b, billing, DERIVE_TEAM, items, 0, &r) == 0 &&
	    r.nrecent == 0, "nothing in another scope");
	tap_ok(attach(&b, SV(""), SV(""), &stranger) == 0 &&
	    tokenise(&b, stranger, DERIVE_CLIENT, items, 1, &r) == 0 &&
	    tokenise(&b, stranger, DERIVE_CLIENT, items, 0, &r) == 0 &&
	    r.nrecent == 0, "nothing to a stranger");
	tear_down(&b);
}

static void
test_strangers(void)
{
	struct keeper_item item = email("ada@example.test");
	struct keeper_tokenised r = { 0 };
	struct keeper_resolved v = { 0 };
	struct bench b;
	uint32_t h = 0;
	struct sv text;

	set_up(&b, clients);
	tap_ok(attach(&b, SV(""), SV(""), &h) == 0 && tokenise(&b, h,
	    DERIVE_TEAM, &item, 1, &r) == 0 && commit(&b, &r) == 0,
	    "a stranger gets tokens, of the narrowest scope");
	text = arena_dup(&b.arena, r.items[0].text);
	tap_ok(resolve(&b, h, &text, 1, &v) == 0 && v.values[0].ptr == NULL,
	    "and cannot ask for them later");
	tear_down(&b);
	set_up(&b, SV("ledger: {origin: log.example}\n"));
	tap_ok(attach(&b, SV(""), SV(""), &h) == 0 && tokenise(&b, h,
	    DERIVE_CLIENT, &item, 1, &r) == 0 && commit(&b, &r) == 0,
	    "where no client is known");
	text = arena_dup(&b.arena, r.items[0].text);
	tap_ok(resolve(&b, h, &text, 1, &v) == 0 &&
	    sv_eq(v.values[0], SV("ada@example.test")), "everybody is one");
	tear_down(&b);
}

static void
test_limits(void)
{
	static char big[SEAL_VALUE_MAX + 2];
	struct keeper_item items[2] = { email("ada@example.test"),
		email(big) };
	struct keeper_tokenised r = { 0 };
	struct keeper_resolved v = { 0 };
	uint32_t h = 0, other = 0;
	struct sv text;
	struct bench b;
	unsigned got = 0;

	memset(big, 'x', sizeof(big) - 1);
	items[1].value.value.len = SEAL_VALUE_MAX + 1;
	clock_freeze(0, 0);
	set_up(&b, clients);
	tap_ok(attach(&b, SV("billing"), SV("fake-secret-one"), &h) == 0 &&
	    attach(&b, SV("support"), SV("fake-secret-two"), &other) == 0 &&
	    tokenise(&b, h, DERIVE_CLIENT, items, 2, &r) == 0, "tokenise");
	tap_ok(r.items[0].status == 0 && r.items[1].status == ERR_LIMIT &&
	    r.items[1].text.len == 0, "too long: said of that value alone");
	text = arena_dup(&b.arena, r.items[0].text);
	tap_is_int(commit(&b, &r), 0, "commit");
	for (unsigned i = 0; i < KEEPER_RESOLVE_BURST + 100; i++)
		got += resolve(&b, h, &text, 1, &v) == 0 &&
		    v.values[0].ptr != NULL;
	tap_is_int(got, KEEPER_RESOLVE_BURST, "so many at once");
	clock_advance(INT64_C(1000000000));
	for (got = 0; resolve(&b, h, &text, 1, &v) == 0 &&
	    v.values[0].ptr != NULL;)
		got++;
	tap_is_int(got, KEEPER_RESOLVE_PER_S, "so many a second");
	for (unsigned i = 0; i < KEEPER_RESOLVE_BURST; i++)
		(void)resolve(&b, other, &text, 1, &v);
	tap_is_int((int64_t)keeper_counts(b.keeper).unknown,
	    KEEPER_RESOLVE_BURST / KEEPER_RESOLVE_WRONG,
	    "wrong ones count for many");
	tear_down(&b);
	clock_thaw();
}

static void
test_broken(void)
{
	struct keeper_item item = email("ada@example.test");
	struct keeper_tokenised r = { 0 };
	struct buf body;
	struct bench b;

	set_up(&b, clients);
	tap_is_int(tokenise(&b, 0, DERIVE_CLIENT, &item, 1, &r), ERR_SYNTAX,
	    "a handle that was never given");
	tap_is_int(keeper_take(b.worker, 0x7777, SV(""), &b.reply, &b.type),
	    ERR_SYNTAX, "no such message");
	tap_is_int(keeper_take(b.worker, RECORDER_SIGN, SV("\0\0\0\0"),
	    &b.reply, &b.type), ERR_SYNTAX, "a worker may not have signed");
	tap_is_int(keeper_take(b.recorder, KEEPER_RESOLVE, SV(""), &b.reply,
	    &b.type), ERR_SYNTAX, "the recorder may not resolve");
	buf_init(&body, 100);
	wire_write_u32(&body, 0);
	wire_write_u8(&body, DERIVE_CLIENT);
	wire_write_u32(&body, 60000);
	tap_is_int(ask(&b, KEEPER_TOKENISE, &body), ERR_SYNTAX,
	    "more items than the message holds");
	for (size_t n = 0; n < 30; n++) {
		const struct keeper_tokenise m = { 0, DERIVE_CLIENT, false,
		    &item,
			1 };

		buf_init(&body, 1 << 16);
		keeper_write_tokenise(&body, &m);
		buf_truncate(&body, n);
		if (ask(&b, KEEPER_TOKENISE, &body) != ERR_SYNTAX)
			tap_ok(false, "cut to %zu bytes", n);
	}
	b.store->fail = ERR_IO;
	{
		uint32_t h = 0;

		tap_is_int(attach(&b, SV("billing"), SV("fake-secret-one"),
		    &h), 0, "attach");
		tap_is_int(tokenise(&b, h, DERIVE_CLIENT, &item, 1, &r),
		    ERR_IO, "the store fails: no token, and a reason");
	}
	b.store->fail = 0;
	tear_down(&b);
}

/* Ask for a signature; the note, or empty. */
static struct sv
sign(struct bench *b, const char *origin, uint64_t size, uint8_t root)
{
	struct checkpoint c = { sv_cstr(origin), size, { { root } } };
	struct buf text;
	int rc;

	buf_init(&text, 4096);
	checkpoint_write(&c, &text);
	buf_reset(&b->reply);
	rc = keeper_take(b->recorder, RECORDER_SIGN, buf_sv(&text), &b->reply,
	    &b->type);
	buf_done(&text);
	return rc == 0 ? buf_sv(&b->reply) : SV("failed");
}

static void
test_sign(void)
{
	struct checkpoint c;
	struct note_key key;
	struct bench b;
	struct sv note;

	set_up(&b, clients);
	note = sign(&b, "log.example", 7, 1);
	tap_ok(note_key_make(SV("log.example"), b.keys.checkpoint_public,
	    &key) == 0 && checkpoint_open(note, &key, &c) == 0 && c.size == 7,
	    "a signed checkpoint");
	tap_ok(sign(&b, "log.example", 7, 1).len > 0, "the same again");
	tap_is_sv(sign(&b, "log.example", 7, 2), SV(""), "another root");
	tap_is_sv(sign(&b, "log.example", 6, 1), SV(""), "an earlier size");
	tap_is_sv(sign(&b, "other.example", 9, 1), SV(""), "another log");
	tap_ok(sign(&b, "log.example", 8, 3).len > 0, "a later one");
	tear_down(&b);
}

static void
test_welcome(void)
{
	struct sv verifier, admin;
	struct note_key key;
	struct bench b;

	set_up(&b, clients);
	buf_reset(&b.reply);
	keeper_welcome(b.keeper, &b.reply);
	tap_ok(b.reply.len == KEEPER_DIGEST_KEY_BYTES &&
	    b.reply.ptr[0] == 0x5a, "the digest key and nothing else");
	buf_reset(&b.reply);
	tap_ok(keeper_keys(b.keeper, &b.reply) == 0 && recorder_read_keys(
	    buf_sv(&b.reply), &verifier, &admin) == 0 &&
	    note_key_parse(verifier, &key) == 0 &&
	    sv_eq(key.name, SV("log.example")) &&
	    note_key_parse(admin, &key) == 0 &&
	    sv_eq(key.name, SV("log.example/admin")), "two verifier keys");
	tear_down(&b);
}

static void
test_thousands(void)
{
	static struct keeper_item items[2000];
	static char names[2000][32];
	struct keeper_tokenised r = { 0 };
	struct bench b;
	uint32_t h = 0;
	unsigned wrong = 0;

	set_up(&b, clients);
	for (size_t i = 0; i < NELEMS(items); i++) {
		(void)snprintf(names[i], sizeof(names[i]),
		    "p%zu@example.test", i);
		items[i] = email(names[i]);
	}
	tap_ok(attach(&b, SV("billing"), SV("fake-secret-one"), &h) == 0 &&
	    tokenise(&b, h, DERIVE_CLIENT, items, NELEMS(items), &r) == 0,
	    "two thousand values");
	for (size_t i = 0; i < r.n; i++)
		wrong += r.items[i].status != 0 ||
		    r.items[i].text.len != TOKEN_LEN;
	tap_ok(wrong == 0 && r.n == 2000 && r.nslots == 2000 &&
	    r.nrows == 4000, "in one message");
	tear_down(&b);
}

/* The n-th allocation of a message fails: an answer or a reason, no crash. */
static void
test_faults(void)
{
#ifdef WITH_FAULT_INJECTION
	struct keeper_item item = email("ada@example.test");
	const struct keeper_tokenise m = { 0, DERIVE_CLIENT, false, &item, 1 };
	unsigned nth, failed = 0;
	struct bench b;
	struct buf body;
	uint32_t h = 0;
	int rc = ERR_NOMEM;

	set_up(&b, clients);
	tap_is_int(attach(&b, SV("billing"), SV("fake-secret-one"), &h), 0,
	    "attach");
	for (nth = 1; nth < 50; nth++) {
		buf_init(&body, 1 << 16);
		keeper_write_tokenise(&body, &m);
		buf_done(&b.reply);
		fault_arm(FAULT_ALLOC, nth);
		rc = keeper_take(b.worker, KEEPER_TOKENISE, buf_sv(&body),
		    &b.reply, &b.type);
		if (fault_count(FAULT_ALLOC) < nth)
			break;
		fault_arm(FAULT_ALLOC, 0);
		failed++;
		buf_done(&body);
	}
	fault_arm(FAULT_ALLOC, 0);
	buf_done(&body);
	tap_ok(rc == 0 && failed >= 3, "%u allocations failed in turn",
	    failed);
	tear_down(&b);
#else
	tap_skip(1, "built without fault injection");
#endif
}

int
main(void)
{
	test_credentials();
	test_round_trip();
	test_surrogates();
	test_strangers();
	test_limits();
	test_broken();
	test_sign();
	test_welcome();
	test_thousands();
	test_faults();
	return tap_done();
}
