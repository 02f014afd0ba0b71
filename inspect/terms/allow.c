/*
 * Each list is a sorted array of 64 bits a value: the beginning of SHA-256
 * over the canonical form's number and the canonical value. A value stands
 * there once for each form among the classes of its list, which is once as a
 * rule.
 */
#include "inspect/terms/allow.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/pcre.h"
#include "base/utf8.h"
#include "inspect/terms/dictionary.h"
#include "inspect/engine.h"

enum { FORMS = CANONICAL_SERIES + 1, VALUE_MAX = 4096 };

static const uint16_t no_class = UINT16_MAX;

struct list {
	bool *classes;			/* by class */
	uint16_t forms[FORMS];		/* some class of each, or no_class */
	uint64_t *values;		/* sorted */
	size_t nvalues, cap;
	struct pcre **patterns;
	size_t npatterns;
};

struct allow {
	struct list *lists;
	size_t nlists;
};

void
allow_free(struct allow *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < a->nlists; i++) {
		struct list *l = &a->lists[i];

		for (size_t k = 0; k < l->npatterns; k++)
			pcre_free(l->patterns[k]);
		mem_free(l->patterns);
		mem_free(l->values);
		mem_free(l->classes);
	}
	mem_free(a->lists);
	mem_free(a);
}

/* The hash of `value` as one of class `id`. */
static int
hash_value(const struct detect_engine *e, uint16_t id, struct sv value,
    uint64_t *ret)
{
	uint8_t digest[CRYPTO_SHA256_BYTES];
	struct buf b;
	int err;

	buf_init(&b, VALUE_MAX + 1);
	buf_add_char(&b, (char)e->classes[id].canonical);
	detect_canonical(e, id, value, &b);
	err = buf_err(&b);
	if (err == 0) {
		crypto_sha256(buf_sv(&b), digest);
		memcpy(ret, digest, sizeof(*ret));
	}
	buf_done(&b);
	return err;
}

static int
add_hash(struct list *l, uint64_t hash)
{
	size_t cap = l->cap == 0 ? 64 : l->cap * 2;
	uint64_t *more;

	if (l->nvalues == l->cap) {
		more = mem_calloc(cap, sizeof(*more));
		if (more == NULL)
			return ERR_NOMEM;
		if (l->nvalues > 0)
			memcpy(more, l->values, l->nvalues * sizeof(*more));
		mem_free(l->values);
		l->values = more;
		l->cap = cap;
	}
	l->values[l->nvalues++] = hash;
	return 0;
}

static int
add_value(const struct detect_engine *e, struct list *l, struct sv value)
{
	uint64_t hash = 0;
	int err = 0;

	for (size_t i = 0; i < FORMS && err == 0; i++) {
		if (l->forms[i] == no_class)
			continue;
		err = hash_value(e, l->forms[i], value, &hash);
		if (err == 0)
			err = add_hash(l, hash);
	}
	return err;
}

static bool
is_text(struct sv line)
{
	return utf8_is_valid(line) && sv_find_char(line, '\0') < 0;
}

static int
add_file(const struct detect_engine *e, struct list *l,
    const struct detect_allow *from, struct errinfo *ei)
{
	struct sv rest, line;
	unsigned number = 0, count = 0;
	struct buf text;
	int err;

	buf_init(&text, DICTIONARY_MAX_FILE);
	err = file_read(from->dictionary, &text, ei);
	rest = buf_sv(&text);
	if (sv_starts(rest, SV("\xef\xbb\xbf")))
		rest = sv_slice(rest, 3, rest.len);
	while (err == 0 && rest.ptr != NULL) {
		line = dictionary_line(&rest);
		number++;
		if (line.len == 0)
			continue;
		err = is_text(line) ? add_value(e, l, line) : ERR_SYNTAX;
		count++;
		if (err == 0 || err == ERR_NOMEM)
			continue;
		errinfo_at(ei, from->dictionary, number, 0);
		(void)errinfo_set(ei, err, err == ERR_SYNTAX ?
		    "this line is not UTF-8, or has a zero byte" :
		    "this value is too long");
	}
	buf_done(&text);
	if (err == 0 && count == 0) {
		errinfo_at(ei, from->dictionary, 0, 0);
		err = errinfo_set(ei, ERR_NOTFOUND,
		    "a dictionary without values");
	}
	return err;
}

static int
add_pattern(const struct detect_engine *e, struct list *l, struct sv pattern,
    struct errinfo *ei)
{
	struct buf whole;
	int err;

