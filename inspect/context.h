/*
 * Context: words that make a weak candidate believable ("IBAN", "date of
 * birth", "Telefon*") or unbelievable ("order", "version"). Words belong to
 * groups; a detector asks whether a word of its groups stands near a
 * candidate, on either side, or in the field's label (JSON key, column).
 *
 * The vocabulary is made once and then immutable. A view reads the words of
 * one field, each byte at most once as long as the questions go forward.
 */
#ifndef INSPECT_CONTEXT_H
#define INSPECT_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "inspect/sought.h"

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

/* Put `group` into a set that context_sought() looks for. */
void context_seek(struct context *c, enum sought_set set,
    uint16_t group);

/* Make the vocabulary ready for views; nothing may be added any more. */
int context_ready(struct context *c) MUST_USE;

/* Bytes of the text, or of the label, and which entry of the vocabulary. */
struct context_hit {
	uint32_t start, end;
	uint32_t entry;
};

/* The last words read, as hashes: what phrases are found with. */
struct context_chain {
	uint64_t hash[CONTEXT_MAX_WORDS];	/* of the last i + 1 words */
	uint32_t start[CONTEXT_MAX_WORDS];
	uint64_t joined;	/* of parts that touch */
	uint32_t joined_start;
	uint32_t end;
	unsigned count;
};

struct context_view {
	const struct context *context;
	struct arena *arena;
	struct sv text, label;
	struct context_hit *hits;
	size_t nhits, cap;
	size_t from, to;	/* bytes of the text that were read */
	struct context_hit *label_hits;
	size_t nlabel_hits, label_cap;
	struct context_chain chain;
	size_t clear_from[SOUGHT_SETS];	/* from here on, in the text, ... */
	size_t clear_to[SOUGHT_SETS];	/* ... no word of the set begins */
	bool label_read;
	int err;		/* sticky ERR_NOMEM */
};

/*
 * Which groups to look for, and how far from the candidate, in bytes: with 0
 * and 0 in the label alone.
 */
struct context_query {
	const uint16_t *groups;
	size_t count;
	size_t general;		/* the last ones: words that say less */
	uint16_t before, after;
};

/* How far words count, in bytes. */
struct context_span {
	uint16_t before, after;
};

/* Look at a field; keeps the memory of a view used before. */
void context_begin(struct context_view *v, const struct context *c,
    struct arena *a, struct sv text, struct sv label);

/* A bit for each group of `q`; some groups share one. */
uint64_t context_bits(const struct context_query *q);

/*
 * The bits of all groups of context_speak() of which a word stands in the
 * label, at most `before` bytes before `start` or `after` bytes behind `end`. Of
 * a group whose bit is not set, context_near() with these windows finds
 * none.
 */
uint64_t context_any(struct context_view *v, struct context_span window,
    size_t start, size_t end);

/*
 * May a word of the groups of `set` stand there, or any word of the
 * vocabulary in the label? Looks at how words begin and reads next to none. If
 * not, context_near() with this window finds none.
 */
bool context_sought(struct context_view *v, enum sought_set set,
    struct context_span window, size_t start, size_t end);

/* What context_near() answers when there is no such word. */
enum { CONTEXT_NONE = -1 };

/*
 * How many bytes the nearest word that `q` asks for is from bytes [start, end)
 * of the text: 0 for a word of the label, CONTEXT_NONE if none is near.
 */
int context_near(struct context_view *v, const struct context_query *q,
    size_t start, size_t end);

/* The word that context_near() measured from: bytes of text or label. */
struct context_word {
	bool in_label;
	uint16_t group;		/* index in the groups of the query */
	uint32_t start, end;
};

/* Which word that is, for explanations; false if there is none. */
bool context_find(struct context_view *v, const struct context_query *q,
    size_t start, size_t end, struct context_word *ret);

#endif
