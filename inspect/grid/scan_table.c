/*
 * 1. A candidate is judged where it stands, once, with the words of its header
 *    as those of a label; no cell is scanned again. Only what a header alone
 *    tells, a name or the value of a key, is asked of the cells below it.
 * 2. A column is of a kind if at least COLUMN_LEAST different values of it pass
 *    the check of that kind, and these are COLUMN_SHARE of a hundred cells with
 *    a digit. The weakest checks let one of ten numbers pass: five of five at
 *    random is one column of 100 000 for each check that knows the length.
 * 3. The other way round, of COLUMN_LEAST cells or more less than one of
 *    COLUMN_FEW passes: what was found there without a word, and only just, is
 *    no finding.
 * 4. A header that says something else speaks against it, as a word does.
 */
#include "inspect/grid/scan_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "inspect/country.h"
#include "inspect/engine.h"
#include "inspect/explain.h"
#include "inspect/scan_names.h"

enum {
	COLUMN_LEAST = 5,
	COLUMN_SHARE = 80,	/* percent */
	COLUMN_SCORE = 60,	/* and a point for each value */
	COLUMN_FEW = 3,		/* less than one of so many: by chance */
	KEYS_MAX = 8		/* keys of secrets in one header */
};

void
scan_table_look(struct scan *s, size_t at)
{
	const struct grid *t = &s->grid;
	const struct grid_cell *cell = grid_cell_at(&s->grid, at);
	const struct grid_column *column;
	const struct grid_block *block;
	const struct grid_row *row;
	struct context_frame f;

	if (cell == NULL) {
		context_leave(&s->context);
		return;
	}
	column = &t->columns[cell->column];
	row = &t->rows[cell->row];
	block = &t->blocks[row->block];
	f = (struct context_frame){ column->start, column->end,
		t->columns[column->like].start, row->start, row->end, 0, 0 };
	if (block->headed && column->end > column->start) {
		f.block_start = block->start;
		f.block_end = block->end;
	}
	s->cell_start = cell->start;
	s->cell_end = cell->end;
	context_enter(&s->context, &f);
}

/* The cell that `span` is all of, or NULL. */
static const struct grid_cell *
cell_of(struct scan *s, struct scan_span span)
{
	const struct grid_cell *cell;

	if (!scan_table_may_be(&s->grid) || s->derived)
		return NULL;
	cell = grid_cell_at(&s->grid, span.start);
	return cell != NULL && cell->start == span.start &&
	    cell->end == span.end ? cell : NULL;
}

bool
scan_table_is_cell(struct scan *s, struct scan_span span)
{
	return cell_of(s, span) != NULL;
}

static uint64_t
hash_of(struct sv text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.ptr[i]) *
		    UINT64_C(0x100000001b3);
	return hash;
}

void
scan_table_vote(struct scan *s, uint16_t detector, struct scan_span span,
    enum validate_grade grade, const struct scan_verdict *v)
{
	const struct grid_cell *cell;
	struct scan_vote vote;
	void *room = s->votes;

	if (s->engine->detectors[detector].agrees == AGREES_NEVER)
		return;
	cell = cell_of(s, span);
	if (cell == NULL || s->nvotes == SCAN_VOTES || s->err != 0)
		return;
	s->err = arena_vec_room(s->arena, &room, s->nvotes, &s->cap_votes,
	    sizeof(*s->votes));
	if (s->err != 0)
		return;
	s->votes = room;
	vote = (struct scan_vote){ s->grid.columns[cell->column].like,
		cell->start, cell->end, detector, (uint8_t)grade,
		VOTE_OPPOSED, 0,
		hash_of(sv_slice(s->text, span.start, span.end)) };
	if (v->score >= s->engine->min_score) {
		vote.kind = v->near == CONTEXT_NONE && v->score <
		    COLUMN_SCORE ? VOTE_BARE : VOTE_FOUND;
		vote.at = (uint32_t)s->count - 1;
	} else if (v->near == CONTEXT_NONE && v->against == CONTEXT_NONE) {
		vote.kind = VOTE_WEAK;
		vote.at = (uint32_t)s->nweak_here;
	}
	s->votes[s->nvotes++] = vote;
}

