/*
 * SIGHUP. Nothing of the old configuration goes before all of the new one is
 * known to work:
 *
 *  1. the file is read and checked, sockets are bound, the policy is copied;
 *  2. a whole new generation of workers is started and prepared, which reads
 *     the policy and compiles its patterns; they do not accept yet;
 *  3. keeper, recorder and console are told; each may refuse;
 *  4. the new workers serve, the old ones drain.
 *
 * A failure in 1 to 3 undoes it all, is logged, and the old one stays.
 */
#define _GNU_SOURCE
#include "proxy/monitor_part.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/wire.h"
#include "proxy/notify.h"

bool
monitor_reload_concerns(const struct monitor *m, const struct child *c)
{
	if (m->reload.stage == RELOAD_NONE)
		return false;
	if (c->generation == m->reload.generation)
		return true;
	for (size_t i = 0; i < MONITOR_SINGLES; i++)
		if (m->seats[i].child == c &&
		    m->reload.stage == RELOAD_TELLING)
			return true;
	return false;
}

static void
tell_config(struct child *c, const struct accepted *s)
{
	struct buf b;

	buf_init(&b, ACCEPTED_PATH_BYTES + 64);
	wire_write_sv(&b, sv_cstr(s->policy));
	child_tell_fd(c, CONTROL_RELOAD, buf_sv(&b), s->fd);
	buf_done(&b);
}

static void
go_again(struct monitor *m)
{
	if (!m->reload.again)
		return;
	m->reload.again = false;
	if (m->phase == MONITOR_RUNNING)
		monitor_reload_begin(m);
}

static void
drop_listeners(struct monitor_reload *r)
{
	for (size_t i = 0; i < r->nworkers; i++)
		bind_close(&r->listeners[i]);
	mem_free(r->listeners);
	r->listeners = NULL;
	r->nworkers = 0;
}

void
monitor_reload_abort(struct monitor *m, const struct errinfo *why)
{
	struct monitor_reload *r = &m->reload;

	if (r->stage == RELOAD_NONE)
		return;
	r->stage = RELOAD_NONE;
	if (why != NULL)
		log_event(LOG_ERROR, "reload refused, the old one stays",
		    LOG_ERRINFO(why));
	else
		log_plain(LOG_ERROR, "reload failed, the old one stays");
	for (struct child *c = m->children; c != NULL; c = c->next)
		if (c->generation == r->generation)
			child_kill(c);
	/* Their answers to this come when nobody waits any more. */
	for (size_t i = 0; i < MONITOR_SINGLES; i++)
		if (r->told[i] && m->seats[i].child != NULL)
			tell_config(m->seats[i].child, &m->accepted);
	drop_listeners(r);
	accepted_done(&r->accepted);
	notify_send(SV("READY=1"));
	go_again(m);
}

/* What a running daemon cannot change. */
static int
check_fixed(const struct config *old, const struct config *new,
    struct errinfo *ei)
{
	if (!sv_eq(old->store, new->store) || !sv_eq(old->keys, new->keys))
		return errinfo_set(ei, ERR_UNSUPPORTED,
		    "store and keys cannot change while running: restart");
	if (!sv_eq(old->user, new->user) || !sv_eq(old->group, new->group))
		return errinfo_set(ei, ERR_UNSUPPORTED,
		    "user and group cannot change while running: restart");
	if (!sv_eq(old->admin.host, new->admin.host) ||
	    old->admin.port != new->admin.port)
		return errinfo_set(ei, ERR_UNSUPPORTED,
		    "admin cannot change while running: restart");
	return 0;
}

