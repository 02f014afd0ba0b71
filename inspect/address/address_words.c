#include "inspect/address/address_words.h"

#include <limits.h>
#include <string.h>

#include "base/attr.h"
#include "base/mem.h"
#include "base/sv.h"
#include "inspect/words/word_table.h"

enum { STRASSE = 2 };		/* endings, the first ones */

/* How the names of streets end, folded as inspect/words/word.h does. */
static const struct sv endings[] = {
	/* de */ SV_INIT("strasse"), SV_INIT("str"), SV_INIT("gasse"),
	SV_INIT("allee"),
	/* nl */ SV_INIT("straat"), SV_INIT("laan"), SV_INIT("gracht"),
	SV_INIT("plein"), SV_INIT("kade"),
	/* sv da no is */ SV_INIT("gatan"), SV_INIT("vagen"), SV_INIT("gata"),
	SV_INIT("gaten"), SV_INIT("vegen"), SV_INIT("veien"), SV_INIT("vej"),
	SV_INIT("vejen"), SV_INIT("gaden"), SV_INIT("vegur"),
	SV_INIT("stigur"), SV_INIT("straeti"), SV_INIT("braut"),
	/* fi et */ SV_INIT("katu"), SV_INIT("kuja"), SV_INIT("polku"),
	SV_INIT("raitti"), SV_INIT("tanav"), SV_INIT("puiestee"),
};

/* And those that other words end with. */
static const struct sv other_endings[] = {
	/* de */ SV_INIT("weg"), SV_INIT("platz"), SV_INIT("damm"),
	SV_INIT("ufer"), SV_INIT("chaussee"), SV_INIT("steig"),
	SV_INIT("stieg"), SV_INIT("pfad"), SV_INIT("graben"),
	SV_INIT("promenade"), SV_INIT("zeile"), SV_INIT("twiete"),
	/* nl */ SV_INIT("singel"), SV_INIT("dreef"), SV_INIT("dijk"),
	SV_INIT("steeg"), SV_INIT("plantsoen"),
	/* sv da no */ SV_INIT("torget"), SV_INIT("gate"), SV_INIT("vei"),
	SV_INIT("veg"), SV_INIT("gade"), SV_INIT("alle"), SV_INIT("vaenget"),
	SV_INIT("stien"), SV_INIT("stigen"), SV_INIT("straede"),
	SV_INIT("svingen"), SV_INIT("bakken"), SV_INIT("backen"),
	/* fi */ SV_INIT("tie"), SV_INIT("vayla"), SV_INIT("bulevardi"),
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
	"voie", "ruelle", "esplanade", "promenade", "sentier", "venelle",
	"faubourg",
	/* mt */ "triq", "sqaq", "pjazza",
	/* es ca pt */ "calle", "c", "avenida", "avda", "plaza", "paseo",
	"carrer", "ronda", "camino", "rua", "praca", "largo", "travessa",
	"estrada", "alameda", "urbanizacion",
	/* it */ "via", "viale", "piazza", "corso", "vicolo", "piazzale",
	/* pl cs sk hr sl */ "ul", "ulica", "ulice", "ulici", "al", "aleja",
	"aleje", "pl", "plac", "os", "osiedle", "namesti", "namestie", "trg",
	"cesta", "trida", "nabrezi",
	/* ro */ "strada", "str", "bulevardul", "bd", "calea", "soseaua",
	"aleea",
	/* bg el */ "ул", "улица", "бул", "булевард", "пл", "οδος", "οδοσ",
	"οδο", "λεωφορος", "λεωφοροσ", "οδου", "πλατεια",
	/* de */ "strasse", "gasse",
	/* it */ "vico", "contrada", "lungomare", "salita", "borgo",
	/* bg el */ "кв", "площад", "λεωφ", "λεωφορου", "παροδος",
	/* pl */ "rondo", "rynek", "bulwar", "bulw", "skwer", "szosa",
	/* ro */ "splaiul", "intrarea", "fundatura", "prelungirea", "piata",
	/* es ca pt */ "pza", "glorieta", "rambla", "callejon", "travesia",
	"carretera", "ctra", "pasaje", "praceta", "calcada", "beco",
	"rotunda",
	/* it */ "circonvallazione", "traversa", "rotonda",
	/* hr */ "obala", "setaliste", "prilaz", "vijenac", "avenija",
	/* cs sk */ "nam", "sidliste", "sidlisko", "nabrezie",
	/* it bg, behind "C.", "ж." */ "so", "zza", "za", "le", "tta", "go",
	"da", "к",
};

