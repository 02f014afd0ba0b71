/*
 * Terms with slots. Up to the first zero byte the input is a pack, with `lists`
 * and `terms` as a pack has them; behind it are the languages. A list that is
 * read gives its terms the same way each time, none has a slot left over from
 * the term or is longer than may be, and as many are put out as their slots
 * stand for; what is refused says where.
 */
#include <stdint.h>

#include "base/arena.h"
#include "inspect/build_slots.h"
#include "tests/tap/tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct sum {
	uint64_t hash;
	size_t count;
	bool longer;
};

static int
take(void *ctx, struct sv term)
{
	struct sum *s = ctx;

	s->hash = s->hash * 31 + term.len;
	for (size_t i = 0; i < term.len; i++)
		s->hash = s->hash * 31 + (unsigned char)term.ptr[i];
	s->count++;
	s->longer |= term.len > SLOTS_BYTES_MAX;
	return 0;
}

static size_t
count_of(const struct slots *s, struct sv name)
{
	const struct yaml_node *of = yaml_get(s->lists, name);

	return yaml_get(of, s->languages)->count;
}

/* How many terms is one that was read? */
static size_t
expected(const struct slots *s, struct sv term)
{
	size_t n = 1;

	while (sv_find_char(term, '<') >= 0) {
		(void)sv_cut(&term, '<');
		n *= count_of(s, sv_cut(&term, '>'));
	}
	return n;
}

static void
check_term(const struct slots *s, const struct yaml_node *node)
{
	struct sum first = { .count = 0 }, again = { .count = 0 };
	struct errinfo ei = { .line = 0 };
	int err = build_slots(s, node, take, &first, &ei);

	ASSERT(build_slots(s, node, take, &again, &ei) == err);
	ASSERT(first.hash == again.hash && first.count == again.count);
	ASSERT(first.count <= SLOTS_TERMS_MAX);
	if (err == 0)
		ASSERT(first.count == expected(s, node->text));
	else
		ASSERT(ei.line > 0);
	if (sv_find_char(node->text, '<') >= 0)
		ASSERT(!first.longer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv languages = sv_make(data, size);
	struct sv pack = sv_cut(&languages, '\0');
	const struct yaml_node *root = NULL, *terms;
	struct errinfo ei = { .line = 0 };
	struct slots slots;
	struct arena a;

	arena_init(&a, 1 << 26);
	if (yaml_parse(pack, "pack", &a, &root, &ei) == 0) {
		slots = (struct slots){ yaml_get(root, SV("lists")),
			languages };
		terms = yaml_get(root, SV("terms"));
		terms = terms == NULL || terms->kind != YAML_LIST ? NULL :
		    terms->child;
		for (; terms != NULL; terms = terms->next)
			if (terms->kind == YAML_TEXT)
				check_term(&slots, terms);
	}
	arena_done(&a);
	return 0;
}
