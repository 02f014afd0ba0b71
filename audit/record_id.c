#include "audit/record_id.h"

#include <string.h>

#include "base/ascii.h"
#include "base/encode.h"
#include "base/err.h"

enum { NS_PER_MS = 1000000 };

/* Where the text has its hyphens. */
static const uint8_t hyphens[] = { 8, 13, 18, 23 };

struct record_id
record_id_make(int64_t wall_ns, const uint8_t random[10])
{
	uint64_t ms = wall_ns < 0 ? 0 : (uint64_t)(wall_ns / NS_PER_MS);
	struct record_id id;

	for (int i = 0; i < 6; i++)
		id.bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
	memcpy(id.bytes + 6, random, 10);
	id.bytes[6] = (uint8_t)(0x70 | (id.bytes[6] & 0x0f));
	id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3f));
	return id;
}

int64_t
record_id_time_ns(struct record_id id)
{
	uint64_t ms = 0;

	for (int i = 0; i < 6; i++)
		ms = ms << 8 | id.bytes[i];
	return (int64_t)ms * NS_PER_MS;
}

void
record_id_format(struct record_id id, char out[RECORD_ID_TEXT])
{
	char hex[2 * RECORD_ID_BYTES + 1];
	size_t from = 0, to = 0;

	encode_hex(hex, id.bytes, sizeof(id.bytes));
	for (size_t i = 0; i < NELEMS(hyphens); i++) {
		size_t len = hyphens[i] - to;

		memcpy(out + to, hex + from, len);
		from += len;
		to += len;
		out[to++] = '-';
	}
	memcpy(out + to, hex + from, sizeof(hex) - from);
}

int
record_id_parse(struct sv text, struct record_id *ret_id)
{
	char hex[2 * RECORD_ID_BYTES];
	size_t n = 0, at = 0;

	if (text.len != RECORD_ID_TEXT - 1)
		return ERR_SYNTAX;
	for (size_t i = 0; i < text.len; i++) {
		if (at < NELEMS(hyphens) && i == hyphens[at]) {
			if (text.ptr[i] != '-')
				return ERR_SYNTAX;
			at++;
			continue;
		}
		if (ascii_is_upper(text.ptr[i]))
			return ERR_SYNTAX;
		hex[n++] = text.ptr[i];
	}
	return encode_unhex(sv_make(hex, n), ret_id->bytes, RECORD_ID_BYTES);
}