/* Of the kinds before the name, the last ones: see address_words_joined(). */
static const char *const joined[] = { "so", "zza", "za", "le", "tta", "go",
	"da", "к" };

/* Kinds that go before a name behind the number, in French and Maltese. */
enum { FIRST_KINDS = 24 };

/* Of the kinds before the name, those that mean other things. */
static const char *const other_kinds[] = { "av", "place", "route", "cours",
	"square", "passage", "largo", "estrada", "c", "camino", "ronda",
	"corso", "via", "al", "pl", "пл", "os", "str", "bd", "cesta", "trg",
	"salita", "borgo", "кв", "voie", "esplanade", "promenade", "sentier",
	"faubourg", "rondo", "rynek", "szosa", "piata", "intrarea",
	"rambla", "pasaje", "carretera", "beco", "rotunda", "rotonda",
	"traversa", "obala", "prilaz", "vijenac", "площад", "nam" };

/* Kinds behind the name and before the number. */
static const char *const behind[] = {
	/* hu */ "utca", "ut", "utja", "ter", "tere", "korut", "koz", "u",
	"setany", "kapu", "fasor", "sugarut", "rakpart", "rkp", "krt", "dulo",
	"lakotelep", "hatarut", "lepcso", "udvar", "sor", "liget",
	/* lv lt et */ "iela", "ielas", "prospekts", "prospektas", "bulvaris",
	"gatve", "g", "pr", "tanav", "mnt", "maantee", "pst", "laukums", "tn",
	"vaeljak", "valjak", "plats", "tee", "poik", "aleja", "dambis",
	"skersgatvis", "skg", "aikste", "krastmala", "kelias", "takas",
	/* fi */ "katu", "kuja", "polku", "raitti", "kaari", "aukio", "tori",
	/* si hr */ "pot", "nabrezje",
	/* cs sk hr sl */ "namesti", "namestie", "cesta", "trida", "trg",
	"ulica", "ulice", "ulici", "nabrezie",
	/* de nl sv da no, parted from the name */ "strasse", "str", "gasse",
	"weg", "platz", "allee", "markt", "ring", "damm", "ufer", "straat",
	"laan", "plein", "gata", "gatan", "gate", "vag", "vagen", "vei", "veg",
	"plads", "alle", "torg", "grand", "tvar",
};

/* Of these, those that mean other things. */
static const char *const other_behind[] = { "ter", "tere", "ut", "koz", "u",
	"dulo", "udvar", "sor", "liget", "lepcso", "kelias", "takas", "dambis",
	"kapu", "g", "pr", "weg", "platz", "markt", "ring", "damm", "ufer",
	"gate", "vag", "vei", "veg", "alle", "torg", "cesta", "trg", "plats",
	"tee", "poik", "tn", "katu", "kuja", "polku", "raitti", "kaari",
	"aukio", "tori", "pot", "grand", "tvar" };

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
	"br", "c", "бр", "αρ", "hs", "бл", "bl" };

/* Behind a number that stands more than once in a street. */
static const char *const repeats[] = { "bis", "ter", "quater" };

/* Boxes of the post, and words for them that want a postcode and a town. */
static const char *const boxes[] = { "postfach", "postbus", "postboks",
	"postbox", "pobox", "postilokero", "postafiok", "apartado" };
static const char *const other_boxes[] = { "box", "bp", "cs", "pl", "pb",
	"pf", "cp", "correos", "postale", "postal", "postala", "pocztowa",
	"predal", "pretinac", "postiljoner" };

/* Short, but no abbreviations. */
static const char *const whole[] = { "via", "rue", "rua", "ter", "trg", "koz",
	"ut", "mnt", "pst", "weg", "vei", "veg", "vag" };

/* Before "box" and the like. */
static const char *const post[] = { "po", "o", "p", "office", "post",
	"casella", "boite", "apartado", "caixa", "casuta", "skrytka",
	"postni", "postanski", "de" };

