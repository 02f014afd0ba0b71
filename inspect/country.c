#include "inspect/country.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/err.h"
#include "inspect/words/word.h"

enum {
	AT, BE, BG, CH, CY, CZ, DE, DK, EE, ES, FI, FR, GB, GR, HR, HU, IE, IS,
	IT, LI, LT, LU, LV, MT, NL, NO, PL, PT, RO, SE, SI, SK
};

enum {
	SAYING_MAX = 40,	/* bytes of a text that says a country */
	NAME_WORDS = 4,
	NAME_MAX = 48,
	LOCALE_MAX = 16		/* pl_PL.UTF-8 */
};

#define BIT(c)	(UINT32_C(1) << (c))

static const struct {
	char code[3], alpha3[4];
	const char *phone;
} countries[COUNTRIES] = {
	[AT] = { "AT", "AUT", "43" }, [BE] = { "BE", "BEL", "32" },
	[BG] = { "BG", "BGR", "359" }, [CH] = { "CH", "CHE", "41" },
	[CY] = { "CY", "CYP", "357" }, [CZ] = { "CZ", "CZE", "420" },
	[DE] = { "DE", "DEU", "49" }, [DK] = { "DK", "DNK", "45" },
	[EE] = { "EE", "EST", "372" }, [ES] = { "ES", "ESP", "34" },
	[FI] = { "FI", "FIN", "358" }, [FR] = { "FR", "FRA", "33" },
	[GB] = { "GB", "GBR", "44" }, [GR] = { "GR", "GRC", "30" },
	[HR] = { "HR", "HRV", "385" }, [HU] = { "HU", "HUN", "36" },
	[IE] = { "IE", "IRL", "353" }, [IS] = { "IS", "ISL", "354" },
	[IT] = { "IT", "ITA", "39" }, [LI] = { "LI", "LIE", "423" },
	[LT] = { "LT", "LTU", "370" }, [LU] = { "LU", "LUX", "352" },
	[LV] = { "LV", "LVA", "371" }, [MT] = { "MT", "MLT", "356" },
	[NL] = { "NL", "NLD", "31" }, [NO] = { "NO", "NOR", "47" },
	[PL] = { "PL", "POL", "48" }, [PT] = { "PT", "PRT", "351" },
	[RO] = { "RO", "ROU", "40" }, [SE] = { "SE", "SWE", "46" },
	[SI] = { "SI", "SVN", "386" }, [SK] = { "SK", "SVK", "421" },
};

/* Where a language is official, nationwide or in a large part. */
static const struct {
	char code[3];
	uint32_t countries;
} languages[] = {
	{ "BG", BIT(BG) }, { "CS", BIT(CZ) }, { "DA", BIT(DK) },
	{ "DE", BIT(DE) | BIT(AT) | BIT(CH) | BIT(LI) | BIT(LU) | BIT(BE) },
	{ "EL", BIT(GR) | BIT(CY) }, { "ES", BIT(ES) }, { "ET", BIT(EE) },
	{ "FI", BIT(FI) }, { "FR", BIT(FR) | BIT(BE) | BIT(CH) | BIT(LU) },
	{ "GA", BIT(IE) }, { "HR", BIT(HR) }, { "HU", BIT(HU) },
	{ "IS", BIT(IS) }, { "IT", BIT(IT) | BIT(CH) }, { "LB", BIT(LU) },
	{ "LT", BIT(LT) }, { "LV", BIT(LV) }, { "MT", BIT(MT) },
	{ "NB", BIT(NO) }, { "NL", BIT(NL) | BIT(BE) }, { "NN", BIT(NO) },
	{ "NO", BIT(NO) }, { "PL", BIT(PL) }, { "PT", BIT(PT) },
	{ "RO", BIT(RO) }, { "SK", BIT(SK) }, { "SL", BIT(SI) },
	{ "SV", BIT(SE) | BIT(FI) },
};

