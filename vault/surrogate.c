/*
 * A number is kept as the numerals FF1 takes, in base 4: no integer is wider
 * than a numeral times a radix, and the domain of FF1 is less than four times
 * that of the form, so that few steps fall outside it.
 */
#include "vault/surrogate.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"

enum { BASE = 4 };

/* number = number * radix + symbol; false if it does not fit in `n`. */
static bool
push(uint8_t *number, size_t n, unsigned radix, unsigned symbol)
{
	unsigned carry = symbol;

	for (size_t i = n; i-- > 0;) {
		carry += number[i] * radix;
		number[i] = (uint8_t)(carry % BASE);
		carry /= BASE;
	}
	return carry == 0;
}

/* number = number / radix; the remainder. */
static unsigned
pop(uint8_t *number, size_t n, unsigned radix)
{
	unsigned rest = 0;

	for (size_t i = 0; i < n; i++) {
		rest = rest * BASE + number[i];
		number[i] = (uint8_t)(rest / radix);
		rest %= radix;
	}
	return rest;
}

static unsigned
symbol_of(char c, unsigned radix)
{
	return radix == 10 ? (unsigned)(c - '0')
	    : (unsigned)((c | 0x20) - 'a');
}

/* The symbol as written where `was` stood. */
static char
byte_of(unsigned symbol, unsigned radix, char was)
{
	if (radix == 10)
		return (char)('0' + symbol);
	return (char)((was >= 'a' ? 'a' : 'A') + symbol);
}

/*
 * Read the value as a number and find how many numerals the greatest of its
 * form takes. false: more than FF1_MAX, or a domain too small.
 */
static bool
read_value(struct surrogate_walk *w)
{
	const struct surrogate_form *f = w->form;
	uint8_t greatest[FF1_MAX] = { 0 }, value[FF1_MAX] = { 0 };
	uint32_t domain = 1;
	size_t zeros = 0;

	for (size_t i = 0; i < f->len; i++) {
		unsigned radix = f->radix[i];

		if (radix == 0)
			continue;
		if (domain < FF1_DOMAIN_MIN)
			domain *= radix;
		if (!push(greatest, FF1_MAX, radix, radix - 1))
			return false;
		(void)push(value, FF1_MAX, radix,
		    symbol_of(f->text[i], radix));
	}
	while (zeros < FF1_MAX && greatest[zeros] == 0)
		zeros++;
	w->n = FF1_MAX - zeros;
	memcpy(w->number, value + zeros, w->n);
	mem_wipe(value, sizeof(value));
	return domain >= FF1_DOMAIN_MIN;
}

int
surrogate_begin(struct surrogate_walk *w, struct crypto *c,
    const uint8_t key[SURROGATE_KEY_BYTES], const struct surrogate_form *form)
{
	ASSERT(form->len <= SURROGATE_TEXT_MAX);
	*w = (struct surrogate_walk){ .crypto = c, .form = form };
	memcpy(w->key, key, sizeof(w->key));
	if (read_value(w))
		return 0;
	surrogate_end(w);
	return ERR_RANGE;
}

/* Write the number where the form has room for it; false: it is too great. */
static bool
write_number(const struct surrogate_walk *w, char *out)
{
	const struct surrogate_form *f = w->form;
	uint8_t left[FF1_MAX];

	memcpy(left, w->number, w->n);
	memcpy(out, f->text, f->len);
	for (size_t i = f->len; i-- > 0;)
		if (f->radix[i] != 0)
			out[i] = byte_of(pop(left, w->n, f->radix[i]),
			    f->radix[i], f->text[i]);
	for (size_t i = 0; i < w->n; i++)
		if (left[i] != 0)
			return false;
	return true;
}

/* Are the free symbols those of the value? */
static bool
is_value(const struct surrogate_form *f, const char *text)
{
	for (size_t i = 0; i < f->len; i++)
		if (f->radix[i] != 0 && text[i] != f->text[i])
			return false;
	return true;
}

int
surrogate_next(struct surrogate_walk *w, char *out)
{
	const struct surrogate_form *f = w->form;
	const struct ff1 ff1 = { w->crypto, BASE, SV("") };
	char text[SURROGATE_TEXT_MAX];
	int rc = crypto_aes_set_key(w->crypto,
	    sv_make(w->key, sizeof(w->key)));

	while (rc == 0) {
		if (w->steps++ >= SURROGATE_STEPS_MAX)
			return ERR_FULL;
		rc = ff1_encrypt(&ff1, w->number, w->n);
		if (rc != 0 || !write_number(w, text))
			continue;
		if (is_value(f, text))
			return ERR_FULL;
		if (!f->complete(f->ctx, text, f->len))
			continue;
		memcpy(out, text, f->len);
		return 0;
	}
	return rc;
}

void
surrogate_end(struct surrogate_walk *w)
{
	mem_wipe(w, sizeof(*w));
}
