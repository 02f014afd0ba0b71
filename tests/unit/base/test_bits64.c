/* Sets out of a byte for each, made at once or one by one. */
#include "base/bits64.h"
#include "tests/tap/tap.h"

int
main(void)
{
	uint8_t bytes[BITS64] = { 1, 2, 4, 128, [62] = 3, [63] = 0x81 };
	uint32_t state = 1;
	bool same = true;

	tap_ok(bits64_of(bytes, 0) == (UINT64_C(3) << 62 | 1), "the lowest");
	tap_ok(bits64_of(bytes, 1) == (UINT64_C(1) << 62 | 2), "the next");
	tap_ok(bits64_of(bytes, 7) == (UINT64_C(1) << 63 | 8), "the highest");
	tap_ok(bits64_of(bytes, 6) == 0, "none");
	for (unsigned round = 0; round < 1000; round++) {
		for (unsigned i = 0; i < BITS64; i++) {
			state = state * 1664525 + 1013904223;
			bytes[i] = (uint8_t)(state >> 24);
		}
		for (unsigned bit = 0; bit < 8; bit++)
			same = same && bits64_of(bytes, bit) ==
			    bits64_of_plain(bytes, bit);
	}
	tap_ok(same, "all bytes, all bits");
	return tap_done();
}
