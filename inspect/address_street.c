/*
 * The street of an address, from its number on:
 *
 *   number last    Hauptstraße 5     ul. Prosta 12     Petőfi utca 8
 *                  Via Roma, n. 12   Postfach 12 34 56
 *   number first   12 bis rue de la Paix     221B Baker Street
 *
 * The kind of street is a word before the name (rue, calle, ulica), behind it
 * (utca, street), or how the last word ends (straße, gatan, katu). Kinds that
 * mean other things too (weg, place, ring) say less than the others.
 */
#include <string.h>

#include "base/attr.h"
#include "inspect/address.h"

enum {
	STREET_BYTES = 64,	/* of a street's name, at most */
	STREET_WORDS = 7,
	BARE_WORDS = 3,
	ABBREVIATION = 5	/* bytes before a dot that ends no sentence */
};

/* How the names of streets end, folded as inspect/word.h does. */
static const char *const endings[] = {
	/* de */ "strasse", "str", "gasse", "allee",
	/* nl */ "straat", "laan", "gracht", "plein", "kade",
	/* sv da no is */ "gatan", "vagen", "gata", "gaten", "vegen", "veien",
	"vej", "vejen", "gaden", "vegur", "stigur", "straeti", "braut",
	/* fi et */ "katu", "kuja", "polku", "raitti", "tanav", "puiestee",
};

/* And those that other words end with. */
static const char *const other_endings[] = {
	/* de */ "weg", "platz", "damm", "ufer", "chaussee", "steig", "stieg",
	"pfad", "graben",
	/* nl */ "singel", "dreef", "dijk",
	/* sv da no */ "torget", "gate", "vei", "veg", "gade", "alle",
	"vaenget", "stien",
	/* fi */ "tie",
};

/* Roads that have a number of their own. */
static const char *const numbered[] = { "bundesstrasse", "landesstrasse",
	"kreisstrasse", "staatsstrasse", "regionalstrasse",
	"nationalstrasse", "europastrasse", "fernstrasse", "schnellstrasse",
	"fernverkehrsstrasse", "reichsstrasse", "kantonsstrasse",
	"hauptstrassen", "rijksweg", "rijksstraatweg", "kommunevej",
	"regionale", "statale", "provinciale" };

/* Kinds of streets as words before the name; the French ones first. */
static const char *const kinds[] = {
	/* fr */ "rue", "avenue", "av", "boulevard", "bd", "place", "chemin",
	"impasse", "allee", "quai", "route", "cours", "square", "passage",
	/* mt */ "triq", "sqaq", "pjazza",
	/* es ca pt */ "calle", "c", "avenida", "avda", "plaza", "paseo",
	"carrer", "ronda", "camino", "rua", "praca", "largo", "travessa",
	"estrada", "alameda", "urbanizacion",
	/* it */ "via", "viale", "piazza", "corso", "vicolo", "piazzale",
	/* pl cs sk hr sl */ "ul", "ulica", "ulice", "al", "aleja", "aleje",
	"pl", "plac", "os", "osiedle", "namesti", "namestie", "trg", "cesta",
	"trida", "nabrezi",
	/* ro */ "strada", "str", "bulevardul", "bd", "calea", "soseaua",
	"aleea",
	/* bg el */ "ул", "улица", "бул", "булевард", "οδος", "οδοσ",
	"λεωφορος", "λεωφοροσ", "οδου", "πλατεια",
	/* de */ "strasse", "gasse",
};

/* Kinds that go before a name behind the number, in French and Maltese. */
enum { FIRST_KINDS = 17 };

/* Of the kinds before the name, those that mean other things. */
static const char *const other_kinds[] = { "av", "place", "route", "cours",
	"square", "passage", "largo", "estrada", "c", "camino", "ronda",
	"corso", "via", "al", "pl", "os", "str", "bd", "cesta", "trg" };

