/*
 * One flow, made up from what the command line or a test case says, taken
 * through the engine that decides in the daemon.
 */
#ifndef CLI_FLOW_H
#define CLI_FLOW_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "cli/recognisers.h"
#include "cli/setup.h"
#include "govern/assess.h"
#include "inspect/explain.h"

/* Who would send what, where to and when; borrowed, empty is unknown. */
struct flow_request {
	struct sv to;		/* HOST[:PORT][/PATH], or a URL */
	struct sv as;		/* client; the configuration may know more */
	struct sv team, purpose, activity;	/* before the configuration */
	struct sv method;	/* empty: POST */
	struct sv type;		/* media type; empty: by content */
	struct sv body;
	int64_t now_ns;
	struct recognisers *recognisers;	/* to ask; NULL: nobody is */
};

struct flow {
	struct arena arena;
	struct document_limits limits;
	struct sv host, path;
	uint16_t port;
	struct document doc;
	struct assessment a;
	struct explain why;	/* after flow_explain() */
	struct errinfo unasked;	/* why a recogniser gave no answer */
};

/*
 * Take `r` through the engine of `s`. flow_done() in any case. ERR_SYNTAX:
 * `to`, `method` or `type` is none; ERR_LIMIT: the body passes the limits;
 * ERR_NOMEM.
 */
int flow_run(const struct setup *s, const struct flow_request *r,
    struct flow *ret, struct errinfo *ei) MUST_USE;

/*
 * Ask why it was found what was, with near misses if `near`. ERR_NOMEM. Where
 * detection itself gave up nothing is explained.
 */
int flow_explain(const struct setup *s, bool near, struct flow *f,
    struct errinfo *ei) MUST_USE;

/*
 * Append the body as it would leave. Its tokens are made with keys that nobody
 * keeps, in this process: they show the form, and never resolve. ERR_STATE: it
 * would not leave.
 */
int flow_rewrite(const struct setup *s, struct flow *f, struct buf *out)
    MUST_USE;

void flow_done(struct flow *f);

#endif
