#include "inspect/answer/restore.h"

#include "base/err.h"
#include "base/mem.h"
#include "inspect/answer/lane.h"
#include "inspect/body/mediatype.h"
#include "inspect/answer/restore_events.h"

enum { MAX_EVENT = 16 << 20 };

struct restorer {
	enum restore_mode mode;
	struct restore_stats stats;
	struct lane_config config;
	struct lane body;		/* unless RESTORE_EVENTS */
	struct restore_events *events;	/* if RESTORE_EVENTS */
};

static bool
is_one_of(struct sv type, const struct sv *types, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (sv_eq_nocase(type, types[i]))
			return true;
	return false;
}

static bool
ends_nocase(struct sv s, struct sv suffix)
{
	return s.len >= suffix.len &&
	    sv_eq_nocase(sv_slice(s, s.len - suffix.len, s.len), suffix);
}

enum restore_mode
restore_mode_of(struct sv content_type)
{
	static const struct sv json[] = {
		SV_INIT("application/json"), SV_INIT("text/json"),
		SV_INIT("application/x-ndjson"), SV_INIT("application/ndjson"),
		SV_INIT("application/jsonl"), SV_INIT("application/x-jsonl"),
		SV_INIT("application/json-lines"), SV_INIT("text/jsonl"),
		SV_INIT("application/json-seq"),
	};
	static const struct sv markup[] = {
		SV_INIT("text/html"), SV_INIT("text/xml"),
		SV_INIT("application/xml"),
	};
	struct sv type = mediatype_essence(content_type);

	if (sv_eq_nocase(type, SV("text/event-stream")))
		return RESTORE_EVENTS;
	if (is_one_of(type, json, NELEMS(json)) ||
	    ends_nocase(type, SV("+json")))
		return RESTORE_JSON;
	if (is_one_of(type, markup, NELEMS(markup)) ||
	    ends_nocase(type, SV("+xml")))
		return RESTORE_MARKUP;
	if (type.len == 0 || sv_starts_nocase(type, SV("text/")))
		return RESTORE_TEXT;
	return RESTORE_PASS;
}

static void
begin(struct restorer *r, const struct restore_config *config)
{
	switch (r->mode) {
	case RESTORE_PASS:
	case RESTORE_MARKUP:
		lane_init(&r->body, &r->config, NEST_PLAIN, LANE_MARKUP);
		break;
	case RESTORE_TEXT:
		lane_init(&r->body, &r->config, NEST_ANY, LANE_AS_IS);
		break;
	case RESTORE_JSON:
		lane_init(&r->body, &r->config, NEST_JSON, LANE_AS_IS);
		break;
	case RESTORE_EVENTS:
		restore_events_init(r->events, &r->config, config->dialect,
		    config->max_event == 0 ? MAX_EVENT : config->max_event);
		break;
	}
}

int
restore_new(const struct restore_config *config,
    struct restorer **ret_restorer)
{
	struct restorer *r = mem_calloc(1, sizeof(*r));

	if (r == NULL)
		return ERR_NOMEM;
	r->mode = restore_mode_of(config->content_type);
	if (r->mode == RESTORE_EVENTS) {
		r->events = mem_alloc(sizeof(*r->events));
		if (r->events == NULL) {
			mem_free(r);
			return ERR_NOMEM;
		}
	}
	r->config = (struct lane_config){
		.ops = config->ops,
		.stats = &r->stats,
		.in_urls = config->in_urls,
	};
	begin(r, config);
	*ret_restorer = r;
	return 0;
}

void
restore_free(struct restorer *r)
{
	if (r == NULL)
		return;
	if (r->mode == RESTORE_EVENTS)
		restore_events_done(r->events);
	else
		lane_done(&r->body);
	mem_free(r->events);
	mem_free(r);
}

int
restore_feed(struct restorer *r, struct sv in, struct buf *out)
{
	switch (r->mode) {
	case RESTORE_PASS:
		buf_add_sv(out, in);
		return buf_err(out);
	case RESTORE_TEXT:
	case RESTORE_MARKUP:
	case RESTORE_JSON:
		return lane_feed(&r->body, in, false, out);
	case RESTORE_EVENTS:
		break;
	}
	return restore_events_feed(r->events, in, out);
}

/* Bytes received and not yet passed on. */
static size_t
held(const struct restorer *r)
{
	return r->mode == RESTORE_EVENTS ? restore_events_held(r->events) :
	    r->body.held.len;
}

int
restore_finish(struct restorer *r, struct buf *out)
{
	int err = r->mode == RESTORE_EVENTS ?
	    restore_events_finish(r->events, out) :
	    lane_feed(&r->body, SV(""), true, out);

	ASSERT(err != 0 || held(r) == 0);
	return err;
}

void
restore_stats(const struct restorer *r, struct restore_stats *ret_stats)
{
	*ret_stats = r->stats;
}
