#include "audit/view.h"

#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"

static const struct {
	struct sv name;
	enum view_type type;
} types[] = {
	{ SV_INIT("decision"), VIEW_DECISION },
	{ SV_INIT("outcome"), VIEW_OUTCOME },
	{ SV_INIT("policy"), VIEW_POLICY },
	{ SV_INIT("admin"), VIEW_ADMIN },
	{ SV_INIT("bypass"), VIEW_BYPASS },
	{ SV_INIT("heartbeat"), VIEW_HEARTBEAT },
};

#define TEXT(name)	{ SV_INIT(#name), offsetof(struct view, name) }

static const struct {
	struct sv key;
	size_t offset;
} texts[] = {
	{ SV_INIT("type"), offsetof(struct view, type_name) },
	TEXT(id), TEXT(time), TEXT(activity), TEXT(client), TEXT(decision),
	TEXT(host), TEXT(model), TEXT(purpose), TEXT(route), TEXT(team),
	TEXT(template), TEXT(zone), TEXT(result), TEXT(actor), TEXT(action),
	TEXT(target),
}, counts[] = {
	TEXT(port), TEXT(bytes_sent), TEXT(bytes_received), TEXT(status),
};

/* One record, read once from its beginning to its end. */
struct reading {
	struct json json;
	struct arena *arena;
	struct view *out;
};

/* Takes one member of an object, its value begun by `ev`. */
typedef int member_fn(struct reading *r, void *to, struct sv key,
    const struct json_event *ev);

static int
read_members(struct reading *r, const struct json_event *open, member_fn *fn,
    void *to)
{
	struct json_event ev;
	struct sv key;
	int rc = 0;

	if (open->type != JSON_OBJECT)
		return json_skip(&r->json, open);
	while (rc == 0) {
		rc = json_next(&r->json, &ev);
		if (rc != 0 || ev.type == JSON_OBJECT_END)
			break;
		rc = json_string(&r->json, &ev, r->arena, &key);
		if (rc == 0)
			rc = json_next(&r->json, &ev);
		if (rc == 0)
			rc = fn(r, to, key, &ev);
	}
	return rc;
}

/* A string, or an empty one for anything else. */
static int
read_text(struct reading *r, const struct json_event *ev, struct sv *ret)
{
	if (ev->type == JSON_STRING)
		return json_string(&r->json, ev, r->arena, ret);
	*ret = SV("");
	return json_skip(&r->json, ev);
}

/* A whole number above 0, or 0 for anything else. */
static int
read_count(struct reading *r, const struct json_event *ev, uint64_t *ret)
{
	int64_t n;

	*ret = ev->type == JSON_NUMBER && json_int(&r->json, ev, &n) == 0 &&
	    n > 0 ? (uint64_t)n : 0;
	return json_skip(&r->json, ev);
}

static int
take_bytes(struct reading *r, void *to, struct sv key,
    const struct json_event *ev)
{
	if (sv_eq(key, SV("bytes")))
		return read_count(r, ev, to);
	return json_skip(&r->json, ev);
}

static int
take_side(struct reading *r, void *to, struct sv key,
    const struct json_event *ev)
{
	if (sv_eq(key, SV("sha256")))
		return read_text(r, ev, to);
	return json_skip(&r->json, ev);
}

static int
take_body(struct reading *r, void *to, struct sv key,
    const struct json_event *ev)
{
	struct view *out = to;

	if (sv_eq(key, SV("in")))
		return read_members(r, ev, take_bytes, &out->bytes_in);
	if (sv_eq(key, SV("out")))
		return read_members(r, ev, take_bytes, &out->bytes_out);
	return json_skip(&r->json, ev);
}

static int
take_class(struct reading *r, void *to, struct sv key,
    const struct json_event *ev)
{
	struct view_class *c = to;

	if (sv_eq(key, SV("class")))
		return read_text(r, ev, &c->name);
	if (sv_eq(key, SV("action")))
		return read_text(r, ev, &c->action);
	if (sv_eq(key, SV("count")))
		return read_count(r, ev, &c->count);
	return json_skip(&r->json, ev);
}

