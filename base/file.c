#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"

enum { READ_STEP = 64 * 1024 };

static int
read_fd(int fd, struct buf *b)
{
	ssize_t n;

	for (;;) {
		size_t room = b->max - b->len < READ_STEP ?
		    b->max - b->len : READ_STEP;
		char *to = buf_reserve(b, room);
		char extra;

		if (to == NULL)
			return buf_err(b);
		do
			n = room == 0 ? read(fd, &extra, 1) :
			    read(fd, to, room);
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return n == 0 ? 0 : ERR_IO;
		if (room == 0)
			return ERR_LIMIT;
		buf_grow(b, (size_t)n);
	}
}

int
file_read(const char *path, struct buf *b, struct errinfo *ei)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return errinfo_errno(ei,
		    errno == ENOENT ? ERR_NOTFOUND : ERR_IO, "%s", path);
	rc = read_fd(fd, b);
	if (rc == ERR_IO)
		(void)errinfo_errno(ei, rc, "%s", path);
	else if (rc == ERR_LIMIT)
		(void)errinfo_set(ei, rc, "%s: larger than %zu bytes", path,
		    b->max);
	else if (rc != 0)
		(void)errinfo_set(ei, rc, "%s: %s", path, err_text(rc));
	if (!standard)
		(void)close(fd);
	return rc;
}

int
file_write_all(int fd, struct sv s)
{
	while (s.len > 0) {
		ssize_t n;

		if (fault_hit(FAULT_WRITE))
			return ERR_IO;
		n = write(fd, s.ptr, s.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_IO;
		s = sv_slice(s, (size_t)n, s.len);
	}
	return 0;
}

static int
sync_fd(int fd)
{
	if (fault_hit(FAULT_SYNC))
		return ERR_IO;
	return fsync(fd) == 0 ? 0 : ERR_IO;
}

static int
sync_folder_of(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd, rc;

	if (slash == NULL)
		(void)snprintf(folder, sizeof(folder), ".");
	else
		(void)snprintf(folder, sizeof(folder), "%.*s",
		    (int)(slash - path) + 1, path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	rc = sync_fd(fd);
	(void)close(fd);
	return rc;
}

/* Write and sync `temp`, then let it take the place of `path`. */
static int
put(const char *path, const char *temp, struct sv s, mode_t mode, bool replace)
{
	int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	int rc;

	if (fd < 0)
		return ERR_IO;
	rc = fchmod(fd, mode) == 0 ? 0 : ERR_IO;
	if (rc == 0)
		rc = file_write_all(fd, s);
	if (rc == 0)
		rc = sync_fd(fd);
	if (close(fd) != 0 && rc == 0)
		rc = ERR_IO;
	if (rc == 0 && replace && rename(temp, path) != 0)
		rc = ERR_IO;
	if (rc == 0 && !replace && link(temp, path) != 0)
		rc = errno == EEXIST ? ERR_EXISTS : ERR_IO;
	if (rc == 0)
		rc = sync_folder_of(path);
	return rc;
}

static int
put_file(const char *path, struct sv s, mode_t mode, bool replace,
    struct errinfo *ei)
{
	char temp[PATH_MAX];
	int n, rc, saved;

	n = snprintf(temp, sizeof(temp), "%s.new.%ld", path, (long)getpid());
	if (n < 0 || (size_t)n >= sizeof(temp))
		return errinfo_set(ei, ERR_LIMIT, "%s: path is too long", path);
	rc = put(path, temp, s, mode, replace);
	saved = errno;
	if (rc != 0 || !replace)
		(void)unlink(temp);
	errno = saved;
	if (rc != 0)
		return errinfo_errno(ei, rc, "%s", path);
	return 0;
}

int
file_replace(const char *path, struct sv s, mode_t mode, struct errinfo *ei)
{
	return put_file(path, s, mode, true, ei);
}

int
file_create(const char *path, struct sv s, mode_t mode, struct errinfo *ei)
{
	return put_file(path, s, mode, false, ei);
}

int
file_mkdirs(const char *path, mode_t mode, struct errinfo *ei)
{
	char part[PATH_MAX];
	size_t len = strlen(path);

	if (len >= sizeof(part))
		return errinfo_set(ei, ERR_LIMIT, "%s: path is too long", path);
	for (size_t i = 1; i <= len; i++) {
		if (i < len && path[i] != '/')
			continue;
		(void)snprintf(part, sizeof(part), "%.*s", (int)i, path);
		if (mkdir(part, mode) != 0 && errno != EEXIST)
			return errinfo_errno(ei, ERR_IO, "%s", part);
	}
	return 0;
}

int
file_beside(const char *from, struct sv relative, char *out, size_t size)
{
	const char *slash = strrchr(from, '/');
	int folder = slash == NULL ? 0 : (int)(slash - from) + 1;
	int n;

	if (relative.len > 0 && relative.ptr[0] == '/')
		folder = 0;
	if (relative.len >= size)
		return ERR_LIMIT;
	n = snprintf(out, size, "%.*s%.*s", folder, from, SV_ARG(relative));
	return n >= 0 && (size_t)n < size ? 0 : ERR_LIMIT;
}
