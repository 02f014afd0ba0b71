#include "base/begins.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/err.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

enum {
	SETS = 8,
	LETTERS = 26,
	LETTER_BITS = 32,	/* numbers of the bits that tell letters */
	BEYOND = 0x80,		/* the first byte that is not ASCII */
	LEAD = 0xc0		/* the first one that begins a character */
};

/* What a word may look like: at each place letters, as bits, or its end. */
struct pattern {
	uint32_t letters[BEGINS_BYTES];
	bool ends[BEGINS_BYTES];
};

static struct pattern
pattern_of(struct sv head, bool open)
{
	struct pattern p = { { 0 }, { false } };
	bool any = false;

	for (size_t i = 0; i < BEGINS_BYTES; i++) {
		unsigned char c = i < head.len ? (unsigned char)head.ptr[i] :
		    0;

		p.ends[i] = i == head.len;
		any = any || c >= BEYOND || i > head.len ||
		    (p.ends[i] && open);
		if (any)
			p.letters[i] = UINT32_MAX;
		else if (i < head.len)
			p.letters[i] = UINT32_C(1) << c % LETTER_BITS;
	}
	return p;
}

static void
add_pattern(struct begins *b, const struct pattern *p, unsigned set)
{
	unsigned char bit = (unsigned char)(1U << set);

	for (size_t i = 0; i < BEGINS_BYTES; i++)
		for (unsigned c = 0; c < BEGINS_ASCII; c++)
			if ((p->letters[i] >> c % LETTER_BITS & 1) != 0 ||
			    (p->ends[i] && !ascii_is_lower((unsigned char)c)))
				b->sets[i][c] |= bit;
}

/*
 * How many of a million words a set lets through, by how often letters are in
 * languages of Europe and words end.
 */
static uint64_t
passed_by(const struct begins *b, unsigned set)
{
	/* Per mille, a to z, on average; then what is no small letter. */
	static const unsigned char often[LETTERS + 1] = { 90, 15, 30, 40,
		125, 12, 20, 25, 75, 5, 20, 45, 30, 70, 70, 25, 2, 65, 65, 65,
		40, 15, 12, 3, 10, 10, 200 };
	uint64_t passed = 1;

	for (size_t i = 0; i < BEGINS_BYTES; i++) {
		uint64_t here = 0;

		for (unsigned k = 0; k <= LETTERS; k++)
			if ((b->sets[i][k < LETTERS ? 'a' + k : ' '] >> set &
			    1) != 0)
				here += often[k];
		passed *= here;
	}
	return passed;
}

/* A word goes to the set that lets the fewest more through with it. */
void
begins_add(struct begins *b, struct sv head, bool open)
{
	struct pattern p = pattern_of(head, open);
	uint64_t least = UINT64_MAX;
	unsigned best = 0;

	ASSERT(head.len > 0);
	/* These are let through in any case. */
	if ((unsigned char)head.ptr[0] >= BEYOND)
		return;
	for (unsigned set = 0; set < SETS; set++) {
		struct begins with = *b;
		uint64_t more;

		add_pattern(&with, &p, set);
		more = passed_by(&with, set) - passed_by(b, set);
		if (more < least) {
			least = more;
			best = set;
		}
	}
	add_pattern(b, &p, best);
}

/* Could any word begin here, or a part of one? */
static bool
is_start(struct sv text, size_t at)
{
	unsigned char c = (unsigned char)text.ptr[at];
	bool goes_on = at > 0 &&
	    ascii_is_letter((unsigned char)text.ptr[at - 1]);

	return ascii_is_upper(c) ||
	    ((ascii_is_letter(c) || c >= LEAD) && !goes_on);
}

static bool
begins_at(const struct begins *b, struct sv text, size_t at)
{
	unsigned sets = UINT8_MAX;

	if (!is_start(text, at))
		return false;
	for (size_t i = 0; i < BEGINS_BYTES && sets != 0; i++) {
		unsigned char c = at + i < text.len ?
		    (unsigned char)text.ptr[at + i] : 0;

		if (c >= BEYOND || (i == 1 && c == '.'))
			return true;
		sets &= begins_sets(b, i, c);
	}
	return sets != 0;
}

