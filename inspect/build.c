#include "inspect/build.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/suggest.h"
#include "inspect/address/address_words.h"
#include "inspect/terms/allow.h"
#include "inspect/build_tail.h"
#include "inspect/build_vocab.h"
#include "inspect/country.h"
#include "inspect/pack.h"
#include "inspect/unfold/spelled.h"
#include "inspect/match/standing.h"
#include "inspect/unfold/unfold.h"
#include "inspect/words/word_table.h"

enum {
	AGAINST_BEFORE = 30,	/* bytes in which such a word counts */
	AGAINST_AFTER = 10,
	SOUGHT_LEAST = 3,	/* digits of numbers that prose is full of */
	SOUGHT_MOST = 4,
	ENGINE_BYTES = 64 * 1024 * 1024,
	PACK_BYTES = 64 * 1024 * 1024
};

/* What is needed while packs are turned into an engine, not later. */
struct builder {
	struct detect_engine *e;
	struct arena arena;		/* trees of the packs */
	struct pack_list packs;
	struct map groups;		/* name of words -> struct group */
	struct map names;		/* "pack/detector" -> itself */
	struct build_vocab vocab;
	const struct detect_config *config;
	struct errinfo *ei;
};

struct group {
	uint16_t number;
};

static int
fail(struct builder *b, const struct yaml_mark *mark, int code,
    const char *what, struct sv text)
{
	return yaml_fail(b->ei, mark, code, "%s: \"%.*s\"", what,
	    SV_ARG(text));
}

static enum engine_speaks
speaks_of(struct sv class)
{
	if (country_of_class(class) != COUNTRY_NONE)
		return SPEAKS_CLASS;
	if (sv_eq(class, SV("financial.iban")))
		return SPEAKS_IBAN;
	if (sv_eq(class, SV("personal.contact.phone")))
		return SPEAKS_PHONE;
	return sv_eq(class, SV("personal.contact.address")) ? SPEAKS_ADDRESS :
	    SPEAKS_NOT;
}

int
build_class(struct detect_engine *e, struct sv name, enum canonical canonical,
    uint16_t *ret)
{
	void *items = e->classes;
	int err;

	for (size_t i = 0; i < e->nclasses; i++) {
		if (!sv_eq(e->classes[i].name, name))
			continue;
		*ret = (uint16_t)i;
		return e->classes[i].canonical == canonical ? 0 :
		    ERR_CONFLICT;
	}
	if (e->nclasses == ENGINE_MAX_CLASSES)
		return ERR_FULL;
	err = arena_vec_room(&e->arena, &items, e->nclasses, &e->cap_classes,
	    sizeof(*e->classes));
	if (err != 0)
		return err;
	e->classes = items;
	name = arena_dup(&e->arena, name);
	if (name.ptr == NULL)
		return ERR_NOMEM;
	*ret = (uint16_t)e->nclasses;
	e->classes[e->nclasses++] = (struct engine_class){ name, canonical,
		(uint8_t)speaks_of(name), (uint8_t)country_of_class(name) };
	return 0;
}

int
build_detector(struct detect_engine *e, struct sv prefix, struct sv name,
    uint16_t class_id, uint16_t *ret)
{
	void *items = e->detectors;
	char *full;
	int err;

	if (e->ndetectors == ENGINE_MAX_DETECTORS)
		return ERR_FULL;
	err = arena_vec_room(&e->arena, &items, e->ndetectors,
	    &e->cap_detectors, sizeof(*e->detectors));
	if (err != 0)
		return err;
	e->detectors = items;
	full = arena_alloc(&e->arena, prefix.len + 1 + name.len);
	if (full == NULL)
		return ERR_NOMEM;
	memcpy(full, prefix.ptr, prefix.len);
	full[prefix.len] = '/';
	memcpy(full + prefix.len + 1, name.ptr, name.len);
	*ret = (uint16_t)e->ndetectors;
	e->detectors[e->ndetectors++] = (struct detector){
		.name = sv_make(full, prefix.len + 1 + name.len),
		.class_id = class_id,
	};
	return 0;
}

