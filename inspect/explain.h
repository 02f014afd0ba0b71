/*
 * Why a scan found what it found, and what it nearly found: a sink that the
 * scan tells about each candidate when somebody asks (detect_explain()), and
 * does not look at otherwise. `exeat check` shows what it gathers.
 *
 * A near miss is a candidate that one thing alone kept from being a finding:
 * with another answer of the validator, with a word of its context, without a
 * word against it, in another place or without the finding that overlaps it,
 * it would have been one.
 */
#ifndef INSPECT_EXPLAIN_H
#define INSPECT_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "inspect/words/context_view.h"
#include "inspect/detect.h"
#include "inspect/scan.h"

struct cluster;

/* Near misses of one scan that are kept; further ones are counted only. */
enum { EXPLAIN_MAX = 1 << 16 };

enum explain_cause {
	EXPLAIN_FOUND,		/* no near miss but a finding */
	EXPLAIN_VALIDATOR,	/* its check said no */
	EXPLAIN_CONTEXT,	/* no word of its context is near */
	EXPLAIN_AGAINST,	/* a word against it is nearer */
	EXPLAIN_PLACE,		/* it is a part of something longer */
	EXPLAIN_OVERLAP		/* another finding has its bytes */
};

/* What something longer looks like. */
enum explain_place {
	EXPLAIN_WORD,		/* a longer number, name or identifier */
	EXPLAIN_UUID,
	EXPLAIN_HASH,		/* hexadecimal digits */
	EXPLAIN_BASE64,
	EXPLAIN_URL,
	EXPLAIN_DECIMAL		/* a number with a fraction */
};

struct explain_entry {
	struct finding finding;	/* near miss: the score is what it got */
	enum explain_cause cause;
	enum explain_place place;	/* of EXPLAIN_PLACE */
	enum validate_grade grade;	/* of the validator or matcher */
	uint8_t alone;			/* score there without any word */
	bool has_word, has_against;
	struct context_word word, against;
	struct sv label;		/* where words in_label are */
	uint16_t winner;		/* of EXPLAIN_OVERLAP: detector */
};

/* What speaks for the country of an identifier (inspect/consensus.c). */
enum explain_ground {
	GROUND_SAID,		/* a field that says a country */
	GROUND_ID,		/* another identifier, or an IBAN */
	GROUND_ADDRESS,
	GROUND_PHONE,
	GROUND_LANGUAGE,	/* a field that says a language */
	GROUNDS
};

/* A finding whose score a country raised, or the other cells of its column. */
struct explain_raise {
	struct finding finding;		/* with the score that it has now */
	uint8_t before;
	uint8_t near, far;		/* bits of grounds: in its record, or
					 * elsewhere in the body */
	const char *country;		/* "PL"; NULL: its column did */
	uint32_t passed, cells;		/* of the column: valid ones of all */
	uint32_t fields[GROUNDS];	/* where each ground stands */
};

/* Filled by detect_explain(); sorted by field, start and end. */
struct explain {
	bool near;			/* near misses too */
	struct explain_entry *items;	/* in the arena of the scan */
	size_t count, cap;
	size_t dropped;			/* near misses beyond EXPLAIN_MAX */
	struct explain_raise *raises;	/* sorted likewise */
	size_t nraises, cap_raises;
	bool shaped;			/* private: `shape` is known, of the */
	enum validate_grade shape;	/* next candidate, before its place */
};

/* "validator", "context" ...; "uuid", "hash" ...; "strong", "weak" ... */
const char *explain_cause_name(enum explain_cause cause);
const char *explain_place_name(enum explain_place place);
const char *explain_grade_name(enum validate_grade grade);

/* The entry of a finding, or NULL. */
const struct explain_entry *explain_of(const struct explain *x,
    const struct finding *f);

/* "country", "identifier", "address", "phone", "language". */
const char *explain_ground_name(enum explain_ground ground);

/* What raised a finding, or NULL. */
const struct explain_raise *explain_raise_of(const struct explain *x,
    const struct finding *f);

/*
 * For the scan, which has s->explain. Places are those of the field's text: a
 * pass over any other text goes without a sink, and with a sink no short cut
 * leaves out what is nearly found.
 *
 * A candidate was reported with `grade`; its validator refused it; the
 * validator graded a shape, whose place is looked at next; a cluster was
 * read. Failure goes into s->err.
 */
void explain_emit(struct scan *s, uint16_t detector, struct scan_span span,
    enum validate_grade grade);
/* A candidate was kept with `score` as it is, no grade or words about it. */
void explain_kept(struct scan *s, uint16_t detector, struct scan_span span,
    unsigned score);
/* The same for one that the header or key `word` of its cell gives away. */
void explain_keyed(struct scan *s, const struct finding *f,
    const struct context_word *word);
/*
 * A country or a column raised a finding or, with a grade, a candidate to one.
 */
void explain_raised(struct scan *s, const struct explain_raise *r,
    enum validate_grade grade);
void explain_refused(struct scan *s, uint16_t detector,
    struct scan_span span);
void explain_shape(struct scan *s, uint16_t detector, struct scan_span span,
    enum validate_grade grade);
void explain_cluster(struct scan *s, const struct cluster *c);

/* Compare with what is left after overlaps are resolved; sort. */
void explain_settle(struct explain *x, const struct findings *f);

#endif
