/* The engine as its callers see it. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "inspect/detect.h"
#include "tests/tap/tap.h"

static char packs_path[1024];
static const char *const packs[] = { packs_path };

static struct detect_engine *
open_with(const struct detect_class *classes, size_t count, const char *cache)
{
	struct detect_config config = { .packs = packs, .npacks = 1,
		.classes = classes, .nclasses = count, .cache_dir = cache };
	struct detect_engine *e = NULL;
	struct errinfo ei = { 0 };

	if (detect_open(&config, &e, &ei) != 0)
		tap_diag("open: %s", ei.text);
	return e;
}

static struct findings
scan(const struct detect_engine *e, struct arena *a, struct sv text,
    struct sv label)
{
	struct field field = { .text = text, .label = label };
	struct findings f = { NULL, 0 };

	tap_ok(detect_scan(e, a, &field, 1, &f) == 0, "scan %.*s",
	    SV_ARG(sv_slice(text, 0, 50)));
	return f;
}

/* The class of the only finding, or "". */
static struct sv
class_of(const struct detect_engine *e, const struct findings *f)
{
	return f->count == 1 ? detect_class_name(e, f->items[0].class_id) :
	    SV("");
}

static void
test_labels(const struct detect_engine *e, struct arena *a)
{
	static const struct {
		const char *label, *text, *class_name;
	} cases[] = {
		{ "pesel", "44051401359", "personal.id.pl.pesel" },
		{ "customerPesel", "44051401359", "personal.id.pl.pesel" },
		{ "number", "44051401359", "" },
		{ "date_of_birth", "1985-03-12", "personal.birth_date" },
		{ "Geburtsdatum", "12.3.1985", "personal.birth_date" },
		{ "created", "1985-03-12", "" },
		{ "phoneNumber", "0301234567", "personal.contact.phone" },
		{ "cardNumber", "630427373398", "financial.card" },
		{ "clientIp", "192.168.1.20", "personal.net.ip" },
		{ "street", "Holmatun 45", "personal.contact.address" },
		{ "Anschrift", "Ilica 5a", "personal.contact.address" },
		{ "place", "Holmatun 45", "" },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct findings f = scan(e, a, sv_cstr(cases[i].text),
		    sv_cstr(cases[i].label));

		tap_is_sv(class_of(e, &f), sv_cstr(cases[i].class_name),
		    "%s: %s", cases[i].label, cases[i].text);
	}
}

/* A word that names no country is worth less than one that does. */
static void
test_general_words(const struct detect_engine *e, struct arena *a)
{
	static const struct {
		const char *text, *class_name;
		unsigned score;
	} cases[] = {
		{ "PESEL: 44051401359", "personal.id.pl.pesel", 95 },
		{ "national id: 44051401359", "personal.id.pl.pesel", 87 },
		{ "PESEL, national id: 44051401359", "personal.id.pl.pesel",
		    95 },
		{ "Polish national id: 44051401359", "personal.id.pl.pesel",
		    95 },
		{ "Greek national id: 44051401359", "", 0 },
		{ "a polished national id: 44051401359",
		    "personal.id.pl.pesel", 87 },
		{ "{\"polish_national_id\": \"44051401359\"}",
		    "personal.id.pl.pesel", 95 },
		{ "d.n.i. 12345678Z", "personal.id.es.dni", 95 },
		{ "swift: abockrse270", "financial.bic", 86 },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct findings f = scan(e, a, sv_cstr(cases[i].text), SV(""));

		tap_is_sv(class_of(e, &f), sv_cstr(cases[i].class_name), "%s",
		    cases[i].text);
		tap_is_int(f.count == 1 ? f.items[0].score : 0,
		    cases[i].score, "its score");
	}
}

