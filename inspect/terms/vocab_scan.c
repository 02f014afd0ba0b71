/*
 * A term is a finding if somebody it is about stands near:
 *
 *   label    the field's label, "Label: ... term" in one line, or the header
 *            or key of its cell, where a table stands in the text
 *   person   a word of the same clause ("my wife", "he was", "ich habe")
 *   near     a word of the same sentence; a word or a finding within
 *            VOCAB_REACH bytes of the paragraph
 *
 * Words of persons count for terms of their own language only, and in passages
 * that seem to be in it. A word against it that is nearer to the term takes
 * persons away, not labels; one that makes an exception does so from anywhere
 * in the sentence. A term that is part of a name, another word but for its
 * accents, or says of what kind a thing is, is none without a label
 * (inspect/terms/vocab_place.h).
 */
#include "base/ascii.h"
#include "inspect/terms/vocab_scan.h"

#include "inspect/engine.h"
#include "inspect/grid/scan_table.h"
#include "inspect/scan.h"
#include "inspect/terms/vocab_part.h"
#include "inspect/terms/vocab_place.h"
#include "inspect/terms/vocab_view.h"

enum {
	NEAR_LOSS = 10,		/* of a score, against the same sentence */
	LABEL_WORDS_MAX = 60,	/* bytes from a label to its term */
	AGAINST_MAX = 40,
	LABEL_MAX = 256,
	LANGUAGES = 32,
	NAME_LEAST = 85,	/* score of a name that a term may lean on */
	BESIDE_MAX = 8,		/* bytes from a term to a name of any score */
	SENTENCE_LEAST = 40	/* bytes whose language may be told */
};

#define NOWHERE	SIZE_MAX

/* What one field is worked on with. */
struct look {
	struct scan *s;
	const struct vocab_set *set;
	struct vocab_view view;
	struct vocab_view label;	/* hits in the label */
	struct vocab_view key;		/* in the header of the cell at hand */
	uint32_t column;		/* which one that is, or GRID_NONE */
	struct finding *persons;	/* of this field, by place */
	size_t npersons, next;		/* those before `next` are too old */
	size_t first;			/* in s->items */
	bool prepared;
	size_t done;			/* terms before it are done with */
	struct scan_span last;		/* a term that was no finding */
};

/* A term, and the place where it stands. */
struct term {
	struct scan_span span;
	struct vocab_scope scope;
	struct vocab_form form;
	uint32_t languages;
	uint32_t told;		/* language of the sentence; 0: not yet */
	bool marked;			/* a label may stand before it */
};

/* Where the run of findings in order ends that begins with number `from`. */
static size_t
run_end(const struct finding *items, size_t count, size_t from)
{
	while (++from < count)
		if (items[from].start < items[from - 1].start)
			break;
	return from;
}

/*
 * Merge the runs of `from`, two by two, into `to`, which has room for as many.
 * True if all are one run then.
 */
static bool
merge_runs(const struct finding *from, struct finding *to, size_t count)
{
	size_t at = 0, runs = 0;

	for (; at < count; runs++) {
		size_t i = at, middle = run_end(from, count, at), k = middle;
		size_t end = middle == count ? count :
		    run_end(from, count, middle);

		for (; at < end; at++)
			to[at] = k == end || (i < middle &&
			    from[i].start <= from[k].start) ?
			    from[i++] : from[k++];
	}
	return runs <= 1;
}

/*
 * Findings sorted by where they begin, of which there are a few runs in order;
 * NULL for want of memory.
 */
static struct finding *
sort_places(const struct finding *items, size_t count, struct arena *a)
{
	struct finding *room = arena_alloc(a, 2 * count * sizeof(*room));
	struct finding *to = room;

	while (room != NULL && !merge_runs(items, to, count)) {
		items = to;
		to = to == room ? room + count : room;
	}
	return to;
}

static void
add_languages(uint32_t languages, unsigned counts[LANGUAGES])
{
	for (; languages != 0; languages &= languages - 1)
		counts[__builtin_ctz(languages)]++;
}

