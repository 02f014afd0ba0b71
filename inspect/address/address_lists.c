/*
 * Words that addresses are told by where their streets are not: see
 * inspect/address/address_lists.h. Folded as inspect/words/word.h does; sources
 * are the addressing guides of the national posts and of the Universal Postal
 * Union.
 */
#include "inspect/address/address_lists.h"

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/address/address.h"

/* Not streets, though a number and a comma follow: rooms, trains, articles. */
static const char *const denied[] = { "article", "artikel", "articulo",
	"articolo", "artigo", "articolul", "artikkel", "artikkeli", "artykul",
	"art", "artiklu", "pos", "position", "posten", "item", "clanak",
	"clanok", "clanek", "clen", "член", "арт", "αρθρο", "αρ", "paragraph",
	"paragraf", "paragrahv", "pykala", "cikk", "grein", "pants",
	"straipsnis", "kapitel", "kapittel", "chapter", "chapitre",
	"capitulo", "capitolo", "capitolul", "kapitola", "hoofdstuk",
	"rozdzial", "fejezet", "luku", "peatukk", "nodala", "skyrius",
	"poglavje", "глава", "κεφαλαιο", "kafli", "kapitlu", "glava",
	"version", "versie", "versione", "versao", "versija", "verzia",
	"verze", "verzija", "verzio", "versiunea", "wersja", "versioon",
	"versio", "versjon", "utgafa", "версия", "εκδοση", "windows",
	"edition", "room", "raum", "zimmer", "lokal", "lokaal", "lokale",
	"zaal", "saal", "sala", "salle", "sal", "sali", "dvorana", "terem",
	"ruum", "huone", "telpa", "kambarys", "salur", "rom", "зала",
	"αιθουσα", "zug", "train", "trein", "treno", "tren", "trenul", "tog",
	"juna", "vlak", "vonat", "pociag", "comboio", "traukinys",
	"vilciens", "rong", "τρενο", "влак", "bus", "tram", "flight", "flug",
	"vol", "linie", "line", "lijn", "ligne", "linea", "linha", "linija",
	"psalm", "psaume", "psalms", "salmo", "salme", "psalmul", "salm",
	"matthaus", "matthew", "matthieu", "matteo", "mateo", "mate",
	"figure", "fig", "figur", "abbildung", "abb", "table", "tabelle",
	"tab", "tableau", "tabla", "teil", "part", "partie", "band", "volume",
	"vol", "seite", "page", "pagina", "side", "sida", "strona", "nr",
	"nummer", "number", "no", "num", "numero", "section", "abschnitt",
	"step", "schritt", "level", "stufe", "tel", "telefon", "phone", "fax",
	"copyright", "total", "summe", "port", "apollo", "type", "typ",
	"model", "modell",
	"serie", "series", "class", "klasse", "group", "gruppe", "team",
	"track", "question", "frage", "nota", "note", "karton", "paket",
	"menge", "stuck", "quantity", "qty", "plz", "januar", "january",
	"janvier", "februar", "february", "fevrier", "marz", "march", "mars",
	"april", "avril", "mai", "may", "maj", "juni", "june", "juin", "juli",
	"july", "juillet", "august", "aout", "september", "septembre",
	"oktober", "october", "octobre", "november", "novembre", "dezember",
	"december", "decembre", "jan", "feb", "mar", "apr", "jun", "jul",
	"aug", "sep", "sept", "oct", "okt", "nov", "dec", "dez", "monday",
	"tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
	"montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
	"sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
	"lunes", "martes", "miercoles", "jueves", "viernes", "lunedi",
	"martedi", "mercoledi", "giovedi", "venerdi", "order", "auftrag",
	"bestellung", "rechnung", "invoice", "facture", "fattura", "factura",
	"faktura", "gewicht", "kurs", "course", "gleis", "bahnsteig",
	"andana", "binario", "tisch", "sitz", "seat",
	"halle", "messehalle", "stand", "booth", "vitamin" };

/* What a segment before the street begins with that belongs to it. */
static const char *const heads[] = { "residence", "residenz", "chalet",
	"batiment", "bat", "appartement", "appt", "apartment", "apt", "flat",
	"unit", "suite", "office", "blokk", "block", "villa", "za", "zi",
	"zac", "жк", "ж", "кв", "бл", "poligono", "urb", "urbanizacion",
	"quinta", "dar" };

/* A house by its name: "Rose Cottage". */
static const char *const houses[] = { "house", "cottage", "rectory", "mill",
	"lodge", "farm", "barn", "manor", "hall", "court", "mansions",
	"farmhouse", "vicarage", "gate" };

/* Small words and abbreviations that a street may begin with. */
static const char *const small_first[] = { "ul", "ulica", "ulice", "ulici",
	"al", "os", "pl", "tr", "trida", "nam", "namesti", "namestie",
	"sidliste", "sidlisko", "nabr", "rue", "via", "viale", "v", "p",
	"pzza", "piazza", "calle", "c", "avenida", "av", "avenue", "bd",
	"boulevard", "bul", "place", "chemin", "impasse", "allee", "quai",
	"route", "cours", "sq", "square", "rua", "r", "strada", "str", "trg",
	"cesta", "ob", "pod", "pri", "na", "u", "ул", "бул", "пл", "ж", "кв",
	"с", "гр", "οδος", "οδο", "οδοσ", "am", "im", "contrada", "skolas",
	"д", "ж.к", "бл", "t" };