/* A value is found wherever it stands, across all inner borders. */
static void
test_places(const struct detect_engine *e, struct arena *a)
{
	static const char *const values[] = { "DE89 3704 0044 0532 0130 00",
		"anna@example.org", "+49 30 1234567" };
	char text[4300];
	bool same = true;

	for (size_t v = 0; v < NELEMS(values); v++) {
		size_t len = strlen(values[v]);

		for (size_t at = 4000; at < 4200; at++) {
			struct field field = { .text = { text,
				sizeof(text) } };
			struct findings f;

			memset(text, ' ', sizeof(text));
			memcpy(text + at, values[v], len);
			same = same && detect_scan(e, a, &field, 1, &f) == 0 &&
			    f.count == 1 && f.items[0].start == at &&
			    f.items[0].end == at + len;
		}
	}
	tap_ok(same, "at every place");
}

/* A word that names a number is nobody's name before one. */
static void
test_label_is_no_name(const struct detect_engine *e, struct arena *a)
{
	static const struct {
		const char *text;
		size_t start, count;	/* of the first finding; how many */
	} cases[] = {
		{ "Isikukood: 35011061039", 11, 1 },
		{ "Isikukood 35011061039", 10, 1 },
		{ "Α.Μ.Κ.Α.: 23025189376", 14, 1 },
		{ "Vorname               Lukas\n"
		    "Geburtsdatum          05.07.1959\n"
		    "Anschrift             Bonbachweg 1", 22, 3 },
		/* A field of HL7 that is far behind what it is known by. */
		{ "IN1|1|||||||||||||||Rust^Roderich||19751007|", 20, 2 },
		/* Towns that are names, and names, stay. */
		{ "first_name,born\nLeon,1959-07-05\nAnna,1960-08-06", 16,
		    4 },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct findings f = scan(e, a, sv_cstr(cases[i].text),
		    SV(""));

		tap_ok(f.count == cases[i].count &&
		    f.items[0].start == cases[i].start, "%s: %zu from %u",
		    cases[i].text, f.count,
		    f.count > 0 ? f.items[0].start : 0);
	}
}

/* Program text, the detectors' own, holds nothing. */
static void
test_code(const struct detect_engine *e, struct arena *a)
{
	static const char *const files[] = { "inspect/scan.c",
		"inspect/overlap.c", "inspect/words/context.c", "inspect/match/shape.c",
		"inspect/validate/validate_number.c", "inspect/words/word_fold.c",
		"base/pcre.c", "base/hs.c", "base/mask.c" };

	for (size_t i = 0; i < NELEMS(files); i++) {
		struct sv text = tap_read_file(tap_source_path(files[i]));
		struct findings f;

		if (!tap_ok(text.ptr != NULL, "%s", files[i]))
			continue;
		f = scan(e, a, text, SV(""));
		tap_is_int((int64_t)f.count, 0, "nothing in %s", files[i]);
		free((void *)(uintptr_t)text.ptr);
	}
}

/* Fields scanned together are found as each alone. */
static void
test_fields(const struct detect_engine *e, struct arena *a)
{
	struct field fields[3] = {
		{ .text = SV_INIT("PESEL") },
		{ .text = SV_INIT("44051401359 a@example.org") },
		{ .text = SV_INIT("b@example.org"), .label = SV_INIT("pesel") },
	};
	struct findings f;

	tap_is_int(detect_scan(e, a, fields, 3, &f), 0, "three fields");
	tap_ok(f.count == 2 && f.items[0].field == 1 &&
	    f.items[0].start == 12 && f.items[1].field == 2,
	    "context does not cross fields");
	tap_is_int(detect_scan(e, a, fields, 0, &f), 0, "no fields");
	tap_is_int((int64_t)f.count, 0, "nothing in them");
}

