/*
 * What stands around the street of an address. Behind it, each part after
 * blanks, a comma or the end of a line:
 *
 *   flat      Apt. 4   Suite 300   bus 4   lgh 1102   3.º Esq.   #12
 *   town      10115 Berlin   602 00 Brno   CH-8001 Zürich   1018 EA Amsterdam
 *             London NW1 6XE   Rīga, LV-1011   New York, NY 10118
 *             Ottawa, ON K1A 0A9   Swords, Co. Dublin, K67 X285
 *   country   Germany
 *
 * Before it a flat ("Flat 2,"), a number more, or as in Hungary and Bulgaria
 * postcode and town ("1052 Budapest,"). Forms of postcodes: Universal Postal
 * Union, S42.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/address/address.h"
#include "inspect/address/address_part.h"

enum {
	GAP_BYTES = 16,		/* between two parts */
	GAP_LINES = 2,
	PARTS = 8,
	TOWN_BYTES = 48,
	TOWN_WORDS = 5,
	TOWN_SHORT = 3,		/* bytes before a dot: "St. Gallen" */
	TOWNS = 3,		/* "Swords, Co. Dublin" */
	UNIT_BYTES = 6,		/* "A12", "1102" */
	ROMAN_BYTES = 4,	/* "VIII" */
	DOOR_DIGITS = 3,
	BACK_BYTES = 40,
	YEAR_FIRST = 1900, YEAR_LAST = 2099
};

/* Countries of two words, by both. */
static const char *const land_pairs[][2] = { { "united", "kingdom" },
	{ "united", "states" }, { "new", "zealand" }, { "south", "africa" },
	{ "czech", "republic" }, { "the", "netherlands" },
	{ "northern", "ireland" }, { "ceska", "republika" },
	{ "slovenska", "republika" } };

static char
byte_at(struct sv text, size_t at)
{
	return at < text.len ? text.ptr[at] : '\0';
}

/* Does nothing that belongs to it follow what ended at `at`? */
static bool
is_free(struct sv text, size_t at)
{
	return at >= text.len || (!ascii_is_word(text.ptr[at]) &&
	    !ascii_is_digit(text.ptr[at]) && text.ptr[at] != '_');
}

/*
 * Behind the gap between two parts that begins at `at`; `at` if there is none.
 */
static size_t
skip_gap(struct sv text, size_t at)
{
	/* "Rákóczi út 13." may end a line, or a part of it. */
	size_t n = byte_at(text, at) == '.' && (byte_at(text, at + 1) == '\n' ||
	    byte_at(text, at + 1) == '\r' || byte_at(text, at + 1) == ','),
	    lines = 0;

	while (at + n < text.len && n < GAP_BYTES &&
	    memchr(" ,\t\r\n>", text.ptr[at + n], 6) != NULL) {
		lines += text.ptr[at + n] == '\n';
		if (lines > GAP_LINES)
			break;
		n++;
	}
	return at + n;
}

/* Two or three capitals: a state or a province, where such a code follows. */
static size_t
region(struct sv text, size_t at)
{
	size_t n = 0;

	while (n < 4 && ascii_is_upper(byte_at(text, at + n)))
		n++;
	return (n == 2 || n == 3) && byte_at(text, at + n) == ' ' ? n : 0;
}

/* Two groups: SW1A 2AA, K1A 0A9, D02 VF25. Their bytes, or 0. */
static size_t
mixed_code(struct sv text, size_t at)
{
	size_t n = 0, m = 0, digits = 0;

	while (n < 4 && (ascii_is_upper(byte_at(text, at + n)) ||
	    ascii_is_digit(byte_at(text, at + n))))
		digits += ascii_is_digit(text.ptr[at + n++]);
	if (n < 2 || digits == 0 || !ascii_is_upper(text.ptr[at]) ||
	    byte_at(text, at + n) != ' ')
		return 0;
	n++;
	digits = 0;
	while (m < 4 && (ascii_is_upper(byte_at(text, at + n + m)) ||
	    ascii_is_digit(byte_at(text, at + n + m))))
		digits += ascii_is_digit(text.ptr[at + n + m++]);
	return m >= 3 && digits > 0 && digits < m + (m == 4) &&
	    is_free(text, at + n + m) ? n + m : 0;
}

/* Does a state or a province stand there, with its code behind it? */
static bool
is_region(struct sv text, size_t at)
{
	size_t n = region(text, at), next = at + n + 1;

	return n > 0 && (ascii_is_digit(byte_at(text, next)) ||
	    (ascii_is_upper(byte_at(text, next)) &&
	    ascii_is_digit(byte_at(text, next + 1))));
}

