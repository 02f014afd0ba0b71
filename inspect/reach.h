/*
 * How sure can findings of a class be? For who asks a score of them: a rule
 * that wants more than any detector can give would never apply.
 */
#ifndef INSPECT_REACH_H
#define INSPECT_REACH_H

#include "base/sv.h"
#include "inspect/detect.h"

/*
 * The highest score that a finding of the class `prefix`, or of one below it,
 * can have, context and agreement with others counted in; empty is every
 * class. 0: there is no such class.
 */
unsigned reach_of(const struct detect_engine *engine, struct sv prefix);

#endif
