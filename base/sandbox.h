/*
 * Confinement of a process: what it may never do again, whatever is found in
 * its parsers. Used by proxy/role and proxy/monitor. The only place that
 * knows libseccomp and Landlock.
 *
 * A profile is a list of allowed system calls. Any other one ends the process
 * with SIGSYS after its name was written to standard error and sent, as a
 * message of base/frame.h, on descriptor SANDBOX_REPORT_FD.
 *
 * What needs the kernel's or the user's help and was not there is reported in
 * struct sandbox_status; it is never silently left out.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"

enum {
	SANDBOX_REPORT_FD = 3,		/* the channel to the monitor */
	SANDBOX_MESSAGE_VIOLATION = 0x00f0,	/* body: int, the call */
	SANDBOX_NAME_BYTES = 32
};

enum sandbox_profile {
	SANDBOX_NETWORK,	/* worker: sockets, no files at all */
	SANDBOX_KEYS,		/* keeper: neither sockets nor new files */
	SANDBOX_STORE,		/* recorder: files of the store, no sockets */
	SANDBOX_ADMIN,		/* console: accepts, opens to read */
};

struct sandbox_options {
	enum sandbox_profile profile;
	bool change_user;	/* become uid:gid, without other groups */
	uid_t uid;
	gid_t gid;
	const char *write_dir;	/* all files below may be read and written */
	const char *read_dir;	/* ... read; NULL: none */
};

struct sandbox_status {
	bool user;	/* runs as a user of its own, not the starter's */
	int landlock;		/* version of the kernel's Landlock, 0: none */
	bool seccomp;
	bool relaxed;		/* built with sanitizers, see sandbox_enter() */
};

/*
 * The first thing a process does: no new privileges, no core file, not
 * readable by others of its user. ERR_IO.
 */
int sandbox_begin(struct errinfo *ei) MUST_USE;

/*
 * For the monitor, which executes the others: refuse (EPERM) what no process
 * of ours ever needs: ptrace, other processes' memory, kernel modules,
 * mounts, bpf, keyrings, io_uring and the like. Children inherit it.
 */
int sandbox_refuse_exotic(struct errinfo *ei) MUST_USE;

/*
 * Become user `uid` and group `gid` without other groups, for good; does
 * nothing when the process is that user. ERR_DENIED, ERR_IO.
 */
int sandbox_become(uid_t uid, gid_t gid, struct errinfo *ei) MUST_USE;

/*
 * Confine this process for good: Landlock, user and groups, capabilities,
 * then the profile's filter. ERR_IO, ERR_DENIED, ERR_NOMEM; after an error
 * the process must end.
 *
 * Built with sanitizers, whose reports open files, map memory and trace, the
 * filter is a list of forbidden calls instead (those of the profile's tests
 * but open, clone, ptrace and executable memory), Landlock lets all files be
 * read, and `relaxed` says so.
 */
int sandbox_enter(const struct sandbox_options *options,
    struct sandbox_status *ret_status, struct errinfo *ei) MUST_USE;

/* Name of system call `number`, or "unknown". Not for signal handlers. */
void sandbox_call_name(int number, char out[SANDBOX_NAME_BYTES]);

#endif
