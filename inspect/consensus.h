/*
 * Countries that agree: where a field holds an identifier of one country beyond
 * doubt, another number that could be of several countries is rather of that
 * one. Used by inspect/detect.c before overlaps are resolved.
 */
#ifndef INSPECT_CONSENSUS_H
#define INSPECT_CONSENSUS_H

#include <stddef.h>

#include "base/sv.h"
#include "inspect/detect.h"

/*
 * Among the findings of one field, which may overlap, raise by a little the
 * score of those whose class names a country ("personal.id.xx.y") for which
 * another finding elsewhere in the text speaks: an identifier with a score of
 * at least 94, or an IBAN. No finding appears or goes. `text` is the field's.
 */
void consensus_apply(const struct detect_engine *engine, struct sv text,
    struct finding *items, size_t count);

#endif
