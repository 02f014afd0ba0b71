#include "inspect/validate/validate_region.h"

#include "base/ascii.h"

unsigned
validate_weigh(struct sv c, const unsigned char *weights, size_t count)
{
	unsigned sum = 0;

	for (size_t i = 0; i < count && i < c.len; i++)
		sum += weights[i] * validate_digit(c, i);
	return sum;
}

unsigned
validate_modulo(struct sv c, unsigned modulus)
{
	unsigned rest = 0;

	for (size_t i = 0; i < c.len; i++)
		rest = (rest * 10 + validate_digit(c, i)) % modulus;
	return rest;
}

bool
validate_mod11_10(struct sv c)
{
	unsigned product = 10;

	for (size_t i = 0; i + 1 < c.len; i++) {
		unsigned sum = (validate_digit(c, i) + product) % 10;

		product = (sum == 0 ? 10 : sum) * 2 % 11;
	}
	return (11 - product) % 10 == validate_digit(c, c.len - 1);
}

bool
validate_mod10_carried(struct sv c)
{
	static const unsigned char table[] = { 0, 9, 4, 6, 8, 2, 7, 1, 3, 5 };
	unsigned carry = 0;

	for (size_t i = 0; i + 1 < c.len; i++)
		carry = table[(carry + validate_digit(c, i)) % 10];
	return (10 - carry) % 10 == validate_digit(c, c.len - 1);
}

bool
validate_is_birth(unsigned year, unsigned month, unsigned day)
{
	return year >= VALIDATE_BIRTH_FIRST && year <= VALIDATE_BIRTH_LAST &&
	    validate_is_day(year, month, day);
}

enum validate_grade
validate_grade_birth(unsigned year, unsigned month, unsigned day)
{
	if (!validate_is_day(year, month, day))
		return GRADE_NONE;
	return validate_is_birth(year, month, day) ? GRADE_STRONG :
	    GRADE_WEAK;
}

bool
validate_is_short_birth(unsigned year, unsigned month, unsigned day)
{
	return validate_is_birth(1900 + year, month, day) ||
	    validate_is_birth(2000 + year, month, day);
}

int
validate_index(const char *alphabet, char letter)
{
	for (int i = 0; alphabet[i] != '\0'; i++)
		if (alphabet[i] == letter)
			return i;
	return -1;
}

enum validate_grade
validate_vat(const struct validate_input *in, const char *country,
    bool (*check)(struct sv number), enum validate_grade grade)
{
	struct sv c = in->compact, prefix = sv_cstr(country);

	/* Mostly there is no country. */
	if ((c.len > 0 && ascii_is_digit(c.ptr[0])) || !sv_starts(c, prefix))
		return validate_answer(check(c), GRADE_FAIR);
	return validate_answer(check(sv_slice(c, prefix.len, c.len)), grade);
}

unsigned
validate_weigh_731(struct sv c)
{
	static const unsigned char weights[] = { 7, 3, 1 };
	unsigned sum = 0;

	for (size_t i = 0; i < c.len; i++) {
		unsigned value = (unsigned char)c.ptr[i];

		value -= value >= 'A' ? 'A' - 10 : '0';
		sum += weights[i % 3] * value;
	}
	return sum;
}

unsigned
validate_weigh_odd_even(struct sv c)
{
	static const unsigned char odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
		2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23 };
	unsigned sum = 0;

	for (size_t i = 0; i < c.len; i++) {
		unsigned value = (unsigned char)c.ptr[i];

		value -= value >= 'A' ? 'A' : '0';
		sum += i % 2 == 0 ? odd[value] : value;
	}
	return sum;
}

bool
validate_has_form(struct sv c, const char *form)
{
	size_t i = 0;

	for (; form[i] != '\0' && i < c.len; i++) {
		bool digit = c.ptr[i] >= '0' && c.ptr[i] <= '9';
		bool letter = c.ptr[i] >= 'A' && c.ptr[i] <= 'Z';

		if (!(form[i] == '9' ? digit : form[i] == 'A' ? letter :
		    form[i] == 'X' ? digit || letter : c.ptr[i] == form[i]))
			return false;
	}
	return form[i] == '\0' && i == c.len;
}
