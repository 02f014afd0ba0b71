/*
 * Which words share a set? What a set lets through is what any of its words has
 * at each place, so words that are alike belong together, and most so where
 * their bytes are frequent. Each is put where the set then lets through the
 * fewest places more of ordinary text, by how frequent bytes are there; the
 * first ones did not know what would come, so all are placed again.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/heads.h"
#include "base/mem.h"

enum {
	ALL_SETS = HEADS_TABLES * HEADS_SETS,
	BYTES = 256,
	WORDS = BYTES / 64,	/* of bits, one for each byte */
	ROUNDS = 3,		/* in which words find their sets */
	PLACED_AGAIN = 2048	/* more are placed once, or it would last */
};

/*
 * How often a byte stands in texts, in ten thousand. Counted over sentences of
 * 13 languages, pages of manuals, chats, code, logs and records in equal parts;
 * of Greek and Cyrillic roughly.
 */
static const uint16_t often[BYTES] = {
	1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 103, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1551, 2, 93, 2, 1, 2, 1, 15, 19, 19, 2, 1, 103, 53, 105, 19,
	70, 81, 63, 44, 49, 47, 56, 47, 46, 46, 35, 6, 1, 20, 2, 2,
	1, 24, 14, 16, 19, 20, 14, 9, 12, 21, 7, 8, 18, 21, 17, 13,
	15, 1, 12, 27, 24, 7, 8, 7, 5, 1, 6, 7, 3, 7, 1, 16,
	1, 597, 95, 188, 285, 876, 110, 133, 144, 520, 36, 104, 315, 189, 501,
	403, 135, 15, 442, 417, 488, 224, 93, 56, 19, 64, 60, 5, 1, 5, 1, 1,
	9, 5, 12, 12, 5, 7, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
	1, 2, 1, 2, 1, 1, 1, 1, 1, 8, 1, 6, 1, 1, 1, 1,
	3, 14, 2, 2, 32, 11, 4, 2, 2, 23, 1, 1, 1, 5, 4, 1,
	11, 6, 6, 16, 6, 13, 18, 6, 8, 6, 8, 6, 14, 11, 11, 6,
	1, 1, 2, 148, 15, 16, 1, 1, 8, 1, 1, 1, 1, 1, 30, 20,
	50, 30, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
};

/* Which bytes may stand at each place, as bits. */
struct spread {
	uint64_t places[HEADS_BYTES][WORDS];
};

struct set {
	struct spread spread;
	double cost;
};

/* What is being placed. */
struct filling {
	size_t count;
	const struct heads_word *words;
	struct spread *spreads;		/* of each word */
	unsigned char *where;		/* ALL_SETS: in none yet */
	bool apart;			/* some are */
	bool exact;			/* bytes will be told, not halves */
	struct set sets[ALL_SETS];
};

static void
add_byte(uint64_t *place, unsigned char c)
{
	place[c / 64] |= UINT64_C(1) << c % 64;
}

/* What stands behind a word at the place after its last. */
static void
add_end(uint64_t *place, const struct heads_word *w)
{
	const struct sv ends = SV(HEADS_ENDS);

	if (!w->ends)
		memset(place, UINT8_MAX, WORDS * sizeof(*place));
	for (size_t i = 0; i < ends.len && w->ends; i++)
		add_byte(place, (unsigned char)ends.ptr[i]);
}

static struct spread
spread_of(const struct heads_word *w)
{
	struct spread s = { 0 };

	for (unsigned i = 0; i < HEADS_BYTES; i++) {
		unsigned char c;

		if (i == w->text.len) {
			add_end(s.places[i], w);
		} else if (i > w->text.len) {
			memset(s.places[i], UINT8_MAX, sizeof(s.places[i]));
		} else {
			c = (unsigned char)w->text.ptr[i];
			add_byte(s.places[i], c);
			if (w->caseless && ascii_is_letter(c))
				add_byte(s.places[i], c ^ 0x20);
		}
	}
	return s;
}

static void
join(struct spread *s, const struct spread *more)
{
	for (unsigned i = 0; i < HEADS_BYTES; i++)
		for (unsigned k = 0; k < WORDS; k++)
			s->places[i][k] |= more->places[i][k];
}

