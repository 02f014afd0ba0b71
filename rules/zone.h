/*
 * Zones: what the law says about a place, from the nearest to the farthest.
 * The order is the meaning: of several places the worst zone counts, and
 * `outside: eea` in a policy is every zone after ZONE_EEA.
 */
#ifndef RULES_ZONE_H
#define RULES_ZONE_H

#include "base/attr.h"
#include "base/sv.h"

enum zone {
	ZONE_PERIMETER,	/* the organisation's own systems, by declaration */
	ZONE_HOME,	/* the country of `home` */
	ZONE_EEA,	/* EU, its outermost regions, Iceland, Liechtenstein,
			   Norway */
	ZONE_ADEQUATE,	/* adequacy decision for the whole country */
	ZONE_SCOPED,	/* adequacy decision for some recipients only */
	ZONE_DPF,	/* US recipient certified under the EU-US framework */
	ZONE_ART46,	/* third country with an Article 46 tool in force */
	ZONE_REVIEW,	/* the law is not settled: a person must decide */
	ZONE_THIRD,	/* third country without any of these */
	ZONE_UNKNOWN,	/* nobody can say where it goes */
};

enum { ZONES = ZONE_UNKNOWN + 1 };

/* The name of `zone` as policies and records write it; never NULL. */
const char *zone_name(enum zone zone);

/* Find the zone called `name`; ERR_NOTFOUND. */
int zone_parse(struct sv name, enum zone *ret_zone) MUST_USE;

#endif
