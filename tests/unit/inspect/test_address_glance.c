/*
 * What is told of the words beside a number without reading them: the same as
 * reading tells, or that it takes more.
 */
#include <string.h>

#include "base/buf.h"
#include "inspect/address/address_glance.h"
#include "inspect/address/address_left.h"
#include "inspect/address/address_part.h"
#include "tests/tap/tap.h"

#define BEFORE	"................ "	/* more than is ever looked at */
#define BEHIND	"                "

static const struct {
	const char *text;	/* a word ends with it */
	size_t len;		/* of that word; 0: not told */
	enum address_letters_case how;
	const char *tail;
} words[] = {
	{ "in", 2, LETTERS_SMALL, "in" },
	{ "a", 1, LETTERS_SMALL, "a" },
	{ "Weg", 3, LETTERS_NAME, "weg" },
	{ "A", 1, LETTERS_NAME, "a" },
	{ "WEG", 3, LETTERS_CAPITAL, "weg" },
	{ "wEG", 3, LETTERS_MIXED, "weg" },
	{ "WeG", 3, LETTERS_MIXED, "weg" },
	{ "strasse", 7, LETTERS_SMALL, "sse" },
	{ "Rosenweg", 8, LETTERS_NAME, "weg" },
	{ "ROSENWEG", 8, LETTERS_CAPITAL, "weg" },
	{ "RosenWeg", 8, LETTERS_MIXED, "weg" },
	{ "Hauptstrasse", 12, LETTERS_NAME, "sse" },
	{ "hauptstrasse", 12, LETTERS_SMALL, "sse" },
	{ "HAUPTSTRASSE", 12, LETTERS_CAPITAL, "sse" },
	{ "HAUPtstrasse", 12, LETTERS_MIXED, "sse" },
	{ "HauptstrassE", 12, LETTERS_MIXED, "sse" },
	{ "HAUPTSTRASSe", 12, LETTERS_MIXED, "sse" },
	{ "abcdefghijklmno", 15, LETTERS_SMALL, "mno" },
	{ "abcdefghijklmnop", 0, LETTERS_SMALL, "" },
	{ "abcdefghijklmnopq", 0, LETTERS_SMALL, "" },
	{ "x@ab", 2, LETTERS_SMALL, "ab" },
	{ "x[ab", 2, LETTERS_SMALL, "ab" },
	{ "x`ab", 2, LETTERS_SMALL, "ab" },
	{ "x{ab", 2, LETTERS_SMALL, "ab" },
	{ "x1ab", 2, LETTERS_SMALL, "ab" },
	{ "x]abcdefgh", 8, LETTERS_SMALL, "fgh" },
	{ "\xc3\xa9" "ab", 0, LETTERS_SMALL, "" },
	{ "\xc3\xa9" "abcdefg", 0, LETTERS_SMALL, "" },
	{ "\xc3\xa9" "abcdefgh", 0, LETTERS_SMALL, "" },
	{ "ab\xc3\xa9", 0, LETTERS_SMALL, "" },
	{ "ab.", 0, LETTERS_SMALL, "" },
	{ "ab ", 0, LETTERS_SMALL, "" },
};

static uint64_t
letters_of(const char *text)
{
	char eight[WORD_KEY] = { 0 };

	memcpy(eight, text, strlen(text));
	return word_load(eight);
}

/* The key of a word that is read letter by letter. */
static uint64_t
key_of(const char *text)
{
	struct word_reader r = { sv_cstr(text), 0 };
	struct word w;

	return word_next(&r, r.text.len, &w) ? word_key(&w) : 0;
}

