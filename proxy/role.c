/*
 * The life of a child process, driven by what the monitor sends:
 *
 *	WAITING --PREPARE--> PREPARED --SERVE--> SERVING --DRAIN--> DRAINING
 *	   |        prepare()   |       start()     |                  |
 *	   +--------------------+---- failure ------+-- role_finish() -+--> OVER
 *
 * Channels to other processes that arrive before SERVING wait for it. When
 * the monitor is gone the process drains by itself.
 */
#define _GNU_SOURCE
#include "proxy/role.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sandbox.h"
#include "base/wire.h"
#include "config/config.h"
#include "proxy/console.h"
#include "proxy/control.h"
#include "proxy/metrics.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

enum {
	CONFIG_BYTES_MAX = 16 << 20,
	REPLY_BYTES_MAX = 4096,
	PEER_QUEUE_MAX = 2 * ROLE_MESSAGE_MAX,
	ORPHAN_DRAIN_MS = 5000,
	SCRUB_MS = 200,
	SCRUB_BYTES = 256 * 1024,
	PROCESS_NAME_BYTES = 16		/* all that the kernel keeps */
};

enum life_stage {
	LIFE_WAITING,
	LIFE_PREPARED,
	LIFE_SERVING,
	LIFE_DRAINING,
	LIFE_OVER
};

struct peer {
	struct role_peer peer;		/* first: what the role sees */
	struct peer *later;		/* in the list of those waiting */
	int fd;				/* until it is opened */
};

struct life {
	struct role role;		/* first: what the role sees */
	enum life_stage stage;
	struct ipc *control;
	struct config *config;
	char *file, *policy;
	struct peer *waiting;		/* channels not opened yet, in order */
	struct sandbox_options sandbox;
	bool change_user;
	uid_t uid;
	gid_t gid;
	struct loop_timer deadline;
	struct loop_timer scrub;	/* runs after work was done */
	int exit_status;
};

static const struct {
	const struct role_ops *ops;
	enum sandbox_profile profile;
	bool user_first;	/* its files belong to that user */
} kinds[ROLE_KINDS] = {
	[ROLE_MONITOR] = { NULL, SANDBOX_KEYS, false },
	[ROLE_WORKER] = { &worker_ops, SANDBOX_NETWORK, false },
	[ROLE_KEEPER] = { &keeper_ops, SANDBOX_KEYS, false },
	[ROLE_RECORDER] = { &recorder_ops, SANDBOX_STORE, true },
	[ROLE_CONSOLE] = { &console_ops, SANDBOX_ADMIN, true },
};

struct role_peer *
role_peer(const struct role *role, enum role_kind kind)
{
	struct role_peer *p = role->peers;

	while (p != NULL && p->kind != kind)
		p = p->next;
	return p;
}

int
role_send(struct role *role, enum role_kind kind, uint16_t type,
    uint64_t txn, struct sv body)
{
	struct role_peer *p = role_peer(role, kind);

	if (p == NULL)
		return ERR_CLOSED;
	return ipc_send(p->ipc, type, txn, body);
}

void
role_finish(struct role *role)
{
	struct life *life = (struct life *)role;

	life->stage = LIFE_OVER;
	loop_stop(role->loop);
}

static void
tell(struct life *life, enum control_message type, struct sv body)
{
	if (life->control != NULL &&
	    ipc_send(life->control, (uint16_t)type, 0, body) != 0)
		log_plain(LOG_WARN, "monitor does not listen");
}

static void
tell_result(struct life *life, enum control_message type, int code,
    const struct errinfo *ei)
{
	struct buf b;

	buf_init(&b, REPLY_BYTES_MAX);
	control_write_result(&b, code, ei);
	tell(life, type, buf_sv(&b));
	buf_done(&b);
}

static void
give_up(struct life *life, int code, const struct errinfo *ei)
{
	tell_result(life, CONTROL_FAILED, code, ei);
	life->exit_status = 1;
	role_finish(&life->role);
}

/*
 * Returned functions leave values on the stack. Called from the loop, where
 * the stack is short, this wipes what they left there.
 */
