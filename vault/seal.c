#include "vault/seal.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/wire.h"

enum {
	VERSION = 1,
	SMALLEST = 32,
	STEP = 4096,
	END = 0x80,
	/* Associated data. */
	AT_SCOPE = 1,
	AT_SUBJECT = AT_SCOPE + DERIVE_SCOPE_BYTES,
	AT_TOKEN = AT_SUBJECT + DERIVE_SUBJECT_BYTES,
	BOUND = AT_TOKEN + TOKEN_LEN
};

/* The size of a value of `len` bytes with its end mark, padded. */
static size_t
padded(size_t len)
{
	size_t size = SMALLEST;

	if (len >= STEP)
		return (len + STEP) / STEP * STEP;
	while (size < len + 1)
		size *= 2;
	return size;
}

/* The associated data: all parts are of fixed length. */
static struct sv
bind(const struct seal_binding *b, uint8_t ad[BOUND])
{
	ad[0] = (uint8_t)b->kind;
	memcpy(ad + AT_SCOPE, b->scope, DERIVE_SCOPE_BYTES);
	memcpy(ad + AT_SUBJECT, b->subject, DERIVE_SUBJECT_BYTES);
	token_format(b->token, (char *)ad + AT_TOKEN);
	return sv_make(ad, BOUND);
}

int
seal_make(struct crypto *c, const struct seal_binding *b, uint64_t slot,
    struct sv value, struct arena *a, struct sv *ret_row)
{
	uint8_t bound[BOUND], *row, *plain;
	const struct sv ad = bind(b, bound);
	size_t size;
	int rc;

	if (value.len > SEAL_VALUE_MAX)
		return ERR_LIMIT;
	size = padded(value.len);
	row = arena_alloc(a, SEAL_HEAD_BYTES + CRYPTO_SIV_TAG_BYTES + size);
	plain = arena_zalloc(a, 1, size);
	if (row == NULL || plain == NULL)
		return ERR_NOMEM;
	row[0] = VERSION;
	row[1] = (uint8_t)b->kind;
	row[2] = b->token->hint;
	memcpy(row + 3, b->scope, DERIVE_SCOPE_BYTES);
	for (unsigned i = 0; i < 8; i++)
		row[19 + i] = (uint8_t)(slot >> (56 - 8 * i));
	if (value.len > 0)
		memcpy(plain, value.ptr, value.len);
	plain[value.len] = END;
	rc = crypto_siv_seal(c, b->key, &ad, 1, sv_make(plain, size),
	    row + SEAL_HEAD_BYTES);
	mem_wipe(plain, size);
	if (rc == 0)
		*ret_row = sv_make(row,
		    SEAL_HEAD_BYTES + CRYPTO_SIV_TAG_BYTES + size);
	return rc;
}

int
seal_read(struct sv row, struct seal_head *ret)
{
	struct wire_reader r;
	struct seal_head h;
	uint8_t version, kind;

	wire_read_init(&r, row);
	version = wire_read_u8(&r);
	kind = wire_read_u8(&r);
	h.hint = wire_read_u8(&r);
	wire_read_copy(&r, h.scope, sizeof(h.scope));
	h.slot = wire_read_u64(&r);
	h.sealed = wire_read_bytes(&r, r.left);
	if (r.err != 0 || h.sealed.len < CRYPTO_SIV_TAG_BYTES + SMALLEST)
		return ERR_CORRUPT;
	if (version != VERSION)
		return ERR_UNSUPPORTED;
	if (kind < DERIVE_CLIENT || kind > DERIVE_ORGANISATION ||
	    !token_hint_is_known(h.hint))
		return ERR_CORRUPT;
	h.kind = (enum derive_scope_kind)kind;
	*ret = h;
	return 0;
}

int
seal_open(struct crypto *c, const struct seal_binding *b, struct sv sealed,
    struct arena *a, struct sv *ret_value)
{
	uint8_t bound[BOUND], *plain;
	const struct sv ad = bind(b, bound);
	size_t len;
	int rc;

	if (sealed.len < CRYPTO_SIV_TAG_BYTES)
		return ERR_CORRUPT;
	len = sealed.len - CRYPTO_SIV_TAG_BYTES;
	plain = arena_alloc(a, len);
	if (plain == NULL)
		return ERR_NOMEM;
	rc = crypto_siv_open(c, b->key, &ad, 1, sealed, plain);
	if (rc != 0)
		return rc;
	while (len > 0 && plain[len - 1] == 0)
		len--;
	if (len == 0 || plain[len - 1] != END) {
		mem_wipe(plain, sealed.len - CRYPTO_SIV_TAG_BYTES);
		return ERR_CORRUPT;
	}
	*ret_value = sv_make(plain, len - 1);
	return 0;
}