/* A short turn is the answer to what the turn before it asks. */
static void
test_turns(const struct detect_engine *e, struct arena *a)
{
	static const struct {
		const char *before, *turn;
		enum field_meaning meaning;
		const char *class_name;
	} cases[] = {
		{ "And your Steuer-ID?", "86095742719", MEANING_USER_TEXT,
		    "personal.id.de.idnr" },
		{ "Thank you.\nQual é o seu NIF?\n", "501964843",
		    MEANING_USER_TEXT, "personal.id.pt.nif" },
		{ "Il tuo numero di telefono è?", "347 123 4567",
		    MEANING_USER_TEXT, "personal.contact.phone" },
		{ "Data urodzenia?", "14.05.1984", MEANING_USER_TEXT,
		    "personal.birth_date" },
		{ "Hvad hedder du?", "smilla holm", MEANING_USER_TEXT,
		    "personal.name" },
		/* Two texts of one turn, other fields, another line. */
		{ "And your NIF?", "501964843", MEANING_ASSISTANT_TEXT, "" },
		{ "And your NIF?", "501964843", MEANING_METADATA, "" },
		{ "Your NIF, please.\nThanks.", "501964843",
		    MEANING_USER_TEXT, "" },
		{ "And your NIF?", "It is the one of the third row of the "
		    "table that I sent, or else this: 501964843",
		    MEANING_USER_TEXT, "" },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct field fields[] = {
			{ .text = sv_cstr(cases[i].before),
			    .label = SV_INIT("content"),
			    .meaning = MEANING_ASSISTANT_TEXT },
			{ .text = SV_INIT("user"), .role = FIELD_CONTROL },
			{ .text = sv_cstr(cases[i].turn),
			    .label = SV_INIT("content"),
			    .meaning = cases[i].meaning },
		};
		struct findings f;

		tap_ok(detect_scan(e, a, fields, NELEMS(fields), &f) == 0 &&
		    sv_eq(class_of(e, &f), sv_cstr(cases[i].class_name)),
		    "%s: %s", cases[i].before, cases[i].turn);
	}
}

static void
test_canonical(const struct detect_engine *e)
{
	static const struct {
		const char *class_name, *value, *canonical;
	} cases[] = {
		{ "financial.iban", "de89 3704-0044 0532 0130 00",
		    "DE89370400440532013000" },
		{ "financial.iban", "DE89 37O4 OO44 O532 O13O OO",
		    "DE89370400440532013000" },
		{ "financial.iban", "GB82 WEST 1234 5698 7654 32",
		    "GB82WEST12345698765432" },
		{ "financial.iban", "de89 37o4", "DE8937O4" },
		{ "personal.id.ro.idcard", "RT nr. 123456", "RT123456" },
		{ "personal.id.ro.idcard", "rt 123 456", "RT123456" },
		{ "personal.id.ro.idcard", "XB, num\xc4\x83rul 654321",
		    "XB654321" },
		{ "personal.contact.email", "Anna@Example.ORG",
		    "anna@example.org" },
		{ "financial.card", "4111-1111 1111 1111",
		    "4111111111111111" },
		{ "personal.contact.phone", "+49 (0)30 123-45", "+493012345" },
		{ "personal.contact.phone", "0049 30 12345", "+493012345" },
		{ "personal.contact.phone", "(030) 12345", "03012345" },
		{ "personal.id.es.nie", "x-2482300-w", "X2482300W" },
		{ "personal.id.gr.adt", "ΑΒ-123456", "AB123456" },
		{ "personal.id.gr.adt", "Φ 123456", "Φ123456" },
		{ "secret.jwt", "eyJ x", "eyJ x" },
	};
	uint16_t class_id = 0;
	struct buf out;

	buf_init(&out, 256);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		buf_reset(&out);
		if (!tap_ok(detect_class_find(e, sv_cstr(cases[i].class_name),
		    &class_id) == 0, "%s", cases[i].class_name))
			continue;
		detect_canonical(e, class_id, sv_cstr(cases[i].value), &out);
		tap_is_sv(buf_sv(&out), sv_cstr(cases[i].canonical), "%s",
		    cases[i].value);
	}
	buf_done(&out);
	tap_is_int(detect_class_find(e, SV("personal"), &class_id),
	    ERR_NOTFOUND, "a prefix is no class");
	tap_ok(detect_class_count(e) > 25, "%zu classes",
	    detect_class_count(e));
}

