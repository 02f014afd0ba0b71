/*
 * How fast the ledger commits: records/s and the time of one commit, durable,
 * for groups of several sizes. Each item is what a receipt needs: a decision
 * record of about 1.2 KB, a sealed row, and for one in eight a new subject's
 * slot. Not part of the checks:
 *
 *	make bench/commit_bench && bench/commit_bench FOLDER [SECONDS]
 *
 * FOLDER must be on the disk to be measured; a store is made in it.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "audit/ledger.h"
#include "audit/record.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/num.h"

enum {
	GROUP_MAX = 1024,
	TIMES_MAX = 200000,
	VALUE_BYTES = 80,
	SLOT_EVERY = 8,
	NS_PER_S = 1000000000,
	NS_PER_US = 1000
};

static const size_t groups[] = { 1, 4, 16, 32, 64, 256, 1024 };

struct flow {
	struct ledger_row row;
	struct ledger_slot slot;
	uint8_t key[11], value[VALUE_BYTES], image[LEDGER_SLOT_BYTES];
	char record[4096];
	size_t len;
};

static struct flow flows[GROUP_MAX];
static struct ledger_item items[GROUP_MAX];
static int64_t times[TIMES_MAX];
static uint64_t next_slot;

static void
die(const char *what, int rc)
{
	(void)fprintf(stderr, "%s: %s\n", what, err_text(rc));
	exit(1);
}

/* A decision as the gateway writes it for a chat request. */
static void
write_record(struct flow *f, struct record_id id)
{
	static const struct sv us[] = { SV_INIT("US") };
	static const struct sv rule[] = { SV_INIT("personal-abroad") };
	static const struct record_class class = {
		SV_INIT("personal.contact.email"), 1, SV_INIT("tokenise") };
	struct sv subject = sv_make(f->value, 16);
	struct record_axis axis = { { us, 1 }, SV_INIT("declared") };
	struct record_decision d = { .id = id, .time_ns = clock_wall_ns(),
		.client = SV("billing"), .team = SV("finance"),
		.purpose = SV("support"), .activity = SV("customer-care"),
		.method = SV("POST"), .host = SV("api.openai.com"),
		.port = 443, .route = SV("openai"),
		.template = SV("/v1/chat/completions"),
		.dialect = SV("openai-chat"), .model = SV("gpt-4o"),
		.zone = SV("dpf"), .axes = { axis, axis, axis, axis },
		.address = SV("192.0.2.1:443"), .classes = &class,
		.nclasses = 1, .subjects = &subject, .nsubjects = 1,
		.decision = SV("tokenise"), .rules = { rule, 1 },
		.path = { true, 20, { 1 } }, .body_in = { true, 2048, { 2 } },
		.body_out = { true, 2100, { 3 } }, .tokens = 1,
		.policy = { 1 }, .catalogue = { 2 }, .law = { 3 } };
	struct buf b, side;

	d.coverage.state = SV("full");
	d.coverage.scanned_fields = 12;
	d.coverage.scanned_bytes = 2000;
	buf_init(&b, sizeof(f->record));
	buf_init(&side, sizeof(f->record));
	if (record_write_decision(&d, &b, &side) != 0)
		die("record", ERR_LIMIT);
	memcpy(f->record, b.ptr, b.len);
	f->len = b.len;
	buf_done(&b);
	buf_done(&side);
}

static void
make_item(size_t i)
{
	struct flow *f = &flows[i];
	uint8_t random[10];

	crypto_random(random, sizeof(random));
	crypto_random(f->key, sizeof(f->key));
	crypto_random(f->value, sizeof(f->value));
	crypto_random(f->image, sizeof(f->image));
	f->row.key = sv_make(f->key, sizeof(f->key));
	f->row.value = sv_make(f->value, sizeof(f->value));
	items[i] = (struct ledger_item){
		.id = record_id_make(clock_wall_ns(), random),
		.kind = LEDGER_FLOW, .rows = &f->row, .nrows = 1 };
	write_record(f, items[i].id);
	items[i].record = sv_make(f->record, f->len);
	if (i % SLOT_EVERY != SLOT_EVERY - 1)
		return;
	f->slot = (struct ledger_slot){ next_slot++,
		sv_make(f->image, sizeof(f->image)) };
	items[i].slots = &f->slot;
	items[i].nslots = 1;
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Processor time of this process so far. */
static int64_t
cpu_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

static void
measure(struct ledger *l, size_t group, uint64_t seconds)
{
	int64_t spent = 0, cpu = 0;
	size_t n = 0;

	while (spent < (int64_t)seconds * NS_PER_S && n < TIMES_MAX) {
		int64_t begin, cpu_begin;
		int rc;

		for (size_t i = 0; i < group; i++)
			make_item(i);
		cpu_begin = cpu_ns();
		begin = clock_mono_ns();
		rc = ledger_commit(l, items, group);
		times[n] = clock_mono_ns() - begin;
		cpu += cpu_ns() - cpu_begin;
		if (rc != 0 || items[0].status != 0)
			die("commit", rc != 0 ? rc : items[0].status);
		spent += times[n++];
	}
	qsort(times, n, sizeof(times[0]), compare);
	printf("%6zu %12.0f %10.0f %10.0f %12.2f\n", group,
	    (double)n * (double)group * NS_PER_S / (double)spent,
	    (double)times[n / 2] / NS_PER_US,
	    (double)times[n * 99 / 100] / NS_PER_US,
	    (double)cpu / NS_PER_US / (double)n / (double)group);
}

int
main(int argc, char **argv)
{
	struct ledger_options o = { 0 };
	uint64_t seconds = 2;
	struct errinfo ei = { 0 };
	struct ledger *l;
	int rc;

	if (argc < 2 ||
	    (argc > 2 && num_u64(sv_cstr(argv[2]), &seconds) != 0)) {
		(void)fprintf(stderr, "usage: commit_bench FOLDER [SECONDS]\n");
		return 1;
	}
	o.dir = argv[1];
	rc = ledger_open(&o, &l, &ei);
	if (rc != 0)
		die(ei.text, rc);
	printf("%6s %12s %10s %10s %12s\n", "group", "records/s", "p50 us",
	    "p99 us", "CPU us/rec");
	for (size_t i = 0; i < NELEMS(groups); i++)
		measure(l, groups[i], seconds);
	printf("%llu records of %zu bytes\n",
	    (unsigned long long)ledger_size(l), flows[0].len);
	ledger_close(l);
	return 0;
}
