/* What a byte of ASCII is, without a locale. */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>

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

#endif
