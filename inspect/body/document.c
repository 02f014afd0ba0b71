/*
 * Reading is a queue: the body, the target, the headers and the trailers are
 * layers 0, 1, 2...; reading one adds fields and further layers behind them,
 * until none is left. So nesting costs no stack, whatever the input.
 */
#include "inspect/body/document.h"

#include "base/err.h"
#include "base/utf8.h"
#include "inspect/body/decode.h"
#include "inspect/body/dialect.h"
#include "inspect/body/fields.h"
#include "inspect/body/mediatype.h"
#include "inspect/body/text.h"
#include "inspect/body/layers.h"

const struct document_limits document_default_limits = {
	.decoded_bytes = 256u << 20,
	.decoded_ratio = 100,
	.depth = 128,
	.layers = 12,
	.fields = 500000,
};

/* Uncovered, but looked at all the same if it can be read as text. */
static int
add_malformed(struct document *doc, uint32_t layer,
    enum coverage_reason reason)
{
	struct sv text = doc->layers[layer].text;
	struct spot at = layers_spot(doc, layer, 0, text.len);

	coverage_skip(&doc->coverage, reason, text.len);
	if (text.len == 0 || !utf8_is_valid(text))
		return 0;
	return layers_add_field(doc, &at, text);
}

/*
 * Run one reader; what it added is taken back if the layer is not of its
 * format, and `*ret_fits` tells.
 */
static int
attempt(struct document *doc, uint32_t layer,
    int (*reader)(struct document *, uint32_t), bool *ret_fits)
{
	struct layers_mark mark = layers_mark(doc);
	int err = reader(doc, layer);

	*ret_fits = err == 0;
	if (err != ERR_SYNTAX && err != ERR_LIMIT)
		return err;
	layers_rollback(doc, &mark);
	return 0;
}

/* NDJSON that nobody announced: every line must be JSON. */
static int
all_lines(struct document *doc, uint32_t layer)
{
	uint32_t before = doc->coverage.reasons[COVERAGE_MALFORMED];
	int err = fields_ndjson(doc, layer);

	if (err == 0 && doc->coverage.reasons[COVERAGE_MALFORMED] > before)
		return ERR_SYNTAX;
	return err;
}

/* Try JSON and NDJSON on a layer that does not say what it is. */
static int
sniff_json(struct document *doc, uint32_t layer, bool *ret_fits)
{
	struct sv text = sv_trim(doc->layers[layer].text);
	int err;

	*ret_fits = false;
	if (text.len == 0 || (text.ptr[0] != '{' && text.ptr[0] != '['))
		return 0;
	err = attempt(doc, layer, fields_json, ret_fits);
	if (err == 0 && !*ret_fits && sv_find_char(text, '\n') >= 0)
		err = attempt(doc, layer, all_lines, ret_fits);
	return err;
}

/* A declared format: what does not follow it is uncovered. */
static int
read_declared(struct document *doc, uint32_t layer,
    int (*reader)(struct document *, uint32_t))
{
	struct layers_mark mark = layers_mark(doc);
	int err = reader(doc, layer);

	if (err != ERR_SYNTAX && err != ERR_LIMIT)
		return err;
	layers_rollback(doc, &mark);
	return add_malformed(doc, layer, err == ERR_LIMIT ? COVERAGE_DEPTH :
	    COVERAGE_MALFORMED);
}

static int
read_text(struct document *doc, uint32_t layer)
{
	struct sv text = doc->layers[layer].text;
	bool fits;
	int err;

	err = sniff_json(doc, layer, &fits);
	if (err != 0 || fits) {
		doc->coverage.sniffed += fits;
		return err;
	}
	if (utf8_is_valid(text))
		return fields_text(doc, layer);
	coverage_skip(&doc->coverage, COVERAGE_CHARSET, text.len);
	return 0;
}

