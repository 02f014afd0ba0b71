#include "audit/export.h"

#include <string.h>

#include "audit/checkpoint.h"
#include "base/encode.h"
#include "base/err.h"
#include "base/json_write.h"

enum {
	CHUNK = 1 << 20,		/* bytes given to the sink at once */
	BUFFER_MAX = 8 << 20,
	RECORD_ARENA = 4 << 20
};

/* Where the newest checkpoint ends; the note is borrowed. */
static int
newest(struct ledger_reader *ledger, struct sv *ret_note,
    struct checkpoint *ret_checkpoint)
{
	struct note n;
	int rc;

	rc = reader_checkpoint(ledger, UINT64_MAX, ret_note);
	if (rc == 0)
		rc = note_parse(*ret_note, &n);
	if (rc == 0)
		rc = checkpoint_parse(n.text, ret_checkpoint);
	return rc;
}

/* The range with its end, checked. */
static int
resolve(const struct export_range *range, uint64_t size,
    struct export_range *ret)
{
	ret->first = range->first;
	ret->last = range->last == 0 ? size : range->last;
	return ret->first > ret->last || ret->last > size ? ERR_RANGE : 0;
}

static int
add_cover(struct json_write *w, const char *key, struct ledger_reader *ledger,
    uint64_t from, uint64_t to)
{
	struct tree_source src = reader_source(ledger);
	char hex[2 * TREE_HASH_BYTES + 1];
	struct tree_hash h;
	int rc = 0;

	json_write_key(w, key);
	json_write_array(w);
	while (from < to && rc == 0) {
		unsigned level = tree_level_at(from, to);

		rc = src.node(src.ctx, level, from >> level, &h);
		encode_hex(hex, h.bytes, sizeof(h.bytes));
		json_write_string(w, sv_make(hex, sizeof(hex) - 1));
		from += UINT64_C(1) << level;
	}
	json_write_array_end(w);
	return rc;
}

/* Lines on their way out. */
struct out {
	struct ledger_reader *ledger;
	const struct export_sink *sink;
	struct buf b;
};

/* Give what has been collected to the sink, without holding the view. */
static int
flush(struct out *o)
{
	int rc = buf_err(&o->b);

	if (rc != 0 || o->b.len == 0)
		return rc;
	reader_park(o->ledger);
	rc = o->sink->lines(o->sink->ctx, buf_sv(&o->b));
	buf_truncate(&o->b, 0);
	if (rc == 0)
		rc = reader_renew(o->ledger);
	return rc;
}

static int
flush_if_many(struct out *o)
{
	return o->b.len >= CHUNK || buf_err(&o->b) != 0 ? flush(o) : 0;
}

static int
write_header(struct out *o, const struct export_range *r)
{
	struct sv note, verifier = SV("");
	struct checkpoint c;
	struct json_write w;
	int rc, rc2;

	rc = newest(o->ledger, &note, &c);
	if (rc == 0)
		rc = reader_verifier(o->ledger, &verifier);
	if (rc != 0)
		return rc;
	json_write_init(&w, &o->b);
	json_write_object(&w);
	json_write_member(&w, "checkpoint", note);
	json_write_key(&w, "first");
	json_write_u64(&w, r->first);
	json_write_key(&w, "last");
	json_write_u64(&w, r->last);
	rc = add_cover(&w, "left", o->ledger, 0, r->first);
	rc2 = add_cover(&w, "right", o->ledger, r->last, c.size);
	rc = rc != 0 ? rc : rc2;
	json_write_member(&w, "type", SV("export"));
	json_write_key(&w, "v");
	json_write_u64(&w, EXPORT_VERSION);
	json_write_member(&w, "verifier", verifier);
	json_write_object_end(&w);
	if (rc == 0)
		rc = json_write_end(&w);
	buf_add_char(&o->b, '\n');
	return rc;
}

static int
write_records(struct out *o, const struct export_range *r)
{
	int rc = 0;

	for (uint64_t i = r->first; i < r->last && rc == 0; i++) {
		struct sv record;

		rc = reader_record(o->ledger, i, &record);
		if (rc != 0)
			break;
		buf_add_sv(&o->b, record);
		buf_add_char(&o->b, '\n');
		rc = flush_if_many(o);
	}
	return rc == 0 ? flush(o) : rc;
}

int
export_jsonl(struct ledger_reader *ledger, const struct export_range *range,
    const struct export_sink *sink)
{
	struct out o = { .ledger = ledger, .sink = sink };
	struct export_range r;
	struct checkpoint c;
	struct sv note;
	int rc;

	buf_init(&o.b, BUFFER_MAX);
	rc = newest(ledger, &note, &c);
	if (rc == 0)
		rc = resolve(range, c.size, &r);
	if (rc == 0)
		rc = write_header(&o, &r);
	if (rc == 0)
		rc = write_records(&o, &r);
	buf_done(&o.b);
	return rc;
}

static const char *const columns[] = { "index", "time", "type", "id",
	"client", "team", "purpose", "activity", "host", "port", "route",
	"template", "model", "zone", "decision", "rules", "classes",
	"bytes_in", "bytes_out", "result", "status", "bytes_sent",
	"bytes_received", "actor", "action", "target" };

