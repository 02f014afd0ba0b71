/*
 * Asks the recognisers of the policy (govern/recognise.h says what, and what
 * their answers mean). The transaction asks between detection and decision.
 *
 * This is no egress: only addresses of the perimeter are dialled, by a
 * declaration of the policy or because they are this machine's, each address
 * is checked like that of a destination there, TLS is verified, redirects are
 * not followed, and nothing of the client but values of the body is sent.
 */
#ifndef PROXY_RECOGNISER_H
#define PROXY_RECOGNISER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "govern/recognise.h"

struct conn_hub;
struct dns;
struct loop;
struct metrics;
struct recogniser;		/* all of a worker's */
struct recogniser_ask;		/* one document and all of them */
struct tls_context;

enum {
	RECOGNISER_CONNS = 8,		/* of one worker to one of them */
	RECOGNISER_QUEUE = 1024,	/* requests that wait for one */
	RECOGNISER_IDLE_MS = 30000	/* until an idle connection closes */
};

/* Everything is borrowed for its life. */
struct recogniser_options {
	struct conn_hub *hub;
	struct loop *loop;
	struct dns *dns;
	struct tls_context *ctx;	/* for https; verifies */
	const struct assess_engine *engine;
	struct metrics *metrics;	/* or NULL */
};

/* All have answered, or failed; called once, from the loop. */
typedef void recogniser_fn(void *arg);

/* ERR_NOMEM. Returns owned. */
int recogniser_new(const struct recogniser_options *options,
    struct recogniser **ret) MUST_USE;

/* Close all connections; what is asked must be done. NULL is allowed. */
void recogniser_free(struct recogniser *r);

/* Is anybody there to be asked? */
bool recogniser_is_used(const struct recogniser *r);

struct recogniser_about {
	struct arena *arena;	/* of what is asked and found */
	/* What to ask each, in the policy's order; of one of them something. */
	const struct recognise_questions *questions;
	struct recognise_found *found;	/* gets what they find */
	int64_t now_ns;		/* wall clock */
	recogniser_fn *fn;
	void *arg;
};

/*
 * Ask all of them about `about`, what it points at being borrowed until
 * recogniser_done(). ERR_NOMEM.
 */
int recogniser_ask(struct recogniser *r, const struct recogniser_about *about,
    struct recogniser_ask **ret) MUST_USE;

/*
 * After `fn` was called: did recogniser `number` of the policy answer all that
 * it was asked? If not, what it found of it may be of use all the same.
 */
bool recogniser_has_answered(const struct recogniser_ask *ask, size_t number);

/* Forget it, answered or not; no call follows. Allowed inside `fn`. */
void recogniser_done(struct recogniser_ask *ask);

#endif
