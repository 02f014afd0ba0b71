/*
 * The keys of policy.yaml: one row a key, in the order of exeat-policy(5). A
 * test compares these rows with the manual, both ways.
 */
#include "base/num.h"
#include "rules/policy_raw.h"
#include "rules/policy_recognisers.h"

enum { SCORE_MAX = 100 };

#define AT(s, f) .offset = offsetof(struct s, f)

/* Keep a text with its place. */
static int
keep_text(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	(void)arena;
	(void)ei;
	if (node->kind != YAML_TEXT || node->text.len == 0)
		return ERR_INVAL;
	*(struct schema_text *)out = (struct schema_text){ node->text,
		node->mark };
	return 0;
}

static int
keep_map(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	(void)arena;
	(void)ei;
	if (node->kind != YAML_MAP)
		return ERR_INVAL;
	*(const struct yaml_node **)out = node;
	return 0;
}

static int
keep_score(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	uint64_t n;

	(void)arena;
	if (node->kind != YAML_TEXT || num_u64(node->text, &n) == ERR_SYNTAX)
		return ERR_INVAL;
	if (num_u64(node->text, &n) != 0 || n > SCORE_MAX)
		return yaml_fail(ei, &node->mark, ERR_RANGE, "\"min_score\" "
		    "is %.*s; it must be 0 to %d", SV_ARG(node->text),
		    SCORE_MAX);
	*(struct raw_score *)out = (struct raw_score){ (unsigned)n,
		node->mark };
	return 0;
}

#define LIST(s, n, f, w) { .name = n, .kind = SCHEMA_TEXTS, AT(s, f), \
	.wants = w }
#define PLACES "a list of country codes or groups such as [DE, EEA]"

static const struct schema_key size_keys[] = {
	{ .name = "over", .kind = SCHEMA_SIZE, AT(raw_size, over) },
	{ .name = "under", .kind = SCHEMA_SIZE, AT(raw_size, under),
	    .min = 1 },
};

static const struct schema size_schema = {
	.title = "size", .size = sizeof(struct raw_size), .keys = size_keys,
	.nkeys = NELEMS(size_keys),
};

static const struct schema_key match_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_match, mark) },
	LIST(raw_match, "data", data, "a list of classes such as [personal]"),
	LIST(raw_match, "zone", zone, "a list of zones such as [third]"),
	{ .name = "outside", .kind = SCHEMA_CUSTOM, .read = keep_text,
	    AT(raw_match, outside), .wants = "a zone such as eea" },
	LIST(raw_match, "to", to, "a list of hosts such as [\"*.example\"]"),
	LIST(raw_match, "processing", axis[AXIS_PROCESSING], PLACES),
	LIST(raw_match, "storage", axis[AXIS_STORAGE], PLACES),
	LIST(raw_match, "control", axis[AXIS_CONTROL], PLACES),
	LIST(raw_match, "provenance", axis[AXIS_PROVENANCE], PLACES),
	LIST(raw_match, "evidence", evidence, "a list of grades of evidence"),
	LIST(raw_match, "certified", certified, "a list of certifications"),
	LIST(raw_match, "client", client, "a list of clients"),
	LIST(raw_match, "team", team, "a list of teams"),
	LIST(raw_match, "purpose", purpose, "a list of purposes"),
	LIST(raw_match, "activity", activity, "a list of activities"),
	LIST(raw_match, "method", method, "a list of methods such as [GET]"),
	LIST(raw_match, "model", model, "a list of models such as [gpt-4*]"),
	{ .name = "size", .kind = SCHEMA_STRUCT, AT(raw_match, size),
	    .sub = &size_schema,
	    .present = SCHEMA_PRESENT(struct raw_match, has_size) },
	{ .name = "count", .kind = SCHEMA_UINT, AT(raw_match, count),
	    .min = 1, .max = UINT32_MAX },
	{ .name = "min_score", .kind = SCHEMA_CUSTOM, .read = keep_score,
	    AT(raw_match, min_score), .wants = "a score from 0 to 100" },
	LIST(raw_match, "coverage", coverage,
	    "a list of full, partial and none"),
};

