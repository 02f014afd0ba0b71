/* Literals found as a plain search finds them, whatever the processor has. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/needles.h"
#include "tests/tap/tap.h"

enum { BYTES = NEEDLES_SLICE + 300, HITS = 8192 };

struct hits {
	struct {
		unsigned index;
		size_t end;
	} items[HITS];
	size_t count, most;
};

static bool
keep(void *ctx, unsigned index, size_t end)
{
	struct hits *h = ctx;

	if (h->count < HITS) {
		h->items[h->count].index = index;
		h->items[h->count].end = end;
	}
	h->count++;
	return h->count != h->most;
}

static bool
is_letter(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

static bool
stands(const struct needle *n, struct sv text, size_t at)
{
	struct sv here = sv_slice(text, at, at + n->text.len);

	if ((n->flags & NEEDLE_APART) != 0 && at > 0 &&
	    is_letter(text.ptr[at - 1]))
		return false;
	if ((n->flags & NEEDLE_ENDS) != 0 && (at + n->text.len >= text.len ||
	    memchr(" \t\r\n,.-;/", text.ptr[at + n->text.len], 9) == NULL))
		return false;
	return (n->flags & NEEDLE_CASELESS) != 0 ?
	    sv_eq_nocase(here, n->text) : sv_eq(here, n->text);
}

/* How often needle `i` was found to end at byte `end`. */
static size_t
times(const struct hits *h, unsigned i, size_t end)
{
	size_t times = 0;

	for (size_t k = 0; k < h->count; k++)
		times += h->items[k].index == i && h->items[k].end == end;
	return times;
}

/* Is what was found all that there is, once each, in order? */
static bool
is_right(const struct needle *needles, size_t count, struct sv text,
    const struct hits *h)
{
	size_t all = 0;

	for (size_t at = 0; at < text.len; at++)
		for (unsigned i = 0; i < count; i++) {
			if (!stands(&needles[i], text, at))
				continue;
			all++;
			if (times(h, i, at + needles[i].text.len) != 1)
				return false;
		}
	for (size_t k = 1; k < h->count; k++)
		if (h->items[k].end - needles[h->items[k].index].text.len <
		    h->items[k - 1].end -
		    needles[h->items[k - 1].index].text.len)
			return false;
	return all == h->count;
}

static const struct needle words[] = {
	{ SV_INIT("four"), NEEDLE_CASELESS | NEEDLE_APART },
	{ SV_INIT("fourth"), 0 },	/* takes the one above with it */
	{ SV_INIT("five"), NEEDLE_CASELESS | NEEDLE_APART },
	{ SV_INIT("fivefold"), NEEDLE_CASELESS | NEEDLE_APART },
	{ SV_INIT("ne\xc3\xa9"), NEEDLE_CASELESS | NEEDLE_APART },
	{ SV_INIT("\xc4\x8dty"), NEEDLE_CASELESS | NEEDLE_APART },
	{ SV_INIT("fi"), NEEDLE_APART },
	{ SV_INIT("null"), NEEDLE_CASELESS },
	{ SV_INIT("nul"), 0 },
	{ SV_INIT("ghp_"), 0 },
	{ SV_INIT("sk-"), 0 },
	{ SV_INIT("sk-ant-"), 0 },
	{ SV_INIT("sk-ant-"), 0 },
	{ SV_INIT(" dot "), NEEDLE_CASELESS },
	{ SV_INIT("-----BEGIN"), 0 },
	{ SV_INIT("\xd1\x80\xd0\xb5\xd0\xb3. \xd0\xbd"), NEEDLE_CASELESS },
	{ SV_INIT("r\xc3\xa9"), 0 },
	{ SV_INIT("five"), NEEDLE_CASELESS | NEEDLE_APART | NEEDLE_ENDS },
	{ SV_INIT("fivefold"), NEEDLE_APART | NEEDLE_ENDS },
	{ SV_INIT("nul"), NEEDLE_ENDS },
	{ SV_INIT("\xc3\xa9"), NEEDLE_ENDS },
	{ SV_INIT("v"), NEEDLE_APART | NEEDLE_ENDS },
};

/* Only ones that are not apart: both tables hold any of them. */
static const struct needle keys[] = {
	{ SV_INIT("password"), NEEDLE_CASELESS }, { SV_INIT("pass"), 0 },
	{ SV_INIT("five"), NEEDLE_CASELESS }, { SV_INIT("4five"), 0 },
	{ SV_INIT("token"), 0 }, { SV_INIT("uld"), NEEDLE_CASELESS },
	{ SV_INIT("\xa9" "FI"), 0 }, { SV_INIT("api_key"), 0 },
};

static const struct needle bytes[] = {
	{ SV_INIT("@"), 0 }, { SV_INIT("v"), NEEDLE_CASELESS },
	{ SV_INIT("iv"), 0 }, { SV_INIT("\xc3"), 0 },
};

/* Each with another sign behind, and with what is none. */
static const struct needle ends[] = {
	{ SV_INIT("five"), NEEDLE_ENDS }, { SV_INIT("fi"), NEEDLE_ENDS },
	{ SV_INIT("ninety"), NEEDLE_CASELESS | NEEDLE_ENDS },
	{ SV_INIT("eight"), NEEDLE_APART | NEEDLE_ENDS },
	{ SV_INIT("five "), NEEDLE_ENDS },
};

