#include "inspect/names/cue_value.h"

#include <stdint.h>

#include "inspect/names/feature.h"
#include "inspect/names/lexicon.h"
#include "inspect/names/particle.h"
#include "inspect/names/stem.h"

static void
count_word(const struct weights *w, struct sv text, struct feature_piece *p,
    struct cue_value *v)
{
	uint16_t known;

	/* "van der", "Ní": they say that a name follows, and are none. */
	if (particle_is(sv_slice(text, p->piece.start, p->piece.end))) {
		if (v->count == 0 && v->particles == 0)
			v->start = p->piece.start;
		v->particles++;
		return;
	}
	stem_look_up(w, p);
	known = p->known | (p->stem & LEXICON_NAMES);
	if (v->count++ == 0 && v->particles == 0)
		v->start = p->piece.start;
	v->end = p->piece.end;
	v->names += (known & LEXICON_NAMES) != 0;
	v->given += (known & LEXICON_FIRST) != 0;
	v->capitals += p->piece.shape != SHAPE_LOWER;
	v->common += (known & LEXICON_NAMES) == 0 &&
	    p->piece.shape != SHAPE_INITIAL &&
	    lexicon_common(p->known, LANG_NONE) > 0;
	v->odd = v->odd || p->piece.shape == SHAPE_MIXED ||
	    (p->piece.flags & PIECE_CODE) != 0;
}

struct cue_value
cue_value_read(const struct weights *w, struct sv value)
{
	struct piece_reader r = { value, 0 };
	struct feature_piece p = { .looked_up = false };
	struct cue_value v = { .count = 0 };

	while (!v.odd && piece_next(&r, &p.piece)) {
		char mark = p.piece.folded[PIECE_LEAD];

		p.looked_up = p.stemmed = false;
		p.known = p.stem = 0;
		if (p.piece.kind == PIECE_WORD)
			count_word(w, value, &p, &v);
		else if (p.piece.len != 1 || (mark != ',' && mark != '.' &&
		    mark != '-' && mark != '\'' && mark != '+' &&
		    mark != '/'))
			v.odd = true;
	}
	return v;
}
