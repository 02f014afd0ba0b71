#include "inspect/body/coverage.h"

static const char *const reason_names[COVERAGE_REASONS] = {
	[COVERAGE_CODING] = "coding",
	[COVERAGE_MALFORMED] = "malformed",
	[COVERAGE_TYPE] = "type",
	[COVERAGE_CHARSET] = "charset",
	[COVERAGE_BINARY] = "binary",
	[COVERAGE_DEPTH] = "depth",
	[COVERAGE_FIELDS] = "fields",
	[COVERAGE_RECOGNISER] = "recogniser",
	[COVERAGE_PATTERN] = "pattern",
};

enum coverage_state
coverage_state(const struct coverage *c)
{
	if (c->skipped == 0)
		return COVERAGE_FULL;
	return c->bytes_covered > 0 ? COVERAGE_PARTIAL : COVERAGE_NONE;
}

void
coverage_skip(struct coverage *c, enum coverage_reason reason, size_t bytes)
{
	c->bytes_uncovered += bytes;
	c->skipped++;
	c->reasons[reason]++;
}

void
coverage_note(struct coverage *c, enum coverage_reason reason)
{
	c->reasons[reason]++;
}

const char *
coverage_reason_name(enum coverage_reason reason)
{
	return reason_names[reason];
}

const char *
coverage_state_name(enum coverage_state state)
{
	switch (state) {
	case COVERAGE_FULL:
		return "full";
	case COVERAGE_PARTIAL:
		return "partial";
	case COVERAGE_NONE:
		break;
	}
	return "none";
}
