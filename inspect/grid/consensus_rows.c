/*
 * Of a text with a table there is one field with all of it, for what stands in
 * no cell or in several, and behind it one for each cell that matters: one with
 * a fact or a candidate in it, in a row with something to raise, or one that
 * may say a country. Its row is an element below the step of its text, or below
 * the row that it is inside of; so a row sees what its text's record says, but
 * not what other rows are about. What was found in all other rows is far from
 * every candidate, whichever row it is in: all of it is in one field more, an
 * element for itself. A text without any candidate stays one field.
 */
#include "inspect/grid/consensus_rows.h"

#include <string.h>

#include "base/err.h"
#include "base/tabmask.h"
#include "inspect/country.h"
#include "inspect/engine.h"
#include "inspect/explain.h"
#include "inspect/body/layers.h"
#include "inspect/grid/scan_table.h"

/* What a column's header says, as far as that was asked. */
enum { NOT_ASKED, SAYS_NOTHING, MAY_SAY };

/* Items [from, to) of a list of findings: those of one field. */
struct range {
	size_t from, to;
};

struct making {
	struct scan *s;
	const struct consensus_body *body;
	struct consensus_rows *r;
	struct step *steps;
	size_t nsteps, cap_fields, cap_places, cap_steps;
	struct country_starts starts;
	/* Of the text at hand: */
	uint32_t field, root;
	uint32_t far, far_step;		/* for what is in other rows */
	uint32_t *cell_fields;		/* by cell; CELL_WANTED, or 0 */
	uint32_t *row_steps;		/* by row, or one of these: */
	uint8_t *headers;		/* by column */
};

enum { CELL_WANTED = 1 };		/* no cell is the first field */

#define ROW_FAR		STEP_NONE
#define ROW_WANTED	(STEP_NONE - 1)

static bool
room(struct making *m, void **items, size_t count, size_t *cap, size_t size)
{
	if (m->s->err == 0)
		m->s->err = arena_vec_room(m->s->arena, items, count, cap,
		    size);
	return m->s->err == 0;
}

static void
add_field(struct making *m, const struct field *f,
    struct consensus_place place)
{
	struct consensus_rows *r = m->r;
	void *fields = r->fields, *places = r->places;

	if (!room(m, &fields, r->nfields, &m->cap_fields,
	    sizeof(*r->fields)))
		return;
	r->fields = fields;
	if (!room(m, &places, r->nfields, &m->cap_places,
	    sizeof(*r->places)))
		return;
	r->places = places;
	r->fields[r->nfields] = *f;
	r->places[r->nfields++] = place;
}

/* The field of the body itself. */
static void
add_whole(struct making *m, uint32_t field)
{
	struct field f = m->body->fields[field];

	if (m->body->doc == NULL)
		f.step = 0;
	add_field(m, &f, (struct consensus_place){ field, 0 });
}

static uint32_t
add_step(struct making *m, uint32_t parent, uint32_t index)
{
	void *steps = m->steps;

	if (!room(m, &steps, m->nsteps, &m->cap_steps, sizeof(*m->steps)))
		return 0;
	m->steps = steps;
	m->steps[m->nsteps] = (struct step){ .parent = parent,
		.index = index };
	return (uint32_t)m->nsteps++;
}

/* There is something to raise in the row: it counts, and those above it. */
static void
want_row(struct making *m, uint32_t row)
{
	const struct grid_row *rows = m->s->grid.rows;

	for (; row != GRID_NONE && m->row_steps[row] == ROW_FAR;
	    row = rows[row].above)
		m->row_steps[row] = ROW_WANTED;
}

/* Does a fact in the row reach what is to be raised? */
static bool
is_wanted(const struct making *m, uint32_t row)
{
	const struct grid_row *r = &m->s->grid.rows[row];

	return m->row_steps[row] != ROW_FAR || (r->member &&
	    r->above != GRID_NONE && m->row_steps[r->above] != ROW_FAR);
}

/* The step of a row; those above it come first. */
static uint32_t
step_of(struct making *m, uint32_t row)
{
	const struct grid_row *rows = m->s->grid.rows;
	uint32_t path[GRID_DEPTH + 1], at = row;
	unsigned n = 0;

	if (!is_wanted(m, row))
		return m->far_step;
	for (; at != GRID_NONE && m->row_steps[at] >= ROW_WANTED &&
	    n <= GRID_DEPTH; at = rows[at].above)
		path[n++] = at;
	while (n-- > 0 && m->s->err == 0) {
		const struct grid_row *r = &rows[path[n]];

		m->row_steps[path[n]] = add_step(m, r->above == GRID_NONE ?
		    m->root : m->row_steps[r->above],
		    r->member ? FIELD_MEMBER : path[n]);
	}
	return m->row_steps[row];
}

