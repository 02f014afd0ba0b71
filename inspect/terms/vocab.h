/*
 * Vocabulary: many terms ("diabet*", "trade union member"), in groups and by
 * language, found as whole folded words (inspect/words/word.h). Unlike context
 * words these are what is looked for, so a filter
 * (inspect/terms/vocab_filter.h) keeps the reader away from words that begin
 * none.
 *
 * Made once, immutable afterwards. Detection inside only.
 */
#ifndef INSPECT_TERMS_VOCAB_H
#define INSPECT_TERMS_VOCAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "inspect/terms/vocab_filter.h"
#include "inspect/words/word.h"

enum {
	VOCAB_MAX_WORDS = 6,	/* of one term */
	VOCAB_MAX_GROUPS = 1024,
	VOCAB_WILD_MIN = 4,	/* folded bytes before a `*` */
	VOCAB_READINGS = 16,	/* of one run of words, followed at once */
	VOCAB_SKIP = 3		/* words that `...` in a term may stand for */
};

#define VOCAB_ANY_LANGUAGE	UINT32_MAX

struct vocab;

/* Make an empty vocabulary. Returns owned. */
int vocab_new(struct vocab **ret) MUST_USE;
void vocab_free(struct vocab *v);

/* Terms are looked for; words around them are read where a term was found. */
enum vocab_part { VOCAB_TERMS, VOCAB_AROUND, VOCAB_PARTS };

/* Begin a group of `part`; its number, or ERR_FULL. */
int vocab_group(struct vocab *v, enum vocab_part part, uint16_t *ret_group)
    MUST_USE;

/*
 * The languages named in `text`, codes of ISO 639-1 with blanks between
 * ("de nl"), or "any", as bits. ERR_NOTFOUND for another code.
 */
int vocab_languages(struct sv text, uint32_t *ret) MUST_USE;

/*
 * Add a term of one to VOCAB_MAX_WORDS words; each may end in `*`, which lets
 * it go on, and between two `...` may stand, for up to VOCAB_SKIP words of the
 * same clause ("wears ... headscarf"). The term is looked for by its longest
 * word, or the longest behind a `^`. ERR_SYNTAX for anything else, ERR_NOMEM.
 */
int vocab_add(struct vocab *v, uint16_t group, uint32_t languages,
    struct sv term) MUST_USE;

enum vocab_part vocab_part(const struct vocab *v, uint16_t group);

/* Make the filter; nothing may be added any more. */
int vocab_ready(struct vocab *v) MUST_USE;

/* The filter, borrowed; NULL before vocab_ready(). */
const struct vocab_filter *vocab_filter(const struct vocab *v);

/* Terms that end at the same word: nodes (inspect/terms/vocab_part.h). */
struct vocab_nodes {
	uint32_t items[VOCAB_READINGS];
	size_t count;
};

/* A term in a text. */
struct vocab_match {
	size_t start, end;
	struct vocab_nodes nodes;
};

/* What is looked for: a term with the word at byte `at`. */
struct vocab_look {
	size_t at;
	size_t from;		/* it begins at this byte, or later */
	size_t shorter;		/* and if there, ends before this one; or 0 */
	unsigned back;		/* that is one of its first `back` + 1 words */
};

/* The first term, the longest of those. False if there is none. */
bool vocab_match(const struct vocab *v, struct sv text,
    struct vocab_look look, struct vocab_match *ret);

/* How the pack writes a term: folding makes other words the same. */
struct vocab_form {
	uint8_t marks;		/* Latin letters beyond ASCII */
	bool small;		/* begins with a small letter */
	bool capitals;		/* has no small letter */
	bool wild;		/* with letters the pack does not write */
};

/* Latin letters with marks, such as é and ł, in `text`. */
unsigned vocab_marks(struct sv text);

/* Does `text` begin with a capital letter, Latin, Greek or Cyrillic? */
bool vocab_capital(struct sv text);

/* One of the groups that a term belongs to. */
struct vocab_pair {
	uint32_t languages;
	uint32_t next;		/* private */
	uint16_t group;
	struct vocab_form form;
};

#endif
