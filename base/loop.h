/*
 * The event loop of a process: readiness of descriptors, timers, calls put
 * off to the end of the round, signals. The only place that knows libevent.
 *
 * Everything a caller registers is embedded in the caller's own object, so no
 * event costs an allocation. One round of the loop is: descriptors and
 * signals, due timers, then the tasks deferred so far. Nothing may be freed
 * inside its own callback: mark it, defer a task, free it there.
 *
 * Timers follow clock_mono_ns(), so a test that freezes the clock decides
 * when they are due.
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/wheel.h"

struct loop;

enum {
	LOOP_READ = 1,
	LOOP_WRITE = 2,
	LOOP_EVENT_BYTES = 128	/* room for one event of the library */
};

/* Interest in one descriptor. */
struct loop_io {
	struct loop *loop;
	void (*fn)(void *arg, unsigned ready);
	void *arg;
	int fd;
	unsigned want;
	unsigned armed;		/* what the kernel watches */
	union {
		max_align_t align;
		unsigned char bytes[LOOP_EVENT_BYTES];
	} events[2];
};

/* A call at a later time, once. */
struct loop_timer {
	struct wheel_timer entry;
	struct loop *loop;
	void (*fn)(void *arg);
	void *arg;
};

/* A call at the end of this round, once. */
struct loop_task {
	struct loop *loop;
	struct loop_task *next, **link;	/* link is NULL when not queued */
	void (*fn)(void *arg);
	void *arg;
};

/* Make a loop (epoll); ERR_NOMEM or ERR_IO. Returns owned. */
int loop_new(struct loop **ret_loop) MUST_USE;

/*
 * Run the tasks still deferred, then release it; everything else registered
 * with it must be done or stopped.
 */
void loop_free(struct loop *loop);

/* Run rounds until loop_stop(); ERR_IO when the kernel refuses to wait. */
int loop_run(struct loop *loop) MUST_USE;
void loop_stop(struct loop *loop);

/* One round, for tests and start-up; with `wait`, sleep until there is one. */
int loop_step(struct loop *loop, bool wait) MUST_USE;

/* clock_mono_ns() as it was when this round began. */
int64_t loop_now_ns(const struct loop *loop);

/*
 * Prepare `io` for `fd`, wanting nothing yet; `fn` gets LOOP_READ and
 * LOOP_WRITE in calls of their own. Borrows all arguments until
 * loop_io_done(), which must come before close(fd) and leaves `fd` open.
 * Hang-up and errors of the descriptor count as readiness of both kinds.
 */
void loop_io_init(struct loop_io *io, struct loop *loop, int fd,
    void (*fn)(void *arg, unsigned ready), void *arg);
void loop_io_done(struct loop_io *io);

/*
 * Set the interest to `want` (LOOP_READ, LOOP_WRITE, both or 0); it lasts
 * until changed. Ceasing to want LOOP_READ and wanting it again costs nothing
 * unless something comes in between. ERR_IO when the kernel refuses the
 * descriptor.
 */
int loop_io_want(struct loop_io *io, unsigned want) MUST_USE;

/* Prepare a timer that is not set. Borrows all until it is stopped. */
void loop_timer_init(struct loop_timer *t, struct loop *loop,
    void (*fn)(void *arg), void *arg);

/*
 * Call `t` in `ms` milliseconds (never early), replacing what was set before;
 * constant time. loop_timer_stop() may be called on a stopped timer; a
 * stopped timer needs no other release.
 */
void loop_timer_set(struct loop_timer *t, int64_t ms);
void loop_timer_stop(struct loop_timer *t);
bool loop_timer_is_set(const struct loop_timer *t);

/* Prepare a task that is not queued. Borrows all until it ran or is not to. */
void loop_task_init(struct loop_task *task, struct loop *loop,
    void (*fn)(void *arg), void *arg);

/*
 * Queue `task` for the end of this round; does nothing when it is queued. A
 * task deferred by a task runs in the next round, which then does not sleep.
 */
void loop_defer(struct loop_task *task);
void loop_task_cancel(struct loop_task *task);

/*
 * Call `fn` from the loop whenever `signo` was received, for as long as the
 * loop lives. At most one function a signal. ERR_NOMEM, ERR_EXISTS, ERR_IO.
 */
int loop_signal(struct loop *loop, int signo, void (*fn)(void *arg, int signo),
    void *arg) MUST_USE;

#endif
