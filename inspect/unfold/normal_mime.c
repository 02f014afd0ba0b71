#include "inspect/unfold/normal_mime.h"

#include "base/ascii.h"
#include "base/encode.h"
#include "base/err.h"
#include "base/utf8.h"

/* One word, without what is around its text. */
struct word {
	char encoding;		/* b or q */
	struct sv text;
	size_t end;
};

/* RFC 2047, section 2: a token, which may have a language behind "*". */
static bool
is_charset(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_alnum(s.ptr[i]) && s.ptr[i] != '-' &&
		    s.ptr[i] != '_' && s.ptr[i] != '*')
			return false;
	return s.len > 0 && s.len <= NORMAL_MIME_CHARSET;
}

static bool
read_word(struct sv text, size_t at, struct word *w)
{
	struct sv rest = sv_slice(text, at, at + NORMAL_MIME_WORD);
	ptrdiff_t mark, end;

	if (!sv_starts(rest, SV("=?")))
		return false;
	mark = sv_find_char(sv_slice(rest, 2, rest.len), '?');
	if (mark < 0 || !is_charset(sv_slice(rest, 2, (size_t)mark + 2)))
		return false;
	at += (size_t)mark + 3;
	rest = sv_slice(rest, (size_t)mark + 3, rest.len);
	if (rest.len < 2 || rest.ptr[1] != '?')
		return false;
	w->encoding = (char)ascii_to_lower(rest.ptr[0]);
	rest = sv_slice(rest, 2, rest.len);
	end = sv_find(rest, SV("?="));
	if (end <= 0 || (w->encoding != 'b' && w->encoding != 'q'))
		return false;
	w->text = sv_slice(rest, 0, (size_t)end);
	w->end = at + 2 + (size_t)end + 2;
	return true;
}

static size_t
over_blanks(struct sv text, size_t at)
{
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t' ||
	    text.ptr[at] == '\r' || text.ptr[at] == '\n'))
		at++;
	return at;
}

size_t
normal_mime_end(struct sv text, size_t at)
{
	struct word w;
	size_t end = 0;

	while (read_word(text, at, &w)) {
		end = w.end;
		at = over_blanks(text, end);
	}
	return end;
}

/* RFC 2047, section 4.2 */
static void
decode_quoted(struct sv s, struct buf *out)
{
	unsigned char byte;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '=' && encode_unhex(sv_slice(s, i + 1, i + 3),
		    &byte, 1) == 0) {
			buf_add_char(out, (char)byte);
			i += 2;
		} else {
			buf_add_char(out, s.ptr[i] == '_' ? ' ' : s.ptr[i]);
		}
	}
}

/* The bytes of all words onto `bytes`; 0, ERR_SYNTAX, ERR_NOMEM. */
static int
decode_words(struct sv run, struct buf *bytes)
{
	size_t at = 0;
	struct word w;
	int err = 0;

	while (err == 0 && read_word(run, at, &w)) {
		if (w.encoding == 'b')
			err = encode_unbase64(bytes, BASE64_STD, w.text);
		else
			decode_quoted(w.text, bytes);
		at = over_blanks(run, w.end);
	}
	if (err != 0)
		return err;
	return at == run.len && at > 0 ? buf_err(bytes) : ERR_SYNTAX;
}

static void
add_latin(struct sv bytes, struct buf *out)
{
	for (size_t i = 0; i < bytes.len; i++) {
		char utf8[UTF8_MAX];
		unsigned char c = (unsigned char)bytes.ptr[i];

		buf_add(out, utf8, utf8_encode(c, utf8));
	}
}

int
normal_mime_decode(struct sv run, struct buf *out)
{
	struct buf bytes;
	int err;

	buf_init(&bytes, run.len);
	err = decode_words(run, &bytes);
	if (err == 0 && utf8_is_valid(buf_sv(&bytes)))
		buf_add_sv(out, buf_sv(&bytes));
	else if (err == 0)
		add_latin(buf_sv(&bytes), out);
	buf_done(&bytes);
	return err != 0 ? err : buf_err(out);
}
