/*
 * What became of a flow, as JSON for machines and as text for people. Shared
 * by `exeat check` and `exeat explain`.
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "base/json_write.h"
#include "cli/flow.h"
#include "cli/why.h"

/* Members of the object that `w` has open. */
void report_json_coverage(struct json_write *w, const struct why *y,
    const struct flow *f);
void report_json_findings(struct json_write *w, const struct why *y,
    const struct flow *f);
void report_json_destination(struct json_write *w, const struct flow *f);

/*
 * The decision: action, the names of the rules that count, action by class,
 * the classes whose values leave as surrogates, waivers, and what was too weak
 * for which rule; with `reasons`, also one object for each rule that asked.
 */
void report_json_decision(struct json_write *w, const struct setup *s,
    const struct flow *f, bool reasons);

/* One line, without its end: what the rule of `k` wants, and what there is. */
void report_text_weak(struct buf *out, const struct decision *d,
    const struct decision_weak *k);

/* The same, for people. */
void report_text_findings(struct buf *out, const struct why *y,
    const struct flow *f);
void report_text_destination(struct buf *out, const struct flow *f);
void report_text_decision(struct buf *out, const struct setup *s,
    const struct flow *f);

#endif
