#include "base/heads.h"

#include <stdbool.h>
#include <string.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

enum { AT_ONCE = 4 };

static bool
is_letter(unsigned char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* The first bytes of a word, ASCII letters small; others may change too. */
static inline uint32_t
head_of(const char *p)
{
	uint32_t head;

	memcpy(&head, p, HEADS_BYTES);
	return head | UINT32_C(0x20202020);
}

static inline size_t
known_bit(uint32_t head)
{
	return (head * UINT32_C(0x9e3779b1) >> 16) % HEADS_KNOWN;
}

static inline bool
is_known(const struct heads *h, uint32_t head)
{
	size_t bit = known_bit(head);

	return (h->known[bit / 64] >> bit % 64 & 1) != 0;
}

void
heads_add(struct heads *h, unsigned set, const char head[HEADS_BYTES])
{
	unsigned char bit = (unsigned char)(1U << set);
	size_t known = known_bit(head_of(head));

	ASSERT(set < HEADS_SETS);
	h->known[known / 64] |= UINT64_C(1) << known % 64;
	for (unsigned i = 0; i < HEADS_BYTES; i++) {
		unsigned char c = (unsigned char)head[i];

		h->low[i][c & 15] |= bit;
		h->high[i][c >> 4] |= bit;
		if (is_letter(c))
			h->high[i][(c & ~0x20) >> 4] |= bit;
	}
}

static bool
begins_at(const struct heads *h, struct sv text, size_t at)
{
	unsigned sets = 0xff;
	char head[HEADS_BYTES];

	for (unsigned i = 0; i < HEADS_BYTES; i++) {
		unsigned char c = at + i < text.len ?
		    (unsigned char)text.ptr[at + i] : 0;

		head[i] = (char)c;
		sets &= h->low[i][c & 15] & h->high[i][c >> 4];
	}
	return sets != 0 && is_known(h, head_of(head)) &&
	    (at == 0 || !is_letter((unsigned char)text.ptr[at - 1]));
}

size_t
heads_find_plain(const struct heads *h, struct sv text, size_t from,
    size_t len, uint16_t *out)
{
	size_t count = 0;

	ASSERT(len <= HEADS_SLICE && from + len <= text.len);
	for (size_t at = 0; at < len; at++)
		if (begins_at(h, text, from + at))
			out[count++] = (uint16_t)at;
	return count;
}

#ifdef __x86_64__
static inline TARGET("avx2") __m256i
twice(const unsigned char *table)
{
	return _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)table));
}

/* The sets that have these bytes at their place number `i`. */
static inline TARGET("avx2") __m256i
sets_of(const struct heads *h, unsigned i, const char *p)
{
	const __m256i half = _mm256_set1_epi8(15);
	const __m256i v = _mm256_loadu_si256((const void *)(p + i));

	return _mm256_and_si256(
	    _mm256_shuffle_epi8(twice(h->low[i]), _mm256_and_si256(v, half)),
	    _mm256_shuffle_epi8(twice(h->high[i]), _mm256_and_si256(
	    _mm256_srli_epi16(v, 4), half)));
}

/* Bits of the 32 bytes at `p` that a word may begin at. */
static inline TARGET("avx2") uint64_t
find_avx2(const struct heads *h, const char *p)
{
	const __m256i sets = _mm256_and_si256(
	    _mm256_and_si256(sets_of(h, 0, p), sets_of(h, 1, p)),
	    _mm256_and_si256(sets_of(h, 2, p), sets_of(h, 3, p)));

	return (uint32_t)~_mm256_movemask_epi8(_mm256_cmpeq_epi8(sets,
	    _mm256_setzero_si256()));
}

static inline TARGET("avx2") uint64_t
letters_avx2(const char *p)
{
	const __m256i v = _mm256_or_si256(
	    _mm256_loadu_si256((const void *)p), _mm256_set1_epi8(0x20));
	const __m256i d = _mm256_sub_epi8(v, _mm256_set1_epi8('a'));

	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(
	    _mm256_min_epu8(d, _mm256_set1_epi8(25)), d));
}