uint64_t
begins_block_plain(const struct begins *b, struct sv text, size_t at,
    size_t end)
{
	uint64_t found = 0;

	ASSERT(at <= end && end <= text.len);
	for (size_t i = 0; i < BEGINS_BLOCK && at + i < end; i++)
		found |= (uint64_t)begins_at(b, text, at + i) << i;
	return found;
}

#ifdef __x86_64__
/* The tables of one place: of letters with a bit or without, and of ends. */
struct place {
	__m256i low, high, ends;
};

static inline TARGET("avx2") __m256i
twice(const unsigned char *table)
{
	return _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)table));
}

static inline TARGET("avx2") struct place
place_of(const struct begins *b, unsigned i)
{
	return (struct place){ twice(b->sets[i] + 0x60),
		twice(b->sets[i] + 0x70),
		_mm256_set1_epi8((char)b->sets[i][' ']) };
}

/* The sets that have the letters `v`; bytes beyond ASCII have none. */
static inline TARGET("avx2") __m256i
letters_of(const struct place *p, __m256i v)
{
	/* The bit of 16 becomes the highest. */
	return _mm256_blendv_epi8(_mm256_shuffle_epi8(p->low, v),
	    _mm256_shuffle_epi8(p->high, v), _mm256_slli_epi16(v, 3));
}

/* The same behind the first place, where words may end. */
static inline TARGET("avx2") __m256i
sets_of(const struct place *p, __m256i v)
{
	/* Five more than z is the highest number. */
	const __m256i small = _mm256_cmpgt_epi8(_mm256_add_epi8(v,
	    _mm256_set1_epi8(INT8_MAX - 'z')),
	    _mm256_set1_epi8(INT8_MAX - LETTERS));

	return _mm256_or_si256(letters_of(p, v),
	    _mm256_andnot_si256(small, p->ends));
}

/* Bits of the 32 bytes at `p` that fit a word, or one with dots. */
static inline TARGET("avx2") uint64_t
fits_avx2(const struct place places[BEGINS_BYTES], const char *p)
{
	const __m256i zero = _mm256_setzero_si256();
	__m256i v[BEGINS_BYTES], beyond, sets, dots;

	v[0] = _mm256_loadu_si256((const void *)p);
	v[1] = _mm256_loadu_si256((const void *)(p + 1));
	v[2] = _mm256_loadu_si256((const void *)(p + 2));
	v[3] = _mm256_loadu_si256((const void *)(p + 3));
	/* The highest bit of a byte stays where one is beyond ASCII. */
	sets = _mm256_or_si256(letters_of(&places[0], v[0]),
	    _mm256_cmpgt_epi8(zero, v[0]));
	dots = _mm256_and_si256(sets, _mm256_cmpeq_epi8(v[1],
	    _mm256_set1_epi8('.')));
	beyond = _mm256_or_si256(v[0], v[1]);
	sets = _mm256_and_si256(sets, _mm256_or_si256(
	    sets_of(&places[1], v[1]), _mm256_cmpgt_epi8(zero, beyond)));
	beyond = _mm256_or_si256(beyond, v[2]);
	sets = _mm256_and_si256(sets, _mm256_or_si256(
	    sets_of(&places[2], v[2]), _mm256_cmpgt_epi8(zero, beyond)));
	beyond = _mm256_or_si256(beyond, v[3]);
	sets = _mm256_and_si256(sets, _mm256_or_si256(
	    sets_of(&places[3], v[3]), _mm256_cmpgt_epi8(zero, beyond)));
	return (uint32_t)~_mm256_movemask_epi8(_mm256_cmpeq_epi8(
	    _mm256_or_si256(sets, dots), zero));
}

