#define _GNU_SOURCE
#include "base/loop.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"

_Static_assert(sizeof(struct event) <= LOOP_EVENT_BYTES,
    "LOOP_EVENT_BYTES is too small for this libevent");

enum { EVENT_READ, EVENT_WRITE, NS_PER_MS = 1000000, LAST_ROUNDS = 16 };

struct signal_watch {
	struct signal_watch *next;
	struct event event;
	int signo;
	void (*fn)(void *arg, int signo);
	void *arg;
};

struct loop {
	struct event_base *base;
	struct event alarm;		/* ends the wait for the first timer */
	int64_t alarm_tick;		/* -1: not set */
	int64_t now_ns;
	bool stopped;
	struct wheel wheel;
	struct loop_task *tasks, **tasks_end;
	struct signal_watch *signals;
};

static void
on_alarm(evutil_socket_t fd, short what, void *arg)
{
	struct loop *loop = arg;

	(void)fd;
	(void)what;
	loop->alarm_tick = -1;
}

static struct event_base *
new_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	if (config == NULL)
		return NULL;
	if (event_config_avoid_method(config, "select") == 0 &&
	    event_config_avoid_method(config, "poll") == 0 &&
	    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK |
	    EVENT_BASE_FLAG_IGNORE_ENV) == 0)
		base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

int
loop_new(struct loop **ret_loop)
{
	struct loop *loop = mem_calloc(1, sizeof(*loop));

	if (loop == NULL)
		return ERR_NOMEM;
	loop->base = new_base();
	if (loop->base == NULL ||
	    event_assign(&loop->alarm, loop->base, -1, 0, on_alarm,
	    loop) != 0) {
		loop_free(loop);
		return ERR_IO;
	}
	loop->alarm_tick = -1;
	loop->now_ns = clock_mono_ns();
	wheel_init(&loop->wheel, loop->now_ns / NS_PER_MS);
	loop->tasks_end = &loop->tasks;
	*ret_loop = loop;
	return 0;
}

static void
run_tasks(struct loop *loop)
{
	struct loop_task *batch = loop->tasks, *task;

	if (batch == NULL)
		return;
	batch->link = &batch;
	loop->tasks = NULL;
	loop->tasks_end = &loop->tasks;
	while ((task = batch) != NULL) {
		batch = task->next;
		if (batch != NULL)
			batch->link = &batch;
		task->link = NULL;
		task->fn(task->arg);
	}
}

void
loop_free(struct loop *loop)
{
	struct signal_watch *s;

	if (loop == NULL)
		return;
	for (int i = 0; loop->tasks != NULL && i < LAST_ROUNDS; i++)
		run_tasks(loop);
	while ((s = loop->signals) != NULL) {
		loop->signals = s->next;
		(void)event_del(&s->event);
		mem_free(s);
	}
	if (loop->base != NULL) {
		if (loop->alarm_tick >= 0)
			(void)event_del(&loop->alarm);
		event_base_free(loop->base);
	}
	mem_free(loop);
}

int64_t
loop_now_ns(const struct loop *loop)
{
	return loop->now_ns;
}

void
loop_stop(struct loop *loop)
{
	loop->stopped = true;
}

/* Have the wait end when the first timer may be due. */
static int
set_alarm(struct loop *loop, int64_t wait_ms)
{
	int64_t tick = loop->wheel.now + wait_ms, ms;
	struct timeval tv;

	if (loop->alarm_tick >= 0 && loop->alarm_tick <= tick)
		return 0;
	ms = tick - clock_mono_ns() / NS_PER_MS;
	if (ms < 0)
		ms = 0;
	tv.tv_sec = (time_t)(ms / 1000);
	tv.tv_usec = (suseconds_t)(ms % 1000 * 1000);
	if (event_add(&loop->alarm, &tv) != 0)
		return ERR_IO;
	loop->alarm_tick = tick;
	return 0;
}

static void
run_timers(struct loop *loop)
{
	struct wheel_timer *entry;
	struct loop_timer *t;

	wheel_advance(&loop->wheel, loop->now_ns / NS_PER_MS);
	while ((entry = wheel_next(&loop->wheel)) != NULL) {
		t = (struct loop_timer *)(void *)((char *)entry -
		    offsetof(struct loop_timer, entry));
		t->fn(t->arg);
	}
}

int
loop_step(struct loop *loop, bool wait)
{
	int64_t wait_ms = wheel_wait(&loop->wheel);
	int rc;

	if (!wait || loop->tasks != NULL || wait_ms == 0) {
		rc = event_base_loop(loop->base, EVLOOP_NONBLOCK);
	} else {
		if (wait_ms > 0 && set_alarm(loop, wait_ms) != 0)
			return ERR_IO;
		rc = event_base_loop(loop->base,
		    EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY);
	}
	if (rc < 0)
		return ERR_IO;
	loop->now_ns = clock_mono_ns();
	run_timers(loop);
	run_tasks(loop);
	return 0;
}

int
loop_run(struct loop *loop)
{
	int rc = 0;

	loop->stopped = false;
	while (rc == 0 && !loop->stopped)
		rc = loop_step(loop, true);
	return rc;
}

static struct event *
event_of(struct loop_io *io, unsigned i)
{
	return (struct event *)(void *)io->events[i].bytes;
}

