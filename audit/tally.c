#include "audit/tally.h"

#include <string.h>

#include "audit/view.h"
#include "base/err.h"
#include "base/jcs.h"

enum { RECORD_ARENA = 4 << 20, PROGRESS_EVERY = 4096 };

/* Ids of open decisions: what is in flight, and what was lost. */
static const size_t open_arena = (size_t)1 << 30;

void
tally_fault(struct tally *t, uint64_t index, const char *what)
{
	t->report.faults++;
	if (t->o->sink.fault != NULL)
		t->o->sink.fault(t->o->sink.ctx, index, what);
}

void
tally_check_old(struct tally *t)
{
	struct tree_hash root;

	if (!t->has_old || t->tree.size != t->old.size)
		return;
	root = tree_root(&t->tree);
	if (memcmp(&root, &t->old.root, sizeof(root)) != 0)
		tally_fault(t, UINT64_MAX, "the records below the kept "
		    "checkpoint are not the ones it was made of");
	t->report.old_was_checked = true;
}

void
tally_check_size(struct tally *t, uint64_t size)
{
	if (t->has_old && t->old.size > size)
		tally_fault(t, UINT64_MAX, "the ledger has been cut: it is "
		    "smaller than the kept checkpoint");
}

/* Its signature was verified when it was kept. */
static void
read_old(struct tally *t)
{
	struct note n;

	if (t->o->old.len == 0)
		return;
	if (note_parse(t->o->old, &n) != 0 ||
	    checkpoint_parse(n.text, &t->old) != 0) {
		tally_fault(t, UINT64_MAX,
		    "the kept checkpoint cannot be read");
		return;
	}
	t->has_old = true;
	tally_check_old(t);
}

void
tally_init(struct tally *t, const struct verify_options *o)
{
	memset(t, 0, sizeof(*t));
	t->o = o;
	arena_init(&t->arena, open_arena);
	map_init(&t->open);
	tree_init(&t->tree);
	read_old(t);
}

void
tally_done(struct tally *t)
{
	map_done(&t->open);
	arena_done(&t->arena);
}

static void
count_time(struct tally *t, int64_t now_ns)
{
	struct verify_report *r = &t->report;
	int64_t step = now_ns - t->before_ns;

	if (now_ns <= 0)
		return;
	if (r->first_ns == 0)
		r->first_ns = now_ns;
	else if (step > r->longest_gap_ns)
		r->longest_gap_ns = step;
	else if (-step > r->largest_step_ns)
		r->largest_step_ns = -step;
	if (now_ns > r->last_ns)
		r->last_ns = now_ns;
	t->before_ns = now_ns;
}

/* True where the decision let something leave and so awaits an outcome. */
static bool
awaits(const struct view *v)
{
	return !sv_eq(v->decision, SV("block")) &&
	    !sv_eq(v->decision, SV("hold"));
}

static const char *
count_decision(struct tally *t, const struct view *v)
{
	struct sv id;

	t->report.decisions++;
	if (v->id.len == 0)
		return "a decision without an id";
	if (!awaits(v))
		return NULL;
	id = arena_dup(&t->arena, v->id);
	if (id.ptr != NULL && map_put(&t->open, id, t) == ERR_EXISTS)
		return "a second decision of the same id";
	return NULL;
}

static const char *
count_record(struct tally *t, const struct view *v)
{
	struct verify_report *r = &t->report;

	switch (v->type) {
	case VIEW_DECISION:
		return count_decision(t, v);
	case VIEW_OUTCOME:
		r->outcomes++;
		r->unknown += sv_eq(v->result, SV("unknown"));
		(void)map_remove(&t->open, v->decision);
		return NULL;
	case VIEW_POLICY:
	case VIEW_ADMIN:
	case VIEW_BYPASS:
	case VIEW_HEARTBEAT:
		r->events++;
		return NULL;
	case VIEW_OTHER:
		break;
	}
	return "a record of no known type";
}

/* What is wrong with the record, or NULL. */
static const char *
judge(struct tally *t, struct sv record, struct arena *a, struct buf *b)
{
	const char *what;
	struct view v;

	if (record.len > RECORD_MAX_BYTES)
		return "a record longer than 65535 bytes";
	if (jcs_canonicalise(record, b) != 0)
		return "a record that is no JSON";
	if (!sv_eq(buf_sv(b), record))
		return "a record that is not in canonical form (RFC 8785)";
	if (view_read(record, a, &v) != 0)
		return "a record that is no JSON object";
	what = count_record(t, &v);
	count_time(t, v.time_ns);
	return what;
}

void
tally_record(struct tally *t, struct sv record, uint64_t all)
{
	struct tree_hash leaf = tree_leaf(record);
	uint64_t index = t->tree.size;
	const char *what;
	struct arena a;
	struct buf b;

	arena_init(&a, RECORD_ARENA);
	buf_init(&b, RECORD_MAX_BYTES + 1);
	what = judge(t, record, &a, &b);
	if (what != NULL)
		tally_fault(t, index, what);
	buf_done(&b);
	arena_done(&a);
	(void)tree_add(&t->tree, &leaf, NULL);
	tally_check_old(t);
	if (t->o->sink.progress != NULL && index % PROGRESS_EVERY == 0)
		t->o->sink.progress(t->o->sink.ctx, index, all);
}

void
tally_end(struct tally *t)
{
	t->report.open = t->open.count;
	t->report.root = tree_root(&t->tree);
}
