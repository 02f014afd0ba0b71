/*
 * One child process as the monitor sees it: started by executing this very
 * program again, spoken to over its control channel.
 */
#ifndef PROXY_CHILD_H
#define PROXY_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/ipc.h"
#include "base/loop.h"
#include "base/sandbox.h"
#include "proxy/control.h"
#include "proxy/role.h"

struct child;
struct metrics;

enum child_stage {
	CHILD_STARTING,		/* executes, prepares */
	CHILD_PREPARED,		/* confined, waits for SERVE */
	CHILD_STARTED,		/* was told to serve */
	CHILD_SERVING,
	CHILD_DRAINING,
	CHILD_FAILED		/* said so; it will end */
};

/* A page of metrics; handed on when its process has ended. */
struct child_page {
	struct child_page *next;
	enum role_kind kind;
	int fd;
	struct metrics *metrics;
	bool used;
};

struct child_ops {
	/* It was prepared, serves, failed (`code`, `ei`). */
	void (*changed)(void *arg, struct child *c, int code,
	    struct errinfo *ei);
	/* It answered RELOAD. */
	void (*reloaded)(void *arg, struct child *c, int code,
	    struct errinfo *ei);
	/* It closed its channel to a peer that broke the rules. */
	void (*broken)(void *arg, struct child *c, enum role_kind kind,
	    uint64_t serial);
};

struct child {
	struct child *next;		/* the monitor's list */
	enum role_kind kind;
	unsigned slot;
	unsigned generation;
	uint64_t serial;
	pid_t pid;
	enum child_stage stage;
	struct ipc *ipc;		/* NULL once it is gone */
	struct child_page *page;
	struct sandbox_status sandbox;
	struct loop_timer deadline;	/* after it: SIGKILL */
	int64_t serving_ns;		/* since when; 0: not yet */
	const struct child_ops *ops;
	void *arg;
};

struct child_options {
	enum role_kind kind;
	unsigned generation;
	struct control_setup setup;	/* slot and serial are in there */
	int config_fd;
	struct child_page *page;
	const struct child_ops *ops;	/* borrowed */
	void *arg;
};

/*
 * Start a process and send SETUP. ERR_IO, ERR_NOMEM. `*ret` returns owned;
 * the process must have been waited for before child_free().
 */
int child_start(struct loop *loop, const struct child_options *o,
    struct child **ret, struct errinfo *ei) MUST_USE;

void child_free(struct child *c);

/* Send; a child that does not take a message is killed. */
void child_tell(struct child *c, enum control_message type, struct sv body);
void child_tell_fd(struct child *c, enum control_message type, struct sv body,
    int fd);

/* Hand over a listening socket. */
void child_give_listener(struct child *c, const struct role_listener *l);

/* Ask it to prepare, to serve, to end within `ms` (then it is killed). */
void child_prepare(struct child *c);
void child_serve(struct child *c);
void child_drain(struct child *c, uint32_t ms);
void child_kill(struct child *c);

/* Give both a channel to each other. */
void child_join(struct child *a, struct child *b);

#endif
