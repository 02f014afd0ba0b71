#define _GNU_SOURCE
#include "proxy/child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/wire.h"

enum {
	PREPARE_MS = 120000,	/* compiling patterns takes its time */
	SERVE_MS = 30000,
	GRACE_MS = 1000,	/* beyond a deadline the child keeps itself */
	ENVIRONMENT_MAX = 16
};

/* The rest of the environment may hold secrets and is nobody's business. */
static const char *const passed_on[] = {
	"EXEAT_DATA", "TZ", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
	"LLVM_PROFILE_FILE",
};

/* After fork(): become the program of `kind`; only returns by exiting. */
static void
become(enum role_kind kind, int control_fd, char *const *environment)
{
	char program[] = "exeatd", option[] = "--role", name[16];
	char *const args[] = { program, option, name, NULL };
	int null = open("/dev/null", O_RDONLY);

	(void)snprintf(name, sizeof(name), "%s", role_name(kind));
	if (null < 0 || dup2(null, STDIN_FILENO) < 0)
		_exit(127);
	/* dup2() of a descriptor to itself would keep close-on-exec. */
	if (control_fd == CONTROL_FD ?
	    fcntl(control_fd, F_SETFD, 0) != 0 :
	    dup2(control_fd, CONTROL_FD) < 0)
		_exit(127);
	if (close_range(CONTROL_FD + 1, ~0u, 0) != 0)
		_exit(127);
	(void)execve("/proc/self/exe", args, environment);
	_exit(127);
}

/* "NAME=value" for each variable that is passed on, in one block. */
static int
make_environment(struct buf *b, char *entries[ENVIRONMENT_MAX])
{
	size_t starts[ENVIRONMENT_MAX], n = 0;

	for (size_t i = 0; i < NELEMS(passed_on); i++) {
		const char *value = getenv(passed_on[i]);

		if (value == NULL)
			continue;
		starts[n++] = b->len;
		buf_add_cstr(b, passed_on[i]);
		buf_add_char(b, '=');
		buf_add_cstr(b, value);
		buf_add_char(b, '\0');
	}
	for (size_t i = 0; i < n && buf_err(b) == 0; i++)
		entries[i] = b->ptr + starts[i];
	entries[n] = NULL;
	return buf_err(b);
}

static int
spawn(enum role_kind kind, int control_fd, pid_t *ret_pid)
{
	char *environment[ENVIRONMENT_MAX];
	struct buf b;
	pid_t pid;
	int rc;

	buf_init(&b, 1 << 16);
	rc = make_environment(&b, environment);
	if (rc == 0) {
		pid = fork();
		if (pid == 0)
			become(kind, control_fd, environment);
		if (pid < 0)
			rc = ERR_IO;
		else
			*ret_pid = pid;
	}
	buf_done(&b);
	return rc;
}

static void
fail(struct child *c, int code, struct errinfo *ei)
{
	c->stage = CHILD_FAILED;
	loop_timer_set(&c->deadline, GRACE_MS);
	c->ops->changed(c->arg, c, code, ei);
}

static void
report_violation(const struct child *c, struct sv body)
{
	char name[SANDBOX_NAME_BYTES];
	int number = -1;

	if (body.len == sizeof(number))
		memcpy(&number, body.ptr, sizeof(number));
	sandbox_call_name(number, name);
	log_event(LOG_ERROR, "forbidden system call",
	    LOG_ID("child", role_name(c->kind)), LOG_UINT("slot", c->slot),
	    LOG_INT("child_pid", c->pid), LOG_ID("call", name),
	    LOG_INT("number", number));
}

static int
take_status(struct child *c, struct sv body)
{
	struct errinfo ei = { 0 };
	int rc = control_read_status(body, &c->sandbox);

	if (rc != 0 || c->stage != CHILD_STARTING)
		return ERR_STATE;
	c->stage = CHILD_PREPARED;
	loop_timer_stop(&c->deadline);
	c->ops->changed(c->arg, c, 0, &ei);
	return 0;
}

static int
take_result(struct child *c, const struct ipc_message *m)
{
	struct errinfo ei = { 0 };
	int code, rc = control_read_result(m->body, &code, &ei);

	if (rc != 0)
		return rc;
	if (m->type == CONTROL_RELOADED)
		c->ops->reloaded(c->arg, c, code, &ei);
	else if (c->stage < CHILD_SERVING)
		fail(c, code, &ei);
	return 0;
}

static int
take_broken(struct child *c, struct sv body)
{
	enum role_kind kind;
	uint64_t serial;
	int rc = control_read_peer(body, &kind, &serial);

	if (rc == 0)
		c->ops->broken(c->arg, c, kind, serial);
	return rc;
}

static int
on_message(void *arg, struct ipc *ipc, struct ipc_message *m)
{
	struct child *c = arg;
	struct errinfo ei = { 0 };

	(void)ipc;
	switch (m->type) {
	case CONTROL_PREPARED:
		return take_status(c, m->body);
	case CONTROL_READY:
		if (c->stage != CHILD_STARTED)
			return c->stage == CHILD_DRAINING ? 0 : ERR_STATE;
		c->stage = CHILD_SERVING;
		c->serving_ns = clock_mono_ns();
		loop_timer_stop(&c->deadline);
		c->ops->changed(c->arg, c, 0, &ei);
		return 0;
	case CONTROL_FAILED:
	case CONTROL_RELOADED:
		return take_result(c, m);
	case CONTROL_BROKEN:
		return take_broken(c, m->body);
	case SANDBOX_MESSAGE_VIOLATION:
		report_violation(c, m->body);
		return 0;
	default:	/* whatever a process taken over may send */
		return ERR_STATE;
	}
}

