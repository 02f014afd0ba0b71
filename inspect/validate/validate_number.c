#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/validate/validate.h"
#include "inspect/words/word.h"

enum {
	EIGHT = 8,
	IBAN_MAX = 34
};

/* Are eight bytes digits? These are 0x30 to 0x39: 6 more are 0x3f at most. */
static inline bool
are_digits(const char *eight)
{
	const uint64_t high = UINT64_C(0xf0f0f0f0f0f0f0f0);
	uint64_t v = word_load(eight);

	return ((v & high) | ((v + UINT64_C(0x0606060606060606)) & high) >>
	    4) == UINT64_C(0x3333333333333333);
}

/* Eight digits at a time, the last ones with some before them. */
bool
validate_is_digits(struct sv s)
{
	if (s.len < EIGHT) {
		for (size_t i = 0; i < s.len; i++)
			if (!ascii_is_digit(s.ptr[i]))
				return false;
		return true;
	}
	for (size_t i = 0; i < s.len - EIGHT; i += EIGHT)
		if (!are_digits(s.ptr + i))
			return false;
	return are_digits(s.ptr + s.len - EIGHT);
}

unsigned
validate_number(struct sv digits)
{
	unsigned n = 0;

	for (size_t i = 0; i < digits.len; i++)
		n = n * 10 + (unsigned)(digits.ptr[i] - '0');
	return n;
}

/*
 * Luhn's sum of eight digits, of which the last is taken as it is: the lowest
 * byte is the first of them.
 */
static inline unsigned
luhn_of_eight(const char *eight)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t v = word_load(eight) - each * '0';
	uint64_t twice = (v & UINT64_C(0x00ff00ff00ff00ff)) * 2;
	/* Of two digits, which count as nine less: 10 to 18. */
	uint64_t two = (twice + each * 6) >> 4 & each;

	v = (v & UINT64_C(0xff00ff00ff00ff00)) + twice - two * 9;
	return (unsigned)(v * each >> 56);
}

