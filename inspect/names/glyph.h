/*
 * One character beyond ASCII for inspect/names/piece.c: letter or not, capital
 * or not, and the bytes its folded form has there.
 */
#ifndef INSPECT_NAMES_GLYPH_H
#define INSPECT_NAMES_GLYPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/words/word_fold.h"

enum glyph_kind {
	GLYPH_OTHER,
	GLYPH_BLANK,
	GLYPH_LETTER,
	GLYPH_IGNORED,		/* inside a word, and nothing there */
	GLYPH_APOSTROPHE,
	GLYPH_HYPHEN
};

struct glyph {
	enum glyph_kind kind;
	bool upper;		/* a capital letter */
	bool caseless;		/* of a script without capitals */
	uint8_t bytes;		/* in the text */
	uint8_t len;		/* of `folded` */
	char folded[WORD_FOLD_MAX];
};

/* Is the letter `c`, beyond ASCII, a capital? */
bool glyph_is_upper(uint32_t c);

/* U+00C0 to U+024F, a bit each: is it one? */
extern const uint64_t glyph_latin_uppers[];

/* The same for one of these, whose two bytes stand at `p`. */
static inline bool
glyph_is_upper_latin(const unsigned char p[2])
{
	return (glyph_latin_uppers[p[0] - 0xc3U] >> (p[1] & 0x3f) & 1) != 0;
}

/* Read the character at byte `at` < text.len, which is not ASCII. */
void glyph_read(struct sv text, size_t at, struct glyph *ret);

#endif
