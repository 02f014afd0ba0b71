/* Compiling a policy: places, zones, hosts and declared destinations. */
#include "base/arena.h"
#include "base/suggest.h"
#include "rules/policy_raw.h"
#include "rules/tables.h"

static int
out_of_memory(struct compiler *c)
{
	return errinfo_set(c->ei, ERR_NOMEM, "out of memory");
}

int
policy_compile_place(struct compiler *c, const struct schema_text *t,
    struct places *ret)
{
	const struct law *law = &c->policy->catalogue->law;
	char upper[4] = "", hint[SUGGEST_TEXT_BYTES];
	struct suggest s;

	if (sv_find_char(t->text, '+') < 0 &&
	    law_parse_places(law, t->text, ret) == 0)
		return 0;
	suggest_init(&s, t->text);
	if (t->text.len == 2) {
		for (size_t i = 0; i < 2; i++)
			upper[i] = (char)(t->text.ptr[i] & ~0x20);
		if (law_country(law, sv_cstr(upper)) != LAW_NONE)
			suggest_offer(&s, sv_cstr(upper));
	}
	return yaml_fail(c->ei, &t->mark, ERR_NOTFOUND, "\"%.*s\" is no "
	    "country code (ISO 3166-1) and no group (EU, EEA, EFTA)%s",
	    SV_ARG(t->text), suggest_text(&s, hint));
}

int
policy_compile_zone(struct compiler *c, const struct schema_text *t,
    enum zone *ret)
{
	char hint[SUGGEST_TEXT_BYTES];
	struct suggest s;

	if (zone_parse(t->text, ret) == 0)
		return 0;
	suggest_init(&s, t->text);
	for (int i = 0; i < ZONES; i++)
		suggest_offer(&s, sv_cstr(zone_name((enum zone)i)));
	return yaml_fail(c->ei, &t->mark, ERR_NOTFOUND,
	    "\"%.*s\" is no zone%s", SV_ARG(t->text), suggest_text(&s, hint));
}

int
policy_compile_host(struct compiler *c, const struct schema_text *t,
    struct hosts_pattern *ret)
{
	struct sv lower = arena_dup_lower(&c->policy->arena, t->text);

	if (lower.ptr == NULL)
		return out_of_memory(c);
	if (hosts_parse(lower, SV(""), ret) == 0)
		return 0;
	return yaml_fail(c->ei, &t->mark, ERR_SYNTAX,
	    "\"%.*s\" is no host; one such as api.example.com, "
	    "\"*.example.com\" or 127.0.0.1:9180 is wanted", SV_ARG(t->text));
}

int
policy_compile_texts(struct compiler *c, const struct schema_texts *raw,
    struct texts *ret)
{
	struct sv *items;

	items = arena_zalloc(&c->policy->arena, raw->count + 1,
	    sizeof(*items));
	if (items == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < raw->count; i++)
		items[i] = raw->items[i].text;
	*ret = (struct texts){ items, raw->count };
	return 0;
}

static int
compile_named_zone(struct compiler *c, const struct yaml_node *n,
    struct named_zone *z)
{
	const struct yaml_node *item = n->kind == YAML_LIST ? n->child : n;
	struct schema_text text;
	enum zone lawful;
	int rc = 0;

	*z = (struct named_zone){ .name = n->key->text,
		.mark = n->key->mark };
	if (!schema_is_name(z->name) || zone_parse(z->name, &lawful) == 0)
		return yaml_fail(c->ei, &z->mark, ERR_CONFLICT,
		    "\"%.*s\" cannot name a zone of your own: it is a zone of "
		    "the law, or not of a-z, 0-9, '.', '_' and '-'",
		    SV_ARG(z->name));
	for (; item != NULL && rc == 0; item = item->next) {
		if (item->kind != YAML_TEXT)
			return schema_wants(n, "a list of country codes or "
			    "groups such as [DE, AT, CH]", c->ei);
		text = (struct schema_text){ item->text, item->mark };
		rc = policy_compile_place(c, &text, &z->members);
		if (n->kind != YAML_LIST)
			break;
	}
	if (rc == 0 && (z->members.open || places_is_empty(&z->members)))
		return yaml_fail(c->ei, &n->mark, ERR_RANGE,
		    "zone \"%.*s\" names no places", SV_ARG(z->name));
	return rc;
}

/* Compile `n` into the next zone and check that its name is new. */
static int
add_named_zone(struct compiler *c, const struct yaml_node *n)
{
	int rc = compile_named_zone(c, n, &c->zones[c->nzones]);

	for (size_t k = 0; rc == 0 && k < c->nzones; k++) {
		if (sv_eq(c->zones[k].name, n->key->text))
			rc = yaml_fail(c->ei, &n->key->mark, ERR_CONFLICT,
			    "zone \"%.*s\" stands also at %s:%u",
			    SV_ARG(n->key->text), c->zones[k].mark.file,
			    c->zones[k].mark.line);
	}
	c->nzones++;
	return rc;
}

int
policy_compile_zones(struct compiler *c)
{
	const struct yaml_node *n;
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < c->nfiles; i++)
		count += c->files[i].zones != NULL ? c->files[i].zones->count
		    : 0;
	c->zones = arena_zalloc(&c->policy->arena, count + 1,
	    sizeof(*c->zones));
	if (c->zones == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < c->nfiles; i++) {
		n = c->files[i].zones != NULL ? c->files[i].zones->child
		    : NULL;
		for (; n != NULL && rc == 0; n = n->next)
			rc = add_named_zone(c, n);
	}
	return rc;
}

