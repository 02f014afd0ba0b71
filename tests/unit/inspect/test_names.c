/* Pieces, features, cues, languages, names in sentences. */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/crypto.h"
#include "base/fault.h"
#include "base/utf8.h"
#include "inspect/names/column.h"
#include "inspect/names/glyph.h"
#include "inspect/names/lexicon_filter.h"
#include "inspect/names/names.h"
#include "inspect/names/piece_word.h"
#include "inspect/names/stem.h"
#include "inspect/names/tagger.h"
#include "tests/tap/tap.h"

enum { SPANS = 32 };

static struct names *names;

static void
test_pieces(void)
{
	/* Pieces joined by |, each with the first letter of its shape. */
	static const struct {
		const char *text, *pieces;
	} cases[] = {
		{ "Anna Müller", "Anna/C|Müller/C" },
		{ "J. R. Smith-Jones", "J./I|R./I|Smith-Jones/C" },
		{ "l'Allemagne d'Alembert", "l'/L|Allemagne/C|d'/L|Alembert/C" },
		{ "O'Brien's dell'Utri", "O'Brien/C|'|s/L|dell'/L|Utri/C" },
		{ "il-Belt, McDonald", "il-/L|Belt/C|,|McDonald/C" },
		{ "DiCaprio LeBron LaTeX DemoOf", "DiCaprio/C|LeBron/C|LaTeX/M|"
		    "DemoOf/M" },
		{ "ANNA iPhone camelCase", "ANNA/U|iPhone/M|camelCase/M" },
		{ "12.5 km\n\n-- Ärger", "12|.|5|km/L|\n|-|-|Ärger/C" },
		{ "Ελένη Иван", "Ελένη/C|Иван/C" },
		{ "\xff" "a", "\xff|a/L" },
		{ "", "" },
	};
	static const char shapes[] = "?LCUSIMN";

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct piece_reader r = { sv_cstr(cases[i].text), 0 };
		char got[256] = "";
		size_t len = 0;
		struct piece p;

		while (piece_next(&r, &p)) {
			struct sv s = sv_slice(r.text, p.start, p.end);

			len += (size_t)snprintf(got + len, sizeof(got) - len,
			    "%s%.*s", len > 0 ? "|" : "",
			    p.kind == PIECE_BREAK ? 1 : (int)s.len, s.ptr);
			if (p.kind == PIECE_WORD)
				len += (size_t)snprintf(got + len,
				    sizeof(got) - len, "/%c", shapes[p.shape]);
		}
		tap_is_sv(sv_cstr(got), sv_cstr(cases[i].pieces), "%s",
		    cases[i].text);
	}
}

static bool
is_same_piece(const struct piece *a, const struct piece *b)
{
	return a->kind == b->kind && a->shape == b->shape && a->len == b->len &&
	    a->hash == b->hash && memcmp(a->folded, b->folded,
	    sizeof(a->folded)) == 0;
}

/* The quick ways to read a word say what the slow one says. */
static void
test_words(void)
{
	static const char *const tails[] = { "", " ", ".", "-x", "'s", "1",
		"\xc3\xbc", "\xff", "(", "\n" };
	bool same = true;
	char text[64];

	for (unsigned len = 1; len <= 40; len++)
		for (unsigned form = 0; form < 6 * NELEMS(tails); form++) {
			const char *tail = tails[form / 6];
			struct piece_reader a, b;
			struct piece quick, slow;

			for (unsigned i = 0; i < len; i++)
				text[i] = (char)("anz"[i % 3] -
				    (form % 6 == 1 ||
				    (form % 6 == 2 && i == 0) ||
				    (form % 6 == 3 && i == len / 2) ||
				    (form % 6 == 4 && i > 0) ? 0x20 : 0));
			memcpy(text + len, tail, strlen(tail));
			a.text = b.text = sv_make(text, len + strlen(tail));
			a.at = b.at = 0;
			slow.flags = 0;
			piece_word_read(&b, &slow);
			same = same && piece_next(&a, &quick) && a.at == b.at &&
			    is_same_piece(&quick, &slow);
		}
	tap_ok(same, "words of all lengths, cases and ends");
}

