/*
 * Recognisers of a policy: who else is asked for findings, and whether that is
 * allowed. Read with the policy; see exeat-policy(5).
 */
#ifndef RULES_RECOGNISERS_H
#define RULES_RECOGNISERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

struct policy;

enum {
	POLICY_RECOGNISERS = 8,		/* at most so many in a policy */
	POLICY_RECOGNISER_CLASSES = 256,	/* of one of them */
	POLICY_RECOGNISER_TEXT = 1024	/* bytes of a URL's path */
};

/* What a recogniser calls something, and the class it is here. */
struct policy_entity {
	struct sv entity;	/* "PERSON"; as the recogniser writes it */
	struct sv class_name;
};

/*
 * Somebody inside of the perimeter who is asked for findings, by the REST API
 * of Presidio's analyzer (POST, JSON).
 */
struct policy_recogniser {
	struct sv name;
	struct sv host;		/* without brackets, lower case */
	struct sv path;		/* begins with '/' */
	uint16_t port;
	bool is_tls;
	bool is_loopback;	/* by its name or address */
	struct sv language;
	const struct policy_entity *entities;	/* each entity once */
	size_t nentities;
	unsigned min_score;	/* 1 to 100; what is below is dropped */
	uint32_t timeout_ms;	/* of one flow, waiting for it included */
	bool may_fail;		/* the flow goes on without it */
};

/* All of them, in the order of the policy; borrowed. */
const struct policy_recogniser *policy_recognisers(const struct policy *p,
    size_t *ret_n);

/*
 * Is `r` in the perimeter at `now_ns`: this machine, or a host that is
 * declared so?
 */
bool policy_may_ask(const struct policy *p, const struct policy_recogniser *r,
    int64_t now_ns);

#endif
