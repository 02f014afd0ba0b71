/*
 * One pass over the masks of digits and `@` (base/mask.h) finds all places
 * but those that begin with a literal, which base/needles.h finds slice by
 * slice. Between the places nothing is looked at. A few literals are searched
 * for everywhere; the many that belong to keys and tokens, only near a mark
 * (inspect/match/mark.h), which prose has next to none of.
 *
 *   digit      -> cluster -> windows of runs -> shape table -> validator
 *                         -> matchers of numbers
 *   @          -> matchers of at signs
 *   literal    -> pattern or matcher -> validator
 *   number     -> in words: see unfold_note.c
 *   mark       -> literals near it, and so on
 *   user's own -> database of patterns -> PCRE2
 *   capital    -> the tagger of names (scan_names.c)
 *   term       -> dictionaries, each in a pass of its own
 *   word       -> filter -> vocabulary -> what stands around (vocab_scan.c)
 *
 * Every digit belongs to one cluster and clusters are read forward, so the
 * work is linear in the field whatever stands in it.
 */
#include "inspect/scan.h"

#include <string.h>

#include "base/ahead.h"
#include "base/ascii.h"
#include "base/mask.h"
#include "base/utf8.h"
#include "inspect/build_tail.h"
#include "inspect/match/cluster.h"
#include "inspect/engine.h"
#include "inspect/explain.h"
#include "inspect/match/gather.h"
#include "inspect/match/mark.h"
#include "inspect/scan_names.h"
#include "inspect/scan_runs.h"
#include "inspect/scan_stop.h"
#include "inspect/grid/scan_table.h"
#include "inspect/match/standing.h"
#include "inspect/terms/vocab_scan.h"
#include "inspect/match/window.h"
#include "inspect/scan_judge.h"

enum {
	SLICE = MASK_BLOCK * MASK_MAX_BLOCKS,
	PATTERN_BEFORE = 128,	/* what an anchored pattern sees around it */
	PATTERN_AFTER = 16384,
	MARK_BEFORE = 72,	/* how far from a mark a literal may stand */
	MARK_AFTER = 24
};

void
scan_add(struct scan *s, struct finding x)
{
	void *items = s->items;

	if (s->err != 0)
		return;
	s->err = arena_vec_room(s->arena, &items, s->count, &s->cap,
	    sizeof(*s->items));
	if (s->err != 0)
		return;
	s->items = items;
	s->items[s->count++] = x;
}

void
scan_keep(struct scan *s, uint16_t detector, struct scan_span span,
    unsigned score)
{
	ASSERT(span.start < span.end && span.end <= s->text.len);
	if (score >= s->engine->min_score)
		scan_add(s, (struct finding){ s->field, (uint32_t)span.start,
			(uint32_t)span.end,
			s->engine->detectors[detector].class_id, detector,
			(uint8_t)score });
}

/*
 * Which candidates could a country that agrees make a finding of here: those of
 * this enum engine_agrees and more.
 */
static unsigned
least_agrees(struct scan *s, struct scan_span span)
{
	bool cell;

	if (s->derived)
		return AGREES_ANYWHERE + 1;
	cell = scan_table_is_cell(s, span);
	/* It would be raised in vain. */
	if (s->told != NULL)
		return AGREES_ANYWHERE + 1;
	if (s->nweak_here >= (cell ? SCAN_WEAK_CELLS : SCAN_WEAK))
		return AGREES_ANYWHERE + 1;
	return cell || scan_is_whole(s->text, span) ? AGREES_VALUE :
	    AGREES_ANYWHERE;
}

static bool
may_agree(struct scan *s, const struct detector *d, struct scan_span span)
{
	return d->agrees != AGREES_NEVER &&
	    d->agrees >= least_agrees(s, span);
}

void
scan_add_weak(struct scan *s, const struct finding *f)
{
	void *room = s->weak_here;

	s->err = arena_vec_room(s->arena, &room, s->nweak_here,
	    &s->cap_weak_here, sizeof(*s->weak_here));
	if (s->err != 0)
		return;
	s->weak_here = room;
	s->weak_here[s->nweak_here++] = *f;
}

/* Keep a candidate that no word stands for, and none against. */
static void
note_weak(struct scan *s, uint16_t detector, struct scan_span span,
    enum validate_grade grade)
{
	const struct detector *d = &s->engine->detectors[detector];

	if (grade >= GRADE_FAIR && may_agree(s, d, span))
		scan_add_weak(s, &(struct finding){ s->field,
		    (uint32_t)span.start, (uint32_t)span.end,
		    d->class_id, detector, (uint8_t)grade });
}

