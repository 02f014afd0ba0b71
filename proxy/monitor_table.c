/*
 * What the console is told: the pages of metrics and the table of processes.
 */
#define _GNU_SOURCE
#include "proxy/monitor_part.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/wire.h"
#include "proxy/metrics.h"

static struct child_page *
new_page(struct monitor *m, enum role_kind kind)
{
	struct child_page *p = mem_calloc(1, sizeof(*p));
	int fd;

	if (p == NULL)
		return NULL;
	p->kind = kind;
	if (metrics_create(&p->fd) != 0) {
		mem_free(p);
		return NULL;
	}
	fd = dup(p->fd);
	if (fd < 0 || metrics_open(fd, &p->metrics) != 0) {
		(void)close(p->fd);
		mem_free(p);
		return NULL;
	}
	p->next = m->pages;
	m->pages = p;
	return p;
}

static void
show_page(struct child *console, const struct child_page *p)
{
	struct buf b;

	buf_init(&b, 16);
	wire_write_u8(&b, (uint8_t)p->kind);
	child_tell_fd(console, CONTROL_PAGE, buf_sv(&b), p->fd);
	buf_done(&b);
}

void
monitor_show_pages(const struct monitor *m, struct child *console)
{
	for (const struct child_page *p = m->pages; p != NULL; p = p->next)
		show_page(console, p);
}

/* One whose process has ended, or a new one, which the console is shown. */
struct child_page *
monitor_find_page(struct monitor *m, enum role_kind kind)
{
	struct child *console = monitor_seat_of(m, ROLE_CONSOLE, 0)->child;
	struct child_page *p;

	for (p = m->pages; p != NULL; p = p->next)
		if (p->kind == kind && !p->used)
			return p;
	p = new_page(m, kind);
	if (p != NULL && console != NULL)
		show_page(console, p);
	return p;
}

static enum control_state
state_of(const struct child *c)
{
	switch (c->stage) {
	case CHILD_STARTING:
	case CHILD_PREPARED:
	case CHILD_STARTED:
		return CONTROL_STARTING;
	case CHILD_SERVING:
		return CONTROL_SERVING;
	case CHILD_DRAINING:
		return CONTROL_DRAINING;
	case CHILD_FAILED:
		break;
	}
	return CONTROL_DOWN;
}

static struct control_row
row_of(const struct child *c)
{
	return (struct control_row){ .kind = c->kind, .slot = c->slot,
		.serial = c->serial, .pid = c->pid, .state = state_of(c),
		.sandbox = c->sandbox };
}

static size_t
make_rows(struct monitor *m, struct control_row *rows)
{
	const struct monitor_seat *s;
	size_t n = 0;

	for (size_t i = 0; i < MONITOR_SEATS && n < CONTROL_ROWS_MAX; i++) {
		s = &m->seats[i];
		if (!s->wanted)
			continue;
		rows[n] = s->child != NULL ? row_of(s->child) :
		    (struct control_row){ .kind = s->kind, .slot = s->slot,
		    .state = CONTROL_DOWN };
		rows[n++].restarts = s->restarts;
	}
	for (struct child *c = m->children; c != NULL && n < CONTROL_ROWS_MAX;
	    c = c->next)
		if (c->stage == CHILD_DRAINING && m->phase != MONITOR_ENDING)
			rows[n++] = row_of(c);
	return n;
}

void
monitor_send_table(struct monitor *m)
{
	struct child *console = monitor_seat_of(m, ROLE_CONSOLE, 0)->child;
	struct control_row *rows;
	struct buf b;

	if (console == NULL)
		return;
	rows = mem_calloc(CONTROL_ROWS_MAX, sizeof(*rows));
	if (rows == NULL)
		return;
	buf_init(&b, IPC_MESSAGE_MAX);
	control_write_table(&b, m->phase == MONITOR_ENDING, rows,
	    make_rows(m, rows));
	child_tell(console, CONTROL_TABLE, buf_sv(&b));
	if (console->ipc != NULL && ipc_flush(console->ipc) != 0)
		log_plain(LOG_DEBUG, "console is slow");
	buf_done(&b);
	mem_free(rows);
}
