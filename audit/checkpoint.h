/*
 * Checkpoints of the log (C2SP tlog-checkpoint): origin, size and root of the
 * tree as the text of a signed note.
 */
#ifndef AUDIT_CHECKPOINT_H
#define AUDIT_CHECKPOINT_H

#include <stdint.h>

#include "audit/note.h"
#include "audit/tree.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

struct checkpoint {
	struct sv origin;		/* borrowed */
	uint64_t size;
	struct tree_hash root;
};

/* Append the unsigned text: origin, size and root, a line each. */
void checkpoint_write(const struct checkpoint *c, struct buf *b);

/* Read the text of a note; extension lines are allowed. ERR_SYNTAX. */
int checkpoint_parse(struct sv text, struct checkpoint *ret_checkpoint)
    MUST_USE;

/*
 * Read a signed checkpoint that must bear the signature of `key` and its name
 * as origin. ERR_SYNTAX, ERR_LIMIT, ERR_AUTH; ERR_NOTFOUND (not signed by it).
 */
int checkpoint_open(struct sv note, const struct note_key *key,
    struct checkpoint *ret_checkpoint) MUST_USE;

#endif
