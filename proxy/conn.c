#include "proxy/conn.h"

#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/tls.h"
#include "proxy/conn_private.h"

enum {
	DEFAULT_UNREAD = 64 * 1024,
	DEFAULT_UNSENT = 4 * 1024 * 1024,
	DEFAULT_HIGH_WATER = 128 * 1024,
	FIRST_UNSENT = 4096,
	FINISH_MS = 30000
};

int
conn_hub_new(struct loop *loop, const struct conn_options *options,
    struct conn_hub **ret_hub)
{
	struct conn_hub *hub = mem_calloc(1, sizeof(*hub));

	if (hub == NULL)
		return ERR_NOMEM;
	hub->loop = loop;
	conn_warm_init(&hub->warm, loop);
	hub->options = *options;
	if (hub->options.max_unread == 0)
		hub->options.max_unread = DEFAULT_UNREAD;
	if (hub->options.max_unsent == 0)
		hub->options.max_unsent = DEFAULT_UNSENT;
	if (hub->options.high_water == 0)
		hub->options.high_water = DEFAULT_HIGH_WATER;
	hub->scratch = mem_alloc(CONN_SCRATCH_BYTES);
	hub->record = mem_alloc(CONN_RECORD_BYTES);
	if (hub->scratch == NULL || hub->record == NULL) {
		conn_hub_free(hub);
		return ERR_NOMEM;
	}
	*ret_hub = hub;
	return 0;
}

void
conn_hub_free(struct conn_hub *hub)
{
	struct conn *c, *next;

	if (hub == NULL)
		return;
	for (c = hub->conns; c != NULL; c = next) {
		next = c->next;
		if (c->state != CONN_DEAD)
			conn_loop_detach(c);
		conn_loop_release(c);
	}
	conn_warm_done(&hub->warm);
	mem_free_wiped(hub->scratch, CONN_SCRATCH_BYTES);
	mem_free_wiped(hub->record, CONN_RECORD_BYTES);
	mem_free(hub);
}

size_t
conn_hub_count(const struct conn_hub *hub)
{
	return hub->count;
}

static struct conn *
new_conn(struct conn_hub *hub, int fd, conn_fn *fn, void *arg)
{
	struct conn *c = mem_calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->hub = hub;
	c->fd = fd;
	c->fn = fn;
	c->arg = arg;
	c->error = "";
	buf_init(&c->unread, hub->options.max_unread);
	buf_init(&c->unsent, hub->options.max_unsent);
	c->next = hub->conns;
	c->link = &hub->conns;
	if (c->next != NULL)
		c->next->link = &c->next;
	hub->conns = c;
	hub->count++;
	conn_loop_init(c);
	return c;
}

int
conn_accept(struct conn_hub *hub, int fd, struct tls_context *ctx, conn_fn *fn,
    void *arg, struct conn **ret_conn)
{
	struct conn *c = new_conn(hub, fd, fn, arg);
	int err;

	if (c == NULL) {
		(void)close(fd);
		return ERR_NOMEM;
	}
	conn_io_prepare(c);
	err = ctx == NULL ? 0 : tls_new_server(ctx, fd, &c->tls);
	if (err != 0) {
		conn_loop_detach(c);
		conn_loop_release(c);
		return err;
	}
	c->state = ctx == NULL ? CONN_OPEN : CONN_HANDSHAKING;
	if (ctx == NULL)
		conn_loop_defer(c, CONN_TODO_OPENED);
	conn_loop_settle(c);
	*ret_conn = c;
	return 0;
}

int
conn_connect(struct conn_hub *hub, const struct addr *to,
    const struct conn_tls *tls, conn_fn *fn, void *arg, struct conn **ret_conn)
{
	int fd = -1, err = conn_io_connect(to, &fd);
	struct conn *c = new_conn(hub, fd, fn, arg);

	if (c == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return ERR_NOMEM;
	}
	c->peer = *to;
	c->state = CONN_CONNECTING;
	if (err != 0) {
		/* As if the answer had come later: one way to fail. */
		conn_loop_break(c, err);
	} else if (tls != NULL) {
		err = tls_new_client(tls->ctx, fd, tls->host, tls->session,
		    &c->tls);
	}
	if (c->state == CONN_CONNECTING && err != 0) {
		conn_loop_detach(c);
		conn_loop_release(c);
		return err;
	}
	conn_loop_settle(c);
	*ret_conn = c;
	return 0;
}

void
conn_free(struct conn *c)
{
	if (c == NULL || c->state == CONN_DEAD)
		return;
	conn_loop_detach(c);
	loop_defer(&c->task);
}

void
conn_finish(struct conn *c)
{
	if (c->state != CONN_OPEN || c->out == CONN_OUT_BROKEN) {
		conn_free(c);
		return;
	}
	c->fn = NULL;
	c->fresh = SV("");
	c->todo = 0;
	c->wants_drained = false;
	c->state = CONN_FINISHING;
	loop_timer_set(&c->timer, FINISH_MS);
	if (c->out == CONN_OUT_CLOSED)
		conn_loop_linger(c);
	else
		c->out = CONN_OUT_CLOSING;
	loop_defer(&c->task);
}

