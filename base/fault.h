/*
 * Fault injection: a test arms one kind of call so that its n-th use from now
 * fails. Without --enable-fault-injection fault_hit() is a constant false.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

enum fault_kind {
	FAULT_ALLOC,	/* memory allocation */
	FAULT_WRITE,	/* a write to a file or store */
	FAULT_SYNC,	/* making it durable */
	FAULT_KINDS
};

#ifdef WITH_FAULT_INJECTION
/* Make the `nth` (from 1) call of `kind` from now fail, once; 0 disarms. */
void fault_arm(enum fault_kind kind, unsigned nth);

/* How often `kind` was asked since it was armed. */
unsigned fault_count(enum fault_kind kind);

/* True exactly when the armed call is reached. */
bool fault_hit(enum fault_kind kind);
#else
static inline bool
fault_hit(enum fault_kind kind)
{
	(void)kind;
	return false;
}
#endif

#endif
