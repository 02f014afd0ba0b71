/*
 * The tables' paths are matched all at once while the event is read: each open
 * container has the set of paths (a bit each) that lead into it, and what
 * leads nowhere is skipped. An index may stand after the text that it names,
 * so indices are noted with their place (the element numbers of the arrays
 * around them) and looked up at the end.
 */
#include "inspect/answer/delta.h"

#include "base/err.h"
#include "base/json.h"

enum { KIND_DELTA, KIND_FLUSH, KIND_LANE };
enum { INDICES = 128 };

/* The numbers of the elements on the way to a value, outermost first. */
struct place {
	uint32_t elements[DELTA_ARRAYS];
};

struct level {
	uint64_t paths;		/* that lead here */
	uint64_t member;	/* that lead to the present member */
	uint32_t element;
	bool is_array;
};

struct reading {
	const struct delta_plan *plan;
	struct json json;
	struct delta_event *out;
	struct level levels[DELTA_STEPS + 1];
	unsigned depth;			/* levels in use */
	uint64_t value;			/* paths that lead to this value */
	struct place part_places[DELTA_PARTS];
	struct place end_places[DELTA_ENDS];
	struct {
		const char *path;
		struct place place;
		int64_t value;
	} indices[INDICES];
	size_t nindices;
};

/* Cut `text` into steps; false if it has too many. */
static bool
parse_path(struct delta_path *path, struct sv text)
{
	struct sv step;

	path->nsteps = 0;
	while (text.ptr != NULL) {
		bool element;

		step = sv_cut(&text, '.');
		element = sv_ends(step, SV("[]"));
		if (path->nsteps + 1U + element > DELTA_STEPS)
			return false;
		path->steps[path->nsteps++] =
		    sv_slice(step, 0, step.len - (element ? 2 : 0));
		if (element)
			path->steps[path->nsteps++] = (struct sv){ NULL, 0 };
	}
	return true;
}

static void
add_path(struct delta_plan *plan, const char *text, unsigned kind, size_t row)
{
	struct delta_path *path = &plan->paths[plan->npaths];

	if (text == NULL || plan->npaths == DELTA_PATHS)
		return;
	path->kind = (uint8_t)kind;
	path->row = (uint8_t)row;
	if (parse_path(path, sv_cstr(text)))
		plan->npaths++;
}

/* The paths of a row's lane, unless an earlier row has the same. */
static void
add_lane(struct delta_plan *plan, const struct dialect_delta *rows, size_t row,
    size_t key)
{
	const char *text = rows[row].lane[key];

	for (size_t i = 0; text != NULL && i < row; i++)
		if (rows[i].lane[key] != NULL &&
		    strcmp(rows[i].lane[key], text) == 0)
			return;
	add_path(plan, text, KIND_LANE + (unsigned)key, row);
}

void
delta_plan_init(struct delta_plan *plan, const struct dialect *dialect)
{
	const struct dialect_delta *rows;

	plan->dialect = dialect;
	plan->npaths = 0;
	if (dialect == NULL || dialect->deltas == NULL)
		return;
	rows = dialect->deltas;
	for (size_t i = 0; rows[i].path != NULL; i++) {
		add_path(plan, rows[i].path, KIND_DELTA, i);
		add_lane(plan, rows, i, 0);
		add_lane(plan, rows, i, 1);
	}
	if (dialect->flushes == NULL)
		return;
	for (size_t i = 0; dialect->flushes[i].path != NULL; i++)
		add_path(plan, dialect->flushes[i].path, KIND_FLUSH, i);
}

static const char *
lane_text(const struct reading *r, const struct delta_path *path)
{
	return r->plan->dialect->deltas[path->row]
	    .lane[path->kind - KIND_LANE];
}

static struct place
place_here(const struct reading *r)
{
	struct place place = { { 0 } };
	size_t n = 0;

	for (unsigned i = 0; i < r->depth && n < DELTA_ARRAYS; i++)
		if (r->levels[i].is_array)
			place.elements[n++] = r->levels[i].element;
	return place;
}

/* Is the value one that ends lanes by `row`? */
static bool
flushes(const struct reading *r, const struct dialect_flush *row,
    const struct json_event *ev)
{
	if (row->value != NULL)
		return ev->type == JSON_STRING &&
		    json_is(&r->json, ev, sv_cstr(row->value));
	/* Some providers write "" where others write null. */
	return ev->type != JSON_NULL &&
	    !(ev->type == JSON_STRING && ev->end - ev->start == 2);
}

static void
take_index(struct reading *r, const char *path, const struct json_event *ev)
{
	size_t n = r->nindices;

	if (n < INDICES && ev->type == JSON_NUMBER &&
	    json_int(&r->json, ev, &r->indices[n].value) == 0) {
		r->indices[n].path = path;
		r->indices[n].place = place_here(r);
		r->nindices++;
	}
}

/* The value `ev` stands at the end of `path`. */
static void
take_value(struct reading *r, const struct delta_path *path,
    const struct json_event *ev)
{
	const struct dialect *d = r->plan->dialect;
	struct delta_event *out = r->out;

	if (path->kind == KIND_DELTA) {
		if (ev->type != JSON_STRING || out->nparts == DELTA_PARTS)
			return;
		r->part_places[out->nparts] = place_here(r);
		out->parts[out->nparts++] = (struct delta_part){
			.row = &d->deltas[path->row],
			.start = ev->start + 1,
			.len = ev->end - ev->start - 2,
		};
	} else if (path->kind == KIND_FLUSH) {
		const struct dialect_flush *row = &d->flushes[path->row];

		if (out->nends == DELTA_ENDS || !flushes(r, row, ev))
			return;
		r->end_places[out->nends] = place_here(r);
		out->ends[out->nends++].lane = row->lane;
	} else
		take_index(r, lane_text(r, path), ev);
}

