#include "cli/command.h"

#include <stdarg.h>
#include <stdio.h>

int
command_fail(const char *name, const struct errinfo *ei)
{
	char text[1024];

	errinfo_format(ei, text, sizeof(text));
	(void)fprintf(stderr, "exeat %s: %s\n", name, text);
	return COMMAND_FAILED;
}

int
command_failf(const char *name, const char *fmt, ...)
{
	va_list ap;

	(void)fprintf(stderr, "exeat %s: ", name);
	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
	return COMMAND_FAILED;
}
