#include "audit/merge.h"

#include <stdlib.h>
#include <string.h>

#include "audit/store.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/wire.h"

/*
 * A round: rows are put into STORE_ROW slice by slice; with the last slice the
 * mark "merged" moves, and from then on nobody looks at the round's blobs; then
 * these are removed, slice by slice. After a crash a round begins anew, which
 * changes nothing (a row is never changed), or only the removal does.
 */

void
merge_done(struct merge *m)
{
	mem_free(m->rows);
	*m = (struct merge){ 0 };
}

static int
compare_rows(const void *a, const void *b)
{
	const struct fresh_row *x = *(struct fresh_row *const *)a;
	const struct fresh_row *y = *(struct fresh_row *const *)b;

	return sv_cmp(sv_make(x->key, x->key_len),
	    sv_make(y->key, y->key_len));
}

static int
begin_round(struct merge *m, const struct fresh *f)
{
	size_t at = 0, n = 0;
	struct sv key;
	void *row;

	m->rows = mem_calloc(fresh_count(f), sizeof(*m->rows));
	if (m->rows == NULL)
		return ERR_NOMEM;
	while (map_next(&f->by_key, &at, &key, &row))
		m->rows[n++] = row;
	qsort(m->rows, n, sizeof(*m->rows), compare_rows);
	m->count = n;
	m->done = 0;
	m->upto = f->next;
	m->generation = f->generation;
	return 0;
}

static int
put_rows(struct merge *m, struct fresh *f, struct lmdb_txn *txn, size_t n)
{
	for (size_t i = m->done; i < m->done + n; i++) {
		struct sv key = sv_make(m->rows[i]->key, m->rows[i]->key_len);
		struct sv value, there;
		int rc;

		rc = fresh_get(f, txn, key, &value);
		if (rc == 0)
			rc = lmdb_insert(txn, STORE_ROW, key, value, &there);
		if (rc != 0 && rc != ERR_EXISTS)
			return rc;
	}
	return 0;
}

static void
move_mark(struct lmdb_txn *txn, uint64_t upto)
{
	struct store_key k = store_key_u64(upto);

	lmdb_put(txn, STORE_META, SV("merged"), store_key_sv(&k));
}

/* Remove up to `max` blobs below `upto`; `*ret_more` if there are others. */
static int
sweep(struct lmdb_txn *txn, uint64_t upto, size_t max, bool *ret_more)
{
	struct store_key limit = store_key_u64(upto), k;
	struct sv key, blob;
	int rc = 0;

	*ret_more = false;
	for (size_t n = 0; rc == 0; n++) {
		struct lmdb_cursor *c;

		rc = lmdb_cursor_open(txn, STORE_FRESH, &c);
		if (rc != 0)
			return rc;
		rc = lmdb_cursor_next(c, &key, &blob);
		lmdb_cursor_close(c);
		if (rc != 0 || sv_cmp(key, store_key_sv(&limit)) >= 0)
			break;
		if (n == max) {
			*ret_more = true;
			break;
		}
		memcpy(k.bytes, key.ptr, key.len);
		k.len = (uint8_t)key.len;
		lmdb_del(txn, STORE_FRESH, store_key_sv(&k));
		rc = lmdb_err(txn);
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* The work of one transaction; `*ret_over` when the rows are all in. */
static int
work(struct merge *m, struct fresh *f, struct lmdb_txn *txn, size_t max,
    bool *ret_more)
{
	size_t left = m->count - m->done, n = left < max ? left : max;
	int rc;

	if (m->sweeping)
		return sweep(txn, m->upto, max, ret_more);
	rc = put_rows(m, f, txn, n);
	if (rc == 0 && n == left)
		move_mark(txn, m->upto);
	*ret_more = true;
	return rc;
}

int
merge_step(struct merge *m, struct fresh *f, struct lmdb *db, size_t max,
    bool *ret_more)
{
	struct lmdb_txn *txn;
	bool more = false;
	int rc;

	rc = lmdb_begin_write(db, &txn);
	if (rc != 0)
		return rc;
	rc = fresh_catch_up(f, txn);
	/* The rows were forgotten meanwhile: begin anew. */
	if (!m->sweeping && m->generation != f->generation)
		merge_done(m);
	if (rc == 0 && m->rows == NULL && !m->sweeping)
		rc = begin_round(m, f);
	if (rc == 0)
		rc = work(m, f, txn, max, &more);
	if (rc != 0) {
		lmdb_abort(txn);
		merge_done(m);
		return rc;
	}
	rc = lmdb_commit(txn);
	if (rc != 0 || !more) {
		merge_done(m);
	} else if (!m->sweeping) {
		m->done += m->count - m->done < max ? m->count - m->done : max;
		m->sweeping = m->done == m->count;
	}
	*ret_more = more;
	return rc;
}
