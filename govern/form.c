/*
 * A class is a row: how to mark what is replaced (`mark`), and how to complete
 * a text (`complete`). Both see the value's compact symbols, its letters and
 * digits in order; `place` leads from them to the text.
 *
 * What a surrogate must satisfy is what the value satisfied: the same grade of
 * the same validators. So nothing is accepted that detection would find less
 * believable than the value.
 */
#include "govern/form.h"

#include <string.h>

#include "base/ascii.h"
#include "base/err.h"

enum {
	IIN = 6,		/* digits of a card that stay */
	CARD_LEAST = IIN + 7,	/* six free ones, and the check digit */
	PHONE_LEAST = 6,	/* digits that are replaced at least */
	BBAN = 4		/* where an IBAN's account number begins */
};

struct form_class {
	struct sv name;
	/* 9 A: replaced; c: searched for; =: stays. NULL: by `mark`. */
	const char *layout;
	int (*mark)(struct form *f);
	bool (*complete)(const void *ctx, char *text, size_t len);
	validate_fn *validators[FORM_VALIDATORS];	/* NULL: no more */
};

/* Letters in upper case and digits of `text`. */
static struct sv
compact(const struct form *f, const char *text, char *out)
{
	for (size_t i = 0; i < f->nsymbols; i++)
		out[i] = (char)ascii_to_upper(text[f->place[i]]);
	return sv_make(out, f->nsymbols);
}

static void
grade_all(const struct form *f, const char *text,
    uint8_t grades[FORM_VALIDATORS])
{
	char symbols[SURROGATE_TEXT_MAX];
	const struct validate_input in = {
		.text = sv_make(text, f->surrogate.len),
		.compact = compact(f, text, symbols) };

	memset(grades, GRADE_NONE, FORM_VALIDATORS);
	for (size_t i = 0; i < FORM_VALIDATORS &&
	    f->class->validators[i] != NULL; i++)
		grades[i] = (uint8_t)f->class->validators[i](&in);
}

/* Is `text` as good as the value was? */
static bool
is_as_good(const struct form *f, const char *text)
{
	uint8_t grades[FORM_VALIDATORS];

	grade_all(f, text, grades);
	for (size_t i = 0; i < FORM_VALIDATORS; i++)
		if (grades[i] < f->grades[i])
			return false;
	return true;
}

/* Symbol `i` is replaced within its alphabet. */
static void
set_free(struct form *f, size_t i)
{
	size_t at = f->place[i];

	f->surrogate.radix[at] =
	    ascii_is_digit(f->surrogate.text[at]) ? 10 : 26;
}

/* By layout. */

/* How many symbols the layout searches for: the last ones, one or two. */
static size_t
searched(const struct form_class *c)
{
	size_t len = strlen(c->layout), n = 0;

	while (n < len && c->layout[len - 1 - n] == 'c')
		n++;
	return n;
}

static char
symbol(const struct form *f, size_t i)
{
	return f->surrogate.text[f->place[i]];
}

static int
mark_layout(struct form *f)
{
	const char *layout = f->class->layout;

	if (f->nsymbols != strlen(layout))
		return ERR_RANGE;
	/* A letter among digits (2A) is one of a few: both stay. */
	for (size_t i = 0; i < f->nsymbols; i++) {
		if (layout[i] == '9' && ascii_is_digit(symbol(f, i)) &&
		    (layout[i + 1] != '9' || ascii_is_digit(symbol(f, i + 1))))
			set_free(f, i);
	}
	return 0;
}

/* Write combination `number` of the `n` symbols from `first`, as they are. */
static bool
try_symbols(const struct form *f, size_t first, size_t n, unsigned number,
    char *text)
{
	for (size_t i = n; i-- > 0;) {
		size_t at = f->place[first + i];
		bool digit = ascii_is_digit(f->surrogate.text[at]);
		unsigned radix = digit ? 10 : 26;
		char base = digit ? '0' : f->surrogate.text[at] >= 'a' ?
		    'a' : 'A';

		text[at] = (char)(base + (char)(number % radix));
		number /= radix;
	}
	return number == 0;
}

/* Find the check symbols that fit, the smallest. */
static bool
complete_layout(const void *ctx, char *text, size_t len)
{
	const struct form *f = ctx;
	size_t n = searched(f->class);

	(void)len;
	for (unsigned i = 0; try_symbols(f, f->nsymbols - n, n, i, text); i++)
		if (is_as_good(f, text))
			return true;
	return false;
}

/* Payment cards. */

