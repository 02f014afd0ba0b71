#include "inspect/body/layers.h"

#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/json_write.h"
#include "base/mem.h"

enum { PATH_MAX_STEPS = 512, VEC_START = 32 };

static const char *const place_names[] = {
	[PLACE_BODY] = "body",
	[PLACE_TARGET] = "target",
	[PLACE_HEADER] = "header",
	[PLACE_TRAILER] = "trailer",
};

/*
 * Like arena_vec_room(), but leaves the room as it is: fields come by the ten
 * thousand, and each is written whole.
 */
static int
make_room(struct arena *a, void **items, size_t count, size_t *cap,
    size_t size)
{
	size_t more = *cap == 0 ? VEC_START : *cap * 2, bytes;
	void *p;

	if (count < *cap)
		return 0;
	p = mem_mul(more, size, &bytes) ? arena_alloc(a, bytes) : NULL;
	if (p == NULL)
		return ERR_NOMEM;
	if (count > 0)
		memcpy(p, *items, count * size);
	*items = p;
	*cap = more;
	return 0;
}

int
layers_init(struct document *doc, struct arena *arena)
{
	uint32_t step;
	int err = 0;

	*doc = (struct document){ .arena = arena };
	doc->limits = &document_default_limits;
	for (size_t i = 0; err == 0 && i < NELEMS(place_names); i++)
		err = layers_add_step(doc, STEP_NONE, sv_cstr(place_names[i]),
		    FIELD_MEMBER, &step);
	return err;
}

uint32_t
layers_root(enum field_place place)
{
	return (uint32_t)place;
}

int
layers_add_step(struct document *doc, uint32_t parent, struct sv label,
    uint32_t index, uint32_t *ret)
{
	void *steps = doc->steps;
	struct step *s;

	if (doc->nsteps > doc->limits->fields + NELEMS(place_names))
		return ERR_FULL;
	if (make_room(doc->arena, &steps, doc->nsteps, &doc->cap_steps,
	    sizeof(*s)) != 0)
		return ERR_NOMEM;
	doc->steps = steps;
	s = &doc->steps[doc->nsteps];
	*s = (struct step){ .label = label, .parent = parent,
		.index = index };
	*ret = (uint32_t)doc->nsteps++;
	return 0;
}

int
layers_add_field(struct document *doc, const struct spot *at, struct sv text)
{
	void *fields = doc->fields;
	struct field *f;

	if (doc->nfields >= doc->limits->fields)
		return ERR_FULL;
	if (make_room(doc->arena, &fields, doc->nfields,
	    &doc->cap_fields, sizeof(*f)) != 0)
		return ERR_NOMEM;
	doc->fields = fields;
	f = &doc->fields[doc->nfields++];
	f->text = text;
	f->label = at->role == FIELD_KEY ? (struct sv){ NULL, 0 } : at->label;
	f->role = at->role;
	f->meaning = MEANING_NONE;
	f->layer = at->layer;
	f->start = at->start;
	f->end = at->end;
	f->step = at->step;
	f->index = at->index;
	f->place = doc->layers[at->layer].place;
	f->coding = (uint8_t)at->coding;
	doc->coverage.scanned++;
	return 0;
}

static int
add_layer(struct document *doc, const struct layer *layer, uint32_t *ret)
{
	void *layers = doc->layers;

	if (doc->nlayers > doc->limits->fields)
		return ERR_FULL;
	if (make_room(doc->arena, &layers, doc->nlayers,
	    &doc->cap_layers, sizeof(*layer)) != 0)
		return ERR_NOMEM;
	doc->layers = layers;
	doc->layers[doc->nlayers] = *layer;
	*ret = (uint32_t)doc->nlayers++;
	return 0;
}

int
layers_add_layer(struct document *doc, const struct spot *at, struct sv text,
    enum reader reader, uint32_t *ret)
{
	struct layer layer = {
		.text = text, .label = at->label, .parent = at->layer,
		.start = at->start, .end = at->end, .step = at->step,
		.coding = (uint8_t)at->coding, .reader = (uint8_t)reader,
		.place = doc->layers[at->layer].place,
		.depth = (uint8_t)(doc->layers[at->layer].depth + 1),
	};
	int err;

	if (at->index == INDEX_WHOLE)
		return add_layer(doc, &layer, ret);
	err = layers_add_step(doc, at->step, at->label, at->index,
	    &layer.step);
	if (err != 0)
		return err;
	doc->steps[layer.step].is_nested = true;
	return add_layer(doc, &layer, ret);
}

int
layers_add_root(struct document *doc, enum field_place place, struct sv text,
    enum reader reader)
{
	struct layer layer = {
		.text = text, .parent = LAYER_NONE, .step = layers_root(place),
		.place = (uint8_t)place, .reader = (uint8_t)reader,
	};
	uint32_t ignored;

	if (text.len > UINT32_MAX)
		return ERR_LIMIT;
	return add_layer(doc, &layer, &ignored);
}

int
layers_add_opaque(struct document *doc, const struct spot *at, size_t bytes)
{
	void *opaques = doc->opaques;

	if (make_room(doc->arena, &opaques, doc->nopaques,
	    &doc->cap_opaques, sizeof(struct opaque)) != 0)
		return ERR_NOMEM;
	doc->opaques = opaques;
	doc->opaques[doc->nopaques++] = (struct opaque){ .label = at->label,
		.step = at->step, .index = at->index, .bytes = bytes };
	return 0;
}

struct spot
layers_spot(const struct document *doc, uint32_t layer, size_t start,
    size_t end)
{
	return (struct spot){ .layer = layer, .start = (uint32_t)start,
		.end = (uint32_t)end, .step = doc->layers[layer].step,
		.index = INDEX_WHOLE, .label = doc->layers[layer].label };
}

struct layers_mark
layers_mark(const struct document *doc)
{
	return (struct layers_mark){ doc->nfields, doc->nlayers, doc->nsteps,
		doc->nopaques, doc->coverage };
}

void
layers_rollback(struct document *doc, const struct layers_mark *mark)
{
	doc->nfields = mark->nfields;
	doc->nlayers = mark->nlayers;
	doc->nsteps = mark->nsteps;
	doc->nopaques = mark->nopaques;
	doc->coverage = mark->coverage;
}

/* A name that needs no quotes in a path. */
static bool
is_plain_name(struct sv s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (!ascii_is_alnum(c) && c != '_' && c != '-')
			return false;
	}
	return s.len > 0;
}

void
layers_path_last(struct sv label, uint32_t index, struct buf *out)
{
	if (index == INDEX_WHOLE)
		return;
	if (index != FIELD_MEMBER) {
		buf_add_char(out, '[');
		buf_add_u64(out, index);
		buf_add_char(out, ']');
	} else if (is_plain_name(label)) {
		buf_add_char(out, '.');
		buf_add_sv(out, label);
	} else {
		buf_add_sv(out, SV("[\""));
		json_write_escaped(out, label);
		buf_add_sv(out, SV("\"]"));
	}
}

void
layers_path(const struct document *doc, uint32_t step, struct buf *out)
{
	uint32_t stack[PATH_MAX_STEPS];
	size_t n = 0;

	for (; step != STEP_NONE; step = doc->steps[step].parent)
		stack[n < PATH_MAX_STEPS ? n++ : n - 1] = step;
	ASSERT(n > 0);
	buf_add_sv(out, doc->steps[stack[n - 1]].label);
	for (n--; n > 0; n--)
		layers_path_last(doc->steps[stack[n - 1]].label,
		    doc->steps[stack[n - 1]].index, out);
}
