#include "audit/record.h"

#include <string.h>

#include "audit/field.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/json_write.h"

/*
 * Keys are written in the order of RFC 8785: the tests compare with its
 * canonical form.
 */

static const struct sv results[RECORD_RESULTS] = {
	[RECORD_COMPLETE] = SV_INIT("complete"),
	[RECORD_CUT] = SV_INIT("cut"),
	[RECORD_NOT_SENT] = SV_INIT("not_sent"),
	[RECORD_UNKNOWN] = SV_INIT("unknown"),
};

static const char *const axes[RECORD_AXES] = {
	[RECORD_CONTROL] = "control",
	[RECORD_PROCESSING] = "processing",
	[RECORD_PROVENANCE] = "provenance",
	[RECORD_STORAGE] = "storage",
};

struct sv
record_result_name(enum record_result result)
{
	ASSERT(result < RECORD_RESULTS);
	return results[result];
}

struct sv
record_axis_text(enum record_axis_name axis)
{
	ASSERT(axis < RECORD_AXES);
	return sv_cstr(axes[axis]);
}

static void
add_axes(struct json_write *w, const struct record_axis *a)
{
	json_write_key(w, "axes");
	json_write_object(w);
	for (size_t i = 0; i < RECORD_AXES; i++) {
		if (a[i].codes.count == 0 && a[i].grade.len == 0)
			continue;
		json_write_key(w, axes[i]);
		json_write_object(w);
		field_names(w, "codes", &a[i].codes);
		field_name(w, "grade", a[i].grade);
		json_write_object_end(w);
	}
	json_write_object_end(w);
}

static void
add_body(struct json_write *w, const struct record_decision *d)
{
	if (!d->body_in.set && !d->body_out.set)
		return;
	json_write_key(w, "body");
	json_write_object(w);
	field_digest(w, "in", &d->body_in);
	field_digest(w, "out", &d->body_out);
	json_write_object_end(w);
}

