/*
 * A normal form: a text derived from another one, which knows for each of its
 * bytes where it came from. What is found in it is so traced back to the very
 * bytes of the source, through as many forms as lie between: rewriting hits
 * those and no others.
 *
 * The map is a list of pieces. In a piece every `dunit` bytes of the derived
 * text stand for `sunit` bytes of the source, as a whole: a span that touches
 * a part of a unit has all of it. Between the sources of two pieces may be
 * bytes that vanished. All of it is in the arena of the scan.
 */
#ifndef INSPECT_UNFOLD_NORMAL_H
#define INSPECT_UNFOLD_NORMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/sv.h"

struct normal_piece {
	uint32_t derived, source;	/* where it begins */
	uint32_t dunit, sunit;
};

/* Bytes of a derived text that are one value, or nothing. */
struct normal_joint {
	uint32_t start, end;
};

enum normal_form_kind {
	NORMAL_FORM_CHARACTERS,	/* characters folded, escapes decoded */
	NORMAL_FORM_WORDS,	/* "at", digits with gaps: joined */
	NORMAL_FORM_SPELLED,	/* and spelled digits */
	NORMAL_FORM_RUN,	/* base64 or hexadecimal, decoded */
	NORMAL_FORM_WEDGES	/* tags, joined strings, controls: left out */
};

struct normal_form {
	const struct normal_form *parent;	/* NULL: the field's text */
	struct sv source;	/* the text it was derived from, all of it */
	struct sv text;
	enum normal_form_kind kind;
	size_t from, to;	/* bytes of the source that were read */
	uint8_t depth;		/* forms above it, and itself */
	struct sv label;	/* of its text, which has no part in it */
	/* Private. */
	struct arena *arena;
	char *out;		/* where text.ptr points */
	size_t room;
	struct normal_piece *pieces;
	size_t npieces, cap;
	struct normal_joint *joints;	/* sorted, apart */
	size_t njoints, cap_joints;
	int err;		/* sticky */
};

/*
 * Make the form of bytes [from, to) of `source` that f->kind says. False if
 * nothing is disguised there, or f->err is set, which is sticky: ERR_NOMEM.
 */
bool normal_make(struct normal_form *f, struct arena *arena,
    struct sv source, size_t from, size_t to);

/* Append `as` for bytes [at, at + bytes) of the source, as one unit. */
void normal_put(struct normal_form *f, size_t at, size_t bytes, struct sv as);

/* Append bytes [at, at + bytes) of the source as they are. */
void normal_copy(struct normal_form *f, size_t at, size_t bytes);

/* Let f->text, made elsewhere, stand for all of [f->from, f->to) as a unit. */
void normal_whole(struct normal_form *f);

/* Note that the text from byte `start` on was joined, as one value. */
void normal_join(struct normal_form *f, size_t start);

/*
 * Does the span [start, end) touch something that was joined, and nothing of
 * which it leaves out a part? For the forms of words.
 */
bool normal_agrees(const struct normal_form *f, size_t start, size_t end);

/*
 * Turn bytes [*start, *end), not empty, of f->text into the smallest span of
 * units of its source that holds them.
 */
void normal_back(const struct normal_form *f, size_t *start, size_t *end);

#endif
