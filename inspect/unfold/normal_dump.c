#include "inspect/unfold/normal_dump.h"

#include "base/ascii.h"
#include "base/err.h"

enum {
	OFFSET_LEAST = 4,	/* digits */
	OFFSET_PLAIN = 7,	/* where no colon follows */
	OFFSET_MOST = 16,
	GAP_MOST = 4,		/* blanks behind it */
	PAIR = 2,		/* digits of a byte */
	WORD = 4,
	MIDDLE = 8,		/* bytes, behind which is a wider gap */
	TAIL_MOST = 128		/* bytes of what they say */
};

struct line {
	uint64_t hex, octal;	/* the offset, read both ways */
	bool colon;
	size_t end;		/* of the line */
	size_t count;
	char bytes[NORMAL_DUMP_LINE];
};

static inline char
char_at(struct sv text, size_t at)
{
	return at < text.len ? text.ptr[at] : '\0';
}

static inline bool
is_end(char c)
{
	return c == '\0' || c == '\n' || c == '\r';
}

static unsigned
nibble(char c)
{
	return (unsigned)ascii_hex_value(c);
}

static size_t
hex_end(struct sv text, size_t at)
{
	while (at < text.len && ascii_is_hex(text.ptr[at]))
		at++;
	return at;
}

/* Read the offset at `at` and the blanks behind it; where bytes begin, or 0. */
static size_t
read_offset(struct sv text, size_t at, struct line *l)
{
	bool prefixed = char_at(text, at) == '0' &&
	    char_at(text, at + 1) == 'x';
	size_t from = at + (prefixed ? 2 : 0), end = hex_end(text, from);
	size_t digits = end - from, gap = 0;

	if (digits < OFFSET_LEAST || digits > OFFSET_MOST)
		return 0;
	l->hex = l->octal = 0;
	for (size_t i = from; i < end; i++) {
		l->hex = l->hex << 4 | nibble(text.ptr[i]);
		l->octal = l->octal << 3 | (nibble(text.ptr[i]) & 7);
	}
	l->colon = char_at(text, end) == ':';
	end += l->colon;
	while (gap < GAP_MOST && char_at(text, end + gap) == ' ')
		gap++;
	if (gap == 0 || (!l->colon && digits < OFFSET_PLAIN && gap < 2))
		return 0;
	return end + gap;
}

/* Where a group of `width` digits, or the last and shorter, ends; or 0. */
static size_t
group_end(struct sv text, size_t at, size_t width)
{
	size_t end = hex_end(text, at), digits = end - at;
	bool last = is_end(char_at(text, end));

	if (digits == 0 || digits % PAIR != 0 || digits > width ||
	    (!last && char_at(text, end) != ' '))
		return 0;
	return digits == width || last || char_at(text, end + 1) == ' ' ?
	    end : 0;
}

static void
take_group(struct line *l, struct sv text, size_t at, size_t end, bool swap)
{
	for (size_t i = at; i < end && l->count < NORMAL_DUMP_LINE; i += PAIR)
		l->bytes[l->count++] = (char)(nibble(text.ptr[i]) << 4 |
		    nibble(text.ptr[i + 1]));
	if (swap && end - at == WORD && l->count % 2 == 0) {
		char c = l->bytes[l->count - 1];

		l->bytes[l->count - 1] = l->bytes[l->count - 2];
		l->bytes[l->count - 2] = c;
	}
}

/* Read the line whose offset is at `at`. */
static bool
read_line(struct sv text, size_t at, struct line *l)
{
	size_t from = read_offset(text, at, l), end, width;

	l->count = 0;
	if (from == 0)
		return false;
	width = hex_end(text, from) - from;
	if (width != PAIR && width != WORD && width != 2 * WORD)
		return false;
	while (l->count < NORMAL_DUMP_LINE) {
		end = group_end(text, from, width);
		if (end == 0)
			break;
		take_group(l, text, from, end, width == WORD && !l->colon);
		from = end + 1;
		/* Behind two blanks is what they say, but in the middle. */
		if (char_at(text, from) == ' ') {
			if (width != PAIR || l->count != MIDDLE)
				break;
			from++;
		}
		if (is_end(char_at(text, end)))
			break;
	}
	if (l->count == 0)
		return false;
	for (end = from - 1; end < text.len && end < from + TAIL_MOST &&
	    !is_end(text.ptr[end]);)
		end++;
	l->end = end;
	return is_end(char_at(text, end));
}

/* The next line's first byte that is no blank. */
static size_t
next_line(struct sv text, size_t at)
{
	if (char_at(text, at) == '\r')
		at++;
	if (char_at(text, at) == '\n')
		at++;
	while (char_at(text, at) == ' ' || char_at(text, at) == '\t')
		at++;
	return at;
}

static bool
is_text(char c)
{
	return (unsigned char)c >= ' ' ? (unsigned char)c < 0x7f :
	    c == '\t' || c == '\n' || c == '\r';
}

/* Does a line alone say something? Other things begin with zeros too. */
static bool
is_single(const struct line *l)
{
	size_t good = 0;

	for (size_t i = 0; i < l->count; i++)
		good += is_text(l->bytes[i]);
	return l->hex == 0 && l->count >= NORMAL_DUMP_LEAST &&
	    2 * good >= l->count;
}

static void
give(const struct line *l, struct buf *out)
{
	for (size_t i = 0; out != NULL && i < l->count; i++)
		buf_add_char(out, is_text(l->bytes[i]) ? l->bytes[i] : ' ');
}

/* The end of the dump at `at`, its bytes onto `out` if that is not NULL. */
static size_t
read_dump(struct sv text, size_t at, struct buf *out)
{
	struct line first, last, l;
	size_t lines = 1;

	if (!read_line(text, at, &first))
		return 0;
	last = first;
	give(&first, out);
	while (read_line(text, next_line(text, last.end), &l) &&
	    l.colon == last.colon && (l.hex == last.hex + last.count ||
	    l.octal == last.octal + last.count)) {
		give(&l, out);
		last = l;
		lines++;
	}
	return lines > 1 || is_single(&first) ? last.end : 0;
}

size_t
normal_dump_end(struct sv text, size_t at)
{
	return read_dump(text, at, NULL);
}

int
normal_dump_decode(struct sv run, struct buf *out)
{
	if (run.len == 0 || read_dump(run, 0, out) != run.len) {
		buf_reset(out);
		return ERR_SYNTAX;
	}
	return buf_err(out);
}