/* Kinds behind the name and before the number. */
static const char *const behind[] = {
	/* hu */ "utca", "ut", "utja", "ter", "tere", "korut", "koz", "u",
	"setany", "kapu", "fasor",
	/* lv lt et */ "iela", "prospekts", "bulvaris", "gatve", "g", "pr",
	"tanav", "mnt", "maantee", "pst", "laukums",
	/* cs sk hr sl */ "namesti", "namestie", "cesta", "trida", "trg",
	"ulica", "ulice", "nabrezie",
	/* de nl sv da no, parted from the name */ "strasse", "str", "gasse",
	"weg", "platz", "allee", "markt", "ring", "damm", "ufer", "straat",
	"laan", "plein", "gata", "gatan", "gate", "vag", "vagen", "vei", "veg",
	"plads", "alle", "torg",
};

/* Of these, those that mean other things. */
static const char *const other_behind[] = { "ter", "tere", "ut", "koz", "u",
	"kapu", "g", "pr", "weg", "platz", "markt", "ring", "damm", "ufer",
	"gate", "vag", "vei", "veg", "alle", "torg", "cesta", "trg" };

/* Kinds behind the name in English, where the number comes first. */
static const char *const english[] = { "street", "st", "str", "road", "rd",
	"avenue", "ave", "boulevard", "blvd", "lane", "ln", "terrace",
	"crescent", "parkway", "pkwy", "highway", "hwy",
	/* which mean other things */ "drive", "dr", "close", "court", "ct",
	"place", "pl", "square", "sq", "way", "gardens", "grove", "row",
	"mews", "quay", "hill", "parade", "walk", "circle", "trail", "rise",
	"green", "park", "bypass", "turnpike" };

enum { ENGLISH_SURE = 17 };

/* Behind them. */
static const char *const directions[] = { "n", "s", "e", "w", "ne", "nw",
	"se", "sw", "north", "south", "east", "west" };

/* Words inside a name that are not capitalised. */
static const char *const connectors[] = { "de", "del", "della", "dei",
	"delle", "degli", "di", "da", "do", "dos", "das", "du", "des", "la",
	"le", "les", "el", "los", "las", "van", "der", "den", "ten", "ter",
	"l", "d", "et", "y", "e", "und", "an", "am", "im", "in", "a", "i",
	"of", "the", "na", "nad", "pod", "ir", "il", "kneza", "svetog" };

/* What a German name may begin with before its last word. */
static const char *const prefixes[] = { "am", "an", "auf", "im", "in", "zum",
	"zur", "hinter", "unter", "bei", "alte", "alter", "alten", "neue",
	"neuer", "neuen", "grosse", "grosser", "kleine", "kleiner", "lange",
	"langer", "obere", "oberer", "untere", "unterer", "der", "dem" };

/* Before a kind, in small letters. */
static const char *const titles[] = { "fejedelem", "kiraly", "herceg",
	"vezer", "marsal", "apat" };

/* Between a name and its number. */
static const char *const numberers[] = { "n", "nr", "no", "num", "numero",
	"br", "c", "бр", "αρ", "hs" };

/* Behind a number that stands more than once in a street. */
static const char *const repeats[] = { "bis", "ter", "quater" };

/* Boxes of the post, and words for them that want a postcode and a town. */
static const char *const boxes[] = { "postfach", "postbus", "postboks",
	"postbox", "pobox", "postilokero", "postafiok", "apartado" };
static const char *const other_boxes[] = { "box", "bp", "cs", "pl", "pb",
	"pf", "cp", "correos", "postale", "postal", "postala", "pocztowa",
	"predal", "pretinac", "postiljoner" };

#define ONE_OF(w, list)	word_is_one_of(w, list, NELEMS(list))

static bool
ends_in(const struct word *w, const char *const *list, size_t count)
{
	struct sv word = sv_make(w->folded, w->len);

	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(list[i]);

		if (word.len > len + 1 &&
		    word.ptr[word.len - 1] == list[i][len - 1] &&
		    sv_ends(word, sv_make(list[i], len)))
			return true;
	}
	return false;
}

/*
 * Short kinds are abbreviations and want their dot ("ul.", "C/"), a few words
 * apart.
 */
static bool
is_whole(struct sv text, const struct word *w)
{
	static const char *const whole[] = { "via", "rue", "rua", "ter",
		"trg", "koz", "ut", "mnt", "pst", "weg", "vei", "veg", "vag" };

	return w->len > 3 || ONE_OF(w, whole) ||
	    (w->end < text.len && (text.ptr[w->end] == '.' ||
	    text.ptr[w->end] == '/'));
}

