/*
 * Tables inside a text: in each layout, in several countries, the numbers below
 * a header are found as what it says, and the invalid one is not; names and
 * secrets below theirs; a column that most of passes; what a row says; rows
 * whose header stands in another field.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "inspect/detect.h"
#include "inspect/body/document.h"
#include "inspect/explain.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

enum { ARENA_BYTES = 1 << 28, TEXT = 1 << 16, ROWS = 3 };

#define NELEMS(a)	(sizeof(a) / sizeof((a)[0]))

static const struct country {
	const char *header, *name, *given;
	const char *values[ROWS];	/* the last one is not valid */
	const char *class_name;
} countries[] = {
	{ "PESEL", "nazwisko", "wójcik",
	    { "44051401359", "02070803628", "44051401358" },
	    "personal.id.pl.pesel" },
	{ "BSN", "achternaam", "dijkstra",
	    { "342134322", "111222333", "342134320" },
	    "personal.id.nl.bsn" },
	{ "ЕГН", "фамилия", "иванов",
	    { "7501020018", "7523169263", "7501020017" },
	    "personal.id.bg.egn" },
	{ "asmens kodas", "pavardė", "kazlauskas",
	    { "33309240064", "36805280109", "33309240065" },
	    "personal.id.lt.asmens" },
	{ "DNI", "apellidos", "villalba",
	    { "54362315K", "12345678Z", "12345678A" },
	    "personal.id.es.dni" },
	{ "OIB", "prezime", "horvat",
	    { "33392005961", "94577403194", "33392005960" },
	    "personal.id.hr.oib" },
};

/* What stands before, in front of, between and behind cells and rows. */
static const struct layout {
	const char *name;
	const char *head[3];	/* before, between, behind the header */
	const char *rule;	/* under it */
	const char *row[3];
	const char *tail;
	const char *keys[2];	/* around a key before each value, or NULL */
} layouts[] = {
	{ "comma", { "", ",", "\n" }, "", { "", ",", "\n" }, "", { NULL } },
	{ "semicolon", { "", ";", "\n" }, "", { "", ";", "\n" }, "", { NULL } },
	{ "tab", { "", "\t", "\n" }, "", { "", "\t", "\n" }, "", { NULL } },
	{ "quoted", { "\"", "\",\"", "\"\n" }, "",
	    { "\"", "\",\"", "\"\n" }, "", { NULL } },
	{ "Markdown", { "| ", " | ", " |\n" }, "|---|---|\n",
	    { "| ", " | ", " |\n" }, "", { NULL } },
	{ "psql", { " ", " | ", "\n" }, "---+---\n", { " ", " | ", "\n" }, "",
	    { NULL } },
	{ "gaps", { "", "    ", "\n" }, "", { "", "    ", "\n" }, "",
	    { NULL } },
	{ "pairs", { NULL }, "", { "", "\n", "\n\n" }, "", { "", ": " } },
	{ "environment", { NULL }, "", { "", "\n", "\n\n" }, "", { "", "=" } },
	{ "JSON", { NULL }, "", { "{", ", ", "},\n" }, "",
	    { "\"", "\": \"\x01" } },
	{ "HTML", { "<table><tr><th>", "</th><th>", "</th></tr>\n" }, "",
	    { "<tr><td>", "</td><td>", "</td></tr>\n" }, "</table>",
	    { NULL } },
	{ "SQL", { "INSERT INTO t (", ", ", ") VALUES\n" }, "",
	    { "('", "', '", "'),\n" }, "", { NULL } },
};

static struct sv
add(char *text, size_t *len, const char *piece)
{
	size_t n = strlen(piece);
	struct sv at = sv_make(text + *len, n);

	if (*len + n < TEXT)
		memcpy(text + *len, piece, n);
	*len += n;
	return at;
}

