/* Equal ones of eight numbers, found at once or one by one. */
#include "base/find16.h"
#include "tests/tap/tap.h"

int
main(void)
{
	uint16_t eight[8] = { 0, 1, 0xffff, 0x8000, 1, 0x7fff, 0x0100, 0 };
	bool same = true;

	tap_is_int(find16(eight, 1), 1 << 1 | 1 << 4, "twice");
	tap_is_int(find16(eight, 0), 1 << 0 | 1 << 7, "at both ends");
	tap_is_int(find16(eight, 2), 0, "not there");
	for (unsigned v = 0; v <= UINT16_MAX; v++) {
		eight[v % 8] = (uint16_t)v;
		for (unsigned near = 0; near < 9; near++)
			same = same && find16(eight, (uint16_t)(v - near)) ==
			    find16_plain(eight, (uint16_t)(v - near));
	}
	tap_ok(same, "all numbers");
	return tap_done();
}
