/*
 * A table that tells in one look which of a few lists a folded word is in:
 * months, words between them ... For matchers, which ask about the words beside
 * every number. Made once, immutable afterwards.
 */
#ifndef INSPECT_WORDS_WORD_TABLE_H
#define INSPECT_WORDS_WORD_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "inspect/words/word.h"

struct word_table;

/* Words, folded, whose bit in an answer is `bit`; borrowed. */
struct word_list {
	const char *const *words;
	size_t count;
	unsigned bit;
};

/* Make a table of `count` lists. Returns owned. ERR_NOMEM. */
int word_table_new(const struct word_list *lists, size_t count,
    struct word_table **ret) MUST_USE;

/* Release; NULL is allowed. */
void word_table_free(struct word_table *t);

/*
 * May a word of the lists begin with the letter of ASCII at byte `at`? Told by
 * two letters; what is beyond ASCII, or a part of a word, is let through.
 */
bool word_table_may_begin(const struct word_table *t, struct sv text,
    size_t at);

/* May a word of this word_key() and length be in a list? Mostly it is not. */
bool word_table_may_have(const struct word_table *t, uint64_t key,
    size_t len);

/* The bits of all lists that `w` is in. */
unsigned word_table_find(const struct word_table *t, const struct word *w);

#endif
