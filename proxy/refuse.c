#include "proxy/refuse.h"

#include "base/json_write.h"
#include "proxy/http1_write.h"

/* The members all shapes share. */
static void
write_evidence(struct json_write *w, const struct refuse_spec *spec)
{
	json_write_member(w, "code", spec->code);
	if (spec->decision.len > 0)
		json_write_member(w, "decision", spec->decision);
	if (spec->record.len > 0)
		json_write_member(w, "record", spec->record);
	json_write_key(w, "rules");
	json_write_array(w);
	for (size_t i = 0; i < spec->nrules; i++)
		json_write_string(w, spec->rules[i]);
	json_write_array_end(w);
}

/* "Exeat: <text> (record <id>; rules a, b)": SDKs show only the message. */
static void
write_message(struct json_write *w, const struct refuse_spec *spec)
{
	struct buf text;

	buf_init(&text, 16 * 1024);
	buf_add_cstr(&text, "Exeat: ");
	buf_add_sv(&text, spec->text);
	if (spec->record.len > 0) {
		buf_add_cstr(&text, " (record ");
		buf_add_sv(&text, spec->record);
		for (size_t i = 0; i < spec->nrules; i++) {
			buf_add_cstr(&text, i == 0 ? "; rules " : ", ");
			buf_add_sv(&text, spec->rules[i]);
		}
		buf_add_char(&text, ')');
	}
	json_write_string(w, buf_sv(&text));
	buf_done(&text);
}

/* RFC 9457. */
static void
write_problem(struct json_write *w, const struct refuse_spec *spec)
{
	json_write_object(w);
	json_write_member(w, "type", SV("about:blank"));
	json_write_member(w, "title", http1_write_reason(spec->status));
	json_write_key(w, "status");
	json_write_u64(w, spec->status);
	json_write_member(w, "detail", spec->text);
	write_evidence(w, spec);
	json_write_object_end(w);
}

/* The types that OpenAI's API names for a status. */
static struct sv
openai_type(unsigned status)
{
	if (status == 401)
		return SV("authentication_error");
	if (status == 403)
		return SV("permission_error");
	if (status == 429)
		return SV("rate_limit_error");
	return status >= 500 ? SV("server_error") :
	    SV("invalid_request_error");
}

static void
write_openai(struct json_write *w, const struct refuse_spec *spec)
{
	json_write_object(w);
	json_write_key(w, "error");
	json_write_object(w);
	json_write_key(w, "message");
	write_message(w, spec);
	json_write_member(w, "type", openai_type(spec->status));
	json_write_key(w, "param");
	json_write_null(w);
	json_write_key(w, "code");
	json_write_string(w, spec->code);
	json_write_object_end(w);
	json_write_key(w, "exeat");
	json_write_object(w);
	write_evidence(w, spec);
	json_write_object_end(w);
	json_write_object_end(w);
}

/* The types that Anthropic's API names for a status. */
static struct sv
anthropic_type(unsigned status)
{
	switch (status) {
	case 401:
		return SV("authentication_error");
	case 403:
		return SV("permission_error");
	case 404:
		return SV("not_found_error");
	case 413:
		return SV("request_too_large");
	case 429:
		return SV("rate_limit_error");
	default:
		return status >= 500 ? SV("api_error") :
		    SV("invalid_request_error");
	}
}

static void
write_anthropic(struct json_write *w, const struct refuse_spec *spec)
{
	json_write_object(w);
	json_write_member(w, "type", SV("error"));
	json_write_key(w, "error");
	json_write_object(w);
	json_write_member(w, "type", anthropic_type(spec->status));
	json_write_key(w, "message");
	write_message(w, spec);
	json_write_object_end(w);
	json_write_key(w, "exeat");
	json_write_object(w);
	write_evidence(w, spec);
	json_write_object_end(w);
	json_write_object_end(w);
}

int
refuse_write_body(const struct refuse_spec *spec, struct buf *out)
{
	struct json_write w;

	json_write_init(&w, out);
	if (spec->dialect == NULL) {
		write_problem(&w, spec);
		return json_write_end(&w);
	}
	switch (spec->dialect->errors) {
	case DIALECT_ERRORS_OPENAI:
		write_openai(&w, spec);
		break;
	case DIALECT_ERRORS_ANTHROPIC:
		write_anthropic(&w, spec);
		break;
	}
	return json_write_end(&w);
}

struct sv
refuse_content_type(const struct refuse_spec *spec)
{
	return spec->dialect == NULL ? SV("application/problem+json") :
	    SV("application/json");
}
