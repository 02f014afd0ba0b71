/*
 * 1. A header is the last line of a field that is not blank, or the first of
 *    the lines above it with as many separators: all its cells could be names
 *    of columns. Rows begin with a line of as many separators that is none,
 *    and has a digit. Most fields have no separator near their end, which one
 *    look at their last bytes tells.
 * 2. Whether both make a table is what the reader of tables says
 *    (inspect/grid/grid.h) of the two together; if not, the text is scanned as
 *    it is.
 * 3. The text with the header in it is scanned as that of the field. Places
 *    behind the header move back by its length, what is found in it is none.
 */
#include "inspect/grid/scan_header.h"

#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/tabmask.h"
#include "inspect/body/layers.h"
#include "inspect/explain.h"
#include "inspect/grid/consensus_rows.h"
#include "inspect/grid/grid_line.h"
#include "inspect/grid/scan_table.h"

enum {
	TEXT_LEAST = 6,		/* "a;b" is no header, "1;2" no rows */
	MEMBER_LEAST = 16,	/* of a member of an object */
	NAME_WORDS = 5,		/* of a column's name, ... */
	LISTED_WORDS = 3,	/* ... and between commas */
	LIST_COMMAS = 2,	/* with blanks behind them, if no clause */
	ROW_LOOK = 1024		/* bytes that are read for the first row */
};

/* Where the header was put into a text, and how long it is with its end. */
struct gap {
	size_t at, len;
};

static bool
is_searched(const struct field *f)
{
	return f->text.len >= TEXT_LEAST && f->role == FIELD_CONTENT &&
	    f->place == PLACE_BODY && (f->coding == CODING_JSON_STRING ||
	    f->coding == CODING_RAW);
}

static unsigned
count_of(struct sv line, char separator)
{
	unsigned n = 0;
	ptrdiff_t at;

	/* Most lines have none or a few. */
	while ((at = sv_find_char(line, separator)) >= 0) {
		line = sv_slice(line, (size_t)at + 1, line.len);
		n++;
	}
	return n;
}

/* Could every cell of the line be the name of a column? */
static bool
are_names(struct sv line, char separator)
{
	unsigned words = separator == ',' ? LISTED_WORDS : NAME_WORDS;

	while (line.ptr != NULL) {
		struct sv cell = sv_trim(sv_cut(&line, separator));

		if (!grid_is_name(cell) || count_of(cell, ' ') >= words)
			return false;
	}
	return true;
}

/* Separators in a few bytes, as bits; none in members of records. */
static uint64_t
few_marks_of(const struct field *f)
{
	uint64_t marks = 0;

	if (f->index == FIELD_MEMBER && f->meaning == MEANING_NONE &&
	    !grid_is_key_of_names(f->label))
		return 0;
	for (size_t i = 0; i < f->text.len; i++) {
		char c = f->text.ptr[i];

		marks |= (uint64_t)(c == ';' || c == ',' || c == '\t' ||
		    c == '|') << i;
	}
	return marks;
}

/* Separators, and other marks, among the last bytes of a text, as bits. */
static uint64_t
marks_of(const struct scan *s, const struct field *f, struct sv last)
{
	struct tabmask m;

	if (last.len == f->text.len && s->grid.text.ptr == last.ptr &&
	    s->grid.marks != UINT64_MAX)
		return s->grid.marks;
	if (f->text.len < MEMBER_LEAST)
		return few_marks_of(f);
	tabmask_fill(last.ptr, last.len, &m);
	return m.marks;
}

/*
 * Is there a separator among the last bytes, which are at least those of one
 * name? A comma only without a blank behind it, or in a message with another
 * comma. The end of a sentence is none of a header.
 */
