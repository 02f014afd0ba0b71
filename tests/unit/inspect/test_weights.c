/* The weights file, its parts, and the lexicon with its filters. */
#include <string.h>

#include "base/fault.h"
#include "inspect/names/lexicon_filter.h"
#include "inspect/names/names.h"
#include "inspect/names/tagger.h"
#include "inspect/names/weights.h"
#include "tests/tap/tap.h"

enum {
	BASE_BYTES = 64 + 3 * 64 + 2 * 32 + 3 * 8 + 2 * LANG_ROW,
	FRENCH_BYTES = 16 + 3 * 64 + 32 + 2 * 8,
	POLISH_BYTES = 16 + 3 * 64 + 8
};

/* A base, a part for two languages and one for another without words. */
static void
make_small(struct buf *out)
{
	static struct lexicon_bucket buckets[2], more;
	static const uint64_t rows[3] = { UINT64_C(0x8080808080808080),
		UINT64_C(0x80808080808080ff), 1 };
	static const uint8_t langs[2 * LANG_ROW] = { 128, 1 };
	struct weights w = { .lexicon = { .buckets = buckets, .nbuckets = 2 },
		.base = { .rows = rows, .nrows = 3 }, .langs = { langs, 2 },
		.nparts = 2 };

	w.parts[0] = (struct weights_part){
		.langs = 1U << LANG_FR | 1U << LANG_IT, .rows = rows + 1,
		.nrows = 2, .more = { .buckets = &more, .nbuckets = 1 } };
	w.parts[1] = (struct weights_part){ .langs = 1U << LANG_PL,
		.rows = rows, .nrows = 1 };
	buckets[1].fingerprints[0] = 0x1234;
	buckets[1].values[0] = LEXICON_FIRST;
	more.fingerprints[0] = 0x4321;
	more.values[0] = LEXICON_PLACE;
	w.base.scores[KIND_PERSON][3] = 77;
	w.parts[0].scores[KIND_PLACE][4] = 55;
	weights_write(&w, out);
}

static void
test_parts(const struct weights *w)
{
	const struct weights_part *french = &w->parts[0];

	tap_ok(w->nparts == 2 && french->nrows == 2 &&
	    french->nplaces == 2 * 256 && french->rows[1] == 1 &&
	    french->more.nbuckets == 1 &&
	    french->more.buckets[0].fingerprints[0] == 0x4321 &&
	    french->more.buckets[0].values[0] == LEXICON_PLACE &&
	    french->marks[0x4321 / 64] == UINT64_C(1) << 0x4321 % 64 &&
	    french->scores[KIND_PLACE][4] == 55 &&
	    w->parts[1].more.nbuckets == 0, "the parts too");
	tap_ok(weights_part(w, LANG_FR) == french &&
	    weights_part(w, LANG_IT) == french &&
	    weights_part(w, LANG_PL) == &w->parts[1] &&
	    weights_part(w, LANG_DE) == &w->base &&
	    weights_part(w, LANG_NONE) == &w->base, "each for its languages");
}

static void
test_file(void)
{
	struct weights *w = NULL;
	struct errinfo ei = { 0 };
	struct buf b, again;

	buf_init(&b, 1 << 16);
	buf_init(&again, 1 << 16);
	make_small(&b);
	tap_is_int((int64_t)b.len, BASE_BYTES + FRENCH_BYTES + POLISH_BYTES,
	    "size");
	tap_is_sv(sv_slice(buf_sv(&b), 0, 32), SV("EXNAMES\n\3\0\0\0\2\0\0\0"
	    "\3\0\0\0\2\0\0\0\2\0\0\0\2\0\0\0"), "golden header");
	tap_is_sv(sv_slice(buf_sv(&b), BASE_BYTES, BASE_BYTES + 16),
	    SV("\0\104\0\0\2\0\0\0\1\0\0\0\0\0\0\0"),
	    "golden header of a part");
	if (tap_ok(weights_parse(buf_sv(&b), &w, &ei) == 0, "read back")) {
		tap_ok(w->base.nrows == 3 && w->base.nplaces == 3 * 256 &&
		    w->base.rows[1] == UINT64_C(0x80808080808080ff) &&
		    w->lexicon.nbuckets == 2 &&
		    w->lexicon.buckets[1].fingerprints[0] == 0x1234 &&
		    w->lexicon.buckets[1].values[0] == LEXICON_FIRST &&
		    w->langs.rows[1] == 1 &&
		    w->base.scores[KIND_PERSON][3] == 77, "and the same");
		test_parts(w);
		weights_write(w, &again);
		tap_ok(sv_eq(buf_sv(&b), buf_sv(&again)),
		    "written again, byte for byte");
	}
	weights_free(w);
	buf_done(&again);
	buf_done(&b);
}

