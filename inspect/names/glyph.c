#include "inspect/names/glyph.h"

#include "base/utf8.h"

/* Letters of one byte: Latin ones fold to ASCII, the others to these. */
enum {
	LATIN_FIRST = 0xc0, LATIN_LAST = 0x24f,
	GREEK_FIRST = 0x3b1, GREEK_LAST = 0x3c9, GREEK_BYTE = 0x80,
	CYRILLIC_FIRST = 0x430, CYRILLIC_LAST = 0x45f, CYRILLIC_BYTE = 0xa0,
	OTHER_BYTE = 0xd0, OTHER_COUNT = 32
};

/* utf8_decode() at `at` < text.len; most are two bytes. */
static inline size_t
decode(struct sv text, size_t at, uint32_t *ret)
{
	unsigned char lead = (unsigned char)text.ptr[at], next;

	if (lead >= 0xc2 && lead < 0xe0 && at + 1 < text.len) {
		next = (unsigned char)text.ptr[at + 1];
		*ret = (lead & 0x1fU) << 6 | (next & 0x3fU);
		return (next & 0xc0) == 0x80 ? 2 : 0;
	}
	return utf8_decode(sv_slice(text, at, at + UTF8_MAX), ret);
}

/*
 * Mostly capitals are even, but odd in two runs, U+0139 to U+0148 and from
 * U+0179 on. Of U+0180 to U+01DD none is taken for a capital.
 */
const uint64_t glyph_latin_uppers[] = {
	0x000000007f7fffff,	/* U+00C0: 00D7 is no letter */
	0xaa55555555555555,	/* U+0100 */
	0x2b555555555554aa,	/* U+0140 */
	0, 0x5555555540000000,	/* U+01C0 */
	0x0005555555555555,	/* U+0200: to 0233 */
	0
};

static bool
is_upper_greek(uint32_t c)
{
	return c == 0x386 || (c >= 0x388 && c <= 0x38f) ||
	    (c >= 0x391 && c <= 0x3ab);
}

bool
glyph_is_upper(uint32_t c)
{
	if (c >= LATIN_FIRST && c <= LATIN_LAST)
		return (glyph_latin_uppers[(c - LATIN_FIRST) / 64] >> c % 64 &
		    1) != 0;
	if (c >= 0x370 && c <= 0x3ff)
		return is_upper_greek(c);
	if (c >= 0x400 && c <= 0x42f)
		return true;
	/* Accented Cyrillic, Vietnamese. */
	if ((c >= 0x460 && c <= 0x481) ||
	    (c >= 0x48a && c <= 0x4bf) || (c >= 0x4d0 && c <= 0x52f) ||
	    (c >= 0x1e00 && c <= 0x1eff))
		return c % 2 == 0;
	return false;
}

static char
one_byte(uint32_t c)
{
	if (c >= GREEK_FIRST && c <= GREEK_LAST)
		return (char)(GREEK_BYTE + (c - GREEK_FIRST));
	if (c >= CYRILLIC_FIRST && c <= CYRILLIC_LAST)
		return (char)(CYRILLIC_BYTE + (c - CYRILLIC_FIRST));
	return (char)(OTHER_BYTE + c % OTHER_COUNT);
}

static enum glyph_kind
kind_of_mark(uint32_t c)
{
	switch (c) {
	case 0xa0: case 0x2009: case 0x202f: case 0x3000:
		return GLYPH_BLANK;
	case 0x2018: case 0x2019: case 0x2bc:
		return GLYPH_APOSTROPHE;
	case 0x2010: case 0x2011:
		return GLYPH_HYPHEN;
	}
	return GLYPH_OTHER;
}

static void
fold_letter(uint32_t c, size_t len, struct glyph *ret)
{
	uint32_t folded = 0;

	ret->kind = GLYPH_LETTER;
	ret->upper = glyph_is_upper(c);
	/* Full width too: such text is scanned once more, unfolded. */
	ret->caseless = c >= 0x530 && !(c >= 0x1e00 && c < 0x2000);
	ret->len = (uint8_t)len;
	if ((unsigned char)ret->folded[0] < 0x80)
		return;
	(void)decode(sv_make(ret->folded, len), 0, &folded);
	ret->folded[0] = one_byte(folded);
	ret->len = 1;
}

void
glyph_read(struct sv text, size_t at, struct glyph *ret)
{
	uint32_t c = 0;
	size_t len = 0;

	*ret = (struct glyph){ .kind = GLYPH_OTHER };
	ret->bytes = (uint8_t)decode(text, at, &c);
	if (ret->bytes == 0) {
		ret->bytes = 1;
		return;
	}
	ret->kind = kind_of_mark(c);
	if (ret->kind != GLYPH_OTHER)
		return;
	switch (word_fold(c, ret->folded, &len)) {
	case WORD_LETTER:
		fold_letter(c, len, ret);
		break;
	case WORD_IGNORED:
		ret->kind = GLYPH_IGNORED;
		break;
	case WORD_SEPARATOR:
		break;
	}
}
