/*
 * Postal addresses: a street with its kind and a house number, then perhaps a
 * postcode and a town. A postcode alone is never one.
 *
 *   number last    Hauptstraße 5a, 10115 Berlin     ul. Prosta 12/3
 *                  Via Roma 12, 00184 Roma          Storgatan 3, 111 22 Lund
 *   number first   12 bis rue de la Paix, 75002 Paris
 *                  221B Baker Street, London NW1 6XE
 *
 * The kind of street is a word (rue, calle, ulica, street) or how the last word
 * ends (straße, gatan, utca, katu). The grade says how much was read: with a
 * postcode and a town fair, the street alone weak. Nothing is looked at
 * unless what stands right beside the number could be a street.
 */
#include <string.h>

#include "base/attr.h"
#include "inspect/cluster.h"
#include "inspect/match.h"
#include "inspect/scan.h"
#include "inspect/word.h"

enum {
	HOUSE_DIGITS = 4,	/* of a house number, at most */
	STREET_BYTES = 64,	/* of a street's name, at most */
	STREET_WORDS = 7,
	TOWN_BYTES = 48,
	TOWN_WORDS = 4,
	YEAR_FIRST = 1800, YEAR_LAST = 2099
};

/* How the names of streets end, folded as inspect/word.h does. */
static const char *const endings[] = {
	/* de */ "strasse", "str", "gasse", "weg", "allee", "platz",
	"damm", "ufer", "chaussee",
	/* nl */ "straat", "laan", "plein", "kade", "gracht", "singel",
	"dreef", "dijk",
	/* sv da no is */ "gatan", "vagen", "grand", "torget", "gata", "gaten",
	"gate", "vegen", "veien", "vei", "vej", "vejen", "gade", "gaden",
	"alle", "vaenget", "braut", "vegur", "stigur",
	/* fi et */ "katu", "tie", "kuja", "polku", "raitti", "tanav",
	"puiestee",
};

/* Kinds of streets as words before the name. */
static const char *const kinds[] = {
	/* fr */ "rue", "avenue", "av", "boulevard", "bd", "place", "chemin",
	"impasse", "allee", "quai", "route", "cours", "square", "passage",
	/* es ca pt */ "calle", "c", "avenida", "avda", "plaza", "paseo",
	"carrer", "ronda", "camino", "rua", "praca", "largo", "travessa",
	"estrada", "alameda",
	/* it */ "via", "viale", "piazza", "corso", "vicolo", "largo",
	/* pl cs sk hr sl */ "ul", "ulica", "ulice", "al", "aleja", "pl", "os",
	"namesti", "namestie", "trg", "cesta", "trida", "nabrezi", "osiedle",
	/* ro */ "strada", "str", "bulevardul", "bd", "calea", "soseaua",
	"aleea",
	/* bg el */ "ул", "улица", "бул", "булевард", "οδος", "οδοσ",
	"λεωφορος", "λεωφοροσ", "οδου", "πλατεια",
	/* mt */ "triq", "sqaq", "pjazza",
	/* de */ "strasse", "gasse",
};

/* Kinds behind the name and before the number. */
static const char *const behind[] = {
	/* hu */ "utca", "ut", "utja", "ter", "korut", "koz", "u", "setany",
	/* lv lt et */ "iela", "prospekts", "bulvaris", "gatve", "g", "pr",
	"tanav", "mnt", "maantee", "pst",
	/* cs sk hr sl */ "namesti", "namestie", "cesta", "trida", "trg",
};

/* Kinds behind the name in English, where the number comes first. */
static const char *const english[] = { "street", "st", "road", "rd",
	"avenue", "ave", "lane", "ln", "drive", "close", "court", "place",
	"square", "terrace", "way", "crescent", "gardens", "grove", "row",
	"mews", "quay", "hill", "parade", "walk" };

/* Words inside a name that are not capitalised. */
static const char *const connectors[] = { "de", "del", "della", "dei",
	"delle", "degli", "di", "da", "do", "dos", "das", "du", "des", "la",
	"le", "les", "el", "los", "las", "van", "der", "den", "ten", "ter",
	"l", "d", "et", "y", "e", "und", "an", "am", "im", "in", "a", "i",
	"of", "the", "na", "nad", "pod" };

/* Behind a number that stands more than once in a street. */
static const char *const repeats[] = { "bis", "ter", "quater" };

/* The kinds that come before a name in French, after the number. */
enum { FRENCH_KINDS = 14 };