static int
compile_date(struct compiler *c, const struct schema_text *t, int64_t *ret)
{
	if (law_date(t->text, INT64_MAX, true, ret) == 0)
		return 0;
	return yaml_fail(c->ei, &t->mark, ERR_SYNTAX, "\"%.*s\" is no date; "
	    "one such as 2026-12-31 is wanted", SV_ARG(t->text));
}

static int
compile_tools(struct compiler *c, const struct raw_destination *raw,
    struct declared *d)
{
	const struct raw_tool *in = raw->tools.items;
	int rc = 0;

	d->ntools = raw->tools.count;
	d->tools = arena_zalloc(&c->policy->arena, d->ntools + 1,
	    sizeof(*d->tools));
	if (d->tools == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < d->ntools && rc == 0; i++) {
		struct law_tool *t = &d->tools[i];

		t->kind = (enum tool_kind)(in[i].kind + TOOL_ADEQUACY);
		t->ref = in[i].tia.len > 0 ? in[i].tia : in[i].ref;
		t->from_ns = in[i].has_from ? in[i].from_ns : INT64_MIN;
		rc = compile_date(c, &in[i].review_by, &t->to_ns);
		if (in[i].module.len > 0 && t->kind != TOOL_SCC)
			return yaml_fail(c->ei, &in[i].mark, ERR_CONFLICT,
			    "only a tool of kind scc has modules");
	}
	return rc;
}

static int
compile_destination(struct compiler *c, const struct raw_destination *raw,
    struct declared *d)
{
	int rc = 0;

	d->provider = raw->provider;
	d->operator = raw->operator;
	d->has_zone = raw->zone.text.len > 0;
	if (d->has_zone)
		rc = policy_compile_zone(c, &raw->zone, &d->zone);
	for (unsigned a = 0; a < AXES && rc == 0; a++) {
		if (raw->axis[a].count > 0)
			d->axes |= 1u << a;
		for (size_t i = 0; i < raw->axis[a].count && rc == 0; i++)
			rc = policy_compile_place(c, &raw->axis[a].items[i],
			    &d->axis[a]);
	}
	if (rc == 0)
		rc = compile_tools(c, raw, d);
	if (rc == 0)
		rc = policy_compile_texts(c, &raw->certified, &d->certified);
	if (rc == 0)
		rc = compile_date(c, &raw->until, &d->until_ns);
	if (rc == 0 && raw->hosts.count == 0)
		rc = yaml_fail(c->ei, &raw->mark, ERR_NOTFOUND,
		    "a destination needs at least one host");
	return rc;
}

/* All patterns so far, and where each stands. */
struct host_list {
	struct hosts_pattern *patterns;
	const struct schema_text **texts;
	size_t n;
};

static int
add_hosts(struct compiler *c, const struct raw_destination *raw, size_t value,
    struct host_list *list)
{
	int rc = 0;

	for (size_t i = 0; i < raw->hosts.count && rc == 0; i++) {
		rc = policy_compile_host(c, &raw->hosts.items[i],
		    &list->patterns[list->n]);
		list->patterns[list->n].value = (uint32_t)list->n;
		list->texts[list->n] = &raw->hosts.items[i];
		c->policy->host_owner[list->n++] = (uint32_t)value;
	}
	return rc;
}

static int
build_hosts(struct compiler *c, struct host_list *list)
{
	struct policy *p = c->policy;
	const struct schema_text *t;
	size_t at = 0;
	int rc = hosts_build(&p->hosts, list->patterns, list->n, &p->arena,
	    &at);

	if (rc != ERR_CONFLICT)
		return rc == 0 ? 0 : out_of_memory(c);
	t = list->texts[list->patterns[at].value];
	return yaml_fail(c->ei, &t->mark, rc,
	    "host \"%.*s\" is declared twice", SV_ARG(t->text));
}

static void
count_destinations(const struct compiler *c, size_t *ret_n, size_t *ret_hosts)
{
	*ret_n = 0;
	*ret_hosts = 0;
	for (size_t i = 0; i < c->nfiles; i++) {
		const struct schema_array *in = &c->files[i].destinations;
		const struct raw_destination *d = in->items;

		*ret_n += in->count;
		for (size_t k = 0; k < in->count; k++)
			*ret_hosts += d[k].hosts.count;
	}
}

int
policy_compile_destinations(struct compiler *c)
{
	struct policy *p = c->policy;
	struct host_list list = { .n = 0 };
	size_t n, hosts;
	int rc = 0;

	count_destinations(c, &n, &hosts);
	p->declared = arena_zalloc(&p->arena, n + 1, sizeof(*p->declared));
	p->host_owner = arena_zalloc(&p->arena, hosts + 1,
	    sizeof(*p->host_owner));
	list.patterns = arena_zalloc(&p->arena, hosts + 1,
	    sizeof(*list.patterns));
	list.texts = arena_zalloc(&p->arena, hosts + 1, sizeof(*list.texts));
	if (p->declared == NULL || p->host_owner == NULL ||
	    list.patterns == NULL || list.texts == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < c->nfiles && rc == 0; i++) {
		const struct raw_destination *d =
		    c->files[i].destinations.items;

		for (size_t k = 0; k < c->files[i].destinations.count &&
		    rc == 0; k++) {
			rc = compile_destination(c, &d[k],
			    &p->declared[p->ndeclared]);
			if (rc == 0)
				rc = add_hosts(c, &d[k], p->ndeclared, &list);
			p->ndeclared++;
		}
	}
	return rc != 0 ? rc : build_hosts(c, &list);
}
