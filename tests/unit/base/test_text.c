/* num, encode, wire, map and file. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/map.h"
#include "base/num.h"
#include "base/wire.h"
#include "tests/tap/tap.h"

static const struct {
	int (*read)(struct sv, uint64_t *);
	const char *text;
	int rc;
	uint64_t want;
} numbers[] = {
	{ num_u64, "0", 0, 0 },
	{ num_u64, "18446744073709551615", 0, UINT64_MAX },
	{ num_u64, "18446744073709551616", ERR_RANGE, 0 },
	{ num_u64, "", ERR_SYNTAX, 0 },
	{ num_u64, "+1", ERR_SYNTAX, 0 },
	{ num_u64, "1 ", ERR_SYNTAX, 0 },
	{ num_hex, "fF", 0, 255 },
	{ num_hex, "ffffffffffffffff", 0, UINT64_MAX },
	{ num_hex, "10000000000000000", ERR_RANGE, 0 },
	{ num_hex, "0x1", ERR_SYNTAX, 0 },
	{ num_size, "64MiB", 0, 64u << 20 },
	{ num_size, "10kB", 0, 10000 },
	{ num_size, "7", 0, 7 },
	{ num_size, "1 MiB", ERR_SYNTAX, 0 },
	{ num_size, "99999999999TiB", ERR_RANGE, 0 },
	{ num_duration, "250ms", 0, 250 },
	{ num_duration, "2h", 0, 7200000 },
	{ num_duration, "5", ERR_SYNTAX, 0 },
};

static void
test_num(void)
{
	for (size_t i = 0; i < NELEMS(numbers); i++) {
		uint64_t v = 0;
		int rc = numbers[i].read(sv_cstr(numbers[i].text), &v);

		tap_ok(rc == numbers[i].rc && v == numbers[i].want,
		    "number '%s'", numbers[i].text);
	}
}

static const struct {
	enum base64_kind kind;
	struct sv plain, coded;
} base64s[] = {
	{ BASE64_STD, SV_INIT(""), SV_INIT("") },
	{ BASE64_STD, SV_INIT("f"), SV_INIT("Zg==") },
	{ BASE64_STD, SV_INIT("fo"), SV_INIT("Zm8=") },
	{ BASE64_STD, SV_INIT("foobar"), SV_INIT("Zm9vYmFy") },
	{ BASE64_STD, SV_INIT("\xfb\xff"), SV_INIT("+/8=") },
	{ BASE64_URL, SV_INIT("\xfb\xff"), SV_INIT("-_8") },
};

static const char *const bad_base64[] = { "Zg=", "Z", "Zh==", "Zg==Zg==",
	"Z g=", "Zm9v=", "====", "-_8=" };

static void
test_encode(void)
{
	struct buf b;
	unsigned char raw[2];

	buf_init(&b, 1000);
	for (size_t i = 0; i < NELEMS(base64s); i++) {
		buf_reset(&b);
		encode_base64(&b, base64s[i].kind, base64s[i].plain.ptr,
		    base64s[i].plain.len);
		tap_is_sv(buf_sv(&b), base64s[i].coded, "base64");
		buf_reset(&b);
		tap_is_int(encode_unbase64(&b, base64s[i].kind,
		    base64s[i].coded), 0, "unbase64");
		tap_is_sv(buf_sv(&b), base64s[i].plain, "and back");
	}
	for (size_t i = 0; i < NELEMS(bad_base64); i++)
		tap_is_int(encode_unbase64(&b, BASE64_STD,
		    sv_cstr(bad_base64[i])), ERR_SYNTAX, "refuse '%s'",
		    bad_base64[i]);
	buf_reset(&b);
	encode_percent(&b, SV("a b/\xc3\xa9%"), SV("/"));
	tap_is_sv(buf_sv(&b), SV("a%20b/%C3%A9%25"), "percent");
	struct sv coded = SV("a%20b/%c3%A9%25");
	buf_reset(&b);
	tap_is_int(encode_unpercent(&b, coded), 0, "unpercent");
	tap_is_sv(buf_sv(&b), SV("a b/\xc3\xa9%"), "and back");
	tap_is_int(encode_unpercent(&b, SV("a%2")), ERR_SYNTAX, "cut");
	tap_is_int(encode_unhex(SV("00fF"), raw, 2), 0, "unhex");
	tap_ok(raw[0] == 0 && raw[1] == 255, "its bytes");
	tap_is_int(encode_unhex(SV("00f"), raw, 2), ERR_SYNTAX, "odd");
	buf_done(&b);
}

static void
test_wire(void)
{
	struct wire_reader r;
	struct buf b;

	buf_init(&b, 1000);
	wire_write_u8(&b, 1);
	wire_write_u16(&b, 0x0203);
	wire_write_u32(&b, 0x04050607);
	wire_write_u64(&b, 0x08090a0b0c0d0e0f);
	wire_write_sv(&b, SV("xy"));
	tap_is_sv(buf_sv(&b), sv_make("\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\xd\xe\xf"
	    "\0\0\0\2xy", 21), "golden bytes");
	for (size_t cut = 0; cut <= b.len; cut++) {
		wire_read_init(&r, sv_slice(buf_sv(&b), 0, cut));
		(void)wire_read_u8(&r);
		(void)wire_read_u16(&r);
		(void)wire_read_u32(&r);
		uint64_t v = wire_read_u64(&r);
		struct sv s = wire_read_sv(&r);
		if (cut < b.len)
			tap_is_int(wire_read_end(&r), ERR_TRUNCATED,
			    "cut at %zu", cut);
		else
			tap_ok(wire_read_end(&r) == 0 &&
			    v == 0x08090a0b0c0d0e0f && sv_eq(s, SV("xy")),
			    "whole");
	}
	wire_read_init(&r, SV("ab"));
	(void)wire_read_u8(&r);
	tap_is_int(wire_read_end(&r), ERR_SYNTAX, "bytes left over");
	buf_done(&b);
}

static void
test_map(void)
{
	static char keys[2000][8];
	struct map m;
	struct sv key;
	void *value;
	size_t at = 0, n = 0;
	bool right = true;

	map_init(&m);
	tap_ok(map_get(&m, SV("x")) == NULL, "empty");
	for (size_t i = 0; i < 2000; i++) {
		(void)snprintf(keys[i], sizeof(keys[i]), "k%zu", i);
		right = right && map_put(&m, sv_cstr(keys[i]), keys[i]) == 0;
	}
	tap_ok(right, "put");
	tap_is_int(map_put(&m, SV("k7"), keys), ERR_EXISTS, "twice");
	for (size_t i = 0; i < 2000; i += 2)
		right = right && map_remove(&m, sv_cstr(keys[i])) == keys[i];
	tap_ok(right && map_remove(&m, SV("k0")) == NULL, "remove");
	for (size_t i = 0; i < 2000; i++)
		right = right && map_get(&m, sv_cstr(keys[i])) ==
		    (i % 2 == 0 ? NULL : keys[i]);
	tap_ok(right, "get");
	while (map_next(&m, &at, &key, &value))
		n++;
	tap_is_int((int64_t)n, 1000, "visit");
	for (int round = 0; round < 5000; round++)
		right = right && map_put(&m, SV("again"), keys) == 0 &&
		    map_remove(&m, SV("again")) == keys;
	tap_ok(right && m.cap <= 8192, "removed slots are reclaimed");
	map_done(&m);
}

static void
test_file(void)
{
	char folder[] = "/tmp/exeat-test-XXXXXX", path[128], out[64];
	struct errinfo ei = { 0 };
	struct buf b;
	struct stat st;

	tap_ok(mkdtemp(folder) != NULL, "folder");
	(void)snprintf(path, sizeof(path), "%s/a/b/c", folder);
	tap_is_int(file_mkdirs(path, 0700, &ei), 0, "mkdirs");
	(void)snprintf(path, sizeof(path), "%s/a/b/c/f", folder);
	buf_init(&b, 10);
	tap_is_int(file_read(path, &b, &ei), ERR_NOTFOUND, "not there");
	tap_ok(strstr(ei.text, path) != NULL, "says which");
	tap_is_int(file_create(path, SV("0123456789"), 0600, &ei), 0, "create");
	tap_is_int(file_create(path, SV("x"), 0600, &ei), ERR_EXISTS, "twice");
	tap_is_int(file_read(path, &b, &ei), 0, "read");
	tap_is_sv(buf_sv(&b), SV("0123456789"), "what was written");
	tap_is_int(file_replace(path, SV("01234567890"), 0640, &ei), 0,
	    "replace");
	tap_ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0640, "mode");
	buf_reset(&b);
	tap_is_int(file_read(path, &b, &ei), ERR_LIMIT, "too large");
#ifdef WITH_FAULT_INJECTION
	for (unsigned k = FAULT_WRITE; k <= FAULT_SYNC; k++) {
		fault_arm((enum fault_kind)k, 1);
		tap_is_int(file_replace(path, SV("new"), 0640, &ei), ERR_IO,
		    "a failed write or sync is reported");
		fault_arm((enum fault_kind)k, 0);
		tap_ok(stat(path, &st) == 0 && st.st_size == 11,
		    "and the old file stays");
	}
#endif
	tap_ok(file_beside("/etc/x.yaml", SV("./p"), out, sizeof(out)) == 0 &&
	    strcmp(out, "/etc/./p") == 0, "beside");
	tap_ok(file_beside("/etc/x.yaml", SV("/p"), out, sizeof(out)) == 0 &&
	    strcmp(out, "/p") == 0, "absolute stays");
	(void)unlink(path);
	for (int i = 0; i < 4; i++) {
		*strrchr(path, '/') = '\0';
		(void)rmdir(path);
	}
	buf_done(&b);
}

int
main(void)
{
	test_num();
	test_encode();
	test_wire();
	test_map();
	test_file();
	return tap_done();
}
