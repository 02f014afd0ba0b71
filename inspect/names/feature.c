#include "inspect/names/feature.h"

#include "base/err.h"
#include "inspect/names/lexicon.h"

enum { MIDDLE = FEATURE_AROUND };

struct maker {
	uint32_t *rows;
	uint32_t nrows;
	unsigned count;
};

/* The place of a feature in the list is mixed in: they share one table. */
static inline void
add(struct maker *m, uint64_t value)
{
	uint64_t h = (value ^ ((m->count + 1) * UINT64_C(0xc2b2ae3d27d4eb4f))) *
	    UINT64_C(0x9e3779b97f4a7c15);

	h = (h ^ (h >> 32)) * UINT64_C(0xd6e8feb86659fd93);
	m->rows[m->count++] = (uint32_t)((h >> 32) * m->nrows >> 32);
}

static inline uint64_t
join(uint64_t a, uint64_t b)
{
	return (a ^ (a >> 31)) * UINT64_C(0x9fb21c651e98df25) + b;
}

/* What the lexicon knows, in one number; words only. */
static uint64_t
knowledge(const struct feature_piece *p, enum lang lang)
{
	uint64_t own;

	if (p->piece.kind != PIECE_WORD)
		return p->piece.kind == PIECE_NONE ? 1 : 2 + p->piece.kind;
	own = p->known & ((1 << LEXICON_RANK) - 1);
	own = own << 3 | lexicon_common(p->known, lang);
	if ((p->known & (LEXICON_NAMES | LEXICON_PLACE)) == 0)
		own |= (uint64_t)(p->stem &
		    (LEXICON_NAMES | LEXICON_PLACE)) << 10;
	return own << 3 | 7;
}

static uint64_t
shape(const struct feature_piece *p)
{
	if (p->piece.kind == PIECE_WORD)
		return p->piece.shape;
	return 10 + p->piece.kind;
}

static void
add_word(struct maker *m, const struct feature_piece *p, uint64_t where)
{
	const struct piece *w = &p->piece;

	add(m, w->hash);
	add(m, join(w->hash, where));
	add(m, piece_prefix(w, 3));
	add(m, piece_prefix(w, 5));
	add(m, piece_suffix(w, 2));
	add(m, piece_suffix(w, 3));
	add(m, piece_suffix(w, 4));
	add(m, piece_suffix(w, 6));
}

void
feature_rows(const struct feature_site *site, uint32_t nrows,
    uint32_t rows[FEATURE_COUNT])
{
	struct maker m = { rows, nrows, 0 };
	const struct feature_piece *p = site->piece;
	uint64_t where, k[FEATURE_WINDOW], s[FEATURE_WINDOW], tag, tags;

	for (int i = 0; i < FEATURE_WINDOW; i++) {
		k[i] = knowledge(p + i - MIDDLE, (enum lang)site->lang);
		s[i] = shape(p + i - MIDDLE);
	}
	where = s[MIDDLE] << 2 | p->place;
	tag = site->tag;
	tags = tag << 3 | site->tag_before;
	add_word(&m, p, where);
	add(&m, where);
	add(&m, s[MIDDLE - 1] << 8 | s[MIDDLE] << 4 | s[MIDDLE + 1]);
	add(&m, p[-1].piece.hash);
	add(&m, p[1].piece.hash);
	add(&m, p[-2].piece.hash);
	add(&m, p[2].piece.hash);
	add(&m, k[MIDDLE]);
	add(&m, join(k[MIDDLE], where));
	add(&m, join(k[MIDDLE - 1], k[MIDDLE]));
	add(&m, join(k[MIDDLE], k[MIDDLE + 1]));
	add(&m, join(join(k[MIDDLE - 1], k[MIDDLE]), k[MIDDLE + 1]));
	add(&m, tag);
	add(&m, tags);
	add(&m, join(tag, p->piece.hash));
	add(&m, join(tag, k[MIDDLE]));
	add(&m, join(tag, p[-1].piece.hash));
	add(&m, join(tag, k[MIDDLE] << 8 | where));
	add(&m, join(tag, k[MIDDLE + 1] << 4 | s[MIDDLE + 1]));
	add(&m, join(site->lang, where));
	add(&m, join(site->lang, k[MIDDLE]));
	add(&m, piece_suffix(&p[-1].piece, 3));
	add(&m, piece_suffix(&p[1].piece, 3));
	add(&m, join(k[MIDDLE + 2], join(s[MIDDLE + 2], s[MIDDLE + 1])));
	add(&m, join(k[MIDDLE - 2], join(s[MIDDLE - 2], s[MIDDLE - 1])));
	ASSERT(m.count == FEATURE_COUNT);
}