static const struct sv employee_words[] = { SV_INIT("employee"),
	SV_INIT("Personalnummer") };
static const struct detect_class users[] = {
	{ .name = SV_INIT("personal.id.employee"),
	    .pattern = SV_INIT("EMP-\\d{6}\\b"),
	    .context = employee_words, .ncontext = 2 },
	{ .name = SV_INIT("internal.badge"),
	    .pattern = SV_INIT("\\b\\d{7}\\b"), .context = employee_words,
	    .ncontext = 2, .context_required = true },
	{ .name = SV_INIT("internal.customer"),
	    .pattern = SV_INIT("KD(\\d{10})"), .validator = SV_INIT("luhn") },
	{ .name = SV_INIT("internal.project"),
	    .pattern = SV_INIT("(?i)projekt m\xc3\xbcller\\w*") },
	{ .name = SV_INIT("internal.twice"),
	    .pattern = SV_INIT("\\b(\\w{3})-\\1\\b") },
};

static void
test_users(struct arena *a)
{
	static const struct {
		const char *text, *class_name;
		uint32_t start, end;
	} cases[] = {
		{ "see EMP-123456.", "personal.id.employee", 4, 14 },
		{ "EMP-1234567", "", 0, 0 },
		{ "Personalnummer 1234567", "internal.badge", 15, 22 },
		{ "1234567", "", 0, 0 },
		{ "no KD0000000018", "internal.customer", 5, 15 },
		{ "no KD0000000019", "", 0, 0 },
		{ "das PROJEKT M\xc3\x9cLLERs", "internal.project", 4, 20 },
		{ "\xff PROJEKT M\xc3\x9cLLER", "internal.project", 2, 17 },
		{ "abc-abc abc-abd", "internal.twice", 0, 3 },
	};
	struct detect_engine *e = open_with(users, NELEMS(users), NULL);

	if (!tap_ok(e != NULL, "classes of a policy"))
		return;
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct findings f = scan(e, a, sv_cstr(cases[i].text),
		    SV(""));

		tap_is_sv(class_of(e, &f), sv_cstr(cases[i].class_name),
		    "%s", cases[i].text);
		tap_ok(f.count == 0 || (f.items[0].start == cases[i].start &&
		    f.items[0].end == cases[i].end), "and its place");
	}
	detect_close(e);
}

/* Write `text` to a new file below /tmp; its path in `path`. */
static bool
write_file(char path[64], const char *text)
{
	int fd;

	(void)snprintf(path, 64, "/tmp/exeat-terms-XXXXXX");
	fd = mkstemp(path);
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		return false;
	return close(fd) == 0;
}

static char names_path[64], allowed_path[64];

/* Dictionaries, expressions, allow lists and classes turned off. */
static struct detect_engine *
open_own(struct errinfo *ei)
{
	static const struct sv context[] = { SV_INIT("customer") };
	static const struct sv allowed_for[] = { SV_INIT("financial.iban"),
		SV_INIT("personal.contact") };
	static const struct sv values[] = { SV_INIT("de89370400440532013000"),
		SV_INIT("Info@Example.org") };
	static const struct sv patterns[] = { SV_INIT("noreply@.*|x") };
	const struct detect_class classes[] = {
		{ .name = SV("internal.customer"), .dictionary = names_path,
		    .context = context, .ncontext = 1 },
		{ .name = SV("internal.number"), .pattern = SV("\\b\\d{9}\\b"),
		    .validator = SV("sum(i in 0..7: d[i] * [9,8,7,6,5,4,3,2]"
		    "[i]) mod 11 mod 10 == d[8]") },
		{ .name = SV("special.health"), .disabled = true },
	};
	const struct detect_allow allow = { .classes = allowed_for,
		.nclasses = 2, .values = values, .nvalues = 2,
		.patterns = patterns, .npatterns = 1,
		.dictionary = allowed_path };
	struct detect_config config = { .packs = packs, .npacks = 1,
		.classes = classes, .nclasses = NELEMS(classes),
		.allow = &allow, .nallow = 1 };
	struct detect_engine *e = NULL;

	return detect_open(&config, &e, ei) == 0 ? e : NULL;
}

