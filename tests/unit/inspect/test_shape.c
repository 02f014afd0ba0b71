/* Shapes: grammar, ranges, look-up. */
#include <string.h>

#include "base/err.h"
#include "inspect/engine.h"
#include "inspect/match/shape.h"
#include "inspect/match/standing.h"
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

/* What is sought near a number of each length, and whether checks are asked. */
static void
test_part(void)
{
	static const struct standing standings[] = {
		{ .words = 1, .reach = { 40, 30 }, .sought = SOUGHT_SHORT },
		{ .words = 2, .reach = { 20, 50 }, .sought = SOUGHT_FIVE },
		{ .words = 4, .checked = true, .agrees = AGREES_VALUE },
		{ .words = 8, .alone = true },
		{ .checked = true }, { .checked = true }, { .checked = true },
	};
	static const struct {
		const char *detectors;		/* their numbers */
		enum sought_set sought;
		bool strict;
		uint32_t nable;
	} lists[] = {
		{ "0", SOUGHT_SHORT, false, 0 },
		{ "1", SOUGHT_FIVE, false, 0 },
		{ "01", SOUGHT_FIVE, false, 0 },
		{ "2", SOUGHT_NONE, true, 1 },
		{ "02", SOUGHT_SHORT, true, 1 },
		{ "012", SOUGHT_FIVE, true, 1 },
		{ "013", SOUGHT_NONE, true, 1 },
		{ "3", SOUGHT_NONE, true, 1 },
		{ "02456", SOUGHT_NONE, true, 1 },
	};
	struct shape_table *t = NULL;
	const struct shape_list *both;
	int err = shape_new(&t);

	for (size_t i = 0; i < NELEMS(lists) && err == 0; i++)
		for (const char *d = lists[i].detectors; *d != '\0' &&
		    err == 0; d++) {
			char shape[] = { '9', '{', (char)('1' + i), '}' };

			err = shape_add(t, sv_make(shape, sizeof(shape)),
			    (uint16_t)(*d - '0'));
		}
	if (err == 0)
		err = shape_ready(t);
	tap_is_int(err, 0, "lists of detectors");
	shape_part(t, standings);
	for (size_t i = 0; i < NELEMS(lists); i++) {
		const struct shape_list *list = shape_find_run(t, 1 + i);

		tap_ok(list->sought == lists[i].sought &&
		    list->strict == lists[i].strict &&
		    list->nable == lists[i].nable, "of %s",
		    lists[i].detectors);
	}
	both = shape_find_run(t, 3);
	tap_ok(both->reach.before == 40 && both->reach.after == 50 &&
	    both->words == 3, "as far as words count for one");
	shape_free(t);
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
	tap_ok(shape_goes_on(t, digits(2)) && !shape_goes_on(t, hash) &&
	    !shape_goes_on(t, digits(4)), "what goes on");
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
	test_part();
	return tap_done();
}
