/*
 * Every process has a seat. A seat whose process ends is filled again, at
 * once the first time, later each time its processes live only shortly.
 *
 *	STARTING -- all seats serve --> RUNNING -- SIGTERM --> ENDING
 *	   \------- one fails ---------------------------------^
 *
 * The recorder is prepared before all others, since it makes the store that
 * they read. The end goes the other way: workers drain, then recorder,
 * keeper and console.
 */
#define _GNU_SOURCE
#include "proxy/monitor.h"

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "proxy/metrics.h"
#include "proxy/monitor_part.h"
#include "proxy/notify.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

enum {
	SINGLE_END_MS = 10000,
	BACKOFF_FIRST_MS = 50,
	BACKOFF_MAX_MS = 5000,
	BACKOFF_DOUBLINGS = 8,
	GIVE_UP_FAILURES = 3,	/* to let others have a worker's clients */
	START_FAILURES = 4,	/* that end it before it was ever ready */
	NOBODY = 65534
};

/* A process that served for so long is no crash loop. */
static const int64_t stable_ns = INT64_C(2000000000);

/* Some send the same signal to the process and to its group. */
static const int64_t same_wish_ns = INT64_C(300000000);

static const enum role_kind singles[MONITOR_SINGLES] = {
	ROLE_KEEPER, ROLE_RECORDER, ROLE_CONSOLE,
};

static const enum role_kind end_order[] = {
	ROLE_WORKER, ROLE_RECORDER, ROLE_KEEPER, ROLE_CONSOLE,
};

static const struct {
	enum role_kind a, b;
} joined[] = {
	{ ROLE_WORKER, ROLE_KEEPER },
	{ ROLE_WORKER, ROLE_RECORDER },
	{ ROLE_KEEPER, ROLE_RECORDER },
	{ ROLE_CONSOLE, ROLE_RECORDER },
};

static void on_changed(void *arg, struct child *c, int code,
    struct errinfo *ei);
static void on_reloaded(void *arg, struct child *c, int code,
    struct errinfo *ei);
static void on_broken(void *arg, struct child *c, enum role_kind kind,
    uint64_t serial);
static void end_next(struct monitor *m);

unsigned
monitor_workers(const struct config *c)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned n = c->workers;

	if (n == 0)
		n = cores < 1 ? 1 : (unsigned)cores;
	return n < MONITOR_WORKERS_MAX ? n : MONITOR_WORKERS_MAX;
}

void
monitor_table_changed(struct monitor *m)
{
	loop_defer(&m->table_task);
}

/* Starting */

static bool
are_joined(enum role_kind a, enum role_kind b)
{
	for (size_t i = 0; i < NELEMS(joined); i++)
		if ((joined[i].a == a && joined[i].b == b) ||
		    (joined[i].a == b && joined[i].b == a))
			return true;
	return false;
}

static void
fill_setup(struct monitor *m, enum role_kind kind,
    const struct accepted *accepted, struct control_setup *s)
{
	enum log_level level = (enum log_level)accepted->config->log_level;

	s->change_user = m->owner.change;
	s->uid = m->owner.uid;
	s->gid = m->owner.gid;
	if (getuid() == 0 && !m->owner.change && kind == ROLE_WORKER) {
		/* It needs no file: any user will do. */
		s->change_user = true;
		s->uid = s->gid = NOBODY;
	}
	s->log_level = (uint8_t)(level > m->options->log_level ? level :
	    m->options->log_level);
	s->log_json = m->options->log_json;
	s->file = sv_cstr(m->options->file);
	s->policy = sv_cstr(accepted->policy);
}

/* Any worker's sockets, whose addresses are ours already. */
static const struct bind_set *
any_listeners(const struct monitor *m)
{
	for (size_t i = MONITOR_SINGLES; i < MONITOR_SEATS; i++)
		if (m->seats[i].listeners.n > 0)
			return &m->seats[i].listeners;
	return NULL;
}

int
monitor_bind(struct monitor *m, const struct config *c, unsigned slot,
    const struct bind_set *first, struct bind_set *ret, struct errinfo *ei)
{
	struct bind_request r = { .config = c,
		.like = first != NULL ? first : any_listeners(m),
		.old = &m->seats[MONITOR_SINGLES + slot].listeners };

	return bind_open(&r, ret, ei);
}

struct monitor_seat *
monitor_seat_of(struct monitor *m, enum role_kind kind, unsigned slot)
{
	for (size_t i = 0; i < MONITOR_SINGLES; i++)
		if (m->seats[i].kind == kind)
			return &m->seats[i];
	return &m->seats[MONITOR_SINGLES + slot];
}