/* --- columns ------------------------------------------------------------- */

static int
compare_votes(const void *left, const void *right)
{
	const struct scan_vote *a = left, *b = right;

	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	if (a->detector != b->detector)
		return a->detector < b->detector ? -1 : 1;
	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	return (a->start > b->start) - (a->start < b->start);
}

static bool
has_digit(struct sv text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
			return true;
	return false;
}

/* Votes [from, to) are for one detector in one column. */
static size_t
end_of_votes(const struct scan *s, size_t from)
{
	const struct scan_vote *v = &s->votes[from];
	size_t to = from + 1;

	while (to < s->nvotes && s->votes[to].column == v->column &&
	    s->votes[to].detector == v->detector)
		to++;
	return to;
}

/* How many different values they are for. */
static unsigned
count_values(const struct scan *s, size_t from, size_t to)
{
	unsigned values = 1;

	for (size_t i = from + 1; i < to; i++)
		values += s->votes[i].value != s->votes[i - 1].value;
	return values;
}

/* Does it matter how many cells the column has? */
static bool
is_judged(const struct scan *s, size_t from, size_t to)
{
	bool bare = false;

	for (size_t i = from; i < to; i++)
		bare = bare || s->votes[i].kind == VOTE_BARE;
	return bare || count_values(s, from, to) >= COLUMN_LEAST;
}

#define NOT_COUNTED	UINT32_MAX

/* Columns to be judged get zeros; false if there are none. */
static bool
mark_columns(const struct scan *s, uint32_t *counts)
{
	bool any = false;

	memset(counts, 0xff, s->grid.ncolumns * sizeof(*counts));
	for (size_t from = 0, to; from < s->nvotes; from = to) {
		to = end_of_votes(s, from);
		if (is_judged(s, from, to)) {
			counts[s->votes[from].column] = 0;
			any = true;
		}
	}
	return any;
}

/* Cells with a digit, by column, of those to be judged. */
static void
count_cells(const struct grid *t, uint32_t *counts)
{
	for (size_t i = 0; i < t->ncells; i++) {
		const struct grid_cell *cell = &t->cells[i];
		uint32_t *count = &counts[t->columns[cell->column].like];

		if (*count != NOT_COUNTED)
			*count += has_digit(sv_slice(t->text, cell->start,
			    cell->end));
	}
}

static void
raise_one(struct scan *s, const struct scan_vote *v, unsigned score,
    const struct explain_raise *like)
{
	const struct detector *d = &s->engine->detectors[v->detector];
	struct scan_span span = { v->start, v->end };
	struct explain_raise r = *like;

	scan_keep(s, v->detector, span, score);
	if (s->explain == NULL || s->err != 0 ||
	    score < s->engine->min_score)
		return;
	r.before = (uint8_t)scan_score(d, (enum validate_grade)v->grade,
	    false);
	r.finding = (struct finding){ s->field, v->start, v->end,
		d->class_id, v->detector, (uint8_t)score };
	explain_raised(s, &r, (enum validate_grade)v->grade);
}

/* Leave out what the vote is about, which is no finding or candidate more. */
static void
take_out(struct finding *items, size_t count, const struct scan_vote *v)
{
	if (v->at < count && items[v->at].start == v->start &&
	    items[v->at].detector == v->detector)
		items[v->at].end = items[v->at].start;
}

/* How many are left of `count`, without what was taken out. */
static size_t
sweep(struct finding *items, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (items[i].end > items[i].start)
			items[kept++] = items[i];
	return kept;
}

