/* The fuzz target over a shared corpus of HTTP/1 streams, where it is. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/tap/tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
main(void)
{
	char path[4096], file[8192];
	DIR *dir;
	struct dirent *entry;
	unsigned count = 0;

	(void)snprintf(path, sizeof(path), "%s",
	    tap_source_path("../shared/vectors/h1_fuzz_seeds"));
	dir = opendir(path);
	if (dir == NULL) {
		tap_skip(1, "the shared corpus of HTTP/1 streams is not here");
		return tap_done();
	}
	while ((entry = readdir(dir)) != NULL) {
		struct sv s;

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(file, sizeof(file), "%s/%s", path,
		    entry->d_name);
		s = tap_read_file(file);
		(void)LLVMFuzzerTestOneInput((const uint8_t *)s.ptr, s.len);
		free((void *)(uintptr_t)s.ptr);
		count++;
	}
	(void)closedir(dir);
	tap_ok(count > 0, "%u streams replayed", count);
	return tap_done();
}
