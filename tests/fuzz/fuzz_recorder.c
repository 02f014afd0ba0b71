/* What workers, keeper and recorder say to each other, and records. */
#include "audit/view.h"
#include "base/err.h"
#include "proxy/recorder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_commit(struct sv body)
{
	struct ledger_item it;
	struct arena a;
	struct buf b;

	arena_init(&a, 1 << 20);
	buf_init(&b, body.len);
	if (recorder_read_commit(body, &a, &it) == 0) {
		recorder_write_commit(&b, &it);
		ASSERT(buf_err(&b) == 0 && sv_eq(buf_sv(&b), body));
	}
	buf_done(&b);
	arena_done(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv body = sv_make(data, size), verifier, admin;
	struct recorder_ack ack;
	struct arena a;
	struct view v = { 0 };

	check_commit(body);
	if (recorder_read_ack(body, &ack) == 0)
		ASSERT(ack.status <= 0);
	if (recorder_read_keys(body, &verifier, &admin) == 0)
		ASSERT(verifier.len + admin.len + 8 == size);
	arena_init(&a, 1 << 20);
	if (view_read(body, &a, &v) == 0)
		ASSERT(v.type <= VIEW_HEARTBEAT);
	if (view_read_subjects(body, &a, &v) == 0)
		ASSERT(v.nsubjects <= size);
	arena_done(&a);
	return 0;
}
