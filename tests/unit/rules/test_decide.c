/*
 * Decisions: a matrix of flows under one policy, and properties over random
 * policies and flows: the order of rules means nothing, one rule more never
 * loosens, and what is not known is never better than what is.
 */
#include "rules/decide.h"

#include "base/clock.h"
#include "rules/policy.h"
#include "tests/tap/tap.h"

static const struct sv matrix_policy = SV_INIT(
    "policy: 1\nhome: DE\n"
    "zones: {dach: [DE, AT, CH]}\n"
    "destinations:\n"
    "- {hosts: [in.example], zone: perimeter}\n"
    "- {hosts: [de.example], processing: DE, storage: DE, control: DE}\n"
    "- {hosts: [fr.example], processing: FR, storage: FR, control: US, "
    "certified: [SecNumCloud]}\n"
    "- {hosts: [ch.example], processing: CH, storage: CH, control: CH}\n"
    "- {hosts: [us.example], processing: US, storage: US, control: US}\n"
    "- {hosts: [cn.example], processing: [CN, DE], storage: DE, "
    "control: CN, provenance: CN}\n"
    "rules:\n"
    "- {name: abroad, when: {data: [personal, financial], "
    "outside: adequate}, do: tokenise, because: law}\n"
    "- {name: secrets, when: {data: secret, outside: perimeter}, "
    "do: redact}\n"
    "- {name: health, when: {data: [\"special.health.*\"], outside: eea}, "
    "do: block}\n"
    "- {name: bulk, when: {data: personal, count: 10}, do: hold}\n"
    "- {name: us-control, when: {data: personal.id, control: US}, "
    "unless: {certified: SecNumCloud}, do: redact}\n"
    "- {name: no-deletes, when: {method: DELETE, to: [\"*.example\"], "
    "client: bot}, do: block}\n"
    "- {name: big, when: {size: {over: 1MiB}, zone: third}, do: hold}\n"
    "- {name: models, when: {model: [\"evil-*\"]}, do: block}\n"
    "- {name: not-dach, when: {data: hr}, unless: {zone: dach}, "
    "do: block}\n"
    "- {name: touches-cn, when: {data: source, processing: CN}, "
    "do: block}\n"
    "- {name: marketing, when: {data: personal, purpose: marketing}, "
    "do: redact}\n"
    "- {name: origin, when: {data: prompt, provenance: CN}, do: hold}\n"
    "- {name: sure, when: {data: weak, min_score: 80}, do: block}\n"
    "- {name: likely, when: {data: weak, min_score: 60}, do: tokenise}\n"
    "- {name: any, when: {data: weak.x, min_score: 0}, do: redact}\n"
    "- {name: many, when: {data: flood, min_score: 70, count: 3}, "
    "do: hold}\n"
    "- {name: some, when: {data: [mixed, part], min_score: 70}, "
    "unless: {data: part, to: de.example}, do: redact}\n"
    "- {name: rest, when: {data: mixed}, do: tokenise}\n"
    "waivers:\n"
    "- {rule: abroad, for: {client: billing, to: us.example, "
    "data: personal.contact}, until: 2026-12-31, approved_by: dpo, "
    "because: D-1}\n"
    "- {rule: secrets, for: {team: ops}, from: 2026-12-01, "
    "until: 2027-12-31, approved_by: dpo, because: D-2}\n"
    "- {rule: uncovered, for: {to: us.example, client: scanner}, "
    "until: 2026-12-31, approved_by: dpo, because: D-3}\n"
    "- {rule: some, for: {client: odd, data: mixed}, until: 2026-12-31, "
    "approved_by: dpo, because: D-4}\n");

