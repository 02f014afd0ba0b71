/*
 * base/json: whatever is accepted has events that nest, spans in order, and
 * strings that survive being written and read again; with lone surrogates
 * taken, nothing is refused that was accepted without.
 */
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "base/json_write.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_string(const struct json *j, const struct json_event *ev,
    struct arena *arena)
{
	struct json_write w;
	struct json_event again;
	struct json k;
	struct sv text, back;
	struct buf b;

	ASSERT(json_string(j, ev, arena, &text) == 0);
	ASSERT(utf8_is_valid(text));
	ASSERT(json_is(j, ev, text));
	buf_init(&b, SIZE_MAX / 2);
	json_write_init(&w, &b);
	json_write_string(&w, text);
	ASSERT(json_write_end(&w) == 0);
	json_init(&k, buf_sv(&b), 0);
	ASSERT(json_next(&k, &again) == 0 && again.type == JSON_STRING);
	ASSERT(json_string(&k, &again, arena, &back) == 0);
	ASSERT(sv_eq(text, back));
	buf_done(&b);
}

/* Read all of `text`; with `lone`, lone surrogates are taken. */
static int
check_text(struct sv text, bool lone)
{
	struct json_event ev = { .type = JSON_NULL };
	struct arena arena;
	size_t last = 0;
	struct json j;
	int err = 0;

	arena_init(&arena, SIZE_MAX / 2);
	json_init(&j, text, 0);
	if (lone)
		json_take_lone(&j);
	while (err == 0) {
		err = json_next(&j, &ev);
		if (err != 0 || ev.type == JSON_END)
			break;
		ASSERT(ev.start >= last && ev.end > ev.start);
		ASSERT(ev.end <= text.len);
		last = ev.end;
		if (ev.type == JSON_KEY || ev.type == JSON_STRING)
			check_string(&j, &ev, &arena);
	}
	ASSERT(err != 0 || j.depth == 0);
	arena_done(&arena);
	return err;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = sv_make(data, size);
	int strict = check_text(text, false);
	int lenient = check_text(text, true);

	ASSERT((strict == 0) == json_is_valid(text));
	ASSERT(strict != 0 || lenient == 0);
	return 0;
}
