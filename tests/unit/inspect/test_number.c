/* Numbers at a glance: which matchers could find something at all. */
#include <string.h>

#include "inspect/match/cluster.h"
#include "inspect/match/number.h"
#include "tests/tap/tap.h"

enum { UP_TO_5 = NUMBER_DIGITS | NUMBER_UP_TO_5,
	UP_TO_4 = UP_TO_5 | NUMBER_UP_TO_4,
	DATE = UP_TO_4 | NUMBER_DATE };	/* a day */

/* The facts about the cluster of the first digit. */
static const struct {
	const char *text;
	unsigned facts;
} cases[] = {
	{ "12", DATE },
	{ "no 123 at", UP_TO_4 },
	{ "NO 123 at", UP_TO_4 | NUMBER_PAIR },
	{ "no 12 at", DATE | NUMBER_PAIR },
	{ "in-no 12 at", DATE | NUMBER_PAIR },
	{ "dino 12 at", DATE },
	{ "\\nno 12", DATE | NUMBER_PAIR },
	{ "no 8", DATE },
	{ "in 1998 and", UP_TO_4 },
	{ "in 1998. And", UP_TO_4 },
	{ "in 1998.", UP_TO_4 },
	{ "1998. 03.", DATE | NUMBER_LINE },
	{ "1998.\u00a003.", DATE | NUMBER_LINE },
	{ "1998. m\u00e1rcius", DATE },
	{ "1998. gada", DATE },
	{ "1998 m. kovo", DATE },
	{ "1998 mal", UP_TO_4 },
	{ "1998.5", UP_TO_4 | NUMBER_GROUPS },
	{ "1998.Sun", UP_TO_4 },
	{ "a 12345,", UP_TO_5 },
	{ ":de. 12345,", UP_TO_5 | NUMBER_CODE },
	{ "=DEX: 12345,", UP_TO_5 | NUMBER_CODE },
	{ ", 12345", UP_TO_5 },
	{ "a... 12345", UP_TO_5 },
	{ "180.818400185325", UP_TO_4 | NUMBER_FRACTION },
	{ "190.818400185325", UP_TO_4 },
	{ "908.818400185325", UP_TO_4 },
	{ "= 48.8583 N", DATE | NUMBER_FRACTION | NUMBER_LINE },
	{ "= 48.858 N", DATE },
	{ "908 818400185325", UP_TO_4 | NUMBER_CARD },
	{ "90818.400185325", UP_TO_5 },
	{ "x=123456", NUMBER_DIGITS | NUMBER_LINE },
	{ "(030) 1234567", UP_TO_4 | NUMBER_CALLED },
	{ "+49 30 123456", DATE | NUMBER_CALLED | NUMBER_LINE },
	{ "0049", UP_TO_4 | NUMBER_CALLED },
	{ "1234 (56)", UP_TO_4 | NUMBER_LINE },
	{ "1234(56)", UP_TO_4 | NUMBER_LINE },
	{ "1234 (at", UP_TO_4 },
	{ "1234 -  (-  5", UP_TO_4 },
	{ "fit-3 ta", NUMBER_DATE },
	{ "fit-345", 0 },
	{ "123 (4567)", UP_TO_4 },
	{ "4111 1111 1111 1111", UP_TO_4 | NUMBER_CARD | NUMBER_LINE },
	{ "4111 1111 1111 111X", UP_TO_4 | NUMBER_LINE },
	{ "123456789012", NUMBER_DIGITS | NUMBER_LINE },
	{ "12345678901234567890", NUMBER_DIGITS },
	{ "=DE89 3704 0044", NUMBER_CODE | NUMBER_PAIR | NUMBER_LINE },
	{ "=DE 8", DATE },
	{ "=DE 89", DATE | NUMBER_PAIR },
	{ "E 8", DATE },
	{ "DE:12345", UP_TO_5 | NUMBER_CODE | NUMBER_COLON | NUMBER_GROUPS },
	{ "4073 98ED", UP_TO_4 | NUMBER_PAIR_LAST | NUMBER_LINE },
	{ "00:1a:2b", DATE | NUMBER_CALLED | NUMBER_COLON |
	    NUMBER_GROUPS },
	{ "001a.2b3c.4d5e", UP_TO_4 | NUMBER_CALLED | NUMBER_GROUPS |
	    NUMBER_LINE },
	{ "::1", DATE | NUMBER_COLON | NUMBER_GROUPS },
};

/* The same where the text goes on. */
static void
test_in_more(struct sv text, unsigned facts)
{
	char more[64];
	struct cluster c;

	memset(more, '\n', sizeof(more));
	memcpy(more, text.ptr, text.len);
	cluster_read(sv_make(more, sizeof(more)), strcspn(more, "0123456789"),
	    0, &c);
	tap_is_int(number_facts(sv_make(more, sizeof(more)), &c), facts,
	    "%.*s, and more", SV_ARG(text));
}

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
		test_in_more(text, cases[i].facts);
	}
	return tap_done();
}
