#include "cli/records.h"

#include <stdio.h>

#include "audit/export.h"
#include "base/json_tree.h"
#include "base/json_write.h"
#include "base/num.h"

enum { OUT_MAX = 64 << 20, RECORD_ARENA = 8 << 20 };

/* Records found, the newest first, each with its text. */
struct found {
	struct arena arena;
	struct line {
		struct line *older;
		struct sv text;
	} *last;
	const struct evidence_request *r;
	uint64_t left;
};

static void
add_json(struct buf *b, uint64_t index, struct sv record)
{
	buf_add_cstr(b, "{\"index\":");
	buf_add_u64(b, index);
	buf_add_cstr(b, ",\"record\":");
	buf_add_sv(b, record);
	buf_add_cstr(b, "}\n");
}

/* A word of the line; `-` for nothing. */
static void
add_word(struct buf *b, struct sv s)
{
	buf_add_char(b, ' ');
	buf_add_sv(b, s.len == 0 ? SV("-") : s);
}

static void
add_way(struct buf *b, const struct view *v)
{
	add_word(b, v->client.len == 0 ? SV("(no client)") : v->client);
	buf_add_cstr(b, " ->");
	add_word(b, v->host.len == 0 ? SV("(no host)") : v->host);
}

static void
add_decision(struct buf *b, const struct view *v)
{
	buf_addf(b, " %-8.*s", SV_ARG(v->decision));
	add_way(b, v);
	if (v->zone.len > 0)
		buf_addf(b, " (zone %.*s)", SV_ARG(v->zone));
	for (size_t i = 0; i < v->nclasses; i++) {
		add_word(b, v->classes[i].name);
		buf_add_char(b, ':');
		buf_add_u64(b, v->classes[i].count);
	}
	add_word(b, v->id);
}

static void
add_text(struct buf *b, uint64_t index, const struct view *v)
{
	buf_addf(b, "%8llu %.*s %-9.*s", (unsigned long long)index,
	    SV_ARG(v->time), SV_ARG(v->type_name));
	switch (v->type) {
	case VIEW_DECISION:
		add_decision(b, v);
		break;
	case VIEW_OUTCOME:
		add_word(b, v->result);
		buf_addf(b, " %llu", (unsigned long long)v->status);
		add_word(b, v->decision);
		break;
	case VIEW_ADMIN:
	case VIEW_POLICY:
		add_word(b, v->actor);
		add_word(b, v->action);
		add_word(b, v->target);
		break;
	case VIEW_BYPASS:
		add_way(b, v);
		break;
	case VIEW_HEARTBEAT:
	case VIEW_OTHER:
		break;
	}
	buf_add_char(b, '\n');
}

static int
take_record(void *ctx, uint64_t index, struct sv record, const struct view *v)
{
	struct found *f = ctx;
	struct line *line;
	struct buf b;
	int rc;

	/* After a quiet hour there would be nothing else to see. */
	if (v->type == VIEW_HEARTBEAT && !f->r->heartbeats)
		return 0;
	line = arena_zalloc(&f->arena, 1, sizeof(*line));
	buf_init(&b, OUT_MAX);
	if (f->r->json)
		add_json(&b, index, record);
	else
		add_text(&b, index, v);
	rc = buf_err(&b);
	if (rc == 0 && line != NULL)
		line->text = arena_dup(&f->arena, buf_sv(&b));
	buf_done(&b);
	if (rc != 0)
		return rc;
	if (line == NULL || line->text.ptr == NULL)
		return ERR_NOMEM;
	line->older = f->last;
	f->last = line;
	return --f->left == 0 ? ERR_AGAIN : 0;
}

int
records_tail(struct evidence_store *e, const struct evidence_request *r,
    struct errinfo *ei)
{
	struct found f = { .r = r, .left = r->count };
	struct index_search s = { e->ledger, e->index, take_record, &f };
	struct index_query q = r->query;
	int rc;

	if (r->nargs > 0)
		return errinfo_set(ei, ERR_INVAL, "tail takes no argument "
		    "\"%s\"; -n says how many records", r->args[0]);
	q.descending = true;
	arena_init(&f.arena, OUT_MAX);
	rc = r->count == 0 ? 0 : index_find(&s, &q);
	reader_park(e->ledger);
	if (rc != 0)
		rc = errinfo_set(ei, rc, "%s: %s", e->dir, err_text(rc));
	for (struct line *l = f.last; l != NULL && rc == 0; l = l->older)
		rc = evidence_print(l->text, ei);
	if (rc == 0 && f.last == NULL && !r->json)
		(void)fprintf(stderr, "exeat ledger: no record matches\n");
	arena_done(&f.arena);
	return rc;
}

/* A record by its index or id. */
static int
find(struct evidence_store *e, const char *name, uint64_t *ret_index,
    struct errinfo *ei)
{
	struct record_id id;
	uint64_t index;
	int rc;

