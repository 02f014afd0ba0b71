/* Surrogates: their form, their walk, and how the vault keeps and ends them. */
#include "vault/surrogate.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "tests/tap/tap.h"
#include "tests/unit/vault/memory_store.h"

enum { MANY = 3000 };

static const uint8_t keys[2][SURROGATE_KEY_BYTES] = { { 1 }, { 2 } };

static bool
take_any(const void *ctx, char *text, size_t len)
{
	(void)ctx;
	(void)text;
	(void)len;
	return true;
}

static bool
take_none(const void *ctx, char *text, size_t len)
{
	(void)ctx;
	(void)text;
	(void)len;
	return false;
}

/* The last byte is the sum of the digits before it. */
static bool
sum_up(const void *ctx, char *text, size_t len)
{
	unsigned sum = 0;

	(void)ctx;
	for (size_t i = 0; i + 1 < len; i++)
		if (text[i] >= '0' && text[i] <= '9')
			sum += (unsigned)(text[i] - '0');
	text[len - 1] = (char)('0' + sum % 10);
	return true;
}

/* Two texts only, so that the values of a scope must meet. */
static bool
take_two(const void *ctx, char *text, size_t len)
{
	(void)ctx;
	memset(text, text[0] < '5' ? '1' : '2', len);
	return true;
}

/* Digits and letters of `text` are free where `mask` has a 9. */
static void
make_form(struct surrogate_form *f, const char *text, const char *mask,
    bool (*complete)(const void *ctx, char *text, size_t len))
{
	*f = (struct surrogate_form){ .len = strlen(text),
		.complete = complete };
	memcpy(f->text, text, f->len);
	for (size_t i = 0; i < f->len; i++)
		if (mask[i] == '9')
			f->radix[i] = text[i] <= '9' ? 10 : 26;
}

static int
first(struct crypto *c, const uint8_t *key, const struct surrogate_form *f,
    char *out)
{
	struct surrogate_walk w;
	int rc = surrogate_begin(&w, c, key, f);

	if (rc == 0) {
		rc = surrogate_next(&w, out);
		surrogate_end(&w);
	}
	return rc;
}

static const struct {
	const char *name, *text, *mask;
	int want;
} forms[] = {
	{ "six digits", "123456", "999999", 0 },
	{ "five digits are too few", "12345", "99999", ERR_RANGE },
	{ "five digits and a letter", "12345x", "999999", 0 },
	{ "four letters are too few", "abcd", "9999", ERR_RANGE },
	{ "kept bytes", "ab-12 34/56 (7)", "==-99=99=99=(9)", 0 },
	{ "letters of both cases", "WEst12345678", "999999999999", 0 },
	{ "none at all", "12345678", "========", ERR_RANGE },
	{ "thirty digits", "123456789012345678901234567890",
	    "999999999999999999999999999999", 0 },
	{ "more than a number holds",
	    "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
	    "9999999999999999999999999999999999999999", ERR_RANGE },
};

static bool
keeps_form(const struct surrogate_form *f, const char *out)
{
	for (size_t i = 0; i < f->len; i++) {
		char c = f->text[i];

		if (f->radix[i] == 0 && out[i] != c)
			return false;
		if (f->radix[i] == 10 && (out[i] < '0' || out[i] > '9'))
			return false;
		if (f->radix[i] == 26 && (out[i] < (c >= 'a' ? 'a' : 'A') ||
		    out[i] > (c >= 'a' ? 'z' : 'Z')))
			return false;
	}
	return true;
}

static void
test_forms(struct crypto *c)
{
	char a[SURROGATE_TEXT_MAX], b[SURROGATE_TEXT_MAX];
	struct surrogate_form f;

	for (size_t i = 0; i < NELEMS(forms); i++) {
		make_form(&f, forms[i].text, forms[i].mask, take_any);
		if (!tap_is_int(first(c, keys[0], &f, a), forms[i].want,
		    "%s", forms[i].name) || forms[i].want != 0)
			continue;
		tap_ok(keeps_form(&f, a) && memcmp(a, f.text, f.len) != 0,
		    "%s: its form, and not itself", forms[i].name);
		tap_ok(first(c, keys[0], &f, b) == 0 &&
		    memcmp(a, b, f.len) == 0, "%s: again", forms[i].name);
		tap_ok(first(c, keys[1], &f, b) == 0 &&
		    memcmp(a, b, f.len) != 0, "%s: by another key",
		    forms[i].name);
	}
}

