/*
 * The scan of one field: candidates in one pass, each sent to the detectors
 * whose shape or place fits. Inside detection only, behind inspect/detect.h.
 */
#ifndef INSPECT_SCAN_H
#define INSPECT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/mask.h"
#include "base/needles.h"
#include "base/sv.h"
#include "inspect/address/address_left.h"
#include "inspect/detect.h"
#include "inspect/grid/grid.h"
#include "inspect/match/shape.h"
#include "inspect/scan_names.h"
#include "inspect/unfold/unfold.h"
#include "inspect/validate/validate.h"
#include "inspect/words/context_view.h"

struct detect_engine;
struct detector;
struct explain;

enum { SCAN_PADDED = MASK_BLOCK + NEEDLES_BEHIND };

struct scan_span {
	size_t start, end;
};

/*
 * Candidates below the threshold that are kept of one field, of one with a
 * table, and of all.
 */
enum { SCAN_WEAK = 64, SCAN_WEAK_CELLS = 4096, SCAN_WEAK_ALL = 1 << 18 };

struct scan {
	const struct detect_engine *engine;
	struct arena *arena;
	struct sv text;			/* of the field at hand */
	struct sv bytes;	/* the same, or `padded` if it is short */
	char padded[SCAN_PADDED];	/* zeros behind: blocks read whole */
	uint32_t field;
	struct context_view context;
	struct address_left address;	/* before the last number asked for */
	uint64_t askable;		/* of the engine's `numbers`, as bits */
	size_t resume;			/* digits before it are done with */
	size_t gathered, ring_end;	/* nor do groups, corners of a ring */
	size_t ipv6_done, mac_done;	/* the same for groups of hex digits */
	size_t line_start, line_end;	/* of a telephone number, last read */
	size_t near_from, near_to;	/* bytes near marks, not yet searched */
	struct finding *items;		/* found so far, unresolved */
	size_t count, cap;
	/*
	 * Valid, but nothing by themselves: a country that agrees may raise
	 * them (inspect/consensus.h). Their score is a validate_grade.
	 */
	struct finding *weak_here;	/* of the field at hand */
	size_t nweak_here, cap_weak_here;
	struct finding *weak;
	size_t nweak, cap_weak;
	struct grid grid;		/* in the field at hand */
	size_t cell_start, cell_end;	/* that context is in, if framed */
	struct scan_tabled *tabled;	/* fields with one, in order */
	size_t ntabled, cap_tabled, kept;	/* kept: bytes of their grids */
	struct scan_vote *votes;
	size_t nvotes, cap_votes;
	struct scan_words words;	/* of the text at hand */
	struct unfold unfold;		/* what looks disguised */
	bool derived;			/* the text is not the field's own
					 * but a form of it: places will be
					 * traced back, words are no prose */
	bool small;			/* a shape of capitals, in lower case */
	const uint64_t *told;		/* words near it: see scan_runs.c */
	struct detect_stops stops;	/* inspect/scan_stop.h */
	int err;			/* sticky */
	struct explain *explain;	/* NULL: nobody asks why */
};

/* Bytes to look at for `len` of the text: of a short one a whole block. */
static inline size_t
scan_block_bytes(const struct scan *s, size_t len)
{
	return s->bytes.ptr == s->padded ? MASK_BLOCK : len;
}

/* Scan text and label of field number `field`, adding to s->items. */
void scan_field(struct scan *s, uint32_t field, struct sv text,
    struct sv label);

/*
 * The same for a text of field s->field: as it is, nothing unfolded. With
 * scan_derived() it is a form of the field's text (s->derived), and nobody is
 * told why: places are not the field's.
 */
void scan_text(struct scan *s, struct sv text, struct sv label);
void scan_label(struct scan *s);	/* what it says of its value */
void scan_derived(struct scan *s, struct sv text, struct sv label);

/*
 * A detector's own check said `grade` of the bytes in `span`: look at the
 * context and keep the finding if its score is enough.
 */
void scan_emit(struct scan *s, uint16_t detector, struct scan_span span,
    enum validate_grade grade);

/* Send the bytes in `span` to the detectors whose shape they have. */
void scan_shapes(struct scan *s, const struct shape_list *list,
    struct scan_span span);

/*
 * Add a finding: as it is; if its score is enough; or one below, with a grade
 * as score. Failure is sticky in s->err.
 */
void scan_add(struct scan *s, struct finding x);
void scan_keep(struct scan *s, uint16_t detector, struct scan_span span,
    unsigned score);
void scan_add_weak(struct scan *s, const struct finding *f);

#endif
