/*
 * Disguises of whole texts and by programs: encoded runs over lines and beside
 * a label, and what is left alone of what looks like them.
 */
#include "base/attr.h"
#include "inspect/detect.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/disguise_kit.h"
#include "tests/unit/inspect/packs_kit.h"

#define EMAIL	"personal.contact.email"
#define IBAN	"financial.iban"
#define PESEL	"personal.id.pl.pesel"

static const struct disguise_case cases[] = {
	/* A full line of a run, and words on the next one */
	{ IBAN, "see <<SUJBTjogREU4OSAzNzA0IDAwNDQgMDUzMiAwMTMwIDAwLCBhbmQgc28"
	    "gb24=>>\nPlease let me know" },
	{ IBAN, "see <<4942414e3a2044453839203337303420303034342030353332203031"
	    "3330203030>>\nPlease let me know" },
	{ IBAN, "see <<4942414e3a2044453839203337303420303034342030353332203031"
	    "3330203030>>\r\nThanks\r\nbye" },
	/* Wrapped */
	{ IBAN, "see\n<<c29tZSB3b3JkcyBmaXJzdCwgYW5kIHRoZW4gSUJBTjogREU4OSAzNzA0"
	    "IDAwNDQgMDUzMiAwMTMw\r\nIDAwLCBhbmQgc28gb24gYW5kIG9u>>\r\nThanks" },
	{ IBAN, "see\n<<736f6d6520776f7264732066697273742c204942414e3a2044453839"
	    "2033\n3730342030303434203035333220303133302030302c20616e6420736f>>"
	    "\n\nPlease" },
	/* The word stands before the run */
	{ PESEL, "PESEL: <<3434303531343031333539>> ok" },
	{ PESEL, "PESEL klienta = \"<<NDQwNTE0MDEzNTkgb2sgb2s=>>\"" },
	{ PESEL, "PESEL: <<MzQzNDMwMzUzMTM0MzAzMTMzMzUzOQ==>>" },
	/* Base32 of any text, in letters of either kind */
	{ PESEL, "x <<JZ2W3Q5JOJXSANBUGA2TCNBQGEZTKOJAKBCVGRKM>> y" },
	{ EMAIL, "x <<mfxg4ykamv4gc3lqnrss433sm4>> y" },
};

static const char *const clean[] = {
	"order: 3434303531343031333539 ok",
	"PESEL\n3434303531343031333539 stands on a line of its own",
	"internationalisations misunderstandings counterrevolutionaries",
};

static const struct disguise_body bodies[] = {
	{ "{\"x\":\"4942414e3a20444538392033373034203030343420303533322030313330"
	    "203030\\nPlease\"}", "{\"x\":\"TOKEN\\nPlease\"}" },
	{ "{\"x\":\"PESEL: 3434303531343031333539 ok\"}",
	    "{\"x\":\"PESEL: TOKEN ok\"}" },
};

int
main(void)
{
	struct detect_engine *e = packs_kit_open();

	if (e == NULL)
		return tap_done();
	disguise_kit_cases(e, cases, NELEMS(cases));
	disguise_kit_far(e, cases, NELEMS(cases));
	disguise_kit_clean(e, clean, NELEMS(clean));
	disguise_kit_rewrites(e, bodies, NELEMS(bodies));
	detect_close(e);
	return tap_done();
}
