/* Tokens of values, their scopes, their subjects, and the end of them. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/fault.h"
#include "tests/tap/tap.h"
#include "tests/unit/vault/memory_store.h"
#include "vault/scratch.h"
#include "vault/vault.h"

static const struct vault_item ada = { SV_INIT("personal.contact.email"),
	SV_INIT("Ada.Lovelace@Example.test"),
	SV_INIT("ada.lovelace@example.test"), NULL };
static const struct vault_item ada_lower = { SV_INIT("personal.contact.email"),
	SV_INIT("ada.lovelace@example.test"),
	SV_INIT("ada.lovelace@example.test"), NULL };
static const struct vault_item bob = { SV_INIT("personal.contact.email"),
	SV_INIT("bob@example.test"), SV_INIT("bob@example.test"), NULL };

struct bench {
	struct crypto *crypto;
	struct keyring keys;
	struct memory_store *store;
	struct vault *vault;
	struct arena arena;
	struct derive_scope billing, support, team;
};

static void
fake_keys(struct keyring *k)
{
	memset(k, 0, sizeof(*k));
	crypto_hmac_key_init(&k->subject_ids, SV("fake subject ids"));
	crypto_hmac_key_init(&k->scope_ids, SV("fake scope ids"));
	crypto_hmac_key_init(&k->tokens[0].key, SV("fake tokens"));
	k->tokens[0].present = true;
	memset(k->wrap, 7, sizeof(k->wrap));
}

static void
set_up(struct bench *b, size_t max_subjects)
{
	fake_keys(&b->keys);
	b->store = memory_new();
	b->crypto = NULL;
	b->vault = NULL;
	if (crypto_open(&b->crypto) != 0 || vault_open(b->crypto, &b->keys,
	    &b->store->ops, max_subjects, &b->vault) != 0)
		tap_ok(false, "set up");
	arena_init(&b->arena, 1 << 24);
	derive_scope(&b->keys, DERIVE_CLIENT, SV("billing"), &b->billing);
	derive_scope(&b->keys, DERIVE_CLIENT, SV("support"), &b->support);
	derive_scope(&b->keys, DERIVE_TEAM, SV("billing"), &b->team);
}

static void
tear_down(struct bench *b)
{
	arena_done(&b->arena);
	vault_close(b->vault);
	crypto_close(b->crypto);
	memory_free(b->store);
}

/* The keeper dies and a new one begins. */
static void
restart(struct bench *b)
{
	vault_close(b->vault);
	b->vault = NULL;
	if (vault_open(b->crypto, &b->keys, &b->store->ops, 0, &b->vault) != 0)
		tap_ok(false, "restart");
}

static void
begin(struct bench *b)
{
	if (vault_begin(b->vault) != 0)
		tap_ok(false, "begin");
}

static int
tokenise(struct bench *b, const struct derive_scope *scope,
    const struct vault_item *item, struct vault_result *r)
{
	int rc = vault_begin(b->vault);

	if (rc != 0)
		return rc;
	rc = vault_tokenise(b->vault, scope, item, &b->arena, r);
	vault_end(b->vault);
	return rc;
}

static int
resolve(struct bench *b, const struct derive_scope *scope, struct sv text,
    struct sv *ret)
{
	int rc = vault_begin(b->vault);

	if (rc != 0)
		return rc;
	rc = vault_resolve(b->vault, scope, 1, text, &b->arena, ret);
	vault_end(b->vault);
	return rc;
}

static struct sv
text_of(const struct vault_result *r)
{
	return sv_make(r->token, TOKEN_LEN);
}

static bool
same_token(const struct vault_result *x, const struct vault_result *y)
{
	return sv_eq(text_of(x), text_of(y));
}

static bool
same_subject(const struct vault_result *x, const struct vault_result *y)
{
	return memcmp(x->subject, y->subject, sizeof(x->subject)) == 0;
}

