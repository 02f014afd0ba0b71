/*
 * What was found in texts seen before. An application sends the whole
 * conversation again with each turn; a text that is known is hashed, which is
 * fifteen times faster than scanning it, and its findings are taken from here.
 *
 * Kept are a keyed hash of label and text and, of each finding and of each
 * candidate that a country might raise, where it stands, its class, detector
 * and score: no text, no value. What fields say about each other is not in it
 * but made anew from these, so it is as if all were scanned. Memory is bounded;
 * what was asked for twice outlives what came once. One for each engine, so a
 * reload begins with an empty one.
 */
#ifndef INSPECT_HISTORY_H
#define INSPECT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/keyhash.h"
#include "base/sv.h"
#include "inspect/detect.h"

/* What is known of a text; weak ones are those of inspect/scan.h. */
struct history_content {
	const struct finding *items, *weak;
	size_t count, nweak;
	bool has_table;		/* in the text (inspect/grid/grid.h) */
};

/* Shorter texts are scanned as fast as they are looked up. */
enum { HISTORY_LEAST = 256 };

struct history;

struct history_key {
	uint8_t hash[KEYHASH_BYTES];
};

struct history_counts {
	uint64_t hits, misses;
	size_t entries, bytes;
};

/* Make one of at most `max_bytes`. Returns owned; ERR_NOMEM, ERR_CRYPTO. */
int history_new(size_t max_bytes, struct history **ret) MUST_USE;
void history_free(struct history *h);

/* The key of a text under a label. ERR_CRYPTO. */
int history_key(struct history *h, struct sv text, struct sv label,
    struct history_key *ret) MUST_USE;

/*
 * The key of a text as somebody else's: `owner`, a digest, tells whose it is
 * and of what settings. It is the key of no text under a label. ERR_CRYPTO.
 */
int history_key_of(struct history *h, struct sv owner, struct sv text,
    struct history_key *ret) MUST_USE;

/* That of an engine, or NULL; for what outsiders find (inspect/outsider.h). */
struct history *history_of(const struct detect_engine *engine);

/*
 * True if the text of this key is known; then what was found, borrowed until
 * the next call, whose field numbers mean nothing.
 */
bool history_find(struct history *h, const struct history_key *key,
    struct history_content *ret);

/*
 * Remember what was found in a text. Without memory, or if it is too much,
 * nothing is remembered: the text is scanned again.
 */
void history_keep(struct history *h, const struct history_key *key,
    const struct history_content *found);

/* Texts that were known and not since it was made, and what it holds now. */
struct history_counts history_counts(const struct history *h);

#endif
