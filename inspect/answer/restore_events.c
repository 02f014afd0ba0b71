/*
 * An event becomes a list of actions: bytes to copy, and bytes to send through
 * a lane. First come the events that flush the lanes which this event ends,
 * then the event itself. Resolving a token may have to wait: then the list
 * stays where it is, what arrives meanwhile goes to the backlog, and the next
 * call goes on. So what is written depends on the bytes received only.
 */
#include "inspect/answer/restore_events.h"

#include "base/err.h"
#include "base/mem.h"

enum {
	LANES_MAX = 512,
	ACTIONS_MAX = 1 << 20,
	SHELL_MAX = 64 << 10,
	BACKLOG_MAX = 256 << 20
};

struct restore_action {
	struct sv bytes;
	struct lane *lane;	/* NULL: copy */
	bool last;		/* the lane's last piece */
	bool fresh;		/* begin e->rest anew, as `text` */
	enum nest_text text;
};

struct restore_lane {
	struct restore_lane *next;
	struct delta_part part;	/* its name: row and keys */
	struct lane lane;
	struct buf before, after;	/* an event for more of its text */
	bool touched;		/* by the present event */
	bool ended;		/* by the present event */
};

void
restore_events_init(struct restore_events *e,
    const struct lane_config *config, const struct dialect *dialect,
    size_t max_event)
{
	*e = (struct restore_events){ .config = config };
	delta_plan_init(&e->plan, dialect);
	sse_init(&e->sse, max_event);
	buf_init(&e->backlog, BACKLOG_MAX);
	buf_init(&e->joined, max_event);
	buf_init(&e->actions, ACTIONS_MAX);
	lane_init(&e->rest, config, NEST_JSON, LANE_AS_IS);
}

static void
free_lane(struct restore_lane *l)
{
	lane_done(&l->lane);
	buf_done(&l->before);
	buf_done(&l->after);
	mem_free(l);
}

void
restore_events_done(struct restore_events *e)
{
	while (e->lanes != NULL) {
		struct restore_lane *l = e->lanes;

		e->lanes = l->next;
		free_lane(l);
	}
	lane_done(&e->rest);
	sse_done(&e->sse);
	buf_done(&e->backlog);
	buf_done(&e->joined);
	buf_done(&e->actions);
}

size_t
restore_events_held(const struct restore_events *e)
{
	size_t held = sse_held(&e->sse) + e->backlog.len + e->rest.held.len;

	for (const struct restore_lane *l = e->lanes; l != NULL; l = l->next)
		held += l->lane.held.len;
	return held;
}

static void
add_action(struct restore_events *e, struct restore_action action)
{
	if (action.bytes.len > 0 || action.last)
		buf_add(&e->actions, &action, sizeof(action));
}

static void
add_copy(struct restore_events *e, struct sv bytes)
{
	add_action(e, (struct restore_action){ .bytes = bytes });
}

/* The lane of `part`, made if need be; NULL: too many, or no memory. */
static struct restore_lane *
lane_of(struct restore_events *e, const struct delta_part *part)
{
	struct restore_lane **at = &e->lanes, *l;

	for (; *at != NULL; at = &(*at)->next)
		if ((*at)->part.row == part->row && memcmp((*at)->part.lane,
		    part->lane, sizeof(part->lane)) == 0)
			return *at;
	l = e->nlanes < LANES_MAX ? mem_calloc(1, sizeof(*l)) : NULL;
	if (l == NULL)
		return NULL;
	l->part = *part;
	lane_init(&l->lane, e->config, NEST_STRING, LANE_AS_IS);
	buf_init(&l->before, SHELL_MAX);
	buf_init(&l->after, SHELL_MAX);
	*at = l;
	e->nlanes++;
	return l;
}

/* What the lane still holds goes into an event of its own. */
static void
add_flush(struct restore_events *e, struct restore_lane *l)
{
	if (l->lane.held.len == 0)
		return;
	add_copy(e, buf_sv(&l->before));
	add_action(e, (struct restore_action){ .lane = &l->lane,
		.last = true });
	add_copy(e, buf_sv(&l->after));
}

static void
add_flushes(struct restore_events *e, bool all)
{
	for (struct restore_lane *l = e->lanes; l != NULL; l = l->next)
		if ((all || l->ended) && !l->touched)
			add_flush(e, l);
}

/* Bytes of the event outside its deltas. */
static void
add_rest(struct restore_events *e, struct sv bytes, bool *fresh, bool last)
{
	add_action(e, (struct restore_action){
		.bytes = bytes,
		.lane = &e->rest,
		.last = last,
		.fresh = *fresh,
		.text = NEST_JSON,
	});
	*fresh = *fresh && bytes.len == 0 && !last;
}

