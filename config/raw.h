/*
 * exeat.yaml as its tables read it, before defaults, paths and cross checks.
 * Only config/ includes this.
 */
#ifndef CONFIG_RAW_H
#define CONFIG_RAW_H

#include "base/schema.h"
#include "config/config.h"

struct raw_listener {
	struct config_listener listener;
	struct schema_texts names;
	struct yaml_mark mark;
};

struct raw_route {
	struct config_route route;
	bool has_prefix;
	struct yaml_mark mark;
};

struct raw_client {
	struct config_client client;
	struct schema_array networks;
	struct yaml_mark mark;
};

struct raw_upstream {
	struct schema_array resolve;
	struct sv ca_file;
};

struct raw_log {
	int level;
};

struct raw {
	struct config config;	/* what needs no change goes here at once */
	struct schema_array listen;	/* of raw_listener */
	struct schema_array routes;	/* of raw_route */
	struct schema_array clients;	/* of raw_client */
	struct raw_upstream upstream;
	struct schema_texts trailers;
	bool has_trailers;
	struct raw_log log;
	struct yaml_mark mark;
};

/* The table of the whole file, for a struct raw. */
const struct schema *keys_schema(void);

/* The defaults; everything that is not a list. */
void keys_defaults(struct raw *raw);

/*
 * Fill in the names of `trailers`, or the default ones, after the routes. A
 * name that means something to the way a message travels or is read has no
 * place there.
 */
int trailers_take(struct raw *raw, struct arena *arena, struct errinfo *ei)
    MUST_USE;

/*
 * Move the lists of `raw` into its configuration, resolve paths against the
 * folder of the file `name`, fill in what depends on other values, and check
 * what no single value shows.
 */
int check_config(struct raw *raw, const char *name, struct arena *arena,
    struct errinfo *ei) MUST_USE;

#endif