static const struct {
	const struct needle *needles;
	size_t count;
	const char *name;
} sets[] = {
	{ words, NELEMS(words), "words" }, { keys, NELEMS(keys), "keys" },
	{ bytes, NELEMS(bytes), "bytes" }, { ends, NELEMS(ends), "ends" },
	{ words, 0, "none" },
};

static bool
check(enum wide wide, size_t set, const struct needles *n, struct sv text)
{
	static struct hits h;
	struct needles_sink sink = { keep, &h };

	h.count = h.most = 0;
	return needles_find_as(wide, n, text, &sink) &&
	    is_right(sets[set].needles, sets[set].count, text, &h);
}

/* Letters of the needles in disorder, and needles between them. */
static void
fill(char text[BYTES])
{
	uint32_t state = 1;

	for (size_t i = 0; i < BYTES; i++) {
		state = state * 1664525 + 1013904223;
		text[i] = " fivenuldr\xc3\xa9@FIVE-sk"[(state >> 16) % 20];
	}
	for (size_t i = 0, k = 0; i + 20 < BYTES; i += 13, k++) {
		struct sv word = k % 3 == 0 ?
		    keys[k / 3 % NELEMS(keys)].text :
		    words[k / 3 % NELEMS(words)].text;

		memcpy(text + i, word.ptr, word.len);
		if (k % 3 == 1)
			text[i + word.len] = " \t,;-x/\n\r.:"[k / 3 % 11];
	}
}

/* Texts of all lengths about a block, each ending where its memory ends. */
static bool
check_all(enum wide wide, size_t set, const struct needles *n,
    const char text[BYTES])
{
	bool right = check(wide, set, n, sv_make(text, BYTES));

	for (size_t len = 0; len <= 150 && right; len++) {
		char *copy = malloc(len + 1);

		if (copy == NULL)
			return false;
		memcpy(copy, text + 7 * len, len);
		right = check(wide, set, n, sv_make(copy, len));
		free(copy);
	}
	return right;
}

static void
test_as_plain(void)
{
	static const char *const names[] = { "plain", "AVX2", "AVX-512" };
	static char text[BYTES];

	fill(text);
	for (size_t set = 0; set < NELEMS(sets); set++) {
		struct needles *n = NULL;
		size_t bad = 0;

		if (!tap_ok(needles_new(sets[set].needles, sets[set].count,
		    &n, &bad) == 0, "%s", sets[set].name))
			continue;
		for (unsigned wide = 0; wide <= wide_best(); wide++)
			tap_ok(check_all((enum wide)wide, set, n, text),
			    "%s, %s", sets[set].name, names[wide]);
		needles_free(n);
	}
}

static void
test_slices(const struct needles *n)
{
	static struct hits h;
	struct needles_sink sink = { keep, &h };
	struct sv text = SV("four sk-ant- five");

	needles_find_in(n, text, 0, 5, &sink);
	tap_is_int(h.count, 1, "one begins in the first bytes");
	needles_find_in(n, text, 5, 1, &sink);
	tap_is_int(h.count, 4, "all of what begins in one byte");
	needles_find_in(n, text, 6, text.len - 6, &sink);
	tap_ok(h.count == 6 && h.items[4].end == text.len, "and the rest");
	h.count = 0;
	h.most = 2;
	tap_ok(!needles_find(n, text, &sink) && h.count == 2, "stopped");
}

/* Every byte behind a word that must end, and the end of the text. */
static void
test_ends(void)
{
	static struct hits h;
	static char text[256 * 8];
	struct needles_sink sink = { keep, &h };
	struct needles *n = NULL;
	size_t bad = 0;

	for (unsigned c = 0; c < 256; c++) {
		memcpy(text + c * 8, "  five  ", 8);
		text[c * 8 + 6] = (char)c;
	}
	if (!tap_ok(needles_new(ends, NELEMS(ends), &n, &bad) == 0, "ends"))
		return;
	for (unsigned wide = 0; wide <= wide_best(); wide++) {
		h.count = h.most = 0;
		(void)needles_find_as((enum wide)wide, n,
		    sv_make(text, sizeof(text)), &sink);
		tap_is_int(h.count, 9 + 1, "nine bytes end a word");
		h.count = 0;
		(void)needles_find_as((enum wide)wide, n, SV("x five"), &sink);
		tap_is_int(h.count, 0, "the end of a text does not");
	}
	needles_free(n);
}

static void
test_refused(void)
{
	static const struct needle wrong[] = { { SV_INIT("a"), 0 },
		{ SV_INIT("a\0b"), 0 }, { SV_INIT(""), 0 } };
	struct needles *n = NULL;
	size_t bad = 0;

	tap_ok(needles_new(wrong, 3, &n, &bad) == ERR_SYNTAX && bad == 1,
	    "a NUL");
	tap_ok(needles_new(wrong + 2, 1, &n, &bad) == ERR_SYNTAX && bad == 0,
	    "an empty one");
	tap_ok(n == NULL, "nothing is made");
}

int
main(void)
{
	struct needles *n = NULL;
	size_t bad = 0;

	test_as_plain();
	if (tap_ok(needles_new(words, NELEMS(words), &n, &bad) == 0, "words"))
		test_slices(n);
	needles_free(n);
	test_ends();
	test_refused();
	return tap_done();
}
