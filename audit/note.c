#include "audit/note.h"

#include <stdbool.h>
#include <string.h>

#include "base/crypto.h"
#include "base/encode.h"
#include "base/err.h"
#include "base/utf8.h"

enum {
	ALG_ED25519 = 0x01,
	LINE_BYTES = NOTE_KEY_ID_BYTES + NOTE_SIGNATURE_BYTES,
	DECODED_MAX = 4096		/* of one signature, of any algorithm */
};

/* U+2014 EM DASH and a space begin a signature line. */
static const struct sv dash = SV_INIT("\xe2\x80\x94 ");

static bool
is_name(struct sv s)
{
	if (s.len == 0 || s.len > NOTE_NAME_MAX)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] <= ' ' || s.ptr[i] == '+' ||
		    s.ptr[i] == 0x7f)
			return false;
	return true;
}

/* SHA-256(name || "\n" || alg || public key)[:4]. */
static void
key_id(struct note_key *key)
{
	const struct sv parts[] = { key->name, SV("\n\x01"),
		sv_make(key->public_key, NOTE_PUBLIC_BYTES) };
	uint8_t digest[CRYPTO_SHA256_BYTES];

	crypto_sha256_parts(parts, NELEMS(parts), digest);
	memcpy(key->id, digest, NOTE_KEY_ID_BYTES);
}

int
note_key_make(struct sv name, const uint8_t public_key[NOTE_PUBLIC_BYTES],
    struct note_key *ret_key)
{
	if (!is_name(name))
		return ERR_INVAL;
	ret_key->name = name;
	memcpy(ret_key->public_key, public_key, NOTE_PUBLIC_BYTES);
	key_id(ret_key);
	return 0;
}

static int
key_from_bytes(struct sv name, struct sv id, struct sv bytes,
    struct note_key *ret_key)
{
	uint8_t want[NOTE_KEY_ID_BYTES];
	struct note_key key;

	if (bytes.len == 0)
		return ERR_SYNTAX;
	if (bytes.ptr[0] != ALG_ED25519)
		return ERR_UNSUPPORTED;
	if (bytes.len != 1 + NOTE_PUBLIC_BYTES)
		return ERR_SYNTAX;
	if (encode_unhex(id, want, sizeof(want)) != 0 ||
	    note_key_make(name, (const uint8_t *)bytes.ptr + 1, &key) != 0)
		return ERR_SYNTAX;
	if (memcmp(key.id, want, sizeof(want)) != 0)
		return ERR_AUTH;
	*ret_key = key;
	return 0;
}

int
note_key_parse(struct sv text, struct note_key *ret_key)
{
	struct sv name = sv_cut(&text, '+'), id;
	struct buf b;
	int rc;

	if (text.ptr == NULL)
		return ERR_SYNTAX;
	id = sv_cut(&text, '+');
	if (text.ptr == NULL)
		return ERR_SYNTAX;
	buf_init(&b, DECODED_MAX);
	rc = encode_unbase64(&b, BASE64_STD, text);
	if (rc == 0)
		rc = key_from_bytes(name, id, buf_sv(&b), ret_key);
	buf_done(&b);
	return rc;
}

void
note_key_write(const struct note_key *key, struct buf *b)
{
	uint8_t bytes[1 + NOTE_PUBLIC_BYTES];

	bytes[0] = ALG_ED25519;
	memcpy(bytes + 1, key->public_key, NOTE_PUBLIC_BYTES);
	buf_add_sv(b, key->name);
	buf_add_char(b, '+');
	buf_add_hex(b, key->id, sizeof(key->id));
	buf_add_char(b, '+');
	encode_base64(b, BASE64_STD, bytes, sizeof(bytes));
}

/* Take one line off `*s` (it ends with a newline); read it into `b`. */
static int
next_signature(struct sv *s, struct sv *ret_name, struct buf *b)
{
	struct sv line = sv_cut(s, '\n'), name;

	if (!sv_starts(line, dash))
		return ERR_SYNTAX;
	line = sv_slice(line, dash.len, line.len);
	name = sv_cut(&line, ' ');
	if (line.ptr == NULL || !is_name(name))
		return ERR_SYNTAX;
	buf_reset(b);
	if (encode_unbase64(b, BASE64_STD, line) != 0 ||
	    b->len <= NOTE_KEY_ID_BYTES)
		return ERR_SYNTAX;
	*ret_name = name;
	return 0;
}

/* Where the last empty line is: between text and signatures. */
static ptrdiff_t
find_break(struct sv s)
{
	for (size_t i = s.len; i >= 2; i--)
		if (s.ptr[i - 1] == '\n' && s.ptr[i - 2] == '\n')
			return (ptrdiff_t)(i - 1);
	return -1;
}

static bool
has_control(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < ' ' && s.ptr[i] != '\n')
			return true;
	return false;
}

int
note_parse(struct sv s, struct note *ret_note)
{
	struct sv rest, name;
	ptrdiff_t at;
	struct buf b;
	int rc = 0;

	if (s.len > NOTE_MAX_BYTES)
		return ERR_LIMIT;
	at = find_break(s);
	if (at < 0 || s.ptr[s.len - 1] != '\n' || has_control(s) ||
	    !utf8_is_valid(s))
		return ERR_SYNTAX;
	rest = sv_slice(s, (size_t)at + 1, s.len);
	if (rest.len == 0)
		return ERR_SYNTAX;
	ret_note->text = sv_slice(s, 0, (size_t)at);
	ret_note->signatures = rest;
	buf_init(&b, DECODED_MAX);
	while (rc == 0 && rest.len > 0)
		rc = next_signature(&rest, &name, &b);
	buf_done(&b);
	return rc;
}

int
note_verify(const struct note *n, const struct note_key *key)
{
	struct sv rest = n->signatures, name;
	int rc = ERR_NOTFOUND;
	struct buf b;

	buf_init(&b, DECODED_MAX);
	while (rest.len > 0) {
		if (next_signature(&rest, &name, &b) != 0) {
			rc = ERR_SYNTAX;
			break;
		}
		if (!sv_eq(name, key->name) ||
		    memcmp(b.ptr, key->id, NOTE_KEY_ID_BYTES) != 0)
			continue;
		rc = b.len != LINE_BYTES ? ERR_AUTH :
		    crypto_ed25519_verify(key->public_key, n->text,
		    (const uint8_t *)b.ptr + NOTE_KEY_ID_BYTES);
		if (rc != 0)
			break;
	}
	buf_done(&b);
	return rc;
}

int
note_sign(struct sv text, const struct note_key *key,
    const uint8_t seed[NOTE_SEED_BYTES], struct buf *b)
{
	uint8_t bytes[LINE_BYTES];
	int rc;

	if (text.len == 0 || text.ptr[text.len - 1] != '\n')
		return ERR_INVAL;
	memcpy(bytes, key->id, NOTE_KEY_ID_BYTES);
	rc = crypto_ed25519_sign(seed, text, bytes + NOTE_KEY_ID_BYTES);
	if (rc != 0)
		return rc;
	buf_add_sv(b, text);
	buf_add_char(b, '\n');
	buf_add_sv(b, dash);
	buf_add_sv(b, key->name);
	buf_add_char(b, ' ');
	encode_base64(b, BASE64_STD, bytes, sizeof(bytes));
	buf_add_char(b, '\n');
	return buf_err(b);
}