/* Names as inspect/words/word.h folds them; words with one blank between. */
static const struct {
	const char *name;
	unsigned country;
} names[] = {
	{ "austria", AT }, { "osterreich", AT }, { "oesterreich", AT },
	{ "autriche", AT }, { "belgium", BE }, { "belgie", BE },
	{ "belgien", BE }, { "belgique", BE }, { "belgia", BE },
	{ "bulgaria", BG }, { "bulgarien", BG }, { "bulgarie", BG },
	{ "българия", BG }, { "switzerland", CH },
	{ "schweiz", CH }, { "suisse", CH }, { "svizzera", CH },
	{ "cyprus", CY }, { "zypern", CY }, { "chypre", CY },
	{ "κυπροσ", CY }, { "czech republic", CZ },
	{ "czechia", CZ }, { "cesko", CZ }, { "ceska republika", CZ },
	{ "tschechien", CZ }, { "tchequie", CZ }, { "czechy", CZ },
	{ "germany", DE }, { "deutschland", DE }, { "allemagne", DE },
	{ "niemcy", DE }, { "nemecko", DE }, { "alemania", DE },
	{ "germania", DE }, { "duitsland", DE }, { "tyskland", DE },
	{ "denmark", DK }, { "danmark", DK }, { "danemark", DK },
	{ "estonia", EE }, { "eesti", EE }, { "estland", EE },
	{ "estonie", EE }, { "spain", ES }, { "espana", ES },
	{ "spanien", ES }, { "espagne", ES }, { "spagna", ES },
	{ "finland", FI }, { "suomi", FI }, { "finnland", FI },
	{ "finlande", FI }, { "france", FR }, { "frankreich", FR },
	{ "francia", FR }, { "francja", FR }, { "frankrijk", FR },
	{ "frankrike", FR }, { "united kingdom", GB },
	{ "great britain", GB }, { "england", GB }, { "scotland", GB },
	{ "wales", GB }, { "northern ireland", GB },
	{ "vereinigtes konigreich", GB }, { "royaume uni", GB },
	{ "greece", GR }, { "griechenland", GR }, { "grece", GR },
	{ "ελλαδα", GR }, { "hellas", GR },
	{ "croatia", HR }, { "hrvatska", HR }, { "kroatien", HR },
	{ "croatie", HR }, { "hungary", HU }, { "magyarorszag", HU },
	{ "ungarn", HU }, { "hongrie", HU }, { "ireland", IE },
	{ "eire", IE }, { "irland", IE }, { "irlande", IE },
	{ "iceland", IS }, { "island", IS }, { "islande", IS },
	{ "italy", IT }, { "italia", IT }, { "italien", IT },
	{ "italie", IT }, { "wlochy", IT }, { "liechtenstein", LI },
	{ "lithuania", LT }, { "lietuva", LT }, { "litauen", LT },
	{ "lituanie", LT }, { "luxembourg", LU }, { "luxemburg", LU },
	{ "letzebuerg", LU }, { "latvia", LV }, { "latvija", LV },
	{ "lettland", LV }, { "lettonie", LV }, { "malta", MT },
	{ "malte", MT }, { "netherlands", NL }, { "the netherlands", NL },
	{ "nederland", NL }, { "niederlande", NL }, { "pays bas", NL },
	{ "holland", NL }, { "norway", NO }, { "norge", NO },
	{ "noreg", NO }, { "norwegen", NO }, { "norvege", NO },
	{ "poland", PL }, { "polska", PL }, { "polen", PL },
	{ "pologne", PL }, { "polonia", PL }, { "polsko", PL },
	{ "portugal", PT }, { "romania", RO }, { "rumanien", RO },
	{ "roumanie", RO }, { "sweden", SE }, { "sverige", SE },
	{ "schweden", SE }, { "suede", SE }, { "slovenia", SI },
	{ "slovenija", SI }, { "slowenien", SI }, { "slovenie", SI },
	{ "slovakia", SK }, { "slovensko", SK }, { "slowakei", SK },
	{ "slovaquie", SK }, { "slovenska republika", SK },
};