static bool
has_ending(const struct word *w)
{
	struct sv word = sv_make(w->folded, w->len);

	for (size_t i = 0; i < NELEMS(endings); i++) {
		size_t len = strlen(endings[i]);

		if (word.len > len + 1 &&
		    word.ptr[word.len - 1] == endings[i][len - 1] &&
		    sv_ends(word, sv_make(endings[i], len)))
			return true;
	}
	return false;
}

/* A capital of ASCII, Latin-1 and Latin Extended-A, Greek or Cyrillic. */
static bool
is_capital(struct sv text, size_t at)
{
	unsigned char c, next;

	if (at >= text.len)
		return false;
	c = (unsigned char)text.ptr[at];
	if (c < 0x80)
		return c >= 'A' && c <= 'Z';
	next = at + 1 < text.len ? (unsigned char)text.ptr[at + 1] : 0;
	switch (c) {
	case 0xc3:		/* U+00C0 to U+00DE */
		return next < 0x9f;
	case 0xc4:		/* capitals and small letters in turn, */
		return next < 0xb9 ? next % 2 == 0 : next % 2 == 1;
	case 0xc5:		/* the other way round up to U+0148 */
		return next < 0x89 || next > 0xb8 ? next % 2 == 1 :
		    next % 2 == 0;
	case 0xce:
		return next >= 0x86 && next < 0xac;
	case 0xd0:
		return next < 0xb0;
	default:
		return c == 0xc8 && next >= 0x98 && next % 2 == 0;
	}
}

/*
 * Short kinds are abbreviations and want their dot ("ul.", "C/"), a few words
 * apart.
 */
static bool
is_whole(struct sv text, const struct word *w)
{
	static const char *const whole[] = { "via", "rue", "rua", "ter",
		"trg", "koz", "ut" };

	return w->len > 3 || word_is_one_of(w, whole, NELEMS(whole)) ||
	    (w->end < text.len && (text.ptr[w->end] == '.' ||
	    text.ptr[w->end] == '/'));
}

static bool
is_kind(struct sv text, const struct word *w)
{
	return word_is_one_of(w, kinds, NELEMS(kinds)) && is_whole(text, w);
}

/* A kind behind the name: "Petőfi utca", "Karl Johans gate". */
static bool
is_last_kind(struct sv text, const struct word *w)
{
	return (word_is_one_of(w, behind, NELEMS(behind)) && is_whole(text, w)) ||
	    word_is_one_of(w, endings, NELEMS(endings));
}

static bool
is_letter_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (unsigned char)c >= 0x80;
}

/*
 * The word that ends at most three bytes before `at`, with no end of a line or
 * sentence of another kind between; false if there is none, or it began
 * before `floor`.
 */
static bool
word_before(struct sv text, size_t at, size_t floor, struct word *ret)
{
	struct word_reader r = { text, 0 };
	size_t end = at;

	while (end > floor && at - end < 3 &&
	    memchr(" ,.'/-", text.ptr[end - 1], 6) != NULL)
		end--;
	r.at = end;
	while (r.at > floor && is_letter_byte(text.ptr[r.at - 1]))
		r.at--;
	if (r.at == end || (r.at == floor && floor > 0))
		return false;
	r.text = sv_slice(text, 0, end);
	return word_next(&r, end, ret);
}

/* "Petőfi utca", "Karl Johans gate": where the name begins, or `at`. */
static size_t
name_before(struct sv text, size_t at, size_t floor)
{
	struct word w;
	size_t start = at;

	while (word_before(text, start, floor, &w) && w.end + 1 == start &&
	    is_capital(text, w.start))
		start = w.start;
	return start;
}

/* A street before its number: where it begins, or `number`. */
static size_t
street_before(struct sv text, size_t number)
{
	size_t floor = number > STREET_BYTES ? number - STREET_BYTES : 0;
	size_t at = number, start, capitals = 0;
	struct word w;

	if (!word_before(text, number, floor, &w))
		return number;
	if (is_last_kind(text, &w)) {
		start = name_before(text, w.start, floor);
		if (start < w.start)
			return start;
	}
	if (!is_capital(text, w.start))
		return number;
	if (has_ending(&w))
		return w.start;
	for (size_t i = 0; i < STREET_WORDS; i++) {
		if (capitals > 0 && is_kind(text, &w))
			return w.start;
		capitals += is_capital(text, w.start);
		if (!is_capital(text, w.start) &&
		    !word_is_one_of(&w, connectors, NELEMS(connectors)))
			break;
		at = w.start;
		if (!word_before(text, at, floor, &w))
			break;
	}
	return number;
}

