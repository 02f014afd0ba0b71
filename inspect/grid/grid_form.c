/*
 * Lines between blank ones are a section. Labels are a section of lines that
 * could all be labels, and each section behind it with as many lines is its
 * values; or both halves of one section are. At least half of the values must
 * hold a digit or an at sign, so that lists of words are none: what is taken
 * for a label and says nothing to anybody is no harm.
 */
#include "inspect/grid/grid_form.h"

enum { LABEL_WORDS = 6 };

struct section {
	struct grid_span lines[2 * GRID_FORM_MOST];
	unsigned count;
	bool none;		/* neither labels nor values, or too many */
};

/* What no label has; a colon only at its end. */
static const bool other[256] = {
	[','] = true, [';'] = true, ['!'] = true, ['?'] = true, ['='] = true,
	['{'] = true, ['}'] = true, ['<'] = true, ['>'] = true, ['|'] = true,
	['\t'] = true, [':'] = true, ['_'] = true, ['$'] = true
};

static bool
is_label(struct sv text, struct grid_span line)
{
	struct sv s = sv_slice(text, line.start, line.end);
	unsigned words = 1;

	if (s.len < 2 || s.len > GRID_FORM_LABEL || !grid_is_letter(s.ptr[0]))
		return false;
	for (size_t i = 0; i + 1 < s.len; i++) {
		words += s.ptr[i] == ' ';
		if (other[(unsigned char)s.ptr[i]])
			return false;
	}
	return words <= LABEL_WORDS && grid_is_header(text, line);
}

static bool
are_labels(struct sv text, const struct grid_span *lines, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (!is_label(text, lines[i]))
			return false;
	return count >= GRID_FORM_LEAST && count <= GRID_FORM_MOST;
}

static bool
says_something(struct sv line)
{
	for (size_t i = 0; i < line.len; i++)
		if (grid_is_digit(line.ptr[i]) || line.ptr[i] == '@')
			return true;
	return false;
}

static bool
are_values(struct sv text, const struct grid_span *lines, unsigned count)
{
	unsigned some = 0;

	for (unsigned i = 0; i < count; i++)
		some += says_something(sv_slice(text, lines[i].start,
		    lines[i].end));
	return 2 * some >= count;
}

/* The columns that are headed by labels, and the block of their rows. */
struct form {
	unsigned count;		/* 0: no labels */
	uint32_t first, block;
	bool begun;
	struct grid_span labels[GRID_FORM_MOST];
};

static void
note_labels(struct form *f, const struct section *s)
{
	f->count = s->count;
	f->begun = false;
	for (unsigned i = 0; i < s->count; i++)
		f->labels[i] = s->lines[i];
}

/* Add block and columns, unless there are some. */
static bool
begin(struct grid *t, struct form *f)
{
	if (f->begun)
		return true;
	f->block = grid_add_block(t, f->labels[0].start, true);
	for (unsigned i = 0; i < f->count; i++) {
		struct grid_span label = f->labels[i];
		uint32_t number;

		if (t->text.ptr[label.end - 1] == ':')
			label.end--;
		number = grid_add_column(t, grid_trim(t->text, label), false);
		if (number == GRID_NONE)
			return false;
		if (i == 0)
			f->first = number;
	}
	f->begun = f->block != GRID_NONE;
	return f->begun;
}

static void
add_values(struct grid *t, struct form *f, const struct grid_span *lines)
{
	uint32_t row;

	if (!begin(t, f))
		return;
	row = grid_add_row(t, f->block, GRID_NONE, false, (struct grid_span){
	    lines[0].start, lines[f->count - 1].end });
	for (unsigned i = 0; i < f->count; i++)
		grid_add_cell(t, lines[i], f->first + i, row);
}

/* A section ends: is it values, labels, or both? */
static void
take_section(struct grid *t, struct form *f, struct section *s)
{
	unsigned half = s->count / 2;

	if (s->count == 0)
		return;
	if (s->none) {
		f->count = 0;
	} else if (s->count == f->count &&
	    are_values(t->text, s->lines, s->count)) {
		add_values(t, f, s->lines);
	} else if (s->count % 2 == 0 && are_labels(t->text, s->lines, half) &&
	    are_values(t->text, s->lines + half, half)) {
		s->count = half;
		note_labels(f, s);
		add_values(t, f, s->lines + half);
	} else if (are_labels(t->text, s->lines, s->count)) {
		note_labels(f, s);
	} else {
		f->count = 0;
	}
	s->count = 0;
	s->none = false;
}

/* Most texts are no forms: one look at the first line of a section tells. */
static void
add_line(struct sv text, const struct form *f, struct section *s,
    struct grid_span line)
{
	line = grid_trim(text, line);
	if (s->count == 0 && f->count == 0)
		s->none = !is_label(text, line);
	else if (s->count == 2 * GRID_FORM_MOST)
		s->none = true;
	if (!s->none || s->count == 0)
		s->lines[s->count++] = line;
}

static bool
is_empty(struct sv line)
{
	for (size_t i = 0; i < line.len; i++)
		if (!grid_is_blank(line.ptr[i]))
			return false;
	return true;
}

/* Leave out lines that may be pairs where there is a form: these are labels. */
static void
drop_parts(struct grid *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->nparts; i++) {
		const struct grid_part *p = &t->parts[i];
		bool apart = true;

		for (size_t k = 0; k < t->nblocks && apart; k++)
			apart = p->end <= t->blocks[k].start ||
			    p->start >= t->blocks[k].end;
		if (apart)
			t->parts[kept++] = *p;
	}
	t->nparts = kept;
}

void
grid_read_forms(struct grid *t, size_t from)
{
	struct sv rest = sv_slice(t->text, from, t->text.len);
	struct section s = { .count = 0 };
	struct form f = { .count = 0 };

	t->least = 0;
	while (rest.ptr != NULL) {
		struct sv line = sv_cut(&rest, '\n');
		size_t start = (size_t)(line.ptr - t->text.ptr);

		if (is_empty(line))
			take_section(t, &f, &s);
		else if (!s.none)
			add_line(t->text, &f, &s, (struct grid_span){ start,
			    start + line.len });
	}
	take_section(t, &f, &s);
	if (t->ncells > 0)
		drop_parts(t);
}