/* Does it come to nothing if no word of its context is near? */
static inline bool
wants_word(struct scan *s, const struct detector *d,
    struct scan_span span)
{
	return d->score < s->engine->min_score && !may_agree(s, d, span);
}

/* Is it nothing without such a word, and there is none? Most are. */
static bool
is_idle(struct scan *s, const struct detector *d, struct scan_span span)
{
	return wants_word(s, d, span) && s->explain == NULL &&
	    !scan_hears(s, d, span);
}

void
scan_emit(struct scan *s, uint16_t detector, struct scan_span span,
    enum validate_grade grade)
{
	struct scan_verdict v;

	if (s->explain != NULL && s->err == 0)
		explain_emit(s, detector, span, grade);
	if (grade == GRADE_NONE || s->err != 0)
		return;
	if (is_idle(s, &s->engine->detectors[detector], span))
		return;
	v = scan_judge(s, &s->engine->detectors[detector], span, grade);
	scan_keep(s, detector, span, v.score);
	if (grade >= GRADE_FAIR && scan_table_may_be(&s->grid))
		scan_table_vote(s, detector, span, grade, &v);
	if (v.score < s->engine->min_score && v.near == CONTEXT_NONE &&
	    v.against == CONTEXT_NONE)
		note_weak(s, detector, span, grade);
}

/* What stands around a window: the worse of its two ends. Mostly blanks. */
static enum cluster_edge
edge_around(const struct scan *s, struct scan_span span)
{
	struct sv text = s->text;
	enum cluster_edge before = span.start > 0 &&
	    text.ptr[span.start - 1] == ' ' ? CLUSTER_FREE :
	    cluster_edge_before(text, span.start);
	enum cluster_edge after;

	if (before == CLUSTER_BOUND ||
	    (span.end < text.len && text.ptr[span.end] == ' '))
		return before;
	after = cluster_edge_after(text, span.end);
	return after > before ? after : before;
}

/* How much is `grade` worth in such a place? */
static enum validate_grade
grade_at(const struct scan *s, enum cluster_edge edge,
    enum validate_grade grade)
{
	if (edge == CLUSTER_BOUND)
		return GRADE_NONE;
	if (s->small)
		return GRADE_WEAK;
	if (edge == CLUSTER_PATH)
		return grade == GRADE_STRONG ? GRADE_FAIR : GRADE_WEAK;
	return grade;
}

static inline bool
is_short(const struct detector *d)
{
	return d->sought == SOUGHT_SHORT || d->sought == SOUGHT_FIVE;
}

/* Do the validators of a strict list refuse what other words could name? */
static bool
is_strictly_short(const struct scan *s, const struct shape_list *list,
    const struct validate_input *in)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct detector *d =
		    &s->engine->detectors[list->detectors[i]];

		if (!is_short(d) && d->validate(in) != GRADE_NONE)
			return false;
	}
	return true;
}

/*
 * Is there nothing near that makes one of the list of what prose is full of,
 * years mostly? Told without reading what stands there.
 */
static inline bool
is_plain(struct scan *s, const struct shape_list *list, struct scan_span span)
{
	if (list->sought == SOUGHT_NONE || s->explain != NULL)
		return false;
	for (size_t i = 0; i < list->nable && !s->small; i++) {
		const struct detector *d =
		    &s->engine->detectors[list->able[i]];

		if (is_short(d) && !wants_word(s, d, span))
			return false;
	}
	return !context_sought(&s->context, (enum sought_set)list->sought,
	    list->reach, span.start, span.end);
}

/*
 * Could it be something with the words near it, of which `words` are bits?
 * Most are nothing without one, and there is none.
 */
static inline bool
may_stand(const struct scan *s, const struct standing *st, uint64_t words,
    unsigned agrees)
{
	if ((words & st->words) != 0 || s->explain != NULL)
		return true;
	return !s->small && (st->alone || st->agrees >= agrees);
}

void
scan_shapes(struct scan *s, const struct shape_list *list,
    struct scan_span span)
{
	enum cluster_edge edge = edge_around(s, span);
	struct validate_input in = { { NULL, 0 }, { NULL, 0 } };
	const uint16_t *detectors = list->detectors;
	size_t count = list->count;
	char buffer[VALIDATE_ROOM];
	unsigned agrees;
	uint64_t words;

