/* A new gateway's folder, and what an administrator does with its vault. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/reader.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/file.h"
#include "cli/desk.h"
#include "cli/init.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"

static const struct vault_item ada = { SV_INIT("personal.contact.email"),
	SV_INIT("Ada@example.test"), SV_INIT("ada@example.test"), NULL };

static void
path_in(const char *dir, const char *name, char path[512])
{
	(void)snprintf(path, 512, "%s/%s", dir, name);
}

static void
test_init(const char *dir)
{
	struct init_options o = { .data = "/fake/share" };
	struct config *c = NULL;
	struct errinfo ei = { 0 };
	char path[512], file[512 + 16];
	struct stat st;

	path_in(dir, "new", path);
	o.dir = path;
	tap_is_int(init_make(&o, &ei), 0, "init %s", ei.text);
	tap_ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0700,
	    "for the owner only");
	tap_is_int(init_make(&o, &ei), ERR_EXISTS, "never twice");
	(void)snprintf(file, sizeof(file), "%s/exeat.yaml", path);
	tap_is_int(config_load(file, &c, &ei), 0, "its configuration: %s",
	    ei.text);
	tap_ok(c != NULL && sv_ends(c->store, SV("new/store")) &&
	    sv_ends(c->keys, SV("new/keys")) &&
	    sv_ends(c->policy, SV("new/policy.yaml")) &&
	    sv_eq(c->data, SV("/fake/share")), "names what was made");
	config_free(c);
	path_in(dir, "empty", path);
	tap_ok(mkdir(path, 0755) == 0 && init_make(&o, &ei) == 0,
	    "an empty folder may be there");
	path_in(dir, "empty/exeat.yaml", path);
	o.dir = path;
	tap_is_int(init_make(&o, &ei), ERR_EXISTS, "a file may not");
	path_in(dir, "quoted", path);
	o.data = "a\"b";
	tap_is_int(init_make(&o, &ei), ERR_INVAL, "what YAML cannot say");
}

/* The n-th write or sync fails: no folder, and nothing left of it. */
static void
test_init_faults(const char *dir)
{
#ifdef WITH_FAULT_INJECTION
	static const enum fault_kind kinds[] = { FAULT_ALLOC, FAULT_WRITE,
		FAULT_SYNC };
	struct init_options o = { .dir = NULL };
	unsigned tried = 0, left = 0;
	char path[512], made[600];
	struct stat st;
	int rc;

	for (size_t i = 0; i < NELEMS(kinds); i++) {
		for (unsigned nth = 1; nth < 200; nth++) {
			(void)snprintf(path, sizeof(path), "%s/f%zu-%u", dir,
			    i, nth);
			o.dir = path;
			fault_arm(kinds[i], nth);
			rc = init_make(&o, NULL);
			fault_arm(kinds[i], 0);
			if (rc == 0)
				break;
			tried++;
			(void)snprintf(made, sizeof(made), "%s.new.%ld", path,
			    (long)getpid());
			left += stat(path, &st) == 0 || stat(made, &st) == 0;
		}
	}
	tap_ok(tried > 15 && left == 0, "%u failures leave nothing", tried);
#else
	(void)dir;
	tap_skip(1, "built without fault injection");
#endif
}

/* Commit a token as a worker would. */
static int
make_token(struct desk *d, char text[TOKEN_LEN + 1])
{
	static const uint8_t random[10] = { 7 };
	struct ledger_item item = { .kind = LEDGER_FINAL };
	struct derive_scope scope;
	struct vault_result r;
	struct ledger_row rows[VAULT_ITEM_ROWS];
	struct ledger_slot slot;
	char id[RECORD_ID_TEXT], record[100];
	struct arena a;
	int rc;

	arena_init(&a, 1 << 20);
	derive_scope(d->keys, DERIVE_CLIENT, SV("billing"), &scope);
	rc = vault_begin(d->vault);
	if (rc == 0) {
		rc = vault_tokenise(d->vault, &scope, &ada, &a, &r);
		vault_end(d->vault);
	}
	if (rc == 0) {
		item.id = record_id_make(clock_wall_ns(), random);
		record_id_format(item.id, id);
		(void)snprintf(record, sizeof(record), "{\"id\":\"%s\"}", id);
		item.record = sv_cstr(record);
		for (; item.nrows < r.nrows; item.nrows++)
			rows[item.nrows] = (struct ledger_row){
				r.rows[item.nrows].key,
				r.rows[item.nrows].value };
		item.rows = rows;
		slot = (struct ledger_slot){ r.slot,
			sv_make(r.image, SLOT_BYTES) };
		item.slots = &slot;
		item.nslots = r.has_slot ? 1 : 0;
		rc = ledger_commit(d->ledger, &item, 1);
		(void)snprintf(text, TOKEN_LEN + 1, "%.*s", TOKEN_LEN,
		    r.token);
	}
	arena_done(&a);
	return rc != 0 ? rc : item.status;
}

static int
reveal(struct desk *d, const char *token, struct arena *a, struct sv *value,
    uint8_t subject[DERIVE_HASH_BYTES])
{
	int rc = vault_begin(d->vault);

	if (rc != 0)
		return rc;
	rc = vault_reveal(d->vault, sv_cstr(token), a, value, subject);
	vault_end(d->vault);
	return rc;
}

static void
test_erase(struct desk *d, const char *token)
{
	struct desk_act act = { .action = SV("token.erase"),
		.because = SV("a request under Art. 17") };
	uint8_t subject[DERIVE_HASH_BYTES] = { 0 };
	struct vault_erasure e;
	struct errinfo ei = { 0 };
	struct arena a;
	struct sv value;

	arena_init(&a, 1 << 20);
	tap_ok(reveal(d, token, &a, &value, subject) == 0 &&
	    sv_eq(value, ada.value), "reveal");
	tap_is_int(vault_begin(d->vault), 0, "begin");
	tap_is_int(vault_erase_token(d->vault, sv_cstr(token), &e), 0,
	    "prepare");
	vault_end(d->vault);
	tap_ok(memcmp(e.subject, subject, sizeof(subject)) == 0,
	    "the same subject");
	act.subject = e.subject;
	act.erasure = &e;
	tap_is_int(desk_do(d, &act, &ei), 0, "erase: %s", ei.text);
	tap_is_int((int64_t)ledger_size(d->ledger), 2, "it was recorded");
	tap_is_int(reveal(d, token, &a, &value, subject), ERR_NOTFOUND,
	    "the token means nothing");
	arena_done(&a);
}

static void
test_desk(const char *dir)
{
	struct config *c = NULL;
	struct errinfo ei = { 0 };
	char file[512], again[TOKEN_LEN + 1] = "", token[TOKEN_LEN + 1] = "";
	struct desk d;

	path_in(dir, "new/exeat.yaml", file);
	if (!tap_ok(config_load(file, &c, &ei) == 0 &&
	    desk_open(c, &d, &ei) == 0, "open: %s", ei.text))
		return;
	tap_is_int(make_token(&d, token), 0, "a token");
	test_erase(&d, token);
	desk_close(&d);
	if (tap_ok(desk_open(c, &d, &ei) == 0, "open again: %s", ei.text)) {
		tap_is_int(make_token(&d, again), 0, "the value comes back");
		tap_ok(strcmp(token, again) != 0, "with another token");
		desk_close(&d);
	}
	config_free(c);
}

int
main(void)
{
	char *dir = tmpdir_new();

	test_init(dir);
	test_init_faults(dir);
	test_desk(dir);
	tmpdir_free(dir);
	return tap_done();
}
