/*
 * Writes a value into a text so that whoever reads the text gets the value:
 * escaped for the place and for every level of JSON above it.
 */
#ifndef INSPECT_ANSWER_LANE_VALUE_H
#define INSPECT_ANSWER_LANE_VALUE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

/* What the outermost text is, where no JSON string stands above. */
enum lane_style {
	LANE_AS_IS,
	LANE_MARKUP,		/* XML, HTML: & < > " ' become references */
	LANE_LINES		/* data of an event stream: a line break begins
				 * another `data:` line */
};

/*
 * Append `value` (UTF-8), escaped as a JSON string (RFC 8259 §7) `depth`
 * times, or in `style` if `depth` is 0. ERR_INVAL, and nothing appended, if
 * it is not UTF-8 and stands in JSON or markup; else buf_err() of `out`.
 */
int lane_value_write(struct buf *out, struct sv value, enum lane_style style,
    unsigned depth) MUST_USE;

#endif
