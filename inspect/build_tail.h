/*
 * What a pattern wants right behind the literal it begins with: one cheap
 * question about a place, before the pattern is asked. Read by inspect/build.c,
 * asked by inspect/scan.c.
 */
#ifndef INSPECT_BUILD_TAIL_H
#define INSPECT_BUILD_TAIL_H

#include <stdbool.h>

#include "base/sv.h"

enum { BUILD_TAIL_MAX = 8 };	/* bytes behind a literal that are looked at */

/*
 * How many bytes, BUILD_TAIL_MAX at most, are letters or digits of ASCII or one
 * of _ - + / . behind `literal` wherever `pattern`, of PCRE2 and not caseless,
 * matches at it. 0: none need to, or the pattern says so in another way than
 * "literal[class]{n}".
 */
unsigned build_tail(struct sv pattern, struct sv literal);

/* Do so many such bytes stand from byte `at` of `text` on? */
bool build_tail_follows(struct sv text, size_t at, unsigned tail);

#endif
