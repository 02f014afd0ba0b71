/* The runs of a cluster of digits, sent to whom they may be. For the scan. */
#ifndef INSPECT_SCAN_RUNS_H
#define INSPECT_SCAN_RUNS_H

#include <stddef.h>

#include "inspect/match/cluster.h"
#include "inspect/scan.h"

/*
 * Look at a cluster that is no blob: its windows of runs, also with words
 * before it but not before `floor`, and the matchers of numbers. May move
 * s->resume.
 */
void scan_runs(struct scan *s, const struct cluster *c, size_t floor);

#endif
