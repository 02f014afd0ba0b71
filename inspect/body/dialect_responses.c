/*
 * OpenAI's responses API, and its older completions; members they do not name
 * are options. The events of a streamed response tell their kind by "type"
 * only, which the delta tables do not look at, so they have none.
 */
#include "inspect/body/dialect_tables.h"

static const struct dialect_shape part_members[] = {
	STEER("type", MEANING_OPTION),
	TEXT("text", MEANING_USER_TEXT),
	TEXT("refusal", MEANING_ASSISTANT_TEXT),
	TEXT("image_url", MEANING_FILE),
	TEXT("file_data", MEANING_FILE),
	TEXT("file_url", MEANING_FILE),
	TEXT("filename", MEANING_FILE),
	TEXT("file_id", MEANING_ID),
	TEXT("annotations", MEANING_FILE),
	TEXT("*", MEANING_USER_TEXT),
	END
};

static const struct dialect_shape parts[] = {
	BELOW("[]", MEANING_USER_TEXT, part_members),
	END
};

/* A message, a call, the result of one, or a piece of reasoning. */
static const struct dialect_shape item_members[] = {
	STEER("type", MEANING_OPTION),
	VOICE("role"),
	BELOW("content", MEANING_USER_TEXT, parts),
	STEER("id", MEANING_ID),
	STEER("call_id", MEANING_ID),
	STEER("status", MEANING_OPTION),
	TEXT("name", MEANING_TOOL_NAME),
	TEXT("arguments", MEANING_TOOL_ARGUMENT),
	TEXT("input", MEANING_TOOL_ARGUMENT),
	TEXT("action", MEANING_TOOL_ARGUMENT),
	TEXT("output", MEANING_TOOL_RESULT),
	TEXT("results", MEANING_TOOL_RESULT),
	TEXT("summary", MEANING_ASSISTANT_TEXT),
	TEXT("encrypted_content", MEANING_ID),
	TEXT("*", MEANING_USER_TEXT),
	END
};

static const struct dialect_shape items[] = {
	BELOW("[]", MEANING_USER_TEXT, item_members),
	END
};

static const struct dialect_shape tool_members[] = {
	STEER("type", MEANING_OPTION),
	TEXT("name", MEANING_TOOL_NAME),
	TEXT("*", MEANING_TOOL_DESCRIPTION),
	END
};

static const struct dialect_shape tools[] = {
	BELOW("[]", MEANING_TOOL_DESCRIPTION, tool_members),
	END
};

