/*
 * The parser of HTTP/1 messages.
 *
 * 1. A section (head or trailers) is scanned before it is parsed: the scan
 *    looks at each byte once, however the bytes arrive, and finds the first
 *    offence against line ends, control bytes and limits in the order of the
 *    stream. So the outcome does not depend on the split.
 * 2. A complete section is copied to the arena and parsed there in one go.
 *    Only a section that came in pieces is collected on the heap before.
 * 3. Bodies are passed on in place; what is refused is refused before a byte
 *    of the offending part was handed out.
 *
 *	HEAD -> BODY -> LENGTH | CHUNKS -> TRAILERS | UNTIL_CLOSE -> DONE
 *	HEAD -> HEAD (1xx)                                 any -> REFUSED
 */
#include "proxy/http1.h"

#include "base/err.h"
#include "base/scan.h"
#include "proxy/http1_head.h"

const struct http1_limits http1_default_limits = {
	.line_bytes = 16 * 1024,
	.head_bytes = 64 * 1024,
	.fields = 128,
	.chunk_ext_bytes = 16 * 1024,
	.interim = 32,
	.body_bytes = UINT64_MAX,
};

enum section {
	SECTION_MORE,
	SECTION_WHOLE,
	SECTION_BAD		/* p->refusal is set */
};

void
http1_init(struct http1_parser *p, enum http1_kind kind,
    const struct http1_limits *limits)
{
	*p = (struct http1_parser){ .kind = kind, .limits = limits,
		.state = HTTP1_S_DONE };
	buf_init(&p->partial, (size_t)limits->head_bytes + 8);
}

void
http1_done(struct http1_parser *p)
{
	buf_done(&p->partial);
	p->state = HTTP1_S_DONE;
}

static void
begin_section(struct http1_parser *p, bool has_first_line)
{
	p->scan = (struct http1_scan){ .first = has_first_line };
	buf_done(&p->partial);
}

void
http1_begin(struct http1_parser *p, struct arena *arena,
    enum http1_method request_method)
{
	p->head = (struct http1_head){ 0 };
	p->trailers = NULL;
	p->ntrailers = 0;
	p->refusal = (struct http1_refusal){ HTTP1_OK, 0 };
	p->body_bytes = 0;
	p->state = HTTP1_S_HEAD;
	p->request_method = request_method;
	p->arena = arena;
	p->left = 0;
	p->offset = 0;
	p->ninterim = 0;
	begin_section(p, true);
}

bool
http1_is_idle(const struct http1_parser *p)
{
	return p->state == HTTP1_S_DONE || (p->state == HTTP1_S_HEAD &&
	    p->offset == 0 && p->scan.pos == p->scan.start &&
	    p->partial.len == p->scan.start);
}

static enum http1_event
refuse(struct http1_parser *p, enum http1_code code, uint64_t offset)
{
	p->refusal = (struct http1_refusal){ code, offset };
	p->state = HTTP1_S_REFUSED;
	buf_done(&p->partial);
	return HTTP1_REFUSED;
}

/* Was a limit passed? Then s->pos goes back to where it was reached. */
static enum http1_code
check_limits(struct http1_parser *p)
{
	struct http1_scan *s = &p->scan;
	size_t head_end = s->start + p->limits->head_bytes;
	size_t line_end = s->line + p->limits->line_bytes;

	if (s->first && line_end < head_end && s->pos > line_end) {
		s->pos = line_end;
		return HTTP1_LINE_TOO_LONG;
	}
	if (s->pos > head_end) {
		s->pos = head_end;
		return HTTP1_HEAD_TOO_LARGE;
	}
	return HTTP1_OK;
}

/*
 * A line ended at s->pos: was it the empty one that ends the section? One
 * empty line before a request is skipped (RFC 9112 §2.2).
 */
static enum http1_code
end_line(struct http1_parser *p, bool *ret_whole)
{
	struct http1_scan *s = &p->scan;
	bool is_empty = s->pos == s->line;

	s->pos += 2;
	s->line = s->pos;
	*ret_whole = is_empty && !s->first;
	if (!is_empty)
		s->first = false;
	if (!is_empty || *ret_whole)
		return HTTP1_OK;
	if (p->kind == HTTP1_RESPONSE)
		return HTTP1_BAD_STATUS_LINE;
	if (s->start > 0)
		return HTTP1_BAD_REQUEST_LINE;
	s->start = s->pos;
	return HTTP1_OK;
}

