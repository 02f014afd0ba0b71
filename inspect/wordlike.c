#include "inspect/wordlike.h"

enum {
	EDGE = WORDLIKE_SYMBOLS - 1,
	DIGIT_COST = 7,		/* log2 10 bits */
	FIRST_DIGIT_COST = 4,	/* that there is one, after none */
	OTHER_COST = 3
};

/* The steps of the table, in half bits. */
static const unsigned char steps[] = { 2, 4, 6, 8, 10, 13, 17, 22 };

/* The last two letters. */
struct reader {
	unsigned a, b;
	size_t cost;
};

static void
read_symbol(struct reader *r, unsigned c)
{
	char digit = wordlike_table[r->a][r->b * WORDLIKE_SYMBOLS + c];

	r->cost += steps[digit - '0'];
	r->a = r->b;
	r->b = c;
}

static void
end_word(struct reader *r)
{
	if (r->b != EDGE)
		read_symbol(r, EDGE);
	r->a = r->b = EDGE;
}

static unsigned
letter_of(char c)
{
	unsigned l = ((unsigned)(unsigned char)c | 0x20) - 'a';

	return l < EDGE ? l : EDGE;
}

static bool
is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

size_t
wordlike_cost(struct sv text)
{
	struct reader r = { EDGE, EDGE, 0 };
	bool digit = false, before = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		unsigned letter = letter_of(c);

		before = digit;
		digit = c >= '0' && c <= '9';
		if (letter != EDGE) {
			if (i > 0 && is_small(text.ptr[i - 1]) &&
			    !is_small(c))
				end_word(&r);
			read_symbol(&r, letter);
			continue;
		}
		end_word(&r);
		r.cost += !digit ? OTHER_COST : before ? DIGIT_COST :
		    DIGIT_COST + FIRST_DIGIT_COST;
	}
	end_word(&r);
	return r.cost;
}