/* All votes [from, to) are for one detector in one column of `cells`. */
static void
judge_column(struct scan *s, size_t from, size_t to, uint32_t cells)
{
	const struct scan_vote *v = &s->votes[from];
	struct explain_raise like = { .passed = (uint32_t)(to - from),
		.cells = cells };
	unsigned values = count_values(s, from, to), score;

	/* One of a few that passed by chance. */
	for (size_t i = from; i < to && cells >= COLUMN_LEAST &&
	    (uint64_t)values * COLUMN_FEW < cells; i++)
		if (s->votes[i].kind == VOTE_BARE)
			take_out(s->items, s->count, &s->votes[i]);
	if (values < COLUMN_LEAST ||
	    (uint64_t)like.passed * 100 < (uint64_t)cells * COLUMN_SHARE ||
	    country_is_other_number(grid_header(&s->grid, v->column)))
		return;
	score = values < SCAN_COLUMN_MOST - COLUMN_SCORE ?
	    COLUMN_SCORE + values : SCAN_COLUMN_MOST;
	for (size_t i = from; i < to && s->err == 0; i++)
		if (s->votes[i].kind == VOTE_WEAK) {
			raise_one(s, &s->votes[i], score, &like);
			take_out(s->weak_here, s->nweak_here, &s->votes[i]);
		}
}

/*
 * May a column be judged whose key stands in parts that nobody read? What is
 * found there counts: a candidate is one of so many cells.
 */
static bool
wants_parts(const struct scan *s)
{
	size_t values = 0;

	for (size_t i = 0; i < s->nvotes && s->grid.nparts > 0; i++) {
		const struct scan_vote *v = &s->votes[i];

		values = i > 0 && v->column == v[-1].column &&
		    v->detector == v[-1].detector ? values + 1 : 1;
		if (s->grid.columns[v->column].is_key &&
		    (v->kind == VOTE_BARE || values == COLUMN_LEAST))
			return true;
	}
	return false;
}

static void
judge_columns(struct scan *s, size_t first)
{
	uint32_t *cells;

	if (s->nvotes == 0)
		return;
	qsort(s->votes, s->nvotes, sizeof(*s->votes), compare_votes);
	if (wants_parts(s))
		grid_read_parts(&s->grid);
	cells = arena_alloc(s->arena, s->grid.ncolumns * sizeof(*cells));
	if (cells == NULL) {
		s->err = ERR_NOMEM;
		return;
	}
	if (!mark_columns(s, cells))
		return;
	count_cells(&s->grid, cells);
	for (size_t from = 0, to; from < s->nvotes && s->err == 0;
	    from = to) {
		uint32_t count = cells[s->votes[from].column];

		to = end_of_votes(s, from);
		if (count != NOT_COUNTED)
			judge_column(s, from, to, count);
	}
	s->nweak_here = sweep(s->weak_here, s->nweak_here);
	s->count = first + sweep(s->items + first, s->count - first);
}

/* --- what a header alone tells ------------------------------------------- */

struct key {
	uint32_t column;
	uint16_t detector;
	uint16_t at, len;	/* of the literal, in the header */
};

struct keys {
	struct scan *s;
	struct key *items;
	size_t count, cap, here;
	uint32_t column;
	struct sv header;
};

static bool
add_key(void *ctx, unsigned index, size_t end)
{
	struct keys *k = ctx;
	const struct engine_literal *l =
	    &k->s->engine->marked.items[index];
	void *room = k->items;

	if (!k->s->engine->detectors[l->detector].is_key)
		return true;
	if (k->here++ == KEYS_MAX)
		return false;
	k->s->err = arena_vec_room(k->s->arena, &room, k->count, &k->cap,
	    sizeof(*k->items));
	if (k->s->err != 0)
		return false;
	k->items = room;
	k->items[k->count++] = (struct key){ k->column, l->detector,
		(uint16_t)(end - l->text.len), (uint16_t)l->text.len };
	return true;
}

/* Keys of secrets in the headers of columns, in the order of these. */
static void
find_keys(struct keys *k)
{
	const struct detect_engine *e = k->s->engine;
	const struct grid *t = &k->s->grid;
	struct needles_sink sink = { add_key, k };

	for (uint32_t i = 0; i < t->ncolumns && k->s->err == 0; i++) {
		k->header = grid_header(t, i);
		k->column = i;
		k->here = 0;
		if (!t->columns[i].is_key && k->header.len > 0 &&
		    e->marked.needles != NULL)
			(void)needles_find(e->marked.needles, k->header,
			    &sink);
	}
}

