/* Host patterns: what each matches, which of several wins, what is refused. */
#include "rules/hosts.h"

#include "base/err.h"
#include "tests/tap/tap.h"

static const struct row {
	const char *pattern, *host;
	uint16_t port;
	bool matches;
	const char *region, *cloud;
} rows[] = {
	{ "api.openai.com", "api.openai.com", 443, true, "", "" },
	{ "api.openai.com", "eu.api.openai.com", 443, false, "", "" },
	{ "api.openai.com", "xapi.openai.com", 443, false, "", "" },
	{ "*.example.org", "a.example.org", 443, true, "", "" },
	{ "*.example.org", "a.b.example.org", 443, true, "", "" },
	{ "*.example.org", "example.org", 443, false, "", "" },
	{ "*.example.org", "badexample.org", 443, false, "", "" },
	{ "{res}.openai.azure.com", "acme.openai.azure.com", 443, true, "",
	    "" },
	{ "{region}-aiplatform.googleapis.com",
	    "europe-west4-aiplatform.googleapis.com", 443, true,
	    "europe-west4", "" },
	{ "{region}-aiplatform.googleapis.com", "aiplatform.googleapis.com",
	    443, false, "", "" },
	{ "s3.{region}.amazonaws.com", "s3.eu-west-1.amazonaws.com", 443,
	    true, "eu-west-1", "" },
	{ "s3.{region}.amazonaws.com", "s3.x.eu-west-1.amazonaws.com", 443,
	    false, "", "" },
	{ "*.{cloud}-{region}.zilliz.com", "in1.aws-eu-central-1.zilliz.com",
	    443, true, "eu-central-1", "aws" },
	{ "*.{region}-0.{cloud}.cloud.io", "x.eu-central-1-0.aws.cloud.io",
	    443, true, "eu-central-1", "aws" },
	{ "adb-*.azuredatabricks.net", "adb-12.3.azuredatabricks.net", 443,
	    false, "", "" },
	{ "adb-*.azuredatabricks.net", "adb-123.azuredatabricks.net", 443,
	    true, "", "" },
	{ "adb-*.azuredatabricks.net", "adb-.azuredatabricks.net", 443, false,
	    "", "" },
	{ "{org}-{account}.snow.com", "my-big-acct.snow.com", 443, true, "",
	    "" },
	{ "*.svc.*.pinecone.io", "i.svc.env-1.pinecone.io", 443, true, "",
	    "" },
	{ "*:11434", "ollama.lan", 11434, true, "", "" },
	{ "*:11434", "ollama.lan", 443, false, "", "" },
	{ "127.0.0.1:9180", "127.0.0.1", 9180, true, "", "" },
	{ "127.0.0.1:9180", "127.0.0.1", 9181, false, "", "" },
	{ "[::1]:9180", "::1", 9180, true, "", "" },
	{ "::1", "::1", 1, true, "", "" },
	{ "*", "anything.at.all", 1, true, "", "" },
};

static void
test_match(void)
{
	for (size_t i = 0; i < NELEMS(rows); i++) {
		struct hosts_capture c = { { "", 0 }, { "", 0 } };
		struct hosts_pattern p;
		bool got;

		if (hosts_parse(sv_cstr(rows[i].pattern), SV(""), &p) != 0) {
			tap_ok(false, "parse %s", rows[i].pattern);
			continue;
		}
		got = hosts_match(&p, sv_cstr(rows[i].host), rows[i].port,
		    SV(""), &c);
		tap_ok(got == rows[i].matches, "%s and %s:%u",
		    rows[i].pattern, rows[i].host, rows[i].port);
		if (got) {
			tap_is_sv(c.region, sv_cstr(rows[i].region),
			    "region");
			tap_is_sv(c.cloud, sv_cstr(rows[i].cloud), "cloud");
		}
	}
}

