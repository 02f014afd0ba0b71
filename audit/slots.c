#define _POSIX_C_SOURCE 200809L
#include "audit/slots.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "audit/store.h"
#include "base/fault.h"

enum { PATH_BYTES = 4096, FILE_MODE = 0600, STEP = 64 << 10, BLOCK = 4096 };

int
slots_open(const char *dir, bool write, int *ret_fd, struct errinfo *ei)
{
	int flags = write ? O_RDWR | O_CREAT : O_RDONLY, fd;
	char path[PATH_BYTES];

	if (store_path(dir, "subjects", path, sizeof(path)) != 0)
		return errinfo_set(ei, ERR_LIMIT, "%s: path too long", dir);
	fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
	if (fd < 0)
		return errinfo_errno(ei, errno == ENOENT ? ERR_NOTFOUND :
		    ERR_IO, "%s", path);
	*ret_fd = fd;
	return 0;
}

int
slots_compare(int fd, uint64_t slot, struct sv image,
    enum slots_state *ret_state)
{
	static const char zeros[SLOTS_IMAGE];
	char there[SLOTS_IMAGE] = { 0 };
	ssize_t n;

	ASSERT(image.len == SLOTS_IMAGE);
	if (slot > INT64_MAX / SLOTS_IMAGE)
		return ERR_RANGE;
	do
		n = pread(fd, there, sizeof(there),
		    (off_t)slot * SLOTS_IMAGE);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return ERR_IO;
	if (memcmp(there, zeros, sizeof(there)) == 0)
		*ret_state = SLOTS_EMPTY;
	else
		*ret_state = memcmp(there, image.ptr, image.len) == 0 ?
		    SLOTS_SAME : SLOTS_OTHER;
	return 0;
}

int
slots_room(int fd, uint64_t *ret_count)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return ERR_IO;
	*ret_count = (uint64_t)st.st_size / SLOTS_IMAGE;
	return 0;
}

/* How many of the bytes at `p` are left when zeros at the end are cut. */
static size_t
trimmed(const char *p, size_t len)
{
	while (len > 0 && p[len - 1] == 0)
		len--;
	return len;
}

int
slots_count(int fd, uint64_t *ret_count)
{
	char block[BLOCK];
	struct stat st;
	uint64_t end;

	if (fstat(fd, &st) != 0)
		return ERR_IO;
	end = (uint64_t)st.st_size;
	while (end > 0) {
		size_t len = end % BLOCK == 0 ? BLOCK : end % BLOCK;
		ssize_t n = pread(fd, block, len, (off_t)(end - len));

		if (n < 0 && errno != EINTR)
			return ERR_IO;
		if (n < 0)
			continue;
		end -= len;
		len = trimmed(block, (size_t)n);
		if (len == 0)
			continue;
		*ret_count = (end + len + SLOTS_IMAGE - 1) / SLOTS_IMAGE;
		return 0;
	}
	*ret_count = 0;
	return 0;
}

static int
write_at(int fd, struct sv s, uint64_t at)
{
	size_t done = 0;
	ssize_t n;

	while (done < s.len) {
		n = pwrite(fd, s.ptr + done, s.len - done,
		    (off_t)(at + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == ENOSPC || errno == EDQUOT ? ERR_FULL :
			    ERR_IO;
		done += (size_t)n;
	}
	return 0;
}

int
slots_reserve(int fd, uint64_t last)
{
	static const char zeros[STEP];
	struct stat st;
	uint64_t at;
	int rc = 0;

	if (last >= INT64_MAX / SLOTS_IMAGE)
		return ERR_RANGE;
	if (fstat(fd, &st) != 0)
		return ERR_IO;
	at = (uint64_t)st.st_size;
	while (rc == 0 && at < (last + 1) * SLOTS_IMAGE) {
		size_t len = STEP - at % STEP;

		rc = write_at(fd, sv_make(zeros, len), at);
		at += len;
	}
	return rc;
}

int
slots_write(int fd, uint64_t slot, struct sv images)
{
	if (fault_hit(FAULT_WRITE))
		return ERR_IO;
	return write_at(fd, images, slot * SLOTS_IMAGE);
}

int
slots_sync(int fd)
{
	if (fault_hit(FAULT_SYNC))
		return ERR_IO;
	return fdatasync(fd) == 0 ? 0 : ERR_IO;
}