static void
test_round_trip(void)
{
	struct vault_result r, again, lower, other;
	struct sv value;
	struct bench b;
	char mangled[TOKEN_LEN];
	uint8_t key[TOKEN_KEY_BYTES];
	struct token t;

	set_up(&b, 0);
	tap_is_int(tokenise(&b, &b.billing, &ada, &r), 0, "tokenise");
	tap_ok(sv_starts(text_of(&r), SV("XQMAIL")), "says what it is");
	tap_ok(r.nrows == 2 && r.has_slot && r.slot == 0, "a new subject");
	tap_is_int(resolve(&b, &b.billing, text_of(&r), &value), ERR_NOTFOUND,
	    "not stored: not resolved");
	tap_is_int(tokenise(&b, &b.billing, &ada, &again), 0, "again");
	tap_ok(same_token(&r, &again) && again.nrows == 2 && again.has_slot &&
	    memcmp(r.image, again.image, SLOT_BYTES) == 0,
	    "until it is stored the same is handed out");
	tap_is_int(memory_commit(b.store, &r), 0, "commit");
	tap_is_int(memory_commit(b.store, &again), 0, "the other one too");
	tap_is_int(tokenise(&b, &b.billing, &ada, &again), 0, "stored");
	tap_ok(same_token(&r, &again) && again.nrows == 0 && !again.has_slot,
	    "nothing more to store");
	tap_is_int(resolve(&b, &b.billing, text_of(&r), &value), 0, "resolve");
	tap_is_sv(value, ada.value, "exactly what was written");
	for (size_t i = 0; i < TOKEN_LEN; i++)
		mangled[i] = r.token[i] >= 'A' ? (char)(r.token[i] | 0x20) :
		    r.token[i];
	tap_ok(resolve(&b, &b.billing, sv_make(mangled, TOKEN_LEN),
	    &value) == 0 && sv_eq(value, ada.value), "in lower case too");
	tap_ok(token_parse(text_of(&r), &t) == 0, "parse");
	token_key(&t, key);
	begin(&b);
	tap_ok(vault_resolve_key(b.vault, &b.billing, 1, key, &b.arena,
	    &value) == 0 && sv_eq(value, ada.value), "by its key");
	vault_end(b.vault);
	tap_is_int(tokenise(&b, &b.billing, &ada_lower, &lower), 0, "spelling");
	tap_ok(!same_token(&r, &lower) && same_subject(&r, &lower) &&
	    lower.nrows == 1, "another spelling: own token, same subject");
	tap_is_int(tokenise(&b, &b.billing, &bob, &other), 0, "another value");
	tap_ok(!same_token(&r, &other) && !same_subject(&r, &other) &&
	    other.slot == 1, "own token, own subject");
	restart(&b);
	tap_is_int(tokenise(&b, &b.billing, &ada, &again), 0, "restarted");
	tap_ok(same_token(&r, &again) && again.nrows == 0, "same token");
	tear_down(&b);
}

/* Two clients, the same value, crossed tokens. */
static void
test_scopes(void)
{
	struct vault_result r, s, t;
	struct derive_scope both[2];
	struct sv value = SV("untouched");
	struct bench b;

	set_up(&b, 0);
	tap_ok(tokenise(&b, &b.billing, &ada, &r) == 0 &&
	    memory_commit(b.store, &r) == 0, "one client");
	tap_ok(tokenise(&b, &b.support, &ada, &s) == 0 &&
	    memory_commit(b.store, &s) == 0, "another");
	tap_ok(tokenise(&b, &b.team, &ada, &t) == 0 &&
	    memory_commit(b.store, &t) == 0, "a team of the same name");
	tap_ok(!same_token(&r, &s) && !same_token(&r, &t) &&
	    !same_token(&s, &t), "each has its own token");
	tap_ok(same_subject(&r, &s), "one subject");
	tap_is_int(resolve(&b, &b.support, text_of(&r), &value), ERR_DENIED,
	    "crossed");
	tap_is_int(resolve(&b, &b.billing, text_of(&s), &value), ERR_DENIED,
	    "crossed the other way");
	tap_is_int(resolve(&b, &b.billing, text_of(&t), &value), ERR_DENIED,
	    "a team's token is not a client's");
	tap_is_sv(value, SV("untouched"), "nothing was revealed");
	both[0] = b.support;
	both[1] = b.team;
	tap_ok(vault_begin(b.vault) == 0 && vault_resolve(b.vault, both, 2,
	    text_of(&t), &b.arena, &value) == 0 && sv_eq(value, ada.value),
	    "a member of the team");
	tap_is_int(vault_reveal(b.vault, text_of(&r), &b.arena, &value, NULL),
	    0, "an administrator");
	vault_end(b.vault);
	tear_down(&b);
}

