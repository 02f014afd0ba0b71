/*
 * The life of a connection and the events its owner gets.
 *
 *	CONNECTING -> HANDSHAKING -> OPEN -> FINISHING -> LINGERING -> DEAD
 *	any with an owner -> BROKEN -> DEAD (conn_free)
 *
 * 1. Sockets are read only from the loop, so the one scratch memory holds the
 *    input of one event at a time.
 * 2. An event is the last thing that a callback of the loop does with a
 *    connection, apart from settle(), which looks at the state first.
 * 3. A connection is released by its own task, never inside an event.
 * 4. When the peer takes no more, its last words are still read; then the
 *    connection fails.
 */
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/tls.h"
#include "proxy/conn_private.h"

enum {
	PIECE_OF_UNREAD = 16 * 1024,
	LINGER_MS = 2000,
	LINGER_BYTES = 16 * 1024 * 1024
};

/* Give back everything but the memory of `c` itself and what is unread. */
void
conn_loop_detach(struct conn *c)
{
	loop_io_done(&c->io);
	loop_timer_stop(&c->timer);
	if (c->fd >= 0)
		(void)close(c->fd);
	c->fd = -1;
	c->state = CONN_DEAD;
	c->fn = NULL;
}

void
conn_loop_release(struct conn *c)
{
	loop_task_cancel(&c->task);
	*c->link = c->next;
	if (c->next != NULL)
		c->next->link = c->link;
	c->hub->count--;
	conn_warm_forget(c);
	tls_free(c->tls);
	buf_done(&c->unread);
	buf_done(&c->unsent);
	mem_free(c);
}

void
conn_loop_defer(struct conn *c, unsigned todo)
{
	c->todo |= todo;
	loop_defer(&c->task);
}

static void
tell(struct conn *c, enum conn_event event)
{
	if (c->fn != NULL)
		c->fn(c->arg, c, event);
}

/* The end: nothing but conn_free() is left to the owner. */
static void
break_off(struct conn *c, int err)
{
	if (c->state == CONN_DEAD || c->state == CONN_BROKEN)
		return;
	if (c->state == CONN_FINISHING || c->state == CONN_LINGERING) {
		conn_free(c);
		return;
	}
	c->state = CONN_BROKEN;
	c->err = err;
	if (c->error[0] == '\0')
		c->error = err_text(err);
	tell(c, CONN_FAILED);
}

/* The end, found within a call of the owner: told from the loop. */
void
conn_loop_break(struct conn *c, int err)
{
	c->state = CONN_BROKEN;
	c->err = err;
	if (c->error[0] == '\0')
		c->error = err_text(err);
	conn_loop_defer(c, CONN_TODO_FAILED);
}

static bool
is_reading(const struct conn *c)
{
	switch (c->state) {
	case CONN_CONNECTING:
	case CONN_FINISHING:
	case CONN_BROKEN:
	case CONN_DEAD:
		return false;
	case CONN_HANDSHAKING:
	case CONN_LINGERING:
		return true;
	case CONN_OPEN:
		break;
	}
	/* Nothing is told before CONN_OPENED. */
	if ((c->todo & CONN_TODO_OPENED) != 0)
		return false;
	if (c->in == CONN_IN_PAUSED)
		return c->out == CONN_OUT_BROKEN;
	return c->in == CONN_IN_ON;
}

static bool
is_writing(const struct conn *c)
{
	switch (c->state) {
	case CONN_CONNECTING:
		return true;
	case CONN_HANDSHAKING:
		return c->tls_needs_write;
	case CONN_LINGERING:
	case CONN_BROKEN:
	case CONN_DEAD:
		return false;
	case CONN_OPEN:
	case CONN_FINISHING:
		break;
	}
	if (c->out == CONN_OUT_CLOSED || c->out == CONN_OUT_BROKEN)
		return c->tls_needs_write;
	return conn_unsent(c) > 0 || c->wants_drained || c->tls_needs_write ||
	    c->out == CONN_OUT_CLOSING;
}

/* Wait for what the state needs. */
void
conn_loop_settle(struct conn *c)
{
	unsigned want = 0;

	if (c->state == CONN_DEAD || c->fd < 0)
		return;
	if (is_reading(c))
		want |= LOOP_READ;
	if (is_writing(c))
		want |= LOOP_WRITE;
	if (loop_io_want(&c->io, want) != 0 && c->state != CONN_BROKEN)
		conn_loop_break(c, ERR_IO);
	if ((c->todo & CONN_TODO_READ) != 0)
		loop_defer(&c->task);
}

