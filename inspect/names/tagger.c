/*
 * Pieces are read block by block into a window of at most 64, so that sets of
 * them are bits of one number: some stay from the block before, where features
 * and cues look back, and some of the next are there, where features and the
 * gate look ahead.
 *
 *   behind             block                                    ahead
 *   | . . . | . . . . . . . . . . . . . . . . . . . . . . . . . | . . . |
 *
 * Most pieces are neither capitalised nor near to what is, nor part of a cue:
 * while no name is being read, one step leads over all of these.
 *
 *   weighed:  a capitalised word that touches nothing of program text
 *             a particle of another language (von, de la) before such a word
 *             behind a name: a small word, full stop, & or ' with such a word
 *             within two pieces
 */
#include "inspect/names/tagger.h"

#include <stddef.h>
#include <string.h>

#include "base/attr.h"
#include "base/bits64.h"
#include "inspect/names/stem.h"
#include "inspect/names/tagger_particle.h"

enum {
	BEHIND = TAGGER_BEHIND,		/* at least FEATURE_AROUND */
	AHEAD = FEATURE_AROUND,
	WINDOW = 64,
	BLOCK = WINDOW - BEHIND - AHEAD,
	HASHED = 2,	/* pieces after the one whose values are made */
	ADDED = 8,
	RING = ADDED,	/* of values and rows of pieces on their way */
	COMPOUND_LEAST = 11,	/* letters of two nouns written as one */
	PLAIN_BIT = 0,		/* number of PIECE_PLAIN */
	CAPITALS_LEAST = 80 /* score of a person who is one word in capitals */
};

/* Sums of a piece that will be weighed, made ahead. */
enum ready {
	READY_FIXED,		/* whatever the tags before are */
	READY_FREE,		/* of all, behind two pieces of no name */
	READY_SUMS
};

struct tagger {
	const struct weights *w;
	const struct weights_part *part;	/* of the language */
	const struct tagger_hooks *hooks;
	struct piece_reader reader;
	enum lang lang;
	bool lang_known;
	uint8_t tag, tag_before;
	struct tagger_span span;	/* the name being read */
	unsigned pieces;		/* of it; 0: none */
	int margin;			/* sum over them */
	unsigned waiting;		/* pieces that may belong to it */
	int waiting_margin;
	bool heeding;			/* the hook wants the next piece */
	const struct tagger_words *words;	/* of the hooks */
	/* Sets of pieces of the window. */
	uint64_t others, lower;		/* see piece.h */
	uint64_t looked;		/* look_around() was here */
	uint64_t capitals;		/* see piece.h */
	uint64_t leading;		/* before one */
	uint64_t heeded;		/* what the hook wants to see */
	uint64_t ready;			/* weighed whatever comes before; with
					 * sums */
	uint64_t begins;		/* something may begin there */
	struct feature_piece window[WINDOW + AHEAD];
	struct rows_sums sums[WINDOW][READY_SUMS];
	/* Of pieces that are made ready, one after the other. */
	uint64_t values[RING][FEATURE_ROOM];
	uint32_t rows[RING][FEATURE_ROOM];
};

_Static_assert((int)PIECE_PLAIN == 1 << PLAIN_BIT, "the number of its bit");

static const struct feature_piece beyond = {
	.piece = { .hash = 1, .kind = PIECE_NONE }, .looked_up = true,
	.stemmed = true, .knowledge = 1, .form = 15
};

static inline uint64_t
bits_below(unsigned n)
{
	return n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
}

/* These pieces, and FEATURE_AROUND on either side of each. */
static inline uint64_t
around(uint64_t set)
{
	uint64_t near = set | set << 1 | set >> 1;

	return near | near << 1 | near >> 1;
}

static bool
is_link(const struct piece *p)
{
	char c = p->folded[PIECE_LEAD];

	return p->len == 1 && (c == '&' || c == '.' || c == '\'' || c == '-');
}

static enum lang
language(struct tagger *t)
{
	if (!t->lang_known) {
		t->lang = lang_guess(&t->w->langs, t->reader.text);
		t->part = weights_part(t->w, t->lang);
		t->lang_known = true;
	}
	return t->lang;
}

