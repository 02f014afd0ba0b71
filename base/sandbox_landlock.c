/*
 * Landlock (Documentation/userspace-api/landlock.rst of Linux) by its raw
 * system calls and numbers, so that it works where only the headers of the
 * build machine are old. Every kind of access that this kernel knows is
 * handled, that is, refused, except what the rules give back.
 */
#define _GNU_SOURCE
#include "base/sandbox_part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

enum {
	CALL_CREATE_RULESET = 444,
	CALL_ADD_RULE = 445,
	CALL_RESTRICT_SELF = 446,
	CREATE_VERSION = 1,
	RULE_PATH_BENEATH = 1
};

struct ruleset {
	uint64_t fs, net, scoped;
};

/* The kernel reads 12 bytes, which is where the padding begins. */
struct path_beneath {
	uint64_t allowed;
	int32_t parent_fd;
};

enum {
	FS_WRITE_FILE = 1 << 1,
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
	FS_REMOVE_DIR = 1 << 4,
	FS_REMOVE_FILE = 1 << 5,
	FS_MAKE_DIR = 1 << 7,
	FS_MAKE_REG = 1 << 8,
	FS_REFER = 1 << 13,		/* from version 2 */
	FS_TRUNCATE = 1 << 14		/* from version 3 */
};

/* All kinds of access to files known to each version, from 1 on. */
static const uint64_t fs_all[] = {
	0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff,
};

enum { NET_ALL = 3, SCOPE_ALL = 3, NET_SINCE = 4, SCOPE_SINCE = 6 };

static int
allow_below(int ruleset, const char *path, uint64_t allowed,
    struct errinfo *ei)
{
	struct path_beneath rule = { .allowed = allowed };
	long rc;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errinfo_errno(ei, ERR_IO, "%s", path);
	rc = syscall(CALL_ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0);
	(void)close(rule.parent_fd);
	if (rc != 0)
		return errinfo_errno(ei, ERR_IO, "landlock rule for %s", path);
	return 0;
}

static int
add_rules(int ruleset, const struct sandbox_options *options, uint64_t known,
    struct errinfo *ei)
{
	uint64_t reads = FS_READ_FILE | FS_READ_DIR;
	uint64_t writes = reads | FS_WRITE_FILE | FS_REMOVE_DIR |
	    FS_REMOVE_FILE | FS_MAKE_DIR | FS_MAKE_REG | FS_REFER |
	    FS_TRUNCATE;
	int rc = 0;

	if (options->write_dir != NULL)
		rc = allow_below(ruleset, options->write_dir, writes & known,
		    ei);
	if (rc == 0 && options->read_dir != NULL)
		rc = allow_below(ruleset, options->read_dir, reads, ei);
#ifdef WITH_SANITIZERS
	if (rc == 0)
		rc = allow_below(ruleset, "/", reads, ei);
#endif
	return rc;
}

int
sandbox_landlock(const struct sandbox_options *options, int *ret_version,
    struct errinfo *ei)
{
	struct ruleset attr = { 0, 0, 0 };
	long version, fd;
	size_t size = sizeof(attr.fs);
	int rc;

	version = syscall(CALL_CREATE_RULESET, NULL, 0, CREATE_VERSION);
	if (version < 1) {
		*ret_version = 0;
		return 0;
	}
	attr.fs = fs_all[(size_t)version > NELEMS(fs_all) ?
	    NELEMS(fs_all) - 1 : (size_t)version - 1];
	if (version >= NET_SINCE) {
		/*
		 * Ports: none for those without sockets; no bind for workers.
		 */
		attr.net = options->profile == SANDBOX_NETWORK ? 1 : NET_ALL;
		size = sizeof(attr.fs) + sizeof(attr.net);
	}
	if (version >= SCOPE_SINCE) {
		attr.scoped = SCOPE_ALL;
		size = sizeof(attr);
	}
	fd = syscall(CALL_CREATE_RULESET, &attr, size, 0);
	if (fd < 0)
		return errinfo_errno(ei, ERR_IO, "landlock");
	rc = add_rules((int)fd, options, attr.fs, ei);
	if (rc == 0 && syscall(CALL_RESTRICT_SELF, (int)fd, 0) != 0)
		rc = errinfo_errno(ei, ERR_IO, "landlock");
	(void)close((int)fd);
	if (rc == 0)
		*ret_version = (int)version;
	return rc;
}