/* Are they `first` or one of the 25 behind it? */
static inline TARGET("avx2") uint64_t
alphabet_avx2(__m256i v, char first)
{
	const __m256i d = _mm256_sub_epi8(v, _mm256_set1_epi8(first));

	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(
	    _mm256_min_epu8(d, _mm256_set1_epi8(25)), d));
}

/* What kind of bytes stand where. */
struct kinds {
	uint64_t letters, upper, leads;
};

static inline TARGET("avx2") struct kinds
kinds_avx2(const char *p)
{
	const __m256i v = _mm256_loadu_si256((const void *)p);
	const __m256i lead = _mm256_set1_epi8((char)LEAD);

	return (struct kinds){
		alphabet_avx2(_mm256_or_si256(v, _mm256_set1_epi8(0x20)),
		    'a'),
		alphabet_avx2(v, 'A'),
		(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(
		    _mm256_max_epu8(v, lead), v)) };
}

/* Bytes that are read for a block: three more are looked at. */
enum { BLOCK_READ = BEGINS_BLOCK + BEGINS_BYTES };

static inline bool
letter_before(struct sv text, size_t at)
{
	return at > 0 && ascii_is_letter((unsigned char)text.ptr[at - 1]);
}

/* Of the block at `p`. */
static inline TARGET("avx2") uint64_t
block_avx2(const struct begins *b, const char *p, bool letter_before)
{
	const struct place places[BEGINS_BYTES] = { place_of(b, 0),
		place_of(b, 1), place_of(b, 2), place_of(b, 3) };
	struct kinds k = kinds_avx2(p), more = kinds_avx2(p + 32);
	uint64_t letters = k.letters | more.letters << 32;
	uint64_t leads = k.leads | more.leads << 32;
	uint64_t starts = (letters | leads) &
	    ~(letters << 1 | (uint64_t)letter_before);

	starts |= k.upper | more.upper << 32;
	return starts & (fits_avx2(places, p) |
	    fits_avx2(places, p + 32) << 32);
}

/* What place `i` has for the bytes `v`, whose highest bits do not count. */
static inline TARGET(WIDE_TARGET_AVX512) __m512i
sets_avx512(const struct begins *b, unsigned i, __m512i v)
{
	return _mm512_permutex2var_epi8(
	    _mm512_loadu_si512(b->sets[i]), v,
	    _mm512_loadu_si512(b->sets[i] + 64));
}

/* Bits of the 64 bytes at `p` that fit a word, or one with dots. */
static inline TARGET(WIDE_TARGET_AVX512) uint64_t
fits_avx512(const struct begins *b, const char *p)
{
	const __m512i all = _mm512_set1_epi8(-1);
	__m512i v = _mm512_loadu_si512(p), sets;
	uint64_t beyond = _mm512_movepi8_mask(v), dots;

	sets = _mm512_mask_mov_epi8(sets_avx512(b, 0, v), beyond, all);
	v = _mm512_loadu_si512(p + 1);
	beyond |= _mm512_movepi8_mask(v);
	dots = _mm512_mask_cmpeq_epi8_mask(_mm512_test_epi8_mask(sets, sets),
	    v, _mm512_set1_epi8('.'));
	sets = _mm512_and_si512(sets, _mm512_mask_mov_epi8(
	    sets_avx512(b, 1, v), beyond, all));
	v = _mm512_loadu_si512(p + 2);
	beyond |= _mm512_movepi8_mask(v);
	sets = _mm512_and_si512(sets, _mm512_mask_mov_epi8(
	    sets_avx512(b, 2, v), beyond, all));
	v = _mm512_loadu_si512(p + 3);
	beyond |= _mm512_movepi8_mask(v);
	return dots | _mm512_test_epi8_mask(sets, _mm512_mask_mov_epi8(
	    sets_avx512(b, 3, v), beyond, all));
}

