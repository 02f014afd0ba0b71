/*
 * Which trailer fields go on (RFC 9110 §6.5.1): never one that frames, routes,
 * authenticates, steers or describes a message, since whoever merges it into
 * the header would read the message as something else than what was judged.
 * The check errs on the strict side: words in a name are enough.
 */
#include "base/ascii.h"
#include "config/raw.h"

static const struct sv defaults[] = {
	SV_INIT("grpc-status"), SV_INIT("grpc-message"),
	SV_INIT("grpc-status-details-bin"), SV_INIT("server-timing"),
};

static const struct sv exact[] = {
	SV_INIT("age"), SV_INIT("allow"), SV_INIT("alt-svc"),
	SV_INIT("baggage"), SV_INIT("cache-control"), SV_INIT("connection"),
	SV_INIT("date"), SV_INIT("early-data"), SV_INIT("etag"),
	SV_INIT("expect"), SV_INIT("expires"), SV_INIT("forwarded"),
	SV_INIT("from"), SV_INIT("host"), SV_INIT("http2-settings"),
	SV_INIT("keep-alive"), SV_INIT("last-modified"), SV_INIT("link"),
	SV_INIT("location"), SV_INIT("max-forwards"), SV_INIT("origin"),
	SV_INIT("pragma"), SV_INIT("priority"), SV_INIT("range"),
	SV_INIT("referer"), SV_INIT("refresh"), SV_INIT("retry-after"),
	SV_INIT("server"), SV_INIT("te"), SV_INIT("trailer"),
	SV_INIT("upgrade"), SV_INIT("user-agent"), SV_INIT("vary"),
	SV_INIT("via"), SV_INIT("warning"),
};

static const struct sv prefixes[] = {
	SV_INIT("accept"), SV_INIT("access-control-"), SV_INIT("content-"),
	SV_INIT("exeat-"), SV_INIT("if-"), SV_INIT("proxy-"),
	SV_INIT("sec-"), SV_INIT("transfer-"), SV_INIT("x-forwarded-"),
	SV_INIT("x-http-method"), SV_INIT("x-method-override"),
};

static const struct sv words[] = {
	SV_INIT("auth"), SV_INIT("checksum"), SV_INIT("cookie"),
	SV_INIT("credential"), SV_INIT("digest"), SV_INIT("-key"),
	SV_INIT("secret"), SV_INIT("signature"), SV_INIT("token"),
};

static bool
is_sound(struct sv name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (!ascii_is_lower(c) && !ascii_is_digit(c) && c != '-')
			return false;
	}
	return name.len > 0;
}

static bool
is_forbidden(struct sv name)
{
	for (size_t i = 0; i < NELEMS(exact); i++)
		if (sv_eq(name, exact[i]))
			return true;
	for (size_t i = 0; i < NELEMS(prefixes); i++)
		if (sv_starts(name, prefixes[i]))
			return true;
	for (size_t i = 0; i < NELEMS(words); i++)
		if (sv_find(name, words[i]) >= 0)
			return true;
	return false;
}

static bool
is_credential(const struct config *c, struct sv name)
{
	for (size_t i = 0; i < c->nroutes; i++)
		if (sv_eq(c->routes[i].credential_header, name))
			return true;
	return false;
}

static int
check_name(const struct config *c, const struct schema_text *t,
    struct errinfo *ei)
{
	if (!is_sound(t->text))
		return yaml_fail(ei, &t->mark, ERR_SYNTAX, "a name in trailers "
		    "consists of a-z, 0-9 and '-'");
	if (is_forbidden(t->text) || is_credential(c, t->text))
		return yaml_fail(ei, &t->mark, ERR_SYNTAX, "\"%.*s\" says how "
		    "a message travels, is read or who sent it; it cannot "
		    "follow the message, so take it off trailers",
		    SV_ARG(t->text));
	return 0;
}

int
trailers_take(struct raw *raw, struct arena *arena, struct errinfo *ei)
{
	struct config *c = &raw->config;
	struct sv *names;
	int rc = 0;

	c->trailers = defaults;
	c->ntrailers = NELEMS(defaults);
	if (!raw->has_trailers)
		return 0;
	names = arena_zalloc(arena, raw->trailers.count, sizeof(*names));
	if (names == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; rc == 0 && i < raw->trailers.count; i++) {
		rc = check_name(c, &raw->trailers.items[i], ei);
		names[i] = raw->trailers.items[i].text;
	}
	c->trailers = names;
	c->ntrailers = raw->trailers.count;
	return rc;
}
