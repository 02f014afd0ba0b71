#include "cli/desk.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit/approval.h"
#include "audit/event.h"
#include "audit/item.h"
#include "audit/reader.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/mem.h"
#include "cli/ask.h"

enum { ACTOR_BYTES = 32, ORDER_MAX = 1 << 20 };

/* The administration's key of this log. */
static int
admin_key(const struct desk *d, char name[NOTE_NAME_MAX + 1],
    struct note_key *ret)
{
	return approval_key_make(d->config->ledger.origin,
	    d->keys->admin_public, name, ret);
}

static int
open_ledger(struct desk *d, struct errinfo *ei)
{
	struct ledger_options o = { .dir = d->config->store.ptr,
		.map_bytes = d->config->ledger.map_size };
	char name[NOTE_NAME_MAX + 1];
	struct note_key key;
	struct buf admin;
	int rc;

	buf_init(&admin, NOTE_MAX_BYTES);
	rc = admin_key(d, name, &key);
	if (rc == 0) {
		note_key_write(&key, &admin);
		rc = buf_err(&admin);
	}
	if (rc != 0)
		(void)errinfo_set(ei, rc, "ledger.origin: %s", err_text(rc));
	o.admin = buf_sv(&admin);
	if (rc == 0)
		rc = ledger_open(&o, &d->ledger, ei);
	buf_done(&admin);
	return rc;
}

/* A view of the store: our own writer's, or beside the daemon's. */
static int
open_sealed(struct desk *d, struct errinfo *ei)
{
	const char *dir = d->config->store.ptr;
	struct ledger_reader *reader;
	int rc;

	if (d->ledger == NULL)
		return sealed_open(dir, &d->sealed, ei);
	rc = ledger_reader(d->ledger, &reader);
	if (rc != 0)
		return errinfo_set(ei, rc, "the ledger cannot be read: %s",
		    err_text(rc));
	return sealed_attach(dir, reader, &d->sealed, ei);
}

static int
open_vault(struct desk *d, struct errinfo *ei)
{
	int rc = open_sealed(d, ei);

	if (rc != 0)
		return rc;
	d->store = (struct vault_store){ d->sealed, sealed_begin, sealed_end,
		sealed_row, sealed_slot, sealed_slots };
	rc = vault_open(d->crypto, d->keys, &d->store, 0, &d->vault);
	return rc == 0 ? 0 : errinfo_set(ei, rc, "the vault cannot be opened: "
	    "%s", err_text(rc));
}

int
desk_open(const struct config *config, struct desk *d, struct errinfo *ei)
{
	int rc;

	*d = (struct desk){ .config = config };
	rc = crypto_open(&d->crypto);
	if (rc != 0)
		(void)errinfo_set(ei, rc, "libcrypto: %s", err_text(rc));
	if (rc == 0)
		rc = keyring_load(config->keys.ptr, &d->keys, ei);
	if (rc == 0)
		rc = open_ledger(d, ei);
	/* Somebody else writes: the daemon, or whoever asks will see. */
	if (rc == ERR_CONFLICT)
		rc = 0;
	if (rc == 0)
		rc = open_vault(d, ei);
	if (rc != 0)
		desk_close(d);
	return rc;
}

void
desk_close(struct desk *d)
{
	vault_close(d->vault);
	sealed_close(d->sealed);
	ledger_close(d->ledger);
	keyring_free(d->keys);
	crypto_close(d->crypto);
	*d = (struct desk){ .config = NULL };
}

/* Write the record of `act` under a new id. */
static int
write_record(const struct desk *d, const struct desk_act *act,
    struct record_id *ret_id, struct buf *record)
{
	char actor[ACTOR_BYTES], target[2 * DERIVE_HASH_BYTES + 1];
	struct event_admin e = { .time_ns = clock_wall_ns(),
		.action = act->action, .result = SV("done") };
	uint8_t random[10];

	(void)snprintf(actor, sizeof(actor), "uid-%ld", (long)getuid());
	encode_hex(target, act->subject, DERIVE_HASH_BYTES);
	crypto_random(random, sizeof(random));
	e.id = *ret_id = record_id_make(e.time_ns, random);
	e.actor = sv_cstr(actor);
	e.target = sv_cstr(target);
	e.detail.set = true;
	e.detail.bytes = act->because.len;
	crypto_hmac_once(sv_make(d->keys->ledger_digest,
	    sizeof(d->keys->ledger_digest)), act->because, e.detail.digest);
	return event_write_admin(&e, record);
}

static struct sv
first_line(const struct buf *b)
{
	struct sv text = buf_sv(b);

	return sv_cut(&text, '\n');
}

/* Have the recorder of the running daemon commit `item`. */
static int
send_order(const struct desk *d, const struct ledger_item *item,
    struct errinfo *ei)
{
	struct buf order, answer;
	unsigned status = 0;
	int rc;

