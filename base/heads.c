#include "base/heads.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/err.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

enum {
	MORE = HEADS_BYTES - 1,	/* bytes looked at behind a block */
	PADDED = HEADS_BLOCK + HEADS_BYTES,
	AT_ONCE = 2
};

/* The sets of table `t` that have these five bytes. */
static inline unsigned
sets_at(const struct heads_table *t, const char *p)
{
	unsigned sets = UINT8_MAX;

	for (unsigned i = 0; i < HEADS_BYTES; i++) {
		unsigned char c = (unsigned char)p[i];

		sets &= t->low[i][c & 15] & t->high[i][c >> 4];
	}
	return sets;
}

/* Of the 64 bytes at `p`; four more are looked at. */
static uint64_t
block_plain(const struct heads *h, const char *p, bool letter_before)
{
	uint64_t found = 0;

	for (unsigned i = 0; i < HEADS_BLOCK; i++) {
		bool apart = h->apart && letter_before;

		letter_before = ascii_is_letter((unsigned char)p[i]);
		if (sets_at(&h->tables[1], p + i) != 0 ||
		    (!apart && sets_at(&h->tables[0], p + i) != 0))
			found |= UINT64_C(1) << i;
	}
	return found;
}

#ifdef __x86_64__
/*
 * The bytes of some blocks by halves, so that each is parted once for all five
 * places and both tables; the letters among them.
 */
struct halves {
	char low[HEADS_SLICE + 32], high[HEADS_SLICE + 32];
	uint64_t letters[HEADS_MAX];
};

static inline TARGET(WIDE_TARGET_AVX2) void
part_avx2(struct halves *h, size_t at, __m256i v)
{
	const __m256i half = _mm256_set1_epi8(15);

	_mm256_storeu_si256((void *)(h->low + at), _mm256_and_si256(v, half));
	_mm256_storeu_si256((void *)(h->high + at), _mm256_and_si256(
	    _mm256_srli_epi16(v, 4), half));
}

static inline TARGET(WIDE_TARGET_AVX2) uint32_t
letters_avx2(__m256i v)
{
	const __m256i d = _mm256_sub_epi8(_mm256_or_si256(v,
	    _mm256_set1_epi8(0x20)), _mm256_set1_epi8('a'));

	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(
	    _mm256_min_epu8(d, _mm256_set1_epi8(25)), d));
}

/* `count` blocks at `p`, and what is behind them. */
static TARGET(WIDE_TARGET_AVX2) void
fill_avx2(struct halves *h, const char *p, size_t count)
{
	const char *last = p + count * HEADS_BLOCK;
	uint32_t behind;

	for (size_t i = 0; i < count; i++, p += HEADS_BLOCK) {
		const __m256i a = _mm256_loadu_si256((const void *)p);
		const __m256i b = _mm256_loadu_si256((const void *)(p + 32));

		part_avx2(h, i * HEADS_BLOCK, a);
		part_avx2(h, i * HEADS_BLOCK + 32, b);
		h->letters[i] = letters_avx2(a) |
		    (uint64_t)letters_avx2(b) << 32;
	}
	memcpy(&behind, last, sizeof(behind));
	part_avx2(h, count * HEADS_BLOCK, _mm256_set1_epi32((int)behind));
}

static inline TARGET(WIDE_TARGET_AVX2) __m256i
twice(const unsigned char *table)
{
	return _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)table));
}

/* The sets that have the bytes from `at` on at one place. */
static inline TARGET(WIDE_TARGET_AVX2) __m256i
sets_avx2(const struct halves *h, size_t at, __m256i low, __m256i high)
{
	return _mm256_and_si256(_mm256_shuffle_epi8(low,
	    _mm256_loadu_si256((const void *)(h->low + at))),
	    _mm256_shuffle_epi8(high,
	    _mm256_loadu_si256((const void *)(h->high + at))));
}

/* Bits of `count` blocks that the words of a table may begin at. */
static TARGET(WIDE_TARGET_AVX2) void
look_avx2(const struct heads_table *t, const struct halves *h, size_t count,
    uint64_t *out)
{
	const __m256i l0 = twice(t->low[0]), h0 = twice(t->high[0]);
	const __m256i l1 = twice(t->low[1]), h1 = twice(t->high[1]);
	const __m256i l2 = twice(t->low[2]), h2 = twice(t->high[2]);
	const __m256i l3 = twice(t->low[3]), h3 = twice(t->high[3]);
	const __m256i l4 = twice(t->low[4]), h4 = twice(t->high[4]);
	uint32_t found[2];

	for (size_t i = 0; i < count; i++) {
		for (unsigned k = 0; k < 2; k++) {
			size_t at = i * HEADS_BLOCK + k * 32u;
			const __m256i begin = _mm256_and_si256(
			    sets_avx2(h, at, l0, h0),
			    sets_avx2(h, at + 1, l1, h1));
			const __m256i end = _mm256_and_si256(
			    sets_avx2(h, at + 2, l2, h2),
			    sets_avx2(h, at + 3, l3, h3));
			const __m256i sets = _mm256_and_si256(begin,
			    _mm256_and_si256(end,
			    sets_avx2(h, at + 4, l4, h4)));

			found[k] = ~(uint32_t)_mm256_movemask_epi8(
			    _mm256_cmpeq_epi8(sets, _mm256_setzero_si256()));
		}
		out[i] = found[0] | (uint64_t)found[1] << 32;
	}
}

