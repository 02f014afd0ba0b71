/*
 * Postcodes by their form, and what stands behind a town. Forms, after the
 * Universal Postal Union's S42 templates and the national posts:
 *
 *   999        IS                 9999-999   PT
 *   9999       AT BE BG CH CY     99-999     PL
 *              DK HU LI LU LV     9999 AA    NL
 *              NO SI              AAA 9999   MT
 *   99999      DE EE ES FI FR     AA9 9AA    GB, six forms
 *              HR IT LT           A99 XXXX   IE, of letters and digits
 *   999 99     CZ GR SE SK        999999     RO
 *
 * Each may have its country before it, as people used to write it: D-, CH-,
 * SE-, LV-, EE, ΤΚ. Latvia, Lithuania and Luxembourg still do.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/address/address.h"
#include "inspect/address/address_part.h"
#include "inspect/country.h"

enum {
	YEAR_FIRST = 1900, YEAR_LAST = 2099,
	MALTA_LETTERS = 3, MALTA_DIGITS = 4,
	REGION_BYTES = 32,
	TAIL_PARTS = 3
};

static char
byte_at(struct sv text, size_t at)
{
	return at < text.len ? text.ptr[at] : '\0';
}

static bool
is_upper(struct sv text, size_t at)
{
	return at < text.len && ascii_is_upper(text.ptr[at]);
}

/* Does a postcode's end stand at `at`? */
static bool
is_end(struct sv text, size_t at)
{
	char c = byte_at(text, at), next = byte_at(text, at + 1);

	if (ascii_is_word(c) || ascii_is_digit(c) || c == '_' ||
	    c == '%' || c == '/' || c == '-' || c == '+' || c == '=')
		return false;
	return (c != '.' && c != ',' && c != ':') ||
	    next < '0' || next > '9';
}

/* Two capitals, and no third. */
static bool
is_pair(struct sv text, size_t at)
{
	return is_upper(text, at) && is_upper(text, at + 1) &&
	    is_end(text, at + 2);
}

static enum address_form
form_of_four(struct sv text, size_t at)
{
	unsigned n = 0;

	for (size_t i = 0; i < 4; i++)
		n = n * 10 + (unsigned)(text.ptr[at + i] - '0');
	if (n < 1000)
		return FORM_HOUR;
	return n >= YEAR_FIRST && n <= YEAR_LAST ? FORM_YEAR : FORM_FOUR;
}

/* The digits at `at`, and what belongs to them. */
static enum address_form
form_of_digits(struct sv text, size_t at, size_t *end)
{
	size_t n = address_digits(text, at), more;
	char sign = byte_at(text, at + n);

	more = sign == ' ' || sign == '-' ?
	    address_digits(text, at + n + 1) : 0;
	*end = at + n + 1 + more;
	if (sign == '-' && ((n == 2 && more == 3) || (n == 4 && more == 3)))
		return FORM_BEFORE;
	if (n == 3 && sign == ' ' && more == 2)
		return FORM_PARTED;
	if (n == 4 && is_pair(text, at + n + (sign == ' '))) {
		*end = at + n + (sign == ' ') + 2;
		return FORM_BEFORE;
	}
	*end = at + n;
	switch (n) {
	case 3:
		return FORM_SHORT;
	case 4:
		return form_of_four(text, at);
	case 5:
	case 6:
		return FORM_LONG;
	default:
		return FORM_NONE;
	}
}

/* "VLT 1111", "SLM1603": its end, or `at`. Ż may be the first. */
static size_t
maltese_end(struct sv text, size_t at)
{
	size_t from = at, letters = 0;

	if (byte_at(text, at) == '\xc5' && byte_at(text, at + 1) == '\xbb') {
		from += 2;
		letters++;
	}
	while (letters < MALTA_LETTERS && is_upper(text, from)) {
		from++;
		letters++;
	}
	from += byte_at(text, from) == ' ';
	return letters == MALTA_LETTERS &&
	    address_digits(text, from) == MALTA_DIGITS &&
	    is_end(text, from + MALTA_DIGITS) ? from + MALTA_DIGITS : at;
}

/*
 * Ireland's, with or without its blank: a routing key, A65 or D6W, and four
 * letters or digits; by Eircode's guide of an alphabet of fifteen letters.
 */
