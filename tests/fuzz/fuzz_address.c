/*
 * Any bytes as a text: at each byte that a postcode could begin with, what is
 * read as one and as an address around it lies inside the text, the street in
 * the address, and the same each time. A postcode does not go on before a byte
 * that it begins behind. Where what stands before a number is said to end no
 * street, there is none when all of it is read.
 */
#include <stdint.h>

#include "base/err.h"
#include "inspect/address/address_left.h"
#include "inspect/address/address_plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct address_words *
words(void)
{
	static struct address_words *w;

	ASSERT(w != NULL || address_words_new(&w) == 0);
	return w;
}

static bool
is_inside(struct address_span inner, struct address_span outer)
{
	return inner.start >= outer.start && inner.start <= inner.end &&
	    inner.end <= outer.end;
}

static void
check(const struct address_text *a, size_t at)
{
	struct address_span whole = { 0, a->text.len };
	struct address_code code = address_code_read(a->text, at);
	struct address_plain p, again;

	ASSERT(code.start <= at && code.end >= at &&
	    code.end <= a->text.len);
	if (!address_plain_read(a, at, &p))
		return;
	ASSERT(code.form != FORM_NONE && code.form == p.form);
	ASSERT(is_inside(p.all, whole) && p.all.start < p.all.end);
	ASSERT(is_inside(p.street, p.all) && is_inside(p.town, whole));
	ASSERT(p.all.end >= code.end);
	ASSERT(address_plain_read(a, at, &again) &&
	    again.points == p.points && again.all.start == p.all.start);
}

/* What stands around the number at `at`. */
static void
check_number(const struct address_text *a, size_t at)
{
	struct address_left left = { 0 }, all = { .at = at, .name = SIZE_MAX,
		.word = true, .street = true };
	struct address_span span = { at, at + 1 };

	address_look_left(a, at, &left);
	(void)address_may_follow(a, at);
	if (!address_word_before(a->text, at, address_floor(at), &all.last)) {
		ASSERT(!left.street && !left.word);
		return;
	}
	all.lists = address_words_find(a->words, &all.last);
	ASSERT(left.street ||
	    address_before(a, &all, &span) == ADDRESS_NONE);
	ASSERT(left.word || address_bare(a, &all, &span) == ADDRESS_NONE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct address_text a = { sv_make((const char *)data, size),
		words() };

	for (size_t at = 0; at < size; at++)
		if (address_digits(a.text, at) > 0 ||
		    address_capital(a.text, at))
			check(&a, at);
	for (size_t at = 1; at < size; at++)
		if (address_digits(a.text, at) > 0)
			check_number(&a, at);
	return 0;
}
