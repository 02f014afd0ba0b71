#include "vault/scratch.h"

#include "base/err.h"
#include "base/mem.h"

enum { SUBJECTS = 4096 };

static int
begin(void *ctx)
{
	(void)ctx;
	return 0;
}

static void
end(void *ctx)
{
	(void)ctx;
}

static int
no_row(void *ctx, struct sv key, struct sv *ret_value)
{
	(void)ctx;
	(void)key;
	(void)ret_value;
	return ERR_NOTFOUND;
}

static int
no_slot(void *ctx, uint64_t number, uint8_t ret_image[SLOT_BYTES])
{
	(void)ctx;
	(void)number;
	(void)ret_image;
	return ERR_NOTFOUND;
}

static int
no_slots(void *ctx, uint64_t *ret_count)
{
	(void)ctx;
	*ret_count = 0;
	return 0;
}

static void
random_key(struct crypto_hmac_key *k)
{
	uint8_t key[KEYRING_KEY_BYTES];

	crypto_random(key, sizeof(key));
	crypto_hmac_key_init(k, sv_make(key, sizeof(key)));
	mem_wipe(key, sizeof(key));
}

int
scratch_init(struct scratch *s)
{
	int rc;

	*s = (struct scratch){ .store = { NULL, begin, end, no_row, no_slot,
		no_slots } };
	s->keys = mem_calloc(1, sizeof(*s->keys));
	if (s->keys == NULL)
		return ERR_NOMEM;
	random_key(&s->keys->subject_ids);
	random_key(&s->keys->scope_ids);
	random_key(&s->keys->tokens[0].key);
	s->keys->tokens[0].present = true;
	crypto_random(s->keys->wrap, sizeof(s->keys->wrap));
	derive_scope(s->keys, DERIVE_CLIENT, SV(""), &s->scope);
	rc = crypto_open(&s->crypto);
	if (rc == 0)
		rc = vault_open(s->crypto, s->keys, &s->store, SUBJECTS,
		    &s->vault);
	if (rc != 0)
		scratch_done(s);
	return rc;
}

void
scratch_done(struct scratch *s)
{
	vault_close(s->vault);
	crypto_close(s->crypto);
	keyring_free(s->keys);
	mem_wipe(s, sizeof(*s));
}
