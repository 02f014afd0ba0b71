/* Names of persons, places and organisations become findings. */
#include "inspect/scan_names.h"

#include "inspect/engine.h"
#include "inspect/explain.h"
#include "inspect/scan.h"

enum {
	EVEN = 35,		/* percent: as good as the least finding */
	PERCENT = 100
};

/*
 * How many of a hundred such names are right becomes a score: the detector's
 * own for one beyond doubt, the least that is reported for EVEN.
 */
static unsigned
score_of(unsigned right, unsigned most)
{
	if (right < EVEN || most < DETECT_MIN_SCORE)
		return right * most / PERCENT;
	return DETECT_MIN_SCORE + ((right - EVEN) *
	    (most - DETECT_MIN_SCORE) + (PERCENT - EVEN) / 2) /
	    (PERCENT - EVEN);
}

void
scan_names_keep(void *ctx, const struct tagger_span *span)
{
	struct scan *s = ctx;
	uint16_t named = s->engine->named[span->kind];
	struct scan_span where = { span->start, span->end };
	unsigned score;

	if (named == 0)
		return;
	score = score_of(span->score, s->engine->detectors[named - 1].score);
	if (s->explain != NULL && s->err == 0)
		explain_kept(s, named - 1, where, score);
	scan_keep(s, named - 1, where, score);
}

void
scan_names(struct scan *s, struct sv label)
{
	struct names_sink sink = { s, scan_names_keep };

	names_scan(s->engine->names, s->text, label, &sink);
}
