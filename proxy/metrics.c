#define _GNU_SOURCE
#include "proxy/metrics.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

enum { MAGIC = 0x45584d31, NAME_BYTES = 64 };

/* Upper bounds in microseconds; the last bucket has none. */
static const uint64_t bounds_us[METRICS_BUCKETS - 1] = {
	10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000,
	100000, 250000, 500000, 1000000, 2500000, 10000000, 60000000,
};

struct histogram {
	_Atomic uint64_t buckets[METRICS_BUCKETS];	/* not cumulative */
	_Atomic uint64_t sum_ns;
};

struct class_place {
	char name[NAME_BYTES];		/* ends in NUL once `used` counts it */
	_Atomic uint64_t findings;
};

struct metrics {
	uint32_t magic;
	_Atomic uint32_t used;		/* class places */
	_Atomic uint64_t requests[ACTIONS][ZONES];
	_Atomic uint64_t counters[METRICS_COUNTERS];
	_Atomic uint64_t gauges[METRICS_GAUGES];
	struct histogram steps[METRICS_STEPS];
	struct class_place classes[METRICS_CLASSES];
};

int
metrics_create(int *ret_fd)
{
	int fd = memfd_create("metrics", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return ERR_IO;
	if (ftruncate(fd, sizeof(struct metrics)) != 0 ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW |
	    F_SEAL_SEAL) != 0) {
		(void)close(fd);
		return ERR_IO;
	}
	*ret_fd = fd;
	return 0;
}