static bool
is_year(struct sv digits)
{
	unsigned n = 0;

	for (size_t i = 0; i < digits.len; i++)
		n = n * 10 + (unsigned)(digits.ptr[i] - '0');
	return n >= YEAR_FIRST && n <= YEAR_LAST;
}

/*
 * A code of digits, with a country before it perhaps: 5 or 6 (and 4 more), 4
 * (and two capitals), 3, 3 2, 2-3, 4-3.
 */
static size_t
digit_code(struct sv text, size_t at)
{
	size_t from = at, n, more, end;

	while (at - from < 3 && ascii_is_upper(byte_at(text, at)))
		at++;
	if (at > from && byte_at(text, at) != '-')
		return 0;
	at += at > from;
	n = address_digits(text, at);
	end = at + n;
	more = byte_at(text, end) == '-' || byte_at(text, end) == ' ' ?
	    address_digits(text, end + 1) : 0;
	if ((n == 3 && more == 2) || (n == 2 && more == 3 &&
	    text.ptr[end] == '-') || (n == 4 && more == 3) ||
	    (n == 5 && more == 4 && text.ptr[end] == '-'))
		end += 1 + more;
	else if (n == 4 && byte_at(text, end) == ' ' &&
	    ascii_is_upper(byte_at(text, end + 1)) &&
	    ascii_is_upper(byte_at(text, end + 2)) && is_free(text, end + 3))
		end += 3;
	else if (n < 3 || n > 6)
		return 0;
	return is_free(text, end) ? end - from : 0;
}

/* A postcode of any form behind a town: "NW1 6XE", "NY 10118", "LV-1011". */
static size_t
code_behind(struct sv text, size_t at)
{
	size_t state = region(text, at), code, skip = state + (state > 0);

	code = mixed_code(text, at);
	if (code > 0)
		return code;
	code = mixed_code(text, at + skip);
	if (code == 0)
		code = digit_code(text, at + skip);
	/* Four digits or fewer, and nothing else, may be a year. */
	return code == 0 || (state == 0 && code <= 4) ? 0 : skip + code;
}

/* "Praha 1", "Dublin 2", "København V": the end of a part of a town. */
static size_t
quarter_end(struct sv text, size_t end)
{
	size_t n;

	if (byte_at(text, end) != ' ')
		return end;
	n = address_digits(text, end + 1);
	if ((n == 1 || n == 2) && is_free(text, end + 1 + n) &&
	    byte_at(text, end + 1 + n) != '-')
		return end + 1 + n;
	if (ascii_is_upper(byte_at(text, end + 1)) && is_free(text, end + 2))
		return end + 2;
	return ascii_is_upper(byte_at(text, end + 1)) &&
	    ascii_is_upper(byte_at(text, end + 2)) && is_free(text, end + 3) ?
	    end + 3 : end;
}

/* Where the town that begins at `at` ends: capitalised words; or `at`. */
size_t
address_town_end(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	struct word_reader r = { text, at };
	size_t end = at, last = at, from = at;
	struct word w;

	for (int i = 0; i < TOWN_WORDS && word_next(&r, at + TOWN_BYTES, &w);
	    i++) {
		size_t gap = w.start - last;

		if (gap > 2 || (gap == 2 && (i == 0 ||
		    text.ptr[last] != '.' || last - from > TOWN_SHORT)) ||
		    (gap > 0 && (i == 0 ||
		    memchr(" -'./", text.ptr[last], 5) == NULL)) ||
		    ascii_is_digit(byte_at(text, w.end)) ||
		    (i > 0 && is_region(text, w.start)) ||
		    (!address_capital(text, w.start) &&
		    (i == 0 || text.ptr[w.start - 1] != '-') &&
		    !address_is_in(a, &w, IN_TOWNS)))
			break;
		last = w.end;
		from = w.start;
		if (address_capital(text, w.start))
			end = w.end;
	}
	return end == at ? at : quarter_end(text, end);
}

/* The end of a country, or of a code behind it ("Finland 11507"). */
static size_t
code_of_land(struct sv text, size_t end)
{
	size_t n = byte_at(text, end) == ' ' ? address_digits(text, end + 1) :
	    0;

	return n >= 4 && n <= 6 && is_free(text, end + 1 + n) ? end + 1 + n :
	    end;
}

