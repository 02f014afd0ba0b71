/*
 * The inside of the catalogue, for rules/ only: what catalogue_load() builds
 * and destination_resolve() reads.
 */
#ifndef RULES_TABLES_H
#define RULES_TABLES_H

#include "base/arena.h"
#include "rules/catalogue.h"
#include "rules/hosts.h"
#include "rules/law.h"
#include "rules/model.h"
#include "rules/region.h"

/* How a column `processing` or `storage` of endpoints.csv begins. */
enum place_rule {
	PLACE_SAME,	/* storage only: as processing, without the request */
	PLACE_NONE,	/* only a contract can say */
	PLACE_CONST,	/* const:XX+YY */
	PLACE_HOST,	/* host:{region} */
};

/* And what of the request may change it. */
enum request_rule {
	REQUEST_NONE,
	REQUEST_MODEL,		/* model:geo */
	REQUEST_PATH,		/* path:locations/{region} */
	REQUEST_BODY,		/* body:inference_geo */
};

struct endpoint {
	struct sv provider, operator, cloud, dialect, category, source;
	struct places control;
	enum place_rule processing, storage;
	enum request_rule request;
	struct places processing_places, storage_places;
	int64_t from_ns, to_ns;
};

struct catalogue {
	struct arena arena;
	char digest[CATALOGUE_DIGEST_BYTES];
	struct law law;
	struct regions regions;
	struct models models;
	struct endpoint *endpoints;
	size_t nendpoints;
	struct hosts hosts;	/* value: index in endpoints */
	struct hosts domains;	/* AI services beyond the endpoints */
	struct endpoint *domain_rows;
	size_t ndomains;
};

#endif
