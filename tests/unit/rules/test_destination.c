/*
 * Destinations against the shipped catalogue: the cases that a host name alone
 * gets wrong, zones over time, and contracts against requests.
 */
#include "rules/destination.h"

#include "base/clock.h"
#include "rules/book.h"
#include "rules/policy.h"
#include "rules/tables.h"
#include "tests/tap/tap.h"

static const struct sv policy_text = SV_INIT(
    "policy: 1\nhome: DE\n"
    "destinations:\n"
    "- {hosts: [llm.intra.example, \"127.0.0.1:9180\"], zone: perimeter}\n"
    "- {hosts: [acme.openai.azure.com], processing: [SE], storage: [SE], "
    "control: US, tool: {kind: scc, module: 2, tia: TIA-7, "
    "review_by: 2027-03-01}}\n"
    "- {hosts: [us.api.openai.com], tool: {kind: dpf}, "
    "certified: [SOC2]}\n"
    "- {hosts: [api.anthropic.com], processing: [US], storage: [US], "
    "tool: [{kind: dpf}, {kind: scc, ref: C-1}]}\n"
    "- {hosts: [scc.example], processing: US, storage: US, "
    "tool: {kind: scc, tia: T, review_by: 2026-12-31}}\n"
    "- {hosts: [wrong.example, bedrock.us-east-1.amazonaws.com], "
    "processing: [DE], storage: [DE]}\n"
    "- {hosts: [ended.example], processing: DE, storage: DE, "
    "until: 2026-06-30}\n"
    "- {hosts: [jp.example], processing: JP, storage: JP}\n"
    "- {hosts: [jp2.example], processing: JP, storage: JP, "
    "tool: {kind: adequacy, ref: APPI}}\n"
    "- {hosts: [br.example], processing: [BR, EEA], storage: BR}\n"
    "- {hosts: [gb.example], processing: UK, storage: GB}\n"
    "- {hosts: [half.example], processing: DE}\n"
    "- {hosts: [re.example], processing: [RE, AX], storage: MF}\n"
    "- {hosts: [floor.example], processing: FR, storage: FR, "
    "zone: review}\n"
    "- {hosts: [nc.example], processing: NC, storage: FR}\n");

