/*
 * The catalogue: law tables (jurisdictions, adequacy decisions, groups of
 * countries), cloud regions, known endpoints, model names and AI domains, read
 * once from the CSV files of share/catalogue and immutable afterwards. Every
 * row carries its source and the date it was verified.
 */
#ifndef RULES_CATALOGUE_H
#define RULES_CATALOGUE_H

#include "base/attr.h"
#include "base/err.h"

enum { CATALOGUE_DIGEST_BYTES = 65 };

struct catalogue;

/*
 * Read the folder `dir` into `*ret` (returns owned). ERR_IO, ERR_SYNTAX,
 * ERR_CONFLICT (two rows for one key), ERR_NOMEM, with the place in `ei`.
 */
int catalogue_load(const char *dir, struct catalogue **ret,
    struct errinfo *ei) MUST_USE;

/* Release; NULL is allowed. */
void catalogue_free(struct catalogue *c);

/* SHA-256 of the files read, in lower-case hex. */
const char *catalogue_digest(const struct catalogue *c);

#endif
