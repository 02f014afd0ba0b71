#include "vault/keyring.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/sv.h"

enum { LINE_MAX_BYTES = 512, NAME_MAX_BYTES = 32 };

static const char *const first_names[] = {
	"organisation", "wrapping", "checkpoint", "admin", "token-00"
};

static int
key_path(const char *dir, const char *name, char path[PATH_MAX],
    struct errinfo *ei)
{
	int n = snprintf(path, PATH_MAX, "%s/%s.key", dir, name);

	if (n < 0 || n >= PATH_MAX)
		return errinfo_set(ei, ERR_LIMIT, "%s: path is too long", dir);
	return 0;
}

static void
generation_name(unsigned generation, char name[NAME_MAX_BYTES])
{
	(void)snprintf(name, NAME_MAX_BYTES, "token-%02u", generation);
}

static void
key_id(struct sv name, const uint8_t key[KEYRING_KEY_BYTES],
    uint8_t id[KEYRING_ID_BYTES])
{
	const struct sv parts[] = { SV("exeat key 1\n"), name, SV("\n"),
		sv_make(key, KEYRING_KEY_BYTES) };
	uint8_t digest[CRYPTO_SHA256_BYTES];

	crypto_sha256_parts(parts, NELEMS(parts), digest);
	memcpy(id, digest, KEYRING_ID_BYTES);
}

static int
create_key(const char *dir, const char *name, struct errinfo *ei)
{
	uint8_t key[KEYRING_KEY_BYTES], id[KEYRING_ID_BYTES];
	char path[PATH_MAX];
	struct buf line;
	int rc;

	rc = key_path(dir, name, path, ei);
	if (rc != 0)
		return rc;
	crypto_random(key, sizeof(key));
	key_id(sv_cstr(name), key, id);
	buf_init(&line, LINE_MAX_BYTES);
	buf_addf(&line, "exeat-key 1 %s ", name);
	buf_add_hex(&line, id, sizeof(id));
	buf_add_char(&line, ' ');
	encode_base64(&line, BASE64_STD, key, sizeof(key));
	buf_add_char(&line, '\n');
	rc = buf_err(&line);
	if (rc == 0)
		rc = file_create(path, buf_sv(&line), 0600, ei);
	buf_done(&line);
	mem_wipe(key, sizeof(key));
	return rc;
}

static bool
exists(const char *dir, const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	return key_path(dir, name, path, NULL) == 0 && lstat(path, &st) == 0;
}

int
keyring_create(const char *dir, struct errinfo *ei)
{
	char path[PATH_MAX];
	size_t made;
	int rc = 0;

	for (size_t i = 0; i < NELEMS(first_names); i++)
		if (exists(dir, first_names[i]))
			return errinfo_set(ei, ERR_EXISTS, "%s: has keys "
			    "already; what they protect would be lost with "
			    "them", dir);
	for (made = 0; made < NELEMS(first_names) && rc == 0; made++)
		rc = create_key(dir, first_names[made], ei);
	/* Half a keyring is none: take back what this call made, no more. */
	if (rc == ERR_EXISTS)
		made--;
	while (rc != 0 && made-- > 0)
		if (key_path(dir, first_names[made], path, NULL) == 0)
			(void)unlink(path);
	return rc;
}

/* Take the key out of the line of a file called `name`. */
static int
parse_key(struct sv text, const char *name, uint8_t key[KEYRING_KEY_BYTES],
    struct errinfo *ei)
{
	uint8_t id[KEYRING_ID_BYTES], want[KEYRING_ID_BYTES];
	struct sv line = sv_cut(&text, '\n');
	struct sv magic = sv_cut(&line, ' '), version = sv_cut(&line, ' ');
	struct sv said = sv_cut(&line, ' '), hex = sv_cut(&line, ' ');
	struct buf raw;
	int rc;

	if (!sv_eq(magic, SV("exeat-key")) || line.ptr == NULL)
		return errinfo_set(ei, ERR_SYNTAX, "not a key file");
	if (!sv_eq(version, SV("1")))
		return errinfo_set(ei, ERR_UNSUPPORTED,
		    "made by another version of exeat");
	if (!sv_eq(said, sv_cstr(name)))
		return errinfo_set(ei, ERR_CORRUPT,
		    "holds another key, not %s", name);
	buf_init(&raw, LINE_MAX_BYTES);
	rc = encode_unhex(hex, want, sizeof(want));
	if (rc == 0)
		rc = encode_unbase64(&raw, BASE64_STD, line);
	if (rc != 0 || raw.len != KEYRING_KEY_BYTES) {
		rc = rc == ERR_NOMEM ? rc : ERR_SYNTAX;
	} else {
		memcpy(key, raw.ptr, KEYRING_KEY_BYTES);
		key_id(said, key, id);
		if (!crypto_equal(id, want, sizeof(id)))
			rc = ERR_CORRUPT;
	}
	buf_done(&raw);
	if (rc != 0)
		return errinfo_set(ei, rc, "key is damaged; restore it from "
		    "a backup");
	return 0;
}

static int
load_key(const char *dir, const char *name, uint8_t key[KEYRING_KEY_BYTES],
    struct errinfo *ei)
{
	char path[PATH_MAX];
	struct buf text;
	struct stat st;
	int rc;

