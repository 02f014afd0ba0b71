/*
 * Trailer fields (RFC 9110 §6.5) on their way through, of requests and
 * answers: which of them go on. They are never merged into the header.
 */
#ifndef PROXY_TRAILERS_H
#define PROXY_TRAILERS_H

#include <stdbool.h>
#include <stddef.h>

#include "proxy/http1_types.h"

struct config;

/*
 * May the trailer `f` go on, behind a message with these header fields? Only if
 * exeat.yaml names it, the message's Connection does not, and nobody here
 * treats it by name.
 */
bool trailers_may_pass(const struct config *c,
    const struct http1_field *fields, size_t nfields,
    const struct http1_field *f);

/* Does the sender of `request` take trailers in the answer (TE: trailers)? */
bool trailers_are_taken(const struct http1_head *request);

#endif
