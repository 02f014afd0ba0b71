/*
 * Names to addresses, without blocking: c-ares on our loop. /etc/resolv.conf
 * and /etc/hosts are read by dns_new(), before confinement; afterwards only
 * sockets are used. Names are absolute: no search list, no aliases file.
 *
 * Answers are kept for their TTL (bounded), questions for the same name are
 * asked once. Every address comes with its class; whether it may be dialled
 * is the caller's decision, who then dials exactly these addresses.
 */
#ifndef BASE_DNS_H
#define BASE_DNS_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

struct loop;
struct dns;
struct dns_query;

enum { DNS_ADDRS = 16 };	/* of one answer; more are dropped */

struct dns_options {
	uint32_t timeout_ms;	/* of a whole question; 0: 5000 */
	uint32_t max_queries;	/* unanswered at a time; 0: 256 */
	uint32_t max_cached;	/* names; 0: 1024, UINT32_MAX: none */
	const char *servers;	/* "ip:port,...", or NULL: resolv.conf */
	const char *hosts_file;	/* NULL: /etc/hosts; "": none */
};

/* IPv4 before IPv6, otherwise in the order of the answer. */
struct dns_answer {
	struct addr addrs[DNS_ADDRS];
	enum addr_class classes[DNS_ADDRS];
	size_t naddrs;		/* at least 1 */
};

/*
 * `err` 0 and `answer` (borrowed for the call), or ERR_NOTFOUND (no such name
 * or no address), ERR_TIMEOUT, ERR_IO, ERR_NOMEM and NULL.
 */
typedef void dns_fn(void *arg, int err, const struct dns_answer *answer);

/* Make a resolver on `loop`; `options` may be NULL. Returns owned. */
int dns_new(struct loop *loop, const struct dns_options *options,
    struct dns **ret_dns, struct errinfo *ei) MUST_USE;

/* Release; queries still open are dropped without a call. */
void dns_free(struct dns *dns);

/*
 * Look up `host` (a name or a literal); the addresses get `port`. `fn` is
 * called once, from the loop and never from within this call. `*ret_query`
 * (may be NULL) is valid until then. ERR_SYNTAX for what is no host,
 * ERR_FULL when max_queries are open, ERR_NOMEM.
 */
int dns_resolve(struct dns *dns, struct sv host, uint16_t port, dns_fn *fn,
    void *arg, struct dns_query **ret_query) MUST_USE;

/* Forget `query`; its function will not be called. */
void dns_cancel(struct dns_query *query);

#endif
