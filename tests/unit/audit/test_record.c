#include "audit/record.h"

#include "audit/event.h"
#include "audit/view.h"
#include "base/err.h"
#include "base/jcs.h"
#include "tests/tap/tap.h"

enum { MANY = 300 };

/* 2026-11-24T08:00:00.123Z */
static const int64_t when = 1795507200123456789;

static const struct record_id id = { { 0x01, 0xa2, 0x0c, 0x91, 0xa0, 0x7b, 0x70,
	1, 0x80, 2, 3, 4, 5, 6, 7, 8 } };

static const struct sv us[] = { SV_INIT("US") };
static const struct sv rules[] = { SV_INIT("personal-abroad"),
	SV_INIT("secrets") };
static const struct sv reasons[] = { SV_INIT("too_deep") };
static const struct record_class classes[] = {
	{ SV_INIT("personal.contact.email"), 2, SV_INIT("tokenise") },
	{ SV_INIT("secret.aws.access_key"), 1, SV_INIT("redact") },
};
static const struct sv subjects[] = { SV_INIT("\1\2\3\4\5\6\7\10"),
	SV_INIT("\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8") };

static const struct record_weak weak[] = {
	{ SV_INIT("special-sure"), SV_INIT("special.health"), 3, 80, 55 },
};

static struct record_decision
full_decision(void)
{
	struct record_decision d = { .id = id, .time_ns = when,
		.client = SV("billing"), .team = SV("finance"),
		.purpose = SV("support"), .activity = SV("customer-care"),
		.method = SV("POST"), .host = SV("api.openai.com"),
		.port = 443, .route = SV("openai"),
		.template = SV("/v1/chat/completions"),
		.dialect = SV("openai-chat"), .model = SV("claude@20240229"),
		.zone = SV("dpf"), .tool = SV("dpf"),
		.address = SV("192.0.2.1:443"), .classes = classes,
		.nclasses = NELEMS(classes), .weak = weak,
		.nweak = NELEMS(weak), .subjects = subjects,
		.nsubjects = NELEMS(subjects), .decision = SV("redact"),
		.tokens = 2, .policy = { 1 }, .catalogue = { 2 },
		.law = { 3 } };

	d.axes[RECORD_CONTROL] = (struct record_axis){
		.codes = { us, 1 }, .grade = SV("declared") };
	d.axes[RECORD_PROCESSING] = d.axes[RECORD_CONTROL];
	d.axes[RECORD_PROVENANCE].grade = SV("unknown");
	d.axes[RECORD_STORAGE] = d.axes[RECORD_CONTROL];
	d.coverage = (struct record_coverage){ .state = SV("partial"),
		.scanned_fields = 12, .scanned_bytes = 2000,
		.skipped_fields = 1, .reasons = { reasons, 1 } };
	d.rules = (struct record_names){ rules, NELEMS(rules) };
	d.waivers = (struct record_names){ rules, 1 };
	d.path = (struct record_digest){ true, 20, { 4 } };
	d.query = (struct record_digest){ true, 0, { 5 } };
	d.body_in = (struct record_digest){ true, 2048, { 6 } };
	d.body_out = (struct record_digest){ true, 2100, { 7 } };
	return d;
}

static void
is_canonical(struct sv text, const char *what)
{
	struct buf b;

	buf_init(&b, RECORD_MAX_BYTES);
	tap_is_int(jcs_canonicalise(text, &b), 0, "%s is JSON", what);
	tap_is_sv(text, buf_sv(&b), "%s is canonical", what);
	buf_done(&b);
}

