/*
 * A record read back: the members that indexes, the lineage graph, exports and
 * people ask for. Reading is tolerant: what is missing is empty, what is not
 * known is left alone, so that later versions of records can be read.
 */
#ifndef AUDIT_VIEW_H
#define AUDIT_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "audit/record.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"

enum view_type {
	VIEW_OTHER,
	VIEW_DECISION,
	VIEW_OUTCOME,
	VIEW_POLICY,
	VIEW_ADMIN,
	VIEW_BYPASS,
	VIEW_HEARTBEAT
};

struct view_class {
	struct sv name, action;
	uint64_t count;
};

/* Texts are borrowed from the record or from the arena. */
struct view {
	enum view_type type;
	struct sv type_name, id, time;
	int64_t time_ns;		/* 0 if it cannot be read */
	/* Decisions; some also stand in other types. */
	struct sv activity, client, decision, host, model, purpose, route, team,
	    template, zone;
	uint64_t port;
	uint64_t bytes_in, bytes_out;	/* of the body, received and to send */
	struct view_class *classes;
	size_t nclasses;
	struct sv *subjects, *rules;	/* subjects in hex */
	size_t nsubjects, nrules;
	struct sv side;		/* hex SHA-256 of the list of subjects */
	/* Outcomes: `decision` is the id of the decision. */
	struct sv result;
	uint64_t bytes_sent, bytes_received, status;
	/* Administration. */
	struct sv actor, action, target;
};

/*
 * Read `record`, taking what memory it needs from `a`. ERR_SYNTAX (no JSON
 * object), ERR_LIMIT, ERR_NOMEM.
 */
int view_read(struct sv record, struct arena *a, struct view *ret_view)
    MUST_USE;

/* Read the side row `list` as the record's subjects. The same errors. */
int view_read_subjects(struct sv list, struct arena *a, struct view *v)
    MUST_USE;

#endif
