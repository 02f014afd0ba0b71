/*
 * The canonical form of JSON, RFC 8785: members sorted by the UTF-16 units of
 * their names, numbers as ECMAScript prints them, shortest escapes, no blanks.
 * What is signed, hashed or compared byte for byte goes through here.
 */
#ifndef BASE_JCS_H
#define BASE_JCS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

/*
 * Append the canonical form of the JSON `text`. ERR_SYNTAX (no JSON),
 * ERR_EXISTS (a member twice), ERR_RANGE (a number beyond IEEE double),
 * ERR_LIMIT, ERR_NOMEM; `out` then holds a useless beginning.
 */
int jcs_canonicalise(struct sv text, struct buf *out) MUST_USE;

/* Append a finite `d` as ECMAScript's Number::toString does (ECMA-262). */
int jcs_add_double(struct buf *out, double d) MUST_USE;

/* Compare two UTF-8 texts as their UTF-16 units; <0, 0, >0. */
int jcs_compare(struct sv a, struct sv b);

#endif