/* Is this the last part of its lane in the event? */
static bool
is_last(const struct restore_events *e, size_t number)
{
	const struct delta_part *parts = e->deltas.parts;

	for (size_t i = number + 1; i < e->deltas.nparts; i++)
		if (parts[i].row == parts[number].row &&
		    memcmp(parts[i].lane, parts[number].lane,
		    sizeof(parts[i].lane)) == 0)
			return false;
	return true;
}

/* An event of JSON: its deltas through their lanes, the rest restored here. */
static void
add_json(struct restore_events *e)
{
	const struct sse_event *ev = &e->event;
	size_t copied = 0, part = 0, first = 0;
	bool fresh = true;

	for (size_t i = 0; i < ev->ndata; i++) {
		size_t line = ev->data[i].start, len = ev->data[i].len;
		size_t at = 0;

		add_copy(e, sv_slice(ev->raw, copied, line));
		for (; part < e->deltas.nparts &&
		    e->deltas.parts[part].start < first + len; part++) {
			const struct delta_part *p = &e->deltas.parts[part];
			struct restore_lane *l = lane_of(e, p);
			struct sv text = sv_slice(ev->raw,
			    line + p->start - first,
			    line + p->start - first + p->len);

			if (l == NULL)
				continue;
			add_rest(e, sv_slice(ev->raw, line + at,
			    line + p->start - first), &fresh, false);
			at = p->start - first + p->len;
			add_action(e, (struct restore_action){ .bytes = text,
				.lane = &l->lane,
				.last = l->ended && is_last(e, part) });
		}
		add_rest(e, sv_slice(ev->raw, line + at, line + len), &fresh,
		    i + 1 == ev->ndata);
		copied = line + len;
		first += len + 1;
	}
	add_copy(e, sv_slice(ev->raw, copied, ev->raw.len));
}

/* An event of other text: each line by itself. */
static void
add_text(struct restore_events *e)
{
	const struct sse_event *ev = &e->event;
	size_t copied = 0;

	for (size_t i = 0; i < ev->ndata; i++) {
		size_t start = ev->data[i].start;
		size_t end = start + ev->data[i].len;

		add_copy(e, sv_slice(ev->raw, copied, start));
		add_action(e, (struct restore_action){
			.bytes = sv_slice(ev->raw, start, end),
			.lane = &e->rest,
			.last = true,
			.fresh = true,
			.text = NEST_ANY,
		});
		copied = end;
	}
	add_copy(e, sv_slice(ev->raw, copied, ev->raw.len));
}

/* The event's data: its lines joined by LF. */
static struct sv
join_data(struct restore_events *e)
{
	const struct sse_event *ev = &e->event;

	if (ev->ndata == 1)
		return sv_make(ev->raw.ptr + ev->data[0].start,
		    ev->data[0].len);
	buf_reset(&e->joined);
	for (size_t i = 0; i < ev->ndata; i++) {
		if (i > 0)
			buf_add_char(&e->joined, '\n');
		buf_add(&e->joined, ev->raw.ptr + ev->data[i].start,
		    ev->data[i].len);
	}
	return buf_sv(&e->joined);
}

/* Note which lanes the event carries and which it ends. */
static int
mark_lanes(struct restore_events *e, bool is_end)
{
	for (size_t i = 0; i < e->deltas.nparts; i++) {
		struct restore_lane *l = lane_of(e, &e->deltas.parts[i]);

		if (l == NULL && e->nlanes < LANES_MAX)
			return ERR_NOMEM;
		if (l != NULL) {
			l->touched = true;
			l->part = e->deltas.parts[i];
		}
	}
	for (struct restore_lane *l = e->lanes; l != NULL; l = l->next) {
		l->ended = is_end;
		for (size_t i = 0; i < e->deltas.nends; i++)
			l->ended = l->ended ||
			    delta_ends(&e->deltas.ends[i], &l->part);
	}
	return 0;
}

/* Make the actions of e->event. */
static int
plan_event(struct restore_events *e)
{
	struct sv data = join_data(e);
	bool is_json = false;
	int err;

	if (e->event.ndata > 0)
		is_json = delta_read(&e->plan, data, &e->deltas) == 0;
	if (!is_json) {
		e->deltas.nparts = 0;
		e->deltas.nends = 0;
	}
	err = mark_lanes(e, sv_eq(data, SV("[DONE]")));
	if (err != 0)
		return err;
	/* What we cannot read may end a text: keep the order. */
	add_flushes(e, !is_json && e->event.ndata > 0);
	if (is_json)
		add_json(e);
	else
		add_text(e);
	return buf_err(&e->joined);
}

