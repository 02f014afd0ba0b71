/*
 * The filters. A profile is the calls that every process needs plus its own;
 * some are allowed only with certain arguments. The kernel answers for the
 * unconditional ones from a bitmap, so the filter costs next to nothing.
 *
 * A violation raises SIGSYS. The handler may call only what is safe in a
 * signal and allowed by the filter: it looks the number up in a constant
 * table, writes a line, reports to the monitor, and ends by the same signal.
 */
#define _GNU_SOURCE
#include "base/sandbox_part.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/frame.h"
#include "base/mem.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

enum {
	NET = 1 << SANDBOX_NETWORK,
	KEY = 1 << SANDBOX_KEYS,
	STO = 1 << SANDBOX_STORE,
	ADM = 1 << SANDBOX_ADMIN,
	ALL = NET | KEY | STO | ADM
};

struct allowed {
	int call;
	unsigned profiles;
};

#define A(name, profiles)	{ SCMP_SYS(name), (profiles) }

#define F(name)	{ SCMP_SYS(name), #name }

struct call_name {
	int call;
	const char *name;
};

/* Names for the handler of violations: what code gone wrong asks for. */
static const struct call_name names[] = {
	F(open), F(openat), F(openat2), F(creat), F(stat), F(lstat), F(statx),
	F(newfstatat), F(access), F(faccessat), F(faccessat2), F(readlink),
	F(readlinkat), F(getdents64), F(getcwd), F(chdir), F(uname),
	F(sysinfo), F(mmap), F(mprotect), F(pkey_mprotect), F(memfd_create),
	F(shmat), F(socket), F(socketpair), F(bind), F(listen), F(connect),
	F(accept), F(accept4), F(pipe), F(pipe2), F(dup), F(dup2), F(dup3),
	F(ioctl), F(kill), F(tkill), F(tgkill), F(clone), F(clone3), F(fork),
	F(vfork), F(prctl), F(prlimit64), F(setrlimit), F(getrlimit),
	F(pwrite64), F(pwritev), F(pread64), F(fsync), F(fdatasync),
	F(ftruncate), F(truncate), F(rename), F(renameat), F(renameat2),
	F(unlink), F(unlinkat), F(link), F(linkat), F(symlink), F(symlinkat),
	F(mkdir), F(mkdirat), F(rmdir), F(chmod), F(fchmod), F(fchmodat),
	F(chown), F(fchown), F(fchownat), F(setuid), F(setgid), F(setreuid),
	F(setregid), F(setresuid), F(setresgid), F(setgroups), F(capset),
	F(chroot), F(unshare), F(setns), F(seccomp), F(personality),
	F(sched_getaffinity), F(sched_setaffinity), F(getsockopt),
	F(setsockopt), F(getsockname), F(getpeername), F(eventfd2),
	F(timerfd_create), F(epoll_create1), F(signalfd4), F(wait4), F(waitid),
	F(getppid), F(msync), F(rseq), F(set_robust_list), F(shutdown),
};

/*
 * Never needed by any process of ours, the monitor included; and what a
 * build with sanitizers forbids besides those in `forbidden_relaxed`.
 */
static const struct call_name exotic[] = {
	F(ptrace), F(process_vm_readv), F(process_vm_writev),
	F(process_madvise), F(kcmp), F(pidfd_getfd), F(init_module),
	F(finit_module), F(delete_module), F(kexec_load), F(kexec_file_load),
	F(bpf), F(perf_event_open), F(mount), F(umount2), F(move_mount),
	F(open_tree), F(fsopen), F(fsmount), F(pivot_root), F(chroot),
	F(swapon), F(swapoff), F(reboot), F(add_key), F(keyctl),
	F(request_key), F(userfaultfd), F(io_uring_setup), F(io_uring_enter),
	F(io_uring_register), F(unshare), F(setns), F(open_by_handle_at),
	F(acct), F(quotactl), F(iopl), F(ioperm), F(clock_settime),
	F(clock_adjtime), F(adjtimex), F(settimeofday), F(sethostname),
	F(setdomainname), F(vhangup), F(lookup_dcookie), F(nfsservctl),
	F(personality), F(pidfd_open), F(pidfd_send_signal), F(execveat),
};

