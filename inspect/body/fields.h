/*
 * The readers: each turns one layer of a document into fields and, for what is
 * nested in it, further layers, which document_read() reads in their turn.
 * None recurses, none copies what is not escaped.
 *
 * All return 0; ERR_SYNTAX (not of this format: the caller takes back what was
 * added) or ERR_LIMIT (nested too deep: likewise); ERR_FULL (too many fields:
 * what was added stays); ERR_NOMEM.
 */
#ifndef INSPECT_BODY_FIELDS_H
#define INSPECT_BODY_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"
#include "inspect/body/document.h"

/* Headers of the columns of rows that are lists of JSON, as far as read. */
struct fields_names {
	struct sv *items;
	size_t count, cap;
	bool none;		/* something among them can be no header */
	bool begun;		/* a line was read: no more of them */
};

/* One JSON text (RFC 8259), after a byte order mark if there is one. */
int fields_json(struct document *doc, uint32_t layer) MUST_USE;

/* One JSON text a line; lines that are none are uncovered, one by one. */
int fields_ndjson(struct document *doc, uint32_t layer) MUST_USE;

/*
 * The JSON text in bytes [start, end) of the layer, named by `step`. Of lines
 * that may be rows `rows` has the names: those of the first list it is given
 * with are put there, and later lists have them as labels. NULL: no rows.
 */
int fields_json_range(struct document *doc, uint32_t layer, size_t start,
    size_t end, uint32_t step, struct fields_names *rows) MUST_USE;

/* application/x-www-form-urlencoded (WHATWG URL §5.1). */
int fields_form(struct document *doc, uint32_t layer) MUST_USE;

/* The same in bytes [start, end), for the query of a target. */
int fields_form_range(struct document *doc, uint32_t layer, size_t start,
    size_t end, uint32_t step) MUST_USE;

/* multipart/... (RFC 2046 §5.1, RFC 7578); parts become layers. */
int fields_multipart(struct document *doc, uint32_t layer) MUST_USE;

/*
 * CSV (RFC 4180, or with semicolons or tabs). The cells of the first row are
 * keys and label the cells below them.
 */
int fields_csv(struct document *doc, uint32_t layer) MUST_USE;

/* Text that is one field; base64 inside it becomes layers. */
int fields_text(struct document *doc, uint32_t layer) MUST_USE;

/* Text of a READ_MIXED layer: fields around its base64. */
int fields_mixed(struct document *doc, uint32_t layer) MUST_USE;

/* A request target in origin form: path segments and query. */
int fields_target(struct document *doc, uint32_t layer) MUST_USE;

/* One header value. */
int fields_header(struct document *doc, uint32_t layer) MUST_USE;

#endif
