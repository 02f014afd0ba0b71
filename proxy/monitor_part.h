/*
 * The monitor's own state, shared by monitor.c (seats, signals, the end) and
 * monitor_reload.c only.
 */
#ifndef PROXY_MONITOR_PART_H
#define PROXY_MONITOR_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/loop.h"
#include "proxy/bind.h"
#include "proxy/child.h"
#include "proxy/monitor.h"
#include "proxy/accepted.h"

enum {
	MONITOR_SINGLES = 3,		/* keeper, recorder, console */
	MONITOR_WORKERS_MAX = 256,
	MONITOR_SEATS = MONITOR_SINGLES + MONITOR_WORKERS_MAX
};

struct monitor;

/* A place that is always to be filled: one process has it, or will soon. */
struct monitor_seat {
	struct monitor *monitor;
	enum role_kind kind;
	unsigned slot;
	bool wanted;
	struct child *child;		/* NULL while down */
	struct bind_set listeners;	/* its own sockets */
	struct loop_timer restart;
	unsigned failures;		/* short lives in a row */
	uint64_t restarts;
};

enum monitor_phase {
	MONITOR_STARTING,		/* until every seat served once */
	MONITOR_RUNNING,
	MONITOR_ENDING
};

enum monitor_reload_stage {
	RELOAD_NONE,
	RELOAD_PREPARING,		/* new workers read and compile */
	RELOAD_TELLING			/* the others take the new file */
};

struct monitor_reload {
	enum monitor_reload_stage stage;
	bool again;			/* asked for meanwhile */
	unsigned generation;		/* of its workers; never used twice */
	struct accepted accepted;
	struct bind_set *listeners;	/* of each new worker */
	size_t nworkers;
	unsigned waiting;		/* for so many answers */
	bool told[MONITOR_SINGLES];
};

struct monitor {
	struct loop *loop;
	const struct monitor_options *options;
	enum monitor_phase phase;
	unsigned end_step;
	int64_t asked_ns;		/* when it was asked to end */
	bool hurried;			/* asked again */
	int exit_status;
	unsigned generation;		/* of the workers that have seats */
	unsigned copy;			/* which of two copies holds */
	uint64_t next_serial;
	struct accepted accepted;
	struct accepted_owner owner;
	struct child *children;
	struct child_page *pages;
	struct loop_task table_task;	/* tells the console what changed */
	struct monitor_seat seats[MONITOR_SEATS];
	struct monitor_reload reload;
};

/* Number of workers that `c` asks for. */
unsigned monitor_workers(const struct config *c);

/*
 * Bind the sockets of worker `slot` for `c` like those of any other seat or,
 * where there is `first`, like it.
 */
int monitor_bind(struct monitor *m, const struct config *c, unsigned slot,
    const struct bind_set *first, struct bind_set *ret, struct errinfo *ei)
    MUST_USE;

/*
 * Start a process of `kind`, with what holds or, `is_new`, with what is being
 * reloaded; NULL, and logged, on failure.
 */
struct child *monitor_start_child(struct monitor *m, enum role_kind kind,
    unsigned slot, bool is_new);

/* The seat of the only one of `kind`, or of worker `slot`. */
struct monitor_seat *monitor_seat_of(struct monitor *m, enum role_kind kind,
    unsigned slot);

/* A page for a new process: one that is free, or a new one; NULL: ERR_NOMEM. */
struct child_page *monitor_find_page(struct monitor *m, enum role_kind kind);

/* Tell the console: all pages; who is there, soon or now. */
void monitor_show_pages(const struct monitor *m, struct child *console);
void monitor_table_changed(struct monitor *m);
void monitor_send_table(struct monitor *m);

/* SIGHUP. */
void monitor_reload_begin(struct monitor *m);

/* A child of the new generation was prepared, or a single one answered. */
void monitor_reload_prepared(struct monitor *m, struct child *c);
void monitor_reload_answered(struct monitor *m, struct child *c, int code,
    struct errinfo *ei);

/* What takes part in the reload has ended or failed: the old stays. */
void monitor_reload_abort(struct monitor *m, const struct errinfo *why);

/* Does `c` take part in the reload that is going on? */
bool monitor_reload_concerns(const struct monitor *m, const struct child *c);

#endif