/* From the last digit on, eight at a time. */
bool
validate_luhn_digits(struct sv digits)
{
	static const unsigned char doubled[10] =
	    { 0, 2, 4, 6, 8, 1, 3, 5, 7, 9 };
	unsigned sum = 0;
	size_t end = digits.len;

	if (!validate_is_digits(digits))
		return false;
	for (; end >= EIGHT; end -= EIGHT)
		sum += luhn_of_eight(digits.ptr + end - EIGHT);
	for (size_t i = 0; i < end; i++) {
		unsigned d = (unsigned)(digits.ptr[end - 1 - i] - '0');

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
	{ 350000, 359999, LEN(16), GRADE_WEAK },
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

/* The number that eight digits write: of two, of four, of all. */
static inline unsigned
number_of_eight(const char *eight)
{
	uint64_t v = word_load(eight) - UINT64_C(0x3030303030303030);

	v = (v * 10 + (v >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
	v = (v * 100 + (v >> 16)) & UINT64_C(0x0000ffff0000ffff);
	return (unsigned)(v * 10000 + (v >> 32));
}

/* The rest of dividing by 97 what `rest` and then `compact` are digits of. */
static unsigned
go_on_mod97(uint64_t rest, struct sv compact)
{
	/* Two digits more than this fit. */
	const uint64_t much = UINT64_MAX / 1000;

	for (size_t i = 0; i < compact.len; i++) {
		unsigned c = (unsigned char)compact.ptr[i];

		if (compact.len - i >= EIGHT && are_digits(compact.ptr + i)) {
			rest = rest % 97 * 100000000 +
			    number_of_eight(compact.ptr + i);
			i += EIGHT - 1;
			continue;
		}
		rest = c >= 'A' ? rest * 100 + c - 'A' + 10 :
		    rest * 10 + c - '0';
		if (rest > much)
			rest %= 97;
	}
	return (unsigned)(rest % 97);
}

unsigned
validate_mod97(struct sv compact)
{
	return go_on_mod97(0, compact);
}

/* ISO 13616 registry; SWIFT, release 99 */
static const unsigned char iban_lengths[26 * 26] = {
#define C(a, b)	[(a - 'A') * 26 + b - 'A']
	C('A', 'D') = 24, C('A', 'E') = 23, C('A', 'L') = 28,
	C('A', 'T') = 20, C('A', 'Z') = 28, C('B', 'A') = 20,
	C('B', 'E') = 16, C('B', 'G') = 22, C('B', 'H') = 22,
	C('B', 'I') = 27, C('B', 'R') = 29, C('B', 'Y') = 28,
	C('C', 'H') = 21, C('C', 'R') = 22, C('C', 'Y') = 28,
	C('C', 'Z') = 24, C('D', 'E') = 22, C('D', 'J') = 27,
	C('D', 'K') = 18, C('D', 'O') = 28, C('E', 'E') = 20,
	C('E', 'G') = 29, C('E', 'S') = 24, C('F', 'I') = 18,
	C('F', 'K') = 18, C('F', 'O') = 18, C('F', 'R') = 27,
	C('G', 'B') = 22, C('G', 'E') = 22, C('G', 'I') = 23,
	C('G', 'L') = 18, C('G', 'R') = 27, C('G', 'T') = 28,
	C('H', 'N') = 28, C('H', 'R') = 21, C('H', 'U') = 28,
	C('I', 'E') = 22, C('I', 'L') = 23, C('I', 'Q') = 23,
	C('I', 'S') = 26, C('I', 'T') = 27, C('J', 'O') = 30,
	C('K', 'W') = 30, C('K', 'Z') = 20, C('L', 'B') = 28,
	C('L', 'C') = 32, C('L', 'I') = 21, C('L', 'T') = 20,
	C('L', 'U') = 20, C('L', 'V') = 21, C('L', 'Y') = 25,
	C('M', 'C') = 27, C('M', 'D') = 24, C('M', 'E') = 22,
	C('M', 'K') = 19, C('M', 'N') = 20, C('M', 'R') = 27,
	C('M', 'T') = 31, C('M', 'U') = 30, C('N', 'I') = 28,
	C('N', 'L') = 18, C('N', 'O') = 15, C('O', 'M') = 23,
	C('P', 'K') = 24, C('P', 'L') = 28, C('P', 'S') = 29,
	C('P', 'T') = 25, C('Q', 'A') = 29, C('R', 'O') = 24,
	C('R', 'S') = 22, C('R', 'U') = 33, C('S', 'A') = 24,
	C('S', 'C') = 31, C('S', 'D') = 18, C('S', 'E') = 24,
	C('S', 'I') = 19, C('S', 'K') = 24, C('S', 'M') = 27,
	C('S', 'O') = 23, C('S', 'T') = 25, C('S', 'V') = 28,
	C('T', 'L') = 23, C('T', 'N') = 24, C('T', 'R') = 26,
	C('U', 'A') = 29, C('V', 'A') = 22, C('V', 'G') = 24,
	C('X', 'K') = 20, C('Y', 'E') = 30,
#undef C
};

size_t
validate_iban_length(const char *country)
{
	unsigned first = (unsigned char)country[0] - 'A';
	unsigned second = (unsigned char)country[1] - 'A';

	return first < 26 && second < 26 ?
	    iban_lengths[first * 26 + second] : 0;
}

/* ES: two digits over bank and branch, and over the account (modulo 11). */
static bool
is_spanish(struct sv bban)
{
	static const unsigned char weights[] =
	    { 1, 2, 4, 8, 5, 10, 9, 7, 3, 6 };
	unsigned first = 0, second = 0;

	for (size_t i = 0; i < 10; i++) {
		second += weights[i] * (unsigned)(bban.ptr[10 + i] - '0');
		if (i < 8)
			first += weights[i + 2] *
			    (unsigned)(bban.ptr[i] - '0');
	}
	first = 11 - first % 11;
	second = 11 - second % 11;
	return (first > 9 ? 11 - first : first) ==
	    (unsigned)(bban.ptr[8] - '0') &&
	    (second > 9 ? 11 - second : second) ==
	    (unsigned)(bban.ptr[9] - '0');
}

/* BE: the last two digits are the first ten modulo 97, 97 for 0. */
static bool
is_belgian(struct sv bban)
{
	unsigned rest = validate_mod97(sv_slice(bban, 0, 10));

	return validate_number(sv_slice(bban, 10, 12)) ==
	    (rest == 0 ? 97 : rest);
}

/* NO: modulo 11 with weights 5 4 3 2 7 6 5 4 3 2. */
static bool
is_norwegian(struct sv bban)
{
	static const unsigned char weights[] =
	    { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1 };
	unsigned sum = 0;

	for (size_t i = 0; i < 11; i++)
		sum += weights[i] * (unsigned)(bban.ptr[i] - '0');
	return sum % 11 == 0;
}

/* ISO 7064 MOD 97-10 over the whole account number. */
static bool
is_mod97(struct sv bban)
{
	return validate_mod97(bban) == 1;
}

static const struct {
	char country[3];
	bool (*check)(struct sv bban);
} national_checks[] = {
	{ "BA", is_mod97 }, { "BE", is_belgian }, { "ES", is_spanish },
	{ "ME", is_mod97 }, { "MK", is_mod97 }, { "NO", is_norwegian },
	{ "PT", is_mod97 }, { "RS", is_mod97 }, { "SI", is_mod97 },
};

/* The check inside the account number, where its country has one. */
static bool
is_national(struct sv iban)
{
	struct sv bban = sv_slice(iban, 4, iban.len);

	for (size_t i = 0; i < NELEMS(national_checks); i++)
		if (iban.ptr[0] == national_checks[i].country[0] &&
		    iban.ptr[1] == national_checks[i].country[1])
			return validate_is_digits(bban) &&
			    national_checks[i].check(bban);
	return true;
}

/* ISO 13616-1: check digits by ISO 7064 MOD 97-10, letters moved behind */
enum validate_grade
validate_iban(const struct validate_input *in)
{
	struct sv c = in->compact;
	unsigned rest;

	if (c.len < 15 || c.len > IBAN_MAX ||
	    validate_iban_length(c.ptr) != c.len ||
	    !validate_is_digits(sv_slice(c, 2, 4)) ||
	    validate_number(sv_slice(c, 2, 4)) < 2 ||
	    validate_number(sv_slice(c, 2, 4)) > 98)
		return GRADE_NONE;
	rest = go_on_mod97(0, sv_slice(c, 4, c.len));
	rest = go_on_mod97(rest, sv_slice(c, 0, 4));
	return rest == 1 && is_national(c) ? GRADE_STRONG : GRADE_NONE;
}

enum {
	IBAN_CHECK = 2,		/* where the check digits stand, ... */
	IBAN_ACCOUNT = 8	/* ... and what follows a bank's four letters */
};

/*
 * Each O from place `from` on as a 0: then all there are digits, as words of
 * prose are not.
 */
static bool
mend_from(struct sv iban, size_t from, char *ret)
{
	struct validate_input in;
	bool any = false;

	for (size_t i = 0; i < iban.len; i++) {
		bool is_o = iban.ptr[i] == 'O' && i >= from;

		if (i >= from && !is_o && !ascii_is_digit(iban.ptr[i]))
			return false;
		ret[i] = is_o ? '0' : iban.ptr[i];
		any = any || is_o;
	}
	in.text = in.compact = sv_make(ret, iban.len);
	return any && validate_iban(&in) != GRADE_NONE;
}

bool
validate_iban_mend(struct sv compact, char ret[VALIDATE_IBAN_MAX])
{
	return compact.len <= VALIDATE_IBAN_MAX &&
	    (mend_from(compact, IBAN_CHECK, ret) ||
	    mend_from(compact, IBAN_ACCOUNT, ret));
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

/* Up to three numbers between equal separators; how many there are. */
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
		if (i < s.len && start > 0 && s.ptr[i] != s.ptr[start - 1])
			return 0;
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

/* A day of 1900 to 2035 in eight digits, the year or the day first. */
enum validate_grade
validate_date_plain(const struct validate_input *in)
{
	struct sv c = in->text;
	unsigned year, back;

	if (c.len != 8 || !validate_is_digits(c))
		return GRADE_NONE;
	year = validate_number(sv_slice(c, 0, 4));
	back = validate_number(sv_slice(c, 4, 8));
	if (year >= 1900 && year <= 2035)
		return validate_is_day(year, back / 100, back % 100) ?
		    GRADE_WEAK : GRADE_NONE;
	return back >= 1900 && back <= 2035 &&
	    validate_is_day(back, year % 100, year / 100) ? GRADE_WEAK :
	    GRADE_NONE;
}

/* Ranges of RFC 6890 that name no host, and masks. */
static bool
is_no_host(const unsigned b[4])
{
	return b[0] == 0 || b[0] == 127 || b[0] >= 224;
}

/* Networks inside a house (RFC 1918, 3927, 6598). */
static bool
is_private(const unsigned b[4])
{
	return b[0] == 10 || (b[0] == 169 && b[1] == 254) ||
	    (b[0] == 192 && b[1] == 168) ||
	    (b[0] == 172 && b[1] >= 16 && b[1] < 32) ||
	    (b[0] == 100 && b[1] >= 64 && b[1] < 128);
}

/* Could as well be a version, a section, or a whole network. */
static bool
is_doubtful(const unsigned b[4])
{
	bool small = b[1] < 64 && b[2] < 64 && b[3] < 64;

	return b[3] == 0 || (small && (b[0] < 16 ||
	    (b[0] < 32 && b[1] < 32 && b[2] < 32 && b[3] < 32)));
}

/*
 * RFC 791 address in dotted decimal. Private addresses are weak, and so is what
 * could as well be something else.
 */
enum validate_grade
validate_ipv4(const struct validate_input *in)
{
	struct sv rest = in->text;
	unsigned b[4], n = 0;

	while (rest.ptr != NULL && n < 4) {
		struct sv part = sv_cut(&rest, '.');

		if (part.len == 0 || part.len > 3 ||
		    !validate_is_digits(part) ||
		    (part.len > 1 && part.ptr[0] == '0'))
			return GRADE_NONE;
		b[n] = validate_number(part);
		if (b[n++] > 255)
			return GRADE_NONE;
	}
	if (n != 4 || rest.ptr != NULL || is_no_host(b))
		return GRADE_NONE;
	return is_private(b) || is_doubtful(b) ? GRADE_WEAK : GRADE_STRONG;
}