NOINLINE static void
on_scrub(void *arg)
{
	char stack[SCRUB_BYTES];

	(void)arg;
	mem_wipe(stack, sizeof(stack));
}

/* Channels */

static void
drop_peer(struct life *life, struct peer *p)
{
	struct role_peer **link = &life->role.peers;

	while (*link != NULL && *link != &p->peer)
		link = &(*link)->next;
	if (*link != NULL)
		*link = p->peer.next;
	ipc_free(p->peer.ipc);
	mem_free(p);
}

static int
on_peer_message(void *arg, struct ipc *ipc, struct ipc_message *m)
{
	struct role_peer *p = arg;
	struct life *life = (struct life *)p->role;

	(void)ipc;
	if (!loop_timer_is_set(&life->scrub))
		loop_timer_set(&life->scrub, SCRUB_MS);
	return p->role->ops->message(p->role, p, m);
}

static void open_waiting(struct life *life);

/* It has no channel to us any more: the monitor puts another in its place. */
static void
report_broken(struct life *life, const struct role_peer *p, int why)
{
	struct buf b;

	log_event(LOG_ERROR, "peer broke the rules",
	    LOG_ID("peer", role_name(p->kind)), LOG_CODE(why));
	buf_init(&b, REPLY_BYTES_MAX);
	control_write_peer(&b, p->kind, p->serial);
	tell(life, CONTROL_BROKEN, buf_sv(&b));
	buf_done(&b);
}

static void
on_peer_closed(void *arg, struct ipc *ipc, int why)
{
	struct peer *p = arg;
	struct role *role = p->peer.role;
	struct life *life = (struct life *)role;

	(void)ipc;
	if (why != ERR_CLOSED)
		report_broken(life, &p->peer, why);
	if (role->ops->peer_closed != NULL)
		role->ops->peer_closed(role, &p->peer);
	drop_peer(life, p);
	open_waiting(life);
}

static void
on_peer_room(void *arg, struct ipc *ipc)
{
	struct role_peer *p = arg;

	(void)ipc;
	if (p->role->ops->peer_room != NULL)
		p->role->ops->peer_room(p->role, p);
}

static void
open_peer(struct life *life, struct peer *p)
{
	static const struct ipc_ops ops = { .message = on_peer_message,
		.closed = on_peer_closed, .room = on_peer_room };
	static const struct ipc_options options = {
		.queue_max = PEER_QUEUE_MAX, .message_max = ROLE_MESSAGE_MAX };
	struct role *role = &life->role;
	int fd = p->fd;

	p->fd = -1;
	if (ipc_open(role->loop, fd, &ops, p, &options, &p->peer.ipc) != 0) {
		log_event(LOG_ERROR, "no channel",
		    LOG_ID("peer", role_name(p->peer.kind)));
		mem_free(p);
		return;
	}
	p->peer.next = role->peers;
	role->peers = &p->peer;
	if (role->ops->peer_opened != NULL)
		role->ops->peer_opened(role, &p->peer);
}

/*
 * Open what waits, but a second keeper or recorder not before the first ends.
 */
static void
open_waiting(struct life *life)
{
	struct peer **link = &life->waiting, *p;

	if (life->stage != LIFE_SERVING && life->stage != LIFE_DRAINING)
		return;
	while ((p = *link) != NULL) {
		if (p->peer.kind != ROLE_WORKER &&
		    role_peer(&life->role, p->peer.kind) != NULL) {
			link = &p->later;
			continue;
		}
		*link = p->later;
		open_peer(life, p);
	}
}

static int
take_peer(struct life *life, struct ipc_message *m)
{
	struct peer *p, **link = &life->waiting;
	int rc;

	if (m->nfds != 1)
		return ERR_SYNTAX;
	p = mem_calloc(1, sizeof(*p));
	if (p == NULL)
		return ERR_NOMEM;
	rc = control_read_peer(m->body, &p->peer.kind, &p->peer.serial);
	if (rc != 0) {
		mem_free(p);
		return rc;
	}
	p->peer.role = &life->role;
	p->fd = m->fds[0];
	m->fds[0] = -1;
	while (*link != NULL)
		link = &(*link)->later;
	*link = p;
	open_waiting(life);
	return 0;
}

