/*
 * How a piece is read: inspect/answer/nest.h cuts it into literal text, escapes
 * and what stands between strings. Text that could belong to one token is a
 * run: literal bytes, and escapes of ASCII characters that a token may hold.
 * Such escapes are rare, so a run is normally a view of the source; with one in
 * it, the run is spelt out in `text` with the place of each byte in `places`.
 *
 * What is held begins where a token may begin, or with an escape that is not
 * complete, so that reading can begin there again: nest and url are kept as
 * they are at that place.
 */
#include "inspect/answer/lane.h"

#include <stdint.h>

#include "base/err.h"

enum { HELD_MAX = 64 << 20 };

struct run {
	struct sv view;		/* the text, unless it is spelt out */
	size_t start;		/* its first byte's place in the source */
	bool spelt;
	struct buf text;
	struct buf places;	/* uint32_t: where each byte of text begins,
				 * and where the last one ends */
	struct nest nest;	/* where the run begins */
};

/* One call of lane_feed(). */
struct pass {
	struct lane *lane;
	struct sv source;
	size_t passed;		/* bytes of the source written or replaced */
	struct run run;
	struct buf *out;
};

void
lane_init(struct lane *l, const struct lane_config *config,
    enum nest_text text, enum lane_style style)
{
	*l = (struct lane){ .config = config, .style = style };
	buf_init(&l->held, HELD_MAX);
	nest_init(&l->nest, text);
	urlword_init(&l->url);
}

void
lane_done(struct lane *l)
{
	buf_done(&l->held);
}

static struct sv
run_text(const struct run *r)
{
	return r->spelt ? buf_sv(&r->text) : r->view;
}

/* Where byte `at` of the run begins in the source. */
static size_t
run_place(const struct run *r, size_t at)
{
	uint32_t place;

	if (!r->spelt)
		return r->start + at;
	memcpy(&place, r->places.ptr + at * sizeof(place), sizeof(place));
	return place;
}

static void
run_reset(struct run *r)
{
	r->view = (struct sv){ NULL, 0 };
	if (r->spelt) {
		buf_reset(&r->text);
		buf_reset(&r->places);
		r->spelt = false;
	}
}

static void
add_places(struct run *r, size_t first, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t place = (uint32_t)(first + i);

		buf_add(&r->places, &place, sizeof(place));
	}
}

/* Add text that stands at [at, at + len) of the source to the run. */
static void
run_add(struct pass *p, struct sv text, size_t at, size_t len)
{
	struct run *r = &p->run;

	if (run_text(r).len == 0 && text.len == len) {
		r->start = at;
		r->view = text;
		return;
	}
	if (!r->spelt && text.len == len && r->start + r->view.len == at) {
		r->view.len += len;
		return;
	}
	if (!r->spelt) {
		buf_add_sv(&r->text, r->view);
		add_places(r, r->start, r->view.len + 1);
		r->spelt = true;
	}
	if (buf_err(&r->text) != 0 || buf_err(&r->places) != 0)
		return;
	/* Its bytes begin where the last one ended: pieces join. */
	buf_truncate(&r->places, r->text.len * sizeof(uint32_t));
	buf_add_sv(&r->text, text);
	add_places(r, at, text.len);
	add_places(r, at + len, 1);
}

/* Pass on the source up to `place`. */
static void
pass_to(struct pass *p, size_t place)
{
	buf_add_sv(p->out, sv_slice(p->source, p->passed, place));
	p->passed = place;
}

static bool
is_harmless(const struct token_ops *ops, struct sv token)
{
	return ops->is_harmless != NULL && ops->is_harmless(ops->ctx, token);
}

/*
 * A complete token stands at [at, at + len) of the run, and the URL state is
 * the one there. Put its value in its place, or let it stay.
 */
static int
replace(struct pass *p, size_t at, size_t len)
{
	const struct lane_config *c = p->lane->config;
	struct sv token = sv_slice(run_text(&p->run), at, at + len), value;
	size_t place = run_place(&p->run, at);
	int err;

	if (!c->in_urls && urlword_inside(&p->lane->url) &&
	    !is_harmless(c->ops, token)) {
		c->stats->in_url++;
		return 0;
	}
	err = c->ops->resolve(c->ops->ctx, token, &value);
	if (err == ERR_AGAIN || err == ERR_NOMEM) {
		pass_to(p, place);
		return err;
	}
	if (err == 0) {
		pass_to(p, place);
		err = lane_value_write(p->out, value, p->lane->style,
		    nest_depth(&p->run.nest));
	}
	if (buf_err(p->out) != 0)
		return buf_err(p->out);
	if (err != 0) {
		c->stats->unresolved++;
		return 0;
	}
	p->passed = run_place(&p->run, at + len);
	c->stats->restored++;
	return 0;
}

/*
 * Replace the tokens of the run. Unless it is complete, its end may still
 * become a token: *ret_end is where that begins, or the run's length. The URL
 * state is the one at *ret_read.
 */
