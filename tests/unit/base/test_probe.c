/* Words that begin as some of a set: wide and narrow agree, none is missed. */
#include <stdlib.h>
#include <string.h>

#include "base/probe.h"
#include "tests/tap/tap.h"

enum { BYTES = PROBE_SLICE + 200 };

static uint64_t
first_of(const char *word)
{
	uint64_t first = 0;

	for (unsigned i = 0; i < PROBE_WORD && word[i] != '\0'; i++)
		first |= (uint64_t)(unsigned char)word[i] << 8 * i;
	return first;
}

static bool
agree(const struct probe *p, struct sv text, size_t from, size_t len)
{
	struct probe_found a[MASK_MAX_BLOCKS], b[MASK_MAX_BLOCKS];
	bool same = true;

	memset(a, 0, sizeof(a));
	probe_slice_by(PROBE_PLAIN, p, text, from, len, a);
	for (unsigned w = PROBE_AVX2; w <= probe_widest(); w++) {
		memset(b, 0, sizeof(b));
		probe_slice_by((enum probe_width)w, p, text, from, len, b);
		same = same && memcmp(a, b, sizeof(a)) == 0;
	}
	return same;
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
	static const char prose[] = "fivedth one   ";
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

/* Words that differ in where they begin, from some of the set to none. */
static void
test_each(const struct probe *p)
{
	static const char *const of[] = { "five", "fives", "six", "sixty",
		"thousand", "thousandth", "ten", "tent", "tentative", "", "a",
		"zzzzzzzz", "tena", "tens" };
	uint64_t words[PROBE_MOST + PROBE_STEP] = { 0 };
	bool same = true, some = false;

	for (unsigned count = 0; count <= PROBE_MOST; count++)
		for (unsigned by = 0; by < NELEMS(of); by++) {
			uint64_t set = 0;

			for (unsigned i = 0; i < NELEMS(words); i++)
				words[i] = first_of(of[(i * by + i / 14) %
				    NELEMS(of)]);
			for (unsigned i = 0; i < count; i++)
				set |= (uint64_t)probe_has(p, words[i]) << i;
			for (unsigned w = 0; w <= probe_widest(); w++)
				same = same && probe_has_each_by(
				    (enum probe_width)w, p, words, count) ==
				    set;
			same = same && probe_has_each(p, words, count) == set;
			some = some || (set != 0 && set != UINT64_MAX);
		}
	tap_ok(same && some, "many words are asked for as one by one");
}

static const struct {
	const char *text;
	struct probe_found found;
} cases[] = {
	{ "Five six", { 1 | 1 << 5, 0, 0 } },
	{ "fivefold fiv", { 0, 0, 0 } },
	{ "FIVE,sixty si xix", { 1, 0, 0 } },
	{ "7six_six", { 1 << 1 | 1 << 5, 0, 0 } },
	{ "thousand thousandth thousan", { 1 | 1 << 9, 0, 0 } },
	{ "tent Tenth tenants ten", { 1 | 1 << 5, 0, 0 } },
	{ "un\xc3\xa9 fo\xc3\xa9s", { 0, 1 | 1 << 5, 0 } },
	{ "abcdef\xc3\xa9 x", { 0, 0, 0 } },
	{ "fived\xc3\xa9 x", { 0, 1, 0 } },
	{ "tented\xc3\xa9 tentative\xc3\xa9", { 1 << 9, 1, 0 } },
	{ "abcdef\xc3\x97x", { 0, 0, 1 } },
	{ "tentative\xc3\x97x", { 0, 0, 1 } },
	{ "abcdef\xe2\x80\x9cx", { 0, 0, 1 } },
	{ "abcdef\xc3 xyz", { 0, 0, 1 } },
	{ "abcdef\xa9xyz ", { 0, 0, 1 } },
	{ "", { 0, 0, 0 } },
};

/* No byte behind the text is asked for: its last words are read one by one. */
static void
test_end(const struct probe *p)
{
	static const char text[] = "one two, six.";
	struct probe_found found = { 0, 0, 0 };
	char *only = malloc(sizeof(text) - 1);

	if (only == NULL)
		return;
	memcpy(only, text, sizeof(text) - 1);
	probe_slice(p, sv_make(only, sizeof(text) - 1), 0, sizeof(text) - 1,
	    &found);
	tap_ok(found.plain == 0 && found.latin == 1 << 9,
	    "words near the end of the text");
	free(only);
	probe_slice(p, SV("abcd"), 0, 4, &found);
	tap_ok(found.plain == 0 && found.other == 1,
	    "the end of a slice may not be that of a word");
}

int
main(void)
{
	static struct probe p;
	struct probe_found found;

	probe_add(&p, first_of("five"), false);
	probe_add(&p, first_of("six"), false);
	probe_add(&p, first_of("thousand"), false);
	probe_add(&p, first_of("tent"), true);
	tap_ok(probe_has(&p, first_of("five")) &&
	    probe_has(&p, first_of("thousandth")) &&
	    probe_has(&p, first_of("tenth")) &&
	    !probe_has(&p, first_of("fives")) &&
	    !probe_has(&p, first_of("ten")), "asked for one word");
	test_agree(&p);
	test_each(&p);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		char longer[128] = { 0 };

		/* The last byte of a slice is in doubt: add one. */
		memcpy(longer, text.ptr, text.len);
		probe_slice(&p, sv_make(longer, sizeof(longer)), 0,
		    text.len + 1, &found);
		tap_ok(found.plain == cases[i].found.plain &&
		    found.latin == cases[i].found.latin &&
		    found.other == cases[i].found.other, "%s", cases[i].text);
	}
	test_end(&p);
	return tap_done();
}
