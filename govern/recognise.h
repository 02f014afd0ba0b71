/*
 * Recognisers of the policy: what they are asked, and what their answers mean.
 * Pure: bytes in, bytes out. The daemon asks by proxy/recogniser.h, the command
 * line by cli/recognise.h.
 *
 * The API is that of Presidio's analyzer: POST {"text", "language",
 * "entities", "score_threshold"}, answered by [{"entity_type", "start",
 * "end", "score"}], offsets in code points of the text.
 *
 * What is asked about are the values of the body that have letters. Short ones
 * share a request, a long one is cut, and no header, no part of the target and
 * no credential of the client is in it.
 */
#ifndef GOVERN_RECOGNISE_H
#define GOVERN_RECOGNISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "govern/assess.h"
#include "inspect/body/document.h"
#include "inspect/outsider.h"
#include "rules/policy.h"
#include "rules/recognisers.h"

enum {
	RECOGNISE_TEXT_MIN = 2,		/* bytes of a value worth asking */
	RECOGNISE_TEXT_MAX = 65536,	/* bytes of text in one request */
	RECOGNISE_OVERLAP = 256,	/* bytes that two cuts share */
	RECOGNISE_REQUESTS = 256,	/* of one flow to one recogniser */
	RECOGNISE_REQUEST_MAX = 1048576, /* bytes of one, all in all */
	RECOGNISE_ANSWER_MAX = 4194304,	/* bytes of an answer's body */
	RECOGNISE_FINDINGS = 16384,	/* in one answer */
	RECOGNISE_DEPTH = 32		/* levels of JSON in an answer */
};

/* Where a piece of a field stands in the text of a question. */
struct recognise_part {
	uint32_t field, start;	/* its bytes there: [start, start + len) */
	uint32_t at, len;	/* and in the text */
};

struct recognise_question {
	struct sv text;
	const struct recognise_part *parts;	/* in the order of the text */
	size_t nparts;
};

struct recognise_questions {
	struct recognise_question *items;
	size_t count;
};

/* What recognisers found; in an arena, zeroed to begin with. */
struct recognise_found {
	struct finding *items;
	size_t count, cap;
};

/* Is a recogniser asked about this field? A value of the body, with letters. */
bool recognise_is_asked(const struct field *f);

/*
 * What to ask about `doc`, less the fields that are `known` (by number; NULL:
 * none); memory from `arena`. ERR_LIMIT: more than RECOGNISE_REQUESTS.
 */
int recognise_plan(const struct document *doc, const bool *known,
    struct arena *arena, struct recognise_questions *ret) MUST_USE;

/* Who was asked: recogniser `number` of the engine's policy. */
struct recognise_asked {
	const struct assess_engine *engine;
	size_t number;
	struct sv scope;	/* whose flow; answers are not shared beyond */
};

/* The number, as of an outsider of the engine, of its first entity. */
size_t recognise_first(const struct recognise_asked *asked);

/*
 * Append the HTTP request that puts `q` to `r`. With `close` it is of version
 * 1.0, so that the answer is all that comes until the connection's end.
 * ERR_LIMIT, ERR_NOMEM; `out` is of no use then.
 */
int recognise_write(const struct policy_recogniser *r,
    const struct recognise_question *q, bool close, struct buf *out) MUST_USE;

/*
 * Read `json`, the body of the answer to `q`, and add to `found` what has a
 * class and score enough. ERR_SYNTAX (not such an answer), ERR_RANGE (a place
 * outside the text, an empty one, a score not in 0 .. 1), ERR_LIMIT, ERR_NOMEM;
 * then what was added of this answer counts for nothing.
 */
int recognise_read(const struct recognise_asked *asked,
    const struct recognise_question *q, struct sv json, struct arena *arena,
    struct recognise_found *found) MUST_USE;

/*
 * May `r` be dialled at an address of this class? What is called this machine
 * must be this machine; the rest is as for a destination in zone perimeter.
 */
bool recognise_may_dial(const struct policy_recogniser *r,
    enum addr_class class);

/*
 * Between assess_detect() and assess_decide(): recogniser `r` gave no answer.
 * The coverage of `doc` says so and, unless the policy lets it fail, detection
 * counts as failed.
 */
void recognise_failed(const struct policy_recogniser *r, struct document *doc,
    struct assessment *a);

/*
 * Likewise: join what was found in `doc` to the findings of `a`, less what the
 * policy allows. ERR_NOMEM.
 */
int recognise_join(const struct assess_engine *engine, struct arena *arena,
    const struct recognise_found *found, const struct document *doc,
    struct assessment *a) MUST_USE;

/*
 * The classes that recognisers of `policy` find, as detect_open() takes them:
 * to be released with mem_free(), texts are the policy's. ERR_NOMEM.
 */
int recognise_outsiders(const struct policy *policy,
    struct outsider **ret, size_t *ret_count) MUST_USE;

#endif
