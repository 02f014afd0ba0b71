#include "base/err.h"
#include "base/utf8.h"
#include "inspect/body/base64run.h"
#include "inspect/body/fields.h"
#include "inspect/body/text.h"
#include "inspect/body/layers.h"

int
fields_text(struct document *doc, uint32_t layer)
{
	struct sv text = doc->layers[layer].text;
	struct spot at = layers_spot(doc, layer, 0, text.len);

	if (!utf8_is_valid(text))
		return ERR_SYNTAX;
	return text.len == 0 ? 0 : text_add_no_json(doc, &at, text);
}

int
fields_header(struct document *doc, uint32_t layer)
{
	struct sv text = doc->layers[layer].text;
	struct spot at = layers_spot(doc, layer, 0, text.len);

	at.coding = CODING_HEADER;
	if (!utf8_is_valid(text))
		return ERR_SYNTAX;
	return text.len == 0 ? 0 : layers_add_field(doc, &at, text);
}

/* The text between two runs is a field of its own. */
static int
add_between(struct document *doc, uint32_t layer, size_t start, size_t end)
{
	struct spot at = layers_spot(doc, layer, start, end);

	if (start == end)
		return 0;
	return layers_add_field(doc, &at,
	    sv_slice(doc->layers[layer].text, start, end));
}

static int
add_run(struct document *doc, uint32_t layer, const struct base64run *run)
{
	struct spot at = layers_spot(doc, layer, run->start, run->end);
	uint32_t inner;
	int err;

	if (run->decoded.ptr == NULL)
		return layers_add_opaque(doc, &at, run->end - run->start);
	at.coding = run->alphabet == BASE64_URL ? CODING_BASE64_URL :
	    CODING_BASE64;
	err = layers_add_layer(doc, &at, run->decoded,
	    run->kind == BASE64RUN_MEDIA ? READ_TYPE : READ_SNIFF, &inner);
	if (err == 0)
		doc->layers[inner].type = run->type;
	return err;
}

int
fields_mixed(struct document *doc, uint32_t layer)
{
	struct sv text = doc->layers[layer].text;
	struct base64run_search search;
	struct base64run run;
	size_t done = 0;
	int err;

	base64run_init(&search, text);
	for (;;) {
		err = base64run_next(&search, doc->arena, &run);
		if (err != 0 || run.kind == BASE64RUN_NONE)
			break;
		if (run.kind != BASE64RUN_OPAQUE) {
			err = add_between(doc, layer, done, run.start);
			done = run.end;
		}
		if (err == 0)
			err = add_run(doc, layer, &run);
		if (err != 0)
			break;
	}
	return err != 0 ? err : add_between(doc, layer, done, text.len);
}
