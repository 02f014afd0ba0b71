/* Where names end, letters that are none, family names that stand alone. */
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "inspect/names/mend.h"
#include "inspect/names/names.h"
#include "tests/tap/tap.h"

static const struct weights *weights;

struct out {
	struct sv text;
	char names[256];
	size_t len;
};

static void
keep(void *ctx, const struct tagger_span *span)
{
	struct out *o = ctx;

	o->len += (size_t)snprintf(o->names + o->len,
	    sizeof(o->names) - o->len, "%s%zu:%.*s", o->len > 0 ? "|" : "",
	    span->start, SV_ARG(sv_slice(o->text, span->start, span->end)));
	tap_ok(span->kind == KIND_PERSON && span->score > 50 && !span->capitals,
	    "a person");
}

/* What becomes of `name`, the only one found in `text`. */
static const char *
mended(const char *text, const char *name)
{
	static char out[64];
	struct sv all = sv_cstr(text);
	size_t start = (size_t)sv_find(all, sv_cstr(name));
	struct tagger_span span = { start, start + strlen(name),
		KIND_ORGANISATION, 60, false, LANG_NONE };
	struct mend m;

	mend_begin(&m, weights, all);
	span.lang = lang_guess(&weights->langs, all);
	if (!mend_span(&m, &span))
		return "";
	(void)snprintf(out, sizeof(out), "%.*s",
	    SV_ARG(sv_slice(all, span.start, span.end)));
	return out;
}

static void
test_spans(void)
{
	static const struct {
		const char *text, *name, *mended;
	} cases[] = {
		{ "EU:n ja", "EU", "EU:n" },
		{ "EU:n", "EU", "EU:n" },
		{ "kun EU:hun.", "EU", "EU:hun" },
		{ "EU: neue Regeln", "EU", "EU" },
		{ "EU:", "EU", "EU" },
		{ "EU:nkanssa", "EU", "EU" },
		{ "EU:n1", "EU", "EU" },
		{ "EU:n_x", "EU", "EU" },
		{ "DB:get(1)", "DB", "DB" },
		{ "DB::get", "DB", "DB" },
		{ "DB:a:b", "DB", "DB" },
		{ "Nokia:n", "Nokia", "Nokia" },
		{ "EU:\xc3\xa4", "EU", "EU" },
		{ "Set D. here", "D.", "" },
		{ "Set X here", "X", "" },
		{ "Press C-o to", "C-o", "" },
		{ "Mr Wu said", "Wu", "Wu" },
		{ "Det var ikke Marcos' sko, som jeg fik i går.", "Marcos",
		    "Marcos'" },
		{ "Jeg kunne ikke lide Vance\xe2\x80\x99s bog om krigen.",
		    "Vance", "Vance\xe2\x80\x99s" },
		{ "Det er nok FN's opgave at hjælpe dem.", "FN", "FN's" },
		{ "Jeg så ikke Vance' bog om krigen.", "Vance", "Vance" },
		{ "Jeg kan ikke lide 'Marcos' eller de andre.", "Marcos",
		    "Marcos" },
		{ "Jeg så ikke FN's'er eller de andre.", "FN", "FN's" },
		{ "Jeg så ikke FN'ser og de andre.", "FN", "FN" },
		{ "These were not Marcos' shoes that I got.", "Marcos",
		    "Marcos" },
		{ "I did not like Vance's book about the war.", "Vance",
		    "Vance" },
	};

	for (size_t i = 0; i < NELEMS(cases); i++)
		tap_is_sv(sv_cstr(mended(cases[i].text, cases[i].name)),
		    sv_cstr(cases[i].mended), "%s", cases[i].text);
}

