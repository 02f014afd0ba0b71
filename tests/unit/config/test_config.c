/* exeat.yaml: what is read, what is filled in, and every refusal's message. */
#include "config/config.h"

#include <stdlib.h>

#include "base/fault.h"
#include "tests/tap/tap.h"

#define TOKEN_HASH \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct sv full = SV_INIT(
    "listen:\n"
    "  - gateway: 127.0.0.1:8080\n"
    "  - gateway: \"[::1]:8443\"\n"
    "    tls: {cert: c.pem, key: /abs/k.pem, client_ca: ca.pem}\n"
    "admin: 127.0.0.1:8081\n"
    "store: ./var/store\n"
    "policy: ./policy.yaml\n"
    "workers: auto\n"
    "routes:\n"
    "  - {name: openai, path: /openai/, to: \"https://API.openai.com/\", "
    "credential: \"file:./openai.key\"}\n"
    "  - {name: claude, path: /a/, to: \"https://api.anthropic.com/v1/\", "
    "credential: \"file:/k\"}\n"
    "  - {name: local, path: /, to: \"http://127.0.0.1:9180/\"}\n"
    "upstream:\n"
    "  resolve: {\"api.openai.com:443\": \"127.0.0.1:9443\"}\n"
    "  ca_file: ./extra-ca.pem\n"
    "clients:\n"
    "  - {name: billing, token_sha256: \"" TOKEN_HASH "\", team: finance, "
    "purpose: support, activity: customer-care}\n"
    "  - {name: lab, network: [10.1.0.0/16, \"fd00::/8\", 192.0.2.7]}\n"
    "limits: {body: 64MiB, decoded: 256MiB, decoded_ratio: 100, "
    "header: 64KiB, worker_memory: 1GiB}\n"
    "timeouts: {connect: 250ms, drain: 5m}\n"
    "log: {level: debug}\n"
    "user: exeat\n");

static void
test_lists(const struct config *c)
{
	const struct config_route *r = c->routes;
	const struct config_client *k = c->clients;

	tap_ok(c->nroutes == 3 && c->nclients == 2, "routes and clients");
	tap_ok(r[0].to.https && r[0].to.port == 443, "https port");
	tap_is_sv(r[0].to.host, SV("api.openai.com"), "host in lower case");
	tap_is_sv(r[0].credential, SV("/etc/exeat/./openai.key"),
	    "credential beside the file");
	tap_is_sv(r[0].credential_prefix, SV("Bearer "), "bearer");
	tap_is_sv(r[1].credential_header, SV("x-api-key"), "x-api-key");
	tap_is_sv(r[1].credential_prefix, SV(""), "as it is");
	tap_is_sv(r[1].to.path, SV("/v1/"), "path of a target");
	tap_ok(!r[2].to.https && r[2].to.port == 9180, "clear http");
	tap_ok(k[0].has_token && k[0].token_sha256[0] == 0x01 &&
	    k[0].token_sha256[31] == 0xef, "token hash");
	tap_is_sv(k[0].activity, SV("customer-care"), "activity");
	tap_ok(!k[1].has_token && k[1].nnetworks == 3, "networks");
	tap_ok(k[1].networks[0].bits == 16 && k[1].networks[0].addr_bytes == 4,
	    "a network of IPv4");
	tap_ok(k[1].networks[1].bits == 8 && k[1].networks[1].addr_bytes == 16,
	    "a network of IPv6");
	tap_is_int(k[1].networks[2].bits, 32, "a single address");
	tap_ok(config_client_named(c, SV("lab")) == &k[1] &&
	    config_client_named(c, SV("nobody")) == NULL, "by name");
	tap_is_sv(c->resolve[0].host, SV("api.openai.com"), "resolve from");
	tap_is_int(c->resolve[0].to.port, 9443, "resolve to");
}

