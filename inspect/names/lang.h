/*
 * Which of the 24 official languages of the European Union a text is in, by
 * the pieces of its bytes and its words: a linear model in the weights file.
 * Names are tagged with it, and whoever weighs national formats may ask.
 */
#ifndef INSPECT_NAMES_LANG_H
#define INSPECT_NAMES_LANG_H

#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"

enum lang {
	LANG_NONE,		/* none of these, or too short to say */
	LANG_BG, LANG_CS, LANG_DA, LANG_DE, LANG_EL, LANG_EN, LANG_ES,
	LANG_ET, LANG_FI, LANG_FR, LANG_GA, LANG_HR, LANG_HU, LANG_IT,
	LANG_LT, LANG_LV, LANG_MT, LANG_NL, LANG_PL, LANG_PT, LANG_RO,
	LANG_SK, LANG_SL, LANG_SV,
	LANG_COUNT
};

enum {
	LANG_BYTES = 200,	/* of a text that are looked at */
	LANG_ROW = LANG_COUNT - 1, /* weights of one feature: by language */
	LANG_FEATURES = 2 * LANG_BYTES	/* at most, of one text */
};

/* ISO 639-1; "" for LANG_NONE. */
const char *lang_code(enum lang lang);

/* The language of this code, or LANG_NONE. */
enum lang lang_find(struct sv code);

/* Which rows, of `nrows`, speak about `text`; how many are in `out`. */
size_t lang_rows(struct sv text, uint32_t nrows,
    uint32_t out[LANG_FEATURES]);

struct lang_table {
	const uint8_t *rows;	/* nrows * LANG_ROW, each weight + 128 */
	uint32_t nrows;
};

/* The language of `text`, by its first bytes; LANG_NONE if that is unsure. */
enum lang lang_guess(const struct lang_table *t, struct sv text);

#endif
