/* Which trailers go on, and that no other room thinks otherwise. */
#include "config/config.h"
#include "proxy/trailers.h"
#include "tests/tap/tap.h"

static const struct sv names[] = { SV_INIT("grpc-status"),
	SV_INIT("x-sum"), SV_INIT("cookie") };
static const struct config config = { .trailers = names,
	.ntrailers = NELEMS(names) };

static struct http1_field
field(const char *name, const char *value)
{
	struct sv n = sv_cstr(name);

	return (struct http1_field){ n, sv_cstr(value), http1_field_id(n) };
}

static void
test_pass(void)
{
	static const struct {
		const char *name, *connection;
		bool passes;
	} cases[] = {
		{ "grpc-status", "", true },
		{ "Grpc-STATUS", "close", true },
		{ "grpc_status", "", false },
		{ "grpc-statu", "", false },
		{ "x-sum", "x-su, x-sum2", true },
		{ "x-sum", "close ,\tX-Sum", false },
		{ "x-other", "", false },
		{ "Cookie", "", false },	/* whatever is configured */
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct http1_field fields[] = { field("Host", "x-sum"),
			field("Connection", "keep-alive"),
			field("connection", cases[i].connection) };
		struct http1_field f = field(cases[i].name, "1");

		tap_is_int(trailers_may_pass(&config, fields, NELEMS(fields),
		    &f), cases[i].passes, "%s behind \"%s\"", cases[i].name,
		    cases[i].connection);
	}
}

static void
test_taken(void)
{
	static const struct {
		const char *te;
		unsigned minor;
		bool taken;
	} cases[] = {
		{ "trailers", 1, true }, { "gzip;q=0.5 , TRAILERS", 1, true },
		{ "trailers", 0, false }, { "trailer", 1, false },
		{ "", 1, false }, { "gzip, deflate", 1, false },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct http1_field fields[] = {
			field("Trailer", "trailers"),
			field("TE", cases[i].te) };
		struct http1_head head = { .fields = fields,
			.nfields = NELEMS(fields), .minor = cases[i].minor };

		tap_is_int(trailers_are_taken(&head), cases[i].taken,
		    "TE: %s of HTTP/1.%u", cases[i].te, cases[i].minor);
	}
}

/* What is treated by name cannot be configured as a trailer. */
static void
test_agreement(void)
{
	for (int id = HTTP1_ID_NONE + 1; id < HTTP1_IDS; id++) {
		struct sv name = http1_field_name((enum http1_id)id);
		struct errinfo ei = { 0 };
		struct config *c;
		char text[128];
		int rc;

		(void)snprintf(text, sizeof(text), "trailers: %.*s",
		    SV_ARG(name));
		rc = config_parse(sv_cstr(text), "e", &c, &ei);
		tap_is_int(rc, ERR_SYNTAX, "%.*s is no name for trailers",
		    SV_ARG(name));
		if (rc == 0)
			config_free(c);
	}
}

int
main(void)
{
	test_pass();
	test_taken();
	test_agreement();
	return tap_done();
}