	if (record_id_parse(sv_cstr(name), &id) == 0)
		rc = reader_find(e->ledger, id, false, &index);
	else if (num_u64(sv_cstr(name), &index) == 0)
		rc = index < reader_size(e->ledger) ? 0 : ERR_NOTFOUND;
	else
		return errinfo_set(ei, ERR_SYNTAX, "%s: neither the number "
		    "nor the id of a record", name);
	if (rc != 0)
		return errinfo_set(ei, rc, "%s: %s", name, rc == ERR_NOTFOUND ?
		    "there is no such record" : err_text(rc));
	*ret_index = index;
	return 0;
}

/* The dotted name of a member, from the outside in. */
static void
add_path(struct buf *b, const struct json_value *v)
{
	const struct json_value *up[JSON_MAX_DEPTH];
	size_t n = 0;

	for (; v != NULL && v->parent != NULL && n < NELEMS(up); v = v->parent)
		up[n++] = v;
	while (n-- > 0) {
		buf_add_sv(b, up[n]->key);
		if (n > 0 && up[n - 1]->key.len > 0)
			buf_add_char(b, '.');
	}
}

/* A record as lines of `member: value`. */
static int
add_members(struct buf *b, struct sv record)
{
	struct json_value *root;
	struct arena a;
	int rc;

	arena_init(&a, RECORD_ARENA);
	rc = json_tree_parse(record, &a, &root);
	for (struct json_value *v = rc == 0 ? root : NULL; v != NULL;
	    v = json_tree_walk(v, root)) {
		if (v->type == JSON_OBJECT || v->type == JSON_ARRAY)
			continue;
		add_path(b, v);
		buf_add_cstr(b, ": ");
		buf_add_sv(b, v->text);
		buf_add_char(b, '\n');
	}
	arena_done(&a);
	return rc != 0 ? rc : buf_err(b);
}

/* The outcome of the decision that `record` is; ERR_NOTFOUND. */
static int
find_outcome(struct evidence_store *e, struct sv record, uint64_t *ret_index)
{
	struct record_id id;
	struct arena a;
	struct view v;
	int rc;

	arena_init(&a, RECORD_ARENA);
	rc = view_read(record, &a, &v);
	if (rc == 0 && v.type != VIEW_DECISION)
		rc = ERR_NOTFOUND;
	if (rc == 0)
		rc = record_id_parse(v.id, &id);
	if (rc == 0)
		rc = reader_find(e->ledger, id, true, ret_index);
	arena_done(&a);
	return rc;
}

static int
add_record(struct evidence_store *e, const struct evidence_request *r,
    uint64_t index, struct buf *b)
{
	struct sv record, outcome;
	uint64_t at;
	int rc;

	rc = reader_record(e->ledger, index, &record);
	if (rc != 0)
		return rc;
	if (r->json)
		add_json(b, index, record);
	else
		rc = add_members(b, record);
	if (rc != 0 || find_outcome(e, record, &at) != 0 ||
	    reader_record(e->ledger, at, &outcome) != 0)
		return rc;
	if (r->json) {
		add_json(b, at, outcome);
		return 0;
	}
	buf_add_cstr(b, "\noutcome:\n");
	return add_members(b, outcome);
}

int
records_show(struct evidence_store *e, const struct evidence_request *r,
    struct errinfo *ei)
{
	struct buf b;
	int rc = 0;

	buf_init(&b, OUT_MAX);
	for (int i = 0; i < r->nargs && rc == 0; i++) {
		uint64_t index;

		rc = find(e, r->args[i], &index, ei);
		if (rc != 0)
			break;
		if (i > 0 && !r->json)
			buf_add_char(&b, '\n');
		rc = add_record(e, r, index, &b);
		if (rc == 0)
			rc = buf_err(&b);
		if (rc != 0)
			rc = errinfo_set(ei, rc, "%s: %s", r->args[i],
			    err_text(rc));
	}
	reader_park(e->ledger);
	if (rc == 0)
		rc = evidence_print(buf_sv(&b), ei);
	buf_done(&b);
	return rc;
}

int
records_prove(struct evidence_store *e, const struct evidence_request *r,
    struct errinfo *ei)
{
	uint64_t index;
	struct buf b;
	int rc;

	if (r->nargs != 1)
		return errinfo_set(ei, ERR_INVAL, "prove takes one record, by "
		    "its number or id");
	rc = find(e, r->args[0], &index, ei);
	if (rc != 0)
		return rc;
	buf_init(&b, OUT_MAX);
	rc = export_proof(e->ledger, index, &b);
	reader_park(e->ledger);
	if (rc == ERR_NOTFOUND)
		rc = errinfo_set(ei, rc, "%s: no signed checkpoint has this "
		    "record yet; one is made within a second or so while "
		    "exeatd runs", r->args[0]);
	else if (rc != 0)
		rc = errinfo_set(ei, rc, "%s: %s", r->args[0], err_text(rc));
	if (rc == 0)
		rc = evidence_print(buf_sv(&b), ei);
	buf_done(&b);
	return rc;
}
