#define _GNU_SOURCE
#include "base/loop.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "tests/tap/tap.h"

enum { MS = 1000000 };

static struct loop *
new_loop(void)
{
	struct loop *loop = NULL;

	if (loop_new(&loop) != 0) {
		tap_ok(false, "make a loop");
		_exit(tap_done());
	}
	return loop;
}

/* Records in which order things were called. */
static char trace[64];
static unsigned trace_len;

static void
note(char c)
{
	if (trace_len < sizeof(trace))
		trace[trace_len++] = c;
}

static void
check_trace(struct sv want, const char *name)
{
	tap_is_sv(sv_make(trace, trace_len), want, "%s", name);
	trace_len = 0;
}

static void
on_ready(void *arg, unsigned ready)
{
	char byte;

	if (ready == LOOP_READ && read(*(int *)arg, &byte, 1) == 1)
		note(byte);
	else
		note(ready == LOOP_WRITE ? 'W' : 'E');
}

static void
test_io(void)
{
	struct loop *loop = new_loop();
	struct loop_io in, out;
	int fds[2];

	if (pipe2(fds, O_NONBLOCK | O_CLOEXEC) != 0)
		return;
	loop_io_init(&in, loop, fds[0], on_ready, &fds[0]);
	loop_io_init(&out, loop, fds[1], on_ready, &fds[1]);
	tap_is_int(loop_io_want(&in, LOOP_READ), 0, "want read");
	tap_is_int(loop_step(loop, false), 0, "a round");
	check_trace(SV(""), "nothing is ready");
	tap_is_int(write(fds[1], "abc", 3), 3, "write");
	tap_is_int(loop_step(loop, true), 0, "a round");
	tap_is_int(loop_step(loop, true), 0, "a round");
	check_trace(SV("ab"), "ready until it is read");
	tap_ok(loop_io_want(&in, 0) == 0 &&
	    loop_io_want(&in, LOOP_READ) == 0 &&
	    loop_io_want(&in, 0) == 0 && loop_step(loop, false) == 0 &&
	    loop_step(loop, false) == 0, "want nothing");
	check_trace(SV(""), "not called");
	tap_is_int(in.armed, 0, "nor watched, since something was there");
	tap_ok(loop_io_want(&out, LOOP_WRITE) == 0 &&
	    loop_step(loop, true) == 0, "want write");
	check_trace(SV("W"), "writable");
	loop_io_done(&out);
	loop_io_done(&out);
	(void)close(fds[1]);
	tap_ok(loop_io_want(&in, LOOP_READ) == 0 &&
	    loop_step(loop, true) == 0 && loop_step(loop, true) == 0,
	    "the other end is closed");
	check_trace(SV("cE"), "the rest, then the end");
	loop_io_done(&in);
	(void)close(fds[0]);
	loop_free(loop);
}

struct again {
	struct loop_timer timer;
	unsigned left;
};

static void
on_again(void *arg)
{
	struct again *a = arg;

	note('t');
	if (--a->left > 0)
		loop_timer_set(&a->timer, 0);
}

static void
on_note(void *arg)
{
	note(*(char *)arg);
}

static void
test_timers(void)
{
	struct loop *loop;
	struct loop_timer a, b;
	struct again again = { .left = 3 };
	char name_a = 'a', name_b = 'b';

	clock_freeze(0, 5000 * (int64_t)MS);
	loop = new_loop();
	loop_timer_init(&a, loop, on_note, &name_a);
	loop_timer_init(&b, loop, on_note, &name_b);
	loop_timer_set(&a, 10);
	loop_timer_set(&b, 60000);
	clock_advance(9 * MS);
	tap_is_int(loop_step(loop, false), 0, "a round");
	check_trace(SV(""), "never early");
	clock_advance(2 * MS);
	tap_is_int(loop_step(loop, false), 0, "a round");
	check_trace(SV("a"), "due");
	tap_ok(!loop_timer_is_set(&a) && loop_timer_is_set(&b), "once");
	loop_timer_stop(&b);
	loop_timer_stop(&b);
	clock_advance(100000 * (int64_t)MS);
	tap_is_int(loop_step(loop, false), 0, "a round");
	check_trace(SV(""), "stopped");
	loop_timer_init(&again.timer, loop, on_again, &again);
	loop_timer_set(&again.timer, 0);
	for (int i = 0; i < 10; i++) {
		clock_advance(MS);
		if (loop_step(loop, false) != 0)
			break;
	}
	check_trace(SV("ttt"), "set again from its own call");
	clock_thaw();
	loop_free(loop);
}

/* With the real clock the wait itself must end. */
static void
test_wait(void)
{
	struct loop *loop = new_loop();
	struct loop_timer t;
	char name = 'x';
	int64_t before = clock_mono_ns();

	loop_timer_init(&t, loop, on_note, &name);
	loop_timer_set(&t, 3);
	while (trace_len == 0 && loop_step(loop, true) == 0)
		;
	tap_ok(clock_mono_ns() - before >= 3 * MS, "waits for the timer");
	check_trace(SV("x"), "and calls it");
	loop_free(loop);
}

struct chain {
	struct loop_task task;
	struct loop_task *victim;
	unsigned left;
	struct loop *loop;
};

static void
on_chain(void *arg)
{
	struct chain *c = arg;

	note('c');
	if (c->victim != NULL)
		loop_task_cancel(c->victim);
	if (--c->left > 0)
		loop_defer(&c->task);
	else
		loop_stop(c->loop);
}

static void
test_tasks(void)
{
	struct loop *loop = new_loop();
	struct loop_task a, b;
	struct chain c = { .left = 3, .loop = loop };
	char name_a = 'a', name_b = 'b';

	loop_task_init(&a, loop, on_note, &name_a);
	loop_task_init(&b, loop, on_note, &name_b);
	loop_task_init(&c.task, loop, on_chain, &c);
	loop_defer(&a);
	loop_defer(&b);
	loop_defer(&a);
	tap_is_int(loop_step(loop, true), 0, "does not sleep over tasks");
	check_trace(SV("ab"), "in order, once");
	loop_defer(&a);
	loop_defer(&b);
	loop_task_cancel(&b);
	loop_task_cancel(&b);
	loop_defer(&c.task);
	tap_is_int(loop_run(loop), 0, "run until stopped");
	check_trace(SV("accc"), "cancelled; a task may defer itself");
	c.left = 2;
	c.victim = &b;
	loop_defer(&c.task);
	loop_defer(&a);
	loop_defer(&b);
	tap_is_int(loop_step(loop, true), 0, "a round");
	check_trace(SV("ca"), "cancelled within the round");
	c.victim = NULL;
	loop_free(loop);
	check_trace(SV("c"), "what is left runs before the loop goes");
}

static void
on_usr1(void *arg, int signo)
{
	note(signo == SIGUSR1 ? 's' : '?');
	loop_stop(arg);
}

static void
test_signal(void)
{
	struct loop *loop = new_loop();

	tap_is_int(loop_signal(loop, SIGUSR1, on_usr1, loop), 0, "watch");
	tap_is_int(loop_signal(loop, SIGUSR1, on_usr1, loop), ERR_EXISTS,
	    "once a signal");
	(void)raise(SIGUSR1);
	tap_is_int(loop_run(loop), 0, "run");
	check_trace(SV("s"), "called from the loop");
	loop_free(loop);
}

int
main(void)
{
	test_io();
	test_timers();
	test_wait();
	test_tasks();
	test_signal();
	return tap_done();
}
