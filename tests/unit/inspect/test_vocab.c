/*
 * Vocabularies: terms and their forms, the filter in front of them against a
 * plain search, and what must stand around a term.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/fault.h"
#include "inspect/detect.h"
#include "inspect/names/piece.h"
#include "inspect/terms/vocab.h"
#include "inspect/terms/vocab_place.h"
#include "inspect/terms/vocab_view.h"
#include "tests/tap/tap.h"

static const char *const terms[] = { "diabet*", "HIV", "member of the party",
	"\xc5\xbe\xc3\xadln* vlas", "w ci\xc4\x85\xc5\xbcy", "rak", "in Haft",
	"\xce\xba\xce\xb1\xcf\x81\xce\xba\xce\xaf\xce\xbd\xce\xbf*",
	"trade union*", "trade union member", "wears ... headscarf*",
	"\xc3\xa9t\xc3\xa9 ... prison", "nationalist", "hypertension*",
	"retinopath*", "took ... ^iris scan", "national front" };

static struct vocab *
make(void)
{
	struct vocab *v = NULL;
	uint16_t group = 0;
	bool fine = vocab_new(&v) == 0 &&
	    vocab_group(v, VOCAB_TERMS, &group) == 0;

	for (size_t i = 0; i < NELEMS(terms); i++)
		fine = fine && vocab_add(v, group, VOCAB_ANY_LANGUAGE,
		    sv_cstr(terms[i])) == 0;
	if (tap_ok(fine && vocab_ready(v) == 0, "a vocabulary"))
		return v;
	vocab_free(v);
	return NULL;
}

struct places {
	const struct vocab *v;
	struct sv text;
	size_t start, end;
	unsigned count;
};

static bool
look(void *ctx, size_t at, unsigned back)
{
	struct places *p = ctx;
	struct vocab_match m;

	if (at < p->end || !vocab_match(p->v, p->text,
	    (struct vocab_look){ at, 0, 0, back }, &m))
		return true;
	p->start = m.start;
	p->end = m.end;
	p->count++;
	return true;
}

static struct places
find(const struct vocab *v, struct sv text)
{
	struct places p = { .v = v, .text = text };

	vocab_filter_run(vocab_filter(v), text, look, &p);
	return p;
}

static void
test_terms(const struct vocab *v)
{
	static const struct {
		const char *text;
		unsigned count;
		size_t start, end;	/* of the last */
	} cases[] = {
		{ "diabetes", 1, 0, 8 },
		{ "Diab\xc3\xa9tique", 1, 0, 11 },
		{ "DIABETES,", 1, 0, 8 },
		{ "xdiabetes", 0, 0, 0 },
		{ "2diabetes", 1, 1, 9 },
		{ "l\xe2\x80\x99" "diabetes", 1, 4, 12 },
		{ "\xe2\x80\x9e" "Diabetes\xe2\x80\x9c", 1, 3, 11 },
		{ "di\xc2\xad" "abetes", 1, 0, 10 },
		{ "hiv", 1, 0, 3 },
		{ "hive hi hivs", 0, 0, 0 },
		{ "a Member of the Party,", 1, 2, 21 },
		{ "member of a party", 0, 0, 0 },
		{ "jest w ci\xc4\x85\xc5\xbcy", 1, 5, 14 },
		{ "JEST W CI\xc4\x84\xc5\xbbY", 1, 5, 14 },
		{ "w domu, ci\xc4\x85\xc5\xbcy", 0, 0, 0 },
		{ "\xc5\xbd\xc3\xadln\xc3\xa9 vlas", 1, 0, 13 },
		{ "\xce\x9a\xce\xb1\xcf\x81\xce\xba\xce\xaf\xce\xbd\xce\xbf"
		    "\xcf\x85", 1, 0, 16 },
		{ "trade unions", 1, 0, 12 },
		{ "a trade union member here", 1, 2, 20 },
		{ "in Haft", 1, 0, 7 },
		{ "she wears headscarves", 0, 0, 0 },
		{ "she wears headscarf", 1, 4, 19 },
		{ "she wears a headscarf", 1, 4, 21 },
		{ "wears a very old headscarf", 1, 0, 26 },
		{ "wears a not so very old headscarf", 0, 0, 0 },
		{ "wears a coat, a headscarf", 0, 0, 0 },
		{ "wears, a headscarf", 0, 0, 0 },
		{ "wears wears a blue headscarf", 1, 0, 28 },
		{ "a \xc3\xa9t\xc3\xa9 mis en prison", 1, 2, 21 },
		{ "wears a trade union badge and a headscarf", 1, 8, 19 },
		{ "a nationalist, national", 1, 2, 13 },
		{ "nationalists NATIONALITY nationali", 0, 0, 0 },
		{ "NATIONALIST", 1, 0, 11 },
		{ "National\xc3\xadst", 1, 0, 12 },
		{ "hypertensions", 1, 0, 13 },
		{ "hyperten hypertensor", 0, 0, 0 },
		{ "Retinopathie", 1, 0, 12 },
		{ "retinopt retinopotic", 0, 0, 0 },
		{ "they took an old iris scan", 1, 5, 26 },
		{ "took a scan of an iris", 0, 0, 0 },
		{ "\xff rak \xff", 1, 2, 5 },
		{ "", 0, 0, 0 },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct places p = find(v, sv_cstr(cases[i].text));

		tap_ok(p.count == cases[i].count && p.start == cases[i].start
		    && p.end == cases[i].end, "%s: %u, %zu to %zu",
		    cases[i].text, p.count, p.start, p.end);
	}
}

