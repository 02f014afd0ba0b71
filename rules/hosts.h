/*
 * Host patterns, and an index that finds the most specific one for a host in
 * time that does not depend on their number.
 *
 *	api.openai.com			this host
 *	*.example.org			any depth below, not example.org itself
 *	{resource}.openai.azure.com	the same; the name says what stands
 *					there
 *	{region}-aiplatform.googleapis.com, s3.{region}.amazonaws.com
 *					one label or a part of one, captured
 *	host:8443, *:11434		this port only
 *
 * The labels after the last placeholder are the literal suffix; the index is a
 * hash table of suffixes, and a host is looked up by each of its own, longest
 * first. A pattern may ask for a path prefix too, `*` being one segment.
 */
#ifndef RULES_HOSTS_H
#define RULES_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"

enum { HOSTS_NAME_MAX = 253, HOSTS_NAME_BYTES = 256 };

struct hosts_pattern {
	struct sv text;		/* as written, for messages */
	struct sv head;		/* labels up to the last placeholder */
	struct sv suffix;	/* literal labels after it */
	struct sv path;		/* prefix, or empty */
	uint16_t port;		/* 0: any */
	bool deep;		/* the first label stands for one or more */
	uint16_t literals;	/* literal bytes in `head` */
	uint32_t value;		/* the caller's */
};

struct hosts_capture {
	struct sv region, cloud;	/* of {region}, {cloud}; or empty */
};

struct hosts_bucket;

struct hosts {
	struct hosts_pattern *patterns;	/* most specific first in a suffix */
	size_t npatterns;
	struct hosts_bucket *buckets;
	size_t nbuckets;		/* a power of two */
};

/*
 * Read a pattern; letters must be lower case. `path` may be empty. Borrows
 * both. ERR_SYNTAX.
 */
int hosts_parse(struct sv text, struct sv path, struct hosts_pattern *ret)
    MUST_USE;

/*
 * Build `h` from `patterns`, which it keeps and sorts; memory from `arena`.
 * ERR_CONFLICT if two are the same, the later one's index in `*ret_at`;
 * ERR_NOMEM.
 */
int hosts_build(struct hosts *h, struct hosts_pattern *patterns, size_t n,
    struct arena *arena, size_t *ret_at) MUST_USE;

/*
 * Write `host` in lower case and without a last dot to `out`. ERR_SYNTAX if it
 * can be no host name or address literal.
 */
int hosts_normalise(struct sv host, char out[HOSTS_NAME_BYTES],
    struct sv *ret) MUST_USE;

/*
 * The most specific pattern for a normalised host, or NULL. Patterns with a
 * path count only if `path` begins with it. `capture` may be NULL.
 */
const struct hosts_pattern *hosts_find(const struct hosts *h, struct sv host,
    uint16_t port, struct sv path, struct hosts_capture *capture);

/* Does `p` alone match? */
bool hosts_match(const struct hosts_pattern *p, struct sv host, uint16_t port,
    struct sv path, struct hosts_capture *capture);

#endif
