#include "tests/tap/tap.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static unsigned count, failed;

static void report(bool cond, const char *fmt, va_list ap) PRINTF(2, 0);

static void
report(bool cond, const char *fmt, va_list ap)
{
	char name[512];
	char *p;

	(void)vsnprintf(name, sizeof(name), fmt, ap);
	for (p = name; *p != '\0'; p++)
		if (*p == '#' || *p == '\n' || *p == '\r')
			*p = '_';
	count++;
	failed += !cond;
	printf("%sok %u - %s\n", cond ? "" : "not ", count, name);
}

bool
tap_ok(bool cond, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(cond, fmt, ap);
	va_end(ap);
	return cond;
}

bool
tap_is_int(int64_t got, int64_t want, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(got == want, fmt, ap);
	va_end(ap);
	if (got != want)
		tap_diag("got %lld, want %lld", (long long)got,
		    (long long)want);
	return got == want;
}

static void
print_bytes(const char *label, struct sv s)
{
	printf("# %s (%zu): ", label, s.len);
	for (size_t i = 0; i < s.len && i < 2000; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c >= 0x20 && c < 0x7f)
			putchar(c);
		else
			printf("\\x%02x", c);
	}
	putchar('\n');
}

bool
tap_is_sv(struct sv got, struct sv want, const char *fmt, ...)
{
	bool same = sv_eq(got, want);
	va_list ap;

	va_start(ap, fmt);
	report(same, fmt, ap);
	va_end(ap);
	if (!same) {
		print_bytes("got ", got);
		print_bytes("want", want);
	}
	return same;
}

void
tap_skip(unsigned n, const char *reason)
{
	while (n-- > 0)
		printf("ok %u # SKIP %s\n", ++count, reason);
}

void
tap_diag(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

int
tap_done(void)
{
	printf("1..%u\n", count);
	return failed > 0 || count == 0;
}

const char *
tap_source_path(const char *relative)
{
	static char path[4096];
	const char *top = getenv("top_srcdir");
	const char *shared = getenv("EXEAT_SHARED");

	if (shared != NULL && strncmp(relative, "../shared/", 10) == 0) {
		(void)snprintf(path, sizeof(path), "%s/%s", shared,
		    relative + 10);
		return path;
	}
	(void)snprintf(path, sizeof(path), "%s/%s", top == NULL ? "." : top,
	    relative);
	return path;
}

struct sv
tap_read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct sv s = { NULL, 0 };
	long size;
	char *p;

	if (f == NULL)
		return s;
	if (fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) >= 0 &&
	    fseek(f, 0, SEEK_SET) == 0 &&
	    (p = malloc((size_t)size + 1)) != NULL) {
		s.len = fread(p, 1, (size_t)size, f);
		p[s.len] = '\0';
		s.ptr = p;
	}
	(void)fclose(f);
	return s;
}
