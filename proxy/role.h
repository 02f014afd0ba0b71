/*
 * What the main program of one process gets and gives: the frame in which
 * worker, keeper, recorder and console are written.
 *
 * The monitor executes `exeatd --role NAME` for each process; proxy/role.c
 * receives configuration, listeners, metrics page and channels from it, calls
 * the role's functions below in the order in which they stand, and runs the
 * loop. Processes:
 *
 *	worker -- keeper, worker -- recorder, keeper -- recorder,
 *	console -- recorder
 *
 * are joined by one channel each. When a process dies it is started anew and
 * the others get `peer_closed`, then `peer_opened` with a new channel; what
 * was asked on the old one and not answered is lost, and repeating it must be
 * safe. A worker or console that broke the rules of keeper or recorder has no
 * channel to it any more: it is killed and started anew.
 */
#ifndef PROXY_ROLE_H
#define PROXY_ROLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/ipc.h"
#include "base/loop.h"

struct config;
struct metrics;
struct role;

enum role_kind {
	ROLE_MONITOR,
	ROLE_WORKER,
	ROLE_KEEPER,
	ROLE_RECORDER,
	ROLE_CONSOLE,
	ROLE_KINDS
};

enum {
	ROLE_LISTENERS_MAX = 64,
	ROLE_MESSAGE_MAX = 16 << 20	/* bytes on a channel between two */
};

/* A bound, listening, non-blocking socket. */
struct role_listener {
	int fd;
	bool admin;		/* the console's; else a gateway */
	unsigned index;		/* of the gateway in the configuration */
};

/* A process at the other end of a channel; lives until peer_closed ends. */
struct role_peer {
	struct role_peer *next;
	struct role *role;
	enum role_kind kind;
	uint64_t serial;	/* never used twice while the monitor lives */
	struct ipc *ipc;
	void *state;		/* the role's own */
};

struct role_ops {
	/*
	 * Open and compile everything that needs files or executable memory:
	 * configuration and listeners are there (accept nothing yet),
	 * privileges still are, no peer yet. Fills `ei` on failure, which
	 * ends the process. May be NULL, like all but `message`.
	 */
	int (*prepare)(struct role *role, struct errinfo *ei);
	/* The process is confined now; begin to work. */
	int (*start)(struct role *role, struct errinfo *ei);
	/*
	 * A channel was opened / is about to be released. A new keeper or
	 * recorder is opened only after the old one was closed.
	 */
	void (*peer_opened)(struct role *role, struct role_peer *peer);
	void (*peer_closed)(struct role *role, struct role_peer *peer);
	/* A message; anything but 0 closes the channel as broken. */
	int (*message)(struct role *role, struct role_peer *peer,
	    struct ipc_message *m);
	/* After ERR_FULL from sending to `peer`: there is room again. */
	void (*peer_room)(struct role *role, struct role_peer *peer);
	/*
	 * role->config is the new one, `old` the one so far, which is
	 * released after this returns. Not for workers: they are replaced.
	 * An error means that the old one stays.
	 */
	int (*reload)(struct role *role, const struct config *old,
	    struct errinfo *ei);
	/*
	 * Take no new work and call role_finish() when the last is done; a
	 * deadline ends the process otherwise. NULL: finish at once.
	 */
	void (*drain)(struct role *role);
	/* Release everything; the loop has ended. */
	void (*done)(struct role *role);
};

struct role {
	const struct role_ops *ops;
	enum role_kind kind;
	unsigned slot;			/* which worker, from 0 */
	uint64_t serial;
	struct loop *loop;
	const struct config *config;	/* valid until `reload` or the end */
	struct metrics *metrics;	/* this process's own page */
	struct role_listener listeners[ROLE_LISTENERS_MAX];
	size_t nlisteners;
	struct role_peer *peers;	/* those open now */
	bool draining;
	void *state;			/* the role's own */
};

/* Constant name, "worker" and so on; and back, ERR_NOTFOUND. */
const char *role_name(enum role_kind kind);
int role_find(const char *name, enum role_kind *ret_kind) MUST_USE;

/* The only peer of `kind` (keeper or recorder), or NULL while it is down. */
struct role_peer *role_peer(const struct role *role, enum role_kind kind);

/* ipc_send() to that peer; ERR_CLOSED while it is down. */
int role_send(struct role *role, enum role_kind kind, uint16_t type,
    uint64_t txn, struct sv body) MUST_USE;

/* End the loop: draining is complete. */
void role_finish(struct role *role);

/*
 * The whole life of a child process whose control channel is `control_fd`:
 * returns its exit status.
 */
int role_main(enum role_kind kind, int control_fd);

/* The roles; each in its own file. */
extern const struct role_ops worker_ops;
extern const struct role_ops keeper_ops;
extern const struct role_ops recorder_ops;
extern const struct role_ops console_ops;

#endif
