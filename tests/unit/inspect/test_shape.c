/* Shapes: grammar, ranges, look-up. */
#include <string.h>

#include "base/err.h"
#include "inspect/match/shape.h"
#include "tests/tap/tap.h"

static const struct {
	const char *shape;
	int err;
} grammar[] = {
	{ "9", 0 },
	{ "9{11}", 0 },
	{ "A9{7}A", 0 },
	{ "9{2,3} 9{2}.9{4}-A/9", 0 },
	{ "99A{2}9", 0 },
	{ "9{6}+9{4}", 0 },
	{ "#{9,11}", 0 },
	{ "X{20}", 0 },
	{ "#{9}-9", ERR_SYNTAX },
	{ "9 X{8}", ERR_SYNTAX },
	{ "", ERR_SYNTAX },
	{ " 9", ERR_SYNTAX },
	{ "9 ", ERR_SYNTAX },
	{ "9  9", ERR_SYNTAX },
	{ "9{0}", ERR_SYNTAX },
	{ "9{3,2}", ERR_SYNTAX },
	{ "9{3", ERR_SYNTAX },
	{ "9{,3}", ERR_SYNTAX },
	{ "{3}", ERR_SYNTAX },
	{ "x", ERR_SYNTAX },
	{ "9{65}", ERR_LIMIT },
	{ "9{1,20}.9{1,20}", ERR_LIMIT },
	{ "9.9.9.9.9.9.9.9.9.9.9.9.9", ERR_LIMIT },
};

static size_t
find(const struct shape_table *t, uint64_t hash, uint16_t wanted)
{
	const struct shape_list *list = shape_find(t, hash);
	size_t seen = 0;

	for (size_t i = 0; list != NULL && i < list->count; i++)
		seen += list->detectors[i] == wanted;
	return seen;
}

static uint64_t
digits(size_t len)
{
	return shape_step(SHAPE_HASH, 0, SHAPE_DIGITS, len);
}

int
main(void)
{
	struct shape_table *t = NULL;
	bool same = true;
	uint64_t hash;

	tap_is_int(shape_new(&t), 0, "a table");
	for (size_t i = 0; i < NELEMS(grammar); i++)
		tap_is_int(shape_add(t, sv_cstr(grammar[i].shape), 9),
		    grammar[i].err, "'%s'", grammar[i].shape);
	tap_is_int(shape_add(t, SV("9{3,5}"), 1), 0, "a range");
	tap_is_int(shape_add(t, SV("9{4}"), 2), 0, "inside it");
	tap_is_int(shape_add(t, SV("99{3}"), 2), 0, "the same once more");
	tap_is_int(shape_add(t, SV("9{2}-A"), 3), 0, "with a letter");
	tap_is_int(shape_ready(t), 0, "ready");
	for (size_t n = 1; n < 8; n++)
		tap_is_int((int64_t)find(t, digits(n), 1), n >= 3 && n <= 5,
		    "%zu digits", n);
	tap_is_int((int64_t)find(t, digits(4), 2), 1, "once only");
	for (size_t n = 1; n <= SHAPE_MAX_RUN; n++)
		same = same && shape_find_run(t, n) == shape_find(t, digits(n));
	same = same && shape_find_run(t, 4) != NULL &&
	    shape_find_run(t, SHAPE_MAX_RUN + 1) == NULL;
	tap_ok(same, "found by their length");
	hash = shape_step(digits(2), '-', SHAPE_LETTERS, 1);
	tap_is_int((int64_t)find(t, hash, 3), 1, "separator and letter");
	hash = shape_step(digits(2), ' ', SHAPE_LETTERS, 1);
	tap_is_int((int64_t)find(t, hash, 3), 0, "another separator");
	tap_is_int((int64_t)find(t, shape_step(SHAPE_HASH, 0, SHAPE_GROUPED,
	    10), 9), 1, "groups of digits");
	tap_is_int((int64_t)find(t, shape_step(SHAPE_HASH, 0, SHAPE_WORD, 20),
	    9), 1, "a word of both");
	shape_free(t);
	tap_is_int(shape_new(&t), 0, "another table");
	tap_is_int(shape_ready(t), 0, "empty");
	tap_ok(shape_find(t, digits(4)) == NULL && shape_find_run(t, 4) == NULL,
	    "finds nothing");
	shape_free(t);
	return tap_done();
}
