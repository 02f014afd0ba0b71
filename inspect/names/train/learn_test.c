/* What is right: names of the kind, the bytes and nothing else. */
#include <string.h>

#include "inspect/names/tagger.h"
#include "inspect/names/train/learn.h"

enum { FOUND_MAX = 4096, PRIOR = 8 };

struct found {
	struct tagger_span spans[FOUND_MAX];
	size_t count;
};

static void
keep(void *ctx, const struct tagger_span *span)
{
	struct found *f = ctx;

	if (f->count < FOUND_MAX)
		f->spans[f->count++] = *span;
}

/* "Inc." and "Inc" are the same name. */
static size_t
bare_end(struct sv text, size_t start, size_t end)
{
	while (end > start + 1 && text.ptr[end - 1] == '.')
		end--;
	return end;
}

static bool
is_right(const struct corpus_text *t, const struct tagger_span *s)
{
	for (size_t i = 0; i < t->nspans; i++) {
		const struct corpus_span *c = &t->spans[i];

		if (c->kind == s->kind && c->start == s->start &&
		    bare_end(t->text, c->start, c->end) ==
		    bare_end(t->text, s->start, s->end))
			return true;
	}
	return false;
}

void
learn_test(const struct weights *w, const struct learn_set *set,
    struct learn_result *ret)
{
	struct found f;
	struct tagger_hooks hooks = { &f, keep, NULL, NULL, NULL };

	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < set->count; i++) {
		const struct corpus_text *t = &set->texts[i];

		f.count = 0;
		tagger_run(w, t->text, LANG_NONE, &hooks);
		ret->langs_asked++;
		ret->langs_right += t->lang != LANG_NONE &&
		    lang_guess(&w->langs, t->text) == t->lang;
		for (size_t k = 0; k < t->nspans; k++)
			ret->wanted[t->spans[k].kind]++;
		for (size_t k = 0; k < f.count; k++) {
			ret->found[f.spans[k].kind]++;
			ret->right[f.spans[k].kind] +=
			    is_right(t, &f.spans[k]);
		}
	}
}

/* Any shared byte of the right kind: what the score promises. */
static bool
is_near(const struct corpus_text *t, const struct tagger_span *s)
{
	for (size_t i = 0; i < t->nspans; i++)
		if (t->spans[i].kind == s->kind &&
		    t->spans[i].start < s->end && s->start < t->spans[i].end)
			return true;
	return false;
}

/* Right answers by margin, made to rise. */
void
learn_scores(const struct weights *w, struct weights_part *part,
    const struct learn_set *set)
{
	struct weights alone = *w;
	double right[KIND_COUNT][WEIGHTS_MARGINS] = { { 0 } };
	double all[KIND_COUNT][WEIGHTS_MARGINS] = { { 0 } };
	struct found f;
	struct tagger_hooks hooks = { &f, keep, NULL, NULL, NULL };

	for (unsigned k = 0; k < KIND_COUNT; k++)
		for (unsigned m = 0; m < WEIGHTS_MARGINS; m++)
			part->scores[k][m] = (uint8_t)m;
	alone.nparts = 0;
	alone.base = *part;
	for (size_t i = 0; i < set->count; i++) {
		f.count = 0;
		tagger_run(&alone, set->texts[i].text, LANG_NONE, &hooks);
		for (size_t k = 0; k < f.count; k++) {
			struct tagger_span *s = &f.spans[k];

			all[s->kind][s->score]++;
			right[s->kind][s->score] +=
			    is_near(&set->texts[i], s);
		}
	}
	for (unsigned k = 0; k < KIND_COUNT; k++) {
		double least = 0;

		for (unsigned m = 0; m < WEIGHTS_MARGINS; m++) {
			double share = (right[k][m] + PRIOR * least) /
			    (all[k][m] + PRIOR);

			least = share > least ? share : least;
			part->scores[k][m] = (uint8_t)(100 * least + 0.5);
		}
	}
}
