/* Further places of values that were found: few values, and many. */
#include <stdio.h>
#include <string.h>

#include "govern/assess.h"
#include "govern/occurrence.h"
#include "tests/tap/tap.h"

enum { FIELDS = 2, VALUES = 3, MANY = 40, SPANS = 16, TEXT = 256 };

/* The values, by action; the last one is nothing to rewrite. */
static const struct {
	const char *text;
	enum action action;
} values[VALUES] = {
	{ "Eva Beispiel", ACTION_TOKENISE },
	{ "Eva Beispiel-Muster", ACTION_REDACT },
	{ "3 May 1980", ACTION_ALLOW },
};

/* [known place], {place to be found}. */
static const struct {
	const char *name, *fields[FIELDS];
} cases[] = {
	{ "nowhere else", { "I am [Eva Beispiel].", "nobody" } },
	{ "in another field", { "I am [Eva Beispiel].", "{Eva Beispiel}" } },
	{ "before and behind", { "{Eva Beispiel}, [Eva Beispiel], "
	    "{Eva Beispiel}!", "and {Eva Beispiel}" } },
	{ "not in a longer word", { "[Eva Beispiel]", "Eva Beispiels book, "
	    "xEva Beispiel, Eva Beispiel1" } },
	{ "the longest", { "[Eva Beispiel] [Eva Beispiel-Muster]",
	    "{Eva Beispiel-Muster} and {Eva Beispiel}-Other" } },
	{ "not what may leave", { "[3 May 1980] [Eva Beispiel]",
	    "3 May 1980" } },
	{ "not across a known place", { "Eva [Eva Beispiel]",
	    "Eva Beispie" } },
	{ "in an earlier field", { "{Eva Beispiel} wrote",
	    "to [Eva Beispiel]" } },
	{ "at once again", { "[Eva Beispiel]:{Eva Beispiel-Muster}",
	    "[Eva Beispiel-Muster]" } },
};

struct marked {
	char text[TEXT];
	size_t len;
	struct assess_span known[SPANS], all[SPANS];
	size_t nknown, nall;
};

static uint32_t
value_of(struct sv text)
{
	uint32_t i = 0;

	while (i < VALUES && !sv_eq(text, sv_cstr(values[i].text)))
		i++;
	return i;
}

/* Take the marks out of `from`, adding places to `m`. */
static void
unmark(struct marked *m, uint32_t field, const char *from)
{
	size_t start = 0;

	m->len = 0;
	for (; *from != '\0'; from++) {
		struct assess_span span;

		if (*from == '[' || *from == '{') {
			start = m->len;
			continue;
		}
		if (*from != ']' && *from != '}') {
			m->text[m->len++] = *from;
			continue;
		}
		span = (struct assess_span){ field, (uint32_t)start,
			(uint32_t)m->len, value_of(sv_make(m->text + start,
			m->len - start)) };
		m->all[m->nall++] = span;
		if (*from == ']')
			m->known[m->nknown++] = span;
	}
}

static bool
same_spans(const struct assessment *a, const struct marked *m)
{
	bool same = a->nspans == m->nall;

	for (size_t i = 0; same && i < m->nall; i++)
		same = a->spans[i].field == m->all[i].field &&
		    a->spans[i].start == m->all[i].start &&
		    a->spans[i].end == m->all[i].end &&
		    a->spans[i].value == m->all[i].value;
	return same;
}

/* `nvalues` of them, those beyond VALUES found nowhere. */
static void
test_case(struct arena *arena, size_t which, size_t nvalues)
{
	static char absent[MANY][32];
	struct assess_value all[MANY] = { { .places = 0 } };
	struct marked m = { .len = 0 };
	struct field fields[FIELDS] = { { .layer = 0 } };
	struct assessment a = { .values = all, .nvalues = nvalues };
	uint32_t places = 0;

	for (size_t i = 0; i < nvalues; i++) {
		(void)snprintf(absent[i], sizeof(absent[i]), "absent %zu", i);
		all[i].action = i < VALUES ? values[i].action :
		    ACTION_TOKENISE;
		all[i].text = sv_cstr(i < VALUES ? values[i].text : absent[i]);
	}
	for (uint32_t i = 0; i < FIELDS; i++) {
		unmark(&m, i, cases[which].fields[i]);
		fields[i].text = arena_dup(arena, sv_make(m.text, m.len));
	}
	a.spans = m.known;
	a.nspans = m.nknown;
	for (size_t i = 0; i < m.nknown; i++)
		all[m.known[i].value].places++;
	tap_is_int(occurrence_add(arena, fields, FIELDS, &a), 0, "%s, %zu",
	    cases[which].name, nvalues);
	tap_ok(same_spans(&a, &m), "%s: the places", cases[which].name);
	for (size_t i = 0; i < nvalues; i++)
		places += all[i].places;
	tap_is_int(places, (int64_t)m.nall, "%s: counted", cases[which].name);
}

int
main(void)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		test_case(&arena, i, VALUES);
		test_case(&arena, i, MANY);
	}
	arena_done(&arena);
	return tap_done();
}
