/*
 * The keys of exeat.yaml: one row a key, in the order of exeat.yaml(5). A test
 * compares these rows with the manual, both ways.
 */
#include "config/raw.h"
#include "config/value.h"

#define KIB	UINT64_C(1024)
#define MIB	(KIB * 1024)
#define GIB	(MIB * 1024)
#define TIB	(GIB * 1024)
#define HOUR	(3600 * UINT64_C(1000))
#define AT(s, f) .offset = offsetof(struct s, f)

static const struct schema_key tls_keys[] = {
	{ .name = "cert", .kind = SCHEMA_TEXT, AT(config_tls, cert),
	    .required = true, .wants = "the file of the certificate chain" },
	{ .name = "key", .kind = SCHEMA_TEXT, AT(config_tls, key),
	    .required = true, .wants = "the file of the private key" },
	{ .name = "client_ca", .kind = SCHEMA_TEXT,
	    AT(config_tls, client_ca), .wants = "a file of CA certificates" },
};

static const struct schema tls_schema = {
	.title = "tls", .size = sizeof(struct config_tls),
	.keys = tls_keys, .nkeys = NELEMS(tls_keys),
};

static const struct schema_key listener_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_listener, mark) },
	{ .name = "gateway", .kind = SCHEMA_CUSTOM, .read = value_addr,
	    AT(raw_listener, listener.gateway), .required = true,
	    .wants = "an address and port such as 127.0.0.1:8080" },
	{ .name = "tls", .kind = SCHEMA_STRUCT, .sub = &tls_schema,
	    AT(raw_listener, listener.tls),
	    .present = SCHEMA_PRESENT(struct raw_listener, listener.has_tls) },
	{ .name = "names", .kind = SCHEMA_TEXTS, AT(raw_listener, names),
	    .wants = "host names that requests may use for this listener" },
};

static const struct schema listener_schema = {
	.title = "an entry of listen", .size = sizeof(struct raw_listener),
	.keys = listener_keys, .nkeys = NELEMS(listener_keys),
};

static const struct schema_key route_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_route, mark) },
	{ .name = "name", .kind = SCHEMA_NAME, AT(raw_route, route.name),
	    .required = true },
	{ .name = "path", .kind = SCHEMA_TEXT, AT(raw_route, route.path),
	    .required = true, .wants = "a path such as /openai/" },
	{ .name = "to", .kind = SCHEMA_CUSTOM, .read = value_url,
	    AT(raw_route, route.to), .required = true,
	    .wants = "a URL such as \"https://api.example.com/\"" },
	{ .name = "credential", .kind = SCHEMA_CUSTOM,
	    .read = value_credential, AT(raw_route, route.credential),
	    .wants = "\"file:PATH\" of a file that holds it" },
	{ .name = "credential_header", .kind = SCHEMA_NAME,
	    AT(raw_route, route.credential_header),
	    .wants = "a header name in lower case such as x-api-key" },
	{ .name = "credential_prefix", .kind = SCHEMA_TEXT,
	    AT(raw_route, route.credential_prefix),
	    .present = SCHEMA_PRESENT(struct raw_route, has_prefix),
	    .wants = "text such as \"Bearer \"" },
};

static const struct schema route_schema = {
	.title = "a route", .size = sizeof(struct raw_route),
	.keys = route_keys, .nkeys = NELEMS(route_keys),
};

static const struct schema_key upstream_keys[] = {
	{ .name = "resolve", .kind = SCHEMA_CUSTOM, .read = value_resolve,
	    AT(raw_upstream, resolve),
	    .wants = "a map of \"host:port\": \"address:port\"" },
	{ .name = "ca_file", .kind = SCHEMA_TEXT, AT(raw_upstream, ca_file),
	    .wants = "a file of CA certificates" },
};

static const struct schema upstream_schema = {
	.title = "upstream", .size = sizeof(struct raw_upstream),
	.keys = upstream_keys, .nkeys = NELEMS(upstream_keys),
};

static const struct schema_key client_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw_client, mark) },
	{ .name = "name", .kind = SCHEMA_NAME, AT(raw_client, client.name),
	    .required = true },
	{ .name = "token_sha256", .kind = SCHEMA_CUSTOM,
	    .read = value_sha256, AT(raw_client, client.token_sha256),
	    .present = SCHEMA_PRESENT(struct raw_client, client.has_token),
	    .wants = "SHA-256 of the token in 64 hexadecimal digits" },
	{ .name = "network", .kind = SCHEMA_CUSTOM, .read = value_networks,
	    AT(raw_client, networks) },
	{ .name = "team", .kind = SCHEMA_NAME, AT(raw_client, client.team) },
	{ .name = "purpose", .kind = SCHEMA_NAME,
	    AT(raw_client, client.purpose) },
	{ .name = "activity", .kind = SCHEMA_NAME,
	    AT(raw_client, client.activity) },
};