/* --- which cells --------------------------------------------------------- */

/* Could the value behind a mark of the block at byte `from` say a country? */
static bool
may_say_here(const struct making *m, struct sv lines, size_t from,
    uint64_t marks)
{
	for (; marks != 0; marks &= marks - 1)
		if (country_may_follow(&m->starts, lines, from +
		    (size_t)__builtin_ctzll(marks)))
			return true;
	return false;
}

/* Could one in these lines? */
static bool
may_say(const struct making *m, struct sv lines)
{
	enum { SLICE = TABMASK_BLOCK * TABMASK_MAX };
	struct tabmask masks[TABMASK_MAX];

	for (size_t from = 0; from < lines.len; from += SLICE) {
		struct sv slice = sv_slice(lines, from, from + SLICE);

		tabmask_fill(slice.ptr, slice.len, masks);
		for (size_t i = 0; i < slice.len; i += TABMASK_BLOCK)
			if (may_say_here(m, lines, from + i,
			    masks[i / TABMASK_BLOCK].marks))
				return true;
	}
	return false;
}

/* Read the parts of the text that hold a candidate or may say a country. */
static void
read_parts(struct making *m, struct range items, struct range weak)
{
	struct scan *s = m->s;
	struct grid *t = &s->grid;

	for (size_t i = items.from; i < items.to; i++)
		(void)grid_cell_at(t, s->items[i].start);
	for (size_t i = weak.from; i < weak.to; i++)
		(void)grid_cell_at(t, s->weak[i].start);
	for (size_t i = 0; i < t->nparts; i++)
		if (!t->parts[i].is_read && may_say(m, sv_slice(t->text,
		    t->parts[i].start, t->parts[i].end)))
			grid_read_part(t, &t->parts[i]);
	s->err = t->err;
}

/* Does the cell's header name countries or languages? Asked once a key. */
static bool
is_headed(struct making *m, const struct grid_cell *cell)
{
	const struct grid *t = &m->s->grid;
	uint32_t column = t->columns[cell->column].like;

	if (m->headers[column] == NOT_ASKED)
		m->headers[column] = country_is_label(grid_header(t,
		    column)) ? MAY_SAY : SAYS_NOTHING;
	return m->headers[column] == MAY_SAY;
}

/* The cell that the finding stands in, all of it, or NULL. */
static const struct grid_cell *
cell_of(struct making *m, const struct finding *f)
{
	const struct grid_cell *cell = grid_cell_at(&m->s->grid, f->start);

	return cell != NULL && f->end <= cell->end ? cell : NULL;
}

static bool
is_raised(const struct scan *s, const struct finding *f)
{
	return s->engine->classes[f->class_id].speaks == SPEAKS_CLASS;
}

/* Rows with something to raise, and its cells. */
static void
want_rows(struct making *m, struct range items, struct range weak)
{
	const struct scan *s = m->s;
	size_t count = items.to - items.from;

	for (size_t i = 0; i < count + (weak.to - weak.from); i++) {
		bool is_weak = i >= count;
		const struct finding *f = is_weak ?
		    &s->weak[weak.from + i - count] : &s->items[items.from + i];
		const struct grid_cell *cell = is_weak || is_raised(s, f) ?
		    cell_of(m, f) : NULL;

		if (cell == NULL)
			continue;
		m->cell_fields[cell - s->grid.cells] = CELL_WANTED;
		want_row(m, cell->row);
	}
}

/* Cells there in which a fact was found. */
static void
want_facts(struct making *m, struct range items)
{
	const struct scan *s = m->s;

	for (size_t i = items.from; i < items.to; i++) {
		const struct finding *f = &s->items[i];
		const struct grid_cell *cell =
		    s->engine->classes[f->class_id].speaks == SPEAKS_NOT ?
		    NULL : cell_of(m, f);

		if (cell != NULL && is_wanted(m, cell->row))
			m->cell_fields[cell - s->grid.cells] = CELL_WANTED;
	}
}

/*
 * May it say a country: by what is known of its header, then by its letters,
 * which are far away, then by its header?
 */
static bool
may_say_cell(struct making *m, const struct grid_cell *cell)
{
	const struct grid *t = &m->s->grid;

	return m->headers[t->columns[cell->column].like] != SAYS_NOTHING &&
	    country_may_begin(&m->starts, sv_slice(t->text, cell->start,
	    t->text.len)) && is_headed(m, cell);
}