/* What is of a country, in English and folded. */
static const struct {
	const char *word;
	unsigned country;
} adjectives[] = {
	{ "austrian", AT }, { "belgian", BE }, { "british", GB },
	{ "bulgarian", BG }, { "croatian", HR }, { "cypriot", CY },
	{ "czech", CZ }, { "danish", DK }, { "dutch", NL },
	{ "english", GB }, { "estonian", EE }, { "finnish", FI },
	{ "french", FR }, { "german", DE }, { "greek", GR },
	{ "hellenic", GR }, { "hungarian", HU }, { "icelandic", IS },
	{ "irish", IE }, { "italian", IT }, { "latvian", LV },
	{ "lithuanian", LT }, { "luxembourgish", LU }, { "maltese", MT },
	{ "norwegian", NO }, { "polish", PL }, { "portuguese", PT },
	{ "romanian", RO }, { "scottish", GB }, { "slovak", SK },
	{ "slovakian", SK }, { "slovene", SI }, { "slovenian", SI },
	{ "spanish", ES }, { "swedish", SE }, { "swiss", CH },
	{ "uk", GB }, { "welsh", GB },
};

/* Words of labels, folded. Their fields say a country, or a language. */
static const char *const country_labels[] = {
	"country", "countrycode", "nationality", "citizenship", "land",
	"landcode", "landkod", "landskod", "lander", "laendercode",
	"landercode", "landerkennung", "staat", "staatsangehorigkeit",
	"nationalitat", "pays", "nationalite", "pais", "nacionalidad",
	"nacionalidade", "paese", "nazione", "nazionalita", "kraj",
	"obywatelstwo", "narodowosc", "zeme", "krajina", "orszag", "maa",
	"χωρα", "държава", "drzava", "riik",
	"valsts", "salis", "tara", "tir", "pajjiz", "iso2", "iso3",
};

static const char *const language_labels[] = {
	"lang", "language", "locale", "sprache", "langue", "lingua", "idioma",
	"jezyk", "jazyk", "taal", "sprog", "sprak", "kieli", "nyelv", "limba",
	"language code", "languagecode", "langcode",
};

/* A number under such a label is no identifier of a person. */
static const char *const other_labels[] = {
	"amount", "amt", "article", "artikel", "balance", "barcode", "batch",
	"betrag", "build", "byte", "bytes", "checksum", "cena", "commande",
	"cost", "count", "counter", "created", "cursor", "date", "datum",
	"delivery", "duration", "ean", "epoch", "expires", "expiry", "exp",
	"fax", "gtin", "hash", "height", "iat", "importe", "index", "invoice",
	"isbn", "issn", "item", "kwota", "lat", "latitude", "length", "lng",
	"lon", "longitude", "lot", "mobile", "modified", "nbf", "nonce",
	"offset", "order", "page", "parcel", "phone", "pid", "plz", "port",
	"position", "postal", "postcode", "prezzo", "price", "prix", "preis",
	"product", "produkt", "quantity", "random", "rechnung", "rev",
	"revision", "seed", "seq", "sequence", "serial", "shipment", "size",
	"sku", "sum", "tel", "telefon", "telephone", "ticket", "time",
	"timestamp", "total", "tracking", "transaction", "trace", "ts", "ttl",
	"updated", "usage", "version", "weight", "width", "zip", "zipcode",
	"zamowienie", "bestellung", "faktura", "facture", "pedido",
};

/* What ends the name of a key, and what makes it that of a person. */
static const char *const key_words[] = {
	"id", "ids", "idx", "uid", "oid", "pk", "key", "guid", "uuid", "rowid",
};

static const char *const person_words[] = {
	"business", "citizen", "company", "fiscal", "government", "health",
	"identification", "identity", "insurance", "legal", "licence",
	"license", "national", "passport", "patient", "person", "personal",
	"registration", "resident", "social", "state", "tax", "taxpayer",
	"vat",
};

