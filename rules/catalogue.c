#include "rules/catalogue.h"

#include <limits.h>
#include <stdio.h>

#include "base/crypto.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/mem.h"
#include "rules/endpoint.h"
#include "rules/tables.h"

enum { FILE_MAX_BYTES = 8 * 1024 * 1024, MEMORY_MAX = 128 * 1024 * 1024 };

static int
read_jurisdictions(struct catalogue *c, struct sv text, const char *file,
    struct errinfo *ei)
{
	return law_read_jurisdictions(&c->law, text, file, &c->arena, ei);
}

static int
read_adequacy(struct catalogue *c, struct sv text, const char *file,
    struct errinfo *ei)
{
	return law_read_adequacy(&c->law, text, file, &c->arena, ei);
}

static int
read_groups(struct catalogue *c, struct sv text, const char *file,
    struct errinfo *ei)
{
	return law_read_groups(&c->law, text, file, &c->arena, ei);
}

static int
read_regions(struct catalogue *c, struct sv text, const char *file,
    struct errinfo *ei)
{
	return region_read(&c->regions, &c->law, text, file, &c->arena, ei);
}

static int
read_geo(struct catalogue *c, struct sv text, const char *file,
    struct errinfo *ei)
{
	return model_read_geo(&c->models, &c->law, text, file, &c->arena, ei);
}

static int
read_names(struct catalogue *c, struct sv text, const char *file,
    struct errinfo *ei)
{
	return model_read_names(&c->models, &c->law, text, file, &c->arena,
	    ei);
}

/* In this order: law first, since the others name countries. */
static const struct part {
	const char *file;
	int (*read)(struct catalogue *c, struct sv text, const char *file,
	    struct errinfo *ei);
} parts[] = {
	{ "jurisdictions.csv", read_jurisdictions },
	{ "adequacy.csv", read_adequacy },
	{ "groups.csv", read_groups },
	{ "cloud_regions.csv", read_regions },
	{ "model_geo.csv", read_geo },
	{ "models.csv", read_names },
	{ "endpoints.csv", endpoint_read },
	{ "ai_domains.csv", endpoint_read_domains },
};

/* One file: its text stays in the arena, since the tables point into it. */
static int
read_part(struct catalogue *c, const char *dir, const struct part *part,
    struct crypto_sha256 *digest, struct errinfo *ei)
{
	char path[PATH_MAX], hex[2 * CRYPTO_SHA256_BYTES + 1];
	uint8_t hash[CRYPTO_SHA256_BYTES];
	struct sv text;
	struct buf b;
	int rc;

	if (snprintf(path, sizeof(path), "%s/%s", dir, part->file) >=
	    (int)sizeof(path))
		return errinfo_set(ei, ERR_LIMIT, "path too long: %s", dir);
	buf_init(&b, FILE_MAX_BYTES);
	rc = file_read(path, &b, ei);
	if (rc == 0) {
		text = arena_dup(&c->arena, buf_sv(&b));
		rc = text.ptr == NULL ? errinfo_set(ei, ERR_NOMEM,
		    "out of memory") : part->read(c, text, path, ei);
	}
	if (rc == 0) {
		crypto_sha256(buf_sv(&b), hash);
		encode_hex(hex, hash, sizeof(hash));
		crypto_sha256_add(digest, hex, sizeof(hex) - 1);
		crypto_sha256_add(digest, "  ", 2);
		crypto_sha256_add(digest, part->file, strlen(part->file));
		crypto_sha256_add(digest, "\n", 1);
	}
	buf_done(&b);
	return rc;
}

int
catalogue_load(const char *dir, struct catalogue **ret, struct errinfo *ei)
{
	struct catalogue *c = mem_calloc(1, sizeof(*c));
	uint8_t hash[CRYPTO_SHA256_BYTES];
	struct crypto_sha256 digest;
	int rc = 0;

	errinfo_reset(ei);
	if (c == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	arena_init(&c->arena, MEMORY_MAX);
	map_init(&c->regions.index);
	crypto_sha256_init(&digest);
	for (size_t i = 0; i < NELEMS(parts) && rc == 0; i++)
		rc = read_part(c, dir, &parts[i], &digest, ei);
	if (rc != 0) {
		catalogue_free(c);
		return rc;
	}
	crypto_sha256_final(&digest, hash);
	encode_hex(c->digest, hash, sizeof(hash));
	*ret = c;
	return 0;
}

void
catalogue_free(struct catalogue *c)
{
	if (c == NULL)
		return;
	region_done(&c->regions);
	arena_done(&c->arena);
	mem_free(c);
}

const char *
catalogue_digest(const struct catalogue *c)
{
	return c->digest;
}
