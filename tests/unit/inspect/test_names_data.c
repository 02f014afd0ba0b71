/*
 * Names in the labelled sets of ../shared, through detection as a request
 * goes: what was reached is held. Of da fi hu ro sv only each tenth sentence
 * counts, which the trainer never saw; it never saw any of the others.
 */
#include <stdio.h>
#include <stdlib.h>

#include "inspect/detect.h"
#include "inspect/names/train/corpus.h"
#include "tests/tap/tap.h"

enum { TENTHS = 10, ARENA_BYTES = 1 << 28 };

/* F1 of persons in tenths of a percent, at least. */
static const struct {
	const char *code, *file;
	bool held_out;
	int least;
} sets[] = {
	{ "da", "da_train.tsv", true, 864 },
	{ "fi", "fi_train.tsv", true, 883 },
	{ "hu", "hu_train.tsv", true, 866 },
	{ "sv", "sv_train.tsv", true, 897 },
	{ "de", "wn_de_val.tsv", false, 846 },
	{ "en", "wn_en_val.tsv", false, 779 },
	{ "es", "wn_es_val.tsv", false, 861 },
	{ "fr", "wn_fr_val.tsv", false, 904 },
	{ "it", "wn_it_val.tsv", false, 759 },
	{ "nl", "wn_nl_val.tsv", false, 837 },
	{ "pl", "wn_pl_val.tsv", false, 811 },
	{ "pt", "wn_pt_val.tsv", false, 747 },
};

struct tally {
	size_t right, found, wanted;
};

/* "Jr." and "Jr" are the same name. */
static size_t
bare_end(struct sv text, size_t start, size_t end)
{
	while (end > start + 1 && text.ptr[end - 1] == '.')
		end--;
	return end;
}

static bool
is_right(const struct corpus_text *t, const struct finding *f)
{
	for (size_t i = 0; i < t->nspans; i++) {
		const struct corpus_span *s = &t->spans[i];

		if (s->kind == KIND_PERSON && s->start == f->start &&
		    bare_end(t->text, s->start, s->end) ==
		    bare_end(t->text, f->start, f->end))
			return true;
	}
	return false;
}

static void
count(const struct detect_engine *e, const struct corpus_text *t,
    uint16_t person, struct tally *tally)
{
	struct field field = { .text = t->text };
	struct findings found = { NULL, 0 };
	struct arena a;

	arena_init(&a, ARENA_BYTES);
	if (detect_scan(e, &a, &field, 1, &found) != 0)
		tap_ok(false, "scan %.*s", SV_ARG(t->text));
	for (size_t i = 0; i < t->nspans; i++)
		tally->wanted += t->spans[i].kind == KIND_PERSON;
	for (size_t i = 0; i < found.count; i++) {
		if (found.items[i].class_id != person)
			continue;
		tally->found++;
		tally->right += is_right(t, &found.items[i]);
	}
	arena_done(&a);
}

static void
test_set(const struct detect_engine *e, uint16_t person, size_t which)
{
	struct corpus_reader r = { .tokens = true };
	struct tally t = { 0, 0, 0 };
	struct corpus_text text = { 0 };
	char path[256];
	struct arena a;
	struct sv all;
	int f1;

	(void)snprintf(path, sizeof(path), "../shared/data/ner/%s",
	    sets[which].file);
	all = r.rest = tap_read_file(tap_source_path(path));
	if (all.ptr == NULL) {
		tap_skip(1, "no labelled set beside the tree");
		return;
	}
	arena_init(&a, ARENA_BYTES);
	for (size_t i = 1; corpus_next(&r, &a, &text) == 0; i++)
		if (!sets[which].held_out || i % TENTHS == 0)
			count(e, &text, person, &t);
	f1 = t.found + t.wanted == 0 ? 0 :
	    (int)(2000 * t.right / (t.found + t.wanted));
	tap_ok(f1 >= sets[which].least, "%s: F1 of persons %d.%d",
	    sets[which].code, f1 / 10, f1 % 10);
	arena_done(&a);
	free((void *)(uintptr_t)all.ptr);
}

int
main(void)
{
	static char packs[1024];
	const char *list[] = { packs };
	struct detect_config config = { .packs = list, .npacks = 1 };
	struct detect_engine *e = NULL;
	struct errinfo ei = { 0 };
	uint16_t person = 0;

	(void)snprintf(packs, sizeof(packs), "%s",
	    tap_source_path("share/detectors"));
	if (!tap_ok(detect_open(&config, &e, &ei) == 0 &&
	    detect_class_find(e, SV("personal.name"), &person) == 0,
	    "open: %s", ei.text))
		return tap_done();
	for (size_t i = 0; i < NELEMS(sets); i++)
		test_set(e, person, i);
	detect_close(e);
	return tap_done();
}
