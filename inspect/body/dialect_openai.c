/*
 * OpenAI's chat completions and embeddings, as many other hosts speak them
 * too. After the public API reference; members it does not name are options.
 */
#include "inspect/body/dialect_tables.h"

static const struct dialect_shape image_members[] = {
	TEXT("url", MEANING_FILE),
	STEER("detail", MEANING_OPTION),
	END
};

static const struct dialect_shape audio_members[] = {
	TEXT("data", MEANING_FILE),
	STEER("format", MEANING_OPTION),
	END
};

static const struct dialect_shape file_members[] = {
	TEXT("file_data", MEANING_FILE),
	TEXT("filename", MEANING_FILE),
	TEXT("file_id", MEANING_ID),
	END
};

static const struct dialect_shape part_members[] = {
	STEER("type", MEANING_OPTION),
	TEXT("text", MEANING_USER_TEXT),
	TEXT("refusal", MEANING_ASSISTANT_TEXT),
	BELOW("image_url", MEANING_FILE, image_members),
	BELOW("input_audio", MEANING_FILE, audio_members),
	BELOW("file", MEANING_FILE, file_members),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape parts[] = {
	BELOW("[]", MEANING_USER_TEXT, part_members),
	END
};

static const struct dialect_shape function_call_members[] = {
	TEXT("name", MEANING_TOOL_NAME),
	TEXT("arguments", MEANING_TOOL_ARGUMENT),
	END
};

static const struct dialect_shape custom_call_members[] = {
	TEXT("name", MEANING_TOOL_NAME),
	TEXT("input", MEANING_TOOL_ARGUMENT),
	END
};

static const struct dialect_shape call_members[] = {
	STEER("index", MEANING_OPTION),
	STEER("id", MEANING_ID),
	STEER("type", MEANING_OPTION),
	BELOW("function", MEANING_TOOL_ARGUMENT, function_call_members),
	BELOW("custom", MEANING_TOOL_ARGUMENT, custom_call_members),
	TEXT("*", MEANING_TOOL_ARGUMENT),
	END
};

static const struct dialect_shape calls[] = {
	BELOW("[]", MEANING_TOOL_ARGUMENT, call_members),
	END
};

static const struct dialect_shape message_members[] = {
	VOICE("role"),
	BELOW("content", MEANING_USER_TEXT, parts),
	TEXT("name", MEANING_NAME),
	TEXT("refusal", MEANING_ASSISTANT_TEXT),
	TEXT("reasoning_content", MEANING_ASSISTANT_TEXT),
	TEXT("reasoning", MEANING_ASSISTANT_TEXT),
	STEER("tool_call_id", MEANING_ID),
	BELOW("tool_calls", MEANING_TOOL_ARGUMENT, calls),
	BELOW("function_call", MEANING_TOOL_ARGUMENT, function_call_members),
	TEXT("*", MEANING_USER_TEXT),
	END
};

static const struct dialect_shape messages[] = {
	BELOW("[]", MEANING_USER_TEXT, message_members),
	END
};

static const struct dialect_shape function_members[] = {
	TEXT("name", MEANING_TOOL_NAME),
	TEXT("description", MEANING_TOOL_DESCRIPTION),
	TEXT("parameters", MEANING_TOOL_DESCRIPTION),
	TEXT("*", MEANING_TOOL_DESCRIPTION),
	END
};

static const struct dialect_shape functions[] = {
	BELOW("[]", MEANING_TOOL_DESCRIPTION, function_members),
	END
};

static const struct dialect_shape tool_members[] = {
	STEER("type", MEANING_OPTION),
	BELOW("function", MEANING_TOOL_DESCRIPTION, function_members),
	BELOW("custom", MEANING_TOOL_DESCRIPTION, function_members),
	TEXT("*", MEANING_TOOL_DESCRIPTION),
	END
};

static const struct dialect_shape tools[] = {
	BELOW("[]", MEANING_TOOL_DESCRIPTION, tool_members),
	END
};

static const struct dialect_shape prediction_members[] = {
	STEER("type", MEANING_OPTION),
	BELOW("content", MEANING_ASSISTANT_TEXT, parts),
	END
};

static const struct dialect_shape chat_members[] = {
	STEER("model", MEANING_MODEL),
	BELOW("messages", MEANING_USER_TEXT, messages),
	BELOW("tools", MEANING_TOOL_DESCRIPTION, tools),
	BELOW("functions", MEANING_TOOL_DESCRIPTION, functions),
	TEXT("metadata", MEANING_METADATA),
	TEXT("user", MEANING_METADATA),
	TEXT("safety_identifier", MEANING_METADATA),
	TEXT("prompt_cache_key", MEANING_METADATA),
	TEXT("web_search_options", MEANING_METADATA),
	BELOW("prediction", MEANING_ASSISTANT_TEXT, prediction_members),
	TEXT("response_format", MEANING_TOOL_DESCRIPTION),
	STEER("service_tier", MEANING_OPTION),
	STEER("reasoning_effort", MEANING_OPTION),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape chat_request =
	BELOW("", MEANING_NONE, chat_members);

static const struct dialect_shape choice_members[] = {
	STEER("index", MEANING_OPTION),
	BELOW("message", MEANING_ASSISTANT_TEXT, message_members),
	BELOW("delta", MEANING_ASSISTANT_TEXT, message_members),
	TEXT("text", MEANING_ASSISTANT_TEXT),
	STEER("finish_reason", MEANING_OPTION),
	TEXT("logprobs", MEANING_ASSISTANT_TEXT),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape choices[] = {
	BELOW("[]", MEANING_ASSISTANT_TEXT, choice_members),
	END
};

static const struct dialect_shape chat_response_members[] = {
	STEER("id", MEANING_ID),
	STEER("object", MEANING_OPTION),
	STEER("model", MEANING_MODEL),
	STEER("system_fingerprint", MEANING_ID),
	BELOW("choices", MEANING_ASSISTANT_TEXT, choices),
	TEXT("usage", MEANING_USAGE),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape chat_response =
	BELOW("", MEANING_NONE, chat_response_members);

static const struct dialect_delta chat_deltas[] = {
	{ "choices[].delta.content", MEANING_ASSISTANT_TEXT,
	    { "choices[].index", NULL } },
	{ "choices[].delta.refusal", MEANING_ASSISTANT_TEXT,
	    { "choices[].index", NULL } },
	{ "choices[].delta.reasoning_content", MEANING_ASSISTANT_TEXT,
	    { "choices[].index", NULL } },
	{ "choices[].delta.reasoning", MEANING_ASSISTANT_TEXT,
	    { "choices[].index", NULL } },
	{ "choices[].delta.tool_calls[].function.arguments",
	    MEANING_TOOL_ARGUMENT,
	    { "choices[].index", "choices[].delta.tool_calls[].index" } },
	{ "choices[].delta.tool_calls[].custom.input",
	    MEANING_ASSISTANT_TEXT,
	    { "choices[].index", "choices[].delta.tool_calls[].index" } },
	{ "choices[].delta.function_call.arguments", MEANING_TOOL_ARGUMENT,
	    { "choices[].index", NULL } },
	{ "choices[].text", MEANING_ASSISTANT_TEXT,
	    { "choices[].index", NULL } },
	{ NULL, MEANING_NONE, { NULL, NULL } }
};

static const struct dialect_flush chat_flushes[] = {
	{ "choices[].finish_reason", NULL, "choices[].index" },
	{ NULL, NULL, NULL }
};

static const char *const openai_hosts[] = {
	"api.openai.com", ".openai.azure.com", ".api.openai.com", NULL
};
static const char *const chat_paths[] = { "/chat/completions", NULL };
static const char *const embeddings_paths[] = { "/embeddings", NULL };
static const char *const credentials[] = { "authorization", "api-key", NULL };

const struct dialect dialect_openai_chat = {
	.name = "openai-chat",
	.hosts = openai_hosts,
	.paths = chat_paths,
	.credentials = credentials,
	.errors = DIALECT_ERRORS_OPENAI,
	.request = &chat_request,
	.response = &chat_response,
	.deltas = chat_deltas,
	.flushes = chat_flushes,
};

static const struct dialect_shape embeddings_members[] = {
	STEER("model", MEANING_MODEL),
	TEXT("input", MEANING_EMBEDDING_INPUT),
	TEXT("user", MEANING_METADATA),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape embeddings_request =
	BELOW("", MEANING_NONE, embeddings_members);

static const struct dialect_shape embeddings_response_members[] = {
	STEER("model", MEANING_MODEL),
	TEXT("usage", MEANING_USAGE),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape embeddings_response =
	BELOW("", MEANING_NONE, embeddings_response_members);

const struct dialect dialect_openai_embeddings = {
	.name = "openai-embeddings",
	.hosts = openai_hosts,
	.paths = embeddings_paths,
	.credentials = credentials,
	.errors = DIALECT_ERRORS_OPENAI,
	.request = &embeddings_request,
	.response = &embeddings_response,
};