static void
add_cell(struct making *m, uint32_t number)
{
	const struct grid *t = &m->s->grid;
	const struct grid_cell *cell = &t->cells[number];
	struct field f;

	if (m->cell_fields[number] != CELL_WANTED && !may_say_cell(m, cell))
		return;
	m->cell_fields[number] = (uint32_t)m->r->nfields;
	f = m->body->fields[m->field];
	f.text = sv_slice(t->text, cell->start, cell->end);
	f.label = grid_header(t, cell->column);
	f.step = step_of(m, cell->row);
	add_field(m, &f, (struct consensus_place){ m->field, cell->start });
}

/* Those of parts between those that are not, so that fields are in order. */
static void
add_cells(struct making *m)
{
	const struct grid *t = &m->s->grid;
	uint32_t next = 0;

	for (size_t i = 0; i < t->nparts && m->s->err == 0; i++) {
		const struct grid_part *part = &t->parts[i];

		if (part->ncells == 0)
			continue;
		while (next < t->nfixed && t->cells[next].start <
		    part->start && m->s->err == 0)
			add_cell(m, next++);
		for (uint32_t k = 0; k < part->ncells && m->s->err == 0; k++)
			add_cell(m, part->first + k);
	}
	while (next < t->nfixed && m->s->err == 0)
		add_cell(m, next++);
}

/* Let findings stand in their cells, in other rows, or in the whole text. */
static void
go_in(struct making *m, struct finding *items, struct range r,
    uint32_t whole)
{
	for (size_t i = r.from; i < r.to; i++) {
		const struct grid_cell *cell = m->cell_fields == NULL ? NULL :
		    cell_of(m, &items[i]);
		uint32_t field;

		items[i].field = whole;
		if (cell == NULL)
			continue;
		field = m->cell_fields[cell - m->s->grid.cells];
		items[i].field = field != 0 ? field : m->far;
		if (field == 0)
			continue;
		items[i].start -= cell->start;
		items[i].end -= cell->start;
	}
}

/* The field for what is in other rows. */
static void
add_far(struct making *m, uint32_t field)
{
	struct field f = m->body->fields[field];

	m->far = (uint32_t)m->r->nfields;
	f.label = SV("");
	f.step = m->far_step = add_step(m, m->root, 0);
	add_field(m, &f, (struct consensus_place){ field, 0 });
}

/* Lay out the text of a field, if that is neither kept nor at hand. */
static void
read_again(struct scan *s, struct sv text, const struct scan_tabled *t)
{
	if (t->kept != NULL)
		s->grid = *t->kept;
	else if (s->grid.text.ptr != text.ptr || s->grid.text.len != text.len)
		s->err = grid_read(&s->grid, s->arena, text);
}

/* Fields for the cells of a text that matter. */
static void
lay_out(struct making *m, const struct scan_tabled *tabled,
    struct range items, struct range weak)
{
	uint32_t field = tabled->field;
	struct scan *s = m->s;
	const struct grid *t = &s->grid;

	read_again(s, m->body->fields[field].text, tabled);
	grid_read_form(&s->grid);
	if (s->err == 0 && t->nparts > 0)
		read_parts(m, items, weak);
	if (s->err != 0 || t->ncells == 0)
		return;
	m->field = field;
	m->root = m->body->doc == NULL ? 0 : m->body->fields[field].step;
	m->cell_fields = arena_zalloc(s->arena, t->ncells,
	    sizeof(*m->cell_fields));
	m->row_steps = arena_alloc(s->arena, t->nrows *
	    sizeof(*m->row_steps));
	m->headers = arena_zalloc(s->arena, t->ncolumns, 1);
	if (m->cell_fields == NULL || m->row_steps == NULL ||
	    m->headers == NULL) {
		s->err = ERR_NOMEM;
		return;
	}
	for (size_t i = 0; i < t->nrows; i++)
		m->row_steps[i] = ROW_FAR;
	want_rows(m, items, weak);
	want_facts(m, items);
	add_far(m, field);
	add_cells(m);
}

/* ------------------------------------------------------------------------- */

static void
copy_steps(struct making *m)
{
	const struct document *doc = m->body->doc;

	if (doc == NULL)
		(void)add_step(m, STEP_NONE, 0);
	for (size_t i = 0; doc != NULL && i < doc->nsteps; i++) {
		uint32_t step = add_step(m, 0, 0);

		if (m->s->err == 0)
			m->steps[step] = doc->steps[i];
	}
}

static void
go_out(const struct consensus_rows *r, struct finding *f)
{
	const struct consensus_place *p = &r->places[f->field];

	f->field = p->field;
	f->start += p->start;
	f->end += p->start;
}