static int
mark_card(struct form *f)
{
	if (f->nsymbols < CARD_LEAST)
		return ERR_RANGE;
	for (size_t i = IIN; i + 1 < f->nsymbols; i++)
		set_free(f, i);
	return 0;
}

static bool
complete_card(const void *ctx, char *text, size_t len)
{
	const struct form *f = ctx;

	(void)len;
	for (unsigned i = 0; try_symbols(f, f->nsymbols - 1, 1, i, text); i++)
		if (is_as_good(f, text))
			return true;
	return false;
}

/* IBANs. */

/* Check digits inside the account number, as validate_iban() knows them. */
static const struct national {
	char country[3];
	uint8_t first, n;	/* in the account number */
} nationals[] = {
	{ "BA", 14, 2 }, { "BE", 10, 2 }, { "ES", 8, 2 }, { "ME", 16, 2 },
	{ "MK", 13, 2 }, { "NO", 10, 1 }, { "PT", 19, 2 }, { "RS", 16, 2 },
	{ "SI", 13, 2 },
};

static const struct national *
national_of(const struct form *f)
{
	char symbols[SURROGATE_TEXT_MAX];
	struct sv iban = compact(f, f->surrogate.text, symbols);

	for (size_t i = 0; i < NELEMS(nationals); i++)
		if (sv_starts(iban, sv_cstr(nationals[i].country)))
			return &nationals[i];
	return NULL;
}

static int
mark_iban(struct form *f)
{
	const struct national *k = national_of(f);

	for (size_t i = BBAN; i < f->nsymbols; i++)
		if (k == NULL || i < BBAN + (size_t)k->first ||
		    i >= BBAN + (size_t)k->first + k->n)
			set_free(f, i);
	return 0;
}

/* Compute the two digits after the country (ISO 13616-1). */
static void
set_iban_check(const struct form *f, char *text)
{
	char symbols[SURROGATE_TEXT_MAX], turned[SURROGATE_TEXT_MAX];
	struct sv iban;
	unsigned check;

	(void)try_symbols(f, 2, 2, 0, text);
	iban = compact(f, text, symbols);
	for (size_t i = 0; i < iban.len; i++)
		turned[i] = symbols[(i + BBAN) % iban.len];
	check = 98 - validate_mod97(sv_make(turned, iban.len));
	(void)try_symbols(f, 2, 2, check, text);
}

static bool
complete_iban(const void *ctx, char *text, size_t len)
{
	const struct form *f = ctx;
	const struct national *k = national_of(f);
	size_t first = k == NULL ? 0 : BBAN + (size_t)k->first;
	size_t n = k == NULL ? 0 : k->n;

	(void)len;
	for (unsigned i = 0; try_symbols(f, first, n, i, text); i++) {
		set_iban_check(f, text);
		if (is_as_good(f, text))
			return true;
	}
	return false;
}

/* Telephone numbers. */

/* ITU-T E.164: codes of one digit, and of two; all others have three. */
static size_t
country_code_len(const char *digits)
{
	static const struct sv two = SV_INIT("20 27 30 31 32 33 34 36 39 40 "
	    "41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 "
	    "65 66 81 82 84 86 90 91 92 93 94 95 98");

	if (digits[0] == '1' || digits[0] == '7')
		return 1;
	return sv_find(two, sv_make(digits, 2)) >= 0 ? 2 : 3;
}

/* A digit alone in brackets is a trunk prefix, "(0)": no part of the number. */
static bool
is_trunk(struct sv text, size_t at)
{
	return at > 0 && at + 1 < text.len && text.ptr[at - 1] == '(' &&
	    text.ptr[at + 1] == ')';
}

static int
mark_phone(struct form *f)
{
	struct sv text = sv_make(f->surrogate.text, f->surrogate.len);
	size_t kept = 3, seen = 0, replaced = 0;
	char digits[SURROGATE_TEXT_MAX];
	size_t prefix = sv_starts(text, SV("00")) ? 2 : 0;

	f->international = prefix > 0 ||
	    sv_find_char(sv_slice(text, 0, 2), '+') >= 0;
	if (f->nsymbols < PHONE_LEAST + kept)
		return ERR_RANGE;
	(void)compact(f, text.ptr, digits);
	if (!validate_is_digits(sv_make(digits, f->nsymbols)))
		return ERR_RANGE;
	if (f->international)
		kept = prefix + country_code_len(digits + prefix) + 2;
	for (size_t i = 0; i < f->nsymbols; i++) {
		if (is_trunk(text, f->place[i]) || seen++ < kept)
			continue;
		set_free(f, i);
		replaced++;
	}
	return replaced >= PHONE_LEAST ? 0 : ERR_RANGE;
}

