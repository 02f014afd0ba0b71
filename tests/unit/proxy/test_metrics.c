#include "proxy/metrics.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "tests/tap/tap.h"

/* Two views of one page, as writer and console have them. */
static struct metrics *
open_twice(struct metrics **ret_other)
{
	struct metrics *m = NULL;
	int fd, copy;

	if (metrics_create(&fd) != 0 || (copy = dup(fd)) < 0 ||
	    metrics_open(fd, &m) != 0 || metrics_open(copy, ret_other) != 0)
		tap_ok(false, "open");
	return m;
}

static bool
has(const struct buf *b, const char *line)
{
	bool there = sv_find(buf_sv(b), sv_cstr(line)) >= 0;

	return tap_ok(there, "writes %s", line);
}

static void
test_sums(void)
{
	struct metrics *a, *b, *pages[2];
	unsigned place;
	struct buf out;

	a = open_twice(&pages[0]);
	b = open_twice(&pages[1]);
	metrics_request(a, ACTION_TOKENISE, ZONE_THIRD);
	metrics_request(b, ACTION_TOKENISE, ZONE_THIRD);
	metrics_request(b, ACTION_ALLOW, ZONE_EEA);
	metrics_add(a, METRICS_BYTES_IN, 1000);
	metrics_add(b, METRICS_BYTES_IN, 1);
	metrics_set(a, METRICS_OPEN_REQUESTS, 5);
	metrics_move(a, METRICS_OPEN_REQUESTS, -2);
	metrics_time(a, METRICS_COMMIT, 400 * 1000);
	metrics_time(b, METRICS_COMMIT, INT64_C(100000000000));
	metrics_time(b, METRICS_COMMIT, -5);
	place = metrics_class(a, SV("personal.contact.email"));
	metrics_findings(a, place, 3);
	tap_ok(metrics_class(a, SV("secret.key")) != place &&
	    metrics_class(a, SV("personal.contact.email")) == place,
	    "a class keeps its place");
	(void)metrics_class(b, SV("secret.key"));
	metrics_findings(b, metrics_class(b, SV("personal.contact.email")), 4);
	buf_init(&out, 1 << 20);
	metrics_write(pages, 2, &out);
	has(&out, "\nexeat_requests_total{decision=\"tokenise\",zone=\"third\"}"
	    " 2\n");
	has(&out, "\nexeat_requests_total{decision=\"allow\",zone=\"eea\"} 1\n");
	has(&out, "\nexeat_findings_total{class=\"personal.contact.email\"} 7"
	    "\nexeat_findings_total{class=\"secret.key\"} 0\n");
	has(&out, "\nexeat_request_body_bytes_received_total 1001\n");
	has(&out, "\nexeat_open_requests 3\n");
	has(&out, "\nexeat_commit_seconds_bucket{le=\"1e-05\"} 1\n");
	has(&out, "\nexeat_commit_seconds_bucket{le=\"0.00025\"} 1\n");
	has(&out, "\nexeat_commit_seconds_bucket{le=\"0.0005\"} 2\n");
	has(&out, "\nexeat_commit_seconds_bucket{le=\"60\"} 2\n");
	has(&out, "\nexeat_commit_seconds_bucket{le=\"+Inf\"} 3\n");
	has(&out, "\nexeat_commit_seconds_sum 100.000400000\n"
	    "exeat_commit_seconds_count 3\n");
	tap_ok(sv_find(buf_sv(&out), SV("zone=\"home\"")) < 0,
	    "what never happened is left out");
	buf_done(&out);
	metrics_clear_gauges(a);
	tap_ok(metrics_gauge(pages[0], METRICS_OPEN_REQUESTS) == 0 &&
	    metrics_counter(pages[0], METRICS_BYTES_IN) == 1000,
	    "a restart clears gauges, not counters");
	metrics_close(a);
	metrics_close(b);
	metrics_close(pages[0]);
	metrics_close(pages[1]);
}

/* More classes than places: the rest share one. */
static void
test_full(void)
{
	struct metrics *other, *m = open_twice(&other);
	char name[32];
	unsigned last = 0;
	struct buf out;

	for (unsigned i = 0; i < METRICS_CLASSES + 10; i++) {
		(void)snprintf(name, sizeof(name), "class.n%u", i);
		last = metrics_class(m, sv_cstr(name));
		metrics_findings(m, last, 1);
	}
	tap_is_int(last, METRICS_CLASSES - 1, "the last place");
	buf_init(&out, 1 << 20);
	metrics_write(&other, 1, &out);
	has(&out, "exeat_findings_total{class=\"other\"} 11\n");
	buf_done(&out);
	metrics_close(m);
	metrics_close(other);
}

/* A writer that was taken over writes what it likes. */
static void
test_hostile(void)
{
	struct metrics *m = NULL;
	struct buf out;
	char *bytes;
	off_t size;
	int fd;

	if (metrics_create(&fd) != 0)
		return;
	size = lseek(fd, 0, SEEK_END);
	tap_ok(ftruncate(fd, 0) != 0, "the size is sealed");
	bytes = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	tap_is_int(metrics_open(fd, &m), 0, "open");
	memset(bytes, 0xff, (size_t)size);
	buf_init(&out, 1 << 20);
	metrics_write(&m, 1, &out);
	tap_ok(buf_err(&out) == 0 && sv_find_char(buf_sv(&out), '\xff') < 0,
	    "garbage has no names");
	(void)munmap(bytes, (size_t)size);
	metrics_close(m);
	buf_done(&out);
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	tap_is_int(metrics_open(fd, &m), ERR_SYNTAX, "no page at all");
}

static void
test_none(void)
{
	metrics_request(NULL, ACTION_ALLOW, ZONE_EEA);
	metrics_add(NULL, METRICS_RECORDS, 1);
	metrics_set(NULL, METRICS_KEEPER_QUEUE, 1);
	metrics_move(NULL, METRICS_KEEPER_QUEUE, 1);
	metrics_time(NULL, METRICS_INSPECT, 1);
	metrics_findings(NULL, metrics_class(NULL, SV("a")), 1);
	metrics_clear_gauges(NULL);
	tap_ok(true, "no page counts nothing");
}

int
main(void)
{
	test_sums();
	test_full();
	test_hostile();
	test_none();
	return tap_done();
}