static const struct row {
	const char *host, *path, *model, *hint;	/* hint "-": absent */
	const char *processing, *control, *provenance;
	enum zone zone;
	unsigned notes;		/* all of these are set */
	const char *date;
} rows[] = {
	/* What stands in no table. */
	{ "nowhere.example", "", "", "-", "?", "?", "?", ZONE_UNKNOWN,
	    NOTE_UNLISTED, NULL },
	{ "192.0.2.1", "", "", "-", "?", "?", "?", ZONE_UNKNOWN,
	    NOTE_UNLISTED, NULL },
	{ "a b", "", "", "-", "?", "?", "?", ZONE_UNKNOWN, NOTE_UNLISTED,
	    NULL },
	/* Known hosts that say nothing about places. */
	{ "api.openai.com", "", "gpt-4o", "-", "?", "US", "US", ZONE_UNKNOWN,
	    NOTE_UNDECLARED, NULL },
	{ "foo.openai.azure.com", "", "gpt-4o", "-", "?", "US", "US",
	    ZONE_UNKNOWN, NOTE_UNDECLARED, NULL },
	{ "api.mistral.ai", "", "mistral-large", "-", "?", "FR", "FR",
	    ZONE_UNKNOWN, NOTE_UNDECLARED, NULL },
	{ "sub.chatgpt.com", "", "", "-", "?", "?", "?", ZONE_UNKNOWN,
	    NOTE_UNDECLARED, NULL },
	/* Hosts that are constants. */
	{ "API.EU.Mistral.AI.", "", "", "-", "AT BE BG CH CY CZ DE DK EE ES "
	    "FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK",
	    "FR", "?", ZONE_ADEQUATE, 0, NULL },
	{ "api.deepseek.com", "", "deepseek-chat", "-", "CN", "CN", "CN",
	    ZONE_THIRD, 0, NULL },
	{ "api.scaleway.ai", "", "qwen3", "-", "FR", "FR", "CN", ZONE_EEA, 0,
	    NULL },
	/* Bedrock: the prefix of the model id. */
	{ "bedrock-runtime.eu-central-1.amazonaws.com", "",
	    "anthropic.claude-3", "-", "DE", "US", "US", ZONE_HOME, 0, NULL },
	{ "bedrock-runtime.eu-west-1.amazonaws.com", "",
	    "eu.anthropic.claude-3", "-", "AT BE BG CY CZ DE DK EE ES FI FR "
	    "GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK", "US", "US",
	    ZONE_EEA, 0, NULL },
	{ "bedrock-runtime.eu-west-2.amazonaws.com", "", "eu.amazon.nova",
	    "-", "AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV "
	    "MT NL PL PT RO SE SI SK", "US", "US", ZONE_ADEQUATE, 0, NULL },
	{ "bedrock-runtime.us-east-1.amazonaws.com", "", "eu.amazon.nova",
	    "-", "US ?", "US", "US", ZONE_UNKNOWN, NOTE_REGION_CONFLICT,
	    NULL },
	{ "bedrock-runtime.eu-central-1.amazonaws.com", "",
	    "global.anthropic.claude-4", "-", "DE ?", "US", "US",
	    ZONE_UNKNOWN, NOTE_MODEL_GLOBAL, NULL },
	{ "bedrock-runtime.eu-central-1.amazonaws.com", "",
	    "mars.anthropic.claude-4", "-", "DE ?", "US", "?", ZONE_UNKNOWN,
	    NOTE_MODEL_UNKNOWN, NULL },
	{ "bedrock-runtime.ap-northeast-1.amazonaws.com", "",
	    "apac.anthropic.claude", "-", "AU IN JP KR SG", "US", "US",
	    ZONE_THIRD, 0, NULL },
	{ "bedrock-runtime.eu-central-1.amazonaws.com",
	    "/model/eu.anthropic.claude-3-5%3A0/converse", "", "-",
	    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL "
	    "PL PT RO SE SI SK", "US", "US", ZONE_EEA, 0, NULL },
	{ "bedrock-runtime.eu-central-1.amazonaws.com",
	    "/model/global.anthropic.claude/invoke", "anthropic.claude", "-",
	    "DE ?", "US", "US", ZONE_UNKNOWN, NOTE_MODEL_GLOBAL, NULL },
	{ "bedrock-runtime.eu-central-1.amazonaws.com",
	    "/model/%zz/invoke", "", "-", "DE ?", "US", "?", ZONE_UNKNOWN,
	    NOTE_MODEL_UNKNOWN, NULL },
	{ "bedrock-runtime.eu-west-1.amazonaws.com", "",
	    "arn:aws:bedrock:eu-west-1:1:inference-profile/"
	    "global.anthropic.claude", "-", "IE ?", "US", "US", ZONE_UNKNOWN,
	    NOTE_MODEL_GLOBAL, NULL },
	{ "bedrock-runtime.eu-west-1.amazonaws.com", "",
	    "arn:aws:bedrock:us-east-1:1:inference-profile/"
	    "eu.anthropic.claude", "-", "IE ?", "US", "US", ZONE_UNKNOWN,
	    NOTE_REGION_CONFLICT, NULL },
	{ "bedrock-runtime.eu-west-1.amazonaws.com", "",
	    "arn:aws:bedrock:eu-west-1:1:application-inference-profile/x1",
	    "-", "IE ?", "US", "?", ZONE_UNKNOWN, NOTE_MODEL_UNKNOWN, NULL },
	{ "bedrock-runtime.eu-west-1.amazonaws.com", "",
	    "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro",
	    "-", "IE", "US", "US", ZONE_EEA, 0, NULL },
	{ "bedrock-runtime.eu-nowhere-9.amazonaws.com", "", "amazon.nova",
	    "-", "?", "US", "US", ZONE_UNKNOWN, NOTE_REGION_UNKNOWN, NULL },
	{ "bedrock-runtime.eusc-de-east-1.amazonaws.eu", "", "amazon.nova",
	    "-", "DE", "US", "US", ZONE_HOME, 0, NULL },
	/* A region's name means something else with another cloud. */
	{ "s3.eu-west-2.amazonaws.com", "", "", "-", "GB", "US", "",
	    ZONE_ADEQUATE, 0, NULL },
	{ "oos.eu-west-2.outscale.com", "", "", "-", "FR", "FR", "?",
	    ZONE_EEA, 0, NULL },
	{ "x.eu-west-1.aws.endpoints.huggingface.cloud", "", "", "-", "IE",
	    "US", "?", ZONE_EEA, 0, NULL },
	{ "x.westeurope.azure.weaviate.cloud", "", "", "-", "NL", "NL US",
	    "", ZONE_EEA, 0, NULL },
	/* Vertex: host and path must agree. */
	{ "europe-west4-aiplatform.googleapis.com",
	    "/v1/projects/p/locations/europe-west4/publishers/google/models/g",
	    "gemini-2.0", "-", "NL", "US", "US", ZONE_EEA, 0, NULL },
	{ "europe-west4-aiplatform.googleapis.com",
	    "/v1/projects/p/locations/us-central1/publishers/x", "", "-",
	    "NL ?", "US", "?", ZONE_UNKNOWN, NOTE_REGION_CONFLICT, NULL },
	{ "europe-west4-aiplatform.googleapis.com",
	    "/v1/projects/p/locations/global/publishers/x", "", "-", "NL ?",
	    "US", "?", ZONE_UNKNOWN, NOTE_REGION_CONFLICT, NULL },
	{ "europe-west4-aiplatform.googleapis.com",
	    "/v1/projects/p/locations%2fus-central1/x", "", "-", "NL ?",
	    "US", "?", ZONE_UNKNOWN, NOTE_REGION_UNKNOWN, NULL },
	{ "europe-west4-aiplatform.googleapis.com",
	    "/v1/locations/europe-west4/x?q=%2Flocations%2Fus-central1%20", "",
	    "-", "NL", "US", "?", ZONE_EEA, 0, NULL },
	{ "aiplatform.googleapis.com",
	    "/v1/projects/p/locations/europe-west4/x", "", "-", "?", "US",
	    "?", ZONE_UNKNOWN, NOTE_UNDECLARED, NULL },
	{ "aiplatform.eu.rep.googleapis.com",
	    "/v1/projects/p/locations/eu/x", "", "-", "AT BE BG CY CZ DE DK "
	    "EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
	    "US", "?", ZONE_EEA, 0, NULL },
	/* Alibaba: a region in the host is where it is stored only. */
	{ "w.eu-central-1.maas.aliyuncs.com", "", "qwen-max", "-", "?", "CN",
	    "CN", ZONE_UNKNOWN, NOTE_UNDECLARED, NULL },
	/* Contracts. */
	{ "llm.intra.example", "", "", "-", "?", "?", "?", ZONE_PERIMETER, 0,
	    NULL },
	{ "acme.openai.azure.com", "", "gpt-4o", "-", "SE", "US", "US",
	    ZONE_EEA, 0, NULL },
	{ "us.api.openai.com", "", "gpt-4o", "-", "US", "US", "US", ZONE_DPF,
	    0, NULL },
	{ "eu.api.openai.com", "", "gpt-4o", "-", "AT BE BG CH CY CZ DE DK EE "
	    "ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI "
	    "SK", "US", "US", ZONE_ADEQUATE, 0, NULL },
	{ "au.api.openai.com", "", "gpt-4o", "-", "AU", "US", "US",
	    ZONE_THIRD, 0, NULL },
	{ "api.anthropic.com", "", "claude-3", "-", "US", "US", "US",
	    ZONE_DPF, 0, NULL },
	{ "api.anthropic.com", "", "claude-3", "us", "US", "US", "US",
	    ZONE_DPF, 0, NULL },
	{ "api.anthropic.com", "", "claude-3", "global", "US ?", "US", "US",
	    ZONE_UNKNOWN, NOTE_HINT_GLOBAL, NULL },
	{ "api.anthropic.com", "", "claude-3", "mars", "US ?", "US", "US",
	    ZONE_UNKNOWN, NOTE_HINT_UNKNOWN, NULL },
	{ "bedrock.us-east-1.amazonaws.com", "", "", "-", "DE US", "US",
	    "", ZONE_THIRD, NOTE_REGION_CONFLICT, NULL },
	{ "wrong.example", "", "", "-", "DE", "?", "?", ZONE_HOME, 0, NULL },
	{ "half.example", "", "", "-", "DE", "?", "?", ZONE_UNKNOWN,
	    NOTE_UNDECLARED, NULL },
	{ "floor.example", "", "", "-", "FR", "?", "?", ZONE_REVIEW, 0,
	    NULL },
	/* The law, and its dates. */
	{ "scc.example", "", "", "-", "US", "?", "?", ZONE_ART46, 0, NULL },
	{ "scc.example", "", "", "-", "US", "?", "?", ZONE_ART46, 0,
	    "2026-12-31T23:59:59Z" },
	{ "scc.example", "", "", "-", "US", "?", "?", ZONE_THIRD,
	    NOTE_TOOL_EXPIRED, "2027-01-01" },
	{ "ended.example", "", "", "-", "?", "?", "?", ZONE_UNKNOWN,
	    NOTE_UNLISTED, NULL },
	{ "ended.example", "", "", "-", "DE", "?", "?", ZONE_HOME, 0,
	    "2026-06-30" },
	{ "jp.example", "", "", "-", "JP", "?", "?", ZONE_SCOPED, 0, NULL },
	{ "jp2.example", "", "", "-", "JP", "?", "?", ZONE_ADEQUATE, 0,
	    NULL },
	{ "br.example", "", "", "-", "AT BE BG BR CY CZ DE DK EE ES FI FR GR "
	    "HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK", "?", "?",
	    ZONE_ADEQUATE, 0, NULL },
	{ "br.example", "", "", "-", "AT BE BG BR CY CZ DE DK EE ES FI FR GR "
	    "HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK", "?", "?",
	    ZONE_THIRD, 0, "2026-01-25" },
	{ "gb.example", "", "", "-", "GB", "?", "?", ZONE_ADEQUATE, 0, NULL },
	{ "gb.example", "", "", "-", "GB", "?", "?", ZONE_ADEQUATE, 0,
	    "2031-12-27" },
	{ "gb.example", "", "", "-", "GB", "?", "?", ZONE_THIRD, 0,
	    "2031-12-28" },
	{ "re.example", "", "", "-", "AX RE", "?", "?", ZONE_EEA, 0, NULL },
	{ "nc.example", "", "", "-", "NC", "?", "?", ZONE_REVIEW, 0, NULL },
};

