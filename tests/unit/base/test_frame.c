#include "base/frame.h"

#include <string.h>

#include "base/err.h"
#include "base/fault.h"
#include "tests/tap/tap.h"

static void
write_frame(struct buf *b, const struct frame *f)
{
	char header[FRAME_HEADER];

	frame_write_header(f, header);
	buf_add(b, header, sizeof(header));
	buf_add_sv(b, f->body);
}

static void
test_bytes(void)
{
	static const unsigned char want[] = {
		0x45, 0x78, 0x02, 0x01, 0x03, 0, 0, 0,
		8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0x03, 0, 0x02, 0,
	};
	struct frame f = { .type = 0x0102, .total = 3, .nfds = 2,
		.txn = 0x0102030405060708, .body = SV_INIT("abc") };
	struct sv packet;
	struct buf b;

	if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) {
		tap_skip(1, "host order is big-endian here");
		return;
	}
	buf_init(&b, 1000);
	write_frame(&b, &f);
	tap_is_sv(sv_slice(buf_sv(&b), 0, FRAME_HEADER),
	    sv_make(want, sizeof(want)), "header");
	packet = buf_sv(&b);
	memset(&f, 0, sizeof(f));
	tap_is_int(frame_parse(&packet, &f), 0, "parse");
	tap_ok(f.type == 0x0102 && f.total == 3 && f.nfds == 2 &&
	    f.txn == 0x0102030405060708 && f.offset == 0, "fields");
	tap_is_sv(f.body, SV("abc"), "body");
	tap_is_int((int64_t)packet.len, 0, "all taken");
	buf_done(&b);
}

static const struct {
	const char *name;
	size_t at;		/* byte of a good frame to change */
	unsigned char value;
	int rc;
} bad[] = {
	{ "magic", 0, 0x46, ERR_SYNTAX },
	{ "too many descriptors", 22, 9, ERR_SYNTAX },
	{ "longer than the packet", 20, 4, ERR_TRUNCATED },
	{ "longer than the packet by far", 21, 255, ERR_TRUNCATED },
	{ "past the total", 16, 1, ERR_SYNTAX },
	{ "offset past the total", 19, 255, ERR_SYNTAX },
	{ "total below the length", 4, 2, ERR_SYNTAX },
};

static void
test_bad(void)
{
	char bytes[FRAME_HEADER + 3];
	struct frame f = { .type = 1, .total = 3, .body = SV_INIT("abc") };
	struct sv packet;

	for (size_t i = 0; i < NELEMS(bad); i++) {
		frame_write_header(&f, bytes);
		memcpy(bytes + FRAME_HEADER, "abc", 3);
		bytes[bad[i].at] = (char)bad[i].value;
		packet = sv_make(bytes, sizeof(bytes));
		tap_is_int(frame_parse(&packet, &f), bad[i].rc, "%s",
		    bad[i].name);
		tap_is_int((int64_t)packet.len, sizeof(bytes), "untouched");
	}
	packet = sv_make(bytes, FRAME_HEADER - 1);
	tap_is_int(frame_parse(&packet, &f), ERR_TRUNCATED, "short header");
}

static const struct {
	const char *name;
	struct frame frames[3];
	int rcs[3];
	struct sv want;
} joins[] = {
	{ "one", { { .type = 1, .total = 2, .body = SV_INIT("ab") } },
	    { 0, 1, 1 }, SV_INIT("ab") },
	{ "empty", { { .type = 1 } }, { 0, 1, 1 }, SV_INIT("") },
	{ "three", { { .type = 1, .total = 4, .body = SV_INIT("ab") },
	    { .type = 1, .total = 4, .offset = 2, .body = SV_INIT("c") },
	    { .type = 1, .total = 4, .offset = 3, .body = SV_INIT("d") } },
	    { ERR_AGAIN, ERR_AGAIN, 0 }, SV_INIT("abcd") },
	{ "too long", { { .type = 1, .total = 101, .body = SV_INIT("ab") } },
	    { ERR_LIMIT, 1, 1 }, SV_INIT("") },
	{ "no beginning",
	    { { .type = 1, .total = 4, .offset = 2, .body = SV_INIT("cd") } },
	    { ERR_SYNTAX, 1, 1 }, SV_INIT("") },
	{ "no progress", { { .type = 1, .total = 4 } },
	    { ERR_SYNTAX, 1, 1 }, SV_INIT("") },
	{ "descriptors in pieces",
	    { { .type = 1, .total = 4, .nfds = 1, .body = SV_INIT("a") } },
	    { ERR_SYNTAX, 1, 1 }, SV_INIT("") },
	{ "another type", { { .type = 1, .total = 4, .body = SV_INIT("ab") },
	    { .type = 2, .total = 4, .offset = 2, .body = SV_INIT("cd") } },
	    { ERR_AGAIN, ERR_SYNTAX, 1 }, SV_INIT("") },
	{ "another txn", { { .type = 1, .total = 4, .body = SV_INIT("ab") },
	    { .type = 1, .txn = 1, .total = 4, .offset = 2,
	    .body = SV_INIT("cd") } },
	    { ERR_AGAIN, ERR_SYNTAX, 1 }, SV_INIT("") },
	{ "another total", { { .type = 1, .total = 4, .body = SV_INIT("ab") },
	    { .type = 1, .total = 5, .offset = 2, .body = SV_INIT("cd") } },
	    { ERR_AGAIN, ERR_SYNTAX, 1 }, SV_INIT("") },
	{ "a gap", { { .type = 1, .total = 4, .body = SV_INIT("ab") },
	    { .type = 1, .total = 4, .offset = 3, .body = SV_INIT("d") } },
	    { ERR_AGAIN, ERR_SYNTAX, 1 }, SV_INIT("") },
	{ "a new one within", { { .type = 1, .total = 4,
	    .body = SV_INIT("ab") }, { .type = 1, .total = 4,
	    .body = SV_INIT("ab") } }, { ERR_AGAIN, ERR_SYNTAX, 1 },
	    SV_INIT("") },
};

static void
test_join(void)
{
	struct frame_joiner j;
	struct frame_message m;
	int rc;

	for (size_t i = 0; i < NELEMS(joins); i++) {
		frame_joiner_init(&j, 100);
		rc = 0;
		for (int k = 0; k < 3 && joins[i].rcs[k] <= 0; k++) {
			rc = frame_join(&j, &joins[i].frames[k], &m);
			tap_is_int(rc, joins[i].rcs[k], "%s, frame %d",
			    joins[i].name, k);
		}
		if (rc == 0) {
			tap_is_sv(m.body, joins[i].want, "the message");
			frame_joiner_forget(&j);
			tap_is_int((int64_t)j.partial.len, 0, "forgotten");
		}
		frame_joiner_done(&j);
	}
}

int
main(void)
{
	test_bytes();
	test_bad();
	test_join();
	return tap_done();
}
