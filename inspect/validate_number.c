#include <string.h>

#include "base/attr.h"
#include "inspect/validate.h"

bool
validate_is_digits(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
	return true;
}

unsigned
validate_number(struct sv digits)
{
	unsigned n = 0;

	for (size_t i = 0; i < digits.len; i++)
		n = n * 10 + (unsigned)(digits.ptr[i] - '0');
	return n;
}

bool
validate_luhn_digits(struct sv digits)
{
	static const unsigned char doubled[10] =
	    { 0, 2, 4, 6, 8, 1, 3, 5, 7, 9 };
	unsigned sum = 0;

	for (size_t i = 0; i < digits.len; i++) {
		unsigned d = (unsigned)(digits.ptr[digits.len - 1 - i] - '0');

		if (d > 9)
			return false;
		sum += i % 2 == 0 ? d : doubled[d];
	}
	return digits.len > 1 && sum % 10 == 0;
}

/* ISO/IEC 7812-1, annex B */
enum validate_grade
validate_luhn(const struct validate_input *in)
{
	return validate_luhn_digits(in->compact) ? GRADE_WEAK : GRADE_NONE;
}

/* Issuer ranges by the first six digits, and the lengths cards have there. */
static const struct issuer {
	unsigned first, last;
	uint32_t lengths;	/* bit n: n digits */
	enum validate_grade grade;
} issuers[] = {
#define LEN(n)	(UINT32_C(1) << (n))
	{ 180000, 180099, LEN(15), GRADE_WEAK },		/* JCB */
	{ 213100, 213199, LEN(15), GRADE_WEAK },		/* JCB */
	{ 222100, 272099, LEN(16), GRADE_STRONG },		/* Mastercard */
	{ 300000, 305999, LEN(14) | LEN(16), GRADE_WEAK },	/* Diners */
	{ 309500, 309599, LEN(14) | LEN(16), GRADE_WEAK },	/* Diners */
	{ 340000, 349999, LEN(15), GRADE_STRONG },		/* Amex */
	{ 352800, 358999, LEN(16), GRADE_STRONG },		/* JCB */
	{ 360000, 369999, LEN(14) | LEN(16), GRADE_WEAK },	/* Diners */
	{ 370000, 379999, LEN(15), GRADE_STRONG },		/* Amex */
	{ 380000, 399999, LEN(14) | LEN(16), GRADE_WEAK },	/* Diners */
	{ 400000, 499999, LEN(16), GRADE_STRONG },		/* Visa */
	{ 400000, 499999, LEN(13) | LEN(19), GRADE_WEAK },	/* Visa */
	{ 500000, 509999, 0xff000, GRADE_WEAK },		/* Maestro */
	{ 510000, 559999, LEN(16), GRADE_STRONG },		/* Mastercard */
	{ 560000, 599999, 0xff000, GRADE_WEAK },		/* Maestro */
	{ 601100, 601199, LEN(16), GRADE_STRONG },		/* Discover */
	{ 622126, 622925, LEN(16) | LEN(19), GRADE_FAIR },	/* UnionPay */
	{ 644000, 659999, LEN(16), GRADE_STRONG },		/* Discover */
	{ 600000, 699999, 0xff000, GRADE_WEAK },		/* Maestro */
	{ 810000, 817199, LEN(16) | LEN(19), GRADE_WEAK },	/* UnionPay */
#undef LEN
};

static bool
is_one_digit(struct sv digits)
{
	for (size_t i = 1; i < digits.len; i++)
		if (digits.ptr[i] != digits.ptr[0])
			return false;
	return true;
}

/* ISO/IEC 7812-1 with the issuers' published ranges */
enum validate_grade
validate_card(const struct validate_input *in)
{
	struct sv c = in->compact;
	enum validate_grade best = GRADE_NONE;
	unsigned prefix;

	if (c.len < 12 || c.len > 19 || is_one_digit(c) ||
	    !validate_luhn_digits(c))
		return GRADE_NONE;
	prefix = validate_number(sv_slice(c, 0, 6));
	for (size_t i = 0; i < NELEMS(issuers); i++) {
		const struct issuer *s = &issuers[i];

		if (prefix >= s->first && prefix <= s->last &&
		    (s->lengths >> c.len & 1) != 0 && s->grade > best)
			best = s->grade;
	}
	return best;
}

unsigned
validate_mod97(struct sv compact)
{
	unsigned rest = 0;

	for (size_t i = 0; i < compact.len; i++) {
		unsigned c = (unsigned char)compact.ptr[i];

		rest = c >= 'A' ? (rest * 100 + c - 'A' + 10) % 97 :
		    (rest * 10 + c - '0') % 97;
	}
	return rest;
}

