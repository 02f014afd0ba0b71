/*
 * Checks what others hold or what lies on our disk: exports, proofs, whole
 * stores. Used by `exeat ledger verify`, which an auditor runs on a machine of
 * his own.
 *
 * What was verified before is remembered in a checkpoint that the auditor
 * keeps: a ledger that has shrunk or changed below it is found out, even if
 * whoever holds the signing key has signed it anew.
 */
#ifndef AUDIT_VERIFY_H
#define AUDIT_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/checkpoint.h"
#include "audit/note.h"
#include "audit/reader.h"
#include "audit/tree.h"
#include "audit/view.h"
#include "base/attr.h"
#include "base/sv.h"

enum { VERIFY_KEY_MAX = 512 };

/* One thing found wrong; `index` is UINT64_MAX where it is not one record. */
struct verify_sink {
	void (*fault)(void *ctx, uint64_t index, const char *what);
	void (*progress)(void *ctx, uint64_t done, uint64_t all);
	void *ctx;
};

/* What was looked at. */
struct verify_report {
	uint64_t faults;
	uint64_t first, last;		/* records seen: [first, last) */
	uint64_t size;			/* of the checkpoint; 0: none */
	struct tree_hash root;
	bool key_is_given;		/* else the export's own word */
	bool old_was_checked;		/* the tree contains the old one */
	uint64_t decisions, outcomes, unknown, events;
	uint64_t open;			/* decisions without an outcome */
	int64_t first_ns, last_ns;	/* times of records */
	int64_t longest_gap_ns;		/* without any record */
	int64_t largest_step_ns;	/* of the clock backwards */
};

struct verify_options {
	struct sv key;		/* verifier key the checker trusts, or empty */
	struct sv old;		/* the checkpoint kept from before, or empty */
	struct verify_sink sink;
};

/* An export, line by line, without their newlines. */
struct verify_export;

/* Begin; the texts of `o` must outlive it. ERR_NOMEM. */
int verify_export_new(const struct verify_options *o,
    struct verify_export **ret_export) MUST_USE;
void verify_export_free(struct verify_export *v);

/* Take the next line. Errors only of memory: the rest are faults. */
int verify_export_line(struct verify_export *v, struct sv line) MUST_USE;

/*
 * All lines were given. 0, or ERR_CORRUPT if there were faults. The
 * checkpoint that was verified, borrowed, is `*ret_note` in both cases.
 */
int verify_export_end(struct verify_export *v,
    struct verify_report *ret_report, struct sv *ret_note) MUST_USE;

/*
 * A whole store: every record against its leaf, the tree against its root and
 * all checkpoints, ids and open decisions against the records. 0, ERR_CORRUPT
 * (faults), or an error that kept it from being read. `*ret_note` is the
 * newest checkpoint, borrowed from the view.
 */
int verify_store(struct ledger_reader *ledger, const struct verify_options *o,
    struct verify_report *ret_report, struct sv *ret_note) MUST_USE;

/*
 * A .tlog-proof (audit/export.h) of `record` under `key`. 0; ERR_SYNTAX, or
 * ERR_AUTH.
 */
int verify_proof(struct sv proof, struct sv record, const struct note_key *key)
    MUST_USE;

#endif
