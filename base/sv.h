/*
 * A borrowed piece of bytes: pointer and length, passed by value. All text
 * that comes from outside travels as one; it need not end in NUL.
 */
#ifndef BASE_SV_H
#define BASE_SV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"

struct sv {
	const char *ptr;
	size_t len;
};

/* A string literal as a struct sv. */
#define SV(lit)		((struct sv){ "" lit, sizeof(lit) - 1 })
/* The same for static initialisers. */
#define SV_INIT(lit)	{ "" lit, sizeof(lit) - 1 }
/* For "%.*s". */
#define SV_ARG(v)	(int)(v).len, (v).ptr

static inline struct sv
sv_make(const void *ptr, size_t len)
{
	return (struct sv){ ptr, len };
}

static inline struct sv
sv_cstr(const char *s)
{
	return (struct sv){ s, strlen(s) };
}

static inline bool
sv_eq(struct sv a, struct sv b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Equal when ASCII letters are compared without case. */
bool sv_eq_nocase(struct sv a, struct sv b);

/* Does `s` begin, or end, with the other? The first without case, too. */
bool sv_starts_nocase(struct sv s, struct sv prefix);
bool sv_ends(struct sv s, struct sv suffix);

/* memcmp order, the shorter first when one begins with the other. */
int sv_cmp(struct sv a, struct sv b);

/* Bytes [from, to) of `s`; both are cut to its length. */
static inline struct sv
sv_slice(struct sv s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	if (s.ptr == NULL)
		return s;
	return (struct sv){ s.ptr + from, to - from };
}

static inline bool
sv_starts(struct sv s, struct sv prefix)
{
	return sv_eq(sv_slice(s, 0, prefix.len), prefix);
}

/* Index of the first `c` or `needle`, or -1. */
ptrdiff_t sv_find_char(struct sv s, char c);
ptrdiff_t sv_find(struct sv s, struct sv needle);

/* `s` without spaces and tabs at both ends. */
struct sv sv_trim(struct sv s);

/*
 * Cut `*s` at the first `sep`: return what stands before it and leave in `*s`
 * what comes after. Without a `sep` return all and leave `*s` with a NULL
 * pointer, so that `while (s.ptr != NULL)` visits each piece once.
 */
struct sv sv_cut(struct sv *s, char sep);

/* True for dotted prefixes: "a.b" has prefix "a" and "a.b", not "a.bc". */
bool sv_has_dotted_prefix(struct sv s, struct sv prefix);

#endif
