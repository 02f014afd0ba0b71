/*
 * Runs of bytes of one class, found many bytes at a time where the processor
 * allows it. For the parsers whose speed hangs on it.
 */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wide.h"

/*
 * How many of the `len` bytes at `p`, from the first on, stand for themselves
 * inside a JSON string: neither `"` nor `\` nor below 0x20.
 */
size_t scan_json_plain(const char *p, size_t len);

/* The same with no wider instructions than those, which there must be. */
size_t scan_json_plain_as(enum wide wide, const char *p, size_t len);

/*
 * Copy `len` bytes from `p` to `to`; true if all of them are ASCII and stand
 * for themselves inside a JSON string.
 */
bool scan_json_copy(char *to, const char *p, size_t len);

/*
 * How many of the `len` bytes at `p`, from the first on, may stand in an HTTP
 * field value: no control byte but HTAB.
 */
size_t scan_http_text(const char *p, size_t len);

/*
 * How many of the `len` bytes at `p`, from the first on, are of ASCII, but none
 * of & % \ =, or of Latin letters up to U+017E, but neither of U+0132, U+0133:
 * what a text is full of and nothing else is written with.
 */
size_t scan_latin(const char *p, size_t len);

#endif
