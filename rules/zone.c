#include "rules/zone.h"

#include <stddef.h>

#include "base/err.h"

static const char *const names[] = {
	[ZONE_PERIMETER] = "perimeter",
	[ZONE_HOME] = "home",
	[ZONE_EEA] = "eea",
	[ZONE_ADEQUATE] = "adequate",
	[ZONE_SCOPED] = "scoped",
	[ZONE_DPF] = "dpf",
	[ZONE_ART46] = "art46",
	[ZONE_REVIEW] = "review",
	[ZONE_THIRD] = "third",
	[ZONE_UNKNOWN] = "unknown",
};

const char *
zone_name(enum zone zone)
{
	return names[zone];
}

int
zone_parse(struct sv name, enum zone *ret_zone)
{
	for (size_t i = 0; i < ZONES; i++) {
		if (sv_eq(name, sv_cstr(names[i]))) {
			*ret_zone = (enum zone)i;
			return 0;
		}
	}
	return ERR_NOTFOUND;
}
