#include "cli/packs.h"

#include <string.h>

#include "inspect/engine.h"

enum { PACKS_BYTES = 128 * 1024 * 1024 };

static int
add_entry(struct packs *p, const struct pack *pack,
    const struct pack_detector *d, struct errinfo *ei)
{
	struct packs_entry *e = &p->entries[p->count++];
	size_t len = pack->name.len + 1 + d->name.len;
	char *name = arena_alloc(&p->arena, len);
	int err;

	if (name == NULL)
		return ERR_NOMEM;
	memcpy(name, pack->name.ptr, pack->name.len);
	name[pack->name.len] = '/';
	memcpy(name + pack->name.len + 1, d->name.ptr, d->name.len);
	*e = (struct packs_entry){ pack, d, { name, len } };
	err = map_put(&p->names, e->name, e);
	if (err == ERR_EXISTS)
		return yaml_fail(ei, &d->mark, ERR_EXISTS, "the detector "
		    "%.*s is there already", SV_ARG(e->name));
	return err;
}

int
packs_open(const char *const *paths, size_t npaths, struct packs *ret,
    struct errinfo *ei)
{
	size_t total = 0;
	int err = 0;

	*ret = (struct packs){ .list = { .items = NULL } };
	arena_init(&ret->arena, PACKS_BYTES);
	map_init(&ret->names);
	for (size_t i = 0; i < npaths && err == 0; i++)
		err = pack_read(paths[i], &ret->arena, &ret->list, ei);
	if (err != 0)
		return err;
	for (size_t i = 0; i < ret->list.count; i++)
		total += ret->list.items[i].count;
	ret->entries = arena_zalloc(&ret->arena, total + 1,
	    sizeof(*ret->entries));
	if (ret->entries == NULL)
		err = ERR_NOMEM;
	for (size_t i = 0; i < ret->list.count && err == 0; i++) {
		const struct pack *pack = &ret->list.items[i];

		for (size_t k = 0; k < pack->count && err == 0; k++)
			err = add_entry(ret, pack, &pack->detectors[k], ei);
	}
	return err == ERR_NOMEM ? errinfo_set(ei, err, "detector packs: %s",
	    err_text(err)) : err;
}

void
packs_done(struct packs *p)
{
	map_done(&p->names);
	arena_done(&p->arena);
}

const struct packs_entry *
packs_find(const struct packs *p, struct sv name)
{
	return map_get(&p->names, name);
}

const char *
packs_strength_name(int strength)
{
	switch ((enum pack_strength)strength) {
	case STRENGTH_NONE:
		return "none";
	case STRENGTH_STRONG:
		return "strong";
	case STRENGTH_GOOD:
		return "good";
	case STRENGTH_MEDIUM:
		return "medium";
	case STRENGTH_WEAK:
		return "weak";
	}
	return "";
}

const char *
packs_canonical_name(int canonical)
{
	switch ((enum canonical)canonical) {
	case CANONICAL_EXACT:
		return "exact";
	case CANONICAL_LOWER:
		return "lower";
	case CANONICAL_COMPACT:
		return "compact";
	case CANONICAL_DIGITS:
		return "digits";
	case CANONICAL_PHONE:
		return "phone";
	case CANONICAL_IBAN:
		return "iban";
	case CANONICAL_SERIES:
		return "series";
	}
	return "";
}