/* Findings of this field, as they are before the first term. */
static void
prepare(struct look *l, struct sv label)
{
	struct scan *s = l->s;

	vocab_view_init(&l->view, l->set->vocab, s->arena, s->text);
	vocab_view_init(&l->label, l->set->vocab, s->arena,
	    sv_slice(label, 0, LABEL_MAX));
	vocab_view_read(&l->label, 0, 0);
	vocab_view_init(&l->key, l->set->vocab, s->arena, SV(""));
	l->column = GRID_NONE;
	l->prepared = true;
	l->npersons = s->count - l->first;
	if (l->npersons == 0)
		return;
	l->persons = sort_places(s->items + l->first, l->npersons, s->arena);
	if (l->persons == NULL) {
		s->err = ERR_NOMEM;
		l->npersons = 0;
	}
}

/* What the word at `node` is to a term of these languages. */
static inline unsigned
roles_of(const struct look *l, const struct vocab_rule *rule, uint32_t node,
    uint32_t languages)
{
	const struct vocab_pair *p = NULL;
	unsigned roles = 0;

	while (vocab_pair(l->set->vocab, node, &p))
		if ((p->languages & languages) != 0)
			roles |= rule->roles[p->group];
	return roles;
}

/*
 * The languages that the passage around may be in: those of which there are
 * at least three quarters as many small words and words of persons as of the
 * one with most.
 */
static uint32_t
languages_near(const struct look *l, const struct term *t,
    const struct vocab_rule *rule)
{
	const struct vocab *v = l->set->vocab;
	unsigned counts[LANGUAGES] = { 0 }, most = 0;
	uint32_t languages = 0;

	for (size_t i = l->view.first; i < l->view.nhits; i++) {
		const struct vocab_pair *p = NULL;
		uint32_t spoken = 0;

		/* Words that were read for an earlier term only. */
		if (l->view.hits[i].start + VOCAB_REACH < t->span.start)
			continue;
		while (vocab_pair(v, l->view.hits[i].node, &p))
			if ((rule->roles[p->group] &
			    (VOCAB_LANGUAGE | VOCAB_PERSON)) != 0)
				spoken |= p->languages;
		add_languages(spoken, counts);
	}
	for (unsigned i = 0; i < LANGUAGES; i++)
		most = counts[i] > most ? counts[i] : most;
	for (unsigned i = 0; i < LANGUAGES; i++)
		if (counts[i] * 4 >= most * 3)
			languages |= UINT32_C(1) << i;
	return languages;
}

static size_t
distance(const struct term *t, size_t start, size_t end)
{
	if (end <= t->span.start)
		return t->span.start - end;
	return start >= t->span.end ? start - t->span.end : 0;
}

/*
 * Part of a name in a program: my_term, termController, term(...), term::x, or
 * in a path: zh-TERM/list.
 */
static bool
is_in_identifier(struct sv text, size_t start, size_t end)
{
	char before = start > 0 ? text.ptr[start - 1] : ' ';
	char after = end < text.len ? text.ptr[end] : ' ';

	return before == '_' || after == '_' || after == '(' ||
	    ascii_is_letter(before) || ascii_is_letter(after) ||
	    (after == ':' && end + 1 < text.len && text.ptr[end + 1] == ':') ||
	    (before == '-' && after == '/');
}

/* Bytes from a term to the nearest words around it, or NOWHERE. */
struct around {
	size_t person, near, against;
	bool excepted;		/* a word of VOCAB_UNLESS is there */
};

static inline void
take_nearer(size_t *nearest, size_t d)
{
	if (d < *nearest)
		*nearest = d;
}

/* Is what stands at bytes [start, end) within [from, to)? */
static inline bool
is_within(const struct vocab_hit *h, size_t from, size_t to)
{
	return h->start >= from && h->end <= to;
}

/* A word against it is none inside the term. */
static inline bool
is_against(const struct term *t, const struct vocab_hit *h)
{
	return is_within(h, t->scope.sentence, t->span.start) ||
	    is_within(h, t->span.end, t->scope.sentence_end);
}