static int
add_phrases(struct builder *b, uint16_t group, const struct yaml_node *list)
{
	const struct yaml_node *n = list->child;
	int err;

	if (list->kind != YAML_LIST)
		return schema_wants(list, "a list of words", b->ei);
	for (; n != NULL; n = n->next) {
		err = n->kind != YAML_TEXT ? ERR_SYNTAX :
		    context_add(b->e->context, group, n->text);
		if (err == 0 && b->e->towns.all == group + 1u)
			err = towns_add(&b->e->towns, b->e->context,
			    list->key->text, n->text);
		if (err == ERR_SYNTAX)
			return schema_wants(n, "one to five words, or one "
			    "beginning of a word with *", b->ei);
		if (err != 0)
			return err;
	}
	return 0;
}

/* name: {en: [...], de: [...]} */
static int
add_group(struct builder *b, const struct yaml_node *node)
{
	const struct yaml_node *language;
	struct group *g;
	int err;

	if (node->kind != YAML_MAP)
		return schema_wants(node, "words by language, such as "
		    "{en: [phone], de: [Telefon]}", b->ei);
	g = arena_alloc(&b->arena, sizeof(*g));
	if (g == NULL)
		return ERR_NOMEM;
	err = context_group(b->e->context, &g->number);
	if (err == 0)
		err = map_put(&b->groups, node->key->text, g);
	if (err == ERR_EXISTS)
		return fail(b, &node->key->mark, err,
		    "these words are named twice", node->key->text);
	if (err == 0 && sv_eq(node->key->text, SV("place")))
		err = towns_begin(&b->e->towns, b->e->context, g->number);
	for (language = node->child; language != NULL && err == 0;
	    language = language->next)
		err = add_phrases(b, g->number, language);
	return err;
}

static int
add_words(struct builder *b)
{
	int err = 0;

	for (size_t i = 0; i < b->packs.count && err == 0; i++) {
		const struct yaml_node *n = b->packs.items[i].words;

		for (n = n == NULL ? NULL : n->child; n != NULL && err == 0;
		    n = n->next)
			err = add_group(b, n);
	}
	return err;
}

/* Words that name a kind of number, but no country it is of. */
static bool
is_general(struct sv name)
{
	return sv_starts(name, SV("any_"));
}

/* Names of groups become their numbers; the general ones stand last. */
static int
set_query(struct builder *b, const struct schema_texts *names,
    const struct pack_detector *p, struct context_query *ret)
{
	uint16_t *groups;
	bool against = names == &p->against;
	bool speaks = !against && p->shapes.count > 0;
	bool labels = !against && p->vocabulary.count == 0;

	ret->before = against ? AGAINST_BEFORE : (uint16_t)p->before;
	ret->after = against ? AGAINST_AFTER : (uint16_t)p->after;
	ret->count = names->count;
	if (names->count == 0)
		return 0;
	groups = arena_alloc(&b->e->arena, names->count * sizeof(*groups));
	if (groups == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < names->count; i++) {
		const struct group *g = map_get(&b->groups,
		    names->items[i].text);

		if (g == NULL)
			return schema_fail_name(&names->items[i],
			    "words are", &b->groups, b->ei);
		groups[i] = g->number;
		if (is_general(names->items[i].text))
			ret->general++;
		else if (ret->general > 0)
			return fail(b, &names->items[i].mark, ERR_INVAL,
			    "this group belongs before those named any_...",
			    names->items[i].text);
		if (speaks)
			context_speak(b->e->context, g->number);
		if (labels && !sv_eq(names->items[i].text, SV("place")))
			context_name(b->e->context, g->number);
	}
	ret->groups = groups;
	return 0;
}

static int
add_shapes(struct builder *b, const struct pack_detector *p, uint16_t number)
{
	int err = 0;

	for (size_t i = 0; i < p->shapes.count && err == 0; i++) {
		const struct schema_text *t = &p->shapes.items[i];

		err = shape_add(b->e->shapes, t->text, number);
		if (err == ERR_SYNTAX || err == ERR_LIMIT)
			return fail(b, &t->mark, err, err == ERR_LIMIT ?
			    "this shape stands for too many" :
			    "not a shape of 9, A, {n,m} and separators",
			    t->text);
	}
	return err;
}