/* The piece that `text` begins with, read as its words are and slowly. */
static bool
is_read_quickly(struct sv text)
{
	struct piece_reader a = { text, 0 }, b = { text, 0 };
	struct piece quick, slow = { .flags = 0 };
	unsigned char flags = PIECE_PLAIN | PIECE_ELIDED | PIECE_HYPHEN;

	piece_word_read(&b, &slow);
	return piece_next(&a, &quick) && a.at == b.at &&
	    ((quick.flags ^ slow.flags) & flags) == 0 &&
	    is_same_piece(&quick, &slow);
}

/*
 * The same of words that are not ASCII: every letter of two bytes, first,
 * inside and last, between runs of all lengths, before what may stand behind.
 */
static void
test_beyond(void)
{
	static const char *const tails[] = { " ", ".", "-x", "'s", "\xe2\x80\x9d",
		"\xe2\x80\x99" "e", "\xe2\x80\x8b", "\xe2\x80\x93", "\xc2\xa0",
		"\xc2\xbb", "\xc2\xad" "a", "\xcc\x81" "a", "\xff", "\xc3" };
	unsigned wrong = 0;

	for (unsigned i = 0; i < 2 * 7 * 64 * NELEMS(tails); i++) {
		char letter[2] = { (char)(0xc3 + i / 64 % 7),
			(char)(0x80 + i % 64) };
		const char *tail = tails[i / (7 * 64) % NELEMS(tails)];
		bool padded = i >= 7 * 64 * NELEMS(tails);
		struct sv wanted = sv_make(letter, 2);

		if (word_fold_pair(letter) == NULL)
			continue;
		for (unsigned n = 0; n < 6 * 12; n++) {
			static const char *const heads[] = { "", "a", "A",
				"\xc5\x82", "\xc5\x81", "wan" };
			struct buf b;

			buf_init(&b, 256);
			buf_add_sv(&b, sv_cstr(heads[n / 12]));
			buf_add_sv(&b, wanted);
			buf_add_sv(&b, sv_make("abcdefghijklmnopqrstuvwxyz",
			    n % 12 * 2));
			buf_add_sv(&b, n % 2 == 0 ? wanted : SV(""));
			buf_add_sv(&b, sv_cstr(tail));
			for (unsigned k = 0; padded && k < 64; k++)
				buf_add_char(&b, ' ');
			wrong += !is_read_quickly(buf_sv(&b));
			buf_done(&b);
		}
	}
	tap_is_int(wrong, 0, "words that are not ASCII");
}

/* Words cut at once are those cut one by one. */
static void
test_cuts(void)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	uint64_t cuts[PIECE_CUTS];
	unsigned wrong = 0;

	for (unsigned len = PIECE_CUTS + 1; len <= PIECE_MAX; len++) {
		struct piece_reader r = { sv_make(letters, len), 0 };
		struct piece p;

		if (!piece_next(&r, &p))
			wrong++;
		piece_hash_cuts(&p, cuts);
		for (unsigned i = 0; i < PIECE_CUTS; i++)
			wrong += cuts[i] != piece_hash_cut(&p, i + 1) ||
			    cuts[i] != piece_hash(sv_make(letters,
			    len - i - 1));
	}
	tap_is_int(wrong, 0, "all cuts of words of all lengths");
}

static void
test_folding(void)
{
	static const char *const same[][2] = {
		{ "Müller", "MULLER" }, { "Éva", "eva" }, { "Łódź", "lodz" },
		{ "Șerban", "serban" }, { "Γιώργος", "ΓΙΩΡΓΟΣ" },
		{ "Ёлка", "елка" }, { "Straße", "strasse" },
	};

	for (size_t i = 0; i < NELEMS(same); i++)
		tap_ok(piece_hash(sv_cstr(same[i][0])) != 0 &&
		    piece_hash(sv_cstr(same[i][0])) ==
		    piece_hash(sv_cstr(same[i][1])), "%s is %s", same[i][0],
		    same[i][1]);
	tap_ok(piece_hash(SV("Anna")) != piece_hash(SV("Anne")), "not Anne");
	tap_ok(piece_hash(SV("two words")) == 0, "one word only");
	tap_is_int((int64_t)piece_hash(SV("anna")),
	    INT64_C(3423538934066165289), "golden hash");
}