/* Where the country that begins at `at` ends, or `at`. */
size_t
address_land_end(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	struct word_reader r = { text, at };
	struct word w, second;

	if (!word_next(&r, at + 1, &w) || w.start != at ||
	    !address_capital(text, at))
		return at;
	if (address_is_in(a, &w, IN_LANDS) && is_free(text, w.end))
		return code_of_land(text, w.end);
	if (!word_next(&r, w.end + 2, &second))
		return at;
	for (size_t i = 0; i < NELEMS(land_pairs); i++)
		if (word_is_one_of(&w, &land_pairs[i][0], 1) &&
		    word_is_one_of(&second, &land_pairs[i][1], 1))
			return code_of_land(text, second.end);
	return at;
}

/* "A12", "1102", "B": the number of a flat at `at`, with a digit or alone. */
static size_t
unit_number(struct sv text, size_t at)
{
	size_t n = 0, digits = 0;

	/* "вх. Б" */
	if ((unsigned char)byte_at(text, at) >= 0x80)
		return address_capital(text, at) && is_free(text, at + 2) ?
		    2 : 0;
	while (n <= UNIT_BYTES && (ascii_is_digit(byte_at(text, at + n)) ||
	    ascii_is_letter(byte_at(text, at + n))))
		digits += ascii_is_digit(text.ptr[at + n++]);
	return n <= UNIT_BYTES && (digits > 0 || n == 1) &&
	    is_free(text, at + n) ? n : 0;
}

/* "II", as a floor is counted: its letters at `at`. */
static size_t
roman(struct sv text, size_t at)
{
	size_t n = 0;

	while (n <= ROMAN_BYTES && (byte_at(text, at + n) == 'I' ||
	    byte_at(text, at + n) == 'V' || byte_at(text, at + n) == 'X'))
		n++;
	return n <= ROMAN_BYTES ? n : 0;
}

/* "2. th", "3.º Esq.", "2º B", "3rd floor": its word; false if it is none. */
static bool
storey_word(const struct address_text *a, size_t at, struct word *ret)
{
	struct sv text = a->text;
	size_t n = address_digits(text, at), counted = roman(text, at);
	size_t end = at + n + counted, from = end;
	struct word_reader r;

	if (n + counted == 0 || n > 2)
		return false;
	if (byte_at(text, end) == '.')
		end++;
	if (byte_at(text, end) == '\xc2' && (byte_at(text, end + 1) == '\xba' ||
	    byte_at(text, end + 1) == '\xaa'))
		end += 2;
	else if (counted == 0 && ascii_is_letter(byte_at(text, end)) &&
	    ascii_is_letter(byte_at(text, end + 1)))
		end += 2;
	r = (struct word_reader){ text, end };
	return end > from && word_next(&r, end + 2, ret) &&
	    (ret->len > 1 || counted == 0) &&
	    address_is_in(a, ret, IN_STOREYS) && is_free(text, ret->end);
}

/* "em. 4": the door behind a floor in Hungary, or `at`, where that ends. */
static size_t
door_end(const struct address_text *a, const struct word *floor)
{
	static const char *const floors[] = { "em", "emelet" };
	struct sv text = a->text;
	size_t at = floor->end, digits;
	struct word other;

	at += byte_at(text, at) == '.';
	if (!word_is_one_of(floor, floors, NELEMS(floors)) ||
	    byte_at(text, at) != ' ')
		return floor->end;
	digits = address_digits(text, ++at);
	return digits > 0 && digits <= DOOR_DIGITS &&
	    is_free(text, at + digits) && !storey_word(a, at, &other) ?
	    at + digits : floor->end;
}

/* A floor, and the door behind it; "II/5": where it ends, or `at`. */
static size_t
storey_end(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	size_t counted = roman(text, at), end = at + counted, digits;
	struct word w;

	if (counted > 0 && byte_at(text, end) == '/') {
		digits = address_digits(text, end + 1);
		return digits > 0 && digits <= DOOR_DIGITS &&
		    is_free(text, end + 1 + digits) ? end + 1 + digits : at;
	}
	if (!storey_word(a, at, &w))
		return at;
	end = door_end(a, &w);
	return end == w.end && byte_at(text, end) == '.' &&
	    byte_at(text, end + 1) == ',' ? end + 1 : end;
}

/* Is it a word for a flat that is nothing else? */
static bool
is_flat(const struct address_text *a, size_t at)
{
	struct word_reader r = { a->text, at };
	struct word w;

	return word_next(&r, at + 1, &w) && address_is_in(a, &w, IN_FLATS);
}

