/*
 * Classes of the user's policy. Each becomes a detector. Patterns are PCRE2's
 * to run; a database of all of them, approximated, says which are worth it in
 * a field. A pattern the database cannot take is tried in every field.
 */
#include "base/mem.h"
#include "base/schema.h"
#include "base/suggest.h"
#include "inspect/build.h"
#include "inspect/outsider.h"

enum {
	USER_ALONE = 96,	/* score of a class without context words: */
	USER_WITHOUT = 60,	/* before a pack's; with words, none near */
	USER_WITH = 99
};

static void
point_at(struct errinfo *ei, const struct detect_class *c)
{
	errinfo_at(ei, c->file == NULL ? "" : c->file, c->line, c->column);
}

static int
add_context(struct detect_engine *e, const struct detect_class *c,
    struct detector *d, struct errinfo *ei)
{
	uint16_t *group = arena_alloc(&e->arena, sizeof(*group));
	int err;

	d->context.before = CONTEXT_BEFORE;
	d->context.after = CONTEXT_AFTER;
	if (group == NULL)
		return ERR_NOMEM;
	err = context_group(e->context, group);
	for (size_t i = 0; i < c->ncontext && err == 0; i++) {
		err = context_add(e->context, *group, c->context[i]);
		if (err == ERR_SYNTAX)
			return errinfo_set(ei, err, "context \"%.*s\" of class "
			    "%.*s: one to five words, or one beginning of a "
			    "word with *, is wanted", SV_ARG(c->context[i]),
			    SV_ARG(c->name));
	}
	d->context.groups = group;
	d->context.count = 1;
	return err;
}

/* A name, or else an expression. */
static int
set_validator(struct detect_engine *e, const struct detect_class *c,
    struct detector *d, struct errinfo *ei)
{
	char hint[SUGGEST_TEXT_BYTES];
	struct suggest s;

	if (c->validator.len == 0)
		return 0;
	d->validate = validate_find(c->validator);
	if (d->validate != NULL)
		return 0;
	if (!schema_is_name(c->validator))
		return expression_new(c->validator, &e->arena,
		    &d->expression, ei);
	suggest_init(&s, c->validator);
	for (size_t i = 0; validate_name(i) != NULL; i++)
		suggest_offer(&s, sv_cstr(validate_name(i)));
	return errinfo_set(ei, ERR_NOTFOUND,
	    "class %.*s: there is no validator \"%.*s\" (\"exeat detectors "
	    "validators\" lists them)%s", SV_ARG(c->name),
	    SV_ARG(c->validator), suggest_text(&s, hint));
}

bool
build_is_disabled(const struct detect_config *config, struct sv name)
{
	for (size_t i = 0; i < config->nclasses; i++)
		if (config->classes[i].disabled && sv_has_dotted_prefix(name,
		    config->classes[i].name))
			return true;
	return false;
}

/* Two classes of one name in the policy are a mistake. */
static bool
is_twice(const struct detect_config *config, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (sv_eq(config->classes[i].name,
		    config->classes[index].name))
			return true;
	return false;
}

/* The class may be one of a pack: then the pattern is one more way to it. */
static int
find_class(struct detect_engine *e, struct sv name, uint16_t *ret)
{
	for (size_t i = 0; i < e->nclasses; i++) {
		if (!sv_eq(e->classes[i].name, name))
			continue;
		*ret = (uint16_t)i;
		return 0;
	}
	return build_class(e, name, CANONICAL_EXACT, ret);
}

static int
add_terms(struct detect_engine *e, const struct detect_class *c,
    uint16_t number, struct errinfo *ei)
{
	struct engine_dictionary *k = &e->dictionaries[e->ndictionaries];
	int err = dictionary_read(c->dictionary, &c->rules,
	    c->dictionary_digest, &k->terms, ei);

	k->detector = number;
	if (err == 0)
		e->ndictionaries++;
	return err;
}

static int
add_pattern(struct detect_engine *e, const struct detect_class *c,
    uint16_t number, struct errinfo *ei)
{
	struct engine_user *u = &e->users[e->nusers];
	int err = pcre_new(c->pattern, 0, &e->detectors[number].pattern, ei);

	*u = (struct engine_user){ .detector = number,
		.pattern = arena_dup(&e->arena, c->pattern) };
	if (err == 0 && u->pattern.ptr == NULL)
		err = ERR_NOMEM;
	if (err == 0)
		e->nusers++;
	return err;
}

