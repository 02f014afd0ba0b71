#include "cli/cases.h"

#include <limits.h>
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/json_write.h"

#define AT(s, f) .offset = offsetof(struct s, f)
#define LIST(n) { .name = #n, .kind = SCHEMA_TEXTS, AT(case_expect, n) }
#define TEXT(n) { .name = #n, .kind = SCHEMA_TEXT, AT(test_case, n) }

/* In the order of enum action. */
static const char *const action_words[] = { "allow", "tokenise", "redact",
	"hold", "block", NULL };

static int
keep_node(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	(void)arena;
	(void)ei;
	*(const struct yaml_node **)out = node;
	return 0;
}

static const struct schema_key expect_keys[] = {
	{ .name = "action", .kind = SCHEMA_WORD, .words = action_words,
	    AT(case_expect, action),
	    .present = SCHEMA_PRESENT(struct case_expect, has_action) },
	LIST(classes),
	LIST(no_classes),
	LIST(rules),
	LIST(no_rules),
	{ .name = "zone", .kind = SCHEMA_TEXT, AT(case_expect, zone) },
	LIST(rewritten_lacks),
	LIST(rewritten_has),
};

static const struct schema expect_schema = {
	.title = "expect", .size = sizeof(struct case_expect),
	.keys = expect_keys, .nkeys = NELEMS(expect_keys),
};

static const struct schema_key case_keys[] = {
	{ .kind = SCHEMA_MARK, AT(test_case, mark) },
	{ .name = "name", .kind = SCHEMA_TEXT, AT(test_case, name),
	    .required = true },
	TEXT(to),
	TEXT(as),
	TEXT(team),
	TEXT(purpose),
	TEXT(activity),
	TEXT(method),
	TEXT(type),
	{ .name = "at", .kind = SCHEMA_DATE, AT(test_case, at_ns),
	    .present = SCHEMA_PRESENT(struct test_case, has_at) },
	{ .name = "body", .kind = SCHEMA_CUSTOM, .read = keep_node,
	    AT(test_case, body) },
	TEXT(body_file),
	{ .name = "expect", .kind = SCHEMA_STRUCT, .sub = &expect_schema,
	    AT(test_case, expect), .required = true },
};

static const struct schema case_schema = {
	.title = "a case", .size = sizeof(struct test_case),
	.keys = case_keys, .nkeys = NELEMS(case_keys),
};

static int
check_case(const struct test_case *c, struct errinfo *ei)
{
	const struct case_expect *e = &c->expect;

	if (c->body != NULL && c->body_file.len > 0)
		return yaml_fail(ei, &c->mark, ERR_CONFLICT,
		    "a case has a body or a body_file, not both");
	if (!e->has_action && e->classes.items == NULL &&
	    e->no_classes.items == NULL && e->rules.items == NULL &&
	    e->no_rules.items == NULL &&
	    e->zone.len == 0 && e->rewritten_lacks.items == NULL &&
	    e->rewritten_has.items == NULL)
		return yaml_fail(ei, &c->mark, ERR_NOTFOUND,
		    "case \"%.*s\" expects nothing; it could not fail",
		    SV_ARG(c->name));
	return 0;
}

static int
read_all(const struct yaml_node *root, struct arena *arena,
    struct test_case **ret, size_t *ret_count, struct errinfo *ei)
{
	const struct yaml_node *n = root->child;
	struct test_case *cases;
	int rc = 0;

	if (root->kind != YAML_LIST || root->count == 0)
		return yaml_fail(ei, &root->mark, ERR_SYNTAX,
		    "a list of cases (- name: ...) is wanted, not %s",
		    yaml_kind_name(root->kind));
	cases = arena_zalloc(arena, root->count, sizeof(*cases));
	if (cases == NULL)
		return yaml_fail(ei, &root->mark, ERR_NOMEM, "out of memory");
	for (size_t i = 0; i < root->count && rc == 0; i++, n = n->next) {
		rc = schema_read(&case_schema, n, arena, &cases[i], ei);
		if (rc == 0)
			rc = check_case(&cases[i], ei);
	}
	*ret = cases;
	*ret_count = root->count;
	return rc;
}

int
cases_read(const char *path, struct arena *arena, struct test_case **ret,
    size_t *ret_count, struct errinfo *ei)
{
	const struct yaml_node *root;
	struct buf text;
	int rc;

	buf_init(&text, YAML_MAX_BYTES);
	rc = file_read(path, &text, ei);
	if (rc == 0)
		rc = yaml_parse(buf_sv(&text), path, arena, &root, ei);
	if (rc == 0)
		rc = read_all(root, arena, ret, ret_count, ei);
	buf_done(&text);
	return rc;
}

/* Is `s` one JSON number, or a word of JSON? Then YAML's is the same. */
static bool
is_json_scalar(struct sv s)
{
	struct json_event ev;
	struct json j;

	json_init(&j, s, 0);
	return json_next(&j, &ev) == 0 && (ev.type == JSON_NUMBER ||
	    ev.type == JSON_TRUE || ev.type == JSON_FALSE ||
	    ev.type == JSON_NULL) && json_next(&j, &ev) == 0 &&
	    ev.type == JSON_END;
}

static void
write_scalar(struct json_write *w, const struct yaml_node *n)
{
	if (n->kind == YAML_NULL)
		json_write_null(w);
	else if (n->plain && is_json_scalar(n->text))
		json_write_raw(w, n->text);
	else
		json_write_string(w, n->text);
}

/* Begin a value: true if it has children to visit. */
static bool
open_value(struct json_write *w, const struct yaml_node *n)
{
	switch (n->kind) {
	case YAML_NULL:
	case YAML_TEXT:
		write_scalar(w, n);
		return false;
	case YAML_LIST:
		json_write_array(w);
		return true;
	case YAML_MAP:
		json_write_object(w);
		return true;
	}
	return false;
}

static void
close_value(struct json_write *w, const struct yaml_node *n)
{
	if (n->kind == YAML_MAP)
		json_write_object_end(w);
	else
		json_write_array_end(w);
}

/* A tree as JSON: down, then along, then up, with the way in `open`. */
static int
write_tree(const struct yaml_node *root, struct buf *out)
{
	const struct yaml_node *open[YAML_MAX_DEPTH], *n = root;
	struct json_write w;
	size_t depth = 0;

	json_write_init(&w, out);
	while (n != NULL || depth > 0) {
		if (n == NULL) {
			n = open[--depth];
			close_value(&w, n);
			n = depth > 0 ? n->next : NULL;
			continue;
		}
		if (depth > 0 && n->key != NULL)
			json_write_key_sv(&w, n->key->text);
		if (open_value(&w, n)) {
			open[depth++] = n;
			n = n->child;
		} else {
			n = depth > 0 ? n->next : NULL;
		}
	}
	return json_write_end(&w);
}

int
cases_body(const struct test_case *c, struct buf *out, struct errinfo *ei)
{
	char path[PATH_MAX];
	int rc;

	if (c->body_file.len > 0) {
		if (file_beside(c->mark.file, c->body_file, path,
		    sizeof(path)) != 0)
			return yaml_fail(ei, &c->mark, ERR_LIMIT,
			    "path too long");
		return file_read(path, out, ei);
	}
	if (c->body == NULL || c->body->kind == YAML_NULL)
		return 0;
	if (c->body->kind == YAML_TEXT) {
		buf_add_sv(out, c->body->text);
		return buf_err(out);
	}
	rc = write_tree(c->body, out);
	return rc == 0 ? 0 : yaml_fail(ei, &c->body->mark, rc,
	    "cannot be written as JSON: %s", err_text(rc));
}
