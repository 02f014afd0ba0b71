/*
 * Numbers in other groups than they are written in are found beside a word of
 * their own, whatever parts the groups; numbers that merely stand side by side
 * are left alone.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "inspect/detect.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

#define PESEL	"personal.id.pl.pesel"
#define IBAN	"financial.iban"
#define CARD	"financial.card"
#define NBSP	"\xc2\xa0"
#define THIN	"\xe2\x80\x89"
#define EN_DASH	"\xe2\x80\x93"

/* In each text the finding stands between << and >>. */
static const struct {
	const char *class_name, *text, *label;
} cases[] = {
	{ PESEL, "PESEL <<440514 01359>>, ok", "" },
	{ PESEL, "PESEL <<440514-01359>>, ok", "" },
	{ PESEL, "PESEL <<440514" NBSP "01359>>, ok", "" },
	{ PESEL, "PESEL <<440514" THIN "01359>>, ok", "" },
	{ PESEL, "PESEL <<440514" EN_DASH "01359>>, ok", "" },
	{ PESEL, "PESEL <<440514  01359>>, ok", "" },
	{ PESEL, "PESEL <<440514\t01359>>, ok", "" },
	{ PESEL, "PESEL <<440514 - 01359>>, ok", "" },
	{ PESEL, "PESEL <<440514\n01359>>, ok", "" },
	{ PESEL, "PESEL <<440514\r\n    01359>>, ok", "" },
	{ PESEL, "PESEL <<440.514.013.59>>, ok", "" },
	{ PESEL, "PESEL <<440/514/013/59>>, ok", "" },
	{ PESEL, "PESEL <<440,514,013,59>>, ok", "" },
	{ PESEL, "PESEL <<44-05 14 01359>>, ok", "" },
	{ PESEL, "PESEL: <<440 514 013 59>> 2020", "" },
	{ PESEL, "<<440514 01359>> (PESEL)", "" },
	{ PESEL, "<<440514 01359>>", "pesel" },
	{ PESEL, " <<440 514 013 59>> ", "pesel" },
	{ PESEL, "{\"pesel\": \"<<440514 01359>>\"}", "" },
	{ CARD, "card <<4111  1111  1111  1111>>!", "" },
	{ CARD, "card <<4111" EN_DASH "1111" EN_DASH "1111" EN_DASH "1111>>!",
	    "" },
	{ CARD, "card <<4111 1111\n1111 1111>>!", "" },
	{ CARD, "card <<41111111 11111111>>!", "" },
	{ IBAN, "IBAN <<DE89  3704  0044  0532  0130  00>>.", "" },
	{ IBAN, "IBAN <<DE89\t3704\t0044\t0532\t0130\t00>>.", "" },
	{ IBAN, "IBAN <<DE8 937 040 044 053 201 300 0>>.", "" },
	{ IBAN, "on <<DE89" EN_DASH "3704" EN_DASH "0044" EN_DASH "0532" EN_DASH
	    "0130" EN_DASH "00>>.", "" },
	{ "personal.id.at.uid", "UID-Nummer <<ATU/135/856/27>>.", "" },
};

/* Each has a value that its word would make a finding, were it one. */
static const struct {
	const char *text, *label;
} clean[] = {
	{ "440514 01359, 440 514 013 59", "" },
	{ "pages 440514, 01359", "" },
	{ "PESEL 440514, 01359", "" },
	{ "PESEL 440514. 01359", "" },
	{ "PESEL 440514 01358", "" },
	{ "PESEL 440514\n\n01359", "" },
	{ "PESEL 440514\n013\n59", "" },
	{ "PESEL 440514 : 01359", "" },
	{ "PESEL 440514,01359", "" },
	{ "PESEL 440514 01359-1", "" },
	{ "PESEL 1 440514 01359", "" },
	{ "PESEL numbers are many, and rows hold 440514 01359", "" },
	{ "PESEL of rows,\n440514\n01359", "" },
	{ "rows 440514 01359 and more", "pesel" },
	{ "pesel,count\n440514,01359\n551026,12345\n", "" },
	{ "| pesel | count |\n|---|---|\n| 440514 | 01359 |\n", "" },
	{ "DE88_3704_0044  0532_0130_00", "" },
	{ "SIREN 2012-03-14 00:10", "" },
	{ "VAT number BE 0220,764.971", "" },
};

struct scanned {
	struct arena arena;
	struct findings found;
};

static void
scan(const struct detect_engine *e, struct sv text, const char *label,
    struct scanned *ret)
{
	struct field field = { .text = text, .label = sv_cstr(label) };

	arena_init(&ret->arena, 1 << 24);
	ret->found = (struct findings){ NULL, 0 };
	if (detect_scan(e, &ret->arena, &field, 1, &ret->found) != 0)
		tap_ok(false, "scan");
}

static void
show(const struct detect_engine *e, const struct findings *f)
{
	for (size_t i = 0; i < f->count; i++)
		tap_diag("  found %.*s %u-%u, %u", SV_ARG(detect_class_name(e,
		    f->items[i].class_id)), f->items[i].start,
		    f->items[i].end, f->items[i].score);
}

static void
test_cases(const struct detect_engine *e)
{
	size_t start = 0, end = 0;
	struct buf text;

	buf_init(&text, 4096);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct scanned s;
		bool found = false;

		if (!packs_kit_take_marks(sv_cstr(cases[i].text), &text,
		    &start, &end))
			continue;
		scan(e, buf_sv(&text), cases[i].label, &s);
		for (size_t k = 0; k < s.found.count; k++)
			found |= sv_eq(detect_class_name(e,
			    s.found.items[k].class_id),
			    sv_cstr(cases[i].class_name)) &&
			    s.found.items[k].start == start &&
			    s.found.items[k].end == end;
		if (!tap_ok(found, "%s: %s", cases[i].class_name,
		    cases[i].text))
			show(e, &s.found);
		arena_done(&s.arena);
	}
	buf_done(&text);
}

/* Capitals may be read as a name or place. */
static bool
is_number(const struct detect_engine *e, uint16_t class_id)
{
	struct sv name = detect_class_name(e, class_id);

	return sv_starts(name, SV("personal.id.")) ||
	    sv_starts(name, SV("personal.contact.phone")) ||
	    sv_starts(name, SV("financial."));
}

static void
test_clean(const struct detect_engine *e)
{
	for (size_t i = 0; i < NELEMS(clean); i++) {
		struct scanned s;
		size_t numbers = 0;

		scan(e, sv_cstr(clean[i].text), clean[i].label, &s);
		for (size_t k = 0; k < s.found.count; k++)
			numbers += is_number(e, s.found.items[k].class_id);
		if (!tap_ok(numbers == 0, "clean: %s", clean[i].text))
			show(e, &s.found);
		arena_done(&s.arena);
	}
}

int
main(void)
{
	struct detect_engine *e = packs_kit_open();

	if (e == NULL)
		return tap_done();
	test_cases(e);
	test_clean(e);
	detect_close(e);
	return tap_done();
}
