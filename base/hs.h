/*
 * Many patterns searched at once (Vectorscan or Hyperscan, libhs); for literals
 * there is base/needles.h. Where a hit begins is not reported, only which entry
 * ended where: callers confirm. Names begin with `hsdb`, since `hs_` is the
 * library's own.
 *
 * A database and its scratch are made beforehand; scanning allocates nothing.
 * One scan at a time.
 */
#ifndef BASE_HS_H
#define BASE_HS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/sv.h"

struct hsdb;

enum hsdb_flag {
	HSDB_CASELESS = 1,
	HSDB_ONCE = 2		/* report the first hit of a scan only */
};

struct hsdb_entry {
	struct sv text;		/* PCRE syntax, over-approximated; UTF-8, UCP */
	unsigned flags;		/* of enum hsdb_flag */
};

/* `hit`: entry `index` ended at byte `end`. False stops the scan. */
struct hsdb_sink {
	bool (*hit)(void *ctx, unsigned index, size_t end);
	void *ctx;
};

/*
 * Compile `count` (> 0) entries. Bad pattern: ERR_SYNTAX with the reason, and
 * its index in `*ret_bad` (otherwise untouched). ERR_NOMEM, ERR_LIMIT (too
 * large together). Returns owned.
 */
int hsdb_new(const struct hsdb_entry *entries, size_t count,
    struct hsdb **ret, size_t *ret_bad, struct errinfo *ei) MUST_USE;

/*
 * The same database, written before by hsdb_save(). ERR_CORRUPT when it is
 * damaged or made by another version or for another processor.
 */
int hsdb_load(struct sv bytes, struct hsdb **ret) MUST_USE;

/* Append the database as bytes, only for hsdb_load() on this machine. */
int hsdb_save(const struct hsdb *db, struct buf *out) MUST_USE;

/* Release; NULL is allowed. */
void hsdb_free(struct hsdb *db);

/*
 * Report every hit in `text` (< 4 GiB) in the order of their ends; then, if it
 * is long, those in its last 64 bytes, of which some may have been reported
 * before. Patterns need valid UTF-8 and are tried at the beginning of those
 * bytes as at that of a text. True when it went through, false when the sink
 * stopped it.
 */
bool hsdb_scan(const struct hsdb *db, struct sv text,
    const struct hsdb_sink *sink);

/* Version of the library, part of a cached database's key. */
const char *hsdb_version(void);

#endif