struct child *
monitor_start_child(struct monitor *m, enum role_kind kind, unsigned slot,
    bool is_new)
{
	static const struct child_ops ops = { .changed = on_changed,
		.reloaded = on_reloaded, .broken = on_broken };
	const struct accepted *accepted = is_new ? &m->reload.accepted :
	    &m->accepted;
	struct child_options o = { .kind = kind,
		.generation = is_new ? m->reload.generation : m->generation,
		.config_fd = accepted->fd, .ops = &ops, .arg = m };
	const struct bind_set *listeners = is_new ?
	    &m->reload.listeners[slot] :
	    &monitor_seat_of(m, kind, slot)->listeners;
	struct errinfo ei = { 0 };
	struct child *c, *other;

	fill_setup(m, kind, accepted, &o.setup);
	o.setup.slot = slot;
	o.setup.serial = ++m->next_serial;
	o.page = monitor_find_page(m, kind);
	if (o.page == NULL || child_start(m->loop, &o, &c, &ei) != 0) {
		log_event(LOG_ERROR, "cannot start a process",
		    LOG_ID("child", role_name(kind)), LOG_ERRINFO(&ei));
		return NULL;
	}
	for (other = m->children; other != NULL; other = other->next)
		if (are_joined(kind, other->kind) && other->ipc != NULL)
			child_join(c, other);
	if (kind == ROLE_CONSOLE)
		monitor_show_pages(m, c);
	c->next = m->children;
	m->children = c;
	for (size_t i = 0; i < listeners->n; i++)
		child_give_listener(c, &listeners->listeners[i]);
	child_prepare(c);
	log_event(LOG_DEBUG, "child started", LOG_ID("child", role_name(kind)),
	    LOG_UINT("slot", slot), LOG_INT("child_pid", c->pid));
	monitor_table_changed(m);
	return c;
}

static void
let_serve(struct monitor *m, struct child *c)
{
	bind_listen(&monitor_seat_of(m, c->kind, c->slot)->listeners);
	child_serve(c);
}

static void schedule_restart(struct monitor_seat *s);

/*
 * The sockets of a worker that does not come back are given up: what is in
 * their queues, and what would be, is better off with the others.
 */
static int
keep_listeners(struct monitor_seat *s, struct errinfo *ei)
{
	struct monitor *m = s->monitor;

	if (s->kind != ROLE_WORKER)
		return 0;
	if (s->failures >= GIVE_UP_FAILURES)
		bind_close(&s->listeners);
	if (s->listeners.n > 0)
		return 0;
	return monitor_bind(m, m->accepted.config, s->slot, NULL,
	    &s->listeners, ei);
}

static void
fill_seat(void *arg)
{
	struct monitor_seat *s = arg;
	struct monitor *m = s->monitor;
	struct errinfo ei = { 0 };

	if (!s->wanted || s->child != NULL || m->phase == MONITOR_ENDING)
		return;
	if (keep_listeners(s, &ei) != 0)
		log_event(LOG_ERROR, "no listeners", LOG_ERRINFO(&ei));
	else
		s->child = monitor_start_child(m, s->kind, s->slot, false);
	if (s->child == NULL) {
		s->failures++;
		schedule_restart(s);
	}
}

static void
schedule_restart(struct monitor_seat *s)
{
	int64_t ms = 0;
	unsigned doublings;

	if (s->failures > 1) {
		doublings = s->failures - 2;
		if (doublings > BACKOFF_DOUBLINGS)
			doublings = BACKOFF_DOUBLINGS;
		ms = (int64_t)BACKOFF_FIRST_MS << doublings;
		if (ms > BACKOFF_MAX_MS)
			ms = BACKOFF_MAX_MS;
		log_event(LOG_WARN, "waiting with a restart",
		    LOG_ID("child", role_name(s->kind)),
		    LOG_UINT("slot", s->slot), LOG_INT("ms", ms));
	}
	loop_timer_set(&s->restart, ms);
}

static void
init_seats(struct monitor *m)
{
	for (unsigned i = 0; i < MONITOR_SEATS; i++) {
		struct monitor_seat *s = &m->seats[i];

		s->monitor = m;
		s->kind = i < MONITOR_SINGLES ? singles[i] : ROLE_WORKER;
		s->slot = i < MONITOR_SINGLES ? 0 : i - MONITOR_SINGLES;
		s->wanted = i < MONITOR_SINGLES +
		    monitor_workers(m->accepted.config);
		if (s->kind == ROLE_CONSOLE)
			s->wanted = m->accepted.config->admin.host.len > 0;
		loop_timer_init(&s->restart, m->loop, fill_seat, s);
	}
}

