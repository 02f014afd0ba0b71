/*
 * exeat.yaml, the file of operations: read, checked and completed with
 * defaults into one immutable structure. See exeat.yaml(5).
 *
 * Relative paths are resolved against the folder of the file. All text is in
 * the configuration's own memory and lives as long as it; paths, names and
 * hosts end in NUL.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "config/limits.h"

/* An address literal and port; host without brackets. */
struct config_addr {
	struct sv host;
	uint16_t port;		/* 0 is "any free port", for tests */
};

struct config_tls {
	struct sv cert, key;	/* files; both or neither */
	struct sv client_ca; /* file; with it clients must show a certificate */
};

struct config_listener {
	struct config_addr gateway;
	struct config_tls tls;
	bool has_tls;
	const struct sv *names;	/* hosts that requests may name besides */
	size_t nnames;
};

struct config_url {
	bool https;
	struct sv host;
	uint16_t port;		/* as written, or 443 / 80 */
	struct sv path;		/* begins with '/' */
};

struct config_route {
	struct sv name;		/* [a-z0-9._-]+ */
	struct sv path;		/* prefix, begins and ends with '/' */
	struct config_url to;
	struct sv credential;	/* file that holds it, or empty */
	struct sv credential_header;	/* lower case, e.g. "authorization" */
	struct sv credential_prefix;	/* before the value: "Bearer " or "" */
};

/* Dial `to` instead of host:port; for tests and split horizons. */
struct config_resolve {
	struct sv host;		/* lower case */
	uint16_t port;
	struct config_addr to;
};

struct config_network {
	uint8_t addr[16];	/* first 4 or all 16 bytes */
	uint8_t addr_bytes;	/* 4 or 16 */
	uint8_t bits;		/* length of the prefix */
};

struct config_client {
	struct sv name;		/* [a-z0-9._-]+ */
	bool has_token;
	uint8_t token_sha256[32];
	const struct config_network *networks;
	size_t nnetworks;
	struct sv team, purpose, activity;	/* empty: unknown */
};

struct config_ledger {
	struct sv origin;	/* name of the log in checkpoints */
	uint32_t checkpoint;	/* ms between two at least, >= 1000 */
	uint32_t heartbeat;	/* ms without a record until one says so */
	uint64_t map_size;	/* bytes the live store may grow to */
};

enum config_log_level {
	CONFIG_LOG_ERROR,
	CONFIG_LOG_WARN,
	CONFIG_LOG_INFO,
	CONFIG_LOG_DEBUG,
};

struct config {
	struct sv file;		/* where it was read from, or empty */
	struct config_listener *listeners;
	size_t nlisteners;
	struct config_addr admin;
	struct sv store;	/* folder */
	struct sv keys;		/* folder, only the keeper opens it */
	struct sv policy;	/* file or folder */
	struct sv data;		/* folder of what is shipped */
	struct sv cache;	/* folder of compiled patterns, or empty */
	struct sv catalogue;	/* folder */
	struct sv detectors;	/* file or folder */
	unsigned workers;	/* 0 is auto: one a core */
	struct config_route *routes;
	size_t nroutes;
	struct config_resolve *resolve;
	size_t nresolve;
	struct sv upstream_ca_file;	/* besides the system's, or empty */
	struct config_client *clients;
	size_t nclients;
	const struct sv *trailers;	/* names that go on, in lower case */
	size_t ntrailers;
	struct config_limits limits;
	struct config_timeouts timeouts;
	struct config_ledger ledger;
	enum config_log_level log_level;
	struct sv user, group;	/* to become when started as root */
};

/*
 * Read `path` into `*ret` (returns owned). ERR_IO, ERR_SYNTAX, ERR_RANGE,
 * ERR_NOTFOUND (unknown key), ERR_CONFLICT, ERR_LIMIT, ERR_NOMEM; `ei` says
 * where and what would be right. Opens no file but `path`.
 */
int config_load(const char *path, struct config **ret,
    struct errinfo *ei) MUST_USE;

/*
 * The same from text; `name` stands for the file in messages and its folder
 * is what relative paths are resolved against.
 */
int config_parse(struct sv text, const char *name, struct config **ret,
    struct errinfo *ei) MUST_USE;

/* What holds without a file: 127.0.0.1:8080, ./var, no routes or clients. */
int config_default(struct config **ret, struct errinfo *ei) MUST_USE;

/* Release; NULL is allowed. */
void config_free(struct config *c);

/* The client of that name, or NULL. */
const struct config_client *config_client_named(const struct config *c,
    struct sv name);

#endif
