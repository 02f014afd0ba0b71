#include "base/stirs.h"

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Bits of the bytes of one word, by what they are. */
struct kinds {
	uint64_t breaks, blanks, separators, commas, assigns;
	uint64_t parens;	/* ( */
	uint64_t braces;	/* { < */
	uint64_t lists;		/* [ */
	uint64_t leads;		/* what a line begins with that stirs */
	uint64_t ess;		/* s S */
};

/* --- lines --------------------------------------------------------------- */

/*
 * The bit that the last bit of the word before becomes, and the last but one.
 */
static inline uint64_t
next_of(uint64_t word, uint64_t before)
{
	return word << 1 | before >> 63;
}

static inline uint64_t
second_of(uint64_t word, uint64_t before)
{
	return word << 2 | before >> 62;
}

/*
 * The next of `events` behind each of `from`, which are events; `*c` is 1 if
 * one is yet to come. Adding to the runs of ones between events lets each run
 * that something stands before carry into the event behind it; in `*ret_sum`
 * such runs are zeros.
 */
static ALWAYS_INLINE uint64_t
behind(uint64_t from, uint64_t events, uint64_t *c, uint64_t *ret_sum)
{
	uint64_t begins = from << 1 | *c, others = ~events;
	uint64_t sum = others + (begins & others);

	*c = (uint64_t)(sum < others) | from >> 63;
	*ret_sum = sum;
	return (sum | begins) & events;
}

/*
 * Where a line has its first sign, if the line before has one. `ends` are the
 * breaks that lines end with.
 */
static ALWAYS_INLINE uint64_t
again(uint64_t signs, uint64_t ends, uint64_t *c, uint64_t *c_again)
{
	uint64_t events = signs | ends, sum;
	uint64_t signed_ends = behind(signs, events, c, &sum) & ends;

	return behind(signed_ends, events, c_again, &sum) & signs;
}

static ALWAYS_INLINE uint64_t
stirs_of(const struct kinds *k, struct stirs_carry *c)
{
	uint64_t marks = k->separators | k->commas | k->assigns | k->parens |
	    k->braces;
	uint64_t gaps = k->blanks & next_of(k->blanks, c->blanks);
	uint64_t spaces = k->blanks | k->breaks | k->separators;
	uint64_t one = next_of(spaces, c->spaces);
	uint64_t two = second_of(spaces, c->spaces);
	/* A return and a line feed end one line; so do several of either. */
	uint64_t ends = k->breaks & ~next_of(k->breaks, c->breaks);
	uint64_t none, sum, stirs, signs;
	uint64_t firsts = behind(k->breaks, ~k->blanks, &c->first, &sum);

	signs = k->separators | (gaps & sum) |
	    (k->commas & ~((k->blanks | k->breaks) >> 1)) | (k->assigns &
	    behind(k->breaks, marks | k->breaks, &c->mark, &none));
	stirs = (firsts & k->leads) | k->braces |
	    (k->parens & ((one & two) | next_of(k->ess, c->ess) |
	    (one & second_of(k->ess, c->ess)))) |
	    (k->lists & (next_of(k->assigns, c->assigns) |
	    second_of(k->assigns, c->assigns))) |
	    again(signs, ends, &c->sign, &c->again) |
	    (behind(again(k->commas, ends, &c->comma, &c->other),
	    k->commas | ends, &c->third, &none) & k->commas);
	c->breaks = k->breaks;
	c->blanks = k->blanks;
	c->spaces = spaces;
	c->ess = k->ess;
	c->assigns = k->assigns;
	return stirs;
}

/* --- bytes --------------------------------------------------------------- */

/*
 * What a byte of ASCII is: a bit each, but two bits for three kinds that do not
 * lead, and for one that does.
 */
enum {
	IS_BLANK = 1, IS_BREAK = 2, IS_SEPARATOR = 4, IS_COMMA = 8,
	IS_ASSIGN = 16, IS_LEAD = 32,
	IS_PAREN = 64, IS_BRACE = 128, IS_ES = IS_PAREN | IS_BRACE,
	IS_LIST = IS_LEAD | IS_PAREN
};

enum { LEAD_BEYOND = 0xe2 };

static const unsigned char ascii[128] = {
	['\t'] = IS_SEPARATOR | IS_LEAD, [';'] = IS_SEPARATOR,
	['|'] = IS_SEPARATOR | IS_LEAD, ['\n'] = IS_BREAK, ['\r'] = IS_BREAK,
	[' '] = IS_BLANK, [','] = IS_COMMA, [':'] = IS_ASSIGN | IS_LEAD,
	['='] = IS_ASSIGN | IS_LEAD, ['('] = IS_PAREN, ['<'] = IS_BRACE,
	['{'] = IS_BRACE, ['-'] = IS_LEAD, ['+'] = IS_LEAD,
	['>'] = IS_LEAD, ['['] = IS_LIST, ['c'] = IS_LEAD, ['C'] = IS_LEAD,
	['s'] = IS_ES, ['S'] = IS_ES
};

