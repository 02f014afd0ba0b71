/* Context words: near on both sides, whole, in phrases, in labels. */
#include <string.h>

#include "inspect/words/context_view.h"
#include "tests/tap/tap.h"

enum { PHONE, BIRTH };

static const struct {
	uint16_t group;
	const char *phrase;
} vocabulary[] = {
	{ PHONE, "tel" },
	{ PHONE, "telefon*" },
	{ PHONE, "num\xc3\xa9ro de t\xc3\xa9l\xc3\xa9phone" },
	{ BIRTH, "date of birth" },
	{ BIRTH, "n\xc3\xa9 le" },
	{ BIRTH, "tel" },
	{ PHONE, "dni" },
	{ PHONE, "bce" },
	{ PHONE, "\xce\xb1\xce\xbc\xce\xba\xce\xb1" },
	{ BIRTH, "geb*" },
	{ BIRTH, "\xd1\x82\xd0\xb5\xd0\xbb" },
	{ BIRTH, "festa da nena" },
	{ BIRTH, "kop van de vrouw" },
	{ BIRTH, "k. o. z" },
	{ BIRTH, "kj\xc3\xb8r m\xc3\xa5ned" },
	{ BIRTH, "h\xc3\xb6nl\xc3\xa4n" },
};

/* The candidate is the run of `#` in the text. */
static const struct {
	const char *text, *label;
	int phone, birth;
} cases[] = {
	{ "tel: ###", "", 2, 2 },
	{ "### (Telefonnummer)", "", 2, -1 },
	{ "hotel ###", "", -1, -1 },
	{ "TEL ###", "", 1, 1 },
	{ "TELNR ###", "", -1, -1 },
	{ "\xd0\xa2\xd0\x95\xd0\x9b. ###", "", -1, 2 },
	{ "telNr ###", "", 3, 3 },
	{ "teL ###", "", 1, 1 },
	{ "{tel}: ###", "", 3, 3 },
	{ "\xe2\x80\x93tel ###", "", 1, 1 },
	{ "\xe2\x80\x9etel\xe2\x80\x9c ###", "", 4, 4 },
	{ "te\xe2\x80\x8bl\xe2\x80\x8b ###", "", 1, 1 },
	{ "\xe2\x80\x8btel ###", "", 1, 1 },
	{ "3tel ###", "", -1, -1 },
	{ "tel2 ###", "", 2, 2 },
	{ "bce ###", "", 1, -1 },
	{ "f3-bce4-11 ###", "", -1, -1 },
	{ "###", "customerTel", 0, 0 },
	{ "Num\xc3\xa9ro de t\xc3\xa9l\xc3\xa9phone ###", "", 1, -1 },
	{ "numero de telephone ###", "", 1, -1 },
	{ "date of ### birth", "", -1, -1 },
	{ "birth_date of ###", "", -1, -1 },
	{ "date birth ###", "", -1, 1 },
	{ "date d ###", "", -1, -1 },
	{ "dateBirth=###", "", -1, 1 },
	{ "datebirth=###", "", -1, 1 },
	{ "###", "num_telephone", -1, -1 },
	{ "###", "numeroTelephone", 0, -1 },
	{ "FESTA_NENA ###", "", -1, 1 },
	{ "kop vrouw ###", "", -1, 1 },
	{ "kop van vrouw ###", "", -1, -1 },
	{ "k.z. ###", "", -1, -1 },
	{ "kjor maned ###", "", -1, 1 },
	{ "KJOER_MAANED ###", "", -1, 1 },
	{ "kjoerMaaned ###", "", -1, 1 },
	{ "hoenlaen ###", "", -1, 1 },
	{ "honlaen ###", "", -1, -1 },
	{ "date-of-birth ###", "", -1, 1 },
	{ "DATE OF BIRTH ###", "", -1, 1 },
	{ "n\xc3\xa9Le ###", "", -1, 1 },
	{ "N\xc3\x89 LE ###", "", -1, 1 },
	{ "dateOfBirth=###", "", -1, 1 },
	{ "DATEOFBIRTH=###", "", -1, 1 },
	{ "dateofbirths=###", "", -1, -1 },
	{ "date of the birth ###", "", -1, -1 },
	{ "geb ###", "", -1, 1 },
	{ "geborenen ###", "", -1, 1 },
	{ "ge ###", "", -1, -1 },
	{ "### ne le", "", -1, 1 },
	{ "n\xc3\xa9, le ###", "", -1, 1 },
	{ "D.N.I. ###", "", 2, -1 },
	{ "d.n.i.: ###", "", 3, -1 },
	{ "\xce\x91.\xce\x9c.\xce\x9a.\xce\x91. ###", "", 2, -1 },
	{ "D. N. I. ###", "", -1, -1 },
	{ "D.NI ###", "", -1, -1 },
	{ "### (D.N.I.)", "", 2, -1 },
	/* A word behind it that a value follows is of that value. */
	{ "###  Date of birth: 1.2.1980", "", -1, -1 },
	{ "###, tel=0171", "", -1, -1 },
	{ "###  Tel.:\n 0171", "", -1, -1 },
	{ "\"x\": \"###\", \"dni\": \"1\"", "", -1, -1 },
	{ "### dni: \xce\xb1", "", -1, -1 },
	{ "### (my dni:)", "", 5, -1 },
	{ "### is my dni: ", "", 7, -1 },
	{ "dni: ### tel: 1", "", 2, -1 },
	{ "###                                              date of birth", "",
	    -1, 46 },
	{ "###                                                date of birth",
	    "", -1, -1 },
	{ "", "", -1, -1 },
	{ "tel                                                           "
	  "                    ###", "", -1, -1 },
};