/* The longest term first, then those that begin there and are shorter. */
static void
test_shorter(const struct vocab *v)
{
	struct sv text = SV("a trade union member of the party");
	struct vocab_look look = { 2, 0, 0, 0 };
	struct vocab_match m;

	tap_ok(vocab_match(v, text, look, &m) && m.start == 2 && m.end == 20,
	    "the longest");
	look.from = m.start;
	look.shorter = m.end;
	tap_ok(vocab_match(v, text, look, &m) && m.start == 2 && m.end == 13,
	    "a shorter one");
	look.shorter = m.end;
	tap_ok(!vocab_match(v, text, look, &m), "none is shorter");
	look = (struct vocab_look){ 14, 2, 13, 2 };
	tap_ok(vocab_match(v, text, look, &m) && m.start == 14 &&
	    m.end == 33, "one behind may be as long as it is");
}

/* At every place of blocks and slices, behind ASCII and other words. */
static void
test_places(const struct vocab *v)
{
	static const char *const fillers[] = { " ", "x ", "\xc3\xa9 " };
	static char text[4400];
	bool same = true;

	for (size_t f = 0; f < NELEMS(fillers); f++) {
		size_t step = strlen(fillers[f]);

		for (size_t at = 3960; at < 4240; at += step) {
			struct places p;

			for (size_t i = 0; i + step < sizeof(text); i += step)
				memcpy(text + i, fillers[f], step);
			memcpy(text + at, "diabetes ", 9);
			p = find(v, sv_make(text, sizeof(text) - step));
			same = same && p.count == 1 && p.start == at;
		}
	}
	tap_ok(same, "at every place");
}

static bool
count_asked(void *ctx, size_t at, unsigned back)
{
	unsigned *count = ctx;

	(void)at;
	(void)back;
	(*count)++;
	return true;
}