static void
test_damage(void)
{
	static const struct {
		size_t at;
		int err;
		const char *what;
	} cases[] = {
		{ 0, ERR_SYNTAX, "magic" }, { 8, ERR_UNSUPPORTED, "format" },
		{ 12, ERR_UNSUPPORTED, "features" },
		{ 17, ERR_TRUNCATED, "rows" }, { 26, ERR_TRUNCATED, "languages" },
		{ 28, ERR_TRUNCATED, "parts" }, { 30, ERR_RANGE, "many parts" },
		{ 40, ERR_CORRUPT, "digest" },
		{ 64, ERR_CORRUPT, "scores" }, { 300, ERR_CORRUPT, "lexicon" },
		{ BASE_BYTES, ERR_CORRUPT, "a part's languages" },
		{ BASE_BYTES + 3, ERR_RANGE, "no such language" },
		{ BASE_BYTES + 5, ERR_TRUNCATED, "a part's rows" },
		{ BASE_BYTES + 9, ERR_TRUNCATED, "a part's lexicon" },
		{ BASE_BYTES + 12, ERR_RANGE, "spare" },
		{ BASE_BYTES + 300, ERR_CORRUPT, "a part's tables" },
	};
	struct weights *w = NULL;
	struct errinfo ei = { 0 };
	struct buf b;
	bool refused = true;

	buf_init(&b, 1 << 16);
	make_small(&b);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		b.ptr[cases[i].at] ^= 4;
		tap_ok(weights_parse(buf_sv(&b), &w, &ei) == cases[i].err &&
		    ei.text[0] != '\0', "damaged %s: %s", cases[i].what,
		    ei.text);
		b.ptr[cases[i].at] ^= 4;
	}
	for (size_t len = 0; len < b.len; len++)
		refused = refused && weights_parse(sv_make(b.ptr, len), &w,
		    &ei) != 0;
	tap_ok(refused, "every shorter file is refused");
	tap_is_int(weights_read("/nonexistent/x", &w, &ei), ERR_NOTFOUND,
	    "no file");
	buf_done(&b);
}

/* Sets of languages that no file may have: none, "unknown", one taken. */
static void
test_sets(void)
{
	static const uint32_t bad[] = { 0, 1U << LANG_NONE, 1U << LANG_COUNT,
		1U << LANG_IT, 1U << LANG_DE | 1U << LANG_FR };
	static struct lexicon_bucket bucket;
	static const uint64_t row;
	static const uint8_t langs[LANG_ROW];
	struct weights w = { .lexicon = { .buckets = &bucket, .nbuckets = 1 },
		.base = { .rows = &row, .nrows = 1 }, .langs = { langs, 1 },
		.nparts = 2 }, *read = NULL;
	struct errinfo ei = { 0 };
	struct buf b;

	w.parts[0] = (struct weights_part){ .rows = &row, .nrows = 1,
		.langs = 1U << LANG_FR | 1U << LANG_IT };
	w.parts[1] = w.parts[0];
	for (size_t i = 0; i < NELEMS(bad); i++) {
		buf_init(&b, 1 << 16);
		w.parts[1].langs = bad[i];
		weights_write(&w, &b);
		tap_is_int(weights_parse(buf_sv(&b), &read, &ei), ERR_RANGE,
		    "set %zu: %s", i, ei.text);
		buf_done(&b);
	}
}

