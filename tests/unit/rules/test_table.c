/* The catalogue's CSV: what is read, and where a mistake is. */
#include "rules/table.h"

#include "tests/tap/tap.h"

static const char *const wanted[] = { "code", "name", "note", NULL };

static const struct bad {
	const char *text, *message;
} bads[] = {
	{ "code,name\n", "t:1: column \"note\" is missing" },
	{ "code,nmae,note\n", "t:1:6: unknown column \"nmae\"; did you mean "
	    "\"name\"?" },
	{ "code,name,note,code\n", "t:1:16: column \"code\" stands here "
	    "twice" },
	{ "code,name,note\na,b\n", "t:2:1: this row has 2 values, the header "
	    "3" },
	{ "code,name,note\na,b\"c,d\n", "t:2:3: not CSV: quotes stand around "
	    "a whole value, \"\" inside it" },
	{ "code,name,note\na,\"b\"c,d\n", "t:2:3: not CSV: quotes stand "
	    "around a whole value, \"\" inside it" },
	{ "code,name,note\na,\"b,c\n", "t:2:3: not CSV: quotes stand around "
	    "a whole value, \"\" inside it" },
	{ "code,name,note\na,b\r,c\n", "t:2:3: not CSV: quotes stand around "
	    "a whole value, \"\" inside it" },
};

static int
read_all(struct sv text, struct arena *a, struct errinfo *ei)
{
	struct sv v[3];
	struct table t;
	int rc = table_open(&t, text, "t", wanted, a, ei);

	while (rc == 0 && (rc = table_next(&t, v)) == 1)
		rc = 0;
	return rc;
}

static void
test_bad(struct arena *a)
{
	struct errinfo ei;
	char message[512];

	for (size_t i = 0; i < NELEMS(bads); i++) {
		struct sv text = sv_cstr(bads[i].text);

		errinfo_reset(&ei);
		tap_ok(read_all(text, a, &ei) < 0, "refuse %zu", i);
		errinfo_format(&ei, message, sizeof(message));
		tap_is_sv(sv_cstr(message), sv_cstr(bads[i].message),
		    "message %zu", i);
	}
}

int
main(void)
{
	static const struct sv text = SV_INIT(
	    "note,code,name\r\n"
	    "\"a, \"\"b\"\"\nc\",DE,Germany\r\n"
	    ",FR,\"\"\n"
	    "x,\"IT\",Italy");
	struct errinfo ei = { 0 };
	struct sv v[3];
	struct table t;
	struct arena a;

	arena_init(&a, 1 << 20);
	tap_is_int(table_open(&t, text, "t", wanted, &a, &ei), 0, "open");
	tap_is_int(table_next(&t, v), 1, "a row");
	tap_is_sv(v[2], SV("a, \"b\"\nc"), "quoted");
	tap_is_sv(v[0], SV("DE"), "in the order wanted");
	tap_is_int(table_next(&t, v), 1, "another");
	tap_is_int(t.line, 4, "lines inside quotes count");
	tap_ok(v[1].len == 0 && v[2].len == 0 && sv_eq(v[0], SV("FR")),
	    "empty values");
	tap_is_int(table_next(&t, v), 1, "no newline at the end");
	tap_is_sv(v[1], SV("Italy"), "last value");
	tap_is_int(table_next(&t, v), 0, "the end");
	test_bad(&a);
	arena_done(&a);
	return tap_done();
}