static bool
complete_phone(const void *ctx, char *text, size_t len)
{
	const struct form *f = ctx;

	(void)len;
	return f->international || is_as_good(f, text);
}

static int
too_few(struct form *f)
{
	(void)f;
	return ERR_RANGE;
}

/* complete NULL: no class of this name has enough values. */
static const struct form_class classes[] = {
	{ SV_INIT("financial.card"), NULL, mark_card, complete_card,
	    { validate_card } },
	{ SV_INIT("financial.iban"), NULL, mark_iban, complete_iban,
	    { validate_iban } },
	{ SV_INIT("personal.birth_date"), NULL, too_few, NULL, { NULL } },
	{ SV_INIT("personal.contact.phone"), NULL, mark_phone,
	    complete_phone, { validate_phone_de, validate_phone_es,
	    validate_phone_fr, validate_phone_it, validate_phone_nl,
	    validate_phone_pl, validate_phone_gb, validate_phone_us } },
	{ SV_INIT("personal.id.de.idnr"), "9999999999c", mark_layout,
	    complete_layout, { validate_de_idnr } },
	{ SV_INIT("personal.id.es.dni"), "99999999c", mark_layout,
	    complete_layout, { validate_es_dni } },
	{ SV_INIT("personal.id.es.nie"), "=9999999c", mark_layout,
	    complete_layout, { validate_es_nie } },
	{ SV_INIT("personal.id.fr.nir"), "9999999999999cc", mark_layout,
	    complete_layout, { validate_fr_nir } },
	{ SV_INIT("personal.id.pl.pesel"), "9999999999c", mark_layout,
	    complete_layout, { validate_pl_pesel } },
};

static const struct form_class *
find_class(struct sv name)
{
	for (size_t i = 0; i < NELEMS(classes); i++)
		if (sv_eq(classes[i].name, name))
			return &classes[i];
	return NULL;
}

int
form_check(struct sv class_name)
{
	const struct form_class *c = find_class(class_name);

	if (c == NULL)
		return ERR_NOTFOUND;
	return c->complete == NULL ? ERR_RANGE : 0;
}

struct sv
form_name(size_t index)
{
	for (size_t i = 0; i < NELEMS(classes); i++)
		if (classes[i].complete != NULL && index-- == 0)
			return classes[i].name;
	return (struct sv){ NULL, 0 };
}

/*
 * Note where letters and digits are. false: a byte that a value restored from
 * an answer could not have stood there for: control characters, quotes and
 * what markup or JSON would have to escape, or anything beyond ASCII.
 */
static bool
note_symbols(struct form *f)
{
	for (size_t i = 0; i < f->surrogate.len; i++) {
		char c = f->surrogate.text[i];

		if (ascii_is_digit(c) || ascii_is_letter(c))
			f->place[f->nsymbols++] = (uint8_t)i;
		else if (c == '\0' || strchr(" +-./()", c) == NULL)
			return false;
	}
	return f->nsymbols > 0 && f->surrogate.text[0] != ' ';
}

int
form_make(struct sv class_name, struct sv value, struct form *ret)
{
	const struct form_class *c = find_class(class_name);

	*ret = (struct form){ .class = c };
	if (c == NULL)
		return ERR_NOTFOUND;
	if (value.len > SURROGATE_TEXT_MAX)
		return ERR_RANGE;
	memcpy(ret->surrogate.text, value.ptr, value.len);
	ret->surrogate.len = value.len;
	ret->surrogate.complete = c->complete;
	ret->surrogate.ctx = ret;
	if (!note_symbols(ret))
		return ERR_RANGE;
	grade_all(ret, ret->surrogate.text, ret->grades);
	/* What the class's own validator refuses is no value of the class. */
	if (c->validators[1] == NULL && ret->grades[0] == GRADE_NONE)
		return ERR_RANGE;
	return c->mark(ret);
}

size_t
form_respell(struct sv class_name, struct sv text, unsigned way,
    char out[FORM_SPELT_MAX])
{
	bool grouped = way == 1;
	size_t n = 0, len = 0;

	ASSERT(text.len <= SURROGATE_TEXT_MAX);
	if (grouped && !sv_has_dotted_prefix(class_name, SV("financial")))
		return 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!ascii_is_digit(c) && !ascii_is_letter(c) && c != '+')
			continue;
		if (grouped && n > 0 && n % 4 == 0)
			out[len++] = ' ';
		out[len++] = c;
		n++;
	}
	return len;
}
