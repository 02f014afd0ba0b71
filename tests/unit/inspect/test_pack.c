/* Every pack of share/detectors: its examples, its strengths, its mistakes. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "inspect/detect.h"
#include "inspect/pack.h"
#include "inspect/strength.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

static void
show(const struct detect_engine *e, const struct findings *f, struct sv text)
{
	for (size_t i = 0; i < f->count; i++) {
		struct finding x = f->items[i];

		tap_diag("  found %.*s by %.*s, %u: '%.*s'",
		    SV_ARG(detect_class_name(e, x.class_id)),
		    SV_ARG(detect_detector_name(e, x.detector)), x.score,
		    SV_ARG(sv_slice(text, x.start, x.end)));
	}
}

static bool
has_class(const struct findings *f, uint16_t class_id)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].class_id == class_id)
			return true;
	return false;
}

static bool
has_exactly(const struct findings *f, uint16_t class_id, size_t start,
    size_t end)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].class_id == class_id &&
		    f->items[i].start == start && f->items[i].end == end)
			return true;
	return false;
}

static void
run_examples(const struct detect_engine *e, const struct pack_detector *p)
{
	struct findings f;
	struct arena a;
	struct buf text;
	size_t start = 0, end = 0;
	uint16_t class_id = 0;

	buf_init(&text, 1 << 16);
	arena_init(&a, 1 << 22);
	tap_is_int(detect_class_find(e, p->class_name, &class_id), 0,
	    "%.*s is a class", SV_ARG(p->class_name));
	for (size_t i = 0; i < p->positive.count; i++) {
		struct sv example = p->positive.items[i].text;
		struct field field = { .role = FIELD_CONTENT };

		if (!tap_ok(packs_kit_take_marks(example, &text, &start, &end),
		    "%.*s: marked example", SV_ARG(p->name)))
			continue;
		field.text = buf_sv(&text);
		if (!tap_ok(detect_scan(e, &a, &field, 1, &f) == 0 &&
		    has_exactly(&f, class_id, start, end), "%.*s finds %.*s",
		    SV_ARG(p->name), SV_ARG(example)))
			show(e, &f, field.text);
	}
	for (size_t i = 0; i < p->negative.count; i++) {
		struct field field = { .text = p->negative.items[i].text };

		if (!tap_ok(detect_scan(e, &a, &field, 1, &f) == 0 &&
		    !has_class(&f, class_id), "%.*s leaves %.*s",
		    SV_ARG(p->name), SV_ARG(field.text)))
			show(e, &f, field.text);
	}
	arena_done(&a);
	buf_done(&text);
}

/* What is low enough to be nothing certain: 75 stands for "near". */
enum { LOW = 70, DRAWN = 300 };

/* A finding of `name`, "pack/detector", that is more than low. */
static bool
is_sure(const struct detect_engine *e, const struct findings *f,
    struct sv name)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].score > LOW && sv_eq(name,
		    detect_detector_name(e, f->items[i].detector)))
			return true;
	return false;
}

/* The same strings alone: is a weak detector sure of 5 % of them? */
static void
test_alone(const struct detect_engine *e, const struct pack *pack,
    const struct pack_detector *d)
{
	uint64_t state = 7;
	unsigned sure = 0;
	struct buf text, name;
	int err = 0;

	buf_init(&text, 1 << 16);
	buf_init(&name, 1 << 10);
	buf_addf(&name, "%.*s/%.*s", SV_ARG(pack->name), SV_ARG(d->name));
	for (int i = 0; i < DRAWN && err == 0; i++) {
		struct field field = { .role = FIELD_CONTENT };
		struct findings f = { NULL, 0 };
		struct arena a;

		arena_init(&a, 1 << 24);
		buf_reset(&text);
		err = strength_draw(d, &state, &text);
		field.text = buf_sv(&text);
		if (err == 0)
			err = detect_scan(e, &a, &field, 1, &f);
		sure += is_sure(e, &f, buf_sv(&name));
		arena_done(&a);
	}
	tap_ok(err == 0 && sure * 20 < DRAWN, "%.*s is weak, and without "
	    "context sure of %u of %d", SV_ARG(d->name), sure, DRAWN);
	buf_done(&name);
	buf_done(&text);
}

/* Every detector states a strength, and no more than is measured. */
static void
test_strength(const struct detect_engine *e, const struct pack *pack,
    const struct pack_detector *d)
{
	enum pack_strength stated = (enum pack_strength)d->strength;
	struct strength_rate rate = { 0, 1 };

	if (!strength_is_measured(d)) {
		tap_ok(stated == STRENGTH_NONE, "%.*s has terms, no strength",
		    SV_ARG(d->name));
		return;
	}
	tap_is_int(strength_measure(d, e, &rate), 0, "%.*s is measured",
	    SV_ARG(d->name));
	tap_ok(strength_may_state(stated, rate),
	    "%.*s accepts %u of %u random strings", SV_ARG(d->name),
	    rate.accepted, rate.tries);
	if (stated == STRENGTH_WEAK)
		test_alone(e, pack, d);
}

/* Where one class ends and the next begins. */
static void
test_bounds(void)
{
	static const struct {
		unsigned accepted;
		enum pack_strength is;
	} cases[] = {
		{ 0, STRENGTH_STRONG }, { 999, STRENGTH_STRONG },
		{ 1000, STRENGTH_GOOD }, { 5999, STRENGTH_GOOD },
		{ 6000, STRENGTH_MEDIUM }, { 49999, STRENGTH_MEDIUM },
		{ 50000, STRENGTH_WEAK }, { 1000000, STRENGTH_WEAK },
	};

	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct strength_rate rate = { cases[i].accepted, 1000000 };

		tap_is_int(strength_of(rate), cases[i].is, "%u of a million",
		    rate.accepted);
		tap_ok(strength_may_state(cases[i].is, rate) &&
		    !strength_may_state(STRENGTH_NONE, rate) &&
		    (cases[i].is == STRENGTH_STRONG ||
		    !strength_may_state(cases[i].is - 1, rate)),
		    "no more may be stated");
	}
}

