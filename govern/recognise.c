#include "govern/recognise.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/json_write.h"
#include "base/mem.h"
#include "base/utf8.h"

/* Stands between two values: no name goes on over an empty line. */
static const struct sv separator = SV_INIT("\n\n");

/* A plan in the making. */
struct work {
	struct arena *arena;
	struct recognise_part *parts;
	size_t nparts, cap_parts;
	struct recognise_question *items;	/* nparts is filled at last */
	size_t count, cap;
	size_t len;		/* of the text of the last question */
};

static bool
has_letter(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (ascii_is_word(s.ptr[i]))
			return true;
	return false;
}

bool
recognise_is_asked(const struct field *f)
{
	return f->role == FIELD_CONTENT && f->place == PLACE_BODY &&
	    f->text.len >= RECOGNISE_TEXT_MIN && has_letter(f->text);
}

static int
begin_question(struct work *w)
{
	int rc;

	if (w->count == RECOGNISE_REQUESTS)
		return ERR_LIMIT;
	rc = arena_vec_room(w->arena, (void **)&w->items, w->count, &w->cap,
	    sizeof(*w->items));
	if (rc == 0)
		w->items[w->count++] = (struct recognise_question){
			.nparts = 0 };
	w->len = 0;
	return rc;
}

/* Put bytes [start, end) of a field into the last question, or a new one. */
static int
add_part(struct work *w, uint32_t field, size_t start, size_t end)
{
	size_t gap = w->len == 0 ? 0 : separator.len, len = end - start;
	int rc = 0;

	if (w->count == 0 || w->len + gap + len > RECOGNISE_TEXT_MAX) {
		rc = begin_question(w);
		gap = 0;
	}
	if (rc == 0)
		rc = arena_vec_room(w->arena, (void **)&w->parts, w->nparts,
		    &w->cap_parts, sizeof(*w->parts));
	if (rc != 0)
		return rc;
	w->len += gap;
	w->parts[w->nparts++] = (struct recognise_part){ .field = field,
		.start = (uint32_t)start, .at = (uint32_t)w->len,
		.len = (uint32_t)len };
	w->len += len;
	w->items[w->count - 1].nparts++;
	return 0;
}

