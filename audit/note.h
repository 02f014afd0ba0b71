/*
 * Signed notes (C2SP signed-note): a text, an empty line, and signature lines
 * by named Ed25519 keys. Checkpoints and approvals are such notes. The keeper
 * signs, everybody verifies.
 */
#ifndef AUDIT_NOTE_H
#define AUDIT_NOTE_H

#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum {
	NOTE_MAX_BYTES = 65536,
	NOTE_NAME_MAX = 255,
	NOTE_KEY_ID_BYTES = 4,
	NOTE_PUBLIC_BYTES = 32,
	NOTE_SIGNATURE_BYTES = 64,
	NOTE_SEED_BYTES = 32
};

/* A verifier key; `name` is borrowed from the text it was parsed from. */
struct note_key {
	struct sv name;
	uint8_t id[NOTE_KEY_ID_BYTES];
	uint8_t public_key[NOTE_PUBLIC_BYTES];
};

/*
 * Read "name+id+base64(0x01 || public key)". ERR_SYNTAX; ERR_UNSUPPORTED
 * (another algorithm); ERR_AUTH (the id is not that of name and key).
 */
int note_key_parse(struct sv text, struct note_key *ret_key) MUST_USE;

/*
 * Make the key `name` (not empty; no space, no `+`; else ERR_INVAL) from a
 * public key.
 */
int note_key_make(struct sv name, const uint8_t public_key[NOTE_PUBLIC_BYTES],
    struct note_key *ret_key) MUST_USE;

/* Append the verifier key's text. */
void note_key_write(const struct note_key *key, struct buf *b);

/* A note in parts, borrowed. `text` ends with its newline. */
struct note {
	struct sv text;
	struct sv signatures;		/* whole lines */
};

/*
 * Take a note apart; every signature line must be well formed. ERR_SYNTAX;
 * ERR_LIMIT.
 */
int note_parse(struct sv s, struct note *ret_note) MUST_USE;

/*
 * 0 if `key` signed the note; ERR_AUTH if a signature of that name and id is
 * wrong; ERR_NOTFOUND if there is none. Signatures of others do not matter.
 */
int note_verify(const struct note *n, const struct note_key *key) MUST_USE;

/*
 * Append the note made of `text` (ends with a newline, else ERR_INVAL) and the
 * signature of `key` with `seed`. ERR_CRYPTO, or buf_err().
 */
int note_sign(struct sv text, const struct note_key *key,
    const uint8_t seed[NOTE_SEED_BYTES], struct buf *b) MUST_USE;

#endif
