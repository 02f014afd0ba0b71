/*
 * Marks (base/tabmask.h) are what is looked at: line breaks and the bytes that
 * separate, assign or open something. What the marks of a line are decides what
 * the line can be; only then its bytes are read.
 *
 * 1. Every reader goes forward from its mark and returns where it stopped; what
 *    lies before that is not read again, or not by the same reader.
 * 2. As long as no block is begun and none can begin with the line at hand, it
 *    is only remembered as the line before. It begins anew what may be a block:
 *    what stands before it matters no more.
 * 3. Lines in a row that may be pairs, and nothing else, are a *run*. A run is
 *    not read but noted as a part; where a line behind it may begin another
 *    block, it is read at once, since that block's line before may be in it.
 */
#include <endian.h>
#include <string.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/tabmask.h"
#include "inspect/grid/grid_box.h"
#include "inspect/grid/grid_lists.h"

enum {
	SLICE = TABMASK_BLOCK * TABMASK_MAX,
	RUN_LEAST = 2		/* lines of a block of pairs */
};

/* Signs that are counted, by their byte: what they add to grid_line.counts. */
static const uint64_t signs_by_byte[256] = {
	['\t'] = (uint64_t)1 << GRID_COUNT_BITS * GRID_TAB,
	[';'] = (uint64_t)1 << GRID_COUNT_BITS * GRID_SEMICOLON,
	['|'] = (uint64_t)1 << GRID_COUNT_BITS * GRID_PIPE,
	[','] = (uint64_t)1 << GRID_COUNT_BITS * GRID_COMMA
};

/* What a line begins with that may be a ruler, a statement, or lists. */
static const bool begins_by_byte[256] = {
	['-'] = true, ['='] = true, ['+'] = true, ['|'] = true, [':'] = true,
	['c'] = true, ['C'] = true, ['['] = true,
	[(unsigned char)GRID_BOX_LEAD] = true
};

/* Behind the signs of quoting, as e-mails have them: "> > text". */
static size_t
behind_quoting(struct sv text, size_t at)
{
	while (at + 1 < text.len && text.ptr[at] == '>' &&
	    (text.ptr[at + 1] == ' ' || text.ptr[at + 1] == '>'))
		at += text.ptr[at + 1] == ' ' ? 2 : 1;
	return at;
}

/* Where a line's first byte stands that is no blank, from `at` on. */
static size_t
behind_tabs(struct sv text, size_t at)
{
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
		at++;
	return at;
}

/* The same, by eights: most are blanks, and several. */
static inline size_t
behind_blanks(struct sv text, size_t at)
{
	static const uint64_t blanks = UINT64_C(0x2020202020202020);
	uint64_t word;

	do {
		if (at + sizeof(word) > text.len)
			return behind_tabs(text, at);
		memcpy(&word, text.ptr + at, sizeof(word));
		at += sizeof(word);
	} while (word == blanks);
	at -= sizeof(word);
	at += (size_t)__builtin_ctzll(le64toh(word ^ blanks)) / 8;
	return text.ptr[at] == '\t' ? behind_tabs(text, at) : at;
}

/* The next line begins at byte `at`. */
static ALWAYS_INLINE void
begin_line(struct grid_reading *r, size_t at)
{
	if (at < r->text.len && r->text.ptr[at] == '>')
		at = behind_quoting(r->text, at);
	r->line.start = at;
	r->line.first = behind_blanks(r->text, at);
	r->line.assign = SIZE_MAX;
	r->line.counts = 0;
	r->line.opens = r->line.keyed = r->line.gap = false;
}

/* --- runs ---------------------------------------------------------------- */

static void read_lines_again(struct grid_reading *r, size_t from,
    size_t to);

static inline void
begin_run(struct grid_reading *r)
{
	r->run = r->line.start;
	r->run_least = grid_least(r->table);
}

