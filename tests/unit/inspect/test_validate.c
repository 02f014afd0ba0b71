/* Validators: values of the official specifications and mistakes in them. */
#include <stdio.h>
#include <string.h>

#include "inspect/validate/validate.h"
#include "tests/tap/tap.h"

static const struct {
	const char *name, *value;
	enum validate_grade grade;
} cases[] = {
	{ "luhn", "79927398713", GRADE_WEAK },
	{ "luhn", "79927398714", GRADE_NONE },
	{ "luhn", "0", GRADE_NONE },
	{ "card", "4111 1111 1111 1111", GRADE_STRONG },
	{ "card", "5105105105105100", GRADE_STRONG },
	{ "card", "2223003122003222", GRADE_STRONG },
	{ "card", "378282246310005", GRADE_STRONG },
	{ "card", "30569309025904", GRADE_WEAK },
	{ "card", "6331101999990016", GRADE_WEAK },
	{ "card", "4222222222222", GRADE_WEAK },
	{ "card", "4111111111111112", GRADE_NONE },
	{ "card", "1111111111111117", GRADE_NONE },
	{ "card", "0000000000000000", GRADE_NONE },
	{ "iban", "DE89370400440532013000", GRADE_STRONG },
	{ "iban", "BE31435411161155", GRADE_STRONG },
	{ "iban", "NO9386011117947", GRADE_STRONG },
	{ "iban", "LC55HEMM000100010012001200023015", GRADE_STRONG },
	{ "iban", "ES9121000418450200051332", GRADE_STRONG },
	{ "iban", "ES1512341234171234567890", GRADE_NONE },
	{ "iban", "PT50000201231234567890154", GRADE_STRONG },
	{ "iban", "SI56263300012039086", GRADE_STRONG },
	{ "iban", "RS35260005601001611379", GRADE_STRONG },
	{ "iban", "MK07250120000058984", GRADE_STRONG },
	{ "iban", "BA391290079401028494", GRADE_STRONG },
	{ "iban", "ME52510000000006234132", GRADE_NONE },
	{ "iban", "DE88370400440532013000", GRADE_NONE },
	{ "iban", "DE01775870164750275214", GRADE_NONE },
	{ "iban", "DE8937040044053201300", GRADE_NONE },
	{ "iban", "ZZ89370400440532013000", GRADE_NONE },
	{ "de_idnr", "86095742719", GRADE_STRONG },
	{ "de_idnr", "11123456786", GRADE_STRONG },
	{ "de_idnr", "36574261890", GRADE_NONE },
	{ "de_idnr", "01234567899", GRADE_NONE },
	{ "de_idnr", "ABCDEFGHIJK", GRADE_NONE },
	{ "fr_nir", "2 53 07 2A 073 004 43", GRADE_STRONG },
	{ "fr_nir", "253072B07300470", GRADE_WEAK },
	{ "fr_nir", "295109912611193", GRADE_WEAK },
	{ "fr_nir", "295109912611199", GRADE_NONE },
	{ "fr_nir", "253072C07300443", GRADE_NONE },
	{ "fr_nir", "253152A07300443", GRADE_NONE },
	{ "es_dni", "54362315K", GRADE_STRONG },
	{ "es_dni", "54362315Z", GRADE_NONE },
	{ "es_dni", "A1111111G", GRADE_NONE },
	{ "es_nie", "X2482300W", GRADE_STRONG },
	{ "es_nie", "Z8078221M", GRADE_STRONG },
	{ "es_nie", "X2482300A", GRADE_NONE },
	{ "es_nie", "A2482300W", GRADE_NONE },
	{ "pl_pesel", "44051401359", GRADE_STRONG },
	{ "pl_pesel_reversed", "95310415044", GRADE_STRONG },
	{ "pl_pesel_reversed", "44051401359", GRADE_NONE },
	{ "pl_pesel_reversed", "95310415045", GRADE_NONE },
	{ "pl_pesel", "02070803628", GRADE_STRONG },
	{ "pl_pesel", "44051401358", GRADE_NONE },
	{ "pl_pesel", "02381307589", GRADE_NONE },
	{ "ipv4", "203.0.113.7", GRADE_STRONG },
	{ "ipv4", "10.1.2.3", GRADE_WEAK },
	{ "ipv4", "1.2.3.4", GRADE_WEAK },
	{ "ipv4", "203.0.113.256", GRADE_NONE },
	{ "ipv4", "203.0.113", GRADE_NONE },
	{ "ipv4", "203.0.113.01", GRADE_NONE },
	{ "date", "31.12.1985", GRADE_WEAK },
	{ "date", "12/31/1985", GRADE_WEAK },
	{ "date", "2000-02-29", GRADE_WEAK },
	{ "date", "1900-02-29", GRADE_NONE },
	{ "date", "31.04.1985", GRADE_NONE },
	{ "date", "1.1.1850", GRADE_NONE },
	{ "date", "08-12 38", GRADE_NONE },
	{ "date", "1.1.1.1", GRADE_NONE },
	{ "date_plain", "19851231", GRADE_WEAK },
	{ "date_plain", "31121985", GRADE_WEAK },
	{ "date_plain", "19851232", GRADE_NONE },
	{ "date_plain", "31121885", GRADE_NONE },
	{ "date_plain", "1985-231", GRADE_NONE },
	{ "phone_fr", "06 12 34 56 78", GRADE_STRONG },
	{ "phone_fr", "0612345678", GRADE_WEAK },
	{ "phone_fr", "612345678", GRADE_NONE },
	{ "phone_de", "0171 2345678", GRADE_STRONG },
	{ "phone_de", "0181 2345678", GRADE_NONE },
	{ "phone_nl", "06-12345678", GRADE_STRONG },
	{ "phone_nl", "020-1234567", GRADE_FAIR },
	{ "phone_pl", "601 234 567", GRADE_FAIR },
	{ "phone_pl", "601234567", GRADE_WEAK },
	{ "phone_pl", "101 234 567", GRADE_NONE },
	{ "phone_es", "612 34 56 78", GRADE_FAIR },
	{ "phone_es", "612345678", GRADE_WEAK },
	{ "phone_plain", "22 12 34 56", GRADE_FAIR },
	{ "phone_plain", "22123456", GRADE_WEAK },
	{ "phone_plain", "12 12 34 56", GRADE_NONE },
	{ "phone_plain", "25 26 27 28", GRADE_NONE },
	{ "phone_plain", "25 26 27 29", GRADE_FAIR },
	{ "phone_trunk", "06 30 123 4567", GRADE_FAIR },
	{ "phone_trunk", "00 30 123 4567", GRADE_NONE },
	{ "phone_us", "780-555-2181", GRADE_FAIR },
	{ "phone_us", "180-555-2181", GRADE_NONE },
	{ "varied", "a8Fk29sLq0", GRADE_STRONG },
	{ "varied", "xxxxxxxxxxxxxxxx", GRADE_NONE },
	{ "jwt", "x.y.z", GRADE_NONE },
	{ "jwt", "", GRADE_NONE },
};