static const struct schema when_schema = {
	.title = "a rule's \"when\"", .size = sizeof(struct raw_match),
	.keys = match_keys, .nkeys = NELEMS(match_keys),
};

static const struct schema unless_schema = {
	.title = "a rule's \"unless\"", .size = sizeof(struct raw_match),
	.keys = match_keys, .nkeys = NELEMS(match_keys),
};

static const struct schema for_schema = {
	.title = "a waiver's \"for\"", .size = sizeof(struct raw_match),
	.keys = match_keys, .nkeys = NELEMS(match_keys),
};

/* In the order of enum tool_kind, from TOOL_ADEQUACY. */
static const char *const tool_words[] = { "adequacy", "dpf", "scc", "bcr",
	"code", "adhoc", NULL };

static const struct schema_key tool_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_tool, mark) },
	{ .name = "kind", .kind = SCHEMA_WORD, AT(raw_tool, kind),
	    .words = tool_words, .required = true },
	{ .name = "module", .kind = SCHEMA_TEXT, AT(raw_tool, module),
	    .wants = "the module of the clauses, 1 to 4" },
	{ .name = "tia", .kind = SCHEMA_TEXT, AT(raw_tool, tia),
	    .wants = "the reference of the transfer impact assessment" },
	{ .name = "ref", .kind = SCHEMA_TEXT, AT(raw_tool, ref),
	    .wants = "a reference" },
	{ .name = "from", .kind = SCHEMA_DATE, AT(raw_tool, from_ns),
	    .present = SCHEMA_PRESENT(struct raw_tool, has_from) },
	{ .name = "review_by", .kind = SCHEMA_CUSTOM, .read = keep_text,
	    AT(raw_tool, review_by), .wants = "a date such as 2026-12-31" },
};

static const struct schema tool_schema = {
	.title = "a tool", .size = sizeof(struct raw_tool),
	.keys = tool_keys, .nkeys = NELEMS(tool_keys),
};

static const struct schema_key destination_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_destination, mark) },
	{ .name = "hosts", .kind = SCHEMA_TEXTS, AT(raw_destination, hosts),
	    .required = true, .wants = "a list of hosts" },
	{ .name = "zone", .kind = SCHEMA_CUSTOM, .read = keep_text,
	    AT(raw_destination, zone), .wants = "a zone" },
	LIST(raw_destination, "processing", axis[AXIS_PROCESSING], PLACES),
	LIST(raw_destination, "storage", axis[AXIS_STORAGE], PLACES),
	LIST(raw_destination, "control", axis[AXIS_CONTROL], PLACES),
	LIST(raw_destination, "provenance", axis[AXIS_PROVENANCE], PLACES),
	{ .name = "tool", .kind = SCHEMA_STRUCTS, .sub = &tool_schema,
	    AT(raw_destination, tools),
	    .wants = "a map such as {kind: scc, module: 2}" },
	LIST(raw_destination, "certified", certified,
	    "a list of certifications"),
	{ .name = "provider", .kind = SCHEMA_TEXT,
	    AT(raw_destination, provider) },
	{ .name = "operator", .kind = SCHEMA_TEXT,
	    AT(raw_destination, operator) },
	{ .name = "until", .kind = SCHEMA_CUSTOM, .read = keep_text,
	    AT(raw_destination, until),
	    .wants = "a date such as 2026-12-31" },
	{ .name = "note", .kind = SCHEMA_TEXT, AT(raw_destination, note) },
};

static const struct schema destination_schema = {
	.title = "a destination", .size = sizeof(struct raw_destination),
	.keys = destination_keys, .nkeys = NELEMS(destination_keys),
};

/* In the order of false, true; and of enum policy_boundary. */
static const char *const case_words[] = { "fold", "exact", NULL };
static const char *const boundary_words[] = { "word", "beginning",
	"anywhere", NULL };

static const struct raw_class class_defaults = { .enabled = true };

