/*
 * What must hold of the findings in any text: they lie inside, sorted and
 * apart, are the same each time, do not change when something unrelated follows
 * far behind, and explaining finds the same. Aborts where it does not. By the
 * packs that ship and two patterns of a policy.
 */
#ifndef TESTS_FUZZ_DETECT_AGAIN_H
#define TESTS_FUZZ_DETECT_AGAIN_H

#include "base/sv.h"

void detect_again(struct sv text, struct sv label);

#endif
