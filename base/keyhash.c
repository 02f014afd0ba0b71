#define ERR_STATE openssl_err_state	/* a type of theirs, a code of ours */

#include "base/keyhash.h"

#include <openssl/evp.h>
#undef ERR_STATE

#include "base/crypto.h"
#include "base/err.h"
#include "base/mem.h"

enum { KEY_BYTES = 32 };

struct keyhash {
	EVP_MAC_CTX *ctx;
	uint8_t key[KEY_BYTES];
};

int
keyhash_new(struct keyhash **ret)
{
	struct keyhash *k = mem_calloc(1, sizeof(*k));
	EVP_MAC *mac;

	if (k == NULL)
		return ERR_NOMEM;
	mac = EVP_MAC_fetch(NULL, "POLY1305", NULL);
	if (mac != NULL)
		k->ctx = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	if (k->ctx == NULL) {
		keyhash_free(k);
		return ERR_CRYPTO;
	}
	crypto_random(k->key, sizeof(k->key));
	*ret = k;
	return 0;
}

void
keyhash_free(struct keyhash *k)
{
	if (k == NULL)
		return;
	EVP_MAC_CTX_free(k->ctx);
	mem_wipe(k->key, sizeof(k->key));
	mem_free(k);
}

int
keyhash_parts(struct keyhash *k, const struct sv *parts, size_t n,
    uint8_t out[KEYHASH_BYTES])
{
	size_t len = 0;

	if (EVP_MAC_init(k->ctx, k->key, sizeof(k->key), NULL) != 1)
		return ERR_CRYPTO;
	for (size_t i = 0; i < n; i++)
		if (parts[i].len > 0 && EVP_MAC_update(k->ctx,
		    (const unsigned char *)parts[i].ptr, parts[i].len) != 1)
			return ERR_CRYPTO;
	return EVP_MAC_final(k->ctx, out, &len, KEYHASH_BYTES) == 1 &&
	    len == KEYHASH_BYTES ? 0 : ERR_CRYPTO;
}
