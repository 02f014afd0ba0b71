/*
 * What a field is called, which counts as words beside what stands in it: its
 * label mostly. Of a short turn of a conversation it is the end of the turn
 * before it: "What is your tax number?", "86095742719". Of the "value" of an
 * object it is the name there: {"key": "password", "value": "..."}. A private
 * member of a JSON Web Key, which one letter names, is called so.
 */
#ifndef INSPECT_FIELD_LABEL_H
#define INSPECT_FIELD_LABEL_H

#include <stddef.h>

#include "base/sv.h"
#include "inspect/body/document.h"

/* Of field `i`; a piece of one of the fields. */
struct sv field_label_of(const struct field *fields, size_t nfields,
    size_t i);

#endif