static const struct row {
	/* "class:count class:count", or scores: "class:80,55" */
	const char *name, *host, *classes;
	const char *client, *team, *purpose, *method, *model;
	uint64_t size;
	enum facts_coverage coverage;
	unsigned failed;
	/* "action class=action ... / rules ?rule(class*count wanted>best)" */
	const char *want;
} rows[] = {
	{ .name = "nothing found", .host = "us.example",
	    .want = "allow /" },
	{ .name = "inside", .host = "in.example",
	    .classes = "personal.contact.email:3 secret.aws:1",
	    .want = "allow personal.contact.email=allow secret.aws=allow /" },
	{ .name = "at home", .host = "de.example",
	    .classes = "personal.contact.email:3 secret.aws:1",
	    .want = "redact personal.contact.email=allow secret.aws=redact / "
	    "secrets" },
	{ .name = "adequate", .host = "ch.example",
	    .classes = "personal.contact.email:1 special.health.icd:1",
	    .want = "block personal.contact.email=allow "
	    "special.health.icd=block / health" },
	{ .name = "third country", .host = "us.example",
	    .classes = "personal.contact.email:1 financial.iban:1 other:2",
	    .want = "tokenise personal.contact.email=tokenise "
	    "financial.iban=tokenise other=allow / abroad" },
	{ .name = "prefix, not beginning", .host = "us.example",
	    .classes = "personality:1",
	    .want = "allow personality=allow /" },
	{ .name = "unknown host", .host = "nowhere.example",
	    .classes = "personal.id.de:1",
	    .want = "redact personal.id.de=redact / abroad us-control" },
	{ .name = "control elsewhere", .host = "us.example",
	    .classes = "personal.id.de:1",
	    .want = "redact personal.id.de=redact / abroad us-control" },
	{ .name = "certified", .host = "fr.example",
	    .classes = "personal.id.de:1",
	    .want = "allow personal.id.de=allow /" },
	{ .name = "bulk is counted over classes", .host = "de.example",
	    .classes = "personal.a:6 personal.b:4",
	    .want = "hold personal.a=hold personal.b=hold / bulk" },
	{ .name = "less than bulk", .host = "de.example",
	    .classes = "personal.a:5 personal.b:4 other:90",
	    .want = "allow personal.a=allow personal.b=allow other=allow /" },
	{ .name = "method and client", .host = "de.example",
	    .method = "delete", .client = "bot",
	    .want = "block / no-deletes" },
	{ .name = "another client", .host = "de.example",
	    .method = "DELETE", .client = "billing", .want = "allow /" },
	{ .name = "nobody in particular", .host = "de.example",
	    .method = "DELETE", .client = "", .want = "block / no-deletes" },
	{ .name = "size", .host = "us.example", .size = 1048577,
	    .want = "hold / big" },
	{ .name = "not over", .host = "us.example", .size = 1048576,
	    .want = "allow /" },
	{ .name = "size, unknown host", .host = "nowhere.example",
	    .size = 1048577, .want = "hold / big" },
	{ .name = "model", .host = "de.example", .model = "Evil-7b",
	    .want = "block / models" },
	{ .name = "no model", .host = "de.example", .want = "allow /" },
	{ .name = "own zone", .host = "ch.example", .classes = "hr.pay:1",
	    .want = "allow hr.pay=allow /" },
	{ .name = "outside of one's own zone", .host = "fr.example",
	    .classes = "hr.pay:1",
	    .want = "block hr.pay=block / not-dach" },
	{ .name = "partly outside", .host = "cn.example",
	    .classes = "hr.pay:1",
	    .want = "block hr.pay=block / not-dach" },
	{ .name = "own zone, unknown host", .host = "nowhere.example",
	    .classes = "hr.pay:1",
	    .want = "block hr.pay=block / not-dach" },
	{ .name = "some of the processing", .host = "cn.example",
	    .classes = "source.code:1",
	    .want = "block source.code=block / touches-cn" },
	{ .name = "none of it", .host = "us.example",
	    .classes = "source.code:1",
	    .want = "allow source.code=allow /" },
	{ .name = "strong enough", .host = "de.example",
	    .classes = "weak:,80",
	    .want = "block weak=block / sure likely" },
	{ .name = "for some of the rules", .host = "de.example",
	    .classes = "weak:,79",
	    .want = "tokenise weak=tokenise / likely ?sure(weak*1 80>79)" },
	{ .name = "for none", .host = "de.example",
	    .classes = "weak:,59,50",
	    .want = "allow weak=allow / ?sure(weak*2 80>59) "
	    "?likely(weak*2 60>59)" },
	{ .name = "0 is any", .host = "de.example",
	    .classes = "weak.x:,1",
	    .want = "redact weak.x=redact / any ?sure(weak.x*1 80>1) "
	    "?likely(weak.x*1 60>1)" },
	{ .name = "each finding by its score", .host = "de.example",
	    .classes = "weak:,50,90,60",
	    .want = "block weak=block[abt] / sure likely "
	    "?sure(weak*2 80>60) ?likely(weak*1 60>50)" },
	{ .name = "a score that is not known is enough",
	    .host = "de.example", .classes = "weak:2",
	    .want = "block weak=block / sure likely" },
	{ .name = "weak ones do not count", .host = "de.example",
	    .classes = "flood:,70,71,69",
	    .want = "allow flood=allow / ?many(flood*1 70>69)" },
	{ .name = "enough without them", .host = "de.example",
	    .classes = "flood.a:,70,71,69 flood.b:,100",
	    .want = "hold flood.a=hold[hha] flood.b=hold / many "
	    "?many(flood.a*1 70>69)" },
	{ .name = "too few with them", .host = "de.example",
	    .classes = "flood:,70,69", .want = "allow flood=allow /" },
	{ .name = "nor what is exempt", .host = "de.example",
	    .classes = "part:,50 mixed:,90", .want = "redact part=allow "
	    "mixed=redact / some rest" },
	{ .name = "nor what is waived", .host = "us.example",
	    .classes = "part:,50,80 mixed:,50", .client = "odd",
	    .want = "redact part=redact[ar] mixed=tokenise / some rest "
	    "?some(part*1 70>50)" },
	{ .name = "no keeper, only weak ones get tokens",
	    .host = "de.example", .classes = "mixed:,50,90",
	    .failed = 1 << FAIL_KEEPER,
	    .want = "block mixed=block / some rest fail-keeper "
	    "?some(mixed*1 70>50)" },
	{ .name = "no keeper, nobody gets one", .host = "de.example",
	    .classes = "mixed:,95,90", .failed = 1 << FAIL_KEEPER,
	    .want = "redact mixed=redact / some rest" },
	{ .name = "purpose not stated", .host = "de.example", .purpose = "",
	    .classes = "personal.a:1",
	    .want = "redact personal.a=redact / marketing" },
	{ .name = "declared provenance", .host = "cn.example",
	    .classes = "prompt:1", .want = "hold prompt=hold / origin" },
	{ .name = "strictest of several", .host = "cn.example",
	    .purpose = "marketing",
	    .classes = "personal.a:12 special.health.x:1",
	    .want = "block personal.a=hold special.health.x=block / abroad "
	    "health bulk marketing" },
	/* Waivers. */
	{ .name = "waived", .host = "us.example", .client = "billing",
	    .classes = "personal.contact.email:1",
	    .want = "allow personal.contact.email=allow / (abroad) !abroad" },
	{ .name = "waived for some classes", .host = "us.example",
	    .client = "billing",
	    .classes = "personal.contact.email:1 financial.iban:1",
	    .want = "tokenise personal.contact.email=allow "
	    "financial.iban=tokenise / abroad !abroad" },
	{ .name = "waived for another client", .host = "us.example",
	    .client = "other", .classes = "personal.contact.email:1",
	    .want = "tokenise personal.contact.email=tokenise / abroad" },
	{ .name = "waived for another host", .host = "cn.example",
	    .client = "billing", .classes = "personal.contact.email:1",
	    .want = "tokenise personal.contact.email=tokenise / abroad" },
	{ .name = "no waiver for nobody", .host = "us.example",
	    .client = "", .classes = "personal.contact.email:1",
	    .want = "tokenise personal.contact.email=tokenise / abroad" },
	{ .name = "waiver not begun", .host = "us.example", .team = "ops",
	    .classes = "secret.aws:1",
	    .want = "redact secret.aws=redact / secrets" },
	/* Coverage and failures. */
	{ .name = "uncovered in the EEA", .host = "fr.example",
	    .coverage = FACTS_UNCOVERED, .want = "allow /" },
	{ .name = "partly covered abroad", .host = "ch.example",
	    .coverage = FACTS_COVERED_PARTLY, .want = "block / uncovered" },
	{ .name = "uncovered, waived", .host = "us.example",
	    .client = "scanner", .coverage = FACTS_UNCOVERED,
	    .want = "allow / (uncovered) !uncovered" },
	{ .name = "ledger failed", .host = "in.example",
	    .failed = 1 << FAIL_LEDGER, .want = "block / fail-ledger" },
	{ .name = "detector failed", .host = "us.example",
	    .failed = 1 << FAIL_DETECTOR,
	    .want = "block / fail-detector uncovered" },
	{ .name = "keeper failed, not needed", .host = "us.example",
	    .classes = "secret.aws:1", .failed = 1 << FAIL_KEEPER,
	    .want = "redact secret.aws=redact / secrets" },
	{ .name = "keeper failed", .host = "us.example",
	    .classes = "personal.a:1", .failed = 1 << FAIL_KEEPER,
	    .want = "block personal.a=block / abroad fail-keeper" },
};

