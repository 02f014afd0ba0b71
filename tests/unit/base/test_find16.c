/* Equal ones of two times eight numbers, found at once or one by one. */
#include "base/find16.h"
#include "tests/tap/tap.h"

int
main(void)
{
	uint16_t a[8] = { 0, 1, 0xffff, 0x8000, 1, 0x7fff, 0x0100, 0 };
	uint16_t b[8] = { 3, 1, 4, 1, 5, 9, 2, 6 };
	bool same = true;

	tap_is_int(find16(a, b, 1), 1 << 1 | 1 << 4 | 1 << 9 | 1 << 11,
	    "twice in each");
	tap_is_int(find16(a, b, 0), 1 << 0 | 1 << 7, "at both ends");
	tap_is_int(find16(a, b, 6), 1 << 15, "at the very end");
	tap_is_int(find16(a, b, 7), 0, "not there");
	for (unsigned v = 0; v <= UINT16_MAX; v++) {
		a[v % 8] = (uint16_t)v;
		b[v / 8 % 8] = (uint16_t)(v * 3);
		for (unsigned near = 0; near < 9; near++) {
			uint16_t wanted = (uint16_t)(v - near);

			same = same && find16(a, b, wanted) ==
			    (find16_plain(a, wanted) |
			    find16_plain(b, wanted) << 8);
		}
	}
	tap_ok(same, "all numbers");
	return tap_done();
}