/* The run, if there is one, ends before byte `end`. */
static inline void
end_run(struct grid_reading *r, size_t end)
{
	if (r->run_lines >= RUN_LEAST)
		grid_add_part(r->table, (struct grid_span){ r->run, end },
		    r->run_least);
	r->run_lines = 0;
}

/* What a run turns out to be, since the line behind it may go with it. */
static void
read_run_again(struct grid_reading *r)
{
	struct grid_line line = r->line;

	if (r->run_lines >= RUN_LEAST) {
		grid_end_lines(r);
		read_lines_again(r, r->run, line.start);
		r->line = line;
		r->done = line.start;
	}
	r->run_lines = 0;
}

/* A statement of SQL, which takes the line; next to none is. */
static inline bool
is_statement(struct grid_reading *r)
{
	struct sv text = sv_slice(r->text, r->line.first, r->line.end);

	return (r->insert.creating || (text.len > 2 &&
	    (text.ptr[0] | 0x20) == 'c' && (text.ptr[1] | 0x20) != 'l')) &&
	    grid_take_statement(r, &r->line);
}

/* Nothing is begun: can the line be the first one of pairs? */
static inline void
note_pair(struct grid_reading *r)
{
	const struct grid_line *line = &r->line;

	if (line->assign == SIZE_MAX || !grid_may_be_pair(r->text, line))
		end_run(r, line->start);
	else if (r->run_lines++ == 0)
		begin_run(r);
}

/* Read it by what was begun, or begin something. */
static void
read_line(struct grid_reading *r)
{
	read_run_again(r);
	grid_read_line(r, &r->line);
	if (r->lines.layout == GRID_NO_BLOCK && r->lines.before.end != 0)
		note_pair(r);
}

/* What is counted of the line, but for commas if there are too few. */
static inline uint64_t
counts_apart(const struct grid_line *line)
{
	const uint64_t comma = (uint64_t)1 << GRID_COUNT_BITS * GRID_COMMA;

	return line->counts >= comma && grid_is_prose(line,
	    GRID_PROSE_CELL / 2) ? line->counts % comma : line->counts;
}

/* A reader went to byte `end`: if it found cells, lines begin anew there. */
static bool
jump(struct grid_reading *r, size_t end, size_t ncells)
{
	if (r->table->ncells == ncells)
		return false;
	end_run(r, r->line.start);
	grid_end_lines(r);
	r->done = end;
	begin_line(r, end);
	return true;
}

/* Lists of lists at byte `at`, where a value may begin; true if taken. */
static inline bool
take_lists(struct grid_reading *r, size_t at)
{
	size_t ncells = r->table->ncells;

	return at < r->text.len && r->text.ptr[at] == '[' &&
	    jump(r, grid_take_lists(r, at), ncells);
}

/* A line ends that is more than remembered, perhaps. */
static NOINLINE void
take_line(struct grid_reading *r)
{
	struct grid_line *line = &r->line;

	if (take_lists(r, line->first))
		return;
	if (is_statement(r)) {
		end_run(r, line->start);
	} else if (r->lines.layout != GRID_NO_BLOCK) {
		read_line(r);
	} else if (grid_is_empty(line) ||
	    line->end - line->start > GRID_LINE) {
		end_run(r, line->start);
		grid_end_lines(r);
	} else if (grid_may_begin(r, line)) {
		read_line(r);
	} else {
		note_pair(r);
		r->lines.before = *line;
	}
}

/*
 * Does nothing go on or begin with the line at hand, as its marks tell? One
 * that is empty or too long may end something.
 */
static inline bool
is_quiet(const struct grid_reading *r)
{
	const struct grid_line *line = &r->line, *before = &r->lines.before;

	return r->lines.layout == GRID_NO_BLOCK && !r->insert.creating &&
	    line->end - line->first - 1 < GRID_LINE &&
	    !begins_by_byte[(unsigned char)r->text.ptr[line->first]] &&
	    (line->apart == 0 || before->apart == 0) &&
	    !(line->gap && before->gap);
}