/* A key, and whether its value stands in quotes. */
static bool
add_key(char *text, size_t *len, const struct layout *l, const char *key)
{
	const char *end = l->keys[1];
	size_t n;

	if (l->keys[0] == NULL)
		return false;
	n = strlen(end);
	(void)add(text, len, l->keys[0]);
	(void)add(text, len, key);
	(void)add(text, len, end);
	*len -= end[n - 1] == '\x01';
	return end[n - 1] == '\x01';
}

/* The table of a country; where its names and values are. */
static size_t
make(char *text, const struct layout *l, const struct country *c,
    struct sv values[ROWS], struct sv names[ROWS])
{
	size_t len = 0;

	(void)add(text, &len, "Here is our list:\n\n");
	if (l->head[0] != NULL) {
		(void)add(text, &len, l->head[0]);
		(void)add(text, &len, c->name);
		(void)add(text, &len, l->head[1]);
		(void)add(text, &len, c->header);
		(void)add(text, &len, l->head[2]);
	}
	(void)add(text, &len, l->rule);
	for (size_t i = 0; i < ROWS; i++) {
		(void)add(text, &len, l->row[0]);
		bool quoted = add_key(text, &len, l, c->name);

		names[i] = add(text, &len, c->given);
		(void)add(text, &len, quoted ? "\"" : "");
		(void)add(text, &len, l->row[1]);
		quoted = add_key(text, &len, l, c->header);
		values[i] = add(text, &len, c->values[i]);
		(void)add(text, &len, quoted ? "\"" : "");
		(void)add(text, &len, l->row[2]);
	}
	(void)add(text, &len, l->tail);
	return len;
}

/* The score of a finding below `class_name` that is just `value`. */
static unsigned
score_of(const struct detect_engine *e, const struct findings *f,
    struct sv text, struct sv value, const char *class_name)
{
	size_t start = (size_t)(value.ptr - text.ptr);

	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].start == start &&
		    f->items[i].end == start + value.len &&
		    sv_has_dotted_prefix(detect_class_name(e,
		    f->items[i].class_id), sv_cstr(class_name)))
			return f->items[i].score;
	return 0;
}

static void
test_layout(const struct detect_engine *e, const struct layout *l,
    const struct country *c)
{
	static char text[TEXT];
	struct sv values[ROWS], names[ROWS];
	struct field field = { .text = sv_make(text, 0) };
	struct findings found;
	struct arena arena;
	bool named = true;

	field.text.len = make(text, l, c, values, names);
	arena_init(&arena, ARENA_BYTES);
	tap_is_int(detect_scan(e, &arena, &field, 1, &found), 0, "%s %s",
	    l->name, c->header);
	for (size_t i = 0; i + 1 < ROWS; i++)
		if (!tap_ok(score_of(e, &found, field.text, values[i],
		    c->class_name) > 0, "%s %s: found", l->name, c->header))
			tap_diag("%.*s", SV_ARG(field.text));
	tap_ok(score_of(e, &found, field.text, values[ROWS - 1],
	    c->class_name) == 0, "%s %s: not the invalid one", l->name,
	    c->header);
	for (size_t i = 0; i < ROWS; i++)
		named = named && score_of(e, &found, field.text, names[i],
		    "personal.name") > 0;
	if (!tap_ok(named, "%s %s: names in small letters", l->name, c->name))
		tap_diag("%.*s", SV_ARG(field.text));
	arena_done(&arena);
}

/* --- one text, and what is found of a class there ------------------------- */

#define PESELS	"44051401359", "02070803628", "83010411457", "49040501580", \
		"67040500538", "90080517455"

