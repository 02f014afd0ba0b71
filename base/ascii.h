/*
 * What a byte of ASCII is, without a locale: questions about one, and sets of
 * them, which are two words of a bit each.
 */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Members of the half of a set that holds them: characters below '@' are in the
 * first. `ASCII_RANGE(a, b)` are all from `a` to `b`, both in one half.
 */
#define ASCII_BIT(c)		(UINT64_C(1) << (c) % 64)
#define ASCII_RANGE(a, b)	((ASCII_BIT(b) - ASCII_BIT(a)) | ASCII_BIT(b))

/* Is `c` in the set? No byte from 0x80 on is. */
static inline bool
ascii_is_in(unsigned char c, const uint64_t set[2])
{
	return c < 0x80 && (set[c / 64] >> c % 64 & 1) != 0;
}

static inline bool
ascii_is_digit(unsigned char c)
{
	return (unsigned char)(c - '0') < 10;
}

static inline bool
ascii_is_upper(unsigned char c)
{
	return (unsigned char)(c - 'A') < 26;
}

static inline bool
ascii_is_lower(unsigned char c)
{
	return (unsigned char)(c - 'a') < 26;
}

static inline bool
ascii_is_letter(unsigned char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool
ascii_is_alnum(unsigned char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c);
}

/* A letter, or a byte of a character beyond ASCII, which mostly is one. */
static inline bool
ascii_is_word(unsigned char c)
{
	return c >= 0x80 || ascii_is_letter(c);
}

static inline bool
ascii_is_hex(unsigned char c)
{
	return ascii_is_digit(c) || (unsigned char)((c | 0x20) - 'a') < 6;
}

/* What a hexadecimal digit stands for, or -1. */
static inline int
ascii_hex_value(unsigned char c)
{
	return ascii_is_digit(c) ? c - '0' :
	    ascii_is_hex(c) ? (c | 0x20) - 'a' + 10 : -1;
}

static inline unsigned char
ascii_to_lower(unsigned char c)
{
	return ascii_is_upper(c) ? c | 0x20 : c;
}

static inline unsigned char
ascii_to_upper(unsigned char c)
{
	return ascii_is_lower(c) ? c & ~0x20 : c;
}

/* For tables by byte: the same value for each of these. */
#define ASCII_DIGITS(v) \
	['0'] = (v), ['1'] = (v), ['2'] = (v), ['3'] = (v), ['4'] = (v), \
	['5'] = (v), ['6'] = (v), ['7'] = (v), ['8'] = (v), ['9'] = (v)
#define ASCII_CAPITALS(v) \
	['A'] = (v), ['B'] = (v), ['C'] = (v), ['D'] = (v), ['E'] = (v), \
	['F'] = (v), ['G'] = (v), ['H'] = (v), ['I'] = (v), ['J'] = (v), \
	['K'] = (v), ['L'] = (v), ['M'] = (v), ['N'] = (v), ['O'] = (v), \
	['P'] = (v), ['Q'] = (v), ['R'] = (v), ['S'] = (v), ['T'] = (v), \
	['U'] = (v), ['V'] = (v), ['W'] = (v), ['X'] = (v), ['Y'] = (v), \
	['Z'] = (v)
#define ASCII_SMALLS(v) \
	['a'] = (v), ['b'] = (v), ['c'] = (v), ['d'] = (v), ['e'] = (v), \
	['f'] = (v), ['g'] = (v), ['h'] = (v), ['i'] = (v), ['j'] = (v), \
	['k'] = (v), ['l'] = (v), ['m'] = (v), ['n'] = (v), ['o'] = (v), \
	['p'] = (v), ['q'] = (v), ['r'] = (v), ['s'] = (v), ['t'] = (v), \
	['u'] = (v), ['v'] = (v), ['w'] = (v), ['x'] = (v), ['y'] = (v), \
	['z'] = (v)

#endif