void
export_csv_head(struct buf *b)
{
	for (size_t i = 0; i < NELEMS(columns); i++) {
		if (i > 0)
			buf_add_char(b, ',');
		buf_add_cstr(b, columns[i]);
	}
	buf_add_cstr(b, "\r\n");
}

/* Quoted text inside a field (RFC 4180). */
static void
add_escaped(struct buf *b, struct sv s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '"')
			buf_add_char(b, '"');
		buf_add_char(b, s.ptr[i]);
	}
}

/* Begin a field; what a spreadsheet takes for a formula gets an apostrophe. */
static void
begin_field(struct buf *b, struct sv first)
{
	static const struct sv risky = SV_INIT("=+-@\t\r");

	buf_add_cstr(b, ",\"");
	if (first.len > 0 && sv_find_char(risky, first.ptr[0]) >= 0)
		buf_add_char(b, '\'');
}

static void
add_text(struct buf *b, struct sv s)
{
	begin_field(b, s);
	add_escaped(b, s);
	buf_add_char(b, '"');
}

static void
add_number(struct buf *b, uint64_t n)
{
	buf_add_char(b, ',');
	buf_add_u64(b, n);
}

/* "personal.contact.email:2:tokenise secret.key:1:redact" */
static void
add_classes(struct buf *b, const struct view *v)
{
	begin_field(b, v->nclasses > 0 ? v->classes[0].name : SV(""));
	for (size_t i = 0; i < v->nclasses; i++) {
		if (i > 0)
			buf_add_char(b, ' ');
		add_escaped(b, v->classes[i].name);
		buf_add_char(b, ':');
		buf_add_u64(b, v->classes[i].count);
		buf_add_char(b, ':');
		add_escaped(b, v->classes[i].action);
	}
	buf_add_char(b, '"');
}

static void
add_rules(struct buf *b, const struct view *v)
{
	begin_field(b, v->nrules > 0 ? v->rules[0] : SV(""));
	for (size_t i = 0; i < v->nrules; i++) {
		if (i > 0)
			buf_add_char(b, ' ');
		add_escaped(b, v->rules[i]);
	}
	buf_add_char(b, '"');
}

void
export_csv_row(uint64_t index, const struct view *v, struct buf *b)
{
	const struct sv before[] = { v->time, v->type_name, v->id, v->client,
		v->team, v->purpose, v->activity, v->host };
	const struct sv middle[] = { v->route, v->template, v->model, v->zone,
		v->decision };
	const struct sv after[] = { v->actor, v->action, v->target };

	buf_add_u64(b, index);
	for (size_t i = 0; i < NELEMS(before); i++)
		add_text(b, before[i]);
	add_number(b, v->port);
	for (size_t i = 0; i < NELEMS(middle); i++)
		add_text(b, middle[i]);
	add_rules(b, v);
	add_classes(b, v);
	add_number(b, v->bytes_in);
	add_number(b, v->bytes_out);
	add_text(b, v->result);
	add_number(b, v->status);
	add_number(b, v->bytes_sent);
	add_number(b, v->bytes_received);
	for (size_t i = 0; i < NELEMS(after); i++)
		add_text(b, after[i]);
	buf_add_cstr(b, "\r\n");
}

static int
write_row(struct out *o, uint64_t index)
{
	struct sv record;
	struct arena a;
	struct view v;
	int rc;

	arena_init(&a, RECORD_ARENA);
	rc = reader_view(o->ledger, index, &a, &record, &v);
	if (rc == 0)
		export_csv_row(index, &v, &o->b);
	arena_done(&a);
	return rc == 0 ? flush_if_many(o) : rc;
}

int
export_csv(struct ledger_reader *ledger, const struct export_range *range,
    const struct export_sink *sink)
{
	struct out o = { .ledger = ledger, .sink = sink };
	struct export_range r;
	int rc;

	rc = resolve(range, reader_size(ledger), &r);
	if (rc != 0)
		return rc;
	buf_init(&o.b, BUFFER_MAX);
	export_csv_head(&o.b);
	for (uint64_t i = r.first; i < r.last && rc == 0; i++)
		rc = write_row(&o, i);
	if (rc == 0)
		rc = flush(&o);
	buf_done(&o.b);
	return rc;
}

int
export_proof(struct ledger_reader *ledger, uint64_t index, struct buf *b)
{
	struct tree_source src = reader_source(ledger);
	struct tree_proof p;
	struct checkpoint c;
	struct sv text;
	struct note n;
	int rc;

	if (index == UINT64_MAX)
		return ERR_NOTFOUND;
	rc = reader_checkpoint(ledger, index + 1, &text);
	if (rc == 0)
		rc = note_parse(text, &n);
	if (rc == 0)
		rc = checkpoint_parse(n.text, &c);
	if (rc == 0)
		rc = tree_prove_inclusion(&src, index, c.size, &p);
	if (rc != 0)
		return rc;
	buf_add_cstr(b, "c2sp.org/tlog-proof@v1\nindex ");
	buf_add_u64(b, index);
	buf_add_char(b, '\n');
	for (size_t i = 0; i < p.count; i++) {
		encode_base64(b, BASE64_STD, p.hashes[i].bytes,
		    TREE_HASH_BYTES);
		buf_add_char(b, '\n');
	}
	buf_add_char(b, '\n');
	buf_add_sv(b, text);
	return buf_err(b);
}
