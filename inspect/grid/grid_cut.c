/*
 * How a line becomes cells: at separators, quotes as RFC 4180 has them; at the
 * pipes of Markdown (GitHub's table extension), psql and mysql; at gaps.
 */
#include <endian.h>
#include <string.h>

#include "inspect/grid/grid_part.h"

enum {
	SIGN_MAX = 3,		/* bytes of a header without letters */
	WORDS_NEAR = 2		/* of eight bytes, before a call is worth it */
};

/* One more cell; too many are none. */
static void
add(struct grid_lines *l, size_t start, size_t end)
{
	if (l->too_many || l->ncells == GRID_COLUMNS) {
		l->too_many = true;
		l->ncells = 0;
		return;
	}
	l->cells[l->ncells++] = (struct grid_span){ start, end };
}

static void
begin(struct grid_lines *l)
{
	l->ncells = 0;
	l->too_many = false;
}

/* Behind the quote that closes the one at `at`; 0 if none does. */
static size_t
quote_end(struct sv text, size_t at, size_t until)
{
	for (size_t i = at + 1; i < until; i++) {
		if (text.ptr[i] != '"')
			continue;
		if (i + 1 == until || text.ptr[i + 1] != '"')
			return i + 1;
		i++;
	}
	return 0;
}

/* The next byte of this kind from `at` on, or `until`; mostly it is near. */
static inline size_t
find(struct sv text, size_t at, size_t until, char c)
{
	static const uint64_t ones = UINT64_C(0x0101010101010101);
	const char *p;
	uint64_t word;

	for (unsigned i = 0; i < WORDS_NEAR && until - at >= sizeof(word);
	    i++, at += sizeof(word)) {
		memcpy(&word, text.ptr + at, sizeof(word));
		word = le64toh(word) ^ ones * (unsigned char)c;
		/*
		 * The lowest of these bits is of the first byte that is zero.
		 */
		word = (word - ones) & ~word & ones << 7;
		if (word != 0)
			return at + (size_t)__builtin_ctzll(word) / 8;
	}
	p = memchr(text.ptr + at, c, until - at);
	return p == NULL ? until : (size_t)(p - text.ptr);
}

bool
grid_split(struct grid_reading *r, struct grid_span row, char separator)
{
	struct grid_lines *l = &r->lines;
	struct sv text = r->text;
	size_t at = row.start;

	begin(l);
	for (;;) {
		size_t start = at, end;

		while (start < row.end && text.ptr[start] == ' ')
			start++;
		if (start < row.end && text.ptr[start] == '"') {
			end = quote_end(text, start, row.end);
			if (end == 0)
				return false;
			add(l, start + 1, end - 1);
			at = end;
		} else {
			end = 0;
		}
		at = find(text, at, row.end, separator);
		if (end == 0)
			add(l, start < at ? start : at, at);
		if (at == row.end)
			return true;
		at++;
	}
}

bool
grid_split_pipes(struct grid_reading *r, struct grid_span row)
{
	row = grid_trim(r->text, row);
	if (row.end - row.start > 1 && r->text.ptr[row.start] == '|') {
		row.start++;
		if (r->text.ptr[row.end - 1] == '|')
			row.end--;
	}
	begin(&r->lines);
	for (size_t at = row.start, start = at; at <= row.end; at++) {
		/* \| is no separator in Markdown. */
		if (at < row.end && (r->text.ptr[at] != '|' ||
		    (at > row.start && r->text.ptr[at - 1] == '\\')))
			continue;
		add(&r->lines, start, at);
		start = at + 1;
	}
	return true;
}

static inline bool
is_gap(char c)
{
	return c == ' ' || c == '\t';
}

/* Where two blanks begin, from the first byte of a cell on, or the row ends. */
static inline size_t
gap_from(struct sv text, size_t at, size_t end)
{
	while (at < end && (!is_gap(text.ptr[at]) || (at + 1 < end &&
	    !is_gap(text.ptr[at + 1]))))
		at++;
	return at + 1 < end ? at : end;
}

/* Characters of UTF-8 that begin there. */
static uint32_t
characters(struct sv text, size_t from, size_t to)
{
	uint32_t count = 0;

	for (; from < to; from++)
		count += ((unsigned char)text.ptr[from] & 0xc0) != 0x80;
	return count;
}

bool
grid_split_gaps(struct grid_reading *r, struct grid_span row)
{
	struct grid_lines *l = &r->lines;
	struct sv text = r->text;
	uint32_t before = 0;
	size_t start = row.start, last = row.start, end;

	begin(l);
	for (;; start = end) {
		while (start < row.end && is_gap(text.ptr[start]))
			start++;
		if (start == row.end)
			return true;
		before += characters(text, last, start);
		last = start;
		end = gap_from(text, start, row.end);
		l->at[l->ncells % GRID_COLUMNS] = before;
		add(l, start, end);
	}
}

/* "#", "%": over numbers of rows and the like. */
static bool
is_sign(struct sv text, struct grid_span s)
{
	for (size_t i = s.start; i < s.end; i++)
		if (grid_is_letter(text.ptr[i]) ||
		    grid_is_digit(text.ptr[i]) || text.ptr[i] == '@')
			return false;
	return s.end - s.start <= SIGN_MAX;
}

bool
grid_are_headers(const struct grid_reading *r)
{
	const struct grid_lines *l = &r->lines;
	unsigned named = 0;

	for (unsigned i = 0; i < l->ncells; i++) {
		struct grid_span s = grid_trim(r->text, l->cells[i]);

		if (s.start == s.end || is_sign(r->text, s))
			continue;
		if (!grid_is_header(r->text, s))
			return false;
		named++;
	}
	return named > 0;
}
