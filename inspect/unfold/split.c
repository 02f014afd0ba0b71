#include "inspect/unfold/split.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/utf8.h"
#include "inspect/engine.h"
#include "inspect/body/layers.h"
#include "inspect/scan.h"

enum {
	TAIL = 128,		/* bytes of the first text: value and context */
	HEAD = 64,		/* of the last one */
	SHORT = 40,		/* texts that may be all in the middle */
	EDGE = 12,		/* bytes at a border that must hold digits */
	JOINED = TAIL + SPLIT_PARTS * (HEAD + 1)
};

/* A piece of a field in the joined text. */
struct part {
	uint32_t field;
	size_t from;		/* in the field */
	size_t at, len;		/* in the joined text */
};

struct join {
	struct part parts[SPLIT_PARTS];
	size_t count;
	size_t len;
	char text[JOINED];
};

/* Bytes of `text` without the blanks around. */
static struct sv
trim(struct sv text)
{
	while (text.len > 0 && (unsigned char)text.ptr[0] <= ' ')
		text = sv_slice(text, 1, text.len);
	while (text.len > 0 &&
	    (unsigned char)text.ptr[text.len - 1] <= ' ')
		text.len--;
	return text;
}

/*
 * Does the text end, or begin, within something that has digits? A character
 * alone may be one of many.
 */
static bool
has_edge(struct sv text, bool at_end)
{
	size_t digits = 0, n = 0;

	text = trim(text);
	if (text.len == 1)
		return ascii_is_alnum(text.ptr[0]);
	for (; n < EDGE && n < text.len; n++) {
		char c = text.ptr[at_end ? text.len - 1 - n : n];

		if (n == 0 && !ascii_is_alnum(c))
			return false;
		digits += ascii_is_digit(c);
	}
	return digits >= 2 || (digits == 1 && n < 3);
}

/* Tables and vectors have numbers side by side; only strings are looked at. */
static bool
is_text(const struct field *f)
{
	return f->role == FIELD_CONTENT && f->coding == CODING_JSON_STRING &&
	    f->text.len > 0;
}

static bool
may_go_on(const struct field *a, const struct field *b)
{
	return a->place == b->place && a->meaning == b->meaning &&
	    sv_eq(a->label, b->label) && has_edge(a->text, true) &&
	    has_edge(b->text, false);
}

/* Append a piece of the field, `gap` before it. */
static void
add_part(struct join *j, const struct field *fields, uint32_t field, bool gap)
{
	struct sv all = fields[field].text, text = trim(all);
	size_t from = 0, len = text.len;

	if (j->count == 0 && len > TAIL)
		from = len - TAIL;
	else if (j->count > 0 && len > HEAD)
		len = HEAD;
	while (from > 0 && from < len && !utf8_is_boundary(text, from))
		from++;
	while (len > from && len < text.len && !utf8_is_boundary(text, len))
		len--;
	if (j->count > 0 && gap)
		j->text[j->len++] = ' ';
	memcpy(j->text + j->len, text.ptr + from, len - from);
	j->parts[j->count++] = (struct part){ field,
		(size_t)(text.ptr - all.ptr) + from, j->len, len - from };
	j->len += len - from;
}

/* Give each field its piece of `x`, which was found in the joined text. */
static void
divide(struct scan *s, const struct join *j, const struct finding *x)
{
	size_t touched = 0;

	for (size_t i = 0; i < j->count; i++)
		touched += x->start < j->parts[i].at + j->parts[i].len &&
		    x->end > j->parts[i].at;
	if (touched < 2)
		return;
	for (size_t i = 0; i < j->count; i++) {
		const struct part *p = &j->parts[i];
		size_t start = x->start > p->at ? x->start - p->at : 0;
		size_t end = x->end > p->at ? x->end - p->at : 0;
		struct finding piece = *x;

		if (end > p->len)
			end = p->len;
		if (start >= end)
			continue;
		piece.field = p->field;
		piece.start = (uint32_t)(p->from + start);
		piece.end = (uint32_t)(p->from + end);
		piece.score = (uint8_t)(x->score - SPLIT_LOSS);
		scan_add(s, piece);
	}
}

static bool
is_believed(const struct scan *s, const struct finding *x)
{
	return x->score >= SPLIT_SCORE &&
	    s->engine->detectors[x->detector].validate != NULL;
}

/* Scan the texts of `chain`, joined; findings of one text are known. */
static void
scan_joined(struct scan *s, const struct field *fields, const uint32_t *chain,
    size_t count, bool gap)
{
	struct finding found[SPLIT_PARTS];
	size_t from = s->count, nfound = 0;
	struct join j;

	j.count = j.len = 0;
	for (size_t i = 0; i < count; i++)
		add_part(&j, fields, chain[i], gap);
	s->unfold = (struct unfold){ .off = true };
	scan_derived(s, sv_make(j.text, j.len), fields[chain[0]].label);
	for (size_t i = from; i < s->count && nfound < NELEMS(found); i++)
		if (is_believed(s, &s->items[i]))
			found[nfound++] = s->items[i];
	s->count = from;
	for (size_t i = 0; i < nfound; i++)
		divide(s, &j, &found[i]);
}

static void
scan_chain(struct scan *s, const struct field *fields, const uint32_t *chain,
    size_t count)
{
	if (count < 2)
		return;
	scan_joined(s, fields, chain, count, false);
	scan_joined(s, fields, chain, count, true);
}

/* The chains of one meaning are followed apart from the others. */
struct chain {
	uint32_t fields[SPLIT_PARTS];
	size_t count;
};

/* Field `i` is the next text: go on with the chain, or begin another. */
static void
follow(struct scan *s, const struct field *fields, struct chain *c, uint32_t i)
{
	bool on = c->count > 0 &&
	    may_go_on(&fields[c->fields[c->count - 1]], &fields[i]);

	if (on)
		c->fields[c->count++] = i;
	if (on && c->count < SPLIT_PARTS && fields[i].text.len <= SHORT)
		return;
	scan_chain(s, fields, c->fields, c->count);
	c->fields[0] = i;
	c->count = 1;
}

void
split_scan(struct scan *s, const struct field *fields, size_t nfields)
{
	struct chain chains[MEANINGS];

	for (size_t m = 0; m < MEANINGS; m++)
		chains[m].count = 0;
	for (size_t i = 0; i < nfields && s->err == 0; i++)
		if (is_text(&fields[i]))
			follow(s, fields, &chains[fields[i].meaning],
			    (uint32_t)i);
	for (size_t m = 0; m < MEANINGS && s->err == 0; m++)
		scan_chain(s, fields, chains[m].fields, chains[m].count);
}
