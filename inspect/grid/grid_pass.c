/*
 * Line breaks and marks (base/tabmask.h) are what is looked at: the bytes that
 * separate, assign or open something. What the marks of a line are decides what
 * the line can be; only then its bytes are read. Of a line without any, in no
 * block, no more than the first byte is looked at.
 *
 * 1. Every reader goes forward from its mark and returns where it stopped; what
 *    lies before that is not read again, or not by the same reader.
 * 2. As long as no block is begun and none can begin with the line at hand, it
 *    is only remembered as the line before. It begins anew what may be a block:
 *    what stands before it matters no more.
 * 3. Where nothing is begun, lines are passed over by their masks alone as long
 *    as none stirs (grid_quiet.h). One that does and may be something is read,
 *    and the one before it; so no line is passed over and read but those, or
 *    those since passing over began, once.
 * 4. Lines in a row that may be pairs, and nothing else, are a *run*. A run is
 *    not read but noted as a part; where a line behind it may begin another
 *    block, it is read at once, since that block's line before may be in it.
 */
#include <string.h>

#include "base/ahead.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/stirs.h"
#include "base/tabmask.h"
#include "inspect/grid/grid_box.h"
#include "inspect/grid/grid_form.h"
#include "inspect/grid/grid_lists.h"
#include "inspect/grid/grid_quiet.h"

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

/* What a line begins with, by its byte. */
enum {
	BEGINS_BLANK = 1,
	BEGINS_AWAY = 2,	/* further on */
	BEGINS_MORE = 4		/* nothing; a ruler, a statement, or lists */
};

