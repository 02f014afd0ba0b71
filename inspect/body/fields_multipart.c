/*
 * body = [preamble CRLF] "--" boundary CRLF part *(CRLF "--" boundary CRLF
 * part) CRLF "--" boundary "--" [CRLF epilogue]; part = *(header CRLF) CRLF
 * content. Line ends are CRLF only: a reader that took LF too would see other
 * parts than the receiver does.
 */
#include "base/encode.h"
#include "base/err.h"
#include "base/utf8.h"
#include "inspect/body/fields.h"
#include "inspect/body/mediatype.h"
#include "inspect/body/text.h"
#include "inspect/body/layers.h"

enum { BOUNDARY_MAX = 70 };	/* RFC 2046 §5.1.1 */

struct parts {
	struct document *doc;
	struct sv text;
	uint32_t layer;
	struct sv boundary;
	size_t pos;
	uint32_t number;	/* of the part being read */
};

struct part {
	struct sv type, name, transfer;
	bool is_file;
	uint32_t step;
	size_t start, end;	/* of its content */
};

/* The next "--boundary" at the start of a line from `from` on. */
static bool
find_boundary(const struct parts *p, size_t from, size_t *ret)
{
	struct sv rest;
	ptrdiff_t at;

	for (;; from++) {
		rest = sv_slice(p->text, from, p->text.len);
		at = sv_find(rest, p->boundary);
		if (at < 0)
			return false;
		from += (size_t)at;
		if (from < 2 || p->text.ptr[from - 2] != '-' ||
		    p->text.ptr[from - 1] != '-')
			continue;
		if (from == 2 || (from >= 4 && p->text.ptr[from - 4] == '\r' &&
		    p->text.ptr[from - 3] == '\n')) {
			*ret = from - 2;
			return true;
		}
	}
}

/* What is outside the parts is text like any other. */
static int
add_outside(struct parts *p, size_t start, size_t end)
{
	struct sv text = sv_slice(p->text, start, end);
	struct spot at = layers_spot(p->doc, p->layer, start, end);

	if (sv_trim(text).len == 0 || sv_eq(text, SV("\r\n")))
		return 0;
	if (!utf8_is_valid(text))
		return ERR_SYNTAX;
	return layers_add_field(p->doc, &at, text);
}

static int
read_disposition(struct parts *p, struct part *part, struct sv value)
{
	struct sv file;
	int err;

	err = mediatype_param(value, SV("name"), p->doc->arena, &part->name);
	if (err != 0 && err != ERR_NOTFOUND)
		return err;
	err = mediatype_param(value, SV("filename"), p->doc->arena, &file);
	part->is_file = err != ERR_NOTFOUND;
	if (err == ERR_NOTFOUND)
		part->is_file = mediatype_param(value, SV("filename*"),
		    p->doc->arena, &file) != ERR_NOTFOUND;
	return err == ERR_NOMEM ? err : 0;
}

/* Note what one header line says. */
static int
read_line(struct parts *p, struct part *part, struct sv line)
{
	struct sv name = sv_cut(&line, ':');

	if (line.ptr == NULL || !utf8_is_valid(line) || name.len == 0)
		return ERR_SYNTAX;
	line = sv_trim(line);
	if (sv_eq_nocase(name, SV("content-type")))
		part->type = line;
	else if (sv_eq_nocase(name, SV("content-transfer-encoding")))
		part->transfer = line;
	else if (sv_eq_nocase(name, SV("content-disposition")))
		return read_disposition(p, part, line);
	return 0;
}

/* Header values are fields, named like the part they belong to. */
static int
add_headers(struct parts *p, const struct part *part, size_t start)
{
	struct spot at = { .layer = p->layer, .step = part->step,
		.index = FIELD_MEMBER, .coding = CODING_HEADER };
	struct sv rest = sv_slice(p->text, start, part->start), line;
	int err = 0;

	while (err == 0 && rest.len > 2) {
		line = sv_slice(rest, 0, (size_t)sv_find(rest, SV("\r\n")));
		rest = sv_slice(rest, line.len + 2, rest.len);
		at.label = sv_cut(&line, ':');
		line = sv_trim(line);
		at.start = (uint32_t)(line.ptr - p->text.ptr);
		at.end = at.start + (uint32_t)line.len;
		if (line.len > 0)
			err = layers_add_field(p->doc, &at, line);
	}
	return err;
}

/* Read the headers at p->pos; sets the start of the content. */
static int
read_headers(struct parts *p, struct part *part)
{
	struct sv rest = sv_slice(p->text, p->pos, p->text.len), line;
	ptrdiff_t stop;
	int err;

	for (;;) {
		stop = sv_find(rest, SV("\r\n"));
		if (stop < 0)
			return ERR_SYNTAX;
		line = sv_slice(rest, 0, (size_t)stop);
		rest = sv_slice(rest, line.len + 2, rest.len);
		if (line.len == 0)
			break;
		err = read_line(p, part, line);
		if (err != 0)
			return err;
	}
	part->start = (size_t)(rest.ptr - p->text.ptr);
	return 0;
}