static void
test_own(struct arena *a)
{
	static const struct {
		const char *text, *class_name;
	} cases[] = {
		{ "our customer Acme Gmbh & Co", "internal.customer" },
		{ "ACME GMBH & CO", "internal.customer" },
		{ "Acme Gmbh", "organisation.name" },
		{ "no 123456782", "internal.number" },
		{ "no 123456783", "" },
		{ "I have diabetes", "" },
		{ "I am a Muslim", "special.religion" },
		{ "DE89 3704 0044 0532 0130 00", "" },
		{ "IBAN GB82 WEST 1234 5698 7654 32", "financial.iban" },
		{ "info@example.org", "" },
		{ "info2@example.org", "personal.contact.email" },
		{ "noreply@example.org", "" },
		{ "anoreply@example.org", "personal.contact.email" },
		{ "call +49 30 1234567", "" },
		{ "call +49 30 1234568", "personal.contact.phone" },
	};
	struct errinfo ei = { 0 };
	struct detect_engine *e;

	if (!tap_ok(write_file(names_path, "Acme GmbH & Co\nOther\n") &&
	    write_file(allowed_path, "+49 (0)30 1234567\r\n"), "files"))
		return;
	e = open_own(&ei);
	if (!tap_ok(e != NULL, "%s", ei.text))
		return;
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct findings f = scan(e, a, sv_cstr(cases[i].text),
		    SV(""));

		tap_is_sv(class_of(e, &f), sv_cstr(cases[i].class_name),
		    "%s", cases[i].text);
	}
	tap_ok(detect_class_find(e, SV("special.health.condition"),
	    &(uint16_t){ 0 }) == 0, "a class turned off can be named");
	detect_close(e);
	(void)unlink(allowed_path);
	tap_ok(open_own(&ei) == NULL && strstr(ei.text, allowed_path) != NULL,
	    "values that are not there");
	(void)unlink(names_path);
	tap_ok(open_own(&ei) == NULL && strstr(ei.text, names_path) != NULL,
	    "a dictionary that is not there");
}

static void
test_bad_users(void)
{
	static const struct sv bad_word[] = { SV_INIT("a b*") };
	static const struct {
		struct detect_class c;
		const char *message;
		int code;
	} cases[] = {
		{ { .name = SV_INIT("a.b"), .pattern = SV_INIT("x(") },
		    "missing closing", ERR_SYNTAX },
		{ { .name = SV_INIT("a.b"), .pattern = SV_INIT("x*") },
		    "empty", ERR_SYNTAX },
		{ { .name = SV_INIT("a.b"), .pattern = SV_INIT("x"),
		    .validator = SV_INIT("lun") },
		    "did you mean \"luhn\"", ERR_NOTFOUND },
		{ { .name = SV_INIT("a.b"), .pattern = SV_INIT("x"),
		    .validator = SV_INIT("d[0] = 1") },
		    "at character 6: an operator", ERR_SYNTAX },
		{ { .name = SV_INIT("a.b"), .pattern = SV_INIT("x"),
		    .context = bad_word, .ncontext = 1 },
		    "words", ERR_SYNTAX },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct detect_class c = cases[i].c;
		struct detect_config config = { .classes = &c,
			.nclasses = 1 };
		struct detect_engine *e = NULL;
		struct errinfo ei = { 0 };

		c.file = "policy.yaml";
		c.line = 12;
		c.column = 5;
		tap_is_int(detect_open(&config, &e, &ei), cases[i].code,
		    "refused: %s", cases[i].message);
		tap_ok(e == NULL && strstr(ei.text, cases[i].message) != NULL &&
		    strcmp(ei.file, "policy.yaml") == 0 && ei.line == 12,
		    "%s", ei.text);
	}
}