/* Two persons found one after the other: where the second begins then. */
static void
test_initials(void)
{
	static const struct {
		const char *text, *first, *second, *want;
	} cases[] = {
		{ "dl P. Olariu", "", "Olariu", "P. Olariu" },
		{ "by M.H.E. Meier", "", "Meier", "M.H.E. Meier" },
		{ "by \xc3\x81. B. Nagy", "", "Nagy", "\xc3\x81. B. Nagy" },
		{ "F.P.Jac", "", "Jac", "F.P.Jac" },
		{ "lui Gordian I. Pupienus", "", "Pupienus", "Pupienus" },
		{ "it is. Meier", "", "Meier", "Meier" },
		{ "It Is. Meier", "", "Meier", "Meier" },
		{ "Jens Chr. Birch", "Jens Chr", "Birch", "Jens Chr. Birch" },
		{ "Jens Chr. Birch", "Jens", "Birch", "Jens Chr. Birch" },
		{ "Jens B. Birch", "Jens", "Birch", "Jens B. Birch" },
		{ "Jens, Chr. Birch", "Jens", "Birch", "Chr. Birch" },
		{ "Jens. Birch", "Jens", "Birch", "Birch" },
		{ "... Birch", "", "Birch", "Birch" },
		{ "Azt mondta, hogy dr. Nagy nem jött el.", "", "Nagy",
		    "dr. Nagy" },
		{ "Azt mondta, hogy Dr. Nagy nem jött el.", "", "Nagy",
		    "Dr. Nagy" },
		{ "He said that Dr. Nagy had not come.", "", "Nagy", "Nagy" },
		/* particles join; without a name before, few begin one */
		{ "Fatima el Khattabi", "Fatima", "Khattabi",
		    "Fatima el Khattabi" },
		{ "Fatima en el Prado", "Fatima", "Prado", "Prado" },
		{ "by D.J. van der Zwan", "", "Zwan", "D.J. van der Zwan" },
		{ "huis van Zwan", "", "Zwan", "Zwan" },
		{ "Haus von der Zwan", "", "Zwan", "Zwan" },
		{ "Jan van 't Hoff", "", "Jan", "Jan van 't Hoff" },
		{ "Jan van den berg", "", "Jan", "Jan" },
		{ "Jan van Amsterdam", "", "Jan", "Jan" },
		{ "Seán Ó Riain", "", "Seán", "Seán Ó Riain" },
		{ "Seán Ó", "", "Seán", "Seán" },
		{ "Jan van der", "", "Jan", "Jan" },
		{ "Anna Mari Merz", "Anna", "Mari Merz", "Anna Mari Merz" },
		{ "of Margit Merzel", "", "Merzel", "Margit Merzel" },
		{ "of Margit Merzel Li", "", "Merzel Li", "Merzel Li" },
		{ "of Zqrx Merzel", "", "Merzel", "Merzel" },
		{ "of Report Merzel", "", "Merzel", "Merzel" },
		{ "of Margit. Merzel", "", "Merzel", "Merzel" },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		size_t at = (size_t)sv_find(text, sv_cstr(cases[i].second));
		struct tagger_span first = { 0, strlen(cases[i].first),
			KIND_PERSON, 80, false, LANG_NONE };
		struct tagger_span second = { at,
			at + strlen(cases[i].second), KIND_PERSON, 80, 0, 0 };
		struct mend m;

		mend_begin(&m, weights, text);
		first.lang = second.lang = lang_guess(&weights->langs, text);
		tap_ok((first.end == 0 || mend_span(&m, &first)) &&
		    mend_span(&m, &second), "kept");
		tap_is_sv(sv_slice(text, second.start, second.end),
		    sv_cstr(cases[i].want), "%s", cases[i].text);
	}
}

/* An Irish name is a person's, whatever it was taken for. */
static void
test_irish(void)
{
	static const struct {
		const char *text, *name, *want;
		enum weights_kind kind;
	} cases[] = {
		{ "Aoife Ní Bhriain, Dublin", "Bhriain", "Aoife Ní Bhriain",
		    KIND_PERSON },
		{ "the Ní Bhriain, Dublin", "Bhriain", "Bhriain",
		    KIND_PLACE },
		{ "Ní Bhriain, Dublin", "Bhriain", "Bhriain", KIND_PLACE },
		{ "Aoife in Bhriain", "Bhriain", "Bhriain", KIND_PLACE },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		size_t at = (size_t)sv_find(text, sv_cstr(cases[i].name));
		struct tagger_span span = { at, at + strlen(cases[i].name),
			KIND_PLACE, 60, false, LANG_NONE };
		struct mend m;

		mend_begin(&m, weights, text);
		tap_ok(mend_span(&m, &span) && span.kind == cases[i].kind,
		    "its kind");
		tap_is_sv(sv_slice(text, span.start, span.end),
		    sv_cstr(cases[i].want), "%s", cases[i].text);
	}
}