static size_t
eircode_end(struct sv text, size_t at)
{
	static const char letters[] = "ACDEFHKNPRTVWXY";
	size_t n = 3 + (byte_at(text, at + 3) == ' '), named = 0;
	size_t digits = address_digits(text, at + 1);

	if (!is_upper(text, at) || (digits < 2 && !(digits == 1 &&
	    byte_at(text, at + 2) == 'W')))
		return at;
	for (size_t i = at + n; i < at + n + 4; i++) {
		bool letter = is_upper(text, i) && memchr(letters,
		    text.ptr[i], sizeof(letters) - 1) != NULL;

		if (!letter && address_digits(text, i) == 0)
			return at;
		named += letter;
	}
	return named > 0 && is_end(text, at + n + 4) ? at + n + 4 : at;
}

/* "SW1A 2AA": its end, or `at`. */
static size_t
british_end(struct sv text, size_t at)
{
	size_t letters = is_upper(text, at) + (size_t)(is_upper(text, at) &&
	    is_upper(text, at + 1)), end = at + letters, digits;

	digits = address_digits(text, end);
	if (letters == 0 || digits == 0 || digits > 2)
		return at;
	end += digits;
	end += digits == 1 && is_upper(text, end);
	end += byte_at(text, end) == ' ';
	return address_digits(text, end) == 1 && is_pair(text, end + 1) ?
	    end + 3 : at;
}

/* Letters of a country before a code: D, CH, FL. */
static bool
is_country(struct sv letters)
{
	return (letters.len == 1 &&
	    memchr("ABDEFHILNS", letters.ptr[0], 10) != NULL) ||
	    sv_eq(letters, SV("FL")) ||
	    (letters.len == 2 && country_of_code(letters) != COUNTRY_NONE);
}

static bool
may_end_prefix(char c)
{
	return (c >= 'A' && c <= 'Z') || c == '.' || (unsigned char)c >= 0x80;
}

/*
 * May it end what a Greek code begins with: ΤΚ, in Latin letters TK, or T.K.?
 */
static inline bool
may_be_greek(char c)
{
	return c == 'K' || c == '.' || c == '\x9a';
}

/* Letters of a country before the digits at `at`: where they begin, or `at`. */
static size_t
prefix_before(struct sv text, size_t at)
{
	static const struct sv greek[] = { SV_INIT("ΤΚ "), SV_INIT("Τ.Κ. "),
		SV_INIT("TK "), SV_INIT("T.K. ") };
	size_t from = at;

	if (at < 3 || (text.ptr[at - 1] != '-' && text.ptr[at - 1] != ' ') ||
	    !may_end_prefix(text.ptr[at - 2]))
		return at;
	for (size_t i = 0; i < NELEMS(greek) && may_be_greek(text.ptr[at - 2]);
	    i++)
		if (at >= greek[i].len && sv_starts(sv_slice(text, at -
		    greek[i].len, at), greek[i]))
			return at - greek[i].len;
	for (from--; from > 0 && at - from < 4 && is_upper(text, from - 1);)
		from--;
	/* With a blank it is a country's code of two letters. */
	if (!is_country(sv_slice(text, from, at - 1)) ||
	    (text.ptr[at - 1] == ' ' && (at - from != 3 || from == 0 ||
	    memchr(" \n", text.ptr[from - 1], 2) == NULL)))
		return at;
	return from > 0 && (ascii_is_word(text.ptr[from - 1]) ||
	    text.ptr[from - 1] == '-') ? at : from;
}

struct address_code
address_code_read(struct sv text, size_t at)
{
	struct address_code code = { at, at, FORM_NONE };
	size_t digits = at, end;

	if (is_upper(text, at) || byte_at(text, at) == '\xc5') {
		end = british_end(text, at);
		end = end > at ? end : eircode_end(text, at);
		if (end > at)
			return (struct address_code){ at, end, FORM_OWN };
		end = maltese_end(text, at);
		if (end > at)
			return (struct address_code){ at, end, FORM_MALTA };
		while (is_upper(text, digits))
			digits++;
		if (byte_at(text, digits) != '-' ||
		    !is_country(sv_slice(text, at, digits)))
			return code;
		digits++;
	} else {
		code.start = prefix_before(text, at);
		/* "MRS 1001": the letters were no part of the number. */
		for (size_t back = 4; back <= 5 && back <= at &&
		    is_upper(text, at - 2) &&
		    address_digits(text, at) == MALTA_DIGITS; back++) {
			end = maltese_end(text, at - back);
			if (end > at && (at == back ||
			    !ascii_is_word(text.ptr[at - back - 1])))
				return (struct address_code){ at - back, end,
					FORM_MALTA };
		}
	}
	code.form = form_of_digits(text, digits, &end);
	if (code.form == FORM_NONE || !is_end(text, end))
		return (struct address_code){ at, at, FORM_NONE };
	code.end = end;
	if (code.start < digits)
		code.form = FORM_OWN;
	return code;
}

