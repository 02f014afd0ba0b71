#include "govern/edits.h"

#include <string.h>

#include "base/err.h"
#include "vault/token.h"

/* The list being made. */
struct list {
	struct arena *arena;
	struct edit *items;
	size_t count, cap;
};

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
replacements(const struct edits_input *in, struct arena *arena, struct sv *out)
{
	for (size_t i = 0; i < in->a->nvalues; i++) {
		switch (in->a->values[i].action) {
		case ACTION_ALLOW:
			break;
		case ACTION_TOKENISE:
			if (in->tokens == NULL || in->tokens[i].len == 0)
				return ERR_INVAL;
			out[i] = in->tokens[i];
			break;
		case ACTION_REDACT:
			out[i] = marker_of(in->engine,
			    in->a->values[i].class_id, arena);
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

static int
add(struct list *l, uint32_t field, size_t start, size_t end, struct sv text)
{
	int rc = arena_vec_room(l->arena, (void **)&l->items, l->count,
	    &l->cap, sizeof(*l->items));

	if (rc == 0)
		l->items[l->count++] = (struct edit){ .field = field,
			.start = (uint32_t)start, .end = (uint32_t)end,
			.replacement = text };
	return rc;
}

/* Escape the look-alikes in bytes [from, to) of a field. */
static int
escape_between(struct list *l, uint32_t field, struct sv text, size_t from,
    size_t to)
{
	size_t at, len;

	while (token_find(sv_slice(text, from, to), &at, &len)) {
		char escaped[TOKEN_MAX_LEN];
		size_t escaped_len;
		struct sv copy;
		int rc = token_escape(sv_slice(text, from + at,
		    from + at + len), escaped, &escaped_len);

		if (rc != 0)
			return rc;
		copy = arena_dup(l->arena, sv_make(escaped, escaped_len));
		rc = copy.ptr == NULL ? ERR_NOMEM : add(l, field, from + at,
		    from + at + len, copy);
		if (rc != 0)
			return rc;
		from += at + len;
	}
	return 0;
}

/* The edits of one field; `*at` is its first span and moves past its last. */
static int
edit_field(const struct edits_input *in, struct list *l, uint32_t field,
    const struct sv *texts, size_t *at)
{
	struct sv text = in->doc->fields[field].text;
	size_t done = 0;
	int rc = 0;

	for (; rc == 0 && *at < in->a->nspans &&
	    in->a->spans[*at].field == field; (*at)++) {
		const struct assess_span *s = &in->a->spans[*at];

		if (texts[s->value].ptr == NULL)
			continue;
		if (in->escape)
			rc = escape_between(l, field, text, done, s->start);
		if (rc == 0)
			rc = add(l, field, s->start, s->end,
			    texts[s->value]);
		done = s->end;
	}
	if (rc == 0 && in->escape && text.len - done >= TOKEN_LEN)
		rc = escape_between(l, field, text, done, text.len);
	return rc;
}

int
edits_make(const struct edits_input *in, struct arena *arena,
    struct edit **ret_edits, size_t *ret_count)
{
	struct sv *texts = arena_zalloc(arena, in->a->nvalues,
	    sizeof(*texts));
	struct list l = { .arena = arena };
	size_t at = 0;
	int rc;

	if (texts == NULL)
		return ERR_NOMEM;
	rc = replacements(in, arena, texts);
	for (size_t i = 0; rc == 0 && i < in->doc->nfields; i++)
		rc = edit_field(in, &l, (uint32_t)i, texts, &at);
	if (rc != 0)
		return rc;
	*ret_edits = l.items;
	*ret_count = l.count;
	return 0;
}