/* Words are not asked for without a word beside them as terms have it. */
static void
test_beside(const struct vocab *v)
{
	static const struct {
		const char *text;
		unsigned asked;
	} cases[] = {
		{ "zilne vlas", 1 }, { "zilne - vlas", 1 }, { "zilne v", 0 },
		{ "zilne  - vlas", 0 }, { "zilne vla", 0 }, { "zilne lav", 0 },
		{ "zilne is", 0 }, { "zilne", 0 }, { "zilneVlas", 1 },
		{ "zilne \xe2\x80\x94 is", 1 }, { "ZILNE VLAS", 1 },
		{ "ZILNE Vlas", 1 }, { "ZILNE V", 0 }, { "zilne VL", 0 },
		{ "ZILNE X", 0 }, { "Zilne Vlas", 1 }, { "zILNE X", 1 },
		{ "zilne\xc2\xad is", 1 }, { "ZILNe X", 1 },
		{ "zilne vl\xc3\xa1s", 1 }, { "zilne v\xc3\xa9l", 0 },
		{ "trade unions", 1 }, { "the union", 0 }, { "made union", 0 },
		{ "union", 0 }, { "trade    union", 0 },
		{ "TRADE, 'union", 1 }, { "ADE, 'union", 0 },
		{ "\xc3\xa9 union", 0 }, { "tr\xc3\xa1" "de union", 1 },
		{ "tRade union", 1 }, { "Trade union", 1 },
		{ "de union", 0 }, { "tradeUnion", 0 },
		{ "trade1 UnionOf", 1 }, { "trade.\xe2\x80\x94union", 1 },
		/* Two words beside it. */
		{ "member of the", 1 }, { "member of this", 0 },
		{ "member of", 0 }, { "member of theOld", 1 },
		{ "member of\xc2\xa0the", 1 }, { "member on the", 0 },
		/* And one beyond others. */
		{ "wears headscarf", 1 }, { "wears a b c headscarf", 1 },
		{ "wears a b c d headscarf", 0 }, { "has a headscarf", 0 },
		{ "wears a, b headscarf", 0 }, { "wears, headscarf", 0 },
		{ "wears an oldBlue headscarf", 1 }, { "headscarf", 0 },
		{ "took an iris scan", 1 }, { "took an iris", 0 },
		{ "an iris scan", 0 }, { "took. An iris scan", 0 },
		{ "hiv", 1 }, { "an hiv is", 1 },
		/* Alone it goes on otherwise. */
		{ "a nationalist", 1 }, { "a national", 0 },
		{ "national front", 1 }, { "national park", 0 },
		{ "nationalist front", 1 }, { "nationals front", 0 },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		unsigned count = 0;

		vocab_filter_run(vocab_filter(v), sv_cstr(cases[i].text),
		    count_asked, &count);
		tap_is_int(count, cases[i].asked, "asked in \"%s\"",
		    cases[i].text);
	}
}

enum { ASKED_TEXT = 256 };

/* What is asked at each byte: 1 + words back, or 0. */
struct asked {
	uint8_t at[ASKED_TEXT];
};

static bool
note_asked(void *ctx, size_t at, unsigned back)
{
	struct asked *a = ctx;

	a->at[at] = (uint8_t)(1 + back);
	return true;
}

/* The same by the pieces of the reader of names. */
static void
ask_by_pieces(const struct vocab_filter *f, struct sv text, struct asked *a)
{
	struct piece_reader r = { text, 0 };
	unsigned back;
	struct piece p;

	while (piece_next(&r, &p)) {
		uint64_t key = piece_prefix(&p, 8);
		bool plain = (p.flags & PIECE_PLAIN) != 0;

		if (p.kind != PIECE_WORD || (!plain && vocab_filter_look(f,
		    text, p.start, p.end, note_asked, a)))
			continue;
		if (probe_has(vocab_filter_probe(f), key) &&
		    vocab_filter_knows(f, text, p.start, key, &back))
			(void)note_asked(a, p.start, back);
	}
}

