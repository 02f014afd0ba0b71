#define _GNU_SOURCE
#include "proxy/accepted.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

enum { FILE_BYTES_MAX = 16 << 20, FILES_MAX = 1000 };

static int
seal(struct sv text, int *ret_fd)
{
	int fd = memfd_create("exeat.yaml", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int rc = fd < 0 ? ERR_IO : file_write_all(fd, text);

	if (rc == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW |
	    F_SEAL_WRITE | F_SEAL_SEAL) != 0)
		rc = ERR_IO;
	if (rc == 0)
		*ret_fd = fd;
	else if (fd >= 0)
		(void)close(fd);
	return rc;
}

int
accepted_read(const char *file, struct config **ret_config, int *ret_fd,
    struct errinfo *ei)
{
	struct config *config = NULL;
	struct buf b;
	int rc = 0;

	buf_init(&b, FILE_BYTES_MAX);
	if (file[0] != '\0')
		rc = file_read(file, &b, ei);
	if (rc == 0 && file[0] != '\0')
		rc = config_parse(buf_sv(&b), file, &config, ei);
	else if (rc == 0)
		rc = config_default(&config, ei);
	if (rc == 0) {
		rc = seal(buf_sv(&b), ret_fd);
		if (rc != 0) {
			(void)errinfo_errno(ei, rc, "keeping the file");
			config_free(config);
		} else {
			*ret_config = config;
		}
	}
	buf_done(&b);
	return rc;
}

/* Make `path`; a new one is given to the owner. */
static int
make_folder(const char *path, const struct accepted_owner *owner,
    struct errinfo *ei)
{
	bool there = access(path, F_OK) == 0;
	int rc = file_mkdirs(path, 0700, ei);

	if (rc != 0 || there || !owner->change)
		return rc;
	if (chown(path, owner->uid, owner->gid) != 0)
		return errinfo_errno(ei, ERR_IO, "%s", path);
	return 0;
}

/* The store's folder; those above it are for everybody to pass. */
static int
make_store(const char *path, const struct accepted_owner *owner,
    struct errinfo *ei)
{
	char above[ACCEPTED_PATH_BYTES];
	const char *slash = strrchr(path, '/');
	int rc = 0;

	if (slash != NULL && slash != path &&
	    (size_t)(slash - path) < sizeof(above)) {
		memcpy(above, path, (size_t)(slash - path));
		above[slash - path] = '\0';
		rc = file_mkdirs(above, 0755, ei);
	}
	return rc != 0 ? rc : make_folder(path, owner, ei);
}

/* "<folder>/<name>" into `out`. */
static int
join(const char *folder, const char *name, char *out, struct errinfo *ei)
{
	int n = snprintf(out, ACCEPTED_PATH_BYTES, "%s/%s", folder, name);

	if (n < 0 || n >= ACCEPTED_PATH_BYTES)
		return errinfo_set(ei, ERR_LIMIT, "path too long: %s",
		    folder);
	return 0;
}

static int
copy_file(const char *from, const char *to, const struct accepted_owner *owner,
    struct errinfo *ei)
{
	struct buf b;
	int rc;

	buf_init(&b, FILE_BYTES_MAX);
	rc = file_read(from, &b, ei);
	if (rc == 0)
		rc = file_replace(to, buf_sv(&b), 0600, ei);
	buf_done(&b);
	if (rc == 0 && owner->change && chown(to, owner->uid, owner->gid) != 0)
		rc = errinfo_errno(ei, ERR_IO, "%s", to);
	return rc;
}

/* Visit the files of `folder` that are policy; stops at the first failure. */
static int
copy_folder(const char *from, const char *to,
    const struct accepted_owner *owner, struct errinfo *ei)
{
	char source[ACCEPTED_PATH_BYTES], target[ACCEPTED_PATH_BYTES];
	DIR *dir = opendir(from);
	struct dirent *e;
	unsigned n = 0;
	int rc = 0;

	if (dir == NULL)
		return errinfo_errno(ei, ERR_IO, "%s", from);
	while (rc == 0 && (e = readdir(dir)) != NULL) {
		if (!sv_ends(sv_cstr(e->d_name), SV(".yaml")) ||
		    e->d_name[0] == '.')
			continue;
		if (++n > FILES_MAX)
			rc = errinfo_set(ei, ERR_LIMIT,
			    "%s: more than %d files", from, FILES_MAX);
		if (rc == 0)
			rc = join(from, e->d_name, source, ei);
		if (rc == 0)
			rc = join(to, e->d_name, target, ei);
		if (rc == 0)
			rc = copy_file(source, target, owner, ei);
	}
	(void)closedir(dir);
	return rc;
}

static void
delete_copies(const char *folder)
{
	char path[ACCEPTED_PATH_BYTES];
	DIR *dir = opendir(folder);
	struct dirent *e;

	if (dir == NULL)
		return;
	while ((e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.' &&
		    join(folder, e->d_name, path, NULL) == 0)
			(void)unlink(path);
	(void)closedir(dir);
	(void)rmdir(folder);
}

static int
copy_policy(struct accepted *s, const struct accepted_owner *owner,
    struct errinfo *ei)
{
	const char *policy = s->config->policy.ptr, *base;
	struct stat st;
	int rc;

	/* The reader says better what is wrong with one that is not there. */
	if (stat(policy, &st) != 0)
		return 0;
	delete_copies(s->folder);
	rc = make_folder(s->folder, owner, ei);
	if (rc != 0)
		return rc;
	if (S_ISDIR(st.st_mode)) {
		(void)snprintf(s->policy, sizeof(s->policy), "%s", s->folder);
		return copy_folder(policy, s->folder, owner, ei);
	}
	base = strrchr(policy, '/');
	rc = join(s->folder, base == NULL ? policy : base + 1, s->policy, ei);
	if (rc == 0)
		rc = copy_file(policy, s->policy, owner, ei);
	return rc;
}

int
accepted_make(struct config *config, int fd, unsigned copy,
    const struct accepted_owner *owner, struct accepted *ret,
    struct errinfo *ei)
{
	struct accepted s = { .config = config, .fd = fd };
	char run[ACCEPTED_PATH_BYTES], name[32];
	int rc;

	(void)snprintf(name, sizeof(name), "policy.%u", copy);
	rc = make_store(config->store.ptr, owner, ei);
	if (rc == 0)
		rc = join(config->store.ptr, "run", run, ei);
	if (rc == 0)
		rc = make_folder(run, owner, ei);
	if (rc == 0)
		rc = join(run, name, s.folder, ei);
	if (rc == 0)
		rc = copy_policy(&s, owner, ei);
	if (rc == 0)
		*ret = s;
	else
		accepted_done(&s);
	return rc;
}

void
accepted_done(struct accepted *s)
{
	if (s->config == NULL)
		return;
	if (s->folder[0] != '\0')
		delete_copies(s->folder);
	config_free(s->config);
	(void)close(s->fd);
	memset(s, 0, sizeof(*s));
	s->fd = -1;
}

void
accepted_name_original(const struct accepted *s, const char *policy,
    struct errinfo *ei)
{
	size_t len = strlen(s->policy);
	char rest[sizeof(ei->file)];

	if (len == 0 || strncmp(ei->file, s->policy, len) != 0)
		return;
	memcpy(rest, ei->file + len, strlen(ei->file + len) + 1);
	if (snprintf(ei->file, sizeof(ei->file), "%s%s", policy, rest) < 0)
		ei->file[0] = '\0';
}
