/*
 * A run of RUN_MIN bytes covers at least one of the positions STRIDE apart, so
 * only those are looked at; where one is a base64 byte the run around it is
 * measured. Words end such a run at the next blank, so prose costs one look
 * and a few steps each STRIDE bytes.
 */
#include "inspect/body/base64run.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/encode.h"
#include "base/err.h"
#include "base/utf8.h"
#include "inspect/body/text.h"

enum {
	RUN_MIN = 128,		/* shorter ones need a data: URL */
	STRIDE = 64,
	OPAQUE_MIN = 1024,	/* unreadable and longer: not just a hash */
	WHOLE_MIN = 16,
	PROBE = 32,		/* bytes that tell text from no text */
	WRAP_MIN = 56,		/* shortest line of wrapped base64 */
	URL_HEAD_MAX = 256	/* "data:" to "base64," */
};

static const char data_marker[] = "base64,";
enum { MARKER_SIX = 4 };	/* where its "64," begins */

/* By its digits, which a text has fewer of than letters. */
static size_t
find_marker(struct sv text, size_t from)
{
	const size_t len = sizeof(data_marker) - 1;
	size_t at = from + MARKER_SIX;
	const char *six;

	for (; at < text.len; at++) {
		six = memchr(text.ptr + at, '6', text.len - at);
		if (six == NULL)
			break;
		at = (size_t)(six - text.ptr);
		if (sv_starts(sv_slice(text, at - MARKER_SIX, text.len),
		    sv_make(data_marker, len)))
			return at - MARKER_SIX;
	}
	return text.len;
}

void
base64run_init(struct base64run_search *s, struct sv text)
{
	s->text = text;
	s->at = 0;
	s->marker = find_marker(text, 0);
}

/* Length of a line break at `at`: 0, 1 or 2. */
static size_t
line_break(struct sv s, size_t at)
{
	if (at < s.len && s.ptr[at] == '\n')
		return 1;
	return at + 1 < s.len && s.ptr[at] == '\r' && s.ptr[at + 1] == '\n' ?
	    2 : 0;
}

/* Where what may be base64 from `at` on ends. */
static size_t
line_end(struct sv s, size_t at)
{
	while (at < s.len && encode_is_base64(s.ptr[at]))
		at++;
	return at;
}

/* Does the line at `at` go on with one of `width`, or end it? No word does. */
static bool
goes_on(struct sv s, size_t at, size_t width)
{
	size_t end = line_end(s, at);

	if (end == at || end - at > width)
		return false;
	return end - at == width || end == s.len || s.ptr[end] == '=' ||
	    line_break(s, end) > 0 || s.ptr[end] == '"' ||
	    s.ptr[end] == '\'' || s.ptr[end] == '<';
}

size_t
base64run_end(struct sv text, size_t start, size_t at)
{
	size_t line = start, width = 0, skip;

	for (;;) {
		at = line_end(text, at);
		skip = line_break(text, at);
		if (skip == 0 || at - line < WRAP_MIN ||
		    (width != 0 && at - line != width) ||
		    !goes_on(text, at + skip, at - line))
			break;
		width = at - line;
		line = at += skip;
	}
	for (int i = 0; i < 2 && at < text.len && text.ptr[at] == '='; i++)
		at++;
	return at;
}

struct sv
base64run_less(struct sv run)
{
	size_t at = run.len;

	while (at > 0 && run.ptr[at - 1] != '\n')
		at--;
	if (at == 0)
		return run;
	at--;
	return sv_slice(run, 0, at > 0 && run.ptr[at - 1] == '\r' ? at - 1 :
	    at);
}

/* `run` without line breaks, on `b`, decoded by the alphabet it uses. */
static int
decode(struct sv run, struct buf *b, enum base64_kind *ret_alphabet)
{
	struct buf joined;
	struct sv line;
	int err;

	*ret_alphabet = sv_find_char(run, '-') >= 0 ||
	    sv_find_char(run, '_') >= 0 ? BASE64_URL : BASE64_STD;
	if (sv_find_char(run, '\n') < 0)
		return encode_unbase64(b, *ret_alphabet, run);
	buf_init(&joined, run.len);
	while (run.ptr != NULL) {
		line = sv_cut(&run, '\n');
		if (sv_ends(line, SV("\r")))
			line.len--;
		buf_add_sv(&joined, line);
	}
	err = buf_err(&joined);
	if (err == 0)
		err = encode_unbase64(b, *ret_alphabet, buf_sv(&joined));
	buf_done(&joined);
	return err;
}

/* Decode PROBE characters, if they are of one alphabet. */
static bool
decode_probe(struct sv run, char bytes[PROBE])
{
	bool std = false, url = false;
	size_t n = 0;

	for (size_t i = 0; i < PROBE; i += 4) {
		uint32_t bits = 0;

		for (size_t k = i; k < i + 4; k++) {
			char c = run.ptr[k];

			if (!encode_is_base64(c))
				return false;
			std |= c == '+' || c == '/';
			url |= c == '-' || c == '_';
			bits = bits << 6 | encode_sextets[(unsigned char)c];
		}
		bytes[n++] = (char)(bits >> 16);
		bytes[n++] = (char)(bits >> 8);
		bytes[n++] = (char)bits;
	}
	return !std || !url;
}

/* False if the first bytes already show that `run` is no text. */
static bool
begins_as_text(struct sv run)
{
	char bytes[PROBE];
	struct sv start = sv_make(bytes, PROBE / 4 * 3);
	size_t valid;

	if (run.len <= PROBE)
		return true;
	if (!decode_probe(run, bytes))
		return false;
	valid = utf8_valid_prefix(start);
	return start.len - valid < UTF8_MAX &&
	    text_is_printable(sv_slice(start, 0, valid));
}