/* The byte at s->pos is a control byte: is it the CR of a line's end? */
static enum http1_code
check_line_end(const struct http1_scan *s, struct sv text)
{
	char c = text.ptr[s->pos];

	if (c == '\n')
		return HTTP1_BARE_LF;
	if (c != '\r')
		return HTTP1_CONTROL_BYTE;
	if (s->pos + 1 < text.len && text.ptr[s->pos + 1] != '\n')
		return HTTP1_BARE_CR;
	return HTTP1_OK;
}

static enum section
scan_section(struct http1_parser *p, struct sv text)
{
	struct http1_scan *s = &p->scan;
	enum http1_code code;
	bool is_whole = false;

	while (!is_whole) {
		s->pos += scan_http_text(text.ptr + s->pos,
		    text.len - s->pos);
		code = check_limits(p);
		if (code == HTTP1_OK && s->pos == text.len)
			return SECTION_MORE;
		if (code == HTTP1_OK)
			code = check_line_end(s, text);
		if (code == HTTP1_OK && s->pos + 1 == text.len)
			return SECTION_MORE;
		if (code == HTTP1_OK)
			code = end_line(p, &is_whole);
		if (code != HTTP1_OK) {
			(void)refuse(p, code, p->offset + s->pos);
			return SECTION_BAD;
		}
	}
	return SECTION_WHOLE;
}

/* Put as much of `*in` behind the pieces as a section may hold. */
static enum section
scan_pieces(struct http1_parser *p, struct sv *in)
{
	size_t before = p->partial.len, room = p->partial.max - before;
	size_t take = in->len < room ? in->len : room;
	enum section result;

	buf_add(&p->partial, in->ptr, take);
	if (buf_err(&p->partial) != 0) {
		(void)refuse(p, HTTP1_OUT_OF_MEMORY, p->offset);
		return SECTION_BAD;
	}
	result = scan_section(p, buf_sv(&p->partial));
	if (result == SECTION_WHOLE) {
		take = p->scan.pos - before;
		buf_truncate(&p->partial, p->scan.pos);
	}
	*in = sv_slice(*in, take, in->len);
	return result;
}

/*
 * Collect a section. When it is whole, `*ret_text` is its copy in the arena,
 * from its first line on, and `in` stands behind it.
 */
static enum section
take_section(struct http1_parser *p, struct sv *in, struct sv *ret_text)
{
	struct sv text = *in;
	enum section result = SECTION_MORE;

	if (p->partial.len == 0) {
		result = scan_section(p, text);
		if (result == SECTION_WHOLE)
			*in = sv_slice(*in, p->scan.pos, in->len);
	}
	if (result == SECTION_MORE && in->len > 0) {
		result = scan_pieces(p, in);
		text = buf_sv(&p->partial);
	}
	if (result != SECTION_WHOLE)
		return result;
	*ret_text = arena_dup(p->arena,
	    sv_slice(text, p->scan.start, p->scan.pos));
	if (ret_text->ptr == NULL) {
		(void)refuse(p, HTTP1_OUT_OF_MEMORY, p->offset);
		return SECTION_BAD;
	}
	return SECTION_WHOLE;
}

static enum http1_event
section_event(enum section section)
{
	return section == SECTION_BAD ? HTTP1_REFUSED : HTTP1_MORE;
}

static struct http1_job
make_job(const struct http1_parser *p, struct sv text)
{
	return (struct http1_job){ .arena = p->arena, .text = text,
		.max_fields = p->limits->fields };
}

static enum http1_event
end_interim(struct http1_parser *p)
{
	if (++p->ninterim > p->limits->interim)
		return refuse(p, HTTP1_TOO_MANY_INTERIM, p->offset);
	begin_section(p, true);
	return HTTP1_INTERIM;
}

static enum http1_event
next_head(struct http1_parser *p, struct sv *in)
{
	struct sv text;
	enum section section = take_section(p, in, &text);
	struct http1_job job;
	enum http1_code code;

	if (section != SECTION_WHOLE)
		return section_event(section);
	job = make_job(p, text);
	if (p->kind == HTTP1_REQUEST)
		code = http1_head_request(&job, &p->head);
	else
		code = http1_head_response(&job, p->request_method, &p->head);
	if (code != HTTP1_OK)
		return refuse(p, code, p->offset + p->scan.start + job.at);
	p->offset += p->scan.pos;
	if (p->kind == HTTP1_RESPONSE && p->head.status < 200)
		return end_interim(p);
	begin_section(p, false);
	p->state = HTTP1_S_BODY;
	return HTTP1_HEAD;
}

static enum http1_event
next_trailers(struct http1_parser *p, struct sv *in)
{
	struct http1_fields list = { 0 };
	struct sv text;
	enum section section = take_section(p, in, &text);
	struct http1_job job;
	enum http1_code code;

	if (section != SECTION_WHOLE)
		return section_event(section);
	job = make_job(p, text);
	code = http1_head_trailers(&job, &list);
	if (code != HTTP1_OK)
		return refuse(p, code, p->offset + job.at);
	p->trailers = list.items;
	p->ntrailers = list.count;
	p->offset += p->scan.pos;
	begin_section(p, false);
	p->state = HTTP1_S_DONE;
	return HTTP1_END;
}