static const struct one {
	const char *name, *text, *class_name;
	unsigned count;
} ones[] = {
	{ "a header, lines below", "name;nr;PESEL\na;7;44051401359\n"
	    "b;8;02070803628\nc;9;83010411457\nd;10;49040501580\n",
	    "personal.id.pl.pesel", 4 },
	{ "no header, too few", "44051401359;x\n02070803628;y\n"
	    "83010411457;z\n49040501580;u\n", "personal.id.pl.pesel", 0 },
	{ "no header, all pass", "44051401359;x\n02070803628;y\n"
	    "83010411457;z\n49040501580;u\n67040500538;v\n90080517455;w\n",
	    "personal.id.pl.pesel", 6 },
	{ "no header, most pass", "44051401359;x\n02070803628;y\n"
	    "83010411457;z\n49040501580;u\n67040500538;v\n90080517456;w\n",
	    "personal.id.pl.pesel", 5 },
	{ "no header, half pass", "44051401359;x\n02070803628;y\n"
	    "83010411457;z\n49040501580;u\n67040500538;v\n90080517456;w\n"
	    "90080517451;w\n90080517452;w\n90080517453;w\n90080517454;w\n",
	    "personal.id.pl.pesel", 0 },
	{ "no header, one value again and again", "44051401359;x\n"
	    "44051401359;x\n44051401359;x\n44051401359;x\n44051401359;x\n"
	    "44051401359;x\n44051401359;x\n", "personal.id.pl.pesel", 0 },
	{ "a header that says another thing", "order no;x\n44051401359;x\n"
	    "02070803628;y\n83010411457;z\n49040501580;u\n67040500538;v\n"
	    "90080517455;w\n", "personal.id.pl.pesel", 0 },
	{ "keys that say nothing", "[{\"v\": \"44051401359\"}, {\"v\": "
	    "\"02070803628\"}, {\"v\": \"83010411457\"}, {\"v\": "
	    "\"49040501580\"}, {\"v\": \"67040500538\"}] as above",
	    "personal.id.pl.pesel", 5 },
	{ "one of a few by chance", "02476291358;x\n12345678901;y\n"
	    "23456789012;z\n34567890124;u\n45678901235;v\n56789012346;w\n",
	    "personal.id.de.idnr", 0 },
	{ "a row that says its country", "kunde,land,nr\nmeier,PL,5260001246\n"
	    "maier,DE,5260001246\n", "personal.id.pl.nip", 1 },
	{ "pairs that say their country", "Kraj: PL\nNumer: 5260001246\n\n"
	    "Kraj: DE\nNumer: 5260001246\n", "personal.id.pl.nip", 1 },
	{ "an object that says its country", "so {\"country\": \"PL\", "
	    "\"ref\": \"5260001246\"} and {\"country\": \"DE\", \"ref\": "
	    "\"5260001246\"}.", "personal.id.pl.nip", 1 },
	{ "words of other rows are no words of this one",
	    "ref;remark\n5260001246;a\n1;NIP\n", "personal.id.pl.nip", 0 },
	{ "secrets below their header", "user;password\nann;Hg7!kkQw\n"
	    "bob;sonne77x!\n", "secret.password", 2 },
	{ "secrets in columns", "user    password\nann     Hg7!kkQw2\n"
	    "bob     sonne77x!\n", "secret.password", 2 },
	{ "a name below its header, longer than the secret before it",
	    "password;Vorname\nxK9vQ2;Maximilian Alexander\n"
	    "yT7mP4;Konstantin Sebastian\n", "personal.name", 2 },
	{ "and the secret before it", "password;Vorname\n"
	    "xK9vQ2;Maximilian Alexander\nyT7mP4;Konstantin Sebastian\n",
	    "secret.password", 2 },
	{ "special categories below their header", "nr;ort;religion;diagnose\n"
	    "1;wien;katholisch;Asthma\n2;graz;evangelisch;Epilepsie\n",
	    "special.religion", 2 },
	{ "and no others", "nr;ort;thema;buch\n1;wien;katholisch;Asthma\n"
	    "2;graz;evangelisch;Epilepsie\n", "special", 0 },
	{ "dates of birth", "name;geboren\na;03.04.1971\nb;05.06.1982\n"
	    "c;07.08.1993\nd;01.02.1965\ne;30.11.1958\nf;14.07.1977\n",
	    "personal.birth_date", 6 },
};

