#include "base/buf.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

enum { MIN_CAP = 512 };

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_done(struct buf *b)
{
	size_t max = b->max;

	if (b->ptr != NULL)
		mem_free_wiped(b->ptr, b->cap);
	buf_init(b, max);
}

void
buf_reset(struct buf *b)
{
	if (b->len > 0)
		mem_wipe(b->ptr, b->len);
	b->len = 0;
	b->err = 0;
}

int
buf_err(const struct buf *b)
{
	return b->err;
}

static int
enlarge(struct buf *b, size_t need)
{
	size_t cap = b->cap < MIN_CAP ? MIN_CAP : b->cap;
	char *p;

	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	if (cap > b->max)
		cap = b->max;
	p = mem_alloc(cap);
	if (p == NULL)
		return ERR_NOMEM;
	if (b->len > 0)
		memcpy(p, b->ptr, b->len);
	if (b->ptr != NULL)
		mem_free_wiped(b->ptr, b->cap);
	b->ptr = p;
	b->cap = cap;
	return 0;
}

char *
buf_reserve(struct buf *b, size_t len)
{
	if (b->err != 0)
		return NULL;
	if (len > b->max - b->len) {
		b->err = ERR_LIMIT;
		return NULL;
	}
	if (b->ptr == NULL || len > b->cap - b->len)
		b->err = enlarge(b, b->len + len);
	return b->err != 0 ? NULL : b->ptr + b->len;
}

void
buf_grow(struct buf *b, size_t len)
{
	ASSERT(len <= b->cap - b->len);
	b->len += len;
}

void
buf_add(struct buf *b, const void *ptr, size_t len)
{
	char *to;

	if (len == 0)
		return;
	to = buf_reserve(b, len);
	if (to == NULL)
		return;
	memcpy(to, ptr, len);
	b->len += len;
}

void
buf_add_sv(struct buf *b, struct sv s)
{
	buf_add(b, s.ptr, s.len);
}

void
buf_add_char(struct buf *b, char c)
{
	if (b->err == 0 && b->len < b->cap)
		b->ptr[b->len++] = c;
	else
		buf_add(b, &c, 1);
}

void
buf_add_cstr(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_add_u64(struct buf *b, uint64_t n)
{
	char tmp[20];
	size_t i = sizeof(tmp);

	if (n < 10) {
		buf_add_char(b, (char)('0' + n));
		return;
	}
	do {
		tmp[--i] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	buf_add(b, tmp + i, sizeof(tmp) - i);
}

void
buf_add_hex(struct buf *b, const void *ptr, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = ptr;

	for (size_t i = 0; i < len; i++) {
		buf_add_char(b, digits[p[i] >> 4]);
		buf_add_char(b, digits[p[i] & 15]);
	}
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	char *to;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	ASSERT(n >= 0);
	to = buf_reserve(b, (size_t)n + 1);
	if (to != NULL) {
		(void)vsnprintf(to, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
}

void
buf_drop_front(struct buf *b, size_t len)
{
	size_t rest;

	ASSERT(len <= b->len);
	rest = b->len - len;
	if (rest > 0)
		memmove(b->ptr, b->ptr + len, rest);
	if (len > 0)
		mem_wipe(b->ptr + rest, len);
	b->len = rest;
}

void
buf_truncate(struct buf *b, size_t len)
{
	ASSERT(len <= b->len);
	if (b->len > len)
		mem_wipe(b->ptr + len, b->len - len);
	b->len = len;
}
