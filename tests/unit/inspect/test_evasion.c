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
#define AWS	"secret.aws.access_key"

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
	/* zstd; bytes as lists with colons, dashes */
	{ IBAN, "z <<KLUv/SAc4QAASUJBTjogREU4OTM3MDQwMDQ0MDUzMjAxMzAwMA==>> x" },
	{ EMAIL, "x <<61:6e:6e:61:40:65:78:61:6d:70:6c:65:2e:6f:72:67>> y" },
	{ EMAIL, "x <<61-6E-6E-61-40-65-78-61-6D-70-6C-65-2E-6F-72-67>> y" },
	/* Escapes of strings in strings, of other languages */
	{ EMAIL, "{\\\"x\\\":\\\"<<anna\\\\u0040example\\\\u002eorg>>\\\"}" },
	{ EMAIL, "q=<<anna%u0040example.org>>&x" },
	{ EMAIL, "'<<anna\\x{40}example.org>>'" },
	{ IBAN, "k <<DE89&nbsp;3704&nbsp;0044&nbsp;0532&nbsp;0130&nbsp;00>>" },
	{ IBAN, "?k=<<DE89%203704%200044%200532%200130%2000>>&x=1" },
	/* Filled circles, Armenian and Cherokee letters, variation selectors */
	{ PESEL, "PESEL <<\xe2\x9d\xb9\xe2\x9d\xb9\xe2\x93\xbf"
	    "51401359>> ok" },
	{ EMAIL, "mail <<ann\x61@exampl\x65.\xd6\x85rg>> ok" },
	{ IBAN, "k <<\xe1\x8e\xa0\xe1\x8e\xac" "89370400440532013000>> x" },
	{ PESEL, "PESEL <<44051\xd8\x9c" "401359>> ok" },
	{ PESEL, "PESEL <<4\xe2\x80\x93" "4\xe2\x80\x93" "0\xe2\x80\x93"
	    "5\xe2\x80\x93" "1\xe2\x80\x93" "4\xe2\x80\x93" "0\xe2\x80\x93"
	    "1\xe2\x80\x93" "3\xe2\x80\x93" "5\xe2\x80\x93" "9>> ok" },
	{ EMAIL, "\xf0\x9f\x98\x80<<\xf3\xa0\x85\x91\xf3\xa0\x85\x92"
	    "\xf3\xa0\x84\xb0\xf3\xa0\x85\x95\xf3\xa0\x85\xa8"
	    "\xf3\xa0\x84\x9e\xf3\xa0\x85\x9f\xf3\xa0\x85\xa2"
	    "\xf3\xa0\x85\x97>> hi" },
	/* Tags, comments */
	{ IBAN, "k <b><<DE89</b>370400440532013000>> x" },
	{ IBAN, "k <<DE89<wbr>3704<wbr/>0044<!-- -->05320130<i></i>00>> x" },
	{ PESEL, "PESEL <<44<span class=\"x\">05</span><span>14</span>01359>> x" },
	{ EMAIL, "mail <<anna<B>@</B>example<em>.</em>org>> x" },
	/* Strings that a program joins, lists of single characters */
	{ IBAN, "x = \"<<DE89\" + \"37040044053\" +\n    \"2013000>>\";" },
	{ IBAN, "x = '<<DE8937' || '0400440' || '532013000>>'" },
	{ IBAN, "x = \"<<DE8937\" . \"0400440\" & \"532013000>>\"" },
	{ IBAN, "x = (\"<<DE8937\"\n\t\"0400440532013000>>\")" },
	{ IBAN, "x=DE; x='<<DE8937''0400440532013000>>'" },
	{ IBAN, "x = f\"<<DE8937\" + f\"0400440532013000>>\"" },
	{ PESEL, "pesel = ['<<4','4','0','5','1','4','0','1','3','5','9>>']" },
	{ PESEL, "pesel = {\"<<4\", \"4\", \"0\", \"5\", \"1\", \"4\", "
	    "\"0\", \"1\", \"3\", \"5\",\n \"9>>\"}" },
	{ AWS, "k = \"<<AK" "IA\" + \"QYLPMN5HHHFPZAM2>>\"" },
	/* Markdown and its escapes */
	{ PESEL, "PESEL <<44**05**1401359>>" },
	{ PESEL, "PESEL <<44051`401359>>`" },
	{ PESEL, "PESEL `<<4` `4` `0` `5` `1` `4` `0` `1` `3` `5` `9>>`" },
	{ EMAIL, "mail <<anna\\@example\\.org>>" },
	{ EMAIL, "mail <<anna\\_maria@example.org>>" },
	{ PESEL, "PESEL <<44051\\\n401359>>" },
	{ "secret.url.credentials", "x \"postgres:\\/\\/<<app:s3cr3tPq9>>@"
	    "db.corp.internal\\/prod\"" },
	/* Controls */
	{ PESEL, "PESEL <<4405\x1b[1;31m14\x1b[0m01359>>" },
	{ PESEL, "PESEL <<4405\x1b]0;t\a14\x1b]8;;u\x1b\\01359>>" },
	{ PESEL, "PESEL 4\b<<44\b40\b05\b51\b14\b40\b01\b13\b35\b59\b9>>" },
	{ PESEL, "PESEL <<44051\x01" "401\x7f" "359>>" },
	{ IBAN, "k <<D\x1b[1mE\x1b[0m89370400440532013000>>" },
	/* One in another */
	{ PESEL, "PESEL <<44<b>&#48;5</b>1401359>>" },
	{ IBAN, "x = \"<<NDQ0NTM4MzkzMzM3MzAzNDMwMzAzNDM0\" + \"MzAzNTMzMzIzMDMx"
	    "MzMzMDMwMzA=>>\"" },
	/* Dumps */
	{ PESEL, "<<00000000: 5045 5345 4c3a 2034 3430 3531 3430 3133  PESEL: "
	    "44051401\n00000010: 3539 0a                                  "
	    "59.>>\nend" },
	{ PESEL, "<<00000000  50 45 53 45 4c 3a 20 34  34 30 35 31 34 30 31 33  "
	    "|PESEL: 440514013|\n00000010  35 39 0a                         "
	    "                 |59.|>>\n00000013\n" },
	{ PESEL, "<<0000000 50 45 53 45 4c 3a 20 34 34 30 35 31 34 30 31 33\n"
	    "0000020 35 39 0a>>\n0000023" },
	{ PESEL, "<<0000000 4550 4553 3a4c 3420 3034 3135 3034 3331\n"
	    "0000010 3935 000a>>\n0000013" },
	{ PESEL, "\t<<0x0000:  4500 003c 5045 5345 4c3a 2034 3430 3531  E..<\n"
	    "\t0x0010:  3430 3133 3539 0000                      401359..>>\n" },
	{ PESEL, "PESEL <<00000000: 3434 3035 3134 3031 3335 39>>\n" },
	/* One line, with bytes of no text: not the readable column alone */
	{ PESEL, "PESEL <<00000000: efbb bf34 3430 3531 3430 3133 3539       "
	    "...44051401359>>\n" },
	{ PESEL, "PESEL <<00000000  0b 05 80 34 34 30 35 31  34 30 31 33 35 39 03"
	    "     |...44051401359.|>>\n" },
	/* Words of mail headers */
	{ EMAIL, "From: <<=?utf-8?B?YW5uYUBleGFtcGxlLm9yZw==?=>>" },
	{ EMAIL, "To: <<=?utf-8?Q?anna=40exa?=\r\n =?utf-8?q?mple.org?=>>" },
	{ EMAIL, "To: <<=?iso-8859-1*de?B?Zvxy?= =?x?B?IGFubmFAZXhhbXBsZS5vcmc"
	    "=?=>> x" },
};