/* It has ended, or is out of its mind; its end is told by SIGCHLD. */
static void
on_closed(void *arg, struct ipc *ipc, int why)
{
	struct child *c = arg;

	ipc_free(ipc);
	c->ipc = NULL;
	if (why != ERR_CLOSED) {
		log_event(LOG_ERROR, "child broke the rules",
		    LOG_ID("child", role_name(c->kind)),
		    LOG_INT("child_pid", c->pid), LOG_CODE(why));
		child_kill(c);
	} else if (!loop_timer_is_set(&c->deadline)) {
		loop_timer_set(&c->deadline, GRACE_MS);
	}
}

static void
on_deadline(void *arg)
{
	struct child *c = arg;

	log_event(LOG_WARN, "child does not end or answer",
	    LOG_ID("child", role_name(c->kind)), LOG_UINT("slot", c->slot),
	    LOG_INT("child_pid", c->pid));
	child_kill(c);
}

static int
send_setup(struct child *c, const struct child_options *o)
{
	int fds[2] = { o->config_fd, o->page->fd };
	struct buf b;
	int rc;

	buf_init(&b, IPC_MESSAGE_MAX);
	control_write_setup(&b, &o->setup);
	rc = buf_err(&b);
	if (rc == 0)
		rc = ipc_send_fds(c->ipc, CONTROL_SETUP, 0, buf_sv(&b), fds,
		    2);
	buf_done(&b);
	return rc;
}

static void
fill(struct child *c, struct loop *loop, const struct child_options *o)
{
	c->kind = o->kind;
	c->slot = o->setup.slot;
	c->generation = o->generation;
	c->serial = o->setup.serial;
	c->page = o->page;
	c->ops = o->ops;
	c->arg = o->arg;
	loop_timer_init(&c->deadline, loop, on_deadline, c);
}

int
child_start(struct loop *loop, const struct child_options *o,
    struct child **ret, struct errinfo *ei)
{
	static const struct ipc_ops ops = { .message = on_message,
		.closed = on_closed };
	struct child *c = mem_calloc(1, sizeof(*c));
	int fds[2], rc;

	if (c == NULL)
		return errinfo_set(ei, ERR_NOMEM, "starting a process");
	fill(c, loop, o);
	if ((rc = ipc_pair(fds)) != 0) {
		(void)errinfo_errno(ei, rc, "starting a process");
		mem_free(c);
		return rc;
	}
	rc = spawn(o->kind, fds[1], &c->pid);
	(void)close(fds[1]);
	if (rc != 0) {
		(void)errinfo_errno(ei, rc, "starting a process");
		(void)close(fds[0]);
		mem_free(c);
		return rc;
	}
	/* From here on there is a process, whose end will be noticed. */
	o->page->used = true;
	rc = ipc_open(loop, fds[0], &ops, c, NULL, &c->ipc);
	if (rc == 0)
		rc = send_setup(c, o);
	if (rc != 0)
		child_kill(c);
	*ret = c;
	return 0;
}

void
child_free(struct child *c)
{
	loop_timer_stop(&c->deadline);
	ipc_free(c->ipc);
	c->page->used = false;
	mem_free(c);
}

void
child_kill(struct child *c)
{
	loop_timer_stop(&c->deadline);
	(void)kill(c->pid, SIGKILL);
}

void
child_tell(struct child *c, enum control_message type, struct sv body)
{
	if (c->ipc != NULL &&
	    ipc_send(c->ipc, (uint16_t)type, 0, body) != 0)
		child_kill(c);
}

void
child_tell_fd(struct child *c, enum control_message type, struct sv body,
    int fd)
{
	if (c->ipc != NULL &&
	    ipc_send_fds(c->ipc, (uint16_t)type, 0, body, &fd, 1) != 0)
		child_kill(c);
}

void
child_give_listener(struct child *c, const struct role_listener *l)
{
	struct buf b;

	buf_init(&b, 64);
	control_write_listener(&b, l);
	child_tell_fd(c, CONTROL_LISTENER, buf_sv(&b), l->fd);
	buf_done(&b);
}

void
child_prepare(struct child *c)
{
	child_tell(c, CONTROL_PREPARE, SV(""));
	loop_timer_set(&c->deadline, PREPARE_MS);
}

void
child_serve(struct child *c)
{
	c->stage = CHILD_STARTED;
	child_tell(c, CONTROL_SERVE, SV(""));
	loop_timer_set(&c->deadline, SERVE_MS);
}

void
child_drain(struct child *c, uint32_t ms)
{
	struct buf b;

	if (c->stage == CHILD_DRAINING || c->stage == CHILD_FAILED)
		return;
	c->stage = CHILD_DRAINING;
	buf_init(&b, 64);
	wire_write_u32(&b, ms);
	child_tell(c, CONTROL_DRAIN, buf_sv(&b));
	buf_done(&b);
	loop_timer_set(&c->deadline, (int64_t)ms + GRACE_MS);
}

static void
give_peer(struct child *to, const struct child *peer, int fd)
{
	struct buf b;

	buf_init(&b, 64);
	control_write_peer(&b, peer->kind, peer->serial);
	child_tell_fd(to, CONTROL_PEER, buf_sv(&b), fd);
	buf_done(&b);
}

void
child_join(struct child *a, struct child *b)
{
	int fds[2];

	if (ipc_pair(fds) != 0) {
		log_plain(LOG_ERROR, "no channel for two processes");
		child_kill(a);
		return;
	}
	give_peer(a, b, fds[0]);
	give_peer(b, a, fds[1]);
	(void)close(fds[0]);
	(void)close(fds[1]);
}
