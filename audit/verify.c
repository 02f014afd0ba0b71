#include "audit/verify.h"

#include <string.h>

#include "audit/tally.h"
#include "base/encode.h"
#include "base/err.h"
#include "base/json_tree.h"
#include "base/mem.h"
#include "base/num.h"

/*
 * An export is read in one pass: the header gives checkpoint and left edge,
 * the records are the leaves between, the right edge completes the tree. The
 * kept checkpoint is compared when the tree has its size.
 */

enum {
	HEADER_ARENA = 8 << 20,
	LINES_MAX = TREE_PROOF_MAX + 8
};

struct verify_export {
	struct verify_options o;
	struct tally tally;
	struct arena arena;		/* of the header */
	struct json_value *header;	/* NULL before the first line */
	struct sv note;
	bool has_checkpoint;
	struct checkpoint checkpoint;
};

int
verify_export_new(const struct verify_options *o,
    struct verify_export **ret_export)
{
	struct verify_export *v = mem_calloc(1, sizeof(*v));

	if (v == NULL)
		return ERR_NOMEM;
	v->o = *o;
	arena_init(&v->arena, HEADER_ARENA);
	tally_init(&v->tally, &v->o);
	*ret_export = v;
	return 0;
}

void
verify_export_free(struct verify_export *v)
{
	if (v == NULL)
		return;
	tally_done(&v->tally);
	arena_done(&v->arena);
	mem_free(v);
}

static void
fault(struct verify_export *v, const char *what)
{
	tally_fault(&v->tally, UINT64_MAX, what);
}

/* Put the subtrees that cover [from, to) on the tree. */
static void
add_cover(struct verify_export *v, const char *side, uint64_t to)
{
	const struct json_value *list = json_tree_member(v->header, side);
	size_t n = 0;

	while (v->tally.tree.size < to) {
		unsigned level = tree_level_at(v->tally.tree.size, to);
		struct sv hex = json_tree_string(json_tree_element(list, n++),
		    SV(""));
		struct tree_hash h;

		if (encode_unhex(hex, h.bytes, sizeof(h.bytes)) != 0 ||
		    tree_add_subtree(&v->tally.tree, level, &h) != 0) {
			fault(v, "a hash beside the records is missing or "
			    "malformed");
			return;
		}
		tally_check_old(&v->tally);
	}
	if (list != NULL && list->count > n)
		fault(v, "there are more hashes than needed");
}

static void
check_signature(struct verify_export *v)
{
	struct sv text = v->o.key;
	struct note_key key;
	int rc;

	v->tally.report.key_is_given = text.len > 0;
	if (text.len == 0)
		text = json_tree_string(json_tree_member(v->header,
		    "verifier"), SV(""));
	if (note_key_parse(text, &key) != 0) {
		fault(v, "the verifier key cannot be read");
		return;
	}
	rc = checkpoint_open(v->note, &key, &v->checkpoint);
	if (rc == ERR_NOTFOUND)
		fault(v, "the checkpoint is not signed by this key");
	else if (rc != 0)
		fault(v, "the checkpoint's signature is wrong");
	else
		v->has_checkpoint = true;
}

static void
check_sizes(struct verify_export *v)
{
	struct verify_report *r = &v->tally.report;

	if (r->first > r->last || r->last > r->size)
		fault(v, "the header's range is not within the checkpoint");
	tally_check_size(&v->tally, r->size);
	if (v->tally.has_old &&
	    !sv_eq(v->tally.old.origin, v->checkpoint.origin))
		fault(v, "the kept checkpoint is another log's");
}

static uint64_t
header_number(const struct verify_export *v, const char *key)
{
	int64_t n;

	if (json_tree_int(json_tree_member(v->header, key), &n) != 0 || n < 0)
		return UINT64_MAX;
	return (uint64_t)n;
}