/* Sockets for all new workers: the same for the same address. */
static int
bind_new(struct monitor *m, const struct config *c, struct errinfo *ei)
{
	struct monitor_reload *r = &m->reload;
	const struct bind_set *first = NULL;
	unsigned n = monitor_workers(c);
	int rc = 0;

	r->nworkers = 0;
	r->listeners = mem_calloc(n, sizeof(*r->listeners));
	if (r->listeners == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	for (unsigned i = 0; i < n && rc == 0; i++) {
		rc = monitor_bind(m, c, i, first, &r->listeners[i], ei);
		first = &r->listeners[0];
		r->nworkers += rc == 0;
	}
	if (rc != 0)
		drop_listeners(r);
	return rc;
}

static int
read_new(struct monitor *m, struct errinfo *ei)
{
	struct monitor_reload *r = &m->reload;
	struct config *config;
	int fd, rc;

	rc = accepted_read(m->options->file, &config, &fd, ei);
	if (rc != 0)
		return rc;
	rc = check_fixed(m->accepted.config, config, ei);
	if (rc != 0) {
		config_free(config);
		(void)close(fd);
		return rc;
	}
	rc = accepted_make(config, fd, m->copy ^ 1, &m->owner,
	    &r->accepted, ei);
	if (rc != 0)
		return rc;
	rc = bind_new(m, config, ei);
	if (rc != 0)
		accepted_done(&r->accepted);
	return rc;
}

void
monitor_reload_begin(struct monitor *m)
{
	struct monitor_reload *r = &m->reload;
	struct errinfo ei = { 0 };
	unsigned n;
	int rc;

	if (m->phase != MONITOR_RUNNING || r->stage != RELOAD_NONE) {
		r->again = m->phase != MONITOR_ENDING;
		return;
	}
	log_plain(LOG_INFO, "reloading");
	rc = read_new(m, &ei);
	if (rc != 0) {
		log_event(LOG_ERROR, "reload refused, the old one stays",
		    LOG_CODE(rc), LOG_ERRINFO(&ei));
		return;
	}
	r->stage = RELOAD_PREPARING;
	r->generation++;
	memset(r->told, 0, sizeof(r->told));
	n = monitor_workers(r->accepted.config);
	r->waiting = n;
	for (unsigned i = 0; i < n; i++) {
		if (monitor_start_child(m, ROLE_WORKER, i, true) == NULL) {
			monitor_reload_abort(m, NULL);
			return;
		}
	}
}

/* Step 4. */
static void
commit(struct monitor *m)
{
	struct monitor_reload *r = &m->reload;
	uint32_t drain_ms = m->accepted.config->timeouts.drain;
	struct monitor_seat *s;
	struct child *c;

	for (size_t i = 0; i < MONITOR_WORKERS_MAX; i++) {
		s = &m->seats[MONITOR_SINGLES + i];
		s->child = NULL;
		s->wanted = i < r->nworkers;
		s->failures = 0;
		loop_timer_stop(&s->restart);
		bind_close(&s->listeners);
		if (!s->wanted)
			continue;
		s->listeners = r->listeners[i];
		r->listeners[i].n = 0;
		bind_listen(&s->listeners);
	}
	for (c = m->children; c != NULL; c = c->next) {
		if (c->kind != ROLE_WORKER)
			continue;
		if (c->generation == r->generation) {
			m->seats[MONITOR_SINGLES + c->slot].child = c;
			child_serve(c);
		} else {
			child_drain(c, drain_ms);
		}
	}
	m->generation = r->generation;
	m->copy ^= 1;
	drop_listeners(r);
	accepted_done(&m->accepted);
	m->accepted = r->accepted;
	memset(&r->accepted, 0, sizeof(r->accepted));
	r->stage = RELOAD_NONE;
	log_event(LOG_INFO, "reloaded",
	    LOG_UINT("generation", m->generation));
	monitor_table_changed(m);
	go_again(m);
}

void
monitor_reload_prepared(struct monitor *m, struct child *c)
{
	struct monitor_reload *r = &m->reload;

	(void)c;
	if (r->stage != RELOAD_PREPARING || --r->waiting > 0)
		return;
	r->stage = RELOAD_TELLING;
	for (size_t i = 0; i < MONITOR_SINGLES; i++) {
		if (!m->seats[i].wanted)
			continue;
		if (m->seats[i].child == NULL ||
		    m->seats[i].child->stage != CHILD_SERVING) {
			monitor_reload_abort(m, NULL);
			return;
		}
		r->waiting++;
		r->told[i] = true;
		tell_config(m->seats[i].child, &r->accepted);
	}
	if (r->waiting == 0)
		commit(m);
}

void
monitor_reload_answered(struct monitor *m, struct child *c, int code,
    struct errinfo *ei)
{
	struct monitor_reload *r = &m->reload;

	if (code != 0)
		log_event(LOG_ERROR, "child refuses the configuration",
		    LOG_ID("child", role_name(c->kind)), LOG_CODE(code),
		    LOG_ERRINFO(ei));
	if (r->stage != RELOAD_TELLING)
		return;
	if (code != 0)
		monitor_reload_abort(m, ei);
	else if (--r->waiting == 0)
		commit(m);
}
