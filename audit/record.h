/*
 * Records of flows: flat structs in, one canonical JSON object (RFC 8785) out.
 * Used by proxy/, which fills them from what was decided and what became of it
 * (records of the system itself: audit/event.h).
 *
 * No payload gets in by accident: every text is a name from a small alphabet
 * (other bytes become `_`, long ones are cut), and everything that could
 * identify content is a keyed digest given as raw bytes and printed as hex.
 * An empty text, a digest with `set` false and an empty list are left out.
 */
#ifndef AUDIT_RECORD_H
#define AUDIT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/record_id.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum {
	RECORD_VERSION = 1,
	RECORD_MAX_BYTES = 65535,	/* a C2SP entry bundle holds no more */
	RECORD_DIGEST_BYTES = 32,
	RECORD_NAME_MAX = 255,		/* longer names are cut */
	RECORD_LIST_MAX = 256,		/* more subjects go to the side row */
	RECORD_WEAK_MAX = 64,		/* more are only counted */
};

enum record_axis_name {
	RECORD_CONTROL,
	RECORD_PROCESSING,
	RECORD_PROVENANCE,
	RECORD_STORAGE,
	RECORD_AXES
};

/* How a flow ended. */
enum record_result {
	RECORD_COMPLETE,	/* the answer reached the client whole */
	RECORD_CUT,	/* sent, but the answer or the client broke off */
	RECORD_NOT_SENT, /* no byte of the body reached the destination */
	RECORD_UNKNOWN,		/* we crashed or were cut off: nobody knows */
	RECORD_RESULTS
};

/* A list of names; borrowed. */
struct record_names {
	const struct sv *names;
	size_t count;
};

struct record_axis {
	struct record_names codes;	/* ISO 3166-1 alpha-2 */
	struct sv grade;		/* declared, structural, observed... */
};

struct record_class {
	struct sv name;			/* dotted class path */
	uint64_t count;
	struct sv action;
};

/* Findings of a class too weak for a rule, which wanted a score. */
struct record_weak {
	struct sv rule, class_name;
	uint64_t count;
	uint64_t min_score, score;	/* wanted; the best that there was */
};

/* A part of the message: how long, and its digest under the ledger's key. */
struct record_digest {
	bool set;
	uint64_t bytes;
	uint8_t digest[RECORD_DIGEST_BYTES];
};

/* A pattern that gave up: what it is for, and the number of the field. */
struct record_stop { struct sv class_name, detector; uint64_t field; };

struct record_coverage {
	struct sv state;		/* full, partial, none */
	uint64_t scanned_fields;
	uint64_t scanned_bytes;
	uint64_t skipped_fields;
	uint64_t undecodable_bytes;
	struct record_names reasons;
	const struct record_stop *stops;
	size_t nstops;
};

/* What was decided about one flow, and every fact it was decided on. */
struct record_decision {
	struct record_id id;
	int64_t time_ns;		/* wall clock */
	struct sv client, team, purpose, activity;
	struct sv method, host;
	uint16_t port;
	struct sv route, template;	/* never the path itself */
	struct sv dialect, model;
	struct sv zone, tool;		/* tool: the transfer tool */
	struct record_axis axes[RECORD_AXES];
	struct sv address;		/* the address judged and dialled */
	struct record_coverage coverage;
	const struct record_class *classes;
	size_t nclasses;
	const struct record_weak *weak;
	size_t nweak;
	const struct sv *subjects;	/* raw keyed hashes, <= 32 bytes each */
	size_t nsubjects;
	struct sv decision;
	struct record_names rules, waivers;
	struct record_digest path, query, body_in, body_out;
	uint64_t tokens;		/* values replaced by tokens */
	uint8_t policy[RECORD_DIGEST_BYTES], catalogue[RECORD_DIGEST_BYTES];
	uint8_t law[RECORD_DIGEST_BYTES];
};

/* What became of it; names its decision. */
struct record_outcome {
	struct record_id decision;
	int64_t time_ns;
	enum record_result result;
	struct sv cause;		/* a name: why it was not complete */
	uint16_t status;		/* HTTP status given to the client */
	uint32_t attempts;		/* 2: retried on a fresh connection */
	uint64_t bytes_sent, bytes_received;
	uint64_t tokens_restored;
	uint64_t usage_in, usage_out;	/* as the peer says (asserted) */
	uint64_t first_byte_us, total_us;
};

/*
 * Append the record to `b`. `side` gets the subjects as canonical JSON when
 * there are more than RECORD_LIST_MAX of them (the record then names its
 * SHA-256), else nothing. 0, ERR_LIMIT (over RECORD_MAX_BYTES), ERR_INVAL
 * (decision or classes missing a name), ERR_NOMEM.
 */
int record_write_decision(const struct record_decision *d, struct buf *b,
    struct buf *side) MUST_USE;
int record_write_outcome(const struct record_outcome *o, struct buf *b)
    MUST_USE;

/* The word that stands in the record. */
struct sv record_result_name(enum record_result result);
struct sv record_axis_text(enum record_axis_name axis);

#endif