static void
add_classes(struct json_write *w, const struct record_decision *d)
{
	if (d->nclasses == 0)
		return;
	json_write_key(w, "classes");
	json_write_array(w);
	for (size_t i = 0; i < d->nclasses; i++) {
		json_write_object(w);
		field_name(w, "action", d->classes[i].action);
		field_name(w, "class", d->classes[i].name);
		field_count(w, "count", d->classes[i].count);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static void
add_stops(struct json_write *w, const struct record_coverage *c)
{
	if (c->nstops == 0)
		return;
	json_write_key(w, "stopped");
	json_write_array(w);
	for (size_t i = 0; i < c->nstops; i++) {
		json_write_object(w);
		field_name(w, "class", c->stops[i].class_name);
		field_name(w, "detector", c->stops[i].detector);
		field_count(w, "field", c->stops[i].field);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static void
add_coverage(struct json_write *w, const struct record_coverage *c)
{
	json_write_key(w, "coverage");
	json_write_object(w);
	field_names(w, "reasons", &c->reasons);
	field_count(w, "scanned_bytes", c->scanned_bytes);
	field_count(w, "scanned_fields", c->scanned_fields);
	field_count(w, "skipped_fields", c->skipped_fields);
	field_name(w, "state", c->state);
	add_stops(w, c);
	field_count(w, "undecodable_bytes", c->undecodable_bytes);
	json_write_object_end(w);
}

static void
add_subjects_here(struct json_write *w, const struct record_decision *d)
{
	json_write_array(w);
	for (size_t i = 0; i < d->nsubjects; i++)
		field_hex(w, NULL, d->subjects[i].ptr, d->subjects[i].len);
	json_write_array_end(w);
}

/* The list itself goes to `side`; the record holds its digest. */
static void
add_subjects_aside(struct json_write *w, const struct record_decision *d,
    struct buf *side)
{
	uint8_t digest[CRYPTO_SHA256_BYTES];
	size_t from = side->len;
	struct json_write list;

	json_write_init(&list, side);
	add_subjects_here(&list, d);
	if (json_write_end(&list) != 0 && w->err == 0)
		w->err = json_write_end(&list);
	crypto_sha256(sv_slice(buf_sv(side), from, side->len), digest);
	json_write_key(w, "subjects_side");
	json_write_object(w);
	field_count(w, "count", d->nsubjects);
	field_hex(w, "sha256", digest, sizeof(digest));
	json_write_object_end(w);
}

static void
add_subjects(struct json_write *w, const struct record_decision *d,
    struct buf *side)
{
	if (d->nsubjects == 0)
		return;
	if (d->nsubjects > RECORD_LIST_MAX) {
		add_subjects_aside(w, d, side);
		return;
	}
	json_write_key(w, "subjects");
	add_subjects_here(w, d);
}

static void
add_weak(struct json_write *w, const struct record_decision *d)
{
	size_t n = d->nweak < RECORD_WEAK_MAX ? d->nweak : RECORD_WEAK_MAX;

	if (n == 0)
		return;
	json_write_key(w, "weak");
	json_write_array(w);
	for (size_t i = 0; i < n; i++) {
		json_write_object(w);
		field_name(w, "class", d->weak[i].class_name);
		field_count(w, "count", d->weak[i].count);
		field_count(w, "min_score", d->weak[i].min_score);
		field_name(w, "rule", d->weak[i].rule);
		field_count(w, "score", d->weak[i].score);
		json_write_object_end(w);
	}
	json_write_array_end(w);
	if (n < d->nweak)
		field_count(w, "weak_more", d->nweak - n);
}

/* Everything that sorts before "path". */
static void
add_first_half(struct json_write *w, const struct record_decision *d)
{
	field_name(w, "activity", d->activity);
	field_name(w, "address", d->address);
	add_axes(w, d->axes);
	add_body(w, d);
	field_hash(w, "catalogue", d->catalogue);
	add_classes(w, d);
	field_name(w, "client", d->client);
	add_coverage(w, &d->coverage);
	field_name(w, "decision", d->decision);
	field_name(w, "dialect", d->dialect);
	field_name(w, "host", d->host);
	field_id(w, "id", d->id);
	field_hash(w, "law", d->law);
	field_name(w, "method", d->method);
	field_name(w, "model", d->model);
}

static void
add_second_half(struct json_write *w, const struct record_decision *d,
    struct buf *side)
{
	field_digest(w, "path", &d->path);
	field_hash(w, "policy", d->policy);
	field_count(w, "port", d->port);
	field_name(w, "purpose", d->purpose);
	field_digest(w, "query", &d->query);
	field_name(w, "route", d->route);
	field_names(w, "rules", &d->rules);
	add_subjects(w, d, side);
	field_name(w, "team", d->team);
	field_name(w, "template", d->template);
	field_time(w, "time", d->time_ns);
	field_count(w, "tokens", d->tokens);
	field_name(w, "tool", d->tool);
	field_name(w, "type", SV("decision"));
	field_count(w, "v", RECORD_VERSION);
	field_names(w, "waivers", &d->waivers);
	add_weak(w, d);
	field_name(w, "zone", d->zone);
}

static bool
is_complete(const struct record_decision *d)
{
	if (d->decision.len == 0)
		return false;
	for (size_t i = 0; i < d->nclasses; i++)
		if (d->classes[i].name.len == 0)
			return false;
	for (size_t i = 0; i < d->nsubjects; i++)
		if (d->subjects[i].len == 0 ||
		    d->subjects[i].len > RECORD_DIGEST_BYTES)
			return false;
	return true;
}

int
record_write_decision(const struct record_decision *d, struct buf *b,
    struct buf *side)
{
	size_t from = b->len;
	struct json_write w;

	if (!is_complete(d))
		return ERR_INVAL;
	field_begin(&w, b);
	add_first_half(&w, d);
	add_second_half(&w, d, side);
	return field_end(&w, from);
}

int
record_write_outcome(const struct record_outcome *o, struct buf *b)
{
	size_t from = b->len;
	struct json_write w;

	field_begin(&w, b);
	field_count(&w, "attempts", o->attempts);
	field_count(&w, "bytes_received", o->bytes_received);
	field_count(&w, "bytes_sent", o->bytes_sent);
	field_name(&w, "cause", o->cause);
	field_id(&w, "decision", o->decision);
	field_count(&w, "first_byte_us", o->first_byte_us);
	field_name(&w, "result", record_result_name(o->result));
	field_count(&w, "status", o->status);
	field_time(&w, "time", o->time_ns);
	field_count(&w, "tokens_restored", o->tokens_restored);
	field_count(&w, "total_us", o->total_us);
	field_name(&w, "type", SV("outcome"));
	if (o->usage_in != 0 || o->usage_out != 0) {
		json_write_key(&w, "usage");
		json_write_object(&w);
		field_count(&w, "input", o->usage_in);
		field_count(&w, "output", o->usage_out);
		json_write_object_end(&w);
	}
	field_count(&w, "v", RECORD_VERSION);
	return field_end(&w, from);
}
