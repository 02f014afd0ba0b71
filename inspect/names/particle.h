/*
 * Particles of family names, Dutch, German, Arabic and Irish: "van der Zwan",
 * "van 't Hoff", "von Arnim", "el Khattabi", "Ní Bhriain". They are small words
 * of prose too, so that they only make a name longer, or are asked of a value
 * that a label says is one. For inspect/names/cue.h and inspect/names/mend.h.
 */
#ifndef INSPECT_NAMES_PARTICLE_H
#define INSPECT_NAMES_PARTICLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

/* Is the word, as it is written, one of them? */
bool particle_is(struct sv word);

/*
 * Make the name [*start, *end) longer: over particles and the capitalised word
 * behind it, and over particles before it, where [before, until) is the name
 * found before, which it then goes on from.
 */
void particle_pass(struct sv text, size_t before, size_t until, size_t *start,
    size_t *end);

/*
 * Does a given name and "Ní", "Nic", "Ó" or "Uí" stand before the name at
 * *start, so that it is a person's, whatever it was taken for? Then *start
 * becomes where the given name begins.
 */
bool particle_is_irish(struct sv text, size_t *start);

#endif