static int
compare(const void *x, const void *y)
{
	return memcmp(x, y, 7);
}

/* One key: no two values share one, check symbols and all. */
static void
test_permutation(struct crypto *c)
{
	static char all[MANY][7];
	struct surrogate_form f;
	char text[16];
	bool distinct = true, sums = true, itself = false;

	for (unsigned i = 0; i < MANY; i++) {
		char out[SURROGATE_TEXT_MAX], again[7];

		(void)snprintf(text, sizeof(text), "%06u0", i);
		make_form(&f, text, "999999=", sum_up);
		if (first(c, keys[0], &f, out) != 0)
			tap_ok(false, "surrogate of %s", text);
		memcpy(all[i], out, 7);
		memcpy(again, out, 7);
		(void)sum_up(NULL, again, 7);
		sums = sums && memcmp(again, out, 7) == 0;
		itself = itself || memcmp(out, text, 6) == 0;
	}
	qsort(all, MANY, sizeof(all[0]), compare);
	for (unsigned i = 1; i < MANY; i++)
		distinct = distinct && compare(all[i - 1], all[i]) != 0;
	tap_ok(distinct, "no two values share one");
	tap_ok(sums, "their check symbols fit");
	tap_ok(!itself, "none is itself");
	make_form(&f, "123456", "999999", take_none);
	tap_is_int(first(c, keys[0], &f, text), ERR_FULL,
	    "a form that takes nothing ends the walk");
}

struct bench {
	struct crypto *crypto;
	struct keyring keys;
	struct memory_store *store;
	struct vault *vault;
	struct arena arena;
	struct derive_scope scopes[2];
};

static void
set_up(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	crypto_hmac_key_init(&b->keys.subject_ids, SV("fake subject ids"));
	crypto_hmac_key_init(&b->keys.scope_ids, SV("fake scope ids"));
	crypto_hmac_key_init(&b->keys.tokens[0].key, SV("fake tokens"));
	b->keys.tokens[0].present = true;
	b->store = memory_new();
	if (crypto_open(&b->crypto) != 0 || vault_open(b->crypto, &b->keys,
	    &b->store->ops, 0, &b->vault) != 0)
		tap_ok(false, "set up");
	arena_init(&b->arena, 1 << 24);
	derive_scope(&b->keys, DERIVE_CLIENT, SV("billing"), &b->scopes[0]);
	derive_scope(&b->keys, DERIVE_CLIENT, SV("support"), &b->scopes[1]);
}

static void
tear_down(struct bench *b)
{
	arena_done(&b->arena);
	vault_close(b->vault);
	crypto_close(b->crypto);
	memory_free(b->store);
}

static struct sv
text_of(const struct vault_result *r)
{
	return r->surrogate_len > 0 ?
	    sv_make(r->surrogate, r->surrogate_len) :
	    sv_make(r->token, TOKEN_LEN);
}

/* Within vault_begin() and vault_end(). */
static void
make(struct bench *b, unsigned scope, const char *value,
    bool (*complete)(const void *ctx, char *text, size_t len),
    struct vault_result *r)
{
	struct surrogate_form f;
	struct vault_item item = { SV("financial.card"), sv_cstr(value),
		sv_cstr(value), &f };

	make_form(&f, value, "9999999999", complete);
	if (vault_tokenise(b->vault, &b->scopes[scope], &item, &b->arena,
	    r) != 0)
		tap_ok(false, "tokenise");
}

/* The same as a request of its own, committed. */
static void
keep(struct bench *b, unsigned scope, const char *value,
    bool (*complete)(const void *ctx, char *text, size_t len),
    struct vault_result *r)
{
	if (vault_begin(b->vault) != 0)
		tap_ok(false, "begin");
	make(b, scope, value, complete, r);
	vault_end(b->vault);
	if (memory_commit(b->store, r) != 0)
		tap_ok(false, "commit");
}

static int
reveal(struct bench *b, unsigned scope, const struct vault_result *r,
    struct sv *ret)
{
	const struct vault_question q = { text_of(r), &b->scopes[scope], 1 };
	int rc = vault_begin(b->vault);