static int64_t now;

enum { SCORES_MAX = 4 };

static uint32_t
number(struct sv s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n = n * 10 + (uint32_t)(s.ptr[i] - '0');
	return n;
}

/* ",80,55": a finding for each; kept until this is called again and again. */
static void
parse_scores(struct sv s, struct class_count *out)
{
	static uint8_t all[4][SCORES_MAX];
	static unsigned turn;
	uint8_t *scores = all[turn++ % NELEMS(all)];

	(void)sv_cut(&s, ',');
	out->scores = scores;
	out->count = 0;
	while (s.ptr != NULL && s.len > 0 && out->count < SCORES_MAX)
		scores[out->count++] = (uint8_t)number(sv_cut(&s, ','));
}

/* The actions of the findings of a class, if they are not all the same. */
static void
write_findings(const struct decision_class *c, const struct class_count *k,
    struct buf *b)
{
	bool same = true;

	for (uint32_t i = 0; k->scores != NULL && i < k->count; i++)
		same = same && decide_finding(c, k->scores[i]) == c->action;
	if (same)
		return;
	buf_add_char(b, '[');
	for (uint32_t i = 0; i < k->count; i++)
		buf_add_char(b, decide_action_name(
		    decide_finding(c, k->scores[i]))[0]);
	buf_add_char(b, ']');
}