/* Configuration */

static int
read_config(int fd, const char *file, struct config **ret, struct errinfo *ei)
{
	struct buf b;
	struct stat st;
	char *at;
	ssize_t n;
	int rc;

	if (file[0] == '\0')
		return config_default(ret, ei);
	if (fstat(fd, &st) != 0 || st.st_size > CONFIG_BYTES_MAX)
		return errinfo_set(ei, ERR_IO, "configuration is not readable");
	buf_init(&b, CONFIG_BYTES_MAX);
	at = buf_reserve(&b, (size_t)st.st_size + 1);
	n = at == NULL ? -1 : pread(fd, at, (size_t)st.st_size, 0);
	if (n == st.st_size) {
		buf_grow(&b, (size_t)n);
		rc = config_parse(buf_sv(&b), file, ret, ei);
	} else {
		rc = errinfo_set(ei, ERR_IO, "configuration is not readable");
	}
	buf_done(&b);
	return rc;
}

static char *
copy_sv(struct sv s)
{
	char *p = mem_alloc(s.len + 1);

	if (p != NULL) {
		if (s.len > 0)
			memcpy(p, s.ptr, s.len);
		p[s.len] = '\0';
	}
	return p;
}

static int
take_setup(struct life *life, struct ipc_message *m)
{
	struct control_setup s;
	struct errinfo ei = { 0 };
	int rc = control_read_setup(m->body, &s);

	if (rc != 0 || m->nfds != 2 || life->config != NULL)
		return ERR_SYNTAX;
	life->role.slot = s.slot;
	life->role.serial = s.serial;
	life->change_user = s.change_user;
	life->uid = (uid_t)s.uid;
	life->gid = (gid_t)s.gid;
	log_set_level((enum log_level)s.log_level);
	log_set_json(s.log_json);
	life->file = copy_sv(s.file);
	life->policy = copy_sv(s.policy);
	if (life->file == NULL || life->policy == NULL)
		return ERR_NOMEM;
	rc = metrics_open(m->fds[1], &life->role.metrics);
	m->fds[1] = -1;
	if (rc == 0)
		rc = read_config(m->fds[0], life->file, &life->config, &ei);
	if (rc != 0) {
		give_up(life, rc, &ei);
		return 0;
	}
	if (life->policy[0] != '\0')
		life->config->policy = sv_cstr(life->policy);
	life->role.config = life->config;
	return 0;
}

static int
take_listener(struct life *life, struct ipc_message *m)
{
	struct role *role = &life->role;
	struct role_listener l;
	int rc = control_read_listener(m->body, &l);

	if (rc != 0 || m->nfds != 1 || role->nlisteners == ROLE_LISTENERS_MAX)
		return ERR_SYNTAX;
	l.fd = m->fds[0];
	m->fds[0] = -1;
	role->listeners[role->nlisteners++] = l;
	return 0;
}

static int
take_reload(struct life *life, struct ipc_message *m)
{
	struct role *role = &life->role;
	struct config *next = NULL, *old = life->config;
	struct errinfo ei = { 0 };
	struct wire_reader r;
	char *policy;
	int rc;

	if (m->nfds != 1 || life->stage != LIFE_SERVING)
		return ERR_STATE;
	wire_read_init(&r, m->body);
	policy = copy_sv(wire_read_sv(&r));
	rc = policy == NULL ? ERR_NOMEM : wire_read_end(&r);
	if (rc == 0)
		rc = read_config(m->fds[0], life->file, &next, &ei);
	if (rc == 0) {
		if (policy[0] != '\0')
			next->policy = sv_cstr(policy);
		role->config = next;
		if (role->ops->reload != NULL)
			rc = role->ops->reload(role, old, &ei);
	}
	if (rc == 0) {
		mem_free(life->policy);
		life->policy = policy;
		life->config = next;
		config_free(old);
	} else {
		role->config = old;
		mem_free(policy);
		config_free(next);
	}
	tell_result(life, CONTROL_RELOADED, rc, &ei);
	return 0;
}