static struct around
look_around(const struct look *l, const struct term *t,
    const struct vocab_rule *rule)
{
	const struct vocab_scope *s = &t->scope;
	size_t from = t->span.start > rule->before ?
	    t->span.start - rule->before : 0;
	size_t to = t->span.end + rule->after;
	struct around ret = { NOWHERE, NOWHERE, NOWHERE, false };

	from = from > s->sentence ? from : s->sentence;
	to = to < s->sentence_end ? to : s->sentence_end;
	for (size_t i = l->view.first; i < l->view.nhits; i++) {
		const struct vocab_hit *h = &l->view.hits[i];
		unsigned roles;
		size_t d;

		if (!is_within(h, s->paragraph, s->paragraph_end))
			continue;
		roles = roles_of(l, rule, h->node, t->languages);
		if ((roles & (VOCAB_PERSON | VOCAB_NEAR | VOCAB_AGAINST |
		    VOCAB_UNLESS)) == 0 ||
		    is_in_identifier(l->s->text, h->start, h->end))
			continue;
		d = distance(t, h->start, h->end);
		if ((roles & VOCAB_PERSON) != 0 && is_within(h, from, to))
			take_nearer(&ret.person, d);
		if ((roles & VOCAB_NEAR) != 0)
			take_nearer(&ret.near, d);
		if ((roles & VOCAB_AGAINST) != 0 && d <= AGAINST_MAX &&
		    is_against(t, h))
			take_nearer(&ret.against, d);
		ret.excepted |= (roles & VOCAB_UNLESS) != 0 && is_against(t, h);
	}
	return ret;
}

static bool
leads_to_person(const struct look *l, const struct term *t,
    const struct finding *f, const struct vocab_rule *rule)
{
	const struct detect_engine *e = l->s->engine;
	struct sv class = e->classes[f->class_id].name;

	/* No name that the term is part of, none beyond the sentence. */
	if (f->detector + 1 == e->named[KIND_PERSON] &&
	    ((f->start < t->span.end && f->end > t->span.start) ||
	    f->start < t->scope.sentence || f->end > t->scope.sentence_end))
		return false;
	/* And but for those right beside it only what leaves little doubt. */
	if (f->detector + 1 == e->named[KIND_PERSON] &&
	    f->score < NAME_LEAST && distance(t, f->start, f->end) > BESIDE_MAX)
		return false;
	for (size_t i = 0; i < rule->nfindings; i++)
		if (sv_has_dotted_prefix(class, rule->findings[i]))
			return true;
	return false;
}

static size_t
nearest_finding(struct look *l, const struct term *t,
    const struct vocab_rule *rule)
{
	size_t nearest = NOWHERE, d;

	while (l->next < l->npersons &&
	    l->persons[l->next].end + VOCAB_REACH < t->span.start)
		l->next++;
	for (size_t i = l->next; i < l->npersons; i++) {
		const struct finding *f = &l->persons[i];

		if (f->start >= t->scope.paragraph_end)
			break;
		if (f->start < t->scope.paragraph)
			continue;
		d = distance(t, f->start, f->end);
		if (d < nearest && leads_to_person(l, t, f, rule))
			nearest = d;
	}
	return nearest;
}

/* Is there a mark in the line, where a label of the term may end? */
static bool
has_mark(struct sv text, const struct term *t)
{
	size_t at = t->span.start, stop = at > LABEL_WORDS_MAX ?
	    at - LABEL_WORDS_MAX : 0;

	stop = stop > t->scope.line ? stop : t->scope.line;
	for (; at > stop; at--)
		if (text.ptr[at - 1] == ':' || text.ptr[at - 1] == '=')
			return true;
	return false;
}

/* "Diagnosis: ", "religion = ": a label that a mark follows. */
static bool
is_marked(struct sv text, size_t at)
{
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '"' ||
	    text.ptr[at] == '*'))
		at++;
	return at < text.len && (text.ptr[at] == ':' || text.ptr[at] == '=');
}

/* Read the header of the cell that a term stands in, unless it was the last. */
static void
read_key(struct look *l, size_t at)
{
	struct scan *s = l->s;
	const struct grid_cell *cell = s->derived ||
	    !scan_table_may_be(&s->grid) ? NULL : grid_cell_at(&s->grid, at);
	struct vocab_view *k = &l->key;
	struct vocab_hit *room = k->hits;
	size_t cap = k->cap;

	if ((cell == NULL ? GRID_NONE : cell->column) == l->column)
		return;
	l->column = cell == NULL ? GRID_NONE : cell->column;
	vocab_view_init(k, l->set->vocab, s->arena, cell == NULL ? SV("") :
	    grid_header(&s->grid, cell->column));
	k->hits = room;
	k->cap = cap;
	vocab_view_read(k, 0, 0);
}

