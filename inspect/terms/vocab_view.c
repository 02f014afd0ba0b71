#include "inspect/terms/vocab_view.h"

#include "base/ascii.h"
#include "inspect/terms/vocab_part.h"

enum {
	OLD_MAX = 1024,		/* hits too old before they are dropped */
	LETTERS_MAX = 3,	/* counted before a full stop */
	BLANKS_MAX = 64		/* looked at beside a full stop or newline */
};

void
vocab_view_init(struct vocab_view *v, const struct vocab *vocab,
    struct arena *a, struct sv text)
{
	*v = (struct vocab_view){ .vocab = vocab, .arena = a, .text = text };
}

static void
note(struct vocab_view *v, uint32_t node, size_t start, size_t end)
{
	void *items = v->hits;

	if (arena_vec_room(v->arena, &items, v->nhits, &v->cap,
	    sizeof(*v->hits)) != 0) {
		v->err = ERR_NOMEM;
		return;
	}
	v->hits = items;
	v->hits[v->nhits++] = (struct vocab_hit){ (uint32_t)start,
		(uint32_t)end, node };
}

/* What begins at `start` and is read up to `from` goes on with `w`. */
static inline void
go_on(struct vocab_view *v, uint32_t from, size_t start, const struct word *w)
{
	struct vocab_nodes next;

	next.count = 0;
	vocab_step(v->vocab, VOCAB_AROUND, from, w, &next);
	for (size_t i = 0; i < next.count; i++) {
		uint32_t node = next.items[i];

		if ((node & VOCAB_ENDS) != 0)
			note(v, node, start, w->end);
		if ((node & VOCAB_INNER) == 0 ||
		    v->open.count == VOCAB_READINGS)
			continue;
		v->starts[v->open.count] = (uint32_t)start;
		v->open.items[v->open.count++] = node;
	}
}

/* What was open goes on, unless this word is too far from the last. */
static void
go_on_open(struct vocab_view *v, const struct word *w)
{
	struct vocab_nodes open = v->open;
	uint32_t starts[VOCAB_READINGS];

	for (size_t i = 0; i < open.count; i++)
		starts[i] = v->starts[i];
	v->open.count = 0;
	if (w->start - v->last_end > VOCAB_GAP)
		return;
	for (size_t i = 0; i < open.count; i++)
		go_on(v, open.items[i], starts[i], w);
}

/* One more word, with which something new may begin too. */
static inline void
take_word(struct vocab_view *v, const struct word *w)
{
	if (v->open.count > 0)
		go_on_open(v, w);
	v->last_end = w->end;
	if (vocab_may_begin(v->vocab, VOCAB_AROUND, w))
		go_on(v, VOCAB_AROUND, w->start, w);
}

/* Step over plain words with which nothing begins, while nothing is open. */
static inline void
skip_words(struct vocab_view *v, struct word_reader *r, size_t until)
{
	const struct word_filter *filter = &v->vocab->firsts[VOCAB_AROUND];
	struct sv text = r->text;
	size_t at = r->at, n;
	uint64_t folded[2];

	while (v->open.count == 0) {
		/* Most often one blank. */
		while (at < until && !ascii_is_word(text.ptr[at]))
			at++;
		n = at < until ? word_plain(text, at, folded) : 0;
		if (n == 0 || word_filter_passes_key(filter, folded[0], n))
			break;
		at += n;
		v->last_end = at;
		r->at = at;
	}
}

static void
forget(struct vocab_view *v, size_t before)
{
	while (v->first < v->nhits && v->hits[v->first].end <= before)
		v->first++;
	if (v->first < OLD_MAX)
		return;
	for (size_t i = v->first; i < v->nhits; i++)
		v->hits[i - v->first] = v->hits[i];
	v->nhits -= v->first;
	v->first = 0;
}