/* Golden bytes: records are for ever. */
static const char golden[] =
"{\"activity\":\"customer-care\",\"address\":\"192.0.2.1:443\",\"axes\":{"
"\"control\":{\"codes\":[\"US\"],\"grade\":\"declared\"},"
"\"processing\":{\"codes\":[\"US\"],\"grade\":\"declared\"},"
"\"provenance\":{\"grade\":\"unknown\"},"
"\"storage\":{\"codes\":[\"US\"],\"grade\":\"declared\"}},\"body\":{"
"\"in\":{\"bytes\":2048,\"digest\":\"0600000000000000000000000000000000000000"
"000000000000000000000000\"},"
"\"out\":{\"bytes\":2100,\"digest\":\"070000000000000000000000000000000000000"
"0000000000000000000000000\"}},"
"\"catalogue\":\"020000000000000000000000000000000000000000000000000000000000"
"0000\",\"classes\":["
"{\"action\":\"tokenise\",\"class\":\"personal.contact.email\",\"count\":2},"
"{\"action\":\"redact\",\"class\":\"secret.aws.access_key\",\"count\":1}],"
"\"client\":\"billing\",\"coverage\":{\"reasons\":[\"too_deep\"],"
"\"scanned_bytes\":2000,\"scanned_fields\":12,\"skipped_fields\":1,"
"\"state\":\"partial\",\"undecodable_bytes\":0},\"decision\":\"redact\","
"\"dialect\":\"openai-chat\",\"host\":\"api.openai.com\","
"\"id\":\"01a20c91-a07b-7001-8002-030405060708\","
"\"law\":\"0300000000000000000000000000000000000000000000000000000000000000\","
"\"method\":\"POST\",\"model\":\"claude@20240229\",\"path\":{\"bytes\":20,"
"\"digest\":\"0400000000000000000000000000000000000000000000000000000000000000"
"\"},\"policy\":\"010000000000000000000000000000000000000000000000000000000000"
"0000\",\"port\":443,\"purpose\":\"support\",\"query\":{\"bytes\":0,"
"\"digest\":\"0500000000000000000000000000000000000000000000000000000000000000"
"\"},\"route\":\"openai\",\"rules\":[\"personal-abroad\",\"secrets\"],"
"\"subjects\":[\"0102030405060708\",\"fffefdfcfbfaf9f8\"],"
"\"team\":\"finance\",\"template\":\"/v1/chat/completions\","
"\"time\":\"2026-11-24T08:00:00.123Z\",\"tokens\":2,\"tool\":\"dpf\","
"\"type\":\"decision\",\"v\":1,\"waivers\":[\"personal-abroad\"],"
"\"weak\":[{\"class\":\"special.health\",\"count\":3,\"min_score\":80,"
"\"rule\":\"special-sure\",\"score\":55}],"
"\"zone\":\"dpf\"}";

/* Patterns that gave up, as the coverage names them. */
static void
test_stops(void)
{
	static const struct record_stop stops[] = {
		{ SV_INIT("personal.id.staff"),
		    SV_INIT("policy/personal.id.staff"), 3 },
	};
	struct record_decision d = full_decision();
	struct buf b, side;

	d.coverage.stops = stops;
	d.coverage.nstops = NELEMS(stops);
	buf_init(&b, 1 << 20);
	buf_init(&side, 1 << 20);
	tap_is_int(record_write_decision(&d, &b, &side), 0, "a stop");
	tap_ok(sv_find(buf_sv(&b), SV("\"state\":\"partial\",\"stopped\":["
	    "{\"class\":\"personal.id.staff\",\"detector\":"
	    "\"policy/personal.id.staff\",\"field\":3}],"
	    "\"undecodable_bytes\":0")) > 0, "stands in the coverage");
	is_canonical(buf_sv(&b), "a record with a stop");
	buf_done(&side);
	buf_done(&b);
}

static void
test_decision(void)
{
	struct record_decision d = full_decision();
	struct buf b, side;

	buf_init(&b, 1 << 20);
	buf_init(&side, 1 << 20);
	tap_is_int(record_write_decision(&d, &b, &side), 0, "decision");
	tap_is_sv(buf_sv(&b), sv_cstr(golden), "golden bytes");
	tap_is_int((int64_t)side.len, 0, "nothing aside");
	is_canonical(buf_sv(&b), "decision");
	buf_reset(&b);
	d = (struct record_decision){ .id = id, .decision = SV("block") };
	tap_is_int(record_write_decision(&d, &b, &side), 0, "nearly empty");
	is_canonical(buf_sv(&b), "nearly empty");
	buf_reset(&b);
	d.decision = SV("");
	tap_is_int(record_write_decision(&d, &b, &side), ERR_INVAL,
	    "without a decision");
	buf_done(&b);
	buf_done(&side);
}

