/* Words folded: scripts, accents, case changes, invisible characters. */
#include <string.h>

#include "base/buf.h"
#include "inspect/address/address_words.h"
#include "inspect/words/word.h"
#include "inspect/words/word_table.h"
#include "tests/tap/tap.h"

static const struct {
	const char *text, *words;	/* joined by |; + where parts touch */
} cases[] = {
	{ "", "" },
	{ "Date of birth: 1", "date|of|birth" },
	{ "birthDate", "birth+date" },
	{ "IBANNumber", "iban+number" },
	{ "IBANs", "ibans" },
	{ "IBAN, BIC: SWIFTCODE and PLZ", "iban|bic|swiftcode|and|plz" },
	{ "IBANNum OK\xc3\x89 ABCDEFGH1 NO\xc2\xad behind", "iban+num|oke|"
	    "abcdefgh|no|behind" },
	{ "phone_number", "phone|number" },
	{ "IPv4", "ipv" },
	{ "n\xc3\xa9\x65 le", "nee|le" },
	{ "ne\xcc\x81\x65 le", "nee|le" },
	{ "STRA\xc3\x9f\x45 Stra\xe1\xba\x9e", "strasse|strass" },
	{ "\xc5\x81\xc3\xb3\xc5\xba", "loz" },
	{ "\xce\x91\xce\xa6\xce\x9c \xce\xac\xcf\x86\xce\xbc",
	    "\xce\xb1\xcf\x86\xce\xbc|\xce\xb1\xcf\x86\xce\xbc" },
	{ "\xd0\x95\xd0\x93\xd0\x9d \xd1\x91", "\xd0\xb5\xd0\xb3\xd0\xbd|\xd0\xb5" },
	{ "te\xc2\xadl te\xe2\x80\x8bl", "tel|tel" },
	{ "a\xc2\xa0\x62\xe2\x80\x94\x63", "a|b|c" },
	{ "a\xff" "b", "a|b" },
	{ "\xe7\x94\xb5\xe8\xaf\x9d", "\xe7\x94\xb5\xe8\xaf\x9d" },
};

static void
read_all(struct sv text, struct buf *out)
{
	struct word_reader r = { text, 0 };
	struct word w;
	size_t end = SIZE_MAX;

	while (word_next(&r, text.len, &w)) {
		if (end != SIZE_MAX)
			buf_add_char(out, w.start == end ? '+' : '|');
		buf_add(out, w.folded, w.len);
		end = w.end;
	}
}

static const char *const months[] = { "may", "mai", "september",
	"\xce\xbc\xce\xb1\xce\xb9\xce\xbf\xcf\x85" };
static const char *const verbs[] = { "may", "can" };

enum { MONTH = 1, VERB = 2 };

static unsigned
look_up(const struct word_table *t, const char *text)
{
	struct word_reader r = { sv_cstr(text), 0 };
	struct word w;

	return word_next(&r, r.text.len, &w) ? word_table_find(t, &w) : 0;
}

static void
test_table(void)
{
	const struct word_list lists[] = {
		{ months, NELEMS(months), MONTH },
		{ verbs, NELEMS(verbs), VERB },
	};
	struct word_table *t = NULL;

	tap_is_int(word_table_new(lists, NELEMS(lists), &t), 0, "a table");
	tap_is_int(look_up(t, "May"), MONTH | VERB, "in two lists");
	tap_is_int(look_up(t, "can"), VERB, "in one");
	tap_is_int(look_up(t, "SEPTEMBER"), MONTH, "longer than its key");
	tap_is_int(look_up(t, months[3]), MONTH, "Greek");
	tap_is_int(look_up(t, "septemberx"), 0, "one letter more");
	tap_is_int(look_up(t, "ma"), 0, "one less");
	word_table_free(t);
	word_table_free(NULL);
}

/* May a word of the table begin so? */
static void
test_begin(void)
{
	static const char *const small[] = { "may", "x" };
	static const struct word_list list = { small, NELEMS(small), 1 };
	static const struct {
		const char *text;
		bool may;
	} heads[] = {
		{ "may", true }, { "mad", true }, { "May", true },
		{ "MAY", true }, { "ma", true }, { "m", false },
		{ "mb", false }, { "m.", false }, { "amay", false },
		{ "x", true }, { "x1", true }, { "x y", true },
		{ "xa", false }, { "Xa", false },
		/* An accent, or a part of a longer word. */
		{ "m\xc3\xa4y", true }, { "mB", true }, { "xA", true },
	};
	struct word_table *t = NULL;

	tap_is_int(word_table_new(&list, 1, &t), 0, "a table of two words");
	for (size_t i = 0; i < NELEMS(heads); i++)
		tap_ok(word_table_may_begin(t, sv_cstr(heads[i].text), 0) ==
		    heads[i].may, "%s: %s", heads[i].may ? "may begin" :
		    "no word begins so", heads[i].text);
	tap_ok(word_table_may_begin(t, SV("the may"), 4) &&
	    !word_table_may_begin(t, SV("the may"), 1),
	    "inside of a text");
	word_table_free(t);
}