bool
address_flat_follows(const struct address_text *a, size_t at)
{
	size_t from;

	if (!address_flat_may_follow(a->text, at))
		return false;
	from = skip_gap(a->text, at);
	return address_flat_may_begin(a->text, from) && is_flat(a, from) &&
	    address_unit_end(a, from) > from;
}

/* Where the flat that begins at `at` ends, or `at`. */
size_t
address_unit_end(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	struct word_reader r = { text, at };
	size_t end, n;
	struct word w;

	if (byte_at(text, at) == '#') {
		n = unit_number(text, at + 1);
		return n > 0 ? at + 1 + n : at;
	}
	if (ascii_is_digit(byte_at(text, at)))
		return storey_end(a, at);
	if (roman(text, at) > 0 && storey_end(a, at) > at)
		return storey_end(a, at);
	if (!word_next(&r, at + 1, &w) || w.start != at ||
	    !address_is_in(a, &w, IN_UNITS))
		return at;
	end = w.end;
	while (end < text.len && end - w.end < 2 &&
	    (text.ptr[end] == '.' || text.ptr[end] == ' '))
		end++;
	n = unit_number(text, end);
	return n > 0 ? end + n : at;
}

/* "1000 Meter": what is counted and no town. */
bool
address_is_counted(const struct address_text *a, size_t at)
{
	struct word_reader r = { a->text, at };
	struct word w;

	return word_next(&r, at + 1, &w) && address_is_in(a, &w, IN_COUNTED);
}

/* "10115 Berlin": where it ends, or `at`. */
static size_t
code_and_town(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	size_t code = digit_code(text, at), town, from;

	if (code == 0 || byte_at(text, at + code) != ' ')
		return at;
	from = at + code + 1;
	if (sv_starts(sv_slice(text, from, text.len), SV("'s-")))
		from += 3;
	town = address_town_end(a, from);
	return town > from + 1 && !address_is_counted(a, from) ? town : at;
}

/* Towns, one a part, then a postcode or a country: where that ends, or `at`. */
static size_t
town_and_code(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	size_t from = at, end, code;

	for (int i = 0; i < TOWNS; i++) {
		end = address_town_end(a, from);
		if (end == from)
			return at;
		/* "Oxford OX2 0AA": the last words may be of the code. */
		from = skip_gap(text, end);
		end = code_and_town(a, from);
		if (end > from)
			return end;
		code = code_behind(text, from);
		if (code > 0) {
			end = from + code;
			from = byte_at(text, end) == ' ' ? address_town_end(a,
			    end + 1) : end + 1;
			return from > end + 2 ? from : end;
		}
		end = address_land_end(a, from);
		if (end > from || from == at)
			return end > from ? end : at;
	}
	return at;
}

/* "út 3. 2. em. 4. ajtó": a dot before a flat, as in Hungary; or `at`. */
static size_t
skip_ordinal(const struct address_text *a, size_t at)
{
	size_t from = at + 2;

	return byte_at(a->text, at) == '.' && byte_at(a->text, at + 1) == ' ' &&
	    from < a->text.len && address_unit_end(a, from) > from ? from : at;
}

/* "Via Roma 5 - 24122 Bergamo": the same behind a sign with blanks around. */
static size_t
code_behind_sign(const struct address_text *a, size_t at)
{
	size_t n = at > 0 && a->text.ptr[at - 1] == ' ' ?
	    address_sign_at(a->text, at) : 0, from = at + n + 1;

	if (n == 0 || byte_at(a->text, at + n) != ' ')
		return at;
	return code_and_town(a, from) > from ? code_and_town(a, from) : at;
}

struct address_rest
address_go_on(const struct address_text *a, struct address_span *span)
{
	struct sv text = a->text;
	struct address_rest rest = { false, false };
	bool land;

	for (int i = 0; i < PARTS; i++) {
		size_t at = skip_gap(text, span->end), end;

		if (at == span->end)
			at = skip_ordinal(a, at);
		if (at == span->end)
			break;
		end = address_unit_end(a, at);
		if (end > at && !rest.code) {
			rest.flat |= is_flat(a, at);
			span->end = end;
			continue;
		}
		end = rest.code ? at : code_and_town(a, at);
		if (end == at && !rest.code)
			end = town_and_code(a, at);
		if (end == at && !rest.code)
			end = code_behind_sign(a, at);
		rest.code |= end > at;
		if (end == at)
			end = address_land_end(a, at);
		if (end == at)
			break;
		span->end = end;
	}
	if (rest.code)
		span->end = address_tail_end(a, span->end, &land);
	return rest;
}

