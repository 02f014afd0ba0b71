/*
 * Where in a text do five bytes stand that one of some hundred words may begin
 * with? All are looked at together, by tables of which bytes may stand at each
 * of the five places: a first sieve, which lets through a few others, more of
 * them the narrower the processor's instructions are. For base/needles.h.
 */
#ifndef BASE_HEADS_H
#define BASE_HEADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"
#include "base/wide.h"

enum {
	HEADS_BYTES = 5,	/* of each word that count */
	HEADS_TABLES = 2,
	HEADS_SETS = 8,		/* in each table */
	HEADS_BLOCK = 64,	/* bytes for one word of bits */
	HEADS_MAX = 64,		/* words of bits for one call */
	HEADS_SLICE = HEADS_BLOCK * HEADS_MAX,
	HEADS_ROOM = HEADS_SLICE + 8
};

struct heads_word {
	struct sv text;
	bool caseless;	/* letters of ASCII in either case */
	bool apart;	/* not right behind a letter of ASCII */
	bool ends;	/* right before one of HEADS_ENDS */
};

/* Blanks, breaks and what else stands between the words of a row. */
#define HEADS_ENDS " \t\r\n,.-;/"

/*
 * Bit n of all tables at place i is set for byte c if a word of set n has it
 * there: of low[i][c & 15], high[i][c >> 4] and exact[i][c & 127].
 */
struct heads_table {
	unsigned char low[HEADS_BYTES][16];
	unsigned char high[HEADS_BYTES][16];
	unsigned char exact[HEADS_BYTES][128];
};

/* All zero: no words. */
struct heads {
	struct heads_table tables[HEADS_TABLES];
	bool apart;	/* those of the first table all are */
};

/*
 * Put `count` words into the sets of `h`, of no words yet, so that they let
 * through few places of ordinary text. ERR_NOMEM.
 */
int heads_fill(struct heads *h, const struct heads_word *words, size_t count)
    MUST_USE;

/*
 * List where in bytes [from, from + `len`) of `text`, `len` <= HEADS_SLICE, a
 * word may begin: in `out`, which has room for HEADS_ROOM, as numbers from
 * `from` on; how many. Behind the text zeros are read.
 */
size_t heads_find(const struct heads *h, struct sv text, size_t from,
    size_t len, uint16_t *out);

/* The same with no wider instructions than those, which there must be. */
size_t heads_find_as(enum wide wide, const struct heads *h, struct sv text,
    size_t from, size_t len, uint16_t *out);

#endif