static void
show(const struct destination *d, enum axis axis, const char *want,
    const char *host)
{
	struct buf b;

	buf_init(&b, 1024);
	places_format(&d->axis[axis].places, ' ', &b);
	tap_is_sv(buf_sv(&b), sv_cstr(want), "%s of %s",
	    destination_axis_name(axis), host);
	buf_done(&b);
}

static int64_t
at(const char *date)
{
	int64_t ns = 0;

	if (clock_parse(sv_cstr(date), &ns) != 0)
		tap_ok(false, "date %s", date);
	return ns;
}

static void
test_rows(const struct policy *p)
{
	struct destination d;

	for (size_t i = 0; i < NELEMS(rows); i++) {
		const struct row *r = &rows[i];
		struct destination_query q = { .host = sv_cstr(r->host),
			.port = 443, .path = sv_cstr(r->path),
			.model = sv_cstr(r->model),
			.now_ns = at(r->date != NULL ? r->date
			    : "2026-11-24") };

		if (r->hint[0] != '-')
			q.region_hint = sv_cstr(r->hint);
		destination_resolve(p, &q, &d);
		show(&d, AXIS_PROCESSING, r->processing, r->host);
		show(&d, AXIS_CONTROL, r->control, r->host);
		show(&d, AXIS_PROVENANCE, r->provenance, r->host);
		tap_is_sv(sv_cstr(zone_name(d.zone)),
		    sv_cstr(zone_name(r->zone)), "zone of %s %s", r->host,
		    r->model);
		tap_ok((d.notes & r->notes) == r->notes &&
		    (r->notes != 0 || (d.notes & ~(unsigned)
		    NOTE_MODEL_UNKNOWN) == 0 || d.zone == ZONE_PERIMETER ||
		    d.zone == ZONE_UNKNOWN), "notes of %s: %x", r->host,
		    d.notes);
	}
}

