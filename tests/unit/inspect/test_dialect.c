/*
 * inspect/body/dialect: who is recognised, what each position of a body means.
 */
#include "inspect/body/dialect.h"

#include "base/err.h"
#include "inspect/body/document.h"
#include "tests/tap/tap.h"

static const struct {
	struct sv method, host, target;
	const char *dialect;	/* NULL: none */
} request_cases[] = {
	{ SV_INIT("POST"), SV_INIT("api.openai.com"),
	    SV_INIT("/v1/chat/completions"), "openai-chat" },
	{ SV_INIT("POST"), SV_INIT("acme.openai.azure.com:443"), SV_INIT(
	    "/openai/deployments/x/chat/completions?api-version=2"),
	    "openai-chat" },
	{ SV_INIT("POST"), SV_INIT("llm.example:8000"),
	    SV_INIT("/v1/chat/completions/"), "openai-chat" },
	{ SV_INIT("POST"), SV_INIT("api.anthropic.com"),
	    SV_INIT("/v1/messages"), "anthropic-messages" },
	{ SV_INIT("POST"), SV_INIT("api.anthropic.com"),
	    SV_INIT("/v1/messages/count_tokens"), "anthropic-messages" },
	{ SV_INIT("POST"), SV_INIT("api.openai.com"),
	    SV_INIT("/v1/embeddings"), "openai-embeddings" },
	{ SV_INIT("POST"), SV_INIT("api.openai.com"),
	    SV_INIT("/v1/responses"), "openai-responses" },
	{ SV_INIT("POST"), SV_INIT("api.openai.com"),
	    SV_INIT("/v1/completions"), "openai-completions" },
	{ SV_INIT("GET"), SV_INIT("api.openai.com"),
	    SV_INIT("/v1/chat/completions"), NULL },
	{ SV_INIT("POST"), SV_INIT("api.openai.com"),
	    SV_INIT("/v1/chat/completions/x"), NULL },
	{ SV_INIT("POST"), SV_INIT("api.openai.com"),
	    SV_INIT("/v1/models?x=/chat/completions"), NULL },
	{ SV_INIT(""), SV_INIT(""), SV_INIT(""), NULL },
};

static void
test_requests(void)
{
	const struct dialect *const *all;
	size_t n;

	for (size_t i = 0; i < NELEMS(request_cases); i++) {
		const struct dialect *d = dialect_by_request(
		    request_cases[i].method, request_cases[i].host,
		    request_cases[i].target);
		const char *want = request_cases[i].dialect;

		tap_is_sv(sv_cstr(d == NULL ? "-" : d->name),
		    sv_cstr(want == NULL ? "-" : want), "request %zu", i);
	}
	all = dialect_all(&n);
	for (size_t i = 0; i < n; i++)
		tap_ok(dialect_by_name(sv_cstr(all[i]->name)) == all[i],
		    "by name: %s", all[i]->name);
	tap_ok(dialect_by_name(SV("klingon")) == NULL, "unknown name");
	tap_ok(dialect_is_credential(all[0], SV("Authorization")) &&
	    !dialect_is_credential(all[0], SV("X-Api-Key")) &&
	    dialect_is_credential(NULL, SV("X-Api-Key")) &&
	    !dialect_is_credential(NULL, SV("Cookie")), "credentials");
}

/* "meaning path" a line, keys left out; a ! marks fields that steer. */
static void
dump(const struct document *doc, struct buf *out)
{
	for (size_t i = 0; i < doc->nfields; i++) {
		const struct field *f = &doc->fields[i];

		if (f->role == FIELD_KEY || f->place != PLACE_BODY)
			continue;
		buf_add_cstr(out, field_meaning_name(f->meaning));
		buf_add_sv(out, f->role == FIELD_CONTROL ? SV("! ") :
		    SV(" "));
		document_path(doc, i, out);
		buf_add_char(out, '\n');
	}
}

