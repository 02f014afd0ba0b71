/*
 * `exeat init`: everything a gateway needs before it runs for the first time,
 * in one new folder.
 */
#ifndef CLI_INIT_H
#define CLI_INIT_H

#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

struct init_options {
	const char *dir;	/* to be made; may be there if it is empty */
	const char *data;	/* folder of what is shipped; NULL: the usual */
};

/*
 * Make the folder, whole or not at all: keys/ (with the authority's ca.key and
 * ca.pem), store/, exeat.yaml, policy.yaml. ERR_EXISTS: there is something in
 * it already; ERR_IO, ERR_CRYPTO, ERR_NOMEM, ERR_LIMIT.
 */
int init_make(const struct init_options *o, struct errinfo *ei) MUST_USE;

#endif
