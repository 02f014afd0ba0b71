/*
 * Terms with slots: what they become, and what is refused.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "inspect/build_slots.h"
#include "tests/tap/tap.h"

/* Lists, then the terms that follow. */
static const char pack[] =
    "lists:\n"
    "  verb: {en: [votes for, joined], de: [waehlt]}\n"
    "  party: {en: [Labour, the Greens], de: [SPD]}\n"
    "  broken: {en: [[a], b]}\n"
    "  none: {en: []}\n"
    "terms: [";

static const struct {
	const char *term;
	const char *languages;
	int err;
	const char *becomes;
} cases[] = {
	{ "union dues", "en", 0, "union dues;" },
	{ "<party>", "en", 0, "Labour;the Greens;" },
	{ "<verb> <party>", "en", 0, "votes for Labour;votes for the Greens;"
	    "joined Labour;joined the Greens;" },
	{ "he <verb> ... <party> now", "de", 0, "he waehlt ... SPD now;" },
	{ "<party> <party>", "de", 0, "SPD SPD;" },
	{ "<party> <party> <party> <party>", "de", ERR_SYNTAX, "" },
	{ "a <party", "en", ERR_SYNTAX, "" },
	{ "<faith>", "en", ERR_NOTFOUND, "" },
	{ "<party>", "fr", ERR_NOTFOUND, "" },
	{ "<broken>", "en", ERR_NOTFOUND, "" },
	{ "<none>", "en", ERR_NOTFOUND, "" },
};

static int
write_one(void *ctx, struct sv term)
{
	struct buf *out = ctx;

	buf_add_sv(out, term);
	buf_add_char(out, ';');
	return 0;
}

static void
test_case(size_t i)
{
	const struct yaml_node *root = NULL, *terms;
	struct errinfo ei;
	struct slots slots;
	struct arena a;
	struct buf text, out;
	int err;

	arena_init(&a, 1 << 20);
	buf_init(&text, 4096);
	buf_init(&out, 4096);
	buf_addf(&text, "%s%s]\n", pack, cases[i].term);
	err = yaml_parse(buf_sv(&text), "pack", &a, &root, &ei);
	tap_is_int(err, 0, "%s: yaml", cases[i].term);
	terms = yaml_get(root, SV("terms"));
	slots = (struct slots){ yaml_get(root, SV("lists")),
		sv_cstr(cases[i].languages) };
	err = err != 0 || terms == NULL ? ERR_NOMEM : build_slots(&slots,
	    terms->child, write_one, &out, &ei);
	tap_is_int(err, cases[i].err, "%s in %s", cases[i].term,
	    cases[i].languages);
	tap_is_sv(buf_sv(&out), sv_cstr(cases[i].becomes), "%s: its terms",
	    cases[i].term);
	if (cases[i].err != 0)
		tap_ok(ei.line == 6, "%s: where", cases[i].term);
	buf_done(&out);
	buf_done(&text);
	arena_done(&a);
}

/* Three lists of thirty are more terms than one may become. */
static void
test_too_many(void)
{
	const struct yaml_node *root = NULL, *terms;
	struct slots slots = { .languages = SV("en") };
	struct errinfo ei;
	struct arena a;
	struct buf text, out;
	int err;

	arena_init(&a, 1 << 20);
	buf_init(&text, 4096);
	buf_init(&out, 1 << 20);
	buf_add_sv(&text, SV("lists: {w: {en: [a"));
	for (unsigned i = 1; i < 30; i++)
		buf_add_sv(&text, SV(", b"));
	buf_add_sv(&text, SV("]}}\nterms: [<w> <w> <w>]\n"));
	err = yaml_parse(buf_sv(&text), "pack", &a, &root, &ei);
	tap_is_int(err, 0, "yaml");
	terms = yaml_get(root, SV("terms"));
	slots.lists = yaml_get(root, SV("lists"));
	tap_is_int(err != 0 || terms == NULL ? 0 : build_slots(&slots,
	    terms->child, write_one, &out, &ei), ERR_LIMIT, "too many");
	buf_done(&out);
	buf_done(&text);
	arena_done(&a);
}

int
main(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++)
		test_case(i);
	test_too_many();
	return tap_done();
}