static void
test_full(void)
{
	struct errinfo ei = { 0 };
	struct config *c;

	if (!tap_is_int(config_parse(full, "/etc/exeat/exeat.yaml", &c, &ei),
	    0, "the issue's example, and more")) {
		tap_diag("%u:%u: %s", ei.line, ei.column, ei.text);
		return;
	}
	tap_is_int((int64_t)c->nlisteners, 2, "listeners");
	tap_is_sv(c->listeners[1].gateway.host, SV("::1"), "IPv6 listener");
	tap_ok(c->listeners[1].has_tls && !c->listeners[0].has_tls, "tls");
	tap_is_sv(c->listeners[1].tls.cert, SV("/etc/exeat/c.pem"),
	    "a relative path");
	tap_is_sv(c->listeners[1].tls.key, SV("/abs/k.pem"),
	    "an absolute path");
	tap_is_sv(c->store, SV("/etc/exeat/./var/store"), "store");
	tap_is_sv(c->keys, SV("/etc/exeat/./var/keys"), "keys beside it");
	tap_is_int(c->workers, 0, "auto");
	tap_ok(c->limits.body == 64 << 20 && c->limits.decoded_ratio == 100,
	    "limits");
	tap_is_int((int64_t)c->limits.headers, 200, "default limit");
	tap_ok(c->timeouts.connect == 250 && c->timeouts.drain == 300000 &&
	    c->timeouts.head == 30000, "timeouts");
	tap_is_int(c->log_level, CONFIG_LOG_DEBUG, "log level");
	tap_is_sv(c->user, SV("exeat"), "user");
	test_lists(c);
	config_free(c);
}

static void
test_trailers(void)
{
	struct errinfo ei = { 0 };
	struct config *c;

	tap_is_int(config_parse(SV("trailers: [x-sum, server-timing]"), "e",
	    &c, &ei), 0, "trailers");
	tap_ok(c->ntrailers == 2 && sv_eq(c->trailers[0], SV("x-sum")),
	    "as they are named");
	config_free(c);
	tap_is_int(config_parse(SV("trailers: []"), "e", &c, &ei), 0, "none");
	tap_is_int((int64_t)c->ntrailers, 0, "is none");
	config_free(c);
}

static void
test_default(void)
{
	struct errinfo ei = { 0 };
	struct config *c;

	(void)setenv("EXEAT_DATA", "/usr/share/exeat", 1);
	tap_is_int(config_default(&c, &ei), 0, "no file at all");
	tap_ok(c->nlisteners == 1 && c->listeners[0].gateway.port == 8080 &&
	    sv_eq(c->listeners[0].gateway.host, SV("127.0.0.1")), "listens");
	tap_is_sv(c->store, SV("./var/store"), "store");
	tap_is_sv(c->keys, SV("./var/keys"), "keys");
	tap_is_sv(c->policy, SV("/usr/share/exeat/policy.yaml"), "policy");
	tap_is_sv(c->catalogue, SV("/usr/share/exeat/catalogue"), "catalogue");
	tap_is_int((int64_t)c->file.len, 0, "no file name");
	tap_ok(c->ntrailers == 4 && sv_eq(c->trailers[0], SV("grpc-status")),
	    "trailers that harm nobody");
	config_free(c);
	tap_is_int(config_load("/nonexistent/exeat.yaml", &c, &ei),
	    ERR_NOTFOUND, "a file that is not there");
}

