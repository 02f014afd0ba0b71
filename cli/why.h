/*
 * The explanation of a finding or near miss, for people and for machines.
 * Used by the reports of `exeat check` and `exeat explain`.
 */
#ifndef CLI_WHY_H
#define CLI_WHY_H

#include "base/buf.h"
#include "base/json_write.h"
#include "cli/packs.h"
#include "govern/engine.h"
#include "inspect/body/document.h"
#include "inspect/explain.h"

/* What explanations are made from; borrowed. */
struct why {
	const struct engine *engine;
	const struct packs *packs;
	const struct document *doc;
	const struct explain *explain;
};

/*
 * One or two lines below the line of finding `f`: what found it and, where the
 * scan told, which words counted.
 */
void why_text_finding(const struct why *y, const struct finding *f,
    struct buf *out);

/* Members of the object of finding `f` that `w` has open. */
void why_json_finding(const struct why *y, const struct finding *f,
    struct json_write *w);

/* The list of near misses; as JSON a member of the open object. */
void why_text_near(const struct why *y, struct buf *out);
void why_json_near(const struct why *y, struct json_write *w);

/* Append `s` with nothing in it that a terminal would obey. */
void why_add_shown(struct buf *out, struct sv s);

#endif
