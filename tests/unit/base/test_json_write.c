/* base/json_write: commas, escapes, and calls in an order that is no JSON. */
#include "base/json_write.h"

#include "base/err.h"
#include "base/json.h"
#include "tests/tap/tap.h"

static void
test_text(void)
{
	struct json_write w;
	struct buf b;

	buf_init(&b, 4096);
	json_write_init(&w, &b);
	json_write_object(&w);
	json_write_member(&w, "s", SV("q\"b\\n\n\x01\x7f\xc3\xa9/"));
	json_write_key(&w, "a");
	json_write_array(&w);
	json_write_u64(&w, UINT64_MAX);
	json_write_i64(&w, INT64_MIN);
	json_write_bool(&w, true);
	json_write_bool(&w, false);
	json_write_null(&w);
	json_write_object(&w);
	json_write_object_end(&w);
	json_write_array(&w);
	json_write_array_end(&w);
	json_write_raw(&w, SV("{\"r\":1}"));
	json_write_array_end(&w);
	json_write_key_sv(&w, SV("k\t"));
	json_write_cstr(&w, "");
	json_write_object_end(&w);
	tap_is_int(json_write_end(&w), 0, "no error");
	tap_is_sv(buf_sv(&b), SV("{\"s\":\"q\\\"b\\\\n\\n\\u0001\x7f\xc3\xa9/\","
	    "\"a\":[18446744073709551615,-9223372036854775808,true,false,null,"
	    "{},[],{\"r\":1}],\"k\\t\":\"\"}"), "text");
	tap_ok(json_is_valid(buf_sv(&b)), "and it is JSON");
	buf_done(&b);
}

static void
test_every_byte(void)
{
	struct json_event ev;
	char text[128], back[128];
	struct json_write w;
	struct json j;
	struct buf b;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)i;
	buf_init(&b, 4096);
	json_write_init(&w, &b);
	json_write_string(&w, sv_make(text, sizeof(text)));
	json_init(&j, buf_sv(&b), 0);
	tap_ok(json_write_end(&w) == 0 && json_next(&j, &ev) == 0,
	    "all of ASCII is written and read");
	tap_is_sv(sv_make(back, json_unescape(json_raw(&j, &ev), back)),
	    sv_make(text, sizeof(text)), "and is the same");
	buf_done(&b);
}

/* Each letter is one call: { } [ ] k(ey) v(alue) x (string of bad UTF-8). */
static const struct {
	const char *calls;
	int err;
} order_cases[] = {
	{ "v", 0 }, { "[v]", 0 }, { "{kv}", 0 }, { "{k{kv}kv}", 0 },
	{ "{v}", ERR_STATE }, { "{k}v", ERR_STATE }, { "[k]", ERR_STATE },
	{ "{kkv}", ERR_STATE }, { "[}", ERR_STATE }, { "{]", ERR_STATE },
	{ "]", ERR_STATE }, { "[", ERR_STATE }, { "x", ERR_INVAL },
	{ "{kvv}", ERR_STATE }, { "k", ERR_STATE },
};

static void
call(struct json_write *w, char c)
{
	if (c == '{')
		json_write_object(w);
	else if (c == '}')
		json_write_object_end(w);
	else if (c == '[')
		json_write_array(w);
	else if (c == ']')
		json_write_array_end(w);
	else if (c == 'k')
		json_write_key(w, "k");
	else if (c == 'x')
		json_write_cstr(w, "\xff");
	else
		json_write_cstr(w, "v");
}

static void
test_order(void)
{
	struct json_write w;
	struct buf b;

	buf_init(&b, 4096);
	for (size_t i = 0; i < NELEMS(order_cases); i++) {
		buf_reset(&b);
		json_write_init(&w, &b);
		for (const char *c = order_cases[i].calls; *c != '\0'; c++)
			call(&w, *c);
		tap_is_int(json_write_end(&w), order_cases[i].err, "order %s",
		    order_cases[i].calls);
	}
	buf_reset(&b);
	json_write_init(&w, &b);
	for (int i = 0; i <= JSON_WRITE_DEPTH; i++)
		json_write_array(&w);
	tap_is_int(json_write_end(&w), ERR_LIMIT, "too deep");
	buf_done(&b);
	buf_init(&b, 3);
	json_write_init(&w, &b);
	json_write_cstr(&w, "long");
	tap_is_int(json_write_end(&w), ERR_LIMIT, "buffer full");
	buf_done(&b);
}

int
main(void)
{
	test_text();
	test_every_byte();
	test_order();
	return tap_done();
}
