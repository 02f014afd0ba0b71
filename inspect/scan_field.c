/*
 * One field: what is known of its text from before, or its layout, its scan,
 * and the forms of what looks disguised there.
 */
#include "base/err.h"
#include "inspect/engine.h"
#include "inspect/grid/consensus_rows.h"
#include "inspect/grid/scan_table.h"
#include "inspect/history.h"
#include "inspect/scan.h"

enum { TABLE_LEAST = 16 };	/* bytes of a text that is searched for one */

/* There is a table in the field at hand, in the scan's grid or known before. */
static void
note_table(struct scan *s, bool at_hand)
{
	void *room = s->tabled;

	s->err = arena_vec_room(s->arena, &room, s->ntabled, &s->cap_tabled,
	    sizeof(*s->tabled));
	if (s->err != 0)
		return;
	s->tabled = room;
	s->tabled[s->ntabled++] = (struct scan_tabled){ s->field, at_hand,
		NULL };
}

static void
scan_new(struct scan *s, struct sv text, struct sv label)
{
	size_t first = s->count;

	consensus_rows_keep(s);
	s->unfold = (struct unfold){ .off = false };
	s->nvotes = 0;
	s->grid.ncells = s->grid.nparts = 0;
	s->grid.text = SV("");
	s->grid.form = SIZE_MAX;
	if (text.len >= TABLE_LEAST)
		s->err = grid_read(&s->grid, s->arena, text);
	if (s->err == 0)
		scan_text(s, text, label);
	if (s->err == 0 && grid_has_cells(&s->grid))
		note_table(s, true);
	if (s->unfold.count > 0 && s->err == 0)
		unfold_field(s, text, label, first);
}

static void
recall(struct scan *s, const struct history_content *known)
{
	void *room = s->items;

	for (size_t i = 0; i < known->count && s->err == 0; i++) {
		s->err = arena_vec_room(s->arena, &room, s->count, &s->cap,
		    sizeof(*s->items));
		if (s->err != 0)
			return;
		s->items = room;
		s->items[s->count] = known->items[i];
		s->items[s->count++].field = s->field;
	}
	for (size_t i = 0; i < known->nweak && s->err == 0; i++) {
		struct finding f = known->weak[i];

		f.field = s->field;
		scan_add_weak(s, &f);
	}
	if (known->has_table && s->err == 0)
		note_table(s, false);
}

/* A text seen before has the findings it had then. */
static void
scan_or_recall(struct scan *s, struct sv text, struct sv label)
{
	struct history *h = s->engine->history;
	struct history_content known;
	struct history_key key;
	size_t first = s->count;

	/* Not to know it is no failure. */
	if (history_key(h, text, label, &key) != 0) {
		scan_new(s, text, label);
		return;
	}
	if (history_find(h, &key, &known)) {
		recall(s, &known);
		return;
	}
	scan_new(s, text, label);
	known = (struct history_content){ s->items + first, s->weak_here,
		s->count - first, s->nweak_here, grid_has_cells(&s->grid) };
	/* Not what a pattern gave up on: it is to be tried again. */
	if (s->err == 0 && s->stops.count == 0)
		history_keep(h, &key, &known);
}

/* Put what is kept of this field to that of the others. */
static void
gather_weak(struct scan *s)
{
	void *room = s->weak;

	for (size_t i = 0; i < s->nweak_here && s->nweak < SCAN_WEAK_ALL &&
	    s->err == 0; i++) {
		s->err = arena_vec_room(s->arena, &room, s->nweak,
		    &s->cap_weak, sizeof(*s->weak));
		if (s->err != 0)
			return;
		s->weak = room;
		s->weak[s->nweak++] = s->weak_here[i];
	}
}

void
scan_field(struct scan *s, uint32_t field, struct sv text, struct sv label)
{
	if (s->err != 0 || text.len == 0)
		return;
	if (text.len > UINT32_MAX - 1) {
		s->err = ERR_LIMIT;
		return;
	}
	s->field = field;
	s->nweak_here = 0;
	if (s->engine->history != NULL && s->explain == NULL &&
	    text.len >= HISTORY_LEAST)
		scan_or_recall(s, text, label);
	else
		scan_new(s, text, label);
	gather_weak(s);
}
