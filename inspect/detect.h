/*
 * Detection: which pieces of a message's fields are personal, financial or
 * secret. Detectors are data (packs of share/detectors, classes of the user's
 * policy); this engine finds candidates in one pass over a field, sends each
 * to the few detectors whose shape fits, and lets validators and context words
 * decide. The transaction and `exeat check` use it.
 *
 * An open engine reads no file and makes no code executable: a confined process
 * may use it. Results and working memory come from the caller's arena. One scan
 * at a time (scratch memory is the engine's).
 */
#ifndef INSPECT_DETECT_H
#define INSPECT_DETECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/sv.h"
#include "inspect/body/field.h"
#include "inspect/detect_config.h"

struct detect_engine;
struct document;
struct explain;		/* inspect/explain.h */

/*
 * Bytes [start, end) of fields[field].text, at UTF-8 boundaries: as written,
 * however disguised; of an encoded run all, or a part for each of its classes.
 */
struct finding {
	uint32_t field, start, end;
	uint16_t class_id;
	uint16_t detector;
	uint8_t score;		/* 1 to 100 */
};

/* Sorted by field and start, not overlapping; in the arena of the scan. */
struct findings {
	struct finding *items;
	size_t count;
};

/*
 * Patterns whose steps (pattern_steps) ran out: of each the first field where
 * they did. It was not looked for there, nor in the fields behind.
 */
struct detect_stop { uint32_t field; uint16_t detector; };
enum { DETECT_STOPS = 16 };	/* of one scan; with one more it fails */
struct detect_stops {
	struct detect_stop items[DETECT_STOPS];
	size_t count;
};

/*
 * Make an engine as `config` says, which is copied. ERR_SYNTAX, ERR_RANGE,
 * ERR_EXISTS (a class or detector twice), ERR_NOTFOUND, ERR_IO, ERR_NOMEM, with
 * the place and the reason in `ei`. Returns owned.
 */
int detect_open(const struct detect_config *config,
    struct detect_engine **ret_engine, struct errinfo *ei) MUST_USE;

/* Release `engine`; NULL is allowed. */
void detect_close(struct detect_engine *engine);

/*
 * Scan the texts of `nfields` fields of any role, as those of one record: text,
 * label, neighbours and countries that fields speak for count. 0, ERR_NOMEM
 * (nothing is known: fail closed), ERR_LIMIT (a pattern gave up: the same).
 */
int detect_scan(const struct detect_engine *engine, struct arena *arena,
    const struct field *fields, size_t nfields, struct findings *ret)
    MUST_USE;

/* The same; say why in `ret_why`, whose `near` the caller sets. */
int detect_explain(const struct detect_engine *engine, struct arena *arena,
    const struct field *fields, size_t nfields, struct findings *ret,
    struct explain *ret_why) MUST_USE;

/*
 * The same; objects and rows are records. `ret_why` may be NULL. Patterns that
 * give up are put into `ret_stops`, and what others found stands beside them;
 * with NULL that is ERR_LIMIT.
 */
int detect_document(const struct detect_engine *engine, struct arena *arena,
    const struct document *doc, struct findings *ret,
    struct explain *ret_why, struct detect_stops *ret_stops) MUST_USE;

/* Classes and detectors are numbered from 0; names live as the engine does. */
size_t detect_class_count(const struct detect_engine *engine);
struct sv detect_class_name(const struct detect_engine *engine,
    uint16_t class_id);

/* The number of the class of exactly this name, or ERR_NOTFOUND. */
int detect_class_find(const struct detect_engine *engine, struct sv name,
    uint16_t *ret_class_id) MUST_USE;

/* Detectors are numbered from 0 on. */
size_t detect_detector_count(const struct detect_engine *engine);

/* "pack/detector" for explanations, and the name of the class it finds. */
struct sv detect_detector_name(const struct detect_engine *engine,
    uint16_t detector);
struct sv detect_detector_class(const struct detect_engine *engine,
    uint16_t detector);

/*
 * Append the canonical spelling of `value`, the same for all spellings of one
 * value of the class: an IBAN without spaces in upper case, a phone number's
 * digits with + for an international prefix; where the class has none, the
 * value as it is. Disguises are undone before. Failure is sticky in `out`.
 */
void detect_canonical(const struct detect_engine *engine, uint16_t class_id,
    struct sv value, struct buf *out);

#endif
