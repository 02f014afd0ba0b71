#include "cli/settings.h"

#include <unistd.h>

static const char usual_file[] = SYSCONFDIR "/exeat.yaml";

int
settings_load(const char *file, struct config **ret, struct errinfo *ei)
{
	if (file == NULL && access(usual_file, R_OK) == 0)
		file = usual_file;
	return file == NULL ? config_default(ret, ei) :
	    config_load(file, ret, ei);
}