/* Many rules, many classes: the record does not burst. */
static void
test_weak(void)
{
	static struct record_weak many[RECORD_WEAK_MAX + 7];
	struct record_decision d = { .id = id, .decision = SV("allow"),
		.weak = many, .nweak = RECORD_WEAK_MAX };
	struct buf b, side;

	for (size_t i = 0; i < NELEMS(many); i++)
		many[i] = weak[0];
	buf_init(&b, 1 << 20);
	buf_init(&side, 1 << 20);
	tap_is_int(record_write_decision(&d, &b, &side), 0, "weak findings");
	tap_ok(sv_find(buf_sv(&b), SV("weak_more")) < 0, "all are told");
	d.nweak = NELEMS(many);
	buf_reset(&b);
	tap_is_int(record_write_decision(&d, &b, &side), 0, "too many");
	tap_ok(sv_find(buf_sv(&b), SV(",\"weak_more\":7}")) > 0,
	    "the others are counted");
	is_canonical(buf_sv(&b), "too many");
	buf_done(&b);
	buf_done(&side);
}

/* Whatever gets into a name, no payload does. */
static void
test_names(void)
{
	static char huge[1000];
	struct record_decision d = { .id = id, .decision = SV("allow"),
		.client = SV("Jo \"Q\"\n\\ <jo@example.com>\xc3\xa9\x01"),
		.model = SV("@x@9 a@"), .host = { huge, sizeof(huge) } };
	struct view v;
	struct arena a;
	struct buf b, side;

	memset(huge, 'h', sizeof(huge));
	buf_init(&b, 1 << 20);
	buf_init(&side, 1 << 20);
	arena_init(&a, 1 << 20);
	tap_is_int(record_write_decision(&d, &b, &side), 0, "odd names");
	is_canonical(buf_sv(&b), "odd names");
	tap_is_int(view_read(buf_sv(&b), &a, &v), 0, "read");
	tap_is_sv(v.client, SV("Jo__Q_____jo_example.com____"), "client");
	tap_is_sv(v.model, SV("_x@9_a_"), "an @ only before a digit");
	tap_is_int((int64_t)v.host.len, RECORD_NAME_MAX, "cut");
	arena_done(&a);
	buf_done(&b);
	buf_done(&side);
}

static void
test_side(void)
{
	struct record_decision d = full_decision();
	struct sv many[MANY];
	struct buf b, side;

	buf_init(&b, 1 << 20);
	buf_init(&side, 1 << 20);
	for (size_t i = 0; i < MANY; i++)
		many[i] = subjects[i % 2];
	d.subjects = many;
	d.nsubjects = MANY;
	tap_is_int(record_write_decision(&d, &b, &side), 0, "many subjects");
	is_canonical(buf_sv(&b), "many subjects");
	is_canonical(buf_sv(&side), "side row");
	tap_ok(sv_find(buf_sv(&b), SV("\"subjects_side\":{\"count\":300,"
	    "\"sha256\":\"")) > 0, "the record names it");
	d.nsubjects = 1;
	many[0] = sv_make(golden, RECORD_DIGEST_BYTES + 1);
	tap_is_int(record_write_decision(&d, &b, &side), ERR_INVAL,
	    "a subject too long to be a hash");
	buf_done(&b);
	buf_done(&side);
}

static void
test_limit(void)
{
	static char name[RECORD_NAME_MAX];
	struct record_class all[MANY];
	struct record_decision d = full_decision();
	struct buf b, side;

	memset(name, 'n', sizeof(name));
	buf_init(&b, 1 << 20);
	buf_init(&side, 1 << 20);
	for (size_t i = 0; i < MANY; i++)
		all[i] = (struct record_class){ { name, sizeof(name) }, i,
			SV("block") };
	d.classes = all;
	d.nclasses = MANY;
	buf_add_cstr(&b, "before");
	tap_is_int(record_write_decision(&d, &b, &side), ERR_LIMIT,
	    "a record too long");
	tap_is_sv(buf_sv(&b), SV("before"), "leaves nothing behind");
	buf_done(&b);
	buf_done(&side);
}