/* Words that a flat, a floor or a door is numbered with. */
static const char *const units[] = {
	/* en */ "apt", "apartment", "suite", "ste", "unit", "flat", "floor",
	"fl", "room", "rm", "bldg", "building", "door", "lot",
	/* de */ "wohnung", "whg", "top", "stiege", "tur", "haus",
	/* fr nl */ "appartement", "appt", "app", "bat", "batiment",
	"escalier", "etage", "bus", "bte", "boite",
	/* es pt it */ "piso", "puerta", "pta", "esc", "escalera", "planta",
	"bloque", "appartamento", "int", "interno", "scala", "piano", "andar",
	"fraccao",
	/* pl cs sk hu */ "m", "lok", "mieszkanie", "byt", "lakas", "emelet",
	"em", "ajto", "fszt", "fsz",
	/* sv fi da */ "lgh", "as", "krs", "dor",
	/* ro bg */ "bl", "sc", "et", "ap", "вх", "ет", "ап", "бл",
};

/* Behind an ordinal: "2. th", "3rd floor", "1º B". */
static const char *const storeys[] = { "floor", "etage", "stock", "og",
	"sal", "th", "tv", "mf", "piso", "andar", "esq", "dto", "dcha", "izq",
	"emelet", "em", "ajto", "a", "b", "c", "d", "e" };

/* Countries. */
static const char *const lands[] = { "germany", "deutschland", "austria",
	"osterreich", "switzerland", "schweiz", "suisse", "liechtenstein",
	"france", "italy", "italia", "spain", "espana", "portugal", "belgium",
	"belgique", "belgie", "netherlands", "nederland", "luxembourg",
	"ireland", "denmark", "danmark", "sweden", "sverige", "norway",
	"norge", "finland", "suomi", "iceland", "estonia", "latvia",
	"lithuania", "poland", "polska", "czechia", "slovakia", "slovensko",
	"hungary", "magyarorszag", "romania", "bulgaria", "greece", "ελλαδα",
	"cyprus", "malta", "croatia", "hrvatska", "slovenia", "slovenija",
	"uk", "england", "scotland", "wales", "usa", "us", "canada",
	"australia", "turkey", "ukraine", "serbia", "mexico", "brazil",
	"brasil", "india", "japan", "china", "singapore", "uruguay",
	"tunisia", "greenland",
	/* as their people write them */ "svizzera", "svizra", "eire", "island",
	"letzebuerg", "eesti", "latvija", "lietuva", "cesko", "kypros",
	"кипър", "българия", "ελλας", "κυπρος", "κυπροσ", "гърция" };

/* Of those of flats, what is nothing else. */
static const char *const flats[] = { "apt", "apartment", "suite",
	"ste", "flat", "wohnung", "whg", "appartement", "appt", "lgh",
	"byt", "mieszkanie", "piso", "bte", "lakas" };

/* Inside the names of towns, in small letters. */
static const char *const small[] = { "de", "la", "le", "les", "sur",
	"an", "am", "der", "den", "im", "in", "upon", "on", "u", "nad",
	"pod", "di", "del", "do", "da", "dos", "el", "s", "bei", "ob", "pri",
	"v", "na", "za", "vid", "i", "y", "ved", "het", "aan", "aux", "en",
	"lez", "nel", "с", "στο" };

/* What is counted, and no town. */
static const char *const things[] = { "meter", "metre", "euro", "eur",
	"dollar", "usd", "watt", "kg", "km", "mann", "personen",
	"einwohner", "menschen", "stuck", "stimmen", "mitglieder",
	"soldaten", "jahre", "seiten", "uhr", "mbit", "cycles", "euros",
	"kronen", "kroner", "kronor", "franken", "pounds", "zuschauer",
	"spectateurs", "spectators", "toeschouwers", "espectadores",
	"spettatori", "watts", "volt", "bytes", "pixel", "pixels", "lines",
	"rows", "points", "punkte", "edition", "ausgabe", "tilskuere",
	"askadare", "gledatelja", "gledalcev", "divaku", "divakov", "widzow",
	"nezo", "katsojaa" };