#ifndef WITH_SANITIZERS
/* Allowed whatever the arguments. */
static const struct allowed allowed[] = {
	A(read, ALL), A(readv, ALL), A(write, ALL), A(writev, ALL),
	A(recvmsg, ALL), A(recvfrom, ALL), A(sendmsg, ALL), A(sendto, ALL),
	A(close, ALL), A(lseek, ALL), A(_llseek, ALL), A(fstat, ALL),
	A(fstat64, ALL), A(poll, ALL), A(ppoll, ALL), A(epoll_wait, ALL),
	A(epoll_pwait, ALL), A(epoll_ctl, ALL), A(futex, ALL), A(brk, ALL),
	A(munmap, ALL), A(mremap, ALL), A(madvise, ALL),
	A(clock_gettime, ALL), A(clock_getres, ALL), A(gettimeofday, ALL),
	A(clock_nanosleep, ALL), A(nanosleep, ALL), A(sched_yield, ALL),
	A(getpid, ALL), A(gettid, ALL), A(getuid, ALL), A(geteuid, ALL),
	A(getgid, ALL), A(getegid, ALL), A(getrandom, ALL), A(getrusage, ALL),
	A(rt_sigreturn, ALL), A(rt_sigprocmask, ALL), A(rt_sigaction, ALL),
	A(sigaltstack, ALL), A(exit, ALL), A(exit_group, ALL),
	A(restart_syscall, ALL), A(fcntl, ALL), A(fcntl64, ALL),
	A(sysinfo, ALL), /* qsort() of glibc asks how much memory there is */
	A(shutdown, NET | ADM), A(getsockopt, NET | ADM),
	A(setsockopt, NET | ADM), A(getsockname, NET | ADM),
	A(getpeername, NET | ADM), A(accept4, NET | ADM),
	A(accept, NET | ADM), A(connect, NET), A(recvmmsg, NET),
	A(sendmmsg, NET),
	A(pread64, KEY | STO | ADM), A(preadv, KEY | STO | ADM),
	A(openat, STO), A(pwrite64, STO), A(pwritev, STO), A(fsync, STO),
	A(fdatasync, STO), A(sync_file_range, STO), A(msync, STO),
	A(ftruncate, STO), A(fallocate, STO), A(flock, KEY | STO | ADM),
	A(rename, STO), A(renameat, STO), A(renameat2, STO), A(unlink, STO),
	A(unlinkat, STO), A(link, STO), A(linkat, STO), A(mkdir, STO),
	A(mkdirat, STO), A(rmdir, STO), A(fchmod, STO), A(umask, STO),
	A(getdents64, STO | ADM), A(statx, STO | ADM), A(stat, STO | ADM),
	A(lstat, STO | ADM), A(access, STO | ADM), A(faccessat, STO | ADM),
	A(faccessat2, STO | ADM), A(readlink, STO | ADM), A(fstatfs, STO | ADM),
	A(statfs, STO | ADM), A(copy_file_range, STO),
};
#else
static const struct allowed forbidden_relaxed[] = {
	A(execve, ALL), A(kill, ALL), A(tkill, ALL), A(bind, ALL),
	A(listen, ALL), A(connect, KEY | STO | ADM), A(socket, KEY | STO | ADM),
	A(accept, KEY | STO), A(accept4, KEY | STO), A(unlink, NET | KEY | ADM),
	A(unlinkat, NET | KEY | ADM), A(rename, NET | KEY | ADM),
	A(mkdir, NET | KEY | ADM), A(fsync, NET | KEY | ADM),
};
#endif

