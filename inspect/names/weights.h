/*
 * The weights file: what the trainer (inspect/names/train) learned, read once
 * and then immutable. Little endian, sections one after the other:
 *
 *    0  8  magic "EXNAMES\n"
 *    8  4  version of the format (2)
 *   12  4  FEATURE_VERSION
 *   16  4  rows of the tagger's table
 *   20  4  buckets of the lexicon
 *   24  4  rows of the language table
 *   28  4  0
 *   32 32  SHA-256 of all that follows, after bytes 0 to 31
 *   64     scores: for each of three kinds 64 bytes, by margin
 *          lexicon: buckets of 8 fingerprints, 8 values, 2 bytes each
 *          tagger: rows * 8 bytes, the weight of each tag + 128, and the
 *              check of the one feature that has the row (base/rows.h)
 *          languages: rows * 24 bytes, the weight of each + 128
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
	WEIGHTS_VERSION = 2,
	WEIGHTS_MAX_BYTES = 4 * 1024 * 1024,
	WEIGHTS_MARGINS = 64,	/* steps of the table of scores */
	WEIGHTS_MARGIN_STEP = 16,	/* of the margin, for one step */
	WEIGHTS_LANES = ROWS_LANES,	/* of a row: tags and the check */
	WEIGHTS_MAX_ROWS = (1 << (32 - ROWS_CHECK)) - 1
};

enum weights_kind { KIND_PERSON, KIND_PLACE, KIND_ORGANISATION, KIND_COUNT };

struct weights {
	struct lexicon lexicon;
	struct lang_table langs;
	const uint64_t *rows;	/* one lane of eight bits for each tag */
	uint32_t nrows;
	uint32_t nplaces;	/* of rows with checks, for rows_find() */
	uint8_t scores[KIND_COUNT][WEIGHTS_MARGINS];
	void *memory;		/* of all tables, if read */
};

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

void weights_free(struct weights *w);

/*
 * The tag, of those in the bit set `allowed` and TAG_O, with the highest sum.
 * All tags carry the same 128 a row that counts, so they compare as they are.
 */
unsigned weights_choose(const struct rows_sums *sums, unsigned allowed);

#endif
