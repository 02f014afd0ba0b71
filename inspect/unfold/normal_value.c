#include "inspect/unfold/normal_value.h"

#include "base/attr.h"
#include "inspect/unfold/normal.h"
#include "inspect/unfold/normal_run.h"
#include "inspect/unfold/normal_wedge.h"
#include "inspect/unfold/normal_words.h"
#include "inspect/unfold/unfold.h"

static bool
undo(struct normal_form *f)
{
	switch (f->kind) {
	case NORMAL_FORM_CHARACTERS:
		return normal_characters(f);
	case NORMAL_FORM_WEDGES:
		return normal_wedges(f);
	case NORMAL_FORM_WORDS:
	case NORMAL_FORM_SPELLED:
		return normal_words(f);
	case NORMAL_FORM_RUN:
		break;
	}
	return f->source.len >= UNFOLD_RUN && normal_run(f);
}

/* Undo the first disguise there is; false if there is none. */
static bool
undo_one(struct sv *value, struct arena *arena, int *ret_err)
{
	static const enum normal_form_kind kinds[] = {
		NORMAL_FORM_CHARACTERS, NORMAL_FORM_WEDGES, NORMAL_FORM_RUN,
		NORMAL_FORM_SPELLED, NORMAL_FORM_WORDS };

	for (size_t i = 0; i < NELEMS(kinds) && *ret_err == 0; i++) {
		struct normal_form f = { .kind = kinds[i] };

		normal_begin(&f, arena, *value, 0, value->len,
		    2 * value->len);
		if (f.err == 0 && undo(&f)) {
			*value = f.text;
			return true;
		}
		*ret_err = f.err;
	}
	return false;
}

int
normal_value(struct sv value, struct arena *arena, struct sv *ret)
{
	int err = 0;

	for (int i = 0; i < UNFOLD_DEPTH && value.len > 0 &&
	    undo_one(&value, arena, &err); i++)
		;
	if (err == 0)
		*ret = value;
	return err;
}