/* Look the word up, with what is known of it in texts of this language. */
static inline void
look_up(struct tagger *t, struct feature_piece *p)
{
	const uint64_t *marks = t->part->marks;
	uint16_t bit = lexicon_mark_bit(p->piece.hash);

	if (p->looked_up)
		return;
	stem_look_up_word(t->w, p);
	if (marks != NULL && (marks[bit / 64] >> bit % 64 & 1) != 0 &&
	    p->piece.kind == PIECE_WORD && p->piece.shape != SHAPE_LOWER)
		p->known |= lexicon_find(&t->part->more, p->piece.hash);
}

/* Dr. Sommer: a title, its full stop, and the piece at hand. */
static bool
is_titled(struct tagger *t, struct feature_piece *p)
{
	struct feature_piece *title = p[-1].piece.kind == PIECE_WORD ?
	    p - 1 : p - 2;

	look_up(t, title);
	return (title->known & LEXICON_TITLE) != 0;
}

/*
 * A long German noun that nobody knows, behind a word in small letters: nearly
 * always two nouns written as one. Such a family name stands behind a given
 * name or a title, which have capitals.
 */
static inline bool
may_be_compound(const struct feature_piece *p)
{
	return (p->known == 0) & (p->piece.len >= COMPOUND_LEAST) &
	    ((p->piece.flags & PIECE_HYPHEN) == 0) &
	    (p[-1].piece.shape == SHAPE_LOWER);
}

/*
 * Those of a set of capitalised words that are plain. A common word of the
 * language that no name is, alone among small letters: most capitals begin a
 * sentence, or a noun in German, where two nouns side by side say little.
 * Behind a name nothing is plain.
 */
static uint64_t
find_plain(struct tagger *t, uint64_t set)
{
	const uint16_t telling = LEXICON_NAMES | LEXICON_PLACE | LEXICON_ORG |
	    LEXICON_BRAND;
	uint64_t beside = t->capitals << 1 | t->capitals >> 1;
	uint64_t plain = 0, compound = 0;
	unsigned group;

	if (set == 0)
		return 0;
	group = lexicon_group(language(t));
	if (t->lang != LANG_DE)
		set &= ~beside;
	/* No branch that cannot be foretold. */
	for (; set != 0; set &= set - 1) {
		unsigned at = (unsigned)__builtin_ctzll(set);
		struct feature_piece *p = &t->window[at];
		bool usual = p->piece.shape == SHAPE_CAPITAL;

		look_up(t, p);
		plain |= (uint64_t)(usual & ((p->known & telling) == 0) &
		    (lexicon_common_in(p->known, group) >
		    1 + (beside >> at & 1))) << at;
		compound |= (uint64_t)(usual & may_be_compound(p)) << at;
	}
	for (set = plain; set != 0; set &= set - 1)
		if (is_titled(t, &t->window[__builtin_ctzll(set)]))
			plain &= ~(set & -set);
	set = t->lang == LANG_DE ? compound : 0;
	stem_find_all(t->w, t->window, set);
	for (; set != 0; set &= set - 1) {
		const struct feature_piece *p =
		    &t->window[__builtin_ctzll(set)];

		plain |= set & -set & -(uint64_t)(lexicon_name(p->stem) == 0);
	}
	return plain;
}

/*
 * A particle that is a common word of the language: "the street of Paris" is
 * written a hundred times for each name that begins with one, so that names
 * without it (Gaulle) are right more often than names with it. Behind a given
 * name it is weighed like all others.
 */
static bool
is_small_word(struct tagger *t, unsigned at)
{
	struct feature_piece *p = &t->window[at];

	look_up(t, p);
	return lexicon_common(p->known, language(t)) > 1;
}

/* GB82 WEST 1234: letters between digits are a part of a number. */
static bool
is_in_number(const struct feature_piece *p)
{
	return p[-1].piece.kind == PIECE_NUMBER &&
	    p[1].piece.kind == PIECE_NUMBER && p->piece.shape == SHAPE_UPPER;
}