static const unsigned char begins_by_byte[256] = {
	[' '] = BEGINS_BLANK, ['\t'] = BEGINS_AWAY, ['>'] = BEGINS_AWAY,
	['\n'] = BEGINS_MORE, ['\r'] = BEGINS_MORE,
	['-'] = BEGINS_MORE, ['='] = BEGINS_MORE, ['+'] = BEGINS_MORE,
	['|'] = BEGINS_MORE, [':'] = BEGINS_MORE, ['c'] = BEGINS_MORE,
	['C'] = BEGINS_MORE, ['['] = BEGINS_MORE,
	[(unsigned char)GRID_BOX_LEAD] = BEGINS_MORE
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

/* What a line has of which nothing is known yet. */
static inline void
clear_line(struct grid_line *line)
{
	*line = (struct grid_line){ .assign = SIZE_MAX };
}

/* Is nothing begun that the end of a line could be something to? */
static inline bool
is_idle(const struct grid_reading *r)
{
	return r->lines.layout == GRID_NO_BLOCK && !r->insert.creating;
}

/* Does byte `at` begin a line as prose does? */
static inline bool
begins_plainly(struct sv text, size_t at)
{
	return at < text.len &&
	    begins_by_byte[(unsigned char)text.ptr[at]] == 0;
}

/* The next line begins at byte `at`. */
static void
begin_line(struct grid_reading *r, size_t at)
{
	if (r->line.marked)
		clear_line(&r->line);
	if (at < r->text.len && r->text.ptr[at] == '>')
		at = behind_quoting(r->text, at);
	r->line.start = at;
	r->line.first = grid_behind_blanks(r->text, at);
	r->plain = begins_plainly(r->text, r->line.first) && is_idle(r);
}

/* --- runs ---------------------------------------------------------------- */

static void read_lines_again(struct grid_reading *r, size_t from,
    size_t to);

static inline void
begin_run(struct grid_reading *r)
{
	r->run = r->line.start;
	r->run_least = r->table->least;
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

/* Has the line that ends at byte `end` too few commas for its length? */
static inline bool
is_prose_until(const struct grid_line *line, size_t end)
{
	struct grid_line here = { .start = line->start, .end = end,
		.counts = line->counts };

	return grid_is_prose(&here, GRID_PROSE_CELL / 2);
}

/* What is counted of the line, but for commas if there are too few. */
static inline uint64_t
counts_apart(const struct grid_line *line)
{
	const uint64_t comma = (uint64_t)1 << GRID_COUNT_BITS * GRID_COMMA;

	return line->counts >= comma && is_prose_until(line, line->end) ?
	    line->counts % comma : line->counts;
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
 * Is the line that ends at byte `at` no more than remembered, unless its marks
 * tell another thing? One that is empty or too long may end something.
 */
static inline bool
is_plain(const struct grid_reading *r, size_t at)
{
	return r->plain && at - r->line.first <= GRID_LINE;
}

/* The same of one that has marks: do they tell it? */
static inline bool
is_quiet(const struct grid_reading *r)
{
	const struct grid_line *line = &r->line, *before = &r->lines.before;

	return (line->apart == 0 || before->apart == 0) &&
	    !(line->gap && before->gap);
}

/* The line at hand, which has no marks, is the line before the next one. */
static ALWAYS_INLINE void
pass_over(struct grid_reading *r, size_t at)
{
	struct grid_line *before = &r->lines.before;

	if (r->run_lines > 0)
		end_run(r, r->line.start);
	if (before->marked)
		clear_line(before);
	before->start = r->line.start;
	before->first = r->line.first;
	before->end = at;
	grid_note_label(r, grid_is_short(r, at));
}

/* The line at hand ends. True if nothing was begun then. */
static ALWAYS_INLINE bool
end_line(struct grid_reading *r, size_t at, bool again)
{
	bool plain = !again && is_plain(r, at);

	r->nlines++;
	if (plain && !r->line.marked) {
		pass_over(r, at);
		return true;
	}
	r->line.end = at;
	r->line.apart = counts_apart(&r->line);
	if (again) {
		if (!is_statement(r))
			grid_read_line(r, &r->line);
	} else if (plain && is_quiet(r)) {
		grid_note_label(r, r->line.assign + 1 == at);
		note_pair(r);
		r->lines.before = r->line;
		return true;
	} else {
		grid_note_label(r, !r->line.marked && grid_is_short(r, at));
		take_line(r);
	}
	return is_idle(r);
}

/* --- marks --------------------------------------------------------------- */

/* { < or ( at byte `at`; true if a reader found cells. */
static inline bool
take_opening(struct grid_reading *r, size_t at)
{
	size_t ncells = r->table->ncells;
	char c = r->text.ptr[at];

	if (c == '(')
		return grid_may_be_tuples(r->text, at) &&
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

/*
 * Marks of the line at hand, in one block. True if a reader found cells: lines
 * begin anew at r->done.
 */
static ALWAYS_INLINE bool
take_marks(struct grid_reading *r, size_t from, uint64_t marks, bool again)
{
	r->line.marked = true;
	for (; marks != 0; marks &= marks - 1) {
		size_t at = from + (size_t)__builtin_ctzll(marks);
		unsigned char c = (unsigned char)r->text.ptr[at];

		if (signs_by_byte[c] != 0) {
			r->line.counts += signs_by_byte[c];
		} else if (c == ':' || c == '=') {
			if (take_assign(r, at, again))
				return true;
		} else {
			r->line.opens = true;
			if (!again && take_opening(r, at))
				return true;
		}
	}
	return false;
}

/* What is left of a block's masks. */
static inline struct tabmask
rest_of(const struct grid_reading *r, size_t from, const struct tabmask *m)
{
	struct tabmask rest = *m;

	if (r->done > from) {
		rest.marks = bits_behind(m->marks, from, r->done);
		rest.breaks = bits_behind(m->breaks, from, r->done);
	}
	if (m->gaps != 0)
		rest.gaps = bits_behind(m->gaps, from, r->line.first);
	return rest;
}

/*
 * Behind the blank at byte `at`, and the blanks that follow it, as far as the
 * gaps of the block tell; 0: further on, or there are tabs.
 */
static inline size_t
behind_gaps(struct sv text, size_t from, size_t at, uint64_t gaps)
{
	size_t bit = at + 1 - from;
	uint64_t others = bit < TABMASK_BLOCK ? ~gaps >> bit : 0;

	if (others == 0)
		return 0;
	at += 1 + (size_t)__builtin_ctzll(others);
	return at < text.len && text.ptr[at] != '\t' ? at : 0;
}

/* The same, at whatever byte that is. */
static inline size_t
behind_indent(struct sv text, size_t from, size_t at, uint64_t gaps)
{
	size_t first = behind_gaps(text, from, at, gaps);

	return first != 0 ? first : grid_behind_blanks(text, at);
}

static inline unsigned
how_begins(struct sv text, size_t at)
{
	return at < text.len ? begins_by_byte[(unsigned char)text.ptr[at]] :
	    BEGINS_MORE;
}

/*
 * The line behind the break at byte `at` begins; `idle`: nothing is begun.
 * False if what is left of the block must be made anew, from r->done on.
 */
static ALWAYS_INLINE bool
begin_next(struct grid_reading *r, size_t from, size_t at, bool idle,
    struct tabmask *rest)
{
	size_t next = at + 1, first = next;
	unsigned begins = how_begins(r->text, next);
	bool two = begins == BEGINS_MORE && next < r->text.len &&
	    r->text.ptr[at] == '\r' && r->text.ptr[next] == '\n';

	if (begins == BEGINS_AWAY || two) {
		r->done = next + two;
		begin_line(r, next + two);
		return false;
	}
	if (begins == BEGINS_BLANK) {
		first = behind_indent(r->text, from, next, rest->gaps);
		begins = how_begins(r->text, first);
		rest->gaps = bits_behind(rest->gaps, from, first);
	}
	if (r->line.marked)
		clear_line(&r->line);
	r->line.start = next;
	r->line.first = first;
	r->plain = begins == 0 && idle;
	return true;
}

/* The lines of a block; `again`: only what is between openings is read. */
static ALWAYS_INLINE void
take_block(struct grid_reading *r, size_t from, const struct tabmask *m,
    bool again)
{
	struct tabmask rest = rest_of(r, from, m);

	for (;;) {
		/* Up to the first break and with it. */
		uint64_t here = rest.breaks ^ (rest.breaks - 1);
		size_t at;
		bool idle;

		if ((rest.marks & here) != 0) {
			if (take_marks(r, from, rest.marks & here, again)) {
				rest = rest_of(r, from, m);
				continue;
			}
			rest.marks &= ~here;
		}
		if ((rest.gaps & here) != 0) {
			r->line.gap = r->line.marked = true;
			rest.gaps &= ~here;
		}
		if (rest.breaks == 0)
			return;
		at = from + (size_t)__builtin_ctzll(rest.breaks);
		rest.breaks &= rest.breaks - 1;
		idle = end_line(r, at, again);
		/* If not, lists went over the end of the line. */
		if (r->done > at || !begin_next(r, from, at, idle, &rest))
			rest = rest_of(r, from, m);
	}
}

/* --- lines that are passed over ------------------------------------------ */

/* Stirs are worth their while where a slice has more lines than this. */
enum { LINES_LEAST = 64 };

struct quiet {
	bool on;		/* lines are passed over, ... */
	size_t from;		/* ... from there on, where a block begins and
				 * the reading still is */
	size_t least;		/* not before that */
	bool is_short;		/* most lines are, as far as was read */
	bool known;		/* the stirs of the slice at hand */
	size_t at, slice;	/* that slice, and the one of `from`; ... */
	struct stirs_carry here, carry;	/* ... what stands before them, and */
	struct stirs_carry next;	/* before the next one */
	size_t floor;		/* what stands before it is not in those */
	uint64_t stirs[STIRS_MAX];
};

/* Is there nothing in the line that the next one may have as well? */
static inline bool
is_bare(const struct grid_line *line)
{
	return line->counts == 0 && line->assign == SIZE_MAX && !line->gap;
}

/* Do stirs know the line as one that begins there? */
static inline bool
is_known(const struct grid_reading *r, const struct quiet *q,
    const struct grid_line *line)
{
	return line->start >= q->floor && (line->start == 0 ||
	    r->text.ptr[line->start - 1] == '\n' ||
	    r->text.ptr[line->start - 1] == '\r');
}

/* Begin to pass lines over at byte `at`, where a block ends, if that may be. */
static inline void
pass_from(const struct grid_reading *r, struct quiet *q, size_t at)
{
	const struct grid_line *before = &r->lines.before;

	if (!r->plain || !is_idle(r) || at < q->least || r->done > at ||
	    r->line.start > at || r->run_lines >= RUN_LEAST ||
	    !is_known(r, q, &r->line))
		return;
	if (before->end != 0 && !is_bare(before) &&
	    (!is_bare(&r->line) || !is_known(r, q, before)))
		return;
	q->on = true;
	q->from = at;
	q->slice = q->at;
	q->carry = q->here;
}

/*
 * Lines were passed over up to byte `at`, which may be something: where reading
 * goes on, from the beginning of the line before that one, if that was passed
 * over as a whole.
 */
static size_t
resume(struct grid_reading *r, struct quiet *q, size_t at)
{
	size_t start = grid_line_before(r->text, q->from, at);

	q->on = false;
	q->least = at;
	if (start == q->from)
		return start;
	clear_line(&r->line);
	clear_line(&r->lines.before);
	r->run_lines = 0;
	r->done = start;
	begin_line(r, start);
	return start;
}

/* The slice at byte `at` begins: are lines to be passed over there? */
static void
begin_slice(const struct grid_reading *r, struct quiet *q, size_t at,
    size_t len)
{
	bool was_known = q->known;

	q->known = q->on || (q->is_short && is_idle(r) && stirs_are_fast() &&
	    !r->table->every_line);
	if (!q->known)
		return;
	if (!was_known) {
		q->next = STIRS_LINE;
		q->floor = at;
	}
	q->at = at;
	q->here = q->next;
	stirs_fill(r->text.ptr + at, len, &q->next, q->stirs);
}

/* --- the text ------------------------------------------------------------ */

static void
fill_slice(const struct grid_reading *r, size_t at, size_t end,
    struct tabmask *masks)
{
	const char *p = r->text.ptr + at;

	tabmask_fill(p, end - at, masks);
	if (at > 0 && p[0] == ' ' && p[-1] == ' ')
		masks[0].gaps |= 1;
}

/* All blocks of the slice [at, end). */
static ALWAYS_INLINE void
take_slice(struct grid_reading *r, size_t at, size_t end, bool again)
{
	struct tabmask masks[TABMASK_MAX];

	fill_slice(r, at, end, masks);
	for (size_t i = 0; at < end; i++, at += TABMASK_BLOCK)
		if ((masks[i].marks | masks[i].breaks | masks[i].gaps) != 0)
			take_block(r, at, &masks[i], again);
}

/*
 * The same of a slice whose stirs are known, from the block of byte `from` on,
 * but for what is passed over. Where reading goes on: at `end`, or before the
 * slice.
 */
static NOINLINE size_t
take_stirs(struct grid_reading *r, size_t from, size_t end, struct quiet *q)
{
	struct tabmask masks[TABMASK_MAX];
	bool filled = false;

	for (; from < end; from += TABMASK_BLOCK) {
		size_t i = (from - q->at) / TABMASK_BLOCK;

		if (q->on) {
			size_t stir = q->stirs[i] == 0 ? SIZE_MAX :
			    grid_find_stir(r, q->at + i * TABMASK_BLOCK,
			    q->stirs[i]);

			if (stir == SIZE_MAX)
				continue;
			from = resume(r, q, stir);
			if (from < q->at)
				return from;
			i = (from - q->at) / TABMASK_BLOCK;
		}
		from = q->at + i * TABMASK_BLOCK;
		if (!filled)
			fill_slice(r, q->at, end, masks);
		filled = true;
		if ((masks[i].marks | masks[i].breaks | masks[i].gaps) != 0)
			take_block(r, from, &masks[i], false);
		pass_from(r, q, from + TABMASK_BLOCK);
	}
	return end;
}

/* Bytes [from, to) of the text, with nothing passed over. */
static void
read_lines_again(struct grid_reading *r, size_t from, size_t to)
{
	r->done = from;
	begin_line(r, from);
	for (; from < to && r->table->err == 0; from += SLICE)
		take_slice(r, from, to - from < SLICE ? to : from + SLICE,
		    true);
	if (r->line.start < to && r->table->err == 0)
		(void)end_line(r, to, true);
}

/* One slice of bytes [at, to), from byte `*from` on: where the next begins. */
static inline size_t
take_next(struct grid_reading *r, size_t at, size_t to, size_t *from,
    struct quiet *q)
{
	size_t end = to - at < SLICE ? to : at + SLICE, lines = r->nlines;

	begin_slice(r, q, at, end - at);
	ahead_fetch(r->text, end, SLICE);
	if (!q->known) {
		take_slice(r, at, end, false);
		q->is_short = r->nlines - lines > LINES_LEAST;
		*from = end;
		return end;
	}
	*from = take_stirs(r, *from, end, q);
	if (*from >= at)
		return *from;
	if (*from != q->from) {
		q->next = STIRS_LINE;
		return *from;
	}
	q->next = q->carry;
	return q->slice;
}

/* All lines from byte `from` on. */
static void
take_lines(struct grid_reading *r, size_t from)
{
	size_t to = r->text.len, at = from;
	struct quiet q;

	q.on = q.known = q.is_short = false;
	q.least = q.floor = 0;
	begin_line(r, from);
	while (from < to && r->table->err == 0)
		at = take_next(r, at, to, &from, &q);
	if (r->line.start < to && r->table->err == 0 && !q.on)
		(void)end_line(r, to, false);
}

/* ------------------------------------------------------------------------- */

static void
begin(struct grid_reading *r, struct grid *t)
{
	r->table = t;
	r->text = t->text;
	r->done = r->tried = 0;
	r->run_lines = 0;
	r->nlines = r->nlabels = 0;
	r->labels = SIZE_MAX;
	clear_line(&r->line);
	clear_line(&r->lines.before);
	r->markup.depth = 0;
	r->markup.in_table = r->markup.in_cell = r->markup.in_head = false;
	r->insert.head = (struct grid_span){ 0, 0 };
	r->insert.tried = 0;
	r->insert.creating = false;
	r->insert.created = (struct grid_span){ 0, 0 };
	grid_end_lines(r);
}

void
grid_read_part(struct grid *t, struct grid_part *part)
{
	struct grid_reading r;

	if (part->is_read || t->err != 0)
		return;
	ASSERT(t->form == SIZE_MAX);
	part->is_read = true;
	part->first = (uint32_t)t->ncells;
	t->least = part->start;
	begin(&r, t);
	read_lines_again(&r, part->lines, part->end);
	part->ncells = (uint32_t)t->ncells - part->first;
}

static int
read_all(struct grid *t)
{
	size_t from = sv_starts(t->text, SV("\xef\xbb\xbf")) ? 3 : 0;
	struct grid_reading r;

	begin(&r, t);
	take_lines(&r, from);
	end_run(&r, t->text.len);
	if (grid_may_be_form(&r))
		t->form = t->text.len > GRID_FORM_SURE ? from : r.labels;
	t->nfixed = t->ncells;
	return t->err;
}

/*
 * A text of one block, as most fields are: has it lines, or anything that a
 * table could be in a line?
 */
static bool
may_be_grid(struct sv text, uint64_t *ret_marks)
{
	struct tabmask m;

	/* A mark of order, or lists in each other. */
	if (text.ptr[0] == '[' || text.ptr[0] == '\xef')
		return true;
	tabmask_fill(text.ptr, text.len, &m);
	*ret_marks = m.marks;
	for (; m.marks != 0; m.marks &= m.marks - 1)
		switch (text.ptr[__builtin_ctzll(m.marks)]) {
		case '{': case '<': case '(':
			return true;
		default:
			break;
		}
	return m.breaks != 0;
}

int
grid_read(struct grid *t, struct arena *arena, struct sv text)
{
	t->arena = arena;
	t->text = text;
	t->ncells = t->ncolumns = t->nrows = t->nblocks = t->nparts = 0;
	t->nfixed = t->least = t->cursor = t->part_cursor = 0;
	t->none_from = t->none_to = 0;
	t->marks = UINT64_MAX;
	t->form = SIZE_MAX;
	return text.len == 0 || (text.len <= TABMASK_BLOCK &&
	    !may_be_grid(text, &t->marks)) ? 0 : read_all(t);
}
