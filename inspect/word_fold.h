/*
 * Folding of single characters for inspect/word.c: what each letter becomes.
 */
#ifndef INSPECT_WORD_FOLD_H
#define INSPECT_WORD_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum word_kind {
	WORD_SEPARATOR,		/* ends a word */
	WORD_LETTER,
	WORD_IGNORED		/* inside a word, and nothing there */
};

enum { WORD_FOLD_MAX = 4 };

/*
 * What `c` (beyond ASCII) is; for a letter its folded bytes in `out` and their
 * number in `*len`.
 */
enum word_kind word_fold(uint32_t c, char out[WORD_FOLD_MAX], size_t *len);

#endif
