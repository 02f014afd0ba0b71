/*
 * JSON into fields: keys, strings and numbers; true, false and null say
 * nothing that could be found. The reader's own stack knows kinds of levels;
 * ours knows their steps and counts elements. A lone surrogate is read as
 * U+FFFD: what stands beside it must be seen all the same.
 */
#include "base/err.h"
#include "base/json.h"
#include "inspect/fields.h"
#include "inspect/text.h"
#include "inspect/layers.h"

struct level {
	uint32_t step;
	uint32_t index;		/* of the next element; FIELD_MEMBER: object */
	struct sv label;	/* nearest key, for the elements of an array */
};

struct reading {
	struct document *doc;
	struct json j;
	uint32_t layer;
	uint32_t base;		/* offset of the text in the layer */
	struct level levels[JSON_MAX_DEPTH + 1];
};

/* Where `ev` stands; counts it if it is an element. */
static struct spot
spot_of(struct reading *r, const struct json_event *ev, unsigned depth)
{
	struct level *l = &r->levels[depth];
	struct spot at = {
		.layer = r->layer, .start = r->base + (uint32_t)ev->start,
		.end = r->base + (uint32_t)ev->end, .step = l->step,
		.index = l->index, .label = l->label,
	};

	if (l->index < INDEX_WHOLE)
		l->index++;
	return at;
}

static int
add_string(struct reading *r, const struct json_event *ev)
{
	struct spot at = spot_of(r, ev, r->j.depth);
	struct sv text;
	int err;

	err = json_string(&r->j, ev, r->doc->arena, &text);
	if (err != 0)
		return err;
	at.coding = CODING_JSON_STRING;
	return text_add(r->doc, &at, text);
}

static int
add_key(struct reading *r, const struct json_event *ev)
{
	struct level *l = &r->levels[r->j.depth];
	struct spot at = spot_of(r, ev, r->j.depth);
	int err;

	err = json_string(&r->j, ev, r->doc->arena, &l->label);
	if (err != 0)
		return err;
	at.coding = CODING_JSON_STRING;
	at.role = FIELD_KEY;
	return layers_add_field(r->doc, &at, l->label);
}

static int
add_number(struct reading *r, const struct json_event *ev)
{
	struct spot at = spot_of(r, ev, r->j.depth);

	at.coding = CODING_JSON_NUMBER;
	return layers_add_field(r->doc, &at, json_raw(&r->j, ev));
}

/* A container opens: depth already counts it. */
static int
open_level(struct reading *r, const struct json_event *ev)
{
	struct spot at = spot_of(r, ev, r->j.depth - 1);
	struct level *l = &r->levels[r->j.depth];
	int err;

	l->step = at.step;
	l->label = at.label;
	l->index = ev->type == JSON_OBJECT ? FIELD_MEMBER : 0;
	if (at.index == INDEX_WHOLE)
		return 0;
	err = layers_add_step(r->doc, at.step, at.label, at.index, &l->step);
	if (err == 0)
		r->doc->steps[l->step].is_nested =
		    r->doc->steps[at.step].is_nested;
	return err;
}

static int
add_event(struct reading *r, const struct json_event *ev)
{
	switch (ev->type) {
	case JSON_KEY:
		return add_key(r, ev);
	case JSON_STRING:
		return add_string(r, ev);
	case JSON_NUMBER:
		return add_number(r, ev);
	case JSON_OBJECT:
	case JSON_ARRAY:
		return open_level(r, ev);
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		(void)spot_of(r, ev, r->j.depth);
		break;
	case JSON_OBJECT_END:
	case JSON_ARRAY_END:
	case JSON_END:
		break;
	}
	return 0;
}

int
fields_json_range(struct document *doc, uint32_t layer, size_t start,
    size_t end, uint32_t step)
{
	struct reading r;
	struct json_event ev;
	int err;

	r.doc = doc;
	r.layer = layer;
	r.base = (uint32_t)start;
	r.levels[0] = (struct level){ .step = step, .index = INDEX_WHOLE,
		.label = doc->layers[layer].label };
	json_init(&r.j, sv_slice(doc->layers[layer].text, start, end),
	    doc->limits->depth);
	json_take_lone(&r.j);
	for (;;) {
		err = json_next(&r.j, &ev);
		if (err != 0 || ev.type == JSON_END)
			return err;
		err = add_event(&r, &ev);
		if (err != 0)
			return err;
	}
}

int
fields_json(struct document *doc, uint32_t layer)
{
	struct sv text = doc->layers[layer].text;
	size_t mark = sv_starts(text, SV("\xef\xbb\xbf")) ? 3 : 0;

	return fields_json_range(doc, layer, mark, text.len,
	    doc->layers[layer].step);
}
