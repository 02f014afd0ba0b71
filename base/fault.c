#include "base/fault.h"

#ifdef WITH_FAULT_INJECTION

static unsigned armed[FAULT_KINDS];
static unsigned seen[FAULT_KINDS];

void
fault_arm(enum fault_kind kind, unsigned nth)
{
	armed[kind] = nth;
	seen[kind] = 0;
}

unsigned
fault_count(enum fault_kind kind)
{
	return seen[kind];
}

bool
fault_hit(enum fault_kind kind)
{
	seen[kind]++;
	return armed[kind] != 0 && seen[kind] == armed[kind];
}

#else

/* ISO C wants a declaration in every translation unit. */
typedef int fault_unused;

#endif
