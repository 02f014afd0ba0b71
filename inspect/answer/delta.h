/*
 * Reads one event of a streamed answer by the tables of its dialect: which
 * strings in it are deltas, which lane each belongs to, and which lanes the
 * event ends. Also builds the event that carries on a lane's text by itself.
 * Used by restoring.
 */
#ifndef INSPECT_ANSWER_DELTA_H
#define INSPECT_ANSWER_DELTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "inspect/body/dialect.h"

enum {
	DELTA_LANE_KEYS = 2,	/* integers that name a lane */
	DELTA_STEPS = 10,	/* of a path: members and elements */
	DELTA_ARRAYS = 4,	/* elements among them */
	DELTA_PATHS = 64,	/* in the tables of one dialect */
	DELTA_PARTS = 64,	/* deltas read in one event */
	DELTA_ENDS = 16		/* ends read in one event */
};

/* One path of a table, cut into its steps. */
struct delta_path {
	struct sv steps[DELTA_STEPS];	/* a NULL pointer: any element */
	uint8_t nsteps;
	uint8_t kind;			/* private */
	uint8_t row;			/* number in its table */
};

/* A dialect's tables, made ready. */
struct delta_plan {
	const struct dialect *dialect;
	struct delta_path paths[DELTA_PATHS];
	size_t npaths;
};

/* A delta: the inside of the string at [start, start + len) of the event. */
struct delta_part {
	const struct dialect_delta *row;
	int64_t lane[DELTA_LANE_KEYS];	/* 0 where the row names none */
	size_t start, len;
};

/* The event ends the lanes whose key `lane` is `key`; NULL: all. */
struct delta_end {
	const char *lane;
	int64_t key;
};

struct delta_event {
	struct delta_part parts[DELTA_PARTS];	/* in the order of bytes */
	size_t nparts;
	struct delta_end ends[DELTA_ENDS];
	size_t nends;
};

/*
 * Make the tables of `dialect` (borrowed; NULL: none) ready. Paths beyond the
 * limits above are left out.
 */
void delta_plan_init(struct delta_plan *plan, const struct dialect *dialect);

/*
 * Read the event's data. An index that the event leaves out is the element's
 * number in its array. ERR_SYNTAX or ERR_LIMIT: it is no JSON that can be read.
 */
int delta_read(const struct delta_plan *plan, struct sv data,
    struct delta_event *ret_event) MUST_USE;

/* Does `end` end the lane of `part`? */
bool delta_ends(const struct delta_end *end, const struct delta_part *part);

/*
 * Append to `before` and `after` what stands around more text for the lane of
 * `part` in an event of its own, shaped like `data`, where the part was read:
 * what names the answer and the lane, and nothing that would count twice.
 */
void delta_shell(struct sv data, const struct delta_part *part,
    struct buf *before, struct buf *after);

#endif
