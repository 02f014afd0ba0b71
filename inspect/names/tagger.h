/*
 * The tagger reads a text once, piece by piece, and says which runs of pieces
 * name a person, a place or an organisation. Only pieces that begin with a
 * capital, and what may stand between two of them (von der, &), are weighed;
 * everything else is no name at once. Linear in the text, no memory but the
 * struct, and the result depends on the text alone.
 *
 * The trainer runs it with a decision of its own, so that it sees the very
 * pieces, features and histories that the engine will see.
 */
#ifndef INSPECT_NAMES_TAGGER_H
#define INSPECT_NAMES_TAGGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/probe.h"
#include "base/sv.h"
#include "inspect/names/feature.h"
#include "inspect/names/lexicon_filter.h"
#include "inspect/names/weights.h"

enum {
	TAGGER_BEHIND = 3,
	TAGGER_HEEDED = 65536	/* few words share a bit */
};

/* Which bit of a set of TAGGER_HEEDED says that a word is in it. */
static inline uint16_t
tagger_heeded_bit(uint64_t hash)
{
	return lexicon_mark_bit(hash);
}

struct tagger_span {
	size_t start, end;
	enum weights_kind kind;
	uint8_t score;		/* 0 to 100 */
	bool capitals;		/* one word, all in capitals */
	enum lang lang;		/* of the text, or LANG_NONE */
};

/* Words that are looked for by the way. */
struct tagger_words {
	/* TAGGER_HEEDED bits: tagger_heeded_bit() */
	const uint64_t *heeded;
	/* LEXICON_GIVEN words: lexicon_given_bit() of those that are heeded
	 * and of given names. What is not there is not looked at. */
	const uint64_t *asked;
	/*
	 * `probed`, if there is a probe, is given all words in turn that it
	 * lets pass, and those that are not PIECE_PLAIN, but earlier than the
	 * other hooks are given pieces before them.
	 */
	const struct probe *probe;
	void (*probed)(void *ctx, const struct piece *piece);
	void *ctx;
};

/* One piece that is weighed. */
struct tagger_site {
	const uint32_t *rows;		/* FEATURE_COUNT */
	unsigned allowed;		/* set of tags */
	const struct piece *piece;
};

struct tagger_hooks {
	void *ctx;
	void (*found)(void *ctx, const struct tagger_span *span);
	/* The tag of a piece instead of the weights' own, or NULL. */
	unsigned (*decide)(void *ctx, const struct tagger_site *site);
	/*
	 * Or NULL: pieces in turn, each with TAGGER_BEHIND more before it.
	 * Given are those that may matter: words with their bit in `heeded`,
	 * words in small letters that may be given names, the marks : = @, and
	 * the next piece whatever it is if the answer is true.
	 */
	bool (*passed)(void *ctx, struct feature_piece *piece);
	const struct tagger_words *words;	/* with `passed`, else NULL */
};

/*
 * Tag `text` of at most UINT32_MAX - 1 bytes; spans come in order and apart.
 * `lang` is its language, or LANG_NONE to have it guessed.
 */
void tagger_run(const struct weights *w, struct sv text, enum lang lang,
    const struct tagger_hooks *hooks);

#endif
