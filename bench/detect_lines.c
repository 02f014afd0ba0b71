/*
 * Detection for bench/detect: one engine for many texts.
 *
 *   detect_lines < TEXTS > FINDINGS
 *
 * A line in is {"text": "...", "label": "...", "type": "..."}, label and media
 * type may be missing; a line out the findings there as [[start, end, class,
 * score], ...] in characters. Detectors are those of the usual configuration,
 * as for `exeat check`; without a type a text is read as that of a prompt is.
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json_tree.h"
#include "base/json_write.h"
#include "cli/setup.h"
#include "inspect/detect.h"
#include "inspect/body/document.h"

enum { INPUT_MAX = 1 << 30, ARENA_BYTES = 1 << 30 };

/* Characters before a byte, counted on from the last one asked for. */
struct cursor {
	struct sv text;
	size_t at, characters;
};

static size_t
characters_before(struct cursor *c, size_t at)
{
	if (at < c->at)
		c->at = c->characters = 0;
	for (; c->at < at && c->at < c->text.len; c->at++)
		c->characters +=
		    ((unsigned char)c->text.ptr[c->at] & 0xc0) != 0x80;
	return c->characters;
}

static void
write_findings(const struct setup *s, const struct document *doc,
    const struct findings *f, struct json_write *w)
{
	struct document_trail trail = { 0 };
	struct cursor c = { .text = doc->body };

	json_write_array(w);
	for (size_t i = 0; i < f->count; i++) {
		const struct finding *x = &f->items[i];
		size_t start = x->start, end = x->end;

		if (document_source(doc, &trail, x->field, &start, &end) != 0)
			continue;
		json_write_array(w);
		json_write_u64(w, characters_before(&c, start));
		json_write_u64(w, characters_before(&c, end));
		json_write_string(w,
		    detect_class_name(s->engine->detect, x->class_id));
		json_write_u64(w, x->score);
		json_write_array_end(w);
	}
	json_write_array_end(w);
}

static struct sv
member_of(const struct json_value *root, const char *name, struct sv missing)
{
	return json_tree_string(json_tree_member(root, name), missing);
}

static int
scan_text(const struct setup *s, const struct json_value *root,
    struct json_write *w)
{
	struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = SV("POST"),
		.content_type = member_of(root, "type", SV("text/plain")),
		.body = member_of(root, "text", SV("")) };
	struct sv label = member_of(root, "label", SV(""));
	struct findings f = { NULL, 0 };
	struct document doc;
	struct arena a;
	int rc;

	arena_init(&a, ARENA_BYTES);
	rc = document_read(&doc, &a, &in);
	for (size_t i = 0; rc == 0 && label.len > 0 && i < doc.nfields; i++)
		doc.fields[i].label = label;
	if (rc == 0)
		rc = detect_document(s->engine->detect, &a, &doc, &f, NULL,
		    NULL);
	if (rc == 0)
		write_findings(s, &doc, &f, w);
	arena_done(&a);
	return rc;
}

static int
scan_line(const struct setup *s, struct sv line, struct buf *out)
{
	struct json_value *root = NULL;
	struct json_write w;
	struct arena a;
	int rc;

	arena_init(&a, ARENA_BYTES);
	json_write_init(&w, out);
	rc = json_tree_parse(line, &a, &root);
	if (rc == 0)
		rc = scan_text(s, root, &w);
	if (rc == 0)
		rc = json_write_end(&w);
	buf_add_char(out, '\n');
	arena_done(&a);
	return rc;
}

static int
scan_all(const struct setup *s, struct sv all)
{
	struct buf out;
	int rc = 0;

	buf_init(&out, INPUT_MAX);
	for (size_t line = 1; rc == 0 && all.len > 0; line++) {
		buf_reset(&out);
		rc = scan_line(s, sv_cut(&all, '\n'), &out);
		if (rc != 0)
			fprintf(stderr, "detect_lines: line %zu: %s\n", line,
			    err_text(rc));
		else
			fwrite(out.ptr, 1, out.len, stdout);
	}
	buf_done(&out);
	return rc;
}

int
main(void)
{
	struct errinfo ei = { 0 };
	struct setup s;
	struct buf all;
	int rc = setup_open("detect_lines", NULL, NULL, &s);

	buf_init(&all, INPUT_MAX);
	if (rc == 0)
		rc = file_read("-", &all, &ei);
	if (rc == 0)
		rc = scan_all(&s, buf_sv(&all));
	buf_done(&all);
	setup_close(&s);
	return rc == 0 ? 0 : 1;
}
