/*
 * The characters that have a normal form, as inspect/unfold/normal_table.py
 * made them from the Unicode data. For inspect/unfold/normal_fold.c only.
 */
#ifndef INSPECT_UNFOLD_NORMAL_TABLE_H
#define INSPECT_UNFOLD_NORMAL_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum normal_kind {
	NORMAL_NONE,		/* stands for itself */
	NORMAL_INVISIBLE,	/* format characters, variation selectors */
	NORMAL_BLANK,
	NORMAL_DASH,
	NORMAL_MARK,		/* combining */
	NORMAL_TAG,		/* U+E0020 to U+E007E: unseen ASCII */
	NORMAL_RAISED,		/* superscript and subscript */
	NORMAL_FOLD,		/* always one or two ASCII characters */
	NORMAL_POINT,		/* a separator, between digits */
	NORMAL_STOP		/* a full stop, inside a name */
};

/*
 * Characters `first` to `last` stand for `value` and those after it, or, where
 * `second` is not 0, for `value` and `second` and those after it.
 */
struct normal_row {
	uint32_t first, last;
	uint8_t kind;
	char value, second;
};

/* A Greek or Cyrillic letter that is drawn like an ASCII character. */
struct normal_twin {
	uint16_t letter;
	char twin;
};

/* Both sorted. */
extern const struct normal_row normal_rows[];
extern const size_t normal_row_count;
extern const struct normal_twin normal_twins[];
extern const size_t normal_twin_count;

#endif
