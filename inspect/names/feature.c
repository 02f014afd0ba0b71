#include "inspect/names/feature.h"

#include "base/err.h"
#include "inspect/names/lexicon.h"

enum { MIDDLE = FEATURE_AROUND };

/* Values in the order of their numbers, which are mixed in: rows_find(). */
struct maker {
	uint64_t *values;
	unsigned count;
};

static inline void
add(struct maker *m, uint64_t value)
{
	m->values[m->count++] = value;
}

static inline uint64_t
join(uint64_t a, uint64_t b)
{
	return (a ^ (a >> 31)) * UINT64_C(0x9fb21c651e98df25) + b;
}

/* What the lexicon knows, in one number; words only. */
static inline uint64_t
knowledge(const struct feature_piece *p, unsigned group)
{
	uint64_t own;

	if (p->piece.kind != PIECE_WORD)
		return p->piece.kind == PIECE_NONE ? 1 : 2 + p->piece.kind;
	own = p->known & ((1 << LEXICON_RANK) - 1);
	own |= (uint64_t)(p->known & LEXICON_BRAND) >> 15 << LEXICON_RANK;
	own = own << 3 | lexicon_common_in(p->known, group);
	own |= (uint64_t)(p->stem & (LEXICON_NAMES | LEXICON_PLACE)) << 10;
	return own << 3 | 7;
}

static uint32_t
form(const struct piece *p)
{
	return p->kind == PIECE_WORD ? p->shape : 10U + p->kind;
}

void
feature_note(struct feature_piece *p, unsigned group)
{
	p->knowledge = (uint32_t)knowledge(p, group);
	p->form = form(&p->piece);
}

static void
add_word(struct maker *m, const struct piece *w, uint64_t lang)
{
	add(m, w->hash);
	add(m, join(piece_suffix(w, 3), lang));
	add(m, piece_prefix(w, 3));
	add(m, piece_prefix(w, 5));
	add(m, piece_suffix(w, 2));
	add(m, piece_suffix(w, 3));
	add(m, piece_suffix(w, 4));
	add(m, piece_suffix(w, 6));
}

/* What stands at a piece and around it, in numbers. */
struct view {
	const struct feature_piece *p;
	uint64_t where, tag, tags;
	uint64_t k[FEATURE_WINDOW], s[FEATURE_WINDOW];
};

static inline void
look(const struct feature_site *site, struct view *v)
{
	v->p = site->piece;
	for (int i = 0; i < FEATURE_WINDOW; i++) {
		v->k[i] = v->p[i - MIDDLE].knowledge;
		v->s[i] = v->p[i - MIDDLE].form;
	}
	v->where = v->s[MIDDLE] << 2 | v->p->place;
	v->tag = site->tag;
	v->tags = v->tag << 3 | site->tag_before;
}

static inline void
add_tags(struct maker *m, const struct view *v)
{
	const uint64_t *k = v->k, *s = v->s;

	add(m, v->tag);
	add(m, v->tags);
	add(m, join(v->tag, v->p->piece.hash));
	add(m, join(v->tag, k[MIDDLE]));
	add(m, join(v->tag, v->p[-1].piece.hash));
	add(m, join(v->tag, k[MIDDLE] << 8 | v->where));
	add(m, join(v->tag, k[MIDDLE + 1] << 4 | s[MIDDLE + 1]));
	add(m, join(v->tag, piece_suffix(&v->p->piece, 3)));
}

void
feature_values(const struct feature_site *site, uint64_t values[FEATURE_ROOM])
{
	struct maker m = { values, 0 };
	const struct feature_piece *p = site->piece;
	const uint64_t *k, *s;
	struct view v;

	look(site, &v);
	k = v.k;
	s = v.s;
	add_word(&m, &p->piece, site->lang);
	add(&m, s[MIDDLE - 1] << 8 | s[MIDDLE] << 4 | s[MIDDLE + 1]);
	add(&m, p[-1].piece.hash);
	add(&m, p[1].piece.hash);
	add(&m, p[-2].piece.hash);
	add(&m, p[2].piece.hash);
	add(&m, k[MIDDLE]);
	add(&m, join(k[MIDDLE], v.where));
	add(&m, join(k[MIDDLE - 1], k[MIDDLE]));
	add(&m, join(k[MIDDLE], k[MIDDLE + 1]));
	add(&m, join(join(k[MIDDLE - 1], k[MIDDLE]), k[MIDDLE + 1]));
	add(&m, join(site->lang, v.where));
	add(&m, join(site->lang, k[MIDDLE]));
	add(&m, piece_suffix(&p[-1].piece, 3));
	add(&m, piece_suffix(&p[1].piece, 3));
	add(&m, join(k[MIDDLE + 2], join(s[MIDDLE + 2], s[MIDDLE + 1])));
	add(&m, join(k[MIDDLE - 2], join(s[MIDDLE - 2], s[MIDDLE - 1])));
	ASSERT(m.count == FEATURE_TAGS);
	add_tags(&m, &v);
	ASSERT(m.count == FEATURE_COUNT);
}

void
feature_rows(const struct feature_site *site, uint32_t nrows,
    uint32_t rows[FEATURE_ROOM])
{
	uint64_t values[FEATURE_ROOM];

	feature_values(site, values);
	rows_find(values, 0, FEATURE_COUNT, nrows, rows);
}

void
feature_rows_tags(const struct feature_site *site, uint32_t nrows,
    uint32_t rows[FEATURE_ROOM])
{
	uint64_t values[FEATURE_ROOM];
	struct maker m = { values, 0 };
	struct view v;

	look(site, &v);
	add_tags(&m, &v);
	rows_find(values, FEATURE_TAGS, m.count, nrows, rows);
}