static bool
is_label(const struct look *l, const struct vocab_view *label,
    const struct vocab_rule *rule)
{
	for (size_t i = 0; i < label->nhits; i++)
		if ((roles_of(l, rule, label->hits[i].node,
		    VOCAB_ANY_LANGUAGE) & VOCAB_LABEL) != 0)
			return true;
	return false;
}

static bool
has_label(const struct look *l, const struct term *t,
    const struct vocab_rule *rule)
{
	if ((rule->all & VOCAB_LABEL) == 0)
		return false;
	if (is_label(l, &l->label, rule) || is_label(l, &l->key, rule))
		return true;
	for (size_t i = l->view.first; i < l->view.nhits && t->marked; i++) {
		const struct vocab_hit *h = &l->view.hits[i];

		if (is_within(h, t->scope.line, t->span.start) &&
		    t->span.start - h->end <= LABEL_WORDS_MAX &&
		    is_marked(l->s->text, h->end) && (roles_of(l, rule,
		    h->node, VOCAB_ANY_LANGUAGE) & VOCAB_LABEL) != 0)
			return true;
	}
	return false;
}

static unsigned
less(unsigned score)
{
	return score > NEAR_LOSS ? score - NEAR_LOSS : 0;
}

/* Has the word beside a term one of `roles`? */
static bool
is_word_of(const struct look *l, const struct term *t,
    const struct vocab_rule *rule, const struct vocab_beside *word,
    unsigned roles)
{
	for (size_t i = l->view.first; i < l->view.nhits; i++) {
		const struct vocab_hit *h = &l->view.hits[i];

		if ((h->start == word->start || h->end == word->end) &&
		    (roles_of(l, rule, h->node, t->languages) & roles) != 0)
			return true;
	}
	return false;
}

/*
 * Does the term say of what kind a thing is ("homosexual unions", "le monde
 * juif")? It does if the word beside it is no small word, no person and none
 * of those that bear such a word.
 */
static bool
is_attribute(const struct look *l, const struct term *t,
    const struct vocab_place *place, const struct vocab_rule *rule)
{
	struct vocab_beside word;

	if ((rule->all & VOCAB_BEARER) == 0 ||
	    sv_find_char(sv_slice(l->s->text, t->span.start, t->span.end),
	    ' ') >= 0)
		return false;
	if ((t->languages & l->set->langs.behind) != 0 ?
	    !vocab_place_before(place, &word) :
	    !vocab_place_behind(place, &word))
		return false;
	return !is_word_of(l, t, rule, &word, VOCAB_LANGUAGE | VOCAB_PERSON |
	    VOCAB_NEAR | VOCAB_BEARER);
}

static struct vocab_place
place_of(const struct look *l, const struct term *t)
{
	return (struct vocab_place){ l->s->text, t->span.start, t->span.end,
		t->scope };
}

/* Not what the pack means, whatever stands around: another word, a name. */
static bool
is_misplaced(const struct look *l, const struct term *t)
{
	struct vocab_place place = place_of(l, t);

	return !vocab_place_is_spelled(&place, t->form) ||
	    ((t->languages & l->set->langs.nouns) == 0 &&
	    vocab_place_is_name(&place, t->form));
}

static bool
is_in_clause(const struct look *l, const struct term *t,
    const struct vocab_rule *rule)
{
	struct vocab_place place = place_of(l, t);
	struct vocab_clause c = vocab_place_clause(&place);

	for (size_t i = l->view.first; i < l->view.nhits; i++) {
		const struct vocab_hit *h = &l->view.hits[i];

		if (is_within(h, c.start, c.end) && (roles_of(l, rule,
		    h->node, t->languages) & VOCAB_PERSON) != 0 &&
		    !is_in_identifier(l->s->text, h->start, h->end))
			return true;
	}
	return false;
}

/*
 * The language of the term's sentence, with those that are easily taken for
 * it, or all of them if that is unsure.
 */
static uint32_t
told_language(const struct look *l, const struct vocab_scope *scope)
{
	struct sv sentence = sv_slice(l->s->text, scope->sentence,
	    scope->sentence_end);
	const struct names *names = l->s->engine->names;

	if (names == NULL || sentence.len < SENTENCE_LEAST)
		return VOCAB_ANY_LANGUAGE;
	return l->set->langs.likely[lang_guess(&names_weights(names)->langs,
	    sentence)];
}

