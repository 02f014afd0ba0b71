#include "cli/settings.h"

#include <unistd.h>

static const char usual_file[] = SYSCONFDIR "/exeat.yaml";

int
settings_load(const char *file, struct config **ret, struct errinfo *ei)
{
	int rc;

	if (file == NULL && access(usual_file, R_OK) == 0)
		file = usual_file;
	rc = file == NULL ? config_default(ret, ei) :
	    config_load(file, ret, ei);
	/* What fails later is not the fault of this file. */
	if (rc == 0)
		errinfo_reset(ei);
	return rc;
}
