#include "audit/index.h"

#include <string.h>

#include "base/arena.h"
#include "base/encode.h"
#include "base/wire.h"

/*
 *	time	u64 minute		u64 first, u64 last index
 *	client	name 00 u64 index
 *	host	name 00 u64 index
 *	subject	hash 00 u64 index	(hash as raw bytes)
 *
 * Times of records are not in order: workers differ by moments. So a minute
 * has the range of the records that say they are in it, and a search by time
 * looks at each record once more.
 */

enum table { POSITION, TIME, CLIENT, HOST, SUBJECT, TABLES };

enum {
	FORMAT = 1,
	INDEX_BYTES = 8,
	NAME_MAX_BYTES = LMDB_KEY_MAX - 1 - INDEX_BYTES,
	RECORD_ARENA = 4 << 20
};

static const int64_t ns_per_minute = INT64_C(60000000000);

static const char *const tables[TABLES] = {
	[POSITION] = "position",
	[TIME] = "time",
	[CLIENT] = "client",
	[HOST] = "host",
	[SUBJECT] = "subject",
};

struct key {
	uint8_t bytes[LMDB_KEY_MAX];
	size_t len;
};

static void
put_u64(uint8_t *out, uint64_t n)
{
	for (unsigned i = 0; i < INDEX_BYTES; i++)
		out[i] = (uint8_t)(n >> (56 - 8 * i));
}

static uint64_t
get_u64(const char *p)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < INDEX_BYTES; i++)
		n = n << 8 | (unsigned char)p[i];
	return n;
}

static struct sv
make_key(struct sv name, uint64_t index, struct key *k)
{
	name = sv_slice(name, 0, NAME_MAX_BYTES);
	memcpy(k->bytes, name.ptr, name.len);
	k->bytes[name.len] = 0;
	put_u64(k->bytes + name.len + 1, index);
	k->len = name.len + 1 + INDEX_BYTES;
	return sv_make(k->bytes, k->len);
}

static void
add_name(struct lmdb_txn *txn, enum table table, struct sv name,
    uint64_t index)
{
	struct key k;

	if (name.len > 0)
		lmdb_put(txn, table, make_key(name, index, &k), SV(""));
}

/* Widen the range of the record's minute. */
static void
add_time(struct lmdb_txn *txn, int64_t time_ns, uint64_t index)
{
	uint8_t key[INDEX_BYTES], row[2 * INDEX_BYTES];
	uint64_t first = index, last = index;
	struct sv there;

	if (time_ns <= 0)
		return;
	put_u64(key, (uint64_t)(time_ns / ns_per_minute));
	if (lmdb_get(txn, TIME, sv_make(key, sizeof(key)), &there) == 0 &&
	    there.len == sizeof(row)) {
		uint64_t f = get_u64(there.ptr);
		uint64_t l = get_u64(there.ptr + INDEX_BYTES);

		first = f < first ? f : first;
		last = l > last ? l : last;
	}
	put_u64(row, first);
	put_u64(row + INDEX_BYTES, last);
	lmdb_put(txn, TIME, sv_make(key, sizeof(key)),
	    sv_make(row, sizeof(row)));
}

static void
add_subject(struct lmdb_txn *txn, struct sv hex, uint64_t index)
{
	uint8_t raw[RECORD_DIGEST_BYTES];

	if (hex.len % 2 == 0 && hex.len <= 2 * sizeof(raw) &&
	    encode_unhex(hex, raw, hex.len / 2) == 0)
		add_name(txn, SUBJECT, sv_make(raw, hex.len / 2), index);
}

static int
add(struct lmdb_txn *txn, struct ledger_reader *ledger, uint64_t index,
    const struct view *v)
{
	(void)ledger;
	add_time(txn, v->time_ns, index);
	add_name(txn, CLIENT, v->client, index);
	add_name(txn, HOST, v->host, index);
	for (size_t i = 0; i < v->nsubjects; i++)
		add_subject(txn, v->subjects[i], index);
	return lmdb_err(txn);
}

