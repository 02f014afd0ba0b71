#include "proxy/console_answer.h"

#include "audit/item.h"
#include "base/err.h"
#include "base/json_write.h"
#include "proxy/http1_write.h"
#include "proxy/metrics.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

enum { BODY_MAX = 16 << 20 };

bool
console_is_ready(const struct console_view *view)
{
	bool worker = false;

	if (view->draining)
		return false;
	for (size_t i = 0; i < view->nrows; i++) {
		const struct control_row *row = &view->rows[i];

		if (row->state == CONTROL_DRAINING)
			continue;
		if (row->state != CONTROL_SERVING)
			return false;
		worker |= row->kind == ROLE_WORKER;
	}
	return worker;
}

/* Why confinement is less than it could be, as a list of words. */
static void
write_degraded(const struct console_view *view, struct json_write *w)
{
	bool user = false, landlock = false, relaxed = false;

	for (size_t i = 0; i < view->nrows; i++) {
		const struct control_row *row = &view->rows[i];

		if (row->state == CONTROL_STARTING ||
		    row->state == CONTROL_DOWN)
			continue;
		user |= !row->sandbox.user;
		landlock |= row->sandbox.landlock == 0;
		relaxed |= row->sandbox.relaxed;
	}
	json_write_key(w, "degraded");
	json_write_array(w);
	if (landlock)
		json_write_cstr(w, "no-landlock");
	if (relaxed)
		json_write_cstr(w, "built-with-sanitizers");
	if (user)
		json_write_cstr(w, "no-user-of-its-own");
	json_write_array_end(w);
}

static void
write_row(const struct control_row *row, struct json_write *w)
{
	json_write_object(w);
	json_write_key(w, "landlock");
	json_write_i64(w, row->sandbox.landlock);
	json_write_key(w, "own_user");
	json_write_bool(w, row->sandbox.user);
	json_write_key(w, "pid");
	json_write_i64(w, row->pid);
	json_write_key(w, "restarts");
	json_write_u64(w, row->restarts);
	json_write_member(w, "role", sv_cstr(role_name(row->kind)));
	json_write_key(w, "seccomp");
	json_write_bool(w, row->sandbox.seccomp);
	json_write_key(w, "slot");
	json_write_u64(w, row->slot);
	json_write_member(w, "state",
	    sv_cstr(control_state_name(row->state)));
	json_write_object_end(w);
}

static uint64_t
sum_gauge(const struct console_view *view, enum metrics_gauge gauge)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < view->npages; i++)
		sum += metrics_gauge(view->pages[i], gauge);
	return sum;
}

static int
write_status(const struct console_view *view, struct buf *out)
{
	struct json_write w;

	json_write_init(&w, out);
	json_write_object(&w);
	write_degraded(view, &w);
	json_write_key(&w, "open_connections");
	json_write_u64(&w, sum_gauge(view, METRICS_OPEN_CONNECTIONS));
	json_write_key(&w, "open_requests");
	json_write_u64(&w, sum_gauge(view, METRICS_OPEN_REQUESTS));
	json_write_key(&w, "processes");
	json_write_array(&w);
	for (size_t i = 0; i < view->nrows; i++)
		write_row(&view->rows[i], &w);
	json_write_array_end(&w);
	json_write_member(&w, "state", view->draining ? SV("draining") :
	    console_is_ready(view) ? SV("ready") : SV("starting"));
	json_write_key(&w, "unsealed_records");
	json_write_u64(&w, sum_gauge(view, METRICS_UNSEALED_TAIL));
	json_write_member(&w, "version", SV(PACKAGE_VERSION));
	json_write_object_end(&w);
	buf_add_char(out, '\n');
	return json_write_end(&w);
}

struct answer {
	unsigned status;
	struct sv type;
	struct buf body;
	bool head_only;
};

static int
write_answer(struct answer *a, struct buf *out)
{
	struct http1_field extra[] = {
		{ .name = SV("Content-Type"), .value = a->type },
		{ .name = SV("Cache-Control"), .value = SV("no-store") },
		{ .name = SV("X-Content-Type-Options"),
		    .value = SV("nosniff") },
	};
	struct http1_response_spec spec = { .status = a->status,
		.list = { .extra = extra, .nextra = NELEMS(extra) },
		.framing = HTTP1_LENGTH, .content_length = a->body.len,
		.close = true };
	int rc = buf_err(&a->body);

	if (rc == 0)
		rc = http1_write_response(out, &spec);
	if (rc == 0 && !a->head_only)
		buf_add_sv(out, buf_sv(&a->body));
	buf_done(&a->body);
	return rc != 0 ? rc : buf_err(out);
}