/* How often a byte is one of those, if seven bits of it are told. */
static unsigned
often_exact(const uint64_t *place)
{
	unsigned sum = 0;

	for (unsigned k = 0; k < WORDS / 2; k++)
		for (uint64_t bits = place[k] | place[k + WORDS / 2];
		    bits != 0; bits &= bits - 1) {
			unsigned c = k * 64 + (unsigned)__builtin_ctzll(bits);

			sum += often[c] + often[c + BYTES / 2];
		}
	return sum;
}

/* The same if either half is told for itself. */
static unsigned
often_halves(const uint64_t *place)
{
	unsigned low = 0, high = 0, sum = 0;

	for (unsigned h = 0; h < 16; h++) {
		unsigned row = (unsigned)(place[h / 4] >> h % 4 * 16) &
		    UINT16_MAX;

		low |= row;
		high |= (unsigned)(row != 0) << h;
	}
	for (; high != 0; high &= high - 1)
		for (unsigned bits = low; bits != 0; bits &= bits - 1)
			sum += often[__builtin_ctz(high) * 16 +
			    __builtin_ctz(bits)];
	return sum;
}

/* What a set lets through, with no measure. */
static double
cost_of(const struct filling *f, const struct spread *s)
{
	double cost = 1;

	for (unsigned i = 0; i < HEADS_BYTES; i++)
		cost *= f->exact ? often_exact(s->places[i]) :
		    often_halves(s->places[i]);
	return cost;
}

/* Put word `i` into the set that lets through the fewest places more. */
static void
place(struct filling *f, size_t i)
{
	unsigned first = 0, last = ALL_SETS;
	struct set best = { 0 };
	double least = 0;

	if (f->words[i].apart)
		last = HEADS_SETS;
	else if (f->apart)
		first = HEADS_SETS;
	for (unsigned k = first; k < last; k++) {
		struct set more = f->sets[k];

		join(&more.spread, &f->spreads[i]);
		more.cost = cost_of(f, &more.spread);
		if (k > first && more.cost - f->sets[k].cost >= least)
			continue;
		least = more.cost - f->sets[k].cost;
		best = more;
		f->where[i] = (unsigned char)k;
	}
	f->sets[f->where[i]] = best;
}

/* Take word `i` out of its set again. */
static void
take_out(struct filling *f, size_t i)
{
	unsigned k = f->where[i];
	struct set *s = &f->sets[k];

	f->where[i] = ALL_SETS;
	*s = (struct set){ 0 };
	for (size_t other = 0; other < f->count; other++)
		if (f->where[other] == k)
			join(&s->spread, &f->spreads[other]);
	s->cost = cost_of(f, &s->spread);
}

/* The tables of one set, of which `bit` is set. */
static void
fill_set(struct heads_table *t, unsigned char bit, const struct spread *s)
{
	for (unsigned i = 0; i < HEADS_BYTES; i++)
		for (unsigned c = 0; c < BYTES; c++) {
			if ((s->places[i][c / 64] >> c % 64 & 1) == 0)
				continue;
			t->low[i][c & 15] |= bit;
			t->high[i][c >> 4] |= bit;
			t->exact[i][c & 127] |= bit;
		}
}

static void
place_all(struct filling *f)
{
	size_t count = f->count;

	for (size_t i = 0; i < count; i++)
		place(f, i);
	for (size_t i = 0; i < ROUNDS * count && count <= PLACED_AGAIN; i++) {
		take_out(f, i % count);
		place(f, i % count);
	}
}

int
heads_fill(struct heads *h, const struct heads_word *words, size_t count)
{
	struct filling f = { .words = words, .count = count,
		.exact = wide_best() == WIDE_AVX512 };

	f.spreads = mem_calloc(count + 1, sizeof(*f.spreads));
	f.where = mem_alloc(count + 1);
	if (f.spreads == NULL || f.where == NULL) {
		mem_free(f.spreads);
		mem_free(f.where);
		return ERR_NOMEM;
	}
	memset(f.where, ALL_SETS, count + 1);
	for (size_t i = 0; i < count; i++) {
		f.spreads[i] = spread_of(&words[i]);
		f.apart |= words[i].apart;
	}
	place_all(&f);
	h->apart = f.apart;
	for (unsigned k = 0; k < ALL_SETS; k++)
		fill_set(&h->tables[k / HEADS_SETS], (unsigned char)(1U <<
		    k % HEADS_SETS), &f.sets[k].spread);
	mem_free(f.spreads);
	mem_free(f.where);
	return 0;
}
