/* Names in the field at hand, for the scan alone. */
#ifndef INSPECT_SCAN_NAMES_H
#define INSPECT_SCAN_NAMES_H

#include "base/sv.h"

struct scan;
struct tagger_span;

/* Look for names in the field at hand, whose label is `label`. */
void scan_names(struct scan *s, struct sv label);

/* Keep one of them, for names_scan(); `ctx` is the scan. */
void scan_names_keep(void *ctx, const struct tagger_span *span);

#endif
