#include "inspect/unfold/normal_charset.h"

#include "base/err.h"
#include "base/utf8.h"

enum {
	PLAIN_OF = 3,		/* of four characters, so many are ASCII */
	CHARACTERS = 4,
	FIRST = 6,		/* bytes that are looked at first */
	LATIN_LEAST = 0xa0,	/* before it are controls */
	GROWTH = 2		/* bytes of UTF-8 to one of those; 3 to 2 */
};

enum charset { NO_CHARSET, UTF16_LITTLE, UTF16_BIG, LATIN1 };

static inline bool
is_plain(unsigned c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\n' || c == '\r';
}

static inline unsigned
unit_at(struct sv s, size_t at, enum charset set)
{
	unsigned a = (unsigned char)s.ptr[at];
	unsigned b = (unsigned char)s.ptr[at + 1];

	return set == UTF16_BIG ? a << 8 | b : b << 8 | a;
}

/* Are most characters ASCII, and the others no controls? */
static bool
is_mostly_plain(struct sv s, enum charset set)
{
	size_t bytes = set == LATIN1 ? 1 : 2, plain = 0, count = 0;

	for (size_t at = 0; at + bytes <= s.len; at += bytes, count++) {
		unsigned c = set == LATIN1 ? (unsigned char)s.ptr[at] :
		    unit_at(s, at, set);

		if (is_plain(c))
			plain++;
		else if (c < LATIN_LEAST)
			return false;
	}
	return count > 0 && plain * CHARACTERS >= count * PLAIN_OF;
}

/* Skips the mark of the order of bytes. */
static enum charset
charset_of(struct sv *s)
{
	bool little = sv_starts(*s, SV("\xff\xfe"));

	if (little || sv_starts(*s, SV("\xfe\xff"))) {
		*s = sv_slice(*s, 2, s->len);
		return little ? UTF16_LITTLE : UTF16_BIG;
	}
	for (enum charset set = UTF16_LITTLE; set <= LATIN1; set++)
		if (is_mostly_plain(*s, set))
			return set;
	return NO_CHARSET;
}

/* Mostly not: one of few bytes is a control. */
bool
normal_charset_begins(struct sv bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.ptr;

	if (p[0] != 0 && p[1] != 0 && p[0] < 0xfe)
		for (size_t i = 0; i < FIRST; i++)
			if (!is_plain(p[i]) && p[i] < LATIN_LEAST)
				return false;
	return charset_of(&bytes) != NO_CHARSET;
}

/* The character at `*at`, which is behind it then; half a pair is none. */
static bool
read_character(struct sv s, size_t *at, enum charset set, uint32_t *ret)
{
	unsigned c, low;

	if (set == LATIN1) {
		*ret = (unsigned char)s.ptr[(*at)++];
		return true;
	}
	c = unit_at(s, *at, set);
	*at += 2;
	*ret = c;
	if ((c & 0xf800) != 0xd800)
		return true;
	if (c >= 0xdc00 || *at + 2 > s.len)
		return false;
	low = unit_at(s, *at, set);
	*at += 2;
	*ret = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
	return (low & 0xfc00) == 0xdc00;
}

int
normal_charset_decode(struct buf *b)
{
	struct sv s = buf_sv(b);
	enum charset set = charset_of(&s);
	struct buf out;
	int err = 0;

	if (set == NO_CHARSET || (set != LATIN1 && s.len % 2 != 0))
		return ERR_SYNTAX;
	buf_init(&out, s.len * GROWTH);
	for (size_t at = 0; at < s.len && err == 0;) {
		char utf8[UTF8_MAX];
		uint32_t c;

		if (read_character(s, &at, set, &c))
			buf_add(&out, utf8, utf8_encode(c, utf8));
		else
			err = ERR_SYNTAX;
	}
	if (err == 0)
		err = buf_err(&out);
	if (err != 0) {
		buf_done(&out);
		return err;
	}
	buf_done(b);
	*b = out;
	return 0;
}
