/*
 * Members of records as they may be written: names from a small alphabet,
 * digests, times, counts. Shared by the writers of audit/, which call in the
 * order of the keys, so that what comes out is canonical.
 */
#ifndef AUDIT_FIELD_H
#define AUDIT_FIELD_H

#include <stddef.h>
#include <stdint.h>

#include "audit/record.h"
#include "audit/record_id.h"
#include "base/attr.h"
#include "base/json_write.h"
#include "base/sv.h"

/* Begin a record at the end of `b`. */
void field_begin(struct json_write *w, struct buf *b);

/* End it: 0, ERR_LIMIT if it has more than RECORD_MAX_BYTES since `from`, or
 * the writer's error; on error `b` is cut back to `from`. */
int field_end(struct json_write *w, size_t from) MUST_USE;

/*
 * A member that is a name: bytes outside [A-Za-z0-9._:/+~{}*[]-] become `_`,
 * except an @ before a digit (a version); what is beyond RECORD_NAME_MAX is
 * cut. Nothing if `s` is empty.
 */
void field_name(struct json_write *w, const char *key, struct sv s);

/* The same as an element of an array. */
void field_item(struct json_write *w, struct sv s);

/* An array of names; nothing if there are none. */
void field_names(struct json_write *w, const char *key,
    const struct record_names *names);

/* A count, cut to 2^53 - 1 (RFC 8785 has no greater integers). */
void field_count(struct json_write *w, const char *key, uint64_t n);

/* {"bytes":n,"digest":hex}; nothing if it is not set. */
void field_digest(struct json_write *w, const char *key,
    const struct record_digest *d);

/* Bytes as hex; as an element of an array if `key` is NULL. */
void field_hex(struct json_write *w, const char *key, const void *ptr,
    size_t len);

/* A 32-byte digest as hex; nothing if it is all zero. */
void field_hash(struct json_write *w, const char *key,
    const uint8_t hash[RECORD_DIGEST_BYTES]);

void field_id(struct json_write *w, const char *key, struct record_id id);
void field_time(struct json_write *w, const char *key, int64_t wall_ns);

#endif
