#include "base/json_write.h"

#include "base/err.h"
#include "base/scan.h"
#include "base/utf8.h"

void
json_write_init(struct json_write *w, struct buf *out)
{
	*w = (struct json_write){ .out = out };
}

int
json_write_end(const struct json_write *w)
{
	if (w->err != 0)
		return w->err;
	if (w->depth != 0)
		return ERR_STATE;
	return buf_err(w->out);
}

static void
fail(struct json_write *w, int err)
{
	if (w->err == 0)
		w->err = err;
}

static bool
in_object(const struct json_write *w)
{
	return w->depth > 0 && (w->objects >> (w->depth - 1) & 1) != 0;
}

/* Only a key leaves a colon as the last byte. */
static bool
after_key(const struct json_write *w)
{
	return w->out->len > 0 && w->out->ptr[w->out->len - 1] == ':';
}

static void
before_value(struct json_write *w)
{
	if (in_object(w) && !after_key(w))
		fail(w, ERR_STATE);
	if (w->comma)
		buf_add_char(w->out, ',');
	w->comma = true;
}

static void
open_level(struct json_write *w, char c, uint64_t object)
{
	before_value(w);
	if (w->depth == JSON_WRITE_DEPTH) {
		fail(w, ERR_LIMIT);
		return;
	}
	w->objects &= ~((uint64_t)1 << w->depth);
	w->objects |= object << w->depth;
	w->depth++;
	w->comma = false;
	buf_add_char(w->out, c);
}

static void
close_level(struct json_write *w, char c, bool object)
{
	if (w->depth == 0 || in_object(w) != object || after_key(w)) {
		fail(w, ERR_STATE);
		return;
	}
	w->depth--;
	w->comma = true;
	buf_add_char(w->out, c);
}

void
json_write_object(struct json_write *w)
{
	open_level(w, '{', 1);
}

void
json_write_object_end(struct json_write *w)
{
	close_level(w, '}', true);
}

void
json_write_array(struct json_write *w)
{
	open_level(w, '[', 0);
}

void
json_write_array_end(struct json_write *w)
{
	close_level(w, ']', false);
}

static void
escape_special(struct buf *out, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	static const char named[] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
		['\r'] = 'r', ['"'] = '"', ['\\'] = '\\',
	};
	char seq[6] = "\\u00";

	if (named[c] != '\0') {
		seq[1] = named[c];
		buf_add(out, seq, 2);
		return;
	}
	seq[4] = digits[c >> 4];
	seq[5] = digits[c & 15];
	buf_add(out, seq, 6);
}

void
json_write_escaped(struct buf *out, struct sv s)
{
	size_t plain;

	while (s.len > 0) {
		plain = scan_json_plain(s.ptr, s.len);
		buf_add(out, s.ptr, plain);
		if (plain == s.len)
			break;
		escape_special(out, (unsigned char)s.ptr[plain]);
		s = sv_slice(s, plain + 1, s.len);
	}
}

/* Most strings need no escape: one pass for these. */
static void
quoted(struct json_write *w, struct sv s)
{
	char *to = s.len > SIZE_MAX - 2 ? NULL : buf_reserve(w->out, s.len + 2);

	if (to != NULL && scan_json_copy(to + 1, s.ptr, s.len)) {
		to[0] = '"';
		to[s.len + 1] = '"';
		buf_grow(w->out, s.len + 2);
		return;
	}
	if (!utf8_is_valid(s))
		fail(w, ERR_INVAL);
	buf_add_char(w->out, '"');
	json_write_escaped(w->out, s);
	buf_add_char(w->out, '"');
}

void
json_write_key_sv(struct json_write *w, struct sv key)
{
	if (!in_object(w) || after_key(w))
		fail(w, ERR_STATE);
	if (w->comma)
		buf_add_char(w->out, ',');
	quoted(w, key);
	buf_add_char(w->out, ':');
	w->comma = false;
}

void
json_write_key(struct json_write *w, const char *key)
{
	json_write_key_sv(w, sv_cstr(key));
}

void
json_write_string(struct json_write *w, struct sv s)
{
	before_value(w);
	quoted(w, s);
}

void
json_write_cstr(struct json_write *w, const char *s)
{
	json_write_string(w, sv_cstr(s));
}

void
json_write_u64(struct json_write *w, uint64_t n)
{
	before_value(w);
	buf_add_u64(w->out, n);
}

void
json_write_i64(struct json_write *w, int64_t n)
{
	before_value(w);
	if (n < 0)
		buf_add_char(w->out, '-');
	buf_add_u64(w->out, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
}

void
json_write_bool(struct json_write *w, bool b)
{
	before_value(w);
	buf_add_sv(w->out, b ? SV("true") : SV("false"));
}

void
json_write_null(struct json_write *w)
{
	before_value(w);
	buf_add_sv(w->out, SV("null"));
}

void
json_write_raw(struct json_write *w, struct sv json)
{
	before_value(w);
	buf_add_sv(w->out, json);
}

void
json_write_member(struct json_write *w, const char *key, struct sv s)
{
	json_write_key(w, key);
	json_write_string(w, s);
}