static size_t
parse_classes(const char *text, struct class_count *out, size_t max)
{
	struct sv s = sv_cstr(text == NULL ? "" : text), one;
	size_t n = 0;

	while (s.ptr != NULL && s.len > 0 && n < max) {
		one = sv_cut(&s, ' ');
		out[n].name = sv_cut(&one, ':');
		out[n].scores = NULL;
		if (one.len == 0 || one.ptr[0] != ',')
			out[n].count = number(one);
		else
			parse_scores(one, &out[n]);
		n++;
	}
	return n;
}

static void
write_decision(const struct decision *d, const struct facts *f,
    struct buf *b)
{
	buf_add_cstr(b, decide_action_name(d->action));
	for (size_t i = 0; i < d->nclasses; i++) {
		buf_addf(b, " %.*s=%s", SV_ARG(d->classes[i].name),
		    decide_action_name(d->classes[i].action));
		write_findings(&d->classes[i], &f->classes[i], b);
	}
	buf_add_cstr(b, " /");
	for (size_t i = 0; i < d->nrules; i++)
		buf_addf(b, d->rules[i].waived ? " (%.*s)" : " %.*s",
		    SV_ARG(d->rules[i].name));
	for (size_t i = 0; i < d->nweak; i++) {
		const struct decision_weak *k = &d->weak[i];

		buf_addf(b, " ?%.*s(%.*s*%u %u>%u)", SV_ARG(k->rule),
		    SV_ARG(d->classes[k->class].name), k->count,
		    k->min_score, k->score);
	}
	for (size_t i = 0; i < d->nwaivers; i++)
		buf_addf(b, " !%.*s", SV_ARG(d->waivers[i].rule));
}