static unsigned
count_of(const struct detect_engine *e, const struct findings *f,
    const char *class_name)
{
	unsigned n = 0;

	for (size_t i = 0; i < f->count; i++)
		n += sv_has_dotted_prefix(detect_class_name(e,
		    f->items[i].class_id), sv_cstr(class_name));
	return n;
}

static bool
same(const struct findings *a, const struct findings *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++)
		same = a->items[i].start == b->items[i].start &&
		    a->items[i].end == b->items[i].end &&
		    a->items[i].detector == b->items[i].detector &&
		    a->items[i].score == b->items[i].score;
	return same;
}

static void
test_one(const struct detect_engine *e, const struct one *one)
{
	struct field field = { .text = sv_cstr(one->text) };
	struct findings found, why;
	struct explain x = { .near = true };
	struct arena arena;

	arena_init(&arena, ARENA_BYTES);
	if (!tap_ok(detect_scan(e, &arena, &field, 1, &found) == 0 &&
	    count_of(e, &found, one->class_name) == one->count, "%s",
	    one->name))
		for (size_t i = 0; i < found.count; i++)
			tap_diag("%.*s %u at %u", SV_ARG(detect_class_name(e,
			    found.items[i].class_id)), found.items[i].score,
			    found.items[i].start);
	tap_ok(detect_explain(e, &arena, &field, 1, &why, &x) == 0 &&
	    same(&found, &why), "%s: the same when asked why", one->name);
	arena_done(&arena);
}

/* --- properties ----------------------------------------------------------- */

/* A text sent twice, as a conversation does, is remembered with its table. */
static void
test_history(void)
{
	static char text[TEXT];
	struct detect_engine *e = packs_kit_engine(
	    (struct detect_config){ .history_bytes = 1 << 20 });
	struct field fields[2] = { { .text = SV_INIT("Please check:") } };
	struct findings first, again;
	struct arena arena;
	size_t len = 0;

	if (!tap_ok(e != NULL, "an engine with history"))
		return;
	(void)add(text, &len, "kunde,land,nr,x\n");
	for (int i = 0; i < 20; i++)
		(void)add(text, &len, i % 2 == 0 ?
		    "meier,PL,5260001246,44051401359\n" :
		    "maier,DE,7152268657,02070803628\n");
	fields[1].text = sv_make(text, len);
	arena_init(&arena, ARENA_BYTES);
	tap_ok(detect_scan(e, &arena, fields, 2, &first) == 0 &&
	    count_of(e, &first, "personal.id.pl.nip") == 10, "rows of PL");
	tap_ok(detect_scan(e, &arena, fields, 2, &again) == 0 &&
	    same(&first, &again), "the same when it is known");
	arena_done(&arena);
	detect_close(e);
}

/* Line ends and quotes change where values stand, not what is found. */
static void
test_spelling(const struct detect_engine *e)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };
	static const char *const quotes[] = { "", "\"" };
	static const char *const values[] = { PESELS };
	static char text[TEXT];
	struct arena arena;

	for (size_t i = 0; i < NELEMS(ends) * NELEMS(quotes) * 2; i++) {
		const char *end = ends[i % 3], *quote = quotes[i / 3 % 2];
		struct field field = { .text = sv_make(text, 0) };
		struct findings found;
		size_t len = 0;

		(void)add(text, &len, i / 6 == 0 ? "" : "\xef\xbb\xbf");
		for (size_t k = 0; k < NELEMS(values); k++) {
			(void)add(text, &len, quote);
			(void)add(text, &len, values[k]);
			(void)add(text, &len, quote);
			(void)add(text, &len, ";x");
			(void)add(text, &len, end);
		}
		field.text.len = len;
		arena_init(&arena, ARENA_BYTES);
		tap_ok(detect_scan(e, &arena, &field, 1, &found) == 0 &&
		    count_of(e, &found, "personal.id.pl.pesel") ==
		    NELEMS(values), "spelling %zu", i);
		arena_done(&arena);
	}
}

