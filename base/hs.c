#include "base/hs.h"

#include <hs.h>
#include <limits.h>
#include <string.h>

#include "base/mem.h"

enum { TAIL = 64 };	/* bytes, see hsdb_scan() */

struct hsdb {
	hs_database_t *db;
	hs_scratch_t *scratch;
};

/* The arrays the compiler wants, in one allocation each. */
struct arrays {
	const char **texts;
	unsigned *flags;
	unsigned *ids;
};

static void
arrays_done(struct arrays *a)
{
	mem_free(a->texts);
	mem_free(a->flags);
	mem_free(a->ids);
}

static int
arrays_init(struct arrays *a, size_t count)
{
	a->texts = mem_calloc(count, sizeof(*a->texts));
	a->flags = mem_calloc(count, sizeof(*a->flags));
	a->ids = mem_calloc(count, sizeof(*a->ids));
	if (a->texts == NULL || a->flags == NULL || a->ids == NULL)
		return ERR_NOMEM;
	return 0;
}

static unsigned
flags_of(unsigned flags)
{
	unsigned ret = HS_FLAG_UTF8 | HS_FLAG_UCP | HS_FLAG_PREFILTER;

	if ((flags & HSDB_CASELESS) != 0)
		ret |= HS_FLAG_CASELESS;
	if ((flags & HSDB_ONCE) != 0)
		ret |= HS_FLAG_SINGLEMATCH;
	return ret;
}

/* The compiler takes patterns as C strings: each is copied, NUL at its end. */
static int
arrays_fill(struct arrays *a, const struct hsdb_entry *entries, size_t count,
    char *copy)
{
	for (size_t i = 0; i < count; i++) {
		struct sv s = entries[i].text;

		if (s.len == 0 || memchr(s.ptr, '\0', s.len) != NULL)
			return ERR_SYNTAX;
		memcpy(copy, s.ptr, s.len);
		copy[s.len] = '\0';
		a->texts[i] = copy;
		a->flags[i] = flags_of(entries[i].flags);
		a->ids[i] = (unsigned)i;
		copy += s.len + 1;
	}
	return 0;
}

static int
with_scratch(hs_database_t *raw, struct hsdb **ret)
{
	struct hsdb *db = mem_calloc(1, sizeof(*db));

	if (db == NULL) {
		(void)hs_free_database(raw);
		return ERR_NOMEM;
	}
	db->db = raw;
	if (hs_alloc_scratch(raw, &db->scratch) != HS_SUCCESS) {
		hsdb_free(db);
		return ERR_NOMEM;
	}
	*ret = db;
	return 0;
}

static int
compile_failed(const hs_compile_error_t *error, size_t *ret_bad,
    struct errinfo *ei)
{
	if (error == NULL)
		return errinfo_set(ei, ERR_NOMEM, "no memory for a database");
	if (error->expression < 0)
		return errinfo_set(ei, ERR_LIMIT, "patterns: %s",
		    error->message);
	*ret_bad = (size_t)error->expression;
	return errinfo_set(ei, ERR_SYNTAX, "the pattern is wrong: %s",
	    error->message);
}

static int
compile(const struct arrays *a, size_t count, struct hsdb **ret,
    size_t *ret_bad, struct errinfo *ei)
{
	hs_compile_error_t *error = NULL;
	hs_database_t *raw = NULL;
	hs_error_t rc;
	int err;

	rc = hs_compile_multi(a->texts, a->flags, a->ids, (unsigned)count,
	    HS_MODE_BLOCK, NULL, &raw, &error);
	if (rc == HS_SUCCESS)
		return with_scratch(raw, ret);
	err = compile_failed(error, ret_bad, ei);
	(void)hs_free_compile_error(error);
	return err;
}