static const struct schema_key class_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_class, mark) },
	{ .name = "name", .kind = SCHEMA_NAME, AT(raw_class, name),
	    .required = true },
	{ .name = "pattern", .kind = SCHEMA_TEXT, AT(raw_class, pattern),
	    .wants = "a regular expression (PCRE2)" },
	{ .name = "dictionary", .kind = SCHEMA_TEXT,
	    AT(raw_class, dictionary), .wants = "the path of a file" },
	{ .name = "case", .kind = SCHEMA_WORD, AT(raw_class, letter_case),
	    .words = case_words,
	    .present = SCHEMA_PRESENT(struct raw_class, has_case) },
	{ .name = "boundary", .kind = SCHEMA_WORD, AT(raw_class, boundary),
	    .words = boundary_words,
	    .present = SCHEMA_PRESENT(struct raw_class, has_boundary) },
	{ .name = "enabled", .kind = SCHEMA_BOOL, AT(raw_class, enabled) },
	{ .name = "validator", .kind = SCHEMA_TEXT,
	    AT(raw_class, validator),
	    .wants = "the name of a validator, or an expression" },
	LIST(raw_class, "context", context, "a list of words"),
	{ .name = "context_required", .kind = SCHEMA_BOOL,
	    AT(raw_class, context_required) },
	LIST(raw_class, "examples", examples, "a list of texts"),
	LIST(raw_class, "counterexamples", counterexamples,
	    "a list of texts"),
};

static const struct schema class_schema = {
	.title = "a class", .size = sizeof(struct raw_class),
	.defaults = &class_defaults, .keys = class_keys,
	.nkeys = NELEMS(class_keys),
};

static const struct schema_key allow_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_allow, mark) },
	{ .name = "classes", .kind = SCHEMA_TEXTS, AT(raw_allow, classes),
	    .required = true,
	    .wants = "a list of classes such as [personal.contact]" },
	{ .name = "values", .kind = SCHEMA_TEXTS, AT(raw_allow, values),
	    .wants = "a list of texts" },
	{ .name = "pattern", .kind = SCHEMA_TEXTS, AT(raw_allow, patterns),
	    .wants = "a regular expression (PCRE2), or a list of them" },
	{ .name = "dictionary", .kind = SCHEMA_TEXT,
	    AT(raw_allow, dictionary), .wants = "the path of a file" },
	{ .name = "because", .kind = SCHEMA_TEXT, AT(raw_allow, because),
	    .wants = "the reason" },
};

static const struct schema allow_schema = {
	.title = "an entry of \"allow\"", .size = sizeof(struct raw_allow),
	.keys = allow_keys, .nkeys = NELEMS(allow_keys),
};

static const char *const recogniser_fail_words[] = { "closed", "open", NULL };

static const struct raw_recogniser recogniser_defaults = {
	.min_score = 50, .timeout_ms = 500
};

static const struct schema_key recogniser_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_recogniser, mark) },
	{ .name = "name", .kind = SCHEMA_NAME, AT(raw_recogniser, name),
	    .required = true },
	{ .name = "url", .kind = SCHEMA_CUSTOM, .read = keep_text,
	    AT(raw_recogniser, url), .required = true,
	    .wants = "a URL such as http://127.0.0.1:5002/analyze" },
	{ .name = "language", .kind = SCHEMA_CUSTOM, .read = keep_text,
	    AT(raw_recogniser, language), .wants = "a language such as en" },
	{ .name = "classes", .kind = SCHEMA_CUSTOM, .read = keep_map,
	    AT(raw_recogniser, classes), .required = true,
	    .wants = "a map such as {PERSON: personal.name}" },
	{ .name = "min_score", .kind = SCHEMA_UINT,
	    AT(raw_recogniser, min_score), .min = 1, .max = 100 },
	{ .name = "timeout", .kind = SCHEMA_DURATION,
	    AT(raw_recogniser, timeout_ms), .min = 1, .max = 60000 },
	{ .name = "fail", .kind = SCHEMA_WORD, AT(raw_recogniser, fail),
	    .words = recogniser_fail_words },
};

