#include "rules/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"

int
table_fail(struct table *t, size_t column, int code, const char *fmt, ...)
{
	char text[sizeof(t->ei->text)];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	errinfo_at(t->ei, t->file, t->line,
	    column < TABLE_COLUMNS ? t->columns[column] : 0);
	return errinfo_set(t->ei, code, "%s", text);
}

/* The value after its opening quote; "" inside stands for one quote. */
static int
take_quoted(struct table *t, struct sv *ret)
{
	const char *s = t->rest.ptr;
	size_t n = t->rest.len, i, used = 0;
	char *out = arena_alloc(t->arena, n + 1);

	if (out == NULL)
		return ERR_NOMEM;
	for (i = 1; i < n; i++) {
		if (s[i] == '\n')
			t->lines++;
		if (s[i] == '"' && i + 1 < n && s[i + 1] == '"')
			i++;
		else if (s[i] == '"')
			break;
		out[used++] = s[i];
	}
	if (i >= n)
		return ERR_SYNTAX;
	*ret = sv_make(out, used);
	t->rest = sv_slice(t->rest, i + 1, n);
	return 0;
}

static int
take_plain(struct table *t, struct sv *ret)
{
	size_t i = 0;

	while (i < t->rest.len && strchr(",\r\n\"", t->rest.ptr[i]) == NULL)
		i++;
	if (i < t->rest.len && t->rest.ptr[i] == '"')
		return ERR_SYNTAX;
	*ret = sv_slice(t->rest, 0, i);
	t->rest = sv_slice(t->rest, i, t->rest.len);
	return 0;
}

/* After a value: true if another one follows in this row. */
static int
take_separator(struct table *t, bool *ret_more)
{
	char c = t->rest.len > 0 ? t->rest.ptr[0] : '\n';

	*ret_more = c == ',';
	if (c == '\r' && t->rest.len > 1 && t->rest.ptr[1] == '\n')
		t->rest = sv_slice(t->rest, 1, t->rest.len);
	else if (c != ',' && c != '\n')
		return ERR_SYNTAX;
	t->rest = sv_slice(t->rest, 1, t->rest.len);
	return 0;
}

/* One row as it stands; its number of values in `*ret_n`. */
static int
read_row(struct table *t, struct sv values[TABLE_COLUMNS], size_t *ret_n)
{
	const char *begin = t->rest.ptr;
	bool more = true;
	int rc = 0;

	t->line = ++t->lines;
	for (*ret_n = 0; more && rc == 0; (*ret_n)++) {
		if (*ret_n == TABLE_COLUMNS)
			return table_fail(t, TABLE_COLUMNS, ERR_SYNTAX,
			    "too many values in this row");
		t->columns[*ret_n] = (unsigned)(t->rest.ptr - begin) + 1;
		if (t->rest.len > 0 && t->rest.ptr[0] == '"')
			rc = take_quoted(t, &values[*ret_n]);
		else
			rc = take_plain(t, &values[*ret_n]);
		if (rc == 0)
			rc = take_separator(t, &more);
		if (rc == ERR_SYNTAX)
			return table_fail(t, *ret_n, rc, "not CSV: quotes "
			    "stand around a whole value, \"\" inside it");
	}
	return rc;
}

static int
place_column(struct table *t, size_t at, struct sv name,
    const char *const *wanted)
{
	char hint[SUGGEST_TEXT_BYTES];
	struct suggest s;

	suggest_init(&s, name);
	for (size_t i = 0; wanted[i] != NULL; i++) {
		if (sv_eq(name, sv_cstr(wanted[i]))) {
			t->order[at] = (uint8_t)i;
			return 0;
		}
		suggest_offer(&s, sv_cstr(wanted[i]));
	}
	return table_fail(t, at, ERR_NOTFOUND, "unknown column \"%.*s\"%s",
	    name.len > 80 ? 80 : (int)name.len, name.ptr,
	    suggest_text(&s, hint));
}

int
table_open(struct table *t, struct sv text, const char *file,
    const char *const *wanted, struct arena *arena, struct errinfo *ei)
{
	struct sv names[TABLE_COLUMNS];
	bool seen[TABLE_COLUMNS] = { false };
	size_t count, n = 0;
	int rc;

	while (wanted[n] != NULL)
		n++;
	ASSERT(n <= TABLE_COLUMNS);
	*t = (struct table){ .arena = arena, .file = file, .ei = ei,
		.rest = text };
	rc = read_row(t, names, &count);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		rc = place_column(t, i, names[i], wanted);
		if (rc == 0 && seen[t->order[i]])
			return table_fail(t, i, ERR_CONFLICT,
			    "column \"%.*s\" stands here twice",
			    SV_ARG(names[i]));
		seen[t->order[i]] = true;
	}
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (!seen[i])
			return table_fail(t, TABLE_COLUMNS, ERR_NOTFOUND,
			    "column \"%s\" is missing", wanted[i]);
	}
	t->ncolumns = n;
	return rc;
}

int
table_next(struct table *t, struct sv *values)
{
	struct sv row[TABLE_COLUMNS];
	unsigned columns[TABLE_COLUMNS];
	size_t count;
	int rc;

	if (t->rest.len == 0)
		return 0;
	rc = read_row(t, row, &count);
	if (rc == ERR_NOMEM)
		return table_fail(t, 0, rc, "out of memory");
	if (rc != 0)
		return rc;
	if (count != t->ncolumns)
		return table_fail(t, 0, ERR_SYNTAX,
		    "this row has %zu values, the header %zu", count,
		    t->ncolumns);
	memcpy(columns, t->columns, sizeof(columns));
	for (size_t i = 0; i < count; i++) {
		values[t->order[i]] = row[i];
		t->columns[t->order[i]] = columns[i];
	}
	return 1;
}