static int
add_use(struct detect_engine *e, const struct matcher *m, uint16_t number)
{
	bool at = m->place == MATCH_AT_SIGN;
	struct engine_use **list = at ? &e->ats : &e->numbers;
	size_t *count = at ? &e->nats : &e->nnumbers;
	size_t *cap = at ? &e->cap_ats : &e->cap_numbers;
	void *items = *list;
	int err;

	err = arena_vec_room(&e->arena, &items, *count, cap, sizeof(**list));
	if (err != 0)
		return err;
	*list = items;
	(*list)[(*count)++] = (struct engine_use){ m->match, m,
		number };
	return 0;
}

/* One detector for each kind of name. */
static int
add_names(struct builder *b, const struct pack_detector *p, uint16_t number)
{
	uint16_t *named = &b->e->named[names_kind(p->match)];

	if (b->e->names == NULL)
		return fail(b, &p->mark, ERR_NOTFOUND,
		    "a pack of names wants `names: FILE`, its weights",
		    p->name);
	if (*named != 0)
		return fail(b, &p->mark, ERR_EXISTS,
		    "another detector finds this kind of names", p->match);
	*named = number + 1;
	return 0;
}

static int
add_matcher(struct builder *b, const struct pack_detector *p, uint16_t number)
{
	const struct matcher *m = match_find(p->match);
	char hint[SUGGEST_TEXT_BYTES];
	struct suggest s;
	bool literal;

	if (p->match.len == 0)
		return 0;
	if (m == NULL) {
		suggest_init(&s, p->match);
		for (size_t i = 0; match_name(i) != NULL; i++)
			suggest_offer(&s, sv_cstr(match_name(i)));
		return yaml_fail(b->ei, &p->mark, ERR_NOTFOUND,
		    "there is no matcher \"%.*s\"%s", SV_ARG(p->match),
		    suggest_text(&s, hint));
	}
	if (m->place == MATCH_NAME)
		return add_names(b, p, number);
	literal = m->place == MATCH_LITERAL || m->place == MATCH_KEY;
	b->e->detectors[number].match = m->match;
	b->e->detectors[number].is_key = m->place == MATCH_KEY;
	if (literal != (p->literals.count > 0))
		return fail(b, &p->mark, ERR_SYNTAX,
		    "literals are wanted by matchers of literals, and only "
		    "by them", p->match);
	if (m->place != MATCH_KEY && p->pattern.len > 0)
		return fail(b, &p->mark, ERR_SYNTAX,
		    "a pattern is for the matcher of keys only", p->match);
	if (literal)
		return 0;
	return add_use(b->e, m, number);
}

/* What is asked of a place of `literal` before the pattern is. */
static unsigned
tail_of(const struct pack_detector *p, struct sv literal)
{
	return p->match.len > 0 || p->caseless || p->back > 0 ? 0 :
	    build_tail(p->pattern, literal);
}

static int
add_literal(struct detect_engine *e, struct engine_literals *list,
    const struct engine_literal *l)
{
	void *items = list->items;
	struct sv text;
	int err;

	err = arena_vec_room(&e->arena, &items, list->count, &list->cap,
	    sizeof(*list->items));
	if (err != 0)
		return err;
	list->items = items;
	text = arena_dup(&e->arena, l->text);
	if (text.ptr == NULL)
		return ERR_NOMEM;
	list->items[list->count++] = (struct engine_literal){ text,
		l->detector, l->tail, l->flags };
	return 0;
}

/* One that stands between quotes is all of its key. */
static bool
is_in_quotes(struct sv text)
{
	return text.len > 2 && text.ptr[0] == text.ptr[text.len - 1] &&
	    (text.ptr[0] == '"' || text.ptr[0] == '\'');
}

