/*
 * The keeper as a process: opens keys and store before it is confined, then
 * answers messages. What it answers is decided in keeper.c.
 */
#include "audit/sealed.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/wire.h"
#include "proxy/keeper.h"
#include "proxy/keeper_wire.h"
#include "proxy/metrics.h"
#include "proxy/recorder.h"
#include "proxy/role.h"

enum { NS_PER_S = 1000000000 };

struct keeper_role {
	struct crypto *crypto;
	struct keyring *keys;
	struct sealed *sealed;
	struct vault_store store;
	struct keeper *keeper;
	uint64_t resolved;		/* as the metrics have it */
	struct keeper_counts said;	/* as the log has it */
	int64_t said_ns;		/* when; 0: never */
};

static void
release(struct keeper_role *s)
{
	if (s == NULL)
		return;
	keeper_free(s->keeper);
	sealed_close(s->sealed);
	keyring_free(s->keys);
	crypto_close(s->crypto);
	mem_free(s);
}

static int
open_parts(struct keeper_role *s, const struct config *config,
    struct errinfo *ei)
{
	struct keeper_parts parts;
	uint8_t signature[CRYPTO_ED25519_SIGNATURE_BYTES];
	int rc;

	rc = crypto_open(&s->crypto);
	if (rc != 0)
		return errinfo_set(ei, rc, "libcrypto: %s", err_text(rc));
	rc = keyring_load(config->keys.ptr, &s->keys, ei);
	if (rc == 0)
		rc = sealed_open(config->store.ptr, &s->sealed, ei);
	if (rc != 0)
		return rc;
	s->store = (struct vault_store){ s->sealed, sealed_begin, sealed_end,
		sealed_row, sealed_slot, sealed_slots };
	parts = (struct keeper_parts){ s->crypto, s->keys, &s->store,
		config };
	rc = keeper_new(&parts, &s->keeper);
	/* Have libcrypto load what signing needs before files are closed. */
	if (rc == 0)
		rc = crypto_ed25519_sign(s->keys->checkpoint_seed, SV(""),
		    signature);
	if (rc != 0)
		return errinfo_set(ei, rc, "keeper: %s", err_text(rc));
	return 0;
}

static int
prepare(struct role *role, struct errinfo *ei)
{
	struct keeper_role *s = mem_calloc(1, sizeof(*s));
	int rc;

	if (s == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	rc = open_parts(s, role->config, ei);
	if (rc != 0) {
		release(s);
		return rc;
	}
	role->state = s;
	return 0;
}

/* Tell a worker its digest key, the recorder whose signatures to expect. */
static int
greet(const struct keeper_role *s, struct role_peer *peer)
{
	bool worker = peer->kind == ROLE_WORKER;
	struct buf body;
	int rc = 0;

	buf_init(&body, IPC_MESSAGE_MAX);
	if (worker)
		keeper_welcome(s->keeper, &body);
	else
		rc = keeper_keys(s->keeper, &body);
	if (rc == 0)
		rc = buf_err(&body);
	if (rc == 0)
		rc = ipc_send(peer->ipc, worker ? KEEPER_WELCOME :
		    RECORDER_KEYS, 0, buf_sv(&body));
	buf_done(&body);
	return rc;
}

static void
peer_opened(struct role *role, struct role_peer *peer)
{
	struct keeper_role *s = role->state;
	struct keeper_peer *p;
	int rc;

	if (peer->kind != ROLE_WORKER && peer->kind != ROLE_RECORDER)
		return;
	rc = keeper_peer_new(s->keeper, peer->kind == ROLE_WORKER ?
	    KEEPER_WORKER : KEEPER_RECORDER, &p);
	if (rc == 0) {
		peer->state = p;
		rc = greet(s, peer);
	}
	if (rc != 0)
		log_event(LOG_ERROR, "peer not greeted",
		    LOG_ID("peer", role_name(peer->kind)), LOG_CODE(rc));
}

static void
peer_closed(struct role *role, struct role_peer *peer)
{
	(void)role;
	keeper_peer_free(peer->state);
	peer->state = NULL;
}

/* Say what should not happen, once a second at most. */
static void
complain(struct keeper_role *s, const struct keeper_counts *now)
{
	int64_t at = clock_mono_ns();

	if (now->refused == s->said.refused && now->limited == s->said.limited)
		return;
	if (s->said_ns != 0 && at - s->said_ns < NS_PER_S)
		return;
	if (now->refused != s->said.refused)
		log_event(LOG_WARN, "wrong credential from a worker",
		    LOG_UINT("times", now->refused - s->said.refused));
	if (now->limited != s->said.limited)
		log_event(LOG_WARN, "tokens not resolved: too many asked for",
		    LOG_UINT("times", now->limited - s->said.limited));
	s->said = *now;
	s->said_ns = at;
}

static void
count(struct role *role, struct keeper_role *s)
{
	struct keeper_counts now = keeper_counts(s->keeper);

	metrics_add(role->metrics, METRICS_TOKENS_UNSEALED,
	    now.resolved - s->resolved);
	s->resolved = now.resolved;
	complain(s, &now);
}

/*
 * An answer that cannot be made or sent whole becomes a refusal; one that
 * finds no room at all is lost, and the asker's deadline passes.
 */
static int
answer(struct role_peer *peer, const struct ipc_message *m, uint16_t type,
    struct buf *reply, int rc)
{
	if (rc == 0)
		rc = ipc_send(peer->ipc, type, m->txn, buf_sv(reply));
	if (rc == 0 || rc == ERR_SYNTAX || peer->kind != ROLE_WORKER)
		return rc;
	buf_reset(reply);
	wire_write_u32(reply, (uint32_t)-rc);
	if (buf_err(reply) == 0)
		rc = ipc_send(peer->ipc, type, m->txn, buf_sv(reply));
	if (rc != 0)
		log_event(LOG_ERROR, "answer lost", LOG_CODE(rc));
	return 0;
}

static int
message(struct role *role, struct role_peer *peer, struct ipc_message *m)
{
	struct keeper_role *s = role->state;
	struct buf reply;
	uint16_t type = 0;
	int rc;

	if (peer->state == NULL)
		return ERR_STATE;
	buf_init(&reply, KEEPER_REPLY_MAX);
	rc = keeper_take(peer->state, m->type, m->body, &reply, &type);
	rc = answer(peer, m, type, &reply, rc);
	buf_done(&reply);
	count(role, s);
	return rc;
}

static int
reload(struct role *role, const struct config *old, struct errinfo *ei)
{
	struct keeper_role *s = role->state;

	if (!sv_eq(old->keys, role->config->keys) ||
	    !sv_eq(old->store, role->config->store) ||
	    !sv_eq(old->ledger.origin, role->config->ledger.origin))
		return errinfo_set(ei, ERR_UNSUPPORTED, "keys, store and "
		    "ledger.origin change only with a restart");
	keeper_set_config(s->keeper, role->config);
	return 0;
}

static void
done(struct role *role)
{
	release(role->state);
	role->state = NULL;
}

const struct role_ops keeper_ops = {
	.prepare = prepare,
	.peer_opened = peer_opened,
	.peer_closed = peer_closed,
	.message = message,
	.reload = reload,
	.done = done,
};