/* Behind a name more is than what is ready. */
static bool
is_weighed(const struct tagger *t, unsigned at)
{
	const struct piece *p = &t->window[at].piece;

	if ((t->ready >> at & 1) != 0)
		return true;
	if (t->tag == TAG_O || ((t->capitals | t->leading) >> at & 1) == 0 ||
	    (p->flags & PIECE_CODE) != 0)
		return false;
	return p->kind == PIECE_WORD || (p->kind == PIECE_MARK && is_link(p));
}

/*
 * What is weighed only because a name stands before it, a small word or a mark,
 * may belong to that name, but begins none: "Giants de New York".
 */
static unsigned
allowed_at(const struct tagger *t, unsigned at)
{
	unsigned tag = t->tag, set = 1U << TAG_O;

	if (((t->ready | t->capitals) >> at & 1) != 0)
		set |= 1U << TAG_B_PER | 1U << TAG_B_LOC | 1U << TAG_B_ORG;
	if (tag == TAG_O)
		return set;
	return set | 1U << (tag % 2 == 0 ? tag : tag + 1);
}

struct choice {
	unsigned tag;
	struct rows_sums sums;
};

/* How far the kind of the tag chosen is ahead of no name and of other kinds. */
static int
margin_of(const struct choice *c)
{
	int own = 0, other = c->sums.lanes[TAG_O];

	for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
		int begin = c->sums.lanes[TAG_B_PER + 2 * kind];
		int inside = c->sums.lanes[TAG_B_PER + 2 * kind + 1];
		int sum = begin > inside ? begin : inside;

		if (kind == (c->tag - 1) / 2)
			own = sum;
		else
			other = sum > other ? sum : other;
	}
	return own - other;
}

/*
 * Look all up that the features of these pieces see: what is no word, small
 * letters, the others, each kind by itself and so without surprises.
 */
static void
look_around(struct tagger *t, uint64_t set)
{
	struct feature_piece *p;
	uint64_t rest;
	unsigned group;

	set = around(set) & ~t->looked;
	if (set == 0)
		return;
	group = lexicon_group(language(t));
	t->looked |= set;
	for (rest = set & t->others; rest != 0; rest &= rest - 1)
		feature_note(&t->window[__builtin_ctzll(rest)], group);
	for (rest = set & t->lower; rest != 0; rest &= rest - 1) {
		p = &t->window[__builtin_ctzll(rest)];
		look_up(t, p);
		feature_note(p, group);
	}
	set &= ~t->others & ~t->lower;
	for (rest = set; rest != 0; rest &= rest - 1)
		look_up(t, &t->window[__builtin_ctzll(rest)]);
	stem_find_all(t->w, t->window, set);
	for (rest = set; rest != 0; rest &= rest - 1)
		feature_note(&t->window[__builtin_ctzll(rest)], group);
}

/* All sums of the piece, which is not ready. */
static unsigned
weigh_new(struct tagger *t, unsigned at, struct rows_sums *ret)
{
	struct feature_site site = { &t->window[at], t->tag, t->tag_before,
		(uint8_t)language(t) };
	uint32_t rows[FEATURE_ROOM];
	struct tagger_site asked = { rows, allowed_at(t, at),
		&t->window[at].piece };

	look_around(t, UINT64_C(1) << at);
	feature_rows(&site, t->part->nplaces, rows);
	if (t->hooks->decide != NULL)
		return t->hooks->decide(t->hooks->ctx, &asked);
	*ret = (struct rows_sums){ { 0 } };
	rows_add(t->part->rows, rows, FEATURE_COUNT, ret);
	return TAG_O;
}

static void
weigh_ready(struct tagger *t, unsigned at, struct rows_sums *ret)
{
	struct feature_site site = { &t->window[at], t->tag, t->tag_before,
		(uint8_t)t->lang };
	uint32_t rows[FEATURE_ROOM];

	if (t->tag == TAG_O && t->tag_before == TAG_O) {
		*ret = t->sums[at][READY_FREE];
		return;
	}
	feature_rows_tags(&site, t->part->nplaces, rows);
	*ret = t->sums[at][READY_FIXED];
	rows_add(t->part->rows, rows, FEATURE_COUNT - FEATURE_TAGS, ret);
}

