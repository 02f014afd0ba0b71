/*
 * Resolving a destination. For processing and storage:
 *
 *	1. structure: what the catalogue says of the host;
 *	2. contract: what the policy declares; it replaces the structure unless
 *	   the two have nothing in common, then both hold;
 *	3. request: what path, model id or body ask for. It replaces a
 *	   structure it agrees with, is joined to a contract, and where it
 *	   contradicts either, or says "any", the axis is open.
 *
 * Control is joined from the operator and the region; provenance comes from
 * the contract or the model. At the end the law gives each country its zone,
 * and the worst of processing and storage counts.
 */
#include "rules/destination.h"

#include "base/buf.h"
#include "base/encode.h"
#include "base/err.h"
#include "rules/book.h"
#include "rules/tables.h"

enum { MODEL_MAX = 512 };

static const char *const axis_names[] = {
	[AXIS_PROCESSING] = "processing",
	[AXIS_STORAGE] = "storage",
	[AXIS_CONTROL] = "control",
	[AXIS_PROVENANCE] = "provenance",
};

static const char *const evidence_names[] = {
	[EVIDENCE_NONE] = "none",
	[EVIDENCE_ASSERTED] = "asserted",
	[EVIDENCE_OBSERVED] = "observed",
	[EVIDENCE_STRUCTURAL] = "structural",
	[EVIDENCE_DECLARED] = "declared",
};

static const char *const tool_names[] = {
	[TOOL_NONE] = "none",
	[TOOL_ADEQUACY] = "adequacy",
	[TOOL_DPF] = "dpf",
	[TOOL_SCC] = "scc",
	[TOOL_BCR] = "bcr",
	[TOOL_CODE] = "code",
	[TOOL_ADHOC] = "adhoc",
};

static const char *const note_texts[DESTINATION_NOTES] = {
	"the host is in no table",
	"the host is known, but only a contract can say where it computes",
	"the region is in no table",
	"host, contract, path and model id contradict each other",
	"the model id, or its prefix, is in no table",
	"the model id allows any region",
	"the region asked for, or left open, may be any",
	"the region asked for is in no table",
	"the declared transfer tool is past its review date",
	"the EU-US framework is suspended by the policy",
	"the request goes beyond what is declared",
};

const char *
destination_axis_name(enum axis axis)
{
	return axis_names[axis];
}

const char *
destination_evidence_name(enum evidence evidence)
{
	return evidence_names[evidence];
}

const char *
destination_tool_name(enum tool_kind tool)
{
	return tool_names[tool];
}

const char *
destination_note_text(unsigned bit)
{
	return bit < DESTINATION_NOTES ? note_texts[bit] : "";
}

/* One resolution in the making. */
struct work {
	const struct policy *policy;
	const struct catalogue *catalogue;
	const struct destination_query *q;
	const struct endpoint *endpoint;	/* or NULL */
	const struct declared *declared;	/* or NULL */
	const struct region *region;		/* of the host, or NULL */
	struct hosts_capture capture;
	struct sv path;				/* without query */
	struct sv model;			/* from body or path */
	char model_text[MODEL_MAX];
	struct destination *d;
};

static void
set_axis(struct work *w, enum axis axis, const struct places *places,
    enum evidence evidence)
{
	w->d->axis[axis].places = *places;
	w->d->axis[axis].evidence = evidence;
}

static void
set_open(struct work *w, enum axis axis)
{
	w->d->axis[axis].places.open = true;
}

/* An endpoint of `hosts` for the host whose row holds now, or NULL. */
static const struct endpoint *
find_endpoint(struct work *w, const struct hosts *hosts,
    const struct endpoint *rows, struct sv host)
{
	const struct hosts_pattern *p = hosts_find(hosts, host, w->q->port,
	    w->path, &w->capture);
	const struct endpoint *e = p == NULL ? NULL : &rows[p->value];

	if (e == NULL || w->q->now_ns < e->from_ns || w->q->now_ns >= e->to_ns)
		return NULL;
	return e;
}