/* Both ways to read a text ask for the same words. */
static void
test_pieces(const struct vocab *v)
{
	static const char *const parts[] = { "diabetes", "Diab\xc3\xa9tique",
		"DIABETIC", "hiv", "HIV", "trade", "Union", "unions", "member",
		"of", "Haft", "καρκίνος",
		"ci\xc4\x85\xc5\xbcy",
		"\xc5\xbe\xc3\xadln\xc3\xa1", "rak", "o", "O", "l", "Mc", " ",
		" ", " ", " ", "-", "'", "\xe2\x80\x99", "\xe2\x80\x94", "\xc2\xad",
		"\xe2\x80\x90", "1", ".", "\xff", "\xe2\x80", "\xe4\xb8\xad",
		"\xcc\x81", "\n", "_", "\xc3\x9f", "\xef\xbc\x91", "\xc2\xb7" };
	const struct vocab_filter *f = vocab_filter(v);
	uint32_t state = 1;
	unsigned other = 0;

	for (unsigned round = 0; round < 20000; round++) {
		struct asked runs = { { 0 } }, pieces = { { 0 } };
		char text[ASKED_TEXT];
		size_t len = 0, n;

		for (;; len += n) {
			const char *part;

			state = state * 1664525 + 1013904223;
			part = parts[(state >> 16) % NELEMS(parts)];
			n = strlen(part);
			if (len + n > 40)
				break;
			memcpy(text + len, part, n);
		}
		vocab_filter_run(f, sv_make(text, len), note_asked, &runs);
		ask_by_pieces(f, sv_make(text, len), &pieces);
		if (memcmp(&runs, &pieces, sizeof(runs)) == 0)
			continue;
		if (other++ == 0)
			tap_diag("%.*s", (int)len, text);
	}
	tap_is_int(other, 0, "texts in which pieces ask for other words");
}

static void
test_mistakes(void)
{
	static const char *const bad[] = { "", "*", "ab*", "a b c d e f g",
		"trisomy 21", "... headscarf", "wears ...", "..." };
	struct vocab *v = NULL;
	uint16_t group = 0;
	uint32_t languages = 0;

	tap_ok(vocab_new(&v) == 0 && vocab_group(v, VOCAB_TERMS, &group) == 0,
	    "a vocabulary");
	for (size_t i = 0; i < NELEMS(bad); i++)
		tap_is_int(vocab_add(v, group, VOCAB_ANY_LANGUAGE,
		    sv_cstr(bad[i])), ERR_SYNTAX, "refused: \"%s\"", bad[i]);
	tap_ok(vocab_languages(SV("de nl"), &languages) == 0 &&
	    __builtin_popcount(languages) == 2, "two languages");
	tap_ok(vocab_languages(SV("any"), &languages) == 0 &&
	    languages == VOCAB_ANY_LANGUAGE, "any language");
	tap_ok(vocab_languages(SV("xx"), &languages) == ERR_NOTFOUND &&
	    vocab_languages(SV("de  nl"), &languages) == ERR_NOTFOUND &&
	    vocab_languages(SV(""), &languages) == ERR_NOTFOUND,
	    "unknown ones");
	vocab_free(v);
}

static void
test_scope(void)
{
	static const struct {
		const char *text;	/* the term is "term" */
		size_t sentence, sentence_end, paragraph, paragraph_end;
	} cases[] = {
		{ "One. A term here. Two", 4, 16, 0, 21 },
		{ "Dr. A term, e.g. here. Two", 0, 21, 0, 26 },
		{ "3.5 mg term", 0, 11, 0, 11 },
		{ "One.\n\nA term\n\nTwo", 6, 13, 6, 13 },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		size_t at = (size_t)sv_find(text, SV("term"));
		struct vocab_scope s = vocab_view_scope(text, at, at + 4);

		tap_ok(s.sentence == cases[i].sentence &&
		    s.sentence_end == cases[i].sentence_end &&
		    s.paragraph == cases[i].paragraph &&
		    s.paragraph_end == cases[i].paragraph_end,
		    "%s: %zu-%zu, %zu-%zu", cases[i].text, s.sentence,
		    s.sentence_end, s.paragraph, s.paragraph_end);
	}
}

