/* Digests, MACs, AES-SIV and Ed25519 against published vectors. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/encode.h"
#include "base/err.h"
#include "tests/tap/tap.h"
#include "tests/tap/vectors.h"

static void
is_hex(const uint8_t *got, size_t len, const char *want, const char *name)
{
	char text[256];

	encode_hex(text, got, len);
	tap_is_sv(sv_make(text, 2 * len), sv_cstr(want), "%s", name);
}

static struct sv
fill(char *to, char c, size_t len)
{
	memset(to, c, len);
	return sv_make(to, len);
}

static void
test_sha256(void)
{
	struct crypto_sha256 h, fork;
	uint8_t d[32];

	crypto_sha256(SV(""), d);
	is_hex(d, 32, "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855", "FIPS 180-4, empty");
	crypto_sha256(SV("abc"), d);
	is_hex(d, 32, "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad", "FIPS 180-4, abc");
	crypto_sha256_init(&h);
	crypto_sha256_add(&h, "a", 1);
	fork = h;
	crypto_sha256_add(&h, "zz", 2);
	crypto_sha256_add(&fork, "bc", 2);
	crypto_sha256_final(&fork, d);
	is_hex(d, 32, "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad", "a copy goes its own way");
}

/* RFC 4231. */
static void
test_hmac(void)
{
	char key[131];
	uint8_t d[32];

	crypto_hmac_once(fill(key, 0x0b, 20), SV("Hi There"), d);
	is_hex(d, 32, "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7", "RFC 4231 case 1");
	crypto_hmac_once(SV("Jefe"), SV("what do ya want for nothing?"), d);
	is_hex(d, 32, "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843", "RFC 4231 case 2");
	crypto_hmac_once(fill(key, (char)0xaa, 131),
	    SV("Test Using Larger Than Block-Size Key - Hash Key First"), d);
	is_hex(d, 32, "60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54", "RFC 4231 case 6");
}

/* RFC 5869 A.1 and A.3. */
static void
test_hkdf(void)
{
	char ikm[22];
	uint8_t out[8161];

	(void)fill(ikm, 0x0b, 22);
	tap_is_int(crypto_hkdf(SV("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"
	    "\x0a\x0b\x0c"), sv_make(ikm, 22),
	    SV("\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9"), out, 42), 0,
	    "hkdf");
	is_hex(out, 42, "3cb25f25faacd57a90434f64d0362f2a"
	    "2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
	    "RFC 5869 A.1");
	tap_is_int(crypto_hkdf(SV(""), sv_make(ikm, 22), SV(""), out, 42), 0,
	    "hkdf without salt");
	is_hex(out, 42, "8da4e775a563c18f715f802a063c5a31"
	    "b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
	    "RFC 5869 A.3");
	tap_is_int(crypto_hkdf(SV(""), SV("k"), SV(""), out, 8161),
	    ERR_RANGE, "at most 255 blocks");
}

/* Computed with an independent implementation. */
static void
test_siv_strings(struct crypto *c)
{
	char x[33], q[31], z[1000];
	const struct sv three[] = { SV("scope"), SV("subject"), SV("token") };
	const struct sv odd[] = { SV("scope"), SV(""), fill(x, 'x', 33) };
	const struct sv long_ad = fill(z, 'a', 700);
	uint8_t key[64], out[1016], back[1000];

	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)i;
	tap_is_int(crypto_siv_seal(c, key, three, 3,
	    SV("ada.lovelace@example.test"), out), 0, "three strings");
	is_hex(out, 32, "56935399d7e3753f42afa1532037f232"
	    "dff292f72cd604247d26a54ad14c332a", "three strings: bytes");
	tap_is_int(crypto_siv_open(c, key, three, 3, sv_make(out, 41), back),
	    0, "three strings: open");
	tap_is_sv(sv_make(back, 25), SV("ada.lovelace@example.test"),
	    "three strings: value");
	tap_is_int(crypto_siv_open(c, key, three, 2, sv_make(out, 41), back),
	    ERR_AUTH, "a string less");
	tap_ok(back[0] == 0 && back[24] == 0, "nothing is left behind");
	tap_is_int(crypto_siv_seal(c, key, odd, 3, fill(q, 'a', 16), out), 0,
	    "an empty string and 33 bytes");
	is_hex(out, 32, "946cade201b5366a017d48da06291f92"
	    "ed0cd48c34a617bbfaf872304b3c404d", "an empty string and 33 bytes: bytes");
	tap_is_int(crypto_siv_seal(c, key, &long_ad, 1, fill((char *)back, 0,
	    1000), out), 0, "longer than a chunk");
	is_hex(out, 32, "1eda204a71e7537edb554cfe1c0e3b05"
	    "78fa3ad841696b0671829bc04342d53e", "longer than a chunk: bytes");
	tap_is_int(crypto_siv_open(c, key, three, 3, SV("short"), back),
	    ERR_AUTH, "shorter than a tag");
	tap_is_int(crypto_siv_seal(c, key, three, 9, SV("v"), out), ERR_RANGE,
	    "too many strings");
}

static size_t
unhex(struct sv s, uint8_t *out)
{
	size_t n = s.len / 2;

	return encode_unhex(s, out, n) == 0 ? n : 0;
}