/* Where to cut a text that goes on: behind a blank if there is one near. */
static size_t
cut_at(struct sv text, size_t start)
{
	size_t end = start + RECOGNISE_TEXT_MAX;
	size_t least = end - RECOGNISE_OVERLAP / 2;

	if (end >= text.len)
		return text.len;
	for (size_t i = end; i > least; i--)
		if (text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\n')
			return i;
	while (!utf8_is_boundary(text, end))
		end--;
	return end;
}

static int
add_field(struct work *w, uint32_t field, struct sv text)
{
	size_t start = 0, end;
	int rc;

	for (;;) {
		end = cut_at(text, start);
		rc = add_part(w, field, start, end);
		if (rc != 0 || end == text.len)
			return rc;
		start = end - RECOGNISE_OVERLAP;
		while (!utf8_is_boundary(text, start))
			start++;
	}
}

/* The texts, once it is known what is in them. */
static int
fill_texts(struct work *w, const struct document *doc)
{
	const struct recognise_part *p = w->parts;

	for (size_t i = 0; i < w->count; i++) {
		struct recognise_question *q = &w->items[i];
		const struct recognise_part *last = &p[q->nparts - 1];
		size_t len = (size_t)last->at + last->len, at = 0;
		char *text = arena_alloc(w->arena, len);

		if (text == NULL)
			return ERR_NOMEM;
		q->parts = p;
		for (; p <= last; p++) {
			if (p->at > at)
				memcpy(text + at, separator.ptr,
				    separator.len);
			memcpy(text + p->at,
			    doc->fields[p->field].text.ptr + p->start,
			    p->len);
			at = (size_t)p->at + p->len;
		}
		q->text = sv_make(text, len);
	}
	return 0;
}

int
recognise_plan(const struct document *doc, const bool *known,
    struct arena *arena, struct recognise_questions *ret)
{
	struct work w = { .arena = arena };
	int rc = 0;

	ASSERT(doc->nfields <= UINT32_MAX);
	for (size_t i = 0; i < doc->nfields && rc == 0; i++) {
		const struct field *f = &doc->fields[i];

		if (f->text.len > UINT32_MAX / 2)
			rc = ERR_LIMIT;
		else if (recognise_is_asked(f) && (known == NULL || !known[i]))
			rc = add_field(&w, (uint32_t)i, f->text);
	}
	if (rc == 0)
		rc = fill_texts(&w, doc);
	if (rc == 0)
		*ret = (struct recognise_questions){ w.items, w.count };
	return rc;
}

static void
write_body(const struct policy_recogniser *r,
    const struct recognise_question *q, struct buf *out)
{
	struct json_write w;
	char score[16];

	(void)snprintf(score, sizeof(score), "%u.%02u", r->min_score / 100,
	    r->min_score % 100);
	json_write_init(&w, out);
	json_write_object(&w);
	json_write_member(&w, "text", q->text);
	json_write_member(&w, "language", r->language);
	json_write_key(&w, "entities");
	json_write_array(&w);
	for (size_t i = 0; i < r->nentities; i++)
		json_write_string(&w, r->entities[i].entity);
	json_write_array_end(&w);
	json_write_key(&w, "score_threshold");
	json_write_raw(&w, sv_cstr(score));
	json_write_object_end(&w);
	/* Fields and policies are UTF-8, and the rest is balanced. */
	ASSERT(json_write_end(&w) == 0 || buf_err(out) != 0);
}

int
recognise_write(const struct policy_recogniser *r,
    const struct recognise_question *q, bool close, struct buf *out)
{
	bool v6 = sv_find_char(r->host, ':') >= 0;
	struct buf body;
	int rc;

	buf_init(&body, RECOGNISE_REQUEST_MAX);
	write_body(r, q, &body);
	buf_addf(out, "POST %.*s HTTP/1.%c\r\nHost: %s%.*s%s:%u\r\n",
	    SV_ARG(r->path), close ? '0' : '1', v6 ? "[" : "", SV_ARG(r->host), v6 ? "]" : "",
	    r->port);
	buf_addf(out, "Content-Type: application/json\r\n"
	    "Accept: application/json\r\nAccept-Encoding: identity\r\n"
	    "%sContent-Length: %zu\r\n\r\n",
	    close ? "Connection: close\r\n" : "", body.len);
	buf_add_sv(out, buf_sv(&body));
	rc = buf_err(&body);
	buf_done(&body);
	return rc != 0 ? rc : buf_err(out);
}

void
recognise_failed(const struct policy_recogniser *r, struct document *doc,
    struct assessment *a)
{
	coverage_note(&doc->coverage, COVERAGE_RECOGNISER);
	if (!r->may_fail)
		assess_failed(a);
}

bool
recognise_may_dial(const struct policy_recogniser *r, enum addr_class class)
{
	if (r->is_loopback)
		return class == ADDR_LOOPBACK;
	return class != ADDR_METADATA && class != ADDR_UNSPECIFIED &&
	    class != ADDR_MULTICAST;
}

int
recognise_join(const struct assess_engine *engine, struct arena *arena,
    const struct recognise_found *found, const struct document *doc,
    struct assessment *a)
{
	return outsider_join(engine->detect, arena, doc->fields, &a->findings,
	    found->items, found->count);
}

int
recognise_outsiders(const struct policy *policy,
    struct outsider **ret, size_t *ret_count)
{
	size_t n, count = 0, at = 0;
	const struct policy_recogniser *r = policy_recognisers(policy, &n);
	struct outsider *list;

	for (size_t i = 0; i < n; i++)
		count += r[i].nentities;
	list = mem_calloc(count + 1, sizeof(*list));
	if (list == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < r[i].nentities; k++)
			list[at++] = (struct outsider){ r[i].name,
				r[i].entities[k].class_name };
	*ret = list;
	*ret_count = count;
	return 0;
}
