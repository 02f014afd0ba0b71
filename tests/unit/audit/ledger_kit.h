/*
 * What the tests of the store share: items of small records, a signing key, a
 * check that the whole store agrees with itself.
 */
#ifndef TESTS_UNIT_AUDIT_LEDGER_KIT_H
#define TESTS_UNIT_AUDIT_LEDGER_KIT_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/ledger.h"
#include "audit/reader.h"
#include "base/buf.h"

enum { KIT_TEXT = 512, KIT_IMAGE = LEDGER_SLOT_BYTES };

/* 2026-11-24T08:00:00Z */
#define KIT_START	INT64_C(1795507200000000000)

/* An item with room for what it points to; do not move it. */
struct kit_item {
	struct ledger_item item;
	char text[KIT_TEXT];
	char image[KIT_IMAGE];
	struct ledger_row row;
	struct ledger_slot slot;
};

/* A record number `n` of `kind` with a row and a slot where `with_rest`. */
void kit_make(struct kit_item *k, enum ledger_kind kind, uint32_t n,
    bool with_rest);

/* Commit one item alone; its status, or the batch's error. */
int kit_commit(struct ledger *l, struct kit_item *k);

/*
 * Commit decision number `n` (also its minute), a flow or a final one where it
 * is a block, with one class and one subject.
 */
struct kit_flow {
	const char *client, *activity, *host, *model, *class_name, *action;
	uint8_t subject;
};
bool kit_decide(struct ledger *l, uint32_t n, const struct kit_flow *f);

struct ledger *kit_open(const char *dir);

/* The verifier keys of log and administration. */
struct sv kit_verifier(void);
struct sv kit_admin(void);

/* Put the signed note of `text` into `b`, empty if memory fails. */
void kit_sign(struct sv text, bool admin, struct buf *b);

/* Seal the ledger as it is; false if that fails. */
bool kit_seal(struct ledger *l, int64_t now_ns);

/*
 * Read the store from outside: every record hashes to its leaf, the leaves to
 * the root, every record is found under its id. True if all is well.
 */
bool kit_store_is_sound(const char *dir, uint64_t *ret_size);

/* True if the record of `k` is in the store at k->item.index. */
bool kit_has(struct ledger_reader *s, const struct kit_item *k);
bool kit_is_there(const char *dir, const struct kit_item *k);

#endif