/* The peer takes no more bytes. */
void
conn_loop_break_out(struct conn *c)
{
	c->out = CONN_OUT_BROKEN;
	c->wants_drained = false;
	buf_done(&c->unsent);
	c->unsent_at = 0;
	if (c->state == CONN_FINISHING)
		conn_free(c);
	else if (c->in == CONN_IN_END && c->state == CONN_OPEN)
		conn_loop_break(c, ERR_CLOSED);
}

void
conn_loop_linger(struct conn *c)
{
	if (c->in == CONN_IN_END) {
		conn_free(c);
		return;
	}
	c->state = CONN_LINGERING;
	loop_timer_set(&c->timer, LINGER_MS);
}

/* Nothing is unsent: close our direction if that was asked for. */
static void
close_out(struct conn *c)
{
	int err;

	if (c->out != CONN_OUT_CLOSING)
		return;
	err = conn_io_shutdown(c);
	if (err == ERR_AGAIN)
		return;
	if (err != 0) {
		conn_loop_break_out(c);
		return;
	}
	c->out = CONN_OUT_CLOSED;
	if (c->state == CONN_FINISHING)
		conn_loop_linger(c);
}

void
conn_flush(struct conn *c)
{
	struct sv rest = sv_slice(buf_sv(&c->unsent), c->unsent_at,
	    c->unsent.len);
	size_t sent = 0;

	if ((c->state != CONN_OPEN && c->state != CONN_FINISHING) ||
	    c->out == CONN_OUT_CLOSED || c->out == CONN_OUT_BROKEN)
		return;
	if (rest.len > 0 && conn_io_write(c, &rest, 1, &sent) != 0) {
		conn_loop_break_out(c);
		conn_loop_settle(c);
		return;
	}
	c->unsent_at += sent;
	if (c->unsent_at == c->unsent.len) {
		buf_done(&c->unsent);
		c->unsent_at = 0;
		close_out(c);
	} else if (c->unsent_at > c->unsent.len / 2) {
		buf_drop_front(&c->unsent, c->unsent_at);
		c->unsent_at = 0;
	}
	conn_loop_settle(c);
}

static void
on_writable(struct conn *c)
{
	conn_flush(c);
	if (c->state == CONN_OPEN && c->wants_drained && conn_unsent(c) == 0) {
		c->wants_drained = false;
		tell(c, CONN_DRAINED);
	}
}

static void
opened(struct conn *c)
{
	c->state = CONN_OPEN;
	tell(c, CONN_OPENED);
}

static void
shake_hands(struct conn *c)
{
	int err = tls_handshake(c->tls);

	conn_warm_use(c);
	c->tls_needs_write = err == ERR_AGAIN && tls_wants_write(c->tls);
	if (err == ERR_AGAIN)
		return;
	if (err != 0) {
		c->error = tls_error_text(c->tls);
		break_off(c, err);
		return;
	}
	/* Records may have come along with the last flight. */
	c->todo |= CONN_TODO_READ;
	opened(c);
}

static void
on_connected(struct conn *c)
{
	int err = conn_io_connected(c);

	if (err != 0) {
		break_off(c, err);
		return;
	}
	conn_io_prepare(c);
	if (c->tls == NULL) {
		opened(c);
		return;
	}
	c->state = CONN_HANDSHAKING;
	shake_hands(c);
}

/* The peer's direction ended with `err`. */
static void
end_in(struct conn *c, int err)
{
	c->in = CONN_IN_END;
	if (c->state == CONN_LINGERING) {
		conn_free(c);
		return;
	}
	c->is_truncated = err == ERR_TRUNCATED;
	if (err != ERR_CLOSED && err != ERR_TRUNCATED)
		break_off(c, err);
	else if (c->out == CONN_OUT_BROKEN)
		break_off(c, ERR_CLOSED);
	else
		tell(c, CONN_EOF);
}

/* Keep what the owner left in the scratch memory. */
static void
keep_fresh(struct conn *c)
{
	if (c->state == CONN_DEAD || c->fresh.len == 0)
		return;
	buf_add_sv(&c->unread, c->fresh);
	c->fresh = SV("");
	if (buf_err(&c->unread) != 0)
		break_off(c, buf_err(&c->unread));
}

