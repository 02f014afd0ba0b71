/*
 * Coverage: what of a message was understood, what was not, and why. Every
 * reader of inspect/ adds to it, policy sees it, the record keeps it. What is
 * not understood never counts as clean.
 */
#ifndef INSPECT_BODY_COVERAGE_H
#define INSPECT_BODY_COVERAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

/* Why bytes were left uncovered. */
enum coverage_reason {
	COVERAGE_CODING,	/* content coding unknown */
	COVERAGE_MALFORMED,	/* does not follow its own format or coding */
	COVERAGE_TYPE,		/* media type that no reader reads */
	COVERAGE_CHARSET,	/* text in a character set we cannot decode */
	COVERAGE_BINARY,	/* embedded base64 or part that is not text */
	COVERAGE_DEPTH,		/* nested deeper than the limit */
	COVERAGE_FIELDS,	/* more fields than the limit */
	/* Of what was read and stays covered: coverage_note(). */
	COVERAGE_RECOGNISER,	/* read, but a recogniser did not answer */
	COVERAGE_PATTERN,	/* read, but a pattern gave up in it */
	COVERAGE_REASONS
};

enum coverage_state {
	COVERAGE_FULL,		/* every byte belongs to a field or to syntax */
	COVERAGE_PARTIAL,	/* some of the body is uncovered */
	COVERAGE_NONE		/* nothing of a non-empty body was read */
};

struct coverage {
	uint64_t bytes_covered;		/* of the body, decoded */
	uint64_t bytes_uncovered;	/* of the whole message */
	uint32_t scanned;		/* fields handed to detection */
	uint32_t skipped;		/* places left uncovered */
	uint32_t exempt;		/* credentials for this destination */
	uint32_t sniffed;		/* read by content, not by media type */
	uint32_t reasons[COVERAGE_REASONS];	/* places by reason */
};

enum coverage_state coverage_state(const struct coverage *c);

/* Note one place of `bytes` bytes that stays uncovered because of `reason`. */
void coverage_skip(struct coverage *c, enum coverage_reason reason,
    size_t bytes);

/*
 * Note that something read was not looked at by everybody who should have:
 * it is stated, and what was read stays covered.
 */
void coverage_note(struct coverage *c, enum coverage_reason reason);

/* Names for records, policy and reports; never NULL: "coding", "full"... */
const char *coverage_reason_name(enum coverage_reason reason);
const char *coverage_state_name(enum coverage_state state);

#endif
