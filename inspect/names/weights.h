/*
 * The weights file: what the trainer (inspect/names/train) learned, read once
 * and then immutable. Little endian, sections one after the other:
 *
 *    0  8  magic "EXNAMES\n"
 *    8  4  version of the format (3)
 *   12  4  FEATURE_VERSION
 *   16  4  rows of the tagger's table
 *   20  4  buckets of the lexicon
 *   24  4  rows of the language table
 *   28  4  parts for single languages
 *   32 32  SHA-256 of all that follows, after bytes 0 to 31
 *   64     scores: for each of three kinds 64 bytes, by margin
 *          lexicon: buckets of 8 fingerprints, 8 values, 2 bytes each
 *          tagger: rows * 8 bytes, the weight of each tag + 128, and the
 *              check of the one feature that has the row (base/rows.h)
 *          languages: rows * 24 bytes, the weight of each + 128
 *
 * and each part, which stands in for scores and tagger in texts of its
 * languages and adds to the lexicon there:
 *
 *    0  4  its languages: bit enum lang for each, in no other part
 *    4  4  rows of its tagger's table
 *    8  4  buckets of its lexicon, or 0
 *   12  4  0
 *   16     scores, lexicon, tagger as above
 */
#ifndef INSPECT_NAMES_WEIGHTS_H
#define INSPECT_NAMES_WEIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/rows.h"
#include "base/sv.h"
#include "inspect/names/feature.h"
#include "inspect/names/lexicon.h"

enum {
	WEIGHTS_VERSION = 3,
	WEIGHTS_MAX_BYTES = 8 * 1024 * 1024,
	WEIGHTS_PARTS = 8,	/* for single languages, at most */
	WEIGHTS_MARGINS = 64,	/* steps of the table of scores */
	WEIGHTS_MARGIN_STEP = 16,	/* of the margin, for one step */
	WEIGHTS_LANES = ROWS_LANES,	/* of a row: tags and the check */
	WEIGHTS_MAX_ROWS = (1 << (32 - ROWS_CHECK)) - 1
};

enum weights_kind { KIND_PERSON, KIND_PLACE, KIND_ORGANISATION, KIND_COUNT };

/* How pieces are weighed in texts of some languages. */
struct weights_part {
	uint32_t langs;		/* bit enum lang; 0: all that are in no part */
	uint32_t nrows;
	const uint64_t *rows;	/* one lane of eight bits for each tag */
	uint32_t nplaces;	/* of rows with checks, for rows_find() */
	struct lexicon more;	/* words besides the lexicon's; may have none */
	const uint64_t *marks;	/* of them: lexicon_mark(); NULL if none */
	uint8_t scores[KIND_COUNT][WEIGHTS_MARGINS];
};

struct weights {
	struct lexicon lexicon;
	struct lang_table langs;
	struct weights_part base;
	struct weights_part parts[WEIGHTS_PARTS];
	unsigned nparts;
	void *memory;		/* of all tables, if read */
};

/* The part for texts of `lang`. */
static inline const struct weights_part *
weights_part(const struct weights *w, enum lang lang)
{
	for (unsigned i = 0; i < w->nparts; i++)
		if ((w->parts[i].langs >> lang & 1) != 0)
			return &w->parts[i];
	return &w->base;
}

/*
 * Read a weights file from its bytes, which are copied. ERR_SYNTAX (not such
 * a file), ERR_UNSUPPORTED (another version), ERR_TRUNCATED, ERR_CORRUPT (the
 * digest differs), ERR_RANGE, ERR_NOMEM, with the reason in `ei`. Returns
 * owned.
 */
int weights_parse(struct sv bytes, struct weights **ret, struct errinfo *ei)
    MUST_USE;

/* The same from the file `path`; ERR_NOTFOUND, ERR_IO too. */
int weights_read(const char *path, struct weights **ret, struct errinfo *ei)
    MUST_USE;

/* Append the file of `w` to `out`, whose error is sticky. */
void weights_write(const struct weights *w, struct buf *out);

/* Release `w`; NULL is allowed. */
void weights_free(struct weights *w);

/*
 * The tag, of those in the bit set `allowed` and TAG_O, with the highest sum.
 * All tags carry the same 128 a row that counts, so they compare as they are.
 */
unsigned weights_choose(const struct rows_sums *sums, unsigned allowed);

#endif
