/*
 * Changes of a decoded text as changes of the text it is written in: only what
 * is replaced is written anew, and all else keeps its very bytes, however it
 * was escaped. For inspect/body/document_rewrite.c.
 */
#ifndef INSPECT_BODY_RECODE_H
#define INSPECT_BODY_RECODE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "inspect/body/layers.h"

/* Bytes [start, end) of a text become `bytes`. */
struct patch {
	uint32_t start, end;
	struct sv bytes;
};

/* `raw` is `text` written in `coding`. */
struct written {
	enum coding coding;
	struct sv raw, text;
};

/*
 * Turn `patches` of w->text, sorted, not overlapping and inside of it, into
 * patches of w->raw that do the same: as many, or a single one where the
 * coding cannot be changed in part. Their bytes live in `arena`, at most `max`
 * of each. 0; ERR_INVAL if a patch begins or ends inside a character, or its
 * bytes cannot stand there; ERR_NOMEM, ERR_LIMIT.
 */
int recode(const struct written *w, struct patch *patches, size_t *npatches,
    struct arena *arena, size_t max) MUST_USE;

/* Append `text` with `patches` applied, sorted and not overlapping. */
int recode_apply(struct sv text, const struct patch *patches,
    size_t npatches, struct buf *out) MUST_USE;

/* A place in a text, decoded and as written, to go on from. */
struct recode_mark {
	size_t text_at, raw_at;
};

/*
 * Turn bytes [*start, *end) of the decoded text into those of `raw` that hold
 * them; of base64 and of lists of bytes, written anew as a whole, all of it.
 * Goes on from `mark`, zeroed at first, which is at *start afterwards.
 * ERR_INVAL if they are beyond the text or inside a character.
 */
int recode_locate(enum coding coding, struct sv raw, struct recode_mark *mark,
    size_t *start, size_t *end) MUST_USE;

#endif
