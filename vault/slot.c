#include "vault/slot.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"

enum {
	VERSION = 1,
	LIVE = 1,
	ERASED = 2,
	AT_STATE = 5,
	AT_NUMBER = 8,
	AT_WRAP_ID = 16,
	AT_SEALED = 24,
	SEALED = CRYPTO_SIV_TAG_BYTES + sizeof(struct slot_subject)
};

_Static_assert(SEALED == 64, "struct slot_subject is its own serial form");

static const uint8_t magic[5] = { 'X', 'S', 'L', 'T', VERSION };

static void
write_head(uint64_t number, uint8_t state, uint8_t image[SLOT_BYTES])
{
	memset(image, 0, SLOT_BYTES);
	memcpy(image, magic, sizeof(magic));
	image[AT_STATE] = state;
	for (unsigned i = 0; i < 8; i++)
		image[AT_NUMBER + i] = (uint8_t)(number >> (56 - 8 * i));
}

int
slot_make(struct crypto *c, const struct keyring *k, uint64_t number,
    const struct slot_subject *s, uint8_t ret_image[SLOT_BYTES])
{
	const struct sv ad = sv_make(ret_image, AT_SEALED);

	write_head(number, LIVE, ret_image);
	memcpy(ret_image + AT_WRAP_ID, &k->wrap_id, sizeof(k->wrap_id));
	return crypto_siv_seal(c, k->wrap, &ad, 1,
	    sv_make(s, sizeof(*s)), ret_image + AT_SEALED);
}

void
slot_make_erased(uint64_t number, uint8_t ret_image[SLOT_BYTES])
{
	write_head(number, ERASED, ret_image);
}

int
slot_read(const uint8_t image[SLOT_BYTES], uint64_t number,
    enum slot_state *ret)
{
	static const uint8_t zeros[SLOT_BYTES];
	uint8_t head[SLOT_BYTES];

	if (memcmp(image, zeros, SLOT_BYTES) == 0) {
		*ret = SLOT_FREE;
		return 0;
	}
	if (memcmp(image, magic, 4) != 0)
		return ERR_CORRUPT;
	if (image[4] != VERSION)
		return ERR_UNSUPPORTED;
	write_head(number, image[AT_STATE], head);
	if (memcmp(image, head, AT_WRAP_ID) != 0)
		return ERR_CORRUPT;
	if (image[AT_STATE] != LIVE && image[AT_STATE] != ERASED)
		return ERR_CORRUPT;
	*ret = image[AT_STATE] == LIVE ? SLOT_LIVE : SLOT_ERASED;
	return 0;
}

int
slot_open(struct crypto *c, const struct keyring *k,
    const uint8_t image[SLOT_BYTES], struct slot_subject *ret)
{
	const struct sv ad = sv_make(image, AT_SEALED);
	struct slot_subject s;
	int rc;

	rc = crypto_siv_open(c, k->wrap, &ad, 1,
	    sv_make(image + AT_SEALED, SEALED), (uint8_t *)&s);
	if (rc == 0)
		*ret = s;
	mem_wipe(&s, sizeof(s));
	return rc;
}
