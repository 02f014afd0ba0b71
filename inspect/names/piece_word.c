/* Words with joints, accents, letters of all scripts, and odd capitals. */
#include "inspect/names/piece_word.h"

#include "base/attr.h"
#include "base/letters.h"
#include "inspect/names/glyph.h"

enum {
	ELIDED_MAX = 5,
	QUICK_ROOM = 3 * LETTERS_WIDE
};

/* What is known of a word while it is read. */
struct word_state {
	unsigned letters, uppers;	/* of the whole */
	unsigned part;			/* letters since the last joint */
	bool first_upper;		/* of the whole */
	bool part_upper, part_lower;	/* in this part, behind its first */
	bool inner;			/* a capital behind a small letter */
	bool caseless;
	bool joined;
};

/* The character at `at`, ASCII included; GLYPH_OTHER behind the end. */
static void
look(struct sv text, size_t at, struct glyph *g)
{
	unsigned char c = at < text.len ? (unsigned char)text.ptr[at] : 0;

	if (c >= 0x80) {
		glyph_read(text, at, g);
		return;
	}
	*g = (struct glyph){ .kind = GLYPH_OTHER, .bytes = 1, .len = 1 };
	g->folded[0] = (char)c;
	if (piece_word_is_letter(c)) {
		g->kind = GLYPH_LETTER;
		g->upper = (c & 0x20) == 0;
		g->folded[0] = (char)(c | 0x20);
	} else if (c == '-') {
		g->kind = GLYPH_HYPHEN;
	} else if (c == '\'') {
		g->kind = GLYPH_APOSTROPHE;
	} else if (c == ' ' || c == '\t') {
		g->kind = GLYPH_BLANK;
	}
}

static inline void
keep(struct piece *p, char c)
{
	if (p->len < PIECE_MAX)
		p->folded[PIECE_LEAD + p->len++] = c;
}

static inline void
count_letter(struct word_state *w, bool upper)
{
	if (w->letters == 0)
		w->first_upper = upper;
	if (upper && w->part_lower)
		w->inner = true;
	if (w->part > 0 && upper)
		w->part_upper = true;
	if (!upper)
		w->part_lower = true;
	w->letters++;
	w->part++;
	w->uppers += upper;
}

static void
take_letter(struct piece *p, struct word_state *w, const struct glyph *g)
{
	for (unsigned i = 0; i < g->len; i++)
		keep(p, g->folded[i]);
	w->caseless = w->caseless || g->caseless;
	count_letter(w, g->upper);
}

/* What stands before a capital in names: McDonald, DiCaprio, LeBron. */
static bool
is_mac(const struct piece *p)
{
	static const char before[][5] = { "mc", "mac", "da", "de", "di", "du",
		"fitz", "la", "le", "van" };

	for (size_t i = 0; i < NELEMS(before); i++)
		if (sv_eq(piece_letters(p), sv_cstr(before[i])))
			return true;
	return false;
}

enum joint {
	JOINT_NONE,		/* the word ends before it */
	JOINT_INSIDE,
	JOINT_LAST		/* the word ends behind it */
};

/* Anna's: what stands behind the apostrophe is an s and nothing more. */
static bool
is_genitive(struct sv text, size_t at)
{
	struct glyph g;

	if (at >= text.len || (text.ptr[at] | 0x20) != 's')
		return false;
	look(text, at + 1, &g);
	return g.kind != GLYPH_LETTER;
}

static enum joint
judge_apostrophe(struct sv text, size_t after, const struct piece *p,
    const struct word_state *w)
{
	if (is_genitive(text, after))
		return JOINT_NONE;
	if (w->letters == 1 && p->folded[PIECE_LEAD] == 'o')
		return JOINT_INSIDE;
	return w->letters <= ELIDED_MAX ? JOINT_LAST : JOINT_NONE;
}

