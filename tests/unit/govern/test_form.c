/* Forms: what stays of a value, what fits, and what must have a token. */
#include "govern/form.h"

#include <string.h>

#include "base/err.h"
#include "tests/tap/tap.h"

enum { KEYS = 8 };

/* = stays; 9 A a: a digit or letter; c: computed, a digit or a letter. */
static const struct good {
	const char *class_name, *value, *shape, *validator;
} goods[] = {
	{ "financial.iban", "DE89 3704 0044 0532 0130 00",
	    "==cc=9999=9999=9999=9999=99", "iban" },
	{ "financial.iban", "GB82WEST12345698765432",
	    "==ccAAAA99999999999999", "iban" },
	{ "financial.iban", "fr1420041010050500013m02606",
	    "==cc99999999999999999a99999", "iban" },
	{ "financial.iban", "NL91-ABNA-0417-1643-00",
	    "==cc=AAAA=9999=9999=99", "iban" },
	{ "financial.iban", "MT84MALT011000012345MTLCAST001S",
	    "==ccAAAA999999999999AAAAAAA999A", "iban" },
	{ "financial.iban", "ES9121000418450200051332",
	    "==cc99999999cc9999999999", "iban" },
	{ "financial.iban", "BE68 5390 0754 7034",
	    "==cc=9999=9999=99cc", "iban" },
	{ "financial.iban", "NO9386011117947",
	    "==cc9999999999c", "iban" },
	{ "financial.iban", "PT50000201231234567890154",
	    "==cc9999999999999999999cc", "iban" },
	{ "financial.card", "4111 1111 1111 1111",
	    "=======99=9999=999c", "card" },
	{ "financial.card", "5500-0055-5555-5559",
	    "=======99=9999=999c", "card" },
	{ "financial.card", "371449635398431",
	    "======99999999c", "card" },
	{ "personal.contact.phone", "+49 30 1234567",
	    "=======9999999", NULL },
	{ "personal.contact.phone", "+49 (0)30 123 45 67",
	    "==========999=99=99", NULL },
	{ "personal.contact.phone", "+33612345678",
	    "=====9999999", NULL },
	{ "personal.contact.phone", "+1-984-555-0190",
	    "=====9=999=9999", NULL },
	{ "personal.contact.phone", "0044 20 7946 0958",
	    "========9999=9999", NULL },
	{ "personal.contact.phone", "+420 601 123 456",
	    "=======9=999=999", NULL },
	{ "personal.contact.phone", "(030) 1234567",
	    "======9999999", NULL },
	{ "personal.contact.phone", "0171 2345678",
	    "===9=9999999", "phone_de" },
	{ "personal.contact.phone", "030/1234567",
	    "====9999999", "phone_de" },
	{ "personal.contact.phone", "06 12 34 56 78",
	    "====9=99=99=99", "phone_fr" },
	{ "personal.contact.phone", "612 345 678",
	    "====999=999", "phone_es" },
	{ "personal.contact.phone", "780-555-2181",
	    "====999=9999", "phone_us" },
	{ "personal.contact.phone", "07700 900 966",
	    "===99=999=999", "phone_gb" },
	{ "personal.id.de.idnr", "86 095 742 719",
	    "99=999=999=99c", "de_idnr" },
	{ "personal.id.fr.nir", "1 84 12 76 451 089 46",
	    "9=99=99=99=999=999=cc", "fr_nir" },
	{ "personal.id.fr.nir", "2 53 07 2A 073 004 43",
	    "9=99=99====999=999=cc", "fr_nir" },
	{ "personal.id.es.dni", "12.345.678-Z",
	    "99=999=999=c", "es_dni" },
	{ "personal.id.es.nie", "y-2345678-z",
	    "==9999999=c", "es_nie" },
	{ "personal.id.pl.pesel", "44051401359",
	    "9999999999c", "pl_pesel" },
};

static const struct bad {
	const char *class_name, *value;
	int want;
} bads[] = {
	{ "personal.contact.email", "ada@example.test", ERR_NOTFOUND },
	{ "financial", "4111 1111 1111 1111", ERR_NOTFOUND },
	{ "personal.birth_date", "1980-05-03", ERR_RANGE },
	/* Too few digits are free. */
	{ "financial.card", "630427373398", ERR_RANGE },
	{ "personal.contact.phone", "467 3395", ERR_RANGE },
	{ "personal.contact.phone", "+49 30 12345", ERR_RANGE },
	/* Not what the class's validator accepts. */
	{ "financial.iban", "DE89 3704 0044 0532 0130 01", ERR_RANGE },
	{ "financial.card", "4111 1111 1111 1112", ERR_RANGE },
	{ "personal.id.pl.pesel", "44051401358", ERR_RANGE },
	/* What cannot be told from text around it, or would be escaped. */
	{ "financial.iban", "", ERR_RANGE },
	{ "financial.iban", "----", ERR_RANGE },
	{ "financial.iban", "DE89\xc2\xa0""370400440532013000", ERR_RANGE },
	{ "personal.contact.phone", "+49\\30\"1234567", ERR_RANGE },
	{ "personal.contact.phone", "+49 30 1234567 ext 12", ERR_RANGE },
	{ "personal.contact.phone", "+49                                 "
	    "                30 1234567", ERR_RANGE },
};

