/* Where words may begin as a few do: wide and narrow agree, none is missed. */
#include <string.h>

#include "base/begins.h"
#include "tests/tap/tap.h"

enum { BYTES = 500 };

static const struct {
	const char *head;
	bool open;
} heads[] = { { "peid", false }, { "yhdistys", false }, { "no", false },
	{ "r\xc3\xa9gi", false }, { "\xce\xb1\xce\xbc", false },
	{ "tel", true } };

static const struct {
	const char *text;
	size_t at;		/* the first one; SIZE_MAX: nowhere */
} cases[] = {
	{ "peid", 0 },
	{ "PEID Nummer", 0 },
	{ "the Peid of", 4 },
	{ "thePeid", 3 },
	{ "thepeid", SIZE_MAX },
	{ "pei d", SIZE_MAX },
	{ "pei", SIZE_MAX },
	{ "7peid", 1 },
	{ "yhdessa", SIZE_MAX },
	{ "Yhdistykset", 0 },
	{ "nor", SIZE_MAX },
	{ "No", 0 },
	{ "no ", 0 },
	{ "noR", 0 },
	{ "NOR", 0 },
	{ "no{", 0 },
	{ "{no}", 1 },
	{ "no`", 0 },
	{ "no\x7f", 0 },
	{ "no7", 0 },
	{ "not now", SIZE_MAX },
	{ "n\xc3\xb6r", 0 },
	{ "no\xcc\x81r", 0 },
	{ "te", SIZE_MAX },
	{ "tel", 0 },
	{ "a telex", 2 },
	{ "atelex", SIZE_MAX },
	{ "aTel", 1 },
	{ "n.o.", 0 },
	{ "p.e.i.d.", 0 },
	{ "x.z.", SIZE_MAX },
	{ "p\xc3\xa9id", 0 },
	{ "p\xc3\xa9", 0 },
	{ "pe\xcc\x81id", 0 },
	{ "px\xc3\xa9id", SIZE_MAX },
	{ "xp\xc3\xa9id", SIZE_MAX },
	{ "x\xe2\x80\x93""peid", 4 },
	{ "x \xc3\xa9t\xc3\xa9", 2 },
	{ "\xe2\x80\x9e""x", 0 },
	{ "rem", 0 },
	{ "rim", 0 },
	{ "r\xc3\xa9m", 0 },
	{ "bad", SIZE_MAX },
	{ "", SIZE_MAX },
};

static void
fill(char *text, size_t len)
{
	uint32_t state = 7;

	for (size_t i = 0; i < len; i++) {
		state = state * 1664525 + 1013904223;
		text[i] = " peidxPEzzzXzz\xc3\xa9z\xe2\x80\x93..n{o`t}"[
		    (state >> 16) % 28];
	}
}

/* Do all forms that the processor has say the same as the plain one? */
static bool
agree(const struct begins *b, struct sv text, size_t at, size_t end)
{
	uint64_t want = begins_block_plain(b, text, at, end);
	bool same = begins_block(b, text, at, end) == want;

	for (unsigned wide = 0; wide <= wide_best(); wide++)
		same = same && begins_block_as((enum wide)wide, b, text, at,
		    end) == want;
	return same;
}

/* Is the first block that has one found, and none passed over? */
static bool
finds(const struct begins *b, struct sv text, size_t at, size_t end)
{
	size_t want = at, got = SIZE_MAX;
	uint64_t bits = 0, found = begins_find(b, text, at, end, &got);

	while (want < end && (bits = begins_block_plain(b, text, want,
	    text.len)) == 0)
		want += BEGINS_BLOCK;
	return found == bits && got == want;
}

int
main(void)
{
	static char text[BYTES];
	static struct begins b, rare, none;
	bool same = true, all = true;

	for (size_t i = 0; i < NELEMS(heads); i++)
		begins_add(&b, sv_cstr(heads[i].head), heads[i].open);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv s = sv_cstr(cases[i].text);
		uint64_t found = begins_block(&b, s, 0, s.len);

		tap_ok(agree(&b, s, 0, s.len) &&
		    (found == 0 ? SIZE_MAX : (size_t)__builtin_ctzll(found)) ==
		    cases[i].at, "%s", cases[i].text);
	}
	fill(text, sizeof(text));
	begins_add(&b, SV("a"), false);
	begins_add(&rare, SV("peid"), false);
	for (size_t at = 0; at <= sizeof(text); at++)
		for (size_t end = at; end <= sizeof(text); end++) {
			struct sv s = sv_make(text, at % 3 == 0 ? end :
			    sizeof(text));

			same = same && agree(&b, s, at, end);
			all = all && finds(&b, s, at, end) &&
			    finds(&rare, s, at, end) &&
			    finds(&none, s, at, end);
		}
	tap_ok(same, "wide and narrow agree");
	tap_ok(all, "block by block nothing is passed over");
	tap_ok(begins_block(&none, SV("no words at all"), 0, 15) == 0,
	    "nothing begins as none does");
	return tap_done();
}