/* `before`: the byte before these is a letter; then the last of these. */
static inline TARGET("avx2") uint64_t
block_avx2(const struct heads *h, const char *p, uint64_t *before)
{
	uint64_t letters = letters_avx2(p) | letters_avx2(p + 32) << 32;
	uint64_t found = (find_avx2(h, p) | find_avx2(h, p + 32) << 32) &
	    ~(letters << 1 | *before);

	*before = letters >> 63;
	return found;
}

/*
 * The set bits of `found` as numbers from `first` on; how many. Mostly there
 * are a few, so a few are written in any case: no branch to be foreseen.
 */
static inline TARGET("avx2,bmi,popcnt") size_t
list(uint64_t found, size_t first, uint16_t *out)
{
	size_t count = (size_t)__builtin_popcountll(found), done = 0;

	do {
		out[done] = (uint16_t)(first + _tzcnt_u64(found));
		found = _blsr_u64(found);
		out[done + 1] = (uint16_t)(first + _tzcnt_u64(found));
		found = _blsr_u64(found);
		out[done + 2] = (uint16_t)(first + _tzcnt_u64(found));
		found = _blsr_u64(found);
		out[done + 3] = (uint16_t)(first + _tzcnt_u64(found));
		found = _blsr_u64(found);
		done += AT_ONCE;
	} while (done < count);
	return count;
}

/*
 * Those whose four bytes are known, again without a branch; not in place, or
 * the next load would wait for each store.
 */
static size_t
keep_known(const struct heads *h, const char *p, const uint16_t *places,
    size_t count, uint16_t *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		out[kept] = places[i];
		kept += is_known(h, head_of(p + places[i]));
	}
	return kept;
}

static TARGET("avx2,bmi,popcnt") size_t
slice_avx2(const struct heads *h, struct sv text, size_t from, size_t len,
    uint16_t *out)
{
	uint64_t before = from > 0 &&
	    is_letter((unsigned char)text.ptr[from - 1]);
	uint16_t places[HEADS_ROOM];
	size_t at = 0, count = 0;

	/* Nothing is read behind the text. */
	for (; at < len && text.len - from - at >= MASK_BLOCK + HEADS_BYTES;
	    at += MASK_BLOCK) {
		uint64_t found = block_avx2(h, text.ptr + from + at, &before);

		if (len - at < MASK_BLOCK)
			found &= (UINT64_C(1) << (len - at)) - 1;
		count += list(found, at, places + count);
	}
	count = keep_known(h, text.ptr + from, places, count, out);
	for (; at < len; at += MASK_BLOCK) {
		char last[MASK_BLOCK + HEADS_BYTES] = { 0 };
		size_t rest = text.len - from - at;
		uint64_t found;

		memcpy(last, text.ptr + from + at,
		    rest < sizeof(last) ? rest : sizeof(last));
		found = block_avx2(h, last, &before);
		if (len - at < MASK_BLOCK)
			found &= (UINT64_C(1) << (len - at)) - 1;
		for (; found != 0; found &= found - 1) {
			out[count] = (uint16_t)(at + _tzcnt_u64(found));
			count += is_known(h, head_of(last +
			    _tzcnt_u64(found)));
		}
	}
	return count;
}

size_t
heads_find(const struct heads *h, struct sv text, size_t from, size_t len,
    uint16_t *out)
{
	ASSERT(len <= HEADS_SLICE && from + len <= text.len);
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("popcnt"))
		return slice_avx2(h, text, from, len, out);
	return heads_find_plain(h, text, from, len, out);
}
#else
size_t
heads_find(const struct heads *h, struct sv text, size_t from, size_t len,
    uint16_t *out)
{
	return heads_find_plain(h, text, from, len, out);
}
#endif
