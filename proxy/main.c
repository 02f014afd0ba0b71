/* exeatd(8): what the command line asks for. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "config/config.h"
#include "govern/engine.h"
#include "proxy/control.h"
#include "proxy/monitor.h"
#include "proxy/role.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

static const char usual_file[] = SYSCONFDIR "/exeat.yaml";

static int
usage(void)
{
	(void)fprintf(stderr, "usage: exeatd [-fjnVv] [-c file]\n");
	return 1;
}

/* The children's way in: exeatd --role NAME, by the monitor only. */
static int
run_role(const char *name)
{
	enum role_kind kind;

	if (role_find(name, &kind) != 0 || kind == ROLE_MONITOR)
		return usage();
	return role_main(kind, CONTROL_FD);
}

/* The policy as a worker reads it, with the patterns of its own classes. */
static int
check_policy(const struct config *c, struct errinfo *ei)
{
	const struct engine_files files = { .catalogue = c->catalogue.ptr,
		.policy = c->policy.ptr, .detectors = c->detectors.ptr,
		.cache = c->cache.ptr };
	struct engine *engine = NULL;
	int rc = engine_open(&files, &engine, NULL, ei);

	engine_close(engine);
	return rc;
}

static int
check_all(const char *file)
{
	struct config *c = NULL;
	struct errinfo ei = { 0 };
	char text[1024];
	int rc;

	rc = file[0] == '\0' ? config_default(&c, &ei) :
	    config_load(file, &c, &ei);
	if (rc == 0)
		rc = check_policy(c, &ei);
	config_free(c);
	if (rc == 0)
		return 0;
	errinfo_format(&ei, text, sizeof(text));
	(void)fprintf(stderr, "%s\n", text);
	return 3;
}

int
main(int argc, char **argv)
{
	struct monitor_options o = { .log_level = LOG_ERROR };
	bool check = false;
	int option;

	if (argc == 3 && strcmp(argv[1], "--role") == 0)
		return run_role(argv[2]);
	o.file = access(usual_file, F_OK) == 0 ? usual_file : "";
	while ((option = getopt(argc, argv, "c:fjnVv")) != -1) {
		switch (option) {
		case 'c':
			o.file = optarg;
			break;
		case 'f':	/* always so; for habit's sake */
			break;
		case 'j':
			o.log_json = true;
			break;
		case 'n':
			check = true;
			break;
		case 'V':
			(void)printf("exeatd %s\n", PACKAGE_VERSION);
			return 0;
		case 'v':
			o.log_level = LOG_DEBUG;
			break;
		default:
			return usage();
		}
	}
	if (optind != argc)
		return usage();
	return check ? check_all(o.file) : monitor_run(&o);
}
