/*
 * Cues: what leads to a name that its letters do not show, since it stands in
 * small letters, in capitals among capitals, or alone in a field.
 *
 *   my name is anna müller         an introduction
 *   herr müller                    a title
 *   Vorname: anna                  a label in the text
 *   {"first_name": "anna"}         the field's label
 *   anna müller <anna.mueller@...  an address nearby
 *   anna müller                    given and family name, known as such
 */
#ifndef INSPECT_NAMES_CUE_H
#define INSPECT_NAMES_CUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/names/feature.h"
#include "inspect/names/names.h"
#include "inspect/names/tagger.h"
#include "inspect/names/weights.h"

enum {
	CUE_TABLE = 2048,	/* slots for titles, introductions, labels */
	CUE_PHRASE = TAGGER_BEHIND + 1,	/* words of an introduction at most */
	CUE_ADDRESSES = 8	/* addresses of a text that are remembered */
};

enum cue_kind {
	CUE_NONE,
	CUE_TITLE,
	CUE_INTRODUCTION,
	CUE_PERSON_LABEL,	/* first name: what stands there is one */
	CUE_WHOLE_LABEL,	/* given: the same, if it is known as one */
	CUE_NAME_LABEL		/* name: of a person or of a thing */
};

struct cue_slot {
	uint64_t hash;
	uint8_t kind;		/* enum cue_kind; CUE_NONE: free */
};

/* Made once, then immutable. */
struct cue_table {
	struct cue_slot slots[CUE_TABLE];
	/* Words that begin a cue, and with given names: struct tagger_words. */
	uint64_t heeded[TAGGER_HEEDED / 64];
	uint64_t asked[LEXICON_GIVEN];
	uint64_t endings[64];	/* a bit for the last letters of a label */
};

void cue_table_init(struct cue_table *t, const struct lexicon *l);

struct cue_address {
	uint64_t first[2], last[2];	/* as written; ue, oe, ae as u, o, a */
};

/* Of one text, while its pieces pass. */
struct cue {
	const struct cue_table *table;
	const struct weights *w;
	const struct names_sink *sink;
	struct sv text;
	size_t value_end;	/* labelled values were read up to here */
	size_t naddresses;
	size_t given_start, given_end;	/* a given name in small letters */
	size_t run_start, run_end; /* names behind a title or introduction */
	unsigned run_words;
	bool run_known;
	bool expects;			/* a name, behind one of these */
	bool introduced;		/* behind an introduction */
	struct cue_address addresses[CUE_ADDRESSES];
};

void cue_begin(struct cue *c, const struct cue_table *t,
    const struct weights *w, const struct names_sink *sink, struct sv text);

/*
 * A piece of the text, as tagger_hooks.passed gives them. True if the next
 * must be seen too.
 */
bool cue_pass(struct cue *c, struct feature_piece *piece);

/* Behind the last piece: look at what needs the whole text. */
void cue_end(struct cue *c);

/* What the label of the field says about its whole text. */
void cue_label(struct cue *c, struct sv label);

#endif
