#include "inspect/names/column.h"

#include <stdint.h>
#include <string.h>

#include "inspect/names/piece_word.h"

enum { EIGHT = 8 };	/* bytes looked at at once */

static inline bool
is_gap(const char *p)
{
	return *p == '\t' || *p == '\n' ||
	    (p[0] == p[1] && (*p == ' ' || *p == '.'));
}

/* Of eight bytes: those below `c`, and some above one. */
static inline uint64_t
below(uint64_t v, unsigned char c)
{
	return (v - PIECE_EACH(c)) & ~v & PIECE_EACH(0x80);
}

size_t
column_find_gap(struct sv text, size_t start)
{
	char last[COLUMN_MAX + EIGHT + 1] = { 0 };
	const char *p = text.ptr + start;

	if (text.len - start < sizeof(last)) {
		memcpy(last, p, text.len - start);
		last[text.len - start] = '\n';
		p = last;
	}
	for (size_t i = 0; i < COLUMN_MAX; i += EIGHT) {
		uint64_t v = piece_load(p + i), next = piece_load(p + i + 1);
		uint64_t set = below(v, ' ') |
		    (below(v ^ next, 1) & below(v, '/'));

		for (; set != 0; set &= set - 1) {
			size_t at = i + (size_t)__builtin_ctzll(set) / 8;

			if (is_gap(p + at))
				return start + at;
		}
	}
	return start + COLUMN_MAX;
}