int
metrics_open(int fd, struct metrics **ret_metrics)
{
	struct metrics *m;
	struct stat st;

	if (fstat(fd, &st) != 0 || st.st_size != sizeof(*m)) {
		(void)close(fd);
		return ERR_SYNTAX;
	}
	m = mmap(NULL, sizeof(*m), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	(void)close(fd);
	if (m == MAP_FAILED)
		return ERR_IO;
	m->magic = MAGIC;
	*ret_metrics = m;
	return 0;
}

void
metrics_close(struct metrics *m)
{
	if (m != NULL)
		(void)munmap(m, sizeof(*m));
}

static uint64_t
get(const _Atomic uint64_t *p)
{
	return atomic_load_explicit(p, memory_order_relaxed);
}

/* There is one writer: no atomic addition is needed. */
static void
add(_Atomic uint64_t *p, uint64_t n)
{
	atomic_store_explicit(p, get(p) + n, memory_order_relaxed);
}

void
metrics_clear_gauges(struct metrics *m)
{
	for (size_t i = 0; m != NULL && i < METRICS_GAUGES; i++)
		atomic_store_explicit(&m->gauges[i], 0, memory_order_relaxed);
}

void
metrics_request(struct metrics *m, enum action action, enum zone zone)
{
	if (m != NULL)
		add(&m->requests[action][zone], 1);
}

void
metrics_add(struct metrics *m, enum metrics_counter counter, uint64_t n)
{
	if (m != NULL)
		add(&m->counters[counter], n);
}

void
metrics_set(struct metrics *m, enum metrics_gauge gauge, uint64_t value)
{
	if (m != NULL)
		atomic_store_explicit(&m->gauges[gauge], value,
		    memory_order_relaxed);
}

void
metrics_move(struct metrics *m, enum metrics_gauge gauge, int64_t by)
{
	if (m != NULL)
		add(&m->gauges[gauge], (uint64_t)by);
}

void
metrics_time(struct metrics *m, enum metrics_step step, int64_t ns)
{
	uint64_t us = ns > 0 ? (uint64_t)ns / 1000 : 0;
	size_t i = 0;

	if (m == NULL)
		return;
	while (i < NELEMS(bounds_us) && us > bounds_us[i])
		i++;
	add(&m->steps[step].buckets[i], 1);
	add(&m->steps[step].sum_ns, ns > 0 ? (uint64_t)ns : 0);
}

/* The name at `place`, or an empty one when it is not as it should be. */
static struct sv
class_name(const struct metrics *m, size_t place)
{
	const char *name = m->classes[place].name;
	size_t len = strnlen(name, NAME_BYTES);

	for (size_t i = 0; i < len; i++) {
		char c = name[i];

		if (!ascii_is_lower(c) && !ascii_is_digit(c) && c != '.' &&
		    c != '_' && c != '-')
			return SV("");
	}
	return len == NAME_BYTES ? SV("") : sv_make(name, len);
}

static size_t
places_used(const struct metrics *m)
{
	uint32_t used = atomic_load_explicit(&m->used, memory_order_acquire);

	return used > METRICS_CLASSES ? METRICS_CLASSES : used;
}

unsigned
metrics_class(struct metrics *m, struct sv name)
{
	size_t used, i;

	if (m == NULL)
		return 0;
	used = places_used(m);
	if (name.len >= NAME_BYTES || name.len == 0)
		name = SV("other");
	for (i = 0; i < used; i++)
		if (sv_eq(class_name(m, i), name))
			return (unsigned)i;
	if (used == METRICS_CLASSES)
		return METRICS_CLASSES - 1;
	if (used == METRICS_CLASSES - 1)
		name = SV("other");
	memset(m->classes[used].name, 0, NAME_BYTES);
	memcpy(m->classes[used].name, name.ptr, name.len);
	atomic_store_explicit(&m->used, (uint32_t)used + 1,
	    memory_order_release);
	return (unsigned)used;
}

void
metrics_findings(struct metrics *m, unsigned place, uint64_t n)
{
	if (m != NULL && place < METRICS_CLASSES)
		add(&m->classes[place].findings, n);
}

uint64_t
metrics_gauge(const struct metrics *m, enum metrics_gauge gauge)
{
	return get(&m->gauges[gauge]);
}

uint64_t
metrics_counter(const struct metrics *m, enum metrics_counter counter)
{
	return get(&m->counters[counter]);
}

struct row {
	const char *name, *help;
};

static const struct row counter_rows[METRICS_COUNTERS] = {
	[METRICS_CONNECTIONS] = { "connections_total",
	    "Client connections accepted" },
	[METRICS_CONNECTIONS_REFUSED] = { "connections_refused_total",
	    "Client connections closed for lack of room" },
	[METRICS_HANDSHAKES_FAILED] = { "handshakes_failed_total",
	    "TLS handshakes with clients that failed" },
	[METRICS_REFUSED_MALFORMED] = { "refused_malformed_total",
	    "Requests refused as malformed or ambiguous" },
	[METRICS_REFUSED_GATE] = { "refused_gate_total",
	    "Requests refused for host, origin or identity" },
	[METRICS_REFUSED_NAME] = { "refused_name_total",
	    "Requests refused because the destination's name has no address" },
	[METRICS_REFUSED_LIMIT] = { "refused_limit_total",
	    "Requests refused as too large" },
	[METRICS_REFUSED_BUSY] = { "refused_busy_total",
	    "Requests refused for lack of memory or while starting" },
	[METRICS_REFUSED_KEEPER] = { "refused_keeper_total",
	    "Requests refused because the keeper gave no tokens" },
	[METRICS_REFUSED_LEDGER] = { "refused_ledger_total",
	    "Requests refused because no record could be made durable" },
	[METRICS_ABANDONED] = { "abandoned_total",
	    "Requests whose client left before they were decided on" },
	[METRICS_BYTES_IN] = { "request_body_bytes_received_total",
	    "Bytes of request bodies as received" },
	[METRICS_BYTES_OUT] = { "request_body_bytes_sent_total",
	    "Bytes of request bodies as sent" },
	[METRICS_UPSTREAM_CONNECTS] = { "upstream_connects_total",
	    "Connections made to upstreams" },
	[METRICS_UPSTREAM_REUSED] = { "upstream_reused_total",
	    "Requests sent on a connection that was open" },
	[METRICS_UPSTREAM_RETRIES] = { "upstream_retries_total",
	    "Requests sent again after a reused connection broke" },
	[METRICS_UPSTREAM_FAILURES] = { "upstream_failures_total",
	    "Requests that got no answer from the upstream" },
	[METRICS_TOKENS_MADE] = { "tokens_made_total",
	    "Values replaced by tokens" },
	[METRICS_TOKENS_RESTORED] = { "tokens_restored_total",
	    "Tokens replaced by their values in answers" },
	[METRICS_TOKENS_UNSEALED] = { "tokens_unsealed_total",
	    "Tokens unsealed by the keeper" },
	[METRICS_RECOGNISER_REQUESTS] = { "recogniser_requests_total",
	    "Requests to recognisers" },
	[METRICS_RECOGNISER_FAILURES] = { "recogniser_failures_total",
	    "Flows for which a recogniser gave no answer" },
	[METRICS_RECOGNISER_KNOWN] = { "recogniser_known_total",
	    "Values that a recogniser was not asked about again" },
	[METRICS_RECORDS] = { "records_total", "Durable ledger records" },
	[METRICS_COMMITS] = { "commits_total",
	    "Transactions of the ledger's store" },
};

static const struct row gauge_rows[METRICS_GAUGES] = {
	[METRICS_OPEN_CONNECTIONS] = { "open_connections",
	    "Client connections open" },
	[METRICS_OPEN_REQUESTS] = { "open_requests", "Requests in progress" },
	[METRICS_BODY_BYTES] = { "body_bytes", "Bytes of bodies in memory" },
	[METRICS_KEEPER_QUEUE] = { "keeper_queue",
	    "Requests that wait for the keeper" },
	[METRICS_RECORDER_QUEUE] = { "recorder_queue",
	    "Requests that wait for the recorder" },
	[METRICS_UNSEALED_TAIL] = { "ledger_unsealed_records",
	    "Records after the last checkpoint" },
};

static const struct row step_rows[METRICS_STEPS] = {
	[METRICS_INSPECT] = { "inspect_seconds", "Inspecting a request" },
	[METRICS_RECOGNISER] = { "recogniser_seconds",
	    "From a request to a recogniser to its answer" },
	[METRICS_DECIDE] = { "decide_seconds", "Deciding on a request" },
	[METRICS_COMMIT] = { "commit_seconds",
	    "From asking for a durable record to its receipt" },
	[METRICS_FIRST_BYTE] = { "upstream_first_byte_seconds",
	    "From sending a request to the first byte of its answer" },
};

static void
begin(struct buf *out, const struct row *row, const char *type)
{
	buf_addf(out, "# HELP exeat_%s %s.\n# TYPE exeat_%s %s\n", row->name,
	    row->help, row->name, type);
}

static void
write_requests(struct metrics *const *pages, size_t n, struct buf *out)
{
	static const struct row row = { "requests_total",
		"Requests by decision and zone of the destination" };
	uint64_t sum;

	begin(out, &row, "counter");
	for (unsigned k = 0; k < (unsigned)ACTIONS * ZONES; k++) {
		sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += get(&pages[i]->requests[k / ZONES][k % ZONES]);
		if (sum > 0)
			buf_addf(out, "exeat_requests_total{decision=\"%s\","
			    "zone=\"%s\"} %" PRIu64 "\n",
			    decide_action_name((enum action)(k / ZONES)),
			    zone_name((enum zone)(k % ZONES)), sum);
	}
}

struct class_sum {
	struct sv name;
	uint64_t findings;
};

static int
compare_names(const void *a, const void *b)
{
	const struct class_sum *left = a, *right = b;

	return sv_cmp(left->name, right->name);
}

/* Every class of every page, sorted by name. */
static size_t
collect_classes(struct metrics *const *pages, size_t n, struct class_sum *all)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < places_used(pages[i]); k++) {
			struct sv name = class_name(pages[i], k);

			if (name.len == 0)
				continue;
			all[count].name = name;
			all[count++].findings =
			    get(&pages[i]->classes[k].findings);
		}
	}
	qsort(all, count, sizeof(*all), compare_names);
	return count;
}

