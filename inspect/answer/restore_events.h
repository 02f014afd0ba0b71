/*
 * Restoring in event streams: the part of inspect/answer/restore.c that knows
 * events and deltas. One lane for each text that arrives in deltas; every other
 * string of an event is restored within the event.
 */
#ifndef INSPECT_ANSWER_RESTORE_EVENTS_H
#define INSPECT_ANSWER_RESTORE_EVENTS_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "inspect/answer/delta.h"
#include "inspect/answer/lane.h"
#include "inspect/answer/sse.h"

struct restore_action;
struct restore_lane;

struct restore_events {
	const struct lane_config *config;
	struct delta_plan plan;
	struct sse sse;
	struct buf backlog;		/* came while an event had to wait */
	struct restore_lane *lanes;	/* oldest first */
	size_t nlanes;
	struct lane rest;		/* of an event, outside its deltas */
	/* The event being written. */
	struct sse_event event;
	struct buf joined;		/* its data, if of several lines */
	struct delta_event deltas;
	struct buf actions;		/* struct restore_action */
	size_t next;			/* the one to do now */
	bool fed;			/* its lane has its bytes already */
	bool finishing;
};

/* Begin a stream; `config` and `dialect` (or NULL) are borrowed. */
void restore_events_init(struct restore_events *e,
    const struct lane_config *config, const struct dialect *dialect,
    size_t max_event);

/* Wipe and release. */
void restore_events_done(struct restore_events *e);

/* As restore_feed() and restore_finish(). */
int restore_events_feed(struct restore_events *e, struct sv in,
    struct buf *out) MUST_USE;
int restore_events_finish(struct restore_events *e, struct buf *out) MUST_USE;

/* Bytes received and not passed on. */
size_t restore_events_held(const struct restore_events *e) MUST_USE;

#endif
