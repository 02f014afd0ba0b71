#include "proxy/http1_refusal.h"

struct row {
	unsigned status;
	const char *name;
	const char *text;
};

static const struct row rows[HTTP1_CODES] = {
	[HTTP1_OK] = { 200, "ok",
	    "nothing is wrong" },
	[HTTP1_BAD_METHOD] = { 400, "bad-method",
	    "the method is no token" },
	[HTTP1_UNKNOWN_METHOD] = { 501, "unknown-method",
	    "the method is none that a proxy can pass on safely" },
	[HTTP1_BAD_TARGET] = { 400, "bad-target",
	    "the request target does not follow RFC 9112" },
	[HTTP1_BAD_VERSION] = { 505, "bad-version",
	    "the version is neither HTTP/1.0 nor HTTP/1.1" },
	[HTTP1_BAD_REQUEST_LINE] = { 400, "bad-request-line",
	    "the first line is not a method, a target and a version, with one space between" },
	[HTTP1_BAD_STATUS_LINE] = { 400, "bad-status-line",
	    "the first line is not a version, a status and a reason" },
	[HTTP1_BARE_CR] = { 400, "bare-cr",
	    "a CR stands without LF" },
	[HTTP1_BARE_LF] = { 400, "bare-lf",
	    "a LF stands without CR" },
	[HTTP1_CONTROL_BYTE] = { 400, "control-byte",
	    "a control byte stands in the head" },
	[HTTP1_LINE_TOO_LONG] = { 414, "line-too-long",
	    "the first line is longer than allowed" },
	[HTTP1_HEAD_TOO_LARGE] = { 431, "head-too-large",
	    "the header or trailer section is larger than allowed" },
	[HTTP1_TOO_MANY_FIELDS] = { 431, "too-many-fields",
	    "there are more header fields than allowed" },
	[HTTP1_NO_COLON] = { 400, "no-colon",
	    "a header line has no colon" },
	[HTTP1_BAD_FIELD_NAME] = { 400, "bad-field-name",
	    "the name of a header field is no token" },
	[HTTP1_SPACE_BEFORE_COLON] = { 400, "space-before-colon",
	    "white space stands between a field name and its colon" },
	[HTTP1_OBS_FOLD] = { 400, "obs-fold",
	    "a header line is folded" },
	[HTTP1_LOOKALIKE_FIELD] = { 400, "lookalike-field",
	    "a field name would be that of a framing field if \"_\" were read as \"-\"" },
	[HTTP1_REPEATED_FIELD] = { 400, "repeated-field",
	    "a field that may stand once stands twice" },
	[HTTP1_NO_HOST] = { 400, "no-host",
	    "the Host field is missing" },
	[HTTP1_BAD_HOST] = { 400, "bad-host",
	    "Host or the authority of the target is not a host and a port" },
	[HTTP1_HOST_MISMATCH] = { 400, "host-mismatch",
	    "the target and Host name different hosts" },
	[HTTP1_BAD_LENGTH] = { 400, "bad-length",
	    "Content-Length is not one decimal number that fits" },
	[HTTP1_LENGTH_AND_CODING] = { 400, "length-and-coding",
	    "Content-Length and Transfer-Encoding stand together" },
	[HTTP1_BAD_CODING] = { 400, "bad-coding",
	    "Transfer-Encoding is not exactly \"chunked\"" },
	[HTTP1_UNKNOWN_CODING] = { 501, "unknown-coding",
	    "Transfer-Encoding names a coding other than chunked" },
	[HTTP1_CODING_IN_1_0] = { 400, "coding-in-1-0",
	    "Transfer-Encoding stands in an HTTP/1.0 message" },
	[HTTP1_BODY_NOT_ALLOWED] = { 400, "body-not-allowed",
	    "this kind of message cannot have a body" },
	[HTTP1_BAD_CONNECTION] = { 400, "bad-connection",
	    "Connection is not a list of tokens, or lists a field that is not hop-by-hop" },
	[HTTP1_BAD_EXPECT] = { 417, "bad-expect",
	    "Expect asks for something other than 100-continue" },
	[HTTP1_BODY_TOO_LARGE] = { 413, "body-too-large",
	    "the body is larger than allowed" },
	[HTTP1_BAD_CHUNK] = { 400, "bad-chunk",
	    "the chunked coding is broken" },
	[HTTP1_CHUNK_TOO_LARGE] = { 413, "chunk-too-large",
	    "the size of a chunk has more than 13 digits" },
	[HTTP1_CHUNK_EXT_TOO_LONG] = { 400, "chunk-ext-too-long",
	    "the chunk extensions are longer than allowed" },
	[HTTP1_BAD_TRAILER] = { 400, "bad-trailer",
	    "a field stands in the trailer section that must not" },
	[HTTP1_UNASKED_UPGRADE] = { 400, "unasked-upgrade",
	    "the origin switched protocols without being asked" },
	[HTTP1_TOO_MANY_INTERIM] = { 400, "too-many-interim",
	    "there are more 1xx responses than allowed" },
	[HTTP1_CUT_SHORT] = { 400, "cut-short",
	    "the message ended in the middle" },
	[HTTP1_OUT_OF_MEMORY] = { 503, "out-of-memory",
	    "the memory set aside for a message is used up" },
};

const char *
http1_code_name(enum http1_code code)
{
	return rows[code].name;
}

const char *
http1_code_text(enum http1_code code)
{
	return rows[code].text;
}

unsigned
http1_code_status(enum http1_code code)
{
	return rows[code].status;
}