/* Words for a street in an address, folded, and where they are used. */
static const struct {
	const char *word;
	uint32_t countries;
	bool ends_word;		/* also as the end of a longer word */
} streets[] = {
	{ "strasse", BIT(DE) | BIT(AT) | BIT(CH) | BIT(LI) | BIT(LU), true },
	{ "str", BIT(DE) | BIT(AT) | BIT(CH) | BIT(LI) | BIT(RO), true },
	{ "gasse", BIT(DE) | BIT(AT) | BIT(CH), true },
	{ "platz", BIT(DE) | BIT(AT) | BIT(CH), true },
	{ "weg", BIT(DE) | BIT(AT) | BIT(CH) | BIT(NL) | BIT(BE), true },
	{ "allee", BIT(DE) | BIT(AT) | BIT(CH) | BIT(FR) | BIT(DK), true },
	{ "rue", BIT(FR) | BIT(BE) | BIT(CH) | BIT(LU), false },
	{ "avenue", BIT(FR) | BIT(BE) | BIT(CH) | BIT(LU) | BIT(GB) |
	    BIT(IE) | BIT(NL), false },
	{ "boulevard", BIT(FR) | BIT(BE) | BIT(CH) | BIT(LU), false },
	{ "via", BIT(IT) | BIT(CH), false },
	{ "viale", BIT(IT) | BIT(CH), false },
	{ "piazza", BIT(IT) | BIT(CH), false },
	{ "calle", BIT(ES), false }, { "avenida", BIT(ES) | BIT(PT), false },
	{ "plaza", BIT(ES), false }, { "paseo", BIT(ES), false },
	{ "rua", BIT(PT), false }, { "praca", BIT(PT), false },
	{ "straat", BIT(NL) | BIT(BE), true },
	{ "laan", BIT(NL) | BIT(BE), true },
	{ "plein", BIT(NL) | BIT(BE), true },
	{ "ul", BIT(PL) | BIT(SI) | BIT(HR) | BIT(SK) | BIT(BG), false },
	{ "ulica", BIT(PL) | BIT(SI) | BIT(HR) | BIT(SK), false },
	{ "aleja", BIT(PL), false }, { "al", BIT(PL), false },
	{ "utca", BIT(HU), false }, { "katu", BIT(FI), true },
	{ "ntie", BIT(FI), true }, { "kuja", BIT(FI), true },
	{ "gatan", BIT(SE) | BIT(FI), true },
	{ "vagen", BIT(SE) | BIT(FI), true },
	{ "gade", BIT(DK), true }, { "vej", BIT(DK), true },
	{ "gate", BIT(NO), true }, { "gata", BIT(NO) | BIT(IS), true },
	{ "vei", BIT(NO), true }, { "veien", BIT(NO), true },
	{ "strada", BIT(RO) | BIT(IT), false },
	{ "bulevardul", BIT(RO), false },
	{ "ulice", BIT(CZ), false }, { "namesti", BIT(CZ), false },
	{ "namestie", BIT(SK), false }, { "iela", BIT(LV), false },
	{ "gatve", BIT(LT) | BIT(LV), false },
	{ "tanav", BIT(EE), false }, { "tn", BIT(EE), false },
	{ "triq", BIT(MT), false }, { "road", BIT(GB) | BIT(IE), false },
	{ "street", BIT(GB) | BIT(IE) | BIT(MT), false },
	{ "lane", BIT(GB) | BIT(IE), false },
};

static bool
equals_nocase(struct sv s, const char *word)
{
	return sv_eq_nocase(s, sv_cstr(word));
}

/* Two letters of any case against two capitals. */
static bool
is_pair(struct sv code, const char *pair)
{
	return code.ptr[0] == pair[0] + (code.ptr[0] & 0x20) &&
	    code.ptr[1] == pair[1] + (code.ptr[1] & 0x20);
}

const char *
country_code(unsigned country)
{
	ASSERT(country < COUNTRIES);
	return countries[country].code;
}

unsigned
country_of_code(struct sv code)
{
	if (code.len != 2)
		return COUNTRY_NONE;
	for (unsigned i = 0; i < COUNTRIES; i++)
		if (is_pair(code, countries[i].code))
			return i;
	if (is_pair(code, "EL"))
		return GR;
	return is_pair(code, "UK") ? GB : COUNTRY_NONE;
}