static struct sv
known(const char *text)
{
	return sv_cstr(text == NULL ? "x" : text);
}

static void
test_matrix(const struct policy *p)
{
	struct class_count classes[8];
	struct destination dest;
	struct decision d;
	struct arena a;
	struct buf b;

	arena_init(&a, 1 << 20);
	buf_init(&b, 4096);
	for (size_t i = 0; i < NELEMS(rows); i++) {
		const struct row *r = &rows[i];
		struct destination_query q = { .host = sv_cstr(r->host),
			.port = 443, .now_ns = now };
		struct facts f = { .now_ns = now, .client = known(r->client),
			.team = known(r->team), .purpose = known(r->purpose),
			.activity = SV("x"), .port = 443, .size = r->size,
			.method = known(r->method), .host = q.host,
			.model = sv_cstr(r->model == NULL ? "" : r->model),
			.classes = classes, .coverage = r->coverage,
			.failed = r->failed, .destination = &dest };

		f.nclasses = parse_classes(r->classes, classes,
		    NELEMS(classes));
		destination_resolve(p, &q, &dest);
		tap_is_int(decide_flow(p, &f, &a, &d), 0, "%s", r->name);
		buf_reset(&b);
		write_decision(&d, &f, &b);
		tap_is_sv(buf_sv(&b), sv_cstr(r->want), "%s", r->name);
		arena_done(&a);
	}
	buf_done(&b);
}

/* By the head alone: what the content may change does not ask yet. */
static void
test_name_stage(const struct catalogue *c)
{
	static const struct sv text = SV_INIT("policy: 1\nrules:\n"
	    "- {name: data, when: {data: personal}, do: block}\n"
	    "- {name: size, when: {size: {over: 1}}, do: block}\n"
	    "- {name: zone, when: {zone: third}, do: hold}\n"
	    "- {name: host, when: {to: api.openai.com}, do: hold}\n"
	    "- {name: maybe, when: {to: api.openai.com}, "
	    "unless: {coverage: full}, do: block}\n");
	struct destination_query q = { .host = SV("api.openai.com"),
		.port = 443, .now_ns = now, .body_pending = true };
	struct destination dest;
	struct facts f = { .stage = FACTS_NAME, .now_ns = now, .port = 443,
		.host = q.host, .destination = &dest,
		.coverage = FACTS_UNCOVERED };
	struct errinfo ei = { 0 };
	struct decision d;
	struct policy *p;
	struct arena a;
	struct buf b;

	arena_init(&a, 1 << 20);
	buf_init(&b, 4096);
	if (policy_parse(text, "p", c, &p, &ei) != 0) {
		tap_ok(false, "%s", ei.text);
		return;
	}
	destination_resolve(p, &q, &dest);
	tap_is_int(decide_flow(p, &f, &a, &d), 0, "by name");
	write_decision(&d, &f, &b);
	tap_is_sv(buf_sv(&b), SV("hold / zone host"), "places are settled");
	q.host = f.host = SV("bedrock-runtime.eu-central-1.amazonaws.com");
	destination_resolve(p, &q, &dest);
	tap_is_int(decide_flow(p, &f, &a, &d), 0, "by name");
	buf_reset(&b);
	write_decision(&d, &f, &b);
	tap_is_sv(buf_sv(&b), SV("allow /"), "places are not settled");
	policy_free(p);
	buf_done(&b);
	arena_done(&a);
}