static enum http1_event
end_message(struct http1_parser *p)
{
	p->state = HTTP1_S_DONE;
	return HTTP1_END;
}

/* The body begins. */
static enum http1_event
next_body(struct http1_parser *p)
{
	switch (p->head.framing) {
	case HTTP1_NO_BODY:
		return end_message(p);
	case HTTP1_LENGTH:
		if (p->head.content_length > p->limits->body_bytes)
			return refuse(p, HTTP1_BODY_TOO_LARGE, p->offset);
		p->left = p->head.content_length;
		p->state = HTTP1_S_LENGTH;
		return HTTP1_MORE;
	case HTTP1_CHUNKED:
		http1_chunk_init(&p->chunk, p->limits->body_bytes,
		    p->limits->chunk_ext_bytes);
		p->state = HTTP1_S_CHUNKS;
		return HTTP1_MORE;
	case HTTP1_UNTIL_CLOSE:
		p->left = p->limits->body_bytes;
		p->state = HTTP1_S_UNTIL_CLOSE;
		return HTTP1_MORE;
	}
	return HTTP1_MORE;
}

static enum http1_event
give_data(struct http1_parser *p, struct sv data, struct sv *ret_data)
{
	p->body_bytes += data.len;
	*ret_data = data;
	return HTTP1_DATA;
}

/* At most p->left bytes of `*in`. */
static enum http1_event
take_left(struct http1_parser *p, struct sv *in, struct sv *ret_data)
{
	size_t len = in->len < p->left ? in->len : (size_t)p->left;
	struct sv data = sv_slice(*in, 0, len);

	*in = sv_slice(*in, len, in->len);
	p->left -= len;
	p->offset += len;
	return give_data(p, data, ret_data);
}

static enum http1_event
next_chunks(struct http1_parser *p, struct sv *in, struct sv *ret_data)
{
	enum http1_code code = HTTP1_OK;
	size_t before = in->len;
	struct sv data;
	enum http1_chunk_event event =
	    http1_chunk_next(&p->chunk, in, &data, &code);

	p->offset += before - in->len;
	switch (event) {
	case HTTP1_CHUNK_MORE:
		return HTTP1_MORE;
	case HTTP1_CHUNK_DATA:
		return give_data(p, data, ret_data);
	case HTTP1_CHUNK_LAST:
		p->state = HTTP1_S_TRAILERS;
		return HTTP1_MORE;
	case HTTP1_CHUNK_BAD:
		break;
	}
	return refuse(p, code, p->offset - 1);
}

/* One step; HTTP1_MORE may also mean that the state changed. */
static enum http1_event
step(struct http1_parser *p, struct sv *in, struct sv *ret_data)
{
	switch (p->state) {
	case HTTP1_S_HEAD:
		return next_head(p, in);
	case HTTP1_S_BODY:
		return next_body(p);
	case HTTP1_S_LENGTH:
		if (p->left == 0)
			return end_message(p);
		return in->len == 0 ? HTTP1_MORE : take_left(p, in, ret_data);
	case HTTP1_S_CHUNKS:
		return next_chunks(p, in, ret_data);
	case HTTP1_S_TRAILERS:
		return next_trailers(p, in);
	case HTTP1_S_UNTIL_CLOSE:
		if (in->len > 0 && p->left == 0)
			return refuse(p, HTTP1_BODY_TOO_LARGE, p->offset);
		return in->len == 0 ? HTTP1_MORE : take_left(p, in, ret_data);
	case HTTP1_S_DONE:
		return HTTP1_MORE;
	case HTTP1_S_REFUSED:
		return HTTP1_REFUSED;
	}
	return HTTP1_MORE;
}

enum http1_event
http1_next(struct http1_parser *p, struct sv *in, struct sv *ret_data)
{
	enum http1_state before;
	enum http1_event event;

	do {
		before = p->state;
		event = step(p, in, ret_data);
	} while (event == HTTP1_MORE && p->state != before);
	return event;
}

enum http1_event
http1_eof(struct http1_parser *p)
{
	if (http1_is_idle(p))
		return HTTP1_MORE;
	if (p->state == HTTP1_S_UNTIL_CLOSE)
		return end_message(p);
	return p->state == HTTP1_S_REFUSED ? HTTP1_REFUSED :
	    refuse(p, HTTP1_CUT_SHORT, p->offset + p->scan.pos);
}
