#include "base/ascii.h"
#include "rules/places.h"

#include <string.h>

int
places_index(struct sv text)
{
	if (sv_eq(text, SV("EPO")))
		return PLACES_EPO;
	if (text.len != 2 || !ascii_is_upper(text.ptr[0]) ||
	    !ascii_is_upper(text.ptr[1]))
		return -1;
	return (text.ptr[0] - 'A') * 26 + (text.ptr[1] - 'A');
}

void
places_code(int index, char out[4])
{
	if (index == PLACES_EPO) {
		memcpy(out, "EPO", 4);
		return;
	}
	out[0] = (char)('A' + index / 26);
	out[1] = (char)('A' + index % 26);
	out[2] = '\0';
}

int
places_next(const struct places *p, int from)
{
	uint64_t word;

	while (from < PLACES_COUNT) {
		word = p->bits[from / 64] >> (from % 64);
		if (word != 0)
			return from + __builtin_ctzll(word);
		from = (from / 64 + 1) * 64;
	}
	return -1;
}

void
places_format(const struct places *p, char separator, struct buf *out)
{
	char code[4];
	bool first = true;

	for (int i = places_next(p, 0); i >= 0; i = places_next(p, i + 1)) {
		if (!first)
			buf_add_char(out, separator);
		first = false;
		places_code(i, code);
		buf_add_cstr(out, code);
	}
	if (!p->open)
		return;
	if (!first)
		buf_add_char(out, separator);
	buf_add_char(out, '?');
}

unsigned
places_count(const struct places *p)
{
	unsigned n = 0;

	for (size_t i = 0; i < PLACES_WORDS; i++)
		n += (unsigned)__builtin_popcountll(p->bits[i]);
	return n;
}

bool
places_is_empty(const struct places *p)
{
	return places_next(p, 0) < 0;
}

bool
places_equal(const struct places *a, const struct places *b)
{
	return a->open == b->open &&
	    memcmp(a->bits, b->bits, sizeof(a->bits)) == 0;
}

bool
places_intersect(const struct places *a, const struct places *b)
{
	for (size_t i = 0; i < PLACES_WORDS; i++) {
		if ((a->bits[i] & b->bits[i]) != 0)
			return true;
	}
	return false;
}

bool
places_within(const struct places *a, const struct places *b)
{
	for (size_t i = 0; i < PLACES_WORDS; i++) {
		if ((a->bits[i] & ~b->bits[i]) != 0)
			return false;
	}
	return true;
}

void
places_join(struct places *a, const struct places *b)
{
	for (size_t i = 0; i < PLACES_WORDS; i++)
		a->bits[i] |= b->bits[i];
	a->open = a->open || b->open;
}
