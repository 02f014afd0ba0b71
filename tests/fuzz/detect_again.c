#include "tests/fuzz/detect_again.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "inspect/detect.h"
#include "inspect/explain.h"
#include "tests/unit/inspect/packs_kit.h"

/* As a line of its own: one that goes on for so long is no row of a table. */
enum { FAR = 40000 };

static const struct detect_class users[] = {
	{ .name = SV_INIT("internal.employee"),
	    .pattern = SV_INIT("EMP-\\d{6}") },
	{ .name = SV_INIT("internal.name"),
	    .pattern = SV_INIT("\\bM\xc3\xbcller\\b") },
};

static const struct detect_engine *
engine(void)
{
	static struct detect_engine *e;

	if (e == NULL)
		e = packs_kit_engine((struct detect_config){
			.classes = users, .nclasses = NELEMS(users) });
	ASSERT(e != NULL);
	return e;
}

static void
check(struct sv text, const struct findings *f)
{
	bool valid = utf8_is_valid(text);
	uint32_t end = 0;

	for (size_t i = 0; i < f->count; i++) {
		const struct finding *x = &f->items[i];

		ASSERT(x->field == 0 && x->start >= end &&
		    x->start < x->end && x->end <= text.len);
		ASSERT(x->score >= DETECT_MIN_SCORE && x->score <= 100);
		ASSERT(x->class_id < detect_class_count(engine()));
		ASSERT(!valid || (utf8_is_boundary(text, x->start) &&
		    utf8_is_boundary(text, x->end)));
		end = x->end;
	}
}

/* Asking why changes nothing; what is explained lies inside. */
static void
explain(struct arena *a, const struct field *field,
    const struct findings *once)
{
	struct explain x = { .near = true };
	struct findings f;

	ASSERT(detect_explain(engine(), a, field, 1, &f, &x) == 0);
	ASSERT(packs_kit_same(once, &f));
	for (size_t i = 0; i < x.count; i++) {
		const struct explain_entry *e = &x.items[i];
		struct sv from = e->word.in_label ? field->label :
		    field->text;

		ASSERT(e->finding.start < e->finding.end &&
		    e->finding.end <= field->text.len);
		ASSERT(!e->has_word || (e->word.start < e->word.end &&
		    e->word.end <= from.len));
	}
}

void
detect_again(struct sv text, struct sv label)
{
	struct findings once, again, followed;
	struct field field = { .text = text, .label = label };
	struct arena a;
	char *longer;

	arena_init(&a, 1 << 28);
	ASSERT(detect_scan(engine(), &a, &field, 1, &once) == 0);
	ASSERT(detect_scan(engine(), &a, &field, 1, &again) == 0);
	check(field.text, &once);
	ASSERT(packs_kit_same(&once, &again));
	explain(&a, &field, &once);
	longer = mem_alloc(field.text.len + FAR);
	if (longer != NULL) {
		if (field.text.len > 0)
			memcpy(longer, field.text.ptr, field.text.len);
		memset(longer + field.text.len, ' ', FAR);
		longer[field.text.len] = '\n';
		field.text = sv_make(longer, field.text.len + FAR);
		ASSERT(detect_scan(engine(), &a, &field, 1, &followed) == 0);
		ASSERT(packs_kit_same(&once, &followed));
	}
	mem_free(longer);
	arena_done(&a);
}
