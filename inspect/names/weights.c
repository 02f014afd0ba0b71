#include "inspect/names/weights.h"

#include <string.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/mem.h"

enum {
	HEADER = 64, DIGEST_AT = 32, DIGEST = 32,
	PART_HEADER = 16,
	BUCKET_BYTES = 4 * LEXICON_BUCKET,
	LINE = 64,		/* bytes of a cache line */
	SCORES_BYTES = KIND_COUNT * WEIGHTS_MARGINS
};

static const char magic[8] = "EXNAMES\n";

/* Sizes of the tables, as the headers say; the base is the first part. */
struct layout {
	struct part_layout {
		uint32_t langs, rows, buckets;
		size_t lexicon, tagger;		/* bytes */
	} parts[1 + WEIGHTS_PARTS];
	uint32_t nparts, lang_rows;
	size_t langs;
};

struct tables {
	struct lexicon_bucket *buckets[1 + WEIGHTS_PARTS];
	uint64_t *rows[1 + WEIGHTS_PARTS], *marks[1 + WEIGHTS_PARTS];
	uint64_t *names, *firsts;
	uint8_t *langs;
};

static uint32_t
get32(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	    (uint32_t)b[3] << 24;
}

static void
put32(struct buf *out, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		buf_add_char(out, (char)(v >> 8 * i));
}

static void
digest_of(struct sv header, struct sv body, uint8_t out[DIGEST])
{
	struct sv parts[2] = { sv_slice(header, 0, DIGEST_AT), body };

	crypto_sha256_parts(parts, 2, out);
}

static int
set_sizes(struct part_layout *l, struct errinfo *ei)
{
	if (l->rows == 0 || l->rows > WEIGHTS_MAX_ROWS ||
	    l->buckets > WEIGHTS_MAX_BYTES)
		return errinfo_set(ei, ERR_RANGE,
		    "weights for names: a table of no or too many rows");
	l->tagger = (size_t)l->rows * WEIGHTS_LANES;
	l->lexicon = (size_t)l->buckets * BUCKET_BYTES;
	return 0;
}

static int
read_header(struct sv bytes, struct layout *l, struct errinfo *ei)
{
	const char *p = bytes.ptr;

	if (bytes.len < HEADER || memcmp(p, magic, sizeof(magic)) != 0)
		return errinfo_set(ei, ERR_SYNTAX,
		    "not a file of weights for names");
	if (get32(p + 8) != WEIGHTS_VERSION || get32(p + 12) != FEATURE_VERSION)
		return errinfo_set(ei, ERR_UNSUPPORTED, "weights for names of "
		    "format %u, features %u; this program reads %d, %d",
		    get32(p + 8), get32(p + 12), WEIGHTS_VERSION,
		    FEATURE_VERSION);
	l->parts[0] = (struct part_layout){ .rows = get32(p + 16),
		.buckets = get32(p + 20) };
	l->lang_rows = get32(p + 24);
	l->nparts = get32(p + 28);
	if (l->parts[0].buckets == 0 || l->lang_rows == 0 ||
	    l->lang_rows > WEIGHTS_MAX_BYTES)
		return errinfo_set(ei, ERR_RANGE,
		    "weights for names: a table of no or too many rows");
	if (l->nparts > WEIGHTS_PARTS)
		return errinfo_set(ei, ERR_RANGE, "weights for names: %u "
		    "parts for languages; at most %d", l->nparts,
		    WEIGHTS_PARTS);
	l->langs = (size_t)l->lang_rows * LANG_ROW;
	return set_sizes(&l->parts[0], ei);
}

/* `taken` are the languages of the parts before. */
static int
read_part_header(const char *p, uint32_t taken, struct part_layout *l,
    struct errinfo *ei)
{
	*l = (struct part_layout){ .langs = get32(p), .rows = get32(p + 4),
		.buckets = get32(p + 8) };
	if (l->langs == 0 || (l->langs & (taken | 1U << LANG_NONE)) != 0 ||
	    l->langs >> LANG_COUNT != 0 || get32(p + 12) != 0)
		return errinfo_set(ei, ERR_RANGE, "weights for names: a part "
		    "for no language, or one of another part");
	return set_sizes(l, ei);
}

static size_t
part_bytes(const struct part_layout *l)
{
	return SCORES_BYTES + l->lexicon + l->tagger;
}

static int
check_length(struct sv bytes, size_t wanted, bool more, struct errinfo *ei)
{
	if (bytes.len == wanted || (more && bytes.len > wanted))
		return 0;
	return errinfo_set(ei, ERR_TRUNCATED, "weights for names: %zu bytes, "
	    "not the %zu%s that its headers say", bytes.len, wanted,
	    more ? " and more" : "");
}