/* Less than one of a hundred columns of random digits is an identifier. */
static void
test_random(const struct detect_engine *e)
{
	static char text[TEXT];
	uint64_t state = 42;

	for (unsigned digits = 8; digits <= 13; digits++) {
		unsigned taken = 0;

		for (int column = 0; column < 200; column++) {
			struct field field = { .text = sv_make(text, 0) };
			struct findings found;
			struct arena arena;
			size_t len = 0;

			for (unsigned i = 0; i < 10 * (digits + 3); i++) {
				char c[2] = { 0, 0 };

				state = state * UINT64_C(6364136223846793005) +
				    1442695040888963407;
				c[0] = (char)('0' + (state >> 33) % 10);
				(void)add(text, &len, i % (digits + 3) <
				    digits ? c : i % (digits + 3) == digits ?
				    ";" : i % (digits + 3) == digits + 1 ?
				    "x" : "\n");
			}
			field.text.len = len;
			arena_init(&arena, ARENA_BYTES);
			if (detect_scan(e, &arena, &field, 1, &found) == 0)
				taken += count_of(e, &found, "personal.id") > 0;
			arena_done(&arena);
		}
		if (!tap_ok(taken < 2, "columns of %u digits", digits))
			tap_diag("%u of 200", taken);
	}
}

static void
test_explained(const struct detect_engine *e)
{
	struct field field = { .text = SV_INIT("Nr;PESEL\n7;44051401359\n"
	    "8;02070803628\n9;1\n") };
	struct findings found;
	struct explain x = { .near = false };
	struct arena arena;

	arena_init(&arena, ARENA_BYTES);
	if (tap_ok(detect_explain(e, &arena, &field, 1, &found, &x) == 0 &&
	    found.count == 2 && x.count == 2, "two found")) {
		const struct explain_entry *last = explain_of(&x,
		    &found.items[1]);

		tap_ok(last != NULL && last->has_word && last->word.in_key &&
		    !last->word.in_label && last->word.start == 3 &&
		    last->word.end == 8, "by the header");
	}
	field.text = SV("44051401359;x\n02070803628;y\n83010411457;z\n"
	    "49040501580;u\n67040500538;v\n12345;v\n");
	if (tap_ok(detect_explain(e, &arena, &field, 1, &found, &x) == 0 &&
	    found.count == 5, "five found")) {
		const struct explain_raise *r = explain_raise_of(&x,
		    &found.items[0]);

		tap_ok(r != NULL && r->country == NULL && r->passed == 5 &&
		    r->cells == 6 && r->before == 0, "by the column");
	}
	arena_done(&arena);
}

/* Rows are known although a text without any follows. */
static void
test_then_short(const struct detect_engine *e)
{
	const struct field fields[2] = { { .text = SV_INIT("kunde,land,nr\n"
	    "meier,PL,5260001246\nmaier,DE,5260001246\n") },
		{ .text = SV_INIT("thanks") } };
	struct findings found;
	struct arena arena;

	arena_init(&arena, ARENA_BYTES);
	tap_ok(detect_scan(e, &arena, fields, 2, &found) == 0 &&
	    count_of(e, &found, "personal.id.pl.nip") == 1,
	    "a table, and a short text behind");
	arena_done(&arena);
}

/* Of each table what is known of its rows is kept while others are read. */
static void
test_several(const struct detect_engine *e)
{
	const struct field fields[4] = { { .text = SV_INIT("kunde,land,nr\n"
	    "meier,PL,5260001246\nmaier,DE,5260001246\n") },
		{ .text = SV_INIT("kunde,land,nr\nabel,DE,5260001246\n"
	    "adam,DE,5260001246\nmeier,PL,5260001246\n") },
		{ .text = SV_INIT("a,b\nc,d\n") },
		{ .text = SV_INIT("{\"land\": \"PL\", \"nr\": 5260001246}") } };
	static const uint32_t starts[] = { 23, 61, 21 };
	struct findings found;
	struct arena arena;
	size_t right = 0;

	arena_init(&arena, ARENA_BYTES);
	tap_ok(detect_scan(e, &arena, fields, 4, &found) == 0 &&
	    count_of(e, &found, "personal.id.pl.nip") == 3,
	    "several tables, one of each");
	for (size_t i = 0; i < found.count && i < 3; i++)
		right += found.items[i].start == starts[i];
	tap_is_int(right, 3, "where each of them says so");
	arena_done(&arena);
}

