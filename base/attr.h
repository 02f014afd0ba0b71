/*
 * Compiler attributes, the only extensions of the language that Exeat uses.
 */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define MUST_USE	__attribute__((warn_unused_result))
#define PRINTF(f, a)	__attribute__((format(printf, f, a)))
#define NORETURN	__attribute__((noreturn))
#define UNUSED		__attribute__((unused))
#define NONNULL		__attribute__((nonnull))
#define NOINLINE	__attribute__((noinline))
/*
 * For what only fetches ahead: gcc takes a call of it for one without effect.
 */
#define ALWAYS_INLINE	inline __attribute__((always_inline))
#define WEAK		__attribute__((weak))
#define EXPORTED	__attribute__((visibility("default")))

/* Compile one function for a processor's extension, chosen at run time. */
#define TARGET(ext)	__attribute__((target(ext)))

/* Number of elements of an array (not of a pointer). */
#define NELEMS(a)	(sizeof(a) / sizeof((a)[0]))

#endif