static bool
is_between(char c, char first, char last)
{
	return c >= first && c <= last;
}

static bool
fits(char shape, char c, char was)
{
	switch (shape) {
	case '9':
		return is_between(c, '0', '9');
	case 'A':
		return is_between(c, 'A', 'Z');
	case 'a':
		return is_between(c, 'a', 'z');
	case 'c':
		return is_between(was, '0', '9') ? is_between(c, '0', '9') :
		    is_between(c, was >= 'a' ? 'a' : 'A',
		    was >= 'a' ? 'z' : 'Z');
	}
	return c == was;
}

static enum validate_grade
grade(const char *validator, struct sv text)
{
	char compact[SURROGATE_TEXT_MAX];
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (is_between(c, 'a', 'z'))
			c = (char)(c - 'a' + 'A');
		if (is_between(c, '0', '9') || is_between(c, 'A', 'Z'))
			compact[n++] = c;
	}
	return validate_find(sv_cstr(validator))(&(struct validate_input){
	    text, sv_make(compact, n) });
}

/* One surrogate of `g` under one key; false: it is not as it must be. */
static bool
try_key(struct crypto *c, const struct good *g, uint8_t key_byte,
    unsigned *steps)
{
	const uint8_t key[SURROGATE_KEY_BYTES] = { key_byte };
	struct sv value = sv_cstr(g->value);
	char out[SURROGATE_TEXT_MAX];
	struct surrogate_walk w;
	struct form f;
	int rc = form_make(sv_cstr(g->class_name), value, &f);

	if (rc == 0)
		rc = surrogate_begin(&w, c, key, &f.surrogate);
	if (rc == 0)
		rc = surrogate_next(&w, out);
	if (rc != 0) {
		tap_diag("%s", err_text(rc));
		return false;
	}
	*steps += w.steps;
	for (size_t i = 0; i < value.len; i++)
		if (!fits(g->shape[i], out[i], value.ptr[i])) {
			tap_diag("%.*s", (int)value.len, out);
			return false;
		}
	return memcmp(out, value.ptr, value.len) != 0 &&
	    (g->validator == NULL || grade(g->validator, sv_make(out,
	    value.len)) >= grade(g->validator, value));
}

static void
test_goods(void)
{
	struct crypto *c = NULL;

	if (crypto_open(&c) != 0)
		tap_ok(false, "crypto_open");
	for (size_t i = 0; i < NELEMS(goods); i++) {
		bool right = strlen(goods[i].shape) == strlen(goods[i].value);
		unsigned steps = 0;

		for (uint8_t key = 0; right && key < KEYS; key++)
			right = try_key(c, &goods[i], key, &steps);
		tap_ok(right, "%s %s", goods[i].class_name, goods[i].value);
		tap_ok(steps < KEYS * SURROGATE_STEPS_MAX / 4,
		    "in %u steps for %d keys", steps, KEYS);
	}
	crypto_close(c);
}

static const struct {
	const char *class_name, *text;
	unsigned way;
	const char *want;
} spellings[] = {
	{ "financial.iban", "DE89 3704 0044 0532 0130 00", 0,
	    "DE89370400440532013000" },
	{ "financial.iban", "DE89370400440532013000", 1,
	    "DE89 3704 0044 0532 0130 00" },
	{ "financial.card", "5500-0055-5555-5559", 1, "5500 0055 5555 5559" },
	{ "personal.contact.phone", "+49 (0)30 / 123-45", 0, "+4903012345" },
	{ "personal.contact.phone", "+49 30 12345", 1, "" },
	{ "personal.id.es.dni", "12.345.678-Z", 0, "12345678Z" },
	{ "financial.iban", "123456789012345678901234567890123456789012345678",
	    1, "1234 5678 9012 3456 7890 1234 5678 9012 3456 7890 1234 5678" },
};

static void
test_spellings(void)
{
	for (size_t i = 0; i < NELEMS(spellings); i++) {
		char out[FORM_SPELT_MAX];
		size_t len = form_respell(sv_cstr(spellings[i].class_name),
		    sv_cstr(spellings[i].text), spellings[i].way, out);

		tap_is_sv(sv_make(out, len), sv_cstr(spellings[i].want),
		    "%s, way %u", spellings[i].text, spellings[i].way);
	}
}

int
main(void)
{
	struct form f;
	size_t n = 0;

	test_goods();
	test_spellings();
	for (size_t i = 0; i < NELEMS(bads); i++) {
		int rc = form_make(sv_cstr(bads[i].class_name),
		    sv_cstr(bads[i].value), &f);

		tap_is_int(rc, bads[i].want, "%s \"%s\"", bads[i].class_name,
		    bads[i].value);
	}
	tap_is_int(form_check(SV("financial.iban")), 0, "IBANs can");
	tap_is_int(form_check(SV("financial")), ERR_NOTFOUND, "groups cannot");
	tap_is_int(form_check(SV("personal.birth_date")), ERR_RANGE,
	    "days are too few");
	for (; form_name(n).ptr != NULL; n++)
		tap_is_int(form_check(form_name(n)), 0, "%.*s",
		    SV_ARG(form_name(n)));
	tap_ok(n > 3, "several classes can");
	return tap_done();
}
