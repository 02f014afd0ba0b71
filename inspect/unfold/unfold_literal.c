/*
 * Literals that say where to look: ways to write "@" and "." as words, and
 * behind them words that numbers are spelled with. None of the first is shorter
 * than four bytes, or searching for all of them would be slow.
 */
#include "base/attr.h"
#include "base/needles.h"
#include "inspect/unfold/spelled.h"
#include "inspect/unfold/unfold.h"

static const struct unfold_literal literals[] = {
	{ SV_INIT(" AT "), 0 },
	{ SV_INIT(" dot "), NEEDLE_CASELESS },
	{ SV_INIT(" arroba "), NEEDLE_CASELESS },
	{ SV_INIT(" chiocciola "), NEEDLE_CASELESS },
	{ SV_INIT(" arobase "), NEEDLE_CASELESS },
	{ SV_INIT(" malpa "), NEEDLE_CASELESS },
	{ SV_INIT(" ma\xc5\x82pa "), NEEDLE_CASELESS },
	{ SV_INIT(" kukac "), NEEDLE_CASELESS },
	{ SV_INIT(" zavinac "), NEEDLE_CASELESS },
	{ SV_INIT(" zavin\xc3\xa1\xc4\x8d "), NEEDLE_CASELESS },
	{ SV_INIT(" snabel-a "), NEEDLE_CASELESS },
	{ SV_INIT(" punkt "), NEEDLE_CASELESS },
	{ SV_INIT(" kropka "), NEEDLE_CASELESS },
};

size_t
unfold_literal_count(void)
{
	return NELEMS(literals) + spelled_clues();
}

struct unfold_literal
unfold_literal(size_t index)
{
	if (index < NELEMS(literals))
		return literals[index];
	return (struct unfold_literal){ spelled_clue(index - NELEMS(literals)),
		NEEDLE_CASELESS | NEEDLE_APART | NEEDLE_ENDS };
}