static unsigned
weigh(struct tagger *t, unsigned at, int *ret_margin)
{
	struct choice choice;
	unsigned tag;

	if ((t->ready >> at & 1) != 0 && t->hooks->decide == NULL) {
		weigh_ready(t, at, &choice.sums);
	} else {
		tag = weigh_new(t, at, &choice.sums);
		if (t->hooks->decide != NULL)
			return tag;
	}
	choice.tag = weights_choose(&choice.sums, allowed_at(t, at));
	if (choice.tag != TAG_O)
		*ret_margin = margin_of(&choice);
	return choice.tag;
}

static void
finish_span(struct tagger *t)
{
	int step;

	t->waiting = 0;
	t->waiting_margin = 0;
	if (t->pieces == 0)
		return;
	step = t->margin / (int)t->pieces / WEIGHTS_MARGIN_STEP;
	step = step < 0 ? 0 : step >= WEIGHTS_MARGINS ? WEIGHTS_MARGINS - 1 :
	    step;
	t->span.score = t->part->scores[t->span.kind][step];
	t->span.lang = t->lang;
	if (!t->span.capitals || t->span.kind != KIND_PERSON ||
	    t->span.score >= CAPITALS_LEAST)
		t->hooks->found(t->hooks->ctx, &t->span);
	t->pieces = 0;
	t->margin = 0;
}

/* Titles lead to names of persons, and are no part of them. */
static bool
is_title(const struct feature_piece *p, unsigned tag)
{
	return (tag == TAG_B_PER || tag == TAG_I_PER) &&
	    (p->known & LEXICON_TITLE) != 0 && (p->known & LEXICON_NAMES) == 0;
}

static void
grow_span(struct tagger *t, const struct feature_piece *now, unsigned tag,
    int margin)
{
	const struct piece *p = &now->piece;

	if (tag == TAG_O || tag % 2 == 1)
		finish_span(t);
	if (tag == TAG_O || (t->pieces == 0 &&
	    (is_title(now, tag) || p->kind != PIECE_WORD)))
		return;
	if (t->pieces == 0 && t->waiting == 0) {
		t->span.start = p->start;
		t->span.kind = (enum weights_kind)((tag - 1) / 2);
	}
	/* A small word or mark counts once a capital stands behind it. */
	t->waiting++;
	t->waiting_margin += margin;
	if (p->shape == SHAPE_LOWER || p->kind != PIECE_WORD)
		return;
	t->span.end = p->end;
	t->span.capitals = t->pieces == 0 && p->shape == SHAPE_UPPER;
	t->pieces += t->waiting;
	t->margin += t->waiting_margin;
	t->waiting = 0;
	t->waiting_margin = 0;
}

/* What a piece that is no word does: to the place of the next, and to a cue. */
enum {
	LEADS_ON,		/* a quotation mark or the like */
	LEADS_INSIDE,
	LEADS_FIRST,
	LEADS_AFTER_STOP,
	LEADS_MASK = 3,
	HEEDED_BIT = 2,
	HEEDED = 1 << HEEDED_BIT	/* a mark of cues */
};

/* By its first byte, folded, which no two kinds have in common. */
static const uint8_t leads[256] = {
	['0'] = LEADS_INSIDE, [','] = LEADS_INSIDE, [';'] = LEADS_INSIDE,
	['\n'] = LEADS_FIRST | HEEDED, ['.'] = LEADS_AFTER_STOP,
	['!'] = LEADS_AFTER_STOP, ['?'] = LEADS_AFTER_STOP,
	[':'] = HEEDED, ['='] = HEEDED, ['@'] = HEEDED
};

/* Where in its sentence the next piece stands, by where this one does. */
static const uint8_t next_place[LEADS_MASK + 1][4] = {
	[LEADS_ON] = {
		[PLACE_INSIDE] = PLACE_AFTER_QUOTE,
		[PLACE_FIRST] = PLACE_FIRST,
		[PLACE_AFTER_STOP] = PLACE_AFTER_STOP,
		[PLACE_AFTER_QUOTE] = PLACE_AFTER_QUOTE
	},
	[LEADS_INSIDE] = { PLACE_INSIDE, PLACE_INSIDE, PLACE_INSIDE,
		PLACE_INSIDE },
	[LEADS_FIRST] = { PLACE_FIRST, PLACE_FIRST, PLACE_FIRST, PLACE_FIRST },
	[LEADS_AFTER_STOP] = { PLACE_AFTER_STOP, PLACE_AFTER_STOP,
		PLACE_AFTER_STOP, PLACE_AFTER_STOP }
};

