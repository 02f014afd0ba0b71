/*
 * inspect/body/decode with the codecs below it: every coding, split anywhere.
 */
#include "inspect/body/decode.h"

#include <string.h>

#include "base/err.h"
#include "base/fault.h"
#include "tests/tap/tap.h"

/* What zlib, brotli and zstd make of `plain`, or of 8 MiB of zeros. */
static const char gzip_bytes[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x2b\xc9\x48\x55\x28\x2c\xcd"
    "\x4c\xce\x56\x48\x2a\xca\x2f\xcf\x53\x48\xcb\xaf\xd0\x51\x28\xc1\x26"
    "\x98\x98\x97\x02\x96\x48\xcd\x4b\xe1\x02\x00\x58\x9a\x04\x26\x36\x00"
    "\x00\x00";

static const char zlib_bytes[] =
    "\x78\x9c\x2b\xc9\x48\x55\x28\x2c\xcd\x4c\xce\x56\x48\x2a\xca\x2f\xcf"
    "\x53\x48\xcb\xaf\xd0\x51\x28\xc1\x26\x98\x98\x97\x02\x96\x48\xcd\x4b"
    "\xe1\x02\x00\x19\xcd\x12\xf4";

static const char raw_bytes[] =
    "\x2b\xc9\x48\x55\x28\x2c\xcd\x4c\xce\x56\x48\x2a\xca\x2f\xcf\x53\x48"
    "\xcb\xaf\xd0\x51\x28\xc1\x26\x98\x98\x97\x02\x96\x48\xcd\x4b\xe1\x02"
    "\x00";

static const char br_bytes[] =
    "\x1b\x35\x00\xf8\x05\xea\x64\x5d\x49\xb7\xae\x16\x1b\x26\x51\x3e\x80"
    "\x0d\x38\x70\xc8\x12\x8d\x6d\xd0\x9b\x84\x3f\xd4\x99\x48\x9a\x42\xba"
    "\x9c\x7d\xef\x88\x15\x9b\x2c\x56\x03";

static const char zstd_bytes[] =
    "\x28\xb5\x2f\xfd\x20\x36\x2d\x01\x00\xe0\x74\x68\x65\x20\x71\x75\x69"
    "\x63\x6b\x20\x62\x72\x6f\x77\x6e\x20\x66\x6f\x78\x2c\x20\x61\x6e\x64"
    "\x65\x6e\x64\x0a\x02\x00\x3c\x85\x11\xbf\xc9\x04";

static const char br_zeros_bytes[] =
    "\x9b\xff\xff\x7f\xf8\x27\x00\xe2\xb1\x40\x20\xf7\xfe\x0f";

static const char gz_br_bytes[] =
    "\x0b\x1a\x80\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x2b\xc9\x48\x55"
    "\x28\x2c\xcd\x4c\xce\x56\x48\x2a\xca\x2f\xcf\x53\x48\xcb\xaf\xd0\x51"
    "\x28\xc1\x26\x98\x98\x97\x02\x96\x48\xcd\x4b\xe1\x02\x00\x58\x9a\x04"
    "\x26\x36\x00\x00\x00\x03";

static const char br_gz_bytes[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x93\x36\x65\xf8\xc1\xfa\x2a"
    "\x25\xd6\x73\xfb\x3a\x31\x69\xb5\x40\xbb\x06\x5e\x8b\x82\x13\x42\xbd"
    "\xb9\x17\x66\xb7\xd8\x5f\x99\xe9\x31\xcb\x69\xd7\x9c\xda\xf7\x1d\xa2"
    "\xb3\x75\xc2\x98\x01\x61\x56\x56\x69\x2b\x00\x00\x00";

static const char gzgz_zeros_bytes[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xed\xce\xbd\x0d\x82\x50\x18"
    "\x40\xd1\x0f\x5e\x48\x08\x23\xd8\x18\x12\x76\x60\x02\xe7\x70\x95\x97"
    "\x58\xda\x38\x80\x3b\xb0\x00\x0d\x2b\xd0\xb2\x02\x71\x04\x7f\x70\x02"
    "\x3b\x13\x72\x4e\x75\xcb\x7b\xbc\xd6\xf1\x95\xd6\xa9\x28\x3e\x91\x6f"
    "\xcf\xe1\x51\x37\x01\x00\x00\x00\xec\x5c\x5e\x2e\xa9\xdc\xa2\x7d\x9d"
    "\xfb\xee\xdf\x37\x00\x00\x00\xc0\x0f\xee\xd5\x69\x9c\x0f\x11\x39\xde"
    "\x90\xbe\x4a\x24\xef\x1f\x00\x00";

static const char zstd_bigwin_bytes[] =
    "\x28\xb5\x2f\xfd\x00\x88\x2d\x01\x00\xe0\x74\x68\x65\x20\x71\x75\x69"
    "\x63\x6b\x20\x62\x72\x6f\x77\x6e\x20\x66\x6f\x78\x2c\x20\x61\x6e\x64"
    "\x65\x6e\x64\x0a\x02\x00\x3c\x85\x11\xbf\xc9\x04";

static const char plain[] =
    "the quick brown fox, the quick brown fox, and the end\n";

#define BYTES(a)	{ (a), sizeof(a) - 1 }

static const struct {
	const char *name;
	struct sv coding, body;
	int err;
} cases[] = {
	{ "gzip", SV_INIT("gzip"), BYTES(gzip_bytes), 0 },
	{ "x-gzip, any case", SV_INIT(" X-GZIP "), BYTES(gzip_bytes), 0 },
	{ "deflate, zlib", SV_INIT("deflate"), BYTES(zlib_bytes), 0 },
	{ "deflate, raw", SV_INIT("deflate"), BYTES(raw_bytes), 0 },
	{ "br", SV_INIT("br"), BYTES(br_bytes), 0 },
	{ "zstd", SV_INIT("zstd"), BYTES(zstd_bytes), 0 },
	{ "gzip then br", SV_INIT("gzip, br"), BYTES(gz_br_bytes), 0 },
	{ "br then gzip", SV_INIT("br,gzip"), BYTES(br_gz_bytes), 0 },
	{ "identity in the list", SV_INIT("identity, gzip, ,"),
	    BYTES(gzip_bytes), 0 },
	{ "order matters", SV_INIT("gzip, br"), BYTES(br_gz_bytes),
	    ERR_SYNTAX },
	{ "unknown", SV_INIT("compress"), BYTES(gzip_bytes),
	    ERR_UNSUPPORTED },
	{ "unknown in a list", SV_INIT("gzip, aes128gcm"),
	    BYTES(gzip_bytes), ERR_UNSUPPORTED },
	{ "five of them", SV_INIT("gzip,gzip,gzip,gzip,gzip"),
	    BYTES(gzip_bytes), ERR_UNSUPPORTED },
	{ "empty", SV_INIT("gzip"), SV_INIT(""), ERR_TRUNCATED },
	{ "a large window", SV_INIT("zstd"), BYTES(zstd_bigwin_bytes),
	    ERR_LIMIT },
};

static const struct decode_limits limits = { 1 << 20, 100 };

static int
decode_split(struct sv coding, struct sv body, size_t at, struct buf *out)
{
	struct decode *d = NULL;
	int err;

	err = decode_new(coding, limits, &d);
	if (err == 0)
		err = decode_feed(d, sv_slice(body, 0, at), out);
	if (err == 0)
		err = decode_feed(d, sv_slice(body, at, body.len), out);
	if (err == 0)
		err = decode_finish(d);
	decode_free(d);
	return err;
}

static void
test_cases(void)
{
	struct buf out;

	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		unsigned wrong = 0;

		for (size_t at = 0; at <= cases[i].body.len; at++) {
			buf_reset(&out);
			wrong += decode_split(cases[i].coding, cases[i].body,
			    at, &out) != cases[i].err;
			if (cases[i].err == 0)
				wrong += !sv_eq(buf_sv(&out), SV(
				    "the quick brown fox, the quick brown fox,"
				    " and the end\n"));
		}
		tap_is_int(wrong, 0, "%s, split everywhere", cases[i].name);
	}
	buf_done(&out);
}

/* Every beginning is truncated; one more byte after the end is refused. */
static void
test_edges(struct sv coding, struct sv body, const char *name)
{
	unsigned wrong = 0;
	struct buf out, more;

	buf_init(&out, 1 << 20);
	for (size_t at = 0; at < body.len; at++) {
		buf_reset(&out);
		wrong += decode_split(coding, sv_slice(body, 0, at), at / 2,
		    &out) != ERR_TRUNCATED;
	}
	tap_is_int(wrong, 0, "%s: every beginning is truncated", name);
	buf_init(&more, 4096);
	buf_add_sv(&more, body);
	buf_add_char(&more, '\0');
	buf_reset(&out);
	tap_ok(decode_split(coding, buf_sv(&more), 0, &out) != 0,
	    "%s: nothing may follow", name);
	buf_done(&more);
	buf_done(&out);
}

static void
test_members(void)
{
	struct buf two, out;

	buf_init(&two, 4096);
	buf_init(&out, 4096);
	buf_add(&two, gzip_bytes, sizeof(gzip_bytes) - 1);
	buf_add(&two, gzip_bytes, sizeof(gzip_bytes) - 1);
	tap_is_int(decode_split(SV("gzip"), buf_sv(&two), 20, &out), 0,
	    "two members");
	tap_is_int((int64_t)out.len, 2 * (int64_t)strlen(plain),
	    "and both texts");
	buf_reset(&two);
	buf_reset(&out);
	buf_add(&two, zstd_bytes, sizeof(zstd_bytes) - 1);
	buf_add(&two, zstd_bytes, sizeof(zstd_bytes) - 1);
	tap_is_int(decode_split(SV("zstd"), buf_sv(&two), 50, &out), 0,
	    "two frames");
	tap_is_int((int64_t)out.len, 2 * (int64_t)strlen(plain),
	    "and both texts");
	buf_done(&out);
	buf_done(&two);
}

static void
test_bombs(void)
{
	static const struct {
		const char *name;
		struct sv coding, body;
		struct decode_limits limits;
		int err;
		size_t produced;
	} bombs[] = {
		{ "absolute limit", SV_INIT("br"), BYTES(br_zeros_bytes),
		    { 8u << 20, 0 }, 0, 8u << 20 },
		{ "one byte less", SV_INIT("br"), BYTES(br_zeros_bytes),
		    { (8u << 20) - 1, 0 }, ERR_LIMIT, (8u << 20) - 1 },
		{ "ratio", SV_INIT("br"), BYTES(br_zeros_bytes),
		    { 64u << 20, 100 }, ERR_LIMIT, DECODE_RATIO_FLOOR },
		{ "stacked", SV_INIT("gzip, gzip"), BYTES(gzgz_zeros_bytes),
		    { 64u << 20, 100 }, ERR_LIMIT, DECODE_RATIO_FLOOR },
		{ "stacked, allowed", SV_INIT("gzip, gzip"),
		    BYTES(gzgz_zeros_bytes), { 64u << 20, 0 }, 0, 8u << 20 },
	};

	for (size_t i = 0; i < NELEMS(bombs); i++) {
		struct decode *d = NULL;
		struct buf out;

		buf_init(&out, 64u << 20);
		if (decode_new(bombs[i].coding, bombs[i].limits, &d) != 0)
			continue;
		tap_is_int(decode_feed(d, bombs[i].body, &out), bombs[i].err,
		    "%s", bombs[i].name);
		tap_is_int((int64_t)out.len, (int64_t)bombs[i].produced,
		    "%s: never more than allowed", bombs[i].name);
		decode_free(d);
		buf_done(&out);
	}
}

static void
test_body(void)
{
	struct sv body = SV("as it is"), got = { NULL, 0 };
	struct arena arena;

	arena_init(&arena, 1 << 20);
	tap_ok(decode_body(SV(""), body, limits, &arena, &got) == 0 &&
	    got.ptr == body.ptr && got.len == body.len, "identity borrows");
	tap_is_int(decode_body(SV("identity"), body,
	    (struct decode_limits){ 7, 0 }, &arena, &got), ERR_LIMIT,
	    "identity beyond the limit");
	tap_is_int(decode_body(SV("gzip"), sv_make(gzip_bytes,
	    sizeof(gzip_bytes) - 1), limits, &arena, &got), 0, "gzip");
	tap_is_sv(got, sv_cstr(plain), "its text");
	tap_ok(decode_is_identity(SV(" identity ,")) &&
	    !decode_is_identity(SV("identity, br")), "is identity");
	arena_done(&arena);
}

#ifdef WITH_FAULT_INJECTION
/* Whichever allocation fails, the result is the text or ERR_NOMEM. */
static void
test_memory(struct sv coding, struct sv body, const char *name)
{
	unsigned wrong = 0;
	int err = ERR_NOMEM;

	for (unsigned nth = 1; nth < 200 && err != 0; nth++) {
		struct arena arena;
		struct sv got;

		arena_init(&arena, 1 << 20);
		fault_arm(FAULT_ALLOC, nth);
		err = decode_body(coding, body, limits, &arena, &got);
		fault_arm(FAULT_ALLOC, 0);
		wrong += err != 0 && err != ERR_NOMEM;
		arena_done(&arena);
	}
	tap_ok(err == 0 && wrong == 0, "%s: every allocation may fail", name);
}
#endif

int
main(void)
{
	test_cases();
	for (size_t i = 0; i < 8; i++)
		test_edges(cases[i].coding, cases[i].body, cases[i].name);
	test_members();
	test_bombs();
	test_body();
#ifdef WITH_FAULT_INJECTION
	for (size_t i = 0; i < 8; i++)
		test_memory(cases[i].coding, cases[i].body, cases[i].name);
#endif
	return tap_done();
}