static void
test_forged(void)
{
	struct vault_result r;
	struct token t;
	char text[TOKEN_LEN];
	struct sv value;
	struct bench b;

	set_up(&b, 0);
	tap_ok(tokenise(&b, &b.billing, &ada, &r) == 0 &&
	    memory_commit(b.store, &r) == 0, "a token");
	tap_is_int(token_parse(text_of(&r), &t), 0, "parse");
	t.hint = token_hint(SV("personal.name"));
	token_format(&t, text);
	tap_is_int(resolve(&b, &b.billing, sv_make(text, TOKEN_LEN), &value),
	    ERR_NOTFOUND, "another hint with a right check symbol");
	t.value[9] ^= 1;
	token_format(&t, text);
	tap_is_int(resolve(&b, &b.billing, sv_make(text, TOKEN_LEN), &value),
	    ERR_NOTFOUND, "invented");
	text[20] = text[20] == 'A' ? 'B' : 'A';
	tap_is_int(resolve(&b, &b.billing, sv_make(text, TOKEN_LEN), &value),
	    ERR_CORRUPT, "mangled");
	/* Somebody moves a sealed row under another token. */
	b.store->rows[0].key[5] ^= 1;
	tap_is_int(token_parse(text_of(&r), &t), 0, "parse again");
	t.value[3] ^= 1;
	token_format(&t, text);
	tap_is_int(resolve(&b, &b.billing, sv_make(text, TOKEN_LEN), &value),
	    ERR_NOTFOUND, "a row under another token does not open");
	tear_down(&b);
}

static void
test_collision(void)
{
	struct vault_result r, again;
	struct bench b;

	set_up(&b, 0);
	tap_ok(tokenise(&b, &b.billing, &ada, &r) == 0 &&
	    memory_commit(b.store, &r) == 0, "a token");
	b.store->rows[0].value[40] ^= 1;
	tap_is_int(tokenise(&b, &b.billing, &ada, &again), ERR_CONFLICT,
	    "another row under this token is never overwritten");
	tear_down(&b);
}

static void
test_erasure(void)
{
	struct vault_result r, lower, again, third;
	struct vault_erasure e;
	struct sv value;
	struct bench b;

	set_up(&b, 0);
	tap_ok(tokenise(&b, &b.billing, &ada, &r) == 0 &&
	    memory_commit(b.store, &r) == 0 &&
	    tokenise(&b, &b.billing, &ada_lower, &lower) == 0 &&
	    memory_commit(b.store, &lower) == 0, "two spellings");
	begin(&b);
	tap_is_int(vault_erase(b.vault, bob.class_name, bob.canonical, &e),
	    ERR_NOTFOUND, "nobody to erase");
	tap_is_int(vault_erase(b.vault, ada.class_name, ada.canonical, &e), 0,
	    "erase");
	vault_end(b.vault);
	tap_ok(e.slot == r.slot && memcmp(e.subject, r.subject,
	    sizeof(e.subject)) == 0, "the subject the ledger knows");
	memcpy(b.store->slots[e.slot], e.image, SLOT_BYTES);
	tap_is_int(resolve(&b, &b.billing, text_of(&r), &value), ERR_NOTFOUND,
	    "its token means nothing");
	tap_is_int(resolve(&b, &b.billing, text_of(&lower), &value),
	    ERR_NOTFOUND, "nor that of the other spelling");
	tap_is_int(tokenise(&b, &b.billing, &ada, &again), 0, "it comes back");
	tap_ok(!same_token(&r, &again) && !same_subject(&r, &again) &&
	    again.slot != r.slot && again.has_slot, "as somebody new");
	tap_is_int(memory_commit(b.store, &again), 0, "commit");
	restart(&b);
	tap_ok(tokenise(&b, &b.billing, &ada, &third) == 0 &&
	    same_token(&again, &third) && third.nrows == 0,
	    "and stays so");
	tap_is_int(resolve(&b, &b.billing, text_of(&again), &value), 0,
	    "its new token resolves");
	begin(&b);
	tap_ok(vault_erase_token(b.vault, text_of(&again), &e) == 0 &&
	    e.slot == again.slot, "erase by token");
	vault_end(b.vault);
	tear_down(&b);
}

/* Erased behind the back of a keeper that remembers the key. */
static void
test_erased_elsewhere(void)
{
	struct vault_result r, again;
	struct sv value;
	struct bench b;

	set_up(&b, 0);
	tap_ok(tokenise(&b, &b.billing, &ada, &r) == 0 &&
	    memory_commit(b.store, &r) == 0 &&
	    resolve(&b, &b.billing, text_of(&r), &value) == 0, "remembered");
	slot_make_erased(r.slot, b.store->slots[r.slot]);
	tap_is_int(resolve(&b, &b.billing, text_of(&r), &value), ERR_NOTFOUND,
	    "the slot decides, not the memory");
	tap_ok(tokenise(&b, &b.billing, &ada, &again) == 0 &&
	    !same_token(&r, &again), "a new subject");
	tear_down(&b);
}