/* What is the hyphen or apostrophe `g` at `at` behind a word's letters? */
static enum joint
judge_joint(struct sv text, size_t at, const struct glyph *g,
    const struct piece *p, const struct word_state *w)
{
	size_t after = at + g->bytes;
	struct glyph next;

	if (w->part == 0)
		return JOINT_NONE;
	look(text, after, &next);
	if (next.kind != GLYPH_LETTER)
		return JOINT_NONE;
	if (g->kind == GLYPH_APOSTROPHE)
		return judge_apostrophe(text, after, p, w);
	return w->uppers == 0 && next.upper ? JOINT_LAST : JOINT_INSIDE;
}

static enum piece_shape
shape_of(const struct word_state *w)
{
	if (w->caseless)
		return SHAPE_NO_CASE;
	if (w->uppers == 0)
		return SHAPE_LOWER;
	if (w->letters == 1)
		return SHAPE_SINGLE;
	if (w->uppers == w->letters)
		return SHAPE_UPPER;
	if (w->inner || w->part_upper || !w->first_upper)
		return SHAPE_MIXED;
	return SHAPE_CAPITAL;
}

/* Take a joint into the word; false if the word ends here. */
static bool
take_joint(struct piece_reader *r, struct piece *p, struct word_state *w,
    const struct glyph *g)
{
	enum joint joint = judge_joint(r->text, r->at, g, p, w);

	if (joint == JOINT_NONE)
		return false;
	keep(p, g->kind == GLYPH_HYPHEN ? '-' : '\'');
	if (g->kind == GLYPH_HYPHEN)
		p->flags |= PIECE_HYPHEN;
	r->at += g->bytes;
	w->part = 0;
	w->part_lower = false;
	w->joined = true;
	if (joint == JOINT_LAST)
		p->flags |= PIECE_ELIDED;
	return joint == JOINT_INSIDE;
}

/*
 * Eight bytes at once, as long as they are small letters behind the first;
 * anything else is read one by one.
 */
static void
take_eights(struct piece_reader *r, struct piece *p, struct word_state *w)
{
	while (r->text.len - r->at >= LE_BYTES && p->len + LE_BYTES <=
	    PIECE_MAX) {
		uint64_t v = piece_load(r->text.ptr + r->at), kept, capitals;
		uint64_t others = ~piece_word_letters(v) & PIECE_EACH(0x80);
		unsigned n = others == 0 ? LE_BYTES :
		    (unsigned)__builtin_ctzll(others) / 8;
		bool first;

		if (n == 0)
			return;
		kept = UINT64_MAX >> 8 * (LE_BYTES - n);
		capitals = ~v & PIECE_EACH(0x20) & kept;
		first = capitals == 0x20 && w->letters == 0;
		if (capitals != 0 && !first)
			return;
		v = htole64((v | PIECE_EACH(0x20)) & kept);
		memcpy(p->folded + PIECE_LEAD + p->len, &v, sizeof(v));
		p->len = (uint8_t)(p->len + n);
		r->at += n;
		w->first_upper = w->first_upper || first;
		w->part_lower = w->part_lower || n > first;
		w->letters += n;
		w->part += n;
		w->uppers += first;
		if (n < LE_BYTES)
			return;
	}
}

static void
take_ascii(struct piece_reader *r, struct piece *p, struct word_state *w)
{
	take_eights(r, p, w);
	for (; r->at < r->text.len; r->at++) {
		unsigned char c = (unsigned char)r->text.ptr[r->at];

		if (!piece_word_is_letter(c))
			return;
		if ((c & 0x20) == 0 && w->part_lower && is_mac(p))
			w->part_lower = false, w->part = 0;
		keep(p, (char)(c | 0x20));
		count_letter(w, (c & 0x20) == 0);
	}
}

