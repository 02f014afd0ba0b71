#include "proxy/conn_warm.h"

#include "base/tls.h"
#include "proxy/conn_private.h"

void
conn_warm_forget(struct conn *c)
{
	if (c->warmth.link == NULL)
		return;
	*c->warmth.link = c->warmth.next;
	if (c->warmth.next != NULL)
		c->warmth.next->warmth.link = c->warmth.link;
	c->warmth.link = NULL;
	c->hub->warm.count--;
}

static void
on_timer(void *arg)
{
	struct conn_warm *warm = arg;
	struct conn *c, *next;

	for (c = warm->first; c != NULL; c = next) {
		next = c->warmth.next;
		if (!c->warmth.is_used && tls_release(c->tls))
			conn_warm_forget(c);
		else
			c->warmth.is_used = false;
	}
	if (warm->first != NULL)
		loop_timer_set(&warm->timer, CONN_WARM_MS);
}

void
conn_warm_init(struct conn_warm *warm, struct loop *loop)
{
	*warm = (struct conn_warm){ .first = NULL };
	loop_timer_init(&warm->timer, loop, on_timer, warm);
}

void
conn_warm_done(struct conn_warm *warm)
{
	loop_timer_stop(&warm->timer);
}

void
conn_warm_use(struct conn *c)
{
	struct conn_warm *warm = &c->hub->warm;

	c->warmth.is_used = true;
	if (c->warmth.link != NULL)
		return;
	if (warm->count == CONN_WARM_MAX) {
		/* In the midst of a record it cannot: then the next time. */
		(void)tls_release(c->tls);
		return;
	}
	c->warmth.next = warm->first;
	c->warmth.link = &warm->first;
	if (warm->first != NULL)
		warm->first->warmth.link = &c->warmth.next;
	warm->first = c;
	warm->count++;
	if (!loop_timer_is_set(&warm->timer))
		loop_timer_set(&warm->timer, CONN_WARM_MS);
}