static const char *
name_of(int call)
{
	for (size_t i = 0; i < NELEMS(names); i++)
		if (names[i].call == call)
			return names[i].name;
	for (size_t i = 0; i < NELEMS(exotic); i++)
		if (exotic[i].call == call)
			return exotic[i].name;
	return call == SCMP_SYS(execve) ? "execve" : "unknown";
}

void
sandbox_call_name(int number, char out[SANDBOX_NAME_BYTES])
{
	char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE,
	    number);
	size_t len = name == NULL ? 0 : strlen(name);

	if (len == 0 || len >= SANDBOX_NAME_BYTES)
		memcpy(out, "unknown", sizeof("unknown"));
	else
		memcpy(out, name, len + 1);
	mem_free(name);
}

/* Append `s` and then `n` in decimal to `out`; safe in a signal handler. */
static size_t
put_text(char *out, size_t at, size_t size, const char *s)
{
	for (; *s != '\0' && at < size; s++)
		out[at++] = *s;
	return at;
}

static size_t
put_number(char *out, size_t at, size_t size, unsigned n)
{
	char digits[12];
	size_t i = sizeof(digits);

	do
		digits[--i] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	while (i < sizeof(digits) && at < size)
		out[at++] = digits[i++];
	return at;
}

static void
report(int call)
{
	char message[FRAME_HEADER + sizeof(call)];
	struct frame f = { .type = SANDBOX_MESSAGE_VIOLATION,
		.total = sizeof(call),
		.body = { message + FRAME_HEADER, sizeof(call) } };

	frame_write_header(&f, message);
	memcpy(message + FRAME_HEADER, &call, sizeof(call));
	if (send(SANDBOX_REPORT_FD, message, sizeof(message),
	    MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		errno = 0;
}

static void
on_violation(int signo, siginfo_t *info, void *context)
{
	char line[128];
	size_t n = 0;

	(void)context;
	n = put_text(line, n, sizeof(line), "forbidden system call ");
	n = put_text(line, n, sizeof(line), name_of(info->si_syscall));
	n = put_text(line, n, sizeof(line), " (");
	n = put_number(line, n, sizeof(line), (unsigned)info->si_syscall);
	n = put_text(line, n, sizeof(line), ") in process ");
	n = put_number(line, n, sizeof(line), (unsigned)getpid());
	n = put_text(line, n, sizeof(line), "\n");
	if (write(STDERR_FILENO, line, n) < 0)
		errno = 0;
	report(info->si_syscall);
	/* SA_RESETHAND brought the default action back. */
	(void)syscall(SYS_tgkill, getpid(), (pid_t)syscall(SYS_gettid), signo);
	_exit(128 + signo);
}

static int
watch_violations(struct errinfo *ei)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_sigaction = on_violation;
	sa.sa_flags = SA_SIGINFO | SA_RESETHAND | SA_NODEFER;
	if (sigemptyset(&sa.sa_mask) != 0 ||
	    sigaction(SIGSYS, &sa, NULL) != 0)
		return errinfo_errno(ei, ERR_IO, "SIGSYS");
	return 0;
}

#ifdef WITH_SANITIZERS
static int
add_rules(scmp_filter_ctx ctx, unsigned profile)
{
	int rc = 0;

	for (size_t i = 0; i < NELEMS(exotic) && rc == 0; i++)
		if (exotic[i].call != SCMP_SYS(ptrace))
			rc = seccomp_rule_add(ctx, SCMP_ACT_TRAP,
			    exotic[i].call, 0);
	for (size_t i = 0; i < NELEMS(forbidden_relaxed) && rc == 0; i++)
		if ((forbidden_relaxed[i].profiles & profile) != 0)
			rc = seccomp_rule_add(ctx, SCMP_ACT_TRAP,
			    forbidden_relaxed[i].call, 0);
	if (rc == 0 && (profile & NET) != 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_TRAP, SCMP_SYS(socket), 1,
		    SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0));
	return rc;
}

