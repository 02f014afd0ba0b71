#include "cli/command.h"

#include <stdarg.h>
#include <stdio.h>

/* A name or an argument shall not speak to the terminal. */
static void
show(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

int
command_fail(const char *name, const struct errinfo *ei)
{
	char text[1024];

	errinfo_format(ei, text, sizeof(text));
	show(text);
	(void)fprintf(stderr, "exeat %s: %s\n", name, text);
	return COMMAND_FAILED;
}

int
command_failf(const char *name, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	show(text);
	(void)fprintf(stderr, "exeat %s: %s\n", name, text);
	return COMMAND_FAILED;
}