/* A letter of two bytes that folds to ASCII, as most others do; or false. */
static bool
take_latin(struct piece_reader *r, struct piece *p, struct word_state *w)
{
	const char *at = r->text.ptr + r->at, *pair;

	if (r->text.len - r->at < 2)
		return false;
	pair = word_fold_pair(at);
	if (pair == NULL)
		return false;
	keep(p, pair[0]);
	if (pair[1] != ' ')
		keep(p, pair[1]);
	count_letter(w, glyph_is_upper((at[0] & 0x1fU) << 6 |
	    (at[1] & 0x3fU)));
	r->at += 2;
	return true;
}

/* Are all folded letters ASCII? Behind the last are zeros. */
static inline bool
is_ascii(const struct piece *p)
{
	uint64_t any = 0;

	for (unsigned i = 0; i < PIECE_MAX; i += LE_BYTES)
		any |= piece_load(p->folded + PIECE_LEAD + i);
	return (any & PIECE_EACH(0x80)) == 0;
}

/* Does a word of ASCII letters end before the byte `c`? */
static inline bool
ends_word(unsigned char c)
{
	return c < 0x80 && c != '-' && c != '\'';
}

void
piece_word_read(struct piece_reader *r, struct piece *p)
{
	struct word_state w = { 0 };
	struct glyph g;

	p->kind = PIECE_WORD;
	p->len = 0;
	memset(p->folded, 0, sizeof(p->folded));
	for (;;) {
		take_ascii(r, p, &w);
		if (take_latin(r, p, &w))
			continue;
		if (r->at >= r->text.len ||
		    ends_word((unsigned char)r->text.ptr[r->at]))
			break;
		look(r->text, r->at, &g);
		if (g.kind == GLYPH_HYPHEN || g.kind == GLYPH_APOSTROPHE) {
			if (!take_joint(r, p, &w, &g))
				break;
			continue;
		}
		if (g.kind == GLYPH_LETTER)
			take_letter(p, &w, &g);
		else if (g.kind != GLYPH_IGNORED)
			break;
		r->at += g.bytes;
	}
	if (!w.joined && is_ascii(p))
		p->flags |= PIECE_PLAIN;
	p->shape = (uint8_t)shape_of(&w);
	if (p->shape == SHAPE_SINGLE && r->at < r->text.len &&
	    r->text.ptr[r->at] == '.') {
		r->at++;
		p->shape = SHAPE_INITIAL;
	}
	p->hash = piece_word_hash(p->folded + PIECE_LEAD, p->len);
}

/* Quotation marks, dashes and the like that many words stand before. */
static inline bool
is_mark(const unsigned char p[3])
{
	if (p[0] == 0xc2)	/* a blank, and « » */
		return p[1] == 0xa0 || p[1] == 0xab || p[1] == 0xbb;
	return p[0] == 0xe2 && p[1] == 0x80 && (p[2] == 0x93 || p[2] == 0x94 ||
	    (p[2] >= 0x9a && p[2] <= 0xa6));
}

/*
 * Keep eight letters from number `at` on; the hash that goes on with them, if
 * the word does.
 */
static inline uint64_t
set_eight(struct piece *p, unsigned at, uint64_t letters, uint64_t hash)
{
	uint64_t longer = piece_word_mix(hash, letters);

	piece_word_store(p->folded + PIECE_LEAD + at, letters);
	/* No branch: how long a word is nobody can foretell. */
	return hash ^ ((hash ^ longer) & -(uint64_t)(p->len > at));
}

