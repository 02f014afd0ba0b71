/*
 * inspect/body/document: the first byte chooses the media type. Every field is
 * UTF-8; rewriting without edits gives the same bytes; an edit of one JSON
 * string or number, at every depth, changes that field and no other, unless it
 * says that a list is one of bytes.
 */
#include <stdint.h>

#include "base/err.h"
#include "base/utf8.h"
#include "inspect/body/document.h"
#include "inspect/body/layers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { EDITED_MAX = 16 };

static const char *const types[] = {
	"application/json", "application/x-ndjson",
	"application/x-www-form-urlencoded", "multipart/mixed; boundary=b",
	"text/csv", "text/plain", "", "text/plain; charset=iso-8859-1",
};

static bool
is_json_all_the_way(const struct document *doc, const struct field *f)
{
	enum coding coding = (enum coding)f->coding;
	uint32_t layer = f->layer;

	while (coding == CODING_JSON_STRING || coding == CODING_JSON_NUMBER) {
		if (doc->layers[layer].parent == LAYER_NONE)
			return true;
		coding = (enum coding)doc->layers[layer].coding;
		layer = doc->layers[layer].parent;
	}
	return false;
}

static void
compare(const struct document *doc, const struct document *copy,
    const struct edit *e)
{
	ASSERT(doc->nfields == copy->nfields);
	for (size_t i = 0; i < doc->nfields; i++) {
		struct sv was = doc->fields[i].text;
		struct sv is = copy->fields[i].text;

		if (i == e->field) {
			ASSERT(sv_ends(is, e->replacement));
			is.len -= e->replacement.len;
		}
		ASSERT(sv_eq(was, is));
	}
}

/* Append to one field, read the result, compare. */
static void
edit_field(const struct document_input *in, const struct document *doc,
    size_t i)
{
	uint32_t end = (uint32_t)doc->fields[i].text.len;
	const struct edit e = { (uint32_t)i, end, end, SV("\"\\\xc3\xbc") };
	struct document_input again = *in;
	struct document copy;
	struct arena arena;
	struct buf out;
	int err;

	arena_init(&arena, 64 << 20);
	buf_init(&out, 64 << 20);
	err = document_rewrite(doc, &e, 1, &out);
	ASSERT(err == 0);
	again.body = buf_sv(&out);
	err = document_read(&copy, &arena, &again);
	ASSERT(err == 0);
	if (is_json_all_the_way(doc, &doc->fields[i]) &&
	    !sv_eq(doc->fields[i].text, SV("Buffer")))
		compare(doc, &copy, &e);
	buf_done(&out);
	arena_done(&arena);
}

/* Every field is found again in the body, unless it stands elsewhere. */
static void
find_source(const struct document *doc, size_t i)
{
	size_t start = 0, end = doc->fields[i].text.len;
	struct document_trail trail = { 0 };
	int err = document_source(doc, &trail, i, &start, &end);

	if (doc->fields[i].place != PLACE_BODY)
		ASSERT(err == ERR_NOTFOUND);
	else
		ASSERT(err == 0 && start <= end && end <= doc->body.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document_input in = { .method = SV("POST"),
		.target = SV("/v1/messages?a=%41") };
	struct document doc;
	struct arena arena;
	struct buf out;

	if (size < 1)
		return 0;
	in.content_type = sv_cstr(types[data[0] % NELEMS(types)]);
	in.body = sv_make(data + 1, size - 1);
	arena_init(&arena, 64 << 20);
	buf_init(&out, 64 << 20);
	if (document_read(&doc, &arena, &in) == 0) {
		ASSERT(document_rewrite(&doc, NULL, 0, &out) == 0);
		ASSERT(sv_eq(buf_sv(&out), in.body));
		for (size_t i = 0; i < doc.nfields; i++) {
			ASSERT(utf8_is_valid(doc.fields[i].text));
			buf_reset(&out);
			document_path(&doc, i, &out);
			find_source(&doc, i);
			ASSERT(buf_err(&out) == 0);
			if (i < EDITED_MAX)
				edit_field(&in, &doc, i);
		}
	}
	buf_done(&out);
	arena_done(&arena);
	return 0;
}