void
vocab_view_read(struct vocab_view *v, size_t start, size_t end)
{
	size_t from = start > VOCAB_REACH ? start - VOCAB_REACH : 0;
	size_t until = v->text.len - end > VOCAB_REACH ? end + VOCAB_REACH :
	    v->text.len;
	struct word_reader r;
	struct word w;

	forget(v, from);
	if (until <= v->to)
		return;
	r = (struct word_reader){ v->text, v->to };
	if (from > v->to) {
		v->open.count = 0;
		r.at = from;
		/* What is left of a word that began before is no word. */
		if (word_letter_before(v->text, from) &&
		    word_letter_after(v->text, from))
			(void)word_next(&r, until, &w);
	}
	for (skip_words(v, &r, until); word_next(&r, until, &w);
	    skip_words(v, &r, until))
		take_word(v, &w);
	v->to = r.at > until ? r.at : until;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* An empty line ends here: `at` is its newline. */
static bool
ends_paragraph(struct sv text, size_t at)
{
	size_t i = at, stop = at > BLANKS_MAX ? at - BLANKS_MAX : 0;

	if (text.ptr[at] != '\n')
		return false;
	while (i > stop && is_blank(text.ptr[i - 1]) && text.ptr[i - 1] != '\n')
		i--;
	return i > 0 && text.ptr[i - 1] == '\n';
}

/*
 * Does a sentence end with byte `at`? A full stop behind one or two letters
 * is an abbreviation ("Dr.", "z. B."), and small letters go on.
 */
static bool
ends_sentence(struct sv text, size_t at)
{
	char c = text.ptr[at];
	size_t next = at + 1, letters = 0;

	if (c != '.' && c != '!' && c != '?')
		return ends_paragraph(text, at);
	if (next < text.len && !is_blank(text.ptr[next]))
		return false;
	while (letters < at && letters < LETTERS_MAX &&
	    ascii_is_word(text.ptr[at - 1 - letters]))
		letters++;
	if (c == '.' && (letters == 1 || letters == 2))
		return false;
	while (next < text.len && next - at < BLANKS_MAX &&
	    is_blank(text.ptr[next]))
		next++;
	return next == text.len || text.ptr[next] < 'a' ||
	    text.ptr[next] > 'z';
}

/* Nothing ends with any other byte. */
static inline bool
may_end(char c)
{
	return c == '.' || c == '!' || c == '?' || c == '\n';
}

enum { STEP = 8 };	/* bytes at once */

/* The high bits of those of eight bytes that are no letters and no blanks. */
static inline uint64_t
find_marks(const char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t v = word_load(p), other = v ^ ones * ' ';

	/* Letters are from 0x40 on. */
	return ((other & ~high) + (high - ones)) & ~(v | v << 1) & high;
}

/* The first byte from `at` on that something may end with, or `stop`. */
static size_t
skip_on(struct sv text, size_t at, size_t stop)
{
	for (; at < stop; at++) {
		uint64_t marks = 0;

		while (stop - at >= STEP &&
		    (marks = find_marks(text.ptr + at)) == 0)
			at += STEP;
		if (marks != 0)
			at += (size_t)__builtin_ctzll(marks) / 8;
		if (at == stop || may_end(text.ptr[at]))
			break;
	}
	return at;
}

/* The same before `at`: where such a byte is the last one. */
static size_t
skip_back(struct sv text, size_t at, size_t stop)
{
	for (; at > stop; at--) {
		uint64_t marks = 0;

		while (at - stop >= STEP &&
		    (marks = find_marks(text.ptr + at - STEP)) == 0)
			at -= STEP;
		if (marks != 0)
			at -= (size_t)__builtin_clzll(marks) / 8;
		if (at == stop || may_end(text.ptr[at - 1]))
			break;
	}
	return at;
}

static void
look_back(struct sv text, size_t start, struct vocab_scope *s)
{
	size_t stop = start > VOCAB_REACH ? start - VOCAB_REACH : 0;
	bool sentence = false, line = false;

	s->sentence = s->paragraph = s->line = stop;
	for (size_t at = skip_back(text, start, stop); at > stop;
	    at = skip_back(text, at - 1, stop)) {
		if (!sentence && ends_sentence(text, at - 1)) {
			s->sentence = at;
			sentence = true;
		}
		if (!line && text.ptr[at - 1] == '\n') {
			s->line = at;
			line = true;
		}
		if (!ends_paragraph(text, at - 1))
			continue;
		s->paragraph = at;
		return;
	}
}

struct vocab_scope
vocab_view_scope(struct sv text, size_t start, size_t end)
{
	struct vocab_scope s;
	size_t stop = text.len - end > VOCAB_REACH ? end + VOCAB_REACH :
	    text.len;
	bool sentence = false;

	look_back(text, start, &s);
	s.sentence_end = s.paragraph_end = stop;
	for (size_t at = skip_on(text, end, stop); at < stop;
	    at = skip_on(text, at + 1, stop)) {
		if (!sentence && ends_sentence(text, at)) {
			s.sentence_end = at;
			sentence = true;
		}
		if (!ends_paragraph(text, at))
			continue;
		s.paragraph_end = at;
		break;
	}
	return s;
}
