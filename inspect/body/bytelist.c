#include "inspect/body/bytelist.h"

#include "base/ascii.h"
#include "base/err.h"
#include "inspect/body/text.h"

enum { BYTE = 256, HALF = 128, DIGITS_MOST = 3 };

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t
behind_blanks(struct sv s, size_t at)
{
	while (at < s.len && is_blank(s.ptr[at]))
		at++;
	return at;
}

/* Read an integer of few digits at `at`; where it ends, or 0. */
static size_t
read_number(struct sv s, size_t at, int *ret)
{
	bool negative = at < s.len && s.ptr[at] == '-';
	size_t from = at + negative, end = from;
	int value = 0;

	while (end < s.len && end - from < DIGITS_MOST &&
	    ascii_is_digit(s.ptr[end]))
		value = value * 10 + (s.ptr[end++] - '0');
	*ret = negative ? -value : value;
	return end > from ? end : 0;
}

/* The range that the numbers had so far. */
struct range {
	int least, most;
};

static bool
are_bytes(const struct range *r)
{
	return r->least >= 0 ? r->most < BYTE :
	    r->least >= -HALF && r->most < HALF;
}

/*
 * Go through the numbers behind `[`, which are put into `out` unless it is
 * NULL; how many there are up to `]`, which `*ret_len` ends with, or 0.
 */
static size_t
read_numbers(struct sv s, char *out, size_t *ret_len)
{
	struct range range = { 0, 0 };
	size_t at = behind_blanks(s, 1), count = 0;
	int value;

	for (;;) {
		at = read_number(s, at, &value);
		if (at == 0)
			return 0;
		if (value < range.least)
			range.least = value;
		if (value > range.most)
			range.most = value;
		if (!are_bytes(&range))
			return 0;
		if (out != NULL)
			out[count] = (char)value;
		count++;
		at = behind_blanks(s, at);
		if (at == s.len || (s.ptr[at] != ',' && s.ptr[at] != ']'))
			return 0;
		if (s.ptr[at] == ']') {
			*ret_len = at + 1;
			return count;
		}
		at = behind_blanks(s, at + 1);
	}
}

int
bytelist_read(struct sv json, struct arena *arena, struct bytelist *ret)
{
	size_t len = 0, count = read_numbers(json, NULL, &len);
	char *bytes;

	*ret = (struct bytelist){ .count = 0 };
	if (count < BYTELIST_LEAST)
		return 0;
	bytes = arena_alloc(arena, count);
	if (bytes == NULL)
		return ERR_NOMEM;
	ret->count = read_numbers(json, bytes, &ret->len);
	ret->text = sv_make(bytes, count);
	if (!text_is_printable(ret->text))
		ret->text = sv_make(NULL, 0);
	return 0;
}

void
bytelist_write(struct sv text, struct sv like, struct buf *out)
{
	bool is_signed = sv_find_char(like, '-') >= 0;
	size_t first = behind_blanks(like, 1), end, next, last = like.len - 1;
	int value;

	end = read_number(like, first, &value);
	next = behind_blanks(like, behind_blanks(like, end) + 1);
	while (last > first && is_blank(like.ptr[last - 1]))
		last--;
	buf_add_sv(out, sv_slice(like, 0, first));
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (i > 0)
			buf_add_sv(out, sv_slice(like, end, next));
		if (is_signed && c >= HALF)
			buf_addf(out, "-%u", (unsigned)(BYTE - c));
		else
			buf_add_u64(out, c);
	}
	buf_add_sv(out, sv_slice(like, last, like.len));
}