	buf_init(&whole, 2 * VALUE_MAX);
	buf_add_cstr(&whole, "\\A(?:");
	buf_add_sv(&whole, pattern);
	buf_add_cstr(&whole, ")\\z");
	err = buf_err(&whole);
	/* By itself first: the message must be about what stands there. */
	if (err == 0)
		err = pcre_new(pattern, 0, &l->patterns[l->npatterns], ei);
	if (err == 0) {
		pcre_free(l->patterns[l->npatterns]);
		err = pcre_new(buf_sv(&whole), 0,
		    &l->patterns[l->npatterns], ei);
	}
	if (err == 0)
		pcre_set_steps(l->patterns[l->npatterns++], e->pattern_steps);
	buf_done(&whole);
	return err;
}

static int
compare_values(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Which classes a list is for: those with one of its prefixes. */
static void
choose_classes(const struct detect_engine *e, struct list *l,
    const struct detect_allow *from)
{
	for (size_t i = 0; i < FORMS; i++)
		l->forms[i] = no_class;
	for (size_t i = 0; i < e->nclasses; i++) {
		for (size_t k = 0; k < from->nclasses; k++)
			l->classes[i] |= sv_has_dotted_prefix(
			    e->classes[i].name, from->classes[k]);
		if (l->classes[i])
			l->forms[e->classes[i].canonical] = (uint16_t)i;
	}
}

static int
make_list(const struct detect_engine *e, struct list *l,
    const struct detect_allow *from, struct errinfo *ei)
{
	int err = 0;

	l->classes = mem_calloc(e->nclasses + 1, sizeof(*l->classes));
	l->patterns = mem_calloc(from->npatterns + 1, sizeof(*l->patterns));
	if (l->classes == NULL || l->patterns == NULL)
		return ERR_NOMEM;
	choose_classes(e, l, from);
	for (size_t i = 0; i < from->nvalues && err == 0; i++) {
		err = add_value(e, l, from->values[i]);
		if (err == ERR_LIMIT)
			return errinfo_set(ei, err, "an allowed value of more "
			    "than 4096 bytes");
	}
	for (size_t i = 0; i < from->npatterns && err == 0; i++)
		err = add_pattern(e, l, from->patterns[i], ei);
	if (err == 0 && from->dictionary != NULL)
		err = add_file(e, l, from, ei);
	if (err == 0 && l->nvalues > 0)
		qsort(l->values, l->nvalues, sizeof(*l->values),
		    compare_values);
	return err;
}

int
allow_new(const struct detect_engine *engine,
    const struct detect_config *config, struct allow **ret,
    struct errinfo *ei)
{
	struct allow *a;
	int err = 0;

	*ret = NULL;
	if (config->nallow == 0)
		return 0;
	a = mem_calloc(1, sizeof(*a));
	if (a == NULL)
		return ERR_NOMEM;
	a->lists = mem_calloc(config->nallow, sizeof(*a->lists));
	if (a->lists == NULL)
		err = ERR_NOMEM;
	for (size_t i = 0; i < config->nallow && err == 0; i++) {
		const struct detect_allow *from = &config->allow[i];

		errinfo_at(ei, from->file == NULL ? "" : from->file,
		    from->line, from->column);
		a->nlists++;
		err = make_list(engine, &a->lists[i], from, ei);
	}
	if (err != 0) {
		allow_free(a);
		return err;
	}
	*ret = a;
	return 0;
}

static bool
has_value(const struct list *l, uint64_t hash)
{
	return l->nvalues > 0 && bsearch(&hash, l->values, l->nvalues,
	    sizeof(*l->values), compare_values) != NULL;
}

static bool
has_pattern(const struct list *l, struct sv value)
{
	struct pcre_span span;

	for (size_t i = 0; i < l->npatterns; i++)
		if (pcre_match_at(l->patterns[i], value, 0, &span) == 0)
			return true;
	return false;
}

static int
is_allowed(const struct allow *a, const struct detect_engine *e,
    const struct finding *f, struct sv value, bool *ret)
{
	uint64_t hash = 0;
	int err;

	*ret = false;
	for (size_t i = 0; i < a->nlists && !*ret; i++) {
		if (!a->lists[i].classes[f->class_id])
			continue;
		err = hash_value(e, f->class_id, value, &hash);
		if (err == ERR_NOMEM)
			return err;
		*ret = (err == 0 && has_value(&a->lists[i], hash)) ||
		    has_pattern(&a->lists[i], value);
	}
	return 0;
}

int
allow_filter(const struct allow *a, const struct detect_engine *engine,
    const struct field *fields, struct findings *found)
{
	size_t kept = 0;

	for (size_t i = 0; i < found->count; i++) {
		const struct finding f = found->items[i];
		bool allowed = false;
		int err = is_allowed(a, engine, &f, sv_slice(
		    fields[f.field].text, f.start, f.end), &allowed);

		if (err != 0)
			return err;
		if (!allowed)
			found->items[kept++] = f;
	}
	found->count = kept;
	return 0;
}
