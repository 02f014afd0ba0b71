/*
 * Folding of single characters for inspect/words/word.c: what each letter
 * becomes.
 */
#ifndef INSPECT_WORDS_WORD_FOLD_H
#define INSPECT_WORDS_WORD_FOLD_H

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
 * U+00C0 to U+024F, two bytes a character: the folded letter or letters; "!!"
 * a letter that stays as it is; "  " no letter.
 */
extern const char word_fold_latin[];

/*
 * Such a pair for the character whose two bytes stand at `p`; NULL if they are
 * no letter of these, or one that stays as it is.
 */
static inline const char *
word_fold_pair(const char *p)
{
	unsigned char lead = (unsigned char)p[0], last = (unsigned char)p[1];
	const char *pair;

	if (lead < 0xc3 || lead > 0xc9 || (last & 0xc0) != 0x80 ||
	    (lead == 0xc9 && last > 0x8f))
		return NULL;
	pair = word_fold_latin + 2 * ((size_t)(lead - 0xc3) << 6 |
	    (last & 0x3f));
	return pair[0] == ' ' || pair[0] == '!' ? NULL : pair;
}

/*
 * What `c` (beyond ASCII) is; for a letter its folded bytes in `out` and their
 * number in `*len`.
 */
enum word_kind word_fold(uint32_t c, char out[WORD_FOLD_MAX], size_t *len);

#endif
