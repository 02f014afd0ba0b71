/*
 * Files of test cases for `exeat test`; their form is in exeat(1).
 */
#ifndef CLI_CASES_H
#define CLI_CASES_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/schema.h"

struct case_expect {
	int action;
	bool has_action;
	struct schema_texts classes, no_classes, rules, no_rules,
	    rewritten_lacks, rewritten_has;
	struct sv zone;
};

struct test_case {
	struct sv name, to, as, team, purpose, activity, method, type;
	int64_t at_ns;
	bool has_at;
	const struct yaml_node *body;	/* NULL: body_file, or none */
	struct sv body_file;
	struct case_expect expect;
	struct yaml_mark mark;
};

/*
 * Read the cases of `path` into `*ret`, memory from `arena`. ERR_SYNTAX,
 * ERR_NOTFOUND, ERR_RANGE, ERR_CONFLICT, ERR_IO, ERR_NOMEM.
 */
int cases_read(const char *path, struct arena *arena,
    struct test_case **ret, size_t *ret_count, struct errinfo *ei) MUST_USE;

/*
 * Append the body of `c`: text as it is, a map or list as JSON, or the file
 * beside the file of cases. ERR_IO, ERR_NOTFOUND, ERR_NOMEM, ERR_LIMIT.
 */
int cases_body(const struct test_case *c, struct buf *out,
    struct errinfo *ei) MUST_USE;

#endif