/* No usable media type: by content, or not at all. */
static int
read_unnamed(struct document *doc, uint32_t layer, bool text_counts)
{
	struct sv text = doc->layers[layer].text;
	bool fits;
	int err;

	err = sniff_json(doc, layer, &fits);
	if (err != 0)
		return err;
	if (!fits && text_counts && text_is_printable(text)) {
		fits = true;
		err = fields_text(doc, layer);
	}
	if (fits)
		doc->coverage.sniffed++;
	else
		coverage_skip(&doc->coverage, COVERAGE_TYPE, text.len);
	return err;
}

static int
read_by_type(struct document *doc, uint32_t layer, enum mediatype type)
{
	switch (type) {
	case MEDIATYPE_JSON:
		return read_declared(doc, layer, fields_json);
	case MEDIATYPE_NDJSON:
		return fields_ndjson(doc, layer);
	case MEDIATYPE_FORM:
		return read_declared(doc, layer, fields_form);
	case MEDIATYPE_MULTIPART:
		return read_declared(doc, layer, fields_multipart);
	case MEDIATYPE_CSV:
		return read_declared(doc, layer, fields_csv);
	case MEDIATYPE_TEXT:
		return read_text(doc, layer);
	case MEDIATYPE_BYTES:
		return read_unnamed(doc, layer, true);
	case MEDIATYPE_OTHER:
		break;
	}
	return read_unnamed(doc, layer, false);
}

/* ISO 8859-1 to UTF-8, as a layer that is read by the same type. */
static int
add_latin1(struct document *doc, uint32_t layer, struct sv type)
{
	struct sv raw = doc->layers[layer].text;
	struct spot at = layers_spot(doc, layer, 0, raw.len);
	char *out = raw.len > SIZE_MAX / 2 ? NULL :
	    arena_alloc(doc->arena, raw.len * 2);
	size_t len = 0;
	uint32_t inner;
	int err;

	if (out == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < raw.len; i++)
		len += utf8_encode((unsigned char)raw.ptr[i], out + len);
	at.coding = CODING_LATIN1;
	err = layers_add_layer(doc, &at, sv_make(out, len), READ_TYPE, &inner);
	if (err == 0)
		doc->layers[inner].type = type;
	return err;
}

static int
read_typed(struct document *doc, uint32_t layer)
{
	struct sv value = doc->layers[layer].type;
	struct sv text = doc->layers[layer].text;
	enum mediatype type = mediatype_of(value);

	if (text.len == 0)
		return 0;
	switch (mediatype_charset_of(value)) {
	case MEDIATYPE_UTF8:
		return read_by_type(doc, layer, type);
	case MEDIATYPE_LATIN1:
		/* Also of ASCII: what is put there may be none. */
		return add_latin1(doc, layer, mediatype_essence(value));
	case MEDIATYPE_ASCII_LIKE:
		if (utf8_is_ascii(text))
			return read_by_type(doc, layer, type);
		break;
	case MEDIATYPE_UNREADABLE:
		break;
	}
	return add_malformed(doc, layer, COVERAGE_CHARSET);
}

/* A string that may hold JSON, or text found inside base64. */
static int
read_guessed(struct document *doc, uint32_t layer, bool with_lines)
{
	bool fits;
	int err;

	err = with_lines ? sniff_json(doc, layer, &fits) :
	    attempt(doc, layer, fields_json, &fits);
	return err != 0 || fits ? err : fields_text(doc, layer);
}

static int
read_layer(struct document *doc, uint32_t layer)
{
	switch ((enum reader)doc->layers[layer].reader) {
	case READ_DONE:
		return 0;
	case READ_TYPE:
		return read_typed(doc, layer);
	case READ_SNIFF:
		return read_guessed(doc, layer, true);
	case READ_GUESS:
		return read_guessed(doc, layer, false);
	case READ_MIXED:
		return fields_mixed(doc, layer);
	case READ_TARGET:
		return read_declared(doc, layer, fields_target);
	case READ_HEADER:
		break;
	}
	return read_declared(doc, layer, fields_header);
}

