/*
 * Patterns that give up (base/pcre.h): the scan goes on without them, says so,
 * and its caller decides what a body is worth that not all was looked for in.
 * Inside detection only.
 */
#ifndef INSPECT_SCAN_STOP_H
#define INSPECT_SCAN_STOP_H

#include "inspect/scan.h"

/* Did the pattern of `detector` give up before? It is not tried again. */
bool scan_has_stopped(const struct scan *s, uint16_t detector);

/*
 * Matching the pattern of `detector` failed with `err`: nothing for
 * ERR_NOTFOUND, for ERR_LIMIT it gave up, others end the scan.
 */
void scan_stop(struct scan *s, uint16_t detector, int err);

#endif
