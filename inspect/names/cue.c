#include "inspect/names/cue.h"

#include <string.h>

#include "inspect/names/lexicon_filter.h"
#include "inspect/names/stem.h"

enum {
	SCORE_LED = 84,		/* behind a title or introduction, and known */
	SCORE_LED_UNKNOWN = 62,	/* or in capitals: the tagger knows better */
	SCORE_PAIR = 72,
	NAME_RANK = 2,		/* of a word too common to be a name */
	INTRODUCED_RANK = 3	/* the same behind an introduction */
};

static void
end_run(struct cue *c)
{
	if (c->run_words > 0)
		cue_text_report(&c->in, c->run_start, c->run_end,
		    c->run_known ? SCORE_LED : SCORE_LED_UNKNOWN);
	c->run_words = 0;
	c->run_known = c->expects = c->introduced = false;
}

/* Is it a common word of any language, of this rank or more? */
static bool
is_common(uint16_t known, unsigned rank)
{
	return lexicon_groups(known) != 0 &&
	    (known >> LEXICON_RANK & LEXICON_RANK_MASK) >= (int)rank;
}

/* A word behind a title or introduction: does it belong to the name? */
static void
grow_run(struct cue *c, const struct feature_piece *p)
{
	uint16_t known = p->known != 0 ? p->known :
	    stem_find(c->in.w, &p->piece) & LEXICON_NAMES;
	bool name = (known & LEXICON_NAMES) != 0;
	bool capital = p->piece.shape == SHAPE_CAPITAL;
	bool believed = name || c->introduced || capital;
	bool common = is_common(p->known, !name ? 0 : c->introduced ?
	    INTRODUCED_RANK : NAME_RANK);

	if ((p->piece.shape != SHAPE_LOWER && !capital) ||
	    c->run_words == CUE_WORDS ||
	    (p->piece.flags & PIECE_CODE) != 0 ||
	    !believed || common ||
	    (!name && c->run_words > 0 && (capital || !c->run_known))) {
		end_run(c);
		return;
	}
	if (c->run_words++ == 0)
		c->run_start = p->piece.start;
	c->run_end = p->piece.end;
	c->run_known = c->run_known || (name && !capital);
}

/* Given and family name in small letters, and no words of any language. */
static void
note_pair(struct cue *c, const struct feature_piece *p)
{
	bool name = p->looked_up && p->piece.shape == SHAPE_LOWER &&
	    p->piece.len > 2 &&
	    (p->piece.flags & PIECE_CODE) == 0 &&
	    lexicon_groups(p->known) == 0;

	if (name && (p->known & LEXICON_LAST) != 0 && c->given_end > 0 &&
	    p->piece.start == c->given_end + 1 &&
	    c->in.text.ptr[c->given_end] == ' ')
		cue_text_report(&c->in, c->given_start, p->piece.end,
		    SCORE_PAIR);
	c->given_end = 0;
	if (name && (p->known & LEXICON_FIRST) != 0) {
		c->given_start = p->piece.start;
		c->given_end = p->piece.end;
	}
}

void
cue_begin(struct cue *c, const struct cue_text *in, struct sv label)
{
	memset(c, 0, offsetof(struct cue, addresses));
	c->addresses.count = 0;
	c->in = *in;
	(void)cue_label_begin(&c->labels, &c->in, label);
}

static void
pass_word(struct cue *c, struct feature_piece *p)
{
	const struct cue_table *t = c->in.table;

	/* Most words in small letters begin nothing: leave them unknown. */
	if (c->expects || c->given_end > 0 || (p->piece.shape == SHAPE_LOWER &&
	    lexicon_seems_given(&c->in.w->lexicon, p->piece.hash)))
		stem_look_up(c->in.w, p);
	note_pair(c, p);
	if (c->expects)
		grow_run(c, p);
	if (!cue_table_heeds(t, p->piece.hash) || c->run_words > 0)
		return;
	if (cue_table_is_title(t, p->piece.hash)) {
		c->expects = true;
	} else if (cue_table_is_introduced(t, p)) {
		c->expects = c->introduced = true;
	}
}

static void
pass_other(struct cue *c, const struct feature_piece *p)
{
	char mark = p->piece.folded[PIECE_LEAD];

	c->given_end = 0;
	if (c->run_words > 0 || (mark != '.' && mark != ':'))
		end_run(c);
	if (p->piece.kind == PIECE_BREAK)
		cue_label_break(&c->labels, &c->in, p->piece.start,
		    p->piece.end);
	if (p->piece.kind != PIECE_MARK)
		return;
	if (mark == ':' || mark == '=')
		cue_label_mark(&c->labels, &c->in, p->piece.start);
	else if (mark == '@')
		cue_address_note(&c->addresses, &c->in, p->piece.start);
}

bool
cue_pass(struct cue *c, struct feature_piece *p)
{
	if (p->piece.kind == PIECE_WORD)
		pass_word(c, p);
	else
		pass_other(c, p);
	return c->expects || c->given_end > 0;
}

void
cue_end(struct cue *c)
{
	end_run(c);
	cue_address_report(&c->addresses, &c->in);
}