static bool
may_end_with_names(const struct scan *s, const struct field *f)
{
	struct sv text = f->text, last = text.len <= TABMASK_BLOCK ? text :
	    sv_slice(text, text.len - TABMASK_BLOCK, text.len);
	uint64_t marks = marks_of(s, f, last);
	unsigned commas = 0;

	for (; marks != 0; marks &= marks - 1) {
		size_t at = (size_t)__builtin_ctzll(marks);

		switch (last.ptr[at]) {
		case '\t': case ';': case '|':
			return true;
		case ',':
			if (at + 1 < last.len && last.ptr[at + 1] != ' ')
				return true;
			if (f->meaning != MEANING_NONE &&
			    ++commas >= LIST_COMMAS)
				return true;
			break;
		default:
			break;
		}
	}
	return false;
}

/* The line that ends at or before byte `end`, blank ones passed over. */
static struct sv
line_before(struct sv text, size_t end)
{
	size_t from;
	const char *feed;

	while (end > 0 && (unsigned char)text.ptr[end - 1] <= ' ')
		end--;
	from = end > SCAN_HEADER_BYTES ? end - SCAN_HEADER_BYTES - 1 : 0;
	feed = memrchr(text.ptr + from, '\n', end - from);
	return sv_slice(text, feed == NULL ? from :
	    (size_t)(feed - text.ptr) + 1, end);
}

/* What parts the cells of a line, or NUL. */
static char
separator_of(struct sv line)
{
	static const char signs[] = { '\t', ';', '|', ',' };

	for (size_t i = 0; i < sizeof(signs); i++)
		if (sv_find_char(line, signs[i]) > 0)
			return signs[i];
	return '\0';
}

/* The field may end with a header, or with rows below one. */
static void
note(struct scan_header *h, struct sv text, uint32_t field)
{
	struct sv line, above;
	size_t least = text.len > SCAN_HEADER_LOOK ?
	    text.len - SCAN_HEADER_LOOK : 0;
	unsigned count;
	char separator;

	line = line_before(text, text.len);
	separator = line.len > SCAN_HEADER_BYTES ? '\0' : separator_of(line);
	if (separator == '\0')
		return;
	count = count_of(line, separator);
	for (above = line; (size_t)(above.ptr - text.ptr) > least;) {
		above = line_before(text, (size_t)(above.ptr - text.ptr));
		if (above.len > SCAN_HEADER_BYTES ||
		    count_of(above, separator) != count)
			break;
		line = above;
	}
	if (are_names(line, separator))
		*h = (struct scan_header){ line, field, separator, count };
}

/* Could it be a row: with a digit, no sentence, and no names of columns? */
static bool
is_row(struct sv line, const struct scan_header *h)
{
	bool digit = false;

	for (size_t i = 0; i < line.len && !digit; i++)
		digit = ascii_is_digit(line.ptr[i]);
	return digit && (h->separator != ',' || line.len <=
	    ((size_t)h->count + 1) * (GRID_PROSE_CELL / 2)) &&
	    !are_names(sv_trim(line), h->separator);
}

/* Where the first line begins that is a row below the header; or SIZE_MAX. */
static size_t
first_row(const struct scan_header *h, struct sv text)
{
	struct sv rest = sv_slice(text, 0, ROW_LOOK), line;

	if (sv_find_char(rest, h->separator) < 0)
		return SIZE_MAX;
	while (rest.ptr != NULL) {
		line = sv_cut(&rest, '\n');
		if (count_of(line, h->separator) != h->count)
			continue;
		return is_row(line, h) ? (size_t)(line.ptr - text.ptr) :
		    SIZE_MAX;
	}
	return SIZE_MAX;
}

/* The text with the header before byte `at`; NULL without memory. */
static struct sv
join(struct scan *s, const struct scan_header *h, struct sv text, size_t at)
{
	size_t len = text.len + h->line.len + 1;
	char *joined = arena_alloc(s->arena, len), *p = joined;

	if (joined == NULL) {
		s->err = ERR_NOMEM;
		return sv_make(NULL, 0);
	}
	memcpy(p, text.ptr, at);
	p += at;
	memcpy(p, h->line.ptr, h->line.len);
	p += h->line.len;
	*p++ = '\n';
	memcpy(p, text.ptr + at, text.len - at);
	return sv_make(joined, len);
}

