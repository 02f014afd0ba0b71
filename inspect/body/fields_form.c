#include "base/err.h"
#include "base/utf8.h"
#include "inspect/body/fields.h"
#include "inspect/body/percent.h"
#include "inspect/body/text.h"
#include "inspect/body/layers.h"

/*
 * Decode `raw`, which stands at `at`. Bytes that are no UTF-8 leave the
 * encoded form as the text, and are counted.
 */
static int
decode_at(struct document *doc, struct spot *at, struct sv raw,
    struct sv *ret)
{
	int err;

	err = percent_decode(raw, at->coding == CODING_FORM, doc->arena, ret);
	if (err != 0)
		return err;
	if (utf8_is_valid(*ret))
		return 0;
	coverage_skip(&doc->coverage, COVERAGE_CHARSET, raw.len);
	if (!utf8_is_valid(raw))
		return ERR_SYNTAX;
	*ret = raw;
	at->coding = CODING_RAW;
	return 0;
}

/* One "key=value" of bytes [start, end); each side may be empty. */
static int
add_pair(struct document *doc, struct spot *at, size_t start, size_t end)
{
	struct sv layer = doc->layers[at->layer].text, key, value;
	struct sv pair = sv_slice(layer, start, end);
	ptrdiff_t sign = sv_find_char(pair, '=');
	size_t equals = sign < 0 ? end : start + (size_t)sign;
	int err;

	at->start = (uint32_t)start;
	at->end = (uint32_t)equals;
	at->coding = CODING_FORM;
	at->role = FIELD_KEY;
	err = decode_at(doc, at, sv_slice(layer, start, equals), &key);
	if (err == 0 && key.len > 0)
		err = layers_add_field(doc, at, key);
	if (err != 0 || equals == end)
		return err;
	at->start = (uint32_t)equals + 1;
	at->end = (uint32_t)end;
	at->coding = CODING_FORM;
	at->role = FIELD_CONTENT;
	at->label = key;
	err = decode_at(doc, at, sv_slice(layer, equals + 1, end), &value);
	if (err != 0 || value.len == 0)
		return err;
	return text_add(doc, at, value);
}

int
fields_form_range(struct document *doc, uint32_t layer, size_t start,
    size_t end, uint32_t step)
{
	struct spot at = { .layer = layer, .step = step,
		.index = FIELD_MEMBER };
	struct sv text = doc->layers[layer].text;
	size_t stop;
	ptrdiff_t amp;
	int err = 0;

	while (err == 0 && start < end) {
		amp = sv_find_char(sv_slice(text, start, end), '&');
		stop = amp < 0 ? end : start + (size_t)amp;
		if (stop > start)
			err = add_pair(doc, &at, start, stop);
		start = stop + 1;
	}
	return err;
}

int
fields_form(struct document *doc, uint32_t layer)
{
	return fields_form_range(doc, layer, 0, doc->layers[layer].text.len,
	    doc->layers[layer].step);
}

static int
add_segment(struct document *doc, struct spot *at, size_t start, size_t end)
{
	struct sv text, raw = sv_slice(doc->layers[at->layer].text, start,
	    end);
	int err;

	at->start = (uint32_t)start;
	at->end = (uint32_t)end;
	at->coding = CODING_PERCENT;
	err = decode_at(doc, at, raw, &text);
	if (err != 0 || text.len == 0)
		return err;
	return text_add(doc, at, text);
}

static int
add_path(struct document *doc, uint32_t layer, size_t end, uint32_t step)
{
	struct sv text = doc->layers[layer].text;
	struct spot at = { .layer = layer, .step = step };
	size_t start = 0, stop;
	ptrdiff_t slash;
	int err = 0;

	while (err == 0 && start < end) {
		slash = sv_find_char(sv_slice(text, start, end), '/');
		stop = slash < 0 ? end : start + (size_t)slash;
		if (stop > start) {
			err = add_segment(doc, &at, start, stop);
			at.index++;
		}
		start = stop + 1;
	}
	return err;
}

int
fields_target(struct document *doc, uint32_t layer)
{
	struct sv text = doc->layers[layer].text;
	ptrdiff_t mark = sv_find_char(text, '?');
	size_t end = mark < 0 ? text.len : (size_t)mark;
	uint32_t root = doc->layers[layer].step, path, query;
	int err;

	err = layers_add_step(doc, root, SV("path"), FIELD_MEMBER, &path);
	if (err == 0)
		err = add_path(doc, layer, end, path);
	if (err != 0 || end == text.len)
		return err;
	err = layers_add_step(doc, root, SV("query"), FIELD_MEMBER, &query);
	if (err != 0)
		return err;
	return fields_form_range(doc, layer, end + 1, text.len, query);
}
