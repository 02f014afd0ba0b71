/*
 * exeat status: what the running daemon is doing, and how it is confined.
 */
#ifndef CLI_STATUS_H
#define CLI_STATUS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

/* Append what console answer `json` says, for people. ERR_SYNTAX. */
int status_write(struct sv json, struct buf *out) MUST_USE;

#endif