/* The eight bits, as words, to kinds. */
static inline void
sort_out(const uint64_t *bits, struct kinds *k)
{
	*k = (struct kinds){ .blanks = bits[0], .breaks = bits[1],
		.separators = bits[2], .commas = bits[3], .assigns = bits[4],
		.leads = bits[5], .parens = bits[6] & ~(bits[5] | bits[7]),
		.braces = bits[7] & ~bits[6], .ess = bits[6] & bits[7],
		.lists = bits[6] & bits[5] };
}

static void
fill_plain(const char *p, size_t len, struct stirs_carry *c, uint64_t *out)
{
	for (size_t at = 0; at < len; at += STIRS_BLOCK) {
		size_t rest = len - at < STIRS_BLOCK ? len - at : STIRS_BLOCK;
		uint64_t bits[8] = { 0 };
		struct kinds k;

		for (size_t i = 0; i < rest; i++) {
			unsigned char byte = (unsigned char)p[at + i];
			unsigned is = byte < 128 ? ascii[byte] :
			    byte == LEAD_BEYOND ? IS_LEAD : 0;

			for (unsigned n = 0; is != 0; n++, is >>= 1)
				bits[n] |= (uint64_t)(is & 1) << i;
		}
		sort_out(bits, &k);
		out[at / STIRS_BLOCK] = stirs_of(&k, c);
	}
}

#ifdef __x86_64__
/*
 * The same for eight words at once, which are one number: the lowest bit of
 * each word is next to the highest of the word before.
 */
enum { GROUP = STIRS_WORDS };

#define WIDE_INLINE	static ALWAYS_INLINE TARGET(WIDE_TARGET_AVX512)

/* The words of struct kinds, each for GROUP blocks. */
struct kinds_wide {
	__m512i breaks, blanks, separators, commas, assigns, parens, braces,
	    lists, leads, ess;
};

struct signs_wide {
	__m512i signs, commas, ends;
};

WIDE_INLINE __m512i
next_wide(__m512i v, uint64_t before, unsigned bits)
{
	const __m512i low = _mm512_alignr_epi64(v,
	    _mm512_set1_epi64((long long)before), GROUP - 1);

	return _mm512_or_si512(_mm512_slli_epi64(v, bits),
	    _mm512_srli_epi64(low, 64 - bits));
}

WIDE_INLINE uint64_t
last_wide(__m512i v)
{
	const __m128i high = _mm512_extracti32x4_epi32(v, 3);

	return (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(high, high));
}

WIDE_INLINE __m512i
behind_wide(__m512i from, __m512i events, uint64_t *c, __m512i *ret_sum)
{
	const __m512i ones = _mm512_set1_epi64(-1);
	const __m512i others = _mm512_xor_si512(events, ones);
	const __m512i begins = next_wide(from, 0, 1);
	__m512i sum = _mm512_add_epi64(others,
	    _mm512_and_si512(begins, others));
	unsigned full = _mm512_cmpeq_epi64_mask(sum, ones);
	unsigned over = _mm512_cmplt_epu64_mask(sum, others);
	/* A carry goes on through words that are full. */
	unsigned carries = full + (over << 1 | (unsigned)*c);

	*c = (carries >> GROUP & 1) | last_wide(from) >> 63;
	sum = _mm512_mask_sub_epi64(sum, (__mmask8)(carries ^ full), sum,
	    ones);
	*ret_sum = sum;
	return _mm512_and_si512(_mm512_or_si512(sum, begins), events);
}

WIDE_INLINE __m512i
again_wide(__m512i signs, __m512i ends, uint64_t *c, uint64_t *c_again)
{
	const __m512i events = _mm512_or_si512(signs, ends);
	__m512i sum, signed_ends = _mm512_and_si512(behind_wide(signs, events,
	    c, &sum), ends);

	return _mm512_and_si512(behind_wide(signed_ends, events, c_again,
	    &sum), signs);
}

WIDE_INLINE __m512i
or3_wide(__m512i a, __m512i b, __m512i c)
{
	return _mm512_or_si512(_mm512_or_si512(a, b), c);
}

/* Commas with neither a blank nor a break behind them, as far as is known. */
WIDE_INLINE __m512i
tight_wide(__m512i commas, __m512i blanks, __m512i breaks)
{
	return _mm512_andnot_si512(_mm512_srli_epi64(
	    _mm512_or_si512(blanks, breaks), 1), commas);
}

