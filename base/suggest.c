#include "base/suggest.h"

#include <stdio.h>

#include "base/ascii.h"

enum { WORD_MAX = 48 };

static unsigned
min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

static bool
is_swap(struct sv a, struct sv b, size_t i, size_t j)
{
	return i > 1 && j > 1 &&
	    ascii_to_lower(a.ptr[i - 1]) == ascii_to_lower(b.ptr[j - 2]) &&
	    ascii_to_lower(a.ptr[i - 2]) == ascii_to_lower(b.ptr[j - 1]);
}

/* Edit distance of two words of at most WORD_MAX bytes, without case. */
static unsigned
distance(struct sv a, struct sv b)
{
	unsigned d[WORD_MAX + 1][WORD_MAX + 1], cost;

	for (size_t i = 0; i <= a.len; i++)
		d[i][0] = (unsigned)i;
	for (size_t j = 0; j <= b.len; j++)
		d[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		for (size_t j = 1; j <= b.len; j++) {
			cost = ascii_to_lower(a.ptr[i - 1]) !=
			    ascii_to_lower(b.ptr[j - 1]);
			d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1,
			    d[i - 1][j - 1] + cost);
			if (is_swap(a, b, i, j) &&
			    d[i - 2][j - 2] + 1 < d[i][j])
				d[i][j] = d[i - 2][j - 2] + 1;
		}
	}
	return d[a.len][b.len];
}

void
suggest_init(struct suggest *s, struct sv word)
{
	*s = (struct suggest){ .word = word };
	s->distance = word.len <= 3 ? 2 : word.len <= 6 ? 3 : 4;
}

void
suggest_offer(struct suggest *s, struct sv right)
{
	unsigned d;

	if (s->word.len == 0 || s->word.len > WORD_MAX ||
	    right.len > WORD_MAX)
		return;
	d = distance(s->word, right);
	if (d < s->distance) {
		s->distance = d;
		s->best = right;
	}
}

const char *
suggest_text(const struct suggest *s, char out[SUGGEST_TEXT_BYTES])
{
	out[0] = '\0';
	if (s->best.len > 0)
		(void)snprintf(out, SUGGEST_TEXT_BYTES,
		    "; did you mean \"%.*s\"?", SV_ARG(s->best));
	return out;
}