/* Content in base64 becomes a layer below the part's own. */
static int
add_base64(struct parts *p, const struct part *part, struct spot *at)
{
	struct sv raw = sv_slice(p->text, part->start, part->end), line, text;
	struct buf joined, decoded;
	uint32_t layer;
	int err;

	buf_init(&joined, raw.len);
	buf_init(&decoded, raw.len + 3);
	while (raw.ptr != NULL) {
		line = sv_cut(&raw, '\n');
		if (sv_ends(line, SV("\r")))
			line.len--;
		buf_add_sv(&joined, line);
	}
	err = buf_err(&joined);
	if (err == 0)
		err = encode_unbase64(&decoded, BASE64_STD, buf_sv(&joined));
	if (err == 0) {
		text = arena_dup(p->doc->arena, buf_sv(&decoded));
		at->coding = CODING_BASE64;
		err = text.ptr == NULL ? ERR_NOMEM :
		    layers_add_layer(p->doc, at, text, READ_TYPE, &layer);
	}
	if (err == 0)
		p->doc->layers[layer].type = part->type;
	buf_done(&decoded);
	buf_done(&joined);
	return err;
}

static bool
is_plain_transfer(struct sv coding)
{
	return coding.len == 0 || sv_eq_nocase(coding, SV("7bit")) ||
	    sv_eq_nocase(coding, SV("8bit")) ||
	    sv_eq_nocase(coding, SV("binary"));
}

static int
add_content(struct parts *p, const struct part *part)
{
	struct sv text = sv_slice(p->text, part->start, part->end);
	struct spot at = layers_spot(p->doc, p->layer, part->start, part->end);
	uint32_t layer;
	int err;

	at.step = part->step;
	at.label = part->name;
	if (text.len == 0)
		return 0;
	if (sv_eq_nocase(part->transfer, SV("base64")))
		return add_base64(p, part, &at);
	if (!is_plain_transfer(part->transfer)) {
		coverage_skip(&p->doc->coverage, COVERAGE_CODING, text.len);
		return utf8_is_valid(text) ?
		    layers_add_field(p->doc, &at, text) : 0;
	}
	if (p->doc->layers[p->layer].depth >= p->doc->limits->layers) {
		coverage_skip(&p->doc->coverage, COVERAGE_DEPTH, text.len);
		return 0;
	}
	err = layers_add_layer(p->doc, &at, text, READ_TYPE, &layer);
	if (err == 0)
		p->doc->layers[layer].type = part->type;
	return err;
}

/* The part whose headers begin at p->pos; leaves pos at the next boundary. */
static int
read_part(struct parts *p)
{
	struct part part = { .start = 0 };
	size_t headers = p->pos, next;
	int err;

	err = read_headers(p, &part);
	if (err != 0)
		return err;
	/* The CRLF before a boundary belongs to it, so look one line back. */
	if (!find_boundary(p, part.start - 2, &next) || next < part.start)
		return ERR_SYNTAX;
	part.end = next == part.start ? next : next - 2;
	if (part.type.ptr == NULL)
		part.type = part.is_file ? SV("") : SV("text/plain");
	err = layers_add_step(p->doc, p->doc->layers[p->layer].step, part.name,
	    part.name.len > 0 ? FIELD_MEMBER : p->number, &part.step);
	if (err == 0)
		err = add_headers(p, &part, headers);
	if (err == 0)
		err = add_content(p, &part);
	p->pos = next;
	p->number++;
	return err;
}

/* Step over the boundary at p->pos. Sets whether it is the last one. */
static int
read_boundary(struct parts *p, bool *ret_last)
{
	size_t at = p->pos + 2 + p->boundary.len;

	*ret_last = sv_starts(sv_slice(p->text, at, p->text.len), SV("--"));
	if (*ret_last)
		at += 2;
	while (at < p->text.len && (p->text.ptr[at] == ' ' ||
	    p->text.ptr[at] == '\t'))
		at++;
	p->pos = at;
	if (*ret_last && at == p->text.len)
		return 0;
	if (!sv_starts(sv_slice(p->text, at, p->text.len), SV("\r\n")))
		return ERR_SYNTAX;
	p->pos = at + 2;
	return 0;
}

int
fields_multipart(struct document *doc, uint32_t layer)
{
	struct parts p = { .doc = doc, .layer = layer,
		.text = doc->layers[layer].text };
	bool last = false;
	size_t first;
	int err;

	err = mediatype_param(doc->layers[layer].type, SV("boundary"),
	    doc->arena, &p.boundary);
	if (err != 0)
		return err == ERR_NOMEM ? err : ERR_SYNTAX;
	if (p.boundary.len == 0 || p.boundary.len > BOUNDARY_MAX ||
	    !find_boundary(&p, 0, &first))
		return ERR_SYNTAX;
	p.pos = first;
	err = add_outside(&p, 0, first);
	if (err == 0)
		err = read_boundary(&p, &last);
	while (err == 0 && !last) {
		err = read_part(&p);
		if (err == 0)
			err = read_boundary(&p, &last);
	}
	return err != 0 ? err : add_outside(&p, p.pos, p.text.len);
}