/* Stages */

static int
confine(struct life *life, struct sandbox_status *status, struct errinfo *ei)
{
	enum role_kind kind = life->role.kind;
	struct sandbox_options o = {
		.profile = kinds[kind].profile,
		.change_user = life->change_user,
		.uid = life->uid, .gid = life->gid,
	};

	if (kind == ROLE_RECORDER)
		o.write_dir = life->config->store.ptr;
	if (kind == ROLE_CONSOLE && access(life->config->store.ptr, F_OK) == 0)
		o.read_dir = life->config->store.ptr;
	return sandbox_enter(&o, status, ei);
}

static void
prepare(struct life *life)
{
	struct role *role = &life->role;
	struct sandbox_status status = { 0 };
	struct errinfo ei = { 0 };
	struct buf b;
	int rc = 0;

	if (kinds[role->kind].user_first && life->change_user)
		rc = sandbox_become(life->uid, life->gid, &ei);
	if (rc == 0 && role->ops->prepare != NULL)
		rc = role->ops->prepare(role, &ei);
	if (rc == 0)
		rc = confine(life, &status, &ei);
	if (rc != 0) {
		give_up(life, rc, &ei);
		return;
	}
	life->stage = LIFE_PREPARED;
	buf_init(&b, REPLY_BYTES_MAX);
	control_write_status(&b, &status);
	tell(life, CONTROL_PREPARED, buf_sv(&b));
	buf_done(&b);
}

static void
serve(struct life *life)
{
	struct role *role = &life->role;
	struct errinfo ei = { 0 };
	int rc = 0;

	if (role->ops->start != NULL)
		rc = role->ops->start(role, &ei);
	if (rc != 0) {
		give_up(life, rc, &ei);
		return;
	}
	life->stage = LIFE_SERVING;
	tell(life, CONTROL_READY, SV(""));
	open_waiting(life);
}

static void
on_deadline(void *arg)
{
	struct life *life = arg;

	log_plain(LOG_WARN, "drain deadline passed");
	role_finish(&life->role);
}

static void
drain(struct life *life, uint32_t deadline_ms)
{
	struct role *role = &life->role;

	if (life->stage >= LIFE_DRAINING)
		return;
	if (life->stage != LIFE_SERVING || role->ops->drain == NULL) {
		role_finish(role);
		return;
	}
	life->stage = LIFE_DRAINING;
	role->draining = true;
	loop_timer_set(&life->deadline, deadline_ms);
	role->ops->drain(role);
}

static int
take_drain(struct life *life, struct sv body)
{
	struct wire_reader r;
	uint32_t ms;
	int rc;

	wire_read_init(&r, body);
	ms = wire_read_u32(&r);
	if ((rc = wire_read_end(&r)) == 0)
		drain(life, ms);
	return rc;
}

/* For tests: what code gone wrong might do. */
static int
misbehave(struct role *role, struct sv misdeed)
{
#ifdef WITH_FAULT_INJECTION
	char *const none[] = { NULL };

	if (misdeed.len == 1 && misdeed.ptr[0] == CONTROL_MISDEED_MESSAGE)
		return role_send(role, ROLE_RECORDER, 0, 0, SV(""));
	(void)execve("/bin/true", none, none);
#else
	(void)role;
	(void)misdeed;
#endif
	return ERR_STATE;
}