const struct projection_spec index_spec = {
	.name = "index",
	.tables = tables,
	.ntables = TABLES,
	.format = FORMAT,
	.map_bytes = UINT64_C(64) << 30,
	.add = add,
};

static bool
has_subject(const struct view *v, struct sv subject)
{
	for (size_t i = 0; i < v->nsubjects; i++)
		if (sv_eq_nocase(v->subjects[i], subject))
			return true;
	return false;
}

static bool
matches(const struct index_query *q, const struct view *v)
{
	return (q->client.len == 0 || sv_eq(q->client, v->client)) &&
	    (q->host.len == 0 || sv_eq(q->host, v->host)) &&
	    (q->zone.len == 0 || sv_eq(q->zone, v->zone)) &&
	    (q->decision.len == 0 || (v->type == VIEW_DECISION &&
	    sv_eq(q->decision, v->decision))) &&
	    (q->subject.len == 0 || has_subject(v, q->subject)) &&
	    (q->from_ns == 0 || v->time_ns >= q->from_ns) &&
	    (q->to_ns == 0 || v->time_ns < q->to_ns);
}

/* Look at record `index`; tell if it matches. */
static int
look(const struct index_search *s, const struct index_query *q,
    uint64_t index)
{
	struct sv record;
	struct arena a;
	struct view v;
	int rc;

	arena_init(&a, RECORD_ARENA);
	rc = reader_view(s->ledger, index, &a, &record, &v);
	if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
		rc = 0;
	else if (rc == 0 && matches(q, &v))
		rc = s->found(s->ctx, index, record, &v);
	arena_done(&a);
	return rc;
}

/* All of [first, last), one after the other. */
static int
scan(const struct index_search *s, const struct index_query *q,
    uint64_t first, uint64_t last)
{
	int rc = 0;

	for (uint64_t n = 0; n < last - first && rc == 0; n++)
		rc = look(s, q, q->descending ? last - 1 - n : first + n);
	return rc;
}

/* Which table answers `q`, and the name in it; TABLES if none does. */
static enum table
choose(const struct index_query *q, uint8_t raw[RECORD_DIGEST_BYTES],
    struct sv *ret_name)
{
	size_t n = q->subject.len / 2;

	if (q->subject.len > 0 && q->subject.len % 2 == 0 &&
	    n <= RECORD_DIGEST_BYTES && encode_unhex(q->subject, raw, n) == 0) {
		*ret_name = sv_make(raw, n);
		return SUBJECT;
	}
	if (q->client.len > 0) {
		*ret_name = q->client;
		return CLIENT;
	}
	if (q->host.len > 0) {
		*ret_name = q->host;
		return HOST;
	}
	return TABLES;
}

/* The cursor's row, if it is still one of `name`; else ERR_NOTFOUND. */
static int
row_index(struct sv key, struct sv name, uint64_t *ret_index)
{
	if (key.len != name.len + 1 + INDEX_BYTES || !sv_starts(key, name) ||
	    key.ptr[name.len] != '\0')
		return ERR_NOTFOUND;
	*ret_index = get_u64(key.ptr + name.len + 1);
	return 0;
}

/* Put the cursor on the first row to look at. */
static int
seek(struct lmdb_cursor *c, struct sv name, bool descending, uint64_t first,
    uint64_t last, struct sv *ret_key)
{
	struct sv value;
	struct key k;
	int rc;

	if (!descending)
		return lmdb_cursor_seek(c, make_key(name, first, &k), ret_key,
		    &value);
	rc = lmdb_cursor_seek(c, make_key(name, last, &k), ret_key, &value);
	if (rc == ERR_NOTFOUND)
		return lmdb_cursor_last(c, ret_key, &value);
	return rc != 0 ? rc : lmdb_cursor_prev(c, ret_key, &value);
}

