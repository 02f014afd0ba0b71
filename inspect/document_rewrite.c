/*
 * The edits of a field make one patch of the layer it stands in; the patches
 * of a layer make one patch of its parent. Children have larger numbers than
 * their parents, so one pass from the last layer to the root does it all.
 */
#include <stdlib.h>

#include "base/err.h"
#include "base/utf8.h"
#include "inspect/document.h"
#include "inspect/recode.h"
#include "inspect/layers.h"

struct entry {
	struct patch patch;
	struct entry *next;
};

struct rewrite {
	const struct document *doc;
	struct arena arena;
	struct entry **lists;	/* of each layer, unsorted */
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

/* The bytes of `layer` from `start` to `end`, as written. */
static struct sv
written(const struct document *doc, uint32_t layer, size_t start, size_t end)
{
	return sv_slice(doc->layers[layer].text, start, end);
}

/* What a patch replaces: a field's text, or a layer's, in a layer. */
struct place {
	uint32_t layer, start, end;
	enum coding coding;
	struct sv text;
};

/* Turn `patches` of the text at `p` into one patch of p->layer. */
static int
add_patch(struct rewrite *rw, const struct place *p,
    const struct patch *patches, size_t npatches)
{
	struct entry *e = arena_alloc(&rw->arena, sizeof(*e));
	struct buf b;
	int err;

	if (e == NULL)
		return ERR_NOMEM;
	buf_init(&b, rw->max);
	err = recode(p->coding, written(rw->doc, p->layer, p->start, p->end),
	    p->text, patches, npatches, &b);
	if (err == 0) {
		e->patch = (struct patch){ p->start, p->end,
			arena_dup(&rw->arena, buf_sv(&b)) };
		e->next = rw->lists[p->layer];
		rw->lists[p->layer] = e;
		err = e->patch.bytes.ptr == NULL ? ERR_NOMEM : 0;
	}
	buf_done(&b);
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
	return add_patch(rw, &p, patches, n);
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

static int
by_start(const void *a, const void *b)
{
	const struct patch *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* The patches of `layer`, sorted. */
static int
collect(struct rewrite *rw, uint32_t layer, struct patch **ret, size_t *ret_n)
{
	struct patch *patches;
	size_t n = 0;

	for (struct entry *e = rw->lists[layer]; e != NULL; e = e->next)
		n++;
	patches = arena_zalloc(&rw->arena, n, sizeof(*patches));
	if (patches == NULL)
		return ERR_NOMEM;
	*ret = patches;
	*ret_n = n;
	for (struct entry *e = rw->lists[layer]; e != NULL; e = e->next)
		*patches++ = e->patch;
	qsort(*ret, n, sizeof(**ret), by_start);
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
	return err != 0 ? err : add_patch(rw, &p, patches, n);
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
	return recode(CODING_RAW, doc->layers[root].text,
	    doc->layers[root].text, patches, n, out);
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
root_number(enum field_place place, size_t header)
{
	switch (place) {
	case PLACE_BODY:
		return LAYER_BODY;
	case PLACE_TARGET:
		return LAYER_TARGET;
	case PLACE_HEADER:
		break;
	}
	return (uint32_t)(LAYER_HEADERS + header);
}

bool
document_is_edited(const struct document *doc, const struct edit *edits,
    size_t nedits, enum field_place place, size_t header)
{
	uint32_t root = root_number(place, header);

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
    const struct edit *edits, size_t nedits, size_t header, struct buf *out)
{
	return rewrite_root(doc, edits, nedits,
	    root_number(PLACE_HEADER, header), out);
}