/* The end of the first line of the event: the stream's kind of line end. */
static struct sv
line_end(struct sv raw)
{
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] == '\n')
			return SV("\n");
		if (raw.ptr[i] == '\r')
			return i + 1 < raw.len && raw.ptr[i + 1] == '\n' ?
			    SV("\r\n") : SV("\r");
	}
	return SV("\n");
}

/* The lane holds something of this event: keep what an own event needs. */
static int
keep_shell(struct restore_events *e, struct restore_lane *l)
{
	struct sv end = line_end(e->event.raw);

	buf_reset(&l->before);
	buf_reset(&l->after);
	if (e->event.name.len > 0) {
		buf_add_cstr(&l->before, "event: ");
		buf_add_sv(&l->before, e->event.name);
		buf_add_sv(&l->before, end);
	}
	buf_add_cstr(&l->before, "data: ");
	delta_shell(join_data(e), &l->part, &l->before, &l->after);
	buf_add_sv(&l->after, end);
	buf_add_sv(&l->after, end);
	return buf_err(&l->before) != 0 ? buf_err(&l->before) :
	    buf_err(&l->after);
}

/* All actions are done: drop the lanes that ended. */
static int
close_event(struct restore_events *e)
{
	struct restore_lane **at = &e->lanes, *l;
	int err = 0;

	buf_reset(&e->actions);
	e->next = 0;
	while ((l = *at) != NULL) {
		if (l->ended) {
			*at = l->next;
			e->nlanes--;
			free_lane(l);
			continue;
		}
		if (l->touched && l->lane.held.len > 0 && err == 0)
			err = keep_shell(e, l);
		l->touched = false;
		at = &l->next;
	}
	return err;
}

static int
act(struct restore_events *e, const struct restore_action *a, struct buf *out)
{
	int err;

	if (a->lane == NULL) {
		buf_add_sv(out, a->bytes);
		return buf_err(out);
	}
	if (a->fresh && !e->fed) {
		lane_done(&e->rest);
		lane_init(&e->rest, e->config, a->text, LANE_LINES);
	}
	err = lane_feed(a->lane, e->fed ? SV("") : a->bytes, a->last, out);
	e->fed = err == ERR_AGAIN;
	return err;
}

/* Do the actions from e->next on. */
static int
run(struct restore_events *e, struct buf *out)
{
	const struct restore_action *actions =
	    (const struct restore_action *)(const void *)e->actions.ptr;
	size_t count = e->actions.len / sizeof(*actions);
	int err = buf_err(&e->actions);

	if (count == 0 && err == 0)
		return 0;
	while (err == 0 && e->next < count) {
		err = act(e, &actions[e->next], out);
		if (err == 0)
			e->next++;
	}
	return err != 0 ? err : close_event(e);
}

/* Take all the pieces that the framing has. */
static int
take_pieces(struct restore_events *e, struct buf *out)
{
	enum sse_kind kind;
	int err = 0;

	while (err == 0 && (kind = sse_next(&e->sse, &e->event)) != SSE_MORE) {
		if (kind == SSE_LONG) {
			e->config->stats->long_events++;
			add_flushes(e, true);
		}
		if (kind == SSE_EVENT)
			err = plan_event(e);
		else
			add_copy(e, e->event.raw);
		if (err == 0)
			err = run(e, out);
	}
	return err != 0 ? err : sse_err(&e->sse);
}

int
restore_events_feed(struct restore_events *e, struct sv in, struct buf *out)
{
	int err = run(e, out);

	if (err == 0)
		err = take_pieces(e, out);
	if (err == ERR_AGAIN) {
		buf_add_sv(&e->backlog, in);
		return buf_err(&e->backlog) != 0 ? buf_err(&e->backlog) : err;
	}
	if (err == 0 && e->backlog.len > 0) {
		err = sse_add(&e->sse, buf_sv(&e->backlog));
		buf_reset(&e->backlog);
	}
	if (err == 0)
		err = sse_add(&e->sse, in);
	return err != 0 ? err : take_pieces(e, out);
}

int
restore_events_finish(struct restore_events *e, struct buf *out)
{
	int err = 0;

	if (!e->finishing)
		err = restore_events_feed(e, SV(""), out);
	if (err != 0)
		return err;
	if (!e->finishing) {
		e->finishing = true;
		add_flushes(e, true);
		add_copy(e, sse_rest(&e->sse));
	}
	return run(e, out);
}