static int
on_control(void *arg, struct ipc *ipc, struct ipc_message *m)
{
	struct life *life = arg;
	enum control_message type = (enum control_message)m->type;

	(void)ipc;
	if (type != CONTROL_SETUP && life->config == NULL)
		return life->stage == LIFE_OVER ? 0 : ERR_STATE;
	switch (type) {
	case CONTROL_SETUP:
		return take_setup(life, m);
	case CONTROL_LISTENER:
		return take_listener(life, m);
	case CONTROL_PEER:
		return take_peer(life, m);
	case CONTROL_PREPARE:
		if (life->stage == LIFE_WAITING)
			prepare(life);
		return 0;
	case CONTROL_SERVE:
		if (life->stage == LIFE_PREPARED)
			serve(life);
		return 0;
	case CONTROL_RELOAD:
		return take_reload(life, m);
	case CONTROL_DRAIN:
		return take_drain(life, m->body);
	case CONTROL_PAGE:
	case CONTROL_TABLE:
		return life->role.kind == ROLE_CONSOLE ?
		    console_control(&life->role, m) : ERR_STATE;
	case CONTROL_MISBEHAVE:
		return misbehave(&life->role, m->body);
	case CONTROL_PREPARED:
	case CONTROL_READY:
	case CONTROL_FAILED:
	case CONTROL_RELOADED:
	case CONTROL_BROKEN:
		break;
	}
	return ERR_STATE;
}

static void
on_control_closed(void *arg, struct ipc *ipc, int why)
{
	struct life *life = arg;

	ipc_free(ipc);
	life->control = NULL;
	log_event(LOG_WARN, "monitor is gone", LOG_CODE(why));
	drain(life, ORPHAN_DRAIN_MS);
}

static int
begin(struct life *life, int control_fd, struct errinfo *ei)
{
	static const struct ipc_ops ops = { .message = on_control,
		.closed = on_control_closed };
	static const int ignored[] = { SIGPIPE, SIGINT, SIGTERM, SIGHUP };
	int rc;

	/* The monitor decides when to end, also when all get the signal. */
	for (size_t i = 0; i < NELEMS(ignored); i++)
		if (signal(ignored[i], SIG_IGN) == SIG_ERR)
			return errinfo_errno(ei, ERR_IO, "signal");
	if ((rc = sandbox_begin(ei)) != 0)
		return rc;
	if ((rc = loop_new(&life->role.loop)) != 0)
		return errinfo_set(ei, rc, "no event loop");
	loop_timer_init(&life->deadline, life->role.loop, on_deadline, life);
	loop_timer_init(&life->scrub, life->role.loop, on_scrub, life);
	rc = ipc_open(life->role.loop, control_fd, &ops, life, NULL,
	    &life->control);
	if (rc != 0)
		return errinfo_set(ei, rc, "no channel to the monitor");
	return 0;
}

static void
finish(struct life *life)
{
	struct role *role = &life->role;
	struct peer *p;

	if (role->ops->done != NULL && life->config != NULL)
		role->ops->done(role);
	while (role->peers != NULL)
		drop_peer(life, (struct peer *)role->peers);
	while ((p = life->waiting) != NULL) {
		life->waiting = p->later;
		(void)close(p->fd);
		mem_free(p);
	}
	if (life->control != NULL && ipc_flush(life->control) != 0)
		log_plain(LOG_WARN, "monitor does not listen");
	ipc_free(life->control);
	for (size_t i = 0; i < role->nlisteners; i++)
		(void)close(role->listeners[i].fd);
	loop_timer_stop(&life->deadline);
	loop_timer_stop(&life->scrub);
	loop_free(role->loop);
	metrics_close(role->metrics);
	config_free(life->config);
	mem_free(life->file);
	mem_free(life->policy);
}

/* What ps and top show; without it all are "exe", as they were executed. */
static void
name_process(enum role_kind kind)
{
	char name[PROCESS_NAME_BYTES];

	(void)snprintf(name, sizeof(name), "exeatd-%s", role_name(kind));
	(void)prctl(PR_SET_NAME, name, 0, 0, 0);
}

int
role_main(enum role_kind kind, int control_fd)
{
	struct life life = { .role = { .kind = kind } };
	struct errinfo ei = { 0 };
	int rc;

	log_set_role(role_name(kind));
	name_process(kind);
	life.role.ops = kinds[kind].ops;
	ASSERT(life.role.ops != NULL);
	rc = begin(&life, control_fd, &ei);
	if (rc == 0)
		rc = loop_run(life.role.loop);
	if (rc != 0) {
		log_event(LOG_ERROR, "process failed", LOG_CODE(rc),
		    LOG_ERRINFO(&ei));
		life.exit_status = 1;
	}
	finish(&life);
	return life.exit_status;
}
