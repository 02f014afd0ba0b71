/*
 * The edits of a field become patches of the layer it stands in; the patches
 * of a layer become patches of its parent. Children have larger numbers than
 * their parents, so one pass from the last layer to the root does it all.
 */
#include <stdlib.h>

#include "base/err.h"
#include "base/utf8.h"
#include "inspect/body/document.h"
#include "inspect/body/recode.h"
#include "inspect/body/layers.h"

struct entry {
	struct patch patch;
	size_t number;		/* in the order they were added */
	struct entry *next;
};

struct rewrite {
	const struct document *doc;
	struct arena arena;
	struct entry **lists;	/* of each layer, unsorted */
	size_t nentries;
	size_t max;		/* bytes of a result */
};

static int
check_edit(const struct document *doc, const struct edit *e,
    const struct edit *before)
{
	const struct field *f;

	if (e->field >= doc->nfields)
		return ERR_INVAL;
	f = &doc->fields[e->field];
	if (e->start > e->end || e->end > f->text.len ||
	    !utf8_is_boundary(f->text, e->start) ||
	    !utf8_is_boundary(f->text, e->end) ||
	    !utf8_is_valid(e->replacement))
		return ERR_INVAL;
	if (before != NULL && (before->field > e->field ||
	    (before->field == e->field && before->end > e->start)))
		return ERR_INVAL;
	return 0;
}

static uint32_t
root_of(const struct document *doc, uint32_t layer)
{
	while (doc->layers[layer].parent != LAYER_NONE)
		layer = doc->layers[layer].parent;
	return layer;
}

/* What a patch replaces: a field's text, or a layer's, in a layer. */
struct place {
	uint32_t layer, start, end;
	enum coding coding;
	struct sv text;
};

static int
add_entry(struct rewrite *rw, uint32_t layer, const struct patch *patch)
{
	struct entry *e = arena_alloc(&rw->arena, sizeof(*e));

	if (e == NULL)
		return ERR_NOMEM;
	*e = (struct entry){ *patch, rw->nentries++, rw->lists[layer] };
	rw->lists[layer] = e;
	return 0;
}

/* Turn `patches` of the text at `p`, which change, into some of p->layer. */
static int
add_patches(struct rewrite *rw, const struct place *p,
    struct patch *patches, size_t n)
{
	const struct written w = { p->coding, sv_slice(
	    rw->doc->layers[p->layer].text, p->start, p->end), p->text };
	int err = recode(&w, patches, &n, &rw->arena, rw->max);

	for (size_t i = 0; err == 0 && i < n; i++) {
		patches[i].start += p->start;
		patches[i].end += p->start;
		err = add_entry(rw, p->layer, &patches[i]);
	}
	return err;
}