static void
write_classes(struct metrics *const *pages, size_t n, struct buf *out)
{
	static const struct row row = { "findings_total",
		"Findings by class of data" };
	struct class_sum *all = mem_calloc(n * METRICS_CLASSES, sizeof(*all));
	size_t count, k = 0;

	begin(out, &row, "counter");
	if (all == NULL)
		return;
	count = collect_classes(pages, n, all);
	while (k < count) {
		struct sv name = all[k].name;
		uint64_t sum = 0;

		while (k < count && sv_eq(all[k].name, name))
			sum += all[k++].findings;
		buf_addf(out, "exeat_findings_total{class=\"%.*s\"} %" PRIu64
		    "\n", SV_ARG(name), sum);
	}
	mem_free(all);
}

static void
write_step(struct metrics *const *pages, size_t n, enum metrics_step step,
    struct buf *out)
{
	const struct row *row = &step_rows[step];
	uint64_t count = 0, sum_ns = 0;

	begin(out, row, "histogram");
	for (size_t b = 0; b < METRICS_BUCKETS; b++) {
		for (size_t i = 0; i < n; i++)
			count += get(&pages[i]->steps[step].buckets[b]);
		buf_addf(out, "exeat_%s_bucket{le=\"", row->name);
		if (b < NELEMS(bounds_us))
			buf_addf(out, "%g", (double)bounds_us[b] / 1e6);
		else
			buf_add_cstr(out, "+Inf");
		buf_addf(out, "\"} %" PRIu64 "\n", count);
	}
	for (size_t i = 0; i < n; i++)
		sum_ns += get(&pages[i]->steps[step].sum_ns);
	buf_addf(out, "exeat_%s_sum %.9f\nexeat_%s_count %" PRIu64 "\n",
	    row->name, (double)sum_ns / 1e9, row->name, count);
}

void
metrics_write(struct metrics *const *pages, size_t n, struct buf *out)
{
	uint64_t sum;

	write_requests(pages, n, out);
	write_classes(pages, n, out);
	for (unsigned s = 0; s < METRICS_STEPS; s++)
		write_step(pages, n, (enum metrics_step)s, out);
	for (unsigned c = 0; c < METRICS_COUNTERS; c++) {
		sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += get(&pages[i]->counters[c]);
		begin(out, &counter_rows[c], "counter");
		buf_addf(out, "exeat_%s %" PRIu64 "\n", counter_rows[c].name,
		    sum);
	}
	for (unsigned g = 0; g < METRICS_GAUGES; g++) {
		sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += get(&pages[i]->gauges[g]);
		begin(out, &gauge_rows[g], "gauge");
		buf_addf(out, "exeat_%s %" PRIu64 "\n", gauge_rows[g].name,
		    sum);
	}
}
