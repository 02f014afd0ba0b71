/*
 * Escaping n times, in one pass: a character that JSON escapes as `\x` needs
 * 2^(n-1) backslashes before its `x`, since each later round doubles them; a
 * quote, itself escaped again in each round, needs 2^n - 1; a backslash
 * becomes 2^n of them.
 */
#include "inspect/answer/lane_value.h"

#include <stdint.h>

#include "base/err.h"
#include "base/utf8.h"

enum { DEPTH_MAX = 16 };

static void
add_backslashes(struct buf *out, size_t count)
{
	static const char some[] = "\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\";
	size_t n;

	for (; count > 0; count -= n) {
		n = count < sizeof(some) - 1 ? count : sizeof(some) - 1;
		buf_add(out, some, n);
	}
}

static void
add_control(struct buf *out, unsigned char c, unsigned depth)
{
	static const char shorts[] = "\bb\ff\nn\rr\tt";

	add_backslashes(out, (size_t)1 << (depth - 1));
	for (const char *s = shorts; *s != '\0'; s += 2) {
		if ((unsigned char)*s == c) {
			buf_add_char(out, s[1]);
			return;
		}
	}
	buf_add_cstr(out, "u00");
	buf_add_hex(out, &c, 1);
}

static void
write_json(struct buf *out, struct sv value, unsigned depth)
{
	size_t from = 0;

	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];

		if (c >= ' ' && c != '"' && c != '\\')
			continue;
		buf_add(out, value.ptr + from, i - from);
		from = i + 1;
		if (c == '"') {
			add_backslashes(out, ((size_t)1 << depth) - 1);
			buf_add_char(out, '"');
		} else if (c == '\\')
			add_backslashes(out, (size_t)1 << depth);
		else
			add_control(out, c, depth);
	}
	buf_add_sv(out, sv_slice(value, from, value.len));
}

static const char *
reference(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	return NULL;
}

static void
write_markup(struct buf *out, struct sv value)
{
	for (size_t i = 0; i < value.len; i++) {
		const char *text = reference(value.ptr[i]);

		if (text != NULL)
			buf_add_cstr(out, text);
		else
			buf_add_char(out, value.ptr[i]);
	}
}

static void
write_lines(struct buf *out, struct sv value)
{
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (c == '\r' && i + 1 < value.len && value.ptr[i + 1] == '\n')
			continue;
		if (c == '\r' || c == '\n')
			buf_add_cstr(out, "\ndata: ");
		else
			buf_add_char(out, c);
	}
}

int
lane_value_write(struct buf *out, struct sv value, enum lane_style style,
    unsigned depth)
{
	ASSERT(depth <= DEPTH_MAX);
	if ((depth > 0 || style != LANE_AS_IS) && !utf8_is_valid(value))
		return ERR_INVAL;
	if (depth > 0) {
		write_json(out, value, depth);
		return buf_err(out);
	}
	switch (style) {
	case LANE_AS_IS:
		buf_add_sv(out, value);
		break;
	case LANE_MARKUP:
		write_markup(out, value);
		break;
	case LANE_LINES:
		write_lines(out, value);
		break;
	}
	return buf_err(out);
}