/* `count` blocks at `p`; four bytes behind them are looked at. */
static TARGET(WIDE_TARGET_AVX2) void
blocks_avx2(const struct heads *h, const char *p, size_t count,
    bool letter_before, uint64_t *out)
{
	uint64_t apart[HEADS_MAX], before = h->apart && letter_before;
	struct halves parted;

	fill_avx2(&parted, p, count);
	look_avx2(&h->tables[1], &parted, count, out);
	look_avx2(&h->tables[0], &parted, count, apart);
	for (size_t i = 0; i < count; i++) {
		uint64_t letters = h->apart ? parted.letters[i] : 0;

		out[i] |= apart[i] & ~(letters << 1 | before);
		before = letters >> 63;
	}
}

/* One place of a table: which sets have a byte there. */
struct column {
	__m512i first, second;
};

static inline TARGET(WIDE_TARGET_AVX512) struct column
column_of(const unsigned char table[128])
{
	return (struct column){ _mm512_loadu_si512(table),
		_mm512_loadu_si512(table + 64) };
}

static inline TARGET(WIDE_TARGET_AVX512) __m512i
sets_avx512(const struct column *c, __m512i v)
{
	return _mm512_permutex2var_epi8(c->first, v, c->second);
}

static inline TARGET(WIDE_TARGET_AVX512) uint64_t
look_avx512(const struct column columns[HEADS_BYTES],
    const __m512i v[HEADS_BYTES])
{
	const __m512i begin = _mm512_ternarylogic_epi64(
	    sets_avx512(&columns[0], v[0]), sets_avx512(&columns[1], v[1]),
	    sets_avx512(&columns[2], v[2]), 0x80);

	return _mm512_test_epi8_mask(_mm512_and_si512(begin,
	    sets_avx512(&columns[3], v[3])), sets_avx512(&columns[4], v[4]));
}

/* The 64 bytes from byte `at` on, zeros behind the end. */
static inline TARGET(WIDE_TARGET_AVX512) __m512i
load_avx512(struct sv rest, size_t at)
{
	size_t len = at < rest.len ? rest.len - at : 0;

	return _mm512_maskz_loadu_epi8(len < HEADS_BLOCK ?
	    (UINT64_C(1) << len) - 1 : UINT64_MAX, rest.ptr + at);
}

/* The tables, and what is of the letters before words that stand apart. */
struct look {
	struct column apart[HEADS_BYTES], any[HEADS_BYTES];
	__m512i letters;	/* 26, or 0 where it does not matter */
};

/* `before` is set where the byte before is a letter; then by the last one. */
static inline TARGET(WIDE_TARGET_AVX512) uint64_t
block_avx512(const struct look *l, const __m512i v[HEADS_BYTES],
    uint64_t *before)
{
	uint64_t letters = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(
	    _mm512_or_si512(v[0], _mm512_set1_epi8(0x20)),
	    _mm512_set1_epi8('a')), l->letters);
	uint64_t found = look_avx512(l->any, v) |
	    (look_avx512(l->apart, v) & ~(letters << 1 | *before));

	*before = letters >> 63;
	return found;
}

/* `count` blocks of the rest of a text. */
static TARGET(WIDE_TARGET_AVX512) void
blocks_avx512(const struct heads *h, struct sv rest, size_t count,
    bool letter_before, uint64_t *out)
{
	const struct heads_table *a = &h->tables[0], *b = &h->tables[1];
	const struct look l = {
		{ column_of(a->exact[0]), column_of(a->exact[1]),
		    column_of(a->exact[2]), column_of(a->exact[3]),
		    column_of(a->exact[4]) },
		{ column_of(b->exact[0]), column_of(b->exact[1]),
		    column_of(b->exact[2]), column_of(b->exact[3]),
		    column_of(b->exact[4]) },
		_mm512_set1_epi8(h->apart ? 26 : 0)
	};
	uint64_t before = h->apart && letter_before;
	const char *p = rest.ptr;
	size_t i = 0;

	for (; i < count && rest.len - i * HEADS_BLOCK >= PADDED; i++) {
		const __m512i v[HEADS_BYTES] = { _mm512_loadu_si512(p),
			_mm512_loadu_si512(p + 1), _mm512_loadu_si512(p + 2),
			_mm512_loadu_si512(p + 3), _mm512_loadu_si512(p + 4) };

		out[i] = block_avx512(&l, v, &before);
		p += HEADS_BLOCK;
	}
	for (; i < count; i++) {
		size_t at = i * HEADS_BLOCK;
		const __m512i v[HEADS_BYTES] = { load_avx512(rest, at),
			load_avx512(rest, at + 1), load_avx512(rest, at + 2),
			load_avx512(rest, at + 3), load_avx512(rest, at + 4) };

		out[i] = block_avx512(&l, v, &before);
	}
}

