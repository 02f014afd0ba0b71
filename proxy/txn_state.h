/* Inside of a transaction: for the txn_*.c files that implement its states. */
#ifndef PROXY_TXN_STATE_H
#define PROXY_TXN_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/record_id.h"
#include "base/addr.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/loop.h"
#include "base/sv.h"
#include "govern/assess.h"
#include "govern/recognise_turn.h"
#include "inspect/body/document.h"
#include "proxy/answer.h"
#include "proxy/http1.h"
#include "proxy/identity.h"
#include "proxy/keeper_client.h"
#include "proxy/receipt.h"
#include "proxy/refuse.h"
#include "proxy/route.h"
#include "proxy/txn.h"
#include "proxy/upstream.h"

struct dns_query;
struct worker;

enum txn_state {
	TXN_HEAD,
	TXN_GATE,
	TXN_RESOLVE,
	TXN_BODY,
	TXN_INSPECT,
	TXN_RECOGNISE,
	TXN_TOKENS,
	TXN_REWRITE,
	TXN_COMMIT,
	TXN_SEND,
	TXN_ANSWER,
	TXN_REFUSE,
	TXN_REPLY,
	TXN_DONE,
	TXN_STATES,
	TXN_STAY = TXN_STATES	/* of a state's function: wait for a callback */
};

/* Does the ledger hold this transaction's decision? */
enum txn_recorded { TXN_UNRECORDED, TXN_RECORDING, TXN_RECORDED };

/* Moments, clock_mono_ns(); 0: not reached. */
struct txn_times {
	int64_t begun, body, inspected, tokenised, commit_sent, committed;
	int64_t first_byte;
};

struct txn {
	uint32_t magic;
	enum txn_state state;
	bool driving;			/* txn_drive() is on the stack */
	bool body_ended;		/* the whole request was read */
	bool client_gone;
	bool was_flow;			/* recorded as LEDGER_FLOW */
	bool was_malformed;		/* refused by the parser */
	enum txn_recorded recorded;
	enum txn_awaits awaits;
	struct session *session;	/* NULL: the client is gone */
	struct worker *worker;
	uint64_t serial;		/* its name in messages */
	struct txn *next, **link;	/* in the worker's table */
	struct arena arena;
	struct loop_timer timer;
	struct record_id id;
	char id_text[RECORD_ID_TEXT];
	int64_t wall_ns;
	struct txn_times times;

	/* The request. */
	struct http1_head request;
	const struct http1_field *trailers;	/* of the request */
	size_t ntrailers;
	struct buf body;
	uint64_t reserved;		/* of the worker's body memory */
	struct identity who;
	struct route_target target;
	struct document doc;
	struct assessment assessment;
	bool assessed;			/* assessment holds a decision */
	struct recogniser_ask *ask;	/* what waits for their answers */
	struct recognise_turn *turns;	/* of each recogniser, and what all */
	struct recognise_found recognised;	/* have found */

	/* Where it goes. */
	struct dns_query *query;
	struct addr addrs[RECEIPT_ADDRS];
	size_t naddrs;

	/* As what. */
	struct keeper_tokens tokens;
	struct buf out_head, out_body, out_tail;
	struct receipt_draft *draft;
	struct receipt *receipt;

	/* Why not. */
	struct refuse_spec refusal;

	/* The answer. */
	struct upstream_call *call;
	struct upstream_facts facts;
	struct answer answer;
};

enum { TXN_MAGIC = 0x5458544e };

/* The only way on: enter `next` and what follows until a state waits. */
void txn_drive(struct txn *t, enum txn_state next);

/* Note whom `t` waits for; entering a state ends the wait. */
void txn_await(struct txn *t, enum txn_awaits awaits);

/* Fill the refusal and name the state it leads to. */
enum txn_state txn_refuse(struct txn *t, unsigned status, struct sv code,
    struct sv text);
enum txn_state txn_refuse_memory(struct txn *t);

/* The functions of the states; each in the file that its part is in. */
enum txn_state txn_enter_gate(struct txn *t);
enum txn_state txn_enter_resolve(struct txn *t);
enum txn_state txn_enter_body(struct txn *t);
enum txn_state txn_enter_inspect(struct txn *t);
enum txn_state txn_enter_recognise(struct txn *t);
enum txn_state txn_decide(struct txn *t);	/* on all that was found */
enum txn_state txn_enter_tokens(struct txn *t);
enum txn_state txn_enter_rewrite(struct txn *t);
enum txn_state txn_enter_commit(struct txn *t);
enum txn_state txn_enter_send(struct txn *t);
enum txn_state txn_enter_answer(struct txn *t);
enum txn_state txn_enter_refuse(struct txn *t);
enum txn_state txn_enter_reply(struct txn *t);
enum txn_state txn_enter_done(struct txn *t);

/* Are tokens looked for in the answer? Inside the perimeter none are made. */
bool txn_is_restored(const struct txn *t);

/* Give back what was taken of the worker's body memory. */
void txn_release_body(struct txn *t);

#endif