static void
test_details(const struct policy *p)
{
	struct destination_query q = { .host = SV("acme.openai.azure.com"),
		.port = 443, .now_ns = at("2026-11-24") };
	struct destination d;

	destination_resolve(p, &q, &d);
	tap_ok(d.declared && d.axis[AXIS_PROCESSING].evidence ==
	    EVIDENCE_DECLARED && d.axis[AXIS_CONTROL].evidence ==
	    EVIDENCE_DECLARED, "declared evidence");
	tap_is_sv(d.category, SV("llm-api"), "category");
	q.host = SV("us.api.openai.com");
	destination_resolve(p, &q, &d);
	tap_ok(d.tool == TOOL_DPF && d.ncertified == 1 &&
	    sv_eq(d.certified[0], SV("SOC2")), "tool and certification");
	tap_is_int(d.axis[AXIS_PROCESSING].evidence, EVIDENCE_STRUCTURAL,
	    "the host's own evidence");
	q.host = SV("scc.example");
	destination_resolve(p, &q, &d);
	tap_ok(d.tool == TOOL_SCC && sv_eq(d.tool_ref, SV("T")),
	    "reference of the tool");
	q.host = SV("127.0.0.1");
	q.port = 9181;
	destination_resolve(p, &q, &d);
	tap_ok(!d.declared && d.zone == ZONE_UNKNOWN, "another port");
	q = (struct destination_query){ .host = SV("api.openai.com"),
		.port = 443, .body_pending = true,
		.now_ns = at("2026-11-24") };
	destination_resolve(p, &q, &d);
	tap_ok(!d.pending && d.model_pending, "only the model is pending");
	q.host = SV("bedrock-runtime.eu-central-1.amazonaws.com");
	destination_resolve(p, &q, &d);
	tap_ok(d.pending, "the region is pending");
	q.path = SV("/model/eu.anthropic.claude/invoke");
	destination_resolve(p, &q, &d);
	tap_ok(!d.pending, "the path settles it");
}