	if ((edge == CLUSTER_BOUND && s->explain == NULL) ||
	    (s->told != NULL && list->nalone == 0 &&
	    (*s->told & list->words) == 0) ||
	    window_is_moment(s, span) || window_is_section(s->text, span))
		return;
	scan_table_enter(s, span.start);
	if (!list->strict && is_plain(s, list, span))
		return;
	in.text = sv_slice(s->text, span.start, span.end);
	in.compact = validate_compact(s->text, span.start, span.end, buffer);
	if (scan_is_refused(s, list, &in) ||
	    (list->strict && list->sought != SOUGHT_NONE &&
	    is_strictly_short(s, list, &in) && is_plain(s, list, span)))
		return;
	words = s->told != NULL && (*s->told & list->words) == 0 ? 0 :
	    context_any(&s->context, list->reach, span.start, span.end);
	if ((words & list->words) == 0 && s->explain == NULL) {
		detectors = list->able;
		count = s->small ? 0 : s->told != NULL ? list->nalone :
		    list->nable;
	}
	agrees = count > 0 ? least_agrees(s, span) : 0;
	for (size_t i = 0; i < count; i++) {
		const struct detector *d = &s->engine->detectors[detectors[i]];
		enum validate_grade grade;

		if (!may_stand(s, &s->engine->standings[detectors[i]], words,
		    agrees))
			continue;
		grade = d->validate == NULL ? GRADE_STRONG : d->validate(&in);
		if (s->explain != NULL)
			explain_shape(s, detectors[i], span, grade);
		if (grade != GRADE_NONE)
			scan_emit(s, detectors[i], span,
			    grade_at(s, edge, grade));
	}
}

static void
try_pattern(struct scan *s, uint16_t detector, size_t at)
{
	const struct detector *d = &s->engine->detectors[detector];
	size_t from = at > PATTERN_BEFORE ? at - PATTERN_BEFORE : 0, next;
	size_t back = at - from < d->back ? at - from : d->back;
	struct sv around = sv_slice(s->text, from, at + PATTERN_AFTER);
	struct pcre_span span;
	struct pcre_span range = { at - from - back, at - from };
	int err;

	if (scan_has_stopped(s, detector))
		return;
	err = back > 0 ?
	    pcre_find(d->pattern, around, range, &span, &next) :
	    pcre_match_at(d->pattern, around, at - from, &span);
	if (err != 0)
		scan_stop(s, detector, err);
	else
		scan_emit(s, detector, (struct scan_span){
		    from + span.start, from + span.end }, scan_validate(d,
		    sv_slice(around, span.start, span.end)));
}

static bool
look_at_literal(struct scan *s, const struct engine_literal *l, size_t end)
{
	struct match_site site = { .at = end - l->text.len,
		.len = l->text.len };
	match_fn *match = s->engine->detectors[l->detector].match;

	if (unfold_is_quote(s->text, end))
		unfold_note_behind(s, end);
	if (match != NULL)
		match(s, l->detector, &site);
	else if (build_tail_follows(s->text, end, l->tail))
		try_pattern(s, l->detector, site.at);
	return s->err == 0;
}

static bool
look_everywhere(void *ctx, unsigned index, size_t end)
{
	struct scan *s = ctx;
	size_t first = s->engine->unfold_from;

	if (index >= first) {
		unfold_note_literal(s, index - first, end);
		return s->err == 0;
	}
	return look_at_literal(s, &s->engine->literals.items[index], end);
}

static void
look_for_literals(struct scan *s, size_t from, size_t len)
{
	struct needles_sink sink = { look_everywhere, s };

	(void)needles_find_in(s->engine->literals.needles, s->bytes, from,
	    scan_block_bytes(s, len), &sink);
}

static bool
look_near(void *ctx, unsigned index, size_t end)
{
	struct scan *s = ctx;

	return look_at_literal(s, &s->engine->marked.items[index],
	    s->near_from + end);
}

/* Search what was put together of bytes near marks. */
static void
end_near(struct scan *s)
{
	struct needles_sink sink = { look_near, s };
	struct sv near = sv_slice(s->text, s->near_from, s->near_to);

	if (near.len > 0 && s->err == 0)
		(void)needles_find(s->engine->marked.needles, near, &sink);
	s->near_from = s->near_to;
}

/* There is a mark in bytes [start, end); they come nearly in order. */
static void
add_near(struct scan *s, size_t start, size_t end)
{
	size_t from = start > MARK_BEFORE ? start - MARK_BEFORE : 0;

	if (from > s->near_to) {
		end_near(s);
		s->near_from = from;
	} else if (from < s->near_from) {
		s->near_from = from;
	}
	if (end + MARK_AFTER > s->near_to)
		s->near_to = end + MARK_AFTER;
}

