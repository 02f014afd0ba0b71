/*
 * Why http1.h refuses a message: a code, where, a text of ours for people and
 * the status to answer with.
 */
#ifndef PROXY_HTTP1_REFUSAL_H
#define PROXY_HTTP1_REFUSAL_H

#include <stdint.h>

/* Why a message was refused. */
enum http1_code {
	HTTP1_OK,
	HTTP1_BAD_METHOD,
	HTTP1_UNKNOWN_METHOD,
	HTTP1_BAD_TARGET,
	HTTP1_BAD_VERSION,
	HTTP1_BAD_REQUEST_LINE,
	HTTP1_BAD_STATUS_LINE,
	HTTP1_BARE_CR,
	HTTP1_BARE_LF,
	HTTP1_CONTROL_BYTE,
	HTTP1_LINE_TOO_LONG,
	HTTP1_HEAD_TOO_LARGE,
	HTTP1_TOO_MANY_FIELDS,
	HTTP1_NO_COLON,
	HTTP1_BAD_FIELD_NAME,
	HTTP1_SPACE_BEFORE_COLON,
	HTTP1_OBS_FOLD,
	HTTP1_LOOKALIKE_FIELD,
	HTTP1_REPEATED_FIELD,
	HTTP1_NO_HOST,
	HTTP1_BAD_HOST,
	HTTP1_HOST_MISMATCH,
	HTTP1_BAD_LENGTH,
	HTTP1_LENGTH_AND_CODING,
	HTTP1_BAD_CODING,
	HTTP1_UNKNOWN_CODING,
	HTTP1_CODING_IN_1_0,
	HTTP1_BODY_NOT_ALLOWED,
	HTTP1_BAD_CONNECTION,
	HTTP1_BAD_EXPECT,
	HTTP1_BODY_TOO_LARGE,
	HTTP1_BAD_CHUNK,
	HTTP1_CHUNK_TOO_LARGE,
	HTTP1_CHUNK_EXT_TOO_LONG,
	HTTP1_BAD_TRAILER,
	HTTP1_UNASKED_UPGRADE,
	HTTP1_TOO_MANY_INTERIM,
	HTTP1_CUT_SHORT,
	HTTP1_OUT_OF_MEMORY,
	HTTP1_CODES
};

struct http1_refusal {
	enum http1_code code;
	uint64_t offset;	/* byte of the message where it was noticed */
};

/* Name in a few [a-z0-9-], for records and metrics: "bare-lf". */
const char *http1_code_name(enum http1_code code);

/* One sentence for people, of fixed text: nothing of the message is in it. */
const char *http1_code_text(enum http1_code code);

/* Status to answer the sender of such a request: 400, 413, 414, 417, 431... */
unsigned http1_code_status(enum http1_code code);

#endif