/* The first two letters of a French kind of street. */
static bool
is_french_start(char first, char second)
{
	switch (first | 0x20) {
	case 'r':
		return second == 'u' || second == 'o';
	case 'a':
		return second == 'v' || second == 'l';
	case 'b':
		return second == 'o' || second == 'd' || second == 'i';
	case 'p':
		return second == 'l' || second == 'a';
	case 'c':
		return second == 'h' || second == 'o';
	case 'i':
		return second == 'm';
	case 'q':
		return second == 'u';
	case 's':
		return second == 'q';
	case 't':
		return second == 'e';
	default:
		return false;
	}
}

/*
 * Could a street follow the number that ends at `at`? In English two capitals
 * do.
 */
static bool
may_be_street(struct sv text, size_t at)
{
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == ','))
		at++;
	if (at + 4 > text.len)
		return false;
	if (is_french_start(text.ptr[at], text.ptr[at + 1]))
		return true;
	if (!is_capital(text, at))
		return false;
	while (at < text.len && (is_letter_byte(text.ptr[at]) ||
	    text.ptr[at] == '.'))
		at++;
	return at + 2 < text.len && text.ptr[at] == ' ' &&
	    is_letter_byte(text.ptr[at + 1]);
}

/* The street behind a number at `at`: where it ends, or 0. */
static size_t
street_after(struct sv text, size_t at)
{
	struct word_reader r = { text, at };
	size_t until = at + STREET_BYTES, end = 0, last = at;
	bool french = false;
	struct word w;

	for (size_t i = 0; i < STREET_WORDS && word_next(&r, until, &w); i++) {
		if (w.start > last + 3 || memchr(text.ptr + last, '\n',
		    w.start - last) != NULL)
			break;
		if (!french && word_is_one_of(&w, kinds, FRENCH_KINDS) &&
		    is_whole(text, &w) && end == 0) {
			french = true;
		} else if (i == 0 && word_is_one_of(&w, repeats,
		    NELEMS(repeats))) {
			last = w.end;
			continue;
		} else if (is_capital(text, w.start)) {
			if (!french && i > 0 &&
			    word_is_one_of(&w, english, NELEMS(english)))
				return w.end;
			end = french ? w.end : 0;
		} else if ((!french && i > 0) ||
		    !word_is_one_of(&w, connectors, NELEMS(connectors))) {
			break;
		}
		last = w.end;
		if (french && last < text.len && text.ptr[last] == ',' &&
		    end != 0)
			break;
	}
	return french ? end : 0;
}

static size_t
count_digits(struct sv text, size_t at)
{
	size_t n = 0;

	while (at + n < text.len && text.ptr[at + n] >= '0' &&
	    text.ptr[at + n] <= '9')
		n++;
	return n;
}

/*
 * Bytes of a postcode at `at`, or 0: four or five digits, 3 2, 2-3, 4-3, four
 * and two letters, a country before them (Universal Postal Union, S42).
 */
static size_t
postcode(struct sv text, size_t at)
{
	size_t from = at, n, more;

	while (at < text.len && at - from < 2 && is_capital(text, at) &&
	    (unsigned char)text.ptr[at] < 0x80)
		at++;
	if (at > from && (at >= text.len || text.ptr[at] != '-'))
		return 0;
	at += at > from;
	n = count_digits(text, at);
	more = at + n < text.len && (text.ptr[at + n] == '-' ||
	    text.ptr[at + n] == ' ') ? count_digits(text, at + n + 1) : 0;
	if ((n == 3 && more == 2) || (n == 2 && more == 3) ||
	    (n == 4 && more == 3))
		return at + n + 1 + more - from;
	if (n == 4 && at + 7 <= text.len && text.ptr[at + 4] == ' ' &&
	    is_capital(text, at + 5) && is_capital(text, at + 6) &&
	    !word_letter_after(text, at + 7))
		return at + 7 - from;
	return n == 4 || n == 5 ? at + n - from : 0;
}

/* A postcode of the United Kingdom at `at`: SW1A 2AA, M1 1AE. */
static size_t
british_postcode(struct sv text, size_t at)
{
	size_t from = at;

	while (at < text.len && at - from < 4 &&
	    (is_capital(text, at) || count_digits(text, at) > 0))
		at++;
	if (at - from < 2 || at + 4 > text.len || text.ptr[at] != ' ' ||
	    count_digits(text, at + 1) != 1 || !is_capital(text, at + 2) ||
	    !is_capital(text, at + 3) || word_letter_after(text, at + 4))
		return 0;
	return at + 4 - from;
}

