/* Dictionaries: what is found under which rules, and what it costs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fault.h"
#include "inspect/terms/dictionary.h"
#include "inspect/terms/dictionary_table.h"
#include "tests/tap/tap.h"

static const struct sv terms = SV_INIT(
	"\xef\xbb\xbf" "Anna Schmidt\r\n"
	"  Projekt   M\xc3\xbc" "ller \n"
	"\n"
	"Anna\n"
	"AB-1234/7\n"
	"c++\n"
	"#secret\n"
	"\xce\x91\xce\xb8\xce\xae\xce\xbd\xce\xb1");

/* Spans found, as "start-end start-end". */
struct spans {
	struct buf out;
};

static bool
note(void *ctx, size_t start, size_t end)
{
	struct spans *s = ctx;

	buf_addf(&s->out, "%s%zu-%zu", s->out.len > 0 ? " " : "", start, end);
	return true;
}

static struct dictionary *
make(struct sv text, enum dictionary_boundary boundary, bool exact)
{
	struct dictionary_rules rules = { boundary, exact };
	struct dictionary *d = NULL;
	struct errinfo ei = { 0 };

	if (dictionary_parse(text, "terms.txt", &rules, &d, &ei) != 0)
		tap_diag("%s:%u: %s", ei.file, ei.line, ei.text);
	return d;
}

static void
test_finds(void)
{
	static const struct {
		const char *text;
		enum dictionary_boundary boundary;
		bool exact;
		const char *spans;
	} cases[] = {
		{ "anna", DICTIONARY_WORDS, false, "0-4" },
		{ "ANNA SCHMIDT!", DICTIONARY_WORDS, false, "0-12" },
		{ "Anna  \n Schmidt", DICTIONARY_WORDS, false, "0-15" },
		{ "Anna Schmidtke", DICTIONARY_WORDS, false, "0-4" },
		{ "Annabel, Hanna", DICTIONARY_WORDS, false, "" },
		{ "Annabel, Hanna", DICTIONARY_BEGINNINGS, false, "0-4" },
		{ "Annabel, Hanna", DICTIONARY_ANYWHERE, false, "0-4 10-14" },
		{ "Hanna Schmidtke", DICTIONARY_ANYWHERE, false, "1-13" },
		{ "projekt muller", DICTIONARY_WORDS, false, "0-14" },
		{ "PROJEKT M\xc3\x9cLLER", DICTIONARY_WORDS, false, "0-15" },
		{ "Projekt Mu\xcc\x88ller", DICTIONARY_WORDS, false, "0-16" },
		{ "anna Anna ANNA", DICTIONARY_WORDS, true, "5-9" },
		{ "Projekt M\xc3\xbcller", DICTIONARY_WORDS, true, "0-15" },
		{ "Projekt Muller", DICTIONARY_WORDS, true, "" },
		{ "(AB-1234/7)", DICTIONARY_WORDS, false, "1-10" },
		{ "AB-1234/78 XAB-1234/7", DICTIONARY_WORDS, false, "" },
		{ "AB 1234/7", DICTIONARY_WORDS, false, "" },
		{ "in C++ and c", DICTIONARY_WORDS, false, "3-6" },
		{ "a #secret", DICTIONARY_WORDS, false, "2-9" },
		{ "\xce\x91\xce\x98\xce\x97\xce\x9d\xce\x91",
		    DICTIONARY_WORDS, false, "0-10" },
		{ "an\xe2\x80\x8bna", DICTIONARY_WORDS, false, "0-7" },
		{ "\xff" "anna\xff", DICTIONARY_WORDS, false, "1-5" },
		{ "", DICTIONARY_WORDS, false, "" },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct dictionary *d = make(terms, cases[i].boundary,
		    cases[i].exact);
		struct spans s;

		if (!tap_ok(d != NULL, "dictionary"))
			continue;
		buf_init(&s.out, 4096);
		dictionary_scan(d, sv_cstr(cases[i].text), note, &s);
		tap_is_sv(buf_sv(&s.out), sv_cstr(cases[i].spans), "%s",
		    cases[i].text);
		buf_done(&s.out);
		dictionary_free(d);
	}
}