/* Is what is near a mark at `at` of what will be searched in any case? */
static inline bool
is_near(const struct scan *s, size_t at)
{
	return at + MARK_AFTER < s->near_to &&
	    (s->near_from == 0 || at >= s->near_from + MARK_BEFORE);
}

static void
look_at_marks(struct scan *s, size_t from, uint64_t signs)
{
	while (signs != 0) {
		size_t at = from + (size_t)__builtin_ctzll(signs);
		char c = s->text.ptr[at];

		signs &= signs - 1;
		if (c != ';' && c != '<' && !mark_goes_on(s->text, at) &&
		    !is_near(s, at) && mark_is_value(s->text, at + 1))
			add_near(s, at, at + 1);
	}
}

static void
try_tokens(struct scan *s, const struct cluster *c)
{
	const struct detect_engine *e = s->engine;
	struct scan_span span = { c->start, c->end };

	for (size_t i = 0; i < e->ntokens; i++) {
		const struct detector *d = &e->detectors[e->tokens[i]];

		if (c->end - c->start == d->token)
			scan_emit(s, e->tokens[i], span, scan_validate(d,
			    sv_slice(s->text, c->start, c->end)));
	}
}

static void
look_at_number(struct scan *s, size_t at, bool may_be_blob)
{
	struct cluster c;
	size_t floor = s->resume;

	if (may_be_blob)
		cluster_read(s->text, at, floor, &c);
	else
		cluster_read_short(s->text, at, floor, &c);
	s->resume = c.end;
	if (s->explain != NULL)
		explain_cluster(s, &c);
	if (s->engine->marked.needles != NULL && (c.blob ||
	    cluster_is_mixed(&c) || mark_is_sign(s->text, c.start)))
		add_near(s, c.start, c.end);
	unfold_note_cluster(s, &c);
	if (c.blob) {
		try_tokens(s, &c);
		window_word(s, (struct scan_span){ c.start, c.end });
		return;
	}
	scan_runs(s, &c, floor);
	if (gather_may_follow(s->text, &c))
		gather_look(s, &c);
}

static void
look_at_sign(struct scan *s, size_t at)
{
	const struct detect_engine *e = s->engine;
	struct match_site site = { .at = at };

	unfold_note_at(s, at);
	for (size_t i = 0; i < e->nats; i++)
		e->ats[i].matcher->match(s, e->ats[i].detector, &site);
}

/* The places of a block, one by one; what a cluster took is passed over. */
static void
look_at_places(struct scan *s, size_t from, uint64_t starts,
    const struct mask_block *b)
{
	const uint64_t runs[3] = { b[-1].runs, b->runs, b[1].runs };
	uint64_t ats = b->ats, places = starts | ats;

	while (places != 0) {
		unsigned bit = (unsigned)__builtin_ctzll(places);
		size_t at = from + bit, skip;

		places &= places - 1;
		if ((ats >> bit & 1) != 0) {
			look_at_sign(s, at);
			continue;
		}
		if (at >= s->resume)
			look_at_number(s, at, cluster_may_be_blob(runs, bit));
		skip = s->resume - from;
		if (s->resume > at && skip < MASK_BLOCK)
			places &= ats | UINT64_MAX << skip;
		else if (s->resume > at)
			places &= ats;
	}
}

/* Between two blocks that stand for what is beside, which may be anything. */
static void
look_at_slice(struct scan *s, size_t from, size_t len)
{
	struct mask_block all[MASK_MAX_BLOCKS + 2], *blocks = all + 1;
	size_t count = (len + MASK_BLOCK - 1) / MASK_BLOCK;
	uint64_t digit_before = 0;
	bool marked = s->engine->marked.needles != NULL;

	blocks[-1].runs = from == 0 ? 0 : UINT64_MAX;
	blocks[count].runs = from + len == s->text.len ? 0 : UINT64_MAX;
	mask_blocks(s->bytes.ptr + from, scan_block_bytes(s, len), blocks);
	ahead_fetch(s->text, from + len, SLICE);
	for (size_t i = 0; i < count; i++) {
		const struct mask_block *b = &blocks[i];
		uint64_t starts = b->digits & ~(b->digits << 1 | digit_before);
		size_t at = from + i * MASK_BLOCK;

		digit_before = b->digits >> 63;
		unfold_note_block(s, &s->unfold, at, b);
		if ((starts | b->ats) != 0)
			look_at_places(s, at, starts, b);
		/* Behind these, most are near what was found already. */
		if (b->signs != 0 && marked)
			look_at_marks(s, at, b->signs);
	}
}

