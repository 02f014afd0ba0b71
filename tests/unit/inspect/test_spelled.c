/* Numbers in words: what is read as one, and what may follow one. */
#include <ctype.h>
#include <string.h>

#include "base/attr.h"
#include "inspect/unfold/spelled.h"
#include "inspect/unfold/spelled_table.h"
#include "tests/tap/tap.h"

enum { ROOM = 64 };

/* Does `word` follow a blank, in small letters, with a capital, in capitals? */
static bool
follows(const char *word)
{
	char text[ROOM] = " ";
	size_t len = strlen(word);

	memcpy(text + 1, word, len);
	text[1 + len] = '.';
	if (!spelled_follows(sv_make(text, len + 2), 0) ||
	    !spelled_follows(sv_make(text, len + 1), 0))
		return false;
	text[1] = (char)toupper((unsigned char)text[1]);
	if (!spelled_follows(sv_make(text, len + 2), 0))
		return false;
	for (size_t i = 1; i <= len; i++)
		text[i] = (char)toupper((unsigned char)text[i]);
	return spelled_follows(sv_make(text, len + 2), 0);
}

static void
test_follows(void)
{
	static const char *const fillers[] = { "a", "e", "et", "i", "y",
		"and", "och", "og", "si", "und" };
	static const char *const others[] = { " house", " fourth", " x",
		" the ", " ...four", "four", "x four", "", " " };
	static const char *const more[] = { " Four", ", four", " - four",
		" \"four", " OKay", " f\xc3\xbcnf", " \xc3\xa5tta",
		" t\xcc\x88res", "\r\n four" };
	bool all = true;

	for (size_t i = 0; i < spelled_row_count; i++)
		if (!follows(spelled_rows[i].word)) {
			tap_ok(false, "%s follows", spelled_rows[i].word);
			all = false;
		}
	tap_ok(all, "all numbers follow one");
	for (size_t i = 0; i < NELEMS(fillers); i++)
		tap_ok(follows(fillers[i]), "%s follows", fillers[i]);
	for (size_t i = 0; i < NELEMS(more); i++)
		tap_ok(spelled_follows(sv_cstr(more[i]), 0), "one follows: %zu",
		    i);
	for (size_t i = 0; i < NELEMS(others); i++)
		tap_ok(!spelled_follows(sv_cstr(others[i]), 0),
		    "none follows: %s", others[i]);
}

static const struct {
	const char *text, *digits;	/* "": none */
} cases[] = {
	{ "null sechs eins zwo drei vier", "061234" },
	{ "zero six one double four five", "061445" },
	{ "z\xc3\xa9ro six douze trente-quatre", "061234" },
	{ "null sju seks åtte tjueen ni",
	    "0768219" },
	{ "núll einn tveir þrír fjórir fimm sjö átta níu",
	    "012345789" },
	{ "čtyřicet čtyři nula pět čtrnáct nula jedna",
	    "44051401" },
	{ "štyridsaťštyri nula päť štrnásť nula jedna",
	    "44051401" },
	{ "četrdeset i četiri nula pet četrnaest nula jedan",
	    "44051401" },
	{ "štiriinštirideset nula pet štirinajst nula ena",
	    "44051401" },
	{ "patruzeci și patru zero cinci paisprezece zero unu",
	    "44051401" },
	{ "четиридесет и четири нула "
	    "пет четиринадесет нула едно",
	    "44051401" },
	{ "negyvennégy nulla öt tizennégy nulla egy",
	    "44051401" },
	{ "fireogfyrre nul fem fjorten nul en",
	    "44051401" },
	{ "neljäkymmentäneljä nolla viisi neljätoista nolla yksi",
	    "44051401" },
	{ "nelikümmend neli null viis neliteist null üks",
	    "44051401" },
	{ "četrdesmit četri nulle pieci četrpadsmit nulle viens",
	    "44051401" },
	{ "keturiasdešimt keturi nulis penki keturiolika nulis vienas",
	    "44051401" },
	{ "σαράντα τέσσερα μηδέν "
	    "πέντε δεκατέσσερα μηδέν ένα",
	    "44051401" },
	{ "one two three", "" },
	{ "one two three, house", "" },
	{ "one two drei vier f\xc3\xbcnf sechs", "" },
};

static void
test_read(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct spelled n;
		bool read = spelled_read(sv_cstr(cases[i].text), 0, &n);

		tap_ok(read == (cases[i].digits[0] != '\0') && (!read ||
		    sv_eq(sv_make(n.digits, n.len),
		    sv_cstr(cases[i].digits))), "%s", cases[i].text);
	}
}

int
main(void)
{
	test_follows();
	test_read();
	return tap_done();
}
