/*
 * What a user writes for detection: up to the first zero byte an expression,
 * up to the second a dictionary, then a text. Nothing breaks, an expression
 * that is read ends, and what a dictionary finds lies inside and apart.
 */
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "inspect/terms/dictionary.h"
#include "inspect/validate/expression.h"
#include "inspect/validate/validate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	size_t end, len;
};

static bool
look(void *ctx, size_t start, size_t end)
{
	struct seen *s = ctx;

	ASSERT(start >= s->end && start < end && end <= s->len);
	s->end = end;
	return true;
}

static void
run_expression(struct sv expression, struct sv text)
{
	const struct expression *x = NULL;
	char buffer[VALIDATE_ROOM];
	struct errinfo ei = { 0 };
	struct arena a;

	arena_init(&a, 1 << 20);
	if (expression_new(expression, &a, &x, &ei) == 0)
		(void)expression_holds(x, validate_compact(text, 0,
		    text.len, buffer));
	else
		ASSERT(ei.text[0] != '\0');
	arena_done(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = sv_make(data, size);
	struct sv expression = sv_cut(&text, '\0'), terms;
	struct dictionary *d = NULL;
	struct errinfo ei = { 0 };

	terms = sv_cut(&text, '\0');
	run_expression(expression, text);
	for (unsigned i = 0; i < 6; i++) {
		struct dictionary_rules rules = {
			(enum dictionary_boundary)(i / 2), i % 2 == 1 };
		struct seen seen = { 0, text.len };

		if (dictionary_parse(terms, "fuzz", &rules, &d, &ei) != 0)
			continue;
		dictionary_scan(d, text, look, &seen);
		/* A term is found in the dictionary's own lines. */
		if (text.len == 0) {
			seen = (struct seen){ 0, terms.len };
			dictionary_scan(d, terms, look, &seen);
			ASSERT(seen.end > 0);
		}
		dictionary_free(d);
	}
	return 0;
}
