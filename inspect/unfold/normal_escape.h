/*
 * One character written as an escape in a text: &#64; &commat; %40 \u0040 \x40
 * \100 =40. Nobody says which of them a text uses, so all are read where they
 * stand; what is none stands for itself.
 */
#ifndef INSPECT_UNFOLD_NORMAL_ESCAPE_H
#define INSPECT_UNFOLD_NORMAL_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/unfold/normal_fold.h"

/* May an escape begin with `c`? */
static inline bool
normal_escape_begins(char c)
{
	return c == '&' || c == '%' || c == '\\' || c == '=';
}

/*
 * Read the escape at byte `at`. True if there is one: a printable character,
 * tab or line break, or (a soft line break of quoted-printable, &shy;) nothing.
 * HTML 5 §13.5 (a part), RFC 3986 §2.1, RFC 8259 §7, ISO/IEC 9899 §6.4.4.4, RFC
 * 2045 §6.7.
 */
bool normal_escape_read(struct sv text, size_t at, struct normal_unit *ret);

/* Was what was read at `at` a character that nobody needs to escape? */
bool normal_escape_is_odd(struct sv text, size_t at,
    const struct normal_unit *u);

#endif
