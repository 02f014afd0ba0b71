/* Key files: made once, read strictly, refused with a reason. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/file.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"
#include "vault/derive.h"
#include "vault/keyring.h"

static const char *const names[] = { "organisation", "wrapping", "checkpoint",
	"admin", "token-00", "token-01" };

static const char *
path_of(const char *dir, const char *name)
{
	static char path[512];

	(void)snprintf(path, sizeof(path), "%s/%s.key", dir, name);
	return path;
}

static void
remove_all(const char *dir)
{
	for (size_t i = 0; i < NELEMS(names); i++)
		(void)unlink(path_of(dir, names[i]));
}

/* Put `text` in the place of a key file. */
static void
replace(const char *dir, const char *name, struct sv text)
{
	tap_is_int(file_replace(path_of(dir, name), text, 0600, NULL), 0,
	    "replace %s", name);
}

static void
test_create(const char *dir)
{
	struct keyring *k = NULL, *again = NULL;
	struct errinfo ei = { 0 };
	struct stat st;
	uint8_t g = 0;

	tap_is_int(keyring_load(dir, &k, &ei), ERR_NOTFOUND, "nothing there");
	tap_is_int(keyring_create(dir, &ei), 0, "create");
	tap_ok(stat(path_of(dir, "wrapping"), &st) == 0 &&
	    (st.st_mode & 0777) == 0600, "only for the owner");
	tap_is_int(keyring_create(dir, &ei), ERR_EXISTS, "never twice");
	if (!tap_ok(keyring_load(dir, &k, &ei) == 0 &&
	    keyring_load(dir, &again, &ei) == 0, "load twice: %s", ei.text))
		return;
	tap_ok(memcmp(k->wrap, again->wrap, sizeof(k->wrap)) == 0 &&
	    memcmp(k->checkpoint_public, again->checkpoint_public, 32) == 0,
	    "the same keys");
	tap_ok(memcmp(k->wrap, k->wrap + 32, 32) != 0 &&
	    memcmp(k->ledger_digest, k->wrap, 32) != 0 &&
	    memcmp(k->checkpoint_seed, k->admin_seed, 32) != 0,
	    "each use its own");
	tap_is_int(k->generation, 0, "first generation");
	tap_is_int(keyring_add_generation(dir, &g, &ei), 0, "add");
	tap_is_int(g, 1, "second generation");
	keyring_free(again);
	tap_is_int(keyring_load(dir, &again, &ei), 0, "load");
	tap_ok(again->generation == 1 && again->tokens[0].present &&
	    !k->tokens[1].present, "the newest is in use");
	keyring_free(k);
	keyring_free(again);
	keyring_free(NULL);
}

