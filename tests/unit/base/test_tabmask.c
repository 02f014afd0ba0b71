/* The masks agree with the plain loop, at every length and alignment. */
#include <string.h>

#include "base/tabmask.h"
#include "tests/tap/tap.h"

enum { BYTES = 256 };

static bool
agree(const char *p, size_t len)
{
	struct tabmask a[BYTES / TABMASK_BLOCK], b[BYTES / TABMASK_BLOCK];
	bool same = true;

	memset(b, 0, sizeof(b));
	tabmask_fill_plain(p, len, b);
	for (unsigned wide = 0; wide <= wide_best(); wide++) {
		memset(a, 0, sizeof(a));
		tabmask_fill_as((enum wide)wide, p, len, a);
		same = same && memcmp(a, b, sizeof(a)) == 0;
	}
	return same;
}

static bool
agree_everywhere(const char *text)
{
	bool same = true;

	for (size_t from = 0; from < BYTES; from++)
		for (size_t len = 0; len <= BYTES - from; len++)
			same = same && agree(text + from, len);
	return same;
}

int
main(void)
{
	static const char marks[] = "\t,;|:=(<{";
	char text[BYTES];
	struct tabmask m;
	bool right = true;

	for (unsigned i = 0; i < BYTES; i++)
		text[i] = (char)i;
	tap_ok(agree_everywhere(text), "all bytes");
	for (unsigned i = 0; i < BYTES; i++)
		text[i] = i * 7 % 3 == 0 ? 'x' : ' ';
	tap_ok(agree_everywhere(text), "blanks over the edges of blocks");
	for (unsigned i = 0; i < BYTES; i++) {
		char c = (char)i;

		tabmask_fill(&c, 1, &m);
		right = right && (m.marks == 1) == (i != 0 &&
		    strchr(marks, c) != NULL) && m.gaps == 0 &&
		    (m.breaks == 1) == (c == '\n' || c == '\r');
	}
	tap_ok(right, "each mark and break, and nothing else");
	tabmask_fill("a  b   c", 8, &m);
	tap_ok(m.marks == 0 && m.gaps == (1 << 2 | 1 << 5 | 1 << 6),
	    "blanks behind blanks");
	return tap_done();
}
