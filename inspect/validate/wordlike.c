#include "inspect/validate/wordlike.h"

enum {
	EDGE = WORDLIKE_SYMBOLS - 1,
	DIGIT_COST = 7,		/* log2 10 bits */
	FIRST_DIGIT_COST = 4,	/* that there is one, after none */
	OTHER_COST = 3
};

/* The steps of the table, in half bits. */
static const unsigned char steps[] = { 2, 4, 6, 8, 10, 13, 17, 22 };

/* What `c` costs behind `a` and `b`. */
static inline size_t
step(unsigned a, unsigned b, unsigned c)
{
	return steps[wordlike_table[a][b * WORDLIKE_SYMBOLS + c] - '0'];
}

/* What it costs that a word ends behind these, if there is one. */
static inline size_t
end_of_word(unsigned a, unsigned b)
{
	return b == EDGE ? 0 : step(a, b, EDGE);
}

size_t
wordlike_cost(struct sv text)
{
	bool small = false, digit = false;
	unsigned a = EDGE, b = EDGE;	/* the last two letters */
	size_t cost = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		unsigned letter = (c | 0x20u) - 'a';
		bool before = digit;

		digit = (unsigned char)(c - '0') < 10;
		if (letter >= EDGE || (small && (c & 0x20) == 0)) {
			cost += end_of_word(a, b);
			a = b = EDGE;
		}
		small = letter < EDGE && (c & 0x20) != 0;
		if (letter < EDGE) {
			cost += step(a, b, letter);
			a = b;
			b = letter;
		} else {
			cost += !digit ? OTHER_COST : before ? DIGIT_COST :
			    DIGIT_COST + FIRST_DIGIT_COST;
		}
	}
	return cost + end_of_word(a, b);
}