static enum validate_grade
check(struct sv name, struct sv value)
{
	struct validate_input in = { value, { NULL, 0 } };
	char compact[VALIDATE_ROOM];

	in.compact = validate_compact(value, 0, value.len, compact);
	return validate_find(name)(&in);
}

/* A check digit finds every single wrong digit of a valid number. */
static void
test_single_errors(void)
{
	static const char *const valid[][2] = { { "pl_pesel", "44051401359" },
		{ "de_idnr", "86095742719" }, { "luhn", "79927398713" },
		{ "es_dni", "54362315K" }, { "fr_nir", "295109912611193" },
		{ "iban", "DE89370400440532013000" } };

	for (size_t v = 0; v < NELEMS(valid); v++) {
		char value[32];
		unsigned missed = 0;

		(void)snprintf(value, sizeof(value), "%s", valid[v][1]);
		for (size_t i = 0; value[i] != '\0'; i++) {
			char right = value[i];

			for (char c = '0'; c <= '9' && right <= '9'; c++) {
				value[i] = c;
				missed += c != right &&
				    check(sv_cstr(valid[v][0]),
				    sv_cstr(value)) != GRADE_NONE;
			}
			value[i] = right;
		}
		tap_is_int(missed, 0, "%s: every wrong digit is seen",
		    valid[v][0]);
	}
}

/* Whatever a policy sends to any validator, it answers. */
static void
test_any_input(void)
{
	static const char alphabet[] = "0123456789ABCXYZ.-/ :@";
	uint32_t x = 7;
	char text[80];

	for (size_t i = 0; validate_name(i) != NULL; i++) {
		for (int n = 0; n < 20000; n++) {
			size_t len = (x >> 9) % sizeof(text);

			for (size_t k = 0; k < len; k++) {
				x = x * 1664525 + 1013904223;
				text[k] = alphabet[(x >> 16) %
				    (sizeof(alphabet) - 1)];
			}
			x = x * 1664525 + 1013904223;
			(void)check(sv_cstr(validate_name(i)),
			    sv_make(text, len));
		}
	}
	tap_ok(true, "any input");
}

/* Luhn's sum, digit by digit from the last one on. */
static bool
holds_luhn(struct sv digits)
{
	unsigned sum = 0;

	for (size_t i = 0; i < digits.len; i++) {
		unsigned d = (unsigned)(digits.ptr[digits.len - 1 - i] - '0');

		d = i % 2 == 0 ? d : 2 * d;
		sum += d > 9 ? d - 9 : d;
	}
	return digits.len > 1 && sum % 10 == 0;
}

/* The rest of dividing by 97, digit by digit. */
static unsigned
rest97(struct sv compact)
{
	unsigned rest = 0;

	for (size_t i = 0; i < compact.len; i++) {
		char c = compact.ptr[i];

		rest = c >= 'A' ? (rest * 100 + (unsigned)(c - 'A') + 10) % 97 :
		    (rest * 10 + (unsigned)(c - '0')) % 97;
	}
	return rest;
}

/* Sums that are made of eight digits at once are those of each. */
static void
test_eights(void)
{
	char text[40];
	unsigned x = 7, wrong = 0;

	for (unsigned round = 0; round < 20000; round++) {
		struct sv s = { text, round % sizeof(text) };

		for (size_t i = 0; i < s.len; i++) {
			x = x * 1664525 + 1013904223;
			text[i] = (char)('0' + (x >> 16) % 10);
		}
		wrong += validate_luhn_digits(s) != holds_luhn(s);
		if (s.len > 0)
			text[(x >> 8) % s.len] = (char)('A' + (x >> 20) % 26);
		wrong += validate_mod97(s) != rest97(s);
		wrong += s.len > 0 && (validate_is_digits(s) ||
		    validate_luhn_digits(s));
		if (s.len > 0)
			text[(x >> 8) % s.len] = "\x2f\x3a\xb0\x10"[x >> 28 & 3];
		wrong += s.len > 0 && validate_is_digits(s);
	}
	tap_is_int(wrong, 0, "sums of eight digits at once");
}

int
main(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++)
		tap_is_int((int)check(sv_cstr(cases[i].name),
		    sv_cstr(cases[i].value)), (int)cases[i].grade, "%s of %s",
		    cases[i].name, cases[i].value);
	tap_ok(validate_find(SV("nothing")) == NULL, "unknown validator");
	test_single_errors();
	test_any_input();
	test_eights();
	return tap_done();
}
