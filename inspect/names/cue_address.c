#include "inspect/names/cue_address.h"

#include <stdbool.h>

#include "base/ascii.h"
#include "base/sv.h"
#include "inspect/names/piece.h"

enum {
	SCORE = 86,
	LOCAL_MAX = 64		/* bytes of an address before its @ */
};

static bool
is_local(char ch)
{
	return ascii_is_letter(ch) || ch == '.' || ch == '_' || ch == '-';
}

/* The word's hash, and that with ue, oe, ae as the letter they stand for. */
static bool
hash_local(struct sv part, uint64_t ret[2])
{
	char plain[LOCAL_MAX];
	size_t len = 0;

	for (size_t i = 0; i < part.len; i++) {
		char before = len > 0 ? (char)(plain[len - 1] | 0x20) : '\0';

		if ((part.ptr[i] | 0x20) == 'e' && (before == 'a' ||
		    before == 'o' || before == 'u'))
			continue;
		plain[len++] = part.ptr[i];
	}
	ret[0] = piece_hash(part);
	ret[1] = piece_hash(sv_make(plain, len));
	return part.len > 1 && ret[0] != 0;
}

void
cue_address_note(struct cue_addresses *a, const struct cue_text *in, size_t at)
{
	size_t start = at;
	struct sv local, first;

	if (a->count == CUE_ADDRESSES)
		return;
	while (start > 0 && at - start < LOCAL_MAX &&
	    is_local(in->text.ptr[start - 1]))
		start--;
	local = sv_slice(in->text, start, at);
	first = sv_cut(&local, sv_find_char(local, '.') >= 0 ? '.' :
	    sv_find_char(local, '_') >= 0 ? '_' : '-');
	if (local.ptr == NULL || !hash_local(first, a->list[a->count].first) ||
	    !hash_local(local, a->list[a->count].last))
		return;
	a->count++;
}

static bool
is_either(uint64_t hash, const uint64_t two[2])
{
	return hash == two[0] || hash == two[1];
}

static bool
is_known(const struct cue_addresses *a, uint64_t one, uint64_t two)
{
	for (size_t i = 0; i < a->count; i++) {
		const uint64_t *first = a->list[i].first;
		const uint64_t *last = a->list[i].last;

		if ((is_either(one, first) && is_either(two, last)) ||
		    (is_either(one, last) && is_either(two, first)))
			return true;
	}
	return false;
}

void
cue_address_report(const struct cue_addresses *a, const struct cue_text *in)
{
	struct piece_reader r = { in->text, 0 };
	struct piece now, before = { .kind = PIECE_BREAK };

	if (a->count == 0)
		return;
	while (piece_next(&r, &now)) {
		if (now.kind == PIECE_MARK && now.folded[PIECE_LEAD] == ',')
			continue;
		if (now.kind == PIECE_WORD && before.kind == PIECE_WORD &&
		    ((now.flags | before.flags) & PIECE_CODE) == 0 &&
		    is_known(a, before.hash, now.hash))
			cue_text_report(in, before.start, now.end, SCORE);
		before = now;
	}
}
