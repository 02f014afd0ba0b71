#include "inspect/body/text.h"

#include "base/err.h"
#include "base/utf8.h"
#include "inspect/body/base64run.h"
#include "inspect/body/fields.h"

/* Shorter texts hold neither a data: URL nor base64 that counts. */
enum { BASE64_MIN = 16 };

bool
text_is_printable(struct sv s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c == 0x7f || (c < 0x20 && c != '\t' && c != '\n' &&
		    c != '\r'))
			return false;
	}
	return utf8_is_valid(s);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The first byte from `at` on that is no blank, or NUL. */
static char
visible(struct sv s, size_t *at)
{
	while (*at < s.len && is_blank(s.ptr[*at]))
		++*at;
	return *at < s.len ? s.ptr[*at] : '\0';
}

/* Worth trying as JSON: brackets around, and a beginning that can be. */
static bool
looks_like_json(struct sv s)
{
	size_t at = 0, end = s.len;
	char open = visible(s, &at), next;

	if (open != '{' && open != '[')
		return false;
	while (end > 0 && is_blank(s.ptr[end - 1]))
		end--;
	if (s.ptr[end - 1] != (open == '{' ? '}' : ']'))
		return false;
	at++;
	next = visible(s, &at);
	if (open == '{')
		return next == '"' || next == '}';
	return sv_find_char(SV("\"[{-0123456789tfn]"), next) >= 0;
}

static bool
may_nest(const struct document *doc, const struct spot *at)
{
	return doc->layers[at->layer].depth < doc->limits->layers;
}

/* A short string that is base64 as a whole: two layers, string and bytes. */
static int
add_whole(struct document *doc, const struct spot *at, struct sv text,
    const struct base64run *run)
{
	struct spot inner;
	uint32_t layer;
	int err;

	err = layers_add_layer(doc, at, text, READ_DONE, &layer);
	if (err != 0)
		return err;
	inner = layers_spot(doc, layer, 0, text.len);
	inner.coding = run->alphabet == BASE64_URL ? CODING_BASE64_URL :
	    CODING_BASE64;
	return layers_add_layer(doc, &inner, run->decoded, READ_SNIFF, &layer);
}

int
text_add_no_json(struct document *doc, const struct spot *at, struct sv text)
{
	struct base64run_search search;
	struct base64run run;
	uint32_t layer;
	int err;

	if (text.len < BASE64_MIN)
		return layers_add_field(doc, at, text);
	err = base64run_whole(text, doc->arena, &run);
	if (err == 0 && run.kind == BASE64RUN_TEXT && may_nest(doc, at))
		return add_whole(doc, at, text, &run);
	if (err == 0 && run.kind == BASE64RUN_NONE) {
		base64run_init(&search, text);
		err = base64run_next(&search, doc->arena, &run);
	}
	if (err != 0)
		return err;
	if (run.kind == BASE64RUN_NONE)
		return layers_add_field(doc, at, text);
	if (may_nest(doc, at))
		return layers_add_layer(doc, at, text, READ_MIXED, &layer);
	coverage_skip(&doc->coverage, COVERAGE_DEPTH, text.len);
	return layers_add_field(doc, at, text);
}

int
text_add_bytes(struct document *doc, const struct spot *at, struct sv text,
    bool *ret_taken)
{
	uint32_t layer;

	*ret_taken = may_nest(doc, at);
	if (*ret_taken)
		return layers_add_layer(doc, at, text, READ_SNIFF, &layer);
	coverage_skip(&doc->coverage, COVERAGE_DEPTH, text.len);
	return 0;
}

int
text_add(struct document *doc, const struct spot *at, struct sv text)
{
	uint32_t layer;

	if (text.len < 2 || !looks_like_json(text))
		return text_add_no_json(doc, at, text);
	if (may_nest(doc, at))
		return layers_add_layer(doc, at, text, READ_GUESS, &layer);
	coverage_skip(&doc->coverage, COVERAGE_DEPTH, text.len);
	return text_add_no_json(doc, at, text);
}