/* Findings of a field; `items` are in the order of fields. */
static struct range
range_of(const struct finding *items, size_t count, size_t from,
    uint32_t field)
{
	struct range r = { from, from };

	while (r.to < count && items[r.to].field == field)
		r.to++;
	return r;
}

/* Is there anything in the field that a country could raise? */
static bool
is_of_interest(const struct scan *s, struct range items, struct range weak)
{
	for (size_t i = items.from; i < items.to; i++)
		if (is_raised(s, &s->items[i]))
			return true;
	return weak.from < weak.to;
}

/* The last ones of a list that are of the field. */
static struct range
last_of(const struct finding *items, size_t count, uint32_t field)
{
	struct range r = { count, count };

	while (r.from > 0 && items[r.from - 1].field == field)
		r.from--;
	return r;
}

void
consensus_rows_keep(struct scan *s)
{
	struct scan_tabled *t = s->ntabled == 0 ? NULL :
	    &s->tabled[s->ntabled - 1];
	size_t bytes = 0;

	if (t == NULL || !t->at_hand)
		return;
	t->at_hand = false;
	if (!is_of_interest(s, last_of(s->items, s->count, t->field),
	    last_of(s->weak, s->nweak, t->field)))
		return;
	t->kept = grid_keep(&s->grid, SCAN_KEPT - s->kept, &bytes);
	s->kept += bytes;
}

static void
add_fields(struct making *m)
{
	struct range items = { 0, 0 }, weak = { 0, 0 };
	struct scan *s = m->s;
	size_t next = 0;

	for (uint32_t i = 0; i < m->body->nfields && s->err == 0; i++) {
		uint32_t whole = (uint32_t)m->r->nfields;

		add_whole(m, i);
		items = range_of(s->items, s->count, items.to, i);
		weak = range_of(s->weak, s->nweak, weak.to, i);
		m->cell_fields = NULL;
		if (next < s->ntabled && s->tabled[next].field == i) {
			if (is_of_interest(s, items, weak) && s->err == 0)
				lay_out(m, &s->tabled[next], items, weak);
			next++;
		}
		if (s->err != 0)
			return;
		go_in(m, s->items, items, whole);
		go_in(m, s->weak, weak, whole);
	}
}

/* Put what was found in the order of its fields; mostly it is in it. */
static void
sort_by_field(struct scan *s, size_t nfields)
{
	struct finding *sorted;
	uint32_t *ends;
	size_t i = 1;

	while (i < s->count && s->items[i - 1].field <= s->items[i].field)
		i++;
	if (i >= s->count)
		return;
	s->cap = s->count + s->count / 8 + 1;
	sorted = arena_alloc(s->arena, s->cap * sizeof(*sorted));
	ends = arena_zalloc(s->arena, nfields + 1, sizeof(*ends));
	if (sorted == NULL || ends == NULL) {
		s->err = ERR_NOMEM;
		return;
	}
	for (i = 0; i < s->count; i++)
		ends[s->items[i].field + 1]++;
	for (i = 1; i < nfields; i++)
		ends[i] += ends[i - 1];
	for (i = 0; i < s->count; i++)
		sorted[ends[s->items[i].field]++] = s->items[i];
	s->items = sorted;
}

int
consensus_rows_open(struct consensus_rows *r, struct scan *s,
    const struct consensus_body *body)
{
	struct making m = { .s = s, .body = body, .r = r };

	memset(r, 0, sizeof(*r));
	country_starts_init(&m.starts);
	copy_steps(&m);
	add_fields(&m);
	if (s->err == 0)
		sort_by_field(s, r->nfields);
	if (s->err != 0)
		return s->err;
	r->doc.steps = m.steps;
	r->doc.nsteps = m.nsteps;
	r->body = (struct consensus_body){ r->fields, r->nfields, &r->doc };
	if (s->explain != NULL) {
		r->nraises = s->explain->nraises;
		r->nentries = s->explain->count;
	}
	return 0;
}

void
consensus_rows_close(const struct consensus_rows *r, struct scan *s)
{
	struct explain *x = s->explain;

	for (size_t i = 0; i < s->count; i++)
		go_out(r, &s->items[i]);
	for (size_t i = 0; i < s->nweak; i++)
		go_out(r, &s->weak[i]);
	for (size_t i = x == NULL ? 0 : r->nentries; x != NULL &&
	    i < x->count; i++)
		go_out(r, &x->items[i].finding);
	for (size_t i = x == NULL ? 0 : r->nraises; x != NULL &&
	    i < x->nraises; i++) {
		struct explain_raise *raise = &x->raises[i];

		go_out(r, &raise->finding);
		for (unsigned k = 0; k < GROUNDS; k++)
			raise->fields[k] =
			    r->places[raise->fields[k]].field;
	}
}