/* Two keepers in turn gave out keys for one subject, and one slot twice. */
static void
test_conflicts(void)
{
	struct vault_result old, fresh, other;
	struct bench b;

	set_up(&b, 0);
	tap_is_int(tokenise(&b, &b.billing, &ada, &old), 0, "before");
	restart(&b);
	tap_is_int(tokenise(&b, &b.billing, &ada, &fresh), 0, "after");
	tap_is_int(memory_commit(b.store, &old), 0, "the first one wins");
	tap_is_int(memory_commit(b.store, &fresh), ERR_CONFLICT,
	    "the second is refused");
	tap_is_int(tokenise(&b, &b.billing, &ada, &fresh), 0, "once more");
	tap_ok(same_token(&old, &fresh) && fresh.nrows == 0,
	    "the stored one is taken over");
	restart(&b);
	tap_is_int(tokenise(&b, &b.billing, &bob, &fresh), 0, "bob");
	tap_is_int((int64_t)fresh.slot, 1 + 256, "after a gap");
	/* What the keeper before it gave out arrives in that very slot. */
	memcpy(b.store->slots[fresh.slot], b.store->slots[0], SLOT_BYTES);
	slot_make_erased(fresh.slot, b.store->slots[fresh.slot]);
	b.store->nslots = fresh.slot + 1;
	tap_is_int(memory_commit(b.store, &fresh), ERR_CONFLICT, "occupied");
	tap_is_int(tokenise(&b, &b.billing, &bob, &other), 0, "bob again");
	tap_ok(other.slot > fresh.slot && memory_commit(b.store, &other) == 0,
	    "in another slot");
	tear_down(&b);
}

static void
test_many(void)
{
	struct vault_result r[60], again;
	char name[60][32];
	struct vault_item item = ada;
	unsigned wrong = 0;
	struct sv value;
	struct bench b;

	set_up(&b, 7);
	begin(&b);
	for (size_t i = 0; i < 60; i++) {
		(void)snprintf(name[i], sizeof(name[i]), "p%zu@example.test",
		    i);
		item.value = item.canonical = sv_cstr(name[i]);
		wrong += vault_tokenise(b.vault, &b.billing, &item, &b.arena,
		    &r[i]) != 0 || memory_commit(b.store, &r[i]) != 0;
	}
	tap_is_int(vault_tokenise(b.vault, &b.billing, &item, &b.arena,
	    &again), 0, "twice in a batch");
	tap_ok(!again.has_slot && again.nrows == 0, "handed out once");
	vault_end(b.vault);
	tap_is_int(wrong, 0, "sixty subjects, seven remembered");
	for (size_t i = 0; i < 60; i++) {
		wrong += resolve(&b, &b.billing, text_of(&r[i]), &value) != 0 ||
		    !sv_eq(value, sv_cstr(name[i]));
		item.value = item.canonical = sv_cstr(name[59 - i]);
		wrong += tokenise(&b, &b.billing, &item, &again) != 0 ||
		    !same_token(&again, &r[59 - i]);
	}
	tap_is_int(wrong, 0, "all come back");
	tear_down(&b);
}

static void
test_lengths(void)
{
	static char big[SEAL_VALUE_MAX + 1];
	struct vault_item item = ada;
	struct vault_result r;
	unsigned wrong = 0, sizes = 0;
	size_t last = 0;
	struct sv value;
	struct bench b;

	set_up(&b, 0);
	memset(big, 'x', sizeof(big));
	for (size_t n = 0; n <= SEAL_VALUE_MAX; n += n < 300 ? 1 : 1237) {
		item.value = sv_make(big, n);
		wrong += tokenise(&b, &b.billing, &item, &r) != 0 ||
		    memory_commit(b.store, &r) != 0 ||
		    resolve(&b, &b.billing, text_of(&r), &value) != 0 ||
		    !sv_eq(value, item.value);
		if (n < 300 && r.rows[0].value.len != last)
			sizes++;
		last = r.rows[0].value.len;
	}
	tap_is_int(wrong, 0, "values of many lengths");
	tap_is_int(sizes, 5, "300 lengths give five sizes");
	item.value = sv_make(big, SEAL_VALUE_MAX + 1);
	tap_is_int(tokenise(&b, &b.billing, &item, &r), ERR_LIMIT, "too long");
	tear_down(&b);
}