static void
test_packs(const struct detect_engine *e)
{
	struct pack_list list = { 0 };
	struct errinfo ei = { 0 };
	struct arena a;

	arena_init(&a, 1 << 24);
	tap_is_int(pack_read(tap_source_path("share/detectors"), &a, &list,
	    &ei), 0, "packs read");
	for (size_t i = 0; i < list.count; i++) {
		for (size_t k = 0; k < list.items[i].count; k++) {
			run_examples(e, &list.items[i].detectors[k]);
			test_strength(e, &list.items[i],
			    &list.items[i].detectors[k]);
		}
	}
	tap_ok(list.count >= 5, "%zu packs", list.count);
	arena_done(&a);
}

/* A detector with one line replaced: the error names line and reason. */
static const struct {
	const char *lines, *message;
	int code;
} mistakes[] = {
	{ "    shapes: ['9{2']", "not a shape", ERR_SYNTAX },
	{ "    shapes: ['9{1,60}.9{1,60}']", "too many", ERR_LIMIT },
	{ "    match: emial", "did you mean \"email\"", ERR_NOTFOUND },
	{ "    shapes: ['9']\n    match: email", "one of match", ERR_SYNTAX },
	{ "    pattern: 'a'", "literals", ERR_SYNTAX },
	{ "    literals: [a]\n    pattern: 'a('", "missing", ERR_SYNTAX },
	{ "    shapes: ['9']\n    validator: lune", "validator", ERR_NOTFOUND },
	{ "    shapes: ['9']\n    context: [fone]",
	    "did you mean \"phone\"", ERR_NOTFOUND },
	{ "    shapes: ['9']\n    context: [any_id, phone]",
	    "belongs before", ERR_INVAL },
	{ "    shapes: ['9']\n    colour: red", "unknown key", ERR_NOTFOUND },
	{ "    shapes: ['9']\n    score: 101", "score", ERR_RANGE },
	{ "    literals: [a]\n    match: jwt\n    pattern: 'a'",
	    "matcher of keys", ERR_SYNTAX },
	{ "    match: assigned", "literals are wanted", ERR_SYNTAX },
	{ "    literals: [a]\n    pattern: 'a'\n    back: 97", "back",
	    ERR_RANGE },
};

static void
test_mistakes(void)
{
	char path[] = "/tmp/exeat-pack-XXXXXX.yaml", text[1024];
	const char *packs[] = { path };
	struct detect_config config = { .packs = packs, .npacks = 1 };
	int fd = mkstemps(path, 5);
	FILE *f = fdopen(fd, "w");

	for (size_t i = 0; f != NULL && i < NELEMS(mistakes); i++) {
		struct detect_engine *e = NULL;
		struct errinfo ei = { 0 };

		rewind(f);
		if (ftruncate(fd, 0) != 0)
			break;
		(void)fprintf(f, "pack: 1\nname: x\nwords:\n  phone: "
		    "{en: [phone]}\n  any_id: {en: [id]}\ndetectors:\n  - name: x\n    class: x.y\n"
		    "    about: x\n    spec: x\n    positive: []\n"
		    "    negative: []\n%s\n", mistakes[i].lines);
		(void)fflush(f);
		tap_is_int(detect_open(&config, &e, &ei), mistakes[i].code,
		    "refused:%s", mistakes[i].lines);
		errinfo_format(&ei, text, sizeof(text));
		tap_ok(e == NULL && strstr(text, mistakes[i].message) != NULL &&
		    ei.line > 0, "%s", text);
		detect_close(e);
	}
	if (f != NULL)
		(void)fclose(f);
	(void)unlink(path);
}

/* Weights that are not there: the error is said of the pack that wants them. */
static void
test_absent_weights(void)
{
	char paths[2][32] = { "/tmp/exeat-pack-XXXXXX.yaml",
		"/tmp/exeat-pack-XXXXXX.yaml" }, text[1024];
	const char *packs[] = { paths[0], paths[1] };
	struct detect_config config = { .packs = packs, .npacks = 2 };
	struct detect_engine *e = NULL;
	struct errinfo ei = { 0 };

	for (int i = 0; i < 2; i++) {
		FILE *f = fdopen(mkstemps(paths[i], 5), "w");

		if (f == NULL)
			continue;
		(void)fprintf(f, "pack: 1\nname: x%d\n%sdetectors: []\n", i,
		    i == 0 ? "names: nowhere.weights\n" : "");
		(void)fclose(f);
	}
	tap_is_int(detect_open(&config, &e, &ei), ERR_NOTFOUND,
	    "weights that are not there are an error");
	errinfo_format(&ei, text, sizeof(text));
	tap_ok(strcmp(ei.file, paths[0]) == 0 && ei.line == 0 &&
	    strstr(text, "nowhere.weights") != NULL, "%s", text);
	detect_close(e);
	for (int i = 0; i < 2; i++)
		(void)unlink(paths[i]);
}

int
main(void)
{
	struct detect_engine *e = packs_kit_open();

	if (e != NULL)
		test_packs(e);
	detect_close(e);
	test_bounds();
	test_mistakes();
	test_absent_weights();
	return tap_done();
}