unsigned
country_of_class(struct sv name)
{
	static const struct sv prefix = SV_INIT("personal.id.");

	if (!sv_starts(name, prefix) || name.len < prefix.len + 3 ||
	    name.ptr[prefix.len + 2] != '.')
		return COUNTRY_NONE;
	return country_of_code(sv_slice(name, prefix.len, prefix.len + 2));
}

/* Most codes are told apart by their first digit. */
static inline bool
begins_with_code(const char *digits, const char *code)
{
	while (*code != '\0' && *code == *digits) {
		code++;
		digits++;
	}
	return *code == '\0';
}

uint32_t
country_of_phone(struct sv number)
{
	char digits[4] = { 0 };
	size_t n = 0, at = 0;

	if (sv_starts(number, SV("+")))
		at = 1;
	else if (sv_starts(number, SV("00")))
		at = 2;
	else
		return 0;
	for (; at < number.len && n < sizeof(digits) - 1; at++)
		if (ascii_is_digit(number.ptr[at]))
			digits[n++] = number.ptr[at];
	for (unsigned i = 0; i < COUNTRIES; i++)
		if (begins_with_code(digits, countries[i].phone))
			return BIT(i);
	return 0;
}

static size_t
digits_at(struct sv s, size_t at)
{
	size_t n = 0;

	while (at + n < s.len && ascii_is_digit(s.ptr[at + n]))
		n++;
	return n;
}

static bool
has_two_letters(struct sv s, size_t at)
{
	return at + 2 <= s.len && ascii_is_letter(s.ptr[at]) &&
	    ascii_is_letter(s.ptr[at + 1]) &&
	    (at + 2 == s.len || !word_letter_after(s, at + 2));
}

/* The run of `n` digits at `at` as a postcode. */
static uint32_t
of_postcode(struct sv s, size_t at, size_t n)
{
	char sign = at + n < s.len ? s.ptr[at + n] : '\0';
	size_t more = sign == '-' || sign == ' ' ?
	    digits_at(s, at + n + 1) : 0;

	if (n == 2 && sign == '-' && more == 3)
		return BIT(PL);
	if (n == 4 && sign == '-' && more == 3)
		return BIT(PT);
	if (n == 3 && sign == ' ' && more == 2)
		return BIT(SE) | BIT(CZ) | BIT(SK) | BIT(GR);
	if (n == 4 && sign == ' ' && has_two_letters(s, at + 5))
		return BIT(NL);
	if (n == 4)
		return BIT(AT) | BIT(BE) | BIT(BG) | BIT(CH) | BIT(CY) |
		    BIT(DK) | BIT(HU) | BIT(LI) | BIT(LU) | BIT(LV) |
		    BIT(NL) | BIT(NO) | BIT(SI);
	if (n == 5 && !(sign == '-' && more > 0))
		return BIT(CZ) | BIT(DE) | BIT(EE) | BIT(ES) | BIT(FI) |
		    BIT(FR) | BIT(GR) | BIT(HR) | BIT(IT) | BIT(LT) |
		    BIT(SE) | BIT(SK);
	return 0;
}

/* SW1A 2AA: a digit and two letters behind a blank, at the end. */
static bool
is_british(struct sv s)
{
	size_t at = s.len - 4;

	return s.len > 6 && s.ptr[at] == ' ' && ascii_is_digit(s.ptr[at + 1]) &&
	    has_two_letters(s, at + 2) &&
	    (ascii_is_digit(s.ptr[at - 1]) || ascii_is_digit(s.ptr[at - 2]));
}

/* Digits that go on behind `at`, after a stroke or, if so wanted, a blank. */
static size_t
second_half(struct sv s, size_t at, bool blank)
{
	bool sign = at < s.len && (s.ptr[at] == '-' ||
	    (blank && s.ptr[at] == ' '));
	size_t n = sign ? digits_at(s, at + 1) : 0;

	return n > 0 ? n + 1 : 0;
}

