/*
 * The table of a dictionary: a set of hashes, each the end of a term, a place
 * where a longer one goes on, or both. Used by inspect/terms/dictionary.c only.
 */
#ifndef INSPECT_TERMS_DICTIONARY_TABLE_H
#define INSPECT_TERMS_DICTIONARY_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

enum dictionary_mark {
	DICTIONARY_TERM = 1,
	DICTIONARY_GOES_ON = 2,
	DICTIONARY_MARKS = 3
};

struct dictionary_table {
	uint64_t *slots;	/* hash without its low bits, marks; 0: free */
	size_t size, used;
	uint64_t *filter;	/* bits by hash */
	uint64_t filter_mask;	/* of bits */
};

/* Make it for at most `most` hashes. ERR_LIMIT, ERR_NOMEM. */
int dictionary_table_init(struct dictionary_table *t, size_t most) MUST_USE;
void dictionary_table_done(struct dictionary_table *t);

/* Add `hash`, or to it, marks of enum dictionary_mark. */
void dictionary_table_add(struct dictionary_table *t, uint64_t hash,
    unsigned mark);

/* Give back what was asked for too much. */
int dictionary_table_fit(struct dictionary_table *t) MUST_USE;

/* The marks of `hash`; 0: it is not there. */
unsigned dictionary_table_find(const struct dictionary_table *t,
    uint64_t hash);

#endif
