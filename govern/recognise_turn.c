#include "govern/recognise_turn.h"

#include <string.h>

#include "base/crypto.h"
#include "base/err.h"

enum { DIGEST = 32, SETTINGS_MAX = 1024 * 1024 };

static const struct policy_recogniser *
recogniser_of(const struct recognise_asked *asked)
{
	size_t n;
	const struct policy_recogniser *all =
	    policy_recognisers(asked->engine->policy, &n);

	ASSERT(asked->number < n);
	return &all[asked->number];
}

/* Each with its length before it, so that no two lists are the same bytes. */
static void
add_text(struct buf *b, struct sv s)
{
	buf_addf(b, "%zu ", s.len);
	buf_add_sv(b, s);
}

/* A digest of who is asked and for what; answers depend on all of it. */
static int
digest_of(const struct recognise_asked *asked, uint8_t out[DIGEST])
{
	const struct policy_recogniser *r = recogniser_of(asked);
	struct buf b;
	int rc;

	buf_init(&b, SETTINGS_MAX);
	buf_addf(&b, "%zu %u %d %u ", asked->number, r->port, r->is_tls,
	    r->min_score);
	add_text(&b, asked->scope);
	add_text(&b, r->name);
	add_text(&b, r->host);
	add_text(&b, r->path);
	add_text(&b, r->language);
	for (size_t i = 0; i < r->nentities; i++) {
		add_text(&b, r->entities[i].entity);
		add_text(&b, r->entities[i].class_name);
	}
	rc = buf_err(&b);
	if (rc == 0)
		crypto_sha256(buf_sv(&b), out);
	buf_done(&b);
	return rc;
}

static int
add_known(struct recognise_found *found, struct arena *arena, uint32_t field,
    const struct history_content *known)
{
	for (size_t i = 0; i < known->count; i++) {
		int rc = arena_vec_room(arena, (void **)&found->items,
		    found->count, &found->cap, sizeof(*found->items));

		if (rc != 0)
			return rc;
		found->items[found->count] = known->items[i];
		found->items[found->count++].field = field;
	}
	return 0;
}

/* Look up every value that would be asked about. */
static int
look_up(struct recognise_turn *t, struct history *h,
    const struct document *doc, struct arena *arena,
    struct recognise_found *found)
{
	uint8_t digest[DIGEST];
	int rc = digest_of(&t->asked, digest);

	t->known = arena_zalloc(arena, doc->nfields, sizeof(*t->known));
	t->keys = arena_alloc(arena, doc->nfields * sizeof(*t->keys));
	if (t->known == NULL || t->keys == NULL)
		return ERR_NOMEM;
	for (uint32_t i = 0; i < doc->nfields && rc == 0; i++) {
		const struct field *f = &doc->fields[i];
		struct history_content known;

		if (!recognise_is_asked(f))
			continue;
		rc = history_key_of(h, sv_make(digest, DIGEST), f->text,
		    &t->keys[i]);
		if (rc != 0 || !history_find(h, &t->keys[i], &known))
			continue;
		t->known[i] = true;
		t->nknown++;
		rc = add_known(found, arena, i, &known);
	}
	return rc;
}

int
recognise_turn_begin(const struct recognise_asked *asked,
    const struct document *doc, struct arena *arena,
    struct recognise_found *found, struct recognise_turn *ret)
{
	struct history *h = history_of(asked->engine->detect);
	size_t before = found->count;
	int rc = 0;

	*ret = (struct recognise_turn){ .asked = *asked };
	ASSERT(doc->nfields <= UINT32_MAX);
	if (h != NULL && doc->nfields > 0)
		rc = look_up(ret, h, doc, arena, found);
	if (rc != 0 && rc != ERR_NOMEM) {
		/* Not to know it is no failure. */
		*ret = (struct recognise_turn){ .asked = *asked };
		found->count = before;
		rc = 0;
	}
	return rc != 0 ? rc : recognise_plan(doc, ret->known, arena,
	    &ret->questions);
}

/* Findings of one recogniser, by field: those of i are [at[i], at[i + 1]). */
struct sorted {
	uint16_t low, high;		/* its detectors */
	struct finding *items;
	size_t *at;
};

static void
set_detectors(const struct recognise_turn *t, struct sorted *s)
{
	const struct policy_recogniser *r = recogniser_of(&t->asked);
	size_t first = recognise_first(&t->asked);
	uint16_t class_id;

	/* The policy wants one entity at least. */
	ASSERT(r->nentities > 0);
	outsider_numbers(t->asked.engine->detect, first, &class_id, &s->low);
	outsider_numbers(t->asked.engine->detect, first + r->nentities - 1,
	    &class_id, &s->high);
}

static bool
is_of(const struct sorted *s, const struct finding *f)
{
	return f->detector >= s->low && f->detector <= s->high;
}

static bool
sort(const struct recognise_turn *t, size_t nfields, struct arena *arena,
    const struct recognise_found *found, struct sorted *ret)
{
	struct finding *items = arena_alloc(arena, (found->count + 1) *
	    sizeof(*items));
	/* at[i + 2] counts field i, then at[i + 1] is where its next goes. */
	size_t *at = arena_zalloc(arena, nfields + 2, sizeof(*at));
	struct sorted s = { .items = items, .at = at };

	if (items == NULL || at == NULL)
		return false;
	set_detectors(t, &s);
	for (size_t i = 0; i < found->count; i++)
		if (is_of(&s, &found->items[i]))
			at[found->items[i].field + 2]++;
	for (size_t i = 2; i < nfields + 2; i++)
		at[i] += at[i - 1];
	for (size_t i = 0; i < found->count; i++)
		if (is_of(&s, &found->items[i]))
			items[at[found->items[i].field + 1]++] =
			    found->items[i];
	*ret = s;
	return true;
}

void
recognise_turn_keep(const struct recognise_turn *t,
    const struct document *doc, struct arena *arena,
    const struct recognise_found *found)
{
	struct history *h = history_of(t->asked.engine->detect);
	struct sorted s;

	if (t->keys == NULL || t->questions.count == 0 ||
	    !sort(t, doc->nfields, arena, found, &s))
		return;
	for (size_t i = 0; i < doc->nfields; i++) {
		const struct history_content content = {
			.items = s.items + s.at[i],
			.count = s.at[i + 1] - s.at[i] };

		if (!t->known[i] && recognise_is_asked(&doc->fields[i]))
			history_keep(h, &t->keys[i], &content);
	}
}