static void
find_rows(struct work *w, struct sv host)
{
	const struct catalogue *c = w->catalogue;
	const struct hosts_pattern *p;
	struct sv cloud;

	w->endpoint = find_endpoint(w, &c->hosts, c->endpoints, host);
	if (w->endpoint == NULL)
		w->endpoint = find_endpoint(w, &c->domains, c->domain_rows,
		    host);
	if (w->endpoint != NULL && w->capture.region.len > 0) {
		cloud = w->endpoint->cloud;
		if (sv_eq(cloud, SV("{cloud}")))
			cloud = w->capture.cloud;
		w->region = region_find(&c->regions, cloud, w->capture.region,
		    w->q->now_ns);
	}
	p = hosts_find(&w->policy->hosts, host, w->q->port, w->path, NULL);
	if (p != NULL)
		w->declared = &w->policy->declared[
		    w->policy->host_owner[p->value]];
	if (w->declared != NULL && w->q->now_ns >= w->declared->until_ns)
		w->declared = NULL;
}

/* Step 1 for one axis. */
static void
take_structure(struct work *w, enum axis axis, enum place_rule rule,
    const struct places *constant)
{
	static const struct places nowhere = { .open = true };

	switch (rule) {
	case PLACE_SAME:
		w->d->axis[axis] = w->d->axis[AXIS_PROCESSING];
		return;
	case PLACE_CONST:
		set_axis(w, axis, constant, EVIDENCE_STRUCTURAL);
		return;
	case PLACE_HOST:
		if (w->region != NULL) {
			set_axis(w, axis, &w->region->places,
			    EVIDENCE_STRUCTURAL);
			return;
		}
		w->d->notes |= NOTE_REGION_UNKNOWN;
		break;
	case PLACE_NONE:
		w->d->notes |= NOTE_UNDECLARED;
		break;
	}
	set_axis(w, axis, &nowhere, EVIDENCE_NONE);
}

static void
apply_structure(struct work *w)
{
	static const struct places nowhere = { .open = true };
	const struct endpoint *e = w->endpoint;
	struct destination *d = w->d;

	for (unsigned a = 0; a < AXES; a++)
		set_axis(w, (enum axis)a, &nowhere, EVIDENCE_NONE);
	if (e == NULL) {
		d->notes |= NOTE_UNLISTED;
		return;
	}
	d->provider = e->provider;
	d->operator = e->operator;
	d->category = e->category;
	d->dialect = e->dialect;
	d->source = e->source;
	take_structure(w, AXIS_PROCESSING, e->processing,
	    &e->processing_places);
	take_structure(w, AXIS_STORAGE, e->storage, &e->storage_places);
	set_axis(w, AXIS_CONTROL, &e->control, EVIDENCE_STRUCTURAL);
	if (w->region != NULL)
		places_join(&d->axis[AXIS_CONTROL].places,
		    &w->region->control);
	if (e->control.open)
		d->axis[AXIS_CONTROL].evidence = EVIDENCE_NONE;
}

/* Step 2. A contract that has nothing in common with the host is doubted. */
static void
apply_contract(struct work *w)
{
	const struct declared *k = w->declared;
	struct destination *d = w->d;

	if (k == NULL)
		return;
	d->declared = true;
	d->notes &= ~(unsigned)(NOTE_UNLISTED | NOTE_UNDECLARED);
	if (k->provider.len > 0)
		d->provider = k->provider;
	if (k->operator.len > 0)
		d->operator = k->operator;
	d->certified = k->certified.items;
	d->ncertified = k->certified.n;
	for (unsigned a = 0; a < AXES; a++) {
		struct destination_axis *x = &d->axis[a];
		struct places structure = x->places;

		if (((k->axes >> a) & 1) == 0)
			continue;
		set_axis(w, (enum axis)a, &k->axis[a], EVIDENCE_DECLARED);
		if (structure.open || places_intersect(&structure,
		    &x->places) || a >= AXIS_CONTROL)
			continue;
		places_join(&x->places, &structure);
		d->notes |= NOTE_REGION_CONFLICT;
	}
	if (d->axis[AXIS_PROCESSING].places.open ||
	    d->axis[AXIS_STORAGE].places.open)
		d->notes |= NOTE_UNDECLARED;
}