/* The last run of digits that can be a postcode; house numbers come first. */
static uint32_t
by_postcode(struct sv s)
{
	uint32_t set = 0, next;
	size_t n;

	if (is_british(s))
		return BIT(GB);
	for (size_t at = 0; at < s.len; at += n + 1) {
		n = digits_at(s, at);
		if (n == 0)
			continue;
		next = of_postcode(s, at, n);
		set = next != 0 ? next : set;
		n += second_half(s, at + n, next != 0);
	}
	return set;
}

static uint32_t
of_street(const struct word *w)
{
	struct sv have = sv_make(w->folded, w->len);

	for (size_t i = 0; i < NELEMS(streets); i++) {
		struct sv want = sv_cstr(streets[i].word);

		if (sv_eq(have, want) || (streets[i].ends_word &&
		    have.len > want.len + 2 && sv_ends(have, want)))
			return streets[i].countries;
	}
	return 0;
}

uint32_t
country_of_address(struct sv address)
{
	struct word_reader r = { address, 0 };
	uint32_t code = by_postcode(address), street = 0;
	struct word w;

	while (street == 0 && word_next(&r, address.len, &w))
		street = of_street(&w);
	if (code == 0 || street == 0)
		return code | street;
	/* If they do not agree, the words are other words. */
	return (code & street) != 0 ? code & street : code;
}

/* The folded words of `text` with one blank between; empty: too long. */
static struct sv
fold(struct sv text, char out[NAME_MAX])
{
	struct word_reader r = { text, 0 };
	size_t len = 0, last = 0;
	struct word w;

	for (int i = 0; word_next(&r, text.len, &w); i++) {
		bool gap = i > 0 && w.start > last;

		if (i == NAME_WORDS || len + w.len + 1 > NAME_MAX)
			return SV("");
		if (gap)
			out[len++] = ' ';
		memcpy(out + len, w.folded, w.len);
		len += w.len;
		last = w.end;
	}
	return sv_make(out, len);
}

static uint32_t
by_name(struct sv text)
{
	char folded[NAME_MAX];
	struct sv name = fold(text, folded);

	if (name.len < 4)
		return 0;
	for (size_t i = 0; i < NELEMS(names); i++)
		if (names[i].name[0] == name.ptr[0] &&
		    sv_eq(name, sv_cstr(names[i].name)))
			return BIT(names[i].country);
	return 0;
}

uint32_t
country_of_adjective(struct sv word)
{
	char folded[NAME_MAX];
	struct sv name = fold(word, folded);

	if (name.len == 0)
		return 0;
	for (size_t i = 0; i < NELEMS(adjectives); i++)
		if (sv_eq(name, sv_cstr(adjectives[i].word)))
			return BIT(adjectives[i].country);
	return by_name(word);
}

/* A code of two or three letters, or a name. */
static uint32_t
of_country_text(struct sv text)
{
	if (text.len == 2)
		return country_bit(country_of_code(text));
	for (unsigned i = 0; text.len == 3 && i < COUNTRIES; i++)
		if (equals_nocase(text, countries[i].alpha3))
			return BIT(i);
	return by_name(text);
}

/* "pl", "pl-PL", "pl_PL.UTF-8": a region says more than the language. */
static uint32_t
of_locale(struct sv text)
{
	if (text.len > LOCALE_MAX || text.len < 2)
		return 0;
	if (text.len >= 5 && (text.ptr[2] == '-' || text.ptr[2] == '_') &&
	    (text.len == 5 || !ascii_is_letter(text.ptr[5])))
		return country_bit(country_of_code(sv_slice(text, 3, 5)));
	if (text.len > 2)
		return 0;
	for (size_t i = 0; i < NELEMS(languages); i++)
		if (is_pair(text, languages[i].code))
			return languages[i].countries;
	return 0;
}

/* Has the label one of these words? Parts of a word count joined, too. */
static bool
has_word(struct sv label, const char *const *words, size_t count)
{
	struct word_reader r = { label, 0 };
	struct word w;

	while (word_next(&r, label.len, &w))
		if (word_is_one_of(&w, words, count))
			return true;
	return false;
}