void
conn_set_owner(struct conn *c, conn_fn *fn, void *arg)
{
	c->fn = fn;
	c->arg = arg;
}

struct sv
conn_input(const struct conn *c)
{
	if (c->unread.len > c->unread_at)
		return sv_slice(buf_sv(&c->unread), c->unread_at,
		    c->unread.len);
	return c->fresh;
}

void
conn_consume(struct conn *c, size_t len)
{
	ASSERT(len <= conn_input(c).len);
	if (len == 0 || c->state == CONN_DEAD)
		return;
	if (c->unread.len > c->unread_at)
		c->unread_at += len;
	else
		c->fresh = sv_slice(c->fresh, len, c->fresh.len);
	if (c->unread.len > 0 && c->unread_at == c->unread.len) {
		buf_done(&c->unread);
		c->unread_at = 0;
	}
	if (c->in == CONN_IN_FULL) {
		c->in = CONN_IN_ON;
		conn_loop_defer(c, CONN_TODO_READ);
	}
}

void
conn_pause(struct conn *c)
{
	if (c->in == CONN_IN_END)
		return;
	c->in = CONN_IN_PAUSED;
	conn_loop_settle(c);
}

void
conn_resume(struct conn *c)
{
	unsigned todo = CONN_TODO_READABLE;

	if (c->state == CONN_DEAD)
		return;
	if (c->in == CONN_IN_PAUSED)
		c->in = CONN_IN_ON;
	/* The loop tells what the socket holds, but not this. */
	if (c->tls != NULL && tls_has_pending(c->tls))
		todo |= CONN_TODO_READ;
	/* The task settles, when it has sent what is unsent. */
	conn_loop_defer(c, todo);
}

int
conn_write(struct conn *c, struct sv data)
{
	if (c->state != CONN_OPEN || c->out != CONN_OUT_ON)
		return ERR_CLOSED;
	if (data.len > c->unsent.max - c->unsent.len)
		return ERR_FULL;
	if (c->unsent.ptr == NULL && data.len < FIRST_UNSENT &&
	    buf_reserve(&c->unsent, FIRST_UNSENT) == NULL)
		return ERR_NOMEM;
	buf_add_sv(&c->unsent, data);
	if (buf_err(&c->unsent) != 0) {
		c->unsent.err = 0;
		return ERR_NOMEM;
	}
	if (conn_is_congested(c))
		c->wants_drained = true;
	loop_defer(&c->task);
	return 0;
}

int
conn_send(struct conn *c, const struct sv *pieces, size_t n, size_t *ret_taken)
{
	size_t total = 0;
	int err = 0;

	*ret_taken = 0;
	conn_flush(c);
	if (c->state != CONN_OPEN || c->out != CONN_OUT_ON)
		return ERR_CLOSED;
	for (size_t i = 0; i < n; i++)
		total += pieces[i].len;
	if (conn_unsent(c) == 0)
		err = conn_io_write(c, pieces, n, ret_taken);
	if (err != 0)
		conn_loop_break_out(c);
	else if (*ret_taken < total)
		c->wants_drained = true;
	conn_loop_settle(c);
	return err;
}

size_t
conn_unsent(const struct conn *c)
{
	return c->unsent.len - c->unsent_at;
}

bool
conn_is_congested(const struct conn *c)
{
	return conn_unsent(c) >= c->hub->options.high_water;
}

void
conn_shutdown(struct conn *c)
{
	if (c->state != CONN_OPEN || c->out != CONN_OUT_ON)
		return;
	c->out = CONN_OUT_CLOSING;
	loop_defer(&c->task);
}

void
conn_set_timeout(struct conn *c, uint32_t ms)
{
	if (c->state == CONN_DEAD)
		return;
	if (ms == 0)
		loop_timer_stop(&c->timer);
	else
		loop_timer_set(&c->timer, ms);
}

int
conn_error(const struct conn *c)
{
	return c->err;
}

const char *
conn_error_text(const struct conn *c)
{
	return c->error;
}

const struct addr *
conn_peer(const struct conn *c)
{
	return &c->peer;
}

const struct addr *
conn_local(const struct conn *c)
{
	return &c->local;
}

struct tls *
conn_tls_of(const struct conn *c)
{
	return c->tls;
}

uint64_t
conn_bytes_in(const struct conn *c)
{
	return c->bytes_in;
}

uint64_t
conn_bytes_out(const struct conn *c)
{
	return c->bytes_out;
}

bool
conn_is_truncated(const struct conn *c)
{
	return c->is_truncated;
}

bool
conn_is_quiet(struct conn *c)
{
	return c->state == CONN_OPEN && c->in == CONN_IN_ON &&
	    c->out == CONN_OUT_ON && conn_unsent(c) == 0 &&
	    conn_input(c).len == 0 && conn_io_is_silent(c);
}