static int
add_literals(struct builder *b, const struct pack_detector *p,
    uint16_t number)
{
	struct detect_engine *e = b->e;
	bool is_key = e->detectors[number].is_key;
	struct engine_literals *list = p->marked || is_key ? &e->marked :
	    &e->literals;
	int err = 0;

	for (size_t i = 0; i < p->literals.count && err == 0; i++) {
		struct sv text = p->literals.items[i].text;
		struct engine_literal l = { text, number,
			(uint8_t)tail_of(p, text),
			p->caseless ? NEEDLE_CASELESS : 0 };

		err = add_literal(e, list, &l);
		if (err != 0 || !is_key || !is_in_quotes(l.text))
			continue;
		l.text = sv_slice(l.text, 1, l.text.len - 1);
		err = add_literal(e, &e->whole, &l);
	}
	return err;
}

static int
add_token(struct builder *b, const struct pack_detector *p, uint16_t number)
{
	struct detect_engine *e = b->e;
	void *items = e->tokens;
	int err;

	if (p->token == 0)
		return 0;
	err = arena_vec_room(&e->arena, &items, e->ntokens, &e->cap_tokens,
	    sizeof(*e->tokens));
	if (err != 0)
		return err;
	e->tokens = items;
	e->tokens[e->ntokens++] = number;
	e->detectors[number].token = (unsigned)p->token;
	return 0;
}

/* One kind of place, and what it takes. */
static int
check_triggers(struct builder *b, const struct pack_detector *p)
{
	int kinds = (p->match.len > 0 || p->pattern.len > 0) +
	    (p->shapes.count > 0) + (p->token > 0) +
	    (p->vocabulary.count > 0);

	if (kinds != 1)
		return fail(b, &p->mark, ERR_SYNTAX, "one of match, shapes, "
		    "token, pattern and vocabulary is wanted", p->name);
	if (p->pattern.len > 0 && p->literals.count == 0)
		return fail(b, &p->mark, ERR_SYNTAX,
		    "a pattern wants the literals it begins with", p->name);
	return 0;
}

/* What is valid once in twenty times by chance must be all of a field. */
static enum engine_agrees
agrees_of(const struct detect_engine *e, const struct pack_detector *p,
    const struct detector *d)
{
	if (e->classes[d->class_id].speaks != SPEAKS_CLASS ||
	    d->validate == NULL || !p->agrees)
		return AGREES_NEVER;
	switch ((enum pack_strength)p->strength) {
	case STRENGTH_NONE:
		break;
	case STRENGTH_WEAK:
		return AGREES_VALUE;
	case STRENGTH_STRONG:
	case STRENGTH_GOOD:
	case STRENGTH_MEDIUM:
		return AGREES_ANYWHERE;
	}
	return AGREES_NEVER;
}

static int
set_checks(struct builder *b, const struct pack_detector *p,
    struct detector *d)
{
	d->score = (uint8_t)p->score;
	d->with_context = (uint8_t)p->with_context;
	d->back = (unsigned)p->back;
	if (p->validator.len > 0) {
		d->validate = validate_find(p->validator);
		if (d->validate == NULL)
			return fail(b, &p->mark, ERR_NOTFOUND,
			    "there is no such validator", p->validator);
	}
	d->agrees = (uint8_t)agrees_of(b->e, p, d);
	if (p->pattern.len == 0)
		return 0;
	errinfo_at(b->ei, p->mark.file, p->mark.line, 0);
	return pcre_new(p->pattern, 0, &d->pattern, b->ei);
}