/* Without a keeper: where tokens may be redactions instead. */
static void
test_keeper(const struct catalogue *c)
{
	static const struct sv text = SV_INIT("policy: 1\n"
	    "fail: {keeper: redact}\nrules:\n"
	    "- {name: sure, when: {data: a, min_score: 80}, do: hold}\n"
	    "- {name: rest, when: {data: a, min_score: 60}, do: tokenise}\n");
	static const uint8_t scores[] = { 90, 70, 55 };
	struct class_count class = { SV("a"), NELEMS(scores), scores };
	struct destination dest = { .zone = ZONE_HOME };
	struct facts f = { .now_ns = now, .classes = &class, .nclasses = 1,
		.destination = &dest, .failed = 1u << FAIL_KEEPER };
	struct errinfo ei = { 0 };
	struct decision d;
	struct policy *p;
	struct arena a;
	struct buf b;

	arena_init(&a, 1 << 20);
	buf_init(&b, 4096);
	if (policy_parse(text, "p", c, &p, &ei) != 0) {
		tap_ok(false, "%s", ei.text);
		return;
	}
	tap_is_int(decide_flow(p, &f, &a, &d), 0, "no keeper");
	write_decision(&d, &f, &b);
	tap_is_sv(buf_sv(&b), SV("hold a=hold[hra] / sure rest fail-keeper "
	    "?sure(a*2 80>70) ?rest(a*1 60>55)"), "redacted instead");
	buf_reset(&b);
	class.count = 1;
	tap_is_int(decide_flow(p, &f, &a, &d), 0, "no keeper");
	write_decision(&d, &f, &b);
	tap_is_sv(buf_sv(&b), SV("hold a=hold / sure rest"),
	    "nothing wants a token");
	policy_free(p);
	buf_done(&b);
	arena_done(&a);
}

/* A small generator, the same in every run. */
static uint64_t state = 88172645463325252u;

static uint32_t
roll(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state % n);
}

static const char *const conditions[] = {
	"data: personal", "data: [secret, special]", "data: personal.id",
	"data: personal, min_score: 70", "data: \"*\", min_score: 90",
	"data: [special, personal], min_score: 60",
	"zone: third", "zone: [eea, home]", "zone: [perimeter, home]",
	"zone: dach", "outside: eea", "outside: adequate", "control: US",
	"processing: [DE, FR]", "storage: US", "provenance: CN",
	"evidence: [declared]", "evidence: structural", "certified: C5",
	"client: a", "client: [b, c]", "team: t", "purpose: p",
	"activity: q", "method: POST", "model: \"m*\"", "size: {over: 10}",
	"size: {under: 10}", "coverage: [partial, none]", "to: us.example",
	"to: [\"*.example\"]",
};

static const char *const zone_free[] = {
	"client: a", "team: t", "method: POST", "to: us.example",
	"zone: [eea]", "zone: dach", "processing: DE", "control: [DE, FR]",
	"evidence: declared", "certified: C5", "outside: third",
	"data: personal.id",
};

static const char *const actions[] = { "allow", "tokenise", "redact", "hold",
	"block" };

static const char base_text[] =
    "policy: 1\nhome: DE\nzones: {dach: [DE, AT, CH]}\n"
    "destinations:\n"
    "- {hosts: [in.example], zone: perimeter}\n"
    "- {hosts: [de.example], processing: DE, storage: DE, control: DE, "
    "certified: C5}\n"
    "- {hosts: [fr.example], processing: FR, storage: FR, control: US}\n"
    "- {hosts: [us.example], processing: US, storage: US, control: US}\n"
    "- {hosts: [cn.example], processing: [CN, DE], storage: DE, "
    "control: CN, provenance: CN}\n"
    "rules:\n";

enum { RULES_MAX = 6 };

/* One rule as text; its conditions are drawn at random, each key once. */
static void
make_rule(struct buf *b, unsigned number)
{
	const char *when[3];
	size_t n = 1 + roll(3), used = 0;

	for (size_t i = 0; i < n; i++) {
		const char *c = conditions[roll(NELEMS(conditions))];
		bool fresh = true;

		for (size_t k = 0; k < used; k++)
			fresh = fresh && when[k][0] != c[0];
		if (fresh)
			when[used++] = c;
	}
	buf_addf(b, "- {name: r%u, when: {", number);
	for (size_t i = 0; i < used; i++)
		buf_addf(b, "%s%s", i > 0 ? ", " : "", when[i]);
	buf_add_cstr(b, "}");
	if (roll(3) == 0) {
		const char *u = zone_free[roll(NELEMS(zone_free))];

		if (u[0] != 'd' || when[0][0] == 'd')
			buf_addf(b, ", unless: {%s}", u);
	}
	buf_addf(b, ", do: %s}\n", actions[roll(NELEMS(actions))]);
}