static ALWAYS_INLINE void
end_line(struct grid_reading *r, size_t at, bool again)
{
	r->line.end = at;
	r->line.apart = counts_apart(&r->line);
	if (again) {
		if (!is_statement(r))
			grid_read_line(r, &r->line);
	} else if (is_quiet(r)) {
		note_pair(r);
		r->lines.before = r->line;
	} else {
		take_line(r);
	}
}

/* --- marks --------------------------------------------------------------- */

/* Could `(` at byte `at` stand behind VALUES? */
static inline bool
may_be_tuples(struct sv text, size_t at)
{
	if (at > 1 && grid_is_blank(text.ptr[at - 1])) {
		at--;
		if (grid_is_blank(text.ptr[at - 1]))
			return true;
	}
	return at > 1 && (text.ptr[at - 1] | 0x20) == 's' &&
	    (text.ptr[at - 2] | 0x20) == 'e';
}

/* { < or ( at byte `at`; true if a reader found cells. */
static inline bool
take_opening(struct grid_reading *r, size_t at)
{
	size_t ncells = r->table->ncells;
	char c = r->text.ptr[at];

	if (c == '(')
		return may_be_tuples(r->text, at) &&
		    jump(r, grid_take_tuples(r, at), ncells);
	return jump(r, c == '{' ? grid_take_object(r, at) :
	    grid_take_tag(r, at), ncells);
}

/* Bits of a word for the bytes from `first` on; the lowest is byte `from`. */
static inline uint64_t
bits_behind(uint64_t bits, size_t from, size_t first)
{
	if (first <= from)
		return bits;
	return first - from >= TABMASK_BLOCK ? 0 :
	    bits & UINT64_MAX << (first - from);
}

/* The line's first : or =: is what stands before it no more than a key? */
static inline void
note_assign(struct grid_reading *r, size_t at)
{
	const uint64_t tab = (uint64_t)1 << GRID_COUNT_BITS;
	struct grid_line *line = &r->line;

	line->assign = at;
	/* Behind a semicolon a vCard has what is no part of it. */
	line->keyed = (line->counts < tab && !line->opens) ||
	    grid_count(line, GRID_SEMICOLON) > 0;
}

/* : or = at byte `at`; true if lists stand behind it, which are read. */
static ALWAYS_INLINE bool
take_assign(struct grid_reading *r, size_t at, bool again)
{
	if (r->line.assign != SIZE_MAX)
		return false;
	note_assign(r, at);
	at++;
	at += at < r->text.len && r->text.ptr[at] == ' ';
	return !again && take_lists(r, at);
}

/* A line break at byte `at`; that of two bytes is behind it already. */
static ALWAYS_INLINE void
take_break(struct grid_reading *r, size_t at, bool again)
{
	end_line(r, at, again);
	/* Lists went over the end of the line. */
	if (r->done > at)
		return;
	if (r->text.ptr[at++] == '\r' && at < r->text.len &&
	    r->text.ptr[at] == '\n')
		r->done = ++at;
	begin_line(r, at);
}

/* The marks of a block; `again`: only what is between openings is read. */
static ALWAYS_INLINE void
take_block(struct grid_reading *r, size_t from, const struct tabmask *m,
    bool again)
{
	const char *text = r->text.ptr + from;
	uint64_t marks = bits_behind(m->marks, from, r->done);
	uint64_t gaps = m->gaps == 0 ? 0 : bits_behind(m->gaps, from,
	    r->line.first);
	uint64_t counts = r->line.counts, sign;

	while (marks != 0) {
		unsigned bit = (unsigned)__builtin_ctzll(marks);
		unsigned char c = (unsigned char)text[bit];

		marks &= marks - 1;
		sign = signs_by_byte[c];
		if (sign != 0) {
			counts += sign;
			continue;
		}
		r->line.counts = counts;
		if (c == ':' || c == '=') {
			if (!take_assign(r, from + bit, again))
				continue;
		} else if (c <= '\r') {
			r->line.gap |= gaps << (63 - bit) != 0;
			take_break(r, from + bit, again);
		} else {
			r->line.opens = true;
			if (again || !take_opening(r, from + bit))
				continue;
		}
		counts = 0;
		gaps = m->gaps == 0 ? 0 : bits_behind(m->gaps, from,
		    r->line.first);
		if (r->done > from + bit)
			marks = bits_behind(marks, from, r->done);
	}
	r->line.counts = counts;
	r->line.gap |= gaps != 0;
}

