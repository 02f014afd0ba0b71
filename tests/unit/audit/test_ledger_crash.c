/*
 * The writer is killed at any moment, again and again: what it acknowledged is
 * there, and the store is sound. Then the same with the system's calls failing
 * under LMDB: they are replaced here, for LMDB too.
 */
#define _GNU_SOURCE
#include "audit/ledger.h"

#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "audit/reader.h"
#include "base/crypto.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"
#include "tests/unit/audit/ledger_kit.h"

enum { ROUNDS = 25, ACKS_MAX = 60, BATCH = 4, TRIES_MAX = 60 };

/* Fail the call that makes this reach zero. */
static unsigned countdown;
static int fail_with;

#define EXPORT	__attribute__((visibility("default")))

static bool
must_fail(void)
{
	if (countdown == 0 || --countdown != 0)
		return false;
	errno = fail_with;
	return true;
}

EXPORT ssize_t
pwrite(int fd, const void *p, size_t len, off_t at)
{
	return must_fail() ? -1 : syscall(SYS_pwrite64, fd, p, len, at);
}

EXPORT ssize_t
pwrite64(int fd, const void *p, size_t len, off64_t at)
{
	return pwrite(fd, p, len, at);
}

EXPORT ssize_t
writev(int fd, const struct iovec *v, int n)
{
	return must_fail() ? -1 : syscall(SYS_writev, fd, v, n);
}

EXPORT ssize_t
pwritev(int fd, const struct iovec *v, int n, off_t at)
{
	return must_fail() ? -1 : syscall(SYS_pwritev, fd, v, n, at, 0);
}

EXPORT int
fdatasync(int fd)
{
	return must_fail() ? -1 : (int)syscall(SYS_fdatasync, fd);
}

/* The child: commit for ever, tell every acknowledged number. */
static void
write_for_ever(const char *dir, uint32_t from, int fd)
{
	static struct kit_item k[BATCH];
	struct ledger *l = kit_open(dir);

	for (uint32_t n = from;; n += BATCH) {
		struct ledger_item items[BATCH];
		uint32_t told[2 * BATCH];

		for (uint32_t i = 0; i < BATCH; i++) {
			kit_make(&k[i], LEDGER_FLOW, n + i, true);
			items[i] = k[i].item;
		}
		if (ledger_commit(l, items, BATCH) != 0)
			_exit(1);
		for (uint32_t i = 0; i < BATCH; i++) {
			told[2 * i] = n + i;
			told[2 * i + 1] = (uint32_t)items[i].index;
		}
		if (write(fd, told, sizeof(told)) != (ssize_t)sizeof(told))
			_exit(1);
	}
}

struct acks {
	uint32_t number[ROUNDS * ACKS_MAX * BATCH * 4];
	uint32_t index[ROUNDS * ACKS_MAX * BATCH * 4];
	size_t count;
};

static void
read_acks(int fd, struct acks *a, unsigned max)
{
	uint32_t told[2];

	for (unsigned i = 0; i < max; i++) {
		if (read(fd, told, sizeof(told)) != (ssize_t)sizeof(told))
			return;
		a->number[a->count] = told[0];
		a->index[a->count++] = told[1];
	}
}

/* One life of the writer; it ends after a random number of answers. */
static void
live_and_die(const char *dir, struct acks *a, uint32_t from)
{
	uint8_t random;
	int fds[2];
	pid_t pid;

	crypto_random(&random, 1);
	if (pipe(fds) != 0 || (pid = fork()) < 0) {
		tap_ok(false, "pipe and fork");
		return;
	}
	if (pid == 0) {
		(void)close(fds[0]);
		write_for_ever(dir, from, fds[1]);
	}
	(void)close(fds[1]);
	read_acks(fds[0], a, 1 + random % ACKS_MAX);
	(void)kill(pid, SIGKILL);
	/* What it still said before it died counts too. */
	read_acks(fds[0], a, ACKS_MAX * BATCH);
	(void)close(fds[0]);
	(void)waitpid(pid, NULL, 0);
}

static unsigned
count_lost(const char *dir, const struct acks *a)
{
	static struct kit_item k;
	struct ledger_reader *s;
	unsigned lost = 0;

	if (reader_open(dir, &s, NULL) != 0)
		return UINT32_MAX;
	for (size_t i = 0; i < a->count; i++) {
		kit_make(&k, LEDGER_FLOW, a->number[i], true);
		k.item.index = a->index[i];
		lost += !kit_has(s, &k);
	}
	reader_close(s);
	return lost;
}

static void
test_kill(void)
{
	static struct acks acks;
	char *dir = tmpdir_new();
	unsigned unsound = 0;
	uint64_t size = 0;

	ledger_close(kit_open(dir));
	for (unsigned i = 0; i < ROUNDS; i++) {
		live_and_die(dir, &acks, (i + 1) * 4000);
		unsound += !kit_store_is_sound(dir, &size);
	}
	tap_is_int(unsound, 0, "sound after each of %d deaths", ROUNDS);
	tap_is_int(count_lost(dir, &acks), 0, "%zu acknowledged, none lost",
	    acks.count);
	tap_ok(size >= acks.count && acks.count >= ROUNDS, "there were some");
	tmpdir_free(dir);
}

/* Four commits and a reopening, the `n`-th call failing; acked numbers. */
static bool
fail_once(unsigned n, int with, unsigned *bad)
{
	char *dir = tmpdir_new();
	static struct kit_item k[4];
	bool acked[4] = { false }, reached;
	struct ledger *l = kit_open(dir);
	uint64_t size = 0;

	countdown = n;
	fail_with = with;
	for (uint32_t i = 0; i < 4; i++) {
		kit_make(&k[i], LEDGER_FLOW, i + 1, true);
		acked[i] = kit_commit(l, &k[i]) == 0;
	}
	reached = countdown == 0;
	countdown = 0;
	ledger_close(l);
	l = kit_open(dir);
	*bad += !acked[0] && !acked[1] && !acked[2] && !acked[3] && n > 20;
	for (uint32_t i = 0; i < 4; i++) {
		uint64_t index = k[i].item.index;

		*bad += kit_commit(l, &k[i]) != 0;
		*bad += acked[i] && k[i].item.index != index;
	}
	ledger_close(l);
	*bad += !kit_store_is_sound(dir, &size) || size != 4;
	tmpdir_free(dir);
	return reached;
}

static void
test_calls(int with, const char *name)
{
	unsigned n = 1, bad = 0;

	while (n < TRIES_MAX && fail_once(n, with, &bad))
		n++;
	tap_ok(bad == 0, "%s from each of %u calls: nothing is lost", name,
	    n - 1);
	tap_ok(n > 8 && n < TRIES_MAX, "there were some");
}

int
main(void)
{
	test_kill();
	test_calls(EIO, "EIO");
	test_calls(ENOSPC, "ENOSPC");
	return tap_done();
}
