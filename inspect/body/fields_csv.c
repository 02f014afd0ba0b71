#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "inspect/body/fields.h"
#include "inspect/body/text.h"
#include "inspect/body/layers.h"

struct table {
	struct document *doc;
	struct sv text;
	uint32_t layer;
	char separator;
	struct sv *columns;
	size_t ncolumns, cap_columns;
	size_t pos;
};

/* The separator that the first line has most of, outside quotes. */
static char
find_separator(struct sv text)
{
	static const char candidates[] = { ',', ';', '\t' };
	size_t counts[sizeof(candidates)] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '"')
			quoted = !quoted;
		if (!quoted && (c == '\n' || c == '\r'))
			break;
		for (size_t k = 0; !quoted && k < sizeof(candidates); k++)
			counts[k] += c == candidates[k];
	}
	for (size_t k = 1; k < sizeof(candidates); k++)
		if (counts[k] > counts[best])
			best = k;
	return candidates[best];
}

/* The end of the quoted cell at `start`; 0 if its quote never closes. */
static size_t
quoted_end(struct sv text, size_t start, bool *ret_doubled)
{
	const char *hit;
	size_t at = start + 1;

	*ret_doubled = false;
	for (;;) {
		hit = at >= text.len ? NULL :
		    memchr(text.ptr + at, '"', text.len - at);
		if (hit == NULL)
			return 0;
		at = (size_t)(hit - text.ptr) + 1;
		if (at == text.len || text.ptr[at] != '"')
			return at;
		*ret_doubled = true;
		at++;
	}
}

static int
undouble(struct arena *arena, struct sv raw, struct sv *ret)
{
	char *out = arena_alloc(arena, raw.len);
	size_t len = 0;

	if (out == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < raw.len; i++) {
		out[len++] = raw.ptr[i];
		if (raw.ptr[i] == '"')
			i++;
	}
	*ret = sv_make(out, len);
	return 0;
}

static bool
ends_cell(const struct table *t, size_t at)
{
	return at == t->text.len || t->text.ptr[at] == t->separator ||
	    t->text.ptr[at] == '\n' || t->text.ptr[at] == '\r';
}

/* Read the cell at t->pos: its span, and its text decoded. */
static int
read_cell(struct table *t, struct spot *at, struct sv *ret)
{
	size_t start = t->pos, end = start;
	bool doubled = false;

	if (start < t->text.len && t->text.ptr[start] == '"') {
		end = quoted_end(t->text, start, &doubled);
		if (end == 0 || !ends_cell(t, end))
			return ERR_SYNTAX;
		*ret = sv_slice(t->text, start + 1, end - 1);
	} else {
		while (!ends_cell(t, end))
			end++;
		*ret = sv_slice(t->text, start, end);
	}
	at->start = (uint32_t)start;
	at->end = (uint32_t)end;
	t->pos = end;
	return doubled ? undouble(t->doc->arena, *ret, ret) : 0;
}

/* After a cell: true when the row goes on. Steps over what stood there. */
static bool
next_cell(struct table *t)
{
	if (t->pos == t->text.len)
		return false;
	if (t->text.ptr[t->pos] == t->separator) {
		t->pos++;
		return true;
	}
	if (t->text.ptr[t->pos] == '\r')
		t->pos++;
	if (t->pos < t->text.len && t->text.ptr[t->pos] == '\n')
		t->pos++;
	return false;
}

static int
read_head(struct table *t)
{
	struct spot at = layers_spot(t->doc, t->layer, 0, 0);
	void *columns;
	struct sv name;
	int err;

	at.coding = CODING_CSV;
	at.role = FIELD_KEY;
	at.index = FIELD_MEMBER;
	do {
		columns = t->columns;
		err = read_cell(t, &at, &name);
		if (err == 0)
			err = arena_vec_room(t->doc->arena, &columns,
			    t->ncolumns, &t->cap_columns, sizeof(name));
		if (err != 0)
			return err;
		t->columns = columns;
		t->columns[t->ncolumns++] = name;
		if (name.len > 0)
			err = layers_add_field(t->doc, &at, name);
		if (err != 0)
			return err;
	} while (next_cell(t));
	return 0;
}

static int
read_row(struct table *t, uint32_t number)
{
	struct spot at = { .layer = t->layer };
	struct sv text;
	size_t column = 0;
	int err;

	err = layers_add_step(t->doc, t->doc->layers[t->layer].step,
	    (struct sv){ NULL, 0 }, number, &at.step);
	if (err != 0)
		return err;
	do {
		at.coding = CODING_CSV;
		err = read_cell(t, &at, &text);
		if (err != 0)
			return err;
		at.label = column < t->ncolumns ? t->columns[column] :
		    (struct sv){ NULL, 0 };
		at.index = at.label.len > 0 ? FIELD_MEMBER : (uint32_t)column;
		if (text.len > 0)
			err = text_add(t->doc, &at, text);
		if (err != 0)
			return err;
		column++;
	} while (next_cell(t));
	return 0;
}

int
fields_csv(struct document *doc, uint32_t layer)
{
	struct table t = { .doc = doc, .layer = layer,
		.text = doc->layers[layer].text };
	uint32_t number = 0;
	int err;

	if (!utf8_is_valid(t.text))
		return ERR_SYNTAX;
	if (sv_starts(t.text, SV("\xef\xbb\xbf")))
		t.pos = 3;
	t.separator = find_separator(sv_slice(t.text, t.pos, t.text.len));
	err = read_head(&t);
	while (err == 0 && t.pos < t.text.len)
		err = read_row(&t, number++);
	return err;
}
