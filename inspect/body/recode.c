#include "inspect/body/recode.h"

#include <string.h>

#include "base/encode.h"
#include "base/err.h"
#include "base/json.h"
#include "base/json_write.h"
#include "base/utf8.h"
#include "inspect/body/bytelist.h"
#include "inspect/body/percent.h"

enum { NO_BYTE = -1, EVERY_BYTE = -2 };

/* Where what is written goes. */
struct pool {
	struct arena *arena;
	struct buf b;
};

/* A position in a text, in its written and in its decoded form. */
struct walk {
	enum coding coding;
	struct sv raw;
	size_t raw_at, text_at;
};

/* Length of the unit at `raw`, and of what it decodes to. */
static size_t
unit(enum coding coding, struct sv raw, size_t *ret_len)
{
	char out[UTF8_MAX];

	*ret_len = 1;
	switch (coding) {
	case CODING_JSON_STRING:
		return raw.ptr[0] == '\\' ?
		    json_escape_at(raw, out, ret_len) : 1;
	case CODING_FORM:
	case CODING_PERCENT:
		return percent_unit(raw, true, out);
	case CODING_CSV:
		return raw.ptr[0] == '"' ? 2 : 1;
	case CODING_LATIN1:
		*ret_len = (unsigned char)raw.ptr[0] < 0x80 ? 1 : 2;
		return 1;
	case CODING_RAW:
	case CODING_HEADER:
	case CODING_JSON_NUMBER:
	case CODING_BASE64:
	case CODING_BASE64_URL:
	case CODING_JSON_BYTES:
		break;
	}
	return 1;
}

/* In a stretch without this byte each byte decodes to itself. */
static int
special_byte(enum coding coding)
{
	switch (coding) {
	case CODING_JSON_STRING:
		return '\\';
	case CODING_FORM:
	case CODING_PERCENT:
		return '%';
	case CODING_CSV:
		return '"';
	case CODING_LATIN1:
		return EVERY_BYTE;
	case CODING_RAW:
	case CODING_HEADER:
	case CODING_JSON_NUMBER:
	case CODING_BASE64:
	case CODING_BASE64_URL:
	case CODING_JSON_BYTES:
		break;
	}
	return NO_BYTE;
}

/* How many of the first `n` bytes at the walk decode to themselves. */
static size_t
plain_bytes(const struct walk *w, int special, size_t n)
{
	const char *here = w->raw.ptr + w->raw_at, *hit;

	if (special == EVERY_BYTE)
		return 0;
	hit = special == NO_BYTE ? NULL : memchr(here, special, n);
	return hit == NULL ? n : (size_t)(hit - here);
}

/* Go on to position `to` of the decoded text. */
static int
walk_to(struct walk *w, size_t to)
{
	int special = special_byte(w->coding);
	size_t n, len;

	while (w->text_at < to) {
		if (w->raw_at >= w->raw.len)
			return ERR_INVAL;
		n = to - w->text_at;
		if (n > w->raw.len - w->raw_at)
			n = w->raw.len - w->raw_at;
		n = plain_bytes(w, special, n);
		len = n;
		if (n == 0)
			n = unit(w->coding, sv_slice(w->raw, w->raw_at,
			    w->raw.len), &len);
		w->raw_at += n;
		w->text_at += len;
	}
	return w->text_at == to ? 0 : ERR_INVAL;
}

static int
write_latin1(struct buf *out, struct sv s)
{
	uint32_t c = 0;
	size_t n;

	for (; s.len > 0; s = sv_slice(s, n, s.len)) {
		n = utf8_decode(s, &c);
		if (n == 0 || c > 0xff)
			return ERR_INVAL;
		buf_add_char(out, (char)(unsigned char)c);
	}
	return 0;
}

static void
write_doubled(struct buf *out, struct sv s)
{
	ptrdiff_t at;

	while ((at = sv_find_char(s, '"')) >= 0) {
		buf_add(out, s.ptr, (size_t)at + 1);
		buf_add_char(out, '"');
		s = sv_slice(s, (size_t)at + 1, s.len);
	}
	buf_add_sv(out, s);
}

