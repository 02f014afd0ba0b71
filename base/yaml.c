/*
 * libyaml's events become a tree of linked nodes in an arena. The open
 * collections stand in an array of YAML_MAX_DEPTH frames, so depth is bounded
 * and nothing recurses. In a map, `key` of the frame holds the key that waits
 * for its value.
 */
#include "base/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <yaml.h>

struct frame {
	struct yaml_node *node;
	struct yaml_node *last;		/* child */
	struct yaml_node *key;
};

struct reader {
	struct arena *arena;
	struct errinfo *ei;
	const char *file;
	struct sv text;
	yaml_parser_t parser;
	struct frame stack[YAML_MAX_DEPTH];
	size_t depth;
	size_t nodes;
	struct yaml_node *root;
};

int
yaml_fail(struct errinfo *ei, const struct yaml_mark *mark, int code,
    const char *fmt, ...)
{
	char text[sizeof(ei->text)];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	errinfo_at(ei, mark->file, mark->line, mark->column);
	return errinfo_set(ei, code, "%s", text);
}

const char *
yaml_kind_name(enum yaml_kind kind)
{
	switch (kind) {
	case YAML_NULL:
		return "nothing";
	case YAML_TEXT:
		return "text";
	case YAML_LIST:
		return "a list";
	case YAML_MAP:
		return "a map";
	}
	return "nothing";
}

const struct yaml_node *
yaml_get(const struct yaml_node *map, struct sv key)
{
	const struct yaml_node *n;

	if (map == NULL || map->kind != YAML_MAP)
		return NULL;
	for (n = map->child; n != NULL; n = n->next) {
		if (sv_eq(n->key->text, key))
			return n;
	}
	return NULL;
}

static struct yaml_mark
mark_of(const struct reader *r, yaml_mark_t at)
{
	return (struct yaml_mark){ r->file, (unsigned)at.line + 1,
		(unsigned)at.column + 1 };
}

static int
fail_at(struct reader *r, yaml_mark_t at, int code, const char *what)
{
	struct yaml_mark mark = mark_of(r, at);

	return yaml_fail(r->ei, &mark, code, "%s", what);
}

/* A node for `ev`, not yet in the tree. */
static int
new_node(struct reader *r, const yaml_event_t *ev, enum yaml_kind kind,
    struct yaml_node **ret)
{
	struct yaml_node *n;

	if (++r->nodes > YAML_MAX_NODES)
		return fail_at(r, ev->start_mark, ERR_LIMIT,
		    "too many values in one file");
	n = arena_zalloc(r->arena, 1, sizeof(*n));
	if (n == NULL)
		return fail_at(r, ev->start_mark, ERR_NOMEM, "out of memory");
	n->kind = kind;
	n->mark = mark_of(r, ev->start_mark);
	*ret = n;
	return 0;
}

/* The node becomes the key that waits in `f`; it must be a new text. */
static int
take_key(struct reader *r, struct frame *f, struct yaml_node *n)
{
	const struct yaml_node *old;

	if (n->kind == YAML_LIST || n->kind == YAML_MAP)
		return yaml_fail(r->ei, &n->mark, ERR_UNSUPPORTED,
		    "a key must be text, not %s", yaml_kind_name(n->kind));
	if (f->node->count == YAML_MAX_KEYS)
		return yaml_fail(r->ei, &n->mark, ERR_LIMIT,
		    "more than %d keys in one map", YAML_MAX_KEYS);
	old = yaml_get(f->node, n->text);
	if (old != NULL)
		return yaml_fail(r->ei, &n->mark, ERR_CONFLICT,
		    "\"%.*s\" stands here a second time; first in line %u",
		    SV_ARG(n->text), old->key->mark.line);
	f->key = n;
	return 0;
}

/* Put `n` where the parser is: as root, list item, key or value. */
static int
attach(struct reader *r, struct yaml_node *n)
{
	struct frame *f;

	if (r->depth == 0) {
		r->root = n;
		return 0;
	}
	f = &r->stack[r->depth - 1];
	if (f->node->kind == YAML_MAP) {
		if (f->key == NULL)
			return take_key(r, f, n);
		n->key = f->key;
		f->key = NULL;
	}
	if (f->last == NULL)
		f->node->child = n;
	else
		f->last->next = n;
	f->last = n;
	f->node->count++;
	return 0;
}

static bool
is_null_text(struct sv s)
{
	return s.len == 0 || sv_eq(s, SV("~")) || sv_eq(s, SV("null"));
}

static int
take_scalar(struct reader *r, const yaml_event_t *ev)
{
	struct sv text = sv_make(ev->data.scalar.value,
	    ev->data.scalar.length);
	struct yaml_node *n;
	int rc = new_node(r, ev, YAML_TEXT, &n);

	if (rc != 0)
		return rc;
	if (memchr(text.ptr, '\0', text.len) != NULL)
		return fail_at(r, ev->start_mark, ERR_SYNTAX,
		    "text may not hold a NUL character");
	n->plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	n->text = arena_dup(r->arena, text);
	if (n->text.ptr == NULL)
		return fail_at(r, ev->start_mark, ERR_NOMEM, "out of memory");
	if (n->plain && is_null_text(text))
		n->kind = YAML_NULL;
	return attach(r, n);
}

