#include "audit/event.h"

#include "audit/field.h"
#include "base/json_write.h"

int
event_write_policy(const struct event_policy *p, struct buf *b)
{
	size_t from = b->len;
	struct json_write w;

	field_begin(&w, b);
	field_name(&w, "actor", p->actor);
	field_hash(&w, "catalogue", p->catalogue);
	field_id(&w, "id", p->id);
	field_hash(&w, "law", p->law);
	field_hash(&w, "policy", p->policy);
	field_time(&w, "time", p->time_ns);
	field_name(&w, "type", SV("policy"));
	field_count(&w, "v", RECORD_VERSION);
	return field_end(&w, from);
}

int
event_write_admin(const struct event_admin *a, struct buf *b)
{
	size_t from = b->len;
	struct json_write w;

	field_begin(&w, b);
	field_name(&w, "action", a->action);
	field_name(&w, "actor", a->actor);
	field_digest(&w, "detail", &a->detail);
	field_id(&w, "id", a->id);
	field_name(&w, "result", a->result);
	field_name(&w, "target", a->target);
	field_time(&w, "time", a->time_ns);
	field_name(&w, "type", SV("admin"));
	field_count(&w, "v", RECORD_VERSION);
	return field_end(&w, from);
}

int
event_write_bypass(const struct event_bypass *y, struct buf *b)
{
	size_t from = b->len;
	struct json_write w;

	field_begin(&w, b);
	field_name(&w, "address", y->address);
	field_count(&w, "bytes_received", y->bytes_received);
	field_count(&w, "bytes_sent", y->bytes_sent);
	field_name(&w, "client", y->client);
	field_name(&w, "host", y->host);
	field_id(&w, "id", y->id);
	field_count(&w, "port", y->port);
	field_name(&w, "reason", y->reason);
	field_time(&w, "time", y->time_ns);
	field_name(&w, "type", SV("bypass"));
	field_count(&w, "v", RECORD_VERSION);
	return field_end(&w, from);
}

int
event_write_heartbeat(const struct event_heartbeat *h, struct buf *b)
{
	size_t from = b->len;
	struct json_write w;

	field_begin(&w, b);
	field_time(&w, "from", h->from_ns);
	field_id(&w, "id", h->id);
	field_count(&w, "open", h->open);
	field_count(&w, "records", h->records);
	field_time(&w, "time", h->time_ns);
	field_name(&w, "type", SV("heartbeat"));
	field_count(&w, "v", RECORD_VERSION);
	return field_end(&w, from);
}
