#include "base/err.h"
#include "proxy/route.h"
#include "tests/tap/tap.h"

static struct config_route routes[] = {
	{ .name = SV_INIT("openai"), .path = SV_INIT("/openai/"),
	    .to = { true, SV_INIT("api.openai.com"), 443, SV_INIT("/") } },
	{ .name = SV_INIT("deep"), .path = SV_INIT("/openai/eu/"),
	    .to = { true, SV_INIT("eu.api.openai.com"), 443,
	    SV_INIT("/base/") } },
};

static const struct {
	const char *path;
	int rc;
	const char *name, *host, *out, *prefix;
	unsigned port;
} cases[] = {
	{ "/to/api.openai.com/v1/x?y=1", 0, "to", "api.openai.com",
	    "/v1/x?y=1", "/to/api.openai.com", 443 },
	{ "/to/API.OpenAI.com/v1", 0, "to", "api.openai.com", "/v1",
	    "/to/API.OpenAI.com", 443 },
	{ "/to/h.example:8443", 0, "to", "h.example", "/", "/to/h.example:8443",
	    8443 },
	{ "/to/h.example?q=1", 0, "to", "h.example", "/?q=1", "/to/h.example",
	    443 },
	{ "/to/127.0.0.1:9/x", 0, "to", "127.0.0.1", "/x", "/to/127.0.0.1:9",
	    9 },
	{ "/to/h.example/../x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/openai/%2e./x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to//x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to/h.example:0/x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to/h.example:/x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to/h.example:65536/x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to/user@h.example/x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to/h.example%2f/x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to/2130706433/x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to/0x7f.1/x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to/127.1/x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to/127.0.0.01/x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to/h.example./x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/to/[::1]/x", ERR_SYNTAX, NULL, NULL, NULL, NULL, 0 },
	{ "/openai/v1/chat", 0, "openai", "api.openai.com", "/v1/chat",
	    "/openai", 443 },
	{ "/openai", 0, "openai", "api.openai.com", "/", "/openai", 443 },
	{ "/openai?a=b", 0, "openai", "api.openai.com", "/?a=b", "/openai",
	    443 },
	{ "/openai/eu/v1", 0, "deep", "eu.api.openai.com", "/base/v1",
	    "/openai/eu", 443 },
	{ "/re/h.example/x", 0, "re", "h.example", "/x", "/re/h.example", 443 },
	{ "/openaix", ERR_NOTFOUND, NULL, NULL, NULL, NULL, 0 },
	{ "/", ERR_NOTFOUND, NULL, NULL, NULL, NULL, 0 },
};

int
main(void)
{
	const struct config c = { .routes = routes,
		.nroutes = NELEMS(routes) };
	struct arena arena;

	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct route_target t = { 0 };

		tap_is_int(route_find(&c, sv_cstr(cases[i].path), &arena, &t),
		    cases[i].rc, "find %s", cases[i].path);
		if (cases[i].rc != 0)
			continue;
		tap_is_sv(t.name, sv_cstr(cases[i].name), "its route");
		tap_is_sv(t.host, sv_cstr(cases[i].host), "its host");
		tap_is_sv(t.path, sv_cstr(cases[i].out), "its path");
		tap_is_sv(t.prefix, sv_cstr(cases[i].prefix), "its prefix");
		tap_is_int(t.port, cases[i].port, "its port");
	}
	arena_done(&arena);
	return tap_done();
}