static int
read_layout(struct sv bytes, struct layout *l, struct errinfo *ei)
{
	uint32_t taken = 0;
	size_t at;
	int err = read_header(bytes, l, ei);

	if (err != 0)
		return err;
	at = HEADER + part_bytes(&l->parts[0]) + l->langs;
	for (unsigned i = 1; i <= l->nparts; i++) {
		err = check_length(bytes, at + PART_HEADER, true, ei);
		if (err == 0)
			err = read_part_header(bytes.ptr + at, taken,
			    &l->parts[i], ei);
		if (err != 0)
			return err;
		taken |= l->parts[i].langs;
		at += PART_HEADER + part_bytes(&l->parts[i]);
	}
	return check_length(bytes, at, false, ei);
}

static int
check_digest(struct sv bytes, struct errinfo *ei)
{
	uint8_t digest[DIGEST];

	digest_of(bytes, sv_slice(bytes, HEADER, bytes.len), digest);
	if (memcmp(digest, bytes.ptr + DIGEST_AT, DIGEST) != 0)
		return errinfo_set(ei, ERR_CORRUPT, "weights for names: the "
		    "digest is another; the file is damaged");
	return 0;
}

/* Full all round would be a search without end. */
static bool
has_room(const struct lexicon *l)
{
	for (size_t i = 0; i < l->nbuckets; i++)
		if (l->buckets[i].fingerprints[LEXICON_BUCKET - 1] == 0)
			return true;
	return false;
}

static uint16_t
get16(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint16_t)(b[0] | b[1] << 8);
}

static void
fill_lexicon(const char *p, struct lexicon_bucket *b, size_t count)
{
	for (size_t i = 0; i < count; i++, b++, p += BUCKET_BYTES)
		for (size_t k = 0; k < LEXICON_BUCKET; k++) {
			b->fingerprints[k] = get16(p + 2 * k);
			b->values[k] = get16(p + BUCKET_BYTES / 2 + 2 * k);
		}
}

static void
fill_rows(const char *p, uint64_t *rows, size_t count)
{
	for (size_t i = 0; i < count; i++, p += WEIGHTS_LANES)
		rows[i] = get32(p) | (uint64_t)get32(p + 4) << 32;
}

/* Room for all tables, in one piece that begins at a cache line. */
static int
take_room(struct weights *w, const struct layout *l, struct tables *ret)
{
	size_t marks = LEXICON_MARKS * sizeof(*ret->marks[0]);
	size_t names = l->parts[0].buckets * sizeof(*ret->names);
	size_t all = LINE + 2 * names + marks * l->nparts + l->langs;
	char *room;

	for (unsigned i = 0; i <= l->nparts; i++)
		all += l->parts[i].lexicon + l->parts[i].tagger;
	w->memory = mem_calloc(1, all);
	if (w->memory == NULL)
		return ERR_NOMEM;
	room = (char *)w->memory + (LINE - (uintptr_t)w->memory % LINE);
	for (unsigned i = 0; i <= l->nparts; i++) {
		ret->buckets[i] = (void *)room;
		ret->rows[i] = (void *)(room += l->parts[i].lexicon);
		room += l->parts[i].tagger;
	}
	for (unsigned i = 1; i <= l->nparts; i++, room += marks)
		ret->marks[i] = (void *)room;
	ret->names = (void *)room;
	ret->firsts = (void *)(room += names);
	ret->langs = (void *)(room + names);
	return 0;
}

/* Part `i` from what stands at `p`; where it ends. */
static const char *
fill_part(struct weights_part *part, const char *p, const struct layout *l,
    const struct tables *t, unsigned i)
{
	const struct part_layout *sizes = &l->parts[i];

	part->langs = sizes->langs;
	part->rows = t->rows[i];
	part->nrows = sizes->rows;
	part->nplaces = sizes->rows << ROWS_CHECK;
	memcpy(part->scores, p, SCORES_BYTES);
	p += SCORES_BYTES;
	fill_lexicon(p, t->buckets[i], sizes->buckets);
	p += sizes->lexicon;
	fill_rows(p, t->rows[i], sizes->rows);
	return p + sizes->tagger;
}

static int
fill(struct weights *w, const char *p, const struct layout *l)
{
	struct tables t;
	int err = take_room(w, l, &t);

	if (err != 0)
		return err;
	p = fill_part(&w->base, p, l, &t, 0);
	w->lexicon = (struct lexicon){ t.buckets[0], l->parts[0].buckets,
		t.names, t.firsts };
	lexicon_note(&w->lexicon, t.names, t.firsts);
	w->langs = (struct lang_table){ t.langs, l->lang_rows };
	memcpy(t.langs, p, l->langs);
	p += l->langs;
	w->nparts = l->nparts;
	for (unsigned i = 1; i <= l->nparts; i++) {
		struct weights_part *part = &w->parts[i - 1];

		p = fill_part(part, p + PART_HEADER, l, &t, i);
		part->more = (struct lexicon){ .buckets = t.buckets[i],
			.nbuckets = l->parts[i].buckets };
		lexicon_mark(&part->more, t.marks[i]);
		part->marks = t.marks[i];
	}
	return 0;
}