/* Those of [first, last) that `table` has under `name`. */
static int
walk(const struct index_search *s, const struct index_query *q,
    struct lmdb_cursor *c, struct sv name, uint64_t first, uint64_t last)
{
	struct sv key, value;
	uint64_t index;
	int rc;

	rc = seek(c, name, q->descending, first, last, &key);
	while (rc == 0) {
		rc = row_index(key, name, &index);
		if (rc != 0 || index < first || index >= last)
			break;
		rc = look(s, q, index);
		if (rc != 0)
			return rc;
		rc = q->descending ? lmdb_cursor_prev(c, &key, &value) :
		    lmdb_cursor_next(c, &key, &value);
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Narrow [*first, *last) to what the minutes of the query hold. */
static int
narrow(struct lmdb_txn *txn, const struct index_query *q, uint64_t *first,
    uint64_t *last)
{
	uint64_t from = UINT64_MAX, to = 0;
	uint64_t until = q->to_ns == 0 ? UINT64_MAX :
	    (uint64_t)((q->to_ns - 1) / ns_per_minute);
	uint8_t start[INDEX_BYTES];
	struct lmdb_cursor *c;
	struct sv key, row;
	int rc;

	put_u64(start, (uint64_t)(q->from_ns / ns_per_minute));
	rc = lmdb_cursor_open(txn, TIME, &c);
	if (rc != 0)
		return rc;
	rc = lmdb_cursor_seek(c, sv_make(start, sizeof(start)), &key, &row);
	while (rc == 0 && get_u64(key.ptr) <= until) {
		uint64_t f = get_u64(row.ptr);
		uint64_t l = get_u64(row.ptr + INDEX_BYTES) + 1;

		from = f < from ? f : from;
		to = l > to ? l : to;
		rc = lmdb_cursor_next(c, &key, &row);
	}
	lmdb_cursor_close(c);
	if (rc != 0 && rc != ERR_NOTFOUND)
		return rc;
	*first = from > *first ? from : *first;
	*last = to < *last ? to : *last;
	if (*first > *last)
		*first = *last;
	return 0;
}

/* The part of the search that the index covers. */
static int
search_index(const struct index_search *s, const struct index_query *q,
    struct lmdb_txn *txn, uint64_t first, uint64_t last)
{
	uint8_t raw[RECORD_DIGEST_BYTES];
	struct lmdb_cursor *c;
	enum table table;
	struct sv name;
	int rc = 0;

	if (q->from_ns != 0 || q->to_ns != 0)
		rc = narrow(txn, q, &first, &last);
	if (rc != 0)
		return rc;
	table = choose(q, raw, &name);
	if (table == TABLES)
		return scan(s, q, first, last);
	rc = lmdb_cursor_open(txn, table, &c);
	if (rc != 0)
		return rc;
	rc = walk(s, q, c, name, first, last);
	lmdb_cursor_close(c);
	return rc;
}

/* [first, mid) by the index, [mid, last) by reading. */
static int
search(const struct index_search *s, const struct index_query *q,
    struct lmdb_txn *txn, uint64_t mid, uint64_t last)
{
	uint64_t first = q->first < last ? q->first : last;
	int rc = 0;

	mid = mid < first ? first : mid > last ? last : mid;
	if (q->descending)
		rc = scan(s, q, mid, last);
	if (rc == 0 && mid > first)
		rc = search_index(s, q, txn, first, mid);
	if (rc == 0 && !q->descending)
		rc = scan(s, q, mid, last);
	return rc;
}

int
index_find(const struct index_search *s, const struct index_query *q)
{
	uint64_t size = reader_size(s->ledger), position = 0;
	uint64_t last = q->last == 0 || q->last > size ? size : q->last;
	struct lmdb_txn *txn = NULL;
	int rc = 0;

	if (s->p != NULL)
		rc = projection_read(s->p, s->ledger, &txn, &position);
	if (rc == 0)
		rc = search(s, q, txn, position, last);
	lmdb_abort(txn);
	return rc == ERR_AGAIN ? 0 : rc;
}