/* Have the kernel watch for `bit` or not. */
static int
arm(struct loop_io *io, unsigned bit, bool on)
{
	struct event *e = event_of(io, bit == LOOP_READ ? EVENT_READ :
	    EVENT_WRITE);

	if (((io->armed & bit) != 0) == on)
		return 0;
	if ((on ? event_add(e, NULL) : event_del(e)) != 0)
		return ERR_IO;
	io->armed ^= bit;
	return 0;
}

/* Removing interest cannot fail in a way that anyone could mend. */
static void
disarm(struct loop_io *io, unsigned bit)
{
	if (arm(io, bit, false) != 0)
		io->armed &= ~bit;
}

static void
on_read(evutil_socket_t fd, short what, void *arg)
{
	struct loop_io *io = arg;

	(void)fd;
	(void)what;
	if ((io->want & LOOP_READ) != 0)
		io->fn(io->arg, LOOP_READ);
	else
		disarm(io, LOOP_READ);
}

static void
on_write(evutil_socket_t fd, short what, void *arg)
{
	struct loop_io *io = arg;

	(void)fd;
	(void)what;
	io->fn(io->arg, LOOP_WRITE);
}

void
loop_io_init(struct loop_io *io, struct loop *loop, int fd,
    void (*fn)(void *arg, unsigned ready), void *arg)
{
	io->loop = loop;
	io->fn = fn;
	io->arg = arg;
	io->fd = fd;
	io->want = 0;
	io->armed = 0;
	ASSERT(event_assign(event_of(io, EVENT_READ), loop->base, fd,
	    EV_READ | EV_PERSIST, on_read, io) == 0);
	ASSERT(event_assign(event_of(io, EVENT_WRITE), loop->base, fd,
	    EV_WRITE | EV_PERSIST, on_write, io) == 0);
}

int
loop_io_want(struct loop_io *io, unsigned want)
{
	int rc = 0;

	/*
	 * Reading is mostly unwanted for a moment only; whoever sends then
	 * is noticed once. Writing would be noticed at once.
	 */
	if ((want & LOOP_READ) != 0)
		rc = arm(io, LOOP_READ, true);
	if (rc == 0)
		rc = arm(io, LOOP_WRITE, (want & LOOP_WRITE) != 0);
	if (rc == 0)
		io->want = want;
	return rc;
}

void
loop_io_done(struct loop_io *io)
{
	if (io->loop != NULL) {
		disarm(io, LOOP_READ);
		disarm(io, LOOP_WRITE);
	}
	io->want = 0;
	io->loop = NULL;
}

void
loop_timer_init(struct loop_timer *t, struct loop *loop,
    void (*fn)(void *arg), void *arg)
{
	memset(t, 0, sizeof(*t));
	t->loop = loop;
	t->fn = fn;
	t->arg = arg;
}

void
loop_timer_set(struct loop_timer *t, int64_t ms)
{
	struct wheel *w = &t->loop->wheel;
	int64_t due = clock_mono_ns() / NS_PER_MS + 1 + ms;

	/* One set for the past would run again and again in this round. */
	wheel_set(w, &t->entry, due > w->now ? due : w->now + 1);
}

void
loop_timer_stop(struct loop_timer *t)
{
	if (t->loop != NULL)
		wheel_stop(&t->loop->wheel, &t->entry);
}

bool
loop_timer_is_set(const struct loop_timer *t)
{
	return wheel_is_set(&t->entry);
}

void
loop_task_init(struct loop_task *task, struct loop *loop,
    void (*fn)(void *arg), void *arg)
{
	memset(task, 0, sizeof(*task));
	task->loop = loop;
	task->fn = fn;
	task->arg = arg;
}

void
loop_defer(struct loop_task *task)
{
	struct loop *loop = task->loop;

	if (task->link != NULL)
		return;
	task->next = NULL;
	task->link = loop->tasks_end;
	*loop->tasks_end = task;
	loop->tasks_end = &task->next;
}

void
loop_task_cancel(struct loop_task *task)
{
	if (task->link == NULL)
		return;
	*task->link = task->next;
	if (task->next != NULL)
		task->next->link = task->link;
	else if (task->loop->tasks_end == &task->next)
		task->loop->tasks_end = task->link;
	task->link = NULL;
}

static void
on_signal(evutil_socket_t fd, short what, void *arg)
{
	struct signal_watch *s = arg;

	(void)fd;
	(void)what;
	s->fn(s->arg, s->signo);
}

int
loop_signal(struct loop *loop, int signo, void (*fn)(void *arg, int signo),
    void *arg)
{
	struct signal_watch *s;

	for (s = loop->signals; s != NULL; s = s->next)
		if (s->signo == signo)
			return ERR_EXISTS;
	s = mem_calloc(1, sizeof(*s));
	if (s == NULL)
		return ERR_NOMEM;
	s->signo = signo;
	s->fn = fn;
	s->arg = arg;
	if (event_assign(&s->event, loop->base, signo, EV_SIGNAL | EV_PERSIST,
	    on_signal, s) != 0 || event_add(&s->event, NULL) != 0) {
		mem_free(s);
		return ERR_IO;
	}
	s->next = loop->signals;
	loop->signals = s;
	return 0;
}