static void
test_failures(void)
{
	struct vault_result r;
	struct sv value;
	struct bench b;

	set_up(&b, 0);
	tap_ok(tokenise(&b, &b.billing, &ada, &r) == 0 &&
	    memory_commit(b.store, &r) == 0, "a token");
	b.store->fail = ERR_IO;
	tap_is_int(tokenise(&b, &b.billing, &bob, &r), ERR_IO,
	    "the store fails: no token");
	tap_is_int(resolve(&b, &b.billing, text_of(&r), &value), ERR_IO,
	    "and no value");
	b.store->fail = 0;
	tap_is_int((int64_t)b.store->open, 0, "every begin had its end");
	b.store->slots[0][30] ^= 1;
	restart(&b);
	tap_is_int(tokenise(&b, &b.billing, &ada, &r), ERR_AUTH,
	    "a damaged slot is no new subject");
	b.store->slots[0][30] ^= 1;
	memset(b.keys.wrap, 8, sizeof(b.keys.wrap));
	restart(&b);
	tap_is_int(tokenise(&b, &b.billing, &ada, &r), ERR_AUTH,
	    "nor is one under other keys");
	tear_down(&b);
}

/* The n-th allocation fails: an error, and afterwards all goes on. */
static void
test_faults(void)
{
#ifdef WITH_FAULT_INJECTION
	struct vault_result r;
	struct bench b;
	unsigned nth, failed = 0;
	int rc = ERR_NOMEM;

	for (nth = 1; nth < 50 && rc != 0; nth++) {
		struct vault *v = NULL;

		set_up(&b, 0);
		fault_arm(FAULT_ALLOC, nth);
		rc = vault_open(b.crypto, &b.keys, &b.store->ops, 0, &v);
		if (rc == 0)
			rc = tokenise(&b, &b.billing, &ada, &r);
		fault_arm(FAULT_ALLOC, 0);
		failed += rc != 0;
		if (rc != 0 && rc != ERR_NOMEM)
			tap_ok(false, "failure %u gives %d", nth, rc);
		if (tokenise(&b, &b.billing, &ada, &r) != 0)
			tap_ok(false, "after failure %u", nth);
		vault_close(v);
		tear_down(&b);
	}
	tap_ok(rc == 0 && failed >= 4, "%u allocations failed in turn",
	    failed);
#else
	tap_skip(1, "built without fault injection");
#endif
}

/* Does `needle` stand anywhere in `hay`? */
static bool
holds(const void *hay, size_t len, struct sv needle)
{
	return sv_find(sv_make(hay, len), needle) >= 0;
}

static void
test_no_clear_value(void)
{
	struct vault_result r;
	struct sv value;
	struct bench b;
	bool seen = false;

	set_up(&b, 0);
	tap_ok(tokenise(&b, &b.billing, &ada, &r) == 0 &&
	    memory_commit(b.store, &r) == 0, "a token");
	for (size_t i = 0; i < b.store->nrows; i++)
		seen = seen || holds(b.store->rows[i].value,
		    b.store->rows[i].value_len, SV("Lovelace"));
	tap_ok(!seen && !holds(b.store->slots, sizeof(b.store->slots),
	    SV("ovelace")), "not in the store");
	tap_ok(!holds(b.arena.chunks, b.arena.used, SV("ovelace")),
	    "not in the arena that sealed it");
	tap_is_int(resolve(&b, &b.billing, text_of(&r), &value), 0, "resolve");
	tap_ok(holds(b.arena.chunks, b.arena.used, SV("Lovelace")),
	    "only where it was asked for");
	tear_down(&b);
}

static void
test_scratch(void)
{
	struct vault_result r, again;
	struct scratch s;
	struct arena a;

	arena_init(&a, 1 << 20);
	if (!tap_ok(scratch_init(&s) == 0 && vault_begin(s.vault) == 0,
	    "a vault for a trial"))
		return;
	tap_ok(vault_tokenise(s.vault, &s.scope, &ada, &a, &r) == 0 &&
	    vault_tokenise(s.vault, &s.scope, &ada, &a, &again) == 0 &&
	    same_token(&r, &again), "makes tokens");
	vault_end(s.vault);
	scratch_done(&s);
	arena_done(&a);
}

int
main(void)
{
	test_scratch();
	test_round_trip();
	test_scopes();
	test_forged();
	test_collision();
	test_erasure();
	test_erased_elsewhere();
	test_conflicts();
	test_many();
	test_lengths();
	test_failures();
	test_faults();
	test_no_clear_value();
	return tap_done();
}