static bool
may_say(struct sv text)
{
	if (text.len < 2 || text.len > SAYING_MAX)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '\n' || text.ptr[i] == '@' ||
		    (ascii_is_digit(text.ptr[i]) && text.len > LOCALE_MAX))
			return false;
	return ascii_is_word(text.ptr[0]);
}

bool
country_is_label(struct sv label)
{
	return has_word(label, country_labels, NELEMS(country_labels)) ||
	    has_word(label, language_labels, NELEMS(language_labels));
}

static void
add_start(struct country_starts *s, const char *word)
{
	unsigned a = (unsigned)ascii_to_lower(word[0]) - 'a';
	unsigned b = (unsigned)ascii_to_lower(word[1]) - 'a';

	/* What is beyond ASCII begins with anything. */
	if (a >= 26 || b >= 26)
		return;
	s->second[a] |= UINT32_C(1) << b;
	if (ascii_is_letter(word[2]))
		s->third[a][b] |= UINT32_C(1) <<
		    (ascii_to_lower(word[2]) - 'a');
}

void
country_starts_init(struct country_starts *s)
{
	memset(s, 0, sizeof(*s));
	for (unsigned i = 0; i < COUNTRIES; i++) {
		add_start(s, countries[i].code);
		add_start(s, countries[i].alpha3);
	}
	add_start(s, "EL");
	add_start(s, "UK");
	for (size_t i = 0; i < NELEMS(languages); i++)
		add_start(s, languages[i].code);
	for (size_t i = 0; i < NELEMS(names); i++)
		add_start(s, names[i].name);
}

bool
country_may_begin(const struct country_starts *s, struct sv rest)
{
	unsigned a, b;

	if (rest.len < 2)
		return false;
	if (((unsigned char)rest.ptr[0] | (unsigned char)rest.ptr[1]) >= 0x80)
		return true;
	a = ((unsigned char)rest.ptr[0] | 0x20U) - 'a';
	b = ((unsigned char)rest.ptr[1] | 0x20U) - 'a';
	if (a >= 26 || b >= 26)
		return false;
	if (rest.len == 2 || (unsigned char)rest.ptr[2] >= 0x80 ||
	    rest.ptr[2] == '-' || rest.ptr[2] == '_')
		return true;
	if (!ascii_is_letter(rest.ptr[2]))
		return (s->second[a] >> b & 1) != 0;
	return (s->third[a][b] >> (ascii_to_lower(rest.ptr[2]) - 'a') & 1) != 0;
}

bool
country_may_follow(const struct country_starts *s, struct sv text,
    size_t at)
{
	char sign = text.ptr[at++];

	if (sign != ':' && sign != '=')
		return false;
	while (at < text.len && ((unsigned char)text.ptr[at] <= ' ' ||
	    memchr("\"'*`", text.ptr[at], 4) != NULL))
		at++;
	return country_may_begin(s, sv_slice(text, at, text.len));
}

uint32_t
country_said(struct sv label, struct sv text, enum country_saying *ret)
{
	uint32_t country, language;

	if (label.len == 0 || !may_say(text))
		return 0;
	country = of_country_text(text);
	language = of_locale(text);
	if (country != 0 && has_word(label, country_labels,
	    NELEMS(country_labels))) {
		*ret = COUNTRY_SAID;
		return country;
	}
	if (language != 0 && has_word(label, language_labels,
	    NELEMS(language_labels))) {
		*ret = COUNTRY_LANGUAGE;
		return language;
	}
	return 0;
}

bool
country_is_other_number(struct sv label)
{
	return has_word(label, other_labels, NELEMS(other_labels));
}

bool
country_is_row_number(struct sv label)
{
	struct word_reader r = { label, 0 };
	bool key = false;
	struct word w;

	while (word_next(&r, label.len, &w)) {
		if (word_is_one_of(&w, person_words, NELEMS(person_words)))
			return false;
		key = word_is_one_of(&w, key_words, NELEMS(key_words));
	}
	return key;
}