static int
add_detector(struct builder *b, struct sv pack, const struct pack_detector *p)
{
	uint16_t class_id = 0, number = 0;
	struct detector *d;
	int err;

	err = check_triggers(b, p);
	if (err != 0)
		return err;
	err = build_class(b->e, p->class_name, (enum canonical)p->canonical,
	    &class_id);
	if (err == ERR_CONFLICT)
		return fail(b, &p->mark, err, "another detector has another "
		    "canonical form for this class", p->class_name);
	/* The class stays, so that rules may name it; nothing finds it. */
	if (err == 0 && build_is_disabled(b->config, p->class_name))
		return 0;
	if (err == 0)
		err = build_detector(b->e, pack, p->name, class_id, &number);
	if (err != 0)
		return err;
	d = &b->e->detectors[number];
	if (map_put(&b->names, d->name, d) == ERR_EXISTS)
		return fail(b, &p->mark, ERR_EXISTS,
		    "this detector is there already", d->name);
	err = set_checks(b, p, d);
	if (err == 0 && p->vocabulary.count > 0)
		return build_vocab_detector(&b->vocab, p, number);
	if (err == 0)
		err = set_query(b, &p->context, p, &d->context);
	if (err == 0)
		err = set_query(b, &p->against, p, &d->against);
	if (err == 0)
		err = add_shapes(b, p, number);
	if (err == 0)
		err = add_matcher(b, p, number);
	if (err == 0)
		err = add_literals(b, p, number);
	return err != 0 ? err : add_token(b, p, number);
}

static int
open_names(struct builder *b, const struct pack *p)
{
	errinfo_at(b->ei, p->path, 0, 0);
	if (b->e->names == NULL)
		return names_open(p->names, &b->e->names, b->ei);
	return errinfo_set(b->ei, ERR_EXISTS,
	    "another pack brings weights for names");
}

static int
add_packs(struct builder *b, const struct detect_config *config)
{
	int err = 0;

	for (size_t i = 0; i < config->npacks && err == 0; i++)
		err = pack_read(config->packs[i], &b->arena, &b->packs,
		    b->ei);
	if (err == 0)
		err = add_words(b);
	if (err == 0)
		err = build_vocab_terms(&b->vocab, &b->packs);
	for (size_t i = 0; i < b->packs.count && err == 0; i++) {
		const struct pack *p = &b->packs.items[i];

		if (p->names != NULL)
			err = open_names(b, p);
		for (size_t k = 0; k < p->count && err == 0; k++)
			err = add_detector(b, p->name, &p->detectors[k]);
	}
	return err;
}

/* Behind the detectors' own, those that say where to unfold. */
static int
add_unfold_literals(struct detect_engine *e)
{
	int err = 0;

	for (size_t i = 0; i < unfold_literal_count() && err == 0; i++) {
		struct unfold_literal l = unfold_literal(i);

		err = add_literal(e, &e->literals,
		    &(struct engine_literal){ l.text, 0, 0, l.flags });
	}
	return err;
}

static int
make_literals(struct detect_engine *e, struct engine_literals *list,
    struct errinfo *ei)
{
	struct needle *needles;
	size_t bad = 0;
	int err;

	if (list->count == 0)
		return 0;
	needles = mem_calloc(list->count, sizeof(*needles));
	if (needles == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < list->count; i++)
		needles[i] = (struct needle){ list->items[i].text,
			list->items[i].flags };
	err = needles_new(needles, list->count, &list->needles, &bad);
	mem_free(needles);
	if (err != ERR_SYNTAX)
		return err;
	return errinfo_set(ei, err, "%.*s: a literal is empty or holds a NUL",
	    SV_ARG(e->detectors[list->items[bad].detector].name));
}

static void
seek_words(struct detect_engine *e, struct detector *d,
    enum sought_set set)
{
	d->sought = (uint8_t)set;
	for (size_t i = 0; i < d->context.count; i++)
		context_seek(e->context, set, d->context.groups[i]);
}

/* Words of those of a run of digits that no validator tells from others. */
static void
seek_run(struct detect_engine *e, size_t len)
{
	const struct shape_list *list = shape_find_run(e->shapes, len);

	for (size_t i = 0; list != NULL && i < list->count; i++) {
		struct detector *d = &e->detectors[list->detectors[i]];
		bool is_short = len <= SOUGHT_MOST ||
		    d->sought == SOUGHT_SHORT;

		if (d->validate != NULL)
			continue;
		seek_words(e, d, SOUGHT_FIVE);
		if (is_short)
			seek_words(e, d, SOUGHT_SHORT);
	}
}

