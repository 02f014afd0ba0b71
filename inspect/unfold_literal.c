/*
 * Literals that say where to look: ways to write "@" and "." as words, words of
 * digits. One list, so that a number says which it is. None is shorter than
 * four bytes, or searching for all of them would be slow.
 */
#include "base/attr.h"
#include "base/err.h"
#include "inspect/spelled_table.h"
#include "inspect/unfold.h"

static const struct unfold_literal literals[] = {
	{ " AT ", false }, { " dot ", true }, { " arroba ", true },
	{ " chiocciola ", true }, { " arobase ", true }, { " malpa ", true },
	{ " ma\xc5\x82pa ", true }, { " kukac ", true },
	{ " zavinac ", true }, { " zavin\xc3\xa1\xc4\x8d ", true },
	{ " snabel-a ", true }, { " punkt ", true }, { " kropka ", true },
};

size_t
unfold_literal_count(void)
{
	return NELEMS(literals) + spelled_clue_count;
}

struct unfold_literal
unfold_literal(size_t index)
{
	if (index < NELEMS(literals))
		return literals[index];
	index -= NELEMS(literals);
	ASSERT(index < spelled_clue_count);
	return (struct unfold_literal){ spelled_clues[index], true };
}