/* The request is for somewhere that nobody can name. */
static void
open_processing(struct work *w, unsigned note)
{
	set_open(w, AXIS_PROCESSING);
	w->d->notes |= note;
}

/* The request is for `places`; see step 3. */
static void
narrow_processing(struct work *w, const struct places *places)
{
	struct destination_axis *x = &w->d->axis[AXIS_PROCESSING];

	if (x->evidence == EVIDENCE_DECLARED) {
		if (!places_within(places, &x->places))
			w->d->notes |= NOTE_DECLARED_WIDER;
		places_join(&x->places, places);
		return;
	}
	set_axis(w, AXIS_PROCESSING, places, EVIDENCE_STRUCTURAL);
	w->d->notes &= ~(unsigned)NOTE_UNDECLARED;
}

/* Bedrock: /model/{id}/converse, the id percent-encoded. */
static void
model_from_path(struct work *w)
{
	struct sv rest = w->path;
	struct buf b;

	if (!sv_starts(rest, SV("/model/")))
		return;
	rest = sv_slice(rest, 7, rest.len);
	buf_init(&b, MODEL_MAX);
	if (encode_unpercent(&b, sv_cut(&rest, '/')) != 0 ||
	    buf_err(&b) != 0) {
		w->model = SV("?");
	} else {
		memcpy(w->model_text, b.ptr, b.len);
		w->model = sv_make(w->model_text, b.len);
	}
	buf_done(&b);
}

static void
apply_model(struct work *w)
{
	struct places places = { .open = false };
	const struct places *host = w->region != NULL ? &w->region->places
	    : &w->endpoint->processing_places;

	model_from_path(w);
	if (w->model.len == 0) {
		w->d->pending = w->q->body_pending;
		return;
	}
	switch (model_find_route(&w->catalogue->models, w->endpoint->cloud,
	    w->capture.region, host, w->model, &places)) {
	case MODEL_IN_REGION:
		return;
	case MODEL_IN_PLACES:
		places_join(&places, host);
		narrow_processing(w, &places);
		return;
	case MODEL_ANYWHERE:
		open_processing(w, NOTE_MODEL_GLOBAL);
		return;
	case MODEL_UNKNOWN:
		open_processing(w, NOTE_MODEL_UNKNOWN);
		return;
	case MODEL_CONFLICT:
		open_processing(w, NOTE_REGION_CONFLICT);
		return;
	}
}

/* An encoded '/' or letter could hide a segment. */
static bool
hides_segments(struct sv path)
{
	for (size_t i = 0; i + 1 < path.len; i++) {
		if (path.ptr[i] == '%' && (path.ptr[i + 1] == '2' ||
		    path.ptr[i + 1] == '6' || path.ptr[i + 1] == '7'))
			return true;
	}
	return false;
}

/* Vertex: every `/locations/x/` of the path must agree with the host. */
static void
apply_path(struct work *w)
{
	const struct places *host = w->endpoint->processing == PLACE_CONST
	    ? &w->endpoint->processing_places
	    : w->region != NULL ? &w->region->places : NULL;
	struct sv rest = w->path, segment;
	const struct region *r;
	bool next = false;

	if (hides_segments(rest)) {
		open_processing(w, NOTE_REGION_UNKNOWN);
		return;
	}
	while (rest.ptr != NULL) {
		segment = sv_cut(&rest, '/');
		if (next) {
			r = region_find(&w->catalogue->regions,
			    w->endpoint->cloud, segment, w->q->now_ns);
			if (r == NULL)
				open_processing(w, NOTE_REGION_UNKNOWN);
			else if (host == NULL ||
			    !places_equal(&r->places, host))
				open_processing(w, NOTE_REGION_CONFLICT);
		}
		next = sv_eq(segment, SV("locations"));
	}
}