/* Inside a name, beside those of the words of streets. */
static const char *const inner[] = { "de", "del", "della", "dei", "delle",
	"degli", "di", "da", "do", "dos", "das", "du", "des", "la", "le",
	"les", "el", "los", "las", "van", "der", "den", "ten", "ter", "het",
	"und", "an", "am", "im", "in", "of", "the", "na", "nad", "pod", "pri",
	"u", "ob", "v", "y", "e", "i", "et", "and", "per", "dal", "al", "sur",
	"zum", "zur", "auf", "ir", "il", "kralja", "bana", "kneza", "svetog",
	"krale", "princ", "цар", "княз", "vas", "pot", "svobody", "slobody",
	"republike", "studencu", "hrasti", "jami" };

/* Of flats, floors, doors, parts of a house. */
static const char *const units[] = { "stiege", "top", "tur", "stock",
	"og", "eg", "whg", "wohnung", "kat", "stan", "byt", "вх",
	"ет", "ап", "бл", "διαμ", "οροφοσ", "οροφος", "office",
	"lote", "nave", "bajo", "planta", "esc", "sector", "sc",
	"bl", "et", "ap", "scala", "int", "interno", "piano", "bte",
	"bus", "lgh", "as", "dz", "but", "k", "st", "stuen", "kl",
	"bat", "batiment", "escalier", "etage", "lok", "m", "r",
	"bilten", "fszt", "fsz", "em", "lh", "tr", "hlavny", "vchod",
	"sidliste", "fl", "floor" };

/* Before a house number: "Nr. 12", "č. 4", "№ 8". */
static const struct sv numberers[] = { SV_INIT("nr"), SV_INIT("Nr"),
	SV_INIT("no"), SV_INIT("n"), SV_INIT("num"), SV_INIT("br"),
	SV_INIT("č"), SV_INIT("čp"), SV_INIT("č.p"), SV_INIT("č. p"),
	SV_INIT("nº"), SV_INIT("n.º"), SV_INIT("n°"), SV_INIT("№"),
	SV_INIT("бр"), SV_INIT("αρ"), SV_INIT("αριθ") };

/* Boxes of the post, right before their number. */
static const struct sv boxes[] = { SV_INIT("P.O. Box"),
	SV_INIT("P.O. BOX"), SV_INIT("PO Box"), SV_INIT("PO BOX"),
	SV_INIT("P. O. Box"), SV_INIT("P. O. BOX"), SV_INIT("п.к."),
	SV_INIT("П.К."),
	SV_INIT("p.p."), SV_INIT("P.P."), SV_INIT("p. p."), SV_INIT("Τ.Θ."),
	SV_INIT("ΤΘ"), SV_INIT("C.P."), SV_INIT("CP"), SV_INIT("B.P."),
	SV_INIT("BP"), SV_INIT("a/k"), SV_INIT("a. d."), SV_INIT("a.d."),
	SV_INIT("skr. poczt."), SV_INIT("skrytka pocztowa"), SV_INIT("Pf."),
	SV_INIT("Postfach"), SV_INIT("Postbus"), SV_INIT("Postboks"),
	SV_INIT("Box"), SV_INIT("BOX"), SV_INIT("PL"), SV_INIT("postkast"),
	SV_INIT("Pósthólf"), SV_INIT("Apartado"), SV_INIT("Apdo."),
	SV_INIT("Apdo. de Correos"), SV_INIT("Apartado de Correos"),
	SV_INIT("Casella Postale"), SV_INIT("poštni predal") };

/* By their numbers. */
static const struct {
	const char *const *words;
	size_t count;
} all[] = {
	[LIST_DENIED] = { denied, NELEMS(denied) },
	[LIST_HEADS] = { heads, NELEMS(heads) },
	[LIST_HOUSES] = { houses, NELEMS(houses) },
	[LIST_FIRST] = { small_first, NELEMS(small_first) },
	[LIST_INNER] = { inner, NELEMS(inner) },
	[LIST_UNITS] = { units, NELEMS(units) },
};

bool
address_lists_has(enum address_list list, const struct word *w)
{
	return word_is_one_of(w, all[list].words, all[list].count);
}

bool
address_lists_numbers(struct sv word)
{
	if (word.len > 1 && word.ptr[word.len - 1] == '.')
		word = sv_slice(word, 0, word.len - 1);
	for (size_t i = 0; i < NELEMS(numberers); i++)
		if (sv_eq(word, numberers[i]))
			return true;
	return false;
}

size_t
address_lists_box(struct sv text, size_t at, size_t floor)
{
	size_t end = at, best = at;

	while (end > floor && text.ptr[end - 1] == ' ')
		end--;
	for (size_t i = 0; i < NELEMS(boxes); i++) {
		size_t len = boxes[i].len, from = end - len;

		if (end >= floor + len && from < best && sv_eq(sv_slice(text,
		    from, end), boxes[i]) && (from == 0 ||
		    !ascii_is_word(text.ptr[from - 1])))
			best = from;
	}
	return best;
}