static const struct sv plain = SV_INIT("text/plain; charset=utf-8");

static void
say(struct answer *a, unsigned status, struct sv text)
{
	a->status = status;
	a->type = plain;
	buf_add_sv(&a->body, text);
	buf_add_char(&a->body, '\n');
}

int
console_refuse(unsigned status, struct buf *out)
{
	struct answer a = { 0 };

	buf_init(&a.body, BODY_MAX);
	say(&a, status, http1_write_reason(status));
	return write_answer(&a, out);
}

static int
answer_path(const struct console_view *view, struct sv path, struct answer *a)
{
	a->status = 200;
	if (sv_eq(path, SV("/metrics"))) {
		a->type = SV("text/plain; version=0.0.4; charset=utf-8");
		metrics_write(view->pages, view->npages, &a->body);
	} else if (sv_eq(path, SV("/status"))) {
		a->type = SV("application/json");
		return write_status(view, &a->body);
	} else if (sv_eq(path, SV("/healthz"))) {
		say(a, 200, SV("ok"));
	} else if (sv_eq(path, SV("/readyz"))) {
		if (console_is_ready(view))
			say(a, 200, SV("ready"));
		else
			say(a, 503, SV("not ready"));
	} else {
		say(a, 404, SV("/metrics /healthz /readyz /status"));
	}
	return 0;
}

bool
console_is_order(const struct gate *gate, const struct http1_head *head)
{
	const struct http1_field *type = http1_find(head,
	    HTTP1_ID_CONTENT_TYPE);

	return head->method == HTTP1_M_POST &&
	    sv_eq(head->path, SV("/admin")) && type != NULL &&
	    sv_eq(type->value, SV("application/vnd.exeat.item")) &&
	    gate_check(gate, head) == NULL;
}

int
console_check_order(struct sv body)
{
	struct ledger_item item;
	struct arena a;
	int rc;

	arena_init(&a, BODY_MAX);
	rc = item_read(body, &a, &item);
	arena_done(&a);
	if (rc != 0)
		return rc;
	return item.kind == LEDGER_ERASE ? 0 : ERR_SYNTAX;
}

static unsigned
receipt_status(int status)
{
	switch (status) {
	case 0:
		return 200;
	case ERR_AUTH:
		return 403;
	case ERR_CONFLICT:
	case ERR_EXISTS:
		return 409;
	case ERR_INVAL:
	case ERR_LIMIT:
	case ERR_SYNTAX:
		return 400;
	default:
		return 503;
	}
}

int
console_receipt(int status, uint64_t index, struct buf *out)
{
	struct answer a = { .status = receipt_status(status),
		.type = SV("application/json") };
	struct json_write w;

	buf_init(&a.body, BODY_MAX);
	json_write_init(&w, &a.body);
	json_write_object(&w);
	json_write_key(&w, "recorded");
	json_write_bool(&w, status == 0);
	if (status == 0) {
		json_write_key(&w, "index");
		json_write_u64(&w, index);
	} else {
		json_write_member(&w, "error", sv_cstr(err_text(status)));
	}
	json_write_object_end(&w);
	buf_add_char(&a.body, '\n');
	return write_answer(&a, out);
}

int
console_answer(const struct console_view *view, const struct gate *gate,
    const struct http1_head *head, struct buf *out)
{
	const struct gate_refusal *refusal = gate_check(gate, head);
	struct answer a = { .head_only = head->method == HTTP1_M_HEAD };
	struct sv path = head->path;
	int rc = 0;

	buf_init(&a.body, BODY_MAX);
	if (refusal != NULL)
		say(&a, refusal->status, refusal->text);
	else if (head->method != HTTP1_M_GET && head->method != HTTP1_M_HEAD)
		say(&a, 405, SV("GET or HEAD"));
	else
		rc = answer_path(view, sv_cut(&path, '?'), &a);
	if (rc != 0) {
		buf_done(&a.body);
		return rc;
	}
	return write_answer(&a, out);
}
