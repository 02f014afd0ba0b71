/* Sets of patterns: hits, stopping, saving, what is refused. */
#include <stdint.h>
#include <string.h>

#include "base/hs.h"
#include "tests/tap/tap.h"

struct seen {
	unsigned index[8];
	size_t end[8];
	size_t count, stop_after;
};

static bool
on_hit(void *ctx, unsigned index, size_t end)
{
	struct seen *s = ctx;

	if (s->count < NELEMS(s->index)) {
		s->index[s->count] = index;
		s->end[s->count] = end;
	}
	return ++s->count != s->stop_after;
}

static struct hsdb *
make(const struct hsdb_entry *entries, size_t count)
{
	struct errinfo ei = { 0 };
	struct hsdb *db = NULL;
	size_t bad = 0;

	if (hsdb_new(entries, count, &db, &bad, &ei) != 0)
		tap_diag("entry %zu: %s", bad, ei.text);
	return db;
}

static void
test_saved(void)
{
	static const struct hsdb_entry entries[] = {
		{ SV_INIT("ghp_"), 0 },
		{ SV_INIT("a\\.c"), 0 },
		{ SV_INIT("BEGIN"), HSDB_CASELESS },
	};
	struct hsdb *db = make(entries, NELEMS(entries)), *again;
	struct seen seen = { .stop_after = 0 };
	struct hsdb_sink sink = { on_hit, &seen };
	struct sv text = SV("abc ghp_ a.c begin GHP_");
	struct buf bytes;

	if (!tap_ok(db != NULL, "compiles"))
		return;
	tap_ok(hsdb_scan(db, text, &sink), "goes through");
	tap_ok(seen.count == 3 && seen.index[0] == 0 && seen.end[0] == 8 &&
	    seen.index[1] == 1 && seen.end[1] == 12 && seen.index[2] == 2 &&
	    seen.end[2] == 18, "hits in order");
	seen = (struct seen){ .stop_after = 1 };
	tap_ok(!hsdb_scan(db, text, &sink) && seen.count == 1, "stopped");
	tap_ok(hsdb_scan(db, SV(""), &sink), "empty text");

	buf_init(&bytes, 1 << 24);
	tap_is_int(hsdb_save(db, &bytes), 0, "save");
	hsdb_free(db);
	again = NULL;
	tap_is_int(hsdb_load(buf_sv(&bytes), &again), 0, "load");
	seen = (struct seen){ .stop_after = 0 };
	tap_ok(again != NULL && hsdb_scan(again, text, &sink) &&
	    seen.count == 3, "finds the same");
	hsdb_free(again);
	again = NULL;
	bytes.ptr[bytes.len / 2] ^= 1;
	tap_is_int(hsdb_load(buf_sv(&bytes), &again), ERR_CORRUPT, "damaged");
	tap_is_int(hsdb_load(SV("abc"), &again), ERR_CORRUPT, "not one");
	buf_done(&bytes);
}

static void
test_patterns(void)
{
	static const struct hsdb_entry entries[] = {
		{ SV_INIT("EMP-\\d{6}"), HSDB_ONCE },
		{ SV_INIT("(?<=x)m\xc3\xbcller\\b"), HSDB_ONCE | HSDB_CASELESS },
	};
	static const struct hsdb_entry wrong[] = {
		{ SV_INIT("ab"), 0 }, { SV_INIT("a(b"), 0 },
	};
	struct hsdb *db = make(entries, NELEMS(entries));
	struct seen seen = { .stop_after = 0 };
	struct hsdb_sink sink = { on_hit, &seen };
	struct errinfo ei = { 0 };
	size_t bad = 99;

	if (!tap_ok(db != NULL, "compiles, approximating what it cannot do"))
		return;
	(void)hsdb_scan(db,
	    SV("EMP-123456 EMP-123456 xM\xc3\x9cLLER"), &sink);
	tap_ok(seen.count == 2 && seen.index[0] == 0 && seen.index[1] == 1,
	    "each once");
	hsdb_free(db);
	db = NULL;
	tap_is_int(hsdb_new(wrong, 2, &db, &bad, &ei),
	    ERR_SYNTAX, "a wrong pattern");
	tap_ok(bad == 1 && db == NULL && ei.text[0] != '\0', "which: %s",
	    ei.text);
	tap_ok(hsdb_version()[0] != '\0', "version %s", hsdb_version());
}

/* Hits with entry 0, wherever it stands in texts of all lengths. */
static void
test_ends(const struct hsdb_entry *entries, struct sv needle)
{
	struct hsdb *db = make(entries, 3);
	unsigned missed = 0;
	char text[300];

	if (!tap_ok(db != NULL, "compiles"))
		return;
	for (size_t len = needle.len; len <= sizeof(text); len++) {
		for (size_t at = 0; at + needle.len <= len; at++) {
			struct seen seen = { .stop_after = 0 };
			struct hsdb_sink sink = { on_hit, &seen };

			memset(text, ' ', len);
			memcpy(text + at, needle.ptr, needle.len);
			(void)hsdb_scan(db, sv_make(text, len), &sink);
			missed += seen.count == 0 || seen.count > 2 ||
			    seen.end[0] != at + needle.len;
		}
	}
	tap_is_int(missed, 0, "found at every place");
	hsdb_free(db);
}

static void
test_every_place(void)
{
	static const struct hsdb_entry literals[] = {
		{ SV_INIT("ghp_"), 0 },
		{ SV_INIT("bBQ_l"), 0 },
		{ SV_INIT("cCQ_m"), 0 },
	};
	static const struct hsdb_entry patterns[] = {
		{ SV_INIT("EMP-[0-9]{6}"), HSDB_ONCE },
		{ SV_INIT("PROJ-[a-z]{4}"), HSDB_ONCE },
		{ SV_INIT("\\bM\xc3\xbcller\\b"), HSDB_ONCE },
	};

	test_ends(literals, SV("ghp_"));
	test_ends(patterns, SV("EMP-123456"));
}

int
main(void)
{
	test_every_place();
	test_saved();
	test_patterns();
	return tap_done();
}
