/*
 * Names and their addresses kept in memory: the hosts file and the cache of
 * dns.c. Names are compared without case.
 */
#ifndef BASE_DNS_TABLE_H
#define BASE_DNS_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/dns.h"
#include "base/map.h"
#include "base/sv.h"

enum { DNS_NAME_MAX = 253 };

struct dns_entry;

struct dns_table {
	struct map map;
	struct dns_entry *first, **last;	/* oldest first */
	size_t count;
	size_t max;		/* the oldest goes when there are more */
};

/* Make it empty, of at most `max` names; allocates nothing. */
void dns_table_init(struct dns_table *t, size_t max);
void dns_table_done(struct dns_table *t);

/*
 * Keep `answer` (copied) for `name` until `expires_ns` on loop_now_ns()'s
 * clock, instead of what was there. ERR_NOMEM, ERR_INVAL for a long name.
 */
int dns_table_put(struct dns_table *t, struct sv name,
    const struct dns_answer *answer, int64_t expires_ns) MUST_USE;

/* What is kept and has not expired, or NULL; borrowed until the next put. */
const struct dns_answer *dns_table_get(struct dns_table *t, struct sv name,
    int64_t now_ns);

/*
 * Add the lines of a hosts(5) file, which never expire, and localhost if they
 * lack it. ERR_NOMEM.
 */
int dns_table_add_hosts(struct dns_table *t, struct sv text) MUST_USE;

/* `name` in small letters. ERR_INVAL if it is empty or too long for one. */
int dns_table_fold(struct sv name, char out[DNS_NAME_MAX]) MUST_USE;

/* Append an address (ignored when full or there); IPv4 goes before IPv6. */
void dns_table_add_addr(struct dns_answer *answer, const struct addr *a);

#endif
