/*
 * UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, nothing above
 * U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

enum { UTF8_MAX = 4 };

/* True if all of `s` is well-formed. */
bool utf8_is_valid(struct sv s);

/* Length of the longest well-formed beginning of `s`. */
size_t utf8_valid_prefix(struct sv s);

/* True if all of `s` is ASCII. */
bool utf8_is_ascii(struct sv s);

/*
 * How many bytes at the end of `s`, 0 to 3, begin a sequence whose rest may
 * still follow. What stands before them is not looked at.
 */
size_t utf8_open_tail(struct sv s);

/* Decode the first character: its length 1..4, or 0 if `s` begins with none. */
size_t utf8_decode(struct sv s, uint32_t *ret_char);

/* Encode `c`: its length 1..4, or 0 if it is no Unicode scalar value. */
size_t utf8_encode(uint32_t c, char out[UTF8_MAX]);

/* True if `at` is not inside a character of the well-formed `s`. */
static inline bool
utf8_is_boundary(struct sv s, size_t at)
{
	return at == s.len ||
	    (at < s.len && ((unsigned char)s.ptr[at] & 0xc0) != 0x80);
}

#endif
