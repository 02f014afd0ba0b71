#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const texts[] = {
	[-ERR_OK] = "no error",
	[-ERR_NOMEM] = "out of memory",
	[-ERR_INVAL] = "invalid argument",
	[-ERR_SYNTAX] = "malformed input",
	[-ERR_RANGE] = "value out of range",
	[-ERR_LIMIT] = "limit exceeded",
	[-ERR_NOTFOUND] = "not found",
	[-ERR_EXISTS] = "already exists",
	[-ERR_CONFLICT] = "conflict with existing data",
	[-ERR_IO] = "input/output error",
	[-ERR_CORRUPT] = "stored data is damaged",
	[-ERR_AUTH] = "authentication failed",
	[-ERR_DENIED] = "not permitted",
	[-ERR_UNSUPPORTED] = "not supported",
	[-ERR_FULL] = "full",
	[-ERR_AGAIN] = "would block",
	[-ERR_CLOSED] = "closed by peer",
	[-ERR_TIMEOUT] = "timed out",
	[-ERR_CRYPTO] = "cryptographic failure",
	[-ERR_TLS] = "TLS failure",
	[-ERR_TRUNCATED] = "input ends too early",
	[-ERR_STATE] = "not allowed in this state",
};

const char *
err_text(int code)
{
	if (code > 0 || (size_t)-(long)code >= NELEMS(texts))
		return "unknown error";
	return texts[-code];
}

void
errinfo_reset(struct errinfo *ei)
{
	if (ei != NULL)
		memset(ei, 0, sizeof(*ei));
}

void
errinfo_at(struct errinfo *ei, const char *file, unsigned line, unsigned column)
{
	if (ei == NULL)
		return;
	if (file != NULL)
		(void)snprintf(ei->file, sizeof(ei->file), "%s", file);
	ei->line = line;
	ei->column = column;
}

int
errinfo_set(struct errinfo *ei, int code, const char *fmt, ...)
{
	va_list ap;

	if (ei == NULL)
		return code;
	va_start(ap, fmt);
	(void)vsnprintf(ei->text, sizeof(ei->text), fmt, ap);
	va_end(ap);
	return code;
}

int
errinfo_errno(struct errinfo *ei, int code, const char *fmt, ...)
{
	int saved = errno;
	size_t used;
	va_list ap;

	if (ei == NULL)
		return code;
	va_start(ap, fmt);
	(void)vsnprintf(ei->text, sizeof(ei->text), fmt, ap);
	va_end(ap);
	used = strlen(ei->text);
	(void)snprintf(ei->text + used, sizeof(ei->text) - used, ": %s",
	    strerror(saved));
	errno = saved;
	return code;
}

void
errinfo_format(const struct errinfo *ei, char *out, size_t size)
{
	if (ei->file[0] == '\0')
		(void)snprintf(out, size, "%s", ei->text);
	else if (ei->line == 0)
		(void)snprintf(out, size, "%s: %s", ei->file, ei->text);
	else if (ei->column == 0)
		(void)snprintf(out, size, "%s:%u: %s", ei->file, ei->line,
		    ei->text);
	else
		(void)snprintf(out, size, "%s:%u:%u: %s", ei->file, ei->line,
		    ei->column, ei->text);
}

void
err_assert_failed(const char *expr, const char *file, int line)
{
	(void)fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line,
	    expr);
	abort();
}
