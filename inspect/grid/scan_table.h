/*
 * What the scan makes of a table in its text (inspect/grid/grid.h): a candidate
 * in a cell has the cell's header or key as a label; names and secrets are
 * known by it; a column of which most cells pass one check is of that kind,
 * without any word. Inside detection only.
 */
#ifndef INSPECT_GRID_SCAN_TABLE_H
#define INSPECT_GRID_SCAN_TABLE_H

#include "inspect/scan.h"
#include "inspect/scan_judge.h"

/* Candidates of one text by which its columns are judged. */
enum { SCAN_VOTES = 1 << 16 };

/* No candidate gets more for its column. */
enum { SCAN_COLUMN_MOST = 75 };

/* Bytes of the grids of all fields that are kept for the consensus. */
enum { SCAN_KEPT = 1 << 22 };

/* A field with a table. */
struct scan_tabled {
	uint32_t field;
	bool at_hand;		/* the scan's grid is of it */
	struct grid *kept;	/* NULL: to be read again */
};

/* A candidate that is all of its cell (inspect/grid/scan_table.c). */
struct scan_vote {
	uint32_t column, start, end;
	uint16_t detector;
	uint8_t grade;		/* enum validate_grade */
	enum {
		VOTE_FOUND,	/* by its words, or beyond doubt */
		VOTE_BARE,	/* found without a word, and just so */
		VOTE_WEAK,	/* not found, and no word against it */
		VOTE_OPPOSED
	} kind;
	uint32_t at;		/* VOTE_BARE, _WEAK: its number there */
	uint64_t value;		/* hash of its bytes */
};

/* Are there cells, or in a form that was not read? */
static inline bool
scan_table_may_be(const struct grid *t)
{
	return grid_has_cells(t) || t->form != SIZE_MAX;
}

/* The work of scan_table_enter() where there is a table. */
void scan_table_look(struct scan *s, size_t at);

/* Words count as in the cell of byte `at` from here on, if it is in one. */
static inline void
scan_table_enter(struct scan *s, size_t at)
{
	size_t from = s->grid.none_from, to = s->grid.none_to;

	if (!scan_table_may_be(&s->grid) || s->derived)
		return;
	if (s->context.framed) {
		from = s->cell_start;
		to = s->cell_end;
	}
	if (at < from || at >= to)
		scan_table_look(s, at);
}

/* Is what stands up to `end` in the cell that was entered, or in none too? */
static inline bool
scan_table_goes_on(const struct scan *s, size_t end)
{
	return !grid_has_cells(&s->grid) || s->derived ||
	    end <= (s->context.framed ? s->cell_end : s->grid.none_to);
}

/* Is `span` all of a cell? */
bool scan_table_is_cell(struct scan *s, struct scan_span span);

/* `detector` grades a candidate FAIR at least; `v` is its verdict. */
void scan_table_vote(struct scan *s, uint16_t detector,
    struct scan_span span, enum validate_grade grade,
    const struct scan_verdict *v);

/*
 * The text was read, and what was found there are items from `first` on: judge
 * columns, and look at cells by their headers.
 */
void scan_table_cells(struct scan *s, struct sv label, size_t first);

#endif