/* What children report */

static void
end_all(struct monitor *m, int exit_status)
{
	if (m->phase == MONITOR_ENDING)
		return;
	m->phase = MONITOR_ENDING;
	m->exit_status = exit_status;
	m->end_step = 0;
	if (m->reload.stage != RELOAD_NONE)
		monitor_reload_abort(m, NULL);
	for (size_t i = 0; i < MONITOR_SEATS; i++)
		loop_timer_stop(&m->seats[i].restart);
	notify_send(SV("STOPPING=1"));
	log_plain(LOG_INFO, "draining");
	end_next(m);
	monitor_table_changed(m);
}

static bool
is_degraded(const struct monitor *m)
{
	const struct child *c;

	for (size_t i = 0; i < MONITOR_SEATS; i++) {
		c = m->seats[i].child;
		if (c != NULL && (!c->sandbox.user || !c->sandbox.seccomp ||
		    c->sandbox.relaxed || c->sandbox.landlock == 0))
			return true;
	}
	return false;
}

/* When the last seat serves for the first time, say so. */
static void
check_ready(struct monitor *m)
{
	if (m->phase != MONITOR_STARTING)
		return;
	for (size_t i = 0; i < MONITOR_SEATS; i++)
		if (m->seats[i].wanted && (m->seats[i].child == NULL ||
		    m->seats[i].child->stage != CHILD_SERVING))
			return;
	m->phase = MONITOR_RUNNING;
	/* Whoever reads that it is ready may ask the console at once. */
	monitor_send_table(m);
	notify_send(SV("READY=1"));
	log_event(LOG_INFO, "ready",
	    LOG_UINT("workers", monitor_workers(m->accepted.config)),
	    LOG_ID("confinement", is_degraded(m) ? "degraded" : "full"));
}

static void
start_others(struct monitor *m)
{
	for (size_t i = 0; i < MONITOR_SEATS; i++)
		fill_seat(&m->seats[i]);
}

static void
report_failure(struct monitor *m, struct child *c, int code,
    struct errinfo *ei)
{
	struct monitor_reload *r = &m->reload;

	if (monitor_reload_concerns(m, c))
		accepted_name_original(&r->accepted,
		    r->accepted.config->policy.ptr, ei);
	else
		accepted_name_original(&m->accepted,
		    m->accepted.config->policy.ptr, ei);
	log_event(LOG_ERROR, "child cannot work",
	    LOG_ID("child", role_name(c->kind)), LOG_CODE(code),
	    LOG_ERRINFO(ei));
}

static void
on_changed(void *arg, struct child *c, int code, struct errinfo *ei)
{
	struct monitor *m = arg;

	if (c->stage == CHILD_FAILED) {
		report_failure(m, c, code, ei);
		if (monitor_reload_concerns(m, c))
			monitor_reload_abort(m, ei);
		else if (m->phase == MONITOR_STARTING)
			end_all(m, 1);
	} else if (c->stage == CHILD_PREPARED) {
		if (monitor_reload_concerns(m, c))
			monitor_reload_prepared(m, c);
		else
			let_serve(m, c);
		if (c->kind == ROLE_RECORDER && m->phase == MONITOR_STARTING)
			start_others(m);
	}
	if (c->stage == CHILD_SERVING)
		log_event(LOG_DEBUG, "child serves",
		    LOG_ID("child", role_name(c->kind)),
		    LOG_UINT("slot", c->slot), LOG_INT("child_pid", c->pid));
	monitor_table_changed(m);
	check_ready(m);
}

static void
on_reloaded(void *arg, struct child *c, int code, struct errinfo *ei)
{
	monitor_reload_answered(arg, c, code, ei);
}

/*
 * Keeper and recorder are believed about those they serve, which parse what
 * strangers send; nobody is believed about a keeper or recorder.
 */
static void
on_broken(void *arg, struct child *c, enum role_kind kind, uint64_t serial)
{
	struct monitor *m = arg;
	struct child *peer = m->children;

	if (c->kind == ROLE_WORKER || kind == ROLE_KEEPER ||
	    kind == ROLE_RECORDER)
		return;
	while (peer != NULL && (peer->kind != kind || peer->serial != serial))
		peer = peer->next;
	if (peer != NULL)
		child_kill(peer);
}

/* Their end */