/* Was a word read that may make the term a finding, in any language of it? */
static bool
has_company(const struct look *l, const struct term *t,
    const struct vocab_rule *rule)
{
	for (size_t i = l->view.first; i < l->view.nhits; i++)
		if ((roles_of(l, rule, l->view.hits[i].node, t->languages) &
		    (VOCAB_PERSON | VOCAB_NEAR)) != 0)
			return true;
	return false;
}

static unsigned
score_of(struct look *l, struct term *t, uint16_t detector)
{
	const struct detector *d = &l->s->engine->detectors[detector];
	const struct vocab_rule *rule = &l->set->rules[detector];
	struct vocab_place place = place_of(l, t);
	struct around around;
	uint32_t likely;
	size_t nearest;

	if (has_label(l, t, rule))
		return d->with_context;
	nearest = nearest_finding(l, t, rule);
	if (d->score == 0 && nearest == NOWHERE && !has_company(l, t, rule))
		return 0;
	if (t->told == 0)
		t->told = told_language(l, &t->scope);
	/* What the whole sentence looks like counts if its words agree. */
	likely = languages_near(l, t, rule);
	if ((likely & t->told) != 0) {
		likely &= t->told;
		if ((t->languages & t->told) == 0)
			return 0;
	}
	t->languages &= likely;
	if (is_misplaced(l, t) || is_attribute(l, t, &place, rule))
		return 0;
	around = look_around(l, t, rule);
	if (around.excepted)
		return 0;
	take_nearer(&around.near, nearest);
	if (around.person != NOWHERE && around.person < around.against)
		return is_in_clause(l, t, rule) ? d->with_context :
		    less(d->with_context);
	if (around.near != NOWHERE && around.near <= around.against &&
	    d->with_context > NEAR_LOSS)
		return less(d->with_context);
	return around.against == NOWHERE ? d->score : 0;
}

