/*
 * Numbers are kept as the strings they are: big-endian bytes for the cipher,
 * numerals for the rest, and converted by long multiplication and division, so
 * that no integer is wider than a byte times the radix.
 */
#include "vault/ff1.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

enum {
	ROUNDS = 10,
	HALF_MAX = FF1_MAX / 2,
	BLOCK = CRYPTO_AES_BLOCK,
	NUM_MAX = HALF_MAX,	/* a numeral takes no more than a byte */
	STREAM_MAX = NUM_MAX + 8 + BLOCK,
	INPUT_MAX = FF1_TWEAK_MAX + NUM_MAX + 2 * BLOCK
};

/* What all rounds share. */
struct shape {
	const struct ff1 *f;
	size_t n, u, v;			/* whole, first and second half */
	size_t b, d;			/* bytes of a half, and of y */
	uint8_t p[BLOCK];
};

/* Write the value of numerals as `b` big-endian bytes; true if it fits. */
static bool
to_bytes(unsigned radix, const uint8_t *x, size_t n, uint8_t *out, size_t b)
{
	memset(out, 0, b);
	for (size_t i = 0; i < n; i++) {
		unsigned carry = x[i];

		for (size_t k = b; k-- > 0;) {
			carry += out[k] * radix;
			out[k] = (uint8_t)carry;
			carry >>= 8;
		}
		if (carry != 0)
			return false;
	}
	return true;
}

/* Write big-endian bytes modulo radix^n as `n` numerals; spends `y`. */
static void
to_numerals(unsigned radix, uint8_t *y, size_t len, uint8_t *out, size_t n)
{
	for (size_t i = n; i-- > 0;) {
		unsigned rest = 0;

		for (size_t k = 0; k < len; k++) {
			rest = rest << 8 | y[k];
			y[k] = (uint8_t)(rest / radix);
			rest %= radix;
		}
		out[i] = (uint8_t)rest;
	}
}

/* a = a + c modulo radix^n. */
static void
add(unsigned radix, uint8_t *a, const uint8_t *c, size_t n)
{
	unsigned carry = 0;

	for (size_t i = n; i-- > 0;) {
		carry += a[i] + c[i];
		a[i] = (uint8_t)(carry % radix);
		carry /= radix;
	}
}

/* a = a - c modulo radix^n. */
static void
subtract(unsigned radix, uint8_t *a, const uint8_t *c, size_t n)
{
	unsigned borrow = 0;

	for (size_t i = n; i-- > 0;) {
		unsigned less = c[i] + borrow;

		borrow = a[i] < less;
		a[i] = (uint8_t)(a[i] + (borrow ? radix : 0) - less);
	}
}

/* How many bytes the greatest number of `v` numerals takes. */
static size_t
bytes_of_half(unsigned radix, size_t v)
{
	uint8_t top[HALF_MAX], bytes[NUM_MAX];
	size_t zeros = 0;

	memset(top, (int)(radix - 1), v);
	ASSERT(to_bytes(radix, top, v, bytes, sizeof(bytes)));
	while (zeros < sizeof(bytes) && bytes[zeros] == 0)
		zeros++;
	return sizeof(bytes) - zeros;
}

static void
put_number(uint8_t *out, size_t len, size_t n)
{
	for (size_t i = len; i-- > 0; n >>= 8)
		out[i] = (uint8_t)n;
}

static bool
is_allowed(const struct ff1 *f, const uint8_t *x, size_t n)
{
	size_t domain = 1;

	if (f->radix < 2 || f->radix > 256 || n < 2 || n > FF1_MAX ||
	    f->tweak.len > FF1_TWEAK_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (x[i] >= f->radix)
			return false;
		if (domain < FF1_DOMAIN_MIN)
			domain *= f->radix;
	}
	return domain >= FF1_DOMAIN_MIN;
}

static void
shape_init(struct shape *s, const struct ff1 *f, size_t n)
{
	s->f = f;
	s->n = n;
	s->u = n / 2;
	s->v = n - s->u;
	s->b = bytes_of_half(f->radix, s->v);
	s->d = (s->b + 3) / 4 * 4 + 4;
	s->p[0] = 1;
	s->p[1] = 2;
	s->p[2] = 1;
	put_number(s->p + 3, 3, f->radix);
	s->p[6] = ROUNDS;
	s->p[7] = (uint8_t)s->u;
	put_number(s->p + 8, 4, n);
	put_number(s->p + 12, 4, f->tweak.len);
}

/* Steps 6 i to iii: y of round `i`, from the half that stays. */
static int
round_stream(const struct shape *s, unsigned i, const uint8_t *half,
    size_t half_len, uint8_t y[STREAM_MAX])
{
	uint8_t q[INPUT_MAX] = { 0 }, r[BLOCK], x[BLOCK];
	size_t t = s->f->tweak.len, len;
	int rc;

	len = (t + s->b + 1 + BLOCK - 1) / BLOCK * BLOCK;
	if (t > 0)
		memcpy(q, s->f->tweak.ptr, t);
	q[len - s->b - 1] = (uint8_t)i;
	ASSERT(to_bytes(s->f->radix, half, half_len, q + len - s->b, s->b));
	rc = crypto_aes_encrypt(s->f->crypto, s->p, r);
	for (size_t at = 0; at < len && rc == 0; at += BLOCK) {
		for (size_t k = 0; k < BLOCK; k++)
			r[k] ^= q[at + k];
		rc = crypto_aes_encrypt(s->f->crypto, r, r);
	}
	memcpy(y, r, BLOCK);
	for (size_t j = 1; j * BLOCK < s->d && rc == 0; j++) {
		memcpy(x, r, BLOCK);
		x[BLOCK - 1] ^= (uint8_t)j;
		rc = crypto_aes_encrypt(s->f->crypto, x, y + j * BLOCK);
	}
	mem_wipe(q, sizeof(q));
	return rc;
}

/*
 * One round. The halves are not swapped: in even rounds the first changes, in
 * odd ones the second, which is the same.
 */
static int
do_round(const struct shape *s, unsigned i, uint8_t *x, bool forward)
{
	bool even = i % 2 == 0;
	uint8_t *change = even ? x : x + s->u;
	const uint8_t *stay = even ? x + s->u : x;
	size_t m = even ? s->u : s->v;
	uint8_t y[STREAM_MAX], c[HALF_MAX];
	int rc;

	rc = round_stream(s, i, stay, s->n - m, y);
	if (rc != 0)
		return rc;
	to_numerals(s->f->radix, y, s->d, c, m);
	if (forward)
		add(s->f->radix, change, c, m);
	else
		subtract(s->f->radix, change, c, m);
	mem_wipe(y, sizeof(y));
	mem_wipe(c, sizeof(c));
	return 0;
}

static int
run(const struct ff1 *f, uint8_t *x, size_t n, bool forward)
{
	uint8_t work[FF1_MAX];
	struct shape s;
	int rc = 0;

	if (!is_allowed(f, x, n))
		return ERR_RANGE;
	shape_init(&s, f, n);
	memcpy(work, x, n);
	for (unsigned i = 0; i < ROUNDS && rc == 0; i++)
		rc = do_round(&s, forward ? i : ROUNDS - 1 - i, work, forward);
	if (rc == 0)
		memcpy(x, work, n);
	mem_wipe(work, sizeof(work));
	return rc;
}

int
ff1_encrypt(const struct ff1 *f, uint8_t *x, size_t n)
{
	return run(f, x, n, true);
}

int
ff1_decrypt(const struct ff1 *f, uint8_t *x, size_t n)
{
	return run(f, x, n, false);
}
