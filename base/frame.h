/*
 * The bytes of messages between Exeat's processes, without any socket: frames
 * in packets, and messages put together from frames. Used by base/ipc; the
 * sender is not trusted.
 *
 * A packet (one datagram of a SOCK_SEQPACKET socket, at most
 * FRAME_PACKET_MAX bytes) is a sequence of frames, so that many small
 * messages cost one system call. A frame is a header of 24 bytes in host
 * byte order (both ends are one executable on one machine) and its bytes:
 *
 *	0	u16 magic 0x7845
 *	2	u16 type
 *	4	u32 total	bytes of the whole message
 *	8	u64 txn		pairs a reply with its request
 *	16	u32 offset	of these bytes in the message
 *	20	u16 len		bytes that follow
 *	22	u16 nfds	descriptors that came with this packet
 *
 * The frames of one message follow each other without another one between
 * them. Descriptors belong to the only frame of their packet.
 */
#ifndef BASE_FRAME_H
#define BASE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum {
	FRAME_PACKET_MAX = 65536,
	FRAME_HEADER = 24,
	FRAME_BODY_MAX = FRAME_PACKET_MAX - FRAME_HEADER,
	FRAME_FDS_MAX = 8
};

struct frame {
	uint16_t type;
	uint16_t nfds;
	uint64_t txn;
	uint32_t total;
	uint32_t offset;
	struct sv body;		/* these bytes of the message */
};

/* Write the header of `f` to `out`. */
void frame_write_header(const struct frame *f, char out[FRAME_HEADER]);

/*
 * Take the next frame off `*packet`; its body borrows the packet. ERR_SYNTAX
 * when the bytes are not a frame, ERR_TRUNCATED when they end inside one.
 */
int frame_parse(struct sv *packet, struct frame *ret_frame) MUST_USE;

/* One whole message; the body borrows the packet or the joiner. */
struct frame_message {
	uint16_t type;
	uint16_t nfds;
	uint64_t txn;
	struct sv body;
};

/* Puts messages together; holds at most one unfinished message. */
struct frame_joiner {
	struct buf partial;
	struct frame head;	/* of the message in `partial` */
	bool within;
};

/* No message may be longer than `max_message` bytes. */
void frame_joiner_init(struct frame_joiner *j, size_t max_message);
void frame_joiner_done(struct frame_joiner *j);

/* Wipe the message handed out last. */
void frame_joiner_forget(struct frame_joiner *j);

/*
 * Take frame `f`. 0 and `*ret_message` when it completes a message (valid
 * until the next call), ERR_AGAIN when more is to come, ERR_LIMIT, ERR_NOMEM,
 * or ERR_SYNTAX when it does not continue what came before.
 */
int frame_join(struct frame_joiner *j, const struct frame *f,
    struct frame_message *ret_message) MUST_USE;

#endif
