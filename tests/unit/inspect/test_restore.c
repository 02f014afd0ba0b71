/*
 * Restoring whole answers: recorded shapes of streams and bodies, whose output
 * must be the golden one for every split into two and byte by byte, also when
 * resolving has to wait.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fault.h"
#include "inspect/body/dialect.h"
#include "inspect/answer/restore.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/toy_tokens.h"

enum { OUT_MAX = 1 << 20 };

static const struct {
	const char *name, *dialect, *type;
} cases[] = {
	{ "openai_text", "openai-chat", "text/event-stream; charset=utf-8" },
	{ "openai_held", "openai-chat", "text/event-stream" },
	{ "openai_tools", "openai-chat", "text/event-stream" },
	{ "openai_cut", "openai-chat", "Text/Event-Stream" },
	{ "openai_unreadable", "openai-chat", "text/event-stream" },
	{ "openai_surrogates", "openai-chat", "text/event-stream" },
	{ "openai_kinds", "openai-chat", "text/event-stream" },
	{ "openai_lines", "openai-chat", "text/event-stream" },
	{ "anthropic", "anthropic-messages", "text/event-stream" },
	{ "anthropic_error", "anthropic-messages", "text/event-stream" },
	{ "openai_responses", "openai-responses", "text/event-stream" },
	{ "unknown", NULL, "text/event-stream" },
	{ "openai_json", "openai-chat", "application/json" },
	{ "anthropic_json", "anthropic-messages", "application/json" },
	{ "ndjson", NULL, "application/x-ndjson" },
	{ "text", NULL, "text/plain; charset=utf-8" },
	{ "html", NULL, "text/html" },
};

static struct toy toy;
static struct token_ops ops;

static struct restorer *
begin(size_t i)
{
	struct restore_config config = {
		.ops = &ops,
		.content_type = sv_cstr(cases[i].type),
	};
	struct restorer *r = NULL;

	if (cases[i].dialect != NULL) {
		config.dialect = dialect_by_name(sv_cstr(cases[i].dialect));
		if (config.dialect == NULL)
			tap_ok(false, "no dialect %s", cases[i].dialect);
	}
	if (restore_new(&config, &r) != 0)
		tap_ok(false, "restore_new");
	return r;
}

static void
feed(struct restorer *r, struct sv piece, struct buf *out)
{
	int err = restore_feed(r, piece, out);

	/* Sometimes more bytes come while an answer is awaited. */
	if (err == ERR_AGAIN && piece.len % 2 == 1)
		return;
	while (err == ERR_AGAIN)
		err = restore_feed(r, SV(""), out);
	if (err != 0)
		tap_ok(false, "restore_feed: %s", err_text(err));
}

static void
finish(struct restorer *r, struct buf *out)
{
	int err;

	do {
		err = restore_finish(r, out);
	} while (err == ERR_AGAIN);
	if (err != 0)
		tap_ok(false, "restore_finish: %s", err_text(err));
}

/* Restore `in` in pieces that end at `cut` and then each `width`. */
static void
restore(size_t i, struct sv in, size_t cut, size_t width, struct buf *out)
{
	struct restorer *r = begin(i);

	toy.asked = false;
	feed(r, sv_slice(in, 0, cut), out);
	for (size_t at = cut; at < in.len; at += width)
		feed(r, sv_slice(in, at, at + width), out);
	finish(r, out);
	restore_free(r);
}

static bool
is_same(size_t i, struct sv in, struct sv want, size_t cut, size_t width)
{
	struct buf out;
	bool same;

	buf_init(&out, OUT_MAX);
	restore(i, in, cut, width, &out);
	same = sv_eq(buf_sv(&out), want);
	if (!same)
		tap_is_sv(buf_sv(&out), want, "%s cut at %zu, then by %zu",
		    cases[i].name, cut, width);
	buf_done(&out);
	return same;
}

static struct sv
load(const char *name, const char *suffix)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "tests/unit/inspect/streams/%s.%s",
	    name, suffix);
	return tap_read_file(tap_source_path(path));
}

static void
test_case(size_t i)
{
	struct sv in = load(cases[i].name, "in");
	struct sv want = load(cases[i].name, "out");
	bool same;

	if (!tap_ok(in.ptr != NULL && want.ptr != NULL, "%s: files",
	    cases[i].name))
		return;
	for (int slow = 0; slow < 2; slow++) {
		toy.slow = slow;
		same = is_same(i, in, want, in.len, 1) &&
		    is_same(i, in, want, 0, 1) && is_same(i, in, want, 0, 7);
		for (size_t cut = 0; same && cut < in.len;
		    cut += slow ? 7 : 1)
			same = is_same(i, in, want, cut, in.len);
		tap_ok(same, "%s: the same in every split%s", cases[i].name,
		    slow ? ", waiting" : "");
	}
	free((void *)(uintptr_t)in.ptr);
	free((void *)(uintptr_t)want.ptr);
}

