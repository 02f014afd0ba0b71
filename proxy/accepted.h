/*
 * The configuration as it was accepted. A file that is edited later must not
 * reach a process that is merely restarted: exeat.yaml is kept in sealed
 * memory, the policy's files are copied below the store, and every process
 * reads these until a reload was accepted as a whole.
 */
#ifndef PROXY_ACCEPTED_H
#define PROXY_ACCEPTED_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "config/config.h"

enum { ACCEPTED_PATH_BYTES = 4096 };

struct accepted {
	struct config *config;
	int fd;			/* sealed memory with the text of the file */
	char folder[ACCEPTED_PATH_BYTES];	/* of the copies; "" is none */
	char policy[ACCEPTED_PATH_BYTES];	/* what to read; "" is as is */
};

/* Who will read the store. */
struct accepted_owner {
	bool change;		/* give new folders to uid:gid */
	uid_t uid;
	gid_t gid;
};

/*
 * Read and check `file` ("": all defaults); `*ret_config` returns owned.
 * *ret_fd is its text in sealed memory. Errors are those of config_load().
 */
int accepted_read(const char *file, struct config **ret_config, int *ret_fd,
    struct errinfo *ei) MUST_USE;

/*
 * Take `config` and `fd` (also on failure), make the store's folder, copy the
 * policy as copy number `copy`. ERR_IO, ERR_LIMIT.
 */
int accepted_make(struct config *config, int fd, unsigned copy,
    const struct accepted_owner *owner, struct accepted *ret,
    struct errinfo *ei) MUST_USE;

/* Release it and delete the copies. */
void accepted_done(struct accepted *s);

/* Let `ei` name the original where it names a copy. */
void accepted_name_original(const struct accepted *s, const char *policy,
    struct errinfo *ei);

#endif