static void
take_scalar(struct reading *r, const struct json_event *ev)
{
	const struct delta_path *paths = r->plan->paths;

	for (size_t i = 0; r->value >> i != 0 && i < r->plan->npaths; i++)
		if ((r->value >> i & 1) != 0 && paths[i].nsteps == r->depth)
			take_value(r, &paths[i], ev);
}

/* Of `set`, the paths whose next step is `key`; a NULL pointer: an element. */
static uint64_t
narrow(const struct reading *r, uint64_t set, const struct json_event *key)
{
	const struct delta_path *paths = r->plan->paths;
	size_t most = key == NULL ? 0 : key->end - key->start - 2;
	unsigned at = r->depth - 1;
	uint64_t kept = 0;

	for (size_t i = 0; i < DELTA_PATHS && set >> i != 0; i++) {
		const struct sv *step = &paths[i].steps[at];

		/* A name is never written shorter than it is. */
		if ((set >> i & 1) == 0 || at >= paths[i].nsteps ||
		    (key != NULL && step->len > most))
			continue;
		if (key == NULL ? step->ptr == NULL :
		    step->ptr != NULL && json_is(&r->json, key, *step))
			kept |= UINT64_C(1) << i;
	}
	return kept;
}

static int
open_container(struct reading *r, const struct json_event *ev)
{
	bool is_array = ev->type == JSON_ARRAY;

	if (r->value == 0 || r->depth > DELTA_STEPS)
		return json_skip(&r->json, ev);
	take_scalar(r, ev);	/* a flush by any value but null */
	r->levels[r->depth] = (struct level){
		.paths = r->value,
		.is_array = is_array,
	};
	r->depth++;
	if (is_array)
		r->levels[r->depth - 1].member = narrow(r, r->value, NULL);
	return 0;
}

/* After a value: the next one in this array is the next element. */
static void
next_value(struct reading *r)
{
	if (r->depth > 0 && r->levels[r->depth - 1].is_array)
		r->levels[r->depth - 1].element++;
}

static uint64_t
all_paths(const struct delta_plan *plan)
{
	return plan->npaths == DELTA_PATHS ? ~UINT64_C(0) :
	    (UINT64_C(1) << plan->npaths) - 1;
}

static int
take_event(struct reading *r, const struct json_event *ev)
{
	int err = 0;

	r->value = r->depth == 0 ? all_paths(r->plan) :
	    r->levels[r->depth - 1].member;
	switch (ev->type) {
	case JSON_KEY:
		r->levels[r->depth - 1].member = narrow(r,
		    r->levels[r->depth - 1].paths, ev);
		return 0;
	case JSON_OBJECT:
	case JSON_ARRAY: {
		unsigned depth = r->depth;

		err = open_container(r, ev);
		if (r->depth == depth)
			next_value(r);
		return err;
	}
	case JSON_OBJECT_END:
	case JSON_ARRAY_END:
		r->depth--;
		next_value(r);
		return 0;
	case JSON_STRING:
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		take_scalar(r, ev);
		next_value(r);
		return 0;
	case JSON_END:
		break;
	}
	return 0;
}

/*
 * The index that `path` names for what stands at `place`: the one noted in the
 * same elements, else the number of the innermost element itself.
 */
static int64_t
look_up(const struct reading *r, const char *path, const struct place *place)
{
	size_t arrays = 0;

	for (struct sv rest = sv_cstr(path); rest.ptr != NULL;)
		arrays += sv_ends(sv_cut(&rest, '.'), SV("[]"));
	if (arrays > DELTA_ARRAYS)
		arrays = DELTA_ARRAYS;
	for (size_t i = 0; i < r->nindices; i++)
		if (strcmp(r->indices[i].path, path) == 0 &&
		    memcmp(r->indices[i].place.elements, place->elements,
		    arrays * sizeof(place->elements[0])) == 0)
			return r->indices[i].value;
	return arrays == 0 ? 0 : place->elements[arrays - 1];
}

int
delta_read(const struct delta_plan *plan, struct sv data,
    struct delta_event *ret_event)
{
	struct reading r = { .plan = plan, .out = ret_event };
	struct json_event ev;
	int err;

	ret_event->nparts = 0;
	ret_event->nends = 0;
	json_init(&r.json, data, 0);
	json_take_lone(&r.json); /* the other half is in the next event */
	do {
		err = json_next(&r.json, &ev);
		if (err == 0)
			err = take_event(&r, &ev);
	} while (err == 0 && ev.type != JSON_END);
	if (err != 0)
		return err;
	for (size_t i = 0; i < ret_event->nparts; i++) {
		struct delta_part *part = &ret_event->parts[i];

		for (size_t k = 0; k < DELTA_LANE_KEYS; k++)
			part->lane[k] = part->row->lane[k] == NULL ? 0 :
			    look_up(&r, part->row->lane[k],
			    &r.part_places[i]);
	}
	for (size_t i = 0; i < ret_event->nends; i++)
		if (ret_event->ends[i].lane != NULL)
			ret_event->ends[i].key = look_up(&r,
			    ret_event->ends[i].lane, &r.end_places[i]);
	return 0;
}

bool
delta_ends(const struct delta_end *end, const struct delta_part *part)
{
	if (end->lane == NULL)
		return true;
	for (size_t k = 0; k < DELTA_LANE_KEYS; k++)
		if (part->row->lane[k] != NULL && part->lane[k] == end->key &&
		    strcmp(part->row->lane[k], end->lane) == 0)
			return true;
	return false;
}
