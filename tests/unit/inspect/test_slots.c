/*
 * Terms with slots: what they become, and what is refused.
 */
#include <stdint.h>

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

/* Lists a, b and c of 1 to 4 words, and a term of up to three of them. */
struct made {
	unsigned sizes[3];
	unsigned slots[SLOTS_MAX];	/* which list */
	unsigned count;
};

/*
 * A number below `limit`: a linear congruential generator, the same each run.
 */
static unsigned
next(uint64_t *state, unsigned limit)
{
	*state = *state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(*state >> 33) % limit;
}

static struct made
make(uint64_t *state)
{
	struct made m = { .count = next(state, SLOTS_MAX + 1) };

	for (unsigned i = 0; i < 3; i++)
		m.sizes[i] = next(state, 4) + 1;
	for (unsigned i = 0; i < m.count; i++)
		m.slots[i] = next(state, 3);
	return m;
}

static void
write_pack(const struct made *m, struct buf *out)
{
	buf_add_sv(out, SV("lists:\n"));
	for (unsigned i = 0; i < 3; i++) {
		buf_addf(out, "  %c: {en: [", 'a' + (int)i);
		for (unsigned k = 0; k < m->sizes[i]; k++)
			buf_addf(out, "%s%c%u", k == 0 ? "" : ", ",
			    'a' + (int)i, k);
		buf_add_sv(out, SV("]}\n"));
	}
	buf_add_sv(out, SV("terms: [\"x"));
	for (unsigned i = 0; i < m->count; i++)
		buf_addf(out, " <%c> y", 'a' + (int)m->slots[i]);
	buf_add_sv(out, SV("\"]\n"));
}

/* All choices, by counting: the last slot is the lowest digit. */
static void
write_all(const struct made *m, struct buf *out)
{
	unsigned total = 1;

	for (unsigned i = 0; i < m->count; i++)
		total *= m->sizes[m->slots[i]];
	for (unsigned n = 0; n < total; n++) {
		unsigned place = total, rest = n;

		buf_add_char(out, 'x');
		for (unsigned i = 0; i < m->count; i++) {
			place /= m->sizes[m->slots[i]];
			buf_addf(out, " %c%u y", 'a' + (int)m->slots[i],
			    rest / place);
			rest %= place;
		}
		buf_add_char(out, ';');
	}
}

/* Whatever the lists: each choice once, in order. */
static void
test_random(void)
{
	uint64_t state = 20261128;

	for (unsigned i = 0; i < 200; i++) {
		struct made m = make(&state);
		const struct yaml_node *root = NULL;
		struct errinfo ei = { .line = 0 };
		struct slots slots = { .languages = SV("en") };
		struct buf text, out, want;
		struct arena a;
		int err;

		arena_init(&a, 1 << 20);
		buf_init(&text, 4096);
		buf_init(&out, 4096);
		buf_init(&want, 4096);
		write_pack(&m, &text);
		write_all(&m, &want);
		err = yaml_parse(buf_sv(&text), "pack", &a, &root, &ei);
		slots.lists = yaml_get(root, SV("lists"));
		if (err == 0)
			err = build_slots(&slots, yaml_get(root,
			    SV("terms"))->child, write_one, &out, &ei);
		tap_is_int(err, 0, "random lists %u", i);
		tap_is_sv(buf_sv(&out), buf_sv(&want), "random lists %u: "
		    "all terms", i);
		buf_done(&want);
		buf_done(&out);
		buf_done(&text);
		arena_done(&a);
	}
}

/* What the caller says is what comes back, and no further term is made. */
static int
stop_at_third(void *ctx, struct sv term)
{
	unsigned *count = ctx;

	(void)term;
	return ++*count == 3 ? ERR_NOMEM : 0;
}

static void
test_stop(void)
{
	const struct yaml_node *root = NULL;
	struct slots slots = { .languages = SV("en") };
	struct errinfo ei;
	struct arena a;
	unsigned count = 0;
	int err;

	arena_init(&a, 1 << 20);
	err = yaml_parse(SV("lists: {w: {en: [a, b, c]}}\n"
	    "terms: [\"<w> <w>\"]\n"), "pack", &a, &root, &ei);
	slots.lists = yaml_get(root, SV("lists"));
	if (err == 0)
		err = build_slots(&slots, yaml_get(root,
		    SV("terms"))->child, stop_at_third, &count, &ei);
	tap_is_int(err, ERR_NOMEM, "stopped by the caller");
	tap_is_int((int)count, 3, "at the third term");
	arena_done(&a);
}

int
main(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++)
		test_case(i);
	test_too_many();
	test_random();
	test_stop();
	return tap_done();
}
