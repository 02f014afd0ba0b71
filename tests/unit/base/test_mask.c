/* The masks of every width agree with the plain loop, at every length. */
#include <string.h>

#include "base/mask.h"
#include "tests/tap/tap.h"

static bool
agree(const char *p, size_t len)
{
	struct mask_block a[4], b[4];

	memset(a, 0, sizeof(a));
	memset(b, 0, sizeof(b));
	mask_blocks(p, len, a);
	mask_blocks_plain(p, len, b);
	return memcmp(a, b, sizeof(a)) == 0;
}

int
main(void)
{
	struct mask_block block[1];
	char text[256];
	bool same = true;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)i;
	for (size_t len = 0; len <= sizeof(text); len++)
		same = same && agree(text, len);
	tap_ok(same, "all byte values, all lengths");
	for (size_t from = 0; from < 64; from++)
		same = same && agree(text + from, sizeof(text) - from);
	tap_ok(same, "at every alignment");
	mask_blocks("a1@9", 4, block);
	tap_ok(block[0].digits == 10 && block[0].ats == 4,
	    "digits and at signs, lowest bit first");
	return tap_done();
}
