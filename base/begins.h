/*
 * Where may a word begin as one of a few words does, however it is written: in
 * capitals, with accents, as a part of another ("birthDate"), with dots
 * ("d.o.b.")? Told by the first four bytes of each, many looked at together; a
 * first sieve, which lets through a few other words. The widest instructions
 * the processor has are chosen at run time.
 */
#ifndef BASE_BEGINS_H
#define BASE_BEGINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "base/wide.h"

enum { BEGINS_BYTES = 4 };	/* of each word that count */

enum { BEGINS_ASCII = 128 };

/*
 * Which bytes of ASCII may stand at each place: bit n for a word of set n. Of a
 * byte its lowest five bits count, and whether it is a small letter, before
 * which no word ends.
 */
struct begins {
	unsigned char sets[BEGINS_BYTES][BEGINS_ASCII];
};

/*
 * Add the words that begin with `head`, folded as inspect/words/word.h does. A
 * shorter one is a word of its own, which no small letter follows, or if it is
 * `open` the begin of some that go on with anything.
 */
void begins_add(struct begins *b, struct sv head, bool open);

/* The sets, as bits, that have byte `c` of ASCII at place `i` of a word. */
static inline unsigned
begins_sets(const struct begins *b, size_t i, unsigned char c)
{
	return b->sets[i][c % BEGINS_ASCII];
}

enum { BEGINS_BLOCK = 64 };	/* bytes looked at together */

/*
 * A bit for each of the BEGINS_BLOCK bytes from byte `at` of `text` on, up to
 * `end` <= text.len, where such a word may begin. A byte beyond ASCII may be
 * any letter, and how many nobody knows: what follows it is not looked at.
 */
uint64_t begins_block(const struct begins *b, struct sv text, size_t at,
    size_t end);

/*
 * Find the first block from byte `at` on, of those that begin before `end`, in
 * which one may begin: its bits and its first byte, or with 0 a byte not before
 * `end`. Of the last block all bytes of `text` count.
 */
uint64_t begins_find(const struct begins *b, struct sv text, size_t at,
    size_t end, size_t *ret_at);

/*
 * As begins_block() with no wider instructions than those, which there must be.
 */
uint64_t begins_block_as(enum wide wide, const struct begins *b,
    struct sv text, size_t at, size_t end);

/* The same byte by byte: what it is tested against. */
uint64_t begins_block_plain(const struct begins *b, struct sv text, size_t at,
    size_t end);

#endif