static const struct schema recogniser_schema = {
	.title = "a recogniser", .size = sizeof(struct raw_recogniser),
	.defaults = &recogniser_defaults, .keys = recogniser_keys,
	.nkeys = NELEMS(recogniser_keys),
};

/* In the order of enum action. */
static const char *const action_words[] = { "allow", "tokenise", "redact",
	"hold", "block", NULL };

static const struct schema_key rule_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_rule, mark) },
	{ .name = "name", .kind = SCHEMA_NAME, AT(raw_rule, name),
	    .required = true },
	{ .name = "when", .kind = SCHEMA_STRUCT, AT(raw_rule, when),
	    .sub = &when_schema, .required = true },
	{ .name = "unless", .kind = SCHEMA_STRUCT, AT(raw_rule, unless),
	    .sub = &unless_schema,
	    .present = SCHEMA_PRESENT(struct raw_rule, has_unless) },
	{ .name = "do", .kind = SCHEMA_WORD, AT(raw_rule, action),
	    .words = action_words, .required = true },
	{ .name = "because", .kind = SCHEMA_TEXT, AT(raw_rule, because),
	    .wants = "the reason" },
};

static const struct schema rule_schema = {
	.title = "a rule", .size = sizeof(struct raw_rule),
	.keys = rule_keys, .nkeys = NELEMS(rule_keys),
};

static const struct schema_key waiver_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_waiver, mark) },
	{ .name = "rule", .kind = SCHEMA_CUSTOM, .read = keep_text,
	    AT(raw_waiver, rule), .required = true,
	    .wants = "the name of a rule" },
	{ .name = "for", .kind = SCHEMA_STRUCT, AT(raw_waiver, match),
	    .sub = &for_schema, .required = true },
	{ .name = "from", .kind = SCHEMA_DATE, AT(raw_waiver, from_ns),
	    .present = SCHEMA_PRESENT(struct raw_waiver, has_from) },
	{ .name = "until", .kind = SCHEMA_CUSTOM, .read = keep_text,
	    AT(raw_waiver, until), .required = true,
	    .wants = "a date such as 2026-12-31" },
	{ .name = "approved_by", .kind = SCHEMA_TEXT,
	    AT(raw_waiver, approved_by), .required = true,
	    .wants = "who approved it" },
	{ .name = "because", .kind = SCHEMA_TEXT, AT(raw_waiver, because),
	    .required = true, .wants = "the reason" },
};

static const struct schema waiver_schema = {
	.title = "a waiver", .size = sizeof(struct raw_waiver),
	.keys = waiver_keys, .nkeys = NELEMS(waiver_keys),
};

/* In the order of enum token_scope. */
static const char *const scope_words[] = { "client", "team", "organisation",
	NULL };

static const struct schema_key token_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_tokens, mark) },
	{ .name = "scope", .kind = SCHEMA_WORD, AT(raw_tokens, scope),
	    .words = scope_words },
	{ .name = "surrogates", .kind = SCHEMA_TEXTS,
	    AT(raw_tokens, surrogates),
	    .wants = "a list of classes such as [financial.iban]" },
	{ .name = "restore_in_urls", .kind = SCHEMA_BOOL,
	    AT(raw_tokens, restore_in_urls) },
};

static const struct schema token_schema = {
	.title = "tokens", .size = sizeof(struct raw_tokens),
	.keys = token_keys, .nkeys = NELEMS(token_keys),
};

/* In the order of enum fail_mode; each cause has its own choice. */
static const char *const closed_words[] = { "closed", NULL };
static const char *const open_words[] = { "closed", "open", NULL };
static const char *const keeper_words[] = { "closed", "redact", NULL };
static const char *const uncovered_words[] = { "allow", "hold", "block",
	NULL };

static const struct schema_key uncovered_keys[] = {
	{ .name = "outside", .kind = SCHEMA_CUSTOM, .read = keep_text,
	    AT(raw_uncovered, outside), .wants = "a zone such as eea" },
	{ .name = "do", .kind = SCHEMA_WORD, AT(raw_uncovered, action),
	    .words = uncovered_words },
};

