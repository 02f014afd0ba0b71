/*
 * Where a flow would really go: four separate axes, each a set of countries
 * with its grade of evidence, and the zone that follows from them by the law
 * of the time of the flow. What a contract declares comes before what the
 * catalogue says of the host; what the request itself asks for (model id,
 * region hint, path) is joined to either and may only make it worse, never
 * better, than a declaration. Unknown stays unknown.
 */
#ifndef RULES_DESTINATION_H
#define RULES_DESTINATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"
#include "rules/places.h"
#include "rules/zone.h"

struct policy;
struct catalogue;

enum axis {
	AXIS_PROCESSING,	/* where it is computed on */
	AXIS_STORAGE,		/* where it is kept */
	AXIS_CONTROL,		/* who can compel the operator */
	AXIS_PROVENANCE,	/* where the model comes from */
};

enum { AXES = AXIS_PROVENANCE + 1 };

/* From nothing to the best. */
enum evidence {
	EVIDENCE_NONE,
	EVIDENCE_ASSERTED,	/* the peer says so */
	EVIDENCE_OBSERVED,	/* address */
	EVIDENCE_STRUCTURAL,	/* host, path, model id, body */
	EVIDENCE_DECLARED,	/* contract, in the policy */
};

/* The transfer tool that the zone rests on (GDPR chapter V). */
enum tool_kind {
	TOOL_NONE,
	/* Art. 45, also: recipient within the decision's scope */
	TOOL_ADEQUACY,
	TOOL_DPF,	/* Art. 45, Decision (EU) 2023/1795 */
	TOOL_SCC,	/* Art. 46(2)(c) */
	TOOL_BCR,	/* Art. 47 */
	TOOL_CODE,	/* Art. 46(2)(e) and (f): code or certification */
	TOOL_ADHOC,	/* Art. 46(3): authorised clauses */
};

/* Why an axis is worse than it might be; a set of bits. */
enum destination_note {
	NOTE_UNLISTED = 1 << 0,		/* host in no table */
	NOTE_UNDECLARED = 1 << 1, /* known host; only a contract can say */
	NOTE_REGION_UNKNOWN = 1 << 2,	/* region name in no table */
	NOTE_REGION_CONFLICT = 1 << 3,	/* host, path, model id disagree */
	NOTE_MODEL_UNKNOWN = 1 << 4,	/* model prefix in no table */
	NOTE_MODEL_GLOBAL = 1 << 5,	/* model id asks for any region */
	NOTE_HINT_GLOBAL = 1 << 6, /* region hint asks for, or allows, any */
	NOTE_HINT_UNKNOWN = 1 << 7,	/* region hint in no table */
	NOTE_TOOL_EXPIRED = 1 << 8, /* declared tool is past its review date */
	NOTE_TOOL_SUSPENDED = 1 << 9,	/* DPF switched off by the policy */
	NOTE_DECLARED_WIDER = 1 << 10, /* request goes beyond the declaration */
};

enum { DESTINATION_NOTES = 11 };

struct destination_query {
	struct sv host;		/* name or address literal, any case */
	uint16_t port;
	struct sv path;		/* request path as sent, or empty */
	struct sv model;	/* model id from the body, or empty */
	/* Anthropic `inference_geo`; .ptr NULL: absent */
	struct sv region_hint;
	bool body_pending;	/* the body is not known yet */
	int64_t now_ns;		/* wall clock */
};

struct destination_axis {
	struct places places;
	enum evidence evidence;
};

/* Borrows from policy, catalogue; nothing from the query. */
struct destination {
	struct destination_axis axis[AXES];
	enum zone zone;
	enum tool_kind tool;
	bool declared;		/* by an entry of the policy */
	bool pending;		/* the body may still change processing */
	bool model_pending;	/* and provenance */
	unsigned notes;		/* of enum destination_note */
	struct sv tool_ref;	/* e.g. "TIA-7", or empty */
	struct sv provider;	/* catalogue's name of the service, or empty */
	struct sv operator;	/* legal entity, or empty */
	struct sv category;	/* "llm-api", or empty */
	struct sv dialect; /* catalogue's dialects, joined by '|', or empty */
	struct sv source;	/* where the catalogue row comes from */
	const struct sv *certified;	/* certifications, declared */
	size_t ncertified;
};

/*
 * Resolve `q`; total, allocates nothing, never fails: what cannot be found is
 * unknown. Both `policy` (whose catalogue is used) and the result may be
 * shared by any number of calls.
 */
void destination_resolve(const struct policy *policy,
    const struct destination_query *q, struct destination *ret);

const char *destination_axis_name(enum axis axis);
const char *destination_evidence_name(enum evidence evidence);
const char *destination_tool_name(enum tool_kind tool);

/* One English clause for the note with number `bit` (0 .. NOTES-1). */
const char *destination_note_text(unsigned bit);

#endif