/* RFC 9110 §5.5: a field value holds no control bytes but tabs. */
static bool
fits_header(struct sv s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* Write new text in `coding`, the inside of quotes where there are any. */
static int
write_text(enum coding coding, struct sv s, struct buf *out)
{
	switch (coding) {
	case CODING_JSON_STRING:
	case CODING_JSON_NUMBER:
		json_write_escaped(out, s);
		return 0;
	case CODING_FORM:
	case CODING_PERCENT:
		encode_percent(out, s, SV(""));
		return 0;
	case CODING_CSV:
		write_doubled(out, s);
		return 0;
	case CODING_LATIN1:
		return write_latin1(out, s);
	case CODING_HEADER:
		if (!fits_header(s))
			return ERR_INVAL;
		break;
	case CODING_RAW:
	case CODING_BASE64:
	case CODING_BASE64_URL:
	case CODING_JSON_BYTES:
		break;
	}
	buf_add_sv(out, s);
	return 0;
}

int
recode_apply(struct sv text, const struct patch *patches, size_t npatches,
    struct buf *out)
{
	size_t at = 0;

	for (size_t i = 0; i < npatches; i++) {
		if (patches[i].start < at || patches[i].end > text.len)
			return ERR_INVAL;
		buf_add_sv(out, sv_slice(text, at, patches[i].start));
		buf_add_sv(out, patches[i].bytes);
		at = patches[i].end;
	}
	buf_add_sv(out, sv_slice(text, at, text.len));
	return buf_err(out);
}

/* What `b` holds becomes the bytes of `patch`, which is then of the raw. */
static int
settle(struct patch *patch, size_t start, size_t end, const struct buf *b,
    struct arena *arena)
{
	if (buf_err(b) != 0)
		return buf_err(b);
	*patch = (struct patch){ (uint32_t)start, (uint32_t)end,
		arena_dup(arena, buf_sv(b)) };
	return patch->bytes.ptr == NULL ? ERR_NOMEM : 0;
}

/*
 * Each patch by itself. With `coding` the text begins at `from` of the raw, and
 * ends as far from its end: inside quotes, if it has them.
 */
static int
recode_each(enum coding coding, struct sv raw, size_t from,
    struct patch *patches, size_t npatches, struct pool *pool)
{
	struct walk w = { .coding = coding,
		.raw = sv_slice(raw, from, raw.len - from) };
	size_t start;
	int err = 0;

	for (size_t i = 0; err == 0 && i < npatches; i++) {
		err = walk_to(&w, patches[i].start);
		start = w.raw_at;
		if (err == 0)
			err = walk_to(&w, patches[i].end);
		buf_reset(&pool->b);
		if (err == 0)
			err = write_text(coding, patches[i].bytes, &pool->b);
		if (err == 0)
			err = settle(&patches[i], from + start,
			    from + w.raw_at, &pool->b, pool->arena);
	}
	return err;
}

/* A number becomes a string: nothing else can hold what is not a number. */
static int
recode_number(struct sv raw, struct patch *patches, size_t npatches,
    struct pool *pool)
{
	int err = recode_each(CODING_JSON_NUMBER, raw, 0, patches, npatches,
	    pool);

	buf_reset(&pool->b);
	buf_add_char(&pool->b, '"');
	if (err == 0)
		err = recode_apply(raw, patches, npatches, &pool->b);
	buf_add_char(&pool->b, '"');
	return err != 0 ? err : settle(&patches[0], 0, raw.len, &pool->b,
	    pool->arena);
}

static bool
needs_quotes(const struct patch *patches, size_t npatches)
{
	for (size_t i = 0; i < npatches; i++) {
		struct sv s = patches[i].bytes;

		for (size_t k = 0; k < s.len; k++)
			if (sv_find_char(SV(",;\t\r\n\""), s.ptr[k]) >= 0)
				return true;
	}
	return false;
}

/* An unquoted cell gets quotes when its new text needs them. */
static int
recode_csv(struct sv raw, struct patch *patches, size_t *npatches,
    struct pool *pool)
{
	struct buf plain;
	int err;

	if (raw.len > 0 && raw.ptr[0] == '"')
		return recode_each(CODING_CSV, raw, 1, patches, *npatches,
		    pool);
	if (!needs_quotes(patches, *npatches))
		return recode_each(CODING_RAW, raw, 0, patches, *npatches,
		    pool);
	buf_init(&plain, pool->b.max);
	err = recode_apply(raw, patches, *npatches, &plain);
	if (err == 0) {
		buf_add_char(&pool->b, '"');
		write_doubled(&pool->b, buf_sv(&plain));
		buf_add_char(&pool->b, '"');
		*npatches = 1;
		err = settle(&patches[0], 0, raw.len, &pool->b, pool->arena);
	}
	buf_done(&plain);
	return err;
}

/* Append base64 in lines as long as the first of `raw`. */
static void
write_wrapped(struct buf *out, struct sv encoded, struct sv raw)
{
	ptrdiff_t lf = sv_find_char(raw, '\n');
	size_t width;
	bool crlf;

	if (lf <= 0) {
		buf_add_sv(out, encoded);
		return;
	}
	crlf = raw.ptr[lf - 1] == '\r';
	width = (size_t)lf - crlf;
	for (size_t at = 0; at < encoded.len && width > 0; at += width) {
		if (at > 0)
			buf_add_sv(out, crlf ? SV("\r\n") : SV("\n"));
		buf_add_sv(out, sv_slice(encoded, at,
		    encoded.len - at < width ? encoded.len : at + width));
	}
	if (sv_ends(raw, SV("\n")))
		buf_add_sv(out, crlf ? SV("\r\n") : SV("\n"));
}

/*
 * Base64 is written anew, padded or not, wrapped or not as it was. A length
 * that is no multiple of four shows that it was not padded; the other way
 * round nothing shows it, and padding is what the alphabet usually has.
 */
static int
recode_base64(const struct written *w, struct patch *patches,
    size_t npatches, struct pool *pool)
{
	enum base64_kind kind = w->coding == CODING_BASE64_URL ? BASE64_URL :
	    BASE64_STD;
	bool padded = sv_find_char(w->raw, '=') >= 0;
	struct buf plain, encoded;
	int err;

	buf_init(&plain, pool->b.max);
	buf_init(&encoded, pool->b.max);
	err = recode_apply(w->text, patches, npatches, &plain);
	if (err == 0) {
		encode_base64(&encoded, kind, plain.ptr, plain.len);
		while (!padded && w->text.len % 3 != 0 && encoded.len > 0 &&
		    encoded.ptr[encoded.len - 1] == '=')
			buf_truncate(&encoded, encoded.len - 1);
		while (padded && encoded.len % 4 != 0 &&
		    buf_err(&encoded) == 0)
			buf_add_char(&encoded, '=');
		err = buf_err(&encoded);
	}
	if (err == 0) {
		write_wrapped(&pool->b, buf_sv(&encoded), w->raw);
		err = settle(&patches[0], 0, w->raw.len, &pool->b,
		    pool->arena);
	}
	buf_done(&encoded);
	buf_done(&plain);
	return err;
}

/* So is a list of bytes, with what parted its first two numbers. */
static int
recode_bytes(const struct written *w, struct patch *patches, size_t npatches,
    struct pool *pool)
{
	struct buf plain;
	int err;

	buf_init(&plain, pool->b.max);
	err = recode_apply(w->text, patches, npatches, &plain);
	if (err == 0) {
		bytelist_write(buf_sv(&plain), w->raw, &pool->b);
		err = settle(&patches[0], 0, w->raw.len, &pool->b,
		    pool->arena);
	}
	buf_done(&plain);
	return err;
}

static int
recode_by_coding(const struct written *w, struct patch *patches, size_t *n,
    struct pool *pool)
{
	size_t count = *n;

	switch (w->coding) {
	case CODING_JSON_STRING:
		return recode_each(w->coding, w->raw, 1, patches, count, pool);
	case CODING_JSON_NUMBER:
		*n = 1;
		return recode_number(w->raw, patches, count, pool);
	case CODING_CSV:
		return recode_csv(w->raw, patches, n, pool);
	case CODING_BASE64:
	case CODING_BASE64_URL:
		*n = 1;
		return recode_base64(w, patches, count, pool);
	case CODING_JSON_BYTES:
		*n = 1;
		return recode_bytes(w, patches, count, pool);
	case CODING_RAW:
	case CODING_HEADER:
	case CODING_FORM:
	case CODING_PERCENT:
	case CODING_LATIN1:
		break;
	}
	return recode_each(w->coding, w->raw, 0, patches, count, pool);
}

int
recode(const struct written *w, struct patch *patches, size_t *npatches,
    struct arena *arena, size_t max)
{
	struct pool pool = { .arena = arena };
	int err;

	if (*npatches == 0)
		return 0;
	buf_init(&pool.b, max);
	err = recode_by_coding(w, patches, npatches, &pool);
	buf_done(&pool.b);
	return err;
}

int
recode_locate(enum coding coding, struct sv raw, struct recode_mark *mark,
    size_t *start, size_t *end)
{
	bool quoted = coding == CODING_JSON_STRING || (coding == CODING_CSV &&
	    raw.len > 0 && raw.ptr[0] == '"');
	struct walk w = { .coding = coding == CODING_CSV && !quoted ?
	    CODING_RAW : coding, .raw = raw };
	int err;

	if (coding == CODING_BASE64 || coding == CODING_BASE64_URL ||
	    coding == CODING_JSON_BYTES) {
		*start = 0;
		*end = raw.len;
		return 0;
	}
	if (quoted)
		w.raw = sv_slice(raw, 1, raw.len - 1);
	if (mark->text_at <= *start) {
		w.text_at = mark->text_at;
		w.raw_at = mark->raw_at;
	}
	err = walk_to(&w, *start);
	if (err != 0)
		return err;
	*mark = (struct recode_mark){ w.text_at, w.raw_at };
	err = walk_to(&w, *end);
	if (err != 0)
		return err;
	*start = mark->raw_at + quoted;
	*end = w.raw_at + quoted;
	return 0;
}