static void
test_streets(void)
{
	static const struct {
		const char *text;
		unsigned lists, ends;
	} streets[] = {
		{ "Rue", IN_KINDS | IN_FIRST_KINDS | IN_WHOLE, 0 },
		{ "street", IN_ENGLISH | IN_ENGLISH_SURE, 0 },
		{ "walk", IN_ENGLISH, 0 },
		{ "Rosenstraße", 0, ENDS_SURE | ENDS_STRASSE },
		{ "Rosenstr", 0, ENDS_SURE | ENDS_STRASSE },
		{ "Storgatan", 0, ENDS_SURE },
		{ "Rosenweg", 0, ENDS_OTHER },
		{ "Weg", IN_BEHIND | IN_OTHER_BEHIND | IN_WHOLE, 0 },
		{ "Keg", 0, 0 },
		{ "Αθήνα", 0, 0 },
		{ "Οδός", IN_KINDS, 0 },
		{ "x", 0, 0 },
	};
	struct address_words *a = NULL;

	tap_is_int(address_words_new(&a), 0, "words of streets");
	for (size_t i = 0; i < NELEMS(streets); i++) {
		struct word_reader r = { sv_cstr(streets[i].text), 0 };
		struct word w;

		tap_ok(word_next(&r, r.text.len, &w) &&
		    address_words_find(a, &w) == streets[i].lists &&
		    address_words_ending(a, &w) == streets[i].ends, "%s",
		    streets[i].text);
	}
	address_words_free(a);
	address_words_free(NULL);
}

/*
 * Near to the end of a text words are read letter by letter, before it many at
 * once: for all that can be written with these letters, alike.
 */
static void
test_at_once(void)
{
	static const char *const parts[] = { "a", "B", "cdefghi", "\xc3\xa9",
		".", " ", "{", "\xc2\xad", "CDEFGHI" };
	enum { PARTS = NELEMS(parts) };
	bool same = true;
	char text[128];

	for (unsigned n = 0; n < PARTS * PARTS * PARTS * PARTS; n++) {
		struct word_reader one = { SV(""), 0 }, two = one;
		struct word a, b;
		size_t len = 0;

		for (unsigned k = n, i = 0; i < 4;
		    i++, k /= PARTS) {
			size_t add = strlen(parts[k % PARTS]);

			memcpy(text + len, parts[k % PARTS], add);
			len += add;
		}
		memset(text + len, ' ', sizeof(text) - len);
		one.text = sv_make(text, len);
		two.text = sv_make(text, sizeof(text));
		while (same && word_next(&one, len, &a))
			same = word_next(&two, len, &b) && a.len == b.len &&
			    a.start == b.start && a.end == b.end &&
			    memcmp(a.folded, b.folded, a.len) == 0;
		same = same && !word_next(&two, len, &b);
	}
	tap_ok(same, "many letters at once are the same words");
}

int
main(void)
{
	struct word_reader r = { SV("one two"), 0 };
	struct word w;
	struct buf out;
	char big[4096];

	buf_init(&out, 4096);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		buf_reset(&out);
		read_all(sv_cstr(cases[i].text), &out);
		tap_is_sv(buf_sv(&out), sv_cstr(cases[i].words), "%s",
		    cases[i].text);
	}
	buf_done(&out);
	tap_ok(word_next(&r, 1, &w) && w.end == 3 && !word_next(&r, 4, &w) &&
	    word_next(&r, 5, &w) && w.start == 4,
	    "only words that begin before the end asked for");
	memset(big, 'a', sizeof(big));
	r = (struct word_reader){ sv_make(big, sizeof(big)), 0 };
	tap_ok(word_next(&r, sizeof(big), &w) && w.len == WORD_MAX &&
	    w.end == sizeof(big), "a long word is one, cut");
	tap_ok(word_letter_before(SV("\xc3\xa9" "1"), 2) &&
	    !word_letter_before(SV("\xe2\x80\x94" "1"), 3) &&
	    !word_letter_before(SV("1"), 0) &&
	    word_letter_after(SV("1\xc3\xa9"), 1) &&
	    !word_letter_after(SV("1"), 1), "neighbours");
	tap_ok(word_hash(word_hash(WORD_HASH, "ab", 2), "c", 1) ==
	    word_hash(WORD_HASH, "abc", 3), "hashes go on");
	test_at_once();
	test_table();
	test_begin();
	test_streets();
	return tap_done();
}
