/*
 * A bounded cursor over bytes, for messages between processes and for records
 * on disk. Integers are big-endian. Both ends have a sticky error: read or
 * write on, and check once at the end.
 */
#ifndef BASE_WIRE_H
#define BASE_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

struct wire_reader {
	const unsigned char *ptr;
	size_t left;
	int err;		/* 0 or ERR_TRUNCATED */
};

/* Read from `s`, which is borrowed as long as the reader and its results. */
void wire_read_init(struct wire_reader *r, struct sv s);

/* Each takes the next field; after an error they return zero or empty. */
uint8_t wire_read_u8(struct wire_reader *r);
uint16_t wire_read_u16(struct wire_reader *r);
uint32_t wire_read_u32(struct wire_reader *r);
uint64_t wire_read_u64(struct wire_reader *r);

/* `len` raw bytes, borrowed. */
struct sv wire_read_bytes(struct wire_reader *r, size_t len);

/* Copy `len` raw bytes to `out`; zeroes it after an error. */
void wire_read_copy(struct wire_reader *r, void *out, size_t len);

/* A u32 length and that many bytes, borrowed. */
struct sv wire_read_sv(struct wire_reader *r);

/* 0 if everything was there and nothing is left, else ERR_TRUNCATED or
 * ERR_SYNTAX (bytes left over). */
int wire_read_end(const struct wire_reader *r) MUST_USE;

/* Append to `b`; its sticky error holds any failure. */
void wire_write_u8(struct buf *b, uint8_t v);
void wire_write_u16(struct buf *b, uint16_t v);
void wire_write_u32(struct buf *b, uint32_t v);
void wire_write_u64(struct buf *b, uint64_t v);
void wire_write_sv(struct buf *b, struct sv s);		/* u32 length first */

#endif
