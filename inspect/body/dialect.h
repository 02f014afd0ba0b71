/*
 * Dialects: what the fields of an AI API mean, as constant tables. A dialect
 * is recognised by host, method and path, else by the shape of the body, and
 * then gives each field its meaning, names the headers that carry the
 * credential for this very destination, and says where an answer streams text
 * and tool arguments (for the lanes of inspect/answer/restore.h).
 */
#ifndef INSPECT_BODY_DIALECT_H
#define INSPECT_BODY_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/sv.h"
#include "inspect/body/field.h"

struct document;

/* How an API of this family words its errors. */
enum dialect_errors { DIALECT_ERRORS_OPENAI, DIALECT_ERRORS_ANTHROPIC };

/*
 * One place in a body. `key` is a member name, "[]" any element, "*" any
 * member. A place without `members` stands for all that lies below it. A
 * string called by `voice` says whose the texts around it are; they then
 * replace MEANING_USER_TEXT.
 */
struct dialect_shape {
	const char *key;		/* NULL ends a list of members */
	enum field_meaning meaning;
	enum field_role role;
	const struct dialect_shape *members;
	bool voice;
};

/*
 * Text that arrives in pieces, one piece an event. `path` leads to the string
 * ("choices[].delta.content"); `lane` names the integers that tell one text
 * from another, outermost first, as paths from the event's root that share
 * their "[]" with `path` ("choices[].index"). MEANING_TOOL_ARGUMENT means
 * that the joined text is JSON.
 */
struct dialect_delta {
	const char *path;		/* NULL ends the list */
	enum field_meaning meaning;
	const char *lane[2];		/* NULL: none */
};

/*
 * When a lane ends: the event holds, at `path`, a string or (value NULL) any
 * value but null. `lane` as above: the lanes below it end; none: all end.
 */
struct dialect_flush {
	const char *path;		/* NULL ends the list */
	const char *value;
	const char *lane;
};

struct dialect {
	const char *name;			/* "openai-chat" */
	const char *const *hosts;		/* NULL-terminated; a leading
						 * dot matches subdomains */
	const char *const *paths;		/* NULL-terminated path ends */
	const char *const *credentials;		/* header names, lower case */
	enum dialect_errors errors;
	const struct dialect_shape *request;	/* the whole body */
	const struct dialect_shape *response;	/* an answer, or one event */
	const struct dialect_delta *deltas;
	const struct dialect_flush *flushes;
};

/* All dialects; returns the table and sets `*ret_count`. */
const struct dialect *const *dialect_all(size_t *ret_count);

/* The dialect called `name`, or NULL. */
const struct dialect *dialect_by_name(struct sv name);

/*
 * The dialect that `method`, `host` (with or without port) and `target` name,
 * or NULL. The path decides: OpenAI's is spoken by many hosts.
 */
const struct dialect *dialect_by_request(struct sv method, struct sv host,
    struct sv target);

/* The dialect whose request has the top-level members of `doc`, or NULL. */
const struct dialect *dialect_by_shape(const struct document *doc);

/*
 * Give the fields of `doc` their meaning in doc->dialect, fill model and
 * region, and settle what is opaque: exempt where the API itself made it, else
 * uncovered. Called once, by document_read().
 */
void dialect_apply(struct document *doc, bool is_response);

/* True if `header` carries the credential of `d` (NULL: the common ones). */
bool dialect_is_credential(const struct dialect *d, struct sv header);

#endif