/* A person and a place or organisation beside each other, in that order. */
static void
test_beside(void)
{
	static const struct {
		const char *text, *first, *second;
		enum weights_kind kinds[2], kind; /* of the second, mended */
		const char *want;
	} cases[] = {
		{ "saw Olivier Merzel in", "Olivier", "Merzel", { KIND_PERSON,
		    KIND_ORGANISATION }, KIND_PERSON, "Olivier Merzel" },
		{ "saw Olivier Merzel in", "Olivier", "Merzel", { KIND_PERSON,
		    KIND_PLACE }, KIND_PERSON, "Olivier Merzel" },
		{ "saw Olivier, Merzel in", "Olivier", "Merzel", { KIND_PERSON,
		    KIND_PLACE }, KIND_PLACE, "Merzel" },
		{ "saw Zqrx Merzel in", "Zqrx", "Merzel", { KIND_PERSON,
		    KIND_PLACE }, KIND_PLACE, "Merzel" },
		{ "saw Olivier Merzel Bank", "Olivier", "Merzel Bank", {
		    KIND_PERSON, KIND_ORGANISATION }, KIND_ORGANISATION,
		    "Merzel Bank" },
		{ "saw Zqrx Merzel in", "Zqrx", "Merzel", { KIND_PLACE,
		    KIND_PERSON }, KIND_PERSON, "Zqrx Merzel" },
		{ "saw Budapest Merzel in", "Budapest", "Merzel", { KIND_PLACE,
		    KIND_PERSON }, KIND_PERSON, "Merzel" },
		{ "Ezt mondta nekem tegnap este Olivier Merzel is.", "Olivier",
		    "Merzel", { KIND_PERSON, KIND_PLACE }, KIND_PLACE,
		    "Merzel" },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		size_t a = (size_t)sv_find(text, sv_cstr(cases[i].first));
		size_t b = (size_t)sv_find(text, sv_cstr(cases[i].second));
		enum lang lang = lang_guess(&weights->langs, text);
		struct tagger_span first = { a, a + strlen(cases[i].first),
			cases[i].kinds[0], 59, false, lang };
		struct tagger_span second = { b, b + strlen(cases[i].second),
			cases[i].kinds[1], 59, false, lang };
		struct mend m;

		mend_begin(&m, weights, text);
		tap_ok(mend_span(&m, &first) && mend_span(&m, &second) &&
		    second.kind == cases[i].kind, "its kind");
		tap_is_sv(sv_slice(text, second.start, second.end),
		    sv_cstr(cases[i].want), "%s", cases[i].text);
	}
}

/* A family name is not surer alone than where it stands in full. */
static void
test_score_again(void)
{
	struct sv text = SV("Anna Merzel and Jonas Merzel");
	struct tagger_span full = { 0, 11, KIND_PERSON, 90, false, LANG_NONE };
	struct tagger_span low = { 16, 28, KIND_PERSON, 60, false, LANG_NONE };
	struct mend m;

	mend_begin(&m, weights, text);
	tap_ok(mend_span(&m, &low) && low.score == 60, "named once");
	tap_ok(mend_span(&m, &full) && mend_span(&m, &low) &&
	    low.score == 79, "named in full before: %u", low.score);
}