static void
test_mistakes(void)
{
	static const struct {
		struct sv text;
		enum dictionary_boundary boundary;
		int code;
		unsigned line;
	} cases[] = {
		{ SV_INIT("\n \n"), DICTIONARY_WORDS, ERR_NOTFOUND, 3 },
		{ SV_INIT("a\n\xff\n"), DICTIONARY_WORDS, ERR_SYNTAX, 2 },
		{ SV_INIT("a\nb\0c\n"), DICTIONARY_WORDS, ERR_SYNTAX, 2 },
		{ SV_INIT("abc\nab\n"), DICTIONARY_ANYWHERE, ERR_RANGE, 2 },
	};
	static char longer[600];

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct dictionary_rules rules = { cases[i].boundary, false };
		struct dictionary *d = NULL;
		struct errinfo ei = { 0 };

		tap_is_int(dictionary_parse(cases[i].text, "terms.txt",
		    &rules, &d, &ei), cases[i].code, "refused");
		tap_ok(d == NULL && ei.line == cases[i].line &&
		    strcmp(ei.file, "terms.txt") == 0, "%s:%u: %s", ei.file,
		    ei.line, ei.text);
	}
	memset(longer, 'x', sizeof(longer) - 1);
	tap_ok(make(sv_cstr(longer), DICTIONARY_WORDS, false) == NULL,
	    "a term too long");
}

/* A file, with the digest it must have. */
static void
test_file(void)
{
	char path[] = "/tmp/exeat-terms-XXXXXX";
	struct dictionary_rules rules = { DICTIONARY_WORDS, false };
	struct dictionary *d = NULL;
	struct errinfo ei = { 0 };
	int fd = mkstemp(path);

	if (!tap_ok(fd >= 0 && write(fd, "abc\n", 4) == 4, "a file"))
		return;
	(void)close(fd);
	/* SHA-256 of "abc\n". */
	tap_is_int(dictionary_read(path, &rules, SV("edeaaff3f1774ad2888673770c"
	    "6d64097e391bc362d7d6fb34982ddf0efd18cb"), &d, &ei), 0, "read");
	dictionary_free(d);
	tap_is_int(dictionary_read(path, &rules, SV("00"), &d, &ei),
	    ERR_CONFLICT, "another digest");
	(void)unlink(path);
	tap_is_int(dictionary_read(path, &rules, SV(""), &d, &ei),
	    ERR_NOTFOUND, "no such file");
}

/* Ten bytes for a term, as exeat-policy(5) says. */
static void
test_bytes(void)
{
	enum { TERMS = 200000 };
	struct dictionary_table t;
	size_t bytes;

	if (!tap_is_int(dictionary_table_init(&t, 2 * TERMS), 0, "a table"))
		return;
	for (uint64_t i = 1; i <= TERMS; i++)
		dictionary_table_add(&t, i * 0x9e3779b97f4a7c15u,
		    DICTIONARY_TERM);
	tap_is_int(dictionary_table_fit(&t), 0, "made to fit");
	bytes = t.size * sizeof(*t.slots) + (size_t)(t.filter_mask + 1) / 8;
	tap_ok(t.used == TERMS && bytes <= TERMS * (size_t)10,
	    "%zu bytes for %d terms", bytes, TERMS);
	dictionary_table_done(&t);
}

/* Many terms: all are found, and nothing else is. */
static void
test_many(void)
{
	enum { TERMS = 200000 };
	struct dictionary *d;
	struct buf text;
	struct spans s;
	size_t found = 0;

	buf_init(&text, 1 << 24);
	for (unsigned i = 0; i < TERMS; i++)
		buf_addf(&text, "customer%u\n", i * 2654435761u);
	d = make(buf_sv(&text), DICTIONARY_WORDS, false);
	if (!tap_ok(d != NULL, "terms"))
		return;
	buf_init(&s.out, 1 << 24);
	dictionary_scan(d, buf_sv(&text), note, &s);
	for (size_t i = 0; i < s.out.len; i++)
		found += s.out.ptr[i] == '-';
	tap_is_int((int64_t)found, TERMS, "all are found");
	buf_reset(&text);
	buf_reset(&s.out);
	for (unsigned i = 0; i < TERMS; i++)
		buf_addf(&text, "customer%ux\n", i * 2654435761u);
	dictionary_scan(d, buf_sv(&text), note, &s);
	tap_is_int((int64_t)s.out.len, 0, "and nothing else");
	buf_done(&s.out);
	buf_done(&text);
	dictionary_free(d);
}

#ifdef WITH_FAULT_INJECTION
static void
test_faults(void)
{
	struct dictionary_rules rules = { DICTIONARY_WORDS, false };
	unsigned n;

	for (n = 1; n < 20; n++) {
		struct dictionary *d = NULL;
		int err;

		fault_arm(FAULT_ALLOC, n);
		err = dictionary_parse(terms, "t", &rules, &d, NULL);
		fault_arm(FAULT_ALLOC, 0);
		if (err == 0) {
			dictionary_free(d);
			break;
		}
		tap_ok(err == ERR_NOMEM && d == NULL, "allocation %u", n);
	}
	tap_ok(n > 2 && n < 20, "all allocations");
}
#endif

int
main(void)
{
	test_finds();
	test_mistakes();
	test_file();
	test_bytes();
	test_many();
#ifdef WITH_FAULT_INJECTION
	test_faults();
#endif
	return tap_done();
}