static bool
all_have_room(const struct weights *w)
{
	bool all = has_room(&w->lexicon);

	for (unsigned i = 0; i < w->nparts; i++)
		all = all && (w->parts[i].more.nbuckets == 0 ||
		    has_room(&w->parts[i].more));
	return all;
}

int
weights_parse(struct sv bytes, struct weights **ret, struct errinfo *ei)
{
	struct weights *w;
	struct layout l = { 0 };
	int err;

	err = read_layout(bytes, &l, ei);
	if (err == 0)
		err = check_digest(bytes, ei);
	if (err != 0)
		return err;
	w = mem_calloc(1, sizeof(*w));
	if (w == NULL)
		return errinfo_set(ei, ERR_NOMEM, "weights for names: %s",
		    err_text(ERR_NOMEM));
	err = fill(w, bytes.ptr + HEADER, &l);
	if (err != 0)
		(void)errinfo_set(ei, err, "weights for names: %s",
		    err_text(err));
	else if (!all_have_room(w))
		err = errinfo_set(ei, ERR_RANGE,
		    "weights for names: a lexicon has no free entry");
	if (err != 0) {
		weights_free(w);
		return err;
	}
	*ret = w;
	return 0;
}

int
weights_read(const char *path, struct weights **ret, struct errinfo *ei)
{
	struct buf bytes;
	int err;

	buf_init(&bytes, WEIGHTS_MAX_BYTES);
	err = file_read(path, &bytes, ei);
	if (err == 0) {
		errinfo_at(ei, path, 0, 0);
		err = weights_parse(buf_sv(&bytes), ret, ei);
	}
	buf_done(&bytes);
	return err;
}

void
weights_free(struct weights *w)
{
	if (w == NULL)
		return;
	mem_free(w->memory);
	mem_free(w);
}

static void
put_entries(const uint16_t *entries, struct buf *out)
{
	for (size_t k = 0; k < LEXICON_BUCKET; k += 2)
		put32(out, entries[k] | (uint32_t)entries[k + 1] << 16);
}

static void
write_part(const struct weights_part *part, const struct lexicon *l,
    struct buf *out)
{
	buf_add_sv(out, sv_make(part->scores, SCORES_BYTES));
	for (size_t i = 0; i < l->nbuckets; i++) {
		put_entries(l->buckets[i].fingerprints, out);
		put_entries(l->buckets[i].values, out);
	}
	for (size_t i = 0; i < part->nrows; i++) {
		put32(out, (uint32_t)part->rows[i]);
		put32(out, (uint32_t)(part->rows[i] >> 32));
	}
}

static void
write_body(const struct weights *w, struct buf *out)
{
	write_part(&w->base, &w->lexicon, out);
	buf_add_sv(out, sv_make(w->langs.rows,
	    (size_t)w->langs.nrows * LANG_ROW));
	for (unsigned i = 0; i < w->nparts; i++) {
		const struct weights_part *part = &w->parts[i];

		put32(out, part->langs);
		put32(out, part->nrows);
		put32(out, part->more.nbuckets);
		put32(out, 0);
		write_part(part, &part->more, out);
	}
}

void
weights_write(const struct weights *w, struct buf *out)
{
	uint8_t digest[DIGEST];
	struct buf body;

	buf_init(&body, WEIGHTS_MAX_BYTES);
	write_body(w, &body);
	buf_add_sv(out, sv_make(magic, sizeof(magic)));
	put32(out, WEIGHTS_VERSION);
	put32(out, FEATURE_VERSION);
	put32(out, w->base.nrows);
	put32(out, w->lexicon.nbuckets);
	put32(out, w->langs.nrows);
	put32(out, w->nparts);
	if (buf_err(out) == 0)
		digest_of(buf_sv(out), buf_sv(&body), digest);
	else
		memset(digest, 0, sizeof(digest));
	buf_add_sv(out, sv_make(digest, sizeof(digest)));
	buf_add_sv(out, buf_sv(&body));
	buf_done(&body);
}

/* The first of equal ones: its number, turned round, is the larger. */
static inline unsigned
better(unsigned best, const struct rows_sums *sums, unsigned allowed,
    unsigned tag)
{
	unsigned key = (sums->lanes[tag] * 8U + 7 - tag) &
	    -(allowed >> tag & 1);

	return key > best ? key : best;
}

unsigned
weights_choose(const struct rows_sums *sums, unsigned allowed)
{
	unsigned best;

	/* Most pieces are no names. */
	if (rows_leads(sums, TAG_COUNT))
		return TAG_O;
	best = better(0, sums, allowed, TAG_O);
	best = better(best, sums, allowed, TAG_B_PER);
	best = better(best, sums, allowed, TAG_I_PER);
	best = better(best, sums, allowed, TAG_B_LOC);
	best = better(best, sums, allowed, TAG_I_LOC);
	best = better(best, sums, allowed, TAG_B_ORG);
	best = better(best, sums, allowed, TAG_I_ORG);
	return 7 - best % 8;
}
