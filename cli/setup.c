#include "cli/setup.h"

#include "cli/command.h"
#include "cli/settings.h"

int
setup_open(const char *name, const char *config, const char *policy,
    struct setup *ret)
{
	enum engine_fault fault = ENGINE_FAULT_SYSTEM;
	struct engine_files files;
	struct errinfo ei = { 0 };

	*ret = (struct setup){ .config = NULL };
	if (settings_load(config, &ret->config, &ei) != 0)
		return command_fail(name, &ei);
	files = (struct engine_files){
		.catalogue = ret->config->catalogue.ptr,
		.policy = policy != NULL ? policy : ret->config->policy.ptr,
		.detectors = ret->config->detectors.ptr,
		.cache = ret->config->cache.ptr,
		.pattern_steps =
		    (uint32_t)ret->config->limits.pattern_steps };
	if (engine_open(&files, &ret->engine, &fault, &ei) == 0)
		return COMMAND_OK;
	(void)command_fail(name, &ei);
	return fault == ENGINE_FAULT_POLICY ? COMMAND_BAD_POLICY
	    : COMMAND_FAILED;
}

void
setup_close(struct setup *s)
{
	engine_close(s->engine);
	config_free(s->config);
}
