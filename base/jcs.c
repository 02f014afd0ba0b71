#include "base/jcs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/ascii.h"
#include "base/err.h"
#include "base/json_tree.h"
#include "base/json_write.h"

enum {
	MAX_DIGITS = 17,	/* decimal digits that identify any double */
	NUMBER_BYTES = 40
};

/*
 * UTF-8 order is code point order; UTF-16 order differs only in that
 * surrogates (lead bytes f0..f4) come before U+E000..U+FFFF (ee, ef).
 */
static int
unit_rank(unsigned char c)
{
	return c == 0xee || c == 0xef ? c + 0x10 : c;
}

int
jcs_compare(struct sv a, struct sv b)
{
	size_t n = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < n; i++) {
		unsigned char x = (unsigned char)a.ptr[i];
		unsigned char y = (unsigned char)b.ptr[i];

		if (x != y)
			return unit_rank(x) - unit_rank(y);
	}
	return (a.len > b.len) - (a.len < b.len);
}

/*
 * Find the fewest digits that read back as `d` (> 0): `digits` without
 * trailing zeros and the exponent of the first, d = 0.DIGITS * 10^*ret_point.
 */
static size_t
shortest(double d, char digits[MAX_DIGITS + 1], int *ret_point)
{
	char text[NUMBER_BYTES];
	int exponent = 0;
	size_t n = 0;

	for (int precision = 0; precision < MAX_DIGITS; precision++) {
		(void)snprintf(text, sizeof(text), "%.*e", precision, d);
		if (strtod(text, NULL) == d)
			break;
	}
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == 'e') {
			exponent = (int)strtol(p + 1, NULL, 10);
			break;
		}
		if (ascii_is_digit(*p))
			digits[n++] = *p;
	}
	while (n > 1 && digits[n - 1] == '0')
		n--;
	*ret_point = exponent + 1;
	return n;
}

static void
add_zeros(struct buf *out, int n)
{
	while (n-- > 0)
		buf_add_char(out, '0');
}

static void
add_exponent(struct buf *out, const char *digits, size_t n, int e)
{
	buf_add_char(out, digits[0]);
	if (n > 1) {
		buf_add_char(out, '.');
		buf_add(out, digits + 1, n - 1);
	}
	buf_addf(out, "e%c%d", e < 0 ? '-' : '+', abs(e));
}

int
jcs_add_double(struct buf *out, double d)
{
	char digits[MAX_DIGITS + 1];
	int point;
	size_t n;

	if (!isfinite(d))
		return ERR_RANGE;
	if (d == 0) {
		buf_add_char(out, '0');
		return buf_err(out);
	}
	if (d < 0)
		buf_add_char(out, '-');
	n = shortest(fabs(d), digits, &point);
	if (point > 21 || point < -5) {
		add_exponent(out, digits, n, point - 1);
	} else if (point <= 0) {
		buf_add_sv(out, SV("0."));
		add_zeros(out, -point);
		buf_add(out, digits, n);
	} else if ((size_t)point >= n) {
		buf_add(out, digits, n);
		add_zeros(out, point - (int)n);
	} else {
		buf_add(out, digits, (size_t)point);
		buf_add_char(out, '.');
		buf_add(out, digits + point, n - (size_t)point);
	}
	return buf_err(out);
}

/* Integers that a double holds exactly print as they stand. */
static bool
is_plain_integer(struct sv s)
{
	size_t minus = s.len > 0 && s.ptr[0] == '-';

	if (s.len - minus > 15 || (minus && s.ptr[1] == '0'))
		return false;
	for (size_t i = minus; i < s.len; i++)
		if (!ascii_is_digit(s.ptr[i]))
			return false;
	return true;
}

static int
add_number(struct buf *out, struct arena *arena, struct sv text)
{
	struct sv copy;

	if (is_plain_integer(text)) {
		buf_add_sv(out, text);
		return 0;
	}
	copy = arena_dup(arena, text);
	if (copy.ptr == NULL)
		return ERR_NOMEM;
	return jcs_add_double(out, strtod(copy.ptr, NULL));
}

/* Merge two lists of siblings sorted by key. */
static struct json_value *
merge(struct json_value *a, struct json_value *b, bool *ret_twice)
{
	struct json_value *head = NULL, **tail = &head;
	int order;

	while (a != NULL && b != NULL) {
		order = jcs_compare(a->key, b->key);
		if (order == 0)
			*ret_twice = true;
		if (order <= 0) {
			*tail = a;
			a = a->next;
		} else {
			*tail = b;
			b = b->next;
		}
		tail = &(*tail)->next;
	}
	*tail = a != NULL ? a : b;
	return head;
}

/*
 * Bottom-up merge sort: runs[i] holds 2^i members or none. Equal keys meet in
 * the merge that first brings them into one list.
 */
static int
sort_members(struct json_value *object)
{
	struct json_value *runs[64] = { NULL }, *v, *next;
	bool twice = false;
	size_t i;

	for (v = object->first; v != NULL; v = next) {
		next = v->next;
		v->next = NULL;
		for (i = 0; runs[i] != NULL; i++) {
			v = merge(runs[i], v, &twice);
			runs[i] = NULL;
		}
		runs[i] = v;
	}
	v = NULL;
	for (i = 0; i < NELEMS(runs); i++)
		if (runs[i] != NULL)
			v = merge(runs[i], v, &twice);
	object->first = v;
	return twice ? ERR_EXISTS : 0;
}

static void
add_string(struct buf *out, struct sv s)
{
	buf_add_char(out, '"');
	json_write_escaped(out, s);
	buf_add_char(out, '"');
}

/* Write what stands before the members of `v`, or all of a scalar. */
static int
open_value(struct json_value *v, struct arena *arena, struct buf *out)
{
	int err = 0;

	if (v->parent != NULL && v->parent->type == JSON_OBJECT) {
		add_string(out, v->key);
		buf_add_char(out, ':');
	}
	if (v->type == JSON_OBJECT) {
		err = sort_members(v);
		buf_add_char(out, '{');
	} else if (v->type == JSON_ARRAY) {
		buf_add_char(out, '[');
	} else if (v->type == JSON_STRING) {
		add_string(out, v->text);
	} else if (v->type == JSON_NUMBER) {
		err = add_number(out, arena, v->text);
	} else {
		buf_add_sv(out, v->text);
	}
	return err;
}

/* Close `v` and all that ends with it; the value that comes next, or NULL. */
static struct json_value *
close_values(struct json_value *v, struct buf *out)
{
	for (; v != NULL; v = v->parent) {
		if (v->type == JSON_OBJECT)
			buf_add_char(out, '}');
		else if (v->type == JSON_ARRAY)
			buf_add_char(out, ']');
		if (v->next != NULL) {
			buf_add_char(out, ',');
			return v->next;
		}
	}
	return NULL;
}

int
jcs_canonicalise(struct sv text, struct buf *out)
{
	struct json_value *v = NULL;
	struct arena arena;
	int err;

	arena_init(&arena, SIZE_MAX / 2);
	err = json_tree_parse(text, &arena, &v);
	while (err == 0 && v != NULL) {
		err = open_value(v, &arena, out);
		v = v->first != NULL ? v->first : close_values(v, out);
	}
	arena_done(&arena);
	return err != 0 ? err : buf_err(out);
}