static const struct {
	const char *name;
	const char *target;
	enum document_kind kind;
	struct sv body;
	const char *meanings;
	const char *model, *region, *dialect;
} body_cases[] = {
	{ "openai-chat", "/v1/chat/completions", DOCUMENT_REQUEST,
	    SV_INIT("{\"model\":\"gpt-4o\",\"messages\":["
	    "{\"role\":\"system\",\"content\":\"s\"},"
	    "{\"content\":\"u\",\"role\":\"user\",\"name\":\"n\"},"
	    "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"t\"},"
	    "{\"type\":\"image_url\",\"image_url\":{\"url\":\"h\"}}]},"
	    "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\","
	    "\"type\":\"function\",\"function\":{\"name\":\"f\","
	    "\"arguments\":\"{\\\"a\\\":[\\\"x\\\"]}\"}}]},"
	    "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"r\"}],"
	    "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\","
	    "\"description\":\"d\",\"parameters\":{\"type\":\"object\"}}}],"
	    "\"metadata\":{\"k\":\"v\"},\"user\":\"me\",\"temperature\":0.5}"),
	    "model! body.model\n"
	    "option! body.messages[0].role\n"
	    "system_text body.messages[0].content\n"
	    "user_text body.messages[1].content\n"
	    "option! body.messages[1].role\n"
	    "name body.messages[1].name\n"
	    "option! body.messages[2].role\n"
	    "option! body.messages[2].content[0].type\n"
	    "user_text body.messages[2].content[0].text\n"
	    "option! body.messages[2].content[1].type\n"
	    "file body.messages[2].content[1].image_url.url\n"
	    "option! body.messages[3].role\n"
	    "id! body.messages[3].tool_calls[0].id\n"
	    "option! body.messages[3].tool_calls[0].type\n"
	    "tool_name body.messages[3].tool_calls[0].function.name\n"
	    "option! body.messages[4].role\n"
	    "id! body.messages[4].tool_call_id\n"
	    "tool_result body.messages[4].content\n"
	    "option! body.tools[0].type\n"
	    "tool_name body.tools[0].function.name\n"
	    "tool_description body.tools[0].function.description\n"
	    "tool_description body.tools[0].function.parameters.type\n"
	    "metadata body.metadata.k\n"
	    "metadata body.user\n"
	    "option body.temperature\n"
	    "tool_argument body.messages[3].tool_calls[0].function.arguments"
	    ".a[0]\n",
	    "gpt-4o", "", "openai-chat" },
	{ "tool result that is JSON", "/v1/chat/completions",
	    DOCUMENT_REQUEST, SV_INIT("{\"messages\":[{\"role\":\"tool\","
	    "\"content\":\"{\\\"role\\\":\\\"x\\\"}\"}],\"model\":\"m\"}"),
	    "option! body.messages[0].role\nmodel! body.model\n"
	    "tool_result body.messages[0].content.role\n",
	    "m", "", "openai-chat" },
	{ "anthropic", "/v1/messages", DOCUMENT_REQUEST,
	    SV_INIT("{\"model\":\"claude\",\"inference_geo\":\"eu\","
	    "\"system\":[{\"type\":\"text\",\"text\":\"s\"}],"
	    "\"messages\":[{\"role\":\"user\",\"content\":\"u\"},"
	    "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\","
	    "\"thinking\":\"h\",\"signature\":\"g\"},{\"type\":\"text\","
	    "\"text\":\"a\"},{\"type\":\"tool_use\",\"id\":\"i\",\"name\":\"f\","
	    "\"input\":{\"q\":{\"z\":\"x\"}}}]},{\"role\":\"user\",\"content\":["
	    "{\"type\":\"tool_result\",\"tool_use_id\":\"i\",\"content\":\"r\"},"
	    "{\"type\":\"tool_result\",\"content\":[{\"type\":\"text\","
	    "\"text\":\"r2\"}]}]}],\"tools\":[{\"name\":\"f\","
	    "\"description\":\"d\",\"input_schema\":{\"p\":\"q\"}}],"
	    "\"metadata\":{\"user_id\":\"m\"}}"),
	    "model! body.model\n"
	    "region! body.inference_geo\n"
	    "option! body.system[0].type\n"
	    "system_text body.system[0].text\n"
	    "option! body.messages[0].role\n"
	    "user_text body.messages[0].content\n"
	    "option! body.messages[1].role\n"
	    "option! body.messages[1].content[0].type\n"
	    "assistant_text body.messages[1].content[0].thinking\n"
	    "id body.messages[1].content[0].signature\n"
	    "option! body.messages[1].content[1].type\n"
	    "assistant_text body.messages[1].content[1].text\n"
	    "option! body.messages[1].content[2].type\n"
	    "id! body.messages[1].content[2].id\n"
	    "tool_name body.messages[1].content[2].name\n"
	    "tool_argument body.messages[1].content[2].input.q.z\n"
	    "option! body.messages[2].role\n"
	    "option! body.messages[2].content[0].type\n"
	    "id! body.messages[2].content[0].tool_use_id\n"
	    "tool_result body.messages[2].content[0].content\n"
	    "option! body.messages[2].content[1].type\n"
	    "option! body.messages[2].content[1].content[0].type\n"
	    "tool_result body.messages[2].content[1].content[0].text\n"
	    "tool_name body.tools[0].name\n"
	    "tool_description body.tools[0].description\n"
	    "tool_description body.tools[0].input_schema.p\n"
	    "metadata body.metadata.user_id\n",
	    "claude", "eu", "anthropic-messages" },
	{ "by shape, openai", "/x", DOCUMENT_REQUEST,
	    SV_INIT("{\"model\":\"m\",\"messages\":[{\"content\":\"u\"}]}"),
	    "model! body.model\nuser_text body.messages[0].content\n",
	    "m", "", "openai-chat" },
	{ "by shape, anthropic", "/x", DOCUMENT_REQUEST,
	    SV_INIT("{\"system\":\"s\",\"messages\":[]}"),
	    "system_text body.system\n", "", "", "anthropic-messages" },
	{ "no dialect", "/x", DOCUMENT_REQUEST,
	    SV_INIT("{\"model\":\"m\",\"input\":\"i\"}"),
	    "none body.model\nnone body.input\n", "", "", "-" },
	{ "embeddings", "/v1/embeddings", DOCUMENT_REQUEST,
	    SV_INIT("{\"input\":[\"a\",\"b\"],\"model\":\"e\"}"),
	    "embedding_input body.input[0]\nembedding_input body.input[1]\n"
	    "model! body.model\n", "e", "", "openai-embeddings" },
	{ "responses", "/v1/responses", DOCUMENT_REQUEST,
	    SV_INIT("{\"model\":\"m\",\"instructions\":\"s\",\"input\":["
	    "{\"role\":\"developer\",\"content\":\"d\"},"
	    "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\","
	    "\"text\":\"u\"}]},{\"type\":\"function_call\",\"call_id\":\"c\","
	    "\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\\\"x\\\"}\"},"
	    "{\"type\":\"function_call_output\",\"output\":\"r\"}]}"),
	    "model! body.model\nsystem_text body.instructions\n"
	    "option! body.input[0].role\nsystem_text body.input[0].content\n"
	    "option! body.input[1].role\n"
	    "option! body.input[1].content[0].type\n"
	    "user_text body.input[1].content[0].text\n"
	    "option! body.input[2].type\nid! body.input[2].call_id\n"
	    "tool_name body.input[2].name\noption! body.input[3].type\n"
	    "tool_result body.input[3].output\n"
	    "tool_argument body.input[2].arguments.a\n",
	    "m", "", "openai-responses" },
	{ "responses, plain input", "/v1/responses", DOCUMENT_REQUEST,
	    SV_INIT("{\"model\":\"m\",\"input\":\"u\"}"),
	    "model! body.model\nuser_text body.input\n", "m", "",
	    "openai-responses" },
	{ "completions", "/v1/completions", DOCUMENT_REQUEST,
	    SV_INIT("{\"model\":\"m\",\"prompt\":[\"a\"],\"n\":1}"),
	    "model! body.model\nuser_text body.prompt[0]\noption body.n\n",
	    "m", "", "openai-completions" },
	{ "openai answer", "/v1/chat/completions", DOCUMENT_RESPONSE,
	    SV_INIT("{\"id\":\"i\",\"model\":\"m\",\"choices\":[{\"index\":0,"
	    "\"message\":{\"role\":\"assistant\",\"content\":\"a\"}}],"
	    "\"usage\":{\"total_tokens\":3}}"),
	    "id! body.id\nmodel! body.model\noption! body.choices[0].index\n"
	    "option! body.choices[0].message.role\n"
	    "assistant_text body.choices[0].message.content\n"
	    "usage body.usage.total_tokens\n", "m", "", "openai-chat" },
	{ "anthropic answer", "/v1/messages", DOCUMENT_RESPONSE,
	    SV_INIT("{\"role\":\"assistant\",\"content\":[{\"type\":\"text\","
	    "\"text\":\"a\"},{\"type\":\"tool_use\",\"input\":{\"k\":1}}]}"),
	    "option! body.role\noption! body.content[0].type\n"
	    "assistant_text body.content[0].text\n"
	    "option! body.content[1].type\n"
	    "tool_argument body.content[1].input.k\n",
	    "", "", "anthropic-messages" },
};