/* A letter of two bytes in a word is what it is by itself. */
static void
test_latin(void)
{
	unsigned letters = 0, wrong = 0;

	for (uint32_t c = 0xc0; c < 0x250; c++) {
		char text[UTF8_MAX + 1];
		size_t len = utf8_encode(c, text);
		struct piece_reader r = { sv_make(text, len + 1), 0 };
		struct glyph g;
		struct piece p;

		text[len] = 'a';
		glyph_read(r.text, 0, &g);
		if (g.kind != GLYPH_LETTER)
			continue;
		letters++;
		wrong += !piece_next(&r, &p) || r.at != len + 1 ||
		    p.len != g.len + 1 || memcmp(p.folded + PIECE_LEAD,
		    g.folded, g.len) != 0 ||
		    p.shape != (g.upper ? SHAPE_CAPITAL : SHAPE_LOWER);
	}
	tap_ok(letters > 390 && wrong == 0, "%u letters, %u otherwise",
	    letters, wrong);
}

static void
test_code(void)
{
	/* Is the first capitalised word of it taken for program text? */
	static const struct {
		const char *text;
		bool code;
	} cases[] = {
		{ "Anna went", false }, { "Anna. Then", false },
		{ "/home/Anna", true }, { "Anna/x", true }, { "x.Anna", true },
		{ "Anna(", true }, { "Anna::x", true }, { "_Anna", true },
		{ "Anna1", true }, { "Anna\xef\xbc\x91", true }, { "@Anna", true }, { "$Anna", true },
		{ "Anna.py", true }, { "(Anna)", false }, { "Anna->x", true },
		{ "\"Anna\"", false }, { "Anna=", true }, { "=Anna", false },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct piece_reader r = { sv_cstr(cases[i].text), 0 };
		struct piece p = { .kind = PIECE_MARK };

		while (p.shape != SHAPE_CAPITAL && piece_next(&r, &p))
			continue;
		tap_ok(((p.flags & PIECE_CODE) != 0) == cases[i].code, "%s",
		    cases[i].text);
	}
}

struct golden {
	struct crypto_sha256 digest;
	unsigned asked;
};

static unsigned
take_rows(void *ctx, const struct tagger_site *site)
{
	struct golden *g = ctx;

	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		uint8_t b[4] = { (uint8_t)site->rows[i],
			(uint8_t)(site->rows[i] >> 8),
			(uint8_t)(site->rows[i] >> 16),
			(uint8_t)(site->rows[i] >> 24) };

		crypto_sha256_add(&g->digest, b, sizeof(b));
	}
	g->asked++;
	return (site->allowed & 1U << TAG_I_PER) != 0 ? TAG_I_PER : TAG_B_PER;
}

static void
ignore(void *ctx, const struct tagger_span *span)
{
	(void)ctx;
	(void)span;
}

static unsigned
note_asked(void *ctx, const struct tagger_site *site)
{
	struct buf *out = ctx;

	buf_add_sv(out, piece_letters(site->piece));
	buf_add_char(out, (site->allowed & 1U << TAG_B_PER) != 0 ? ' ' : '-');
	return sv_eq(piece_letters(site->piece), SV("erika")) ? TAG_B_PER :
	    TAG_O;
}

/*
 * Which pieces are weighed, where most that might be are common words? A name
 * may begin at each but those with a hyphen behind.
 */
static void
test_weighed(void)
{
	static const struct {
		const char *text, *asked;
		enum lang lang;
	} cases[] = {
		{ "wegen der Qwertz", "qwertz ", LANG_DE },
		{ "wegen del Qwertz", "del qwertz ", LANG_DE },
		{ "rue de la Qwertz", "qwertz ", LANG_FR },
		{ "rue von Qwertz", "von qwertz ", LANG_FR },
		{ "traf Erika von Qwertz", "erika von-qwertz ", LANG_DE },
		{ "traf Erika von Qwertz", "erika von qwertz ", LANG_FR },
		{ "traf Erika & Qwertz", "erika &-qwertz ", LANG_DE },
		{ "in der Woche", "", LANG_DE },
		{ "wegen Qwertzuiopf", "", LANG_DE },
		{ "wegen Qwertzuiop", "qwertzuiop ", LANG_DE },
		{ "wegen Qwertzui-Opf", "qwertzui-opf ", LANG_DE },
		{ "Erika Qwertzuiopf", "erika qwertzuiopf ", LANG_DE },
		{ "wegen Qwertzuiopf", "qwertzuiopf ", LANG_FR },
		{ "im Jahr Woche", "", LANG_DE },
		{ "im Jahr Woche", "jahr woche ", LANG_FR },
	};
	struct buf out;

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct tagger_hooks hooks = { &out, ignore, note_asked, NULL,
			NULL };

		buf_init(&out, 1024);
		tagger_run(names_weights(names), sv_cstr(cases[i].text),
		    cases[i].lang, &hooks);
		tap_is_sv(buf_sv(&out), sv_cstr(cases[i].asked), "%s",
		    cases[i].text);
		buf_done(&out);
	}
}

