#define _GNU_SOURCE
#include "base/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/sandbox_part.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

int
sandbox_begin(struct errinfo *ei)
{
	struct rlimit none = { 0, 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return errinfo_errno(ei, ERR_IO, "no_new_privs");
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return errinfo_errno(ei, ERR_IO, "core limit");
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return errinfo_errno(ei, ERR_IO, "dumpable");
	return 0;
}

/* Drop what root could still do; the bounding set needs privilege itself. */
static int
drop_capabilities(struct errinfo *ei)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { { 0, 0, 0 }, { 0, 0, 0 } };

	if (geteuid() == 0) {
		for (unsigned long cap = 0; cap < 64; cap++)
			if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0)
				break;
		(void)prctl(PR_SET_SECUREBITS, SECBIT_NOROOT |
		    SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP_LOCKED |
		    SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |
		    SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED, 0, 0, 0);
	}
	if (syscall(SYS_capset, &header, none) != 0)
		return errinfo_errno(ei, ERR_IO, "dropping capabilities");
	return 0;
}

int
sandbox_become(uid_t uid, gid_t gid, struct errinfo *ei)
{
	if (getuid() == uid && geteuid() == uid && uid != 0)
		return 0;
	if (setgroups(0, NULL) != 0)
		return errinfo_errno(ei, ERR_DENIED, "dropping groups");
	if (setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0)
		return errinfo_errno(ei, ERR_DENIED,
		    "becoming user %lu, group %lu", (unsigned long)uid,
		    (unsigned long)gid);
	if (uid != 0 && setresuid((uid_t)-1, 0, (uid_t)-1) == 0)
		return errinfo_set(ei, ERR_DENIED, "user 0 came back");
	/* Changing the user made the process dumpable again, maybe. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return errinfo_errno(ei, ERR_IO, "dumpable");
	return 0;
}

int
sandbox_enter(const struct sandbox_options *options,
    struct sandbox_status *ret_status, struct errinfo *ei)
{
	struct sandbox_status status = { .user = options->change_user };
	int rc;

#ifdef WITH_SANITIZERS
	status.relaxed = true;
#endif
	/* The C library reads its zone file at the first use of a date. */
	tzset();
	rc = sandbox_landlock(options, &status.landlock, ei);
	if (rc == 0 && options->change_user)
		rc = sandbox_become(options->uid, options->gid, ei);
	if (rc == 0)
		rc = drop_capabilities(ei);
	if (rc == 0)
		rc = sandbox_filter(options->profile, ei);
	if (rc != 0)
		return rc;
	status.seccomp = true;
	*ret_status = status;
	return 0;
}
