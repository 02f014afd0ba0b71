#include "inspect/scan_stop.h"

#include "base/err.h"

bool
scan_has_stopped(const struct scan *s, uint16_t detector)
{
	for (size_t i = 0; i < s->stops.count; i++)
		if (s->stops.items[i].detector == detector)
			return true;
	return false;
}

void
scan_stop(struct scan *s, uint16_t detector, int err)
{
	struct detect_stops *stops = &s->stops;

	if (err == ERR_NOTFOUND)
		return;
	if (err != ERR_LIMIT || stops->count == DETECT_STOPS)
		s->err = err;
	else
		stops->items[stops->count++] =
		    (struct detect_stop){ s->field, detector };
}