static void
test_damage(const char *dir)
{
	static const struct {
		struct sv text;
		int code;
	} cases[] = {
		{ SV_INIT(""), ERR_SYNTAX },
		{ SV_INIT("hello\n"), ERR_SYNTAX },
		{ SV_INIT("exeat-key\n"), ERR_SYNTAX },
		{ SV_INIT("exeat-key 2 wrapping 00 AA==\n"), ERR_UNSUPPORTED },
		{ SV_INIT("exeat-key 1 admin 00 AA==\n"), ERR_CORRUPT },
		{ SV_INIT("exeat-key 1 wrapping 00 AA==\n"), ERR_SYNTAX },
		{ SV_INIT("exeat-key 1 wrapping 0011223344556677 AA==\n"),
		    ERR_SYNTAX },
		{ SV_INIT("exeat-key 1 wrapping 0011223344556677 AAAAAAAAAAAAAA"
		    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"), ERR_CORRUPT },
	};
	struct keyring *k = NULL;
	struct errinfo ei;
	struct buf was;

	buf_init(&was, 4096);
	tap_is_int(file_read(path_of(dir, "wrapping"), &was, NULL), 0, "read");
	for (size_t i = 0; i < NELEMS(cases); i++) {
		replace(dir, "wrapping", cases[i].text);
		errinfo_reset(&ei);
		tap_is_int(keyring_load(dir, &k, &ei), cases[i].code,
		    "damage %zu: %s", i, ei.text);
	}
	was.ptr[was.len - 5] ^= 1;
	replace(dir, "wrapping", buf_sv(&was));
	tap_ok(keyring_load(dir, &k, &ei) != 0, "one bit");
	was.ptr[was.len - 5] ^= 1;
	replace(dir, "wrapping", buf_sv(&was));
	tap_ok(chmod(path_of(dir, "wrapping"), 0640) == 0, "chmod");
	tap_is_int(keyring_load(dir, &k, &ei), ERR_DENIED, "readable by group");
	(void)chmod(path_of(dir, "wrapping"), 0600);
	(void)unlink(path_of(dir, "token-00"));
	tap_is_int(keyring_load(dir, &k, &ei), 0, "a retired generation");
	keyring_free(k);
	(void)unlink(path_of(dir, "token-01"));
	tap_is_int(keyring_load(dir, &k, &ei), ERR_NOTFOUND, "none is left");
	buf_done(&was);
}

/* Whatever fails, no half keyring can be loaded or takes another's place. */
static void
test_faults(const char *dir)
{
#ifdef WITH_FAULT_INJECTION
	static const enum fault_kind kinds[] = { FAULT_ALLOC, FAULT_WRITE,
		FAULT_SYNC };
	struct keyring *k;
	unsigned tried = 0, bad = 0;
	int rc;

	for (size_t i = 0; i < NELEMS(kinds); i++) {
		for (unsigned nth = 1; nth < 100; nth++) {
			remove_all(dir);
			fault_arm(kinds[i], nth);
			rc = keyring_create(dir, NULL);
			if (rc == 0)
				rc = keyring_load(dir, &k, NULL);
			fault_arm(kinds[i], 0);
			if (rc == 0) {
				keyring_free(k);
				break;
			}
			tried++;
			rc = keyring_load(dir, &k, NULL);
			if (rc == 0)
				keyring_free(k);
			bad += rc != 0 && rc != ERR_NOTFOUND;
		}
	}
	tap_ok(tried > 15 && bad == 0,
	    "after %u failures: all the keys or none", tried);
#else
	remove_all(dir);
	tap_skip(1, "built without fault injection");
#endif
}

/* Golden values: what was derived once must be derived for ever. */
static void
test_derive(void)
{
	struct derive_subject keys;
	struct sv golden = SV("XQMAIL2ZS5S4M3V1ME89YZ2R");
	struct derive_scope scope;
	uint8_t root[32] = { 1 }, id[16], other[16];
	struct keyring k = { .generation = 2 };
	char text[TOKEN_LEN];
	struct token t;

	crypto_hmac_key_init(&k.subject_ids, SV("subject ids"));
	crypto_hmac_key_init(&k.scope_ids, SV("scope ids"));
	crypto_hmac_key_init(&k.tokens[2].key, SV("tokens"));
	k.tokens[2].present = true;
	derive_scope(&k, DERIVE_CLIENT, SV("billing"), &scope);
	derive_subject(root, &keys);
	derive_token(&scope, &keys, token_hint(SV("personal.contact.email")),
	    SV("ada@example.test"), &t);
	token_format(&t, text);
	tap_is_sv(sv_make(text, TOKEN_LEN), golden,
	    "golden token");
	derive_subject_id(&k, 0, SV("a.b"), SV("c"), id);
	derive_subject_id(&k, 0, SV("a."), SV("bc"), other);
	tap_ok(memcmp(id, other, 16) != 0, "class and value do not run into "
	    "each other");
	derive_subject_id(&k, 1, SV("a.b"), SV("c"), other);
	tap_ok(memcmp(id, other, 16) != 0, "a turn of its own");
	derive_scope(&k, DERIVE_TEAM, SV("billing"), &scope);
	derive_token(&scope, &keys, t.hint, SV("ada@example.test"), &t);
	token_format(&t, text);
	tap_ok(!sv_eq(sv_make(text, TOKEN_LEN), golden),
	    "a team is not a client");
}

int
main(void)
{
	char *dir = tmpdir_new();

	test_create(dir);
	test_damage(dir);
	test_faults(dir);
	test_derive();
	tmpdir_free(dir);
	return tap_done();
}
