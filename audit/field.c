#include "audit/field.h"

#include <string.h>

#include "base/ascii.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/err.h"

enum { HEX_MAX = 64 };

static const uint64_t count_max = (UINT64_C(1) << 53) - 1;

/* Bytes that names may have. */
static const uint64_t plain[2] = {
	ASCII_BIT('*') | ASCII_BIT('+') | ASCII_RANGE('-', ':'),
	ASCII_RANGE('A', '[') | ASCII_BIT(']') | ASCII_BIT('_') |
	    ASCII_RANGE('a', '{') | ASCII_BIT('}') | ASCII_BIT('~'),
};

void
field_begin(struct json_write *w, struct buf *b)
{
	json_write_init(w, b);
	json_write_object(w);
}

int
field_end(struct json_write *w, size_t from)
{
	int rc;

	json_write_object_end(w);
	rc = json_write_end(w);
	if (rc == 0 && w->out->len - from > RECORD_MAX_BYTES)
		rc = ERR_LIMIT;
	if (rc != 0)
		buf_truncate(w->out, from);
	return rc;
}

static bool
is_plain(struct sv s, size_t i)
{
	unsigned char c = (unsigned char)s.ptr[i];

	if (c == '@')
		return i > 0 && i + 1 < s.len && ascii_is_digit(s.ptr[i + 1]);
	return ascii_is_in(c, plain);
}

void
field_item(struct json_write *w, struct sv s)
{
	char text[RECORD_NAME_MAX];

	s = sv_slice(s, 0, sizeof(text));
	for (size_t i = 0; i < s.len; i++)
		text[i] = is_plain(s, i) ? s.ptr[i] : '_';
	json_write_string(w, sv_make(text, s.len));
}

void
field_name(struct json_write *w, const char *key, struct sv s)
{
	if (s.len == 0)
		return;
	json_write_key(w, key);
	field_item(w, s);
}

void
field_names(struct json_write *w, const char *key,
    const struct record_names *names)
{
	if (names->count == 0)
		return;
	json_write_key(w, key);
	json_write_array(w);
	for (size_t i = 0; i < names->count; i++)
		field_item(w, names->names[i]);
	json_write_array_end(w);
}

void
field_count(struct json_write *w, const char *key, uint64_t n)
{
	json_write_key(w, key);
	json_write_u64(w, n > count_max ? count_max : n);
}

void
field_hex(struct json_write *w, const char *key, const void *ptr, size_t len)
{
	char hex[2 * HEX_MAX + 1];

	ASSERT(len <= HEX_MAX);
	encode_hex(hex, ptr, len);
	if (key != NULL)
		json_write_key(w, key);
	json_write_string(w, sv_make(hex, 2 * len));
}

void
field_hash(struct json_write *w, const char *key,
    const uint8_t hash[RECORD_DIGEST_BYTES])
{
	static const uint8_t zero[RECORD_DIGEST_BYTES];

	if (memcmp(hash, zero, sizeof(zero)) != 0)
		field_hex(w, key, hash, RECORD_DIGEST_BYTES);
}

void
field_digest(struct json_write *w, const char *key,
    const struct record_digest *d)
{
	if (!d->set)
		return;
	json_write_key(w, key);
	json_write_object(w);
	field_count(w, "bytes", d->bytes);
	field_hex(w, "digest", d->digest, sizeof(d->digest));
	json_write_object_end(w);
}

void
field_id(struct json_write *w, const char *key, struct record_id id)
{
	char text[RECORD_ID_TEXT];

	record_id_format(id, text);
	json_write_key(w, key);
	json_write_string(w, sv_make(text, sizeof(text) - 1));
}

void
field_time(struct json_write *w, const char *key, int64_t wall_ns)
{
	char text[CLOCK_TEXT_BYTES];

	clock_format(wall_ns, text);
	json_write_key(w, key);
	json_write_string(w, sv_cstr(text));
}