	buf_init(&order, ORDER_MAX);
	buf_init(&answer, ORDER_MAX);
	item_write(item, &order);
	rc = buf_err(&order);
	if (rc == 0)
		rc = ask_order(d->config, buf_sv(&order), &answer, &status,
		    ei);
	if (rc == 0 && status != 200)
		rc = errinfo_set(ei, ERR_DENIED, "exeatd did not take it "
		    "(%u): %.*s", status, SV_ARG(first_line(&answer)));
	buf_done(&order);
	buf_done(&answer);
	return rc;
}

/* Sign `item` and have it committed. */
static int
commit(struct desk *d, struct ledger_item *item, struct errinfo *ei)
{
	char name[NOTE_NAME_MAX + 1];
	struct note_key key;
	struct buf approval;
	int rc;

	buf_init(&approval, NOTE_MAX_BYTES);
	rc = admin_key(d, name, &key);
	if (rc == 0)
		rc = approval_write(item, &key, d->keys->admin_seed,
		    &approval);
	item->approval = buf_sv(&approval);
	if (rc == 0 && d->ledger == NULL) {
		rc = send_order(d, item, ei);
	} else if (rc == 0) {
		rc = ledger_commit(d->ledger, item, 1);
		if (rc == 0)
			rc = item->status;
		if (rc != 0)
			(void)errinfo_set(ei, rc, "%s", err_text(rc));
	}
	buf_done(&approval);
	return rc;
}

int
desk_do(struct desk *d, const struct desk_act *act, struct errinfo *ei)
{
	struct ledger_item item = { .kind = LEDGER_ERASE };
	struct ledger_slot slot;
	struct buf record;
	int rc;

	buf_init(&record, RECORD_MAX_BYTES);
	rc = write_record(d, act, &item.id, &record);
	item.record = buf_sv(&record);
	if (act->erasure != NULL) {
		slot.slot = act->erasure->slot;
		slot.image = sv_make(act->erasure->image, SLOT_BYTES);
		item.slots = &slot;
		item.nslots = 1;
	}
	if (rc != 0)
		(void)errinfo_set(ei, rc, "%s", err_text(rc));
	else
		rc = commit(d, &item, ei);
	buf_done(&record);
	return rc;
}

/* The scopes that a surrogate may be of; wiped and released by the caller. */
static int
list_scopes(const struct desk *d, struct derive_scope **ret, size_t *ret_count)
{
	const struct config *c = d->config;
	size_t max = 2 * c->nclients + 2, n = 0;
	struct derive_scope *scopes = mem_calloc(max, sizeof(*scopes));

	if (scopes == NULL)
		return ERR_NOMEM;
	derive_scope(d->keys, DERIVE_CLIENT, SV(""), &scopes[n++]);
	derive_scope(d->keys, DERIVE_ORGANISATION, SV(""), &scopes[n++]);
	for (size_t i = 0; i < c->nclients; i++) {
		derive_scope(d->keys, DERIVE_CLIENT, c->clients[i].name,
		    &scopes[n++]);
		if (c->clients[i].team.len > 0)
			derive_scope(d->keys, DERIVE_TEAM,
			    c->clients[i].team, &scopes[n++]);
	}
	*ret = scopes;
	*ret_count = n;
	return 0;
}

/* Is it to be looked for as a surrogate? Then ask `q` about it. */
static int
begin_question(const struct desk *d, struct sv text,
    struct vault_question *ret)
{
	struct derive_scope *scopes;
	struct token t;
	int rc = token_parse(text, &t);

	if (rc != ERR_SYNTAX)
		return ERR_EXISTS;
	rc = list_scopes(d, &scopes, &ret->nscopes);
	if (rc == 0) {
		ret->text = text;
		ret->scopes = scopes;
	}
	return rc;
}

static int
end_question(const struct vault_question *q, int rc)
{
	mem_free_wiped((void *)(uintptr_t)q->scopes,
	    q->nscopes * sizeof(*q->scopes));
	return rc == ERR_NOTFOUND ? ERR_SYNTAX : rc;
}

int
desk_reveal(struct desk *d, struct sv text, struct arena *a,
    struct sv *ret_value, uint8_t *ret_subject)
{
	struct vault_question q;
	int rc = begin_question(d, text, &q);

	if (rc == ERR_EXISTS)
		return vault_reveal(d->vault, text, a, ret_value,
		    ret_subject);
	if (rc != 0)
		return rc;
	return end_question(&q, vault_reveal_surrogate(d->vault, &q, a,
	    ret_value, ret_subject));
}

int
desk_erasure(struct desk *d, struct sv text, struct vault_erasure *ret)
{
	struct vault_question q;
	int rc = begin_question(d, text, &q);

	if (rc == ERR_EXISTS)
		return vault_erase_token(d->vault, text, ret);
	if (rc != 0)
		return rc;
	return end_question(&q, vault_erase_surrogate(d->vault, &q, ret));
}