static void
test_body(size_t i)
{
	const char *name = body_cases[i].name;
	const struct document_input in = {
		.kind = body_cases[i].kind, .method = SV("POST"),
		.host = SV("llm.example"),
		.target = sv_cstr(body_cases[i].target),
		.content_type = SV("application/json"),
		.body = body_cases[i].body,
	};
	struct document doc;
	struct arena arena;
	struct buf got;

	arena_init(&arena, 1 << 20);
	buf_init(&got, 1 << 16);
	tap_is_int(document_read(&doc, &arena, &in), 0, "%s", name);
	dump(&doc, &got);
	tap_is_sv(buf_sv(&got), sv_cstr(body_cases[i].meanings),
	    "%s: meanings", name);
	tap_is_sv(doc.model, sv_cstr(body_cases[i].model), "%s: model", name);
	tap_is_sv(doc.region, sv_cstr(body_cases[i].region), "%s: region",
	    name);
	tap_is_sv(sv_cstr(doc.dialect == NULL ? "-" : doc.dialect->name),
	    sv_cstr(body_cases[i].dialect), "%s: dialect", name);
	buf_done(&got);
	arena_done(&arena);
}

static void
test_ambiguous(void)
{
	struct document_input in = {
		.method = SV("POST"), .target = SV("/v1/messages"),
		.content_type = SV("application/json"),
		.body = SV("{\"model\":\"a\",\"model\":\"b\"}"),
	};
	struct document doc;
	struct arena arena;

	arena_init(&arena, 1 << 20);
	tap_ok(document_read(&doc, &arena, &in) == 0 &&
	    coverage_state(&doc.coverage) != COVERAGE_FULL,
	    "two models: not understood");
	in.body = SV("{\"model\":\"a\",\"model\":\"a\"}");
	tap_ok(document_read(&doc, &arena, &in) == 0 &&
	    coverage_state(&doc.coverage) == COVERAGE_FULL,
	    "the same one twice");
	arena_done(&arena);
}