int
hsdb_new(const struct hsdb_entry *entries, size_t count, struct hsdb **ret,
    size_t *ret_bad, struct errinfo *ei)
{
	struct arrays a = { 0 };
	size_t bytes = count;
	char *copy = NULL;
	int err;

	ASSERT(count > 0 && count <= INT_MAX);
	for (size_t i = 0; i < count; i++)
		if (!mem_add(bytes, entries[i].text.len, &bytes))
			return ERR_LIMIT;
	copy = mem_alloc(bytes);
	err = copy == NULL ? ERR_NOMEM : arrays_init(&a, count);
	if (err == 0)
		err = arrays_fill(&a, entries, count, copy);
	if (err != 0)
		(void)errinfo_set(ei, err, "patterns: %s", err_text(err));
	else
		err = compile(&a, count, ret, ret_bad, ei);
	arrays_done(&a);
	mem_free(copy);
	return err;
}

int
hsdb_load(struct sv bytes, struct hsdb **ret)
{
	hs_database_t *raw = NULL;
	hs_error_t rc;

	rc = hs_deserialize_database(bytes.ptr, bytes.len, &raw);
	if (rc == HS_NOMEM)
		return ERR_NOMEM;
	if (rc != HS_SUCCESS)
		return ERR_CORRUPT;
	return with_scratch(raw, ret);
}

int
hsdb_save(const struct hsdb *db, struct buf *out)
{
	char *bytes = NULL;
	size_t len = 0;
	char *place;

	if (hs_serialize_database(db->db, &bytes, &len) != HS_SUCCESS)
		return ERR_NOMEM;
	place = buf_reserve(out, len);
	if (place != NULL) {
		memcpy(place, bytes, len);
		buf_grow(out, len);
	}
	mem_free(bytes);
	return buf_err(out);
}

void
hsdb_free(struct hsdb *db)
{
	if (db == NULL)
		return;
	(void)hs_free_scratch(db->scratch);
	(void)hs_free_database(db->db);
	mem_free(db);
}

static int
on_match(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *ctx)
{
	const struct hsdb_sink *sink = ctx;

	(void)from;
	(void)flags;
	return sink->hit(sink->ctx, id, (size_t)to) ? 0 : 1;
}

static bool
scan_whole(const struct hsdb *db, struct sv text,
    const struct hsdb_sink *sink)
{
	hs_error_t rc = hs_scan(db->db, text.ptr, (unsigned)text.len, 0,
	    db->scratch, on_match, (void *)(uintptr_t)sink);

	ASSERT(rc == HS_SUCCESS || rc == HS_SCAN_TERMINATED);
	return rc == HS_SUCCESS;
}

/* The end of a text, from byte `from` on. */
struct tail {
	const struct hsdb_sink *sink;
	size_t from;
};

static bool
on_tail(void *ctx, unsigned index, size_t end)
{
	const struct tail *t = ctx;

	return t->sink->hit(t->sink->ctx, index, t->from + end);
}

static bool
scan_tail(const struct hsdb *db, struct sv text, const struct hsdb_sink *sink)
{
	struct tail tail = { sink, text.len - TAIL };
	struct hsdb_sink inner = { on_tail, &tail };

	/* Patterns want whole characters. */
	while (tail.from > 0 &&
	    ((unsigned char)text.ptr[tail.from] & 0xc0) == 0x80)
		tail.from--;
	return scan_whole(db, sv_slice(text, tail.from, text.len), &inner);
}

/*
 * Vectorscan 5.4.9 misses literals that begin in the last 35 bytes of a text
 * of 68 and more bytes, some of them, where a database has several (test_hs
 * has a case). Texts of at most TAIL bytes it reads right: so the end of a
 * longer one is read once more by itself.
 */
bool
hsdb_scan(const struct hsdb *db, struct sv text, const struct hsdb_sink *sink)
{
	ASSERT(text.len <= UINT32_MAX);
	if (text.len == 0)
		return true;
	if (text.len <= TAIL)
		return scan_whole(db, text, sink);
	return scan_whole(db, text, sink) && scan_tail(db, text, sink);
}

const char *
hsdb_version(void)
{
	return hs_version();
}