/* A header that carries the credential for this destination is exempt. */
static int
read_root(struct document *doc, uint32_t layer)
{
	struct layer *l = &doc->layers[layer];

	if (l->reader == READ_HEADER && l->place == PLACE_HEADER &&
	    dialect_is_credential(doc->dialect, l->label)) {
		doc->coverage.exempt++;
		return 0;
	}
	return read_layer(doc, layer);
}

static int
read_all(struct document *doc, const struct document_input *in)
{
	int err;

	for (uint32_t i = 0; i < doc->nlayers; i++) {
		err = read_root(doc, i);
		if (err == ERR_FULL)
			coverage_skip(&doc->coverage, COVERAGE_FIELDS,
			    doc->layers[i].text.len);
		else if (err != 0)
			return err;
		if (i == LAYER_BODY && doc->dialect == NULL &&
		    in->kind == DOCUMENT_REQUEST)
			doc->dialect = dialect_by_shape(doc);
	}
	return 0;
}

/* Decode the body; what cannot be decoded is uncovered as a whole. */
static int
open_body(struct document *doc, const struct document_input *in)
{
	const struct decode_limits limits = { doc->limits->decoded_bytes,
		doc->limits->decoded_ratio };
	int err;

	doc->body = in->body;
	if (in->body.len == 0)
		return 0;
	err = decode_body(in->content_encoding, in->body, limits, doc->arena,
	    &doc->body);
	if (err != ERR_UNSUPPORTED && err != ERR_SYNTAX &&
	    err != ERR_TRUNCATED)
		return err;
	coverage_skip(&doc->coverage, err == ERR_UNSUPPORTED ?
	    COVERAGE_CODING : COVERAGE_MALFORMED, in->body.len);
	doc->body_is_coded = true;
	return 0;
}

/* Header or trailer lines, each a layer of its own. */
static int
add_lines(struct document *doc, enum field_place place,
    const struct document_header *lines, size_t n)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < n; i++) {
		uint32_t layer = (uint32_t)doc->nlayers;

		err = layers_add_root(doc, place, lines[i].value, READ_HEADER);
		if (err != 0)
			break;
		doc->layers[layer].label = lines[i].name;
		err = layers_add_step(doc, layers_root(place), lines[i].name,
		    FIELD_MEMBER, &doc->layers[layer].step);
	}
	return err;
}

static int
add_roots(struct document *doc, const struct document_input *in)
{
	int err;

	err = layers_add_root(doc, PLACE_BODY, doc->body,
	    doc->body_is_coded ? READ_DONE : READ_TYPE);
	if (err == 0)
		err = layers_add_root(doc, PLACE_TARGET, in->target,
		    READ_TARGET);
	if (err != 0)
		return err;
	doc->layers[LAYER_BODY].type = in->content_type;
	doc->nheaders = in->nheaders;
	err = add_lines(doc, PLACE_HEADER, in->headers, in->nheaders);
	if (err == 0)
		err = add_lines(doc, PLACE_TRAILER, in->trailers,
		    in->ntrailers);
	return err;
}

int
document_read(struct document *doc, struct arena *arena,
    const struct document_input *in)
{
	struct coverage *c = &doc->coverage;
	int err;

	err = layers_init(doc, arena);
	if (err != 0)
		return err;
	if (in->limits != NULL)
		doc->limits = in->limits;
	doc->dialect = in->dialect;
	if (doc->dialect == NULL)
		doc->dialect = dialect_by_request(in->method, in->host,
		    in->target);
	err = open_body(doc, in);
	if (err == 0)
		err = add_roots(doc, in);
	if (err == 0)
		err = read_all(doc, in);
	if (err != 0)
		return err == ERR_FULL ? ERR_LIMIT : err;
	dialect_apply(doc, in->kind == DOCUMENT_RESPONSE);
	c->bytes_covered = doc->body.len > c->bytes_uncovered ?
	    doc->body.len - c->bytes_uncovered : 0;
	return 0;
}

void
document_path(const struct document *doc, size_t field, struct buf *out)
{
	const struct field *f = &doc->fields[field];

	layers_path(doc, f->step, out);
	layers_path_last(f->role == FIELD_KEY ? f->text : f->label, f->index,
	    out);
}
