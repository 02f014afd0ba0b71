#include "base/schema.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/clock.h"
#include "base/num.h"
#include "base/suggest.h"

enum { NAME_MAX_BYTES = 64, WORDS_TEXT_BYTES = 240 };

static const char *const truths[] = { "false", "true", NULL };

bool
schema_is_name(struct sv s)
{
	if (s.len == 0 || s.len > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (!ascii_is_lower(c) && !ascii_is_digit(c) && c != '.' &&
		    c != '_' && c != '-')
			return false;
	}
	return true;
}

static int
fail_found(const char *key, const struct yaml_node *node, const char *wants,
    struct errinfo *ei)
{
	if (node->kind == YAML_TEXT)
		return yaml_fail(ei, &node->mark, ERR_SYNTAX,
		    "\"%s\" is \"%.*s\"; %s is wanted", key,
		    node->text.len > 80 ? 80 : (int)node->text.len,
		    node->text.ptr, wants);
	return yaml_fail(ei, &node->mark, ERR_SYNTAX,
	    "\"%s\" is %s; %s is wanted", key, yaml_kind_name(node->kind),
	    wants);
}

int
schema_wants(const struct yaml_node *node, const char *wants,
    struct errinfo *ei)
{
	return fail_found(node->key != NULL ? node->key->text.ptr : "item",
	    node, wants, ei);
}

static const char *
default_wants(enum schema_kind kind)
{
	switch (kind) {
	case SCHEMA_TEXT:
		return "text";
	case SCHEMA_NAME:
		return "a name of a-z, 0-9, '.', '_' and '-'";
	case SCHEMA_BOOL:
		return "true or false";
	case SCHEMA_UINT:
		return "a whole number";
	case SCHEMA_SIZE:
		return "a size such as 64MiB";
	case SCHEMA_DURATION:
		return "a time such as 250ms, 10s or 5m";
	case SCHEMA_DATE:
		return "a date such as 2026-12-31";
	case SCHEMA_WORD:
		return "one of the known words";
	case SCHEMA_TEXTS:
		return "a list of texts";
	case SCHEMA_STRUCT:
		return "a map";
	case SCHEMA_STRUCTS:
		return "a list of maps";
	case SCHEMA_CUSTOM:
	case SCHEMA_MARK:
		break;
	}
	return "something else";
}

static int
fail_wants(const struct schema_key *key, const struct yaml_node *node,
    struct errinfo *ei)
{
	return fail_found(key->name, node,
	    key->wants != NULL ? key->wants : default_wants(key->kind), ei);
}

int
schema_fail_name(const struct schema_text *name, const char *what,
    const struct map *known, struct errinfo *ei)
{
	char hint[SUGGEST_TEXT_BYTES];
	struct suggest s;
	size_t at = 0;
	struct sv key;
	void *value;

	suggest_init(&s, name->text);
	while (map_next(known, &at, &key, &value))
		suggest_offer(&s, key);
	return yaml_fail(ei, &name->mark, ERR_NOTFOUND,
	    "no %s named \"%.*s\"%s", what, SV_ARG(name->text),
	    suggest_text(&s, hint));
}

/* `"do" is "tokenize"; one of allow, tokenise is wanted; did you mean ...` */
static int
fail_word(const struct schema_key *key, const struct yaml_node *node,
    const char *const *words, struct errinfo *ei)
{
	char list[WORDS_TEXT_BYTES] = "", hint[SUGGEST_TEXT_BYTES];
	size_t used = 0;
	struct suggest s;

	suggest_init(&s, node->text);
	for (size_t i = 0; words[i] != NULL; i++) {
		suggest_offer(&s, sv_cstr(words[i]));
		if (used < sizeof(list))
			used += (size_t)snprintf(list + used,
			    sizeof(list) - used, "%s%s", i > 0 ? ", " : "",
			    words[i]);
	}
	return yaml_fail(ei, &node->mark, ERR_SYNTAX,
	    "\"%s\" is \"%.*s\"; one of %s is wanted%s", key->name,
	    node->text.len > 80 ? 80 : (int)node->text.len, node->text.ptr,
	    list, suggest_text(&s, hint));
}

static int
read_word(const struct schema_key *key, const char *const *words,
    const struct yaml_node *node, int *out, struct errinfo *ei)
{
	if (node->kind != YAML_TEXT)
		return fail_wants(key, node, ei);
	for (int i = 0; words[i] != NULL; i++) {
		if (sv_eq(node->text, sv_cstr(words[i]))) {
			*out = i;
			return 0;
		}
	}
	return fail_word(key, node, words, ei);
}