static int
open_collection(struct reader *r, const yaml_event_t *ev, enum yaml_kind kind)
{
	struct yaml_node *n;
	int rc;

	if (r->depth == YAML_MAX_DEPTH)
		return fail_at(r, ev->start_mark, ERR_LIMIT,
		    "lists and maps are nested too deeply");
	rc = new_node(r, ev, kind, &n);
	if (rc == 0)
		rc = attach(r, n);
	if (rc == 0)
		r->stack[r->depth++] = (struct frame){ .node = n };
	return rc;
}

/* Anchors and tags would make the file mean more than it shows. */
static int
refuse_properties(struct reader *r, const yaml_event_t *ev, const void *anchor,
    const void *tag)
{
	if (anchor != NULL)
		return fail_at(r, ev->start_mark, ERR_UNSUPPORTED,
		    "anchors (&name) are not allowed; write the value out");
	if (tag != NULL)
		return fail_at(r, ev->start_mark, ERR_UNSUPPORTED,
		    "tags (!type) are not allowed; leave it out");
	return 0;
}

static int
take_content(struct reader *r, const yaml_event_t *ev)
{
	int rc;

	if (ev->type == YAML_SCALAR_EVENT) {
		rc = refuse_properties(r, ev, ev->data.scalar.anchor,
		    ev->data.scalar.tag);
		return rc != 0 ? rc : take_scalar(r, ev);
	}
	if (ev->type == YAML_SEQUENCE_START_EVENT) {
		rc = refuse_properties(r, ev, ev->data.sequence_start.anchor,
		    ev->data.sequence_start.tag);
		return rc != 0 ? rc : open_collection(r, ev, YAML_LIST);
	}
	rc = refuse_properties(r, ev, ev->data.mapping_start.anchor,
	    ev->data.mapping_start.tag);
	return rc != 0 ? rc : open_collection(r, ev, YAML_MAP);
}

/* One event; sets `*done` at the end of the stream. */
static int
take_event(struct reader *r, const yaml_event_t *ev, bool *done)
{
	switch (ev->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (r->root != NULL)
			return fail_at(r, ev->start_mark, ERR_UNSUPPORTED,
			    "a second document (---) is not allowed");
		return 0;
	case YAML_ALIAS_EVENT:
		return fail_at(r, ev->start_mark, ERR_UNSUPPORTED,
		    "aliases (*name) are not allowed; write the value out");
	case YAML_SCALAR_EVENT:
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return take_content(r, ev);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		r->depth--;
		return 0;
	case YAML_STREAM_END_EVENT:
		*done = true;
		return 0;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		return 0;
	}
	return 0;
}

/*
 * Where byte `offset` stands. The library reads ahead of what it has parsed, so
 * that the mark of its reader is that of another place.
 */
static yaml_mark_t
mark_in(struct sv text, size_t offset)
{
	yaml_mark_t mark = { 0, 0, 0 };

	for (size_t i = 0; i < offset && i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c == '\n') {
			mark.line++;
			mark.column = 0;
		} else if ((c & 0xc0) != 0x80) {
			mark.column++;
		}
	}
	return mark;
}

static int
fail_parser(struct reader *r)
{
	const char *what = r->parser.problem != NULL ? r->parser.problem
	    : "not YAML";

	if (r->parser.error == YAML_MEMORY_ERROR)
		return fail_at(r, r->parser.mark, ERR_NOMEM, "out of memory");
	if (r->parser.error == YAML_READER_ERROR)
		return fail_at(r, mark_in(r->text,
		    r->parser.problem_offset), ERR_SYNTAX, what);
	return fail_at(r, r->parser.problem_mark, ERR_SYNTAX, what);
}

static int
read_events(struct reader *r)
{
	yaml_event_t ev;
	bool done = false;
	int rc = 0;

	while (rc == 0 && !done) {
		if (!yaml_parser_parse(&r->parser, &ev))
			return fail_parser(r);
		rc = take_event(r, &ev, &done);
		yaml_event_delete(&ev);
	}
	return rc;
}

/* A file without a document is a null. */
static int
finish(struct reader *r, const struct yaml_node **ret)
{
	if (r->root == NULL) {
		r->root = arena_zalloc(r->arena, 1, sizeof(*r->root));
		if (r->root == NULL)
			return ERR_NOMEM;
		r->root->plain = true;
		r->root->mark = (struct yaml_mark){ r->file, 1, 1 };
	}
	*ret = r->root;
	return 0;
}

int
yaml_parse(struct sv text, const char *file, struct arena *arena,
    const struct yaml_node **ret, struct errinfo *ei)
{
	struct reader r = { .arena = arena, .ei = ei };
	struct sv name = arena_dup(arena, sv_cstr(file));
	int rc;

	errinfo_at(ei, file, 0, 0);
	if (name.ptr == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	if (text.len > YAML_MAX_BYTES)
		return errinfo_set(ei, ERR_LIMIT, "larger than %d MiB",
		    YAML_MAX_BYTES >> 20);
	r.file = name.ptr;
	/* The mark that editors of some systems put before UTF-8. */
	if (sv_starts(text, SV("\xef\xbb\xbf")))
		text = sv_slice(text, 3, text.len);
	r.text = text;
	if (!yaml_parser_initialize(&r.parser))
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser,
	    (const unsigned char *)(text.len > 0 ? text.ptr : ""), text.len);
	rc = read_events(&r);
	yaml_parser_delete(&r.parser);
	return rc != 0 ? rc : finish(&r, ret);
}
