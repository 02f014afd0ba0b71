/*
 * A document: one message (request or response) as an ordered list of fields,
 * each a piece of decoded UTF-8 text that remembers where it stands in the
 * source. Detection reads the fields, decisions read coverage, model and
 * region, and rewriting puts replacements back so that every other byte stays
 * as it was, escaped at every level of nesting.
 *
 * Everything is borrowed from the arena and the input given to
 * document_read(), which must outlive the document.
 */
#ifndef INSPECT_BODY_DOCUMENT_H
#define INSPECT_BODY_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "inspect/body/coverage.h"
#include "inspect/body/field.h"

struct dialect;
struct layer;
struct opaque;
struct step;

struct document_header {
	struct sv name;
	struct sv value;
};

struct document_limits {
	size_t decoded_bytes;	/* body after content decoding */
	unsigned decoded_ratio;	/* decoded to received bytes */
	unsigned depth;		/* nesting of one JSON text */
	unsigned layers;	/* JSON in JSON, base64 in it, parts in parts */
	size_t fields;		/* at most this many */
};

/* Limits used where the input names none. */
extern const struct document_limits document_default_limits;

enum document_kind { DOCUMENT_REQUEST, DOCUMENT_RESPONSE };

/* A message as HTTP delivered it, transfer coding removed. All borrowed. */
struct document_input {
	enum document_kind kind;
	struct sv method, host, target;	/* target: origin form, undecoded */
	struct sv content_type;		/* header values; empty if absent */
	struct sv content_encoding;
	struct sv body;			/* still content-coded */
	const struct document_header *headers;	/* to become fields */
	size_t nheaders;
	const struct document_header *trailers;	/* likewise */
	size_t ntrailers;
	const struct dialect *dialect;	/* NULL: recognise it */
	const struct document_limits *limits;	/* NULL: the default */
};

struct document {
	struct field *fields;
	size_t nfields;
	struct coverage coverage;
	const struct dialect *dialect;	/* NULL: none known */
	struct sv model;		/* model id, or empty */
	struct sv region;		/* region hint of the body, or empty */
	struct sv body;			/* identity-coded, unless ... */
	bool body_is_coded;		/* ... its coding is unknown to us */
	/* Private: how fields stand in the source (inspect/body/layers.h). */
	struct arena *arena;
	const struct document_limits *limits;
	struct layer *layers;
	struct step *steps;
	struct opaque *opaques;
	size_t nlayers, nsteps, nopaques;
	size_t cap_fields, cap_layers, cap_steps, cap_opaques;
	size_t nheaders;
};

/* One replacement: bytes [start, end) of fields[field].text. */
struct edit {
	uint32_t field, start, end;
	struct sv replacement;		/* UTF-8 */
};

/* Where the last question was answered, by level of nesting. */
struct document_trail {
	struct { uint32_t of; size_t text_at, raw_at; } steps[16];
};

/*
 * Read `in` into `doc`, with memory from `arena`. What cannot be understood
 * is no error but stated in doc->coverage. 0, ERR_NOMEM, or ERR_LIMIT when
 * decoding passes the limits (a decompression bomb, or simply too large).
 */
int document_read(struct document *doc, struct arena *arena,
    const struct document_input *in) MUST_USE;

/*
 * Append where field number `field` stands, for people and records:
 * "body.messages[2].content", "target.query.user", "header.x-note",
 * "trailer.x-sum". Paths are built on demand because most fields are never
 * named. Parts taken from the message are in it: it is clear data.
 */
void document_path(const struct document *doc, size_t field, struct buf *out);

/*
 * Which bytes of the body, as it is in doc->body, hold bytes [*start, *end)
 * of the text of field number `field`: escapes at every level included, of
 * base64 and of a list of bytes all of it. `trail`, zeroed at first, makes
 * questions that go forward cheap. ERR_NOTFOUND if the field stands in no body.
 */
int document_source(const struct document *doc, struct document_trail *trail,
    size_t field, size_t *start, size_t *end) MUST_USE;

/*
 * Append the body with `edits` applied: sorted by field and start, not
 * overlapping, inside their fields and at UTF-8 boundaries. Edits of other
 * places are passed over. An edited JSON number becomes a JSON string.
 * Without edits the body comes out byte-identical. 0, ERR_INVAL (edits break
 * this contract, or a replacement cannot stand there), ERR_NOMEM, ERR_LIMIT.
 */
int document_rewrite(const struct document *doc, const struct edit *edits,
    size_t nedits, struct buf *out) MUST_USE;

/*
 * True if `edits` touch `place`; of headers and trailers, the one of that
 * `number` (else ignored).
 */
bool document_is_edited(const struct document *doc, const struct edit *edits,
    size_t nedits, enum field_place place, size_t number);

/* Append the request target, header or trailer `number`, with its edits. */
int document_rewrite_target(const struct document *doc,
    const struct edit *edits, size_t nedits, struct buf *out) MUST_USE;
int document_rewrite_header(const struct document *doc,
    const struct edit *edits, size_t nedits, size_t number,
    struct buf *out) MUST_USE;
int document_rewrite_trailer(const struct document *doc,
    const struct edit *edits, size_t nedits, size_t number,
    struct buf *out) MUST_USE;

#endif