/* Do the bytes of `joined` from the header on begin a table with it? */
static bool
is_table(struct scan *s, struct sv joined, size_t at)
{
	struct sv text = sv_slice(joined, at, at + SCAN_HEADER_LOOK);

	s->grid.ncells = s->grid.nparts = 0;
	s->err = grid_read(&s->grid, s->arena, text);
	return s->err == 0 && s->grid.ncells > 0 &&
	    s->grid.blocks[s->grid.rows[s->grid.cells[0].row].block].headed;
}

/* Put bytes [*start, *end) back; false if they touch the header. */
static bool
move(const struct gap *gap, uint32_t *start, uint32_t *end)
{
	if (*end <= gap->at)
		return true;
	if (*start < gap->at + gap->len)
		return false;
	*start -= (uint32_t)gap->len;
	*end -= (uint32_t)gap->len;
	return true;
}

static size_t
move_findings(const struct gap *gap, struct finding *items, size_t from,
    size_t to)
{
	size_t kept = from;

	for (size_t i = from; i < to; i++)
		if (move(gap, &items[i].start, &items[i].end))
			items[kept++] = items[i];
	return kept;
}

/* A word that explains: one in the header is one of the label. */
static void
move_word(const struct gap *gap, struct sv joined, struct explain_entry *e,
    struct context_word *word)
{
	if (word->in_label)
		return;
	if (word->in_key || !move(gap, &word->start, &word->end)) {
		word->in_label = true;
		word->in_key = false;
		e->label = joined;
	}
}

static void
move_explained(const struct gap *gap, struct sv joined, struct explain *x,
    size_t from, size_t raised)
{
	size_t kept = from;

	for (size_t i = from; i < x->count; i++) {
		struct explain_entry e = x->items[i];

		if (!move(gap, &e.finding.start, &e.finding.end))
			continue;
		if (e.has_word)
			move_word(gap, joined, &e, &e.word);
		if (e.has_against)
			move_word(gap, joined, &e, &e.against);
		x->items[kept++] = e;
	}
	x->count = kept;
	for (size_t i = raised; i < x->nraises; i++)
		(void)move(gap, &x->raises[i].finding.start,
		    &x->raises[i].finding.end);
}

/* Scan rows below the header; false if they are none. */
static bool
scan_rows(struct scan *s, const struct scan_header *h, struct sv text,
    uint32_t field, struct sv label)
{
	struct explain *x = s->explain;
	size_t first = s->count, weak = s->nweak;
	size_t told = x == NULL ? 0 : x->count;
	size_t raised = x == NULL ? 0 : x->nraises;
	struct gap gap = { first_row(h, text), h->line.len + 1 };
	struct sv joined;

	if (gap.at == SIZE_MAX)
		return false;
	consensus_rows_keep(s);
	joined = join(s, h, text, gap.at);
	if (s->err != 0 || !is_table(s, joined, gap.at))
		return s->err != 0;
	scan_field(s, field, joined, label);
	/* The places in the scan's grid are those of the joined text. */
	if (s->ntabled > 0)
		s->tabled[s->ntabled - 1].at_hand = false;
	s->count = move_findings(&gap, s->items, first, s->count);
	s->nweak = move_findings(&gap, s->weak, weak, s->nweak);
	if (x != NULL)
		move_explained(&gap, joined, x, told, raised);
	return true;
}

void
scan_header_field(struct scan *s, struct scan_header *h,
    const struct field *fields, uint32_t field, struct sv label)
{
	const struct field *f = &fields[field];
	bool near = is_searched(f);

	if (near && h->line.len > 0 && f->text.len <= SCAN_HEADER_ROWS &&
	    field - h->field <= SCAN_HEADER_FIELDS && s->err == 0 &&
	    scan_rows(s, h, f->text, field, label)) {
		h->field = field;
		return;
	}
	scan_field(s, field, f->text, label);
	if (near && may_end_with_names(s, f))
		note(h, f->text, field);
}