/* What the API itself made may be opaque; the same anywhere else may not. */
static void
test_opaque(void)
{
	struct document_input in = {
		.method = SV("POST"), .target = SV("/v1/messages"),
		.content_type = SV("application/json"),
	};
	struct document doc;
	struct arena arena;
	struct buf body;

	for (int where = 0; where < 2; where++) {
		arena_init(&arena, 1 << 20);
		buf_init(&body, 1 << 16);
		buf_add_cstr(&body, "{\"messages\":[{\"role\":\"assistant\","
		    "\"content\":[{\"type\":\"thinking\",\"");
		buf_add_cstr(&body, where == 0 ? "signature" : "thinking");
		buf_add_cstr(&body, "\":\"");
		for (int i = 0; i < 400; i++)
			buf_add_cstr(&body, "/+9z");
		buf_add_cstr(&body, "\"}]}]}");
		in.body = buf_sv(&body);
		tap_is_int(document_read(&doc, &arena, &in), 0, "opaque");
		tap_is_int(doc.coverage.exempt, 1 - where, "exempt");
		tap_is_int(doc.coverage.reasons[COVERAGE_BINARY], where,
		    "uncovered");
		buf_done(&body);
		arena_done(&arena);
	}
}

int
main(void)
{
	test_requests();
	for (size_t i = 0; i < NELEMS(body_cases); i++)
		test_body(i);
	test_ambiguous();
	test_opaque();
	return tap_done();
}
