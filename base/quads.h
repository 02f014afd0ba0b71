/*
 * Where in a text do four bytes stand that one of some hundred words may begin
 * with? All are looked at together, by tables of which bytes may stand at each
 * of the four places: a first sieve, which lets through a few others, more of
 * them the narrower the processor's instructions are. For base/needles.h.
 */
#ifndef BASE_QUADS_H
#define BASE_QUADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "base/wide.h"

enum {
	QUADS_BYTES = 4,	/* of each word that count */
	QUADS_TABLES = 2,
	QUADS_SETS = 8,		/* in each table */
	QUADS_BLOCK = 64,	/* bytes for one word of bits */
	QUADS_MAX = 64,		/* words of bits for one call */
	QUADS_SLICE = QUADS_BLOCK * QUADS_MAX,
	QUADS_ROOM = QUADS_SLICE + 8
};

/*
 * Bit n of all tables at place i is set for byte c if a word of set n has it
 * there: of low[i][c & 15], high[i][c >> 4] and exact[i][c & 127].
 */
struct quads_table {
	unsigned char low[QUADS_BYTES][16];
	unsigned char high[QUADS_BYTES][16];
	unsigned char exact[QUADS_BYTES][128];
};

/* All zero: no words. */
struct quads {
	struct quads_table tables[QUADS_TABLES];
	bool apart;	/* words of the first do not begin behind a letter */
};

/*
 * Add a word that begins with `head` to a set of a table; of a shorter one any
 * bytes may follow. `caseless`: letters of ASCII in either case. Sets pass
 * fewest places whose words are alike.
 */
void quads_add(struct quads *q, unsigned table, unsigned set, struct sv head,
    bool caseless);

/*
 * List where in bytes [from, from + `len`) of `text`, `len` <= QUADS_SLICE, a
 * word may begin: in `out`, which has room for QUADS_ROOM, as numbers from
 * `from` on; how many. Behind the text zeros are read.
 */
size_t quads_find(const struct quads *q, struct sv text, size_t from,
    size_t len, uint16_t *out);

/* The same with no wider instructions than those, which there must be. */
size_t quads_find_as(enum wide wide, const struct quads *q, struct sv text,
    size_t from, size_t len, uint16_t *out);

#endif
