#include "audit/tile.h"

#include "base/err.h"
#include "base/num.h"
#include "base/wire.h"

enum { GROUP = 1000, GROUP_DIGITS = 3, GROUPS_MAX = 7 };

static void
add_group(struct buf *b, unsigned n)
{
	buf_add_char(b, (char)('0' + n / 100));
	buf_add_char(b, (char)('0' + n / 10 % 10));
	buf_add_char(b, (char)('0' + n % 10));
}

void
tile_write_path(const struct tile *t, struct buf *b)
{
	uint64_t divisor = 1;

	buf_add_cstr(b, "tile/");
	if (t->entries)
		buf_add_cstr(b, "entries");
	else
		buf_add_u64(b, t->level);
	buf_add_char(b, '/');
	while (t->index / divisor >= GROUP)
		divisor *= GROUP;
	for (; divisor > 1; divisor /= GROUP) {
		buf_add_char(b, 'x');
		add_group(b, (unsigned)(t->index / divisor % GROUP));
		buf_add_char(b, '/');
	}
	add_group(b, (unsigned)(t->index % GROUP));
	if (t->width < TILE_WIDTH) {
		buf_add_cstr(b, ".p/");
		buf_add_u64(b, t->width);
	}
}

/* Read "x001/x234/067" off the front of `*s`. */
static int
parse_index(struct sv *s, uint64_t *ret_index)
{
	uint64_t index = 0, group;

	for (unsigned i = 0; i < GROUPS_MAX; i++) {
		bool more = s->len > 0 && s->ptr[0] == 'x';

		*s = sv_slice(*s, more ? 1 : 0, s->len);
		if (num_u64(sv_slice(*s, 0, GROUP_DIGITS), &group) != 0 ||
		    s->len < GROUP_DIGITS)
			return ERR_SYNTAX;
		if (__builtin_mul_overflow(index, (uint64_t)GROUP, &index) ||
		    __builtin_add_overflow(index, group, &index))
			return ERR_RANGE;
		*s = sv_slice(*s, GROUP_DIGITS, s->len);
		if (!more) {
			*ret_index = index;
			return 0;
		}
		/* A group of zeros in front is a second spelling. */
		if (index == 0 || s->len == 0 || s->ptr[0] != '/')
			return ERR_SYNTAX;
		*s = sv_slice(*s, 1, s->len);
	}
	return ERR_RANGE;
}

/* Read "" or ".p/5". */
static int
parse_width(struct sv s, unsigned *ret_width)
{
	uint64_t width;

	if (s.len == 0) {
		*ret_width = TILE_WIDTH;
		return 0;
	}
	if (!sv_starts(s, SV(".p/")))
		return ERR_SYNTAX;
	s = sv_slice(s, 3, s.len);
	if (num_u64(s, &width) != 0 || s.ptr[0] == '0')
		return ERR_SYNTAX;
	if (width >= TILE_WIDTH)
		return ERR_RANGE;
	*ret_width = (unsigned)width;
	return 0;
}

int
tile_parse_path(struct sv path, struct tile *ret_tile)
{
	struct tile t = { 0 };
	struct sv first;
	uint64_t level;
	int rc;

	if (!sv_starts(path, SV("tile/")))
		return ERR_SYNTAX;
	path = sv_slice(path, 5, path.len);
	first = sv_cut(&path, '/');
	if (path.ptr == NULL)
		return ERR_SYNTAX;
	t.entries = sv_eq(first, SV("entries"));
	if (!t.entries) {
		if (num_u64(first, &level) != 0 ||
		    (first.len > 1 && first.ptr[0] == '0'))
			return ERR_SYNTAX;
		if (level >= TILE_LEVELS)
			return ERR_RANGE;
		t.level = (unsigned)level;
	}
	rc = parse_index(&path, &t.index);
	if (rc == 0)
		rc = parse_width(path, &t.width);
	if (rc == 0)
		*ret_tile = t;
	return rc;
}

unsigned
tile_width(unsigned level, uint64_t index, uint64_t size)
{
	uint64_t hashes = size >> (TILE_BITS * level);
	uint64_t first = index * TILE_WIDTH;

	if (index > UINT64_MAX / TILE_WIDTH || first >= hashes)
		return 0;
	return hashes - first >= TILE_WIDTH ? TILE_WIDTH :
	    (unsigned)(hashes - first);
}

void
tile_add_entry(struct buf *b, struct sv entry)
{
	ASSERT(entry.len <= TILE_ENTRY_MAX);
	wire_write_u16(b, (uint16_t)entry.len);
	buf_add_sv(b, entry);
}

int
tile_next_entry(struct sv *bundle, struct sv *ret_entry)
{
	struct wire_reader r;
	struct sv entry;

	if (bundle->len == 0)
		return ERR_NOTFOUND;
	wire_read_init(&r, *bundle);
	entry = wire_read_bytes(&r, wire_read_u16(&r));
	if (r.err != 0)
		return r.err;
	*bundle = sv_make(r.ptr, r.left);
	*ret_entry = entry;
	return 0;
}
