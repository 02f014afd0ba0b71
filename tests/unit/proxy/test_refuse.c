#include "proxy/refuse.h"
#include "tests/tap/tap.h"

static const struct dialect openai = { .name = "openai-chat",
	.errors = DIALECT_ERRORS_OPENAI };
static const struct dialect anthropic = { .name = "anthropic-messages",
	.errors = DIALECT_ERRORS_ANTHROPIC };
static const struct sv rules[] = { SV_INIT("personal-abroad"),
	SV_INIT("uncovered") };

static const struct {
	const struct dialect *dialect;
	unsigned status;
	const char *type, *body;
} cases[] = {
	{ NULL, 403, "application/problem+json",
	    "{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
	    "\"detail\":\"why \\\"so\\\"\",\"code\":\"policy\","
	    "\"decision\":\"block\",\"record\":\"r-1\","
	    "\"rules\":[\"personal-abroad\",\"uncovered\"]}" },
	{ &openai, 403, "application/json",
	    "{\"error\":{\"message\":\"Exeat: why \\\"so\\\" (record r-1; rules "
	    "personal-abroad, uncovered)\",\"type\":\"permission_error\","
	    "\"param\":null,\"code\":\"policy\"},\"exeat\":{"
	    "\"code\":\"policy\",\"decision\":\"block\",\"record\":\"r-1\","
	    "\"rules\":[\"personal-abroad\",\"uncovered\"]}}" },
	{ &anthropic, 413, "application/json",
	    "{\"type\":\"error\",\"error\":{\"type\":\"request_too_large\","
	    "\"message\":\"Exeat: why \\\"so\\\" (record r-1; rules "
	    "personal-abroad, uncovered)\"},\"exeat\":{"
	    "\"code\":\"policy\",\"decision\":\"block\",\"record\":\"r-1\","
	    "\"rules\":[\"personal-abroad\",\"uncovered\"]}}" },
};

int
main(void)
{
	struct refuse_spec spec = { .code = SV("policy"),
		.text = SV("why \"so\""), .record = SV("r-1"),
		.decision = SV("block"), .rules = rules, .nrules = 2 };
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		buf_reset(&out);
		spec.dialect = cases[i].dialect;
		spec.status = cases[i].status;
		tap_is_int(refuse_write_body(&spec, &out), 0, "write");
		tap_is_sv(buf_sv(&out), sv_cstr(cases[i].body), "its body");
		tap_is_sv(refuse_content_type(&spec), sv_cstr(cases[i].type),
		    "its type");
	}
	buf_done(&out);
	return tap_done();
}
