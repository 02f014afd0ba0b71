/*
 * Progress of long work on a terminal's standard error: one line that is
 * written over. Where standard error is no terminal, nothing.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
	bool on, shown;
	int64_t next_ns;
	uint64_t files, bytes, findings;
};

void progress_init(struct progress *p);

/* Count one file and show the line, ten times a second at most. */
void progress_file(struct progress *p, uint64_t bytes, uint64_t findings);

/* Take the line away: something else is going to be written. */
void progress_clear(struct progress *p);

#endif