/* --- the header in one field, rows in others ------------------------------ */

enum { FIELDS = 4 };

static const struct {
	const char *name;
	const char *texts[FIELDS];
	unsigned count;		/* of identifiers */
} apart[] = {
	{ "the next message",
	    { "nazwisko;PESEL", "kowal;44051401359\nnowak;02070803628" }, 2 },
	{ "one row", { "nazwisko;PESEL", "kowal;44051401359" }, 1 },
	{ "a message between", { "The columns are:\nnazwisko\tPESEL\n", "ok!",
	    "Here:\nkowal\t44051401359\nnowak\t02070803628\n" }, 2 },
	{ "a row each", { "nazwisko,PESEL", "kowal,44051401359",
	    "nowak,02070803628", "maj,83010411457" }, 3 },
	{ "rows went on from the header", { "nazwisko;PESEL;x\na;1;b\nc;2;d",
	    "kowal;44051401359;e" }, 1 },
	{ "other columns", { "nazwisko;PESEL;x", "kowal;44051401359" }, 0 },
	{ "another separator", { "nazwisko;PESEL", "kowal,44051401359" }, 0 },
	{ "rows with a header of their own", { "nazwisko;PESEL",
	    "produkt;nr\nx;44051401359" }, 0 },
	{ "a sentence with a comma", { "Send the PESEL, please",
	    "well, 44051401359 is what I got today" }, 0 },
};

static void
test_apart(const struct detect_engine *e)
{
	for (size_t i = 0; i < NELEMS(apart); i++) {
		struct field fields[FIELDS] = { { .index = 0 } };
		struct findings found, why;
		struct explain x = { .near = true };
		struct arena arena;
		bool inside = true;

		for (size_t k = 0; k < FIELDS; k++)
			if (apart[i].texts[k] != NULL)
				fields[k].text = sv_cstr(apart[i].texts[k]);
		arena_init(&arena, ARENA_BYTES);
		tap_ok(detect_scan(e, &arena, fields, FIELDS, &found) == 0 &&
		    count_of(e, &found, "personal.id.pl.pesel") ==
		    apart[i].count, "apart: %s", apart[i].name);
		for (size_t k = 0; k < found.count; k++) {
			const struct finding *f = &found.items[k];
			struct sv text = fields[f->field].text;

			inside = inside && f->end <= text.len &&
			    (f->end - f->start != 11 ||
			    text.ptr[f->end - 1] >= '0');
		}
		tap_ok(inside && detect_explain(e, &arena, fields, FIELDS,
		    &why, &x) == 0 && same(&found, &why),
		    "apart: %s: in place, and asked why", apart[i].name);
		arena_done(&arena);
	}
}

/* Private members of a JSON Web Key: beside its type, in either order. */
static void
test_jwk(const struct detect_engine *e)
{
	static const struct { const char *body; unsigned count; } cases[] = {
		{ "{\"kty\":\"oct\",\"k\":\"Fake7Zq0fakE3Xw9rT5mB2vP8nK4hJ6d\"}", 1 },
		{ "{\"d\":\"Fake7Zq0fakE3Xw9rT5mB2vP8nK4hJ6d\",\"p\":"
		    "\"2Fake7Zq0fakE3Xw9rT5mB2vP8nK4hJ6d\",\"n\":"
		    "\"3Fake7Zq0fakE3Xw9rT5mB2vP8nK4hJ6d\",\"kty\":\"RSA\"}", 2 },
		{ "{\"k\":\"Fake7Zq0fakE3Xw9rT5mB2vP8nK4hJ6d\",\"x\":"
		    "{\"kty\":\"oct\"}}", 0 },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct document_input in = { .kind = DOCUMENT_REQUEST,
			.method = SV_INIT("POST"),
			.body = sv_cstr(cases[i].body),
			.content_type = SV_INIT("application/json") };
		struct findings found;
		struct document doc;
		struct arena arena;

		arena_init(&arena, ARENA_BYTES);
		tap_ok(document_read(&doc, &arena, &in) == 0 &&
		    detect_document(e, &arena, &doc, &found, NULL, NULL) == 0 &&
		    count_of(e, &found, "secret.private_key") ==
		    cases[i].count, "%s", cases[i].body);
		arena_done(&arena);
	}
}

