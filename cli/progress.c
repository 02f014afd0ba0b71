#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

static const int64_t interval_ns = 100 * 1000 * 1000;

void
progress_init(struct progress *p)
{
	*p = (struct progress){ .on = isatty(STDERR_FILENO) != 0 };
}

void
progress_file(struct progress *p, uint64_t bytes, uint64_t findings)
{
	int64_t now;

	p->files++;
	p->bytes += bytes;
	p->findings += findings;
	if (!p->on)
		return;
	now = clock_mono_ns();
	if (now < p->next_ns)
		return;
	p->next_ns = now + interval_ns;
	p->shown = true;
	(void)fprintf(stderr, "\r%" PRIu64 " files, %.1f MB, %" PRIu64
	    " findings\033[K", p->files, (double)p->bytes / 1e6, p->findings);
}

void
progress_clear(struct progress *p)
{
	if (p->shown)
		(void)fputs("\r\033[K", stderr);
	p->shown = false;
}
