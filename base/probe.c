/*
 * Words are found as bit masks. Of those that are ASCII in their first eight
 * bytes these are hashed and looked up, several words at a time, so that
 * nothing depends on a branch that no processor could foresee. Of others the
 * first four bytes tell, if they are ASCII.
 */
#include "base/probe.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/err.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define LAST_TWO	(UINT64_C(3) << (MASK_BLOCK - 2))
#define CASE		UINT64_C(0x2020202020202020)

enum {
	HEAD = 4,
	WIDE = PROBE_STEP,	/* words that are looked up together */
	MOST = PROBE_SLICE / 2	/* words of a slice */
};

static uint32_t
head_bit(uint64_t word)
{
	return probe_hash_head((uint32_t)word) >> (32 - PROBE_HEAD_BITS);
}

void
probe_add(struct probe *p, uint64_t word, bool goes_on)
{
	uint32_t hash = probe_hash(word), head = head_bit(word);
	uint32_t stem = probe_hash_head((uint32_t)word) >>
	    (32 - PROBE_STEM_BITS);

	if (goes_on)
		p->stems[stem / 32] |= UINT32_C(1) << stem % 32;
	else
		p->whole[hash >> (32 - PROBE_WHOLE_BITS)] |= probe_bits(hash);
	p->heads[head / 32] |= UINT32_C(1) << head % 32;
}

/* Where words begin in a slice. */
struct places {
	struct mask_words masks[MASK_MAX_BLOCKS + 1];
	uint64_t starts[MASK_MAX_BLOCKS];	/* of those to be looked up */
	uint64_t mixed[MASK_MAX_BLOCKS];	/* of them, by their heads */
	struct probe_found *out;
};

