#include "inspect/body/percent.h"

#include "base/encode.h"
#include "base/err.h"

size_t
percent_unit(struct sv raw, bool plus, char *ret_byte)
{
	char byte;

	*ret_byte = raw.ptr[0] == '+' && plus ? ' ' : raw.ptr[0];
	if (raw.ptr[0] != '%' || raw.len < 3 ||
	    encode_unhex(sv_slice(raw, 1, 3), &byte, 1) != 0)
		return 1;
	*ret_byte = byte;
	return 3;
}

int
percent_decode(struct sv raw, bool plus, struct arena *arena, struct sv *ret)
{
	size_t len = 0;
	char *out;

	if (sv_find_char(raw, '%') < 0 &&
	    (!plus || sv_find_char(raw, '+') < 0)) {
		*ret = raw;
		return 0;
	}
	out = arena_alloc(arena, raw.len);
	if (out == NULL)
		return ERR_NOMEM;
	while (raw.len > 0)
		raw = sv_slice(raw, percent_unit(raw, plus, out + len++),
		    raw.len);
	*ret = sv_make(out, len);
	return 0;
}
