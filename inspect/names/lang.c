/*
 * Features of a text: each run of three bytes inside or at the edge of a word,
 * and each whole word, ASCII letters in lower case. A blank, digit or mark is
 * the edge. Bytes, not characters: the accents of a language are in them.
 */
#include "inspect/names/lang.h"

#include <stdbool.h>
#include <string.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/rows.h"

enum {
	LANG_SURE = 40		/* margin by which the first must lead */
};

static const char codes[LANG_COUNT][3] = {
	"", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga",
	"hr", "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk",
	"sl", "sv",
};

const char *
lang_code(enum lang lang)
{
	return codes[lang];
}

enum lang
lang_find(struct sv code)
{
	for (unsigned i = 1; i < LANG_COUNT; i++)
		if (sv_eq(code, sv_cstr(codes[i])))
			return (enum lang)i;
	return LANG_NONE;
}

static inline uint32_t
row_of(uint64_t key, uint32_t nrows)
{
	key *= UINT64_C(0x9e3779b97f4a7c15);
	key ^= key >> 32;
	return (uint32_t)((uint64_t)(uint32_t)key * nrows >> 32);
}

/* A letter of a word in lower case, or 0. */
static inline unsigned char
letter(unsigned char c)
{
	if (c >= 0x80)
		return c;
	c |= 0x20;
	return (unsigned char)(c - 'a') < 26 ? c : 0;
}

size_t
lang_rows(struct sv text, uint32_t nrows, uint32_t out[LANG_FEATURES])
{
	uint64_t word = 0, three = 0;
	size_t n = 0;

	text = sv_slice(text, 0, LANG_BYTES - 2);
	for (size_t i = 0; i <= text.len; i++) {
		unsigned char c = i < text.len ?
		    letter((unsigned char)text.ptr[i]) : 0;

		if (c == 0 && word == 0)
			continue;
		three = (three << 8 | c) & 0xffffff;
		out[n++] = row_of(three, nrows);
		if (c == 0) {
			out[n++] = row_of(word | UINT64_C(1) << 63, nrows);
			word = three = 0;
			continue;
		}
		word = word * UINT64_C(0x100000001b3) + c;
	}
	return n;
}

static void
add_rows(const struct lang_table *t, const uint32_t *rows, size_t n,
    uint32_t sums[LANG_ROW])
{
	struct rows_wide wide = { { 0 } };

	rows_add_wide(t->rows, rows, (unsigned)n, &wide);
	for (size_t k = 0; k < LANG_ROW; k++)
		sums[k] += wide.lanes[k];
}

enum lang
lang_guess(const struct lang_table *t, struct sv text)
{
	uint32_t rows[LANG_FEATURES];
	uint32_t sums[LANG_ROW] = { 0 };
	size_t n = lang_rows(text, t->nrows, rows), best = 0;
	uint32_t first, second = 0;

	for (size_t i = 0; i < n; i += ROWS_MAX)
		add_rows(t, rows + i, n - i < ROWS_MAX ? n - i : ROWS_MAX,
		    sums);
	first = sums[0];
	for (size_t k = 1; k < LANG_ROW; k++) {
		uint32_t lower = sums[k] < first ? sums[k] : first;

		second = lower > second ? lower : second;
		best = sums[k] > first ? k : best;
		first = sums[k] > first ? sums[k] : first;
	}
	return first - second < LANG_SURE ? LANG_NONE :
	    (enum lang)(best + 1);
}
