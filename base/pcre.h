/*
 * Regular expressions of PCRE2 (8-bit, JIT), the dialect of every pattern a
 * person writes: Unicode everywhere (UTF, UCP), and every match bounded, so
 * that no pattern and no text can stop the program.
 *
 * A pattern is compiled with its own match memory and JIT stack: matching
 * allocates nothing and is allowed after a process confined itself; one match
 * at a time. Syntax: pcre2pattern(3). Subjects may hold invalid UTF-8, which
 * then simply matches nothing.
 */
#ifndef BASE_PCRE_H
#define BASE_PCRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

struct pcre;

/*
 * What one match may take: steps (as PCRE2 counts its calls of match(), fewer
 * with JIT), bytes of the JIT stack or, without JIT, KiB of heap and levels.
 */
enum {
	PCRE_STEPS = 1000000,
	PCRE_STACK_BYTES = 128 * 1024,
	PCRE_HEAP_KIB = 1024,
	PCRE_DEPTH = 1000,
	PCRE_PATTERN_MAX = 4096	/* bytes of a pattern */
};

enum pcre_flag {
	PCRE_CASELESS = 1,	/* letters match without case */
};

/* Bytes [start, end) of the subject. */
struct pcre_span {
	size_t start, end;
};

/*
 * Compile `pattern` with `flags` (of enum pcre_flag). A pattern that matches
 * the empty string is refused: it would be found everywhere. ERR_SYNTAX with
 * what is wrong (`ei` keeps the file and line given before; a known column is
 * moved to the fault), ERR_NOMEM. Returns owned.
 */
int pcre_new(struct sv pattern, unsigned flags, struct pcre **ret,
    struct errinfo *ei) MUST_USE;

/* Release; NULL is allowed. */
void pcre_free(struct pcre *re);

/* Let a match take `steps` at most instead of PCRE_STEPS. */
void pcre_set_steps(struct pcre *re, uint32_t steps);

/*
 * Match exactly at byte `at` of `subject` (what stands before it is seen by
 * lookbehind). The span is that of group 1 where the pattern has one, else of
 * the whole match. ERR_NOTFOUND, or ERR_LIMIT when the match needed more steps
 * or stack than allowed.
 */
int pcre_match_at(const struct pcre *re, struct sv subject, size_t at,
    struct pcre_span *ret) MUST_USE;

/*
 * Find the first match that begins in [from, until]; `ret_next` is where to go
 * on (always beyond `from`). Span and errors as above.
 */
int pcre_find(const struct pcre *re, struct sv subject,
    struct pcre_span range, struct pcre_span *ret, size_t *ret_next) MUST_USE;

#endif
