/*
 * Where in a text the bytes stand that detection begins at, as bit masks: one
 * bit a byte, one word for 64 bytes. The widest instructions the processor has
 * are chosen when the program runs.
 */
#ifndef BASE_MASK_H
#define BASE_MASK_H

#include <stddef.h>
#include <stdint.h>

#include "base/wide.h"

enum {
	MASK_BLOCK = 64,		/* bytes for one word */
	MASK_MAX_BLOCKS = 64		/* words for one call */
};

struct mask_block {
	uint64_t digits;	/* 0-9 */
	uint64_t ats;		/* @ */
	uint64_t signs;		/* : ; < = > */
	uint64_t runs;		/* A-Z a-z 0-9 + / - _: base64, long names */
	uint64_t beyond;	/* begins a character beyond U+017F, or one
				 * from U+0080 to U+00BF */
	uint64_t marks;		/* & % \ = ( [ { <: escapes and brackets; the
				 * controls 05, 06, 08 (backspace), 1b (ESC) */
};

/* First bytes of UTF-8 sequences among 64 bytes. */
struct mask_foreign {
	uint64_t rare;	/* of all but European letters and ideographs */
	uint64_t near;	/* of Greek, Cyrillic, Armenian, combining marks, */
			/* where an ASCII letter or digit may touch them */
};

/*
 * Fill `out[0 .. (len + 63) / 64)` for the `len` <= 4096 bytes at `p`, the
 * first byte as lowest bit; bits beyond `len` are zero.
 */
void mask_blocks(const char *p, size_t len, struct mask_block *out);

/*
 * Look at the `len` <= 64 bytes at `p`, of which some are `beyond`, for what
 * may disguise something: a first sieve, with false alarms at both ends.
 */
struct mask_foreign mask_foreign(const char *p, size_t len);
struct mask_foreign mask_foreign_plain(const char *p, size_t len);

/* The same with no wider instructions than those, which there must be. */
void mask_blocks_as(enum wide wide, const char *p, size_t len,
    struct mask_block *out);

/* mask_blocks() byte by byte: what the others are tested against. */
void mask_blocks_plain(const char *p, size_t len, struct mask_block *out);

/* Where words stand: letters, and the bytes of all other characters. */
struct mask_words {
	uint64_t words;		/* A-Z a-z, 0x80-0xff */
	uint64_t high;		/* 0x80-0xff */
	uint64_t pairs;		/* 0xc3-0xc5: letters of two bytes begin, */
	uint64_t crosses;	/* 0x97, 0xb7: unless one of these follows */
	uint64_t apart;		/* 0xc0-0xc2, 0xc6-0xff */
};

/* As mask_blocks(), and as mask_blocks_plain(). */
void mask_words(const char *p, size_t len, struct mask_words *out);
void mask_words_plain(const char *p, size_t len, struct mask_words *out);

#endif
