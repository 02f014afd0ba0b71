#include "vault/derive.h"

#include "base/err.h"
#include "base/mem.h"

/* The first byte of every message; never change or reuse one. */
enum use {
	USE_SUBJECT_ID = 1,
	USE_SCOPE_ID = 2,
	USE_SCOPE_KEY = 3,
	USE_TOKEN_KEY = 4,
	USE_SEAL_MAC_KEY = 5,
	USE_SEAL_CTR_KEY = 6,
	USE_LEDGER_HASH = 7,
	USE_TOKEN = 8,
	USE_SURROGATE_KEY = 9,
	USE_SURROGATE_NAME = 10
};

static void
put_length(uint8_t out[4], size_t len)
{
	ASSERT(len <= UINT32_MAX);
	for (unsigned i = 0; i < 4; i++)
		out[i] = (uint8_t)(len >> (24 - 8 * i));
}

void
derive_scope(const struct keyring *k, enum derive_scope_kind kind,
    struct sv name, struct derive_scope *ret)
{
	uint8_t use[2] = { USE_SCOPE_ID, (uint8_t)kind }, out[32];
	const struct sv parts[] = { sv_make(use, sizeof(use)), name };

	ASSERT(k->tokens[k->generation].present);
	ret->kind = kind;
	ret->generation = k->generation;
	crypto_hmac(&k->scope_ids, parts, NELEMS(parts), out);
	memcpy(ret->id, out, sizeof(ret->id));
	use[0] = USE_SCOPE_KEY;
	crypto_hmac(&k->tokens[k->generation].key, parts, NELEMS(parts), out);
	crypto_hmac_key_init(&ret->key, sv_make(out, sizeof(out)));
	mem_wipe(out, sizeof(out));
}

void
derive_subject_id(const struct keyring *k, uint8_t turn, struct sv class_name,
    struct sv canonical, uint8_t ret_id[DERIVE_SUBJECT_BYTES])
{
	uint8_t head[6] = { USE_SUBJECT_ID, turn }, out[32];
	const struct sv parts[] = { sv_make(head, sizeof(head)), class_name,
		canonical };

	put_length(head + 2, class_name.len);
	crypto_hmac(&k->subject_ids, parts, NELEMS(parts), out);
	memcpy(ret_id, out, DERIVE_SUBJECT_BYTES);
	mem_wipe(out, sizeof(out));
}

static void
subkey(const struct crypto_hmac_key *root, uint8_t use, uint8_t out[32])
{
	const struct sv part = sv_make(&use, 1);

	crypto_hmac(root, &part, 1, out);
}

void
derive_subject(const uint8_t root[DERIVE_ROOT_BYTES],
    struct derive_subject *ret)
{
	struct crypto_hmac_key key;
	uint8_t hash[32];

	crypto_hmac_key_init(&key, sv_make(root, DERIVE_ROOT_BYTES));
	subkey(&key, USE_TOKEN_KEY, ret->token);
	subkey(&key, USE_SEAL_MAC_KEY, ret->seal);
	subkey(&key, USE_SEAL_CTR_KEY, ret->seal + 32);
	subkey(&key, USE_LEDGER_HASH, hash);
	memcpy(ret->hash, hash, sizeof(ret->hash));
	mem_wipe(&key, sizeof(key));
}

void
derive_token(const struct derive_scope *scope,
    const struct derive_subject *subject, uint8_t hint, struct sv value,
    struct token *ret)
{
	const uint8_t head[2] = { USE_TOKEN, hint };
	const struct sv parts[] = { sv_make(head, sizeof(head)),
		sv_make(subject->token, sizeof(subject->token)), value };
	uint8_t out[32];

	crypto_hmac(&scope->key, parts, NELEMS(parts), out);
	ret->hint = hint;
	ret->generation = scope->generation;
	memcpy(ret->value, out, TOKEN_VALUE_BYTES);
	mem_wipe(out, sizeof(out));
}

void
derive_surrogate_key(const struct derive_scope *scope,
    const struct derive_subject *subject, uint8_t ret_key[SURROGATE_KEY_BYTES])
{
	const uint8_t use = USE_SURROGATE_KEY;
	const struct sv parts[] = { sv_make(&use, 1),
		sv_make(subject->token, sizeof(subject->token)) };

	crypto_hmac(&scope->key, parts, NELEMS(parts), ret_key);
}

void
derive_surrogate_name(const struct derive_scope *scope, struct sv text,
    uint8_t hint, struct token *ret)
{
	const uint8_t head[2] = { USE_SURROGATE_NAME, (uint8_t)scope->kind };
	uint8_t out[CRYPTO_SHA256_BYTES];
	struct crypto_sha256 h;

	crypto_sha256_init(&h);
	crypto_sha256_add(&h, head, sizeof(head));
	crypto_sha256_add(&h, scope->id, sizeof(scope->id));
	crypto_sha256_add(&h, text.ptr, text.len);
	crypto_sha256_final(&h, out);
	*ret = (struct token){ .hint = hint };
	memcpy(ret->value, out, TOKEN_VALUE_BYTES);
}

void
derive_surrogate_mark(const struct derive_scope *scope, struct sv text,
    uint8_t ret_key[TOKEN_KEY_BYTES])
{
	struct token name;

	derive_surrogate_name(scope, text, 0, &name);
	token_key(&name, ret_key);
	ret_key[0] = DERIVE_SURROGATE_MARK;
}