/* The first key of a column, or the number of keys. */
static size_t
first_key(const struct keys *k, uint32_t column)
{
	size_t low = 0, high = k->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (k->items[middle].column < column)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What was found in a cell, from item `first` on, stands at its start. */
static void
move_found(struct scan *s, size_t first, const struct grid_cell *cell)
{
	const struct grid_column *c = &s->grid.columns[cell->column];
	const struct context_word word = { .in_key = true,
		.start = c->start, .end = c->end };

	for (size_t i = first; i < s->count; i++) {
		s->items[i].start += cell->start;
		s->items[i].end += cell->start;
		if (s->explain != NULL && s->err == 0)
			explain_keyed(s, &s->items[i], &word);
	}
}

/* Ask the matchers of keys as if the cell were a field under its header. */
static void
ask_keys(struct keys *k, const struct grid_cell *cell)
{
	struct scan *s = k->s;
	struct explain *explain = s->explain;
	size_t first = s->count;

	s->explain = NULL;
	s->derived = true;
	context_begin(&s->context, s->engine->context, s->arena, s->text,
	    grid_header(&s->grid, cell->column));
	for (size_t i = first_key(k, cell->column); i < k->count &&
	    k->items[i].column == cell->column && s->err == 0; i++) {
		struct match_site site = { .at = k->items[i].at,
			.len = k->items[i].len, .in_label = true };

		s->engine->detectors[k->items[i].detector].match(s,
		    k->items[i].detector, &site);
	}
	s->explain = explain;
	s->derived = false;
	move_found(s, first, cell);
}

/* Does its row begin with it? */
static bool
is_first(const struct grid *t, const struct grid_cell *cell)
{
	return cell == t->cells || cell[-1].row != cell->row;
}

/* A name that its header tells; false if that tells none of any cell. */
static bool
ask_names(struct scan *s, const struct grid_cell *cell)
{
	struct names_sink sink = { .ctx = s, .found = scan_names_keep };
	size_t first = s->count;
	struct explain *explain = s->explain;
	bool tells;

	s->explain = NULL;
	tells = names_labelled(s->engine->names, s->text,
	    grid_header(&s->grid, cell->column), &sink);
	s->explain = explain;
	/* A key of its own, where keys stand in the first column. */
	if (s->count > first && is_first(&s->grid, cell) &&
	    context_holds(s->engine->context, s->text))
		s->count = first;
	move_found(s, first, cell);
	return tells;
}

/*
 * Names that headers tell, keys that may be secrets' and, in `silent`, which
 * headers tell no name: each is asked until it was seen that it does not.
 */
static void
ask_cells(struct keys *k, struct sv text, bool *silent)
{
	struct scan *s = k->s;
	const struct grid *t = &s->grid;

	for (size_t i = 0; i < t->ncells && s->err == 0; i++) {
		const struct grid_cell *cell = &t->cells[i];
		const struct grid_column *c = &t->columns[cell->column];

		if (c->start == c->end || (silent[c->like] && k->count == 0))
			continue;
		/* What they find stands in the cell, until it is moved. */
		s->text = s->bytes = sv_slice(text, cell->start, cell->end);
		if (!silent[c->like])
			silent[c->like] = !ask_names(s, cell);
		if (k->count > 0 && s->err == 0)
			ask_keys(k, cell);
	}
}

void
scan_table_cells(struct scan *s, struct sv label, size_t first)
{
	const struct grid *t = &s->grid;
	struct keys k = { .s = s };
	struct sv text = s->text, bytes = s->bytes;
	bool names = s->engine->names != NULL, *silent;

	/* A form in which nothing was found, nor names looked for, is none. */
	if (s->count > first || s->engine->names != NULL)
		grid_read_form(&s->grid);
	if (!grid_has_cells(t))
		return;
	judge_columns(s, first);
	if (names)
		grid_read_parts(&s->grid);
	find_keys(&k);
	if (k.count == 0 && !names)
		return;
	silent = arena_alloc(s->arena, t->ncolumns * sizeof(*silent));
	if (silent == NULL) {
		s->err = ERR_NOMEM;
		return;
	}
	for (size_t i = 0; i < t->ncolumns; i++)
		silent[i] = !names;
	ask_cells(&k, text, silent);
	s->text = text;
	s->bytes = bytes;
	if (k.count > 0)
		context_begin(&s->context, s->engine->context, s->arena,
		    text, label);
}
