/*
 * Which words of a text begin as one of a set of words does? Told by their
 * first eight bytes, ASCII letters in lower case, zeros behind shorter words:
 * a few too many are let through, none is left out. The widest instructions
 * the processor has are chosen at run time.
 *
 * A word here is a run of letters and of bytes >= 0x80 (mask_words()).
 */
#ifndef BASE_PROBE_H
#define BASE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mask.h"
#include "base/sv.h"

enum {
	PROBE_WORD = 8,			/* bytes of a word that count */
	PROBE_STEM = 4,			/* of one that goes on, at least */
	PROBE_WHOLE_BITS = 12,		/* of hashes */
	PROBE_STEM_BITS = 15,
	PROBE_HEAD_BITS = 16
};

/* All zero: an empty set. */
struct probe {
	/* Three bits of one number for each word, by its eight bytes. */
	uint32_t whole[1 << PROBE_WHOLE_BITS];
	/* A bit for the first four bytes of each word that goes on. */
	uint32_t stems[(1 << PROBE_STEM_BITS) / 32];
	/* And of all words, for what is not all ASCII. */
	uint32_t heads[(1 << PROBE_HEAD_BITS) / 32];
	bool no_short;		/* all words have three bytes and more */
};

/*
 * Add the words whose first eight bytes are `word`, the lowest byte first; with
 * `goes_on` all that begin with the four bytes of it and more.
 */
void probe_add(struct probe *p, uint64_t word, bool goes_on);

/* What the halves of a word are multiplied by. */
#define PROBE_FIRST	UINT32_C(0x9e3779b1)
#define PROBE_SECOND	UINT32_C(0xc2b2ae3d)

static inline uint32_t
probe_hash_head(uint32_t head)
{
	return head * PROBE_FIRST;
}

static inline uint32_t
probe_hash(uint64_t word)
{
	return probe_hash_head((uint32_t)word) +
	    (uint32_t)(word >> 32) * PROBE_SECOND;
}

/* Which bits of its number stand for a word? */
static inline uint32_t
probe_bits(uint32_t hash)
{
	return UINT32_C(1) << (hash >> 15 & 31) |
	    UINT32_C(1) << (hash >> 10 & 31) | UINT32_C(1) << (hash >> 5 & 31);
}

/* May there be such a word of those that go on? */
static inline bool
probe_has_stem(const struct probe *p, uint64_t word)
{
	uint32_t stem = probe_hash_head((uint32_t)word) >>
	    (32 - PROBE_STEM_BITS);

	/* No branch: how long a word is nobody can foretell. */
	return ((word >> 24 & 0xff) != 0) &
	    (p->stems[stem / 32] >> stem % 32 & 1);
}

/* May there be such a word? */
static inline bool
probe_has(const struct probe *p, uint64_t word)
{
	uint32_t hash = probe_hash(word), bits = probe_bits(hash);

	return (p->whole[hash >> (32 - PROBE_WHOLE_BITS)] & bits) == bits ||
	    probe_has_stem(p, word);
}

/* Room for words is had for a multiple of this. */
enum { PROBE_STEP = 8, PROBE_MOST = 64 };

/*
 * The same of `count` <= PROBE_MOST words of ASCII, bit i for words[i], several
 * at once; what stands there behind the last means nothing.
 */
uint64_t probe_has_each(const struct probe *p, const uint64_t *words,
    unsigned count);

/* Bits of words: by the bytes where they begin. */
struct probe_found {
	uint64_t plain;		/* may be of the set: its first eight bytes are
				 * ASCII, and no other word begins inside */
	uint64_t latin;		/* the same with letters of two bytes there, as
				 * far as the first four bytes tell */
	uint64_t other;		/* may be of the set, or hold such a word */
};

enum { PROBE_SLICE = MASK_BLOCK * MASK_MAX_BLOCKS };

/*
 * Look at the words that begin in bytes [from, from + `len`) of `text`, at most
 * PROBE_SLICE: bits in out[0 .. (len + 63) / 64) for each that may be of the
 * set (with `no_short` most words of one and two bytes are not). Always `latin`
 * are words that are not all ASCII among their first four bytes; `other`, those
 * that hold what may be no letter at all, and one that reaches the end of those
 * bytes.
 */
void probe_slice(const struct probe *p, struct sv text, size_t from,
    size_t len, struct probe_found *out);

enum probe_width { PROBE_PLAIN, PROBE_AVX2, PROBE_AVX512 };

/* The widest instructions that the processor has. */
enum probe_width probe_widest(void);

/* probe_slice() and probe_has_each() by those of `width`, for tests. */
void probe_slice_by(enum probe_width width, const struct probe *p,
    struct sv text, size_t from, size_t len, struct probe_found *out);
uint64_t probe_has_each_by(enum probe_width width, const struct probe *p,
    const uint64_t *words, unsigned count);

#endif
