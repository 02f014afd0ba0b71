/*
 * Postal addresses that begin with the postcode and its town, and have the
 * street behind them: "79098 Freiburg, Rosengarten 12", "1010 Wien,
 * Stephansplatz". Without a word for a street it needs the number of a house.
 * Pure; for inspect/match/match_address_plain.c.
 */
#ifndef INSPECT_ADDRESS_ADDRESS_AHEAD_H
#define INSPECT_ADDRESS_ADDRESS_AHEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "inspect/address/address_plain.h"

/*
 * Read the address whose postcode begins at byte `at`; false if none does. A
 * street with a word for it and a number is left to inspect/address/address.h.
 */
bool address_ahead_read(const struct address_text *a, size_t at,
    struct address_plain *ret);

#endif