static void
log_end(const struct child *c, int status)
{
	enum log_level level = c->stage == CHILD_DRAINING &&
	    WIFEXITED(status) && WEXITSTATUS(status) == 0 ? LOG_DEBUG :
	    LOG_WARN;

	if (WIFSIGNALED(status))
		log_event(LOG_WARN, "child ended",
		    LOG_ID("child", role_name(c->kind)),
		    LOG_UINT("slot", c->slot), LOG_INT("child_pid", c->pid),
		    LOG_INT("signal", WTERMSIG(status)));
	else
		log_event(level, "child ended",
		    LOG_ID("child", role_name(c->kind)),
		    LOG_UINT("slot", c->slot), LOG_INT("child_pid", c->pid),
		    LOG_INT("status", WEXITSTATUS(status)));
}

static void
leave_seat(struct monitor *m, struct child *c)
{
	struct monitor_seat *s;

	for (size_t i = 0; i < MONITOR_SEATS; i++) {
		s = &m->seats[i];
		if (s->child != c)
			continue;
		s->child = NULL;
		s->restarts++;
		if (c->serving_ns != 0 &&
		    clock_mono_ns() - c->serving_ns > stable_ns)
			s->failures = 0;
		s->failures++;
		if (m->phase == MONITOR_STARTING &&
		    (s->failures > START_FAILURES || s->kind == ROLE_RECORDER))
			end_all(m, 1);
		else if (s->wanted && m->phase != MONITOR_ENDING)
			schedule_restart(s);
	}
}

static void
forget(struct monitor *m, struct child *c, int status)
{
	struct child **link = &m->children;
	bool concerned = monitor_reload_concerns(m, c);

	while (*link != c)
		link = &(*link)->next;
	*link = c->next;
	log_end(c, status);
	metrics_clear_gauges(c->page->metrics);
	leave_seat(m, c);
	child_free(c);
	if (concerned)
		monitor_reload_abort(m, NULL);
}

static void
on_child_signal(void *arg, int signo)
{
	struct monitor *m = arg;
	struct child *c;
	int status;
	pid_t pid;

	(void)signo;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (c = m->children; c != NULL && c->pid != pid; c = c->next)
			;
		if (c != NULL)
			forget(m, c, status);
	}
	monitor_table_changed(m);
	if (m->phase == MONITOR_ENDING)
		end_next(m);
}

/* Ask those whose turn it is; when none is left, the next ones. */
static void
end_next(struct monitor *m)
{
	uint32_t ms = m->accepted.config->timeouts.drain;
	struct child *c;
	bool any = false;

	while (!any && m->end_step < NELEMS(end_order)) {
		enum role_kind kind = end_order[m->end_step];

		for (c = m->children; c != NULL; c = c->next) {
			if (c->kind != kind)
				continue;
			any = true;
			if (m->hurried)
				child_kill(c);
			else
				child_drain(c, kind == ROLE_WORKER ? ms :
				    SINGLE_END_MS);
		}
		if (!any)
			m->end_step++;
	}
	if (!any)
		loop_stop(m->loop);
}

static void
on_end_signal(void *arg, int signo)
{
	struct monitor *m = arg;

	log_event(LOG_INFO, "asked to end", LOG_INT("signal", signo));
	if (m->phase != MONITOR_ENDING) {
		m->asked_ns = clock_mono_ns();
		end_all(m, 0);
	} else if (clock_mono_ns() - m->asked_ns > same_wish_ns) {
		m->hurried = true;
		end_next(m);
	}
}

static void
on_reload_signal(void *arg, int signo)
{
	(void)signo;
	monitor_reload_begin(arg);
}

#ifdef WITH_FAULT_INJECTION
/* For tests of the filter, and of who breaks the rules of the recorder. */
static void
on_misbehave_signal(void *arg, int signo)
{
	struct monitor *m = arg;
	char misdeed = signo == SIGUSR1 ? CONTROL_MISDEED_MESSAGE :
	    CONTROL_MISDEED_CALL;

	if (m->seats[MONITOR_SINGLES].child != NULL)
		child_tell(m->seats[MONITOR_SINGLES].child,
		    CONTROL_MISBEHAVE, sv_make(&misdeed, 1));
}
#endif

/* The user that the others become, if we may choose. */
static int
find_owner(const struct config *c, struct accepted_owner *o,
    struct errinfo *ei)
{
	const struct passwd *pw;
	const struct group *gr;

