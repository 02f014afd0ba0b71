/*
 * The vault: tokens and the sealed values they stand for. The keeper has one
 * open; `exeat check --rewrite` and tests use it in their own process.
 *
 * A batch (the values of one request) sees one state of the store. What must
 * be stored so that its tokens can be resolved comes back with them; the
 * caller commits it together with the record, or throws the tokens away.
 * Values, and rows that hold them sealed, are in the arena of the call.
 */
#ifndef VAULT_VAULT_H
#define VAULT_VAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/crypto.h"
#include "base/sv.h"
#include "vault/derive.h"
#include "vault/keyring.h"
#include "vault/seal.h"
#include "vault/slot.h"
#include "vault/store.h"
#include "vault/surrogate.h"
#include "vault/token.h"

enum { VAULT_SUBJECTS = 16384, VAULT_ROW_KEY_BYTES = 1 + TOKEN_KEY_BYTES };

struct vault;

/* A value to be tokenised; all borrowed. */
struct vault_item {
	struct sv class_name;	/* dotted path */
	struct sv value;	/* exactly as the caller wrote it */
	struct sv canonical;	/* one spelling for all of its spellings */
	/* Wanted: a surrogate of this form, which is one of `value`. */
	const struct surrogate_form *form;	/* NULL: a token */
};

struct vault_row {
	struct sv key, value;
};

/* Surrogates that are somebody else's before a token is made. */
enum { VAULT_ITEM_ROWS = 2, VAULT_SURROGATE_TRIES = 16 };

/* What a value became, and what must be stored for it. */
struct vault_result {
	char token[TOKEN_LEN];		/* unless there is a surrogate */
	char surrogate[SURROGATE_TEXT_MAX];
	size_t surrogate_len;		/* 0: none */
	uint8_t subject[DERIVE_HASH_BYTES];	/* for the ledger */
	struct vault_row rows[VAULT_ITEM_ROWS];	/* not stored yet */
	size_t nrows;
	bool has_slot;				/* is a new subject */
	uint64_t slot;
	uint8_t image[SLOT_BYTES];
};

/* Borrows all three. `max_subjects`: how many are remembered; 0: the usual. */
int vault_open(struct crypto *c, const struct keyring *k,
    const struct vault_store *store, size_t max_subjects,
    struct vault **ret) MUST_USE;

/* Wipe and release; NULL is allowed. */
void vault_close(struct vault *v);

/* Around the calls below; vault_end() must follow a vault_begin() of 0. */
int vault_begin(struct vault *v) MUST_USE;
void vault_end(struct vault *v);

/*
 * Make the token of `item` in `scope` or, with a form, its surrogate. Where
 * another value of the scope has that surrogate already, the next one of its
 * walk is taken, and where there is none (the form has too few values, or all
 * that were tried are taken) a token. The rows and slot that it needs are in
 * `ret` only if neither the store nor an earlier result of this batch has
 * them. ERR_LIMIT: longer than SEAL_VALUE_MAX; ERR_CONFLICT: the token of
 * another value is the same (2^-80); ERR_FULL, ERR_CORRUPT, ERR_AUTH,
 * ERR_NOMEM, ERR_CRYPTO, or what the store says.
 */
int vault_tokenise(struct vault *v, const struct derive_scope *scope,
    const struct vault_item *item, struct arena *a,
    struct vault_result *ret) MUST_USE;

/* The same without a token, for the ledger's list of subjects. */
int vault_subject(struct vault *v, const struct vault_item *item,
    struct arena *a, struct vault_result *ret) MUST_USE;

/*
 * What `text` stands for, if it was made in one of the `n` scopes. ERR_SYNTAX,
 * ERR_CORRUPT: not a token, or a mangled one; ERR_NOTFOUND: never made,
 * erased, or invented; ERR_DENIED: made in another scope.
 */
int vault_resolve(struct vault *v, const struct derive_scope *scopes, size_t n,
    struct sv text, struct arena *a, struct sv *ret_value) MUST_USE;

/* The same by token_key(), or by derive_surrogate_mark() of a surrogate. */
int vault_resolve_key(struct vault *v, const struct derive_scope *scopes,
    size_t n, const uint8_t key[TOKEN_KEY_BYTES], struct arena *a,
    struct sv *ret_value) MUST_USE;

/*
 * The same for an administrator: any scope. `ret_subject` (may be NULL) gets
 * the ledger's hash of its subject.
 */
int vault_reveal(struct vault *v, struct sv text, struct arena *a,
    struct sv *ret_value, uint8_t *ret_subject) MUST_USE;

/* A surrogate does not say in which scope it was made: look in these. */
struct vault_question {
	struct sv text;
	const struct derive_scope *scopes;
	size_t nscopes;
};

/*
 * What a surrogate stands for, for an administrator. As vault_reveal(); the
 * first of the scopes that knows it answers.
 */
int vault_reveal_surrogate(struct vault *v, const struct vault_question *q,
    struct arena *a, struct sv *ret_value, uint8_t *ret_subject) MUST_USE;

/* Everything that erasing a subject needs, from its class and a value. */
struct vault_erasure {
	uint64_t slot;
	uint8_t image[SLOT_BYTES];		/* to overwrite it with */
	uint8_t subject[DERIVE_HASH_BYTES];	/* as the ledger knows it */
};

/*
 * Prepare the erasure of a subject, and forget its key here. ERR_NOTFOUND: no
 * such subject is stored.
 */
int vault_erase(struct vault *v, struct sv class_name, struct sv canonical,
    struct vault_erasure *ret) MUST_USE;

/* The same from one of its tokens. */
int vault_erase_token(struct vault *v, struct sv text,
    struct vault_erasure *ret) MUST_USE;

/* The same from one of its surrogates. */
int vault_erase_surrogate(struct vault *v, const struct vault_question *q,
    struct vault_erasure *ret) MUST_USE;

#endif
