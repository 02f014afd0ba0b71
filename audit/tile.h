/*
 * The log's files as C2SP tlog-tiles names and fills them: tiles of 256 hashes
 * and bundles of 256 entries. Pure.
 */
#ifndef AUDIT_TILE_H
#define AUDIT_TILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum {
	TILE_WIDTH = 256,
	TILE_BITS = 8,			/* tree levels of one tile level */
	TILE_LEVELS = 8,
	TILE_ENTRY_MAX = 65535
};

struct tile {
	bool entries;			/* a bundle; then `level` is 0 */
	unsigned level;
	uint64_t index;
	unsigned width;			/* 1..256; 256 is a full one */
};

/* Append "tile/0/x001/234.p/5", "tile/entries/000". */
void tile_write_path(const struct tile *t, struct buf *b);

/* Read such a path; only the one right spelling. ERR_SYNTAX, ERR_RANGE. */
int tile_parse_path(struct sv path, struct tile *ret_tile) MUST_USE;

/* How wide tile `index` of `level` is in a tree of `size`; 0: not there. */
unsigned tile_width(unsigned level, uint64_t index, uint64_t size);

/* Append an entry (at most TILE_ENTRY_MAX bytes) to a bundle. */
void tile_add_entry(struct buf *b, struct sv entry);

/* Take the next entry off `*bundle`. ERR_NOTFOUND at the end, ERR_TRUNCATED. */
int tile_next_entry(struct sv *bundle, struct sv *ret_entry) MUST_USE;

#endif
