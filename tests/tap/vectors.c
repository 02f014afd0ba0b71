#include "tests/tap/vectors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

struct sv
vectors_read(const char *name)
{
	const char *shared = getenv("EXEAT_SHARED");
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/vectors/%s",
	    shared != NULL ? shared : tap_source_path("../shared"), name);
	return tap_read_file(path);
}

bool
vectors_next(struct sv all, size_t *at, const char *member, struct sv *ret)
{
	struct sv rest = sv_slice(all, *at, all.len);
	ptrdiff_t i = sv_find(rest, sv_cstr(member)), len;
	size_t start;

	if (i < 0)
		return false;
	start = *at + (size_t)i + strlen(member);
	len = sv_find_char(sv_slice(all, start, all.len), '"');
	if (len < 0)
		return false;
	*ret = sv_slice(all, start, start + (size_t)len);
	*at = start + (size_t)len;
	return true;
}