/* Blanks, commas and one end of a line between the parts of an address. */
static size_t
skip_gap(struct sv text, size_t at)
{
	size_t n = 0;

	while (at + n < text.len && n < 4 &&
	    memchr(" ,\r\n", text.ptr[at + n], 4) != NULL)
		n++;
	return at + n;
}

/* Where the town that begins at `at` ends: capitalised words; or `at`. */
static size_t
town_end(struct sv text, size_t at)
{
	struct word_reader r = { text, at };
	size_t end = at;
	struct word w;

	for (int i = 0; i < TOWN_WORDS && word_next(&r, at + TOWN_BYTES, &w);
	    i++) {
		if (w.start > end + 1 || count_digits(text, w.end) > 0 ||
		    (!is_capital(text, w.start) &&
		    (i == 0 || !word_is_one_of(&w, connectors,
		    NELEMS(connectors)))))
			break;
		if (is_capital(text, w.start))
			end = w.end;
	}
	return end;
}

/*
 * Go on from the end of the street: postcode and town, or town and British
 * postcode. The end of what was there; whether it was.
 */
static bool
read_town(struct sv text, size_t *end)
{
	size_t at = skip_gap(text, *end), code, town;

	if (at == *end)
		return false;
	code = postcode(text, at);
	if (code > 0) {
		at += code;
		town = at < text.len && text.ptr[at] == ' ' ?
		    town_end(text, at + 1) : at;
		if (town <= at + 1)
			return false;
		*end = town;
		return true;
	}
	code = british_postcode(text, at);
	if (code == 0) {
		town = town_end(text, at);
		if (town == at)
			return false;
		at = skip_gap(text, town);
		code = british_postcode(text, at);
	}
	if (code == 0)
		return false;
	*end = at + code;
	return true;
}

/* The end of a house number: 5, 5a, 5 a, 12/3, 12-14, 12 bis. */
static size_t
house_end(const struct cluster *c)
{
	size_t i = 0;

	while (i + 1 < c->count && i < 3) {
		const struct cluster_item *next = &c->items[i + 1];
		bool letter = next->kind == SHAPE_LETTERS && next->len == 1;

		if (!letter && (next->kind != SHAPE_DIGITS || next->len > 4 ||
		    (next->separator != '/' && next->separator != '-')))
			break;
		i++;
	}
	return c->items[i].start + c->items[i].len;
}

/* Where the letters that end before `at` begin. */
static size_t
letters_before(struct sv text, size_t at)
{
	while (at > 0 && is_letter_byte(text.ptr[at - 1]))
		at--;
	return at;
}

/*
 * Could a street stand right before byte `at`? Its last word has a capital, or
 * is a kind that comes behind a word with one.
 */
static bool
may_follow_street(struct sv text, size_t at)
{
	size_t back = at, start;

	while (back > 0 && at - back < 3 && (text.ptr[back - 1] == ' ' ||
	    text.ptr[back - 1] == ',' || text.ptr[back - 1] == '.'))
		back--;
	start = letters_before(text, back);
	if (back == at || start == back || start < 2)
		return start < back && back < at && is_capital(text, start);
	if (is_capital(text, start))
		return true;
	return text.ptr[start - 1] == ' ' && is_capital(text,
	    letters_before(text, start - 1));
}

static bool
is_year(const struct cluster *c, struct sv text)
{
	unsigned n = validate_number(sv_slice(text, c->items[0].start,
	    c->items[0].start + c->items[0].len));

	return n >= YEAR_FIRST && n <= YEAR_LAST;
}

void
match_address(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	const struct cluster *c = site->cluster;
	struct scan_span span = { c->start, 0 };
	struct sv text = s->text;
	bool town;

	if (c->items[0].kind != SHAPE_DIGITS ||
	    c->items[0].len > HOUSE_DIGITS ||
	    (c->items[0].len == HOUSE_DIGITS && is_year(c, text)))
		return;
	span.end = house_end(c);
	if (may_follow_street(text, c->start))
		span.start = street_before(text, c->start);
	if (span.start == c->start) {
		if (!may_be_street(text, span.end))
			return;
		span.end = street_after(text, span.end);
		if (span.end == 0)
			return;
	}
	if (cluster_edge_before(text, c->start) != CLUSTER_FREE ||
	    cluster_edge_after(text, span.end) == CLUSTER_BOUND)
		return;
	town = read_town(text, &span.end);
	if (!town && c->items[0].len == HOUSE_DIGITS)
		return;
	scan_emit(s, detector, span, town ? GRADE_STRONG : GRADE_WEAK);
}
