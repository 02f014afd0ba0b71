/*
 * s->bytes holds what was received from s->given on; an event begins there.
 * Lines are read one by one from s->line. A line that ends with CR is complete
 * at once, since waiting for an LF could mean waiting for the next event; if
 * the LF comes later (s->after_cr) it is passed on by itself.
 */
#include "inspect/answer/sse.h"

#include "base/err.h"

enum { BYTES_MAX = 256 << 20 };

static const struct sv byte_order_mark = SV_INIT("\xef\xbb\xbf");

void
sse_init(struct sse *s, size_t max_event)
{
	*s = (struct sse){ .max_event = max_event };
	buf_init(&s->bytes, BYTES_MAX);
	buf_init(&s->lines, BYTES_MAX);
}

void
sse_done(struct sse *s)
{
	buf_done(&s->bytes);
	buf_done(&s->lines);
}

int
sse_err(const struct sse *s)
{
	return buf_err(&s->lines);
}

size_t
sse_held(const struct sse *s)
{
	return s->bytes.len - s->given;
}

int
sse_add(struct sse *s, struct sv in)
{
	buf_drop_front(&s->bytes, s->given);
	s->line -= s->given;
	s->scanned -= s->given;
	s->given = 0;
	buf_add_sv(&s->bytes, in);
	return buf_err(&s->bytes);
}

/* Give out the bytes up to `end`; what comes after is another event. */
static struct sv
give(struct sse *s, size_t end)
{
	struct sv raw = sv_slice(buf_sv(&s->bytes), s->given, end);

	s->given = end;
	s->line = end;
	s->scanned = end;
	return raw;
}

/* The end of the line at s->line, before its CR or LF; false: not here yet. */
static bool
find_line_end(struct sse *s, size_t *ret_end)
{
	size_t i = s->scanned, len = s->bytes.len;
	const char *p = s->bytes.ptr;

	while (i < len && p[i] != '\n' && p[i] != '\r')
		i++;
	s->scanned = i;
	*ret_end = i;
	return i < len;
}

/* Past the line's CR, LF or CRLF at `end`. */
static size_t
skip_line_end(struct sse *s, size_t end)
{
	s->after_cr = s->bytes.ptr[end] == '\r';
	end++;
	if (s->after_cr && end < s->bytes.len) {
		s->after_cr = false;
		end += s->bytes.ptr[end] == '\n';
	}
	return end;
}

/* A line with a field: [s->line, end). */
static void
take_field(struct sse *s, size_t end)
{
	struct sv line = sv_slice(buf_sv(&s->bytes), s->line, end);
	struct sv name = line;
	struct sse_data value = { end - s->given, 0 };
	ptrdiff_t colon = sv_find_char(line, ':');

	if (colon >= 0) {
		name.len = (size_t)colon;
		value.len = line.len - name.len - 1;
		value.len -= value.len > 0 && line.ptr[colon + 1] == ' ';
		value.start -= value.len;
	}
	if (sv_eq(name, SV("data")))
		buf_add(&s->lines, &value, sizeof(value));
	else if (sv_eq(name, SV("event"))) {
		s->name = value.start;
		s->name_len = value.len;
	} else if (sv_eq(name, SV("id"))) {
		s->id = value.start;
		s->id_len = value.len;
	}
}

static void
give_event(struct sse *s, size_t end, struct sse_event *ret_event)
{
	struct sv raw = give(s, end);

	*ret_event = (struct sse_event){
		.raw = raw,
		.name = sv_slice(raw, s->name, s->name + s->name_len),
		.id = sv_slice(raw, s->id, s->id + s->id_len),
		.data = (const struct sse_data *)(const void *)s->lines.ptr,
		.ndata = s->lines.len / sizeof(struct sse_data),
	};
	s->in_event = false;
}

static void
begin_event(struct sse *s)
{
	buf_reset(&s->lines);
	s->in_event = true;
	s->name = s->name_len = 0;
	s->id = s->id_len = 0;
}