/* "(VA)", "(Niederbayern)": where it ends, or `at`. */
static size_t
bracket_end(struct sv text, size_t at)
{
	size_t end = at + 1;

	if (byte_at(text, at) != '(' || !ascii_is_word(byte_at(text, at + 1)))
		return at;
	while (end - at < REGION_BYTES && (ascii_is_word(byte_at(text, end)) ||
	    byte_at(text, end) == ' ' || byte_at(text, end) == '-'))
		end++;
	return byte_at(text, end) == ')' ? end + 1 : at;
}

/* " MI", " ABF", " Cedex 2", " (VA)", " 4", " - Bubeneč" */
static size_t
beside_end(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	size_t n = 0, end;

	if (byte_at(text, at) != ' ')
		return at;
	end = bracket_end(text, at + 1);
	if (end > at + 1)
		return end;
	if (sv_starts_nocase(sv_slice(text, at + 1, text.len), SV("cedex"))) {
		end = at + 6;
		n = byte_at(text, end) == ' ' ?
		    address_digits(text, end + 1) : 0;
		return n == 1 || n == 2 ? end + 1 + n : end;
	}
	if (sv_starts(sv_slice(text, at, text.len), SV(" - ")) &&
	    address_capital(text, at + 3))
		return address_town_end(a, at + 3);
	/* Lithuania's districts: "Molėtų r." */
	if (sv_starts(sv_slice(text, at, text.len), SV(" r.")) &&
	    is_end(text, at + 3))
		return at + 3;
	while (n < 4 && is_upper(text, at + 1 + n))
		n++;
	if ((n == 2 || n == 3) && is_end(text, at + 1 + n))
		return at + 1 + n;
	n = address_digits(text, at + 1);
	return (n == 1 || n == 2) && is_end(text, at + 1 + n) ?
	    at + 1 + n : at;
}

/* ", Kärnten", ", Co. Kildare", ", sector 2": words for a region with it. */
static size_t
region_end(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	static const struct sv named[] = { SV_INIT("Co. "),
		SV_INIT("County "), SV_INIT("jud. "), SV_INIT("județul "),
		SV_INIT("sector "), SV_INIT("sectorul "), SV_INIT("prov. "),
		SV_INIT("обл. "), SV_INIT("Isle of ") };
	size_t from = at + 2, end;

	if (byte_at(text, at) != ',' || byte_at(text, at + 1) != ' ')
		return at;
	for (size_t i = 0; i < NELEMS(named); i++) {
		if (!sv_starts(sv_slice(text, from, text.len), named[i]))
			continue;
		from += named[i].len;
		end = address_digits(text, from) == 1 ? from + 1 :
		    address_town_end(a, from);
		return end > from ? end : at;
	}
	return at;
}

/* A country, perhaps on the next line. */
static size_t
far_land_end(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	size_t from = at;
	unsigned lines = 0;

	while (from < text.len && from - at < 8 && lines < 2 &&
	    memchr(" ,\r\n>", text.ptr[from], 5) != NULL)
		lines += text.ptr[from++] == '\n';
	return from > at && address_land_end(a, from) > from ?
	    address_land_end(a, from) : at;
}

size_t
address_tail_end(const struct address_text *a, size_t at, bool *land)
{
	size_t end = at;

	for (int i = 0; i < TAIL_PARTS; i++) {
		size_t from = end;

		end = far_land_end(a, from);
		if (end > from) {
			*land = true;
			return end;
		}
		end = beside_end(a, from);
		if (end == from)
			end = region_end(a, from);
		if (end == from)
			break;
	}
	return end;
}
