/* From the text of a field back to the bytes of the body. */
#include "base/err.h"
#include "inspect/document.h"
#include "inspect/layers.h"
#include "inspect/recode.h"

int
document_source(const struct document *doc, size_t field, size_t *start,
    size_t *end)
{
	const struct field *f = &doc->fields[field];
	struct spot at = { .layer = f->layer, .start = f->start,
		.end = f->end, .coding = (enum coding)f->coding };
	size_t from = *start, to = *end;

	ASSERT(field < doc->nfields);
	for (;;) {
		const struct layer *l = &doc->layers[at.layer];
		struct sv raw = sv_slice(l->text, at.start, at.end);
		int err = recode_locate(at.coding, raw, &from, &to);

		if (err != 0)
			return err;
		from += at.start;
		to += at.start;
		if (l->parent == LAYER_NONE)
			break;
		at = (struct spot){ .layer = l->parent, .start = l->start,
			.end = l->end, .coding = (enum coding)l->coding };
	}
	if (at.layer != LAYER_BODY)
		return ERR_NOTFOUND;
	*start = from;
	*end = to;
	return 0;
}