static void
test_refused(void)
{
	static const char *const bad[] = { "", "a b", "A.com", "a.com:0",
		"a.com:99999", "{a}{b}.com", "**.com", "{A}.com", "{}.com",
		":80", "a/b", "a.com:x" };
	struct hosts_pattern p;
	char out[HOSTS_NAME_BYTES];
	struct sv host;

	for (size_t i = 0; i < NELEMS(bad); i++)
		tap_is_int(hosts_parse(sv_cstr(bad[i]), SV(""), &p),
		    ERR_SYNTAX, "refuse \"%s\"", bad[i]);
	tap_is_int(hosts_parse(SV("a.com"), SV("x"), &p), ERR_SYNTAX,
	    "refuse a path without '/'");
	tap_ok(hosts_normalise(SV("API.OpenAI.com."), out, &host) == 0 &&
	    sv_eq(host, SV("api.openai.com")), "normalise");
	tap_ok(hosts_normalise(SV("[::1]"), out, &host) == 0 &&
	    sv_eq(host, SV("::1")), "brackets");
	tap_is_int(hosts_normalise(SV("a..b"), out, &host), ERR_SYNTAX,
	    "empty label");
	tap_is_int(hosts_normalise(SV("a\0b"), out, &host), ERR_SYNTAX,
	    "NUL in a host");
	tap_is_int(hosts_normalise(SV(""), out, &host), ERR_SYNTAX, "empty");
}

static const struct { const char *pattern, *path; } listed[] = {
	{ "*.{region}.amazonaws.com", "" },
	{ "bedrock.{region}.amazonaws.com", "" },
	{ "{bucket}.s3.{region}.amazonaws.com", "" },
	{ "{bucket}.s3.dualstack.{region}.amazonaws.com", "" },
	{ "*.amazonaws.com", "" },
	{ "sts.amazonaws.com", "" },
	{ "api.cf.com", "/v4/*/ai" },
	{ "api.cf.com", "" },
	{ "*:8000", "" },
	{ "x.cf.com:8000", "" },
};

static const struct { const char *host, *path; uint16_t port; int want; }
    wins[] = {
	{ "bedrock.eu-west-1.amazonaws.com", "", 443, 1 },
	{ "ec2.eu-west-1.amazonaws.com", "", 443, 0 },
	{ "b.s3.eu-west-1.amazonaws.com", "", 443, 2 },
	{ "b.c.s3.eu-west-1.amazonaws.com", "", 443, 2 },
	{ "b.s3.dualstack.eu-west-1.amazonaws.com", "", 443, 3 },
	{ "sts.amazonaws.com", "", 443, 5 },
	{ "iam.amazonaws.com", "", 443, 4 },
	{ "api.cf.com", "/v4/abc/ai/run", 443, 6 },
	{ "api.cf.com", "/v4/abc/dns", 443, 7 },
	{ "api.cf.com", "/v4//ai", 443, 7 },
	{ "api.cf.com", "", 443, 7 },
	{ "nobody.lan", "", 8000, 8 },
	{ "x.cf.com", "", 8000, 9 },
	{ "x.cf.com", "", 443, -1 },
	{ "amazonaws.com", "", 443, -1 },
};

static void
test_index(void)
{
	struct hosts_pattern p[NELEMS(listed) + 1];
	const struct hosts_pattern *found;
	struct arena a;
	struct hosts h;
	size_t at = 99;

	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < NELEMS(listed); i++) {
		tap_is_int(hosts_parse(sv_cstr(listed[i].pattern),
		    sv_cstr(listed[i].path), &p[i]), 0, "parse");
		p[i].value = (uint32_t)i;
	}
	tap_is_int(hosts_build(&h, p, NELEMS(listed), &a, &at), 0, "build");
	for (size_t i = 0; i < NELEMS(wins); i++) {
		found = hosts_find(&h, sv_cstr(wins[i].host), wins[i].port,
		    sv_cstr(wins[i].path), NULL);
		tap_is_int(found == NULL ? -1 : (int)found->value,
		    wins[i].want, "%s%s", wins[i].host, wins[i].path);
	}
	p[NELEMS(listed)] = p[3];
	p[NELEMS(listed)].value = 77;
	tap_is_int(hosts_build(&h, p, NELEMS(listed) + 1, &a, &at),
	    ERR_CONFLICT, "two of a kind");
	tap_is_int(p[at].value, 77, "the later one is named");
	tap_is_int(hosts_build(&h, p, 0, &a, &at), 0, "an empty index");
	tap_ok(hosts_find(&h, SV("a.b"), 1, SV(""), NULL) == NULL,
	    "finds nothing");
	arena_done(&a);
}

int
main(void)
{
	test_match();
	test_refused();
	test_index();
	return tap_done();
}