static const struct schema uncovered_schema = {
	.title = "uncovered", .size = sizeof(struct raw_uncovered),
	.keys = uncovered_keys, .nkeys = NELEMS(uncovered_keys),
};

static const struct schema_key fail_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_fail, mark) },
	{ .name = "ledger", .kind = SCHEMA_WORD, AT(raw_fail, ledger),
	    .words = closed_words },
	{ .name = "keeper", .kind = SCHEMA_WORD, AT(raw_fail, keeper),
	    .words = keeper_words },
	{ .name = "detector", .kind = SCHEMA_WORD, AT(raw_fail, detector),
	    .words = open_words },
	{ .name = "lineage", .kind = SCHEMA_WORD, AT(raw_fail, lineage),
	    .words = open_words },
	{ .name = "uncovered", .kind = SCHEMA_STRUCT,
	    AT(raw_fail, uncovered), .sub = &uncovered_schema },
};

static const struct schema fail_schema = {
	.title = "fail", .size = sizeof(struct raw_fail), .keys = fail_keys,
	.nkeys = NELEMS(fail_keys),
};

static const char *const dpf_words[] = { "valid", "suspended", NULL };

static const struct schema_key law_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_law, mark) },
	{ .name = "dpf", .kind = SCHEMA_WORD, AT(raw_law, dpf),
	    .words = dpf_words },
};

static const struct schema law_schema = {
	.title = "law", .size = sizeof(struct raw_law), .keys = law_keys,
	.nkeys = NELEMS(law_keys),
};

static const struct schema_key top_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_policy, mark) },
	{ .name = "policy", .kind = SCHEMA_UINT, AT(raw_policy, version),
	    .required = true, .min = 1, .max = 1,
	    .wants = "the version of the format, 1," },
	{ .name = "home", .kind = SCHEMA_CUSTOM, .read = keep_text,
	    AT(raw_policy, home), .wants = "a country code such as DE" },
	{ .name = "law", .kind = SCHEMA_STRUCT, AT(raw_policy, law),
	    .sub = &law_schema,
	    .present = SCHEMA_PRESENT(struct raw_policy, has_law) },
	{ .name = "zones", .kind = SCHEMA_CUSTOM, .read = keep_map,
	    AT(raw_policy, zones),
	    .wants = "a map such as {dach: [DE, AT, CH]}" },
	{ .name = "destinations", .kind = SCHEMA_STRUCTS,
	    AT(raw_policy, destinations), .sub = &destination_schema },
	{ .name = "classes", .kind = SCHEMA_STRUCTS,
	    AT(raw_policy, classes), .sub = &class_schema },
	{ .name = "allow", .kind = SCHEMA_STRUCTS, AT(raw_policy, allow),
	    .sub = &allow_schema },
	{ .name = "recognisers", .kind = SCHEMA_STRUCTS,
	    AT(raw_policy, recognisers), .sub = &recogniser_schema },
	{ .name = "rules", .kind = SCHEMA_STRUCTS, AT(raw_policy, rules),
	    .sub = &rule_schema },
	{ .name = "waivers", .kind = SCHEMA_STRUCTS,
	    AT(raw_policy, waivers), .sub = &waiver_schema },
	{ .name = "tokens", .kind = SCHEMA_STRUCT, AT(raw_policy, tokens),
	    .sub = &token_schema,
	    .present = SCHEMA_PRESENT(struct raw_policy, has_tokens) },
	{ .name = "fail", .kind = SCHEMA_STRUCT, AT(raw_policy, fail),
	    .sub = &fail_schema,
	    .present = SCHEMA_PRESENT(struct raw_policy, has_fail) },
};

static const struct schema top_schema = {
	.title = "a policy", .size = sizeof(struct raw_policy),
	.keys = top_keys, .nkeys = NELEMS(top_keys),
};

const struct schema *
policy_keys(void)
{
	return &top_schema;
}

void
policy_keys_defaults(struct raw_policy *raw)
{
	*raw = (struct raw_policy){
		.fail = { .uncovered = { .action = RAW_BLOCK } },
	};
}