static enum address_street
kind_before(struct sv text, const struct word *w)
{
	if (!ONE_OF(w, kinds) || !is_whole(text, w) ||
	    (w->len == 1 && text.ptr[w->end] != '/'))
		return ADDRESS_NONE;
	return ONE_OF(w, other_kinds) && !(address_capital(text, w->start) &&
	    w->len == 3 && memcmp(w->folded, "via", 3) == 0) ? ADDRESS_KIND :
	    ADDRESS_SURE;
}

static enum address_street
kind_behind(struct sv text, const struct word *w)
{
	if (!ONE_OF(w, behind) || !is_whole(text, w))
		return ADDRESS_NONE;
	return ONE_OF(w, other_behind) ? ADDRESS_KIND : ADDRESS_SURE;
}

static enum address_street
kind_of_ending(const struct word *w)
{
	if (ends_in(w, endings, NELEMS(endings)))
		return ADDRESS_SURE;
	return ends_in(w, other_endings, NELEMS(other_endings)) ?
	    ADDRESS_KIND : ADDRESS_NONE;
}

/*
 * "Petőfi utca", "Karl Johans gate": where the name begins, or `at`. Its last
 * word may be a title ("Árpád fejedelem útja").
 */
static size_t
name_before(struct sv text, size_t at, size_t floor)
{
	struct word w;
	size_t start = at;

	if (address_word_before(text, at, floor, &w) && w.end + 1 == at &&
	    !address_capital(text, w.start) && ONE_OF(&w, titles))
		start = w.start;
	for (int i = 0; i < BARE_WORDS && address_word_before(text, start,
	    floor, &w) && w.end + 1 == start && address_capital(text,
	    w.start); i++)
		start = at = w.start;
	return at;
}

/* "Am Alten Markt": back over words that such a name begins with. */
static size_t
prefix_before(struct sv text, size_t at, size_t floor)
{
	struct word w;

	while (address_word_before(text, at, floor, &w) && w.end + 1 == at &&
	    address_capital(text, w.start) && ONE_OF(&w, prefixes))
		at = w.start;
	return at;
}

/* The kind before a name of capitalised words that ends before `number`. */
static enum address_street
named_before(struct sv text, size_t number, size_t floor, size_t *start)
{
	enum address_street kind;
	size_t at = number, capitals = 0;
	struct word w;

	for (size_t i = 0; i < STREET_WORDS; i++) {
		if (!address_word_before(text, at, floor, &w) ||
		    (i > 0 && text.ptr[w.end] == ','))
			break;
		kind = capitals > 0 ? kind_before(text, &w) : ADDRESS_NONE;
		if (kind != ADDRESS_NONE) {
			*start = w.start;
			return kind;
		}
		capitals += address_capital(text, w.start);
		if (!address_capital(text, w.start) &&
		    (capitals == 0 || !ONE_OF(&w, connectors)))
			break;
		at = w.start;
	}
	return ADDRESS_NONE;
}

/* "P.O. Box", "Casella postale", "Postfach" as the last word before. */
static enum address_street
box_before(struct sv text, const struct word *box, size_t floor,
    size_t *start)
{
	static const char *const post[] = { "po", "o", "p", "office", "post",
		"casella", "boite", "apartado", "caixa", "casuta", "skrytka",
		"postni", "postanski", "de" };
	struct word w = *box;
	size_t at = box->start, words = 0;

	if (ONE_OF(box, boxes)) {
		*start = box->start;
		return ADDRESS_SURE;
	}
	if (!ONE_OF(box, other_boxes))
		return ADDRESS_NONE;
	while (words < 3 && address_word_before(text, at, floor, &w) &&
	    ONE_OF(&w, post)) {
		at = w.start;
		words++;
	}
	*start = at;
	return words > 0 ? ADDRESS_SURE : ADDRESS_KIND;
}

/* Is there a dot behind the word that ends a sentence? */
static bool
ends_sentence(struct sv text, const struct word *w)
{
	return w->end < text.len && text.ptr[w->end] == '.' &&
	    w->len > ABBREVIATION && !ends_in(w, endings, 2);
}