/* One published case; returns whether we agree with it. */
static bool
siv_case(struct crypto *c, const struct sv *f)
{
	uint8_t key[64], ad[512], msg[512], ct[528], out[528];
	struct sv adv = sv_make(ad, unhex(f[1], ad));
	struct sv msgv = sv_make(msg, unhex(f[2], msg));
	struct sv ctv = sv_make(ct, unhex(f[3], ct));
	bool valid = sv_eq(f[4], SV("valid"));
	int err;

	(void)unhex(f[0], key);
	err = crypto_siv_open(c, key, &adv, 1, ctv, out);
	if (!valid)
		return err == ERR_AUTH;
	if (err != 0 || !sv_eq(sv_make(out, ctv.len - 16), msgv))
		return false;
	err = crypto_siv_seal(c, key, &adv, 1, msgv, out);
	return err == 0 && sv_eq(sv_make(out, msgv.len + 16), ctv);
}

static void
test_siv_vectors(struct crypto *c)
{
	static const char *const names[] = { "\"key\": \"", "\"aad\": \"",
		"\"msg\": \"", "\"ct\": \"", "\"result\": \"" };
	struct sv all = vectors_read("siv/aes_siv_cmac_test.json"), f[5];
	unsigned ran = 0, wrong = 0;
	size_t at = 0;

	if (all.ptr == NULL) {
		tap_skip(2, "published AES-SIV vectors are not here");
		return;
	}
	while (vectors_next(all, &at, names[0], &f[0])) {
		for (size_t i = 1; i < NELEMS(names); i++)
			if (!vectors_next(all, &at, names[i], &f[i]))
				break;
		if (f[0].len != 128)
			continue;
		ran++;
		wrong += !siv_case(c, f);
	}
	tap_is_int(ran, 147, "published AES-256-SIV cases read");
	tap_is_int(wrong, 0, "published AES-256-SIV cases that disagree");
	free((void *)(uintptr_t)all.ptr);
}

/* FIPS 197 appendix C. */
static void
test_aes(struct crypto *c)
{
	uint8_t key[32], in[16], out[16];

	for (size_t i = 0; i < 32; i++)
		key[i] = (uint8_t)i;
	for (size_t i = 0; i < 16; i++)
		in[i] = (uint8_t)(i * 0x11);
	tap_ok(crypto_aes_set_key(c, sv_make(key, 16)) == 0 &&
	    crypto_aes_encrypt(c, in, out) == 0, "AES-128");
	is_hex(out, 16, "69c4e0d86a7b0430d8cdb78070b4c55a", "FIPS 197 C.1");
	tap_ok(crypto_aes_set_key(c, sv_make(key, 32)) == 0 &&
	    crypto_aes_encrypt(c, in, out) == 0 &&
	    crypto_aes_encrypt(c, in, out) == 0, "AES-256, twice");
	is_hex(out, 16, "8ea2b7ca516745bfeafc49904b496089", "FIPS 197 C.3");
	tap_is_int(crypto_aes_set_key(c, sv_make(key, 31)), ERR_INVAL,
	    "no such key size");
}

/* RFC 8032 section 7.1, tests 1 and 2. */
static void
test_ed25519(void)
{
	uint8_t seed[32], pub[32], sig[64];

	tap_ok(encode_unhex(SV("4ccd089b28ff96da9db6c346ec114e0f"
	    "5b8a319f35aba624da8cf6ed4fb8a6fb"), seed, 32) == 0, "seed");
	tap_is_int(crypto_ed25519_public(seed, pub), 0, "public key");
	is_hex(pub, 32, "3d4017c3e843895a92b70aa74d1b7ebc"
	    "9c982ccf2ec4968cc0cd55f12af4660c", "RFC 8032 test 2, key");
	tap_is_int(crypto_ed25519_sign(seed, SV("\x72"), sig), 0, "sign");
	is_hex(sig, 64, "92a009a9f0d4cab8720e820b5f642540"
	    "a2b27b5416503f8fb3762223ebdb69da"
	    "085ac1e43e15996e458f3613d0f11d8c"
	    "387b2eaeb4302aeeb00d291612bb0c00", "RFC 8032 test 2, signature");
	tap_is_int(crypto_ed25519_verify(pub, SV("\x72"), sig), 0, "verify");
	tap_is_int(crypto_ed25519_verify(pub, SV("\x73"), sig), ERR_AUTH,
	    "another message");
	sig[40] ^= 1;
	tap_is_int(crypto_ed25519_verify(pub, SV("\x72"), sig), ERR_AUTH,
	    "another signature");
}

static void
test_random(void)
{
	uint8_t a[300] = { 0 }, b[300] = { 0 };

	crypto_random(a, sizeof(a));
	crypto_random(b, sizeof(b));
	tap_ok(!crypto_equal(a, b, sizeof(a)), "random bytes differ");
	memcpy(b, a, sizeof(b));
	tap_ok(crypto_equal(a, b, sizeof(a)), "equal");
	b[299] ^= 1;
	tap_ok(!crypto_equal(a, b, sizeof(a)), "the last bit counts");
}

int
main(void)
{
	struct crypto *c = NULL;

	test_sha256();
	test_hmac();
	test_hkdf();
	if (tap_ok(crypto_open(&c) == 0, "open")) {
		test_siv_strings(c);
		test_siv_vectors(c);
		test_aes(c);
		crypto_close(c);
	}
	test_ed25519();
	test_random();
	return tap_done();
}