/* A word of the letters `folded`; what stands behind them means nothing. */
static inline void
set_folded(struct piece *p, const char folded[PIECE_MAX], unsigned len)
{
	static const unsigned char keep[2 * PIECE_MAX] = {
		255, 255, 255, 255, 255, 255, 255, 255,
		255, 255, 255, 255, 255, 255, 255, 255,
		255, 255, 255, 255, 255, 255, 255, 255
	};
	const char *mask = (const char *)keep + PIECE_MAX - len;
	uint64_t hash = len + 1;

	_Static_assert((int)PIECE_MAX == 3 * LE_BYTES, "three times eight");
	p->kind = PIECE_WORD;
	p->flags |= PIECE_PLAIN;
	p->len = (uint8_t)len;
	piece_word_store(p->folded, 0);
	hash = set_eight(p, 0, piece_load(folded) & piece_load(mask), hash);
	mask += LE_BYTES;
	folded += LE_BYTES;
	hash = set_eight(p, LE_BYTES, piece_load(folded) & piece_load(mask),
	    hash);
	mask += LE_BYTES;
	folded += LE_BYTES;
	hash = set_eight(p, 2 * LE_BYTES, piece_load(folded) &
	    piece_load(mask), hash);
	p->hash = piece_word_finish(hash);
}

/* Append the letters of a run at `p`, in small ones, and what is behind it. */
static inline void
copy_run(const char *p, char *out)
{
	uint64_t a = piece_load(p) | PIECE_EACH(0x20);
	uint64_t b = piece_load(p + LE_BYTES) | PIECE_EACH(0x20);
	uint64_t c = piece_load(p + 2 * LE_BYTES) | PIECE_EACH(0x20);
	uint64_t d = piece_load(p + 3 * LE_BYTES) | PIECE_EACH(0x20);

	piece_word_store(out, a);
	piece_word_store(out + LE_BYTES, b);
	piece_word_store(out + 2 * LE_BYTES, c);
	piece_word_store(out + 3 * LE_BYTES, d);
}

/* Letters of a word, folded as far as they were read. */
struct quick {
	char folded[QUICK_ROOM];
	unsigned len;
	unsigned from, end;	/* bytes of the rest, all ASCII */
	bool upper;
};

/*
 * Fold the letters that are not ASCII, and the runs before them. False if
 * there is anything else, or a capital behind the first letter.
 */
static inline bool
fold_runs(const char *p, uint32_t beyond, struct quick *q)
{
	while (beyond != 0) {
		unsigned i = (unsigned)__builtin_ctz(beyond);
		const unsigned char *letter = (const unsigned char *)p + i;
		const char *pair = word_fold_pair(p + i);

		if (pair == NULL) {
			q->end = i;
			return is_mark(letter);
		}
		if (glyph_is_upper_latin(letter)) {
			if (i > 0)
				return false;
			q->upper = true;
		}
		copy_run(p + q->from, q->folded + q->len);
		q->len += i - q->from;
		memcpy(q->folded + q->len, pair, 2);
		q->len += 1 + (pair[1] != ' ');
		q->from = i + 2;
		beyond &= beyond - 1;
		beyond &= beyond - 1;
	}
	return true;
}

size_t
piece_word_quick(struct sv text, size_t at, struct piece *p)
{
	struct quick q;
	const char *from = text.ptr + at;
	struct letters_kinds is;
	uint32_t ends;

	/* A run that is copied begins inside, and may be as long again. */
	if (text.len - at < 2 * LETTERS_WIDE)
		return 0;
	letters_tell(from, &is);
	ends = ~(is.letters | is.beyond);
	if (ends == 0)
		return 0;
	q.len = q.from = 0;
	q.upper = (is.capitals & 1) != 0;
	q.end = (unsigned)__builtin_ctz(ends);
	if (!ends_word((unsigned char)from[q.end]) ||
	    !fold_runs(from, is.beyond & ((UINT32_C(1) << q.end) - 1), &q) ||
	    (is.capitals & ((UINT32_C(1) << q.end) - 1)) > 1)
		return 0;
	copy_run(from + q.from, q.folded + q.len);
	q.len += q.end - q.from;
	if (q.len > PIECE_MAX || (q.upper && q.end < 3))
		return 0;
	p->shape = q.upper ? SHAPE_CAPITAL : SHAPE_LOWER;
	set_folded(p, q.folded, q.len);
	return at + q.end;
}