/* A person found: what is left of it. */
static void
test_attributes(void)
{
	static const struct {
		const char *text, *found, *want;
	} cases[] = {
		{ "Sen voitti Hongan Aleksandr Kokko, joka on hyvin nuori.",
		    "Hongan Aleksandr Kokko", "Aleksandr Kokko" },
		{ "Palkinnon sai LKT Pekka Virtanen.", "LKT Pekka Virtanen",
		    "Pekka Virtanen" },
		{ "Sen voitti Liisa Aleksandr Kokko, joka on hyvin nuori.",
		    "Liisa Aleksandr Kokko", "Liisa Aleksandr Kokko" },
		{ "Sen voitti Hongan Aleksandr, joka on hyvin nuori.",
		    "Hongan Aleksandr", "Hongan Aleksandr" },
		{ "Siellä on Blackburnissa Gallagher nyt taas pelannut.",
		    "Blackburnissa Gallagher", "Gallagher" },
		{ "Siellä on Blackburnissa nyt taas joku pelannut.",
		    "Blackburnissa", "Blackburnissa" },
		{ "Se on Bram Qwertzin luoma Vi, joka on hyvin vanha.",
		    "Bram Qwertzin luoma Vi", "Bram Qwertzin" },
		{ "Se on Bram von Qwertz, joka on hyvin vanha mies.",
		    "Bram von Qwertz", "Bram von Qwertz" },
		{ "They said that Bram Qwertzin luoma Vi was not with them.",
		    "Bram Qwertzin luoma Vi", "Bram Qwertzin luoma Vi" },
		{ "It was won by Hongan Aleksandr Kokko, who is young.",
		    "Hongan Aleksandr Kokko", "Hongan Aleksandr Kokko" },
		{ "It was won by LKT Anna Smith.", "LKT Anna Smith",
		    "Anna Smith" },
		{ "It was won by LKT Qwertz Smith.", "LKT Qwertz Smith",
		    "LKT Qwertz Smith" },
		{ "regele Carol al II-lea a", "Carol", "Carol al II-lea" },
		{ "regele Carol al VII", "Carol", "Carol al VII" },
		{ "regele Carol al II-leaa", "Carol", "Carol" },
		{ "regele Carol al Angliei", "Carol", "Carol" },
		{ "Aviație „Aurel Vlaicu”, la", "Aurel Vlaicu", "" },
		{ "Școlii “Carmen Sylva” din", "Carmen Sylva", "" },
		{ "das Schiff «Anna Kopf» lag", "Anna Kopf", "" },
		{ "sich „Karl Meier“ und", "Karl Meier", "Karl Meier" },
		{ "„Karl Meier“ und", "Karl Meier", "Karl Meier" },
		{ "Schiff „Karl Meier und", "Karl Meier", "Karl Meier" },
		{ "Schiff „Meier“ und", "Meier", "Meier" },
		{ "Schiff \"Karl Meier\" und", "Karl Meier", "Karl Meier" },
		{ "Name:„Karl Meier“", "Karl Meier", "Karl Meier" },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		size_t at = (size_t)sv_find(text, sv_cstr(cases[i].found));
		struct tagger_span span = { at, at + strlen(cases[i].found),
			KIND_PERSON, 80, false, LANG_NONE };
		struct mend m;

		mend_begin(&m, weights, text);
		span.lang = lang_guess(&weights->langs, text);
		if (tap_ok(mend_span(&m, &span) == (cases[i].want[0] != '\0'),
		    "kept?") && cases[i].want[0] != '\0')
			tap_is_sv(sv_slice(text, span.start, span.end),
			    sv_cstr(cases[i].want), "%s", cases[i].text);
	}
}

/* A span with `kind` and `score` found where `name` first stands. */
struct given {
	const char *name;
	enum weights_kind kind;
	unsigned score;
};

static void
check_again(const char *text, const struct given *given, size_t count,
    const char *want)
{
	struct out o = { .text = sv_cstr(text) };
	struct mend m;

	mend_begin(&m, weights, o.text);
	for (size_t i = 0; i < count; i++) {
		size_t start = (size_t)sv_find(o.text,
		    sv_cstr(given[i].name));
		struct tagger_span span = { start,
			start + strlen(given[i].name), given[i].kind,
			(uint8_t)given[i].score, false, LANG_NONE };

		tap_ok(mend_span(&m, &span), "kept");
	}
	mend_end(&m, keep, &o);
	tap_is_sv(sv_make(o.names, o.len), sv_cstr(want), "%s", text);
}

static void
test_again(void)
{
	static const struct given full[] = { { "Anna Merzel", KIND_PERSON,
		90 } };
	static const struct given unsure[] = { { "Anna Merzel", KIND_PERSON,
		70 } };
	static const struct given one[] = { { "Merzel", KIND_PERSON, 95 } };
	static const struct given twice[] = { { "Anna Merzel", KIND_PERSON,
		90 }, { "Jonas Merzel", KIND_PERSON, 90 } };
	static const struct given small[] = { { "Anna Li", KIND_PERSON, 90 } };
	static const struct given no_name[] = { { "Zqrx Merzel", KIND_PERSON,
		95 } };
	static const struct given common[] = { { "Anna Report", KIND_PERSON,
		95 } };
	static const struct given capitals[] = { { "Anna MERZEL", KIND_PERSON,
		95 } };

	check_again("Anna Merzel. Merzel, (Merzel) and Merzel", full, 1,
	    "13:Merzel|22:Merzel|34:Merzel");
	check_again("Merzel and Anna Merzel", full, 1, "");
	check_again("Anna Merzel, Merzelig, merzel, AMerzel, Merzel-Bau, "
	    "Merzel.de, d'Merzel, ./Merzel, a@Merzel, Merzel@b, Merzel's",
	    full, 1, "103:Merzel");
	check_again("Anna Merzel, Merzel.", full, 1, "13:Merzel");
	check_again("Anna Merzel, Merzel", unsure, 1, "");
	check_again("Merzel, Merzel", one, 1, "");
	check_again("Anna Merzel, Jonas Merzel, Merzel", twice, 2,
	    "19:Merzel|27:Merzel");
	check_again("Anna Li, Li", small, 1, "");
	check_again("Zqrx Merzel, Merzel", no_name, 1, "");
	check_again("Anna Report, Report", common, 1, "");
	check_again("Anna MERZEL, MERZEL", capitals, 1, "");
}

