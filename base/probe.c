/*
 * Words are found as bit masks; of each the first four bytes are hashed and
 * looked up. How many of the four belong to the word say the masks too, so
 * that nothing depends on a branch that no processor could foresee.
 */
#include "base/probe.h"

#include <stdbool.h>
#include <string.h>

#include "base/attr.h"
#include "base/err.h"

#define LAST_TWO	(UINT64_C(3) << (MASK_BLOCK - 2))

enum { HEAD = 4 };

void
probe_add(struct probe *p, uint32_t head)
{
	uint32_t hash = probe_hash(head);

	p->bits[hash / 32] |= UINT32_C(1) << hash % 32;
}

static bool
is_word(unsigned char c)
{
	return c >= 0x80 || (unsigned char)((c | 0x20) - 'a') < 26;
}

/* May the word at byte `at` be of the set? */
static bool
look_up(const struct probe *p, struct sv text, size_t at)
{
	uint32_t head = 0;

	for (unsigned i = 0; i < HEAD && at + i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[at + i];

		if (c >= 0x80)
			return true;
		if (!is_word(c))
			break;
		head |= (uint32_t)(c | 0x20) << 8 * i;
	}
	return probe_has(p, head);
}

static inline void
put(uint64_t *out, size_t at)
{
	out[at / MASK_BLOCK] |= UINT64_C(1) << at % MASK_BLOCK;
}

/* Where words begin in a slice, and those that want a closer look. */
struct places {
	struct mask_words masks[MASK_MAX_BLOCKS + 1];
	uint64_t starts[MASK_MAX_BLOCKS];
	uint64_t *out;
};

/* Put the word that byte `at` is in into `out`, if it began in the slice. */
static void
put_around(struct places *p, size_t at)
{
	uint64_t upto = UINT64_MAX >> (MASK_BLOCK - 1 - at % MASK_BLOCK);
	size_t i = at / MASK_BLOCK;
	uint64_t starts = p->starts[i] & upto;

	while (starts == 0 && i > 0)
		starts = p->starts[--i];
	if (starts != 0)
		put(p->out, i * MASK_BLOCK + MASK_BLOCK - 1 -
		    (size_t)__builtin_clzll(starts));
}

/*
 * Bytes of words that may be no letters: of characters that are not Latin
 * letters of two bytes, and of what is no character. `pair` says that the
 * block before ended within such a letter.
 */
static inline uint64_t
doubtful(const struct mask_words *m, uint64_t pair)
{
	uint64_t seconds = m->pairs << 1 | pair;

	return m->apart | (m->crosses & seconds) |
	    ((m->high & ~m->pairs & ~m->apart) ^ seconds);
}

/* Find where words begin; those that want a closer look are put in. */
static void
find_starts(const struct probe *probe, struct sv text, size_t from,
    size_t len, struct places *p)
{
	unsigned char last = from > 0 ? (unsigned char)text.ptr[from - 1] : 0;
	uint64_t before = is_word(last), pair = last >= 0xc3 && last <= 0xc5;
	struct mask_words *masks = p->masks;

	ASSERT(len > 0 && len <= PROBE_SLICE && from + len <= text.len);
	mask_words(text.ptr + from, len, masks);
	masks[(len + MASK_BLOCK - 1) / MASK_BLOCK] = (struct mask_words){ 0 };
	for (size_t i = 0; i * MASK_BLOCK < len; i++) {
		uint64_t words = masks[i].words;

		p->out[i] = 0;
		p->starts[i] = words & ~(words << 1 | before);
		if (probe->no_short)
			p->starts[i] &= (words >> 1 & words >> 2) | LAST_TWO;
		before = words >> 63;
		if ((masks[i].high | pair) == 0)
			continue;
		for (uint64_t odd = doubtful(&masks[i], pair); odd != 0;
		    odd &= odd - 1)
			put_around(p, i * MASK_BLOCK +
			    (size_t)__builtin_ctzll(odd));
		pair = masks[i].pairs >> 63;
	}
	if (is_word((unsigned char)text.ptr[from + len - 1]))
		put_around(p, len - 1);
}

/* The words of the block at byte `at` of a slice at byte `from`. */
static void
look_at_block(const struct probe *p, struct sv text, size_t from, size_t at,
    struct places *places)
{
	uint64_t starts = places->starts[at / MASK_BLOCK];

	for (; starts != 0; starts &= starts - 1) {
		size_t place = at + (size_t)__builtin_ctzll(starts);

		if (look_up(p, text, from + place))
			put(places->out, place);
	}
}

void
probe_slice_plain(const struct probe *p, struct sv text, size_t from,
    size_t len, uint64_t *out)
{
	struct places places;

	places.out = out;
	find_starts(p, text, from, len, &places);
	for (size_t at = 0; at < len; at += MASK_BLOCK)
		look_at_block(p, text, from, at, &places);
}

/*
 * The same for a block whose words may be read four bytes at once. `next` are
 * the letters of the block behind it; `high`: not all are ASCII.
 */
static inline uint64_t
look_at_heads(const struct probe *p, const char *text, uint64_t starts,
    const struct mask_words *masks, bool high)
{
	static const uint32_t of_word[16] = { 0, 0xff, 0, 0xffff, 0, 0xff, 0,
		0xffffff, 0, 0xff, 0, 0xffff, 0, 0xff, 0, 0xffffffff };
	uint64_t found = 0, next = masks[1].words << 1;

	for (; starts != 0; starts &= starts - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(starts);
		uint64_t word = masks[0].words >> bit |
		    next << (MASK_BLOCK - 1 - bit);
		uint32_t head, hash;

		memcpy(&head, text + bit, HEAD);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		head = __builtin_bswap32(head);
#endif
		head &= of_word[word & 15];
		hash = probe_hash(head | (of_word[word & 15] &
		    UINT32_C(0x20202020)));
		found |= (uint64_t)((p->bits[hash / 32] >> hash % 32 & 1) |
		    (high && (head & UINT32_C(0x80808080)) != 0)) << bit;
	}
	return found;
}

void
probe_slice(const struct probe *p, struct sv text, size_t from, size_t len,
    uint64_t *out)
{
	struct places places;

	places.out = out;
	find_starts(p, text, from, len, &places);
	for (size_t at = 0; at < len; at += MASK_BLOCK) {
		size_t i = at / MASK_BLOCK, rest = text.len - from - at;
		const struct mask_words *m = &places.masks[i];
		const char *block = text.ptr + from + at;
		char last[MASK_BLOCK + HEAD] = { 0 };

		/* Nothing is read behind the text. */
		if (rest < sizeof(last)) {
			memcpy(last, block, rest);
			block = last;
		}
		out[i] |= (m[0].high | m[1].high) == 0 ?
		    look_at_heads(p, block, places.starts[i], m, false) :
		    look_at_heads(p, block, places.starts[i], m, true);
	}
}