/* Nothing waits for a later event unless it may become a token. */
static void
test_prompt(void)
{
	struct sv plain = SV("data: {\"choices\":[{\"index\":0,\"delta\":"
	    "{\"content\":\"plain\"}}]}\n\n");
	struct restorer *r = begin(0);
	struct buf out;

	buf_init(&out, OUT_MAX);
	feed(r, plain, &out);
	tap_is_sv(buf_sv(&out), plain, "an event goes at once");
	feed(r, SV(": c\n"), &out);
	tap_ok(sv_ends(buf_sv(&out), SV("\n\n: c\n")), "a comment, too");
	feed(r, SV("data: {\"choices\":[{\"index\":0,\"delta\":"
	    "{\"content\":\"some TK00\"}}]}\n\n"), &out);
	tap_ok(sv_ends(buf_sv(&out), SV("\"some \"}}]}\n\n")),
	    "only the token's beginning is held");
	restore_free(r);
	buf_done(&out);
}

static void
test_modes(void)
{
	static const struct {
		const char *type;
		enum restore_mode mode;
	} modes[] = {
		{ "", RESTORE_TEXT }, { "text/plain", RESTORE_TEXT },
		{ "text/csv", RESTORE_TEXT },
		{ "application/json; charset=utf-8", RESTORE_JSON },
		{ " Application/Problem+JSON ;x", RESTORE_JSON },
		{ "application/x-ndjson", RESTORE_JSON },
		{ "image/svg+xml", RESTORE_MARKUP },
		{ "text/html", RESTORE_MARKUP },
		{ "text/event-stream;charset=utf-8", RESTORE_EVENTS },
		{ "application/octet-stream", RESTORE_PASS },
		{ "image/png", RESTORE_PASS },
	};

	for (size_t i = 0; i < NELEMS(modes); i++)
		tap_is_int(restore_mode_of(sv_cstr(modes[i].type)),
		    modes[i].mode, "mode of \"%s\"", modes[i].type);
}

/* Events beyond the limit pass untouched, in their order. */
static void
test_long_event(void)
{
	struct restore_config config = {
		.ops = &ops,
		.content_type = SV("text/event-stream"),
		.dialect = dialect_by_name(SV("openai-chat")),
		.max_event = 100,
	};
	static const char in[] =
	    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x TK\"}}]}\n\n"
	    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"TK000001 is in "
	    "an event that is longer than the limit\"}}]}\n\n"
	    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"TK000001\"}}]}\n\n";
	struct restore_stats stats;
	struct restorer *r = NULL;
	struct buf out;

	buf_init(&out, OUT_MAX);
	tap_is_int(restore_new(&config, &r), 0, "new");
	for (size_t i = 0; i < sizeof(in) - 1; i++)
		feed(r, sv_make(in + i, 1), &out);
	finish(r, &out);
	restore_stats(r, &stats);
	tap_ok(stats.long_events == 1 && stats.restored == 1, "stats");
	tap_ok(sv_find(buf_sv(&out), SV("\"x \"")) >= 0 &&
	    sv_find(buf_sv(&out), SV("\"TK\"")) <
	    sv_find(buf_sv(&out), SV("\"TK000001 is in")) &&
	    sv_find(buf_sv(&out), SV("\"Ada\"")) >= 0, "all in order");
	restore_free(r);
	buf_done(&out);
}

static void
test_faults(void)
{
#ifdef WITH_FAULT_INJECTION
	struct sv in = load("openai_held", "in");
	struct restore_config config = {
		.ops = &ops,
		.content_type = SV("text/event-stream"),
		.dialect = dialect_by_name(SV("openai-chat")),
	};
	unsigned failed = 0;

	for (unsigned n = 1; n < 200; n++) {
		struct restorer *r = NULL;
		struct buf out;
		int err;

		buf_init(&out, OUT_MAX);
		fault_arm(FAULT_ALLOC, n);
		err = restore_new(&config, &r);
		if (err == 0)
			err = restore_feed(r, in, &out);
		if (err == 0)
			err = restore_finish(r, &out);
		failed += err == ERR_NOMEM;
		if (err != 0 && err != ERR_NOMEM)
			tap_ok(false, "allocation %u: %s", n, err_text(err));
		fault_arm(FAULT_ALLOC, 0);
		restore_free(r);
		buf_done(&out);
	}
	tap_ok(failed > 10, "each of %u allocations may fail", failed);
	free((void *)(uintptr_t)in.ptr);
#endif
}

int
main(int argc, char **argv)
{
	ops = toy_ops(&toy);
	/* `test_restore NAME` prints the output, to be looked at. */
	for (size_t i = 0; argc == 2 && i < NELEMS(cases); i++) {
		struct buf out;
		struct sv in;

		if (strcmp(cases[i].name, argv[1]) != 0)
			continue;
		buf_init(&out, OUT_MAX);
		in = load(argv[1], "in");
		restore(i, in, in.len, 1, &out);
		return write(1, out.ptr, out.len) < 0;
	}
	toy.slow = false;
	for (size_t i = 0; i < NELEMS(cases); i++)
		test_case(i);
	test_prompt();
	test_modes();
	test_long_event();
	test_faults();
	return tap_done();
}
