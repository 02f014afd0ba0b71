#include "inspect/unfold/normal_bytes.h"

#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/utf8.h"

enum {
	GAP_MOST = 16,		/* blanks, commas, line breaks */
	BITS = 8,
	BASE32_PROBE = 16,	/* characters that tell a text from none */
	ALIKE = 3		/* of four characters: letters or digits */
};

/* How the numbers of a list are written. */
enum notation { DECIMAL, HEXADECIMAL, PREFIXED, BINARY, NOTATIONS };

static bool
is_alnum(char c)
{
	return ascii_is_digit(c) || ascii_is_word(c);
}

/* The number that the digits [at, at + len) write; 256: none. */
static unsigned
value_of(struct sv text, size_t at, size_t len, unsigned base)
{
	unsigned v = 0;

	for (size_t i = at; i < at + len && v < 256; i++) {
		int d = ascii_hex_value(text.ptr[i]);

		if (d < 0 || (unsigned)d >= base)
			return 256;
		v = v * base + (unsigned)d;
	}
	return v < 256 ? v : 256;
}

/* Read a number at `at`, which is all of its word; its end, or 0. */
static size_t
read_number(struct sv text, size_t at, enum notation n, unsigned *ret)
{
	static const struct { unsigned base, least, most; } forms[NOTATIONS] = {
		[DECIMAL] = { 10, 2, 3 }, [HEXADECIMAL] = { 16, 2, 2 },
		[PREFIXED] = { 16, 1, 2 }, [BINARY] = { 2, BITS, BITS },
	};
	size_t len = 0;

	if (n == PREFIXED) {
		if (at + 2 >= text.len || text.ptr[at] != '0' ||
		    (text.ptr[at + 1] | 0x20) != 'x')
			return 0;
		at += 2;
	}
	while (at + len < text.len && is_alnum(text.ptr[at + len]) &&
	    len <= forms[n].most)
		len++;
	if (len < forms[n].least || len > forms[n].most)
		return 0;
	*ret = value_of(text, at, len, forms[n].base);
	return *ret < 256 ? at + len : 0;
}

static bool
is_of_text(unsigned v)
{
	return (v >= ' ' && v != 0x7f) || v == '\t' || v == '\n' || v == '\r';
}

/* Behind what parts two numbers, or `at` if nothing does. */
static size_t
over_gap(struct sv text, size_t at)
{
	size_t end = at;

	while (end < text.len && end - at < GAP_MOST &&
	    (text.ptr[end] == ' ' || text.ptr[end] == ',' ||
	    text.ptr[end] == '\n' || text.ptr[end] == '\r' ||
	    text.ptr[end] == '\t' || text.ptr[end] == ';' ||
	    text.ptr[end] == ':' || text.ptr[end] == '-'))
		end++;
	return end;
}

/* A list in one notation: its end, how many numbers, how many of words. */
struct list {
	size_t end, count, alike;
};

static struct list
read_list(struct sv text, size_t at, enum notation n, struct buf *out)
{
	struct list l = { at, 0, 0 };
	unsigned v;
	size_t end;

	while ((end = read_number(text, at, n, &v)) != 0 && is_of_text(v)) {
		l.end = end;
		l.count++;
		l.alike += is_alnum((char)v);
		if (out != NULL)
			buf_add_char(out, (char)v);
		at = over_gap(text, end);
		if (at == end)
			break;
	}
	return l;
}

/* Are the numbers of the list parted by commas, as a program writes them? */
static bool
has_commas(struct sv text, size_t at, const struct list *l)
{
	return memchr(text.ptr + at, ',', l->end - at) != NULL;
}

/*
 * The notation in which the list at `at` says most; "32, 68, 69" is decimal,
 * though it could be read as "2hi" too.
 */
static struct list
best_list(struct sv text, size_t at, enum notation *ret_notation,
    size_t *ret_tried)
{
	struct list best = { 0, 0, 0 };

	*ret_tried = at + 1;
	for (enum notation n = DECIMAL; n < NOTATIONS; n++) {
		struct list l = read_list(text, at, n, NULL);

		if (l.end > *ret_tried)
			*ret_tried = l.end;
		if (l.count < NORMAL_BYTES_LEAST || l.alike * 4 <
		    l.count * ALIKE || l.alike <= best.alike)
			continue;
		best = l;
		*ret_notation = n;
		if (n == DECIMAL && has_commas(text, at, &l))
			break;
	}
	return best;
}

