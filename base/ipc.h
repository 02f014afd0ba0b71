/*
 * Messages between Exeat's processes over a SOCK_SEQPACKET socket pair.
 *
 * A channel copies outgoing messages into a bounded queue and sends all of a
 * loop round together (base/frame.h packs them); a full queue refuses the
 * message (ERR_FULL) instead of waiting or growing. Incoming messages are
 * handed over whole. Descriptors travel with a message. The peer is not
 * trusted: anything but well-formed messages closes the channel.
 */
#ifndef BASE_IPC_H
#define BASE_IPC_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

struct ipc;
struct loop;

enum {
	IPC_FDS_MAX = 8,			/* with one message */
	IPC_QUEUE_MAX = 8 << 20,		/* usual limits */
	IPC_MESSAGE_MAX = 4 << 20
};

/*
 * A message received. `body` is borrowed during the call and wiped after it.
 * Descriptors are close-on-exec; a function that keeps one sets its place to
 * -1, the others are closed after the call.
 */
struct ipc_message {
	uint16_t type;
	uint64_t txn;
	struct sv body;
	int *fds;
	size_t nfds;
};

struct ipc_ops {
	/* Handle `m`; anything but 0 closes the channel (-> closed). */
	int (*message)(void *arg, struct ipc *ipc, struct ipc_message *m);
	/*
	 * The peer is gone (ERR_CLOSED) or broke the rules (`why`): nothing
	 * more is sent or received. Called once, never after ipc_free().
	 */
	void (*closed)(void *arg, struct ipc *ipc, int why);
	/* After ERR_FULL: half of the queue is free again. May be NULL. */
	void (*room)(void *arg, struct ipc *ipc);
};

struct ipc_options {
	size_t queue_max;	/* bytes; 0: IPC_QUEUE_MAX */
	size_t message_max;	/* bytes; 0: IPC_MESSAGE_MAX */
};

/* Make a connected, non-blocking, close-on-exec pair of sockets. ERR_IO. */
int ipc_pair(int ret_fds[2]) MUST_USE;

/*
 * Open a channel on `fd` in `loop`. Takes `fd` (also when it fails); copies
 * `ops` and `options` (NULL: the usual limits); borrows `arg`. Returns owned.
 */
int ipc_open(struct loop *loop, int fd, const struct ipc_ops *ops, void *arg,
    const struct ipc_options *options, struct ipc **ret_ipc) MUST_USE;

/*
 * Close and release, also from inside its own callbacks; what is queued and
 * not yet sent is lost (ipc_flush() first where it matters). NULL is allowed.
 */
void ipc_free(struct ipc *ipc);

/*
 * Queue a message, `body` copied whole or not at all. ERR_FULL, ERR_LIMIT
 * (longer than message_max), ERR_NOMEM, ERR_CLOSED. `txn` is the caller's:
 * a reply repeats that of its request.
 */
int ipc_send(struct ipc *ipc, uint16_t type, uint64_t txn, struct sv body)
    MUST_USE;

/* The same for a body in `n` pieces. */
int ipc_sendv(struct ipc *ipc, uint16_t type, uint64_t txn,
    const struct sv *pieces, size_t n) MUST_USE;

/*
 * Queue a message with up to IPC_FDS_MAX descriptors; the body must fit one
 * packet. Duplicates the descriptors: the caller keeps its own. Also ERR_IO.
 */
int ipc_send_fds(struct ipc *ipc, uint16_t type, uint64_t txn, struct sv body,
    const int *fds, size_t nfds) MUST_USE;

/* Send now what the socket takes; ERR_AGAIN when something is left. */
int ipc_flush(struct ipc *ipc) MUST_USE;

/* Bytes queued and not yet sent. */
size_t ipc_queued(const struct ipc *ipc);

#endif
