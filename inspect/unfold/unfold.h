/*
 * Disguised values: what a text says once full-width digits, zero-width
 * characters, look-alike letters, escapes, "(at)", spaced and spelled digits
 * and encoded runs are taken back. While a text is scanned, cheap tests note
 * where something looks disguised; around those places normal forms are made
 * (inspect/unfold/normal.h) and scanned like texts, and so on with what is
 * noted there, UNFOLD_DEPTH forms deep. Findings are traced back to the field.
 *
 * Text without such places pays for the tests only.
 */
#ifndef INSPECT_UNFOLD_UNFOLD_H
#define INSPECT_UNFOLD_UNFOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mask.h"
#include "base/sv.h"
#include "inspect/unfold/normal.h"

struct cluster;
struct scan;

enum {
	UNFOLD_DEPTH = 6,	/* forms of forms */
	UNFOLD_SPELLED_LEAST = 13,	/* and of six digits in four words */
	UNFOLD_RUN = 20,	/* shorter runs are words */
	UNFOLD_BEFORE = 512,	/* bytes of a form around a place */
	UNFOLD_AFTER = 2048,	/* of characters: secrets are long */
	UNFOLD_GUARD = 128,	/* nothing is believed so near to a cut */
	UNFOLD_TIMES = 16,	/* bytes of all forms to bytes of the field */
	UNFOLD_SPARE = 256 * 1024	/* and this many more */
};

/* A place that looks disguised, and the form that would undo it. */
struct unfold_site {
	uint32_t start, end;
	uint8_t kind;		/* enum normal_form_kind */
};

/* What was noted of the text being scanned. */
struct unfold {
	struct unfold_site *sites;
	size_t count, cap;
	size_t done;		/* runs before it are noted */
	size_t close;		/* characters before it count as odd */
	size_t joined;		/* rows of digits, the same */
	size_t listed;		/* no list of bytes begins before it */
	unsigned before;	/* bytes of a run right before the block */
	bool off;		/* deep enough: note nothing */
};

/* Literals that say where to look, to be searched with the detectors' own. */
struct unfold_literal {
	struct sv text;
	unsigned flags;		/* enum needle_flag (base/needles.h) */
};

/* How many there are, and number `index` of them, whose text is static. */
size_t unfold_literal_count(void);
struct unfold_literal unfold_literal(size_t index);

/* Number `index` of them ended at byte `end`. */
void unfold_note_literal(struct scan *s, size_t index, size_t end);

/* A detector's literal ended at the quotation mark `end`: "AK" + "IA". */
void unfold_note_behind(struct scan *s, size_t end);

static inline bool
unfold_is_quote(struct sv text, size_t at)
{
	return at < text.len && (text.ptr[at] == '"' || text.ptr[at] == '\'' ||
	    text.ptr[at] == '`');
}

/* A cluster of digits was read. */
void unfold_note_cluster(struct scan *s, const struct cluster *c);

/* An at sign stands at byte `at`. */
void unfold_note_at(struct scan *s, size_t at);

/* Behind unfold_note_block(). */
void unfold_note_beyond(struct scan *s, size_t at, uint64_t beyond);
void unfold_note_marks(struct scan *s, size_t at, uint64_t marks);
void unfold_note_runs(struct scan *s, size_t at, uint64_t runs,
    unsigned before);

/* Bits from where on at least UNFOLD_RUN set bits follow, themselves too. */
static inline uint64_t
unfold_long(uint64_t runs)
{
	uint64_t m = runs & runs >> 1;

	m &= m >> 2;
	m &= m >> 4;
	m &= m >> 8;
	return m & m >> 4;
}

static inline void
unfold_note_long(struct scan *s, struct unfold *u, size_t at, uint64_t runs)
{
	unsigned lead = MASK_BLOCK, before = u->before;

	u->before = MASK_BLOCK;
	if (runs != UINT64_MAX) {
		lead = (unsigned)__builtin_ctzll(~runs);
		u->before = (unsigned)__builtin_clzll(~runs);
	}
	if (unfold_long(runs) != 0 || before + lead >= UNFOLD_RUN)
		unfold_note_runs(s, at, runs, before);
}

/* Note what stands in the block at byte `at`; blocks come in order. */
static inline void
unfold_note_block(struct scan *s, struct unfold *u, size_t at,
    const struct mask_block *b)
{
	if (b->beyond != 0)
		unfold_note_beyond(s, at, b->beyond);
	if (b->marks != 0)
		unfold_note_marks(s, at, b->marks);
	unfold_note_long(s, u, at, b->runs);
}

/*
 * Scan the normal forms of the field's `text` that the noted places call for.
 * Findings before `first` are not this field's. Failure goes into s->err.
 */
void unfold_field(struct scan *s, struct sv text, struct sv label,
    size_t first);

#endif
