#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/encode.h"
#include "inspect/validate/placeholder.h"
#include "inspect/validate/validate.h"
#include "inspect/validate/wordlike.h"

enum {
	JWT_HEADER_MAX = 4096,
	WORDS = 10		/* half bits a byte: less is made of words */
};

/* How many different bytes there are, and how often the most frequent. */
static unsigned
different(struct sv s, size_t *ret_most)
{
	size_t counts[256] = { 0 };
	unsigned count = 0;

	*ret_most = 0;
	for (size_t i = 0; i < s.len; i++) {
		size_t *one = &counts[(unsigned char)s.ptr[i]];

		count += *one == 0;
		++*one;
		*ret_most = *one > *ret_most ? *one : *ret_most;
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

/* Random text, not a placeholder such as "xxxxxxxx", "****" or "abcd1234". */
enum validate_grade
validate_varied(const struct validate_input *in)
{
	struct sv s = in->text;
	size_t wanted = s.len < 24 ? 6 : 10, most;

	if (different(s, &most) < wanted || most * 2 > s.len ||
	    longest_run(s) * 3 > s.len ||
	    placeholder_steps(s) * 4 > 3 * s.len ||
	    sv_find(s, SV("xxxxx")) >= 0 || sv_find(s, SV("XXXXX")) >= 0)
		return GRADE_NONE;
	return GRADE_STRONG;
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

/* The last `len` bytes of `s` are the CRC-32 of its [from, to) in `base`. */
static bool
has_crc(struct sv s, struct sv part, unsigned base, size_t len)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz";
	uint32_t crc = crc32(part);

	for (size_t i = 0; i < len; i++) {
		char want = digits[crc % base], is = s.ptr[s.len - 1 - i];

		/* Below base 62 small letters are the digits. */
		if (base <= 36 && want >= 'A')
			want = (char)(want - 'A' + 'a');
		if (is != want)
			return false;
		crc /= base;
	}
	return crc == 0;
}

/*
 * Tokens of GitHub and npm: four letters of prefix, 30 random ones, and the
 * CRC-32 of these in six base62 digits (github.blog, "Behind GitHub's new
 * authentication token formats" and "Announcing npm's new access token
 * format", 2021). A wrong sum lowers the grade only: other issuers of the
 * same form exist.
 */
enum validate_grade
validate_github(const struct validate_input *in)
{
	struct sv s = in->text;

	if (s.len != 40 || validate_varied(in) == GRADE_NONE)
		return GRADE_NONE;
	if (has_crc(s, sv_slice(s, 4, 34), 62, 6))
		return GRADE_STRONG;
	/* ghp_PersonalAccessToken0123: somebody's idea of one. */
	return wordlike_cost(s) < WORDS * s.len ? GRADE_NONE : GRADE_FAIR;
}

/*
 * Cloudflare's tokens: a prefix, 40 random characters, and the CRC-32 of these
 * in eight hexadecimal digits (Cloudflare Docs, token formats).
 */
enum validate_grade
validate_cloudflare(const struct validate_input *in)
{
	struct sv s = in->text;

	if (s.len < 48 || validate_varied(in) == GRADE_NONE)
		return GRADE_NONE;
	return has_crc(s, sv_slice(s, s.len - 48, s.len - 8), 16, 8) ?
	    GRADE_STRONG : GRADE_FAIR;
}

/*
 * GitLab's tokens. Routable ones end in a dot, two digits of length and the
 * CRC-32 of all before it in seven base36 digits (GitLab handbook, routable
 * tokens); others have no checksum.
 */
enum validate_grade
validate_gitlab(const struct validate_input *in)
{
	struct sv s = in->text;

	if (validate_varied(in) == GRADE_NONE)
		return GRADE_NONE;
	if (s.len < 40 || s.ptr[s.len - 10] != '.')
		return GRADE_STRONG;
	return has_crc(s, sv_slice(s, 0, s.len - 7), 36, 7) ? GRADE_STRONG :
	    GRADE_FAIR;
}

static uint32_t
bech32_step(uint32_t sum, unsigned value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d,
		0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < NELEMS(generator); i++)
		sum ^= (top >> i & 1) != 0 ? generator[i] : 0;
	return sum;
}

/* Bech32 (BIP 173) of any length: age's and Nostr's secret keys. */
enum validate_grade
validate_bech32(const struct validate_input *in)
{
	static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
	struct sv s = in->text;
	size_t one = s.len;
	uint32_t sum = 1;

	while (one > 0 && s.ptr[one - 1] != '1')
		one--;
	if (one < 2 || s.len - one < 6)
		return GRADE_NONE;
	for (size_t i = 0; i < one - 1; i++)
		sum = bech32_step(sum, ascii_to_lower(s.ptr[i]) >> 5);
	sum = bech32_step(sum, 0);
	for (size_t i = 0; i < one - 1; i++)
		sum = bech32_step(sum, ascii_to_lower(s.ptr[i]) & 31);
	for (size_t i = one; i < s.len; i++) {
		const char *at = strchr(alphabet, ascii_to_lower(s.ptr[i]));

		if (at == NULL || *at == '\0')
			return GRADE_NONE;
		sum = bech32_step(sum, (unsigned)(at - alphabet));
	}
	return sum == 1 ? GRADE_STRONG : GRADE_NONE;
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

/* AWS writes so in its documentation: AKIAIOSFODNN7 and this word. */
static bool
is_aws_example(struct sv s)
{
	return sv_ends(s, SV("EXAMPLE")) || sv_ends(s, SV("EXAMPLEKEY"));
}

/* AWS access key ids: base32 after the prefix. */
enum validate_grade
validate_aws_key(const struct validate_input *in)
{
	size_t most;

	if (is_aws_example(in->text) ||
	    different(sv_slice(in->text, 4, in->text.len), &most) < 6)
		return GRADE_NONE;
	return GRADE_STRONG;
}

/* AWS secret keys: 40 of base64, and nothing in them says so: context must. */
enum validate_grade
validate_aws_secret(const struct validate_input *in)
{
	struct sv s = in->text;
	unsigned upper = 0, lower = 0, digits = 0;
	size_t most;

	if (s.len != 40 || sv_find_char(s, '_') >= 0 ||
	    sv_find_char(s, '-') >= 0)
		return GRADE_NONE;
	for (size_t i = 0; i < s.len; i++) {
		upper += s.ptr[i] >= 'A' && s.ptr[i] <= 'Z';
		lower += s.ptr[i] >= 'a' && s.ptr[i] <= 'z';
		digits += s.ptr[i] >= '0' && s.ptr[i] <= '9';
	}
	/* Digests have one case; paths and names of programs are words. */
	if (upper < 3 || lower < 3 || digits < 1 ||
	    different(s, &most) < 16 || is_aws_example(s) ||
	    wordlike_cost(s) < WORDS * s.len)
		return GRADE_NONE;
	return GRADE_WEAK;
}