static bool
keep_user(void *ctx, unsigned index, size_t end)
{
	struct scan *s = ctx;

	(void)end;
	s->engine->user_hits[s->engine->user_map[index]] = true;
	return true;
}

static void
find_all(struct scan *s, uint16_t detector)
{
	const struct detector *d = &s->engine->detectors[detector];
	struct pcre_span range = { 0, s->text.len }, span;
	int err = 0;

	if (scan_has_stopped(s, detector))
		return;
	while (range.start < s->text.len && s->err == 0) {
		err = pcre_find(d->pattern, s->text, range, &span,
		    &range.start);
		if (err != 0)
			break;
		/* The user said what it is: valid is enough. */
		if (scan_validate(d, sv_slice(s->text, span.start, span.end)) !=
		    GRADE_NONE)
			scan_emit(s, detector, (struct scan_span){
			    span.start, span.end }, GRADE_STRONG);
		else if (s->explain != NULL)
			explain_refused(s, detector, (struct scan_span){
			    span.start, span.end });
	}
	if (err != 0)
		scan_stop(s, detector, err);
}

/* The database knows UTF-8 only; anything else every pattern must look at. */
static void
look_for_users(struct scan *s)
{
	const struct detect_engine *e = s->engine;
	struct hsdb_sink sink = { keep_user, s };
	bool valid = utf8_is_valid(s->text);

	for (size_t i = 0; i < e->nusers; i++)
		e->user_hits[i] = e->users[i].always || !valid;
	if (valid && e->user_db != NULL)
		(void)hsdb_scan(e->user_db, s->text, &sink);
	for (size_t i = 0; i < e->nusers && s->err == 0; i++)
		if (e->user_hits[i])
			find_all(s, e->users[i].detector);
}

/* A user's term, of a dictionary. */
struct term_sink {
	struct scan *scan;
	uint16_t detector;
};

static bool
keep_term(void *ctx, size_t start, size_t end)
{
	const struct term_sink *t = ctx;
	struct scan *s = t->scan;

	if (scan_validate(&s->engine->detectors[t->detector],
	    sv_slice(s->text, start, end)) != GRADE_NONE)
		scan_emit(s, t->detector, (struct scan_span){ start, end },
		    GRADE_STRONG);
	return s->err == 0;
}

static void
look_for_terms(struct scan *s)
{
	const struct detect_engine *e = s->engine;

	for (size_t i = 0; i < e->ndictionaries && s->err == 0; i++) {
		struct term_sink t = { s, e->dictionaries[i].detector };

		dictionary_scan(e->dictionaries[i].terms, s->text, keep_term,
		    &t);
	}
}

static void
pad(struct scan *s)
{
	memset(s->padded, 0, sizeof(s->padded));
	if (s->text.len > 0)
		memcpy(s->padded, s->text.ptr, s->text.len);
	s->bytes = sv_make(s->padded, sizeof(s->padded));
}

void
scan_text(struct scan *s, struct sv text, struct sv label)
{
	const struct detect_engine *e = s->engine;
	size_t first = s->count;

	s->text = s->bytes = text;
	/* The widest instructions leave out what is not there. */
	if (text.len < MASK_BLOCK && wide_best() != WIDE_AVX512)
		pad(s);
	s->resume = s->gathered = s->ipv6_done = s->mac_done = 0;
	s->ring_end = 0;
	s->near_from = s->near_to = 0;
	s->address.at = SIZE_MAX;
	s->line_start = SIZE_MAX;
	context_begin(&s->context, e->context, s->arena, text, label);
	s->askable = s->context.label.len > 0 ? UINT64_MAX : ~e->labelled;
	window_field(s);
	for (size_t at = 0; at < text.len; at += SLICE) {
		size_t len = text.len - at < SLICE ? text.len - at : SLICE;

		look_at_slice(s, at, len);
		look_for_literals(s, at, len);
	}
	end_near(s);
	scan_label(s);
	if (e->names != NULL)
		scan_names(s, label);
	if (e->nusers > 0)
		look_for_users(s);
	look_for_terms(s);
	if (scan_table_may_be(&s->grid) && !s->derived && s->err == 0)
		scan_table_cells(s, label, first);
	/* Last, since findings are what its terms lean on. */
	if (e->vocab != NULL && s->err == 0)
		vocab_scan(s, label, first);
	if (s->err == 0)
		s->err = s->context.err != 0 ? s->context.err : s->grid.err;
}

void
scan_derived(struct scan *s, struct sv text, struct sv label)
{
	struct explain *explain = s->explain;

	s->derived = true;
	s->explain = NULL;
	scan_text(s, text, label);
	s->explain = explain;
	s->derived = false;
}
