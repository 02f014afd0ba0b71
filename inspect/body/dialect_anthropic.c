/*
 * Anthropic's messages API, after its public reference; members it does not
 * name are options.
 */
#include "inspect/body/dialect_tables.h"

static const struct dialect_shape source_members[] = {
	STEER("type", MEANING_OPTION),
	STEER("media_type", MEANING_OPTION),
	TEXT("file_id", MEANING_ID),
	TEXT("*", MEANING_FILE),
	END
};

static const struct dialect_shape result_part_members[] = {
	STEER("type", MEANING_OPTION),
	STEER("cache_control", MEANING_OPTION),
	BELOW("source", MEANING_FILE, source_members),
	TEXT("encrypted_content", MEANING_ID),
	TEXT("*", MEANING_TOOL_RESULT),
	END
};

static const struct dialect_shape result_parts[] = {
	BELOW("[]", MEANING_TOOL_RESULT, result_part_members),
	TEXT("*", MEANING_TOOL_RESULT),
	END
};

static const struct dialect_shape block_members[] = {
	STEER("type", MEANING_OPTION),
	TEXT("text", MEANING_USER_TEXT),
	BELOW("source", MEANING_FILE, source_members),
	TEXT("title", MEANING_FILE),
	TEXT("context", MEANING_FILE),
	TEXT("citations", MEANING_FILE),
	STEER("id", MEANING_ID),
	TEXT("name", MEANING_TOOL_NAME),
	TEXT("input", MEANING_TOOL_ARGUMENT),
	STEER("tool_use_id", MEANING_ID),
	BELOW("content", MEANING_TOOL_RESULT, result_parts),
	TEXT("thinking", MEANING_ASSISTANT_TEXT),
	TEXT("signature", MEANING_ID),
	TEXT("data", MEANING_ID),
	STEER("cache_control", MEANING_OPTION),
	TEXT("*", MEANING_USER_TEXT),
	END
};

static const struct dialect_shape blocks[] = {
	BELOW("[]", MEANING_USER_TEXT, block_members),
	END
};

static const struct dialect_shape message_members[] = {
	VOICE("role"),
	BELOW("content", MEANING_USER_TEXT, blocks),
	TEXT("*", MEANING_USER_TEXT),
	END
};

static const struct dialect_shape messages[] = {
	BELOW("[]", MEANING_USER_TEXT, message_members),
	END
};

static const struct dialect_shape system_block_members[] = {
	STEER("type", MEANING_OPTION),
	STEER("cache_control", MEANING_OPTION),
	TEXT("*", MEANING_SYSTEM_TEXT),
	END
};

static const struct dialect_shape system_blocks[] = {
	BELOW("[]", MEANING_SYSTEM_TEXT, system_block_members),
	END
};

static const struct dialect_shape tool_members[] = {
	STEER("type", MEANING_OPTION),
	TEXT("name", MEANING_TOOL_NAME),
	STEER("cache_control", MEANING_OPTION),
	TEXT("*", MEANING_TOOL_DESCRIPTION),
	END
};

static const struct dialect_shape tools[] = {
	BELOW("[]", MEANING_TOOL_DESCRIPTION, tool_members),
	END
};

static const struct dialect_shape request_members[] = {
	STEER("model", MEANING_MODEL),
	BELOW("messages", MEANING_USER_TEXT, messages),
	BELOW("system", MEANING_SYSTEM_TEXT, system_blocks),
	BELOW("tools", MEANING_TOOL_DESCRIPTION, tools),
	TEXT("metadata", MEANING_METADATA),
	STEER("inference_geo", MEANING_REGION),
	STEER("service_tier", MEANING_OPTION),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape request =
	BELOW("", MEANING_NONE, request_members);

static const struct dialect_shape delta_members[] = {
	STEER("type", MEANING_OPTION),
	TEXT("text", MEANING_ASSISTANT_TEXT),
	TEXT("partial_json", MEANING_TOOL_ARGUMENT),
	TEXT("thinking", MEANING_ASSISTANT_TEXT),
	TEXT("signature", MEANING_ID),
	STEER("stop_reason", MEANING_OPTION),
	TEXT("*", MEANING_ASSISTANT_TEXT),
	END
};

static const struct dialect_shape answer_members[] = {
	STEER("id", MEANING_ID),
	STEER("type", MEANING_OPTION),
	VOICE("role"),
	STEER("model", MEANING_MODEL),
	BELOW("content", MEANING_USER_TEXT, blocks),
	STEER("stop_reason", MEANING_OPTION),
	TEXT("usage", MEANING_USAGE),
	TEXT("*", MEANING_OPTION),
	END
};

/* A whole answer, or one event of a streamed one. */
static const struct dialect_shape response_members[] = {
	STEER("id", MEANING_ID),
	STEER("type", MEANING_OPTION),
	VOICE("role"),
	STEER("model", MEANING_MODEL),
	BELOW("content", MEANING_USER_TEXT, blocks),
	STEER("stop_reason", MEANING_OPTION),
	TEXT("usage", MEANING_USAGE),
	BELOW("message", MEANING_ASSISTANT_TEXT, answer_members),
	BELOW("content_block", MEANING_ASSISTANT_TEXT, block_members),
	BELOW("delta", MEANING_ASSISTANT_TEXT, delta_members),
	TEXT("*", MEANING_OPTION),
	END
};

static const struct dialect_shape response =
	BELOW("", MEANING_NONE, response_members);

static const struct dialect_delta deltas[] = {
	{ "delta.text", MEANING_ASSISTANT_TEXT, { "index", NULL } },
	{ "delta.thinking", MEANING_ASSISTANT_TEXT, { "index", NULL } },
	{ "delta.partial_json", MEANING_TOOL_ARGUMENT, { "index", NULL } },
	{ NULL, MEANING_NONE, { NULL, NULL } }
};

static const struct dialect_flush flushes[] = {
	{ "type", "content_block_stop", "index" },
	/* Signs the thinking before it: what is held belongs before it, too. */
	{ "delta.type", "signature_delta", "index" },
	{ "type", "message_delta", NULL },
	{ "type", "message_stop", NULL },
	{ "type", "error", NULL },
	{ NULL, NULL, NULL }
};

static const char *const hosts[] = { "api.anthropic.com", NULL };
static const char *const paths[] = {
	"/v1/messages", "/v1/messages/count_tokens", NULL
};
static const char *const credentials[] = {
	"x-api-key", "authorization", NULL
};

const struct dialect dialect_anthropic_messages = {
	.name = "anthropic-messages",
	.hosts = hosts,
	.paths = paths,
	.credentials = credentials,
	.errors = DIALECT_ERRORS_ANTHROPIC,
	.request = &request,
	.response = &response,
	.deltas = deltas,
	.flushes = flushes,
};