/* The word with a number that ends right before `at`: "Flat 2". */
static size_t
unit_before(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	size_t end = at, from, name;
	struct word_reader r;
	struct word w;

	while (end > 0 && at - end < 3 && (text.ptr[end - 1] == ' ' ||
	    text.ptr[end - 1] == ',' || text.ptr[end - 1] == '\n'))
		end--;
	from = end;
	while (from > 0 && end - from < UNIT_BYTES &&
	    (ascii_is_digit(text.ptr[from - 1]) ||
	    ascii_is_upper(text.ptr[from - 1])))
		from--;
	if (from == end || from < 4 || unit_number(text, from) != end - from)
		return at;
	name = from - 1;
	while (name > 0 && (text.ptr[name - 1] == '.' ||
	    text.ptr[name - 1] == ' '))
		name--;
	while (name > 0 && ascii_is_word(text.ptr[name - 1]))
		name--;
	r = (struct word_reader){ text, name };
	return word_next(&r, name + 1, &w) && w.end < from &&
	    address_capital(text, name) && address_is_in(a, &w, IN_UNITS) ?
	    name : at;
}

/* "1052 Budapest, ", "Budapest, " before `at`: where it begins, or `at`. */
static size_t
town_before(struct sv text, size_t at, bool *code)
{
	size_t floor = at > BACK_BYTES ? at - BACK_BYTES : 0;
	size_t from = at, digits;
	struct word w;

	if (at < 3 || text.ptr[at - 1] != ' ' || text.ptr[at - 2] != ',' ||
	    !address_word_before(text, at, floor, &w) ||
	    !address_capital(text, w.start))
		return at;
	from = w.start;
	digits = from > 0 && text.ptr[from - 1] == ' ' ? from - 1 : 0;
	while (digits > 0 && from - digits < 8 &&
	    ascii_is_digit(text.ptr[digits - 1]))
		digits--;
	if (digits == 0 && from > 1 && !ascii_is_digit(text.ptr[0]))
		return at;
	if (from < 5 || from - 1 - digits < 4 || from - 1 - digits > 5 ||
	    (digits > 0 && !is_free(text, digits - 1)))
		return at;
	*code = true;
	return digits;
}

/* "гр. София 1324, " before `at`: a word for a town and it; or `at`. */
static size_t
named_town_before(struct sv text, size_t at)
{
	static const struct sv kinds[] = { SV_INIT("гр. "), SV_INIT("с. ") };
	size_t floor = at > BACK_BYTES ? at - BACK_BYTES : 0, from;

	if (at < 2 || text.ptr[at - 1] != ' ' || text.ptr[at - 2] != ',')
		return at;
	for (from = at - 2; from > floor &&
	    (ascii_is_word(text.ptr[from - 1]) ||
	    ascii_is_digit(text.ptr[from - 1]) ||
	    memchr(" -.", text.ptr[from - 1], 3) != NULL); from--)
		;
	for (; from < at; from++)
		for (size_t i = 0; i < NELEMS(kinds); i++)
			if (sv_starts(sv_slice(text, from, at), kinds[i]) &&
			    address_capital(text, from + kinds[i].len) &&
			    (from == 0 ||
			    !ascii_is_word(text.ptr[from - 1])))
				return from;
	return at;
}

/* "3421 Fagradalsbraut 71": a number before the street as well. */
static size_t
number_before(struct sv text, size_t at)
{
	size_t from = at;

	if (at < 2 || text.ptr[at - 1] != ' ')
		return at;
	from--;
	while (from > 0 && at - from < 7 && ascii_is_digit(text.ptr[from - 1]))
		from--;
	return at - from > 1 && at - from < 7 && (from == 0 ||
	    memchr(" \n>", text.ptr[from - 1], 3) != NULL) &&
	    !is_year(sv_slice(text, from, at - 1)) ? from : at;
}

struct address_rest
address_go_back(const struct address_text *a, struct address_span *span)
{
	struct sv text = a->text;
	struct address_rest rest = { false, false };
	size_t at = town_before(text, span->start, &rest.code);

	if (at == span->start) {
		at = named_town_before(text, at);
		rest.code = at < span->start;
	}
	if (at == span->start)
		at = number_before(text, at);
	span->start = unit_before(a, at);
	return rest;
}