static const char *const clean[] = {
	"order: 3434303531343031333539 ok",
	"PESEL\n3434303531343031333539 stands on a line of its own",
	"x = 2**32 + 10**16, 5**2658 and 10**exponent",
	"a = \"12345678\" + name + \"12345678\"",
	"[\"4111\", \"1111\", \"1111\", \"1111\"]",
	"<td>4111</td><td>1111</td><td>1111</td><td>1111</td>",
	"00000000 08:02 173521 /usr/bin/dbus-daemon",
	"0000000 12 34 56 78\n0000123 12 34 56 78",
	"at 12:34:56:78:90:12:34:56, 2020-12-31-11-59-00",
	"fe80:0000:0000:0000:0202:b3ff:fe1e:8329 and 4-4-2 or 4\xe2\x80\x93"
	    "4\xe2\x80\x93" "2",
	"C:\\users\\x and \\\\server\\share, printf(\"%u%u\")",
	"\xe2\x9d\xb6 first, \xe2\x9d\xb7 second \xe2\x9c\x94\xef\xb8\x8f",
	"\xd4\xb1\xd6\x80\xd5\xb4\xd5\xa5\xd5\xb6\xd5\xab\xd5\xa1 2024",
	"Is it =?utf-8 or =?x?y?z?=",
	"re.compile(r'[0-9]{2}\\.[0-9]{2}\\-[a-z]+\\_x')",
	"\x1b[32mINFO\x1b[0m started in \x1b[1m42\x1b[0m ms",
	"internationalisations misunderstandings counterrevolutionaries",
};

static const struct disguise_body bodies[] = {
	{ "{\"x\":\"4942414e3a20444538392033373034203030343420303533322030313330"
	    "203030\\nPlease\"}", "{\"x\":\"TOKEN\\nPlease\"}" },
	{ "{\"x\":\"k <b>DE89</b>370400440532013000 x\"}",
	    "{\"x\":\"k <b>TOKEN x\"}" },
	{ "{\"x\":\"a = \\\"DE89\\\" + \\\"370400440532013000\\\"\"}",
	    "{\"x\":\"a = \\\"TOKEN\\\"\"}" },
	{ "{\"x\":\"PESEL 44\\u001b[1m051\\u001b[0m401359 x\"}",
	    "{\"x\":\"PESEL TOKEN x\"}" },
	{ "{\"x\":\"=?utf-8?B?YW5uYUBleGFtcGxlLm9yZw==?= x\"}",
	    "{\"x\":\"TOKEN x\"}" },
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
