/*
 * A text value on its way to become a field: what else may it be? A string
 * that holds JSON, base64 of a text, or text with base64 in it becomes a layer
 * that is read in its turn; what is only known to be no text is stated in the
 * coverage; all else is a field as it stands.
 */
#ifndef INSPECT_BODY_TEXT_H
#define INSPECT_BODY_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/sv.h"
#include "inspect/body/document.h"
#include "inspect/body/layers.h"

/* Add `text`, decoded from `at`, in whichever form fits. As in fields.h. */
int text_add(struct document *doc, const struct spot *at, struct sv text)
    MUST_USE;

/* The same for one that was found to be no JSON. */
int text_add_no_json(struct document *doc, const struct spot *at,
    struct sv text) MUST_USE;

/*
 * Add `text`, which a list of numbers at `at` is the bytes of, as a layer.
 * `*ret_taken` is false if it would be one too many.
 */
int text_add_bytes(struct document *doc, const struct spot *at,
    struct sv text, bool *ret_taken) MUST_USE;

/* True for well-formed UTF-8 without control bytes but tab and newlines. */
bool text_is_printable(struct sv s);

#endif