static const struct word_list lists[] = {
	{ numbered, NELEMS(numbered), IN_NUMBERED },
	{ kinds, NELEMS(kinds), IN_KINDS },
	{ kinds, FIRST_KINDS, IN_FIRST_KINDS },
	{ other_kinds, NELEMS(other_kinds), IN_OTHER_KINDS },
	{ behind, NELEMS(behind), IN_BEHIND },
	{ other_behind, NELEMS(other_behind), IN_OTHER_BEHIND },
	{ english, NELEMS(english), IN_ENGLISH },
	{ english, ENGLISH_SURE, IN_ENGLISH_SURE },
	{ directions, NELEMS(directions), IN_DIRECTIONS },
	{ connectors, NELEMS(connectors), IN_CONNECTORS },
	{ prefixes, NELEMS(prefixes), IN_PREFIXES },
	{ titles, NELEMS(titles), IN_TITLES },
	{ numberers, NELEMS(numberers), IN_NUMBERERS },
	{ repeats, NELEMS(repeats), IN_REPEATS },
	{ boxes, NELEMS(boxes), IN_BOXES },
	{ other_boxes, NELEMS(other_boxes), IN_OTHER_BOXES },
	{ whole, NELEMS(whole), IN_WHOLE },
	{ post, NELEMS(post), IN_POST },
	{ units, NELEMS(units), IN_UNITS },
	{ storeys, NELEMS(storeys), IN_STOREYS },
	{ flats, NELEMS(flats), IN_FLATS },
	{ lands, NELEMS(lands), IN_LANDS },
	{ small, NELEMS(small), IN_TOWNS },
	{ things, NELEMS(things), IN_COUNTED },
	{ joined, NELEMS(joined), IN_JOINED },
};

static void
learn(struct address_hints *h, const struct word_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		address_hints_learn(h, list->words[i], list->bit);
}

static void
learn_endings(struct address_hints *h, const struct sv *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		address_hints_learn_end(h, list[i]);
}

int
address_words_new(struct address_words **ret)
{
	struct address_words *a = mem_calloc(1, sizeof(*a));
	int err;

	if (a == NULL)
		return ERR_NOMEM;
	err = word_table_new(lists, NELEMS(lists), &a->lists);
	if (err != 0) {
		address_words_free(a);
		return err;
	}
	for (size_t i = 0; i < NELEMS(lists); i++)
		learn(&a->hints, &lists[i]);
	learn_endings(&a->hints, endings, NELEMS(endings));
	learn_endings(&a->hints, other_endings, NELEMS(other_endings));
	*ret = a;
	return 0;
}

void
address_words_free(struct address_words *a)
{
	if (a == NULL)
		return;
	word_table_free(a->lists);
	mem_free(a);
}

unsigned
address_words_find(const struct address_words *a, const struct word *w)
{
	return address_hints_may_be(&a->hints, word_key(w), w->len, UINT_MAX) ?
	    word_table_find(a->lists, w) : 0;
}

size_t
address_words_joined(struct sv text, const struct word *w)
{
	static const struct { struct sv first; const char *rest; } pairs[] = {
		{ SV_INIT("C."), "so" }, { SV_INIT("P."), "zza" },
		{ SV_INIT("P."), "za" }, { SV_INIT("P."), "le" },
		{ SV_INIT("P."), "tta" }, { SV_INIT("V."), "le" },
		{ SV_INIT("L."), "go" }, { SV_INIT("B."), "go" },
		{ SV_INIT("C."), "da" }, { SV_INIT("ж."), "к" },
		{ SV_INIT("Ж."), "к" }, { SV_INIT("ж. "), "к" } };

	for (size_t i = 0; i < NELEMS(pairs); i++) {
		size_t len = pairs[i].first.len;

		if (w->start >= len && word_is_one_of(w, &pairs[i].rest, 1) &&
		    sv_eq_nocase(sv_slice(text, w->start - len, w->start),
		    pairs[i].first) && !word_letter_before(text,
		    w->start - len))
			return w->start - len;
	}
	return w->start;
}

/* Does the word end so, behind two letters or more? */
static bool
ends_in(const struct word *w, const struct sv *list, size_t count)
{
	char last = w->folded[w->len - 1];

	for (size_t i = 0; i < count; i++)
		if (list[i].ptr[list[i].len - 1] == last &&
		    w->len > list[i].len + 1 &&
		    sv_ends(sv_make(w->folded, w->len), list[i]))
			return true;
	return false;
}

unsigned
address_words_ending(const struct address_words *a, const struct word *w)
{
	if (!address_words_may_end(a, w))
		return 0;
	if (ends_in(w, endings, STRASSE))
		return ENDS_SURE | ENDS_STRASSE;
	if (ends_in(w, endings, NELEMS(endings)))
		return ENDS_SURE;
	return ends_in(w, other_endings, NELEMS(other_endings)) ? ENDS_OTHER :
	    0;
}