static int
read_classes(struct reading *r, const struct json_event *open)
{
	struct view *out = r->out;
	struct json_event ev;
	size_t cap = out->nclasses;
	int rc = 0;

	if (open->type != JSON_ARRAY)
		return json_skip(&r->json, open);
	while (rc == 0) {
		rc = json_next(&r->json, &ev);
		if (rc != 0 || ev.type == JSON_ARRAY_END)
			break;
		rc = arena_vec_room(r->arena, (void **)&out->classes,
		    out->nclasses, &cap, sizeof(*out->classes));
		if (rc == 0)
			rc = read_members(r, &ev, take_class,
			    &out->classes[out->nclasses++]);
	}
	return rc;
}

static int
read_names(struct reading *r, const struct json_event *open, struct sv **names,
    size_t *count)
{
	struct json_event ev;
	size_t cap = *count;
	int rc = 0;

	if (open->type != JSON_ARRAY)
		return json_skip(&r->json, open);
	while (rc == 0) {
		rc = json_next(&r->json, &ev);
		if (rc != 0 || ev.type == JSON_ARRAY_END)
			break;
		rc = arena_vec_room(r->arena, (void **)names, *count, &cap,
		    sizeof(**names));
		if (rc == 0)
			rc = read_text(r, &ev, &(*names)[(*count)++]);
	}
	return rc;
}

static int
read_string(struct reading *r, struct sv key, const struct json_event *ev)
{
	char *base = (char *)r->out;
	struct sv text;
	int rc;

	for (size_t i = 0; i < NELEMS(texts); i++) {
		if (!sv_eq(key, texts[i].key))
			continue;
		rc = json_string(&r->json, ev, r->arena, &text);
		if (rc == 0)
			memcpy(base + texts[i].offset, &text, sizeof(text));
		return rc;
	}
	return 0;
}

static int
read_number(struct reading *r, struct sv key, const struct json_event *ev)
{
	char *base = (char *)r->out;
	uint64_t n;
	int rc;

	for (size_t i = 0; i < NELEMS(counts); i++) {
		if (!sv_eq(key, counts[i].key))
			continue;
		rc = read_count(r, ev, &n);
		memcpy(base + counts[i].offset, &n, sizeof(n));
		return rc;
	}
	return 0;
}

static int
take_member(struct reading *r, void *to, struct sv key,
    const struct json_event *ev)
{
	struct view *out = to;

	if (ev->type == JSON_STRING)
		return read_string(r, key, ev);
	if (ev->type == JSON_NUMBER)
		return read_number(r, key, ev);
	if (sv_eq(key, SV("body")))
		return read_members(r, ev, take_body, out);
	if (sv_eq(key, SV("subjects_side")))
		return read_members(r, ev, take_side, &out->side);
	if (sv_eq(key, SV("classes")))
		return read_classes(r, ev);
	if (sv_eq(key, SV("subjects")))
		return read_names(r, ev, &out->subjects, &out->nsubjects);
	if (sv_eq(key, SV("rules")))
		return read_names(r, ev, &out->rules, &out->nrules);
	return json_skip(&r->json, ev);
}

/* The first event of `text`, which must be of type `want`. */
static int
begin(struct reading *r, struct sv text, enum json_type want,
    struct json_event *ret)
{
	int rc;

	json_init(&r->json, text, 0);
	rc = json_next(&r->json, ret);
	return rc == 0 && ret->type != want ? ERR_SYNTAX : rc;
}

/* Nothing may follow. */
static int
end(struct reading *r)
{
	struct json_event ev;

	return json_next(&r->json, &ev);
}

int
view_read(struct sv record, struct arena *a, struct view *ret_view)
{
	struct view out = { 0 };
	struct reading r = { .arena = a, .out = &out };
	struct json_event ev;
	int rc = begin(&r, record, JSON_OBJECT, &ev);

	if (rc == 0)
		rc = read_members(&r, &ev, take_member, &out);
	if (rc == 0)
		rc = end(&r);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < NELEMS(types); i++)
		if (sv_eq(out.type_name, types[i].name))
			out.type = types[i].type;
	if (clock_parse(out.time, &out.time_ns) != 0)
		out.time_ns = 0;
	*ret_view = out;
	return 0;
}

int
view_read_subjects(struct sv list, struct arena *a, struct view *v)
{
	struct reading r = { .arena = a, .out = v };
	struct json_event ev;
	int rc = begin(&r, list, JSON_ARRAY, &ev);

	if (rc != 0)
		return rc;
	v->subjects = NULL;
	v->nsubjects = 0;
	rc = read_names(&r, &ev, &v->subjects, &v->nsubjects);
	return rc != 0 ? rc : end(&r);
}