/* What trainer and engine agree on, for ever: FEATURE_VERSION. */
static void
test_features(void)
{
	static const char text[] = "Gestern traf Anna-Maria von der Leyen "
	    "(Ökonomin) den Éamon Ó Cuív. Ο Γιώργος;\nDE-MAIL & J. Иванов";
	struct weights w = *names_weights(names);
	struct golden g = { .asked = 0 };
	struct tagger_hooks hooks = { &g, ignore, take_rows, NULL, NULL };
	uint8_t digest[CRYPTO_SHA256_BYTES];
	struct buf hex;

	/* An empty lexicon: the golden values are of the code alone. */
	static const struct lexicon_bucket none;
	w.lexicon = (struct lexicon){ .buckets = &none, .nbuckets = 1 };
	w.base.nplaces = 1 << 20;
	w.nparts = 0;
	crypto_sha256_init(&g.digest);
	tagger_run(&w, sv_cstr(text), LANG_DE, &hooks);
	crypto_sha256_final(&g.digest, digest);
	buf_init(&hex, 256);
	buf_add_hex(&hex, digest, 8);
	tap_is_int(g.asked, 18, "pieces that are weighed");
	tap_is_sv(buf_sv(&hex), SV("49fc752bb8859b6a"), "their rows");
	buf_done(&hex);
}

/* Stems of many words are those of each by itself; others are left alone. */
static void
test_stems(void)
{
	static const char text[] = "Annas Berlinem Anna-Maria Merkels Xqzwv "
	    "Anna Merkel Verantwortungsbewusstsein Paris-Plage Dr Münchens";
	const struct weights *w = names_weights(names);
	struct feature_piece all[STEM_PIECES] = { { .stem = 0 } }, one;
	struct piece_reader r = { sv_cstr(text), 0 };
	unsigned n = 0, found = 0, wrong = 0;
	uint64_t set;

	while (n < STEM_PIECES && piece_next(&r, &all[n].piece))
		stem_look_up_word(w, &all[n++]);
	set = ((UINT64_C(1) << n) - 1) & ~UINT64_C(8);
	stem_find_all(w, all, set);
	for (unsigned i = 0; i < n; i++) {
		one = (struct feature_piece){ .piece = all[i].piece };
		stem_look_up(w, &one);
		found += one.stem != 0;
		wrong += all[i].known != one.known ||
		    all[i].stemmed != (set >> i & 1) ||
		    all[i].stem != (all[i].stemmed ? one.stem : 0);
	}
	tap_ok(n == 11 && found >= 4 && wrong == 0,
	    "%u words, %u stems, %u otherwise", n, found, wrong);
	all[0].stem = 7;
	stem_find_all(w, all, set);
	tap_is_int(all[0].stem, 7, "once found, no more looked for");
}