/* ISO 13616 registry; SWIFT, release 99 */
static const struct {
	char country[3];
	unsigned char length;
} ibans[] = {
	{ "AD", 24 }, { "AE", 23 }, { "AL", 28 }, { "AT", 20 }, { "AZ", 28 },
	{ "BA", 20 }, { "BE", 16 }, { "BG", 22 }, { "BH", 22 }, { "BI", 27 },
	{ "BR", 29 }, { "BY", 28 }, { "CH", 21 }, { "CR", 22 }, { "CY", 28 },
	{ "CZ", 24 }, { "DE", 22 }, { "DJ", 27 }, { "DK", 18 }, { "DO", 28 },
	{ "EE", 20 }, { "EG", 29 }, { "ES", 24 }, { "FI", 18 }, { "FK", 18 },
	{ "FO", 18 }, { "FR", 27 }, { "GB", 22 }, { "GE", 22 }, { "GI", 23 },
	{ "GL", 18 }, { "GR", 27 }, { "GT", 28 }, { "HN", 28 }, { "HR", 21 },
	{ "HU", 28 }, { "IE", 22 }, { "IL", 23 }, { "IQ", 23 }, { "IS", 26 },
	{ "IT", 27 }, { "JO", 30 }, { "KW", 30 }, { "KZ", 20 }, { "LB", 28 },
	{ "LC", 32 }, { "LI", 21 }, { "LT", 20 }, { "LU", 20 }, { "LV", 21 },
	{ "LY", 25 }, { "MC", 27 }, { "MD", 24 }, { "ME", 22 }, { "MK", 19 },
	{ "MN", 20 }, { "MR", 27 }, { "MT", 31 }, { "MU", 30 }, { "NI", 28 },
	{ "NL", 18 }, { "NO", 15 }, { "OM", 23 }, { "PK", 24 }, { "PL", 28 },
	{ "PS", 29 }, { "PT", 25 }, { "QA", 29 }, { "RO", 24 }, { "RS", 22 },
	{ "RU", 33 }, { "SA", 24 }, { "SC", 31 }, { "SD", 18 }, { "SE", 24 },
	{ "SI", 19 }, { "SK", 24 }, { "SM", 27 }, { "SO", 23 }, { "ST", 25 },
	{ "SV", 28 }, { "TL", 23 }, { "TN", 24 }, { "TR", 26 }, { "UA", 29 },
	{ "VA", 22 }, { "VG", 24 }, { "XK", 20 }, { "YE", 30 },
};

size_t
validate_iban_length(const char *country)
{
	for (size_t i = 0; i < NELEMS(ibans); i++)
		if (memcmp(ibans[i].country, country, 2) == 0)
			return ibans[i].length;
	return 0;
}

/* ISO 13616-1: check digits by ISO 7064 MOD 97-10, letters moved behind */
enum validate_grade
validate_iban(const struct validate_input *in)
{
	struct sv c = in->compact;
	char turned[34];

	if (c.len < 15 || c.len > sizeof(turned) ||
	    validate_iban_length(c.ptr) != c.len)
		return GRADE_NONE;
	for (size_t i = 0; i < c.len; i++)
		turned[i] = c.ptr[(i + 4) % c.len];
	return validate_mod97(sv_make(turned, c.len)) == 1 ? GRADE_STRONG :
	    GRADE_NONE;
}

bool
validate_is_day(unsigned year, unsigned month, unsigned day)
{
	static const unsigned char days[] =
	    { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

/* Up to three numbers between separators; how many there are. */
static size_t
split_numbers(struct sv s, unsigned numbers[3], size_t lengths[3])
{
	size_t count = 0, start = 0;

	for (size_t i = 0; i <= s.len; i++) {
		if (i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9')
			continue;
		if (count == 3 || i == start || i - start > 4)
			return 0;
		numbers[count] = validate_number(sv_slice(s, start, i));
		lengths[count++] = i - start;
		start = i + 1;
	}
	return count;
}

/* A day in one of its usual orders, 1900 to 2035. */
enum validate_grade
validate_date(const struct validate_input *in)
{
	unsigned n[3] = { 0 }, year;
	size_t len[3] = { 0 };

	if (split_numbers(in->text, n, len) != 3)
		return GRADE_NONE;
	if (len[0] == 4)
		return n[0] >= 1900 && n[0] <= 2035 &&
		    validate_is_day(n[0], n[1], n[2]) ? GRADE_WEAK :
		    GRADE_NONE;
	year = len[2] == 2 ? 1900 + n[2] : n[2];
	if ((len[2] != 4 && len[2] != 2) || year < 1900 || year > 2035)
		return GRADE_NONE;
	return validate_is_day(year, n[1], n[0]) ||
	    validate_is_day(year, n[0], n[1]) ? GRADE_WEAK : GRADE_NONE;
}

/*
 * RFC 791 address in dotted decimal. Ranges of RFC 6890 that name no public
 * host are weak; so is what could as well be a version number.
 */
enum validate_grade
validate_ipv4(const struct validate_input *in)
{
	struct sv rest = in->text;
	unsigned b[4], n = 0, small = 0;

	while (rest.ptr != NULL && n < 4) {
		struct sv part = sv_cut(&rest, '.');

		if (part.len == 0 || part.len > 3 ||
		    (part.len > 1 && part.ptr[0] == '0'))
			return GRADE_NONE;
		b[n] = validate_number(part);
		if (b[n] > 255)
			return GRADE_NONE;
		small += b[n++] < 32;
	}
	if (n != 4 || rest.ptr != NULL)
		return GRADE_NONE;
	if (b[0] == 0 || b[0] == 10 || b[0] == 127 || b[0] >= 224 ||
	    (b[0] == 169 && b[1] == 254) || (b[0] == 192 && b[1] == 168) ||
	    (b[0] == 172 && b[1] >= 16 && b[1] < 32) ||
	    (b[0] == 100 && b[1] >= 64 && b[1] < 128))
		return GRADE_WEAK;
	return small == 4 ? GRADE_WEAK : GRADE_STRONG;
}
