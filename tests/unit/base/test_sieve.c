/* The sieve before a search for literals: it may err in one direction only. */
#include <string.h>

#include "base/sieve.h"
#include "tests/tap/tap.h"

enum { TEXTS = 2000 };

static const struct sv literals[] = { SV_INIT("ghp_"), SV_INIT("SK"),
	SV_INIT("password"), SV_INIT(":AA"), SV_INIT("\xc3\xbc!") };

/* Numbers that look random but are the same each time. */
static uint32_t
next(uint32_t *state)
{
	*state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
	return *state >> 8;
}

/* Every literal, in either case, at every place of a text of each length. */
static void
test_never_missed(const struct sieve *s)
{
	unsigned missed = 0;
	char text[SIEVE_TEXT + 8];

	for (size_t i = 0; i < NELEMS(literals); i++)
		for (size_t len = literals[i].len; len < sizeof(text); len++)
			for (size_t at = 0; at + literals[i].len <= len;
			    at++) {
				memset(text, 'e', len);
				memcpy(text + at, literals[i].ptr,
				    literals[i].len);
				missed += !sieve_passes(s,
				    sv_make(text, len));
				text[at] ^= at % 2 != 0 &&
				    text[at] >= 'A' ? 0x20 : 0;
				missed += !sieve_passes(s,
				    sv_make(text, len));
			}
	tap_is_int(missed, 0, "no literal is missed");
}

static void
test_few_pass(const struct sieve *s)
{
	unsigned passed = 0;
	uint32_t state = 1;
	char text[24];

	for (size_t i = 0; i < TEXTS; i++) {
		for (size_t k = 0; k < sizeof(text); k++)
			text[k] = (char)('0' + next(&state) % 10);
		passed += sieve_passes(s, sv_make(text, sizeof(text)));
	}
	tap_ok(passed < TEXTS / 20, "%u of %d pass", passed, TEXTS);
}

int
main(void)
{
	static struct sieve s, one;

	tap_ok(!sieve_passes(&s, SV("ghp_")), "nothing to look for");
	for (size_t i = 0; i < NELEMS(literals); i++)
		sieve_add(&s, literals[i]);
	tap_is_int(s.least, 2, "the shortest");
	test_never_missed(&s);
	test_few_pass(&s);
	tap_ok(!sieve_passes(&s, SV("k")) && !sieve_passes(&s, SV("")),
	    "too short");
	tap_ok(sieve_passes(&s, SV("sk")), "as short as can be");
	tap_ok(!sieve_passes(&s, SV("a passenger")) &&
	    sieve_passes(&s, SV("a passwords")), "eight bytes count");
	sieve_add(&one, SV("x"));
	tap_ok(sieve_passes(&one, SV("y")) && !sieve_passes(&one, SV("")),
	    "one byte could be anywhere");
	return tap_done();
}