	memset(o, 0, sizeof(*o));
	if (getuid() != 0)
		return 0;
	pw = getpwnam(c->user.len > 0 ? c->user.ptr : "exeat");
	if (pw == NULL && c->user.len == 0)
		return 0;
	if (pw == NULL)
		return errinfo_set(ei, ERR_NOTFOUND, "no user named %.*s",
		    SV_ARG(c->user));
	o->change = true;
	o->uid = pw->pw_uid;
	o->gid = pw->pw_gid;
	if (c->group.len == 0)
		return 0;
	gr = getgrnam(c->group.ptr);
	if (gr == NULL)
		return errinfo_set(ei, ERR_NOTFOUND, "no group named %.*s",
		    SV_ARG(c->group));
	o->gid = gr->gr_gid;
	return 0;
}

static void
raise_limits(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < r.rlim_max) {
		r.rlim_cur = r.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &r) != 0)
			log_plain(LOG_WARN, "file limit stays low");
	}
}

static int
watch_signals(struct monitor *m)
{
	int rc;

	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return ERR_IO;
	rc = loop_signal(m->loop, SIGCHLD, on_child_signal, m);
	if (rc == 0)
		rc = loop_signal(m->loop, SIGTERM, on_end_signal, m);
	if (rc == 0)
		rc = loop_signal(m->loop, SIGINT, on_end_signal, m);
	if (rc == 0)
		rc = loop_signal(m->loop, SIGHUP, on_reload_signal, m);
#ifdef WITH_FAULT_INJECTION
	if (rc == 0)
		rc = loop_signal(m->loop, SIGUSR1, on_misbehave_signal, m);
	if (rc == 0)
		rc = loop_signal(m->loop, SIGUSR2, on_misbehave_signal, m);
#endif
	return rc;
}

static void
on_table(void *arg)
{
	monitor_send_table(arg);
}

static int
bind_all(struct monitor *m, struct errinfo *ei)
{
	const struct config *c = m->accepted.config;
	struct bind_request admin = { .config = c, .admin = true };
	unsigned n = monitor_workers(c);
	int rc = 0;

	for (unsigned i = 0; i < n && rc == 0; i++)
		rc = monitor_bind(m, c, i, NULL,
		    &m->seats[MONITOR_SINGLES + i].listeners, ei);
	if (rc == 0)
		rc = bind_open(&admin,
		    &monitor_seat_of(m, ROLE_CONSOLE, 0)->listeners, ei);
	return rc;
}

static int
begin(struct monitor *m, struct errinfo *ei)
{
	struct config *config = NULL;
	int fd = -1, rc;

	rc = accepted_read(m->options->file, &config, &fd, ei);
	if (rc != 0)
		return rc;
	if ((rc = find_owner(config, &m->owner, ei)) != 0) {
		config_free(config);
		(void)close(fd);
		return rc;
	}
	rc = accepted_make(config, fd, m->copy, &m->owner, &m->accepted, ei);
	if (rc != 0)
		return rc;
	if ((rc = loop_new(&m->loop)) != 0 || (rc = watch_signals(m)) != 0)
		return errinfo_set(ei, rc, "no event loop");
	loop_task_init(&m->table_task, m->loop, on_table, m);
	raise_limits();
	init_seats(m);
	rc = bind_all(m, ei);
	if (rc == 0)
		rc = sandbox_begin(ei);
	if (rc == 0)
		rc = sandbox_refuse_exotic(ei);
	return rc;
}

static void
finish(struct monitor *m)
{
	struct child_page *p;

	loop_task_cancel(&m->table_task);
	for (size_t i = 0; i < MONITOR_SEATS; i++) {
		loop_timer_stop(&m->seats[i].restart);
		bind_close(&m->seats[i].listeners);
	}
	loop_free(m->loop);
	while ((p = m->pages) != NULL) {
		m->pages = p->next;
		metrics_close(p->metrics);
		(void)close(p->fd);
		mem_free(p);
	}
	accepted_done(&m->accepted);
	mem_free(m);
}

int
monitor_run(const struct monitor_options *options)
{
	struct monitor *m = mem_calloc(1, sizeof(*m));
	struct errinfo ei = { 0 };
	int rc, status;

	if (m == NULL)
		return 1;
	m->options = options;
	log_set_role("monitor");
	log_set_json(options->log_json);
	log_set_level(options->log_level);
	rc = begin(m, &ei);
	if (rc == 0) {
		for (size_t i = 0; i < MONITOR_SINGLES; i++)
			if (m->seats[i].kind == ROLE_RECORDER)
				fill_seat(&m->seats[i]);
		rc = loop_run(m->loop);
	}
	if (rc != 0)
		log_event(LOG_ERROR, "cannot run", LOG_CODE(rc),
		    LOG_ERRINFO(&ei));
	status = rc != 0 ? 1 : m->exit_status;
	finish(m);
	return status;
}