/* None of these holds a word of BIRTH, nor the first of a phrase. */
static const char *const unsought[] = {
	"### hotel", "### telefon", "### te l", "### 3 ge", "### DATA",
	"### die Ger\xc3\xbc" "che", "### of birth", "### d\xc3\xa9j\xc3\xa0",
	"### \xc3\xbc" "ber den n\xc3\xa4" "chsten", "",
	/* Signs, and letters alone of this script and of others. */
	"### \xc2\xa3 9", "### \xc2\xad \xc2\xb1", "### \xc3\xa9 E 1",
	"### \xd0\xb6 \xd8\xaa \xe0\xb8\x81", "### D 0 N,",
};

static const uint16_t groups[] = { PHONE, BIRTH };
static const struct context_query queries[] = {
	{ groups, 1, 0, CONTEXT_BEFORE, CONTEXT_AFTER },
	{ groups + 1, 1, 0, CONTEXT_BEFORE, CONTEXT_AFTER },
};

static struct context *
make(void)
{
	struct context *c = NULL;
	uint16_t group;
	int err = context_new(&c);

	for (int i = 0; i < 2 && err == 0; i++)
		err = context_group(c, &group);
	for (size_t i = 0; i < NELEMS(vocabulary) && err == 0; i++)
		err = context_add(c, vocabulary[i].group,
		    sv_cstr(vocabulary[i].phrase));
	if (err == 0)
		context_seek(c, SOUGHT_DATE, BIRTH);
	if (err == 0)
		context_name(c, BIRTH);
	if (err == 0)
		err = context_ready(c);
	tap_is_int(err, 0, "a vocabulary");
	return c;
}

/* All of a text is a phrase of a group that names values. */
static void
test_holds(const struct context *c)
{
	static const struct {
		const char *text;
		bool holds;
	} texts[] = {
		{ "date of birth", true }, { "Date-of-Birth", true },
		{ "dateOfBirth", true }, { "DATEOFBIRTH", true },
		{ "tel", true }, { "N\xc3\x89 LE", true },
		{ "dni", false }, { "date of", false }, { "geburt", false },
		{ "the date of birth", false }, { "", false },
		{ "a b c d e f g", false },
	};

	for (size_t i = 0; i < NELEMS(texts); i++)
		tap_ok(context_holds(c, sv_cstr(texts[i].text)) ==
		    texts[i].holds, "%s is%s such a phrase", texts[i].text,
		    texts[i].holds ? "" : " not");
}

