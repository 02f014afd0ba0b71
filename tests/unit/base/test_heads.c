/* Words found by how they begin: wide and narrow agree, none is missed. */
#include <string.h>

#include "base/heads.h"
#include "tests/tap/tap.h"

enum { BYTES = HEADS_SLICE + 200 };

static const char *const words[] = { "four", "five", "null", "ne\xc3\xa9",
	"drei", "\xc4\x8dty", "zero", "eins", "acht" };

static bool
agree(const struct heads *h, struct sv text, size_t from, size_t len)
{
	uint16_t a[HEADS_ROOM], b[HEADS_ROOM];
	size_t count = heads_find(h, text, from, len, a);

	return count == heads_find_plain(h, text, from, len, b) &&
	    memcmp(a, b, count * sizeof(*a)) == 0;
}

static void
test_agree(const struct heads *h)
{
	static char text[BYTES];
	struct sv whole = sv_make(text, sizeof(text));
	uint32_t state = 1;
	bool same = true;

	for (size_t i = 0; i < sizeof(text); i++) {
		state = state * 1664525 + 1013904223;
		text[i] = " fivenuldr\xc3\xa9""FIVE"[(state >> 16) % 16];
	}
	for (size_t i = 0; i + 10 < sizeof(text); i += 13) {
		memcpy(text + i, words[i % NELEMS(words)], 4);
		text[i + 4] = text[i + 12] = ' ';
	}
	same = agree(h, whole, 0, HEADS_SLICE);
	for (size_t len = 0; len <= 200; len++)
		same = same && agree(h, sv_make(text, len), 0, len) &&
		    agree(h, whole, 0, len) &&
		    agree(h, whole, len, HEADS_SLICE);
	tap_ok(same, "wide and narrow agree");
	for (size_t i = 0; i + 5 <= sizeof(text); i += 5)
		memcpy(text + i, "five ", 5);
	tap_ok(agree(h, whole, 0, HEADS_SLICE), "a word every five bytes");
}

static const struct {
	const char *text;
	size_t count, last;
} cases[] = {
	{ "five", 1, 0 },
	{ "FIVE Fivefold", 2, 5 },
	{ "xfive,five", 1, 6 },
	{ "7five", 1, 1 },
	{ "fiv nul fivx nulx", 0, 0 },
	{ "ne\xc3\xa9 n\xc3\xa9""e ne\xc3\xa8", 1, 0 },
	{ "\xc4\x8dtyři \xc3\xa9""five", 2, 10 },
	{ "four five null zero eins acht drei", 7, 30 },
	{ "fiv", 0, 0 },
	{ "", 0, 0 },
};

int
main(void)
{
	static struct heads h;
	uint16_t out[HEADS_ROOM];

	for (unsigned i = 0; i < NELEMS(words); i++)
		heads_add(&h, i % HEADS_SETS, words[i]);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		char longer[128] = { 0 };
		size_t count = heads_find(&h, text, 0, text.len, out);

		tap_ok(count == cases[i].count && (count == 0 ||
		    out[count - 1] == cases[i].last), "%s", cases[i].text);
		memcpy(longer, text.ptr, text.len);
		count = heads_find(&h, sv_make(longer, sizeof(longer)), 0,
		    sizeof(longer), out);
		tap_ok(count == cases[i].count && (count == 0 ||
		    out[count - 1] == cases[i].last), "%s, in more",
		    cases[i].text);
	}
	test_agree(&h);
	return tap_done();
}
