/*
 * One character of a disguised text: what it stands for where it is. A
 * full-width digit stands for the digit anywhere; a zero-width space for
 * nothing; a Cyrillic letter for the Latin one it is drawn like only inside a
 * word that is Latin otherwise. Real words of any script stay as they are.
 */
#ifndef INSPECT_UNFOLD_NORMAL_FOLD_H
#define INSPECT_UNFOLD_NORMAL_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

enum { NORMAL_FOLD_MAX = 4 };

struct normal_unit {
	size_t bytes;		/* of the source */
	size_t len;		/* of `as`; 0: it vanishes */
	char as[NORMAL_FOLD_MAX];
};

/* How the letters of a word are to be taken. */
enum normal_word {
	NORMAL_WORD_ASIS,
	NORMAL_WORD_LATIN,	/* those of another script are disguised */
	NORMAL_WORD_CYRILLIC	/* Latin ones are */
};

/* What the word around byte `at` is; of long ones the next 64 bytes count. */
enum normal_word normal_fold_word(struct sv text, size_t at);

/*
 * Read the letter at `at`, ASCII or of another script, in such a word. True if
 * it stands for another one; `ret->bytes` is set in any case.
 */
bool normal_fold_letter(struct sv text, size_t at, enum normal_word word,
    struct normal_unit *ret);

/* The same for any character beyond ASCII, which looks at the word itself. */
bool normal_fold_read(struct sv text, size_t at, struct normal_unit *ret);

/*
 * Is the character beyond ASCII at `at` there to disguise something? Stricter
 * than the above: ordinary prose has dashes and odd blanks too.
 */
bool normal_fold_is_odd(struct sv text, size_t at);

#endif