/* As block_avx2(). */
static inline TARGET(WIDE_TARGET_AVX512) uint64_t
block_avx512(const struct begins *b, const char *p, bool letter_before)
{
	const __m512i v = _mm512_loadu_si512(p);
	const __m512i last = _mm512_set1_epi8(25);
	uint64_t letters = _mm512_cmple_epu8_mask(_mm512_sub_epi8(
	    _mm512_or_si512(v, _mm512_set1_epi8(0x20)),
	    _mm512_set1_epi8('a')), last);
	uint64_t upper = _mm512_cmple_epu8_mask(_mm512_sub_epi8(v,
	    _mm512_set1_epi8('A')), last);
	uint64_t leads = _mm512_cmpge_epu8_mask(v,
	    _mm512_set1_epi8((char)LEAD));
	uint64_t starts = (letters | leads) &
	    ~(letters << 1 | (uint64_t)letter_before);

	return (starts | upper) & fits_avx512(b, p);
}

/*
 * Blocks from `at` on until one has bits, or the last that begins before `end`
 * with enough behind it.
 */
static TARGET("avx2") uint64_t
find_avx2(const struct begins *b, struct sv text, size_t end, size_t *at)
{
	uint64_t found = 0;

	for (; *at < end && text.len - *at >= BLOCK_READ; *at += BEGINS_BLOCK) {
		found = block_avx2(b, text.ptr + *at, letter_before(text, *at));
		if (found != 0)
			break;
	}
	return found;
}

static TARGET(WIDE_TARGET_AVX512) uint64_t
find_avx512(const struct begins *b, struct sv text, size_t end, size_t *at)
{
	uint64_t found = 0;

	for (; *at < end && text.len - *at >= BLOCK_READ; *at += BEGINS_BLOCK) {
		found = block_avx512(b, text.ptr + *at,
		    letter_before(text, *at));
		if (found != 0)
			break;
	}
	return found;
}

static inline uint64_t
find_wide(enum wide wide, const struct begins *b, struct sv text, size_t end,
    size_t *at)
{
	return wide == WIDE_AVX512 ? find_avx512(b, text, end, at) :
	    find_avx2(b, text, end, at);
}

/* The block at the end of the text: nothing is read behind it. */
static NOINLINE uint64_t
last_block(enum wide wide, const struct begins *b, struct sv text, size_t at)
{
	char last[1 + BLOCK_READ] = { 0 };
	size_t first = 1;

	if (at > 0)
		last[0] = text.ptr[at - 1];
	if (at < text.len)
		memcpy(last + 1, text.ptr + at, text.len - at);
	return find_wide(wide, b, sv_make(last, sizeof(last)), 2, &first);
}
#endif

uint64_t
begins_block_as(enum wide wide, const struct begins *b, struct sv text,
    size_t at, size_t end)
{
#ifdef __x86_64__
	uint64_t found;

	ASSERT(at <= end && end <= text.len);
	if (wide == WIDE_PLAIN)
		return begins_block_plain(b, text, at, end);
	if (text.len - at < BLOCK_READ) {
		found = last_block(wide, b, text, at);
	} else {
		size_t here = at;

		found = find_wide(wide, b, text, at + 1, &here);
	}
	return end - at < BEGINS_BLOCK ?
	    found & ((UINT64_C(1) << (end - at)) - 1) : found;
#else
	(void)wide;
	return begins_block_plain(b, text, at, end);
#endif
}

uint64_t
begins_block(const struct begins *b, struct sv text, size_t at, size_t end)
{
	return begins_block_as(wide_best(), b, text, at, end);
}

uint64_t
begins_find(const struct begins *b, struct sv text, size_t at, size_t end,
    size_t *ret_at)
{
	enum wide wide = wide_best();
	uint64_t found = 0;

#ifdef __x86_64__
	if (wide != WIDE_PLAIN)
		found = find_wide(wide, b, text, end, &at);
#endif
	while (at < end && found == 0) {
		found = begins_block_as(wide, b, text, at, text.len);
		if (found == 0)
			at += BEGINS_BLOCK;
	}
	*ret_at = at;
	return found;
}
