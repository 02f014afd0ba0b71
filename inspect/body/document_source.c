/* From the text of a field back to the bytes of the body. */
#include "base/err.h"
#include "inspect/body/document.h"
#include "inspect/body/layers.h"
#include "inspect/body/recode.h"

struct range {
	size_t from, to;
};

/* Locate with the mark that the trail has of `of` at this level. */
static int
locate(struct document_trail *trail, size_t level, uint32_t of,
    enum coding coding, struct sv raw, struct range *r)
{
	struct recode_mark mark = { 0, 0 };
	bool kept = level < NELEMS(trail->steps);
	int err;

	if (kept && trail->steps[level].of == of)
		mark = (struct recode_mark){ trail->steps[level].text_at,
			trail->steps[level].raw_at };
	err = recode_locate(coding, raw, &mark, &r->from, &r->to);
	if (kept) {
		trail->steps[level].of = of;
		trail->steps[level].text_at = mark.text_at;
		trail->steps[level].raw_at = mark.raw_at;
	}
	return err;
}

int
document_source(const struct document *doc, struct document_trail *trail,
    size_t field, size_t *start, size_t *end)
{
	const struct field *f = &doc->fields[field];
	struct spot at = { .layer = f->layer, .start = f->start,
		.end = f->end, .coding = (enum coding)f->coding };
	struct range r = { *start, *end };
	uint32_t of = (uint32_t)field;

	ASSERT(field < doc->nfields);
	for (size_t level = 0;; level++) {
		const struct layer *l = &doc->layers[at.layer];
		struct sv raw = sv_slice(l->text, at.start, at.end);
		int err = locate(trail, level, of, at.coding, raw, &r);

		if (err != 0)
			return err;
		r.from += at.start;
		r.to += at.start;
		if (l->parent == LAYER_NONE)
			break;
		of = at.layer;
		at = (struct spot){ .layer = l->parent, .start = l->start,
			.end = l->end, .coding = (enum coding)l->coding };
	}
	if (at.layer != LAYER_BODY)
		return ERR_NOTFOUND;
	*start = r.from;
	*end = r.to;
	return 0;
}