static struct policy *
make_policy(const struct catalogue *c, struct sv const *rules,
    const size_t *order, size_t n)
{
	struct errinfo ei = { 0 };
	struct policy *p = NULL;
	struct buf b;

	buf_init(&b, 64 * 1024);
	buf_add_cstr(&b, base_text);
	for (size_t i = 0; i < n; i++)
		buf_add_sv(&b, rules[order[i]]);
	if (policy_parse(buf_sv(&b), "p", c, &p, &ei) != 0) {
		tap_ok(false, "%u:%u: %s", ei.line, ei.column, ei.text);
		tap_diag("%.*s", SV_ARG(buf_sv(&b)));
	}
	buf_done(&b);
	return p;
}

/* A flow at random; `destination` is resolved for each policy. */
static void
make_facts(struct facts *f, struct class_count *classes)
{
	static const char *const names[] = { "personal.id.de", "secret.aws",
		"special.health", "personal.contact", "other" };
	static const char *const hosts[] = { "in.example", "de.example",
		"fr.example", "us.example", "cn.example", "nowhere.example",
		"api.mistral.ai", "api.deepseek.com" };
	static const char *const clients[] = { "", "a", "b", "z" };
	static const uint8_t scores[] = { 50, 95, 70, 69, 89, 90, 60, 59,
		100, 55 };

	*f = (struct facts){ .now_ns = now, .port = 443, .method =
	    roll(2) == 0 ? SV("POST") : SV("GET"), .size = roll(20),
	    .classes = classes, .coverage = (enum facts_coverage)roll(3) };
	f->host = sv_cstr(hosts[roll(NELEMS(hosts))]);
	f->client = sv_cstr(clients[roll(NELEMS(clients))]);
	f->team = roll(2) == 0 ? SV("t") : SV("");
	f->purpose = roll(2) == 0 ? SV("p") : SV("x");
	f->activity = roll(2) == 0 ? SV("q") : SV("");
	f->model = roll(2) == 0 ? SV("m-1") : SV("");
	for (size_t i = 0; i < NELEMS(names); i++) {
		if (roll(2) == 0)
			classes[f->nclasses++] = (struct class_count){
				sv_cstr(names[i]), 1 + roll(3),
				roll(4) == 0 ? NULL : &scores[roll(8)] };
	}
}

static void
decide_for(const struct policy *p, struct facts *f, struct arena *a,
    struct destination *dest, struct decision *d)
{
	struct destination_query q = { .host = f->host, .port = f->port,
		.model = f->model, .now_ns = f->now_ns };

	destination_resolve(p, &q, dest);
	f->destination = dest;
	if (decide_flow(p, f, a, d) != 0)
		tap_ok(false, "decide");
}

/* Is `a` in no way looser than `b`? */
static bool
not_looser(const struct decision *a, const struct decision *b)
{
	if (a->action < b->action)
		return false;
	for (size_t i = 0; i < a->nclasses; i++) {
		if (a->classes[i].action < b->classes[i].action)
			return false;
	}
	return true;
}

static void
shuffle(size_t *order, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = roll((uint32_t)i), x = order[i - 1];

		order[i - 1] = order[k];
		order[k] = x;
	}
}

