#include "inspect/address/towns.h"

#include "base/err.h"
#include "inspect/words/context.h"

/* Digits of a postcode (UPU, Postal addressing systems), by ISO 3166-1. */
static const struct {
	char country[3];
	uint8_t digits;		/* 0: letters are in it */
} lengths[] = {
	{ "at", 4 }, { "be", 4 }, { "bg", 4 }, { "ch", 4 }, { "cy", 4 },
	{ "cz", 5 }, { "de", 5 }, { "dk", 4 }, { "ee", 5 }, { "es", 5 },
	{ "fi", 5 }, { "fr", 5 }, { "gb", 0 }, { "gr", 5 }, { "hr", 5 },
	{ "hu", 4 }, { "ie", 0 }, { "is", 3 }, { "it", 5 }, { "li", 4 },
	{ "lt", 5 }, { "lu", 4 }, { "lv", 4 }, { "mt", 0 }, { "nl", 4 },
	{ "no", 4 }, { "pl", 5 }, { "pt", 4 }, { "ro", 6 }, { "se", 5 },
	{ "si", 4 }, { "sk", 5 },
};

int
towns_begin(struct towns *t, struct context *c, uint16_t all)
{
	uint16_t group;
	int err = 0;

	t->all = all + 1u;
	for (size_t i = 0; i < TOWNS_LENGTHS && err == 0; i++) {
		err = context_group(c, &group);
		if (err == 0)
			t->of_length[i] = group + 1u;
	}
	return err;
}

int
towns_add(const struct towns *t, struct context *c, struct sv country,
    struct sv phrase)
{
	size_t from = TOWNS_SHORTEST, to = TOWNS_LONGEST;
	int err = 0;

	for (size_t i = 0; i < NELEMS(lengths); i++)
		if (sv_eq(country, sv_cstr(lengths[i].country)))
			from = to = lengths[i].digits;
	for (; from > 0 && from <= to && err == 0; from++)
		err = context_add(c, (uint16_t)(
		    t->of_length[from - TOWNS_SHORTEST] - 1), phrase);
	return err;
}

uint32_t
towns_group(const struct towns *t, size_t digits)
{
	if (digits == 0)
		return t->all;
	return digits < TOWNS_SHORTEST || digits > TOWNS_LONGEST ? 0 :
	    t->of_length[digits - TOWNS_SHORTEST];
}