/*
 * Of these pieces, which are no words: is a cue one of them, and where does
 * what stands behind it stand? What would be there behind the last piece of the
 * window is never weighed.
 */
static void
note_others(struct tagger *t, uint64_t rest)
{
	for (; rest != 0; rest &= rest - 1) {
		unsigned i = (unsigned)__builtin_ctzll(rest);
		struct feature_piece *p = &t->window[i];
		unsigned what = leads[(unsigned char)
		    p->piece.folded[PIECE_LEAD]];

		if (p->piece.kind == PIECE_NONE)
			what = LEADS_FIRST;
		t->heeded |= (uint64_t)(what / HEEDED) << i;
		p[1].place = next_place[what & LEADS_MASK][p->place];
	}
}

/*
 * The same of a window without capitals, from `from` to `to`: nothing is
 * weighed there but, with the next one, the last pieces, and where these stand
 * the last piece before them tells that leads on to nothing.
 */
static void
note_quiet(struct tagger *t, unsigned from, unsigned to)
{
	uint8_t whats[BITS64] = { 0 };
	uint64_t leading, set = t->others >> (from - 1) << (from - 1);

	for (unsigned i = from; i < to; i++)
		whats[i] = leads[(unsigned char)
		    t->window[i].piece.folded[PIECE_LEAD]];
	t->heeded |= bits64_of(whats, HEEDED_BIT) & set;
	if (to < WINDOW)
		return;
	leading = (bits64_of(whats, 0) | bits64_of(whats, 1) | ~t->others) &
	    bits_below(WINDOW - AHEAD) & ~bits_below(from);
	if (leading != 0)
		set &= ~bits_below(63 - (unsigned)__builtin_clzll(leading));
	note_others(t, set);
}

/*
 * Those of a set of words that the hook wants, or that seem to be given names.
 */
static uint64_t
find_heeded(const struct tagger *t, uint64_t asked)
{
	const uint64_t *heeded = t->words->heeded;
	uint64_t set = 0;

	for (; asked != 0; asked &= asked - 1) {
		unsigned i = (unsigned)__builtin_ctzll(asked);
		uint64_t hash = t->window[i].piece.hash;
		uint16_t bit = tagger_heeded_bit(hash);
		uint64_t wanted = heeded[bit / 64] >> bit % 64;
		uint64_t given = t->lower >> i &
		    lexicon_seems_given(&t->w->lexicon, hash);

		set |= ((wanted | given) & 1) << i;
	}
	return set;
}

/* These words may be given names: find_heeded() will see. */
static ALWAYS_INLINE void
expect_given(const struct tagger *t, uint64_t set)
{
	for (; set != 0; set &= set - 1)
		lexicon_expect_given(&t->w->lexicon,
		    t->window[__builtin_ctzll(set)].piece.hash);
}

/* Words of the window that are asked for. */
struct asked_words {
	uint8_t at[WINDOW];
	uint64_t begins[WINDOW + PROBE_STEP];
	uint8_t asked[BITS64], flags[BITS64];
};

static ALWAYS_INLINE void
ask_word(const struct tagger *t, unsigned i, struct asked_words *a,
    unsigned n)
{
	const struct piece *p = &t->window[i].piece;
	uint32_t bit = lexicon_given_bit(p->hash);

	a->asked[n] = (uint8_t)(t->words->asked[bit / 64] >> bit % 64);
	a->flags[n] = p->flags;
	a->begins[n] = piece_prefix(p, PROBE_WORD);
}

/* Bits of words that are asked for as bits of the window. */
static uint64_t
in_window(const struct asked_words *a, uint64_t set)
{
	uint64_t ret = 0;

	for (; set != 0; set &= set - 1)
		ret |= UINT64_C(1) << a->at[__builtin_ctzll(set)];
	return ret;
}

/*
 * Which of the pieces from `from` to `to` that are words does the hook want?
 * And which are looked for besides? Where most are words, all are asked for,
 * also what is no word: that is quicker than to choose.
 */