enum { DEFAULT_ACTION_ALLOWS = 1 };
#else
static int
allow_if(scmp_filter_ctx ctx, int call, struct scmp_arg_cmp condition)
{
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 1, condition);
}

/* Memory may never become executable, sockets only of the Internet. */
static int
add_conditions(scmp_filter_ctx ctx, unsigned profile)
{
	int rc;

	rc = allow_if(ctx, SCMP_SYS(mmap),
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (rc == 0)
		rc = allow_if(ctx, SCMP_SYS(mprotect),
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	/* For abort() and the handler above. */
	if (rc == 0)
		rc = allow_if(ctx, SCMP_SYS(tgkill),
		    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
	/* How the C library asks for the size of an open file. */
	if (rc == 0)
		rc = allow_if(ctx, SCMP_SYS(newfstatat), SCMP_A3(
		    SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
	if (rc == 0 && (profile & (STO | ADM)) != 0)
		rc = allow_if(ctx, SCMP_SYS(newfstatat), SCMP_A3(
		    SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0));
	if (rc == 0 && (profile & ADM) != 0)
		rc = allow_if(ctx, SCMP_SYS(openat), SCMP_A2(
		    SCMP_CMP_MASKED_EQ,
		    O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY));
	if (rc == 0 && (profile & NET) != 0)
		rc = allow_if(ctx, SCMP_SYS(socket),
		    SCMP_A0(SCMP_CMP_EQ, AF_INET, 0));
	if (rc == 0 && (profile & NET) != 0)
		rc = allow_if(ctx, SCMP_SYS(socket),
		    SCMP_A0(SCMP_CMP_EQ, AF_INET6, 0));
	return rc;
}

static int
add_rules(scmp_filter_ctx ctx, unsigned profile)
{
	int rc = add_conditions(ctx, profile);

	for (size_t i = 0; i < NELEMS(allowed) && rc == 0; i++)
		if ((allowed[i].profiles & profile) != 0)
			rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
			    allowed[i].call, 0);
	return rc;
}

enum { DEFAULT_ACTION_ALLOWS = 0 };
#endif

static int
load(scmp_filter_ctx ctx, struct errinfo *ei)
{
	int rc;

	/* A tree instead of a list; older kernels have no bitmap. */
	(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	rc = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
	    SCMP_ACT_KILL_PROCESS);
	if (rc == 0)
		rc = seccomp_load(ctx);
	if (rc != 0)
		return errinfo_set(ei, ERR_IO, "seccomp: %s", strerror(-rc));
	return 0;
}

int
sandbox_filter(enum sandbox_profile profile, struct errinfo *ei)
{
	scmp_filter_ctx ctx;
	int rc;

	if ((rc = watch_violations(ei)) != 0)
		return rc;
	ctx = seccomp_init(DEFAULT_ACTION_ALLOWS ? SCMP_ACT_ALLOW :
	    SCMP_ACT_TRAP);
	if (ctx == NULL)
		return errinfo_set(ei, ERR_NOMEM, "seccomp");
	rc = add_rules(ctx, 1u << profile);
	if (rc != 0)
		rc = errinfo_set(ei, ERR_IO, "seccomp: %s", strerror(-rc));
	else
		rc = load(ctx, ei);
	seccomp_release(ctx);
	return rc;
}

int
sandbox_refuse_exotic(struct errinfo *ei)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	int rc = 0;

	if (ctx == NULL)
		return errinfo_set(ei, ERR_NOMEM, "seccomp");
	for (size_t i = 0; i < NELEMS(exotic) && rc == 0; i++) {
#ifdef WITH_SANITIZERS
		/* The leak checker traces its own process. */
		if (exotic[i].call == SCMP_SYS(ptrace))
			continue;
#endif
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM),
		    exotic[i].call, 0);
	}
	if (rc != 0)
		rc = errinfo_set(ei, ERR_IO, "seccomp: %s", strerror(-rc));
	else
		rc = load(ctx, ei);
	seccomp_release(ctx);
	return rc;
}
