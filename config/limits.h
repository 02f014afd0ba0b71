/*
 * How much and how long: the `limits` and `timeouts` of exeat.yaml(5), with
 * defaults that suit one machine. Whoever enforces one takes it from here.
 */
#ifndef CONFIG_LIMITS_H
#define CONFIG_LIMITS_H

#include <stdint.h>

struct config_limits {
	uint64_t body;		/* bytes of one body as received */
	uint64_t decoded;	/* bytes of one body after decoding */
	uint64_t decoded_ratio;	/* decoded : received, from 64 KiB on */
	uint64_t depth;		/* nesting of JSON and of bodies in bodies */
	uint64_t fields;	/* of one body */
	uint64_t header;	/* bytes of a head */
	uint64_t headers;	/* number of fields of a head */
	uint64_t target;	/* bytes of a request target */
	uint64_t worker_memory;	/* bytes of all bodies in one worker */
	uint64_t history;	/* bytes for findings of texts seen before */
	uint64_t pattern_steps;	/* of one match of a pattern */
	uint64_t connections;	/* of clients, per worker */
	uint64_t upstream_idle;	/* kept for reuse, per worker */
	uint64_t requests;	/* in one connection before it is closed */
	uint64_t stream_buffer;	/* bytes of an answer waiting for the client */
};

/*
 * Bytes that one request may take while it is inspected, its body as it came
 * and as it leaves not counted: fields, words, findings, values.
 */
static inline uint64_t
limits_request_memory(const struct config_limits *l)
{
	return l->decoded * 2 + 64 * 1024 * 1024;
}

/* Milliseconds. */
struct config_timeouts {
	uint32_t handshake;	/* TLS with a client */
	uint32_t head;		/* whole head of a request */
	uint32_t body;		/* whole body of a request */
	uint32_t idle;		/* between two requests */
	uint32_t resolve;
	uint32_t tokenise;	/* answer of the keeper */
	uint32_t commit;	/* answer of the recorder */
	uint32_t connect;	/* to one address, TLS included */
	uint32_t upstream_send;	/* without progress */
	uint32_t response_head;
	uint32_t response_idle;	/* between two pieces of an answer */
	uint32_t client_send;	/* without progress */
	uint32_t upstream_idle;	/* unused connection in the pool */
	uint32_t drain;		/* old workers after reload, all on SIGTERM */
};

#endif