static void
test_doubtful(void)
{
	struct out o = { .text = SV("Anna Merzel of Merzel. Merzel") };
	struct tagger_span person = { 0, 11, KIND_PERSON, 95, false,
	    LANG_NONE };
	struct tagger_span place = { 15, 21, KIND_PLACE, 60, false, LANG_NONE };
	struct mend m;

	mend_begin(&m, weights, o.text);
	tap_ok(mend_span(&m, &person) && mend_span(&m, &place), "kept");
	mend_end(&m, keep, &o);
	tap_is_sv(sv_make(o.names, o.len), SV(""), "a place has the name too");
}

static void
test_capitals(void)
{
	static const struct {
		const char *name;
		unsigned score, mended;
	} cases[] = {
		{ "ANNA ZQRX", 90, 90 },
		{ "ZQRX ANNA", 90, 90 },
		{ "ZQRX WXQZ", 90, 60 },
		{ "ZQRX WXQZ", 55, 55 },
		{ "LA LI LE ", 90, 60 },
		{ "Zqrx WXQZ", 90, 90 },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct tagger_span span = { 0, 9, KIND_PERSON,
			(uint8_t)cases[i].score, false, LANG_NONE };
		struct mend m;

		mend_begin(&m, weights, sv_cstr(cases[i].name));
		tap_ok(mend_span(&m, &span) && span.score == cases[i].mended,
		    "%s, %u: %u", cases[i].name, cases[i].score, span.score);
	}
}

static void
test_programs(void)
{
	static const struct {
		const char *text;
		bool kept;
	} cases[] = {
		{ "the NATO summit", true },
		{ "{\nthe NATO summit\n}", true },
		{ "if (x == NATO)", false },
		{ "NATO = 1", false },
		{ " * mixed with NATO in", false },
		{ "# see NATO", false },
		{ "// see NATO", false },
		{ "size_t NATO", false },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		size_t start = (size_t)sv_find(text, SV("NATO"));
		struct tagger_span span = { start, start + 4,
			KIND_ORGANISATION, 90, true, LANG_NONE };
		struct mend m;

		mend_begin(&m, weights, text);
		tap_ok(mend_span(&m, &span) == cases[i].kept, "%s",
		    cases[i].text);
		span.capitals = false;
		tap_ok(mend_span(&m, &span), "%s: not alone", cases[i].text);
	}
}

static void
test_many(void)
{
	static const char text[] = "Anna Aaaak Anna Aaabk Anna Aaack "
	    "Anna Aaadk Anna Aaaek Anna Aaafk Anna Aaagk Anna Aaahk "
	    "Anna Aaaik Aaahk Aaaik";
	struct out o = { .text = sv_cstr(text) };
	struct mend m;

	mend_begin(&m, weights, o.text);
	for (size_t i = 0; i <= MEND_NAMES; i++) {
		struct tagger_span span = { 11 * i, 11 * i + 10, KIND_PERSON,
			95, false, LANG_NONE };

		tap_ok(mend_span(&m, &span), "kept");
	}
	mend_end(&m, keep, &o);
	tap_is_sv(sv_make(o.names, o.len), SV("99:Aaahk"),
	    "as many as there is room for");
}

int
main(void)
{
	struct errinfo ei = { 0 };
	struct names *names = NULL;

	if (!tap_ok(names_open(tap_source_path("share/names/europe.weights"),
	    &names, &ei) == 0, "weights: %s", ei.text))
		return tap_done();
	weights = names_weights(names);
	test_spans();
	test_initials();
	test_irish();
	test_beside();
	test_score_again();
	test_attributes();
	test_again();
	test_doubtful();
	test_capitals();
	test_programs();
	test_many();
	names_close(names);
	return tap_done();
}
