/*
 * A policy file as its tables read it, before it is compiled; for the
 * policy_*.c files only.
 */
#ifndef RULES_POLICY_RAW_H
#define RULES_POLICY_RAW_H

#include "base/schema.h"
#include "rules/book.h"
#include "rules/policy_own.h"

struct raw_size { uint64_t over, under; };

/* A score, and where it stands; no file: nowhere. */
struct raw_score { unsigned value; struct yaml_mark mark; };

struct raw_match {
	struct schema_texts data, zone, to, axis[AXES], evidence, certified,
	    client, team, purpose, activity, method, model, coverage;
	struct schema_text outside;
	struct raw_size size;
	bool has_size;
	uint64_t count;
	struct raw_score min_score;
	struct yaml_mark mark;
};

struct raw_tool {
	int kind;
	struct sv module, tia, ref;
	int64_t from_ns;
	bool has_from;
	struct schema_text review_by;
	struct yaml_mark mark;
};

struct raw_destination {
	struct schema_texts hosts, axis[AXES], certified;
	struct schema_text zone;
	struct schema_array tools;
	struct sv provider, operator, note;
	struct schema_text until;
	struct yaml_mark mark;
};

struct raw_rule {
	struct sv name, because;
	struct raw_match when, unless;
	bool has_unless;
	int action;
	struct yaml_mark mark;
};

struct raw_waiver {
	struct schema_text rule;
	struct raw_match match;
	int64_t from_ns;
	bool has_from;
	struct schema_text until;
	struct sv approved_by, because;
	struct yaml_mark mark;
};

/* What may be done with content that nobody understood. */
enum raw_uncovered_action { RAW_ALLOW, RAW_HOLD, RAW_BLOCK };

struct raw_uncovered { struct schema_text outside; int action; };

struct raw_fail {
	int ledger, keeper, detector, lineage;
	struct raw_uncovered uncovered;
	struct yaml_mark mark;
};

struct raw_tokens {
	int scope;
	struct schema_texts surrogates;
	bool restore_in_urls;
	struct yaml_mark mark;
};

struct raw_law { int dpf; struct yaml_mark mark; };

struct raw_policy {
	uint64_t version;
	struct schema_text home;
	bool has_law, has_tokens, has_fail;
	struct raw_law law;
	struct raw_tokens tokens;
	struct raw_fail fail;
	const struct yaml_node *zones;	/* map of name to places, or NULL */
	struct schema_array destinations, classes, allow, rules, waivers;
	struct schema_array recognisers;
	struct yaml_mark mark;
};

/* A zone of the user's own. */
struct named_zone {
	struct sv name;
	struct places members;
	struct yaml_mark mark;
};

/* What the steps of the compilation share. */
struct compiler {
	struct policy *policy;
	struct raw_policy *files;
	size_t nfiles;
	struct named_zone *zones;
	size_t nzones;
	bool reads_files;	/* dictionaries, for their digests */
	struct errinfo *ei;
};

/* The table of one file, for a struct raw_policy, and its defaults. */
const struct schema *policy_keys(void);
void policy_keys_defaults(struct raw_policy *raw);

/* Compile all files into `c->policy`, whose arena it uses. */
int policy_compile(struct compiler *c) MUST_USE;

/* The steps. */
int policy_compile_destinations(struct compiler *c) MUST_USE;
int policy_compile_zones(struct compiler *c) MUST_USE;
int policy_compile_classes(struct compiler *c) MUST_USE;
int policy_compile_allow(struct compiler *c) MUST_USE;
/* Keep where `prefix` was named, for policy_data(). ERR_NOMEM. */
int policy_compile_data(struct compiler *c, const struct schema_text *t,
    struct sv *ret_prefix) MUST_USE;
int policy_compile_match(struct compiler *c, const struct raw_match *raw,
    bool exempts, struct match *ret) MUST_USE;

/* Add the places of `t` (a code or a group) to `*ret`. */
int policy_compile_place(struct compiler *c, const struct schema_text *t,
    struct places *ret) MUST_USE;

/* Read a pattern of hosts; letters may be upper case. */
int policy_compile_host(struct compiler *c, const struct schema_text *t,
    struct hosts_pattern *ret) MUST_USE;

/* Find the zone of the law called `t`. */
int policy_compile_zone(struct compiler *c, const struct schema_text *t,
    enum zone *ret) MUST_USE;

/* Keep the texts without their marks. */
int policy_compile_texts(struct compiler *c, const struct schema_texts *raw,
    struct texts *ret) MUST_USE;

#endif