static void
check_full(struct conn *c)
{
	if (c->unread.len - c->unread_at < c->hub->options.max_unread)
		return;
	if (c->in == CONN_IN_ON)
		c->in = CONN_IN_FULL;
	if (c->out == CONN_OUT_BROKEN)
		break_off(c, ERR_CLOSED);
}

/* Behind what is unread already, or fresh into the scratch memory. */
static int
read_more(struct conn *c)
{
	size_t room, n = 0;
	char *to;
	int err;

	if (c->unread.len == 0) {
		room = c->unread.max < CONN_SCRATCH_BYTES ? c->unread.max :
		    CONN_SCRATCH_BYTES;
		err = conn_io_read(c, c->hub->scratch, room, &n);
		c->hub->scratch_used = n;
		if (err == 0)
			c->fresh = sv_make(c->hub->scratch, n);
		return err;
	}
	if (c->unread_at > 0) {
		buf_drop_front(&c->unread, c->unread_at);
		c->unread_at = 0;
	}
	room = c->unread.max - c->unread.len;
	if (room > PIECE_OF_UNREAD)
		room = PIECE_OF_UNREAD;
	to = buf_reserve(&c->unread, room);
	if (to == NULL)
		return ERR_NOMEM;
	err = conn_io_read(c, to, room, &n);
	if (err == 0)
		buf_grow(&c->unread, n);
	return err;
}

static void
drop_input(struct conn *c)
{
	size_t n = 0;
	int err = conn_io_read(c, c->hub->scratch, CONN_SCRATCH_BYTES, &n);

	mem_wipe(c->hub->scratch, n);
	c->dropped += n;
	if ((err != 0 && err != ERR_AGAIN) || c->dropped > LINGER_BYTES)
		conn_free(c);
}

static void
on_readable(struct conn *c)
{
	int err;

	c->todo &= ~(unsigned)CONN_TODO_READ;
	if (c->state == CONN_LINGERING) {
		drop_input(c);
		return;
	}
	if (!is_reading(c))
		return;
	err = read_more(c);
	if (err == ERR_AGAIN)
		return;
	if (err != 0) {
		end_in(c, err);
		return;
	}
	/* Paused, but reading on since the other direction broke. */
	if (c->in != CONN_IN_PAUSED)
		tell(c, CONN_READABLE);
	keep_fresh(c);
	mem_wipe(c->hub->scratch, c->hub->scratch_used);
	c->hub->scratch_used = 0;
	check_full(c);
}

static void
on_io(void *arg, unsigned ready)
{
	struct conn *c = arg;

	switch (c->state) {
	case CONN_CONNECTING:
		on_connected(c);
		break;
	case CONN_HANDSHAKING:
		shake_hands(c);
		break;
	case CONN_OPEN:
	case CONN_FINISHING:
	case CONN_LINGERING:
		if ((ready & LOOP_READ) != 0 || c->tls_needs_write)
			on_readable(c);
		if ((ready & LOOP_WRITE) != 0)
			on_writable(c);
		break;
	case CONN_BROKEN:
	case CONN_DEAD:
		break;
	}
	conn_loop_settle(c);
}

static void
on_timer(void *arg)
{
	struct conn *c = arg;

	if (c->state == CONN_FINISHING || c->state == CONN_LINGERING)
		conn_free(c);
	else if (c->state != CONN_BROKEN)
		tell(c, CONN_TIMED_OUT);
	conn_loop_settle(c);
}

static void
on_task(void *arg)
{
	struct conn *c = arg;
	unsigned todo = c->todo;

	if (c->state == CONN_DEAD) {
		conn_loop_release(c);
		return;
	}
	c->todo = 0;
	if ((todo & CONN_TODO_FAILED) != 0)
		tell(c, CONN_FAILED);
	if ((todo & CONN_TODO_OPENED) != 0 && c->state == CONN_OPEN)
		tell(c, CONN_OPENED);
	if ((todo & CONN_TODO_READABLE) != 0 && c->state == CONN_OPEN &&
	    c->in != CONN_IN_PAUSED && conn_input(c).len > 0) {
		tell(c, CONN_READABLE);
		check_full(c);
	}
	if ((todo & CONN_TODO_READ) != 0)
		on_readable(c);
	conn_flush(c);
	conn_loop_settle(c);
}

void
conn_loop_init(struct conn *c)
{
	loop_timer_init(&c->timer, c->hub->loop, on_timer, c);
	loop_task_init(&c->task, c->hub->loop, on_task, c);
	if (c->fd >= 0)
		loop_io_init(&c->io, c->hub->loop, c->fd, on_io, c);
}