static void
note_words(struct tagger *t, unsigned from, unsigned to)
{
	static const struct probe none;
	const struct tagger_words *w = t->words;
	const struct probe *probe = w->probe != NULL ? w->probe : &none;
	uint64_t words = bits_below(to) & ~bits_below(from) & ~t->others;
	bool few = 2 * (unsigned)__builtin_popcountll(words) < to - from;
	struct asked_words a;
	uint64_t passed, heeded;
	unsigned n = 0;

	memset(a.asked, 0, sizeof(a.asked));
	memset(a.flags, 0, sizeof(a.flags));
	for (uint64_t rest = few ? words : 0; rest != 0; rest &= rest - 1) {
		a.at[n] = (uint8_t)__builtin_ctzll(rest);
		ask_word(t, a.at[n], &a, n);
		n++;
	}
	for (unsigned i = few ? to : from; i < to; i++)
		ask_word(t, i, &a, n++);
	memset(a.begins + n, 0, PROBE_STEP * sizeof(*a.begins));
	heeded = bits64_of(a.asked, 0);
	passed = probe_has_each(probe, a.begins, n) |
	    (~bits64_of(a.flags, PLAIN_BIT) & bits_below(n));
	heeded = (few ? in_window(&a, heeded) : heeded << from) & words;
	passed = (few ? in_window(&a, passed) : passed << from) & words;
	expect_given(t, heeded & t->lower);
	for (; passed != 0 && w->probe != NULL; passed &= passed - 1)
		w->probed(w->ctx, &t->window[__builtin_ctzll(passed)].piece);
	t->heeded |= find_heeded(t, heeded);
}

/* These words are looked up soon. */
static ALWAYS_INLINE void
expect(struct tagger *t, uint64_t set)
{
	for (; set != 0; set &= set - 1)
		lexicon_expect(&t->w->lexicon,
		    t->window[__builtin_ctzll(set)].piece.hash);
}

/* Read pieces from `from` on as far as there is room; where they end. */
static unsigned
fill_window(struct tagger *t, unsigned from)
{
	struct piece_block block = { .next = &t->window[from].piece,
		.stride = sizeof(*t->window) };
	unsigned to = from + piece_read(&t->reader, &block, WINDOW - from);

	t->others |= block.others << from;
	t->lower |= block.lower << from;
	t->capitals |= block.capitals << from;
	for (unsigned i = from; i < to; i++)
		feature_begin(&t->window[i]);
	for (unsigned i = to; i < to + AHEAD; i++)
		t->window[i] = beyond;
	expect(t, around(t->capitals) & ~t->others & bits_below(to));
	if (t->capitals == 0)
		note_quiet(t, from, to);
	else
		note_others(t, t->others >> (from - 1) << (from - 1));
	if (t->words == NULL)
		t->heeded = 0;
	else
		note_words(t, from, to);
	return to;
}

/* Does a capitalised word follow within two pieces, on the same line? */
static void
note_leading(struct tagger *t)
{
	uint64_t next = t->capitals >> 1, second = t->capitals >> 2 & ~next;

	t->leading = next;
	for (; second != 0; second &= second - 1) {
		unsigned i = (unsigned)__builtin_ctzll(second);

		t->leading |= (uint64_t)(t->window[i + 1].piece.kind !=
		    PIECE_BREAK) << i;
	}
}

/*
 * The sums of these pieces as if no name stood before them. Values are made
 * HASHED pieces before rows are found by them, so that the processor need not
 * wait for them on their way to memory, and rows are asked for before they are
 * added, since most of the table is far away.
 */
static void
make_ready(struct tagger *t, uint64_t set)
{
	static const struct rows_parts parts = { FEATURE_COUNT, FEATURE_TAGS,
		FEATURE_COUNT };
	struct feature_site site = { NULL, TAG_O, TAG_O, (uint8_t)t->lang };
	unsigned n = (unsigned)__builtin_popcountll(set);
	uint64_t next = set, last = set;

	for (unsigned i = 0; i < n + ADDED; i++) {
		uint32_t *rows = t->rows[(i - HASHED) % RING];

		if (i < n) {
			site.piece = &t->window[__builtin_ctzll(next)];
			feature_values(&site, t->values[i % RING]);
			next &= next - 1;
		}
		if (i >= HASHED && i < n + HASHED) {
			rows_find(t->values[(i - HASHED) % RING], 0,
			    FEATURE_COUNT, t->part->nplaces, rows);
			rows_expect(t->part->rows, rows, FEATURE_COUNT);
		}
		if (i >= ADDED) {
			rows_add_both(t->part->rows, t->rows[i % RING], &parts,
			    t->sums[__builtin_ctzll(last)]);
			last &= last - 1;
		}
	}
}

