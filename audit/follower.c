#include "audit/follower.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"

enum { RECORD_ARENA = 4 << 20 };

struct member {
	struct projection *p;		/* NULL: given up */
	uint64_t position;
};

struct follower {
	struct member members[FOLLOWER_MAX];
	size_t count;
	uint64_t position;		/* of the slowest member */
	uint64_t pending;
};

int
follower_open(const char *dir, const struct projection_spec *const *specs,
    size_t n, struct follower **ret_follower)
{
	struct follower *f = mem_calloc(1, sizeof(*f));

	ASSERT(n <= FOLLOWER_MAX);
	if (f == NULL)
		return ERR_NOMEM;
	f->count = n;
	for (size_t i = 0; i < n; i++)
		if (projection_open(dir, specs[i], true, &f->members[i].p,
		    NULL) != 0)
			f->members[i].p = NULL;
	*ret_follower = f;
	return 0;
}

void
follower_close(struct follower *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->count; i++)
		projection_close(f->members[i].p);
	mem_free(f);
}

static void
give_up(struct member *m)
{
	projection_close(m->p);
	m->p = NULL;
}

/* Where the slowest member is; without any, at the end. */
static uint64_t
begin(struct follower *f, struct ledger_reader *ledger)
{
	uint64_t slowest = reader_size(ledger);

	for (size_t i = 0; i < f->count; i++) {
		struct member *m = &f->members[i];

		if (m->p == NULL)
			continue;
		if (projection_begin(m->p, ledger, &m->position) != 0)
			give_up(m);
		else if (m->position < slowest)
			slowest = m->position;
	}
	return slowest;
}

static void
add_to_all(struct follower *f, struct ledger_reader *ledger, uint64_t index,
    const struct view *v)
{
	for (size_t i = 0; i < f->count; i++) {
		struct member *m = &f->members[i];

		if (m->p == NULL || m->position != index)
			continue;
		m->position++;
		if (projection_add(m->p, ledger, index, v) != 0)
			give_up(m);
	}
}

/* Read record `index` and pass it on; 0, or it cannot be read now. */
static int
take(struct follower *f, struct ledger_reader *ledger, uint64_t index)
{
	struct sv record;
	struct arena a;
	struct view v;
	int rc;

	arena_init(&a, RECORD_ARENA);
	rc = reader_view(ledger, index, &a, &record, &v);
	if (rc == 0) {
		add_to_all(f, ledger, index, &v);
	} else if (rc == ERR_SYNTAX || rc == ERR_LIMIT) {
		/* Nothing can follow from it. */
		add_to_all(f, ledger, index, NULL);
		rc = 0;
	}
	arena_done(&a);
	return rc;
}

bool
follower_step(struct follower *f, struct ledger_reader *ledger, uint64_t max)
{
	uint64_t size = reader_size(ledger), from = begin(f, ledger), to;

	to = size - from > max ? from + max : size;
	for (f->position = from; f->position < to; f->position++) {
		if (take(f, ledger, f->position) != 0)
			return false;
		f->pending++;
	}
	return to < size;
}

void
follower_commit(struct follower *f, struct ledger_reader *ledger)
{
	for (size_t i = 0; i < f->count; i++) {
		struct member *m = &f->members[i];

		if (m->p != NULL && projection_commit(m->p, ledger) != 0)
			give_up(m);
	}
	f->pending = 0;
}

struct projection *
follower_projection(const struct follower *f, size_t i)
{
	ASSERT(i < f->count);
	return f->members[i].p;
}

uint64_t
follower_position(const struct follower *f)
{
	return f->position;
}

uint64_t
follower_pending(const struct follower *f)
{
	return f->pending;
}