static void
test_words(void)
{
	struct address_letters l;
	struct buf b;

	buf_init(&b, 256);
	for (size_t i = 0; i < NELEMS(words); i++) {
		bool told;

		buf_reset(&b);
		buf_add_sv(&b, SV(BEFORE));
		buf_add_sv(&b, sv_cstr(words[i].text));
		told = address_glance_before(buf_sv(&b), buf_sv(&b).len, &l);
		if (words[i].len == 0) {
			tap_ok(!told, "not told: %s", words[i].text);
			continue;
		}
		tap_ok(told && l.len == words[i].len &&
		    address_glance_how(&l) == words[i].how &&
		    address_glance_is_small(&l) ==
		    (words[i].how == LETTERS_SMALL) &&
		    address_glance_tail(&l) == letters_of(words[i].tail) &&
		    (words[i].how == LETTERS_MIXED || (l.head | l.small) ==
		    key_of(words[i].text + strlen(words[i].text) - l.len)),
		    "told: %s", words[i].text);
	}
	buf_done(&b);
	tap_ok(!address_glance_before(SV("0123456789012 in"), 16, &l) &&
	    address_glance_before(SV("01234567890123 in"), 17, &l),
	    "not where the text begins too near");
	tap_ok(!address_glance_before(SV("in"), 2, &l) &&
	    !address_glance_before(SV(""), 0, &l), "nor in a short text");
}

static void
test_plain(const struct address_words *a)
{
	static const struct {
		const char *text;
		unsigned lists;
		bool plain;
	} texts[] = {
		{ BEFORE "wurde ", ADDRESS_LAST, true },
		{ BEFORE "utca ", ADDRESS_LAST, false },
		{ BEFORE "utca ", IN_KINDS, true },
		{ BEFORE "rue ", IN_KINDS, false },
		{ BEFORE "Wurde ", ADDRESS_LAST, false },
		{ BEFORE "wurde", ADDRESS_LAST, false },
		{ BEFORE "wurde. ", ADDRESS_LAST, false },
		{ BEFORE "w\xc3\xbcrde ", ADDRESS_LAST, false },
		{ "wurde ", ADDRESS_LAST, false },
		{ "", ADDRESS_LAST, false },
	};

	for (size_t i = 0; i < NELEMS(texts); i++) {
		struct sv text = sv_cstr(texts[i].text);

		tap_ok(address_glance_is_plain(&a->hints, text, text.len,
		    texts[i].lists) == texts[i].plain, "plain or not: %s",
		    texts[i].text);
	}
	for (int c = 0; c < 256; c++)
		if (address_glance_is_mark((char)c) !=
		    (c != 0 && strchr(" ,.'\"/-", c) != NULL))
			tap_ok(false, "byte %d as a mark", c);
}

/* Parts of a text before a number; those with a blank are most. */
static const char *const parts[] = { "rue ", "c", "C/ ", "Via ", "ul. ",
	"de ", "la ", "wurde ", "Alten ", "MARKT ", "Rosenweg ",
	"Stra\xc3\x9f" "e ",
	"utca ", "\xc3\xbat ", "P\xc3\xa9ter ", "\xc5\x81\xc3\xb3" "d\xc5\xba ",
	"n. ", "Vanille, ", "VanDyck, ", "Box ", "-", ", ", ". ", "\" ",
	"\xe2\x80\x9e", "\xe2\x80\x93 ", "\xd1\x83\xd0\xbb. ", ") ", "l'", "7 ",
	"\n", "\xc3" };

/* Is a name said to be the same where its letters are known before? */
static bool
is_same_name(const struct address_text *a, size_t at,
    const struct address_left *left)
{
	struct address_left again = { 0 };
	struct address_letters l;

	if (a->text.ptr[at - 1] != ' ' ||
	    !address_glance_before(a->text, at - 1, &l) ||
	    address_glance_is_small(&l))
		return true;
	address_look_name(a, at, &l, &again);
	return again.at == at && again.word == left->word &&
	    again.street == left->street && (!again.word ||
	    (again.last.start == left->last.start &&
	    again.last.end == left->last.end));
}

/*
 * Where no street is said to end before the number, none must be found by what
 * reads every word.
 */
static bool
is_sound(const struct address_text *a, size_t at)
{
	struct address_left left = { 0 }, all = { 0 };
	struct address_span span = { at, at + 1 }, read = span;

	address_look_left(a, at, &left);
	if (!is_same_name(a, at, &left))
		return false;
	if (!address_word_before(a->text, at, address_floor(at), &all.last))
		return !left.street && !left.word;
	all.at = at;
	all.name = SIZE_MAX;
	all.word = all.street = true;
	all.lists = address_words_find(a->words, &all.last);
	if (!left.street && address_before(a, &all, &read) != ADDRESS_NONE)
		return false;
	/* A name alone is the same one, begun at the same place. */
	read = span;
	return address_bare(a, &all, &read) == address_bare(a, &left, &span) &&
	    read.start == span.start;
}

