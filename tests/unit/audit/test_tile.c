#include "audit/tile.h"

#include <stdlib.h>

#include "audit/checkpoint.h"
#include "audit/tree.h"
#include "base/err.h"
#include "tests/tap/tap.h"

static const struct {
	const char *path;
	struct tile tile;
} paths[] = {
	{ "tile/0/000", { false, 0, 0, 256 } },
	{ "tile/0/000.p/1", { false, 0, 0, 1 } },
	{ "tile/entries/000.p/255", { true, 0, 0, 255 } },
	{ "tile/3/999", { false, 3, 999, 256 } },
	{ "tile/1/x001/000", { false, 1, 1000, 256 } },
	{ "tile/0/x001/x234/067.p/7", { false, 0, 1234067, 7 } },
	{ "tile/7/x018/x446/x744/x073/x709/x551/615",
	    { false, 7, UINT64_MAX, 256 } },
};

static const struct {
	const char *path;
	int rc;
} wrong[] = {
	{ "", ERR_SYNTAX },
	{ "tile/", ERR_SYNTAX },
	{ "tile/0", ERR_SYNTAX },
	{ "tile/00/000", ERR_SYNTAX },
	{ "tile/8/000", ERR_RANGE },
	{ "tile/0/00", ERR_SYNTAX },
	{ "tile/0/0000", ERR_SYNTAX },
	{ "tile/0/x000/001", ERR_SYNTAX },
	{ "tile/0/001/002", ERR_SYNTAX },
	{ "tile/0/x001", ERR_SYNTAX },
	{ "tile/0/000.p/0", ERR_SYNTAX },
	{ "tile/0/000.p/01", ERR_SYNTAX },
	{ "tile/0/000.p/256", ERR_RANGE },
	{ "tile/0/000.p/", ERR_SYNTAX },
	{ "tile/0/000.p", ERR_SYNTAX },
	{ "tile/0/000/", ERR_SYNTAX },
	{ "tile/entry/000", ERR_SYNTAX },
	{ "tile/7/x018/x446/x744/x073/x709/x551/616", ERR_RANGE },
	{ "tile/7/x018/x446/x744/x073/x709/x551/x616/000", ERR_RANGE },
};

static const struct {
	unsigned level;
	uint64_t index, size;
	unsigned width;
} widths[] = {
	{ 0, 0, 0, 0 },
	{ 0, 0, 1, 1 },
	{ 0, 0, 256, 256 },
	{ 0, 0, 257, 256 },
	{ 0, 1, 257, 1 },
	{ 0, 2, 257, 0 },
	{ 1, 0, 255, 0 },
	{ 1, 0, 65535, 255 },
	{ 1, 0, 65536, 256 },
	{ 2, 0, 65536, 1 },
	{ 0, UINT64_MAX, UINT64_MAX, 0 },
};

static void
test_paths(void)
{
	struct tile t;
	struct buf b;

	buf_init(&b, 1024);
	for (size_t i = 0; i < NELEMS(paths); i++) {
		buf_reset(&b);
		tile_write_path(&paths[i].tile, &b);
		tap_is_sv(buf_sv(&b), sv_cstr(paths[i].path), "write");
		tap_ok(tile_parse_path(buf_sv(&b), &t) == 0 &&
		    t.entries == paths[i].tile.entries &&
		    t.level == paths[i].tile.level &&
		    t.index == paths[i].tile.index &&
		    t.width == paths[i].tile.width, "read it back");
	}
	for (size_t i = 0; i < NELEMS(wrong); i++)
		tap_is_int(tile_parse_path(sv_cstr(wrong[i].path), &t),
		    wrong[i].rc, "refuse '%s'", wrong[i].path);
	for (size_t i = 0; i < NELEMS(widths); i++)
		tap_is_int(tile_width(widths[i].level, widths[i].index,
		    widths[i].size), widths[i].width, "width %zu", i);
	buf_done(&b);
}

static struct sv
read_shared(const char *folder, const struct tile *t)
{
	char name[128];
	struct buf b;
	struct sv s;

	buf_init(&b, sizeof(name));
	buf_add_cstr(&b, folder);
	tile_write_path(t, &b);
	(void)snprintf(name, sizeof(name), "%.*s", SV_ARG(buf_sv(&b)));
	s = tap_read_file(tap_source_path(name));
	buf_done(&b);
	return s;
}

/* The checkpoint's root, without its signature (test_note checks those). */
static bool
checkpoint_says(unsigned size, struct tree_hash root)
{
	struct checkpoint c;
	struct note n;
	char name[64];
	struct sv s;
	bool same;

	(void)snprintf(name, sizeof(name),
	    "../shared/vectors/tlog/checkpoint.%u", size);
	s = tap_read_file(tap_source_path(name));
	if (s.ptr == NULL)
		return false;
	same = note_parse(s, &n) == 0 && checkpoint_parse(n.text, &c) == 0 &&
	    c.size == size && memcmp(&c.root, &root, sizeof(root)) == 0;
	free((void *)(uintptr_t)s.ptr);
	return same;
}

/* Rebuild the log of `size` from its bundle; compare tile and checkpoint. */
static bool
rebuild(unsigned size)
{
	struct tile t = { .entries = true, .width = size };
	struct sv bundle = read_shared("../shared/vectors/tlog/", &t);
	struct sv rest = bundle, entry, hashes;
	struct tree tree;
	struct buf tile, again;
	bool same;

	buf_init(&tile, 1 << 16);
	buf_init(&again, 1 << 20);
	tree_init(&tree);
	while (tile_next_entry(&rest, &entry) == 0) {
		struct tree_hash leaf = tree_leaf(entry);

		tree_add(&tree, &leaf, NULL);
		buf_add(&tile, leaf.bytes, sizeof(leaf.bytes));
		tile_add_entry(&again, entry);
	}
	t.entries = false;
	hashes = read_shared("../shared/vectors/tlog/", &t);
	same = rest.len == 0 && tree.size == size &&
	    sv_eq(hashes, buf_sv(&tile)) && sv_eq(bundle, buf_sv(&again)) &&
	    checkpoint_says(size, tree_root(&tree));
	free((void *)(uintptr_t)hashes.ptr);
	free((void *)(uintptr_t)bundle.ptr);
	buf_done(&tile);
	buf_done(&again);
	return same;
}

static void
test_vectors(void)
{
	struct tile t = { .width = 1 };
	struct sv probe = read_shared("../shared/vectors/tlog/", &t);

	if (probe.ptr == NULL) {
		tap_skip(15, "the shared vectors are not here");
		return;
	}
	free((void *)(uintptr_t)probe.ptr);
	for (unsigned size = 1; size <= 15; size++)
		tap_ok(rebuild(size), "the log at size %u", size);
}

static void
test_entries(void)
{
	struct sv bundle = SV("\0\3one\0\5thr"), entry;

	tap_is_int(tile_next_entry(&bundle, &entry), 0, "an entry");
	tap_is_sv(entry, SV("one"), "its bytes");
	tap_is_int(tile_next_entry(&bundle, &entry), ERR_TRUNCATED, "cut");
	bundle = SV("\0\0");
	tap_is_int(tile_next_entry(&bundle, &entry), 0, "an empty one");
	tap_is_int(tile_next_entry(&bundle, &entry), ERR_NOTFOUND, "the end");
}

int
main(void)
{
	test_paths();
	test_entries();
	test_vectors();
	return tap_done();
}