static const struct bad {
	const char *text, *message;
} bads[] = {
	{ "lisen: []", "e:1:1: unknown key \"lisen\" in the configuration; "
	    "did you mean \"listen\"?" },
	{ "listen: [{gatway: 1}]", "e:1:11: unknown key \"gatway\" in an "
	    "entry of listen; did you mean \"gateway\"?" },
	{ "listen: [{gateway: localhost:80}]", "e:1:20: \"gateway\" is "
	    "\"localhost:80\"; an address and port such as 127.0.0.1:8080 is "
	    "wanted" },
	{ "listen: [{gateway: 127.0.0.1}]", "e:1:20: \"gateway\" is "
	    "\"127.0.0.1\"; an address and port such as 127.0.0.1:8080 is "
	    "wanted" },
	{ "admin: 1.2.3.4:99999", "e:1:8: \"admin\" is \"1.2.3.4:99999\"; an "
	    "address and port such as 127.0.0.1:8081 is wanted" },
	{ "listen: [{gateway: 127.0.0.1:8081}]", "e:1:10: this is the address "
	    "of admin; give it another" },
	{ "listen: [{gateway: 127.0.0.1:1}, {gateway: 127.0.0.1:1}]",
	    "e:1:34: this address is listened on already" },
	{ "listen: [{gateway: 127.0.0.1:1, tls: {cert: a}}]",
	    "e:1:38: tls needs the key \"key\"" },
	{ "workers: many", "e:1:10: \"workers\" is \"many\"; auto or a number "
	    "up to 256 is wanted" },
	{ "workers: 0", "e:1:10: \"workers\" is \"0\"; auto or a number up to "
	    "256 is wanted" },
	{ "limits: {body: 64 MiBs}", "e:1:16: \"body\" is \"64 MiBs\"; a size "
	    "such as 64MiB is wanted" },
	{ "limits: {body: 1}", "e:1:16: \"body\" is 1; it must be 1024 to "
	    "4294967296 bytes" },
	{ "limits: {body: 1GiB}", "e:1:1: limits.decoded must be at least "
	    "limits.body" },
	{ "timeouts: {connect: 10}", "e:1:21: \"connect\" is \"10\"; a time "
	    "such as 250ms, 10s or 5m is wanted" },
	{ "timeouts: {connect: 2h}", "e:1:21: \"connect\" is 2h; it must be 1 "
	    "to 3600000 milliseconds" },
	{ "log: {level: inof}", "e:1:14: \"level\" is \"inof\"; one of error, "
	    "warn, info, debug is wanted; did you mean \"info\"?" },
	{ "routes:\n- {name: a, path: a, to: \"https://a/\"}",
	    "e:2:3: the path of route \"a\" must begin and end with one '/', "
	    "such as /openai/" },
	{ "routes:\n- {name: a, path: /to/x/, to: \"https://a/\"}",
	    "e:2:3: the path /to/ is the gateway's own; give route \"a\" "
	    "another" },
	{ "routes:\n- {name: a, path: \"/a b/\", to: \"https://a/\"}",
	    "e:2:3: the path of route \"a\" may hold no blanks and none of ? "
	    "# % \\" },
	{ "routes:\n- {name: a, path: /a/, to: \"ftp://a/\"}",
	    "e:2:28: \"to\" is \"ftp://a/\"; a URL such as "
	    "\"https://api.example.com/\" is wanted" },
	{ "routes:\n- {name: a, path: /a/, to: \"https://a/\"}\n"
	    "- {name: a, path: /b/, to: \"https://a/\"}",
	    "e:3:3: a route of this name or path stands already in line 2" },
	{ "routes:\n- {name: A, path: /a/, to: \"https://a/\"}",
	    "e:2:10: \"name\" is \"A\"; a name of a-z, 0-9, '.', '_' and '-' "
	    "is wanted" },
	{ "routes:\n- {name: a, path: /a/, to: \"https://a/\", "
	    "credential: secret}", "e:2:54: \"credential\" is \"secret\"; "
	    "\"file:PATH\" of a file that holds it is wanted" },
	{ "routes:\n- {name: a, path: /a/, to: \"https://a/\", "
	    "credential: \"file:k\", credential_header: host}",
	    "e:2:3: \"host\" cannot carry a credential" },
	{ "routes:\n- {name: a, path: /a/, to: \"https://a/\", "
	    "credential_header: x}", "e:2:3: route \"a\" says how to send a "
	    "credential but has none" },
	{ "clients: [{name: a}]", "e:1:11: client \"a\" needs token_sha256 or "
	    "network to be known by" },
	{ "clients: [{name: a, token_sha256: abc}]", "e:1:35: "
	    "\"token_sha256\" is \"abc\"; SHA-256 of the token in 64 "
	    "hexadecimal digits is wanted" },
	{ "clients:\n- {name: a, token_sha256: " TOKEN_HASH "}\n"
	    "- {name: b, token_sha256: " TOKEN_HASH "}\n",
	    "e:3:3: client \"b\" has the same token as \"a\" in line 2" },
	{ "clients:\n- {name: a, network: 10.0.0.0/8}\n"
	    "- {name: a, network: 11.0.0.0/8}\n",
	    "e:3:3: client \"a\" has the same name as \"a\" in line 2" },
	{ "clients:\n- {name: a, network: 10.0.0.0/8}\n"
	    "- {name: b, network: [1.1.1.1, 10.0.0.0/8]}\n",
	    "e:3:3: client \"b\" has the same network as \"a\" in line 2" },
	{ "clients: [{name: a, network: 10.0.0.1/8}]", "e:1:30: "
	    "\"10.0.0.1/8\" is no network; one such as 10.1.0.0/16 is wanted, "
	    "zero after the prefix" },
	{ "upstream: {resolve: {\"a\": \"127.0.0.1:1\"}}", "e:1:22: an entry "
	    "such as \"api.example.com:443\": \"127.0.0.1:9443\" is wanted" },
	{ "upstream: {resolve: [a]}", "e:1:21: \"resolve\" is a list; a map "
	    "of \"host:port\": \"address:port\" is wanted" },
	{ "store: a\nstore: b", "e:2:1: \"store\" stands here a second time; "
	    "first in line 1" },
	{ "trailers: [Server-Timing]", "e:1:12: a name in trailers consists "
	    "of a-z, 0-9 and '-'" },
	{ "trailers: [x-sum, x_sum]", "e:1:19: a name in trailers consists "
	    "of a-z, 0-9 and '-'" },
	{ "trailers: [x-sum, content-type]", "e:1:19: \"content-type\" says "
	    "how a message travels, is read or who sent it; it cannot follow "
	    "the message, so take it off trailers" },
	{ "routes:\n- {name: a, path: /a/, to: \"https://a/\", "
	    "credential: \"file:k\", credential_header: x-pass}\n"
	    "trailers: x-pass", "e:3:11: \"x-pass\" says how a message "
	    "travels, is read or who sent it; it cannot follow the message, so "
	    "take it off trailers" },
	{ "trailers: {x-sum: 1}", "e:1:11: \"trailers\" is a map; a list of "
	    "field names such as [server-timing] is wanted" },
	{ "[a]", "e:1:1: the configuration is a map (key: value), not a "
	    "list" },
	{ "a: *b", "e:1:4: aliases (*name) are not allowed; write the value "
	    "out" },
};

