#include "base/sv.h"

#include <strings.h>

#include "base/ascii.h"

bool
sv_eq_nocase(struct sv a, struct sv b)
{
	return a.len == b.len && sv_starts_nocase(a, b);
}

bool
sv_starts_nocase(struct sv s, struct sv prefix)
{
	if (s.len < prefix.len)
		return false;
	for (size_t i = 0; i < prefix.len; i++)
		if (s.ptr[i] != prefix.ptr[i] &&
		    ascii_to_lower(s.ptr[i]) !=
		    ascii_to_lower(prefix.ptr[i]))
			return false;
	return true;
}

bool
sv_ends(struct sv s, struct sv suffix)
{
	return s.len >= suffix.len &&
	    sv_eq(sv_slice(s, s.len - suffix.len, s.len), suffix);
}

int
sv_cmp(struct sv a, struct sv b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int c = n == 0 ? 0 : memcmp(a.ptr, b.ptr, n);

	if (c != 0)
		return c;
	return a.len < b.len ? -1 : a.len > b.len;
}

ptrdiff_t
sv_find_char(struct sv s, char c)
{
	const char *p = s.len == 0 ? NULL : memchr(s.ptr, c, s.len);

	return p == NULL ? -1 : p - s.ptr;
}

ptrdiff_t
sv_find(struct sv s, struct sv needle)
{
	const char *p;

	if (needle.len == 0)
		return 0;
	if (s.len < needle.len)
		return -1;
	p = memmem(s.ptr, s.len, needle.ptr, needle.len);
	return p == NULL ? -1 : p - s.ptr;
}

struct sv
sv_trim(struct sv s)
{
	while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t')) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 &&
	    (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
		s.len--;
	return s;
}

struct sv
sv_cut(struct sv *s, char sep)
{
	ptrdiff_t at = sv_find_char(*s, sep);
	struct sv head = *s;

	if (at < 0) {
		*s = (struct sv){ NULL, 0 };
		return head;
	}
	head.len = (size_t)at;
	s->ptr += at + 1;
	s->len -= (size_t)at + 1;
	return head;
}

bool
sv_has_dotted_prefix(struct sv s, struct sv prefix)
{
	return sv_starts(s, prefix) &&
	    (s.len == prefix.len || s.ptr[prefix.len] == '.');
}