static const struct schema client_schema = {
	.title = "a client", .size = sizeof(struct raw_client),
	.keys = client_keys, .nkeys = NELEMS(client_keys),
};

#define SIZE(n, lo, hi) { .name = #n, .kind = SCHEMA_SIZE, \
	AT(config_limits, n), .min = (lo), .max = (hi) }
#define COUNT(n, lo, hi) { .name = #n, .kind = SCHEMA_UINT, \
	AT(config_limits, n), .min = (lo), .max = (hi) }

static const struct schema_key limit_keys[] = {
	SIZE(body, KIB, 4 * GIB),
	SIZE(decoded, KIB, 16 * GIB),
	COUNT(decoded_ratio, 1, 100000),
	COUNT(depth, 4, 256),
	COUNT(fields, 16, 10000000),
	SIZE(header, KIB, MIB),
	COUNT(headers, 8, 1000),
	SIZE(target, 256, 256 * KIB),
	SIZE(worker_memory, MIB, TIB),
	SIZE(history, 0, GIB),
	COUNT(pattern_steps, 1000, 100000000),
	COUNT(connections, 1, 1000000),
	COUNT(upstream_idle, 0, 100000),
	COUNT(requests, 1, 100000000),
	SIZE(stream_buffer, 4 * KIB, GIB),
};

static const struct schema limit_schema = {
	.title = "limits", .size = sizeof(struct config_limits),
	.keys = limit_keys, .nkeys = NELEMS(limit_keys),
};

#define TIME(n, hi) { .name = #n, .kind = SCHEMA_DURATION, \
	AT(config_timeouts, n), .min = 1, .max = (hi) }

static const struct schema_key timeout_keys[] = {
	TIME(handshake, HOUR),
	TIME(head, HOUR),
	TIME(body, 24 * HOUR),
	TIME(idle, 24 * HOUR),
	TIME(resolve, HOUR),
	TIME(tokenise, HOUR),
	TIME(commit, HOUR),
	TIME(connect, HOUR),
	TIME(upstream_send, HOUR),
	TIME(response_head, 24 * HOUR),
	TIME(response_idle, 24 * HOUR),
	TIME(client_send, HOUR),
	TIME(upstream_idle, 24 * HOUR),
	TIME(drain, 24 * HOUR),
};

static const struct schema timeout_schema = {
	.title = "timeouts", .size = sizeof(struct config_timeouts),
	.keys = timeout_keys, .nkeys = NELEMS(timeout_keys),
};

static const struct schema_key ledger_keys[] = {
	{ .name = "origin", .kind = SCHEMA_TEXT, AT(config_ledger, origin),
	    .wants = "the log's name such as exeat.example.org/main" },
	{ .name = "checkpoint", .kind = SCHEMA_DURATION,
	    AT(config_ledger, checkpoint), .min = 1000, .max = 24 * HOUR },
	{ .name = "heartbeat", .kind = SCHEMA_DURATION,
	    AT(config_ledger, heartbeat), .min = 1000, .max = 24 * HOUR },
	{ .name = "map_size", .kind = SCHEMA_SIZE,
	    AT(config_ledger, map_size), .min = 16 * MIB, .max = 64 * TIB },
};

static const struct schema ledger_schema = {
	.title = "ledger", .size = sizeof(struct config_ledger),
	.keys = ledger_keys, .nkeys = NELEMS(ledger_keys),
};

static const char *const levels[] = {
	[CONFIG_LOG_ERROR] = "error",
	[CONFIG_LOG_WARN] = "warn",
	[CONFIG_LOG_INFO] = "info",
	[CONFIG_LOG_DEBUG] = "debug",
	NULL
};

static const struct schema_key log_keys[] = {
	{ .name = "level", .kind = SCHEMA_WORD, AT(raw_log, level),
	    .words = levels },
};

static const struct schema log_schema = {
	.title = "log", .size = sizeof(struct raw_log),
	.keys = log_keys, .nkeys = NELEMS(log_keys),
};

