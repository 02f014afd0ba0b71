#include <string.h>

#include "audit/store.h"
#include "audit/tally.h"
#include "audit/verify.h"
#include "base/err.h"

/*
 * Everything is computed from the records and compared with what else the
 * store says. Steps: records and leaves, tree, checkpoints, open decisions.
 */

struct check {
	struct ledger_reader *ledger;
	const struct verify_options *o;
	struct tally tally;
};

static void
fault(struct check *c, uint64_t index, const char *what)
{
	tally_fault(&c->tally, index, what);
}

/* The record is found under the id it names. */
static void
check_id(struct check *c, uint64_t index, struct sv record)
{
	struct record_id id;
	uint64_t at = 0;
	struct arena a;
	struct view v;
	bool outcome;
	struct sv text;
	int rc;

	arena_init(&a, RECORD_MAX_BYTES * 64);
	rc = view_read(record, &a, &v);
	outcome = rc == 0 && v.type == VIEW_OUTCOME;
	text = rc != 0 ? SV("") : outcome ? v.decision : v.id;
	if (rc == 0 && record_id_parse(text, &id) == 0)
		rc = reader_find(c->ledger, id, outcome, &at);
	arena_done(&a);
	/* An `unknown` outcome gives way to the real one. */
	if (rc != 0 || (at != index && !(outcome && at > index)))
		fault(c, index, "a record is not found under its id");
}

static int
check_records(struct check *c)
{
	struct tree_source src = reader_source(c->ledger);
	uint64_t size = reader_size(c->ledger);

	for (uint64_t i = 0; i < size; i++) {
		struct tree_hash leaf, stored;
		struct sv record;

		if (reader_record(c->ledger, i, &record) != 0) {
			fault(c, i, "a record is missing");
			return ERR_CORRUPT;
		}
		leaf = tree_leaf(record);
		if (src.node(src.ctx, 0, i, &stored) != 0 ||
		    memcmp(&leaf, &stored, sizeof(leaf)) != 0)
			fault(c, i, "a record is not the leaf of the tree");
		check_id(c, i, record);
		tally_record(&c->tally, record, size);
	}
	return 0;
}

static void
check_tree(struct check *c)
{
	struct tree_source src = reader_source(c->ledger);
	struct tree_hash root, stored, upper;

	root = tree_root(&c->tally.tree);
	stored = reader_root(c->ledger);
	if (memcmp(&root, &stored, sizeof(stored)) != 0)
		fault(c, UINT64_MAX, "the records do not make the stored root");
	if (tree_root_at(&src, c->tally.tree.size, &upper) != 0 ||
	    memcmp(&root, &upper, sizeof(upper)) != 0)
		fault(c, UINT64_MAX, "the stored hashes do not make the root");
}

static void
check_checkpoint(struct check *c, const struct note_key *key, struct sv note)
{
	struct tree_source src = reader_source(c->ledger);
	struct tree_hash root;
	struct checkpoint cp;

	if (checkpoint_open(note, key, &cp) != 0)
		fault(c, UINT64_MAX, "a checkpoint's signature is wrong");
	else if (cp.size > c->tally.tree.size)
		fault(c, UINT64_MAX, "a checkpoint is larger than the ledger: "
		    "records are missing at the end");
	else if (tree_root_at(&src, cp.size, &root) != 0 ||
	    memcmp(&root, &cp.root, sizeof(root)) != 0)
		fault(c, UINT64_MAX, "a checkpoint is not of this tree");
	else
		c->tally.report.size = cp.size;
}

/* All checkpoints, from the smallest to the newest. */
static int
check_checkpoints(struct check *c)
{
	struct sv text = c->o->key, key, note;
	struct lmdb_cursor *cursor;
	struct note_key parsed;
	int rc;

	c->tally.report.key_is_given = text.len > 0;
	if (text.len == 0 && reader_verifier(c->ledger, &text) != 0)
		return 0;	/* nothing was ever signed */
	if (note_key_parse(text, &parsed) != 0) {
		fault(c, UINT64_MAX, "the verifier key cannot be read");
		return 0;
	}
	rc = lmdb_cursor_open(reader_txn(c->ledger), STORE_SEAL, &cursor);
	if (rc != 0)
		return rc;
	while ((rc = lmdb_cursor_next(cursor, &key, &note)) == 0)
		check_checkpoint(c, &parsed, note);
	lmdb_cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* The stored list of open decisions is that of the records. */
static int
check_open(struct check *c)
{
	struct reader_open_decision d = { 0 };
	char text[RECORD_ID_TEXT];
	bool first = true;
	uint64_t n = 0;
	int rc;

	while ((rc = reader_next_open(c->ledger, &d, &first)) == 0) {
		record_id_format(d.id, text);
		if (map_get(&c->tally.open, sv_cstr(text)) == NULL)
			fault(c, d.index, "a decision is listed as open, but "
			    "has its outcome or does not exist");
		n++;
	}
	if (rc != ERR_NOTFOUND)
		return rc;
	if (n < c->tally.report.open)
		fault(c, UINT64_MAX, "decisions without an outcome are not "
		    "listed as open");
	return 0;
}

int
verify_store(struct ledger_reader *ledger, const struct verify_options *o,
    struct verify_report *ret_report, struct sv *ret_note)
{
	struct check c = { .ledger = ledger, .o = o };
	int rc;

	tally_init(&c.tally, o);
	tally_check_size(&c.tally, reader_size(ledger));
	c.tally.report.last = reader_size(ledger);
	rc = check_records(&c);
	tally_end(&c.tally);
	if (rc == 0) {
		check_tree(&c);
		rc = check_checkpoints(&c);
	}
	if (rc == 0)
		rc = check_open(&c);
	*ret_report = c.tally.report;
	tally_done(&c.tally);
	if (reader_checkpoint(ledger, UINT64_MAX, ret_note) != 0)
		*ret_note = SV("");
	if (rc != 0)
		return rc;
	return ret_report->faults == 0 ? 0 : ERR_CORRUPT;
}
