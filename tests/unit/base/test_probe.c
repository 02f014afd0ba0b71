/* Words that begin as some of a set: wide and narrow agree, none is missed. */
#include <string.h>

#include "base/probe.h"
#include "tests/tap/tap.h"

enum { BYTES = PROBE_SLICE + 200 };

static uint32_t
head_of(const char *word)
{
	uint32_t head = 0;

	for (unsigned i = 0; i < 4 && word[i] != '\0'; i++)
		head |= (uint32_t)(unsigned char)word[i] << 8 * i;
	return head;
}

static bool
agree(const struct probe *p, struct sv text, size_t from, size_t len)
{
	uint64_t a[MASK_MAX_BLOCKS], b[MASK_MAX_BLOCKS];

	memset(a, 0, sizeof(a));
	memset(b, 0, sizeof(b));
	probe_slice(p, text, from, len, a);
	probe_slice_plain(p, text, from, len, b);
	return memcmp(a, b, sizeof(a)) == 0;
}

/* Bytes of `count` kinds, the same in every run. */
static void
fill(char *text, size_t len, const char *kinds, size_t count)
{
	uint32_t state = 1;

	for (size_t i = 0; i < len; i++) {
		state = state * 1664525 + 1013904223;
		text[i] = kinds[(state >> 16) % count];
	}
}

static void
test_agree(const struct probe *p)
{
	static const char all[] = "abz \xc3\xa9\x97\xb7\xc4\xc2\xe2\x80""1AB";
	static const char prose[] = "fived one  ";
	static char text[BYTES];
	struct sv whole = sv_make(text, sizeof(text));
	bool same = true;

	fill(text, sizeof(text), all, sizeof(all) - 1);
	same = agree(p, whole, 0, PROBE_SLICE);
	for (size_t len = 1; len <= 200; len++)
		same = same && agree(p, whole, 0, len) &&
		    agree(p, sv_make(text, len), 0, len) &&
		    agree(p, whole, len, PROBE_SLICE);
	fill(text, sizeof(text), prose, sizeof(prose) - 1);
	for (size_t len = 1; len <= 200; len++)
		same = same && agree(p, sv_make(text, len), 0, len) &&
		    agree(p, whole, len, PROBE_SLICE);
	memset(text, 'a', sizeof(text));
	same = same && agree(p, whole, 0, PROBE_SLICE);
	for (size_t i = 0; i < sizeof(text); i += 2)
		text[i] = ' ';
	same = same && agree(p, whole, 0, PROBE_SLICE);
	tap_ok(same, "wide and narrow agree");
}

static const struct {
	const char *text;
	uint64_t found;
} cases[] = {
	{ "Five six", 1 | 1 << 5 },
	{ "fivefold fiv", 1 },
	{ "FIVE,sixty si xix", 1 },
	{ "7six_six", 1 << 1 | 1 << 5 },
	{ "un\xc3\xa9 fo\xc3\xa9s", 1 | 1 << 5 },
	{ "abcdef\xc3\xa9 x", 0 },
	{ "abcdef\xc3\x97x", 1 },
	{ "abcdef\xe2\x80\x9cx", 1 },
	{ "abcdef\xc3 xyz", 1 },
	{ "abcdef\xa9xyz ", 1 },
	{ "", 0 },
};

int
main(void)
{
	static struct probe p;
	uint64_t found;

	probe_add(&p, head_of("five"));
	probe_add(&p, head_of("six"));
	test_agree(&p);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		char longer[128] = { 0 };

		/* The last byte of a slice is in doubt: add one. */
		memcpy(longer, text.ptr, text.len);
		found = 0;
		probe_slice(&p, sv_make(longer, sizeof(longer)), 0,
		    text.len + 1, &found);
		tap_ok(found == cases[i].found, "%s", cases[i].text);
	}
	found = 0;
	probe_slice(&p, SV("abcd"), 0, 4, &found);
	tap_ok(found == 1, "the end of a slice may not be that of a word");
	return tap_done();
}
