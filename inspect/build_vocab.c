#include "inspect/build_vocab.h"

#include <stdlib.h>

#include "inspect/build.h"
#include "inspect/build_slots.h"

struct group {
	uint16_t number;
};

void
build_vocab_init(struct build_vocab *b, struct detect_engine *e,
    const struct detect_config *config, struct arena *arena,
    struct errinfo *ei)
{
	*b = (struct build_vocab){ .e = e, .config = config, .arena = arena,
		.ei = ei };
	map_init(&b->groups);
	map_init(&b->sought);
}

void
build_vocab_done(struct build_vocab *b)
{
	map_done(&b->groups);
	map_done(&b->sought);
}

/* Where the terms of a list go. */
struct addition {
	struct vocab *vocab;
	const struct yaml_node *node;	/* what the term at hand is made of */
	struct errinfo *ei;
	uint32_t languages;
	uint16_t group;
};

static int
add_term(void *ctx, struct sv term)
{
	const struct addition *a = ctx;

	int err = vocab_add(a->vocab, a->group, a->languages, term);

	return err != ERR_SYNTAX ? err : yaml_fail(a->ei, &a->node->mark, err,
	    "\"%.*s\": a term is one to six words without digits, each of "
	    "which may be the beginning of one, of four bytes and more, "
	    "with *", SV_ARG(term));
}

/* "de nl": [term, ...] */
static int
add_terms(struct build_vocab *b, uint16_t group,
    const struct yaml_node *list)
{
	struct addition a = { .vocab = b->e->vocab->vocab, .ei = b->ei,
		.group = group };
	const struct slots slots = { b->lists, list->key->text };
	int err;

	if (vocab_languages(list->key->text, &a.languages) != 0)
		return yaml_fail(b->ei, &list->key->mark, ERR_NOTFOUND,
		    "\"%.*s\" is no language; codes such as \"de\" or "
		    "\"de nl\", or \"any\", are wanted",
		    SV_ARG(list->key->text));
	if (list->kind != YAML_LIST)
		return schema_wants(list, "a list of terms", b->ei);
	for (const struct yaml_node *n = list->child; n != NULL;
	    n = n->next) {
		if (n->kind != YAML_TEXT)
			return schema_wants(n, "a term", b->ei);
		a.node = n;
		err = build_slots(&slots, n, add_term, &a, b->ei);
		if (err != 0)
			return err;
	}
	return 0;
}

static int
add_group(struct build_vocab *b, const struct yaml_node *node)
{
	struct group *g = arena_alloc(b->arena, sizeof(*g));
	int err;

	if (node->kind != YAML_MAP)
		return schema_wants(node, "terms by language, such as "
		    "{en: [\"diabet*\"]}", b->ei);
	if (g == NULL)
		return ERR_NOMEM;
	err = vocab_group(b->e->vocab->vocab, map_get(&b->sought,
	    node->key->text) != NULL ? VOCAB_TERMS : VOCAB_AROUND,
	    &g->number);
	if (err == 0)
		err = map_put(&b->groups, node->key->text, g);
	if (err == ERR_EXISTS || err == ERR_FULL)
		return yaml_fail(b->ei, &node->key->mark, err, "%s: \"%.*s\"",
		    err == ERR_FULL ? "too many groups of terms" :
		    "these terms are named twice", SV_ARG(node->key->text));
	for (const struct yaml_node *n = node->child; n != NULL && err == 0;
	    n = n->next)
		err = add_terms(b, g->number, n);
	return err;
}

static int
make_set(struct build_vocab *b)
{
	struct vocab_set *set = arena_zalloc(&b->e->arena, 1, sizeof(*set));

	if (set == NULL || vocab_new(&set->vocab) != 0)
		return ERR_NOMEM;
	b->e->vocab = set;
	return vocab_langs_init(&set->langs);
}

/* The names of groups that detectors look for. */
static int
note_sought(struct build_vocab *b, const struct pack *pack)
{
	for (size_t i = 0; i < pack->count; i++) {
		const struct schema_texts *t = &pack->detectors[i].vocabulary;

		if (build_is_disabled(b->config,
		    pack->detectors[i].class_name))
			continue;
		for (size_t k = 0; k < t->count; k++)
			if (map_put(&b->sought, t->items[k].text,
			    &t->items[k]) == ERR_NOMEM)
				return ERR_NOMEM;
	}
	return 0;
}

int
build_vocab_terms(struct build_vocab *b, const struct pack_list *packs)
{
	int err = 0;

	for (size_t i = 0; i < packs->count && err == 0; i++)
		err = note_sought(b, &packs->items[i]);

	for (size_t i = 0; i < packs->count && err == 0; i++) {
		const struct yaml_node *n = packs->items[i].vocabulary;

		b->lists = packs->items[i].lists;
		if (n != NULL && b->e->vocab == NULL)
			err = make_set(b);
		for (n = n == NULL ? NULL : n->child; n != NULL && err == 0;
		    n = n->next)
			err = add_group(b, n);
	}
	return err;
}

/* The group of a name, which must be of `part`. */
static int
find_group(struct build_vocab *b, const struct schema_text *name,
    enum vocab_part part, uint16_t *ret)
{
	const struct group *g = map_get(&b->groups, name->text);