/* Marks are found however many letters stand between. */
static void
test_far_marks(void)
{
	char text[256];
	bool fine = true;

	for (size_t n = 0; n < 40; n++) {
		size_t blank = n / 2;
		int len = snprintf(text, sizeof(text),
		    "Abc.\nX%.*s %.*sterm %.*s7%.*s7. Z", (int)blank,
		    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		    (int)(n - blank), "\xc3\xa9y\xc3\xa9y\xc3\xa9y"
		    "\xc3\xa9y\xc3\xa9y\xc3\xa9y\xc3\xa9y", (int)blank,
		    "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
		    (int)(n - blank), "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz");
		struct sv t = sv_make(text, (size_t)len);
		size_t at = (size_t)sv_find(t, SV("term"));
		struct vocab_scope s = vocab_view_scope(t, at, at + 4);

		fine = fine && s.sentence == 4 && s.line == 5 &&
		    s.paragraph == 0 && s.sentence_end == t.len - 3 &&
		    s.paragraph_end == t.len;
	}
	tap_ok(fine, "marks behind and before up to 40 letters");
}

/* The first "term" of a text, and how it stands there. */
static struct vocab_place
place_of(struct sv text, struct sv term)
{
	struct vocab_place p = { .text = text };

	p.start = (size_t)sv_find(text, term);
	p.end = p.start + term.len;
	p.scope = vocab_view_scope(text, p.start, p.end);
	return p;
}

static void
test_names(void)
{
	static const struct {
		const char *text, *term;
		bool small, name;
	} cases[] = {
		{ "He played at Gay Meadow once.", "Gay", true, true },
		{ "He gave to Stand Up to Cancer.", "Cancer", true, true },
		{ "In the Depression he starved.", "Depression", true, true },
		{ "She was on \" Parkinson \" twice.", "Parkinson", true,
		    true },
		{ "Astma-Bodil was here.", "Astma", true, true },
		{ "Depression is what he has.", "Depression", true, false },
		{ "He has Depression since May.", "Depression", true, false },
		{ "He has depression since May.", "depression", true, false },
		{ "He has HIV Type A.", "HIV", false, false },
		{ "He went to the Catholic Church.", "Catholic", false, true },
		{ "The wife of a Catholic man.", "Catholic", false, false },
		{ "\xc3\x89pilepsie Anne", "\xc3\x89pilepsie", true, true },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct vocab_place p = place_of(sv_cstr(cases[i].text),
		    sv_cstr(cases[i].term));
		struct vocab_form form = { .small = cases[i].small };

		tap_ok(vocab_place_is_name(&p, form) == cases[i].name,
		    "%s: %s name", cases[i].text, cases[i].name ? "a" : "no");
	}
}

static void
test_spelling(void)
{
	static const struct {
		const char *text, *term;
		unsigned marks;
		bool wild, same;
	} cases[] = {
		{ "z jego r\xc4\x85k", "r\xc4\x85k", 0, false, false },
		{ "ma raka", "raka", 0, false, true },
		{ "en lille bog", "bog", 1, false, false },
		{ "mam depresje", "depresje", 1, false, true },
		{ "ca s\xc4\x83 depresie", "depresie", 1, false, false },
		{ "DEPRESJE", "DEPRESJE", 1, false, true },
		{ "diab\xc3\xa9tique", "diab\xc3\xa9tique", 0, true, true },
		{ "re\xcc\x81nal", "re\xcc\x81nal", 1, false, true },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct vocab_place p = place_of(sv_cstr(cases[i].text),
		    sv_cstr(cases[i].term));
		struct vocab_form form = { .marks = (uint8_t)cases[i].marks,
			.wild = cases[i].wild };

		tap_ok(vocab_place_is_spelled(&p, form) == cases[i].same,
		    "%s: %s word", cases[i].text,
		    cases[i].same ? "that" : "another");
	}
}

