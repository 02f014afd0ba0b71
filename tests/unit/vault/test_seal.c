/* The two disk formats: a row of the vault, a slot of the subject file. */
#include <string.h>

#include "base/encode.h"
#include "base/err.h"
#include "tests/tap/tap.h"
#include "vault/seal.h"
#include "vault/slot.h"

static void
is_hex(const void *got, size_t len, const char *want, const char *name)
{
	char text[512];

	encode_hex(text, got, len);
	tap_is_sv(sv_make(text, 2 * len), sv_cstr(want), "%s", name);
}

static void
test_row(struct crypto *c)
{
	uint8_t scope[16], subject[16], key[64], other[64];
	struct token t = { .hint = 1, .generation = 3, .value = { 9 } };
	struct token u = t;
	const struct seal_binding good = { DERIVE_CLIENT, scope, subject, &t,
		key };
	struct seal_binding bad[5] = { good, good, good, good, good };
	struct sv row, value = SV("untouched");
	struct seal_head head;
	struct arena a;

	memset(scope, 0x11, sizeof(scope));
	memset(subject, 0x22, sizeof(subject));
	memset(key, 0x33, sizeof(key));
	memset(other, 0x44, sizeof(other));
	u.value[9] = 1;
	bad[0].kind = DERIVE_TEAM;
	bad[1].scope = subject;
	bad[2].subject = scope;
	bad[3].token = &u;
	bad[4].key = other;
	arena_init(&a, 1 << 20);
	tap_is_int(seal_make(c, &good, 0x0102030405060708, SV("ada@example"),
	    &a, &row), 0, "make");
	is_hex(row.ptr, row.len, "010101111111111111111111111111111111110102030405060708521a"
	    "20ce513ab70991d460e81ce01218cdb4a23030861837a09945725b6b"
	    "2db75cd020f759b491cdce60309343125e8b", "golden row");
	tap_is_int(seal_read(row, &head), 0, "read");
	tap_ok(head.kind == DERIVE_CLIENT && head.slot == 0x0102030405060708 &&
	    memcmp(head.scope, scope, 16) == 0, "head");
	for (size_t i = 0; i < NELEMS(bad); i++)
		tap_is_int(seal_open(c, &bad[i], head.sealed, &a, &value),
		    ERR_AUTH, "bound to everything: %zu", i);
	tap_is_sv(value, SV("untouched"), "nothing came out");
	tap_ok(seal_open(c, &good, head.sealed, &a, &value) == 0 &&
	    sv_eq(value, SV("ada@example")), "open");
	for (size_t n = 0; n < 27 + 16 + 32; n++)
		if (seal_read(sv_slice(row, 0, n), &head) != ERR_CORRUPT)
			tap_ok(false, "cut to %zu bytes", n);
	((char *)(uintptr_t)row.ptr)[0] = 2;
	tap_is_int(seal_read(row, &head), ERR_UNSUPPORTED, "version");
	((char *)(uintptr_t)row.ptr)[0] = 1;
	((char *)(uintptr_t)row.ptr)[1] = 4;
	tap_is_int(seal_read(row, &head), ERR_CORRUPT, "kind of scope");
	arena_done(&a);
}

static void
test_slot(struct crypto *c)
{
	struct slot_subject s, back;
	uint8_t image[SLOT_BYTES], was[SLOT_BYTES];
	enum slot_state state = SLOT_FREE;
	unsigned slipped = 0;
	struct keyring k;

	memset(&k, 0, sizeof(k));
	memset(k.wrap, 0x55, sizeof(k.wrap));
	memcpy(&k.wrap_id, "\x01\x02\x03\x04", 4);
	memset(s.id, 0x66, sizeof(s.id));
	memset(s.root, 0x77, sizeof(s.root));
	tap_is_int(slot_make(c, &k, 258, &s, image), 0, "make");
	is_hex(image, SLOT_BYTES, "58534c540101000000000000000001020102030400000000be42b507"
	    "a4da3776ae747a248b65b7e61eadf57a0d864b165f048cc28f6f4e8e"
	    "82925ef3e2c16c16d65a76ac55dd6ea1a70bc915f360836b61bfa872"
	    "610c697e000000000000000000000000000000000000000000000000"
	    "00000000000000000000000000000000", "golden slot");
	tap_ok(slot_read(image, 258, &state) == 0 && state == SLOT_LIVE,
	    "live");
	tap_ok(slot_open(c, &k, image, &back) == 0 &&
	    memcmp(&s, &back, sizeof(s)) == 0, "open");
	tap_is_int(slot_read(image, 259, &state), ERR_CORRUPT,
	    "in another slot's place");
	memcpy(was, image, sizeof(was));
	for (size_t bit = 0; bit < 88 * 8; bit++) {
		image[bit / 8] ^= (uint8_t)(1 << bit % 8);
		slipped += slot_open(c, &k, image, &back) == 0;
		memcpy(image, was, sizeof(image));
	}
	tap_is_int(slipped, 0, "every flipped bit is noticed");
	slot_make_erased(258, image);
	tap_ok(slot_read(image, 258, &state) == 0 && state == SLOT_ERASED,
	    "erased");
	is_hex(image, 24, "58534c5401020000000000000000010200000000" "00000000",
	    "golden erased slot");
	tap_is_int(slot_open(c, &k, image, &back), ERR_AUTH, "holds no key");
	memset(image, 0, sizeof(image));
	tap_ok(slot_read(image, 258, &state) == 0 && state == SLOT_FREE,
	    "free");
	image[100] = 1;
	tap_is_int(slot_read(image, 258, &state), ERR_CORRUPT, "rubbish");
}

int
main(void)
{
	struct crypto *c = NULL;

	if (!tap_ok(crypto_open(&c) == 0, "open"))
		return tap_done();
	test_row(c);
	test_slot(c);
	crypto_close(c);
	return tap_done();
}