/* ( behind an s, or behind two of `spaces`; [ behind : or =. */
WIDE_INLINE __m512i
openings_wide(const struct kinds_wide *k, __m512i spaces,
    struct stirs_carry *c)
{
	const __m512i one = next_wide(spaces, c->spaces, 1);
	const __m512i two = next_wide(spaces, c->spaces, 2);
	const __m512i es = next_wide(k->ess, c->ess, 1);
	const __m512i es_space = next_wide(k->ess, c->ess, 2);
	const __m512i is = next_wide(k->assigns, c->assigns, 1);
	const __m512i is_space = next_wide(k->assigns, c->assigns, 2);

	c->spaces = last_wide(spaces);
	c->ess = last_wide(k->ess);
	c->assigns = last_wide(k->assigns);
	return _mm512_or_si512(
	    _mm512_and_si512(k->lists, _mm512_or_si512(is, is_space)),
	    _mm512_and_si512(k->parens, _mm512_or_si512(es,
	    _mm512_and_si512(one, _mm512_or_si512(two, es_space)))));
}

/*
 * Eight words of `out`, but for what a line stirs with since the one
 * before has it, too: its signs, and the breaks that lines end with.
 */
WIDE_INLINE void
begin_wide(const struct kinds_wide *k, struct stirs_carry *c,
    uint64_t *out, struct signs_wide *s)
{
	const __m512i marks = or3_wide(or3_wide(k->separators, k->commas,
	    k->assigns), k->braces, k->parens);
	const __m512i gaps = _mm512_and_si512(k->blanks, next_wide(k->blanks,
	    c->blanks, 1));
	const __m512i firsts = behind_wide(k->breaks, _mm512_xor_si512(
	    k->blanks, _mm512_set1_epi64(-1)), &c->first, &s->signs);
	__m512i none;

	_mm512_storeu_si512(out, or3_wide(k->braces,
	    _mm512_and_si512(k->leads, firsts), openings_wide(k, or3_wide(
	    k->blanks, k->breaks, k->separators), c)));
	s->signs = or3_wide(or3_wide(k->separators, _mm512_and_si512(gaps,
	    s->signs), tight_wide(k->commas, k->blanks, k->breaks)),
	    _mm512_and_si512(k->assigns, behind_wide(k->breaks,
	    _mm512_or_si512(marks, k->breaks), &c->mark, &none)),
	    _mm512_setzero_si512());
	s->commas = k->commas;
	s->ends = _mm512_andnot_si512(next_wide(k->breaks, c->breaks, 1),
	    k->breaks);
	c->breaks = last_wide(k->breaks);
	c->blanks = last_wide(k->blanks);
}

/* The rest of `count` groups of words. */
WIDE_INLINE void
end_wide(const struct signs_wide *s, struct stirs_carry *c,
    uint64_t *out, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t *stirs = out + i * GROUP;

		_mm512_storeu_si512(stirs, _mm512_or_si512(
		    _mm512_loadu_si512(stirs), again_wide(s[i].signs,
		    s[i].ends, &c->sign, &c->again)));
	}
	for (size_t i = 0; i < count; i++) {
		uint64_t *stirs = out + i * GROUP;
		__m512i none, seconds = behind_wide(again_wide(s[i].commas,
		    s[i].ends, &c->comma, &c->other), _mm512_or_si512(
		    s[i].commas, s[i].ends), &c->third, &none);

		_mm512_storeu_si512(stirs, _mm512_or_si512(
		    _mm512_loadu_si512(stirs), _mm512_and_si512(seconds,
		    s[i].commas)));
	}
}

/*
 * Bytes of eight words: those of each backwards, and those of a kind together.
 */
#define EIGHT(a)	a, a + 8, a + 16, a + 24, a + 32, a + 40, a + 48, a + 56
#define BACK(a)		a + 7, a + 6, a + 5, a + 4, a + 3, a + 2, a + 1, a
static const unsigned char backwards[64] = {
	BACK(0), BACK(8), BACK(16), BACK(24), BACK(32), BACK(40), BACK(48),
	BACK(56)
};
static const unsigned char together[64] = {
	EIGHT(0), EIGHT(1), EIGHT(2), EIGHT(3), EIGHT(4), EIGHT(5), EIGHT(6),
	EIGHT(7)
};
#undef EIGHT
#undef BACK

/*
 * Word `n` of the result is bit `n` of what each byte of `v` is. A matrix of
 * eight bytes, the last one first, times each power of two is its transpose.
 */
