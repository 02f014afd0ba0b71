/* Names of persons, places and organisations become findings. */
#include "inspect/scan_names.h"

#include "base/ascii.h"
#include "inspect/engine.h"
#include "inspect/explain.h"
#include "inspect/scan.h"

enum {
	EVEN = 35,		/* percent: as good as the least finding */
	PERCENT = 100,
	VALUE_AWAY = 40,	/* bytes between a label and its value */
	LABEL_BYTES = 64,
	WORDS_EACH = 96, /* bytes of prose, for one that may begin a term */
	WORDS_LEAST = 16
};

/*
 * How many of a hundred such names are right becomes a score: the detector's
 * own for one beyond doubt, the least that is reported for EVEN.
 */
static unsigned
score_of(unsigned right, unsigned most)
{
	if (right < EVEN || most < DETECT_MIN_SCORE)
		return right * most / PERCENT;
	return DETECT_MIN_SCORE + ((right - EVEN) *
	    (most - DETECT_MIN_SCORE) + (PERCENT - EVEN) / 2) /
	    (PERCENT - EVEN);
}

/* Does a number stand behind byte `at`, or what parts a label from a value? */
static bool
leads_to_value(struct sv text, size_t at)
{
	size_t from = at;

	for (; at < text.len && at - from < VALUE_AWAY; at++) {
		char c = text.ptr[at];

		if (ascii_is_digit(c) || c == ':' || c == '=' || c == '\t' ||
		    c == '|')
			return true;
		if (c != ' ' && c != '.' && c != '\n' && c != '\r' &&
		    c != '#' && c != '-')
			return false;
	}
	return false;
}

/* "Isikukood 35011061039": a word that names numbers is no name before one. */
static bool
is_label(const struct scan *s, const struct tagger_span *span)
{
	return span->end - span->start < LABEL_BYTES &&
	    leads_to_value(s->text, span->end) &&
	    context_holds(s->engine->context,
	    sv_slice(s->text, span->start, span->end));
}

void
scan_names_keep(void *ctx, const struct tagger_span *span)
{
	struct scan *s = ctx;
	uint16_t named = s->engine->named[span->kind];
	struct scan_span where = { span->start, span->end };
	unsigned score;

	if (named == 0 || is_label(s, span))
		return;
	score = score_of(span->score, s->engine->detectors[named - 1].score);
	if (s->explain != NULL && s->err == 0)
		explain_kept(s, named - 1, where, score);
	scan_keep(s, named - 1, where, score);
}

static void
note_word(void *ctx, const struct piece *piece)
{
	struct scan *s = ctx;
	struct scan_words *w = &s->words;
	void *items = w->items;

	if (s->err == 0 && w->count == w->cap)
		s->err = arena_vec_room(s->arena, &items, w->count, &w->cap,
		    sizeof(*w->items));
	if (s->err != 0)
		return;
	w->items = items;
	w->items[w->count++] = (struct vocab_asked){
		.word = piece_prefix(piece, WORD_KEY), .start = piece->start,
		.end = piece->end,
		.plain = (piece->flags & PIECE_PLAIN) != 0 };
}

/* Room for as many words as prose most often has. */
static void
make_room(struct scan *s)
{
	struct scan_words *w = &s->words;
	size_t want = s->text.len / WORDS_EACH + WORDS_LEAST;

	w->count = 0;
	if (w->cap >= want)
		return;
	w->cap = want;
	w->items = arena_alloc(s->arena, want * sizeof(*w->items));
	if (w->items != NULL)
		return;
	w->cap = 0;
	s->err = ERR_NOMEM;
}

void
scan_names(struct scan *s, struct sv label)
{
	const struct vocab_set *vocab = s->engine->vocab;
	struct names_sink sink = { .ctx = s, .found = scan_names_keep };

	s->words.known = vocab != NULL && s->text.len >= NAMES_LEAST;
	if (s->words.known) {
		make_room(s);
		sink.probed = note_word;
		sink.probe = vocab_filter_probe(vocab_filter(vocab->vocab));
	}
	names_scan(s->engine->names, s->text, label, &sink);
}
