/*
 * Numbers written as text by people and by protocols. Every function reads the
 * whole of `s`: no sign, no blanks, nothing left over.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"

/* Decimal digits. ERR_SYNTAX, or ERR_RANGE when it does not fit. */
int num_u64(struct sv s, uint64_t *ret) MUST_USE;

/* Hexadecimal digits without prefix. */
int num_hex(struct sv s, uint64_t *ret) MUST_USE;

/* Bytes: "123", "64KiB", "1MiB", "2GiB", "1TiB", or decimal "10kB", "5MB". */
int num_size(struct sv s, uint64_t *ret_bytes) MUST_USE;

/* A span of time: "250ms", "10s", "5m", "2h", "7d". The unit is required. */
int num_duration(struct sv s, uint64_t *ret_ms) MUST_USE;

#endif