/* Bytes that come before any event: the mark, and an LF after a CR. */
static enum sse_kind
give_prelude(struct sse *s, struct sse_event *ret_event)
{
	struct sv all = sv_slice(buf_sv(&s->bytes), s->line, s->bytes.len);

	if (!s->begun) {
		if (all.len < byte_order_mark.len &&
		    sv_starts(byte_order_mark, all))
			return SSE_MORE;
		s->begun = true;
		if (sv_starts(all, byte_order_mark)) {
			ret_event->raw = give(s, s->given +
			    byte_order_mark.len);
			return SSE_BYTES;
		}
	}
	if (all.len == 0)
		return SSE_MORE;
	if (s->after_cr && all.ptr[0] == '\n' && s->line == s->given) {
		s->after_cr = false;
		ret_event->raw = give(s, s->given + 1);
		return SSE_BYTES;
	}
	if (s->after_cr && all.ptr[0] == '\n')
		s->scanned = ++s->line;
	s->after_cr = false;
	return SSE_EVENT;
}

static bool
is_comment(const struct sse *s)
{
	return !s->in_event && s->bytes.ptr[s->line] == ':';
}

/* Give out what has grown too long, up to `end`. */
static enum sse_kind
give_long(struct sse *s, size_t end, struct sse_event *ret_event)
{
	enum sse_kind kind = SSE_BYTES;

	if (s->passing == SSE_LONG_NONE) {
		s->passing = is_comment(s) ? SSE_LONG_COMMENT : SSE_LONG_EVENT;
		kind = SSE_LONG;
	}
	s->in_event = false;
	ret_event->raw = give(s, end);
	return kind;
}

/* A line of something too long ends at `next`, perhaps the whole of it. */
static enum sse_kind
take_long_line(struct sse *s, bool blank, size_t next,
    struct sse_event *ret_event)
{
	enum sse_kind kind = give_long(s, next, ret_event);

	if (blank || s->passing == SSE_LONG_COMMENT)
		s->passing = SSE_LONG_NONE;
	return kind;
}

/*
 * The line [s->line, end) is complete and ends at `next` with its CR, LF.
 * Lengths count one byte for a line's end: the LF after a CR may come later.
 */
static enum sse_kind
take_line(struct sse *s, size_t end, size_t next, struct sse_event *ret_event)
{
	bool blank = end == s->line && !s->mid_line;

	s->mid_line = false;
	if (s->passing != SSE_LONG_NONE || end + 1 - s->given > s->max_event)
		return take_long_line(s, blank, next, ret_event);
	if (!s->in_event && (blank || is_comment(s))) {
		ret_event->raw = give(s, next);
		return SSE_BYTES;
	}
	if (blank) {
		give_event(s, next, ret_event);
		return SSE_EVENT;
	}
	if (!s->in_event)
		begin_event(s);
	take_field(s, end);
	s->line = next;
	s->scanned = next;
	return SSE_MORE;
}

/* There is the beginning of a line: pass it on if that must be. */
static enum sse_kind
take_beginning(struct sse *s, struct sse_event *ret_event)
{
	if (s->bytes.len == s->given || (s->passing == SSE_LONG_NONE &&
	    s->bytes.len - s->given <= s->max_event))
		return SSE_MORE;
	s->mid_line = s->mid_line || s->bytes.len > s->line;
	return give_long(s, s->bytes.len, ret_event);
}

enum sse_kind
sse_next(struct sse *s, struct sse_event *ret_event)
{
	enum sse_kind kind;
	size_t end, next;

	*ret_event = (struct sse_event){ .raw = { NULL, 0 } };
	while (sse_err(s) == 0) {
		kind = give_prelude(s, ret_event);
		if (kind == SSE_MORE)
			return take_beginning(s, ret_event);
		if (kind == SSE_BYTES)
			return kind;
		if (!find_line_end(s, &end))
			return take_beginning(s, ret_event);
		next = skip_line_end(s, end);
		kind = take_line(s, end, next, ret_event);
		if (kind != SSE_MORE)
			return kind;
	}
	return SSE_MORE;
}

struct sv
sse_rest(struct sse *s)
{
	return give(s, s->bytes.len);
}