static int
add_class(struct detect_engine *e, const struct detect_class *c,
    struct errinfo *ei)
{
	uint16_t class_id = 0, number = 0;
	struct detector *d;
	int err;

	err = find_class(e, c->name, &class_id);
	if (err == 0)
		err = build_detector(e, SV("policy"), c->name, class_id,
		    &number);
	if (err != 0)
		return errinfo_set(ei, err, "class %.*s: %s", SV_ARG(c->name),
		    err_text(err));
	d = &e->detectors[number];
	d->score = c->ncontext == 0 ? USER_ALONE :
	    c->context_required ? 0 : USER_WITHOUT;
	d->with_context = USER_WITH;
	err = set_validator(e, c, d, ei);
	if (err == 0 && c->ncontext > 0)
		err = add_context(e, c, d, ei);
	if (err == 0 && c->pattern.len > 0)
		err = add_pattern(e, c, number, ei);
	if (err == 0 && c->dictionary != NULL)
		err = add_terms(e, c, number, ei);
	return err;
}

/*
 * Compile all patterns not marked yet. The compiler stops at the first one it
 * cannot take: mark it and try again.
 */
static int
make_database(struct detect_engine *e, const struct detect_config *config,
    struct hsdb_entry *entries, struct errinfo *ei)
{
	struct build_entries all = { entries, 0 };
	size_t count = 0, bad = SIZE_MAX;
	struct errinfo ignored;
	int err;

	for (size_t i = 0; i < e->nusers; i++) {
		if (e->users[i].always)
			continue;
		e->user_map[count] = (uint16_t)i;
		entries[count++] = (struct hsdb_entry){
			e->users[i].pattern, HSDB_ONCE };
	}
	if (count == 0)
		return 0;
	all.count = count;
	err = build_database(&all, config->cache_dir,
	    &e->user_db, &bad, &ignored);
	if (err != ERR_SYNTAX && err != ERR_LIMIT)
		return err == 0 ? 0 : errinfo_set(ei, err, "%s",
		    ignored.text);
	/* Without an index all of them together are too much. */
	for (size_t i = 0; i < count; i++)
		if (bad == SIZE_MAX || bad == i)
			e->users[e->user_map[i]].always = true;
	return ERR_AGAIN;
}

int
build_users(struct detect_engine *e, const struct detect_config *config,
    struct errinfo *ei)
{
	struct hsdb_entry *entries;
	int err = 0;

	if (config->nclasses == 0)
		return 0;
	e->users = arena_zalloc(&e->arena, config->nclasses,
	    sizeof(*e->users));
	e->user_map = arena_zalloc(&e->arena, config->nclasses,
	    sizeof(*e->user_map));
	e->user_hits = arena_zalloc(&e->arena, config->nclasses,
	    sizeof(*e->user_hits));
	e->dictionaries = arena_zalloc(&e->arena, config->nclasses,
	    sizeof(*e->dictionaries));
	entries = mem_calloc(config->nclasses, sizeof(*entries));
	if (e->users == NULL || e->user_map == NULL || e->user_hits == NULL ||
	    e->dictionaries == NULL || entries == NULL)
		err = ERR_NOMEM;
	for (size_t i = 0; i < config->nclasses && err == 0; i++) {
		point_at(ei, &config->classes[i]);
		err = is_twice(config, i) ? errinfo_set(ei, ERR_EXISTS,
		    "class %.*s is there already",
		    SV_ARG(config->classes[i].name)) :
		    build_is_disabled(config, config->classes[i].name) ? 0 :
		    add_class(e, &config->classes[i], ei);
	}
	if (err == 0)
		do
			err = make_database(e, config, entries, ei);
		while (err == ERR_AGAIN);
	mem_free(entries);
	return err;
}

int
build_outsiders(struct detect_engine *e, const struct detect_config *config,
    struct errinfo *ei)
{
	uint16_t class_id = 0, number = 0;
	int err = 0;

	e->first_outsider = e->ndetectors;
	for (size_t i = 0; i < config->noutsiders && err == 0; i++) {
		const struct outsider *o = &config->outsiders[i];

		err = find_class(e, o->class_name, &class_id);
		if (err == 0)
			err = build_detector(e, SV("recogniser"), o->name,
			    class_id, &number);
		if (err != 0)
			return errinfo_set(ei, err, "recogniser %.*s: %s",
			    SV_ARG(o->name), err_text(err));
	}
	return err;
}
