/*
 * exeat: the command line. Finds the command and runs it.
 */
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "config.h"

enum { NAME_BYTES = 32 };

static const struct command commands[] = {
	{ "ca", ca_run, "the gateway's certificate authority" },
	{ "check", check_run, "scan content and say what would happen" },
	{ "detectors", detectors_run, "what is looked for, tested, timed" },
	{ "explain", explain_run, "say why, and what is known of where to" },
	{ "init", init_run, "make keys, store and configuration" },
	{ "ledger", ledger_run, "look at records, prove and verify them" },
	{ "lineage", lineage_run, "where content went and came from" },
	{ "status", status_run, "what the running daemon does" },
	{ "test", test_run, "compare cases with what they expect" },
	{ "token", token_run, "reveal a token, erase a subject" },
	{ NULL, NULL, NULL }
};

static void
usage(FILE *to)
{
	(void)fprintf(to, "usage: exeat COMMAND [OPTION ...]\n\n");
	for (const struct command *c = commands; c->name != NULL; c++)
		(void)fprintf(to, "  %-10s %s\n", c->name, c->summary);
	(void)fprintf(to, "\n`exeat COMMAND --help` tells more; "
	    "so does exeat(1).\n");
}

static int
unknown(const char *name)
{
	char hint[SUGGEST_TEXT_BYTES];
	struct suggest s;

	suggest_init(&s, sv_cstr(name));
	for (const struct command *c = commands; c->name != NULL; c++)
		suggest_offer(&s, sv_cstr(c->name));
	(void)fprintf(stderr, "exeat: there is no command \"%s\"%s\n", name,
	    suggest_text(&s, hint));
	usage(stderr);
	return COMMAND_FAILED;
}

/* Messages of getopt_long() begin with argv[0]. */
static int
run(const struct command *c, int argc, char **argv)
{
	char name[NAME_BYTES];

	(void)snprintf(name, sizeof(name), "exeat %s", c->name);
	argv[0] = name;
	return c->run(argc, argv);
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		usage(stderr);
		return COMMAND_FAILED;
	}
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0) {
		usage(stdout);
		return COMMAND_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)puts(PACKAGE_STRING);
		return COMMAND_OK;
	}
	for (const struct command *c = commands; c->name != NULL; c++)
		if (strcmp(argv[1], c->name) == 0)
			return run(c, argc - 1, argv + 1);
	return unknown(argv[1]);
}