/* A word of the header speaks as one of a label. */
static void
test_apart_explained(const struct detect_engine *e)
{
	struct field fields[2] = { { .text = SV_INIT("nr;PESEL") },
		{ .text = SV_INIT("Rows:\n7;44051401359") } };
	const struct explain_entry *entry;
	struct explain x = { .near = false };
	struct findings found;
	struct arena arena;

	arena_init(&arena, ARENA_BYTES);
	if (tap_ok(detect_explain(e, &arena, fields, 2, &found, &x) == 0 &&
	    found.count == 1 && found.items[0].field == 1 &&
	    found.items[0].start == 8, "one below a header elsewhere")) {
		entry = explain_of(&x, &found.items[0]);
		if (tap_ok(entry != NULL && entry->has_word &&
		    entry->word.in_label && !entry->word.in_key,
		    "its word is one of the label"))
			tap_is_sv(sv_slice(entry->label, entry->word.start,
			    entry->word.end), SV("PESEL"), "and which");
	}
	arena_done(&arena);
}

/* In the text of a message, escaped: nothing but the values is changed. */
static void
test_rewritten(const struct detect_engine *e)
{
	static const char body[] = "{\"messages\":[{\"role\":\"user\","
	    "\"content\":\"List:\\n\\\"nazwisko\\\";PESEL\\r\\n\\\"w\\u00f3jcik"
	    "\\\";44051401359\\r\\nNOWAK;\\t02070803628\\n\"}]}";
	static const char wanted[] = "{\"messages\":[{\"role\":\"user\","
	    "\"content\":\"List:\\n\\\"nazwisko\\\";PESEL\\r\\n\\\"X"
	    "\\\";X\\r\\nX;\\tX\\n\"}]}";
	struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = SV_INIT("POST"), .body = sv_cstr(body),
		.content_type = SV_INIT("application/json") };
	struct findings found;
	struct document doc;
	struct edit edits[8];
	struct arena arena;
	struct buf out;

	arena_init(&arena, ARENA_BYTES);
	buf_init(&out, TEXT);
	if (tap_ok(document_read(&doc, &arena, &in) == 0 &&
	    detect_document(e, &arena, &doc, &found, NULL, NULL) == 0 &&
	    found.count == 4, "four values in a message")) {
		for (size_t i = 0; i < found.count; i++)
			edits[i] = (struct edit){ found.items[i].field,
				found.items[i].start, found.items[i].end,
				SV("X") };
		tap_ok(document_rewrite(&doc, edits, found.count, &out) == 0,
		    "rewritten");
		tap_is_sv(buf_sv(&out), sv_cstr(wanted), "and nothing else");
	}
	buf_done(&out);
	arena_done(&arena);
}

int
main(void)
{
	struct detect_engine *e = packs_kit_open();

	if (e == NULL)
		return tap_done();
	for (size_t i = 0; i < NELEMS(layouts); i++)
		for (size_t k = 0; k < NELEMS(countries); k++)
			test_layout(e, &layouts[i], &countries[k]);
	for (size_t i = 0; i < NELEMS(ones); i++)
		test_one(e, &ones[i]);
	test_spelling(e);
	test_random(e);
	test_explained(e);
	test_rewritten(e);
	test_then_short(e);
	test_several(e);
	test_apart(e);
	test_jwk(e);
	test_apart_explained(e);
	detect_close(e);
	test_history();
	return tap_done();
}
