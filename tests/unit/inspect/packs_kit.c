#include "tests/unit/inspect/packs_kit.h"

#include <stdio.h>

#include "tests/tap/tap.h"

enum { PATH_BYTES = 1024 };

struct detect_engine *
packs_kit_engine(struct detect_config config)
{
	static char path[PATH_BYTES];
	const char *packs[] = { path };
	struct detect_engine *e = NULL;
	struct errinfo ei = { 0 };
	char text[PATH_BYTES];

	(void)snprintf(path, sizeof(path), "%s",
	    tap_source_path("share/detectors"));
	config.packs = packs;
	config.npacks = 1;
	if (detect_open(&config, &e, &ei) != 0) {
		errinfo_format(&ei, text, sizeof(text));
		tap_diag("%s", text);
		return NULL;
	}
	return e;
}

struct detect_engine *
packs_kit_open(void)
{
	struct detect_engine *e = packs_kit_engine(
	    (struct detect_config){ .npacks = 0 });

	tap_ok(e != NULL, "packs open");
	return e;
}

bool
packs_kit_take_marks(struct sv example, struct buf *text, size_t *start,
    size_t *end)
{
	ptrdiff_t open = sv_find(example, SV("<<"));
	ptrdiff_t close = sv_find(example, SV(">>"));

	if (open < 0 || close < open)
		return false;
	buf_reset(text);
	buf_add_sv(text, sv_slice(example, 0, (size_t)open));
	*start = text->len;
	buf_add_sv(text, sv_slice(example, (size_t)open + 2, (size_t)close));
	*end = text->len;
	buf_add_sv(text, sv_slice(example, (size_t)close + 2, example.len));
	return true;
}

bool
packs_kit_same(const struct findings *a, const struct findings *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct finding *x = &a->items[i], *y = &b->items[i];

		if (x->field != y->field || x->start != y->start ||
		    x->end != y->end || x->class_id != y->class_id ||
		    x->detector != y->detector || x->score != y->score)
			return false;
	}
	return true;
}
