/*
 * Asks the recognisers of the policy for commands that decide, as the daemon
 * does (proxy/recogniser.h): the same questions, the same checks of whom, one
 * after the other.
 */
#ifndef CLI_RECOGNISERS_H
#define CLI_RECOGNISERS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "cli/setup.h"
#include "govern/recognise.h"

struct dns;
struct loop;
struct tls_context;

struct recognisers {
	const struct setup *setup;
	struct loop *loop;		/* these are made when first needed */
	struct dns *dns;
	struct tls_context *tls;
	struct errinfo why;		/* the last that gave no answer */
};

/* Make ready; recognisers_done() releases it. */
void recognisers_init(struct recognisers *r, const struct setup *s);
void recognisers_done(struct recognisers *r);

/*
 * Between assess_detect() and assess_decide(): ask all of them about `doc` at
 * `now_ns` and join what they find to `a`. One that gives no answer fails as
 * its `fail` says, and `r->why` tells why. ERR_NOMEM.
 */
int recognisers_ask(struct recognisers *r, struct arena *arena,
    struct document *doc, int64_t now_ns, struct assessment *a) MUST_USE;

/*
 * Instead of it: where there is something to ask, the coverage of `doc` says
 * that nobody was. ERR_NOMEM.
 */
int recognisers_pass_over(const struct setup *s, struct arena *arena,
    struct document *doc) MUST_USE;

#endif