/* Any fact that is taken away makes a decision stricter, if it changes it. */
static bool
unknown_never_widens(const struct policy *p, const struct facts *f,
    const struct decision *d, struct arena *a)
{
	static const struct places nowhere = { .open = true };
	struct facts less = *f;
	struct destination dest = *f->destination;
	struct class_count unscored[8];
	struct decision e;

	if (dest.zone == ZONE_PERIMETER)
		return true;
	less.destination = &dest;
	switch (roll(7)) {
	case 0:
		less.client = SV("");
		break;
	case 1:
		less.team = SV("");
		less.activity = SV("");
		break;
	case 2:
		dest.zone = ZONE_UNKNOWN;
		dest.axis[AXIS_PROCESSING].places = nowhere;
		dest.axis[AXIS_STORAGE].places = nowhere;
		dest.axis[AXIS_PROCESSING].evidence = EVIDENCE_NONE;
		dest.ncertified = 0;
		break;
	case 3:
		dest.axis[AXIS_CONTROL].places = nowhere;
		break;
	case 4:
		dest.axis[AXIS_PROVENANCE].places = nowhere;
		break;
	case 5:
		less.failed |= 1u << roll(FAIL_CAUSES);
		break;
	case 6:
		for (size_t i = 0; i < f->nclasses; i++) {
			unscored[i] = f->classes[i];
			unscored[i].scores = NULL;
		}
		less.classes = unscored;
		break;
	}
	return decide_flow(p, &less, a, &e) == 0 && not_looser(&e, d);
}

struct outcome {
	bool order, more, unknown;
};

static struct outcome
try_once(const struct catalogue *c, struct arena *a)
{
	struct class_count classes[8];
	struct sv rules[RULES_MAX];
	size_t order[RULES_MAX], n = 2 + roll(RULES_MAX - 1);
	struct destination dest, dest2;
	struct decision d, e;
	struct outcome o = { true, true, true };
	struct policy *p, *q, *less;
	struct facts f;
	struct buf b;

	for (size_t i = 0; i < n; i++) {
		buf_init(&b, 4096);
		make_rule(&b, (unsigned)i);
		rules[i] = arena_dup(a, buf_sv(&b));
		buf_done(&b);
		order[i] = i;
	}
	p = make_policy(c, rules, order, n);
	less = make_policy(c, rules, order, n - 1);
	shuffle(order, n);
	q = make_policy(c, rules, order, n);
	for (unsigned i = 0; i < 8 && p != NULL && q != NULL && less != NULL;
	    i++) {
		make_facts(&f, classes);
		decide_for(q, &f, a, &dest2, &e);
		decide_for(p, &f, a, &dest, &d);
		o.order = o.order && not_looser(&d, &e) && not_looser(&e, &d) &&
		    d.nrules == e.nrules;
		o.unknown = o.unknown && unknown_never_widens(p, &f, &d, a);
		decide_for(less, &f, a, &dest2, &e);
		o.more = o.more && not_looser(&d, &e);
	}
	policy_free(p);
	policy_free(q);
	policy_free(less);
	return o;
}

static void
test_properties(const struct catalogue *c)
{
	struct outcome all = { true, true, true }, o;
	struct arena a;

	arena_init(&a, 16 << 20);
	for (unsigned i = 0; i < 400; i++) {
		uint64_t seed = state;

		o = try_once(c, &a);
		if (!o.order || !o.more || !o.unknown)
			tap_diag("seed %llu", (unsigned long long)seed);
		all.order = all.order && o.order;
		all.more = all.more && o.more;
		all.unknown = all.unknown && o.unknown;
		arena_done(&a);
	}
	tap_ok(all.order, "the order of rules means nothing");
	tap_ok(all.more, "one rule more never loosens");
	tap_ok(all.unknown, "unknown never widens");
}

int
main(void)
{
	struct errinfo ei = { 0 };
	struct catalogue *c;
	struct policy *p;

	if (clock_parse(SV("2026-11-24T08:00:00Z"), &now) != 0 ||
	    catalogue_load(tap_source_path("share/catalogue"), &c, &ei) != 0) {
		tap_ok(false, "catalogue: %s", ei.text);
		return tap_done();
	}
	if (tap_is_int(policy_parse(matrix_policy, "p", c, &p, &ei), 0,
	    "policy: %u:%u %s", ei.line, ei.column, ei.text)) {
		test_matrix(p);
		policy_free(p);
	}
	test_name_stage(c);
	test_keeper(c);
	test_properties(c);
	catalogue_free(c);
	return tap_done();
}
