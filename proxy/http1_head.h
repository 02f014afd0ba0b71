/*
 * Parsing of a complete HTTP/1 head or trailer section, whose lines are known
 * to end in CR LF and to hold no control byte but HTAB. Used by http1.c only.
 */
#ifndef PROXY_HTTP1_HEAD_H
#define PROXY_HTTP1_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"
#include "proxy/http1_refusal.h"
#include "proxy/http1_types.h"

/* What is parsed, and where it went wrong. */
struct http1_job {
	struct arena *arena;
	struct sv text;		/* all of the section; outlives the head */
	uint32_t max_fields;
	size_t at;		/* set with a refusal: offset in `text` */
};

struct http1_fields {
	const struct http1_field *items;
	size_t count;
	uint64_t present;
	uint64_t repeated;	/* HTTP1_BIT() of those that stand twice */
};

/* Note where `where` points into the text and return `code`. */
enum http1_code http1_job_fail(struct http1_job *job, enum http1_code code,
    const char *where);

/* Parse the whole head of a request into `*ret_head`. */
enum http1_code http1_head_request(struct http1_job *job,
    struct http1_head *ret_head) MUST_USE;

/* Parse the head of a response to a request of `method`. */
enum http1_code http1_head_response(struct http1_job *job,
    enum http1_method method, struct http1_head *ret_head) MUST_USE;

/* Parse a trailer section, which ends with an empty line too. */
enum http1_code http1_head_trailers(struct http1_job *job,
    struct http1_fields *ret_fields) MUST_USE;

/*
 * Parse header lines from `rest` up to the empty line that ends the section.
 */
enum http1_code http1_fields_parse(struct http1_job *job, struct sv rest,
    struct http1_fields *ret_fields) MUST_USE;

/* Cut the next line, without its CR LF, off `*rest`. */
struct sv http1_job_line(struct sv *rest);

/*
 * Read the request target: form, path, authority. `head->method` is set;
 * http1_target_host() then checks it against Host.
 */
enum http1_code http1_target_parse(struct http1_job *job,
    struct http1_head *head) MUST_USE;
enum http1_code http1_target_host(struct http1_job *job,
    struct http1_head *head) MUST_USE;

/* Decide how the body ends and whether the connection lives on. */
enum http1_code http1_framing_request(struct http1_job *job,
    struct http1_head *head) MUST_USE;
enum http1_code http1_framing_response(struct http1_job *job,
    enum http1_method method, struct http1_head *head) MUST_USE;

#endif
