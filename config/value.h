/*
 * Readers of the values that only exeat.yaml has: addresses, URLs, networks,
 * credentials. Each is a schema_read_fn: ERR_INVAL means that the row's
 * `wants` says what would be right.
 */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "base/schema.h"
#include "config/config.h"

/* "127.0.0.1:8080" or "[::1]:8080" into struct config_addr. */
schema_read_fn value_addr;

/* "https://host[:port]/path" into struct config_url, host in lower case. */
schema_read_fn value_url;

/* "file:PATH" into struct sv: the path. */
schema_read_fn value_credential;

/* 64 hexadecimal digits into uint8_t[32]. */
schema_read_fn value_sha256;

/* "auto" or 1 to 256 into unsigned; auto is 0. */
schema_read_fn value_workers;

/* CIDR networks into struct schema_array of struct config_network. */
schema_read_fn value_networks;

/* {"host:port": "addr:port"} into struct schema_array of config_resolve. */
schema_read_fn value_resolve;

#endif
