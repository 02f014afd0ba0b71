/*
 * What a candidate is worth: by its detector's own check, and by the words
 * around it. Asked by the scan and by matchers; inside detection only.
 */
#ifndef INSPECT_SCAN_JUDGE_H
#define INSPECT_SCAN_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/match/shape.h"
#include "inspect/scan.h"
#include "inspect/validate/validate.h"

/* What the words around a candidate make of it. */
struct scan_verdict {
	unsigned score;
	int near, against;		/* as context_near() has it */
	bool opposed;			/* the word against it is nearer */
	uint16_t behind;		/* so far behind one was looked for */
};

/* What the check of `d` says of `text`; GRADE_STRONG if it has none. */
enum validate_grade scan_validate(const struct detector *d, struct sv text);

/* What `grade` is worth for `d`, with a word of its context or without. */
unsigned scan_score(const struct detector *d, enum validate_grade grade,
    bool context);

/* How a candidate of `grade` is judged where it stands. */
struct scan_verdict scan_judge(struct scan *s, const struct detector *d,
    struct scan_span span, enum validate_grade grade);

/*
 * Does a word of the context of `d` stand near `span`? The second looks in the
 * cell where the scan is, whichever the span is in: to find that costs more.
 */
bool scan_hears(struct scan *s, const struct detector *d,
    struct scan_span span);
bool scan_hears_here(struct scan *s, const struct detector *d,
    struct scan_span span);

/*
 * Do the detectors of a short list all refuse `in`? To ask costs less than to
 * read what is near.
 */
bool scan_is_refused(const struct scan *s, const struct shape_list *list,
    const struct validate_input *in);

/* Is there nothing but a few blanks around `span` in its text? */
bool scan_is_whole(struct sv text, struct scan_span span);

#endif
