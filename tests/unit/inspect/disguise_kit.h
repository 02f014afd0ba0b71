/*
 * What the tests of disguised values share: texts in which one is to be found
 * where it stands, texts that hold none, and bodies that are rewritten.
 */
#ifndef TESTS_UNIT_INSPECT_DISGUISE_KIT_H
#define TESTS_UNIT_INSPECT_DISGUISE_KIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"
#include "inspect/detect.h"

/* In the text the finding stands between << and >>. */
struct disguise_case {
	const char *class_name, *text;
};

/* A body of JSON, and the same with TOKEN for each finding. */
struct disguise_body {
	const char *body, *rewritten;
};

/* Is there a finding of the class at bytes [start, end)? Says what there is. */
bool disguise_kit_finds(const struct detect_engine *e, struct sv text,
    const char *class_name, size_t start, size_t end);

/* A check for each: alone, and in the middle of much else. */
void disguise_kit_cases(const struct detect_engine *e,
    const struct disguise_case *cases, size_t count);
void disguise_kit_far(const struct detect_engine *e,
    const struct disguise_case *cases, size_t count);

/* Nothing is found in any of them. */
void disguise_kit_clean(const struct detect_engine *e,
    const char *const *texts, size_t count);

void disguise_kit_rewrites(const struct detect_engine *e,
    const struct disguise_body *bodies, size_t count);

#endif
