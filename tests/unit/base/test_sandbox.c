/*
 * Each case runs in a child of its own, since confinement is for good. The
 * child's standard error and report descriptor are read by the parent.
 */
#define _GNU_SOURCE
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/frame.h"
#include "base/mem.h"
#include "tests/tap/tap.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

enum { FINE = 0, NO_SANDBOX = 99, PAGE = 4096, NOBODY = 65534 };

static char dir[] = "/tmp/exeat-sandbox-XXXXXX";

/* What a child does once it is confined: FINE, or how it went wrong. */

static int
do_open(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static int
do_open_write(void)
{
	return open("/dev/null", O_RDWR) >= 0;
}

static int
do_socket_unix(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static int
do_socket(void)
{
	int a = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int b = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return a < 0 || (b < 0 && errno != EAFNOSUPPORT);
}

static int
do_kill(void)
{
	return kill(1, 0) == 0;
}

static int
do_tgkill(void)
{
	return syscall(SYS_tgkill, 1, 1, 0) == 0;
}

static int
do_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static int
do_peek(void)
{
	struct iovec iov = { dir, 1 };

	return process_vm_readv(1, &iov, 1, &iov, 1, 0) == 1;
}

static int
do_exec(void)
{
	char *const none[] = { NULL };

	return execve("/bin/true", none, none) == 0;
}

static int
do_fork(void)
{
	return fork() >= 0;
}

static int
do_map_code(void)
{
	return mmap(NULL, PAGE, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static int
do_protect_code(void)
{
	void *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED || mprotect(p, PAGE, PROT_EXEC) == 0;
}

static int
do_memory(void)
{
	char *p[200];
	int bad = 0;

	for (size_t i = 0; i < NELEMS(p); i++)
		if ((p[i] = mem_alloc((i + 1) * 3000)) == NULL)
			bad = 1;
	for (size_t i = 0; i < NELEMS(p); i++)
		mem_free(p[i]);
	return bad;
}

static int
do_store(void)
{
	char path[100];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/file", dir);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || pwrite(fd, "x", 1, 0) != 1 || fdatasync(fd) != 0 ||
	    rename(path, path) != 0 || unlink(path) != 0)
		return 1;
	return FINE;
}

static int
do_outside(void)
{
	char outside[100];

	(void)snprintf(outside, sizeof(outside), "%s.out", dir);
	return open(outside, O_RDWR | O_CREAT | O_CLOEXEC, 0600) >= 0;
}

static int
do_read_store(void)
{
	return open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) < 0;
}

static int
do_abort(void)
{
	abort();
}

static int
do_limits(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_CORE, &r) != 0 || r.rlim_max != 0)
		return 1;
	return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1;
}

static const struct {
	const char *name;
	int profile;
	int (*act)(void);
	int signo;		/* that must end it; 0: must be FINE */
	const char *call;	/* named on standard error */
	bool relaxed;		/* allowed in builds with sanitizers */
} cases[] = {
	{ "worker opens", SANDBOX_NETWORK, do_open, SIGSYS, "openat", true },
	{ "worker, local socket", SANDBOX_NETWORK, do_socket_unix, SIGSYS,
	    "socket", false },
	{ "worker, Internet socket", SANDBOX_NETWORK, do_socket, 0, "", false },
	{ "worker signals", SANDBOX_NETWORK, do_kill, SIGSYS, "kill", false },
	{ "worker, tgkill", SANDBOX_NETWORK, do_tgkill, SIGSYS, "tgkill",
	    true },
	{ "worker traces", SANDBOX_NETWORK, do_ptrace, SIGSYS, "ptrace", true },
	{ "worker reads others' memory", SANDBOX_NETWORK, do_peek, SIGSYS,
	    "process_vm_readv", false },
	{ "worker executes", SANDBOX_NETWORK, do_exec, SIGSYS, "execve",
	    false },
	{ "worker forks", SANDBOX_NETWORK, do_fork, SIGSYS, "clone", true },
	{ "worker maps code", SANDBOX_NETWORK, do_map_code, SIGSYS, "mmap",
	    true },
	{ "worker makes code", SANDBOX_NETWORK, do_protect_code, SIGSYS,
	    "mprotect", true },
	{ "worker uses memory", SANDBOX_NETWORK, do_memory, 0, "", false },
	{ "worker aborts", SANDBOX_NETWORK, do_abort, SIGABRT, "", false },
	{ "keeper opens", SANDBOX_KEYS, do_open, SIGSYS, "openat", true },
	{ "keeper, socket", SANDBOX_KEYS, do_socket, SIGSYS, "socket", false },
	{ "keeper uses memory", SANDBOX_KEYS, do_memory, 0, "", false },
	{ "recorder writes its store", SANDBOX_STORE, do_store, 0, "", false },
	{ "recorder, socket", SANDBOX_STORE, do_socket, SIGSYS, "socket",
	    false },
	{ "recorder executes", SANDBOX_STORE, do_exec, SIGSYS, "execve",
	    false },
	{ "console opens to write", SANDBOX_ADMIN, do_open_write, SIGSYS,
	    "openat", true },
	{ "console reads the store", SANDBOX_ADMIN, do_read_store, 0, "",
	    false },
	{ "console, socket", SANDBOX_ADMIN, do_socket, SIGSYS, "socket",
	    false },
};

