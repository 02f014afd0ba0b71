#include "inspect/unfold/normal_run.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/codec_zlib.h"
#include "base/codec_zstd.h"
#include "base/encode.h"
#include "base/err.h"
#include "base/utf8.h"
#include "inspect/body/base64run.h"
#include "inspect/body/text.h"
#include "inspect/unfold/normal_bytes.h"
#include "inspect/unfold/normal_charset.h"
#include "inspect/unfold/normal_dump.h"
#include "inspect/unfold/normal_mime.h"
#include "inspect/unfold/unfold.h"

enum {
	PROBE = 12,		/* characters that tell text from no text */
	PARTS_MAX = 4096	/* longer runs are tried as a whole only */
};

static bool
is_hex(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_hex(s.ptr[i]))
			return false;
	return true;
}

/* The alphabet that `s` uses. */
static enum base64_kind
alphabet_of(struct sv s)
{
	return sv_find_char(s, '-') >= 0 || sv_find_char(s, '_') >= 0 ?
	    BASE64_URL : BASE64_STD;
}

/* "0x" before hexadecimal digits. */
static struct sv
skip_prefix(struct sv s)
{
	return sv_starts(s, SV("0x")) ? sv_slice(s, 2, s.len) : s;
}

static bool
is_zstd(struct sv s)
{
	return sv_starts(s, SV("\x28\xb5\x2f\xfd"));
}

/* gzip (RFC 1952), zlib (RFC 1950), zstd (RFC 8878) */
static bool
is_packed(struct sv s)
{
	unsigned char a, b;

	if (s.len < 2)
		return false;
	a = (unsigned char)s.ptr[0];
	b = (unsigned char)s.ptr[1];
	return (a == 0x1f && b == 0x8b) || is_zstd(s) ||
	    (a == 0x78 && (a << 8 | b) % 31 == 0);
}

static bool
has_controls(struct sv s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
		    c == 0x7f || c == 0xc0 || c == 0xc1 || c >= 0xf5)
			return true;
	}
	return false;
}

/* The first bytes of a text; the last character may be cut. */
static bool
is_text(struct sv s)
{
	return !has_controls(s) &&
	    s.len - utf8_valid_prefix(s) < UTF8_MAX;
}

/* The value of a hexadecimal digit: letters are 0x41 and 0x61 on. */
static inline unsigned
nibble(char digit)
{
	unsigned c = (unsigned char)digit;

	return (c & 15) + 9 * (c >> 6);
}

/* PROBE hexadecimal digits. */
static bool
decode_hex_probe(struct sv s, char bytes[PROBE])
{
	if (!is_hex(sv_slice(s, 0, PROBE)))
		return false;
	for (size_t i = 0; i < PROBE; i += 2)
		bytes[i / 2] = (char)(nibble(s.ptr[i]) << 4 |
		    nibble(s.ptr[i + 1]));
	return true;
}

/* PROBE characters of base64; allocates nothing. */
static bool
decode_probe(struct sv s, char bytes[PROBE])
{
	for (size_t i = 0; i < PROBE; i += 4) {
		uint32_t bits = 0;

		for (size_t k = i; k < i + 4; k++) {
			unsigned v = encode_sextets[(unsigned char)s.ptr[k]];

			if (v == ENCODE_NO_SEXTET)
				return false;
			bits = bits << 6 | v;
		}
		bytes[i / 4 * 3] = (char)(bits >> 16);
		bytes[i / 4 * 3 + 1] = (char)(bits >> 8);
		bytes[i / 4 * 3 + 2] = (char)bits;
	}
	return true;
}

/* May a text begin so, also a compressed one or one of another set? */
static bool
begins_text(struct sv bytes)
{
	return is_packed(bytes) || is_text(bytes) ||
	    normal_charset_begins(bytes);
}

static bool
begins_well(struct sv s)
{
	char bytes[PROBE];

	s = sv_slice(skip_prefix(s), 0, PROBE);
	if (s.len < PROBE)
		return false;
	if (decode_hex_probe(s, bytes) &&
	    begins_text(sv_make(bytes, PROBE / 2)))
		return true;
	return decode_probe(s, bytes) &&
	    begins_text(sv_make(bytes, PROBE / 4 * 3));
}

/* "D-E-8-9": each second character the same sign. */
static bool
is_apart(struct sv run)
{
	size_t start;

	return run.len > 3 && run.ptr[1] == run.ptr[3] &&
	    normal_apart(run, 0, &start) == run.len;
}

/* "44-45-38-39": bytes of a list may be parted by what runs consist of. */
static bool
is_list(struct sv run)
{
	size_t tried;

	return run.len > 5 && run.ptr[2] == '-' && run.ptr[5] == '-' &&
	    normal_bytes_end(run, 0, &tried) == run.len;
}

bool
normal_run_may_be(struct sv run)
{
	if (begins_well(run) || normal_base32_begins(run) || is_apart(run) ||
	    is_list(run))
		return true;
	if (run.len > PARTS_MAX || sv_find_char(run, '/') < 0)
		return false;
	while (run.ptr != NULL) {
		struct sv part = sv_cut(&run, '/');

		if (part.len >= UNFOLD_RUN && begins_well(part))
			return true;
	}
	return false;
}

static int
decode_hex(struct sv s, struct buf *out)
{
	char *room;

	if (s.len % 2 != 0 || !is_hex(s))
		return ERR_SYNTAX;
	room = buf_reserve(out, s.len / 2);
	if (room == NULL)
		return buf_err(out);
	if (encode_unhex(s, room, s.len / 2) != 0)
		return ERR_SYNTAX;
	buf_grow(out, s.len / 2);
	return 0;
}

