/*
 * How much a detector's check is worth: the share of random strings like what
 * it finds that it accepts. `exeat detectors show` says it, and the tests
 * compare it with the strength that each pack states.
 *
 * What is drawn:
 *   shapes             letters and digits of the first shape, of `{n,m}` any
 *                      length; the validator alone decides, and without one
 *                      all are accepted
 *   match: assigned    letters and digits of the first example's finding,
 *                      what parts them stays; pattern and validator decide
 *   the others         the same, and as many signs of ASCII, all in any order,
 *                      since signs and order are the form
 * Digits and letters a to f alone, eight or more, are drawn as hexadecimal.
 * Around it stands what the example has there, with the words of its context.
 * Vocabularies have terms and people, and no rate; what has no examples, since
 * a label decides, takes all.
 */
#ifndef INSPECT_STRENGTH_H
#define INSPECT_STRENGTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "inspect/pack.h"

struct detect_engine;

enum { STRENGTH_TRIES = 20000, STRENGTH_SCANS = 2000 };

struct strength_rate {
	unsigned accepted, tries;
};

/* Has it a rate: is it no vocabulary? */
bool strength_is_measured(const struct pack_detector *d);

/* Is it a matcher that only an engine can ask? */
bool strength_wants_engine(const struct pack_detector *d);

/*
 * Draw and ask: STRENGTH_TRIES times, matchers STRENGTH_SCANS times through
 * `e`, an engine that has the detector's class; the others do without one
 * (NULL). The same answer each time. ERR_INVAL if it has no rate or no marked
 * example, errors of detect_scan() and pcre_new().
 */
int strength_measure(const struct pack_detector *d,
    const struct detect_engine *e, struct strength_rate *ret) MUST_USE;

/* The class of a rate, never STRENGTH_NONE. */
enum pack_strength strength_of(struct strength_rate rate);

/*
 * May a pack state `stated` of this rate? Never more than it is; less only by
 * a little, since rates near a bound fall on either side of it.
 */
bool strength_may_state(enum pack_strength stated, struct strength_rate rate);

/*
 * Append the next random string like what `d` finds to `out`, alone; `state`
 * is any number at first. ERR_INVAL as strength_measure(), errors of `out`.
 */
int strength_draw(const struct pack_detector *d, uint64_t *state,
    struct buf *out) MUST_USE;

#endif