enum address_street
address_before(struct sv text, struct address_span *span)
{
	size_t number = span->start, at;
	size_t floor = number > STREET_BYTES ? number - STREET_BYTES : 0;
	enum address_street kind;
	struct word w;

	if (!address_word_before(text, number, floor, &w))
		return ADDRESS_NONE;
	if (ONE_OF(&w, numberers)) {
		number = w.start;
		if (!address_word_before(text, number, floor, &w))
			return ADDRESS_NONE;
	}
	if (ends_sentence(text, &w) || ONE_OF(&w, numbered))
		return ADDRESS_NONE;
	kind = box_before(text, &w, floor, &span->start);
	if (kind != ADDRESS_NONE)
		return address_capital(text, span->start) ? kind :
		    ADDRESS_NONE;
	kind = kind_behind(text, &w);
	at = kind == ADDRESS_NONE ? w.start : name_before(text, w.start,
	    floor);
	if (kind != ADDRESS_NONE && at < w.start) {
		span->start = at;
		return kind;
	}
	if (!address_capital(text, w.start))
		return ADDRESS_NONE;
	kind = kind_of_ending(&w);
	if (kind != ADDRESS_NONE) {
		span->start = prefix_before(text, w.start, floor);
		return kind;
	}
	return named_before(text, number, floor, &span->start);
}

enum address_street
address_bare(struct sv text, struct address_span *span)
{
	size_t floor = span->start > STREET_BYTES ?
	    span->start - STREET_BYTES : 0;
	struct word w;

	if (!address_word_before(text, span->start, floor, &w) ||
	    w.end + 1 != span->start || text.ptr[w.end] != ' ' ||
	    !address_capital(text, w.start) || w.len < 4)
		return ADDRESS_NONE;
	span->start = name_before(text, w.start, floor);
	return ADDRESS_BARE;
}

/* The first two letters of a kind of street that comes before its name. */
static bool
is_kind_start(char first, char second)
{
	static const char pairs[] = "ruroavalbobdbiplpachcoimqusqtetrpj";

	for (size_t i = 0; i + 1 < sizeof(pairs); i += 2)
		if (pairs[i] == (first | 0x20) && pairs[i + 1] == second)
			return true;
	return false;
}

/* Could a street follow the number? In English two capitals do. */
static bool
may_follow(struct sv text, size_t at)
{
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == ','))
		at++;
	if (at + 4 > text.len)
		return false;
	if (is_kind_start(text.ptr[at], text.ptr[at + 1]))
		return true;
	if (!address_capital(text, at))
		return false;
	while (at < text.len && (address_letter(text.ptr[at]) ||
	    text.ptr[at] == '.'))
		at++;
	return at + 2 < text.len && text.ptr[at] == ' ' &&
	    address_letter(text.ptr[at + 1]);
}

/* Does the next word touch the last but for a few bytes of one line? */
static bool
follows(struct sv text, size_t last, const struct word *w)
{
	return w->start <= last + 3 && memchr(text.ptr + last, '\n',
	    w->start - last) == NULL;
}

/* "Main St NW": a direction behind the kind that ended at `end`. */
static size_t
direction_after(struct sv text, size_t end)
{
	struct word_reader r = { text, end };
	struct word w;

	return word_next(&r, end + 3, &w) && follows(text, end, &w) &&
	    address_capital(text, w.start) && ONE_OF(&w, directions) ?
	    w.end : end;
}

/* Capitalised words and a kind in English, from `at` on. */
static enum address_street
english_after(struct sv text, size_t at, size_t *end)
{
	struct word_reader r = { text, at };
	size_t last = at, until = at + STREET_BYTES;
	struct word w;

	for (size_t i = 0; i < STREET_WORDS && word_next(&r, until, &w) &&
	    follows(text, last, &w); i++) {
		if (!address_capital(text, w.start) &&
		    (i == 0 || !ONE_OF(&w, connectors)))
			break;
		if (i > 0 && ONE_OF(&w, english)) {
			*end = direction_after(text, w.end);
			return word_is_one_of(&w, english, ENGLISH_SURE) ?
			    ADDRESS_SURE : ADDRESS_KIND;
		}
		if (last < w.start && memchr(text.ptr + last, ',',
		    w.start - last) != NULL && i > 0)
			break;
		last = w.end;
	}
	return ADDRESS_NONE;
}

