/*
 * JSON into fields: keys, strings and numbers; true, false and null say
 * nothing that could be found. The reader's own stack knows kinds of levels;
 * ours knows their steps and counts elements. A lone surrogate is read as
 * U+FFFD: what stands beside it must be seen all the same.
 *
 * Where rows are lists, the label of a cell is the header of its column: that
 * of the list of names in the same object, before the rows, or else of the
 * first row. Where each line is a row, the first line's names are remembered.
 */
#include "base/err.h"
#include "base/json.h"
#include "inspect/body/bytelist.h"
#include "inspect/body/fields.h"
#include "inspect/grid/grid.h"
#include "inspect/body/text.h"
#include "inspect/body/layers.h"

struct level {
	uint32_t step;
	uint32_t index;		/* of the next element; FIELD_MEMBER: object */
	struct sv label;	/* nearest key, for the elements of an array */
	bool is_buffer;		/* it has a string "Buffer": Node.js */
	struct fields_names *collects;	/* its strings are these, or NULL */
	struct fields_names *columns;	/* of the lists in it, or NULL */
	const struct fields_names *labels;	/* of its elements, or NULL */
};

struct reading {
	struct document *doc;
	struct json j;
	uint32_t layer;
	uint32_t base;		/* offset of the text in the layer */
	struct fields_names *rows;	/* of lists that are lines, or NULL */
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

	if (l->labels != NULL && !l->labels->none &&
	    l->index < l->labels->count &&
	    l->labels->items[l->index].len > 0)
		at.label = l->labels->items[l->index];
	if (l->index < INDEX_WHOLE)
		l->index++;
	return at;
}

/* `text` is the next header, unless it can be none, or one of many. */
static int
collect(struct reading *r, struct fields_names *n, struct sv text)
{
	void *room = n->items;
	int err;

	n->none = n->none || n->count == GRID_COLUMNS ||
	    (text.len > 0 && !grid_is_name(text));
	if (n->none)
		return 0;
	err = arena_vec_room(r->doc->arena, &room, n->count, &n->cap,
	    sizeof(*n->items));
	if (err != 0)
		return err;
	n->items = room;
	n->items[n->count++] = text;
	return 0;
}

/* A string in a level that collects: of an object its "name" counts. */
static int
collect_string(struct reading *r, struct sv text)
{
	const struct level *l = &r->levels[r->j.depth];
	struct fields_names *n = l->collects;

	if (n == NULL)
		return 0;
	if (l->index != FIELD_MEMBER)
		return collect(r, n, text);
	if (!sv_eq(l->label, SV("name")))
		return 0;
	/* The objects before this one had one each. */
	n->none = n->none || l[-1].index != n->count + 1;
	return collect(r, n, text);
}

/* What is no string is no header either. */
static void
spoil(struct reading *r, unsigned depth)
{
	const struct level *l = &r->levels[depth];

	if (l->collects != NULL && l->index != FIELD_MEMBER)
		l->collects->none = true;
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
	if (sv_eq(text, SV("Buffer")))
		r->levels[r->j.depth].is_buffer = true;
	err = text_add(r->doc, &at, text);
	return err != 0 ? err : collect_string(r, text);
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

	spoil(r, r->j.depth);
	at.coding = CODING_JSON_NUMBER;
	return layers_add_field(r->doc, &at, json_raw(&r->j, ev));
}

/*
 * A list opens in the level above: of rows, of the names of their columns, or a
 * row. The first row is read for names where there are none.
 */
static int
open_list(struct reading *r, struct level *l, struct level *above)
{
	bool named = false;

	if (above->index == FIELD_MEMBER) {
		named = grid_is_key_of_names(above->label);
		if (!named && grid_is_key_of_rows(above->label))
			l->columns = above->columns;
	} else if (above->columns != NULL) {
		l->labels = above->columns;
	} else {
		named = above->index == 1;
	}
	if (!named)
		return 0;
	above->columns = arena_zalloc(r->doc->arena, 1,
	    sizeof(*above->columns));
	l->collects = above->columns;
	return above->columns == NULL ? ERR_NOMEM : 0;
}

/* The list that is all of a line: the first one has the names. */
static void
open_row(struct fields_names *rows, struct level *l)
{
	if (rows->begun)
		l->labels = rows;
	else
		l->collects = rows;
}

/* What the level that opens has to do with columns. */
static int
open_columns(struct reading *r, bool is_list)
{
	struct level *l = &r->levels[r->j.depth];
	struct level *above = &r->levels[r->j.depth - 1];

	l->collects = l->columns = NULL;
	l->labels = NULL;
	if (!is_list && above->collects != NULL &&
	    above->index != FIELD_MEMBER) {
		l->collects = above->collects;
		return 0;
	}
	spoil(r, r->j.depth - 1);
	if (r->j.depth == 1 && is_list && r->rows != NULL)
		open_row(r->rows, l);
	return is_list && r->j.depth > 1 ? open_list(r, l, above) : 0;
}

/*
 * A list that opens: if its numbers are the bytes of a text, that is a layer,
 * and the list is passed over; those of a Buffer that are no text are opaque.
 */
static int
take_bytes(struct reading *r, const struct json_event *ev, struct spot *at,
    bool *ret_taken)
{
	struct sv json = sv_slice(r->j.text, ev->start, r->j.text.len);
	unsigned above = r->j.depth - 1;
	struct bytelist list;
	int err = bytelist_read(json, r->doc->arena, &list);

	*ret_taken = false;
	if (err != 0 || list.count == 0)
		return err;
	at->end = at->start + (uint32_t)list.len;
	at->coding = CODING_JSON_BYTES;
	if (list.text.ptr != NULL) {
		err = text_add_bytes(r->doc, at, list.text, ret_taken);
	} else if (r->levels[above].is_buffer) {
		err = layers_add_opaque(r->doc, at, list.count);
		*ret_taken = true;
	}
	if (err != 0 || !*ret_taken)
		return err;
	spoil(r, above);
	return json_skip(&r->j, ev);
}

/* A container opens: depth already counts it. */
static int
open_level(struct reading *r, const struct json_event *ev)
{
	struct spot at = spot_of(r, ev, r->j.depth - 1);
	struct level *l = &r->levels[r->j.depth];
	bool taken = false;
	int err = ev->type == JSON_ARRAY ? take_bytes(r, ev, &at, &taken) : 0;

	if (err != 0 || taken)
		return err;
	l->step = at.step;
	l->label = at.label;
	l->is_buffer = false;
	l->index = ev->type == JSON_OBJECT ? FIELD_MEMBER : 0;
	err = open_columns(r, ev->type == JSON_ARRAY);
	if (err != 0 || at.index == INDEX_WHOLE)
		return err;
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
		spoil(r, r->j.depth);
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
    size_t end, uint32_t step, struct fields_names *rows)
{
	struct reading r;
	struct json_event ev;
	int err;

	r.doc = doc;
	r.layer = layer;
	r.base = (uint32_t)start;
	r.rows = rows;
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
	    doc->layers[layer].step, NULL);
}