static void
test_left(const struct address_words *words_of)
{
	enum { PARTS = NELEMS(parts), ALL = PARTS * PARTS * PARTS };
	struct address_text a = { SV(""), words_of };
	size_t wrong = 0;
	struct buf b;

	buf_init(&b, 256);
	for (size_t n = 0; n < ALL; n++) {
		size_t k = n, len;

		buf_reset(&b);
		if (n % 2 == 0)
			buf_add_sv(&b, SV(BEFORE));
		for (int i = 0; i < 3; i++, k /= PARTS)
			buf_add_sv(&b, sv_cstr(parts[k % PARTS]));
		len = buf_sv(&b).len;
		buf_add_sv(&b, SV("5" BEHIND));
		a.text = buf_sv(&b);
		if (!is_sound(&a, len) && wrong++ == 0)
			tap_diag("wrong before the number: %.*s", (int)len,
			    a.text.ptr);
	}
	buf_done(&b);
	tap_is_int((int64_t)wrong, 0, "streets before a number");
}

static void
test_right(const struct address_words *words_of)
{
	static const struct {
		const char *text;
		bool follows;
	} texts[] = {
		{ "5 rue de la Paix", true },
		{ "5 RUE DE LA PAIX", true },
		{ "5, rue de la Paix", true },
		{ "5 bis rue de la Paix", true },
		{ "5 bis 7 rue de la Paix", true },
		{ "5 bis 1998 wurde", false },
		{ "5 all\xc3\xa9" "e des Tilleuls", true },
		{ "5 All\xc3\xa9" "e des Tilleuls", true },
		{ "5 \xc3\xa0 Paris, rue", false },
		{ "5 Baker Street", true },
		{ "5 BAKER STREET", true },
		{ "5 St. James Street", true },
		{ "5 K\xc3\xb6nigs Street", true },
		{ "5 Baker and Street", false },
		{ "5 Spiele und 10 Tore", false },
		{ "5 Jahre j\xc3\xbcnger", false },
		{ "5 Tore und wurde", false },
		{ "5 papie\xc5\xbc de", false },
		{ "5 rol\xc4\x99 de", false },
		{ "5 \xe2\x80\x93 7 Baker Street", false },
		{ "5 wurde er in", false },
		{ "5 \xd0\xa3\xd0\xbb\xd0\xb8\xd1\x86\xd0\xb0", false },
		{ "5 .", false },
		{ "5 Ru", false },
		{ "5", false },
	};
	struct address_text a = { SV(""), words_of };
	struct buf b;

	buf_init(&b, 256);
	for (size_t i = 0; i < NELEMS(texts); i++) {
		buf_reset(&b);
		buf_add_sv(&b, sv_cstr(texts[i].text));
		buf_add_sv(&b, SV(BEHIND));
		a.text = buf_sv(&b);
		tap_ok(address_may_follow(&a, 1) == texts[i].follows,
		    "behind a number, %s: %s", texts[i].follows ? "perhaps" :
		    "no street", texts[i].text);
	}
	buf_done(&b);
}

static void
test_flats(void)
{
	static const struct {
		const char *text;
		bool flat;
	} texts[] = {
		{ "5, Apt. 4", true }, { "5 apt 4", true },
		{ "5\nFlat 4", true }, { "5\r\nFlat 4", true },
		{ "5, , Suite 4", true }, { "5,    \n Suite 4", true },
		{ "5 . Suite", false }, { "5 ) Suite", false },
		{ "5>Suite", false }, { "5\tSuite", false },
		{ "5Suite", false }, { "5 und", false }, { "5, 1998", false },
		{ "5", false }, { "5 ", false }, { "5,", false },
	};

	for (size_t i = 0; i < NELEMS(texts); i++)
		tap_ok(address_flat_may_follow(sv_cstr(texts[i].text), 1) ==
		    texts[i].flat, "%s: %s", texts[i].flat ? "perhaps a flat" :
		    "no flat", texts[i].text);
}

int
main(void)
{
	struct address_words *a = NULL;

	tap_is_int(address_words_new(&a), 0, "words of streets");
	test_words();
	test_plain(a);
	test_left(a);
	test_right(a);
	test_flats();
	address_words_free(a);
	return tap_done();
}
