/*
 * The label of a field as the key of its value: the literals of matchers of
 * keys (inspect/match/match_key.c) are searched there as in the text. One in
 * quotes asks for all of a key, and a label has no quotes: it is compared as a
 * whole, so that {"auth": ...} is the same in a prompt and as a body.
 */
#include "inspect/engine.h"
#include "inspect/scan.h"

static void
look(struct scan *s, const struct engine_literal *l, size_t at)
{
	struct match_site site = { .at = at, .len = l->text.len,
		.in_label = true };

	s->engine->detectors[l->detector].match(s, l->detector, &site);
}

/* Keys alone: what else a label holds is no business of the text. */
static bool
look_at_literal(void *ctx, unsigned index, size_t end)
{
	struct scan *s = ctx;
	const struct engine_literal *l = &s->engine->marked.items[index];

	if (s->engine->detectors[l->detector].is_key)
		look(s, l, end - l->text.len);
	return s->err == 0;
}

static bool
is_whole(struct sv label, const struct engine_literal *l)
{
	return (l->flags & NEEDLE_CASELESS) != 0 ?
	    sv_eq_nocase(label, l->text) : sv_eq(label, l->text);
}

void
scan_label(struct scan *s)
{
	const struct detect_engine *e = s->engine;
	struct needles_sink sink = { look_at_literal, s };
	struct sv label = s->context.label;

	if (label.len == 0)
		return;
	if (e->marked.needles != NULL)
		(void)needles_find(e->marked.needles, label, &sink);
	for (size_t i = 0; i < e->whole.count && s->err == 0; i++)
		if (is_whole(label, &e->whole.items[i]))
			look(s, &e->whole.items[i], 0);
}