static void
test_languages(void)
{
	static const struct {
		const char *code, *text;
	} cases[] = {
		{ "bg", "Това е кратко съобщение за нашия нов проект." },
		{ "cs", "Tohle je krátká zpráva o našem novém projektu." },
		{ "da", "Det her er en kort besked om vores nye projekt." },
		{ "de", "Das ist eine kurze Nachricht über unser neues Projekt." },
		{ "el", "Αυτό είναι ένα σύντομο μήνυμα για το νέο μας έργο." },
		{ "en", "This is a short message about our new project." },
		{ "es", "Este es un mensaje corto sobre nuestro nuevo proyecto." },
		{ "et", "See on lühike sõnum meie uue projekti kohta." },
		{ "fi", "Tämä on lyhyt viesti uudesta projektistamme." },
		{ "fr", "Ceci est un court message sur notre nouveau projet." },
		{ "ga", "Seo teachtaireacht ghearr faoin tionscadal nua atá againn." },
		{ "hr", "Ovo je kratka poruka o našem novom projektu." },
		{ "hu", "Ez egy rövid üzenet az új projektünkről." },
		{ "it", "Questo è un breve messaggio sul nostro nuovo progetto." },
		{ "lt", "Tai trumpa žinutė apie mūsų naują projektą." },
		{ "lv", "Šī ir īsa ziņa par mūsu jauno projektu." },
		{ "mt", "Dan huwa messaġġ qasir dwar il-proġett il-ġdid tagħna." },
		{ "nl", "Dit is een kort bericht over ons nieuwe project." },
		{ "pl", "To jest krótka wiadomość o naszym nowym projekcie." },
		{ "pt", "Esta é uma mensagem curta sobre o nosso novo projeto." },
		{ "ro", "Acesta este un mesaj scurt despre noul nostru proiect." },
		{ "sk", "Toto je krátka správa o našom novom projekte." },
		{ "sl", "To je kratko sporočilo o našem novem projektu." },
		{ "sv", "Det här är ett kort meddelande om vårt nya projekt." },
	};
	const struct lang_table *t = &names_weights(names)->langs;
	bool all = true;

	for (size_t i = 0; i < NELEMS(cases); i++) {
		enum lang lang = lang_guess(t, sv_cstr(cases[i].text));

		tap_is_sv(sv_cstr(lang_code(lang)), sv_cstr(cases[i].code),
		    "%s", cases[i].text);
		all = all && lang_find(sv_cstr(cases[i].code)) == i + 1;
	}
	tap_ok(all && NELEMS(cases) == LANG_COUNT - 1, "codes and back");
	tap_is_int(lang_guess(t, SV("")), LANG_NONE, "nothing");
	tap_is_int(lang_guess(t, SV("0123 4567")), LANG_NONE, "digits");
	tap_is_int(lang_find(SV("xx")), LANG_NONE, "no such code");
}

struct found {
	struct tagger_span spans[SPANS];
	size_t count;
};

static void
keep(void *ctx, const struct tagger_span *span)
{
	struct found *f = ctx;

	if (f->count == SPANS || span->kind != KIND_PERSON || span->score < 35)
		return;
	/* Tagger and cues may find the same: detection keeps one. */
	for (size_t i = 0; i < f->count; i++)
		if (f->spans[i].start == span->start &&
		    f->spans[i].end == span->end)
			return;
	f->spans[f->count++] = *span;
}

/* The texts of the persons found, joined by |. */
static const char *
persons(const char *label, const char *text)
{
	static char out[1024];
	struct found f = { .count = 0 };
	struct names_sink sink = { .ctx = &f, .found = keep };
	size_t len = 0;

	names_scan(names, sv_cstr(text), sv_cstr(label), &sink);
	out[0] = '\0';
	for (size_t i = 0; i < f.count; i++) {
		struct sv s = sv_slice(sv_cstr(text), f.spans[i].start,
		    f.spans[i].end);

		len += (size_t)snprintf(out + len, sizeof(out) - len,
		    "%s%.*s", i > 0 ? "|" : "", SV_ARG(s));
	}
	return out;
}

struct sentence {
	const char *label, *text, *persons;
};

static void
check_sentences(const struct sentence *s, size_t count)
{
	for (size_t i = 0; i < count; i++)
		tap_is_sv(sv_cstr(persons(s[i].label, s[i].text)),
		    sv_cstr(s[i].persons), "%s: %s", s[i].label, s[i].text);
}

static void
test_sentences(void)
{
	static const struct sentence cases[] = {
		{ "", "Bitte schreiben Sie an Frau Katharina Bergmann.",
		    "Katharina Bergmann" },
		{ "", "I met Ursula von der Leyen yesterday.",
		    "Ursula von der Leyen" },
		{ "", "Je m'appelle Sophie Dubois et j'habite ici.",
		    "Sophie Dubois" },
		{ "", "Me llamo María García López.", "María García López" },
		{ "", "Mi chiamo Giulia Rossi.", "Giulia Rossi" },
		{ "", "Nazywam się Katarzyna Nowak.", "Katarzyna Nowak" },
		{ "", "Jmenuji se Petr Svoboda.", "Petr Svoboda" },
		{ "", "Hei, olen Matti Virtanen.", "Matti Virtanen" },
		{ "", "Jag heter Erik Johansson.", "Erik Johansson" },
		{ "", "Jeg hedder Mette Nielsen.", "Mette Nielsen" },
		{ "", "Mă numesc Andrei Popescu.", "Andrei Popescu" },
		{ "", "Казвам се Георги Иванов.", "Георги Иванов" },
		{ "", "Με λένε Γιώργος Παπαδόπουλος.",
		    "Γιώργος Παπαδόπουλος" },
		{ "", "Mano vardas Jonas Kazlauskas.", "Jonas Kazlauskas" },
		{ "", "Sono l'avvocato.", "" },
		{ "", "", "" },
		{ "", "A", "" },
	};

	check_sentences(cases, NELEMS(cases));
}

