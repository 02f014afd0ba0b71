/*
 * The messages between the monitor and each of its children, on descriptor 3
 * of the child. Bodies are written with base/wire.h; what a child sends is
 * not trusted.
 *
 *	monitor -> child				child -> monitor
 *	SETUP, LISTENER, PEER, PREPARE			PREPARED or FAILED
 *	SERVE						READY or FAILED
 *	PEER whenever another process was restarted
 *	RELOAD						RELOADED
 *							BROKEN, of a peer
 *	DRAIN						(ends)
 *	PAGE, TABLE (console only)
 */
#ifndef PROXY_CONTROL_H
#define PROXY_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/sandbox.h"
#include "base/sv.h"
#include "proxy/role.h"

enum { CONTROL_FD = SANDBOX_REPORT_FD, CONTROL_ROWS_MAX = 1024 };

enum control_message {
	CONTROL_SETUP = 0x0101,	/* struct control_setup; config, page */
	CONTROL_LISTENER,	/* admin u8, index u32; the socket */
	CONTROL_PEER,		/* kind u8, serial u64; the channel */
	CONTROL_PREPARE,
	CONTROL_SERVE,
	CONTROL_RELOAD,		/* policy sv; config */
	CONTROL_DRAIN,		/* milliseconds u32 */
	CONTROL_PAGE,		/* kind u8; a process's page of metrics */
	CONTROL_TABLE,		/* rows of struct control_row */
	CONTROL_MISBEHAVE, /* tests: break the rules; enum control_misdeed u8 */
	CONTROL_PREPARED = 0x0181,	/* struct sandbox_status */
	CONTROL_READY,
	CONTROL_FAILED,		/* errinfo */
	CONTROL_RELOADED,	/* code u32 (negated), errinfo */
	CONTROL_BROKEN		/* kind u8, serial u64: whose channel is gone */
};

/* What code gone wrong might do. */
enum control_misdeed {
	CONTROL_MISDEED_CALL,	/* a forbidden system call */
	CONTROL_MISDEED_MESSAGE	/* to the recorder, one of no known type */
};

/* What a child is told first. Texts are borrowed. */
struct control_setup {
	uint32_t slot;
	uint64_t serial;
	bool change_user;
	uint32_t uid, gid;
	uint8_t log_level;
	bool log_json;
	struct sv file;		/* name of the configuration; empty: defaults */
	struct sv policy;	/* path of the copy to read, see accepted.h */
};

/* Where a process is in its life. */
enum control_state {
	CONTROL_STARTING,
	CONTROL_SERVING,
	CONTROL_DRAINING,
	CONTROL_DOWN,		/* waits for its restart */
	CONTROL_STATES
};

/* One process as the console shows it. */
struct control_row {
	enum role_kind kind;
	uint32_t slot;
	uint64_t serial;
	uint64_t restarts;
	int32_t pid;
	enum control_state state;
	struct sandbox_status sandbox;
};

void control_write_setup(struct buf *b, const struct control_setup *s);
int control_read_setup(struct sv body, struct control_setup *ret_s) MUST_USE;

void control_write_peer(struct buf *b, enum role_kind kind, uint64_t serial);
int control_read_peer(struct sv body, enum role_kind *ret_kind,
    uint64_t *ret_serial) MUST_USE;

void control_write_listener(struct buf *b, const struct role_listener *l);
int control_read_listener(struct sv body, struct role_listener *ret_l)
    MUST_USE;

void control_write_status(struct buf *b, const struct sandbox_status *s);
int control_read_status(struct sv body, struct sandbox_status *ret_s) MUST_USE;

/* A code and, where it is not 0, why. */
void control_write_result(struct buf *b, int code, const struct errinfo *ei);
int control_read_result(struct sv body, int *ret_code, struct errinfo *ret_ei)
    MUST_USE;

/* `n` rows, at most CONTROL_ROWS_MAX, after whether the whole drains. */
void control_write_table(struct buf *b, bool draining,
    const struct control_row *rows, size_t n);
int control_read_table(struct sv body, bool *ret_draining,
    struct control_row *ret_rows, size_t *ret_n) MUST_USE;

/* "starting" and so on. */
const char *control_state_name(enum control_state state);

#endif
