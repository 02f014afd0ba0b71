#include "base/json_tree.h"

#include "base/err.h"

static struct json_value *
add_value(struct arena *arena, struct json_value *parent, struct sv key)
{
	struct json_value *v = arena_zalloc(arena, 1, sizeof(*v));

	if (v == NULL)
		return NULL;
	v->key = key;
	v->parent = parent;
	if (parent == NULL)
		return v;
	if (parent->last == NULL)
		parent->first = v;
	else
		parent->last->next = v;
	parent->last = v;
	parent->count++;
	return v;
}

struct builder {
	struct json j;
	struct arena *arena;
	struct json_value *root, *open;	/* open: innermost container */
	struct sv key;
};

static int
add_event(struct builder *b, const struct json_event *ev)
{
	struct json_value *v;

	if (ev->type == JSON_KEY)
		return json_string(&b->j, ev, b->arena, &b->key);
	if (ev->type == JSON_OBJECT_END || ev->type == JSON_ARRAY_END) {
		b->open->text.len =
		    (size_t)(b->j.text.ptr + ev->end - b->open->text.ptr);
		b->open = b->open->parent;
		return 0;
	}
	v = add_value(b->arena, b->open, b->key);
	if (v == NULL)
		return ERR_NOMEM;
	b->key = (struct sv){ NULL, 0 };
	v->type = ev->type;
	v->text = json_raw(&b->j, ev);
	if (b->root == NULL)
		b->root = v;
	if (ev->type == JSON_OBJECT || ev->type == JSON_ARRAY)
		b->open = v;
	if (ev->type == JSON_STRING)
		return json_string(&b->j, ev, b->arena, &v->text);
	return 0;
}

int
json_tree_parse(struct sv text, struct arena *arena,
    struct json_value **ret_root)
{
	struct builder b = { .arena = arena };
	struct json_event ev;
	int err;

	json_init(&b.j, text, 0);
	for (;;) {
		err = json_next(&b.j, &ev);
		if (err == 0 && ev.type == JSON_END)
			break;
		if (err == 0)
			err = add_event(&b, &ev);
		if (err != 0)
			return err;
	}
	*ret_root = b.root;
	return 0;
}

struct json_value *
json_tree_member(const struct json_value *v, const char *key)
{
	struct sv want = sv_cstr(key);
	struct json_value *m;

	if (v == NULL || v->type != JSON_OBJECT)
		return NULL;
	for (m = v->first; m != NULL; m = m->next)
		if (sv_eq(m->key, want))
			return m;
	return NULL;
}

struct json_value *
json_tree_element(const struct json_value *v, size_t index)
{
	struct json_value *m;

	if (v == NULL || v->type != JSON_ARRAY)
		return NULL;
	for (m = v->first; m != NULL && index > 0; index--)
		m = m->next;
	return m;
}

struct sv
json_tree_string(const struct json_value *v, struct sv otherwise)
{
	return v != NULL && v->type == JSON_STRING ? v->text : otherwise;
}

int
json_tree_int(const struct json_value *v, int64_t *ret)
{
	struct json_event ev;
	struct json j;
	int err;

	if (v == NULL || v->type != JSON_NUMBER)
		return ERR_NOTFOUND;
	json_init(&j, v->text, 0);
	err = json_next(&j, &ev);
	if (err == 0)
		err = json_int(&j, &ev, ret);
	return err == ERR_SYNTAX ? ERR_NOTFOUND : err;
}

struct json_value *
json_tree_walk(const struct json_value *v, const struct json_value *root)
{
	if (v->first != NULL)
		return v->first;
	while (v != root && v->next == NULL)
		v = v->parent;
	return v == root ? NULL : v->next;
}
