/*
 * The dialects, one file of tables each; for inspect/body/dialect.c only.
 */
#ifndef INSPECT_BODY_DIALECT_TABLES_H
#define INSPECT_BODY_DIALECT_TABLES_H

#include "inspect/body/dialect.h"

extern const struct dialect dialect_openai_chat;
extern const struct dialect dialect_openai_embeddings;
extern const struct dialect dialect_openai_responses;
extern const struct dialect dialect_openai_completions;
extern const struct dialect dialect_anthropic_messages;

/* Rows of the tables: a value of the caller; one that steers the API. */
#define TEXT(k, m)	{ (k), (m), FIELD_CONTENT, NULL, false }
#define STEER(k, m)	{ (k), (m), FIELD_CONTROL, NULL, false }
#define BELOW(k, m, l)	{ (k), (m), FIELD_CONTENT, (l), false }
#define VOICE(k)	{ (k), MEANING_OPTION, FIELD_CONTROL, NULL, true }
#define END		{ NULL, MEANING_NONE, FIELD_CONTENT, NULL, false }

#endif
