/*
 * Dictionaries: files of up to millions of terms, one a line, that a class of
 * the policy looks for. A term may be anything: a name, a project, a code of
 * several words. It is kept as a hash of 62 bits, about ten bytes a term with
 * everything, and found in one pass over a field.
 *
 * A dictionary is read once and immutable afterwards.
 */
#ifndef INSPECT_TERMS_DICTIONARY_H
#define INSPECT_TERMS_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

enum {
	DICTIONARY_MAX_TERM = 256,	/* bytes of a term, folded */
	DICTIONARY_MAX_TERMS = 50 * 1000 * 1000,
	DICTIONARY_MAX_FILE = 1024 * 1024 * 1024,
	DICTIONARY_MIN_ANY = 3		/* bytes, with DICTIONARY_ANYWHERE */
};

/* Where a term may begin and end. */
enum dictionary_boundary {
	DICTIONARY_WORDS,	/* at the borders of words */
	DICTIONARY_BEGINNINGS,	/* begins a word, which may go on */
	DICTIONARY_ANYWHERE	/* inside words too */
};

struct dictionary_rules {
	enum dictionary_boundary boundary;
	bool exact; /* else without case and accents (inspect/words/word.h) */
};

struct dictionary;

/*
 * Read the file `path`: UTF-8, one term a line; empty lines are none, and
 * blanks around and runs of blanks inside a term mean one blank. `digest` is
 * the SHA-256 in hex that the file must have, or empty. ERR_IO, ERR_NOTFOUND,
 * ERR_SYNTAX (no UTF-8), ERR_LIMIT, ERR_CONFLICT (another digest), ERR_NOMEM,
 * with file and line in `ei`. Returns owned.
 */
int dictionary_read(const char *path, const struct dictionary_rules *rules,
    struct sv digest, struct dictionary **ret, struct errinfo *ei) MUST_USE;

/* The same of a text; `name` stands for the file in messages. */
int dictionary_parse(struct sv text, const char *name,
    const struct dictionary_rules *rules, struct dictionary **ret,
    struct errinfo *ei) MUST_USE;

/* Cut the next line off `*rest`, without blanks and return around it. */
struct sv dictionary_line(struct sv *rest);

/* Release; NULL is allowed. */
void dictionary_free(struct dictionary *d);

/* Called for each term found, forward, not overlapping; false stops. */
typedef bool dictionary_fn(void *ctx, size_t start, size_t end);

/* Find terms in `text`, at each place the longest; allocates nothing. */
void dictionary_scan(const struct dictionary *d, struct sv text,
    dictionary_fn *found, void *ctx);

#endif
