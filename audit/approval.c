#include "audit/approval.h"

#include <stdio.h>

#include "base/crypto.h"
#include "base/err.h"

enum { TEXT_MAX = NOTE_MAX_BYTES };

static void
add_hash(struct buf *b, struct sv s)
{
	uint8_t digest[CRYPTO_SHA256_BYTES];

	crypto_sha256(s, digest);
	buf_add_hex(b, digest, sizeof(digest));
	buf_add_char(b, '\n');
}

int
approval_key_make(struct sv origin,
    const uint8_t public_key[NOTE_PUBLIC_BYTES], char name[NOTE_NAME_MAX + 1],
    struct note_key *ret_key)
{
	int n = snprintf(name, NOTE_NAME_MAX + 1, "%.*s/admin",
	    SV_ARG(origin));

	if (origin.len == 0 || n < 0 || n > NOTE_NAME_MAX)
		return ERR_INVAL;
	return note_key_make(sv_make(name, (size_t)n), public_key, ret_key);
}

void
approval_write_text(const struct ledger_item *item, struct buf *b)
{
	char id[RECORD_ID_TEXT];

	record_id_format(item->id, id);
	buf_add_cstr(b, "exeat-erase/v1\n");
	buf_add_cstr(b, id);
	buf_add_char(b, '\n');
	add_hash(b, item->record);
	for (size_t i = 0; i < item->nslots; i++) {
		buf_add_u64(b, item->slots[i].slot);
		buf_add_char(b, ' ');
		add_hash(b, item->slots[i].image);
	}
}

int
approval_write(const struct ledger_item *item, const struct note_key *key,
    const uint8_t seed[NOTE_SEED_BYTES], struct buf *b)
{
	struct buf text;
	int rc;

	buf_init(&text, TEXT_MAX);
	approval_write_text(item, &text);
	rc = buf_err(&text);
	if (rc == 0)
		rc = note_sign(buf_sv(&text), key, seed, b);
	buf_done(&text);
	return rc;
}

int
approval_check(const struct ledger_item *item, const struct note_key *key)
{
	struct note note;
	struct buf b;
	int rc;

	if (note_parse(item->approval, &note) != 0 ||
	    note_verify(&note, key) != 0)
		return ERR_AUTH;
	buf_init(&b, TEXT_MAX);
	approval_write_text(item, &b);
	rc = buf_err(&b);
	if (rc == 0 && !sv_eq(buf_sv(&b), note.text))
		rc = ERR_AUTH;
	buf_done(&b);
	return rc == ERR_LIMIT ? ERR_AUTH : rc;
}