/* A lexicon without a free entry would be searched for ever. */
static void
test_full(void)
{
	static struct lexicon_bucket full, free;
	static const uint64_t row;
	static const uint8_t langs[LANG_ROW];
	struct weights w = { .lexicon = { .buckets = &full, .nbuckets = 1 },
		.base = { .rows = &row, .nrows = 1 }, .langs = { langs, 1 },
		.nparts = 1 }, *read = NULL;
	struct errinfo ei = { 0 };
	struct buf b;

	memset(full.fingerprints, 1, sizeof(full.fingerprints));
	w.parts[0] = (struct weights_part){ .langs = 1U << LANG_FR,
		.rows = &row, .nrows = 1,
		.more = { .buckets = &free, .nbuckets = 1 } };
	for (unsigned i = 0; i < 2; i++) {
		buf_init(&b, 1 << 16);
		weights_write(&w, &b);
		tap_is_int(weights_parse(buf_sv(&b), &read, &ei), ERR_RANGE,
		    "a full lexicon: %s", ei.text);
		buf_done(&b);
		w.parts[0].more.buckets = &full;
		w.lexicon.buckets = &free;
	}
}

/* Whose rows and words count, by the language told. */
static void
note_name(void *ctx, const struct tagger_span *span)
{
	unsigned *kinds = ctx;

	*kinds |= 1U << span->kind;
}

static unsigned
kinds_in(const struct weights *w, const char *text, enum lang lang)
{
	unsigned kinds = 0;
	struct tagger_hooks hooks = { &kinds, note_name, NULL, NULL, NULL };

	tagger_run(w, sv_cstr(text), lang, &hooks);
	return kinds;
}

struct rows_of_word {
	unsigned count;
	uint32_t rows[FEATURE_COUNT];
};

static unsigned
keep_rows(void *ctx, const struct tagger_site *site)
{
	struct rows_of_word *r = ctx;

	memcpy(r->rows, site->rows, sizeof(r->rows));
	r->count++;
	return TAG_O;
}

static void
ignore(void *ctx, const struct tagger_span *span)
{
	(void)ctx;
	(void)span;
}

static void
test_part_used(void)
{
	static const char text[] = "alors Xqzwvian arriva";
	static uint64_t rows[1 << 12], bare, marks[LEXICON_MARKS];
	static struct lexicon_bucket more, none;
	struct rows_of_word known = { 0 }, other = { 0 };
	struct tagger_hooks hooks = { &other, ignore, keep_rows, NULL, NULL };
	struct weights w = {
		.lexicon = { .buckets = &none, .nbuckets = 1 },
		.base = { .rows = &bare, .nrows = 1,
		    .nplaces = 1 << ROWS_CHECK },
		.nparts = 1 };
	uint64_t hash = piece_hash(SV("xqzwvian"));

	more.fingerprints[0] = lexicon_fingerprint(hash);
	more.values[0] = LEXICON_PLACE;
	w.parts[0] = (struct weights_part){ .langs = 1U << LANG_FR,
		.rows = rows, .nrows = NELEMS(rows),
		.nplaces = NELEMS(rows) << ROWS_CHECK };
	tagger_run(&w, sv_cstr(text), LANG_FR, &hooks);
	w.parts[0].more = (struct lexicon){ .buckets = &more, .nbuckets = 1 };
	lexicon_mark(&w.parts[0].more, marks);
	w.parts[0].marks = marks;
	hooks.ctx = &known;
	tagger_run(&w, sv_cstr(text), LANG_FR, &hooks);
	tap_ok(known.count == 1 && other.count == 1 && memcmp(known.rows,
	    other.rows, sizeof(known.rows)) != 0, "its words are known");
	/* The rows of the word say "begin of a place". */
	for (unsigned i = 0; i < FEATURE_COUNT; i++)
		rows[known.rows[i] >> ROWS_CHECK] = UINT64_C(0x808080ff808080) |
		    (uint64_t)(known.rows[i] & 0xff) << 56;
	tap_is_int(kinds_in(&w, text, LANG_FR), 1U << KIND_PLACE,
	    "its rows count");
	tap_is_int(kinds_in(&w, text, LANG_DE), 0, "elsewhere they do not");
}

static uint16_t
word_fingerprint(size_t word)
{
	return (uint16_t)(word * 0x2f0b + 1);
}

static void
fill_lexicon(struct lexicon_bucket *buckets, size_t nbuckets)
{
	/* The last buckets are full, so searches go on at the beginning. */
	for (size_t i = 0; i < nbuckets * LEXICON_BUCKET; i++) {
		struct lexicon_bucket *b = &buckets[i / LEXICON_BUCKET];

		if (i % LEXICON_BUCKET > 5 && i / LEXICON_BUCKET < 3)
			continue;
		b->fingerprints[i % LEXICON_BUCKET] = word_fingerprint(i);
		b->values[i % LEXICON_BUCKET] = i % 4 == 1 ? LEXICON_FIRST :
		    (uint16_t)(i * 0x9e37);
	}
}

