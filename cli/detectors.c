#include "cli/detectors.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/settings.h"

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "help", no_argument, NULL, 'h' },
	{ "json", no_argument, NULL, 'j' },
	{ NULL, 0, NULL, 0 }
};

enum arguments { ANY, ONE_OR_MORE, PACKS, NO_MORE };

static const struct {
	const char *name;
	detectors_verb *run;
	enum arguments arguments;
} verbs[] = {
	{ "bench", detectors_bench, ONE_OR_MORE },
	{ "list", detectors_list, ANY },
	{ "show", detectors_show, ONE_OR_MORE },
	{ "test", detectors_test, PACKS },
	{ "validators", detectors_validators, NO_MORE },
};

static int
usage(FILE *to)
{
	(void)fprintf(to,
	    "usage: exeat detectors list [CLASS ...]\n"
	    "       exeat detectors show NAME ...\n"
	    "       exeat detectors test [PACK ...]\n"
	    "       exeat detectors bench FILE ...\n"
	    "       exeat detectors validators\n\n"
	    "All take -c CONFIG and --json. NAME is a detector or a class, "
	    "PACK a file or a\nfolder of packs instead of those of the "
	    "configuration. test ends with 2 if an\nexample fails.\n");
	return to == stdout ? COMMAND_OK : COMMAND_FAILED;
}

int
detectors_failed(int rc, struct errinfo *ei)
{
	errinfo_reset(ei);
	return errinfo_set(ei, rc, "%s", rc == ERR_IO ? "cannot write" :
	    err_text(rc));
}

static int
run_verb(size_t verb, const struct detectors_request *r)
{
	bool named = verbs[verb].arguments == PACKS && r->nargs > 0;
	struct config *config = NULL;
	struct errinfo ei = { 0 };
	const char *usual[1];
	int rc = named ? 0 : settings_load(r->config, &config, &ei);

	if (rc == 0) {
		usual[0] = named ? NULL : config->detectors.ptr;
		rc = verbs[verb].run(r, named ?
		    (const char *const *)r->args : usual,
		    named ? (size_t)r->nargs : 1, &ei);
	}
	if (rc < 0)
		rc = command_fail("detectors", &ei);
	else if (fflush(stdout) != 0)
		rc = command_failf("detectors", "cannot write");
	config_free(config);
	return rc;
}

int
detectors_run(int argc, char **argv)
{
	struct detectors_request r = { .json = false };
	int letter;

	optind = 1;
	while ((letter = getopt_long(argc, argv, "c:h", long_options,
	    NULL)) != -1) {
		if (letter == 'h')
			return usage(stdout);
		if (letter == 'c')
			r.config = optarg;
		else if (letter == 'j')
			r.json = true;
		else
			return usage(stderr);
	}
	if (optind >= argc)
		return usage(stderr);
	r.args = argv + optind + 1;
	r.nargs = argc - optind - 1;
	for (size_t i = 0; i < NELEMS(verbs); i++) {
		if (strcmp(argv[optind], verbs[i].name) != 0)
			continue;
		if (verbs[i].arguments == ONE_OR_MORE && r.nargs == 0)
			return usage(stderr);
		if (verbs[i].arguments == NO_MORE && r.nargs > 0)
			return usage(stderr);
		return run_verb(i, &r);
	}
	return usage(stderr);
}