static void
test_neighbours(void)
{
	struct vocab_place p = place_of(SV("He left; a gay man (here)."),
	    SV("gay"));
	struct vocab_clause c = vocab_place_clause(&p);
	struct vocab_beside before, behind;

	tap_ok(c.start == 8 && c.end == 19, "clause %zu-%zu", c.start, c.end);
	tap_ok(vocab_place_before(&p, &before) && before.start == 9 &&
	    before.end == 10 && vocab_place_behind(&p, &behind) &&
	    behind.start == 15 && behind.end == 18, "words beside");
	p = place_of(SV("gay"), SV("gay"));
	tap_ok(!vocab_place_before(&p, &before) &&
	    !vocab_place_behind(&p, &behind), "nothing beside");
	p = place_of(SV("x, gay, y"), SV("gay"));
	tap_ok(!vocab_place_behind(&p, &behind), "a mark behind");
}

static void
test_capitals(void)
{
	static const struct {
		const char *text;
		bool capital;
	} cases[] = {
		{ "", false }, { "a", false }, { "A", true }, { "Ab", true },
		{ "\xc3\x89", true }, { "\xc3\xa9", false },
		{ "\xc4\x8c", true }, { "\xc4\x8d", false },
		{ "\xc4\xb9", true }, { "\xc4\xba", false },
		{ "\xc5\x81", true }, { "\xc5\x82", false },
		{ "\xc5\xa0", true }, { "\xc5\xa1", false },
		{ "\xc5\xbb", true }, { "\xc5\xbc", false },
		{ "\xc8\x98", true }, { "\xc8\x99", false },
		{ "\xce\x86", true }, { "\xce\xb1", false },
		{ "\xd0\x96", true }, { "\xd0\xb6", false },
		{ "1a", false }, { "-A", false },
	};

	for (size_t i = 0; i < NELEMS(cases); i++)
		tap_ok(vocab_capital(sv_cstr(cases[i].text)) ==
		    cases[i].capital, "%s: %s capital", cases[i].text,
		    cases[i].capital ? "a" : "no");
	tap_is_int((int)vocab_marks(SV("\xc4\x85 x \xc3\xa9 \xce\xb1")), 2,
	    "letters with marks");
}