/* The edits [from, to), all of one field. */
static int
add_field(struct rewrite *rw, const struct edit *edits, size_t n)
{
	const struct field *f = &rw->doc->fields[edits->field];
	const struct place p = { f->layer, f->start, f->end,
		(enum coding)f->coding, f->text };
	struct patch *patches = arena_zalloc(&rw->arena, n, sizeof(*patches));

	if (patches == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		patches[i] = (struct patch){ edits[i].start, edits[i].end,
			edits[i].replacement };
	return add_patches(rw, &p, patches, n);
}

static int
add_edits(struct rewrite *rw, const struct edit *edits, size_t nedits,
    uint32_t root)
{
	size_t from = 0, to;
	int err;

	for (size_t i = 0; i < nedits; i++) {
		err = check_edit(rw->doc, &edits[i],
		    i == 0 ? NULL : &edits[i - 1]);
		if (err != 0)
			return err;
	}
	for (; from < nedits; from = to) {
		const struct field *f = &rw->doc->fields[edits[from].field];

		to = from + 1;
		while (to < nedits && edits[to].field == edits[from].field)
			to++;
		if (root_of(rw->doc, f->layer) != root)
			continue;
		err = add_field(rw, edits + from, to - from);
		if (err != 0)
			return err;
	}
	return 0;
}

/* By place; at the same place in the order in which they were asked for. */
static int
by_place(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a;
	const struct entry *y = *(struct entry *const *)b;

	if (x->patch.start != y->patch.start)
		return x->patch.start < y->patch.start ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* The patches of `layer`, sorted. */
static int
collect(struct rewrite *rw, uint32_t layer, struct patch **ret, size_t *ret_n)
{
	struct entry **sorted, *e;
	struct patch *patches;
	size_t n = 0;

	for (e = rw->lists[layer]; e != NULL; e = e->next)
		n++;
	sorted = arena_zalloc(&rw->arena, n, sizeof(struct entry *));
	patches = arena_zalloc(&rw->arena, n, sizeof(*patches));
	if (sorted == NULL || patches == NULL)
		return ERR_NOMEM;
	e = rw->lists[layer];
	for (size_t i = 0; i < n; i++, e = e->next)
		sorted[i] = e;
	qsort(sorted, n, sizeof(struct entry *), by_place);
	for (size_t i = 0; i < n; i++)
		patches[i] = sorted[i]->patch;
	*ret = patches;
	*ret_n = n;
	return 0;
}

static int
fold_layer(struct rewrite *rw, uint32_t layer)
{
	const struct layer *l = &rw->doc->layers[layer];
	const struct place p = { l->parent, l->start, l->end,
		(enum coding)l->coding, l->text };
	struct patch *patches;
	size_t n;
	int err;

	err = collect(rw, layer, &patches, &n);
	return err != 0 ? err : add_patches(rw, &p, patches, n);
}

static int
run(struct rewrite *rw, const struct edit *edits, size_t nedits,
    uint32_t root, struct buf *out)
{
	const struct document *doc = rw->doc;
	struct patch *patches;
	size_t n;
	int err;

	err = add_edits(rw, edits, nedits, root);
	for (size_t i = doc->nlayers; err == 0 && i-- > 0;)
		if (rw->lists[i] != NULL && i != root)
			err = fold_layer(rw, (uint32_t)i);
	if (err == 0)
		err = collect(rw, root, &patches, &n);
	if (err != 0)
		return err;
	return recode_apply(doc->layers[root].text, patches, n, out);
}

static int
rewrite_root(const struct document *doc, const struct edit *edits,
    size_t nedits, uint32_t root, struct buf *out)
{
	struct rewrite rw = { .doc = doc, .max = out->max };
	int err;

	if (nedits == 0) {
		buf_add_sv(out, doc->layers[root].text);
		return buf_err(out);
	}
	arena_init(&rw.arena, SIZE_MAX / 2);
	rw.lists = arena_zalloc(&rw.arena, doc->nlayers, sizeof(*rw.lists));
	err = rw.lists == NULL ? ERR_NOMEM :
	    run(&rw, edits, nedits, root, out);
	arena_done(&rw.arena);
	return err;
}

static uint32_t
root_number(const struct document *doc, enum field_place place, size_t number)
{
	switch (place) {
	case PLACE_BODY:
		return LAYER_BODY;
	case PLACE_TARGET:
		return LAYER_TARGET;
	case PLACE_HEADER:
		return (uint32_t)(LAYER_HEADERS + number);
	case PLACE_TRAILER:
		break;
	}
	return (uint32_t)(LAYER_HEADERS + doc->nheaders + number);
}

bool
document_is_edited(const struct document *doc, const struct edit *edits,
    size_t nedits, enum field_place place, size_t number)
{
	uint32_t root = root_number(doc, place, number);

	for (size_t i = 0; i < nedits; i++)
		if (edits[i].field < doc->nfields && root_of(doc,
		    doc->fields[edits[i].field].layer) == root)
			return true;
	return false;
}

int
document_rewrite(const struct document *doc, const struct edit *edits,
    size_t nedits, struct buf *out)
{
	return rewrite_root(doc, edits, nedits, LAYER_BODY, out);
}

int
document_rewrite_target(const struct document *doc,
    const struct edit *edits, size_t nedits, struct buf *out)
{
	return rewrite_root(doc, edits, nedits, LAYER_TARGET, out);
}

int
document_rewrite_header(const struct document *doc,
    const struct edit *edits, size_t nedits, size_t number, struct buf *out)
{
	return rewrite_root(doc, edits, nedits,
	    root_number(doc, PLACE_HEADER, number), out);
}

int
document_rewrite_trailer(const struct document *doc,
    const struct edit *edits, size_t nedits, size_t number, struct buf *out)
{
	return rewrite_root(doc, edits, nedits,
	    root_number(doc, PLACE_TRAILER, number), out);
}