/* Lines [from, to) of the text. */
static ALWAYS_INLINE void
take_lines(struct grid_reading *r, size_t from, size_t to, bool again)
{
	struct tabmask masks[TABMASK_MAX];
	const char *text = r->text.ptr;

	begin_line(r, from);
	for (size_t at = from; at < to && r->table->err == 0; at += SLICE) {
		size_t len = to - at < SLICE ? to - at : SLICE;

		tabmask_fill(text + at, len, masks);
		if (at > from && text[at] == ' ' && text[at - 1] == ' ')
			masks[0].gaps |= 1;
		for (size_t i = 0; i * TABMASK_BLOCK < len; i++)
			take_block(r, at + i * TABMASK_BLOCK, &masks[i],
			    again);
	}
	if (r->line.start < to && r->table->err == 0)
		end_line(r, to, again);
}

/* ------------------------------------------------------------------------- */

static void
begin(struct grid_reading *r, struct grid *t)
{
	r->table = t;
	r->text = t->text;
	r->done = r->tried = 0;
	r->run_lines = 0;
	r->markup.depth = 0;
	r->markup.in_table = r->markup.in_cell = r->markup.in_head = false;
	r->insert.head = (struct grid_span){ 0, 0 };
	r->insert.tried = 0;
	r->insert.creating = false;
	r->insert.created = (struct grid_span){ 0, 0 };
	grid_end_lines(r);
}

static void
read_lines_again(struct grid_reading *r, size_t from, size_t to)
{
	r->done = from;
	take_lines(r, from, to, true);
}

void
grid_read_part(struct grid *t, struct grid_part *part)
{
	struct grid_reading r;

	if (part->is_read || t->err != 0)
		return;
	part->is_read = true;
	part->first = (uint32_t)t->ncells;
	t->floor = t->ncells;
	t->least = part->start;
	begin(&r, t);
	read_lines_again(&r, part->lines, part->end);
	part->ncells = (uint32_t)(t->ncells - t->floor);
}

static int
read_all(struct grid *t)
{
	struct grid_reading r;

	begin(&r, t);
	take_lines(&r, sv_starts(t->text, SV("\xef\xbb\xbf")) ? 3 : 0,
	    t->text.len, false);
	end_run(&r, t->text.len);
	t->nfixed = t->ncells;
	return t->err;
}

/*
 * A text of one block, as most fields are: has it lines, or anything that a
 * table could be in a line?
 */
static bool
may_be_grid(struct sv text)
{
	struct tabmask m;

	/* A mark of order, or lists in each other. */
	if (text.ptr[0] == '[' || text.ptr[0] == '\xef')
		return true;
	tabmask_fill(text.ptr, text.len, &m);
	for (; m.marks != 0; m.marks &= m.marks - 1)
		switch (text.ptr[__builtin_ctzll(m.marks)]) {
		case '\n': case '\r': case '{': case '<': case '(':
			return true;
		default:
			break;
		}
	return false;
}

int
grid_read(struct grid *t, struct arena *arena, struct sv text)
{
	t->arena = arena;
	t->text = text;
	t->ncells = t->ncolumns = t->nrows = t->nblocks = t->nparts = 0;
	t->nfixed = t->floor = t->least = t->cursor = t->part_cursor = 0;
	t->none_from = t->none_to = 0;
	return text.len == 0 || (text.len <= TABMASK_BLOCK &&
	    !may_be_grid(text)) ? 0 : read_all(t);
}