/*
 * Prose is full of years, dates, names with a number: whether words stand near
 * them that make more of them is asked all the time.
 */
static void
make_sought(struct detect_engine *e)
{
	for (size_t len = SOUGHT_LEAST; len <= SOUGHT_MOST + 1; len++)
		seek_run(e, len);
	for (size_t i = 0; i < e->nnumbers; i++) {
		struct detector *d = &e->detectors[e->numbers[i].detector];

		if (d->match == match_birth_date)
			seek_words(e, d, SOUGHT_DATE);
		else if (d->match == match_phone_any)
			seek_words(e, d, SOUGHT_PHONE);
		else if (d->match == match_address_named &&
		    d->context.before > 0)
			seek_words(e, d, SOUGHT_ADDRESS);
	}
}

/* All detectors are there: make the tables that are asked for them. */
static int
make_ready(struct detect_engine *e, struct errinfo *ei)
{
	int err = shape_ready(e->shapes);

	if (err == 0) {
		make_sought(e);
		err = context_ready(e->context);
	}
	if (err == 0)
		err = standing_make(e);
	if (err == ERR_FULL)
		return errinfo_set(ei, err, "more than %d detectors have a "
		    "matcher of numbers", STANDING_NUMBERS);
	if (err == 0)
		shape_part(e->shapes, e->standings);
	return err;
}

int
build_engine(struct detect_engine *e, const struct detect_config *config,
    struct errinfo *ei)
{
	struct builder b = { .e = e, .config = config, .ei = ei };
	int err;

	arena_init(&e->arena, ENGINE_BYTES);
	arena_init(&b.arena, PACK_BYTES);
	map_init(&b.groups);
	map_init(&b.names);
	build_vocab_init(&b.vocab, e, config, &b.arena, ei);
	e->min_score = config->min_score != 0 ? config->min_score :
	    DETECT_MIN_SCORE;
	e->pattern_steps = config->pattern_steps != 0 ?
	    config->pattern_steps : PCRE_STEPS;
	err = context_new(&e->context);
	if (err == 0)
		err = word_table_new(match_date_words,
		    match_date_word_lists, &e->dates);
	if (err == 0)
		err = address_words_new(&e->addresses);
	if (err == 0)
		err = shape_new(&e->shapes);
	if (err == 0)
		err = add_packs(&b, config);
	if (err == 0)
		err = build_users(e, config, ei);
	if (err == 0)
		err = build_outsiders(e, config, ei);
	if (err == 0)
		err = build_vocab_ready(&b.vocab);
	if (err == 0)
		err = make_ready(e, ei);
	for (size_t i = 0; i < e->ndetectors; i++)
		if (e->detectors[i].pattern != NULL)
			pcre_set_steps(e->detectors[i].pattern,
			    e->pattern_steps);
	e->unfold_from = e->literals.count;
	if (err == 0)
		err = add_unfold_literals(e);
	if (err == 0)
		err = make_literals(e, &e->literals, ei);
	if (err == 0)
		err = make_literals(e, &e->marked, ei);
	if (err == 0)
		err = allow_new(e, config, &e->allow, ei);
	if (err == ERR_NOMEM)
		(void)errinfo_set(ei, err, "detectors: %s", err_text(err));
	map_done(&b.groups);
	map_done(&b.names);
	build_vocab_done(&b.vocab);
	arena_done(&b.arena);
	return err;
}

void
build_undo(struct detect_engine *e)
{
	for (size_t i = 0; i < e->ndetectors; i++)
		pcre_free(e->detectors[i].pattern);
	for (size_t i = 0; i < e->ndictionaries; i++)
		dictionary_free(e->dictionaries[i].terms);
	allow_free(e->allow);
	needles_free(e->literals.needles);
	needles_free(e->marked.needles);
	hsdb_free(e->user_db);
	names_close(e->names);
	shape_free(e->shapes);
	word_table_free(e->dates);
	address_words_free(e->addresses);
	context_free(e->context);
	if (e->vocab != NULL)
		vocab_free(e->vocab->vocab);
	arena_done(&e->arena);
}
