#include "cli/setup.h"

#include "base/mem.h"
#include "cli/command.h"
#include "cli/settings.h"

/* Does the message point at a file of the policy? */
static bool
blames_policy(const struct setup *s, const struct errinfo *ei)
{
	size_t n;
	const struct policy_class *c = policy_classes(s->policy, &n);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(c[i].file, ei->file) == 0)
			return true;
	}
	return false;
}

static int
open_detectors(struct setup *s, struct errinfo *ei)
{
	const char *packs[1] = { s->config->detectors.ptr };
	struct detect_config dc = { .packs = packs, .npacks = 1 };
	struct detect_class *classes = NULL;
	int rc = assess_classes(s->policy, &classes, &dc.nclasses);

	if (rc != 0)
		return errinfo_set(ei, rc, "%s", err_text(rc));
	dc.classes = classes;
	rc = detect_open(&dc, &s->detect, ei);
	mem_free(classes);
	s->engine = (struct assess_engine){ s->detect, s->policy };
	return rc;
}

int
setup_open(const char *name, const char *config, const char *policy,
    struct setup *ret)
{
	struct errinfo ei = { 0 };

	*ret = (struct setup){ .config = NULL };
	if (settings_load(config, &ret->config, &ei) != 0 ||
	    catalogue_load(ret->config->catalogue.ptr, &ret->catalogue,
	    &ei) != 0)
		return command_fail(name, &ei);
	if (policy == NULL)
		policy = ret->config->policy.ptr;
	if (policy_load(policy, ret->catalogue, &ret->policy, &ei) != 0) {
		(void)command_fail(name, &ei);
		return COMMAND_BAD_POLICY;
	}
	if (open_detectors(ret, &ei) != 0) {
		(void)command_fail(name, &ei);
		return blames_policy(ret, &ei) ? COMMAND_BAD_POLICY
		    : COMMAND_FAILED;
	}
	if (assess_check(&ret->engine, &ei) != 0) {
		(void)command_fail(name, &ei);
		return COMMAND_BAD_POLICY;
	}
	return COMMAND_OK;
}

void
setup_close(struct setup *s)
{
	detect_close(s->detect);
	policy_free(s->policy);
	catalogue_free(s->catalogue);
	config_free(s->config);
}
