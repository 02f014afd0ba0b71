/*
 * Which words of a vocabulary (inspect/words/context.h) stand near a place. A
 * view reads the words of one field, each byte at most once as long as the
 * questions go forward.
 */
#ifndef INSPECT_WORDS_CONTEXT_VIEW_H
#define INSPECT_WORDS_CONTEXT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/sv.h"
#include "inspect/words/context.h"

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

/*
 * Where in a table the questions are about: bytes of the text. Words of the key
 * count like those of the label; of words in the block those in the row only.
 */
struct context_frame {
	uint32_t key_start, key_end;
	uint32_t key_like;	/* where the same is written, or key_start */
	uint32_t row_start, row_end, block_start, block_end;
};

enum { CONTEXT_KEYS = 16 };	/* that are known again; a power of two */

/*
 * A key that was read, `len` bytes at `start` of the one at `like` (0 bytes:
 * none): its words are `count` of key_hits from `first` on.
 */
struct context_key {
	uint32_t like, start, len;
	uint32_t first, count;
};

struct context_view {
	const struct context *context;
	struct arena *arena;
	struct sv text, label;
	struct context_hit *hits;
	size_t nhits, cap;
	size_t from, to;	/* bytes of the text that were read */
	struct context_hit *label_hits;
	size_t nlabel_hits, label_cap, nown;	/* nown: of the label itself */
	struct context_chain chain;
	size_t clear_from[SOUGHT_SETS];	/* from here on, in the text, ... */
	size_t clear_to[SOUGHT_SETS];	/* ... no word of the set begins */
	bool label_read, framed;
	struct context_frame frame;
	struct context_key keys[CONTEXT_KEYS];
	struct context_hit *key_hits;
	size_t nkey_hits, key_cap;
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

/* Go into a frame, or out of the one at hand (inspect/grid/scan_table.c). */
void context_enter(struct context_view *v, const struct context_frame *frame);
void context_leave(struct context_view *v);

/* A bit for each group of `q`; some groups share one. */
uint64_t context_bits(const struct context_query *q);

/*
 * The bits of all groups of context_speak() of which a word stands in the
 * label, at most `before` bytes before `start` or `after` bytes behind `end`.
 * Of a group whose bit is not set, context_near() with these windows finds
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
	bool in_key;		/* of the frame: bytes of the text */
	uint16_t group;		/* index in the groups of the query */
	uint32_t start, end;
};

/* Which word that is, for explanations; false if there is none. */
bool context_find(struct context_view *v, const struct context_query *q,
    size_t start, size_t end, struct context_word *ret);

#endif
