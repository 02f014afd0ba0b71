#include "inspect/names/weights.h"

#include <string.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/mem.h"

enum {
	HEADER = 64, DIGEST_AT = 32, DIGEST = 32,
	BUCKET_BYTES = 4 * LEXICON_BUCKET,
	LINE = 64,		/* bytes of a cache line */
	SCORES_BYTES = KIND_COUNT * WEIGHTS_MARGINS
};

static const char magic[8] = "EXNAMES\n";

/* Sizes of the sections, as the header says. */
struct layout {
	uint32_t rows, buckets, lang_rows;
	size_t lexicon, tagger, langs;	/* bytes */
};

struct tables {
	struct lexicon_bucket *buckets;
	uint64_t *rows, *names, *firsts, *given;
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
read_layout(struct sv bytes, struct layout *l, struct errinfo *ei)
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
	l->rows = get32(p + 16);
	l->buckets = get32(p + 20);
	l->lang_rows = get32(p + 24);
	if (l->rows == 0 || l->buckets == 0 || l->lang_rows == 0 ||
	    l->rows > WEIGHTS_MAX_ROWS || l->buckets > WEIGHTS_MAX_BYTES ||
	    l->lang_rows > WEIGHTS_MAX_BYTES)
		return errinfo_set(ei, ERR_RANGE,
		    "weights for names: a table of no or too many rows");
	l->tagger = (size_t)l->rows * WEIGHTS_LANES;
	l->lexicon = (size_t)l->buckets * BUCKET_BYTES;
	l->langs = (size_t)l->lang_rows * LANG_ROW;
	if (bytes.len != HEADER + SCORES_BYTES + l->lexicon + l->tagger +
	    l->langs)
		return errinfo_set(ei, ERR_TRUNCATED, "weights for names: "
		    "%zu bytes, not the %zu that its header says", bytes.len,
		    HEADER + SCORES_BYTES + l->lexicon + l->tagger + l->langs);
	return 0;
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
	size_t given = LEXICON_GIVEN * sizeof(*ret->given);
	size_t names = l->buckets * sizeof(*ret->names);
	char *room;

	w->memory = mem_calloc(1, LINE + l->lexicon + l->tagger + 2 * names +
	    given + l->langs);
	if (w->memory == NULL)
		return ERR_NOMEM;
	room = (char *)w->memory + (LINE - (uintptr_t)w->memory % LINE);
	ret->buckets = (void *)room;
	ret->rows = (void *)(room += l->lexicon);
	ret->names = (void *)(room += l->tagger);
	ret->firsts = (void *)(room += names);
	ret->given = (void *)(room += names);
	ret->langs = (void *)(room + given);
	return 0;
}

static int
fill(struct weights *w, const char *p, const struct layout *l)
{
	struct tables t;
	int err = take_room(w, l, &t);

	if (err != 0)
		return err;
	w->lexicon = (struct lexicon){ t.buckets, l->buckets, t.given,
		t.names, t.firsts };
	w->rows = t.rows;
	w->nrows = l->rows;
	w->nplaces = l->rows << ROWS_CHECK;
	w->langs = (struct lang_table){ t.langs, l->lang_rows };
	memcpy(w->scores, p, SCORES_BYTES);
	p += SCORES_BYTES;
	fill_lexicon(p, t.buckets, l->buckets);
	lexicon_note(&w->lexicon, t.given, t.names, t.firsts);
	fill_rows(p + l->lexicon, t.rows, l->rows);
	memcpy(t.langs, p + l->lexicon + l->tagger, l->langs);
	return 0;
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
	else if (!has_room(&w->lexicon))
		err = errinfo_set(ei, ERR_RANGE,
		    "weights for names: the lexicon has no free entry");
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
write_body(const struct weights *w, struct buf *out)
{
	buf_add_sv(out, sv_make(w->scores, SCORES_BYTES));
	for (size_t i = 0; i < w->lexicon.nbuckets; i++) {
		put_entries(w->lexicon.buckets[i].fingerprints, out);
		put_entries(w->lexicon.buckets[i].values, out);
	}
	for (size_t i = 0; i < w->nrows; i++) {
		put32(out, (uint32_t)w->rows[i]);
		put32(out, (uint32_t)(w->rows[i] >> 32));
	}
	buf_add_sv(out, sv_make(w->langs.rows,
	    (size_t)w->langs.nrows * LANG_ROW));
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
	put32(out, w->nrows);
	put32(out, w->lexicon.nbuckets);
	put32(out, w->langs.nrows);
	put32(out, 0);
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