static void
test_cues(void)
{
	static const struct sentence cases[] = {
		{ "", "my name is anna müller and i need help", "anna müller" },
		{ "", "herr müller hat angerufen", "müller" },
		{ "", "szukam pana kowalskiego", "kowalskiego" },
		{ "", "vorname: anna", "anna" },
		{ "", "{\"first_name\": \"anna\"}", "anna" },
		{ "first_name", "anna", "anna" },
		{ "customer.lastName", "bergmann", "bergmann" },
		{ "Nachname", "xqzzk", "xqzzk" },
		{ "name", "anna müller", "anna müller" },
		{ "name", "get_weather", "" },
		{ "name", "gpt-4o", "" },
		{ "first_name", "the name of the user", "" },
		{ "filename", "anna", "" },
		{ "", "ask anna mueller, anna.mueller@example.org",
		    "anna mueller" },
		/* A value ends at two blanks, or before the next label. */
		{ "", "nachname: xqzzk   vorname: anna", "xqzzk|anna" },
		{ "", "nachname: xqzzk vorname: anna", "xqzzk|anna" },
		{ "", "cognome e nome: xqzzk abz   c.f. x", "xqzzk abz" },
		{ "", "mieter: anna müller", "anna müller" },
		{ "", "Person[id=4, firstName=Xqzzk, lastName=Anna, x=1]",
		    "Xqzzk|Anna" },
		{ "", "firstname=anna&lastname=xqzzk&plan=3", "anna|xqzzk" },
		{ "", "nachname / vorname: xqzzk / anna", "xqzzk / anna" },
		{ "", "mieter: siehe unten", "" },
		/* what is assigned in code */
		{ "", "UPDATE x SET name = 'anna müller' WHERE y = 1",
		    "anna müller" },
		{ "", "UPDATE x SET name = 'top ten' WHERE y = 1", "" },
		{ "", "set name: 'anna müller'", "" },
		/* queries, and who speaks in a chat */
		{ "", "x?a=1&name=anna+müller&b=2 HTTP", "anna+müller" },
		{ "", "x?a=1&name=top+ten&b=2", "" },
		{ "", "[10:15] Anna: ja\n[10:16] Error: no", "Anna" },
		{ "", "3/11/26, 10:15 - Anna Müller: ja", "Anna Müller" },
		{ "", "[INFO] Anna: 5", "" },
		{ "", "│ foo │ name: anna müller │ pesel: x │",
		    "anna müller" },
		{ "", "naam: jan van 't hart", "jan van 't hart" },
		{ "", "name: aoife ní bhriain", "aoife ní bhriain" },
		{ "", "name: list of van parts", "" },
		{ "", "my name is not important", "" },
		{ "", "name: string", "" },
	};

	check_sentences(cases, NELEMS(cases));
}

static void
keep_all(void *ctx, const struct tagger_span *span)
{
	struct found *f = ctx;

	if (f->count < SPANS)
		f->spans[f->count++] = *span;
}

/* The tagger works block by block, and nobody sees where blocks end. */
static void
test_blocks(void)
{
	static const char names_in[] = ". Gestern traf Ursula von der Leyen "
	    "Frau Katharina Bergmann (DE 12 AB 34) & J. Nowak. und: und = und @ und";
	struct found first = { .count = 0 }, now;
	struct tagger_hooks hooks = { &now, keep_all, NULL, NULL, NULL };
	char text[2048];
	bool same = true, led = true;

	for (size_t n = 3; n < 300; n++) {
		size_t len = 0;

		while (len < 4 * n)
			len += (size_t)snprintf(text + len, 5, "und ");
		memcpy(text + len, names_in, sizeof(names_in));
		now.count = 0;
		tagger_run(names_weights(names), sv_cstr(text), LANG_DE,
		    &hooks);
		for (size_t i = 0; i < now.count; i++) {
			now.spans[i].start -= len;
			now.spans[i].end -= len;
		}
		if (n == 3)
			first = now;
		same = same && now.count == first.count;
		for (size_t i = 0; i < now.count && same; i++)
			same = now.spans[i].start == first.spans[i].start &&
			    now.spans[i].end == first.spans[i].end &&
			    now.spans[i].score == first.spans[i].score;
		(void)snprintf(text + len, sizeof(text) - len,
		    "my name is anna müller, vorname: anna.");
		led = led && sv_eq(sv_cstr(persons("", text)),
		    SV("anna müller|anna"));
	}
	tap_ok(first.count >= 2, "%zu names", first.count);
	tap_ok(same, "the same wherever they stand");
	tap_ok(led, "and those that cues lead to: %s", persons("", text));
}

