/* What a candidate is worth by its check and by the words around it. */
#include "inspect/engine.h"
#include "inspect/scan.h"
#include "inspect/grid/scan_table.h"

enum {
	WEAK_LOSS = 10,		/* with context, against a strong match */
	FAIR_LOSS = 25,		/* without context, the same */
	BEHIND_STRONG = 2,	/* bytes behind a strong match: a blank */
	GENERAL_LOSS = 8,	/* of a word that names no country */
	FEW = 4,		/* detectors whose checks are asked first */
	BLANKS_MAX = 8		/* around a value that is all of a field */
};

bool
scan_is_whole(struct sv text, struct scan_span span)
{
	for (size_t i = 0; i < span.start; i++)
		if (i == BLANKS_MAX || (unsigned char)text.ptr[i] > ' ')
			return false;
	for (size_t i = span.end; i < text.len; i++)
		if (i - span.end == BLANKS_MAX ||
		    (unsigned char)text.ptr[i] > ' ')
			return false;
	return true;
}

unsigned
scan_score(const struct detector *d, enum validate_grade grade, bool context)
{
	unsigned loss = context ? WEAK_LOSS : FAIR_LOSS;
	unsigned score = context ? d->with_context : d->score;

	switch (grade) {
	case GRADE_STRONG:
		return score;
	case GRADE_FAIR:
		return context ? score : score > loss ? score - loss : 0;
	case GRADE_WEAK:
		return context && score > loss ? score - loss : 0;
	case GRADE_NONE:
		break;
	}
	return 0;
}

static enum validate_grade
one_less(enum validate_grade grade)
{
	return grade > GRADE_WEAK ? grade - 1 : GRADE_NONE;
}

/* What a score loses if only general words speak for it. */
static unsigned
general_loss(struct scan *s, const struct detector *d, struct scan_span span)
{
	struct context_query q = d->context;

	q.count -= q.general;
	return q.general > 0 && context_near(&s->context, &q, span.start,
	    span.end) == CONTEXT_NONE ? GENERAL_LOSS : 0;
}

/*
 * How far behind a value words against it count: only where nothing speaks for
 * it, and of a strong one only what belongs to it ("4711 bytes"); otherwise the
 * next thing is named there ("call +44 ..., IBAN ...").
 */
static uint16_t
behind(const struct detector *d, enum validate_grade grade, bool context)
{
	if (context)
		return 0;
	return grade == GRADE_STRONG && d->against.after > BEHIND_STRONG ?
	    BEHIND_STRONG : d->against.after;
}

/* A word against it takes the context away if it is nearer. */
struct scan_verdict
scan_judge(struct scan *s, const struct detector *d, struct scan_span span,
    enum validate_grade grade)
{
	struct context_query against = d->against;
	struct scan_verdict v;

	scan_table_enter(s, span.start);
	v.near = context_near(&s->context, &d->context, span.start, span.end);
	v.behind = behind(d, grade, v.near != CONTEXT_NONE);
	against.after = v.behind;
	v.against = context_near(&s->context, &against, span.start, span.end);
	v.opposed = v.against != CONTEXT_NONE &&
	    (v.near == CONTEXT_NONE || v.against < v.near);
	v.score = v.opposed ? scan_score(d, one_less(grade), false) :
	    scan_score(d, grade, v.near != CONTEXT_NONE);
	if (!v.opposed && v.near != CONTEXT_NONE && v.score > 0 &&
	    d->context.general > 0)
		v.score -= general_loss(s, d, span);
	return v;
}

bool
scan_hears(struct scan *s, const struct detector *d, struct scan_span span)
{
	struct context_span window = { d->context.before, d->context.after };

	scan_table_enter(s, span.start);
	return (d->sought == SOUGHT_NONE || context_sought(&s->context,
	    (enum sought_set)d->sought, window, span.start, span.end)) &&
	    context_near(&s->context, &d->context, span.start, span.end) !=
	    CONTEXT_NONE;
}

bool
scan_is_refused(const struct scan *s, const struct shape_list *list,
    const struct validate_input *in)
{
	if (!list->checked || list->count > FEW || s->explain != NULL)
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (s->engine->detectors[list->detectors[i]].validate(in) !=
		    GRADE_NONE)
			return false;
	return true;
}
