/*
 * Bytes as text and back: hexadecimal, base64 (RFC 4648 §4 and §5), base32 and
 * percent-encoding (RFC 3986). Decoders are strict unless they say otherwise.
 */
#ifndef BASE_ENCODE_H
#define BASE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum base64_kind {
	BASE64_STD,		/* + / with padding */
	BASE64_URL		/* - _ without padding */
};

/* What a byte stands for in base64 of either kind, or ENCODE_NO_SEXTET. */
enum { ENCODE_NO_SEXTET = 64 };
extern const unsigned char encode_sextets[256];

static inline bool
encode_is_base64(char c)
{
	return encode_sextets[(unsigned char)c] != ENCODE_NO_SEXTET;
}

/* Append `len` bytes as base64. */
void encode_base64(struct buf *b, enum base64_kind kind, const void *ptr,
    size_t len);

/*
 * Append the bytes that `s` stands for. Padding may be missing but not wrong;
 * bits beyond the last byte must be zero. ERR_SYNTAX, or buf_err() of `b`.
 */
int encode_unbase64(struct buf *b, enum base64_kind kind, struct sv s)
    MUST_USE;

/* Read exactly 2 * `len` hexadecimal digits into `out`. */
int encode_unhex(struct sv s, void *out, size_t len) MUST_USE;

/* Write 2 * `len` lower-case hexadecimal digits and a NUL to `out`. */
void encode_hex(char *out, const void *ptr, size_t len);

/*
 * Append `s` with every byte outside the unreserved set (RFC 3986 §2.3) and
 * outside `keep` (may be empty) as %XX.
 */
void encode_percent(struct buf *b, struct sv s, struct sv keep);

/* Append `s` with %XX decoded. A `%` without two digits is ERR_SYNTAX. */
int encode_unpercent(struct buf *b, struct sv s) MUST_USE;

#endif
