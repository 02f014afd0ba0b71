/*
 * Asks the console of the running daemon, over its admin listener.
 */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "config/config.h"

/*
 * GET `path` and append the body of the answer to `body`, its status to
 * `*ret_status`. Waits at most a few seconds. ERR_CLOSED: nobody listens
 * there; ERR_TIMEOUT; ERR_SYNTAX: what answers is no console; ERR_IO.
 */
int ask_console(const struct config *c, const char *path, struct buf *body,
    unsigned *ret_status, struct errinfo *ei) MUST_USE;

/*
 * Give `item` (audit/item.h), which an administrator signed, to the recorder
 * and append its receipt (JSON) to `body`; 200 when it is durable. Errors of
 * ask_console().
 */
int ask_order(const struct config *c, struct sv item, struct buf *body,
    unsigned *ret_status, struct errinfo *ei) MUST_USE;

#endif
