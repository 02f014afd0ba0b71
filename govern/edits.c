#include "govern/edits.h"

#include <string.h>

#include "base/err.h"

/* "[redacted:personal.contact.email]" */
static struct sv
marker_of(const struct assess_engine *engine, uint16_t class_id,
    struct arena *arena)
{
	static const char front[] = "[redacted:";
	struct sv class = detect_class_name(engine->detect, class_id);
	size_t head = sizeof(front) - 1;
	char *p = arena_alloc(arena, head + class.len + 1);

	if (p == NULL)
		return (struct sv){ NULL, 0 };
	memcpy(p, front, head);
	memcpy(p + head, class.ptr, class.len);
	p[head + class.len] = ']';
	return sv_make(p, head + class.len + 1);
}

/* What each value becomes; .ptr NULL: it stays. */
static int
replacements(const struct assess_engine *engine, const struct assessment *a,
    const struct sv *tokens, struct arena *arena, struct sv *out)
{
	for (size_t i = 0; i < a->nvalues; i++) {
		switch (a->values[i].action) {
		case ACTION_ALLOW:
			break;
		case ACTION_TOKENISE:
			if (tokens == NULL || tokens[i].len == 0)
				return ERR_INVAL;
			out[i] = tokens[i];
			break;
		case ACTION_REDACT:
			out[i] = marker_of(engine, a->values[i].class_id,
			    arena);
			if (out[i].ptr == NULL)
				return ERR_NOMEM;
			break;
		case ACTION_HOLD:
		case ACTION_BLOCK:
			return ERR_STATE;
		}
	}
	return 0;
}

int
edits_make(const struct assess_engine *engine, const struct assessment *a,
    const struct sv *tokens, struct arena *arena, struct edit **ret_edits,
    size_t *ret_count)
{
	struct sv *texts = arena_zalloc(arena, a->nvalues, sizeof(*texts));
	struct edit *edits = arena_alloc(arena, a->nspans * sizeof(*edits));
	size_t n = 0;
	int rc;

	if (texts == NULL || edits == NULL)
		return ERR_NOMEM;
	rc = replacements(engine, a, tokens, arena, texts);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < a->nspans; i++) {
		const struct assess_span *s = &a->spans[i];

		if (texts[s->value].ptr == NULL)
			continue;
		edits[n++] = (struct edit){ .field = s->field,
			.start = s->start, .end = s->end,
			.replacement = texts[s->value] };
	}
	*ret_edits = edits;
	*ret_count = n;
	return 0;
}