	rc = key_path(dir, name, path, ei);
	if (rc != 0)
		return rc;
	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0)
		return errinfo_set(ei, ERR_DENIED, "%s: others may read this "
		    "key; chmod 600 it, and think about who did", path);
	buf_init(&text, LINE_MAX_BYTES);
	rc = file_read(path, &text, ei);
	if (rc == 0) {
		errinfo_at(ei, path, 1, 0);
		rc = parse_key(buf_sv(&text), name, key, ei);
		if (rc == 0)
			errinfo_reset(ei);
	}
	buf_done(&text);
	return rc;
}

/* One use, one key: never the organisation's key itself. */
static int
derive(const uint8_t key[KEYRING_KEY_BYTES], struct sv use, uint8_t *out,
    size_t len)
{
	return crypto_hkdf(SV("exeat keyring 1"),
	    sv_make(key, KEYRING_KEY_BYTES), use, out, len);
}

static int
set_organisation(struct keyring *k, const uint8_t key[KEYRING_KEY_BYTES])
{
	uint8_t t[KEYRING_KEY_BYTES];
	int rc;

	rc = derive(key, SV("subject ids"), t, sizeof(t));
	if (rc == 0) {
		crypto_hmac_key_init(&k->subject_ids, sv_make(t, sizeof(t)));
		rc = derive(key, SV("scope ids"), t, sizeof(t));
	}
	if (rc == 0) {
		crypto_hmac_key_init(&k->scope_ids, sv_make(t, sizeof(t)));
		rc = derive(key, SV("ledger digests"), k->ledger_digest,
		    sizeof(k->ledger_digest));
	}
	mem_wipe(t, sizeof(t));
	return rc;
}

static int
set_wrapping(struct keyring *k, const uint8_t key[KEYRING_KEY_BYTES])
{
	uint8_t id[KEYRING_ID_BYTES];

	key_id(SV("wrapping"), key, id);
	memcpy(&k->wrap_id, id, sizeof(k->wrap_id));
	return derive(key, SV("wrap subject keys"), k->wrap, sizeof(k->wrap));
}

static int
load_fixed(struct keyring *k, const char *dir, struct errinfo *ei)
{
	uint8_t key[KEYRING_KEY_BYTES];
	int rc;

	rc = load_key(dir, "organisation", key, ei);
	if (rc == 0)
		rc = set_organisation(k, key);
	if (rc == 0)
		rc = load_key(dir, "wrapping", key, ei);
	if (rc == 0)
		rc = set_wrapping(k, key);
	if (rc == 0)
		rc = load_key(dir, "checkpoint", k->checkpoint_seed, ei);
	if (rc == 0)
		rc = crypto_ed25519_public(k->checkpoint_seed,
		    k->checkpoint_public);
	if (rc == 0)
		rc = load_key(dir, "admin", k->admin_seed, ei);
	if (rc == 0)
		rc = crypto_ed25519_public(k->admin_seed, k->admin_public);
	mem_wipe(key, sizeof(key));
	return rc;
}

/* Generations may be missing (retired), but not all of them. */
static int
load_generations(struct keyring *k, const char *dir, struct errinfo *ei)
{
	uint8_t key[KEYRING_KEY_BYTES];
	char name[NAME_MAX_BYTES];
	bool any = false;
	int rc = 0;

	for (unsigned g = 0; g < TOKEN_GENERATIONS && rc == 0; g++) {
		generation_name(g, name);
		if (!exists(dir, name))
			continue;
		rc = load_key(dir, name, key, ei);
		if (rc != 0)
			break;
		crypto_hmac_key_init(&k->tokens[g].key,
		    sv_make(key, sizeof(key)));
		k->tokens[g].present = true;
		k->generation = (uint8_t)g;
		any = true;
	}
	mem_wipe(key, sizeof(key));
	if (rc == 0 && !any)
		rc = errinfo_set(ei, ERR_NOTFOUND, "%s/token-00.key: no such "
		    "file; `exeat init` makes the keys", dir);
	return rc;
}

int
keyring_load(const char *dir, struct keyring **ret, struct errinfo *ei)
{
	struct keyring *k = mem_calloc(1, sizeof(*k));
	int rc;

	if (k == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	rc = load_fixed(k, dir, ei);
	if (rc == 0)
		rc = load_generations(k, dir, ei);
	if (rc != 0) {
		keyring_free(k);
		return rc;
	}
	*ret = k;
	return 0;
}

void
keyring_free(struct keyring *k)
{
	mem_free_wiped(k, sizeof(*k));
}

int
keyring_add_generation(const char *dir, uint8_t *ret_generation,
    struct errinfo *ei)
{
	char name[NAME_MAX_BYTES];
	unsigned next = 0;
	int rc;

	for (unsigned g = 0; g < TOKEN_GENERATIONS; g++) {
		generation_name(g, name);
		if (exists(dir, name))
			next = g + 1;
	}
	if (next == TOKEN_GENERATIONS)
		return errinfo_set(ei, ERR_FULL,
		    "%s: all %d generations of token keys are used", dir,
		    TOKEN_GENERATIONS);
	generation_name(next, name);
	rc = create_key(dir, name, ei);
	if (rc == 0)
		*ret_generation = (uint8_t)next;
	return rc;
}
