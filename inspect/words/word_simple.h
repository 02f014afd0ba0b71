/*
 * Words that are folded at a glance: most are small letters, or capitals. For
 * those who read many words and pass over most of them.
 */
#ifndef INSPECT_WORDS_WORD_SIMPLE_H
#define INSPECT_WORDS_WORD_SIMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inspect/words/word.h"

/*
 * Are there at `at` two to seven capitals and no letter behind them? Then how
 * many, folded as by word_plain(), otherwise, or too near to the end, 0.
 */
static inline size_t
word_capitals(struct sv text, size_t at, uint64_t folded[2])
{
	uint64_t first;
	unsigned char next;
	size_t n;

	if (text.len - at <= WORD_KEY ||
	    (unsigned char)(text.ptr[at + 1] - 'A') >= 26)
		return 0;
	first = word_load(text.ptr + at);
	n = word_count_range(first, 'A', 'Z');
	if (n < 2 || n == WORD_KEY)
		return 0;
	next = (unsigned char)text.ptr[at + n];
	folded[0] = word_lowest(first | WORD_CASE, n);
	folded[1] = 0;
	return next >= 'a' && (next <= 'z' || next >= 0x80) ? 0 : n;
}

/* The same for a word of word_plain() or of capitals. */
static inline size_t
word_simple(struct sv text, size_t at, uint64_t folded[2])
{
	size_t n = word_plain(text, at, folded);

	return n > 0 ? n : word_capitals(text, at, folded);
}

/*
 * Are there at `at` three bytes of a blank, dash or quote beyond ASCII, as
 * prose has them, from U+2000 to U+203F? No word begins so.
 */
static inline bool
word_is_mark(struct sv text, size_t at)
{
	return (unsigned char)text.ptr[at] == 0xe2 && text.len - at > 2 &&
	    (unsigned char)text.ptr[at + 1] == 0x80 &&
	    ((unsigned char)text.ptr[at + 2] & 0xc0) == 0x80;
}

#endif