static void
test_suspended(const struct catalogue *c)
{
	static const struct sv text = SV_INIT(
	    "policy: 1\nlaw: {dpf: suspended}\ndestinations:\n"
	    "- {hosts: [a.example], processing: US, storage: US, "
	    "tool: {kind: dpf}}\n"
	    "- {hosts: [b.example], processing: US, storage: US, "
	    "tool: [{kind: dpf}, {kind: scc}]}\n");
	struct destination_query q = { .host = SV("a.example"), .port = 443,
		.now_ns = at("2026-11-24") };
	struct errinfo ei = { 0 };
	struct destination d;
	struct policy *p;

	tap_is_int(policy_parse(text, "p", c, &p, &ei), 0, "parse");
	destination_resolve(p, &q, &d);
	tap_ok(d.zone == ZONE_THIRD && (d.notes & NOTE_TOOL_SUSPENDED) != 0,
	    "DPF off and nothing else");
	q.host = SV("b.example");
	destination_resolve(p, &q, &d);
	tap_ok(d.zone == ZONE_ART46 && d.tool == TOOL_SCC, "clauses behind");
	policy_free(p);
	tap_is_int(policy_parse(SV("policy: 1\nhome: NO\ndestinations:\n"
	    "- {hosts: [b.example], processing: BR, storage: BR}\n"), "p", c,
	    &p, &ei), 0, "an exporter in Norway");
	destination_resolve(p, &q, &d);
	tap_is_int(d.zone, ZONE_THIRD, "Brazil is not adequate for it yet");
	policy_free(p);
}

int
main(void)
{
	struct errinfo ei = { 0 };
	struct catalogue *c;
	struct policy *p;

	if (catalogue_load(tap_source_path("share/catalogue"), &c, &ei) != 0) {
		tap_ok(false, "%s:%u:%u: %s", ei.file, ei.line, ei.column,
		    ei.text);
		return tap_done();
	}
	tap_is_int(policy_parse(policy_text, "p", c, &p, &ei), 0,
	    "policy: %u:%u %s", ei.line, ei.column, ei.text);
	test_rows(p);
	test_details(p);
	policy_free(p);
	test_suspended(c);
	tap_is_int((int64_t)strlen(catalogue_digest(c)), 64, "digest");
	catalogue_free(c);
	tap_ok(catalogue_load("/nonexistent", &c, &ei) == ERR_NOTFOUND,
	    "no catalogue");
	return tap_done();
}
