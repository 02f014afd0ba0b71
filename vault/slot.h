/*
 * The image of one slot of the subject file: a subject's random key, wrapped.
 * The file is an array of such images beside the store, which the recorder
 * alone writes; erasing a subject overwrites its image in place, and then
 * nothing that was derived from the key can be made or opened again. A slot is
 * never used for another subject.
 *
 * An image, big-endian:
 *	0	u32	magic "XSLT"
 *	4	u8	version 1
 *	5	u8	state: 1 live, 2 erased
 *	6	u16	0
 *	8	u64	number of the slot
 *	16	u8[4]	id of the wrapping key; 0 when erased
 *	20	u32	0
 *	24	u8[64]	AES-SIV(wrapping key; bytes 0..23 as associated data;
 *			subject id, root key); zeros when erased
 *	88	u8[40]	0
 */
#ifndef VAULT_SLOT_H
#define VAULT_SLOT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/crypto.h"
#include "vault/derive.h"
#include "vault/keyring.h"

enum { SLOT_BYTES = 128 };

enum slot_state { SLOT_FREE, SLOT_LIVE, SLOT_ERASED };

/* Holds a key: wipe when done. */
struct slot_subject {
	uint8_t id[DERIVE_SUBJECT_BYTES];
	uint8_t root[DERIVE_ROOT_BYTES];
};

/* Write the live image of `s` as slot `number`. ERR_CRYPTO. */
int slot_make(struct crypto *c, const struct keyring *k, uint64_t number,
    const struct slot_subject *s, uint8_t ret_image[SLOT_BYTES]) MUST_USE;

/* Write the image that erases slot `number`. */
void slot_make_erased(uint64_t number, uint8_t ret_image[SLOT_BYTES]);

/*
 * What slot `number` holds. ERR_CORRUPT: no image, or another slot's;
 * ERR_UNSUPPORTED: another version's.
 */
int slot_read(const uint8_t image[SLOT_BYTES], uint64_t number,
    enum slot_state *ret) MUST_USE;

/* Unwrap a live image. ERR_AUTH: not made under this keyring; ERR_CRYPTO. */
int slot_open(struct crypto *c, const struct keyring *k,
    const uint8_t image[SLOT_BYTES], struct slot_subject *ret) MUST_USE;

#endif
