/* FF1 against published vectors, and its bounds. */
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/encode.h"
#include "base/err.h"
#include "tests/tap/tap.h"
#include "tests/tap/vectors.h"
#include "vault/ff1.h"

static const struct sv alphabet = SV_INIT("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz");

/* Read numerals; false where one is not of the radix. */
static bool
numerals(struct sv s, unsigned radix, uint8_t *out)
{
	for (size_t i = 0; i < s.len; i++) {
		ptrdiff_t k = sv_find_char(alphabet, s.ptr[i]);

		if (k < 0 || k >= (ptrdiff_t)radix)
			return false;
		out[i] = (uint8_t)k;
	}
	return true;
}

enum verdict { AGREES, DISAGREES, OUT_OF_BOUNDS };

/* f: key, tweak, msg, ct, result. */
static enum verdict
one_case(struct crypto *c, unsigned radix, const struct sv *f)
{
	uint8_t key[64], tweak[64], x[FF1_MAX], want[FF1_MAX], was[FF1_MAX];
	struct ff1 ff1 = { c, radix, sv_make(tweak, f[1].len / 2) };
	bool valid = sv_eq(f[4], SV("valid"));
	size_t n = f[2].len;
	int rc;

	if (n > FF1_MAX)
		return OUT_OF_BOUNDS;
	if (f[0].len / 2 > sizeof(key) ||
	    encode_unhex(f[0], key, f[0].len / 2) != 0 ||
	    encode_unhex(f[1], tweak, f[1].len / 2) != 0 ||
	    crypto_aes_set_key(c, sv_make(key, f[0].len / 2)) != 0)
		return valid ? DISAGREES : AGREES;
	if (!numerals(f[2], radix, x))
		return valid ? DISAGREES : AGREES;
	memcpy(was, x, n);
	rc = ff1_encrypt(&ff1, x, n);
	if (rc == ERR_RANGE)
		return valid ? OUT_OF_BOUNDS : AGREES;
	if (rc != 0 || !valid || !numerals(f[3], radix, want) ||
	    memcmp(x, want, n) != 0)
		return DISAGREES;
	if (ff1_decrypt(&ff1, x, n) != 0 || memcmp(x, was, n) != 0)
		return DISAGREES;
	return AGREES;
}

static void
test_vectors(struct crypto *c, const char *file, unsigned radix)
{
	static const char *const names[] = { "\"key\": \"", "\"tweak\": \"",
		"\"msg\": \"", "\"ct\": \"", "\"result\": \"" };
	struct sv all = vectors_read(file), f[NELEMS(names)];
	unsigned count[3] = { 0 };
	size_t at = 0;

	if (all.ptr == NULL) {
		tap_skip(1, "published FF1 vectors are not here");
		return;
	}
	while (vectors_next(all, &at, names[0], &f[0])) {
		for (size_t i = 1; i < NELEMS(names); i++)
			if (!vectors_next(all, &at, names[i], &f[i]))
				f[i] = SV("");
		count[one_case(c, radix, f)]++;
	}
	tap_ok(count[AGREES] > 2000 && count[DISAGREES] == 0 &&
	    count[OUT_OF_BOUNDS] < 200,
	    "radix %u: %u cases agree, %u not, %u beyond our bounds", radix,
	    count[AGREES], count[DISAGREES], count[OUT_OF_BOUNDS]);
	free((void *)(uintptr_t)all.ptr);
}

/* NIST's own samples 1 and 2 for FF1 with AES-128. */
static void
test_samples(struct crypto *c)
{
	static const uint8_t key[16] = { 0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae,
		0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c };
	struct ff1 f = { c, 10, SV("") };
	uint8_t x[10] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	static const uint8_t one[10] = { 2, 4, 3, 3, 4, 7, 7, 4, 8, 4 };
	static const uint8_t two[10] = { 6, 1, 2, 4, 2, 0, 0, 7, 7, 3 };

	tap_is_int(crypto_aes_set_key(c, sv_make(key, sizeof(key))), 0, "key");
	tap_ok(ff1_encrypt(&f, x, 10) == 0 && memcmp(x, one, 10) == 0,
	    "sample 1");
	tap_ok(ff1_decrypt(&f, x, 10) == 0 && x[0] == 0 && x[9] == 9,
	    "and back");
	f.tweak = SV("9876543210");
	tap_ok(ff1_encrypt(&f, x, 10) == 0 && memcmp(x, two, 10) == 0,
	    "sample 2");
}

static void
test_bounds(struct crypto *c)
{
	struct ff1 f = { c, 10, SV("") };
	uint8_t x[FF1_MAX + 1] = { 0 };
	char tweak[FF1_TWEAK_MAX + 1] = { 0 };

	tap_is_int(ff1_encrypt(&f, x, 5), ERR_RANGE, "less than a million");
	tap_is_int(ff1_encrypt(&f, x, 6), 0, "a million");
	tap_is_int(ff1_encrypt(&f, x, FF1_MAX), 0, "the longest");
	tap_is_int(ff1_encrypt(&f, x, FF1_MAX + 1), ERR_RANGE, "too long");
	x[0] = 10;
	tap_is_int(ff1_encrypt(&f, x, 6), ERR_RANGE, "no numeral");
	x[0] = 0;
	f.radix = 256;
	tap_is_int(ff1_encrypt(&f, x, FF1_MAX), 0, "the largest radix");
	f.radix = 257;
	tap_is_int(ff1_encrypt(&f, x, 10), ERR_RANGE, "radix");
	f.radix = 10;
	f.tweak = sv_make(tweak, sizeof(tweak));
	tap_is_int(ff1_encrypt(&f, x, 10), ERR_RANGE, "tweak");
}

int
main(void)
{
	struct crypto *c = NULL;

	if (!tap_ok(crypto_open(&c) == 0, "open"))
		return tap_done();
	test_samples(c);
	test_bounds(c);
	test_vectors(c, "ff1/aes_ff1_base10_test.json", 10);
	test_vectors(c, "ff1/aes_ff1_base36_test.json", 36);
	test_vectors(c, "ff1/aes_ff1_base62_test.json", 62);
	crypto_close(c);
	return tap_done();
}
