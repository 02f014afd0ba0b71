/* What the gate lets pass, and who a client is. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/crypto.h"
#include "proxy/gate.h"
#include "proxy/identity.h"
#include "tests/tap/tap.h"

static const struct sv names[] = { SV_INIT("exeat.intra.example") };
static const struct gate gate = { .host = SV_INIT("127.0.0.1"), .port = 8080,
	.is_loopback = true, .names = names, .nnames = 1 };

/* One row is a request: its method, authority and up to two fields. */
static const struct {
	enum http1_method method;
	const char *host;
	unsigned port;
	struct { enum http1_id id; const char *value; } fields[2];
	unsigned status;	/* 0: passes */
} cases[] = {
	{ HTTP1_M_POST, "127.0.0.1", 8080, { { 0, NULL } }, 0 },
	{ HTTP1_M_POST, "LocalHost", 8080, { { 0, NULL } }, 0 },
	{ HTTP1_M_POST, "exeat.intra.example", 8080, { { 0, NULL } }, 0 },
	{ HTTP1_M_POST, "exeat.intra.example", 80, { { 0, NULL } }, 0 },
	{ HTTP1_M_POST, "evil.example", 8080, { { 0, NULL } }, 421 },
	{ HTTP1_M_POST, "127.0.0.1", 8081, { { 0, NULL } }, 421 },
	{ HTTP1_M_POST, "127.0.0.1", 0, { { 0, NULL } }, 421 },
	{ HTTP1_M_CONNECT, "127.0.0.1", 8080, { { 0, NULL } }, 501 },
	{ HTTP1_M_TRACE, "127.0.0.1", 8080, { { 0, NULL } }, 405 },
	{ HTTP1_M_GET, "127.0.0.1", 8080,
	    { { HTTP1_ID_UPGRADE, "websocket" } }, 501 },
	{ HTTP1_M_GET, "127.0.0.1", 8080, { { HTTP1_ID_UPGRADE, "h2c" } }, 0 },
	{ HTTP1_M_POST, "127.0.0.1", 8080,
	    { { HTTP1_ID_ORIGIN, "https://evil.example" } }, 403 },
	{ HTTP1_M_POST, "127.0.0.1", 8080,
	    { { HTTP1_ID_ORIGIN, "null" } }, 403 },
	{ HTTP1_M_POST, "127.0.0.1", 8080,
	    { { HTTP1_ID_ORIGIN, "http://127.0.0.1:8080" } }, 0 },
	{ HTTP1_M_POST, "127.0.0.1", 8080,
	    { { HTTP1_ID_SEC_FETCH_SITE, "cross-site" } }, 403 },
	{ HTTP1_M_POST, "127.0.0.1", 8080,
	    { { HTTP1_ID_SEC_FETCH_SITE, "same-site" } }, 403 },
	{ HTTP1_M_POST, "127.0.0.1", 8080,
	    { { HTTP1_ID_SEC_FETCH_SITE, "same-origin" },
	    { HTTP1_ID_ORIGIN, "http://127.0.0.1:8080" } }, 0 },
};

static void
add_field(struct http1_head *head, struct http1_field *f, enum http1_id id,
    const char *value)
{
	*f = (struct http1_field){ .name = SV("x"), .id = id,
		.value = sv_cstr(value) };
	head->present |= HTTP1_BIT(id);
	head->nfields++;
}

static void
test_gate(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct http1_field fields[2];
		char authority[64];
		struct http1_head head = { .method = cases[i].method,
			.host = sv_cstr(cases[i].host),
			.port = (uint16_t)cases[i].port, .fields = fields };
		const struct gate_refusal *r;

		(void)snprintf(authority, sizeof(authority), "%s:%u",
		    cases[i].host, cases[i].port);
		head.authority = sv_cstr(authority);
		for (size_t k = 0; k < 2; k++)
			if (cases[i].fields[k].value != NULL)
				add_field(&head, &fields[head.nfields],
				    cases[i].fields[k].id,
				    cases[i].fields[k].value);
		r = gate_check(&gate, &head);
		tap_is_int(r == NULL ? 0 : r->status, cases[i].status,
		    "gate row %zu", i);
	}
}

static void
test_signed(void)
{
	struct http1_field f;
	struct http1_head head = { .fields = &f };

	tap_ok(!gate_is_signed(&head, NULL, 0), "unsigned");
	add_field(&head, &f, HTTP1_ID_AUTHORIZATION, "Bearer x");
	tap_ok(!gate_is_signed(&head, NULL, 0), "a bearer signs nothing");
	f.value = SV("AWS4-HMAC-SHA256 Credential=x");
	tap_ok(gate_is_signed(&head, NULL, 0), "AWS signature");
	head.nfields = 0;
	add_field(&head, &f, HTTP1_ID_CONTENT_DIGEST, "sha-256=:x:");
	tap_ok(gate_is_signed(&head, NULL, 0), "digest");
	head = (struct http1_head){ .fields = NULL };
	tap_ok(gate_is_signed(&head, &f, 1), "digest in the trailers");
	f.id = HTTP1_ID_NONE;
	tap_ok(!gate_is_signed(&head, &f, 1), "other trailers");
}

static void
test_identity(void)
{
	static const struct config_network near = { { 10, 1, 0 }, 4, 16 };
	static const struct config_network far = { { 10, 0, 0 }, 4, 8 };
	struct config_client clients[] = {
		{ .name = SV("billing"), .has_token = true },
		{ .name = SV("office"), .networks = &far, .nnetworks = 1 },
		{ .name = SV("lab"), .networks = &near, .nnetworks = 1 },
	};
	const struct config c = { .clients = clients, .nclients = 3 };
	struct sockaddr_in peer = { .sin_family = AF_INET };
	const struct sockaddr *addr = (const struct sockaddr *)(void *)&peer;
	struct http1_field f;
	struct http1_head head = { .fields = &f };
	struct identity who;

	crypto_sha256(SV("not-a-real-token"), clients[0].token_sha256);
	tap_ok(identity_find(&c, &head, addr).client == NULL, "nobody");
	(void)inet_pton(AF_INET, "10.1.2.3", &peer.sin_addr);
	who = identity_find(&c, &head, addr);
	tap_ok(who.client == &clients[2] && who.drop == 0,
	    "the narrowest network");
	(void)inet_pton(AF_INET, "10.2.2.3", &peer.sin_addr);
	tap_ok(identity_find(&c, &head, addr).client == &clients[1],
	    "the wider network");
	add_field(&head, &f, HTTP1_ID_AUTHORIZATION,
	    "bearer not-a-real-token");
	who = identity_find(&c, &head, addr);
	tap_ok(who.client == &clients[0] &&
	    who.drop == HTTP1_BIT(HTTP1_ID_AUTHORIZATION) &&
	    sv_eq(who.credential, SV("not-a-real-token")),
	    "a token before a network, and it is stripped");
	f.value = SV("Bearer of another provider");
	who = identity_find(&c, &head, addr);
	tap_ok(who.client == &clients[1] && who.drop == 0,
	    "a provider's key stays");
	f.name = SV("Exeat-Token");
	f.id = HTTP1_ID_NONE;
	head.present = 0;
	f.value = SV("wrong");
	tap_ok(identity_find(&c, &head, addr).client == NULL,
	    "a wrong token of ours is nobody");
	f.value = SV("not-a-real-token");
	tap_ok(identity_find(&c, &head, addr).client == &clients[0],
	    "a right one");
}

int
main(void)
{
	test_gate();
	test_signed();
	test_identity();
	return tap_done();
}