/* The first line. */
static int
take_header(struct verify_export *v, struct sv line)
{
	struct sv copy = arena_dup(&v->arena, line);
	int rc;

	if (copy.ptr == NULL)
		return ERR_NOMEM;
	rc = json_tree_parse(copy, &v->arena, &v->header);
	if (rc == ERR_NOMEM)
		return rc;
	if (rc != 0 || !sv_eq(json_tree_string(json_tree_member(v->header,
	    "type"), SV("")), SV("export"))) {
		v->header = v->header != NULL ? v->header :
		    arena_zalloc(&v->arena, 1, sizeof(*v->header));
		fault(v, "the first line is not the header of an export");
		return v->header == NULL ? ERR_NOMEM : 0;
	}
	v->note = json_tree_string(json_tree_member(v->header, "checkpoint"),
	    SV(""));
	check_signature(v);
	v->tally.report.first = header_number(v, "first");
	v->tally.report.last = header_number(v, "last");
	v->tally.report.size = v->checkpoint.size;
	check_sizes(v);
	if (v->tally.report.first <= v->tally.report.size)
		add_cover(v, "left", v->tally.report.first);
	return 0;
}

int
verify_export_line(struct verify_export *v, struct sv line)
{
	if (v->header == NULL)
		return take_header(v, line);
	tally_record(&v->tally, line, v->tally.report.last);
	return 0;
}

/* All records are there: complete the tree and look at its root. */
static void
check_root(struct verify_export *v)
{
	struct verify_report *r = &v->tally.report;
	struct tree_hash root;

	if (v->tally.tree.size < r->last)
		fault(v, "records are missing at the end");
	else if (v->tally.tree.size > r->last)
		fault(v, "there are more records than the header says");
	else if (v->has_checkpoint)
		add_cover(v, "right", r->size);
	r->last = v->tally.tree.size < r->last ? v->tally.tree.size : r->last;
	root = tree_root(&v->tally.tree);
	if (v->has_checkpoint && v->tally.tree.size == r->size &&
	    memcmp(&root, &v->checkpoint.root, sizeof(root)) != 0)
		fault(v, "the records are not the ones that the checkpoint "
		    "was made of");
}

int
verify_export_end(struct verify_export *v, struct verify_report *ret_report,
    struct sv *ret_note)
{
	if (v->header == NULL)
		fault(v, "there is no export in this file");
	else
		check_root(v);
	tally_end(&v->tally);
	*ret_report = v->tally.report;
	*ret_note = v->note;
	return v->tally.report.faults == 0 ? 0 : ERR_CORRUPT;
}

/* The lines of the proof before its empty line. */
static int
read_hashes(struct sv *rest, struct buf *bytes)
{
	for (unsigned n = 0; n < LINES_MAX; n++) {
		struct sv line = sv_cut(rest, '\n');
		size_t before = bytes->len;

		if (rest->ptr == NULL)
			return ERR_SYNTAX;
		if (line.len == 0)
			return 0;
		if (encode_unbase64(bytes, BASE64_STD, line) != 0 ||
		    bytes->len - before != TREE_HASH_BYTES)
			return ERR_SYNTAX;
	}
	return ERR_SYNTAX;
}

static int
check_proof(uint64_t index, struct sv hashes, struct sv record,
    const struct checkpoint *c)
{
	struct tree_hash leaf = tree_leaf(record);
	struct sv proof[LINES_MAX];
	size_t n = hashes.len / TREE_HASH_BYTES;

	for (size_t i = 0; i < n; i++)
		proof[i] = sv_slice(hashes, i * TREE_HASH_BYTES,
		    (i + 1) * TREE_HASH_BYTES);
	return tree_verify_inclusion(index, c->size,
	    sv_make(leaf.bytes, sizeof(leaf.bytes)), proof, n,
	    sv_make(c->root.bytes, sizeof(c->root.bytes)));
}

int
verify_proof(struct sv proof, struct sv record, const struct note_key *key)
{
	struct checkpoint c;
	uint64_t index;
	struct buf b;
	struct sv line;
	int rc;

	if (!sv_eq(sv_cut(&proof, '\n'), SV("c2sp.org/tlog-proof@v1")))
		return ERR_SYNTAX;
	line = sv_cut(&proof, '\n');
	if (!sv_starts(line, SV("index ")) ||
	    num_u64(sv_slice(line, 6, line.len), &index) != 0)
		return ERR_SYNTAX;
	buf_init(&b, (size_t)LINES_MAX * 2 * TREE_HASH_BYTES);
	rc = read_hashes(&proof, &b);
	if (rc == 0 && checkpoint_open(proof, key, &c) != 0)
		rc = ERR_AUTH;
	if (rc == 0)
		rc = check_proof(index, buf_sv(&b), record, &c);
	buf_done(&b);
	return rc;
}
