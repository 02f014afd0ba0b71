/* Delta tables of two dialects, for tests of what reads such tables. */
#ifndef TESTS_UNIT_INSPECT_TOY_DIALECTS_H
#define TESTS_UNIT_INSPECT_TOY_DIALECTS_H

#include "inspect/dialect.h"

static const struct dialect_delta openai_deltas[] = {
	{ "choices[].delta.content", MEANING_ASSISTANT_TEXT,
	    { "choices[].index", NULL } },
	{ "choices[].delta.refusal", MEANING_ASSISTANT_TEXT,
	    { "choices[].index", NULL } },
	{ "choices[].delta.function_call.arguments", MEANING_TOOL_ARGUMENT,
	    { "choices[].index", NULL } },
	{ "choices[].delta.tool_calls[].function.arguments",
	    MEANING_TOOL_ARGUMENT,
	    { "choices[].index", "choices[].delta.tool_calls[].index" } },
	{ NULL, MEANING_NONE, { NULL, NULL } },
};
static const struct dialect_flush openai_flushes[] = {
	{ "choices[].finish_reason", NULL, "choices[].index" },
	{ NULL, NULL, NULL },
};
static const struct dialect_delta anthropic_deltas[] = {
	{ "delta.text", MEANING_ASSISTANT_TEXT, { "index", NULL } },
	{ "delta.thinking", MEANING_ASSISTANT_TEXT, { "index", NULL } },
	{ "delta.partial_json", MEANING_TOOL_ARGUMENT, { "index", NULL } },
	{ NULL, MEANING_NONE, { NULL, NULL } },
};
static const struct dialect_flush anthropic_flushes[] = {
	{ "type", "content_block_stop", "index" },
	{ "type", "message_delta", NULL },
	{ "type", "message_stop", NULL },
	{ "type", "error", NULL },
	{ NULL, NULL, NULL },
};
static const struct dialect openai = {
	.deltas = openai_deltas, .flushes = openai_flushes,
};
static const struct dialect anthropic = {
	.deltas = anthropic_deltas, .flushes = anthropic_flushes,
};

static inline const struct dialect *
toy_dialect(struct sv name)
{
	return sv_starts(name, SV("openai")) ? &openai : &anthropic;
}

#endif
