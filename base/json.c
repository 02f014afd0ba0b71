/*
 * Invariants: 1. `state` alone says what may come next. 2. Bit d of `objects`
 * is the kind of level d + 1. 3. UTF-8 is checked once for the whole text, so
 * strings only look for quotes, backslashes and control bytes.
 */
#include "base/json.h"

#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/scan.h"
#include "base/utf8.h"

enum { REPLACEMENT = 0xfffd };

enum state {
	START,		/* nothing read, UTF-8 unchecked */
	FIRST_ELEMENT,	/* value or ] */
	FIRST_KEY,	/* key or } */
	COLON,		/* colon and value */
	AFTER,		/* comma, end of the container, or end of text */
	BAD_SYNTAX,
	BAD_DEPTH
};

void
json_init(struct json *j, struct sv text, unsigned max_depth)
{
	j->text = text;
	j->pos = 0;
	j->depth = 0;
	j->max_depth = max_depth == 0 || max_depth > JSON_MAX_DEPTH ?
	    JSON_MAX_DEPTH : max_depth;
	j->lone = false;
	j->state = START;
}

void
json_take_lone(struct json *j)
{
	j->lone = true;
}

static int
bad(struct json *j, size_t at)
{
	j->pos = at;
	j->state = BAD_SYNTAX;
	return ERR_SYNTAX;
}

static inline size_t
skip_blank(const struct json *j, size_t at)
{
	const char *p = j->text.ptr;

	while (at < j->text.len && (p[at] == ' ' || p[at] == '\n' ||
	    p[at] == '\r' || p[at] == '\t'))
		at++;
	return at;
}

static inline bool
in_object(const struct json *j)
{
	unsigned d = j->depth - 1;

	return (j->objects[d / 64] >> d % 64 & 1) != 0;
}

