/* Numbers at a glance: which matchers could find something at all. */
#include <string.h>

#include "inspect/cluster.h"
#include "inspect/number.h"
#include "tests/tap/tap.h"

enum { UP_TO_5 = NUMBER_DIGITS | NUMBER_UP_TO_5,
	UP_TO_4 = UP_TO_5 | NUMBER_UP_TO_4,
	DATE = UP_TO_4 | NUMBER_DATE };

/* The facts about the cluster of the first digit. */
static const struct {
	const char *text;
	unsigned facts;
} cases[] = {
	{ "12", DATE },
	{ "no 123 at", UP_TO_4 | NUMBER_PAIR },
	{ "a 12345,", UP_TO_5 },
	{ ":de. 12345,", UP_TO_5 | NUMBER_CODE },
	{ "=DEX: 12345,", UP_TO_5 | NUMBER_CODE },
	{ ", 12345", UP_TO_5 },
	{ "a... 12345", UP_TO_5 },
	{ "908.818400185325", UP_TO_4 },
	{ "908 818400185325", UP_TO_4 | NUMBER_CARD },
	{ "90818.400185325", UP_TO_5 },
	{ "x=123456", NUMBER_DIGITS | NUMBER_LINE },
	{ "(030) 1234567", UP_TO_4 | NUMBER_CALLED },
	{ "+49 30 123456", DATE | NUMBER_CALLED | NUMBER_LINE },
	{ "0049", DATE | NUMBER_CALLED },
	{ "1234 (56)", DATE | NUMBER_LINE },
	{ "1234(56)", DATE | NUMBER_LINE },
	{ "1234 and", DATE },
	{ "fit-3 ta", NUMBER_DATE },
	{ "fit-345", 0 },
	{ "123 (4567)", UP_TO_4 },
	{ "4111 1111 1111 1111", DATE | NUMBER_CARD | NUMBER_LINE },
	{ "4111 1111 1111 111X", DATE | NUMBER_LINE },
	{ "123456789012", NUMBER_DIGITS | NUMBER_LINE },
	{ "12345678901234567890", NUMBER_DIGITS },
	{ "=DE89 3704 0044", NUMBER_CODE | NUMBER_PAIR | NUMBER_LINE },
	{ "=DE 8", DATE | NUMBER_PAIR },
	{ "E 8", DATE },
	{ "DE:12345", UP_TO_5 | NUMBER_CODE | NUMBER_COLON | NUMBER_GROUPS },
	{ "4073 98ED", DATE | NUMBER_PAIR_LAST | NUMBER_LINE },
	{ "00:1a:2b", DATE | NUMBER_CALLED | NUMBER_COLON |
	    NUMBER_GROUPS },
	{ "001a.2b3c.4d5e", UP_TO_4 | NUMBER_CALLED | NUMBER_GROUPS |
	    NUMBER_LINE },
	{ "::1", DATE | NUMBER_COLON | NUMBER_GROUPS },
};

int
main(void)
{
	struct cluster c;

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);

		cluster_read(text, strcspn(cases[i].text, "0123456789"), 0,
		    &c);
		tap_is_int(number_facts(text, &c), cases[i].facts, "%s",
		    cases[i].text);
	}
	return tap_done();
}