static unsigned
count_files(const char *folder, char last[512])
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	unsigned count = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(last, 512, "%s/%s", folder, entry->d_name);
		count++;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return count;
}

/* Kept databases are used again; damaged ones are made anew. */
static void
test_cache(struct arena *a)
{
	char folder[] = "/tmp/exeat-cache-XXXXXX", file[512];
	struct detect_engine *e;
	struct findings f;

	if (!tap_ok(mkdtemp(folder) != NULL, "a folder"))
		return;
	for (int round = 0; round < 3; round++) {
		e = open_with(users, NELEMS(users), folder);
		if (!tap_ok(e != NULL, "round %d", round))
			break;
		f = scan(e, a, SV("EMP-123456"), SV(""));
		tap_is_int((int64_t)f.count, 1, "finds");
		detect_close(e);
		tap_is_int(count_files(folder, file), 1, "one database");
		if (round == 1)
			tap_ok(truncate(file, 100) == 0, "damage one");
	}
	while (count_files(folder, file) > 0)
		if (unlink(file) != 0)
			break;
	tap_ok(chmod(folder, 0770) == 0, "a folder that others may write to");
	e = open_with(users, NELEMS(users), folder);
	tap_ok(e != NULL, "opens");
	detect_close(e);
	tap_is_int(count_files(folder, file), 0, "and is not used");
	(void)rmdir(folder);
}

static void
test_limits(const struct detect_engine *e)
{
	struct detect_config config = { .packs = packs, .npacks = 1,
		.min_score = 96 };
	struct field field = { .text = SV("a@example.org, "
	    "DE89370400440532013000") };
	struct detect_engine *strict = NULL;
	struct errinfo ei = { 0 };
	struct findings f;
	struct arena a;

	arena_init(&a, 64);
	tap_is_int(detect_scan(e, &a, &field, 1, &f), ERR_NOMEM,
	    "no memory is an error, not a clean field");
	arena_done(&a);
	arena_init(&a, 1 << 20);
	tap_is_int(detect_open(&config, &strict, &ei), 0, "a higher score");
	tap_ok(detect_scan(strict, &a, &field, 1, &f) == 0 && f.count == 1 &&
	    f.items[0].start == 15, "leaves out what is below");
	detect_close(strict);
	arena_done(&a);
}

#ifdef WITH_FAULT_INJECTION
/* Every allocation while opening may fail. */
static void
test_faults(void)
{
	struct detect_config config = { .packs = packs, .npacks = 1,
		.classes = users, .nclasses = NELEMS(users) };
	unsigned n, wrong = 0;

	for (n = 1; n < 2000; n += n < 100 ? 1 : 37) {
		struct detect_engine *e = NULL;
		int err;

		fault_arm(FAULT_ALLOC, n);
		err = detect_open(&config, &e, NULL);
		fault_arm(FAULT_ALLOC, 0);
		if (err == 0) {
			detect_close(e);
			break;
		}
		wrong += err != ERR_NOMEM || e != NULL;
	}
	tap_ok(wrong == 0 && n > 20, "%u failing allocations, %u handled wrong",
	    n, wrong);
}
#endif

int
main(void)
{
	struct detect_engine *e;
	struct arena a;

	(void)snprintf(packs_path, sizeof(packs_path), "%s",
	    tap_source_path("share/detectors"));
	arena_init(&a, 1 << 26);
	e = open_with(NULL, 0, NULL);
	if (e != NULL) {
		test_labels(e, &a);
		test_general_words(e, &a);
		test_places(e, &a);
		test_fields(e, &a);
		test_turns(e, &a);
		test_label_is_no_name(e, &a);
		test_code(e, &a);
		test_canonical(e);
		test_limits(e);
	}
	detect_close(e);
	test_users(&a);
	test_own(&a);
	test_bad_users();
	test_cache(&a);
#ifdef WITH_FAULT_INJECTION
	test_faults();
#endif
	arena_done(&a);
	return tap_done();
}
