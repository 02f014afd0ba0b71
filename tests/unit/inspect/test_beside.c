/* What stands beside a number: which matchers could make something of it? */
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "inspect/address/address_words.h"
#include "inspect/match/beside.h"
#include "inspect/match/match.h"
#include "inspect/match/number.h"
#include "inspect/words/word_table.h"
#include "tests/tap/tap.h"

enum { STREET = BESIDE_STREET, NAME = BESIDE_NAME, CODE = BESIDE_CODE,
	MONTH = BESIDE_MONTH, ALL = BESIDE_SETS - 1 };

static const struct {
	const char *text;
	unsigned may, surely_not;
} cases[] = {
	{ "one of the 12 who go", 0, ALL },
	{ "one of the 12 to", 0, ALL & ~MONTH },
	{ "with 7.", 0, ALL },
	{ "argv[3] = 0;", 0, ALL },
	{ "a pair (5, with", 0, ALL },
	{ "since version 2.4, and", 0, ALL },
	{ "the value -1 is", 0, ALL },
	{ "as in IPv4 and", 0, CODE },
	{ "see lib64/ld", 0, CODE },
	{ "whichever ISO 8859 of", 0, STREET | NAME },
	{ "as in rue ISO 8859 or", STREET, 0 },
	{ "as in McDo 5 or", STREET | NAME, 0 },
	{ "at the          5 or", 0, STREET | NAME },
	/* Streets, before the number and behind it. */
	{ "wohnt Hauptstr. 5 in", STREET, 0 },
	{ "at Ilica 5 in", STREET | NAME, CODE },
	{ "at Ilica, 5 in", STREET, 0 },
	{ "in petofi utca 5 or", STREET, CODE },
	{ "at Stra\u00dfe 12 in", STREET, 0 },
	{ "at the 12 Market Row or", STREET, 0 },
	{ "at the 12, rue de la paix", STREET, NAME },
	{ "at the 12 bis rue", STREET, NAME },
	{ "at apo aa 33879 or", STREET, 0 },
	/* Postcodes. */
	{ "street five, 10115 Berlin", CODE, 0 },
	{ "street five, 1012 Sofia", CODE, 0 },
	{ "street five,\n101 Sofia", CODE, 0 },
	{ "street five, SW1A 2AA", CODE, 0 },
	{ "street five, VLT 1111", CODE, 0 },
	{ "at L-4010 esch", CODE, 0 },
	{ "in SI-1000 there", CODE, 0 },
	{ "array E200 there", 0, CODE },
	{ "at K67 X285 there", CODE, 0 },
	{ "then 7909 Freiburg, Weg", 0, CODE },
	{ "then 79098 Freiburg, Weg", CODE, 0 },
	{ "so.1998 Freiburg, Weg", CODE, 0 },
	{ "in April, 1998 and", CODE, 0 },
	{ "then x 1998 and", 0, CODE },
	/* Dates. */
	{ "on the 12 march 1985", MONTH, 0 },
	{ "on the 12. M\u00e4rz 1985", MONTH, 0 },
	{ "on the 12 of march", MONTH, 0 },
	{ "on march 12, 1985", MONTH, 0 },
	{ "on march 12th, 1985", MONTH, 0 },
	{ "on the 12.XI.1984", MONTH, 0 },
	{ "on the 12 XI 1984", MONTH, 0 },
	{ "on the 12. 3. 1985", MONTH, 0 },
	{ "on the 12.\u00a03. 1985", MONTH, 0 },
	{ "on the 42 march 1985", 0, MONTH },
	{ "it is 12 (1985)", 0, 0 },
	{ "it is 12 a year", 0, MONTH },
	{ "fit-3 ta' Mejju", MONTH, 0 },
	{ "in UTF-8 we", 0, MONTH },
	{ "at 6 (23:50", 0, MONTH },
};

/* Of the first number, in the middle of a text. */
static unsigned
find_in(const struct beside_asks *a, const char *text, const char *around)
{
	char more[160];
	struct cluster c;
	int before = snprintf(more, sizeof(more), "%s %s %s", around, text,
	    around);
	struct sv all = sv_make(more, (size_t)before);
	size_t at = strlen(around);

	while (more[at] < '0' || more[at] > '9')
		at++;
	cluster_read(all, at, 0, &c);
	return (unsigned)beside_asked(a, all, &c);
}

/* As if each were wanted by one matcher that needs nothing else. */
static void
ask_all(struct beside_asks *a)
{
	static uint64_t asked[NUMBER_FACTS];
	static uint8_t wanted[NUMBER_FACTS];

	for (size_t i = 0; i < NUMBER_FACTS; i++) {
		asked[i] = ALL;
		wanted[i] = ALL;
	}
	for (unsigned found = 0; found < BESIDE_SETS; found++)
		a->without[found] = found;
	a->asked = asked;
	a->wanted = wanted;
}

int
main(void)
{
	struct address_words *streets;
	struct word_table *dates;
	struct beside_asks a;
	unsigned found;

	if (address_words_new(&streets) != 0 || word_table_new(
	    match_date_words, match_date_word_lists, &dates) != 0)
		return 1;
	a.words = (struct beside_words){ &streets->hints,
		word_table_heads(dates) };
	ask_all(&a);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		found = find_in(&a, cases[i].text,
		    "and so on with these and other words");
		tap_ok((found & cases[i].may) == cases[i].may &&
		    (found & cases[i].surely_not) == 0, "%s", cases[i].text);
		tap_is_int(find_in(&a, cases[i].text, ""), ALL,
		    "too near to an end to tell");
	}
	word_table_free(dates);
	address_words_free(streets);
	return tap_done();
}
