#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/encode.h"
#include "inspect/validate.h"

enum { JWT_HEADER_MAX = 4096 };

/* How many different bytes there are. */
static unsigned
different(struct sv s)
{
	bool seen[256] = { false };
	unsigned count = 0;

	for (size_t i = 0; i < s.len; i++) {
		bool *one = &seen[(unsigned char)s.ptr[i]];

		count += !*one;
		*one = true;
	}
	return count;
}

/* The longest run of one byte. */
static size_t
longest_run(struct sv s)
{
	size_t run = 0, best = 0;

	for (size_t i = 0; i < s.len; i++) {
		run = i > 0 && s.ptr[i] == s.ptr[i - 1] ? run + 1 : 1;
		best = run > best ? run : best;
	}
	return best;
}

/* Random text, not a placeholder such as "xxxxxxxx" or "****". */
enum validate_grade
validate_varied(const struct validate_input *in)
{
	struct sv s = in->text;
	size_t wanted = s.len < 24 ? 6 : 10;

	return different(s) >= wanted && longest_run(s) * 3 <= s.len ?
	    GRADE_STRONG : GRADE_NONE;
}

static uint32_t
crc32(struct sv s)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < s.len; i++) {
		crc ^= (unsigned char)s.ptr[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
	}
	return ~crc;
}

/*
 * GitHub tokens: four letters of prefix, 30 random ones, and the CRC-32 of
 * these in six base62 digits (github.blog, "Behind GitHub's new authentication
 * token formats", 2021). A wrong sum lowers the grade only: other issuers of
 * the same form exist.
 */
enum validate_grade
validate_github(const struct validate_input *in)
{
	static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz";
	struct sv s = in->text;
	char want[6];
	uint32_t crc;

	if (s.len != 40 || validate_varied(in) == GRADE_NONE)
		return GRADE_NONE;
	crc = crc32(sv_slice(s, 4, 34));
	for (size_t i = sizeof(want); i > 0; i--) {
		want[i - 1] = base62[crc % 62];
		crc /= 62;
	}
	return memcmp(want, s.ptr + 34, sizeof(want)) == 0 ? GRADE_STRONG :
	    GRADE_FAIR;
}

/* Is `part` base64url of a JSON object that has `member`? */
static bool
is_object_with(struct sv part, struct sv member)
{
	struct buf b;
	bool ok;

	buf_init(&b, JWT_HEADER_MAX);
	ok = part.len > 0 &&
	    encode_unbase64(&b, BASE64_URL, part) == 0 && b.len >= 2 &&
	    b.ptr[0] == '{' && b.ptr[b.len - 1] == '}' &&
	    sv_find(buf_sv(&b), member) >= 0;
	buf_done(&b);
	return ok;
}

/* JWS compact form (RFC 7515 §7.1): the header must be an object with alg. */
enum validate_grade
validate_jwt(const struct validate_input *in)
{
	struct sv rest = in->text;
	struct sv header = sv_cut(&rest, '.');

	if (rest.ptr == NULL || !is_object_with(header, SV("\"alg\"")))
		return GRADE_NONE;
	return GRADE_STRONG;
}

/* AWS access key ids: base32 after the prefix. */
enum validate_grade
validate_aws_key(const struct validate_input *in)
{
	if (different(sv_slice(in->text, 4, in->text.len)) < 6)
		return GRADE_NONE;
	return GRADE_STRONG;
}

/* AWS secret keys: 40 of base64, and nothing in them says so: context must. */
enum validate_grade
validate_aws_secret(const struct validate_input *in)
{
	struct sv s = in->text;
	unsigned upper = 0, lower = 0, digits = 0;

	if (sv_find_char(s, '_') >= 0 || sv_find_char(s, '-') >= 0)
		return GRADE_NONE;
	for (size_t i = 0; i < s.len; i++) {
		upper += s.ptr[i] >= 'A' && s.ptr[i] <= 'Z';
		lower += s.ptr[i] >= 'a' && s.ptr[i] <= 'z';
		digits += s.ptr[i] >= '0' && s.ptr[i] <= '9';
	}
	/* Hexadecimal digests have one case, paths and words no digits. */
	if (s.len != 40 || upper < 3 || lower < 3 || digits < 1 ||
	    different(s) < 16)
		return GRADE_NONE;
	return GRADE_WEAK;
}
