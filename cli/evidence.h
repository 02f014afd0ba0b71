/*
 * The store as `exeat ledger` and `exeat lineage` read it, and what they were
 * asked for.
 */
#ifndef CLI_EVIDENCE_H
#define CLI_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "audit/index.h"
#include "audit/projection.h"
#include "audit/reader.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"

struct config;
struct option;

enum { EVIDENCE_PATH_BYTES = 4096 };

struct evidence_request {
	const char *file;		/* configuration, or NULL */
	const char *store;	/* folder, or NULL: the configuration's */
	bool json;
	struct index_query query;
	uint64_t count;			/* of records to show */
	const char *format, *key, *record, *state;
	bool by_day;
	bool heartbeats;		/* to be shown as well */
	char **args;			/* after the verb */
	int nargs;
};

struct evidence_store {
	struct config *config;
	char dir[EVIDENCE_PATH_BYTES];
	struct ledger_reader *ledger;
	struct projection *index;	/* NULL if there is none */
};

/* A command of theirs, as far as its options go. */
struct evidence_command {
	const char *name;
	const char *shorts;		/* for getopt_long(), as is the next */
	const struct option *options;
	int (*usage)(FILE *to, int status);	/* returns `status` */
	/* Take an option that both do not have. 0; ERR_NOTFOUND: there is no
	 * such option; other errors with their message. */
	int (*take)(struct evidence_request *r, int option, const char *value,
	    struct errinfo *ei);
};

/*
 * Read the options of a command line whose first argument is a verb, left at
 * argv[optind]: those of both commands (c, D, f, h, j, s, u) and `c`'s own. 0,
 * or the exit status to end with plus one; what is wrong has been said.
 */
int evidence_options(const struct evidence_command *c, int argc, char **argv,
    struct evidence_request *r) MUST_USE;

/* Open the store that `r` names. Errors of settings_load(), reader_open(). */
int evidence_open(const struct evidence_request *r, struct evidence_store *ret,
    struct errinfo *ei) MUST_USE;
void evidence_close(struct evidence_store *e);

/* Write `text` to standard output. ERR_IO. */
int evidence_print(struct sv text, struct errinfo *ei) MUST_USE;

/* Is `word` one of the `n` words? ERR_INVAL, with a message that names them. */
int evidence_word(const char *word, const char *what, const struct sv *words,
    size_t n, struct errinfo *ei) MUST_USE;

/* Read a number of an option. ERR_SYNTAX, with a message. */
int evidence_number(const char *text, uint64_t *ret, struct errinfo *ei)
    MUST_USE;

#endif