static void
be_child(size_t i, int (*act)(void))
{
	struct sandbox_options options = {
		.profile = (enum sandbox_profile)cases[i].profile,
		.change_user = getuid() == 0 &&
		    cases[i].profile != SANDBOX_STORE &&
		    cases[i].profile != SANDBOX_ADMIN,
		.uid = NOBODY, .gid = NOBODY,
		.write_dir = cases[i].profile == SANDBOX_STORE ? dir : NULL,
		.read_dir = cases[i].profile == SANDBOX_ADMIN ? dir : NULL,
	};
	struct sandbox_status status;
	struct errinfo ei = { 0 };

	if (sandbox_begin(&ei) != 0 ||
	    sandbox_enter(&options, &status, &ei) != 0) {
		(void)dprintf(2, "%s\n", ei.text);
		_exit(NO_SANDBOX);
	}
	if (!status.seccomp || status.user != options.change_user)
		_exit(NO_SANDBOX);
	_exit(act());
}

/* Run case `i`, `act` being what it does; what it wrote and how it ended. */
static int
run(size_t i, int (*act)(void), char *text, size_t size, int *ret_call)
{
	int err[2], report[2], status = -1, call = -1;
	char message[100];
	ssize_t n;
	pid_t pid;

	if (pipe(err) != 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, report) != 0)
		return -1;
	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		(void)dup2(err[1], 2);
		(void)dup2(report[1], SANDBOX_REPORT_FD);
		be_child(i, act);
	}
	(void)close(err[1]);
	(void)close(report[1]);
	n = read(err[0], text, size - 1);
	text[n < 0 ? 0 : n] = '\0';
	if (waitpid(pid, &status, 0) != pid)
		status = -1;
	n = recv(report[0], message, sizeof(message), MSG_DONTWAIT);
	if (n == FRAME_HEADER + (ssize_t)sizeof(call))
		memcpy(&call, message + FRAME_HEADER, sizeof(call));
	*ret_call = call;
	(void)close(err[0]);
	(void)close(report[0]);
	return status;
}

static void
test_case(size_t i)
{
	char text[2000], want[100], name[SANDBOX_NAME_BYTES] = "";
	int status, call;

#ifdef WITH_SANITIZERS
	if (cases[i].relaxed) {
		tap_skip(1, "the filter is relaxed with sanitizers");
		return;
	}
#endif
	status = run(i, cases[i].act, text, sizeof(text), &call);
	if (cases[i].signo == 0) {
		tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == FINE,
		    "%s: allowed (%d) %s", cases[i].name, status, text);
		return;
	}
	tap_ok(WIFSIGNALED(status) && WTERMSIG(status) == cases[i].signo,
	    "%s: ends (%d) %s", cases[i].name, status, text);
	if (cases[i].call[0] == '\0')
		return;
	(void)snprintf(want, sizeof(want), "forbidden system call %s (",
	    cases[i].call);
	tap_ok(strstr(text, want) != NULL, "it is named %s: %s", cases[i].call,
	    text);
	if (call >= 0)
		sandbox_call_name(call, name);
	tap_is_sv(sv_cstr(name), sv_cstr(cases[i].call), "and reported");
}

static void
test_landlock(void)
{
	char text[2000];
	int status, call;
	size_t i = 0;

	while (cases[i].act != do_store)
		i++;
	if (syscall(444, NULL, 0, 1) < 1) {
		tap_skip(1, "the kernel has no Landlock");
		return;
	}
	status = run(i, do_outside, text, sizeof(text), &call);
	tap_ok(WIFEXITED(status) && WEXITSTATUS(status) == FINE,
	    "recorder writes nothing outside of its store");
}

static void
test_begin(void)
{
	struct errinfo ei = { 0 };
	int status = -1;
	pid_t pid;

	(void)fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(sandbox_begin(&ei) != 0 ||
		    sandbox_refuse_exotic(&ei) != 0 || do_limits() ||
		    unshare(0) == 0 || errno != EPERM);
	tap_ok(waitpid(pid, &status, 0) == pid && status == 0,
	    "no core, no dump, no new privileges, nothing exotic");
}

int
main(void)
{
	char name[SANDBOX_NAME_BYTES];

	if (mkdtemp(dir) == NULL)
		return 1;
	for (size_t i = 0; i < NELEMS(cases); i++)
		test_case(i);
	test_landlock();
	test_begin();
	sandbox_call_name(-5, name);
	tap_is_sv(sv_cstr(name), SV("unknown"), "no such call");
	(void)rmdir(dir);
	return tap_done();
}
