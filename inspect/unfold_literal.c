/*
 * Literals that say where to look: ways to write "@" and "." as words. None is
 * shorter than four bytes, or searching for all of them would be slow.
 */
#include "base/attr.h"
#include "base/err.h"
#include "inspect/unfold.h"

static const struct unfold_literal literals[] = {
	{ SV_INIT(" AT "), false },
	{ SV_INIT(" dot "), true },
	{ SV_INIT(" arroba "), true },
	{ SV_INIT(" chiocciola "), true },
	{ SV_INIT(" arobase "), true },
	{ SV_INIT(" malpa "), true },
	{ SV_INIT(" ma\xc5\x82pa "), true },
	{ SV_INIT(" kukac "), true },
	{ SV_INIT(" zavinac "), true },
	{ SV_INIT(" zavin\xc3\xa1\xc4\x8d "), true },
	{ SV_INIT(" snabel-a "), true },
	{ SV_INIT(" punkt "), true },
	{ SV_INIT(" kropka "), true },
};

size_t
unfold_literal_count(void)
{
	return NELEMS(literals);
}

struct unfold_literal
unfold_literal(size_t index)
{
	ASSERT(index < NELEMS(literals));
	return literals[index];
}
