/*
 * What a process counts. Each process writes one page of shared memory that
 * the monitor made and keeps, so that a restart loses no count; the console
 * reads all pages and adds them up. Writing is a plain store: there is one
 * writer, and no lock.
 *
 * Nothing that a client chose becomes a name here: decisions and zones are
 * enums, classes come from detector packs and the policy.
 */
#ifndef PROXY_METRICS_H
#define PROXY_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"
#include "rules/decide.h"
#include "rules/zone.h"

struct buf;
struct metrics;

enum metrics_counter {
	METRICS_CONNECTIONS,		/* accepted */
	METRICS_CONNECTIONS_REFUSED,	/* no room */
	METRICS_HANDSHAKES_FAILED,	/* TLS with clients */
	METRICS_REFUSED_MALFORMED,	/* answered 4xx: not HTTP we take */
	METRICS_REFUSED_GATE,		/* Host, origin, identity */
	METRICS_REFUSED_NAME,		/* 502, 504: no address to dial */
	METRICS_REFUSED_LIMIT,		/* 413 */
	METRICS_REFUSED_BUSY,		/* 503: memory, or starting */
	METRICS_REFUSED_KEEPER,		/* 503: no tokens */
	METRICS_REFUSED_LEDGER,		/* 503: no durable record */
	METRICS_ABANDONED,		/* the client left before the record */
	METRICS_BYTES_IN,		/* bodies of requests as received */
	METRICS_BYTES_OUT,		/* bodies of requests as sent */
	METRICS_UPSTREAM_CONNECTS,
	METRICS_UPSTREAM_REUSED,
	METRICS_UPSTREAM_RETRIES,
	METRICS_UPSTREAM_FAILURES,
	METRICS_TOKENS_MADE,
	METRICS_TOKENS_RESTORED,
	METRICS_TOKENS_UNSEALED,	/* by the keeper */
	METRICS_RECOGNISER_REQUESTS,
	METRICS_RECOGNISER_FAILURES,	/* flows it gave no answer for */
	METRICS_RECOGNISER_KNOWN,	/* values not asked about again */
	METRICS_RECORDS,		/* durable */
	METRICS_COMMITS,		/* store transactions */
	METRICS_COUNTERS
};

/* Values that go both ways; zero again when a process starts. */
enum metrics_gauge {
	METRICS_OPEN_CONNECTIONS,
	METRICS_OPEN_REQUESTS,
	METRICS_BODY_BYTES,		/* held in memory */
	METRICS_KEEPER_QUEUE,		/* requests that wait for it */
	METRICS_RECORDER_QUEUE,		/* requests that wait for it */
	METRICS_UNSEALED_TAIL,		/* records after the last checkpoint */
	METRICS_GAUGES
};

/* How long each step took. */
enum metrics_step {
	METRICS_INSPECT,
	METRICS_RECOGNISER,		/* one request to one */
	METRICS_DECIDE,
	METRICS_COMMIT,
	METRICS_FIRST_BYTE,		/* of the upstream's answer */
	METRICS_STEPS
};

enum { METRICS_BUCKETS = 20, METRICS_CLASSES = 512 };

/*
 * Make the shared memory of one page, sealed in size; ERR_IO. metrics_open()
 * maps it and takes the descriptor; ERR_IO, or ERR_SYNTAX when it is not one.
 */
int metrics_create(int *ret_fd) MUST_USE;
int metrics_open(int fd, struct metrics **ret_metrics) MUST_USE;
void metrics_close(struct metrics *m);

/* Set all gauges to zero: the process that set them is gone. */
void metrics_clear_gauges(struct metrics *m);

/* A NULL `m` is allowed in all of these and counts nothing. */
void metrics_request(struct metrics *m, enum action action, enum zone zone);
void metrics_add(struct metrics *m, enum metrics_counter counter, uint64_t n);
void metrics_set(struct metrics *m, enum metrics_gauge gauge, uint64_t value);
void metrics_move(struct metrics *m, enum metrics_gauge gauge, int64_t by);
void metrics_time(struct metrics *m, enum metrics_step step, int64_t ns);

/*
 * Find or make the place of class `name` (dotted path), once at start; then
 * count findings in it. When places run out all the rest share the last.
 */
unsigned metrics_class(struct metrics *m, struct sv name);
void metrics_findings(struct metrics *m, unsigned place, uint64_t n);

/* The present value of a gauge or counter, for one page. */
uint64_t metrics_gauge(const struct metrics *m, enum metrics_gauge gauge);
uint64_t metrics_counter(const struct metrics *m,
    enum metrics_counter counter);

/*
 * Append the sum of `n` pages in the Prometheus text format 0.0.4. What a
 * page says is checked: its writer may have been taken over.
 */
void metrics_write(struct metrics *const *pages, size_t n, struct buf *out);

#endif