static void
test_bad(void)
{
	struct config *c = NULL;
	struct errinfo ei;
	char message[512];

	for (size_t i = 0; i < NELEMS(bads); i++) {
		errinfo_reset(&ei);
		tap_ok(config_parse(sv_cstr(bads[i].text), "e", &c, &ei) < 0,
		    "refuse %zu", i);
		errinfo_format(&ei, message, sizeof(message));
		tap_is_sv(sv_cstr(message), sv_cstr(bads[i].message),
		    "message %zu", i);
	}
	tap_ok(c == NULL, "result untouched on failure");
}

/* Whichever allocation fails: ERR_NOMEM, nothing made, nothing leaked. */
static void
test_memory(void)
{
#ifdef WITH_FAULT_INJECTION
	struct config *c = NULL;
	struct errinfo ei;
	bool sound = true;
	unsigned nth = 0;
	int rc;

	do {
		errinfo_reset(&ei);
		fault_arm(FAULT_ALLOC, ++nth);
		rc = config_parse(full, "e.yaml", &c, &ei);
		sound = sound && (rc == 0 || (rc == ERR_NOMEM && c == NULL &&
		    ei.text[0] != '\0'));
	} while (rc != 0 && nth < 10000);
	fault_arm(FAULT_ALLOC, 0);
	tap_ok(sound && rc == 0 && nth > 2, "%u allocations failed", nth - 1);
	config_free(c);
#else
	tap_skip(1, "built without fault injection");
#endif
}

int
main(void)
{
	test_memory();
	test_full();
	test_trailers();
	test_default();
	test_bad();
	return tap_done();
}
