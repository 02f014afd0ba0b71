#include "inspect/build_slots.h"

#include "base/buf.h"

/* A term cut at its slots: text, slot, text, slot ... text. */
struct parts {
	struct sv texts[SLOTS_MAX + 1];
	const struct yaml_node *lists[SLOTS_MAX];
	const struct yaml_node *now[SLOTS_MAX];	/* what stands there */
	size_t count;				/* of slots */
};

static bool
is_list_of_terms(const struct yaml_node *list)
{
	const struct yaml_node *n = list == NULL || list->kind != YAML_LIST ?
	    NULL : list->child;

	if (n == NULL)
		return false;
	while (n != NULL && n->kind == YAML_TEXT)
		n = n->next;
	return n == NULL;
}

static int
find_list(const struct slots *s, const struct yaml_node *node, struct sv name,
    const struct yaml_node **ret, struct errinfo *ei)
{
	const struct yaml_node *of = s->lists == NULL ? NULL :
	    yaml_get(s->lists, name);
	const struct yaml_node *list = of == NULL ? NULL :
	    yaml_get(of, s->languages);

	if (!is_list_of_terms(list))
		return yaml_fail(ei, &node->mark, ERR_NOTFOUND,
		    "\"<%.*s>\" wants a list of that name below \"lists\", "
		    "with \"%.*s: [...]\"", SV_ARG(name),
		    SV_ARG(s->languages));
	*ret = list;
	return 0;
}

static int
cut(const struct slots *s, const struct yaml_node *node, struct parts *ret,
    struct errinfo *ei)
{
	struct sv rest = node->text;
	int err = 0;

	ret->count = 0;
	for (;;) {
		struct sv name;

		ret->texts[ret->count] = sv_cut(&rest, '<');
		if (rest.ptr == NULL || err != 0)
			return err;
		if (ret->count == SLOTS_MAX || sv_find_char(rest, '>') < 0)
			return yaml_fail(ei, &node->mark, ERR_SYNTAX,
			    "a term has up to %d slots, such as \"<party>\"",
			    SLOTS_MAX);
		name = sv_cut(&rest, '>');
		err = find_list(s, node, name, &ret->lists[ret->count], ei);
		if (err == 0)
			ret->now[ret->count] = ret->lists[ret->count]->child;
		ret->count++;
	}
}

/* The next of all choices, the last slot the fastest; false after the last. */
static bool
turn(struct parts *p)
{
	for (size_t i = p->count; i > 0; i--) {
		p->now[i - 1] = p->now[i - 1]->next;
		if (p->now[i - 1] != NULL)
			return true;
		p->now[i - 1] = p->lists[i - 1]->child;
	}
	return false;
}

static int
write_term(const struct parts *p, struct buf *out)
{
	buf_reset(out);
	for (size_t i = 0; i <= p->count; i++) {
		buf_add_sv(out, p->texts[i]);
		if (i < p->count)
			buf_add_sv(out, p->now[i]->text);
	}
	return buf_err(out);
}

static int
fail_limit(const struct yaml_node *node, struct buf *term,
    struct errinfo *ei)
{
	buf_done(term);
	return yaml_fail(ei, &node->mark, ERR_LIMIT, "this becomes more than "
	    "%d terms, or one of more than %d bytes", SLOTS_TERMS_MAX,
	    SLOTS_BYTES_MAX);
}

int
build_slots(const struct slots *s, const struct yaml_node *node,
    slots_fn *found, void *ctx, struct errinfo *ei)
{
	struct parts p;
	struct buf term;
	size_t count = 0;
	int err;

	if (sv_find_char(node->text, '<') < 0)
		return found(ctx, node->text);
	err = cut(s, node, &p, ei);
	if (err != 0)
		return err;
	buf_init(&term, SLOTS_BYTES_MAX);
	do {
		err = write_term(&p, &term);
		if (err == 0 && ++count > SLOTS_TERMS_MAX)
			err = ERR_LIMIT;
		if (err == ERR_LIMIT)
			return fail_limit(node, &term, ei);
		if (err == 0)
			err = found(ctx, buf_sv(&term));
	} while (err == 0 && turn(&p));
	buf_done(&term);
	return err;
}