/* Anthropic: `inference_geo` of the body. */
static void
apply_body(struct work *w)
{
	struct sv hint = w->q->region_hint;
	struct places places = { .open = false };

	w->d->pending = w->q->body_pending && hint.ptr == NULL;
	if (hint.ptr == NULL) {
		if (w->d->axis[AXIS_PROCESSING].evidence != EVIDENCE_DECLARED)
			w->d->notes |= NOTE_HINT_GLOBAL;
		return;
	}
	if (sv_eq(hint, SV("us"))) {
		places_add(&places, places_index(SV("US")));
		narrow_processing(w, &places);
		return;
	}
	open_processing(w, sv_eq(hint, SV("global")) ? NOTE_HINT_GLOBAL
	    : NOTE_HINT_UNKNOWN);
}

static void
apply_request(struct work *w)
{
	if (w->endpoint == NULL)
		return;
	switch (w->endpoint->request) {
	case REQUEST_NONE:
		return;
	case REQUEST_MODEL:
		apply_model(w);
		return;
	case REQUEST_PATH:
		apply_path(w);
		return;
	case REQUEST_BODY:
		apply_body(w);
		return;
	}
}

/* Services that run no models, so that no model id is no doubt. */
static bool
runs_no_model(const struct work *w)
{
	static const struct sv categories[] = { SV_INIT("object-storage"),
		SV_INIT("vector-db"), SV_INIT("observability"),
		SV_INIT("control-plane"), SV_INIT("saas") };

	for (size_t i = 0; w->endpoint != NULL && i < NELEMS(categories); i++) {
		if (sv_eq(w->endpoint->category, categories[i]))
			return true;
	}
	return false;
}

static void
apply_provenance(struct work *w)
{
	struct places places = { .open = false };

	if (w->d->axis[AXIS_PROVENANCE].evidence == EVIDENCE_DECLARED)
		return;
	if (w->model.len > 0)
		model_provenance(&w->catalogue->models, w->model,
		    w->q->now_ns, &places);
	else
		places.open = !runs_no_model(w);
	if (w->model.len > 0 && places.open)
		w->d->notes |= NOTE_MODEL_UNKNOWN;
	set_axis(w, AXIS_PROVENANCE, &places, places.open ? EVIDENCE_NONE
	    : EVIDENCE_STRUCTURAL);
	w->d->model_pending = w->model.len == 0 && w->q->body_pending;
}

static void
judge(struct work *w)
{
	const struct declared *k = w->declared;
	struct destination *d = w->d;
	struct law_case c = { .now_ns = w->q->now_ns,
		.home = w->policy->home,
		.dpf_suspended = w->policy->dpf_suspended };
	struct places where = d->axis[AXIS_PROCESSING].places;
	struct law_finding f;

	if (k != NULL && k->has_zone && k->zone == ZONE_PERIMETER) {
		d->zone = ZONE_PERIMETER;
		return;
	}
	if (k != NULL) {
		c.tools = k->tools;
		c.ntools = k->ntools;
	}
	places_join(&where, &d->axis[AXIS_STORAGE].places);
	if (places_is_empty(&d->axis[AXIS_PROCESSING].places) ||
	    places_is_empty(&d->axis[AXIS_STORAGE].places))
		where.open = true;
	f = law_judge(&w->catalogue->law, &c, &where);
	d->zone = f.zone;
	d->tool = f.kind;
	d->notes |= f.notes;
	if (f.tool != NULL)
		d->tool_ref = f.tool->ref;
	if (k != NULL && k->has_zone && k->zone > d->zone)
		d->zone = k->zone;
}

void
destination_resolve(const struct policy *policy,
    const struct destination_query *q, struct destination *ret)
{
	struct work w = { .policy = policy, .catalogue = policy->catalogue,
		.q = q, .model = q->model, .d = ret };
	struct sv rest = q->path;
	char text[HOSTS_NAME_BYTES];
	struct sv host;

	w.path = sv_cut(&rest, '?');
	*ret = (struct destination){ .zone = ZONE_UNKNOWN };
	if (hosts_normalise(q->host, text, &host) == 0)
		find_rows(&w, host);
	apply_structure(&w);
	apply_contract(&w);
	apply_request(&w);
	apply_provenance(&w);
	judge(&w);
}
