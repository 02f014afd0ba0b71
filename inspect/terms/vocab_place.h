/*
 * How a term stands where it was found: is it the word that the pack means, is
 * it part of a name, which clause is it in, what word stands beside it? Only
 * letters and marks are looked at. Detection inside only.
 */
#ifndef INSPECT_TERMS_VOCAB_PLACE_H
#define INSPECT_TERMS_VOCAB_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/terms/vocab.h"
#include "inspect/terms/vocab_view.h"

struct vocab_place {
	struct sv text;
	size_t start, end;	/* bytes of the term */
	struct vocab_scope scope;
};

/*
 * Does the term have the accents that the pack writes, or none in a sentence
 * without any? Folding makes "raka" of "raka" and of "ráka".
 */
bool vocab_place_is_spelled(const struct vocab_place *p,
    struct vocab_form form);

/* Has it a small letter of ASCII? */
bool vocab_place_has_small(struct sv s);

/*
 * Is the term part of a name: capital though the pack writes it small, and
 * beside another capital, in quotes or behind an article ("Gay Meadow", "Stand
 * Up to Cancer"); or as the pack writes it, before a capital ("Catholic
 * Church")? Not for languages that write nouns with a capital.
 */
bool vocab_place_is_name(const struct vocab_place *p, struct vocab_form form);

struct vocab_clause {
	size_t start, end;
};

/* Where the clause around the term begins and ends, within its sentence. */
struct vocab_clause vocab_place_clause(const struct vocab_place *p);

struct vocab_beside {
	size_t start, end;
};

/*
 * The word right before, or behind, the term, one blank between; its bytes in
 * `*ret`. False at a mark and at the end.
 */
bool vocab_place_before(const struct vocab_place *p,
    struct vocab_beside *ret);
bool vocab_place_behind(const struct vocab_place *p,
    struct vocab_beside *ret);

#endif
