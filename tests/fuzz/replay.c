/*
 * Runs a fuzz target over the files and folders it is given, so that the
 * corpus is checked in every build; with libFuzzer this file is left out.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/tap/tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
run_file(const char *path)
{
	struct sv s = tap_read_file(path);

	if (!tap_ok(s.ptr != NULL, "read %s", path))
		return;
	(void)LLVMFuzzerTestOneInput((const uint8_t *)s.ptr, s.len);
	tap_ok(true, "%s", path);
	free((void *)(uintptr_t)s.ptr);
}

static void
run_folder(const char *path)
{
	struct dirent *entry;
	char file[4096];
	DIR *dir = opendir(path);

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(file, sizeof(file), "%s/%s", path,
		    entry->d_name);
		run_file(file);
	}
	(void)closedir(dir);
}

/* Without arguments: the seeds named like the program, fuzz_x -> seeds/x. */
static void
run_own_seeds(const char *program)
{
	const char *name = strrchr(program, '/');
	char folder[512];

	name = name == NULL ? program : name + 1;
	if (strncmp(name, "fuzz_", 5) == 0)
		name += 5;
	(void)snprintf(folder, sizeof(folder), "%s",
	    tap_source_path("tests/fuzz/seeds/"));
	(void)snprintf(folder + strlen(folder),
	    sizeof(folder) - strlen(folder), "%s", name);
	run_folder(folder);
	(void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	tap_ok(true, "empty input");
}

int
main(int argc, char **argv)
{
	struct stat st;

	if (argc < 2)
		run_own_seeds(argv[0]);
	for (int i = 1; i < argc; i++) {
		if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
			run_folder(argv[i]);
		else
			run_file(argv[i]);
	}
	return tap_done();
}
