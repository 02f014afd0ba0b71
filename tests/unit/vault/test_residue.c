/*
 * After values were tokenised and resolved and everything was released, no
 * writable memory of the process holds them, nor the keys: the whole heap,
 * all data and the stack are searched. What is searched for is kept masked, so
 * that the search does not find itself.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "tests/tap/tap.h"
#include "tests/unit/vault/memory_store.h"
#include "vault/vault.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

enum { MASK = 0xa5, NEEDLE = 24, CHUNK = 1 << 16 };

struct needle {
	uint8_t masked[NEEDLE];
};

static void
unmask(const struct needle *n, uint8_t out[NEEDLE])
{
	for (size_t i = 0; i < NEEDLE; i++)
		out[i] = n->masked[i] ^ MASK;
}

/* Take random bytes as a needle; printable where it will be a value. */
static void
make_needle(struct needle *n, bool printable)
{
	crypto_random(n->masked, sizeof(n->masked));
	for (size_t i = 0; i < NEEDLE && printable; i++)
		n->masked[i] = (uint8_t)('a' + n->masked[i] % 26) ^ MASK;
}

/* How often it stands in `len` bytes at `p`. */
static unsigned
count_in(const struct needle *n, const uint8_t *p, size_t len)
{
	uint8_t first = n->masked[0] ^ MASK;
	unsigned found = 0;

	for (size_t i = 0; i + NEEDLE <= len; i++) {
		size_t k = 1;

		if (p[i] != first)
			continue;
		while (k < NEEDLE && (p[i + k] ^ MASK) == n->masked[k])
			k++;
		found += k == NEEDLE;
	}
	return found;
}

/* How often it stands in the memory from `from` to `to`. */
static unsigned
count_range(int mem, const struct needle *n, unsigned long from,
    unsigned long to)
{
	static uint8_t chunk[CHUNK];
	unsigned found = 0;

	/* What this function reads must not be what it reads. */
	while (from < to) {
		size_t len = to - from < CHUNK ? to - from : CHUNK;
		ssize_t got = pread(mem, chunk, len, (off_t)from);

		if (got <= NEEDLE)
			break;
		found += count_in(n, chunk, (size_t)got);
		mem_wipe(chunk, sizeof(chunk));
		from += (size_t)got == len && len == CHUNK ? len - NEEDLE :
		    len;
	}
	return found;
}

/* How often it stands in all writable memory; -1 where that cannot be read. */
static int
count_all(const struct needle *n)
{
	int mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC), found = 0;
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];

	while (maps != NULL && mem >= 0 &&
	    fgets(line, sizeof(line), maps) != NULL) {
		char *end;
		unsigned long from = strtoul(line, &end, 16), to;

		to = *end == '-' ? strtoul(end + 1, &end, 16) : from;
		if (strncmp(end, " rw", 3) == 0)
			found += (int)count_range(mem, n, from, to);
	}
	if (maps == NULL || mem < 0)
		found = -1;
	if (maps != NULL)
		(void)fclose(maps);
	if (mem >= 0)
		(void)close(mem);
	return found;
}

/* Tokenise, store, resolve and erase a value; release everything. */
static int
live_once(const struct needle *value, const struct needle *key)
{
	uint8_t text[NEEDLE];
	struct vault_item item = { .class_name = SV("personal.name") };
	struct memory_store *store = memory_new();
	struct keyring *keys = mem_calloc(1, sizeof(*keys));
	struct derive_scope scope;
	struct vault_result r;
	struct crypto *c = NULL;
	struct vault *v = NULL;
	struct arena a;
	struct sv back;
	int rc;

	ASSERT(keys != NULL);
	unmask(key, keys->wrap);
	crypto_hmac_key_init(&keys->tokens[0].key, sv_make(keys->wrap, 32));
	keys->tokens[0].present = true;
	derive_scope(keys, DERIVE_CLIENT, SV("billing"), &scope);
	arena_init(&a, 1 << 20);
	unmask(value, text);
	item.value = arena_dup(&a, sv_make(text, NEEDLE));
	item.canonical = item.value;
	mem_wipe(text, sizeof(text));
	rc = crypto_open(&c);
	if (rc == 0)
		rc = vault_open(c, keys, &store->ops, 0, &v);
	if (rc == 0)
		rc = vault_begin(v);
	if (rc == 0) {
		rc = vault_tokenise(v, &scope, &item, &a, &r);
		if (rc == 0)
			rc = memory_commit(store, &r);
		if (rc == 0)
			rc = vault_resolve(v, &scope, 1,
			    sv_make(r.token, TOKEN_LEN), &a, &back);
		if (rc == 0 && !sv_eq(back, item.value))
			rc = ERR_CORRUPT;
		vault_end(v);
	}
	arena_done(&a);
	vault_close(v);
	keyring_free(keys);
	crypto_close(c);
	memory_free(store);
	mem_wipe(&scope, sizeof(scope));
	return rc;
}

int
main(void)
{
	struct needle value, key, here;
	uint8_t *there;
	int found;

#ifdef WITH_SANITIZERS
	tap_skip(1, "the sanitizers' own memory is too large to search");
	return tap_done();
#endif
	make_needle(&value, true);
	make_needle(&key, false);
	make_needle(&here, true);
	there = mem_alloc(NEEDLE);
	if (there == NULL)
		return 1;
	unmask(&here, there);
	found = count_all(&here);
	if (found < 0) {
		tap_skip(1, "this system does not let memory be read");
		return tap_done();
	}
	tap_ok(found > 0, "the search finds what is there");
	mem_free_wiped(there, NEEDLE);
	tap_is_int(live_once(&value, &key), 0, "tokenise and resolve");
	tap_is_int(count_all(&value), 0, "no memory holds the value");
	tap_is_int(count_all(&key), 0, "no memory holds the key");
	return tap_done();
}