static int
replace_all(struct pass *p, bool complete, size_t *ret_end, size_t *ret_read)
{
	const struct token_ops *ops = p->lane->config->ops;
	struct sv text = run_text(&p->run);
	size_t done = 0, at, len;
	size_t end = complete ? text.len : ops->tail(ops->ctx, text);
	int err = 0;

	while (err == 0 && done < end && ops->find(ops->ctx,
	    sv_slice(text, done, text.len), &at, &len)) {
		at += done;
		if (at >= end)
			break;
		urlword_feed(&p->lane->url, sv_slice(text, done, at));
		done = at;
		err = replace(p, at, len);
		if (err == 0) {
			urlword_feed(&p->lane->url,
			    sv_slice(text, at, at + len));
			done = at + len;
		}
	}
	*ret_end = end;
	*ret_read = done;
	return err;
}

/*
 * The run ends here: nothing that follows can belong to it. Unless its string
 * ends, too, what follows may be in the same URL.
 */
static int
end_run(struct pass *p, bool string_ends)
{
	struct sv text = run_text(&p->run);
	size_t end, done;
	int err;

	if (text.len == 0)
		return 0;
	err = replace_all(p, true, &end, &done);
	if (err == ERR_AGAIN)
		return err;	/* the run's state is still needed */
	if (!string_ends)
		urlword_feed(&p->lane->url, sv_slice(text, done, end));
	run_reset(&p->run);
	return err;
}

/* True if an escaped character may stand in a token. */
static bool
joins(const struct token_ops *ops, unsigned char c)
{
	if (c == ' ' || c == '/')
		return ops->any_text;
	return c > ' ' && c < 0x7f && c != '"' && c != '\\';
}

static int
take_piece(struct pass *p, const struct nest_piece *piece, size_t at,
    const struct nest *before)
{
	char c = (char)piece->byte;
	int err;

	if (piece->kind == NEST_LITERAL ||
	    (piece->kind == NEST_ESCAPED &&
	    joins(p->lane->config->ops, piece->byte))) {
		if (run_text(&p->run).len == 0)
			p->run.nest = *before;
		run_add(p, piece->kind == NEST_ESCAPED ? sv_make(&c, 1) :
		    sv_slice(p->source, at, at + piece->len), at, piece->len);
		err = buf_err(&p->run.text);
		return err != 0 ? err : buf_err(&p->run.places);
	}
	err = end_run(p, piece->kind == NEST_BETWEEN);
	if (err != 0)
		return err;
	if (piece->kind == NEST_ESCAPED)
		urlword_feed(&p->lane->url, sv_make(&c, 1));
	else if (piece->kind == NEST_BETWEEN)
		urlword_init(&p->lane->url);
	return 0;
}

/*
 * Read all of the source. *ret_place is the first byte to hold, the source's
 * length if there is none.
 */
static int
read_source(struct pass *p, bool last, size_t *ret_place)
{
	struct nest *nest = &p->lane->nest;
	struct nest_piece piece;
	struct nest before;
	size_t at = 0, end, done;
	int err = 0;

	while (at < p->source.len && err == 0) {
		before = *nest;
		nest_next(nest, sv_slice(p->source, at, p->source.len),
		    &piece);
		if (piece.kind == NEST_CUT)
			break;
		err = take_piece(p, &piece, at, &before);
		at += piece.len;
	}
	*ret_place = last ? p->source.len : at;
	if (err == 0 && run_text(&p->run).len > 0) {
		err = replace_all(p, last, &end, &done);
		if (err == 0)
			urlword_feed(&p->lane->url,
			    sv_slice(run_text(&p->run), done, end));
		if (!last && end < run_text(&p->run).len)
			*ret_place = run_place(&p->run, end);
	}
	if (err == ERR_AGAIN) {
		*nest = p->run.nest;
		*ret_place = p->passed;
	}
	return err;
}

int
lane_feed(struct lane *l, struct sv piece, bool last, struct buf *out)
{
	struct pass p = { .lane = l, .source = piece, .out = out };
	bool was_held = l->held.len > 0;
	size_t place;
	int err;

	if (was_held) {
		buf_add_sv(&l->held, piece);
		p.source = buf_sv(&l->held);
	}
	if (p.source.len == 0)
		return 0;
	if (p.source.len >= UINT32_MAX)
		return ERR_LIMIT;
	buf_init(&p.run.text, HELD_MAX);
	buf_init(&p.run.places, (size_t)HELD_MAX * sizeof(uint32_t));
	err = read_source(&p, last, &place);
	pass_to(&p, place > p.passed ? place : p.passed);
	nest_rewind(&l->nest, err == ERR_AGAIN);
	if (was_held)
		buf_drop_front(&l->held, place);
	else
		buf_add_sv(&l->held, sv_slice(piece, place, piece.len));
	buf_done(&p.run.text);
	buf_done(&p.run.places);
	if (err == 0)
		err = buf_err(out) != 0 ? buf_err(out) : buf_err(&l->held);
	return err;
}
