/*
 * Answers of our own: a refusal as RFC 9457 problem details, or in the words
 * of the API that the client speaks, so that an SDK raises its proper
 * exception. Always with the record's id and the names of the rules; never
 * with anything of the request.
 */
#ifndef PROXY_REFUSE_H
#define PROXY_REFUSE_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "inspect/body/dialect.h"

struct refuse_spec {
	unsigned status;	/* HTTP */
	struct sv code;		/* [a-z0-9-]: what kind of refusal */
	struct sv text;		/* for people: why, and what would be right */
	struct sv record;	/* id of the record, or empty */
	struct sv decision;	/* "block", "hold"; empty for failures */
	const struct sv *rules;	/* that asked for it */
	size_t nrules;
	const struct dialect *dialect;	/* NULL: problem details */
};

/* Append the JSON body. 0, ERR_NOMEM, ERR_LIMIT. */
int refuse_write_body(const struct refuse_spec *spec, struct buf *out) MUST_USE;

/* The Content-Type that goes with it. */
struct sv refuse_content_type(const struct refuse_spec *spec);

#endif