/* The lines of `s` as one, on `joined`. */
static int
join_lines(struct sv s, struct buf *joined)
{
	while (s.ptr != NULL) {
		struct sv line = sv_cut(&s, '\n');

		if (sv_ends(line, SV("\r")))
			line.len--;
		buf_add_sv(joined, line);
	}
	return buf_err(joined);
}

static int
unpack_zlib(struct sv packed, struct buf *out)
{
	enum codec_zlib_kind kind = (unsigned char)packed.ptr[0] == 0x1f ?
	    CODEC_ZLIB_GZIP : CODEC_ZLIB_DEFLATE;
	struct codec_zlib *z = NULL;
	int err = codec_zlib_new(kind, &z);

	if (err == 0)
		err = codec_zlib_feed(z, packed, out);
	codec_zlib_free(z);
	return err;
}

static int
unpack_zstd(struct sv packed, struct buf *out)
{
	struct codec_zstd *z = NULL;
	int err = codec_zstd_new(&z);

	if (err == 0)
		err = codec_zstd_feed(z, packed, out);
	codec_zstd_free(z);
	return err;
}

/* Replace a packed text by what it holds. */
static int
unpack(struct buf *b)
{
	struct buf out;
	int err;

	buf_init(&out, NORMAL_RUN_UNPACKED);
	err = is_zstd(buf_sv(b)) ? unpack_zstd(buf_sv(b), &out) :
	    unpack_zlib(buf_sv(b), &out);
	/* A text that is too long is looked at as far as it goes. */
	if (err == ERR_LIMIT)
		err = 0;
	buf_done(b);
	*b = out;
	return err;
}

/* Make a text of the bytes in `b`: 0, ERR_SYNTAX, ERR_NOMEM. */
static int
make_text(struct buf *b)
{
	int err;

	if (b->len > 0 && is_packed(buf_sv(b)) &&
	    !text_is_printable(buf_sv(b))) {
		err = unpack(b);
		if (err != 0)
			return err;
	}
	if (b->len > 0 && text_is_printable(buf_sv(b)))
		return 0;
	return normal_charset_decode(b);
}

/* Decode `s`, one line, onto `b`: 0 if it is a text, ERR_SYNTAX, ERR_NOMEM. */
static int
decode_line(struct sv s, struct buf *b)
{
	int err = decode_hex(skip_prefix(s), b);

	if (err == 0)
		err = make_text(b);
	if (err == 0 || err == ERR_NOMEM)
		return err;
	buf_reset(b);
	err = encode_unbase64(b, alphabet_of(s), s);
	if (err == 0)
		err = make_text(b);
	return err == 0 || err == ERR_NOMEM ? err : ERR_SYNTAX;
}

/* The same of one line or more. */
static int
decode(struct sv s, struct buf *b)
{
	struct buf joined;
	int err;

	if (!begins_well(s))
		return ERR_SYNTAX;
	if (sv_find_char(s, '\n') < 0)
		return decode_line(s, b);
	buf_init(&joined, s.len);
	err = join_lines(s, &joined);
	if (err == 0)
		err = decode_line(buf_sv(&joined), b);
	buf_done(&joined);
	return err;
}

/* What is neither base64 nor hexadecimal, likewise. */
static int
decode_bytes(struct sv s, struct buf *b)
{
	int err;

	buf_reset(b);
	err = normal_mime_decode(s, b);
	if (err == ERR_SYNTAX)
		err = normal_dump_decode(s, b);
	if (err == ERR_SYNTAX)
		err = normal_bytes_decode(s, b);
	return err != 0 || text_is_printable(buf_sv(b)) ? err : ERR_SYNTAX;
}

/* Bytes [from, to) of the source, if they decode. */
static int
try_part(struct normal_form *f, size_t from, size_t to)
{
	struct buf b;
	struct sv text;
	int err;

	buf_init(&b, to - from > NORMAL_RUN_UNPACKED ? to - from :
	    NORMAL_RUN_UNPACKED);
	err = decode(sv_slice(f->source, from, to), &b);
	if (err == ERR_SYNTAX)
		err = decode_bytes(sv_slice(f->source, from, to), &b);
	if (err == 0) {
		text = arena_dup(f->arena, buf_sv(&b));
		err = text.ptr == NULL ? ERR_NOMEM : 0;
	}
	if (err == 0) {
		f->from = from;
		f->to = to;
		f->text = text;
		normal_whole(f);
		err = f->err;
	}
	buf_done(&b);
	return err;
}

bool
normal_run(struct normal_form *f)
{
	struct sv run = sv_slice(f->source, f->from, f->to), rest = run;
	size_t from = f->from, less = base64run_less(run).len;
	int err = try_part(f, f->from, f->to);

	/* What follows a full line may be a word that ends one itself. */
	if (err == ERR_SYNTAX && less < run.len)
		err = try_part(f, from, from + less);
	while (err == ERR_SYNTAX && rest.ptr != NULL &&
	    run.len <= PARTS_MAX) {
		struct sv part = sv_cut(&rest, '/');

		if (part.len >= UNFOLD_RUN && part.len < run.len)
			err = try_part(f, from, from + part.len);
		from += part.len + 1;
	}
	if (err == ERR_NOMEM)
		f->err = err;
	return err == 0;
}