static void
test_outcome(void)
{
	struct record_outcome o = { .decision = id, .time_ns = when,
		.result = RECORD_CUT, .cause = SV("client_gone"),
		.status = 200, .attempts = 1, .bytes_sent = 2100,
		.bytes_received = UINT64_MAX, .usage_in = 10,
		.usage_out = 20 };
	struct arena a;
	struct view v;
	struct buf b;

	buf_init(&b, 1 << 20);
	arena_init(&a, 1 << 20);
	tap_is_int(record_write_outcome(&o, &b), 0, "outcome");
	is_canonical(buf_sv(&b), "outcome");
	tap_is_int(view_read(buf_sv(&b), &a, &v), 0, "read");
	tap_is_int(v.type, VIEW_OUTCOME, "type");
	tap_is_sv(v.decision, SV("01a20c91-a07b-7001-8002-030405060708"),
	    "names its decision");
	tap_is_sv(v.result, SV("cut"), "result");
	tap_is_int((int64_t)v.bytes_received, INT64_C(9007199254740991),
	    "counts stay exact numbers");
	arena_done(&a);
	buf_done(&b);
}

static void
test_events(void)
{
	struct event_policy p = { .id = id, .time_ns = when,
		.actor = SV("monitor"), .policy = { 1 } };
	struct event_admin m = { .id = id, .time_ns = when,
		.actor = SV("dpo"), .action = SV("erase"), .target = SV("s") };
	struct event_bypass y = { .id = id, .time_ns = when,
		.client = SV("c"), .host = SV("h"), .port = 443 };
	struct event_heartbeat h = { .id = id, .time_ns = when };
	struct buf b;

	buf_init(&b, 1 << 20);
	tap_is_int(event_write_policy(&p, &b), 0, "policy");
	is_canonical(buf_sv(&b), "policy");
	buf_reset(&b);
	m.detail = (struct record_digest){ true, 3, { 9 } };
	tap_is_int(event_write_admin(&m, &b), 0, "admin");
	is_canonical(buf_sv(&b), "admin");
	buf_reset(&b);
	tap_is_int(event_write_bypass(&y, &b), 0, "bypass");
	is_canonical(buf_sv(&b), "bypass");
	buf_reset(&b);
	tap_is_int(event_write_heartbeat(&h, &b), 0, "heartbeat");
	is_canonical(buf_sv(&b), "heartbeat");
	buf_done(&b);
}

static void
test_view(void)
{
	struct arena a;
	struct view v;

	arena_init(&a, 1 << 20);
	tap_is_int(view_read(sv_cstr(golden), &a, &v), 0, "read");
	tap_ok(v.type == VIEW_DECISION && v.port == 443 && v.bytes_in == 2048 &&
	    v.bytes_out == 2100 && v.time_ns == when / 1000000 * 1000000,
	    "numbers");
	tap_is_sv(v.template, SV("/v1/chat/completions"), "texts");
	tap_ok(v.nclasses == 2 && v.classes[0].count == 2 &&
	    sv_eq(v.classes[1].action, SV("redact")), "classes");
	tap_ok(v.nsubjects == 2 && sv_eq(v.subjects[0],
	    SV("0102030405060708")), "subjects");
	tap_ok(v.nrules == 2 && sv_eq(v.rules[1], SV("secrets")), "rules");
	tap_is_int(view_read(SV("[]"), &a, &v), ERR_SYNTAX, "no object");
	tap_is_int(view_read(SV("{\"classes\":3,\"body\":[],\"rules\":[4],"
	    "\"time\":\"x\",\"port\":-1}"), &a, &v), 0, "other shapes");
	tap_ok(v.nclasses == 0 && v.nrules == 1 && v.port == 0 &&
	    v.type == VIEW_OTHER, "are empty");
	arena_done(&a);
}

int
main(void)
{
	test_decision();
	test_stops();
	test_weak();
	test_names();
	test_side();
	test_limit();
	test_outcome();
	test_events();
	test_view();
	return tap_done();
}
