/*
 * The words around a term: persons, labels and what speaks against them. A
 * view reads the words of one field where terms were found, each byte at most
 * once as long as the questions go forward. Detection inside only.
 */
#ifndef INSPECT_TERMS_VOCAB_VIEW_H
#define INSPECT_TERMS_VOCAB_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/sv.h"
#include "inspect/terms/vocab.h"

enum {
	VOCAB_REACH = 160	/* bytes that are looked at on either side */
};

struct vocab_hit {
	uint32_t start, end;
	uint32_t node;
};

struct vocab_view {
	const struct vocab *vocab;
	struct arena *arena;
	struct sv text;
	struct vocab_hit *hits;		/* in the order of their ends */
	size_t nhits, cap, first;	/* those before `first` are too old */
	size_t to;			/* bytes that were read */
	/* Terms that the last words may be a part of. */
	struct vocab_nodes open;
	uint32_t starts[VOCAB_READINGS];
	size_t last_end;
	int err;			/* sticky ERR_NOMEM */
};

/* Begin to read `text`. Borrows all arguments; hits live in the arena `a`. */
void vocab_view_init(struct vocab_view *v, const struct vocab *vocab,
    struct arena *a, struct sv text);

/*
 * Read on so that all hits within VOCAB_REACH bytes of bytes [start, end) are
 * in v->hits from v->first on. `start` never goes back.
 */
void vocab_view_read(struct vocab_view *v, size_t start, size_t end);

struct vocab_scope {
	size_t sentence, sentence_end;
	size_t paragraph, paragraph_end;	/* or VOCAB_REACH */
	size_t line;
};

/*
 * Where sentence and paragraph around the term at bytes [start, end) begin and
 * end, in bytes, and where its line begins.
 */
struct vocab_scope vocab_view_scope(struct sv text, size_t start,
    size_t end);

#endif
