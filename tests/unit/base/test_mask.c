/* The masks of every width agree with the plain loop, at every length. */
#include <string.h>

#include "base/mask.h"
#include "tests/tap/tap.h"

static bool
agree_on_words(const char *p, size_t len)
{
	struct mask_words a[4], b[4];

	memset(a, 0, sizeof(a));
	memset(b, 0, sizeof(b));
	mask_words(p, len, a);
	mask_words_plain(p, len, b);
	return memcmp(a, b, sizeof(a)) == 0;
}

static bool
agree(const char *p, size_t len)
{
	struct mask_block a[4], b[4];
	bool same = true;

	memset(b, 0, sizeof(b));
	mask_blocks_plain(p, len, b);
	for (unsigned wide = 0; wide <= wide_best(); wide++) {
		memset(a, 0, sizeof(a));
		mask_blocks_as((enum wide)wide, p, len, a);
		same = same && memcmp(a, b, sizeof(a)) == 0;
	}
	memset(a, 0, sizeof(a));
	mask_blocks(p, len, a);
	return same && memcmp(a, b, sizeof(a)) == 0;
}

static bool
agree_foreign(const char *p, size_t len)
{
	struct mask_foreign a = mask_foreign(p, len);
	struct mask_foreign b = mask_foreign_plain(p, len);

	return a.rare == b.rare && a.near == b.near;
}

static void
test_foreign(const char *text)
{
	struct mask_foreign m;
	bool same = true;

	for (size_t from = 0; from < 256 - 64; from++)
		for (size_t len = 1; len <= 64; len++)
			same = same && agree_foreign(text + from, len);
	tap_ok(same, "foreign: all bytes, lengths and alignments");
	m = mask_foreign("caf\xc3\xa9 \xe2\x80\x8b \xc2\xad.", 13);
	tap_ok(m.rare == (1 << 6 | 1 << 10) && m.near == 0,
	    "foreign: a zero-width space, a soft hyphen, no accent");
	m = mask_foreign("xxx a\xd0\xb0  \xd0\xb0\xd0\xb0 xxx", 17);
	tap_ok(m.rare == 0 && m.near == 1 << 5,
	    "foreign: Cyrillic right behind Latin");
}

int
main(void)
{
	struct mask_block block[1];
	struct mask_words words[1];
	char text[256];
	bool same = true;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)i;
	for (size_t len = 0; len <= sizeof(text); len++)
		same = same && agree(text, len) && agree_on_words(text, len);
	tap_ok(same, "all byte values, all lengths");
	for (size_t from = 0; from < 64; from++)
		same = same && agree(text + from, sizeof(text) - from) &&
		    agree_on_words(text + from, sizeof(text) - from);
	tap_ok(same, "at every alignment");
	mask_blocks("a1@9", 4, block);
	tap_ok(block[0].digits == 10 && block[0].ats == 4,
	    "digits and at signs, lowest bit first");
	mask_words("a@Z[`{\xc3z", 8, words);
	tap_ok(words[0].words == 0xc5 && words[0].high == 0x40,
	    "words are letters and what is not ASCII");
	mask_blocks("a \xc3\xa9\xe2\x80\x8b&[", 9, block);
	tap_ok(block[0].beyond == 1 << 4 && block[0].marks == (1 << 7 |
	    1 << 8) && block[0].runs == 1,
	    "what is beyond, marks, and a run");
	mask_blocks("az AZ-09_+/.", 12, block);
	tap_ok(block[0].runs == 0x7fb, "what runs consist of");
	test_foreign(text);
	return tap_done();
}