WIDE_INLINE __m512i
look_wide(__m512i v)
{
	const __m512i back = _mm512_permutexvar_epi8(
	    _mm512_loadu_si512(backwards), v);
	const __m512i ascii_is = _mm512_maskz_permutex2var_epi8(
	    ~_mm512_movepi8_mask(back), _mm512_loadu_si512(ascii), back,
	    _mm512_loadu_si512(ascii + 64));
	const __m512i is = _mm512_mask_mov_epi8(ascii_is,
	    _mm512_cmpeq_epi8_mask(back, _mm512_set1_epi8((char)LEAD_BEYOND)),
	    _mm512_set1_epi8(IS_LEAD));

	return _mm512_permutexvar_epi8(_mm512_loadu_si512(together),
	    _mm512_gf2p8affine_epi64_epi8(_mm512_set1_epi64(
	    (long long)0x8040201008040201), is, 0));
}

/* What there is of block `i` of `len` bytes. */
WIDE_INLINE __m512i
load_wide(const char *p, size_t len, size_t i)
{
	size_t at = i * STIRS_BLOCK, rest = at < len ? len - at : 0;

	return look_wide(rest >= STIRS_BLOCK ? _mm512_loadu_si512(p + at) :
	    _mm512_maskz_loadu_epi8((UINT64_C(1) << rest) - 1, p + at));
}

/* The first four rows, or the others, of two columns of four words each. */
WIDE_INLINE __m512i
half_wide(__m512i a, __m512i b, bool others)
{
	return others ? _mm512_shuffle_i64x2(a, b, 0xdd) :
	    _mm512_shuffle_i64x2(a, b, 0x88);
}

/* Bits `n` and `n` + 1 of the bytes of each block, by block. */
WIDE_INLINE __m512i
row_wide(const __m512i *pairs, unsigned n)
{
	/* Of each pair of blocks: words 0 2 4 6, or 1 3 5 7. */
	const __m512i *v = pairs + n % 2;
	const __m512i low = half_wide(v[0], v[2], n / 2 % 2 != 0);
	const __m512i high = half_wide(v[4], v[6], n / 2 % 2 != 0);

	return half_wide(low, high, n / 4 != 0);
}

/* The kinds of eight blocks. */
WIDE_INLINE void
kinds_wide(const char *p, size_t len, struct kinds_wide *k)
{
	const __m512i a = load_wide(p, len, 0), b = load_wide(p, len, 1);
	const __m512i c = load_wide(p, len, 2), d = load_wide(p, len, 3);
	const __m512i e = load_wide(p, len, 4), f = load_wide(p, len, 5);
	const __m512i g = load_wide(p, len, 6), h = load_wide(p, len, 7);
	const __m512i pairs[GROUP] = {
		_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b),
		_mm512_unpacklo_epi64(c, d), _mm512_unpackhi_epi64(c, d),
		_mm512_unpacklo_epi64(e, f), _mm512_unpackhi_epi64(e, f),
		_mm512_unpacklo_epi64(g, h), _mm512_unpackhi_epi64(g, h)
	};
	const __m512i leads = row_wide(pairs, 5), six = row_wide(pairs, 6);
	const __m512i seven = row_wide(pairs, 7);

	k->blanks = row_wide(pairs, 0);
	k->breaks = row_wide(pairs, 1);
	k->separators = row_wide(pairs, 2);
	k->commas = row_wide(pairs, 3);
	k->assigns = row_wide(pairs, 4);
	k->leads = leads;
	k->parens = _mm512_andnot_si512(_mm512_or_si512(leads, seven), six);
	k->braces = _mm512_andnot_si512(six, seven);
	k->ess = _mm512_and_si512(six, seven);
	k->lists = _mm512_and_si512(six, leads);
}

static TARGET(WIDE_TARGET_AVX512) void
fill_avx512(const char *p, size_t len, struct stirs_carry *c, uint64_t *out)
{
	struct signs_wide signs[STIRS_MAX / GROUP];
	struct stirs_carry carry = *c;
	struct kinds_wide k;
	size_t count = 0;

	for (size_t at = 0; at < len; at += GROUP * STIRS_BLOCK, count++) {
		kinds_wide(p + at, len - at, &k);
		begin_wide(&k, &carry, out + count * GROUP, &signs[count]);
	}
	end_wide(signs, &carry, out, count);
	*c = carry;
}

void
stirs_fill_as(enum wide wide, const char *p, size_t len,
    struct stirs_carry *c, uint64_t *out)
{
	ASSERT(len <= STIRS_MAX * STIRS_BLOCK);
	if (wide == WIDE_AVX512)
		fill_avx512(p, len, c, out);
	else
		fill_plain(p, len, c, out);
}
#else
void
stirs_fill_as(enum wide wide, const char *p, size_t len,
    struct stirs_carry *c, uint64_t *out)
{
	(void)wide;
	ASSERT(len <= STIRS_MAX * STIRS_BLOCK);
	fill_plain(p, len, c, out);
}
#endif

void
stirs_fill(const char *p, size_t len, struct stirs_carry *c,
    uint64_t *out)
{
	stirs_fill_as(wide_best(), p, len, c, out);
}
