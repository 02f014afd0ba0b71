/* Everything of audit/ that is read from files other people hold. */
#include "audit/checkpoint.h"
#include "audit/note.h"
#include "audit/tile.h"
#include "base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_path(struct sv s)
{
	struct tile t;
	struct buf b;

	if (tile_parse_path(s, &t) != 0)
		return;
	buf_init(&b, s.len);
	tile_write_path(&t, &b);
	ASSERT(buf_err(&b) == 0 && sv_eq(buf_sv(&b), s));
	buf_done(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv s = sv_make(data, size), entry;
	struct note_key key, parsed;
	struct checkpoint c;
	struct note n;

	check_path(s);
	if (note_key_make(SV("fuzz.example"), (const uint8_t *)
	    "0123456789abcdef0123456789abcdef", &key) != 0)
		return 0;
	if (note_parse(s, &n) == 0) {
		ASSERT(n.text.len + 1 + n.signatures.len == size);
		ASSERT(note_verify(&n, &key) != 0);
	}
	ASSERT(checkpoint_open(s, &key, &c) != 0);
	if (checkpoint_parse(s, &c) == 0)
		ASSERT(c.origin.len > 0);
	if (note_key_parse(s, &parsed) == 0)
		ASSERT(parsed.name.len > 0);
	while (tile_next_entry(&s, &entry) == 0)
		ASSERT(entry.len <= TILE_ENTRY_MAX);
	return 0;
}