/* The word that byte `at` is in is in doubt, if it began in the slice. */
static void
put_around(struct places *p, size_t at)
{
	uint64_t upto = UINT64_MAX >> (MASK_BLOCK - 1 - at % MASK_BLOCK);
	size_t i = at / MASK_BLOCK;
	uint64_t starts = p->starts[i] & upto;

	while (starts == 0 && i > 0)
		starts = p->starts[--i];
	if (starts == 0)
		return;
	starts = UINT64_C(1) << (MASK_BLOCK - 1 - __builtin_clzll(starts));
	p->out[i].other |= starts;
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

/* Bytes from where their word goes on to one beyond ASCII in seven or less. */
static inline uint64_t
before_high(const struct mask_words *m)
{
	uint64_t near = m[0].high, next = m[1].high;
	uint64_t all = m[0].words, more = m[1].words;

	for (unsigned d = 1; d < PROBE_WORD; d *= 2) {
		near |= all & (near >> d | next << (MASK_BLOCK - d));
		next |= more & next >> d;
		all &= all >> d | more << (MASK_BLOCK - d);
		more &= more >> d;
	}
	return near;
}

/* Find where words begin; those that want a closer look are put out. */
static void
find_starts(const struct probe *probe, struct sv text, size_t from,
    size_t len, struct places *p)
{
	unsigned char last = from > 0 ? (unsigned char)text.ptr[from - 1] : 0;
	uint64_t before = ascii_is_word(last);
	uint64_t pair = last >= 0xc3 && last <= 0xc5;
	struct mask_words *masks = p->masks;

	ASSERT(len > 0 && len <= PROBE_SLICE && from + len <= text.len);
	mask_words(text.ptr + from, len, masks);
	masks[(len + MASK_BLOCK - 1) / MASK_BLOCK] = (struct mask_words){ 0 };
	for (size_t i = 0; i * MASK_BLOCK < len; i++) {
		uint64_t words = masks[i].words;

		p->out[i] = (struct probe_found){ 0, 0, 0 };
		p->starts[i] = words & ~(words << 1 | before);
		p->mixed[i] = 0;
		if (probe->no_short)
			p->starts[i] &= (words >> 1 & words >> 2) | LAST_TWO;
		before = words >> 63;
		if ((masks[i].high | masks[i + 1].high | pair) == 0)
			continue;
		p->mixed[i] = p->starts[i] & before_high(&masks[i]);
		for (uint64_t odd = doubtful(&masks[i], pair); odd != 0;
		    odd &= odd - 1)
			put_around(p, i * MASK_BLOCK +
			    (size_t)__builtin_ctzll(odd));
		pair = masks[i].pairs >> 63;
	}
	if (ascii_is_word((unsigned char)text.ptr[from + len - 1]))
		put_around(p, len - 1);
}

/* Words that begin in the last bytes of the text are looked at by bytes. */
static void
spare_last(struct places *p, size_t from, size_t len, size_t text_len)
{
	size_t i = (len - 1) / MASK_BLOCK, room = text_len - from;
	size_t stop = room < PROBE_WORD ? 0 : room - PROBE_WORD + 1;

	for (; i + 1 > stop / MASK_BLOCK; i--) {
		p->mixed[i] |= i == stop / MASK_BLOCK ?
		    p->starts[i] & UINT64_MAX << stop % MASK_BLOCK :
		    p->starts[i];
		if (i == 0)
			return;
	}
}

/* May the word at byte `at`, whose first bytes are mixed, be of the set? */
static uint64_t
has_head(const struct probe *p, struct sv text, size_t at)
{
	uint32_t head = 0, bit;

	for (unsigned i = 0; i < HEAD && at + i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[at + i];

		if (c >= 0x80)
			return 1;
		if (!ascii_is_word(c))
			break;
		head |= (uint32_t)(c | 0x20) << 8 * i;
	}
	bit = head_bit(head);
	return p->heads[bit / 32] >> bit % 32 & 1;
}

/* The same for one whose first four bytes are letters of ASCII. */
static inline uint64_t
has_letters(const struct probe *p, const char *text)
{
	uint32_t head, bit;

	memcpy(&head, text, HEAD);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	head = __builtin_bswap32(head);
#endif
	bit = head_bit(head | (uint32_t)CASE);
	return p->heads[bit / 32] >> bit % 32 & 1;
}

/* Look up the words that are mixed: the others are left in p->starts. */
static void
take_mixed(const struct probe *probe, struct sv text, size_t from,
    size_t blocks, struct places *p)
{
	for (size_t i = 0; i < blocks; i++) {
		uint64_t mixed = p->mixed[i] & ~p->out[i].other;
		uint64_t high = p->masks[i].high, next = p->masks[i + 1].high;
		size_t at = from + i * MASK_BLOCK;

		p->starts[i] &= ~(p->mixed[i] | p->out[i].other);
		if (mixed == 0)
			continue;
		high |= high >> 1 | next << (MASK_BLOCK - 1);
		next |= next >> 1;
		high |= high >> 2 | next << (MASK_BLOCK - 2);
		p->out[i].latin = mixed & high;
		for (mixed &= ~high; mixed != 0; mixed &= mixed - 1) {
			size_t bit = (size_t)__builtin_ctzll(mixed);

			p->out[i].latin |= (at + bit + PROBE_WORD > text.len ?
			    has_head(probe, text, at + bit) :
			    has_letters(probe, text.ptr + at + bit)) << bit;
		}
	}
}

/* Find the words of a slice; the number of its blocks. */
static size_t
take_words(const struct probe *probe, struct sv text, size_t from, size_t len,
    struct places *p)
{
	size_t blocks = (len + MASK_BLOCK - 1) / MASK_BLOCK;

	find_starts(probe, text, from, len, p);
	if (from + len + PROBE_WORD > text.len)
		spare_last(p, from, len, text.len);
	take_mixed(probe, text, from, blocks, p);
	return blocks;
}

static void
look_up(const struct probe *probe, const char *text, size_t blocks,
    struct places *p)
{
	for (size_t i = 0; i < blocks; i++, text += MASK_BLOCK)
		for (uint64_t rest = p->starts[i]; rest != 0;
		    rest &= rest - 1) {
			const char *at = text + __builtin_ctzll(rest);
			uint64_t word = 0;

			for (unsigned k = 0; k < PROBE_WORD &&
			    ascii_is_word((unsigned char)at[k]); k++)
				word |= (uint64_t)(unsigned char)(at[k] |
				    0x20) << 8 * k;
			if (probe_has(probe, word))
				p->out[i].plain |= rest & -rest;
		}
}

#ifdef __x86_64__
/* The words at four places, without what stands behind them. */
static inline TARGET("avx2") __m256i
four_words(const char *text, const uint16_t *at)
{
	long long part[4];
	__m256i v, letter, whole;

	memcpy(&part[0], text + at[0], PROBE_WORD);
	memcpy(&part[1], text + at[1], PROBE_WORD);
	memcpy(&part[2], text + at[2], PROBE_WORD);
	memcpy(&part[3], text + at[3], PROBE_WORD);
	v = _mm256_or_si256(_mm256_set_epi64x(part[3], part[2], part[1],
	    part[0]), _mm256_set1_epi8(0x20));
	letter = _mm256_sub_epi8(v, _mm256_set1_epi8('a'));
	whole = _mm256_cmpeq_epi8(_mm256_min_epu8(letter,
	    _mm256_set1_epi8(25)), letter);
	/* Plus one: a carry runs up to the first that is no letter. */
	return _mm256_and_si256(v, _mm256_andnot_si256(_mm256_sub_epi64(whole,
	    _mm256_set1_epi64x(-1)), whole));
}

/* Bit `at` of each number, as the lowest; others beside it. */
static inline TARGET("avx2") __m256i
bits_at(__m256i numbers, __m256i at)
{
	return _mm256_srlv_epi32(numbers, _mm256_and_si256(at,
	    _mm256_set1_epi32(31)));
}

/* Loads one by one: gathering them is no faster where it is safe. */
static inline TARGET("avx2") __m256i
eight_of(const uint32_t *table, __m256i at)
{
	uint32_t i[WIDE];

	_mm256_storeu_si256((void *)i, at);
	return _mm256_set_epi32((int)table[i[7]], (int)table[i[6]],
	    (int)table[i[5]], (int)table[i[4]], (int)table[i[3]],
	    (int)table[i[2]], (int)table[i[1]], (int)table[i[0]]);
}

/*
 * The lowest bits tell whether words may be of the set that begin with these
 * four bytes, with hashes of those and of all eight.
 */
static inline TARGET("avx2") __m256i
may_be(const struct probe *p, __m256i four, __m256i head, __m256i hash)
{
	__m256i whole = eight_of(p->whole, _mm256_srli_epi32(hash,
	    32 - PROBE_WHOLE_BITS));
	__m256i stems = eight_of(p->stems, _mm256_srli_epi32(head,
	    32 - PROBE_STEM_BITS + 5));

	/* Nothing shorter goes on. */
	stems = _mm256_and_si256(stems, _mm256_cmpgt_epi32(four,
	    _mm256_set1_epi32(0xffffff)));
	whole = _mm256_and_si256(bits_at(whole, _mm256_srli_epi32(hash, 5)),
	    _mm256_and_si256(bits_at(whole, _mm256_srli_epi32(hash, 10)),
	    bits_at(whole, _mm256_srli_epi32(hash, 15))));
	return _mm256_or_si256(whole, bits_at(stems,
	    _mm256_srli_epi32(head, 32 - PROBE_STEM_BITS)));
}

/* A bit for each of two times four words that may be of the set. */
static inline TARGET("avx2") unsigned
look_up_words(const struct probe *p, __m256i first, __m256i second)
{
	const __m256 a = _mm256_castsi256_ps(first);
	const __m256 b = _mm256_castsi256_ps(second);
	/* First and last halves: words 0 1 4 5 2 3 6 7. */
	__m256i four = _mm256_castps_si256(_mm256_shuffle_ps(a, b,
	    _MM_SHUFFLE(2, 0, 2, 0)));
	__m256i head = _mm256_mullo_epi32(four,
	    _mm256_set1_epi32((int)PROBE_FIRST));
	__m256i hash = _mm256_add_epi32(head, _mm256_mullo_epi32(
	    _mm256_castps_si256(_mm256_shuffle_ps(a, b,
	    _MM_SHUFFLE(3, 1, 3, 1))), _mm256_set1_epi32((int)PROBE_SECOND)));
	__m256i found = _mm256_slli_epi32(may_be(p, four, head, hash), 31);

	found = _mm256_permute4x64_epi64(found, _MM_SHUFFLE(3, 1, 2, 0));
	return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(found));
}