static const struct schema_key top_keys[] = {
	{ .kind = SCHEMA_MARK, AT(raw, mark) },
	{ .name = "listen", .kind = SCHEMA_STRUCTS, AT(raw, listen),
	    .sub = &listener_schema },
	{ .name = "admin", .kind = SCHEMA_CUSTOM, .read = value_addr,
	    AT(raw, config.admin),
	    .wants = "an address and port such as 127.0.0.1:8081" },
	{ .name = "store", .kind = SCHEMA_TEXT, AT(raw, config.store),
	    .wants = "a folder" },
	{ .name = "keys", .kind = SCHEMA_TEXT, AT(raw, config.keys),
	    .wants = "a folder" },
	{ .name = "policy", .kind = SCHEMA_TEXT, AT(raw, config.policy),
	    .wants = "a file or folder" },
	{ .name = "data", .kind = SCHEMA_TEXT, AT(raw, config.data),
	    .wants = "a folder" },
	{ .name = "cache", .kind = SCHEMA_TEXT, AT(raw, config.cache),
	    .wants = "a folder" },
	{ .name = "catalogue", .kind = SCHEMA_TEXT,
	    AT(raw, config.catalogue), .wants = "a folder" },
	{ .name = "detectors", .kind = SCHEMA_TEXT,
	    AT(raw, config.detectors), .wants = "a file or folder" },
	{ .name = "workers", .kind = SCHEMA_CUSTOM, .read = value_workers,
	    AT(raw, config.workers), .wants = "auto or a number up to 256" },
	{ .name = "routes", .kind = SCHEMA_STRUCTS, AT(raw, routes),
	    .sub = &route_schema },
	{ .name = "upstream", .kind = SCHEMA_STRUCT, AT(raw, upstream),
	    .sub = &upstream_schema },
	{ .name = "trailers", .kind = SCHEMA_TEXTS, AT(raw, trailers),
	    .present = SCHEMA_PRESENT(struct raw, has_trailers),
	    .wants = "a list of field names such as [server-timing]" },
	{ .name = "clients", .kind = SCHEMA_STRUCTS, AT(raw, clients),
	    .sub = &client_schema },
	{ .name = "limits", .kind = SCHEMA_STRUCT, AT(raw, config.limits),
	    .sub = &limit_schema },
	{ .name = "timeouts", .kind = SCHEMA_STRUCT,
	    AT(raw, config.timeouts), .sub = &timeout_schema },
	{ .name = "ledger", .kind = SCHEMA_STRUCT, AT(raw, config.ledger),
	    .sub = &ledger_schema },
	{ .name = "log", .kind = SCHEMA_STRUCT, AT(raw, log),
	    .sub = &log_schema },
	{ .name = "user", .kind = SCHEMA_TEXT, AT(raw, config.user),
	    .wants = "the name of a user" },
	{ .name = "group", .kind = SCHEMA_TEXT, AT(raw, config.group),
	    .wants = "the name of a group" },
};

static const struct schema top_schema = {
	.title = "the configuration", .size = sizeof(struct raw),
	.keys = top_keys, .nkeys = NELEMS(top_keys),
};

static const struct config_limits default_limits = {
	.body = 64 * MIB,
	.decoded = 256 * MIB,
	.decoded_ratio = 100,
	.depth = 64,
	.fields = 1000000,
	.header = 64 * KIB,
	.headers = 200,
	.target = 16 * KIB,
	.worker_memory = GIB,
	.history = 8 * MIB,
	.pattern_steps = 1000000,
	.connections = 10000,
	.upstream_idle = 1024,
	.requests = 1000000,
	.stream_buffer = 256 * KIB,
};

static const struct config_timeouts default_timeouts = {
	.handshake = 10000,
	.head = 30000,
	.body = 300000,
	.idle = 75000,
	.resolve = 5000,
	.tokenise = 5000,
	.commit = 10000,
	.connect = 10000,
	.upstream_send = 60000,
	.response_head = 600000,
	.response_idle = 300000,
	.client_send = 120000,
	.upstream_idle = 60000,
	.drain = 30000,
};

const struct schema *
keys_schema(void)
{
	return &top_schema;
}

void
keys_defaults(struct raw *raw)
{
	*raw = (struct raw){
		.config = {
			.admin = { SV("127.0.0.1"), 8081 },
			.store = SV("./var/store"),
			.data = SV(PKGDATADIR),
			.limits = default_limits,
			.timeouts = default_timeouts,
			.ledger = {
				.origin = SV("exeat.local/ledger"),
				.checkpoint = 1000,
				.heartbeat = 60000,
				.map_size = 64 * GIB,
			},
		},
		.log = { .level = CONFIG_LOG_INFO },
	};
}
