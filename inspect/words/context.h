/*
 * Context: words that make a weak candidate believable ("IBAN", "date of
 * birth", "Telefon*") or unbelievable ("order", "version"). Words belong to
 * groups; a detector asks whether a word of its groups stands near a
 * candidate, on either side, or in the field's label (JSON key, column).
 *
 * The vocabulary is made once and then immutable; inspect/words/context_view.h
 * asks.
 */
#ifndef INSPECT_WORDS_CONTEXT_H
#define INSPECT_WORDS_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "inspect/words/sought.h"

enum {
	CONTEXT_BEFORE = 80,	/* default windows, in bytes */
	CONTEXT_AFTER = 48,
	CONTEXT_MAX_WORDS = 5,	/* of one phrase */
	CONTEXT_LABEL_MAX = 256	/* bytes of a label that are read */
};

struct context;

/* Make an empty vocabulary. Returns owned. */
int context_new(struct context **ret) MUST_USE;
void context_free(struct context *c);

/* Begin a group; its number, or ERR_FULL, ERR_NOMEM. */
int context_group(struct context *c, uint16_t *ret_group) MUST_USE;

/*
 * Add a phrase of one to five words to `group`; a last `*` lets a single word
 * go on ("telefon*"). A phrase also stands for its words written together.
 * ERR_SYNTAX for anything else.
 */
int context_add(struct context *c, uint16_t group, struct sv phrase)
    MUST_USE;

/* Words of `group` are such as context_any() looks for. */
void context_speak(struct context *c, uint16_t group);

/* Words of `group` are labels of values: context_holds(). */
void context_name(struct context *c, uint16_t group);

/* Put `group` into a set that context_sought() looks for. */
void context_seek(struct context *c, enum sought_set set,
    uint16_t group);

/* Make the vocabulary ready for views; nothing may be added any more. */
int context_ready(struct context *c) MUST_USE;

/* Is all of `text` a phrase of a group that names values? No stems (`*`). */
bool context_holds(const struct context *c, struct sv text);

#endif
