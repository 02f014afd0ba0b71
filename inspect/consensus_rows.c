/*
 * Of a text with a table there is one field with all of it, for what stands in
 * no cell or in several, and behind it one for each cell. A row is an element
 * below the step of its text, or below the row that it is inside of; so a row
 * sees what its text's record says, but not what other rows are about. A text
 * without any candidate stays one field.
 */
#include "inspect/consensus_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "inspect/engine.h"
#include "inspect/explain.h"
#include "inspect/layers.h"

struct making {
	struct scan *s;
	const struct consensus_body *body;
	struct consensus_rows *r;
	struct step *steps;
	size_t nsteps, cap_fields, cap_places, cap_steps;
};

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
	if (m->body->doc == NULL)
		r->fields[r->nfields].step = 0;
	r->places[r->nfields++] = place;
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

static void
add_cells(struct making *m, uint32_t field, const struct grid *t)
{
	const struct field *whole = &m->body->fields[field];
	uint32_t root = m->body->doc == NULL ? 0 : whole->step;
	size_t first = m->nsteps;

	for (uint32_t i = 0; i < t->nrows && m->s->err == 0; i++) {
		const struct grid_row *row = &t->rows[i];

		(void)add_step(m, row->above == GRID_NONE ? root :
		    (uint32_t)first + row->above,
		    row->member ? FIELD_MEMBER : i);
	}
	for (size_t i = 0; i < t->ncells && m->s->err == 0; i++) {
		const struct grid_cell *cell = &t->cells[i];
		struct field f = *whole;

		f.text = sv_slice(t->text, cell->start, cell->end);
		f.label = grid_header(t, cell->column);
		f.step = (uint32_t)first + cell->row;
		add_field(m, &f, (struct consensus_place){ field,
		    cell->start });
		if (m->body->doc == NULL && m->s->err == 0)
			m->r->fields[m->r->nfields - 1].step = f.step;
	}
}

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

/* The field that bytes [start, end) of a field of the body stand in. */
static uint32_t
find(const struct consensus_rows *r, const struct finding *f)
{
	uint32_t low = r->first[f->field] + 1, high = r->first[f->field + 1];
	uint32_t next = high;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (r->places[middle].start + r->fields[middle].text.len <=
		    f->start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < next && r->places[low].start <= f->start &&
	    f->end <= r->places[low].start + r->fields[low].text.len ?
	    low : r->first[f->field];
}

static int
compare_findings(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;

	if (a->field != b->field)
		return a->field < b->field ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	if (a->detector != b->detector)
		return a->detector < b->detector ? -1 : 1;
	return (a->score > b->score) - (a->score < b->score);
}

static void
go_in(const struct consensus_rows *r, struct finding *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t field = find(r, &items[i]);

		items[i].start -= r->places[field].start;
		items[i].end -= r->places[field].start;
		items[i].field = field;
	}
	if (count > 0)
		qsort(items, count, sizeof(*items), compare_findings);
}

static void
go_out(const struct consensus_rows *r, struct finding *f)
{
	const struct consensus_place *p = &r->places[f->field];

	f->field = p->field;
	f->start += p->start;
	f->end += p->start;
}

/* Is there anything in the field that a country could raise? */
static bool
is_of_interest(const struct scan *s, uint32_t field, size_t *item,
    size_t *weak)
{
	bool is = false;

	for (; *item < s->count && s->items[*item].field <= field; ++*item)
		is = is || (s->items[*item].field == field &&
		    s->engine->classes[s->items[*item].class_id].speaks ==
		    SPEAKS_CLASS);
	for (; *weak < s->nweak && s->weak[*weak].field <= field; ++*weak)
		is = is || s->weak[*weak].field == field;
	return is;
}

/* Lay out the text of a field, if it is not the one that was read last. */
static void
read_again(struct scan *s, struct sv text)
{
	if (s->grid.text.ptr != text.ptr || s->grid.text.len != text.len)
		s->err = grid_read(&s->grid, s->arena, text);
}

int
consensus_rows_open(struct consensus_rows *r, struct scan *s,
    const struct consensus_body *body)
{
	struct making m = { .s = s, .body = body, .r = r };
	size_t next = 0, item = 0, weak = 0;

	memset(r, 0, sizeof(*r));
	r->first = arena_alloc(s->arena, (body->nfields + 1) *
	    sizeof(*r->first));
	if (r->first == NULL)
		return s->err = ERR_NOMEM;
	copy_steps(&m);
	for (uint32_t i = 0; i < body->nfields && s->err == 0; i++) {
		r->first[i] = (uint32_t)r->nfields;
		add_field(&m, &body->fields[i],
		    (struct consensus_place){ i, 0 });
		if (next == s->ntabled || s->tabled[next] != i)
			continue;
		next++;
		if (s->err != 0 || !is_of_interest(s, i, &item, &weak))
			continue;
		read_again(s, body->fields[i].text);
		if (s->err == 0 && r->nfields + s->grid.ncells <=
		    CONSENSUS_ROWS_FIELDS)
			add_cells(&m, i, &s->grid);
	}
	if (s->err != 0)
		return s->err;
	r->first[body->nfields] = (uint32_t)r->nfields;
	r->doc.steps = m.steps;
	r->doc.nsteps = m.nsteps;
	r->body = (struct consensus_body){ r->fields, r->nfields, &r->doc };
	if (s->explain != NULL) {
		r->nraises = s->explain->nraises;
		r->nentries = s->explain->count;
	}
	go_in(r, s->items, s->count);
	go_in(r, s->weak, s->nweak);
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