/* What is weighed whatever comes before it. */
static void
prepare(struct tagger *t, unsigned from, unsigned to)
{
	uint64_t block = bits_below(to) & ~bits_below(from);
	uint64_t rest, first = 0;

	t->ready = t->capitals & block & ~find_plain(t, t->capitals & block);
	rest = t->leading & block & ~t->others & ~t->capitals;
	for (; rest != 0; rest &= rest - 1)
		first |= rest & -rest & -(uint64_t)tagger_is_particle(
		    &t->window[__builtin_ctzll(rest)].piece);
	for (; first != 0; first &= first - 1)
		if (!is_small_word(t, (unsigned)__builtin_ctzll(first)))
			t->ready |= first & -first;
	t->begins = t->heeded | t->ready;
	if (t->hooks->decide != NULL)
		return;
	look_around(t, t->ready);
	make_ready(t, t->ready);
}

static void
step(struct tagger *t, unsigned at)
{
	struct feature_piece *p = &t->window[at];
	const struct tagger_hooks *hooks = t->hooks;
	unsigned tag = TAG_O;
	int margin = 0;

	if (is_weighed(t, at))
		tag = weigh(t, at, &margin);
	if (tag != TAG_O && hooks->decide == NULL && is_in_number(p))
		tag = TAG_O;
	if (tag != TAG_O || t->pieces > 0 || t->waiting > 0)
		grow_span(t, p, tag, margin);
	if (t->heeding || (t->heeded >> at & 1) != 0)
		t->heeding = hooks->passed(hooks->ctx, p);
	t->tag_before = t->tag;
	t->tag = (uint8_t)tag;
}

/* All pieces from `from` to `to`; while nothing is going on, the next that
 * something can begin at. */
static void
walk(struct tagger *t, unsigned from, unsigned to)
{
	uint64_t rest;

	for (unsigned at = from; at < to; at++) {
		if (t->tag == TAG_O && !t->heeding &&
		    (t->begins >> at & 1) == 0) {
			t->tag_before = TAG_O;
			rest = t->begins >> at;
			if (rest == 0)
				return;
			at += (unsigned)__builtin_ctzll(rest);
			if (at >= to)
				return;
		}
		step(t, at);
	}
}

/* The pieces that the next block looks back at, and those it begins with. */
static void
move_window(struct tagger *t)
{
	memcpy(t->window, t->window + BLOCK, (BEHIND + AHEAD) *
	    sizeof(*t->window));
	t->others >>= BLOCK;
	t->lower >>= BLOCK;
	t->looked >>= BLOCK;
	t->capitals >>= BLOCK;
	t->heeded >>= BLOCK;
}

void
tagger_run(const struct weights *w, struct sv text, enum lang lang,
    const struct tagger_hooks *hooks)
{
	struct tagger t;
	unsigned from = BEHIND, to, end;

	memset(&t, 0, offsetof(struct tagger, window));
	t.w = w;
	t.hooks = hooks;
	t.reader.text = text;
	t.lang = lang;
	t.lang_known = lang != LANG_NONE;
	t.part = weights_part(w, lang);
	t.words = hooks->words;
	t.others = bits_below(BEHIND);
	for (unsigned i = 0; i < BEHIND; i++)
		t.window[i] = beyond;
	for (;; from = BEHIND + AHEAD) {
		to = fill_window(&t, from);
		note_leading(&t);
		end = to < WINDOW ? to : BEHIND + BLOCK;
		prepare(&t, BEHIND, end);
		walk(&t, BEHIND, end);
		if (to < WINDOW)
			break;
		move_window(&t);
	}
	finish_span(&t);
}