static void
test_nothing(void)
{
	static const struct sentence cases[] = {
		{ "", "import NamedTuple from typing; class FooBar(Base): pass",
		    "" },
		{ "", "C:\\Users\\Anna\\Documents\\Report.docx", "" },
		{ "", "/home/Anna/Maria/report.txt", "" },
		{ "", "def getAnna(self): return self.Anna_Maria", "" },
		{ "", "Die Katze sitzt auf dem Tisch und schaut hinaus.", "" },
		{ "", "The meeting is on Monday in the Main Hall.", "" },
		{ "", "On Tuesday the Windows Update failed again.", "" },
		{ "", "日本語のテキスト", "" },
		/* Words are cut by U+200B. */
		{ "", "Me\u200bine\u200b To\u200bcht\u200ber \u200bste\u200bht "
		    "\u200bauf\u200b Fr\u200baue\u200bn.", "" },
		{ "", "SELECT Name, City FROM Customers WHERE Id = 5;", "" },
	};

	check_sentences(cases, NELEMS(cases));
}

static void
test_layouts(void)
{
	static const struct sentence cases[] = {
		/* Label and value in columns, one below the other. */
		{ "", "Vorname      anna\nOrt          x", "anna" },
		{ "", "Nr           5\nVorname\tAnna\n", "Anna" },
		{ "", "Nachname ........ Xqzzk\n", "Xqzzk" },
		{ "", "Nachname .. Xqzzk\n", "" },
		{ "", "Nachname     Vorname\nXqzzk        abcd", "" },
		{ "", "Nachname     Geburtsxyz\nXqzzk        5", "" },
		{ "", "Vorname\nanna\n", "" },
		{ "", "Vorname\nAnna\n\nOrt\nx", "Anna" },
		{ "", "x Vorname\nXqzzk\n", "" },
		/* All of a label, and a known name. */
		{ "family", "Schmitt", "Schmitt" },
		{ "font-family", "Xqzzk", "" },
		{ "family", "serif", "" },
		{ "", "Prezime: Xqzzk\nIme: Ivan", "Xqzzk|Ivan" },
		{ "", "Ime: xqzzk", "" },
		{ "Wie heißen Sie?", "xqzzk müller", "xqzzk müller" },
	};

	check_sentences(cases, NELEMS(cases));
}

static void
test_columns(void)
{
	static const struct {
		const char *text;
		size_t start, gap;
	} cases[] = {
		{ "Name  Anna", 0, 4 },
		{ "Name .... Anna", 0, 5 },
		{ "Name\tAnna", 0, 4 },
		{ "Name\nAnna", 0, 4 },
		{ "ab  cd  ef", 3, 6 },
		{ "Name Anna", 0, 9 },
		{ "", 0, 0 },
		/* Letters and other marks twice; a blank and a dot. */
		{ "Anna Müller -- . xx", 0, 20 },
		{ "01234567890123456789012345678901  x", 0, 32 },
		{ "0123456789012345678901234567890  x", 0, 31 },
		{ "0123456789012345678901234567890123456789 1  x", 12, 42 },
	};

	for (size_t i = 0; i < NELEMS(cases); i++)
		tap_is_int((int64_t)column_find_gap(sv_cstr(cases[i].text),
		    cases[i].start), (int64_t)cases[i].gap, "gap of %s",
		    cases[i].text);
}

int
main(void)
{
	struct errinfo ei = { 0 };

	if (!tap_ok(names_open(tap_source_path("share/names/europe.weights"),
	    &names, &ei) == 0, "weights: %s", ei.text))
		return tap_done();
	test_pieces();
	test_words();
	test_beyond();
	test_cuts();
	test_folding();
	test_latin();
	test_code();
	test_features();
	test_weighed();
	test_stems();
	test_languages();
	test_sentences();
	test_cues();
	test_layouts();
	test_columns();
	test_blocks();
	test_nothing();
	names_close(names);
	return tap_done();
}