/* The four digits at `p` of at least four bytes, or -1. */
static int
hex4(const char *p)
{
	int value = 0, digit;

	for (size_t i = 0; i < 4; i++) {
		digit = ascii_hex_value(p[i]);
		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

static bool
is_low_surrogate(int unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/* The low surrogate that the escape of a high one at `p` is followed by. */
static int
low_surrogate(const char *p, size_t len)
{
	int lo = len < 12 || p[6] != '\\' || p[7] != 'u' ? -1 : hex4(p + 8);

	return is_low_surrogate(lo) ? lo : -1;
}

/* Length of the \u escape at `p`, with its low surrogate; 0 if wrong. */
static size_t
check_unicode(const char *p, size_t len, bool lone)
{
	int unit = len < 6 ? -1 : hex4(p + 2);

	if (unit < 0)
		return 0;
	if (unit < 0xd800 || unit > 0xdfff)
		return 6;
	if (!is_low_surrogate(unit) && low_surrogate(p, len) >= 0)
		return 12;
	return lone ? 6 : 0;
}

static size_t
check_escape(const char *p, size_t len, bool lone)
{
	if (len < 2)
		return 0;
	switch (p[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return 2;
	case 'u':
		return check_unicode(p, len, lone);
	default:
		return 0;
	}
}

/* Read the string whose opening quote is at `at`. */
static int
read_string(struct json *j, size_t at, struct json_event *ret)
{
	const char *p = j->text.ptr;
	size_t len = j->text.len, n, i = at + 1;
	bool escaped = false;

	for (;;) {
		i += scan_json_plain(p + i, len - i);
		if (i >= len)
			return bad(j, len);
		if (p[i] == '"')
			break;
		if (p[i] != '\\')
			return bad(j, i);
		n = check_escape(p + i, len - i, j->lone);
		if (n == 0)
			return bad(j, i);
		escaped = true;
		i += n;
	}
	*ret = (struct json_event){ .escaped = escaped, .start = at,
		.end = i + 1 };
	j->pos = i + 1;
	return 0;
}

static inline size_t
skip_digits(const struct json *j, size_t at)
{
	while (at < j->text.len && ascii_is_digit(j->text.ptr[at]))
		at++;
	return at;
}

static int
read_number(struct json *j, size_t at, struct json_event *ret)
{
	const char *p = j->text.ptr;
	size_t len = j->text.len, i = at, from;

	if (p[i] == '-')
		i++;
	from = i;
	i = skip_digits(j, i);
	if (i == from || (p[from] == '0' && i > from + 1))
		return bad(j, from);
	if (i < len && p[i] == '.') {
		from = ++i;
		i = skip_digits(j, i);
		if (i == from)
			return bad(j, i);
	}
	if (i < len && (p[i] == 'e' || p[i] == 'E')) {
		i++;
		if (i < len && (p[i] == '+' || p[i] == '-'))
			i++;
		from = i;
		i = skip_digits(j, i);
		if (i == from)
			return bad(j, i);
	}
	*ret = (struct json_event){ .type = JSON_NUMBER, .start = at,
		.end = i };
	j->pos = i;
	j->state = AFTER;
	return 0;
}

static int
read_word(struct json *j, size_t at, enum json_type type,
    struct json_event *ret)
{
	struct sv word = type == JSON_TRUE ? SV("true") :
	    type == JSON_FALSE ? SV("false") : SV("null");

	if (!sv_starts(sv_slice(j->text, at, j->text.len), word))
		return bad(j, at);
	*ret = (struct json_event){ .type = type, .start = at,
		.end = at + word.len };
	j->pos = at + word.len;
	j->state = AFTER;
	return 0;
}

static int
open_level(struct json *j, size_t at, enum json_type type,
    struct json_event *ret)
{
	uint64_t bit = (uint64_t)1 << j->depth % 64;

	if (j->depth >= j->max_depth) {
		j->pos = at;
		j->state = BAD_DEPTH;
		return ERR_LIMIT;
	}
	if (type == JSON_OBJECT)
		j->objects[j->depth / 64] |= bit;
	else
		j->objects[j->depth / 64] &= ~bit;
	j->depth++;
	j->state = type == JSON_OBJECT ? FIRST_KEY : FIRST_ELEMENT;
	*ret = (struct json_event){ .type = type, .start = at,
		.end = at + 1 };
	j->pos = at + 1;
	return 0;
}

static int
close_level(struct json *j, size_t at, struct json_event *ret)
{
	*ret = (struct json_event){
		.type = in_object(j) ? JSON_OBJECT_END : JSON_ARRAY_END,
		.start = at, .end = at + 1 };
	j->depth--;
	j->state = AFTER;
	j->pos = at + 1;
	return 0;
}

static int
read_value(struct json *j, size_t at, struct json_event *ret)
{
	int err;

	if (at >= j->text.len)
		return bad(j, at);
	switch (j->text.ptr[at]) {
	case '"':
		err = read_string(j, at, ret);
		if (err != 0)
			return err;
		ret->type = JSON_STRING;
		j->state = AFTER;
		return 0;
	case '{':
		return open_level(j, at, JSON_OBJECT, ret);
	case '[':
		return open_level(j, at, JSON_ARRAY, ret);
	case 't':
		return read_word(j, at, JSON_TRUE, ret);
	case 'f':
		return read_word(j, at, JSON_FALSE, ret);
	case 'n':
		return read_word(j, at, JSON_NULL, ret);
	case '-':
	case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return read_number(j, at, ret);
	default:
		return bad(j, at);
	}
}

static int
read_key(struct json *j, size_t at, struct json_event *ret)
{
	int err;

	if (at >= j->text.len || j->text.ptr[at] != '"')
		return bad(j, at);
	err = read_string(j, at, ret);
	if (err != 0)
		return err;
	ret->type = JSON_KEY;
	j->state = COLON;
	return 0;
}

/* After a value: the end of the text, of the container, or one more. */
static int
read_after(struct json *j, size_t at, struct json_event *ret)
{
	char c;

	if (j->depth == 0) {
		if (at < j->text.len)
			return bad(j, at);
		*ret = (struct json_event){ .type = JSON_END, .start = at,
			.end = at };
		j->pos = at;
		return 0;
	}
	c = at < j->text.len ? j->text.ptr[at] : '\0';
	if (c == (in_object(j) ? '}' : ']'))
		return close_level(j, at, ret);
	if (c != ',')
		return bad(j, at);
	at = skip_blank(j, at + 1);
	return in_object(j) ? read_key(j, at, ret) : read_value(j, at, ret);
}

static int
start(struct json *j, struct json_event *ret)
{
	size_t valid = utf8_valid_prefix(j->text);

	if (valid != j->text.len)
		return bad(j, valid);
	return read_value(j, skip_blank(j, 0), ret);
}

int
json_next(struct json *j, struct json_event *ret)
{
	size_t at = skip_blank(j, j->pos);
	char c = at < j->text.len ? j->text.ptr[at] : '\0';

	switch ((enum state)j->state) {
	case START:
		return start(j, ret);
	case FIRST_ELEMENT:
		return c == ']' ? close_level(j, at, ret) :
		    read_value(j, at, ret);
	case FIRST_KEY:
		return c == '}' ? close_level(j, at, ret) :
		    read_key(j, at, ret);
	case COLON:
		if (c != ':')
			return bad(j, at);
		return read_value(j, skip_blank(j, at + 1), ret);
	case AFTER:
		return read_after(j, at, ret);
	case BAD_SYNTAX:
		return ERR_SYNTAX;
	case BAD_DEPTH:
		break;
	}
	return ERR_LIMIT;
}

int
json_skip(struct json *j, const struct json_event *ev)
{
	struct json_event next;
	unsigned outside;
	int err = 0;

	if (ev->type != JSON_OBJECT && ev->type != JSON_ARRAY)
		return 0;
	outside = j->depth - 1;
	while (err == 0 && j->depth > outside)
		err = json_next(j, &next);
	return err;
}

struct sv
json_raw(const struct json *j, const struct json_event *ev)
{
	if (ev->type == JSON_KEY || ev->type == JSON_STRING)
		return sv_make(j->text.ptr + ev->start + 1,
		    ev->end - ev->start - 2);
	return sv_make(j->text.ptr + ev->start, ev->end - ev->start);
}

size_t
json_escape_at(struct sv raw, char out[4], size_t *ret_len)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *hit;
	uint32_t c;
	int lo;

	if (raw.ptr[1] != 'u') {
		hit = memchr(from, raw.ptr[1], sizeof(from) - 1);
		out[0] = hit == NULL ? raw.ptr[1] : to[hit - from];
		*ret_len = 1;
		return 2;
	}
	c = (uint32_t)hex4(raw.ptr + 2);
	lo = c < 0xd800 || c > 0xdbff ? -1 : low_surrogate(raw.ptr, raw.len);
	if (lo < 0) {
		*ret_len = utf8_encode(c < 0xd800 || c > 0xdfff ? c :
		    REPLACEMENT, out);
		return 6;
	}
	c = 0x10000 + ((c - 0xd800) << 10) + ((uint32_t)lo - 0xdc00);
	*ret_len = utf8_encode(c, out);
	return 12;
}

size_t
json_unescape(struct sv raw, char *out)
{
	const char *p = raw.ptr, *end = raw.ptr + raw.len, *hit;
	size_t n, len = 0, plain;
	char bytes[4];

	while (p < end) {
		hit = *p == '\\' ? p : memchr(p, '\\', (size_t)(end - p));
		plain = (size_t)((hit == NULL ? end : hit) - p);
		if (plain > 0)
			memcpy(out + len, p, plain);
		len += plain;
		p += plain;
		if (p == end)
			break;
		p += json_escape_at(sv_make(p, (size_t)(end - p)), bytes, &n);
		memcpy(out + len, bytes, n);
		len += n;
	}
	return len;
}

int
json_string(const struct json *j, const struct json_event *ev,
    struct arena *arena, struct sv *ret)
{
	struct sv raw = json_raw(j, ev);
	char *out;

	if (!ev->escaped) {
		*ret = raw;
		return 0;
	}
	out = arena_alloc(arena, raw.len);
	if (out == NULL)
		return ERR_NOMEM;
	*ret = sv_make(out, json_unescape(raw, out));
	return 0;
}

bool
json_is(const struct json *j, const struct json_event *ev, struct sv want)
{
	struct sv raw = json_raw(j, ev);
	size_t n, have = 0;
	char bytes[4];

	if (!ev->escaped)
		return sv_eq(raw, want);
	while (raw.len > 0) {
		size_t used = 1;

		bytes[0] = raw.ptr[0];
		n = 1;
		if (raw.ptr[0] == '\\')
			used = json_escape_at(raw, bytes, &n);
		if (n > want.len - have ||
		    memcmp(want.ptr + have, bytes, n) != 0)
			return false;
		have += n;
		raw = sv_slice(raw, used, raw.len);
	}
	return have == want.len;
}

int
json_int(const struct json *j, const struct json_event *ev, int64_t *ret)
{
	struct sv s = json_raw(j, ev);
	bool minus = s.len > 0 && s.ptr[0] == '-';
	uint64_t value = 0, limit = (uint64_t)INT64_MAX + minus, digit;

	for (size_t i = minus; i < s.len; i++) {
		if (!ascii_is_digit(s.ptr[i]))
			return ERR_SYNTAX;
		digit = (uint64_t)(s.ptr[i] - '0');
		if (value > (limit - digit) / 10)
			return ERR_RANGE;
		value = value * 10 + digit;
	}
	*ret = minus ? (int64_t)(0 - value) : (int64_t)value;
	return 0;
}

bool
json_is_valid(struct sv text)
{
	struct json_event ev = { .type = JSON_NULL };
	struct json j;

	json_init(&j, text, 0);
	while (ev.type != JSON_END)
		if (json_next(&j, &ev) != 0)
			return false;
	return true;
}
