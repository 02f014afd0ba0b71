/*
 * A term around one of its words, which the filter has found: words before it
 * are read, and each is tried as the first one.
 */
#include "inspect/terms/vocab.h"

#include <string.h>

#include "base/ascii.h"
#include "inspect/terms/vocab_part.h"

enum {
	MAX_BACK = VOCAB_MAX_WORDS + (VOCAB_MAX_WORDS - 1) * VOCAB_SKIP,
	MAX_WORDS = 3 * MAX_BACK + 2,	/* kept of the text around a term */
	BACK_MAX = 24		/* bytes back for each word of a term */
};

/*
 * Terms that are being read: nodes, and how many words of a gap may still be
 * skipped before the next word of the term, plus one; 0 where there is no gap.
 */
struct readings {
	struct vocab_nodes nodes;
	uint8_t skips[VOCAB_READINGS];
};

static void
go_on(struct readings *r, uint32_t node, uint8_t skips)
{
	if (r->nodes.count == VOCAB_READINGS)
		return;
	r->skips[r->nodes.count] = skips;
	r->nodes.items[r->nodes.count++] = node;
}

/*
 * Of `next`, the nodes behind the word just read, those that end a term; `r`
 * becomes what goes on from them, over gaps too.
 */
static void
take_nodes(const struct vocab *v, const struct vocab_nodes *next,
    struct readings *r, struct vocab_nodes *ret_ends)
{
	struct vocab_nodes gaps;

	r->nodes.count = gaps.count = ret_ends->count = 0;
	for (size_t i = 0; i < next->count; i++) {
		uint32_t node = next->items[i];

		if ((node & VOCAB_ENDS) != 0)
			ret_ends->items[ret_ends->count++] = node;
		if ((node & VOCAB_INNER) == 0)
			continue;
		go_on(r, node, 0);
		if ((node & VOCAB_GAP_HERE) != 0)
			vocab_follow(v, node, VOCAB_GAP_WORD, &gaps);
	}
	for (size_t i = 0; i < gaps.count; i++)
		go_on(r, gaps.items[i], VOCAB_SKIP + 1);
}

/* Read one more word; the terms that end with it are put out. */
static void
read_word(const struct vocab *v, struct readings *r, const struct word *w,
    struct vocab_nodes *ret_ends)
{
	struct vocab_nodes next, skipped;
	uint8_t skips[VOCAB_READINGS];

	next.count = skipped.count = 0;
	for (size_t i = 0; i < r->nodes.count; i++) {
		vocab_step(v, VOCAB_TERMS, r->nodes.items[i], w, &next);
		if (r->skips[i] <= 1)
			continue;
		skips[skipped.count] = (uint8_t)(r->skips[i] - 1);
		skipped.items[skipped.count++] = r->nodes.items[i];
	}
	take_nodes(v, &next, r, ret_ends);
	for (size_t i = 0; i < skipped.count; i++)
		go_on(r, skipped.items[i], skips[i]);
}

/* Between two words of one clause, between which none stands. */
static bool
is_joined(struct sv between)
{
	/* Most often a blank. */
	for (size_t i = 0; i < between.len; i++)
		if (between.ptr[i] != ' ' && memchr(VOCAB_MARKS,
		    between.ptr[i], sizeof(VOCAB_MARKS) - 1) != NULL)
			return false;
	return true;
}

static void
drop_gaps(struct readings *r)
{
	size_t count = r->nodes.count;

	r->nodes.count = 0;
	for (size_t i = 0; i < count; i++)
		if (r->skips[i] == 0)
			go_on(r, r->nodes.items[i], 0);
}

/* Words from some byte on, read when they are asked for. */
struct words {
	struct word_reader reader;
	struct word items[MAX_WORDS];
	size_t count;
};

static const struct word *
word_at(struct words *w, size_t i)
{
	if (i < w->count)
		return &w->items[i];
	if (w->count == MAX_WORDS ||
	    !word_next(&w->reader, w->reader.text.len, &w->items[w->count]))
		return NULL;
	return &w->items[w->count++];
}

/* The longest term that begins with word `i` and ends before byte `limit`. */
static bool
match_at(const struct vocab *v, struct words *words, size_t i, size_t limit,
    struct vocab_match *ret)
{
	const struct word *w = word_at(words, i);
	struct vocab_nodes ends;
	struct readings now;
	bool found = false;
	size_t start, end;

	now.nodes.items[0] = VOCAB_TERMS;
	now.nodes.count = 1;
	now.skips[0] = 0;
	if (w == NULL || !vocab_may_begin(v, VOCAB_TERMS, w))
		return false;
	for (start = end = w->start; w != NULL && now.nodes.count > 0 &&
	    w->end < limit && (w->start == start ||
	    w->start - end <= VOCAB_GAP); w = word_at(words, ++i)) {
		if (!is_joined(sv_slice(words->reader.text, end, w->start)))
			drop_gaps(&now);
		read_word(v, &now, w, &ends);
		end = w->end;
		if (ends.count > 0) {
			*ret = (struct vocab_match){ start, end, ends };
			found = true;
		}
	}
	return found;
}

/* Where a term that begins at byte `start` must have ended. */
static size_t
limit_at(const struct vocab_look *look, size_t start)
{
	return look->shorter > 0 && start == look->from ? look->shorter :
	    SIZE_MAX;
}

/*
 * Where runs of letters before byte `at` begin of which there are one more
 * than `count`, since one may be a dash: no word of the last `count` is left
 * out but those of BACK_MAX bytes and more.
 */
static size_t
runs_before(struct sv text, size_t at, unsigned count)
{
	size_t reach = (size_t)count * BACK_MAX;
	size_t stop = at > reach ? at - reach : 0;

	for (unsigned i = 0; i <= count && at > stop; i++) {
		while (at > stop && !ascii_is_word(text.ptr[at - 1]))
			at--;
		while (at > stop && ascii_is_word(text.ptr[at - 1]))
			at--;
	}
	return at;
}

/*
 * Read the words from about `count` before byte `at` to the first one that does
 * not begin before it; the number of those before.
 */
static size_t
read_back(struct words *words, size_t at, unsigned count)
{
	struct sv text = words->reader.text;
	struct word_reader *r = &words->reader;
	const struct word *w;
	size_t n = 0;

	r->at = count == 0 ? at : runs_before(text, at, count);
	if (r->at < at && word_letter_before(text, r->at) &&
	    word_letter_after(text, r->at))
		(void)word_next(r, at, &words->items[0]);
	while (r->at < at && (w = word_at(words, n)) != NULL && w->start < at)
		if (++n == 2 * MAX_BACK) {
			memmove(words->items, words->items + n - count,
			    count * sizeof(*words->items));
			words->count = n = count;
		}
	return n;
}

bool
vocab_match(const struct vocab *v, struct sv text, struct vocab_look look,
    struct vocab_match *ret)
{
	struct words words;
	size_t n;

	words.reader = (struct word_reader){ text, look.at };
	words.count = 0;
	n = read_back(&words, look.at, look.back);
	for (size_t i = n < look.back ? 0 : n - look.back; i < n; i++)
		if (words.items[i].start >= look.from &&
		    match_at(v, &words, i, limit_at(&look,
		    words.items[i].start), ret) && ret->end > look.at)
			return true;
	/* A word may have been read over it. */
	if (n < words.count ? words.items[n].start != look.at :
	    words.reader.at > look.at) {
		words.reader.at = look.at;
		words.count = n = 0;
	}
	return match_at(v, &words, n, limit_at(&look, look.at), ret) &&
	    ret->end > look.at;
}
