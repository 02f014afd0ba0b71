/* Letters read at once are those read byte by byte. */
#include "base/letters.h"
#include "tests/tap/tap.h"

static bool
agree(const char *p)
{
	struct letters a, b;

	letters_read(p, &a);
	letters_read_plain(p, &b);
	return a.count == b.count && a.capitals == b.capitals &&
	    a.folded[0] == b.folded[0] && a.folded[1] == b.folded[1];
}

static bool
agree_wide(const char *p)
{
	struct letters_kinds a, b;

	letters_tell(p, &a);
	letters_tell_plain(p, &b);
	return a.letters == b.letters && a.beyond == b.beyond &&
	    a.capitals == b.capitals;
}

/* Every byte at every place, behind small letters and capitals. */
static void
test_wide(void)
{
	char text[LETTERS_WIDE];
	struct letters_kinds is;
	bool same = true;

	for (unsigned c = 0; c < 256; c++)
		for (unsigned at = 0; at < LETTERS_WIDE; at++) {
			memset(text, 'z', sizeof(text));
			memset(text, 'A', at / 2);
			text[at] = (char)c;
			same = same && agree_wide(text);
		}
	tap_ok(same, "kinds of every byte at every place");
	letters_tell("\xc3\x96" "de 1 M\xc3\xbcnster `{@[ Zz\xff........", &is);
	tap_is_int(is.letters, 0x607c8c, "ASCII letters");
	tap_is_int(is.beyond, 0x800303, "bytes beyond ASCII");
	tap_is_int(is.capitals, 0x200080, "capitals: M, Z");
}

int
main(void)
{
	char text[LETTERS_BYTES];
	struct letters l;
	bool same = true;

	/* Every byte at every place, behind small letters and capitals. */
	for (unsigned c = 0; c < 256; c++)
		for (unsigned at = 0; at < LETTERS_BYTES; at++) {
			memset(text, 'z', sizeof(text));
			memset(text, 'A', at / 2);
			text[at] = (char)c;
			same = same && agree(text);
		}
	tap_ok(same, "every byte at every place");
	letters_read("Anna-Maria von M", &l);
	tap_is_int(l.count, 4, "Anna");
	tap_is_int(l.capitals, 1, "begins with a capital");
	tap_ok(l.folded[0] == 0x616e6e61 && l.folded[1] == 0, "folded");
	letters_read("ZusammengehOerig", &l);
	tap_is_int(l.count, LETTERS_BYTES, "all are letters");
	tap_is_int(l.capitals, 1 | 1 << 11, "two of them capitals");
	tap_ok(l.folded[1] == UINT64_C(0x676972656f686567), "folded");
	test_wide();
	return tap_done();
}
