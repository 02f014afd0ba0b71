/*
 * The shell goes down from the event's root to the string, one container at a
 * time. Each is read twice: once over all its members, to copy what belongs in
 * the shell, and then again from the member that leads on to the string.
 *
 * Copied are, of the root, all scalars that are not long (ids, times, model,
 * type); below it nulls, `type` and the indices of the lane. Not role, id or
 * name: clients join strings of the same member.
 */
#include "base/json.h"
#include "inspect/answer/delta.h"

enum { LONGEST = 512 };		/* scalar that is copied */

struct shell {
	struct json json;
	const struct delta_part *part;
	struct buf *before;
	char closers[JSON_MAX_DEPTH];	/* in the order they were opened */
	unsigned depth;
};

/* The member or element that holds the string. */
struct way {
	bool found;
	struct json_event key, value;
	struct json json;		/* right after `value` */
};

static bool
is_lane_key(const struct shell *s, const struct json_event *key)
{
	for (size_t k = 0; k < DELTA_LANE_KEYS; k++) {
		struct sv path;

		if (s->part->row->lane[k] == NULL)
			continue;
		path = sv_cstr(s->part->row->lane[k]);
		for (struct sv rest = path; rest.ptr != NULL;)
			path = sv_cut(&rest, '.');
		if (json_is(&s->json, key, path))
			return true;
	}
	return false;
}

static bool
is_copied(const struct shell *s, const struct json_event *key,
    const struct json_event *value)
{
	if (value->end - value->start > LONGEST)
		return false;
	switch (value->type) {
	case JSON_STRING:
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
		break;
	case JSON_NULL:
		return true;
	case JSON_OBJECT:
	case JSON_OBJECT_END:
	case JSON_ARRAY:
	case JSON_ARRAY_END:
	case JSON_KEY:
	case JSON_END:
		return false;
	}
	if (s->depth == 1)
		return !json_is(&s->json, key, SV("obfuscation"));
	return json_is(&s->json, key, SV("type")) || is_lane_key(s, key);
}

static void
add_span(struct shell *s, const struct json_event *ev)
{
	buf_add_sv(s->before, sv_slice(s->json.text, ev->start, ev->end));
}

static void
add_key(struct shell *s, const struct json_event *key)
{
	add_span(s, key);
	buf_add_char(s->before, ':');
}

/*
 * Read one container, whose beginning was read, to its end; copy what belongs
 * in the shell and note the way on.
 */
static int
read_container(struct shell *s, bool is_array, struct way *way)
{
	struct json_event key = { 0 }, ev;
	int err;

	way->found = false;
	for (;;) {
		err = json_next(&s->json, &ev);
		if (err != 0 || ev.type == JSON_OBJECT_END ||
		    ev.type == JSON_ARRAY_END)
			return err;
		if (ev.type == JSON_KEY) {
			key = ev;
			continue;
		}
		way->json = s->json;
		way->value = ev;
		err = json_skip(&s->json, &ev);
		if (err != 0)
			return err;
		if (way->value.start < s->part->start &&
		    s->part->start < s->json.pos) {
			way->found = true;
			way->key = key;
			break;
		}
		if (!is_array && is_copied(s, &key, &ev)) {
			add_key(s, &key);
			add_span(s, &ev);
			buf_add_char(s->before, ',');
		}
	}
	return 0;
}

/* The rest of a container, past the way on. */
static int
read_rest(struct shell *s, bool is_array)
{
	struct way other;

	return read_container(s, is_array, &other);
}

static void
open_container(struct shell *s, bool is_array)
{
	buf_add_char(s->before, is_array ? '[' : '{');
	s->closers[s->depth++] = is_array ? ']' : '}';
}

void
delta_shell(struct sv data, const struct delta_part *part,
    struct buf *before, struct buf *after)
{
	struct shell s = { .part = part, .before = before };
	struct json_event ev;
	struct way way;
	bool is_array;
	int err;

	json_init(&s.json, data, 0);
	json_take_lone(&s.json);
	err = json_next(&s.json, &ev);
	while (err == 0 && (ev.type == JSON_OBJECT || ev.type == JSON_ARRAY)) {
		is_array = ev.type == JSON_ARRAY;
		open_container(&s, is_array);
		err = read_container(&s, is_array, &way);
		if (err == 0 && way.found)
			err = read_rest(&s, is_array);
		if (err != 0 || !way.found)
			break;
		if (!is_array)
			add_key(&s, &way.key);
		s.json = way.json;
		ev = way.value;
	}
	buf_add_char(before, '"');
	buf_add_char(after, '"');
	while (s.depth > 0)
		buf_add_char(after, s.closers[--s.depth]);
}
