/*
 * E-mail addresses that tell a name: "anna.mueller@" makes a name of "anna
 * müller" and "Müller, Anna" anywhere in the text. A part of
 * inspect/names/cue.c.
 */
#ifndef INSPECT_NAMES_CUE_ADDRESS_H
#define INSPECT_NAMES_CUE_ADDRESS_H

#include <stddef.h>
#include <stdint.h>

#include "inspect/names/cue_text.h"

enum { CUE_ADDRESSES = 8 };	/* of a text that are remembered */

struct cue_addresses {
	size_t count;
	struct {
		/* Hashes: as written; with ue, oe, ae as u, o, a. */
		uint64_t first[2], last[2];
	} list[CUE_ADDRESSES];
};

/* An @ stands at byte `at`: remember the two words before it, if they are. */
void cue_address_note(struct cue_addresses *a, const struct cue_text *in,
    size_t at);

/* Behind the text: report all pairs of words that stand in an address. */
void cue_address_report(const struct cue_addresses *a,
    const struct cue_text *in);

#endif
