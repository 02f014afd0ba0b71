#include "proxy/control.h"

#include <string.h>

#include "tests/tap/tap.h"

static struct buf b;

/* Every shorter body must be refused, and one that goes on as well. */
static void
check_cuts(int (*read)(struct sv body), const char *name)
{
	bool refused = true;

	for (size_t n = 0; n < b.len; n++)
		refused &= read(sv_slice(buf_sv(&b), 0, n)) != 0;
	buf_add_char(&b, 'x');
	refused &= read(buf_sv(&b)) != 0;
	tap_ok(refused, "%s: cut anywhere or longer is refused", name);
	buf_reset(&b);
}

static int
read_setup(struct sv body)
{
	struct control_setup s;

	return control_read_setup(body, &s);
}

static int
read_peer(struct sv body)
{
	enum role_kind kind;
	uint64_t serial;

	return control_read_peer(body, &kind, &serial);
}

static int
read_result(struct sv body)
{
	struct errinfo ei;
	int code;

	return control_read_result(body, &code, &ei);
}

static int
read_table(struct sv body)
{
	static struct control_row rows[CONTROL_ROWS_MAX];
	bool draining;
	size_t n;

	return control_read_table(body, &draining, rows, &n);
}

static void
test_setup(void)
{
	struct control_setup s = { .slot = 3, .serial = 1ull << 40,
		.change_user = true, .uid = 1000, .gid = 1001, .log_level = 2,
		.log_json = true, .file = SV("exeat.yaml"),
		.policy = SV("run/policy") }, t;

	control_write_setup(&b, &s);
	tap_is_int(control_read_setup(buf_sv(&b), &t), 0, "setup");
	tap_ok(t.slot == 3 && t.serial == 1ull << 40 && t.change_user &&
	    t.uid == 1000 && t.gid == 1001 && t.log_level == 2 &&
	    t.log_json && sv_eq(t.file, s.file) && sv_eq(t.policy, s.policy),
	    "comes out as it went in");
	check_cuts(read_setup, "setup");
}

static void
test_peer(void)
{
	enum role_kind kind = ROLE_MONITOR;
	uint64_t serial = 0;

	control_write_peer(&b, ROLE_RECORDER, 77);
	tap_ok(control_read_peer(buf_sv(&b), &kind, &serial) == 0 &&
	    kind == ROLE_RECORDER && serial == 77, "peer");
	check_cuts(read_peer, "peer");
	control_write_peer(&b, ROLE_KINDS, 77);
	tap_is_int(read_peer(buf_sv(&b)), ERR_RANGE, "no such kind");
	buf_reset(&b);
}

static void
test_result(void)
{
	struct errinfo ei = { 0 }, got;
	int code = 0;

	errinfo_at(&ei, "policy.yaml", 3, 4);
	(void)errinfo_set(&ei, ERR_SYNTAX, "what, and the fix");
	control_write_result(&b, ERR_SYNTAX, &ei);
	tap_ok(control_read_result(buf_sv(&b), &code, &got) == 0 &&
	    code == ERR_SYNTAX && memcmp(&ei, &got, sizeof(ei)) == 0,
	    "result");
	check_cuts(read_result, "result");
}

static void
test_table(void)
{
	static struct control_row rows[2] = {
		{ .kind = ROLE_WORKER, .slot = 1, .serial = 9, .restarts = 4,
		    .pid = 4711, .state = CONTROL_SERVING,
		    .sandbox = { true, 7, true, false } },
		{ .kind = ROLE_KEEPER, .state = CONTROL_DOWN },
	};
	static struct control_row got[CONTROL_ROWS_MAX];
	bool draining = false;
	size_t n = 0;

	control_write_table(&b, true, rows, 2);
	tap_ok(control_read_table(buf_sv(&b), &draining, got, &n) == 0 &&
	    n == 2 && draining, "table");
	tap_ok(got[0].kind == ROLE_WORKER && got[0].slot == 1 &&
	    got[0].serial == 9 && got[0].restarts == 4 &&
	    got[0].pid == 4711 && got[0].state == CONTROL_SERVING &&
	    got[0].sandbox.user && got[0].sandbox.landlock == 7 &&
	    got[0].sandbox.seccomp && !got[0].sandbox.relaxed &&
	    got[1].state == CONTROL_DOWN, "comes out as it went in");
	check_cuts(read_table, "table");
	control_write_table(&b, true, rows, 2);
	b.ptr[5] = (char)0xee;
	tap_is_int(read_table(buf_sv(&b)), ERR_RANGE, "no such kind");
	memset(b.ptr + 1, 0x7f, 4);
	tap_is_int(read_table(buf_sv(&b)), ERR_LIMIT, "too many rows");
	buf_reset(&b);
}

int
main(void)
{
	buf_init(&b, 1 << 20);
	test_setup();
	test_peer();
	test_result();
	test_table();
	tap_is_sv(sv_cstr(control_state_name(CONTROL_DRAINING)),
	    SV("draining"), "name of a state");
	buf_done(&b);
	return tap_done();
}
