/*
 * Databases kept on disk: compiling many patterns takes seconds, reading what
 * was compiled before takes none. A file is named by the digest of everything
 * that went into it, and begins with the digest of what follows:
 *
 *   0   32  SHA-256 of the rest
 *   32  ..  the database as hsdb_save() writes it
 *
 * A file that does not verify is made anew. What is read here is trusted like
 * a program, so the folder must be ours, and no one else may write to it.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/wire.h"
#include "inspect/build.h"

enum {
	DATABASE_MAX = 512 * 1024 * 1024,
	DIGEST = CRYPTO_SHA256_BYTES,
	FORMAT = 2,
	FOLDER_MODE = 0700
};

/* Make the folder if need be. Without one that is ours nothing is kept. */
static bool
is_ours(const char *folder)
{
	struct stat st;

	return file_mkdirs(folder, FOLDER_MODE, NULL) == 0 &&
	    stat(folder, &st) == 0 && S_ISDIR(st.st_mode) &&
	    (st.st_uid == 0 || st.st_uid == geteuid()) &&
	    (st.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Format, library and every entry: another input is another name. */
static void
name_of(const struct hsdb_entry *entries, size_t count,
    char hex[2 * DIGEST + 1])
{
	struct crypto_sha256 h;
	struct buf number;
	uint8_t digest[DIGEST];

	buf_init(&number, 64);
	crypto_sha256_init(&h);
	crypto_sha256_add(&h, hsdb_version(), strlen(hsdb_version()));
	for (size_t i = 0; i < count; i++) {
		buf_reset(&number);
		wire_write_u16(&number, FORMAT);
		wire_write_u32(&number, (uint32_t)entries[i].flags);
		wire_write_u64(&number, entries[i].text.len);
		crypto_sha256_add(&h, number.ptr, number.len);
		crypto_sha256_add(&h, entries[i].text.ptr,
		    entries[i].text.len);
	}
	crypto_sha256_final(&h, digest);
	encode_hex(hex, digest, DIGEST);
	buf_done(&number);
}

static int
load(const char *path, struct hsdb **ret)
{
	struct buf bytes;
	struct sv body;
	uint8_t digest[DIGEST];
	int err;

	buf_init(&bytes, DATABASE_MAX);
	err = file_read(path, &bytes, NULL);
	body = sv_slice(buf_sv(&bytes), DIGEST, bytes.len);
	if (err == 0 && bytes.len <= DIGEST)
		err = ERR_CORRUPT;
	if (err == 0) {
		crypto_sha256(body, digest);
		err = memcmp(digest, bytes.ptr, DIGEST) != 0 ? ERR_CORRUPT :
		    hsdb_load(body, ret);
	}
	buf_done(&bytes);
	return err;
}

/* Not being able to keep it costs time at the next start, nothing else. */
static bool
keep(const char *path, const struct hsdb *db)
{
	uint8_t digest[DIGEST] = { 0 };
	struct buf bytes;
	bool kept = false;

	buf_init(&bytes, DATABASE_MAX);
	buf_add(&bytes, digest, DIGEST);
	if (hsdb_save(db, &bytes) == 0) {
		crypto_sha256(sv_slice(buf_sv(&bytes), DIGEST, bytes.len),
		    digest);
		memcpy(bytes.ptr, digest, DIGEST);
		kept = file_replace(path, buf_sv(&bytes), 0600, NULL) == 0;
	}
	buf_done(&bytes);
	return kept;
}

int
build_database(const struct build_entries *entries,
    const char *cache_dir, struct hsdb **ret, size_t *ret_bad,
    struct errinfo *ei)
{
	char hex[2 * DIGEST + 1], path[PATH_MAX];
	int err, n;

	if (cache_dir == NULL || !is_ours(cache_dir))
		return hsdb_new(entries->items, entries->count, ret,
		    ret_bad, ei);
	name_of(entries->items, entries->count, hex);
	n = snprintf(path, sizeof(path), "%s/detect-%.32s.hsdb", cache_dir,
	    hex);
	if (n < 0 || (size_t)n >= sizeof(path))
		return errinfo_set(ei, ERR_LIMIT, "cache path too long");
	if (load(path, ret) == 0)
		return 0;
	err = hsdb_new(entries->items, entries->count, ret, ret_bad,
	    ei);
	if (err == 0)
		(void)keep(path, *ret);
	return err;
}