static int
read_bool(const struct schema_key *key, const struct yaml_node *node,
    bool *out, struct errinfo *ei)
{
	int value, rc;

	if (node->kind != YAML_TEXT || !node->plain)
		return fail_wants(key, node, ei);
	rc = read_word(key, truths, node, &value, ei);
	if (rc == 0)
		*out = value == 1;
	return rc;
}

static int
fail_range(const struct schema_key *key, const struct yaml_node *node,
    uint64_t max, struct errinfo *ei)
{
	char upper[32] = "";

	if (key->max == 0)
		(void)snprintf(upper, sizeof(upper), " or more");
	else if (key->min != max)
		(void)snprintf(upper, sizeof(upper), " to %llu",
		    (unsigned long long)max);
	return yaml_fail(ei, &node->mark, ERR_RANGE,
	    "\"%.*s\" is %.*s; it must be %llu%s%s",
	    SV_ARG(node->key->text), SV_ARG(node->text),
	    (unsigned long long)key->min, upper,
	    key->kind == SCHEMA_SIZE ? " bytes" :
	    key->kind == SCHEMA_DURATION ? " milliseconds" : "");
}

static int
read_number(const struct schema_key *key, const struct yaml_node *node,
    uint64_t *out, struct errinfo *ei)
{
	uint64_t n, max = key->max > 0 ? key->max : UINT64_MAX;
	int rc = ERR_SYNTAX;

	if (key->kind == SCHEMA_DURATION && max > UINT32_MAX)
		max = UINT32_MAX;
	if (node->kind == YAML_TEXT && key->kind == SCHEMA_UINT)
		rc = num_u64(node->text, &n);
	else if (node->kind == YAML_TEXT && key->kind == SCHEMA_SIZE)
		rc = num_size(node->text, &n);
	else if (node->kind == YAML_TEXT)
		rc = num_duration(node->text, &n);
	if (rc == ERR_SYNTAX)
		return fail_wants(key, node, ei);
	if (rc != 0 || n < key->min || n > max)
		return fail_range(key, node, max, ei);
	*out = n;
	return 0;
}

static int
read_text(const struct schema_key *key, const struct yaml_node *node,
    struct sv *out, struct errinfo *ei)
{
	if (node->kind != YAML_TEXT || node->text.len == 0 ||
	    (key->kind == SCHEMA_NAME && !schema_is_name(node->text)))
		return fail_wants(key, node, ei);
	*out = node->text;
	return 0;
}

static int
read_date(const struct schema_key *key, const struct yaml_node *node,
    int64_t *out, struct errinfo *ei)
{
	if (node->kind != YAML_TEXT || clock_parse(node->text, out) != 0)
		return fail_wants(key, node, ei);
	return 0;
}

/* A list's items, or the node itself as the only one. */
static const struct yaml_node *
first_item(const struct yaml_node *node, size_t *ret_count)
{
	*ret_count = node->kind == YAML_LIST ? node->count : 1;
	return node->kind == YAML_LIST ? node->child : node;
}

static int
read_texts(const struct schema_key *key, const struct yaml_node *node,
    struct arena *arena, struct schema_texts *out, struct errinfo *ei)
{
	size_t count, i = 0;
	const struct yaml_node *n = first_item(node, &count);
	struct schema_text *items;

	items = arena_zalloc(arena, count + 1, sizeof(*items));
	if (items == NULL)
		return yaml_fail(ei, &node->mark, ERR_NOMEM, "out of memory");
	for (; i < count; i++, n = n->next) {
		if (n->kind != YAML_TEXT || n->text.len == 0)
			return fail_wants(key, n, ei);
		items[i] = (struct schema_text){ n->text, n->mark };
	}
	*out = (struct schema_texts){ items, count };
	return 0;
}

static int
read_structs(const struct schema_key *key, const struct yaml_node *node,
    struct arena *arena, struct schema_array *out, struct errinfo *ei)
{
	const struct schema *sub = key->sub;
	size_t count;
	const struct yaml_node *n = first_item(node, &count);
	char *items;
	int rc = 0;