/* What the packs make of whole passages. */
static const struct {
	const char *label, *text, *class_name;
} passages[] = {
	/* About somebody. */
	{ "diagnosis", "Asthma bronchiale", "special.health.condition" },
	{ "Konfession", "rk, katholisch", "special.religion" },
	{ "tradeUnion", "IG Metall", "special.union" },
	{ "sexual_orientation", "bisexual", "special.sexual" },
	{ "", "Patient: E. M., geb. 12.03.1985. Er klagt seit Wochen. "
	    "Befund: Epilepsie.", "special.health.condition" },
	{ "", "Anna (anna@example.org) is out until May; breast cancer.",
	    "special.health.condition" },
	{ "", "He came late. She has had multiple sclerosis since then.",
	    "special.health.condition" },
	{ "", "The employee was convicted of theft.", "special.conviction" },
	{ "", "She wears an old blue headscarf at work.",
	    "special.religion" },
	{ "", "His wife is Jewish and keeps kosher.", "special.religion" },
	{ "", "Huwa membru tal-GWU mill-2015.", "special.union" },
	{ "", "T\xc3\xa1 siondr\xc3\xb3m Down ar m'in\xc3\xadon.",
	    "special.genetic" },
	{ "", "Mi cu\xc3\xb1" "ado milita en Vox desde 2019.",
	    "special.political" },
	/* "am votat cu", capital beside a name, is nothing; this is inside. */
	{ "", "Am votat cu AUR la ultimele alegeri.", "special.political" },
	{ "", "Siedzia\xc5\x82 trzy lata za rozb\xc3\xb3j.",
	    "special.conviction" },
	/* So is the longest that begins there, and the shorter is not. */
	{ "", "Han har v\xc3\xa6ret hiv-positiv siden 2011.",
	    "special.health.condition" },
	{ "", "Das Gericht sah: Der Versicherte hat das Augenlicht verloren.",
	    "special.health.status" },
	{ "", "The claimant is unable to lift his arm.",
	    "special.health.status" },
	{ "", "The tenant is not a member of any trade union.",
	    "special.union" },
	{ "", "Taotleja on kurd S\xc3\xbc\xc3\xbcriast.",
	    "special.ethnic" },
	{ "", "Her brother is on probation for theft. She is a new hire.",
	    "special.conviction" },
	{ "", "Bed 4, Mrs Hale, 81, pressure sore on the left heel.",
	    "special.health.condition" },
	/* About nobody. */
	{ "", "She is on probation until June as a new hire.", "" },
	{ "", "As a new hire she is on probation, her manager says.", "" },
	{ "", "The tenant wrote an essay on the history of epilepsy.", "" },
	{ "", "He was charged with leading the project.", "" },
	{ "", "The party won the election.", "" },
	{ "", "Type 2 diabetes is a chronic disease. Treatment of diabetes "
	    "begins with metformin. Patients with diabetes should see a "
	    "doctor once a year; people with asthma too.", "" },
	{ "", "In der Studie hatten 7 Prozent der Patienten mit Diabetes eine "
	    "Depression. Menschen mit Epilepsie nahmen nicht teil.", "" },
	{ "", "Le diab\xc3\xa8te touche des millions de personnes. Les "
	    "patients atteints de diab\xc3\xa8te suivent un traitement.", "" },
	{ "", "La diabetes es una enfermedad cr\xc3\xb3nica que afecta a "
	    "muchas personas en el mundo.", "" },
	{ "", "St. Mary's Catholic Church, 12 High Street, Leeds. Office: "
	    "phone +44 20 7946 0958, office@example.org", "" },
	{ "", "The socialists lost the election. The communist party and the "
	    "trade union called for a strike; the chancellor, a social "
	    "democrat, spoke in parliament.", "" },
	{ "", "int i; union member { int gay; }; /* disabled */ if (hiv) "
	    "return my_depression(i);", "" },
	{ "", "The meeting is at 9 am. Diabetes care is on the agenda.", "" },
	{ "", "Als je diabetes hebt, is dat niet erg.", "" },
	{ "note", "diabetes", "" },
	{ "", "He blessed homosexual unions and left.", "" },
	{ "", "His father led the Catholic Church there.", "" },
	{ "", "Il imposa dans le monde juif sa conception de la loi.", "" },
	{ "", "He had long been a favourite at Gay Meadow.", "" },
	{ "", "The Jewish community in Leeds met his successor.", "" },
	{ "", "G\xc3\xb3rale przej\xc4\x99li go z jego r\xc4\x85k.", "" },
};

static void
test_passages(void)
{
	static char path[1024];
	const char *packs[] = { path };
	struct detect_config config = { .packs = packs, .npacks = 1 };
	struct detect_engine *e = NULL;
	struct errinfo ei = { 0 };
	struct arena a;

	(void)snprintf(path, sizeof(path), "%s",
	    tap_source_path("share/detectors"));
	if (!tap_ok(detect_open(&config, &e, &ei) == 0, "%s", ei.text))
		return;
	arena_init(&a, 1 << 24);
	for (size_t i = 0; i < NELEMS(passages); i++) {
		struct field field = { .text = sv_cstr(passages[i].text),
			.label = sv_cstr(passages[i].label) };
		struct sv found = SV("");
		struct findings f;

		if (detect_scan(e, &a, &field, 1, &f) != 0)
			continue;
		for (size_t k = 0; k < f.count; k++) {
			struct sv name = detect_class_name(e,
			    f.items[k].class_id);

			if (sv_has_dotted_prefix(name, SV("special")))
				found = name;
		}
		tap_is_sv(found, sv_cstr(passages[i].class_name), "%s %s",
		    passages[i].label, passages[i].text);
	}
	arena_done(&a);
	detect_close(e);
}

int
main(void)
{
	struct vocab *v = make();

	if (v != NULL) {
		test_terms(v);
		test_shorter(v);
		test_places(v);
		test_beside(v);
		test_pieces(v);
	}
	test_mistakes();
	test_scope();
	test_far_marks();
	test_names();
	test_spelling();
	test_neighbours();
	test_capitals();
	test_passages();
	vocab_free(v);
	return tap_done();
}
