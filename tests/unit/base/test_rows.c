/* Rows and sums of every width agree with the plain loops. */
#include <string.h>

#include "base/attr.h"
#include "base/rows.h"
#include "tests/tap/tap.h"

enum { VALUES = 40, ROWS = 1000 };

static uint64_t
next(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return *state ^ *state >> 29;
}

/* A place of a table of ROWS; every other one has the check of its row. */
static uint32_t
draw_place(const uint64_t *table, uint64_t *state)
{
	uint32_t row = (uint32_t)(next(state) % ROWS);
	uint32_t check = (uint32_t)(table[row] >> 56);

	if (next(state) % 2 == 0)
		check = (uint32_t)(next(state) % 256);
	return row << ROWS_CHECK | check;
}

static void
test_golden(void)
{
	static const struct {
		uint64_t value;
		unsigned number;
		uint32_t nrows, row;
	} cases[] = {
		{ 0, 0, 150000, 141376 }, { 1, 0, 150000, 31787 },
		{ UINT64_MAX, 31, 150000, 37232 }, { 7, 5, 1, 0 },
		{ UINT64_C(0x0123456789abcdef), 200, UINT32_MAX, 4092049701 },
	};
	uint64_t values[ROWS_STEP] = { 0 };
	uint32_t rows[ROWS_STEP];

	for (size_t i = 0; i < NELEMS(cases); i++) {
		values[0] = cases[i].value;
		rows_find(values, cases[i].number, 1, cases[i].nrows, rows);
		tap_is_int(rows[0], cases[i].row, "row of feature %u",
		    cases[i].number);
	}
}

static void
test_find(void)
{
	uint64_t values[VALUES], state = 1;
	uint32_t a[VALUES], b[VALUES];
	bool same = true, inside = true;

	for (unsigned round = 0; round < 2000; round++) {
		unsigned count = 1 + round % (VALUES - ROWS_STEP);
		uint32_t nrows = (uint32_t)(next(&state) >> (round % 64)) | 1;

		for (unsigned i = 0; i < VALUES; i++)
			values[i] = next(&state) >> (round + i) % 64;
		rows_find(values, round % 50, count, nrows, a);
		rows_find_plain(values, round % 50, count, nrows, b);
		same = same && memcmp(a, b, count * sizeof(*a)) == 0;
		for (unsigned i = 0; i < count; i++)
			inside = inside && a[i] < nrows;
	}
	tap_ok(same, "rows of all counts are the plain ones");
	tap_ok(inside, "and are in the table");
}

static void
test_add(void)
{
	static uint64_t table[ROWS];
	uint32_t at[ROWS_MAX];
	uint64_t state = 2;
	bool same = true;

	for (unsigned i = 0; i < ROWS; i++)
		table[i] = next(&state);
	table[3] = UINT64_MAX;
	for (unsigned count = 0; count <= ROWS_MAX; count++) {
		struct rows_sums a = { { 0, 1, 2, 3, 4, 5, 6, 7 } }, b = a;

		for (unsigned i = 0; i < count; i++)
			at[i] = count == ROWS_MAX ? 3 << 8 | 255 :
			    draw_place(table, &state);
		rows_add(table, at, count, &a);
		rows_add_plain(table, at, count, &b);
		same = same && memcmp(&a, &b, sizeof(a)) == 0;
		if (count == ROWS_MAX)
			tap_is_int(a.lanes[0], 255 * ROWS_MAX,
			    "the largest sum");
	}
	tap_ok(same, "sums of all counts are the plain ones");
}

/* A row counts for the feature whose check it has. */
static void
test_check(void)
{
	static const uint64_t table[] = { 0, UINT64_C(0x0701020304050607) };
	static const struct {
		uint32_t place;
		uint16_t first, seventh;
	} cases[] = {
		{ 1 << 8 | 7, 7, 1 }, { 1 << 8 | 8, 0, 0 }, { 1 << 8, 0, 0 },
		{ 0, 0, 0 }, { 7, 0, 0 },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		const uint32_t at[] = { cases[i].place, cases[i].place,
			cases[i].place, cases[i].place };
		struct rows_sums one = { { 0 } }, four = { { 0 } };

		rows_add(table, at, 1, &one);
		rows_add(table, at, 4, &four);
		tap_ok(one.lanes[0] == cases[i].first &&
		    one.lanes[6] == cases[i].seventh &&
		    four.lanes[0] == 4 * cases[i].first,
		    "the row at %#x", cases[i].place);
	}
}

static void
test_add_both(void)
{
	static uint64_t table[ROWS];
	uint32_t at[ROWS_MAX];
	uint64_t state = 4;
	bool same = true;

	for (unsigned i = 0; i < ROWS; i++)
		table[i] = next(&state);
	for (unsigned i = 0; i < ROWS_MAX; i++)
		at[i] = draw_place(table, &state);
	for (unsigned i = 0; i < 4000; i++) {
		struct rows_sums a[2] = { { { 9 } } }, b[2] = { { { 1 } } };
		struct rows_parts p = { 0, 0, 0 };

		p.count = (unsigned)(next(&state) % (ROWS_MAX + 1));
		p.to = (unsigned)(next(&state) % (p.count + 1));
		p.from = (unsigned)(next(&state) % (p.to + 1));
		rows_add_both(table, at, &p, a);
		rows_add_both_plain(table, at, &p, b);
		same = same && memcmp(a, b, sizeof(a)) == 0;
	}
	tap_ok(same, "two sums are the plain ones");
}

static void
test_leads(void)
{
	static const struct {
		struct rows_sums sums;
		unsigned lanes;
		bool leads;
	} cases[] = {
		{ { { 5, 5, 5, 5, 5, 5, 5, 5 } }, 8, true },
		{ { { 5, 4, 3, 2, 1, 0, 6, 0 } }, 8, false },
		{ { { 5, 4, 3, 2, 1, 0, 6, 0 } }, 7, false },
		{ { { 5, 4, 3, 2, 1, 0, 6, 0 } }, 6, true },
		{ { { 5, 4, 3, 2, 1, 0, 5, 9 } }, 7, true },
		{ { { 0x8000, 0x7fff, 0, 0, 0, 0, 0, 0 } }, 7, true },
		{ { { 0x7fff, 0x8000, 0, 0, 0, 0, 0, 0 } }, 7, false },
		{ { { 0xfffe, 0, 0xffff, 0, 0, 0, 0, 0 } }, 7, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		tap_ok(rows_leads(&cases[i].sums, cases[i].lanes) ==
		    cases[i].leads, "the first leads, %zu", i);
}

static void
test_add_wide(void)
{
	static uint8_t table[ROWS * ROWS_WIDE];
	uint32_t at[ROWS_MAX];
	uint64_t state = 3;
	bool same = true;

	for (unsigned i = 0; i < sizeof(table); i++)
		table[i] = (uint8_t)(next(&state) >> 40);
	for (unsigned count = 0; count <= ROWS_MAX; count++) {
		struct rows_wide a = { { 1, 2, 3 } }, b = a;

		for (unsigned i = 0; i < count; i++)
			at[i] = (uint32_t)(next(&state) % ROWS);
		rows_add_wide(table, at, count, &a);
		rows_add_wide_plain(table, at, count, &b);
		same = same && memcmp(&a, &b, sizeof(a)) == 0;
	}
	tap_ok(same, "sums of wide rows are the plain ones");
}

int
main(void)
{
	test_golden();
	test_find();
	test_add();
	test_check();
	test_add_both();
	test_leads();
	test_add_wide();
	return tap_done();
}
