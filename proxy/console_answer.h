/*
 * What the console answers, without sockets: from what it knows about the
 * processes to a whole HTTP response.
 */
#ifndef PROXY_CONSOLE_ANSWER_H
#define PROXY_CONSOLE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "proxy/control.h"
#include "proxy/gate.h"
#include "proxy/http1_types.h"

struct metrics;

/* Borrowed. */
struct console_view {
	struct metrics *const *pages;
	size_t npages;
	const struct control_row *rows;
	size_t nrows;
	bool draining;
};

/* Is every process there and serving? */
bool console_is_ready(const struct console_view *view);

/*
 * Append the response to `head`, which came in where `gate` says, to `out`;
 * the connection is closed after it. ERR_NOMEM, ERR_LIMIT.
 */
int console_answer(const struct console_view *view, const struct gate *gate,
    const struct http1_head *head, struct buf *out) MUST_USE;

/*
 * Is this an order, whose body follows? Only a client that is no browser can
 * send its media type without asking first.
 */
bool console_is_order(const struct gate *gate, const struct http1_head *head);

/* Does `body` have the form of an order? ERR_SYNTAX, ERR_NOMEM, ... */
int console_check_order(struct sv body) MUST_USE;

/* The response to an order that the recorder answered. */
int console_receipt(int status, uint64_t index, struct buf *out) MUST_USE;

/* The response to what is not a request that we take; `status` is 4xx. */
int console_refuse(unsigned status, struct buf *out) MUST_USE;

#endif
