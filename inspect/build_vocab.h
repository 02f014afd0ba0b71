/*
 * The part of making an engine that is about vocabularies: terms of all packs
 * and the detectors that look for them. Used by inspect/build.c only.
 */
#ifndef INSPECT_BUILD_VOCAB_H
#define INSPECT_BUILD_VOCAB_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/map.h"
#include "inspect/detect.h"
#include "inspect/engine.h"
#include "inspect/pack.h"

struct build_vocab {
	struct detect_engine *e;
	const struct detect_config *config;
	struct arena *arena;	/* for as long as the engine is made */
	struct map groups;	/* name of terms -> its number */
	struct map sought;	/* names that detectors look for */
	const struct yaml_node *lists;	/* of the pack at hand, or NULL */
	struct vocab_use *uses;
	size_t nuses, cap_uses;
	struct vocab_rule *rules;	/* by number of detector */
	size_t nrules, cap_rules;
	struct errinfo *ei;
};

/* Begin, for engine `e`. Borrows all arguments until build_vocab_done(). */
void build_vocab_init(struct build_vocab *b, struct detect_engine *e,
    const struct detect_config *config, struct arena *arena,
    struct errinfo *ei);
void build_vocab_done(struct build_vocab *b);

/* All terms of `packs`; e->vocab is made if there are any. */
int build_vocab_terms(struct build_vocab *b, const struct pack_list *packs)
    MUST_USE;

/* Detector `number` looks for terms, as `p` says. */
int build_vocab_detector(struct build_vocab *b, const struct pack_detector *p,
    uint16_t number) MUST_USE;

/* After all detectors; e->vocab is gone if none of them looks for terms. */
int build_vocab_ready(struct build_vocab *b) MUST_USE;

#endif
