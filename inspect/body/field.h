/*
 * A field: one piece of text of a message, what part it plays and what it
 * means in the API it belongs to. Filled by document_read(), read by
 * detection, rules and restoring.
 */
#ifndef INSPECT_BODY_FIELD_H
#define INSPECT_BODY_FIELD_H

#include <stdint.h>

#include "base/sv.h"

enum field_role {
	FIELD_CONTENT,		/* a value */
	FIELD_KEY,		/* a member name, form key, column header */
	FIELD_CONTROL		/* a value that steers the API: model, role */
};

/* What a field means in its dialect; MEANING_NONE in no known dialect. */
enum field_meaning {
	MEANING_NONE,
	MEANING_SYSTEM_TEXT,
	MEANING_USER_TEXT,
	MEANING_ASSISTANT_TEXT,
	MEANING_TOOL_NAME,
	MEANING_TOOL_DESCRIPTION,	/* with its parameter schema */
	MEANING_TOOL_ARGUMENT,
	MEANING_TOOL_RESULT,
	MEANING_NAME,			/* of a participant */
	MEANING_METADATA,		/* metadata, user ids, titles */
	MEANING_MODEL,
	MEANING_EMBEDDING_INPUT,
	MEANING_FILE,			/* file or media content or name */
	MEANING_REGION,			/* where it may be processed */
	MEANING_USAGE,			/* token counts */
	MEANING_OPTION,			/* switches and sampling numbers */
	MEANING_ID,			/* ids the API made: calls, messages */
	MEANINGS
};

enum field_place { PLACE_BODY, PLACE_TARGET, PLACE_HEADER, PLACE_TRAILER };

struct field {
	struct sv text;		/* decoded, valid UTF-8 */
	struct sv label;	/* nearest key, column or header name, decoded;
				 * of a FIELD_KEY itself: empty */
	enum field_role role;
	enum field_meaning meaning;
	/* Private: how it stands in the source (inspect/body/layers.h). */
	uint32_t layer;		/* the text that holds it */
	uint32_t start, end;	/* its bytes there, quotes included */
	uint32_t step;		/* the container on its path */
	uint32_t index;		/* element number; FIELD_MEMBER: by label */
	uint8_t place;		/* enum field_place */
	uint8_t coding;		/* how text is written in the layer */
};

#define FIELD_MEMBER	UINT32_MAX

/* Name for records and policy; never NULL: "system_text", "tool_result"... */
const char *field_meaning_name(enum field_meaning meaning);
const char *field_role_name(enum field_role role);

#endif
