#include "inspect/body/field.h"

static const char *const meaning_names[MEANINGS] = {
	[MEANING_NONE] = "none",
	[MEANING_SYSTEM_TEXT] = "system_text",
	[MEANING_USER_TEXT] = "user_text",
	[MEANING_ASSISTANT_TEXT] = "assistant_text",
	[MEANING_TOOL_NAME] = "tool_name",
	[MEANING_TOOL_DESCRIPTION] = "tool_description",
	[MEANING_TOOL_ARGUMENT] = "tool_argument",
	[MEANING_TOOL_RESULT] = "tool_result",
	[MEANING_NAME] = "name",
	[MEANING_METADATA] = "metadata",
	[MEANING_MODEL] = "model",
	[MEANING_EMBEDDING_INPUT] = "embedding_input",
	[MEANING_FILE] = "file",
	[MEANING_REGION] = "region",
	[MEANING_USAGE] = "usage",
	[MEANING_OPTION] = "option",
	[MEANING_ID] = "id",
};

const char *
field_meaning_name(enum field_meaning meaning)
{
	return meaning_names[meaning];
}

const char *
field_role_name(enum field_role role)
{
	switch (role) {
	case FIELD_CONTENT:
		return "content";
	case FIELD_KEY:
		return "key";
	case FIELD_CONTROL:
		break;
	}
	return "control";
}