static inline TARGET("avx2") unsigned
look_up_eight(const struct probe *p, const char *text, const uint16_t *at)
{
	return look_up_words(p, four_words(text, at),
	    four_words(text, at + 4));
}

static TARGET("avx2") uint64_t
has_each_avx2(const struct probe *p, const uint64_t *words, unsigned count)
{
	uint64_t set = 0;

	for (unsigned i = 0; i < count; i += WIDE)
		set |= (uint64_t)look_up_words(p,
		    _mm256_loadu_si256((const void *)(words + i)),
		    _mm256_loadu_si256((const void *)(words + i + 4))) << i;
	return set;
}

/* Where all words begin that are left, and how many they are. */
static size_t
list_starts(const struct places *p, size_t blocks, uint16_t at[MOST + WIDE])
{
	size_t n = 0;

	for (size_t i = 0; i < blocks; i++)
		for (uint64_t rest = p->starts[i]; rest != 0; rest &= rest - 1)
			at[n++] = (uint16_t)(i * MASK_BLOCK +
			    (unsigned)__builtin_ctzll(rest));
	return n;
}

static TARGET("avx2") void
look_up_avx2(const struct probe *probe, const char *text, size_t blocks,
    struct places *p)
{
	uint16_t at[MOST + WIDE];
	size_t n = list_starts(p, blocks, at);