	if (node->kind != YAML_LIST && node->kind != YAML_MAP)
		return fail_wants(key, node, ei);
	items = arena_zalloc(arena, count + 1, sub->size);
	if (items == NULL)
		return yaml_fail(ei, &node->mark, ERR_NOMEM, "out of memory");
	for (size_t i = 0; i < count && rc == 0; i++, n = n->next) {
		if (sub->defaults != NULL)
			memcpy(items + i * sub->size, sub->defaults, sub->size);
		rc = schema_read(sub, n, arena, items + i * sub->size, ei);
	}
	if (rc == 0)
		*out = (struct schema_array){ items, count };
	return rc;
}

static int
read_value(const struct schema_key *key, const struct yaml_node *node,
    struct arena *arena, void *out, struct errinfo *ei)
{
	uint64_t ms;
	int rc;

	switch (key->kind) {
	case SCHEMA_TEXT:
	case SCHEMA_NAME:
		return read_text(key, node, out, ei);
	case SCHEMA_BOOL:
		return read_bool(key, node, out, ei);
	case SCHEMA_UINT:
	case SCHEMA_SIZE:
		return read_number(key, node, out, ei);
	case SCHEMA_DURATION:
		rc = read_number(key, node, &ms, ei);
		if (rc == 0)
			*(uint32_t *)out = (uint32_t)ms;
		return rc;
	case SCHEMA_DATE:
		return read_date(key, node, out, ei);
	case SCHEMA_WORD:
		return read_word(key, key->words, node, out, ei);
	case SCHEMA_TEXTS:
		return read_texts(key, node, arena, out, ei);
	case SCHEMA_STRUCT:
		return schema_read(key->sub, node, arena, out, ei);
	case SCHEMA_STRUCTS:
		return read_structs(key, node, arena, out, ei);
	case SCHEMA_CUSTOM:
		rc = key->read(node, arena, out, ei);
		return rc == ERR_INVAL ? fail_wants(key, node, ei) : rc;
	case SCHEMA_MARK:
		break;
	}
	return ERR_INVAL;
}

static const struct schema_key *
find_key(const struct schema *schema, struct sv name)
{
	for (size_t i = 0; i < schema->nkeys; i++) {
		const struct schema_key *k = &schema->keys[i];

		if (k->name != NULL && sv_eq(name, sv_cstr(k->name)))
			return k;
	}
	return NULL;
}

static int
fail_unknown(const struct schema *schema, const struct yaml_node *key,
    struct errinfo *ei)
{
	char hint[SUGGEST_TEXT_BYTES];
	struct suggest s;

	suggest_init(&s, key->text);
	for (size_t i = 0; i < schema->nkeys; i++) {
		if (schema->keys[i].name != NULL)
			suggest_offer(&s, sv_cstr(schema->keys[i].name));
	}
	return yaml_fail(ei, &key->mark, ERR_NOTFOUND,
	    "unknown key \"%.*s\" in %s%s",
	    key->text.len > 80 ? 80 : (int)key->text.len, key->text.ptr,
	    schema->title, suggest_text(&s, hint));
}

/* Marks are filled in and missing keys found by going through the table. */
static int
check_keys(const struct schema *schema, const struct yaml_node *node,
    char *out, struct errinfo *ei)
{
	for (size_t i = 0; i < schema->nkeys; i++) {
		const struct schema_key *k = &schema->keys[i];

		if (k->kind == SCHEMA_MARK)
			memcpy(out + k->offset, &node->mark,
			    sizeof(node->mark));
		else if (k->required &&
		    yaml_get(node, sv_cstr(k->name)) == NULL)
			return yaml_fail(ei, &node->mark, ERR_NOTFOUND,
			    "%s needs the key \"%s\"", schema->title, k->name);
	}
	return 0;
}

int
schema_read(const struct schema *schema, const struct yaml_node *node,
    struct arena *arena, void *out, struct errinfo *ei)
{
	const struct schema_key *key;
	const struct yaml_node *n;
	char *base = out;
	int rc;

	if (node->kind != YAML_MAP)
		return yaml_fail(ei, &node->mark, ERR_SYNTAX,
		    "%s is a map (key: value), not %s", schema->title,
		    yaml_kind_name(node->kind));
	for (n = node->child; n != NULL; n = n->next) {
		key = find_key(schema, n->key->text);
		if (key == NULL)
			return fail_unknown(schema, n->key, ei);
		rc = read_value(key, n, arena, base + key->offset, ei);
		if (rc != 0)
			return rc;
		if (key->present > 0)
			*(bool *)(base + key->present - 1) = true;
	}
	return check_keys(schema, node, base, ei);
}