/* Decode bytes [start, end) of `text`; TEXT if they are text, else NONE. */
static int
read_all(struct sv text, struct arena *arena, struct base64run *ret)
{
	struct sv run = sv_slice(text, ret->start, ret->end);
	struct buf b;
	int err = 0;

	ret->kind = BASE64RUN_NONE;
	if (!begins_as_text(run))
		return 0;
	buf_init(&b, run.len + UTF8_MAX);
	err = decode(run, &b, &ret->alphabet);
	if (err == 0 && b.len > 0 && text_is_printable(buf_sv(&b))) {
		ret->decoded = arena_dup(arena, buf_sv(&b));
		ret->kind = BASE64RUN_TEXT;
		err = ret->decoded.ptr == NULL ? ERR_NOMEM : 0;
	}
	buf_done(&b);
	return err == ERR_NOMEM ? err : 0;
}

/* The same, without the last line if that helps. */
static int
read_run(struct sv text, struct arena *arena, struct base64run *ret)
{
	size_t end = ret->end;
	int err = read_all(text, arena, ret);

	if (err != 0 || ret->kind != BASE64RUN_NONE)
		return err;
	ret->end = ret->start + base64run_less(sv_slice(text, ret->start,
	    end)).len;
	if (ret->end < end)
		err = read_all(text, arena, ret);
	if (ret->kind == BASE64RUN_NONE)
		ret->end = end;
	return err;
}

static bool
is_hex(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_hex(s.ptr[i]))
			return false;
	return true;
}

/* Keys in PEM, JWTs and hexadecimal are whole only with what is around. */
static bool
belongs_to_text(struct sv text, size_t start, size_t end)
{
	size_t before = start;

	while (before > 0 && (text.ptr[before - 1] == '\n' ||
	    text.ptr[before - 1] == '\r'))
		before--;
	if (before < start && before > 0 && text.ptr[before - 1] == '-')
		return true;
	if (start > 0 && text.ptr[start - 1] == '.')
		return true;
	if (end + 1 < text.len && text.ptr[end] == '.' &&
	    encode_is_base64(text.ptr[end + 1]))
		return true;
	return is_hex(sv_slice(text, start, end));
}

/* Find a run of at least RUN_MIN in [from, to). */
static bool
find_long(struct sv text, size_t from, size_t to, struct base64run *ret)
{
	struct sv part = sv_slice(text, 0, to);
	size_t start;

	for (size_t i = from + STRIDE - 1; i < to; i += STRIDE) {
		/* Where a run is long enough, one look meets no blank. */
		if (!encode_is_base64(part.ptr[i]) || memchr(part.ptr + i, ' ',
		    to - i < STRIDE ? to - i : STRIDE) != NULL)
			continue;
		start = i;
		while (start > from && encode_is_base64(part.ptr[start - 1]))
			start--;
		ret->start = start;
		ret->end = base64run_end(part, start, start);
		if (ret->end - start >= RUN_MIN)
			return true;
		if (ret->end > i)
			i = ret->end;
	}
	return false;
}

/* The media type before the "base64," at `marker`; .ptr NULL: no data URL. */
static struct sv
data_type(struct sv text, size_t from, size_t marker)
{
	size_t at = marker;

	while (at > from && marker - at < URL_HEAD_MAX &&
	    (unsigned char)text.ptr[at - 1] > ' ') {
		at--;
		if (!sv_starts_nocase(sv_slice(text, at, marker),
		    SV("data:")))
			continue;
		at += 5;
		if (marker > at && text.ptr[marker - 1] == ';')
			marker--;
		return sv_slice(text, at, marker);
	}
	return (struct sv){ NULL, 0 };
}

/* Try the data: URL at the marker; NONE if it is none. */
static int
next_media(struct base64run_search *s, struct arena *arena,
    struct base64run *ret)
{
	size_t marker = s->marker;
	int err;

	ret->kind = BASE64RUN_NONE;
	ret->type = data_type(s->text, s->at, marker);
	ret->start = marker + sizeof(data_marker) - 1;
	ret->end = base64run_end(s->text, ret->start, ret->start);
	s->at = ret->type.ptr == NULL ? ret->start : ret->end;
	s->marker = find_marker(s->text, s->at);
	if (ret->type.ptr == NULL || ret->end == ret->start)
		return 0;
	err = read_run(s->text, arena, ret);
	ret->kind = BASE64RUN_MEDIA;
	return err;
}

int
base64run_next(struct base64run_search *s, struct arena *arena,
    struct base64run *ret)
{
	int err = 0;

	*ret = (struct base64run){ .kind = BASE64RUN_NONE };
	while (err == 0 && ret->kind == BASE64RUN_NONE) {
		if (!find_long(s->text, s->at, s->marker, ret)) {
			if (s->marker == s->text.len)
				break;
			err = next_media(s, arena, ret);
			continue;
		}
		s->at = ret->end;
		if (belongs_to_text(s->text, ret->start, ret->end))
			continue;
		err = read_run(s->text, arena, ret);
		if (ret->kind == BASE64RUN_NONE &&
		    ret->end - ret->start >= OPAQUE_MIN)
			ret->kind = BASE64RUN_OPAQUE;
	}
	return err;
}

int
base64run_whole(struct sv text, struct arena *arena, struct base64run *ret)
{
	size_t n = 0;

	*ret = (struct base64run){ .kind = BASE64RUN_NONE };
	if (text.len < WHOLE_MIN || text.len >= RUN_MIN)
		return 0;
	while (n < text.len && encode_is_base64(text.ptr[n]))
		n++;
	while (n < text.len && text.len - n <= 2 && text.ptr[n] == '=')
		n++;
	if (n < text.len)
		return 0;
	ret->end = text.len;
	return read_run(text, arena, ret);
}