	if (n == 0)
		return;
	/* The last ones are asked for several times. */
	for (size_t i = n; i % WIDE != 0; i++)
		at[i] = at[n - 1];
	for (size_t i = 0; i < n; i += WIDE) {
		unsigned found = look_up_eight(probe, text, at + i);

		for (; found != 0; found &= found - 1) {
			size_t place = at[i + (unsigned)__builtin_ctz(found)];

			p->out[place / MASK_BLOCK].plain |=
			    UINT64_C(1) << place % MASK_BLOCK;
		}
	}
}

#define VBMI	"avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi," \
		"avx512vbmi2,bmi2"

/* Letters of ASCII, in lower case, as `m` has them; zeros elsewhere. */
static inline TARGET(VBMI) __m512i
letters_of(const char *text, const struct mask_words *m)
{
	uint64_t letters = m->words & ~m->high;

	/* Nothing is read where none is. */
	return _mm512_maskz_mov_epi8(letters, _mm512_or_si512(
	    _mm512_maskz_loadu_epi8(letters, text), _mm512_set1_epi8(0x20)));
}

/*
 * A bit for each of the eight words that begin at the eight lowest bytes of
 * `at`, in the letters of two blocks.
 */
static inline TARGET(VBMI) unsigned
look_up_vbmi(const struct probe *p, __m512i block, __m512i next, __m512i at)
{
	const __m512i eightfold = _mm512_set_epi64(0x0707070707070707,
	    0x0606060606060606, 0x0505050505050505, 0x0404040404040404,
	    0x0303030303030303, 0x0202020202020202, 0x0101010101010101, 0);
	const __m512i steps = _mm512_set1_epi64(0x0706050403020100);
	const __m512i by = _mm512_set1_epi64((long long)(
	    (uint64_t)PROBE_SECOND << 32 | PROBE_FIRST));
	__m512i v = _mm512_permutex2var_epi8(block, _mm512_add_epi8(
	    _mm512_permutexvar_epi8(eightfold, at), steps), next);
	__m512i whole = _mm512_movm_epi8(_mm512_test_epi8_mask(v, v)), head;

	/* As in four_words(). */
	v = _mm512_and_si512(v, _mm512_andnot_si512(_mm512_sub_epi64(whole,
	    _mm512_set1_epi64(-1)), whole));
	head = _mm512_mullo_epi32(v, by);
	return _mm256_test_epi32_mask(may_be(p, _mm512_cvtepi64_epi32(v),
	    _mm512_cvtepi64_epi32(head), _mm512_cvtepi64_epi32(
	    _mm512_add_epi32(head, _mm512_srli_epi64(head, 32)))),
	    _mm256_set1_epi32(1));
}

