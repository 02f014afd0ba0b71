#include "base/err.h"
#include "proxy/redirect.h"
#include "tests/tap/tap.h"

static const struct config_route route = { .name = SV_INIT("deep"),
	.path = SV_INIT("/deep/"),
	.to = { true, SV_INIT("api.example"), 443, SV_INIT("/base/") } };

static const struct route_target named = { .name = SV_INIT("to"),
	.https = true, .host = SV_INIT("api.example"), .port = 443,
	.prefix = SV_INIT("/to/api.example") };
static const struct route_target routed = { .route = &route,
	.name = SV_INIT("deep"), .https = true,
	.host = SV_INIT("api.example"), .port = 443,
	.prefix = SV_INIT("/deep") };
static const struct route_target clear = { .name = SV_INIT("local"),
	.host = SV_INIT("127.0.0.1"), .port = 9180, .prefix = SV_INIT("") };

static const struct {
	const struct route_target *from;
	const char *location;
	const char *want;	/* NULL: refused */
} cases[] = {
	{ &named, "/v2/x?y=1#z", "/to/api.example/v2/x?y=1#z" },
	{ &named, "next", "next" },
	{ &named, "?page=2", "?page=2" },
	{ &named, "https://api.example/v2", "/to/api.example/v2" },
	{ &named, "https://API.example:443/v2", "/to/api.example/v2" },
	{ &named, "HTTPS://api.example", "/to/api.example/" },
	{ &named, "https://api.example?q", "/to/api.example/?q" },
	{ &named, "//evil.example/x", "/re/evil.example/x" },
	{ &named, "https://evil.example:8443/x", "/re/evil.example:8443/x" },
	{ &named, "https://api.example:444/", "/re/api.example:444/" },
	{ &named, "http://api.example/v2", NULL },
	{ &named, "http://evil.example/", NULL },
	{ &named, "ftp://evil.example/", NULL },
	{ &named, "javascript:alert(1)", NULL },
	{ &named, "https://user@evil.example/", NULL },
	{ &named, "https://[::1]/", NULL },
	{ &named, "https://2130706433/", NULL },
	{ &named, "https:/evil.example/", NULL },
	{ &named, "https:\\\\evil.example/", NULL },
	{ &named, "/\\evil.example/", NULL },
	{ &named, "https://evil.example/ x", NULL },
	{ &named, "https://evil.example:0/", NULL },
	{ &named, "../../evil.example/x", NULL },
	{ &named, "/../evil.example/x", NULL },
	{ &named, "/%2E%2e/evil.example/x", NULL },
	{ &named, "https://api.example/a/..", NULL },
	{ &named, "/a..b/...?x=../y", "/to/api.example/a..b/...?x=../y" },
	{ &named, "", NULL },
	{ &routed, "/base/v2", "/deep/v2" },
	{ &routed, "/other", "/to/api.example/other" },
	{ &routed, "https://api.example/base/v2", "/deep/v2" },
	{ &routed, "https://api.example", "/to/api.example/" },
	{ &clear, "/x", "/x" },
	{ &clear, "http://127.0.0.1:9180/x", "/x" },
	{ &clear, "http://127.0.0.1:9181/x", NULL },
	{ &clear, "https://evil.example/x", "/re/evil.example/x" },
};

int
main(void)
{
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		int rc;

		buf_reset(&out);
		rc = redirect_rewrite(cases[i].from,
		    sv_cstr(cases[i].location), &out);
		if (cases[i].want == NULL)
			tap_is_int(rc, ERR_DENIED, "refuse '%s'",
			    cases[i].location);
		else
			tap_is_sv(buf_sv(&out), sv_cstr(cases[i].want),
			    "rewrite '%s'", cases[i].location);
	}
	buf_done(&out);
	return tap_done();
}
