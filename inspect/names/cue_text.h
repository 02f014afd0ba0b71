/*
 * One text in which cues are looked for, and where the names go that they lead
 * to: what the parts of inspect/names/cue.c share.
 */
#ifndef INSPECT_NAMES_CUE_TEXT_H
#define INSPECT_NAMES_CUE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/names/cue_table.h"
#include "inspect/names/names.h"
#include "inspect/names/weights.h"

enum { CUE_WORDS = 4 };	/* of a name that a cue leads to, at most */

/* Borrows all of it. */
struct cue_text {
	const struct cue_table *table;
	const struct weights *w;
	const struct names_sink *sink;
	struct sv text;
};

/* A person's name from byte `start` to `end` of the text, `score` sure. */
static inline void
cue_text_report(const struct cue_text *in, size_t start, size_t end,
    unsigned score)
{
	const struct tagger_span span = { start, end, KIND_PERSON,
		(uint8_t)score, false, LANG_NONE };

	in->sink->found(in->sink->ctx, &span);
}

#endif
