/* Every pack of share/detectors: its examples, its strengths, its mistakes. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "inspect/detect.h"
#include "inspect/pack.h"
#include "inspect/validate/validate.h"
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

static uint32_t
random_next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static char
random_like(char kind, uint32_t *state)
{
	if (kind == 'X')
		kind = random_next(state) % 36 < 10 ? '9' : 'A';
	if (kind == '9')
		return (char)('0' + random_next(state) % 10);
	return kind == 'A' ? (char)('A' + random_next(state) % 26) : kind;
}

/* A random string of the first shape, of `{n,m}` the least. */
static struct sv
random_value(struct sv shape, uint32_t *state, char out[64])
{
	size_t len = 0;

	for (size_t i = 0; i < shape.len; i++) {
		char c = shape.ptr[i];
		unsigned n = 1;

		if (i + 1 < shape.len && shape.ptr[i + 1] == '{') {
			n = (unsigned)strtoul(shape.ptr + i + 2, NULL, 10);
			i = (size_t)(strchr(shape.ptr + i, '}') - shape.ptr);
		}
		for (; n > 0 && len < 64; n--)
			out[len++] = random_like(c, state);
	}
	return sv_make(out, len);
}

/* Without what parts it. */
static struct sv
compact_value(struct sv text, char out[64])
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++)
		if (strchr(" -./+", text.ptr[i]) == NULL)
			out[len++] = text.ptr[i];
	return sv_make(out, len);
}

/* The strength a pack claims is the share its validator really accepts. */
static void
measure(const struct pack_detector *p)
{
	static const double most[] = { 0, 0.001, 0.006, 0.05, 1 };
	static const double least[] = { 0, 0, 0.0001, 0.001, 0.02 };
	enum { TRIES = 100000 };
	struct validate_input in;
	uint32_t state = 20261124;
	unsigned accepted = 0;
	validate_fn *check;
	double share;
	char out[64], compact[64];

	if (p->strength == STRENGTH_NONE)
		return;
	check = validate_find(p->validator);
	for (unsigned i = 0; i < TRIES; i++) {
		in.text = random_value(p->shapes.items[0].text, &state, out);
		in.compact = compact_value(in.text, compact);
		accepted += check(&in) != GRADE_NONE;
	}
	share = (double)accepted / TRIES;
	tap_ok(share < most[p->strength] && share >= least[p->strength],
	    "%.*s accepts %.3f %% of random strings", SV_ARG(p->name),
	    share * 100);
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
			measure(&list.items[i].detectors[k]);
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
	test_mistakes();
	test_absent_weights();
	return tap_done();
}
