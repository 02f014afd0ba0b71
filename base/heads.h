/*
 * Where in a text does a word begin as one of a hundred or two does? Told by
 * the first four bytes of each, all looked at together: a first sieve, which
 * lets through a few other words. The widest instructions the processor has are
 * chosen at run time.
 */
#ifndef BASE_HEADS_H
#define BASE_HEADS_H

#include <stddef.h>
#include <stdint.h>

#include "base/mask.h"
#include "base/sv.h"

enum {
	HEADS_BYTES = 4,	/* of each word that count */
	HEADS_SETS = 8,
	HEADS_KNOWN = 1 << 13,	/* bits */
	HEADS_SLICE = MASK_BLOCK * MASK_MAX_BLOCKS,
	HEADS_ROOM = HEADS_SLICE + 8
};

/*
 * Which bytes may stand at each place, by their halves: bit n of low[i][l] and
 * of high[i][h] for a byte h << 4 | l at place i of a word of set n.
 * Then, whether all four are those of a word, as a hash.
 */
struct heads {
	unsigned char low[HEADS_BYTES][16];
	unsigned char high[HEADS_BYTES][16];
	uint64_t known[HEADS_KNOWN / 64];
};

/*
 * Add a word that begins with the bytes at `head` to set number `set`: letters
 * of ASCII are written small there and stand for capitals too. Sets pass
 * fewest words whose words are alike.
 */
void heads_add(struct heads *h, unsigned set, const char head[HEADS_BYTES]);

/*
 * Find the words that begin in bytes [from, from + `len`) of `text`, at most
 * HEADS_SLICE: where, in bytes from `from` on, in `out`, which has room for
 * HEADS_ROOM; how many. They do not begin right behind a letter of ASCII.
 */
size_t heads_find(const struct heads *h, struct sv text, size_t from,
    size_t len, uint16_t *out);

/* The same byte by byte: what it is tested against. */
size_t heads_find_plain(const struct heads *h, struct sv text, size_t from,
    size_t len, uint16_t *out);

#endif