	if (rc != 0)
		return rc;
	rc = vault_reveal_surrogate(b->vault, &q, &b->arena, ret, NULL);
	vault_end(b->vault);
	return rc;
}

static void
test_vault(struct bench *b)
{
	struct vault_result r, again, other;
	struct sv value = { NULL, 0 };

	keep(b, 0, "4123456789", take_any, &r);
	tap_is_int((int64_t)r.surrogate_len, 10, "a surrogate, no token");
	tap_is_int((int64_t)r.nrows, 2, "its row and its subject's");
	keep(b, 0, "4123456789", take_any, &again);
	tap_is_sv(text_of(&again), text_of(&r), "the same again");
	tap_is_int((int64_t)again.nrows, 0, "nothing more to store");
	tap_is_int(reveal(b, 0, &r, &value), 0, "revealed in its scope");
	tap_is_sv(value, SV("4123456789"), "as its value");
	tap_is_int(reveal(b, 1, &r, &value), ERR_NOTFOUND,
	    "nothing in another scope");
	keep(b, 1, "4123456789", take_any, &other);
	tap_ok(!sv_eq(text_of(&other), text_of(&r)), "another scope's own");
}

static void
test_erasure(struct bench *b)
{
	struct vault_result r, after;
	struct vault_erasure e;
	struct sv value = { NULL, 0 };
	struct vault_question q = { .scopes = b->scopes, .nscopes = 2 };

	keep(b, 0, "5555554444", take_any, &r);
	q.text = text_of(&r);
	if (vault_begin(b->vault) != 0)
		tap_ok(false, "begin");
	tap_is_int(vault_erase_surrogate(b->vault, &q, &e), 0, "erase");
	vault_end(b->vault);
	memcpy(b->store->slots[e.slot], e.image, SLOT_BYTES);
	tap_is_int(reveal(b, 0, &r, &value), ERR_NOTFOUND,
	    "erased: it means nothing");
	keep(b, 0, "5555554444", take_any, &after);
	tap_ok(!sv_eq(text_of(&after), q.text),
	    "who comes back gets another");
}

static void
test_collisions(struct bench *b)
{
	static const char *const values[] = { "1000000001", "2000000002",
		"3000000003", "4000000004" };
	struct vault_result kept[4], batch[4];
	struct sv value;
	size_t tokens = 0;
	bool right = true;

	for (size_t i = 0; i < 4; i++) {
		keep(b, 0, values[i], take_two, &kept[i]);
		tokens += kept[i].surrogate_len == 0;
	}
	tap_is_int((int64_t)tokens, 2,
	    "two surrogates for four values: two get tokens");
	for (size_t i = 0; i < 4; i++)
		if (kept[i].surrogate_len > 0)
			right = right && reveal(b, 0, &kept[i], &value) == 0
			    && sv_eq(value, sv_cstr(values[i]));
	tap_ok(right, "none was overwritten");
	/* The other client's, all in one request that is not stored. */
	if (vault_begin(b->vault) != 0)
		tap_ok(false, "begin");
	for (size_t i = 0; i < 4; i++)
		make(b, 1, values[i], take_two, &batch[i]);
	vault_end(b->vault);
	tokens = 0;
	for (size_t i = 0; i < 4; i++) {
		tokens += batch[i].surrogate_len == 0;
		for (size_t k = 0; k < i; k++)
			right = right && !sv_eq(text_of(&batch[i]),
			    text_of(&batch[k]));
	}
	tap_ok(right && tokens == 2, "the same within one request");
	if (vault_begin(b->vault) != 0)
		tap_ok(false, "begin");
	make(b, 1, "7000000007", take_two, &batch[0]);
	make(b, 1, "7000000007", take_two, &batch[1]);
	vault_end(b->vault);
	tap_is_sv(text_of(&batch[0]), text_of(&batch[1]),
	    "one value twice in a request");
}

int
main(void)
{
	struct crypto *c = NULL;
	struct bench b;

	if (crypto_open(&c) != 0)
		return 1;
	test_forms(c);
	test_permutation(c);
	crypto_close(c);
	set_up(&b);
	test_vault(&b);
	test_erasure(&b);
	tear_down(&b);
	set_up(&b);
	test_collisions(&b);
	tear_down(&b);
	return tap_done();
}
