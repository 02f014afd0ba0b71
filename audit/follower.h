/*
 * Projections that follow the ledger: each record is read once for all of
 * them, and what follows from many records is committed together, since a
 * commit writes every page that it touched. The recorder has one, and
 * works on it when nothing else waits.
 */
#ifndef AUDIT_FOLLOWER_H
#define AUDIT_FOLLOWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/projection.h"
#include "audit/reader.h"
#include "base/attr.h"

struct follower;

enum { FOLLOWER_MAX = 4 };		/* projections of one follower */

/*
 * Open the `n` projections of the store in `dir` for writing. One that cannot
 * be opened, or fails later, is left alone until the next start: what is
 * derived must not stop what it is derived from, and searches read what it
 * lacks from the ledger. Borrows the specs. ERR_NOMEM.
 */
int follower_open(const char *dir, const struct projection_spec *const *specs,
    size_t n, struct follower **ret_follower) MUST_USE;

/* What was not committed is taken in anew the next time. NULL is allowed. */
void follower_close(struct follower *f);

/* Take in up to `max` more records of the view; true if there are others. */
bool follower_step(struct follower *f, struct ledger_reader *ledger,
    uint64_t max);

/* Commit what was taken in. */
void follower_commit(struct follower *f, struct ledger_reader *ledger);

/* The projection of `specs[i]`, to read from; borrowed; NULL: given up. */
struct projection *follower_projection(const struct follower *f, size_t i);

/* Records that all projections have; how many of them are not committed. */
uint64_t follower_position(const struct follower *f);
uint64_t follower_pending(const struct follower *f);

#endif