size_t
normal_bytes_end(struct sv text, size_t at, size_t *ret_tried)
{
	enum notation n;

	return best_list(text, at, &n, ret_tried).end;
}

/* --- base32 --------------------------------------------------------------- */

/* Of the alphabet, or of that of small letters if the run begins with one. */
static int
quintet(char c, bool small)
{
	if (c >= '2' && c <= '7')
		return c - '2' + 26;
	if (small)
		return ascii_is_lower(c) ? c - 'a' : -1;
	return ascii_is_upper(c) ? c - 'A' : -1;
}

/* Decode whole bytes of `s`, padding passed over. */
static int
decode_base32(struct sv s, struct buf *out)
{
	bool small = s.len > 0 && ascii_is_lower(s.ptr[0]);
	uint32_t bits = 0;
	unsigned have = 0;

	while (s.len > 0 && s.ptr[s.len - 1] == '=')
		s.len--;
	for (size_t i = 0; i < s.len; i++) {
		int q = quintet(s.ptr[i], small);

		if (q < 0)
			return ERR_SYNTAX;
		bits = bits << 5 | (uint32_t)q;
		have += 5;
		if (have >= BITS) {
			have -= BITS;
			buf_add_char(out, (char)(bits >> have));
		}
	}
	return s.len == 0 ? ERR_SYNTAX : buf_err(out);
}

bool
normal_base32_begins(struct sv run)
{
	char bytes[BASE32_PROBE * 5 / BITS];
	uint32_t bits = 0;
	unsigned have = 0;
	size_t n = 0;
	bool small;

	/* Its first byte is of ASCII, and no control. */
	if (run.len < BASE32_PROBE || (run.ptr[0] | 0x20) < 'e' ||
	    (run.ptr[0] | 0x20) > 'p')
		return false;
	small = ascii_is_lower(run.ptr[0]);
	for (size_t i = 0; i < BASE32_PROBE; i++) {
		int q = quintet(run.ptr[i], small);

		if (q < 0)
			return false;
		bits = bits << 5 | (uint32_t)q;
		have += 5;
		if (have < BITS)
			continue;
		have -= BITS;
		if (!is_of_text(bits >> have & 0xff))
			return false;
		bytes[n++] = (char)(bits >> have);
	}
	/* The last character may be cut. */
	return n - utf8_valid_prefix(sv_make(bytes, n)) < UTF8_MAX;
}

/* --- characters apart ----------------------------------------------------- */

static bool
is_sign(char c)
{
	return c == '-' || c == '.' || c == '_' || c == '*' || c == ' ' ||
	    c == '|' || c == '~' || c == '/';
}

/* Is byte `at` one character of a word, or of an address? */
static bool
is_character(struct sv text, size_t at)
{
	char c = text.ptr[at];

	return (is_alnum(c) && (unsigned char)c < 0x80) || c == '@' ||
	    c == '.' || c == '-' || c == '_' || c == '+';
}

size_t
normal_apart(struct sv text, size_t at, size_t *ret_start)
{
	size_t start = at, end = at + 1;
	char sign = end < text.len ? text.ptr[end] : '\0';

	if (!is_sign(sign) || !is_character(text, at))
		return 0;
	while (start >= 2 && text.ptr[start - 1] == sign &&
	    is_character(text, start - 2))
		start -= 2;
	while (end + 1 < text.len && text.ptr[end] == sign &&
	    is_character(text, end + 1))
		end += 2;
	/* A word of more than one character is none of these. */
	if (start > 0 && is_alnum(text.ptr[start - 1]))
		start += 2;
	if (end < text.len && is_alnum(text.ptr[end]))
		end -= 2;
	*ret_start = start;
	return end > start && (end - start + 1) / 2 >= NORMAL_APART_LEAST ?
	    end : 0;
}

static int
decode_apart(struct sv run, struct buf *out)
{
	size_t start;

	if (run.len < 2 || normal_apart(run, 0, &start) != run.len ||
	    start != 0)
		return ERR_SYNTAX;
	for (size_t i = 0; i < run.len; i += 2)
		buf_add_char(out, run.ptr[i]);
	return buf_err(out);
}

int
normal_bytes_decode(struct sv run, struct buf *out)
{
	enum notation n;
	size_t tried;

	if (run.len > 0 && ascii_hex_value(run.ptr[0]) >= 0 &&
	    best_list(run, 0, &n, &tried).end == run.len) {
		(void)read_list(run, 0, n, out);
		return buf_err(out);
	}
	if (normal_base32_begins(run))
		return decode_base32(run, out);
	return decode_apart(run, out);
}