/*
 * A kind and its name, from `at` on. In small letters ("rue de pologne") the
 * name is one word and says less.
 */
static enum address_street
romance_after(struct sv text, size_t at, size_t *end)
{
	struct word_reader r = { text, at };
	size_t last, until = at + STREET_BYTES;
	enum address_street kind;
	bool named = false;
	struct word w;

	if (!word_next(&r, until, &w) || !follows(text, at, &w))
		return ADDRESS_NONE;
	if (ONE_OF(&w, repeats) && (!word_next(&r, until, &w)))
		return ADDRESS_NONE;
	if (!word_is_one_of(&w, kinds, FIRST_KINDS) || !is_whole(text, &w))
		return ADDRESS_NONE;
	kind = kind_before(text, &w);
	last = w.end;
	for (size_t i = 0; i < STREET_WORDS && word_next(&r, until, &w) &&
	    follows(text, last, &w); i++) {
		if (memchr(text.ptr + last, ',', w.start - last) != NULL)
			break;
		if (address_capital(text, w.start)) {
			named = true;
			*end = w.end;
		} else if (!ONE_OF(&w, connectors)) {
			if (named || kind != ADDRESS_SURE)
				break;
			*end = w.end;
			return ADDRESS_KIND;
		}
		last = w.end;
	}
	return named ? kind : ADDRESS_NONE;
}

enum address_street
address_after(struct sv text, struct address_span *span)
{
	enum address_street kind;

	if (!may_follow(text, span->end))
		return ADDRESS_NONE;
	kind = romance_after(text, span->end, &span->end);
	return kind != ADDRESS_NONE ? kind :
	    english_after(text, span->end, &span->end);
}

/* "PSC 1, Box 2", "Unit 1 Box 2", "USS Name" on the line before `at`. */
static size_t
military_line(struct sv text, size_t at)
{
	size_t from = at;
	struct sv line;

	while (from > 0 && at - from < STREET_BYTES &&
	    text.ptr[from - 1] != '\n' && text.ptr[from - 1] != '>')
		from--;
	line = sv_slice(text, from, at);
	for (size_t i = 0; i + 4 < line.len; i++) {
		struct sv rest = sv_slice(line, i, line.len);

		if ((i == 0 || !address_letter(line.ptr[i - 1])) &&
		    (sv_starts_nocase(rest, SV("psc ")) ||
		    sv_starts_nocase(rest, SV("unit ")) ||
		    sv_starts_nocase(rest, SV("uss ")) ||
		    sv_starts_nocase(rest, SV("usns ")) ||
		    sv_starts_nocase(rest, SV("usnv ")) ||
		    sv_starts_nocase(rest, SV("usnm ")) ||
		    sv_starts_nocase(rest, SV("uscgc ")) ||
		    sv_starts_nocase(rest, SV("cmr "))))
			return from + i;
	}
	return at;
}

bool
address_is_military(struct sv text, struct address_span *span)
{
	size_t at = span->start, from;
	struct sv before;

	if (at < 7 || address_digits(text, at) < 5)
		return false;
	before = sv_slice(text, at - 7, at);
	if (!sv_eq_nocase(sv_slice(before, 1, 4), SV("po ")) ||
	    memchr("AaFfDd", before.ptr[0], 6) == NULL ||
	    (before.ptr[4] | 0x20) != 'a' || before.ptr[6] != ' ' ||
	    memchr("AaEePp", before.ptr[5], 6) == NULL ||
	    (at > 7 && address_letter(text.ptr[at - 8])))
		return false;
	from = at - 7;
	while (from > 0 && memchr(" ,\r\n>", text.ptr[from - 1], 5) != NULL &&
	    at - from < 16)
		from--;
	at -= 7;
	from = military_line(text, from);
	span->start = from < at && memchr(" ,\r\n>", text.ptr[from], 5) ==
	    NULL ? from : at;
	return true;
}