static const struct dialect_shape request_members[] = {
	STEER("model", MEANING_MODEL),
	BELOW("input", MEANING_USER_TEXT, items),
	TEXT("instructions", MEANING_SYSTEM_TEXT),
	BELOW("tools", MEANING_TOOL_DESCRIPTION, tools),
	TEXT("prompt", MEANING_USER_TEXT),
	TEXT("metadata", MEANING_METADATA),
	TEXT("user", MEANING_METADATA),
	TEXT("safety_identifier", MEANING_METADATA),
	TEXT("prompt_cache_key", MEANING_METADATA),
	TEXT("text", MEANING_TOOL_DESCRIPTION),
	STEER("previous_response_id", MEANING_ID),
	STEER("service_tier", MEANING_OPTION),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape request =
	BELOW("", MEANING_NONE, request_members);

static const struct dialect_shape answer_members[] = {
	STEER("id", MEANING_ID),
	STEER("model", MEANING_MODEL),
	STEER("status", MEANING_OPTION),
	BELOW("output", MEANING_ASSISTANT_TEXT, items),
	TEXT("instructions", MEANING_SYSTEM_TEXT),
	BELOW("tools", MEANING_TOOL_DESCRIPTION, tools),
	TEXT("metadata", MEANING_METADATA),
	TEXT("usage", MEANING_USAGE),
	TEXT("*", MEANING_OPTION),
	END
};

/* A whole answer, or one event of a streamed one. */
static const struct dialect_shape response_members[] = {
	STEER("id", MEANING_ID),
	STEER("type", MEANING_OPTION),
	STEER("model", MEANING_MODEL),
	STEER("status", MEANING_OPTION),
	BELOW("output", MEANING_ASSISTANT_TEXT, items),
	BELOW("item", MEANING_ASSISTANT_TEXT, item_members),
	STEER("item_id", MEANING_ID),
	BELOW("part", MEANING_ASSISTANT_TEXT, part_members),
	BELOW("response", MEANING_ASSISTANT_TEXT, answer_members),
	TEXT("delta", MEANING_ASSISTANT_TEXT),
	TEXT("text", MEANING_ASSISTANT_TEXT),
	TEXT("arguments", MEANING_TOOL_ARGUMENT),
	TEXT("usage", MEANING_USAGE),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape response =
	BELOW("", MEANING_NONE, response_members);

static const char *const hosts[] = {
	"api.openai.com", ".openai.azure.com", ".api.openai.com", NULL
};
static const char *const responses_paths[] = { "/responses", NULL };
static const char *const credentials[] = { "authorization", "api-key", NULL };

/* Every kind of delta event has its text in `delta`. */
static const struct dialect_delta responses_deltas[] = {
	{ "delta", MEANING_ASSISTANT_TEXT, { "output_index", "content_index" } },
	{ NULL, MEANING_NONE, { NULL, NULL } }
};

static const struct dialect_flush responses_flushes[] = {
	{ "type", "response.output_text.done", "output_index" },
	{ "type", "response.refusal.done", "output_index" },
	{ "type", "response.function_call_arguments.done", "output_index" },
	{ "type", "response.custom_tool_call_input.done", "output_index" },
	{ "type", "response.mcp_call_arguments.done", "output_index" },
	{ "type", "response.code_interpreter_call_code.done", "output_index" },
	{ "type", "response.reasoning_text.done", "output_index" },
	{ "type", "response.reasoning_summary_text.done", "output_index" },
	{ "type", "response.output_item.done", "output_index" },
	{ "type", "response.completed", NULL },
	{ "type", "response.incomplete", NULL },
	{ "type", "response.failed", NULL },
	{ "type", "error", NULL },
	{ NULL, NULL, NULL }
};

const struct dialect dialect_openai_responses = {
	.name = "openai-responses",
	.hosts = hosts,
	.paths = responses_paths,
	.credentials = credentials,
	.errors = DIALECT_ERRORS_OPENAI,
	.request = &request,
	.response = &response,
	.deltas = responses_deltas,
	.flushes = responses_flushes,
};

static const struct dialect_shape completions_members[] = {
	STEER("model", MEANING_MODEL),
	TEXT("prompt", MEANING_USER_TEXT),
	TEXT("suffix", MEANING_USER_TEXT),
	TEXT("user", MEANING_METADATA),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape completions_request =
	BELOW("", MEANING_NONE, completions_members);

static const struct dialect_shape choice_members[] = {
	STEER("index", MEANING_OPTION),
	STEER("finish_reason", MEANING_OPTION),
	TEXT("*", MEANING_ASSISTANT_TEXT),
	END
};

static const struct dialect_shape choices[] = {
	BELOW("[]", MEANING_ASSISTANT_TEXT, choice_members),
	END
};

static const struct dialect_shape completions_answer_members[] = {
	STEER("id", MEANING_ID),
	STEER("model", MEANING_MODEL),
	BELOW("choices", MEANING_ASSISTANT_TEXT, choices),
	TEXT("usage", MEANING_USAGE),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape completions_response =
	BELOW("", MEANING_NONE, completions_answer_members);

static const struct dialect_delta completions_deltas[] = {
	{ "choices[].text", MEANING_ASSISTANT_TEXT,
	    { "choices[].index", NULL } },
	{ NULL, MEANING_NONE, { NULL, NULL } }
};

static const struct dialect_flush completions_flushes[] = {
	{ "choices[].finish_reason", NULL, "choices[].index" },
	{ NULL, NULL, NULL }
};

static const char *const completions_paths[] = { "/completions", NULL };

const struct dialect dialect_openai_completions = {
	.name = "openai-completions",
	.hosts = hosts,
	.paths = completions_paths,
	.credentials = credentials,
	.errors = DIALECT_ERRORS_OPENAI,
	.request = &completions_request,
	.response = &completions_response,
	.deltas = completions_deltas,
	.flushes = completions_flushes,
};
