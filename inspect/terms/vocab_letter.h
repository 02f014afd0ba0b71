/*
 * Letters of a text one by one, folded as words are (inspect/words/word.h),
 * those of two bytes by a table. Shared by the filter of vocabularies and what
 * reads beside words for it; nobody else includes it.
 */
#ifndef INSPECT_TERMS_VOCAB_LETTER_H
#define INSPECT_TERMS_VOCAB_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ascii.h"
#include "base/sv.h"
#include "inspect/words/word_fold.h"

enum {
	VOCAB_TWO_FIRST = 0xc2,	/* first bytes of characters of two bytes */
	VOCAB_TWO_COUNT = 30,
	VOCAB_TWO_CONTINUED = 64
};

/* A character, folded; the lowest of `bytes` is the first. */
struct vocab_letter {
	uint32_t bytes;
	uint8_t len;
	uint8_t kind;		/* enum word_kind */
};

struct vocab_letters {
	struct vocab_letter two[VOCAB_TWO_COUNT * VOCAB_TWO_CONTINUED];
};

/* Fold all characters of two bytes beforehand, once. */
void vocab_letters_init(struct vocab_letters *l);

/* A run is what may be words: letters of ASCII and bytes >= 0x80. */
static inline bool
vocab_letter_in_run(char c)
{
	return (unsigned char)c >= 0x80 || ascii_is_letter((unsigned char)c);
}

/* The character at `at` < text.len that is no letter of ASCII; its bytes. */
size_t vocab_letter_decode(struct sv text, size_t at,
    struct vocab_letter *ret);

/* The character of any script at `at` < text.len, in a run; its bytes. */
static inline size_t
vocab_letter_at(const struct vocab_letters *l, struct sv text, size_t at,
    struct vocab_letter *ret)
{
	const unsigned char *p = (const unsigned char *)text.ptr + at;

	if (p[0] < 0x80) {
		*ret = (struct vocab_letter){ p[0] | 0x20, 1, WORD_LETTER };
		return 1;
	}
	if (p[0] >= VOCAB_TWO_FIRST &&
	    p[0] < VOCAB_TWO_FIRST + VOCAB_TWO_COUNT && text.len - at > 1 &&
	    (p[1] & 0xc0) == 0x80) {
		*ret = l->two[(p[0] - VOCAB_TWO_FIRST) * VOCAB_TWO_CONTINUED +
		    (p[1] & 0x3f)];
		return 2;
	}
	return vocab_letter_decode(text, at, ret);
}

#endif
