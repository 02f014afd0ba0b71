/* Reader of endpoints.csv and ai_domains.csv into the catalogue's tables. */
#ifndef RULES_ENDPOINT_H
#define RULES_ENDPOINT_H

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "rules/tables.h"

/* Law tables first. ERR_SYNTAX, ERR_NOTFOUND, ERR_CONFLICT, ERR_NOMEM. */
int endpoint_read(struct catalogue *c, struct sv text, const char *file,
    struct errinfo *ei) MUST_USE;
int endpoint_read_domains(struct catalogue *c, struct sv text,
    const char *file, struct errinfo *ei) MUST_USE;

#endif
