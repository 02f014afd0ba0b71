#include "inspect/scan_judge.h"

#include "base/ascii.h"
#include "inspect/country.h"
#include "inspect/engine.h"
#include "inspect/grid/scan_table.h"

enum {
	WEAK_LOSS = 10,		/* with context, against a strong match */
	FAIR_LOSS = 25,		/* without context, the same */
	BEHIND_STRONG = 2,	/* bytes behind a strong match: a blank */
	GENERAL_LOSS = 8,	/* of a word that names no country */
	ADJECTIVE_MAX = 16,	/* letters of a word that says a country */
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

enum validate_grade
scan_validate(const struct detector *d, struct sv text)
{
	struct validate_input in = { text, text };
	char buffer[VALIDATE_ROOM];

	if (d->validate == NULL && d->expression == NULL)
		return GRADE_STRONG;
	if (text.len <= VALIDATE_COMPACT)
		in.compact = validate_compact(text, 0, text.len, buffer);
	if (d->expression != NULL)
		return text.len <= VALIDATE_COMPACT && expression_holds(
		    d->expression, in.compact) ? GRADE_STRONG : GRADE_NONE;
	return d->validate(&in);
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

/* Do only words that name no country speak for it? */
static bool
is_general(struct scan *s, const struct detector *d, struct scan_span span)
{
	struct context_query q = d->context;

	q.count -= q.general;
	return q.general > 0 && context_near(&s->context, &q, span.start,
	    span.end) == CONTEXT_NONE;
}

/* The word of ASCII letters that ends before byte `at`, behind its blanks. */
static struct sv
word_before(struct sv text, size_t at)
{
	size_t end = at, start;

	while (end > 0 && sv_find_char(SV(" _-"), text.ptr[end - 1]) >= 0)
		end--;
	start = end;
	while (start > 0 && end - start < ADJECTIVE_MAX &&
	    ascii_is_letter(text.ptr[start - 1]))
		start--;
	return sv_slice(text, start, end);
}

/* The country that stands before the word for it: "Greek tax number". */
static uint32_t
said_before(struct scan *s, const struct detector *d, struct scan_span span)
{
	struct context_word word;

	if (!context_find(&s->context, &d->context, span.start, span.end,
	    &word))
		return 0;
	return country_of_adjective(word_before(word.in_label ?
	    s->context.label : s->text, word.start));
}

/*
 * What is left of a score: all of it, some if only general words speak for it,
 * or, if they are said of another country, what it is without words.
 */
static unsigned
spoken_score(struct scan *s, const struct detector *d, struct scan_span span,
    const struct scan_verdict *v, enum validate_grade grade)
{
	uint32_t own = country_bit(
	    s->engine->classes[d->class_id].country);
	uint32_t said = own == 0 ? 0 : said_before(s, d, span);

	if ((said & own) != 0)
		return v->score;
	if (said != 0)
		return scan_score(d, one_less(grade), false);
	return is_general(s, d, span) ? v->score - GENERAL_LOSS : v->score;
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
	if (!v.opposed && v.near != CONTEXT_NONE && v.score > 0)
		v.score = spoken_score(s, d, span, &v, grade);
	return v;
}

bool
scan_hears_here(struct scan *s, const struct detector *d,
    struct scan_span span)
{
	struct context_span window = { d->context.before, d->context.after };

	return (d->sought == SOUGHT_NONE || context_sought(&s->context,
	    (enum sought_set)d->sought, window, span.start, span.end)) &&
	    context_near(&s->context, &d->context, span.start, span.end) !=
	    CONTEXT_NONE;
}

bool
scan_hears(struct scan *s, const struct detector *d, struct scan_span span)
{
	scan_table_enter(s, span.start);
	return scan_hears_here(s, d, span);
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