static bool
is_in(const uint64_t *set, uint32_t bit)
{
	return (set[bit / 64] >> bit % 64 & 1) != 0;
}

/* As stems are looked up (inspect/names/stem.c): most words cost one look. */
static uint16_t
find_name(const struct lexicon *l, uint64_t hash)
{
	return lexicon_may_be_name(l, hash) ?
	    lexicon_name(lexicon_find(l, hash)) : 0;
}

/* The filters change nothing, whatever is asked. */
static void
test_lexicon(void)
{
	enum { BUCKETS = 6, WORDS = BUCKETS * LEXICON_BUCKET };
	static struct lexicon_bucket buckets[BUCKETS];
	static uint64_t given[LEXICON_GIVEN], marks[BUCKETS], firsts[BUCKETS];
	struct lexicon bare = { buckets, BUCKETS, NULL, NULL };
	struct lexicon l = { buckets, BUCKETS, marks, firsts };
	unsigned found = 0, named = 0, passed = 0, wrong = 0;
	unsigned first = 0, seem = 0, asked = 0;

	fill_lexicon(buckets, BUCKETS);
	lexicon_note(&l, marks, firsts);
	lexicon_note_given(&l, given);
	for (size_t i = 0; i < WORDS * BUCKETS * 2; i++) {
		uint64_t place = i % BUCKETS * (UINT32_MAX / BUCKETS) + 99;
		uint64_t hash = place | (uint64_t)(uint16_t)(
		    i / BUCKETS % 2 == 0 ? word_fingerprint(i / 2 / BUCKETS) :
		    i * 0x3a71) << 48;
		uint16_t known = lexicon_find(&bare, hash);
		bool name = (known & (LEXICON_NAMES | LEXICON_PLACE)) != 0;
		bool is_first = (known & LEXICON_FIRST) != 0 &&
		    lexicon_groups(known) == 0;

		first += is_first;
		seem += lexicon_seems_given(&l, hash);
		found += known != 0;
		named += name;
		passed += lexicon_may_be_name(&l, hash);
		wrong += lexicon_find(&l, hash) != known ||
		    find_name(&l, hash) != (name ? known : 0) ||
		    find_name(&bare, hash) != (name ? known : 0) ||
		    (is_first && (!is_in(given, lexicon_given_bit(hash)) ||
		    !lexicon_seems_given(&l, hash)));
		asked += is_in(given, lexicon_given_bit(hash));
	}
	tap_is_int(wrong, 0, "filters change no answer");
	tap_ok(named > 50 && found > named && passed < WORDS * BUCKETS,
	    "%u words, %u names, %u asked for", found, named, passed);
	tap_ok(first > 20 && seem < WORDS * BUCKETS && asked < WORDS * BUCKETS,
	    "%u given names, %u seem to be some, %u by another set", first,
	    seem, asked);
	tap_ok(lexicon_find(&l, (uint64_t)UINT32_MAX |
	    (uint64_t)buckets[0].fingerprints[0] << 48) ==
	    buckets[0].values[0],
	    "found behind the last bucket");
}

static void
test_memory(void)
{
#ifdef WITH_FAULT_INJECTION
	struct weights *w = NULL;
	struct errinfo ei = { 0 };
	struct buf b;
	int failed = 0;

	buf_init(&b, 1 << 16);
	make_small(&b);
	for (unsigned n = 1; n < 100; n++) {
		fault_arm(FAULT_ALLOC, n);
		if (weights_parse(buf_sv(&b), &w, &ei) == 0)
			break;
		failed++;
	}
	fault_arm(FAULT_ALLOC, 0);
	tap_ok(failed >= 2, "%d failed allocations", failed);
	weights_free(w);
	buf_done(&b);
#else
	tap_skip(1, "no fault injection");
#endif
}

int
main(void)
{
	test_file();
	test_damage();
	test_sets();
	test_full();
	test_part_used();
	test_lexicon();
	test_memory();
	return tap_done();
}
