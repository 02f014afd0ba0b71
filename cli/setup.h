/*
 * What the commands that decide need: configuration, catalogue, policy and
 * detectors, as the daemon would load them.
 */
#ifndef CLI_SETUP_H
#define CLI_SETUP_H

#include "base/attr.h"
#include "config/config.h"
#include "govern/engine.h"

struct setup {
	struct config *config;
	struct engine *engine;
};

/*
 * Load everything for command `name`. `config` NULL is the usual file, or the
 * defaults where there is none; `policy` NULL is the one that the
 * configuration names. Says what is wrong on stderr. An exit status:
 * COMMAND_OK, COMMAND_FAILED or COMMAND_BAD_POLICY; setup_close() in any case.
 */
int setup_open(const char *name, const char *config, const char *policy,
    struct setup *ret) MUST_USE;

void setup_close(struct setup *s);

#endif
