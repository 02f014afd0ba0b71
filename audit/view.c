#include "audit/view.h"

#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json_tree.h"

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

/* The whole number that `v` is, or 0. */
static uint64_t
count_of(const struct json_value *v)
{
	int64_t n;

	return json_tree_int(v, &n) == 0 && n > 0 ? (uint64_t)n : 0;
}

static void
read_scalar(struct view *out, const struct json_value *v)
{
	char *base = (char *)out;
	uint64_t n;

	for (size_t i = 0; v->type == JSON_STRING && i < NELEMS(texts); i++)
		if (sv_eq(v->key, texts[i].key))
			memcpy(base + texts[i].offset, &v->text,
			    sizeof(v->text));
	for (size_t i = 0; v->type == JSON_NUMBER && i < NELEMS(counts); i++) {
		if (!sv_eq(v->key, counts[i].key))
			continue;
		n = count_of(v);
		memcpy(base + counts[i].offset, &n, sizeof(n));
	}
}

static int
read_classes(struct view *out, const struct json_value *list, struct arena *a)
{
	struct view_class *c;

	if (list == NULL || list->count == 0)
		return 0;
	c = arena_zalloc(a, list->count, sizeof(*c));
	if (c == NULL)
		return ERR_NOMEM;
	out->classes = c;
	for (struct json_value *v = list->first; v != NULL; v = v->next) {
		c = &out->classes[out->nclasses++];
		c->name = json_tree_string(json_tree_member(v, "class"),
		    SV(""));
		c->action = json_tree_string(json_tree_member(v, "action"),
		    SV(""));
		c->count = count_of(json_tree_member(v, "count"));
	}
	return 0;
}

static int
read_names(const struct json_value *list, struct arena *a, struct sv **ret,
    size_t *ret_count)
{
	struct sv *names;
	size_t n = 0;

	if (list == NULL || list->count == 0)
		return 0;
	names = arena_zalloc(a, list->count, sizeof(*names));
	if (names == NULL)
		return ERR_NOMEM;
	for (struct json_value *v = list->first; v != NULL; v = v->next)
		names[n++] = json_tree_string(v, SV(""));
	*ret = names;
	*ret_count = n;
	return 0;
}

static uint64_t
body_bytes(const struct json_value *root, const char *side)
{
	return count_of(json_tree_member(json_tree_member(
	    json_tree_member(root, "body"), side), "bytes"));
}

int
view_read(struct sv record, struct arena *a, struct view *ret_view)
{
	struct view out = { 0 };
	struct json_value *root;
	int rc;

	rc = json_tree_parse(record, a, &root);
	if (rc != 0)
		return rc;
	if (root->type != JSON_OBJECT)
		return ERR_SYNTAX;
	for (struct json_value *v = root->first; v != NULL; v = v->next)
		read_scalar(&out, v);
	for (size_t i = 0; i < NELEMS(types); i++)
		if (sv_eq(out.type_name, types[i].name))
			out.type = types[i].type;
	if (clock_parse(out.time, &out.time_ns) != 0)
		out.time_ns = 0;
	out.side = json_tree_string(json_tree_member(json_tree_member(root,
	    "subjects_side"), "sha256"), SV(""));
	out.bytes_in = body_bytes(root, "in");
	out.bytes_out = body_bytes(root, "out");
	rc = read_classes(&out, json_tree_member(root, "classes"), a);
	if (rc == 0)
		rc = read_names(json_tree_member(root, "subjects"), a,
		    &out.subjects, &out.nsubjects);
	if (rc == 0)
		rc = read_names(json_tree_member(root, "rules"), a, &out.rules,
		    &out.nrules);
	if (rc == 0)
		*ret_view = out;
	return rc;
}

int
view_read_subjects(struct sv list, struct arena *a, struct view *v)
{
	struct json_value *root;
	int rc;

	rc = json_tree_parse(list, a, &root);
	if (rc == 0 && root->type != JSON_ARRAY)
		rc = ERR_SYNTAX;
	if (rc != 0)
		return rc;
	v->subjects = NULL;
	v->nsubjects = 0;
	return read_names(root, a, &v->subjects, &v->nsubjects);
}