	if (g == NULL)
		return schema_fail_name(name, "vocabulary is", &b->groups,
		    b->ei);
	if (vocab_part(b->e->vocab->vocab, g->number) != part)
		return yaml_fail(b->ei, &name->mark, ERR_CONFLICT,
		    "\"%.*s\" is looked for by a detector; words around a "
		    "term are groups of their own", SV_ARG(name->text));
	*ret = g->number;
	return 0;
}

/* Give these groups a role in a rule. */
static int
add_roles(struct build_vocab *b, const struct schema_texts *names,
    enum vocab_role role, uint8_t roles[VOCAB_MAX_GROUPS])
{
	uint16_t group = 0;
	int err = 0;

	for (size_t i = 0; i < names->count && err == 0; i++) {
		err = find_group(b, &names->items[i], VOCAB_AROUND, &group);
		if (err == 0)
			roles[group] |= (uint8_t)role;
	}
	return err;
}

/* What the words around a term are. */
static int
build_roles(struct build_vocab *b, const struct pack_detector *p,
    struct vocab_rule *rule)
{
	const struct {
		const struct schema_texts *names;
		enum vocab_role role;
	} all[] = {
		{ &p->person, VOCAB_PERSON }, { &p->near, VOCAB_NEAR },
		{ &p->labels, VOCAB_LABEL }, { &p->bearer, VOCAB_BEARER },
		{ &p->against, VOCAB_AGAINST }, { &p->unless, VOCAB_UNLESS },
		{ &p->language, VOCAB_LANGUAGE },
	};
	uint8_t *roles = arena_zalloc(&b->e->arena, VOCAB_MAX_GROUPS, 1);
	int err = 0;

	if (roles == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < NELEMS(all) && err == 0; i++) {
		err = add_roles(b, all[i].names, all[i].role, roles);
		if (all[i].names->count > 0)
			rule->all |= (uint8_t)all[i].role;
	}
	rule->roles = roles;
	return err;
}

static int
copy_findings(struct build_vocab *b, const struct schema_texts *names,
    struct vocab_rule *rule)
{
	struct sv *items = arena_alloc(&b->e->arena, (names->count + 1) *
	    sizeof(*items));

	if (items == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < names->count; i++) {
		items[i] = arena_dup(&b->e->arena, names->items[i].text);
		if (items[i].ptr == NULL)
			return ERR_NOMEM;
	}
	rule->findings = items;
	rule->nfindings = names->count;
	return 0;
}

/* The detector looks for the terms of these groups. */
static int
add_uses(struct build_vocab *b, const struct schema_texts *names,
    uint16_t number)
{
	void *items;
	uint16_t group = 0;
	int err;

	for (size_t i = 0; i < names->count; i++) {
		err = find_group(b, &names->items[i], VOCAB_TERMS, &group);
		items = b->uses;
		if (err == 0)
			err = arena_vec_room(&b->e->arena, &items, b->nuses,
			    &b->cap_uses, sizeof(*b->uses));
		if (err != 0)
			return err;
		b->uses = items;
		b->uses[b->nuses++] = (struct vocab_use){ group, number };
	}
	return 0;
}

static int
room_for_rule(struct build_vocab *b, uint16_t number)
{
	void *items;
	int err;

	for (; b->nrules <= number; b->nrules++) {
		items = b->rules;
		err = arena_vec_room(&b->e->arena, &items, b->nrules,
		    &b->cap_rules, sizeof(*b->rules));
		if (err != 0)
			return err;
		b->rules = items;
		b->rules[b->nrules] = (struct vocab_rule){ .nfindings = 0 };
	}
	return 0;
}

int
build_vocab_detector(struct build_vocab *b, const struct pack_detector *p,
    uint16_t number)
{
	struct vocab_rule *rule;
	int err;

	if (b->e->vocab == NULL)
		return schema_fail_name(&p->vocabulary.items[0],
		    "vocabulary is", &b->groups, b->ei);
	err = room_for_rule(b, number);
	if (err != 0)
		return err;
	rule = &b->rules[number];
	rule->before = (uint16_t)p->before;
	rule->after = (uint16_t)p->after;
	err = add_uses(b, &p->vocabulary, number);
	if (err == 0)
		err = build_roles(b, p, rule);
	if (err == 0)
		err = copy_findings(b, &p->findings, rule);
	return err;
}

static int
compare_uses(const void *left, const void *right)
{
	const struct vocab_use *a = left, *b = right;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return (a->detector > b->detector) - (a->detector < b->detector);
}

int
build_vocab_ready(struct build_vocab *b)
{
	struct vocab_set *set = b->e->vocab;

	if (set == NULL)
		return 0;
	if (b->nuses == 0) {
		vocab_free(set->vocab);
		b->e->vocab = NULL;
		return 0;
	}
	if (b->nuses > 1)
		qsort(b->uses, b->nuses, sizeof(*b->uses), compare_uses);
	set->uses = b->uses;
	set->nuses = b->nuses;
	set->rules = b->rules;
	set->nrules = b->nrules;
	return vocab_ready(set->vocab);
}
