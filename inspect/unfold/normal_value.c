#include "inspect/unfold/normal_value.h"

#include "base/attr.h"
#include "inspect/unfold/normal.h"
#include "inspect/unfold/unfold.h"

/* Undo the first disguise there is; false if there is none. */
static bool
undo_one(struct sv *value, struct arena *arena, int *ret_err)
{
	static const enum normal_form_kind kinds[] = {
		NORMAL_FORM_CHARACTERS, NORMAL_FORM_WEDGES, NORMAL_FORM_RUN,
		NORMAL_FORM_SPELLED, NORMAL_FORM_WORDS };

	for (size_t i = 0; i < NELEMS(kinds) && *ret_err == 0; i++) {
		struct normal_form f = { .kind = kinds[i] };

		if (f.kind == NORMAL_FORM_RUN && value->len < UNFOLD_RUN)
			continue;
		if (normal_make(&f, arena, *value, 0, value->len)) {
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