/*
 * The set bits of `count` words as numbers; how many. Mostly there are a few in
 * each, so a few are written in any case: no branch to be foreseen.
 */
static TARGET(WIDE_TARGET_AVX2) size_t
list_wide(const uint64_t *found, size_t count, uint16_t *out)
{
	size_t all = 0;

	for (size_t i = 0; i < count; i++) {
		size_t here = (size_t)__builtin_popcountll(found[i]), done = 0;
		uint64_t bits = found[i];

		do {
			for (unsigned k = 0; k < AT_ONCE; k++) {
				out[all + done + k] = (uint16_t)(i *
				    HEADS_BLOCK + _tzcnt_u64(bits));
				bits = _blsr_u64(bits);
			}
			done += AT_ONCE;
		} while (done < here);
		all += here;
	}
	return all;
}
#endif

static size_t
list_plain(const uint64_t *found, size_t count, uint16_t *out)
{
	size_t all = 0;

	for (size_t i = 0; i < count; i++)
		for (uint64_t bits = found[i]; bits != 0; bits &= bits - 1)
			out[all++] = (uint16_t)(i * HEADS_BLOCK +
			    (unsigned)__builtin_ctzll(bits));
	return all;
}

static size_t
list(enum wide wide, const uint64_t *found, size_t count, uint16_t *out)
{
#ifdef __x86_64__
	if (wide != WIDE_PLAIN)
		return list_wide(found, count, out);
#endif
	(void)wide;
	return list_plain(found, count, out);
}

static void
blocks_plain(const struct heads *h, const char *p, size_t count,
    bool letter_before, uint64_t *out)
{
	for (size_t i = 0; i < count; i++, p += HEADS_BLOCK) {
		out[i] = block_plain(h, p, letter_before);
		letter_before =
		    ascii_is_letter((unsigned char)p[HEADS_BLOCK - 1]);
	}
}

static void
blocks(enum wide wide, const struct heads *h, const char *p, size_t count,
    bool letter_before, uint64_t *out)
{
#ifdef __x86_64__
	if (wide != WIDE_PLAIN) {
		blocks_avx2(h, p, count, letter_before, out);
		return;
	}
#endif
	(void)wide;
	blocks_plain(h, p, count, letter_before, out);
}

static inline bool
letter_ends(struct sv text, size_t at)
{
	return at > 0 && ascii_is_letter((unsigned char)text.ptr[at - 1]);
}

/* By way of a copy at the end, since nothing is read behind the text. */
static void
find_in_blocks(enum wide wide, const struct heads *h, struct sv text,
    size_t from, size_t len, uint64_t *found)
{
	size_t behind = text.len - from, whole = len / HEADS_BLOCK;

	if (whole > 0 && behind - whole * HEADS_BLOCK < MORE)
		whole--;
	if (whole > 0)
		blocks(wide, h, text.ptr + from, whole,
		    letter_ends(text, from), found);
	for (size_t at = whole * HEADS_BLOCK; at < len; at += HEADS_BLOCK) {
		size_t rest = behind - at < PADDED ? behind - at : PADDED;
		char last[PADDED] = { 0 };

		memcpy(last, text.ptr + from + at, rest);
		blocks(wide, h, last, 1, letter_ends(text, from + at),
		    &found[at / HEADS_BLOCK]);
	}
}

size_t
heads_find_as(enum wide wide, const struct heads *h, struct sv text,
    size_t from, size_t len, uint16_t *out)
{
	size_t count = (len + HEADS_BLOCK - 1) / HEADS_BLOCK;
	uint64_t found[HEADS_MAX];

	ASSERT(len <= HEADS_SLICE && from <= text.len &&
	    len <= text.len - from);
#ifdef __x86_64__
	if (wide == WIDE_AVX512)
		blocks_avx512(h, sv_slice(text, from, text.len), count,
		    letter_ends(text, from), found);
	else
#endif
		find_in_blocks(wide, h, text, from, len, found);
	if (len % HEADS_BLOCK != 0)
		found[count - 1] &= (UINT64_C(1) << len % HEADS_BLOCK) - 1;
	return list(wide, found, count, out);
}

size_t
heads_find(const struct heads *h, struct sv text, size_t from, size_t len,
    uint16_t *out)
{
	return heads_find_as(wide_best(), h, text, from, len, out);
}