/* The uses of `group`: the first of them, or the end. */
static size_t
first_use(const struct vocab_set *set, uint16_t group)
{
	size_t low = 0, high = set->nuses;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (set->uses[middle].group < group)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
judge_node(struct look *l, struct term *t, uint32_t node)
{
	const struct vocab_set *set = l->set;
	const struct vocab_pair *p = NULL;

	while (vocab_pair(set->vocab, node, &p)) {
		for (size_t i = first_use(set, p->group); i < set->nuses &&
		    set->uses[i].group == p->group; i++) {
			t->languages = p->languages;
			t->form = p->form;
			scan_keep(l->s, set->uses[i].detector, t->span,
			    score_of(l, t, set->uses[i].detector));
		}
	}
}

/* No word and no finding beside it makes it one: a label may. */
static bool
wants_label(const struct look *l, uint16_t detector)
{
	const struct vocab_rule *rule = &l->set->rules[detector];

	return (rule->all & (VOCAB_PERSON | VOCAB_NEAR)) == 0 &&
	    rule->nfindings == 0 && l->s->engine->detectors[detector].score ==
	    0;
}

/* Is none of these words one that is looked for around terms? */
static bool
are_strangers(const struct look *l, const struct vocab_beside *beside)
{
	const struct vocab *v = l->set->vocab;
	struct word_reader r = { l->s->text, beside->start };
	struct word w;

	while (word_next(&r, beside->end, &w))
		if (vocab_may_have(v, VOCAB_AROUND, &w))
			return false;
	return true;
}

/* The same as is_attribute(), for what is plain before words are read. */
static bool
is_plain_attribute(const struct look *l, const struct term *t,
    const struct vocab_rule *rule)
{
	struct vocab_place place = place_of(l, t);
	bool behind = (t->languages & l->set->langs.behind) != 0;
	struct vocab_beside word;

	if ((rule->all & VOCAB_BEARER) == 0 ||
	    (behind && (t->languages & ~l->set->langs.behind) != 0) ||
	    sv_find_char(sv_slice(l->s->text, t->span.start, t->span.end),
	    ' ') >= 0)
		return false;
	return (behind ? vocab_place_before(&place, &word) :
	    vocab_place_behind(&place, &word)) && are_strangers(l, &word);
}

static bool
may_stand_as(const struct look *l, const struct term *t, uint16_t group)
{
	const struct vocab_set *set = l->set;

	for (size_t i = first_use(set, group); i < set->nuses &&
	    set->uses[i].group == group; i++)
		if (!wants_label(l, set->uses[i].detector) &&
		    !is_plain_attribute(l, t,
		    &set->rules[set->uses[i].detector]))
			return true;
	return false;
}

/* May one of these be a finding without a label, as far as the term tells? */
static bool
may_stand(const struct look *l, struct term *t,
    const struct vocab_nodes *nodes)
{
	for (size_t i = 0; i < nodes->count; i++) {
		const struct vocab_pair *p = NULL;

		while (vocab_pair(l->set->vocab, nodes->items[i], &p)) {
			t->languages = p->languages;
			t->form = p->form;
			if (may_stand_as(l, t, p->group) &&
			    !is_misplaced(l, t))
				return true;
		}
	}
	return false;
}

static void
judge(struct look *l, struct term *t, const struct vocab_nodes *nodes)
{
	vocab_view_read(&l->view, t->span.start, t->span.end);
	for (size_t i = 0; i < nodes->count; i++)
		judge_node(l, t, nodes->items[i]);
}

/* Where the field's label is read once, and what was found is put in order. */
struct found {
	struct look look;
	struct sv label;
};

/* Is the term a finding? Then it is kept, and true is the answer. */
static bool
look_at_term(struct found *f, const struct vocab_match *m)
{
	struct look *l = &f->look;
	size_t before = l->s->count;
	struct term t;

	if (!l->prepared)
		prepare(l, f->label);
	t.span = (struct scan_span){ m->start, m->end };
	t.told = 0;
	t.scope = vocab_view_scope(l->s->text, m->start, m->end);
	t.marked = has_mark(l->s->text, &t);
	read_key(l, m->start);
	if (t.marked || l->label.nhits > 0 || l->key.nhits > 0 ||
	    may_stand(l, &t, &m->nodes))
		judge(l, &t, &m->nodes);
	if (l->view.err != 0 || l->label.err != 0 || l->key.err != 0)
		l->s->err = ERR_NOMEM;
	return l->s->count > before;
}

/* The last term again, or the end of it. */
static bool
is_done_with(const struct look *l, const struct vocab_match *m)
{
	return m->start > l->last.start ? m->end <= l->last.end :
	    m->start == l->last.start && m->end == l->last.end;
}

static bool
look_at_word(void *ctx, size_t at, unsigned back)
{
	struct found *f = ctx;
	struct look *l = &f->look;
	struct vocab_look look = { at, 0, 0, back };
	struct vocab_match m;

	if (at < l->done)
		return true;
	/*
	 * From one that is nothing another may lead on, "am votat cu AUR", and
	 * a shorter one may be something.
	 */
	while (look.from <= at && vocab_match(l->set->vocab, l->s->text, look,
	    &m)) {
		look.from = m.start;
		look.shorter = m.end;
		if (is_done_with(l, &m) ||
		    is_in_identifier(l->s->text, m.start, m.end))
			continue;
		l->last = (struct scan_span){ m.start, m.end };
		if (!look_at_term(f, &m))
			continue;
		l->done = m.end;
		break;
	}
	return l->s->err == 0;
}

/* Those that the reader of names met on its way, or all of the text. */
static void
look_at_words(struct found *f)
{
	struct scan *s = f->look.s;
	const struct vocab_filter *filter = vocab_filter(f->look.set->vocab);

	if (!s->words.known) {
		vocab_filter_run(filter, s->text, look_at_word, f);
		return;
	}
	s->words.count = vocab_filter_choose(filter, s->text, s->words.items,
	    s->words.count);
	for (size_t i = 0; i < s->words.count; i++) {
		const struct vocab_asked *p = &s->words.items[i];

		if (!(p->plain ? look_at_word(f, p->start, p->back) :
		    vocab_filter_look(filter, s->text, p->start, p->end,
		    look_at_word, f)))
			return;
	}
}

void
vocab_scan(struct scan *s, struct sv label, size_t first)
{
	const struct vocab_set *set = s->engine->vocab;
	struct found f;

	/* The views are made when there is something to see. */
	f.look.s = s;
	f.look.set = set;
	f.look.persons = NULL;
	f.look.npersons = f.look.next = f.look.done = 0;
	f.look.first = first;
	f.look.last = (struct scan_span){ 0, 0 };
	f.look.prepared = false;
	f.label = label;
	look_at_words(&f);
}