static const uint8_t numbers[MASK_BLOCK] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
	16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
	32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
	48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63
};

static TARGET(VBMI) void
look_up_avx512(const struct probe *probe, const char *text, size_t blocks,
    struct places *p)
{
	const __m512i all = _mm512_loadu_si512(numbers);

	for (size_t i = 0; i < blocks; i++, text += MASK_BLOCK) {
		uint64_t rest = p->starts[i], eight;
		__m512i block, next, at = _mm512_maskz_compress_epi8(rest, all);

		if (rest == 0)
			continue;
		block = letters_of(text, &p->masks[i]);
		next = letters_of(text + MASK_BLOCK, &p->masks[i + 1]);
		for (; rest != 0; rest &= ~eight) {
			eight = _pdep_u64(UINT8_MAX, rest);
			p->out[i].plain |= _pdep_u64(look_up_vbmi(probe, block,
			    next, at), rest);
			at = _mm512_alignr_epi64(at, at, 1);
		}
	}
}
#endif

enum probe_width
probe_widest(void)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx512vbmi2") &&
	    __builtin_cpu_supports("avx512vbmi") &&
	    __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512dq") &&
	    __builtin_cpu_supports("bmi2"))
		return PROBE_AVX512;
	if (__builtin_cpu_supports("avx2"))
		return PROBE_AVX2;
#endif
	return PROBE_PLAIN;
}

void
probe_slice_by(enum probe_width width, const struct probe *p, struct sv text,
    size_t from, size_t len, struct probe_found *out)
{
	const char *start = text.ptr + from;
	struct places places;
	size_t blocks;

	places.out = out;
	blocks = take_words(p, text, from, len, &places);
#ifdef __x86_64__
	if (width == PROBE_AVX512)
		look_up_avx512(p, start, blocks, &places);
	else if (width == PROBE_AVX2)
		look_up_avx2(p, start, blocks, &places);
#endif
	if (width == PROBE_PLAIN)
		look_up(p, start, blocks, &places);
}

void
probe_slice(const struct probe *p, struct sv text, size_t from, size_t len,
    struct probe_found *out)
{
	probe_slice_by(probe_widest(), p, text, from, len, out);
}

uint64_t
probe_has_each_by(enum probe_width width, const struct probe *p,
    const uint64_t *words, unsigned count)
{
	uint64_t set = 0;

#ifdef __x86_64__
	if (width != PROBE_PLAIN && count > 0)
		return has_each_avx2(p, words, count) &
		    UINT64_MAX >> (PROBE_MOST - count);
#else
	(void)width;
#endif
	for (unsigned i = 0; i < count; i++)
		set |= (uint64_t)probe_has(p, words[i]) << i;
	return set;
}

uint64_t
probe_has_each(const struct probe *p, const uint64_t *words, unsigned count)
{
	return probe_has_each_by(probe_widest(), p, words, count);
}