/* What is not sought is not near, also in the middle of a longer text. */
static void
test_sought(const struct context *c, struct arena *a)
{
	static const struct context_span window = { CONTEXT_BEFORE,
		CONTEXT_AFTER };
	struct context_view v = { 0 };
	char longer[400];

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		ptrdiff_t start = sv_find_char(text, '#');
		size_t at = start < 0 ? 0 : (size_t)start;

		context_begin(&v, c, a, text, sv_cstr(cases[i].label));
		tap_ok(cases[i].birth < 0 ||
		    context_sought(&v, SOUGHT_DATE, window, at, at + 3), "sought: %s",
		    cases[i].text);
		memset(longer, ' ', sizeof(longer));
		memcpy(longer + 150, text.ptr, text.len);
		context_begin(&v, c, a, sv_make(longer, sizeof(longer)),
		    sv_cstr(cases[i].label));
		tap_ok(cases[i].birth < 0 || context_sought(&v, SOUGHT_DATE,
		    window, 150 + at, 150 + at + 3), "sought, in more: %s",
		    cases[i].text);
	}
	for (size_t i = 0; i < NELEMS(unsought); i++) {
		struct sv text = sv_cstr(unsought[i]);

		context_begin(&v, c, a, text, SV(""));
		tap_ok(!context_sought(&v, SOUGHT_DATE, window, 0, 3), "not sought: %s",
		    unsought[i]);
	}
}

static void
test_near(const struct context *c, struct arena *a)
{
	struct context_view v = { 0 };

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		ptrdiff_t start = sv_find_char(text, '#');
		size_t at = start < 0 ? 0 : (size_t)start;

		context_begin(&v, c, a, text, sv_cstr(cases[i].label));
		tap_is_int(context_near(&v, &queries[PHONE], at, at + 3),
		    cases[i].phone, "phone: %s", cases[i].text);
		tap_is_int(context_near(&v, &queries[BIRTH], at, at + 3),
		    cases[i].birth, "birth: %s", cases[i].text);
	}
	tap_is_int(v.err, 0, "no error");
}

/* Asked in any order, forward or back, a view answers the same. */
static void
test_order(const struct context *c, struct arena *a)
{
	struct context_view on = { 0 }, fresh = { 0 };
	char text[4000];
	bool same = true;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = "ab tel, telefonat 12 "[i * 7 % 21];
	context_begin(&on, c, a, sv_make(text, sizeof(text)), SV(""));
	for (size_t i = 0; i < 2000; i++) {
		size_t at = i < 1000 ? i * 4 : i * 7919 % 3990;

		context_begin(&fresh, c, a, on.text, SV(""));
		same = same &&
		    context_near(&on, &queries[PHONE], at, at + 5) ==
		    context_near(&fresh, &queries[PHONE], at, at + 5);
	}
	tap_ok(same, "the order of questions changes nothing");
}

int
main(void)
{
	static const char *const bad[] = { "", "*", "ab*", "a b*", "12",
		"one two three four five six" };
	struct context *c = make(), *other = NULL;
	struct arena a;
	uint16_t group;

	arena_init(&a, 1 << 22);
	test_near(c, &a);
	test_order(c, &a);
	test_holds(c);
	test_sought(c, &a);
	context_free(c);
	tap_is_int(context_new(&other), 0, "another");
	tap_is_int(context_group(other, &group), 0, "a group");
	for (size_t i = 0; i < NELEMS(bad); i++)
		tap_is_int(context_add(other, group, sv_cstr(bad[i])),
		    ERR_SYNTAX, "refused: '%s'", bad[i]);
	context_free(other);
	arena_done(&a);
	return tap_done();
}
