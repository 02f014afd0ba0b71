/*
 * What inspect/names/piece.c and inspect/names/piece_word.c share: eight bytes
 * as one number, the first lowest, and the hash of folded letters.
 */
#ifndef INSPECT_NAMES_PIECE_WORD_H
#define INSPECT_NAMES_PIECE_WORD_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "inspect/names/piece.h"

enum { LE_BYTES = 8 };

#define PIECE_EACH(byte)	((byte) * UINT64_C(0x0101010101010101))

static inline bool
piece_word_is_letter(unsigned char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* A bit of each of eight bytes that is an ASCII letter: the highest. */
static inline uint64_t
piece_word_letters(uint64_t v)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t low = (v | PIECE_EACH(0x20)) & ~high;

	return (low + PIECE_EACH(0x80 - 'a')) &
	    ~(low + PIECE_EACH(0x80 - 'z' - 1)) & ~v & high;
}

static inline void
piece_word_store(char *p, uint64_t v)
{
	v = htole64(v);
	memcpy(p, &v, sizeof(v));
}

static inline uint64_t
piece_word_mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 29);
}

static inline uint64_t
piece_word_finish(uint64_t h)
{
	h *= UINT64_C(0xff51afd7ed558ccd);
	return h ^ (h >> 32);
}

/* Of letters that end in zero bytes up to a multiple of eight. */
static inline uint64_t
piece_word_hash(const char *p, unsigned len)
{
	uint64_t h = len + 1;

	for (unsigned i = 0; i < len; i += LE_BYTES)
		h = piece_word_mix(h, piece_load(p + i));
	return piece_word_finish(h);
}

/*
 * Read a word character by character from its first letter, at r->at, on:
 * whatever it is made of. Flags of the word itself are added to the caller's.
 */
void piece_word_read(struct piece_reader *r, struct piece *p);

/*
 * The end of the word that begins at `at`, if it is one of small letters, but
 * perhaps for the first, that all fold to ASCII and that no joint stands
 * behind, and if some bytes follow: the same as piece_word_read() but quicker.
 * 0 if not; then the piece is not changed.
 */
size_t piece_word_quick(struct sv text, size_t at, struct piece *p);

#endif
