/*
 * The inside of a document: how its fields stand in the source. For the
 * readers (inspect/body/fields.h), rewriting and dialects; nobody else looks
 * here.
 *
 * A *layer* is a text that fields and further layers are cut from: the body,
 * the target, one header or trailer, or the decoded text of a string that held
 * JSON, of a base64 run, of a part. Each knows which bytes of its parent it was
 * decoded from, and how, so a rewrite builds it anew and encodes it into its
 * parent. A parent always has a smaller number than its children.
 *
 * A *step* is an object, array, row or part on the path to a field.
 */
#ifndef INSPECT_BODY_LAYERS_H
#define INSPECT_BODY_LAYERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"
#include "inspect/body/dialect.h"
#include "inspect/body/document.h"

/* How a text is written in the layer that holds it. */
enum coding {
	CODING_RAW,		/* as it is */
	CODING_HEADER,		/* as it is; must stay a field value */
	CODING_JSON_STRING,	/* with its quotes */
	CODING_JSON_NUMBER,
	CODING_FORM,		/* %XX, and + for a space */
	CODING_PERCENT,		/* %XX */
	CODING_CSV,		/* a cell, quoted or not */
	CODING_LATIN1,		/* ISO 8859-1 bytes */
	CODING_BASE64,
	CODING_BASE64_URL,
	CODING_JSON_BYTES	/* a list of numbers (bytelist.h) */
};

/* How a layer is read. */
enum reader {
	READ_DONE,		/* nothing (more) to do */
	READ_TYPE,		/* by its media type */
	READ_SNIFF,		/* JSON if it is, else text */
	READ_GUESS,		/* a string that looks like JSON */
	READ_MIXED,		/* text with base64 inside */
	READ_TARGET,
	READ_HEADER
};

enum {
	LAYER_BODY = 0,
	LAYER_TARGET = 1,
	LAYER_HEADERS = 2	/* the first of them; trailers follow */
};

#define LAYER_NONE	UINT32_MAX
#define STEP_NONE	UINT32_MAX
/* For field.index and step.index: the whole of the container. */
#define INDEX_WHOLE	(UINT32_MAX - 1)

struct layer {
	struct sv text;
	struct sv type;		/* media type with parameters, READ_TYPE */
	struct sv label;	/* what a field that is all of it is called */
	uint32_t parent, start, end;
	uint32_t step;
	uint8_t coding;		/* enum coding */
	uint8_t place;		/* enum field_place */
	uint8_t reader;		/* enum reader */
	uint8_t depth;		/* layers above it */
};

struct step {
	struct sv label;
	const struct dialect_shape *shape;
	uint32_t parent, index;
	enum field_meaning voice;	/* whose message this is */
	bool is_nested;		/* inside a string that held a text */
};

/* Bytes known to be no text: uncovered, unless the API made them itself. */
struct opaque {
	struct sv label;
	uint32_t step, index;
	size_t bytes;
};

/* Where a value stands and what it is called. */
struct spot {
	uint32_t layer, start, end;
	uint32_t step, index;
	struct sv label;
	enum coding coding;
	enum field_role role;
};

struct layers_mark {
	size_t nfields, nlayers, nsteps, nopaques;
	struct coverage coverage;
};

/* Start `doc` with the step of the root of each place. 0, ERR_NOMEM. */
int layers_init(struct document *doc, struct arena *arena) MUST_USE;

/* The root step of `place`. */
uint32_t layers_root(enum field_place place);

/* Add a step below `parent`. 0, ERR_NOMEM, ERR_FULL (too many). */
int layers_add_step(struct document *doc, uint32_t parent, struct sv label,
    uint32_t index, uint32_t *ret) MUST_USE;

/* Add a field at `at`. 0, ERR_NOMEM, ERR_FULL (the limit of fields). */
int layers_add_field(struct document *doc, const struct spot *at,
    struct sv text) MUST_USE;

/*
 * Add a layer with `text` decoded from `at`, with a step of its own when it
 * is a member or element. 0, ERR_NOMEM, ERR_FULL.
 */
int layers_add_layer(struct document *doc, const struct spot *at,
    struct sv text, enum reader reader, uint32_t *ret) MUST_USE;

/* Add layer without parent: the body, the target, a header or trailer. */
int layers_add_root(struct document *doc, enum field_place place,
    struct sv text, enum reader reader) MUST_USE;

/* Note `bytes` bytes at `at` that are no text. 0, ERR_NOMEM. */
int layers_add_opaque(struct document *doc, const struct spot *at,
    size_t bytes) MUST_USE;

/* The spot of bytes [start, end) of `layer`, taken as they are. */
struct spot layers_spot(const struct document *doc, uint32_t layer,
    size_t start, size_t end);

/*
 * Where the document stands; what was added since is taken back, for a reader
 * that fails. Memory stays with the arena.
 */
struct layers_mark layers_mark(const struct document *doc);
void layers_rollback(struct document *doc, const struct layers_mark *mark);

/* Append the path to `step`, and to a member or element of it. */
void layers_path(const struct document *doc, uint32_t step, struct buf *out);
void layers_path_last(struct sv label, uint32_t index, struct buf *out);

#endif
