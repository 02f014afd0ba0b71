#include "inspect/unfold/normal_fold.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "inspect/unfold/normal_table.h"

enum {
	TOKEN_MAX = 64,		/* bytes of a word looked at on either side */
	SMUGGLED = 6,		/* tags in a row that are a text */
	CYRILLIC = 0x400,
	GREEK_FIRST = 0x370,
	CYRILLIC_LAST = 0x52f,
	ARMENIAN_LAST = 0x58f,
	CHEROKEE_FIRST = 0x13a0,
	CHEROKEE_LAST = 0x13f5,
	SELECTOR_FIRST = 0xfe00,	/* variation selectors 1 to 16 */
	SELECTOR_LAST = 0xfe0f,
	SELECTOR_17 = 0xe0100,		/* and 17 to 256 */
	SELECTOR_256 = 0xe01ef
};

/* A character and what the table says of it. */
struct glyph {
	uint32_t code;
	size_t bytes;		/* 0: there is none */
	const struct normal_row *row;	/* or NULL */
};

static const struct normal_row *
row_of(uint32_t code)
{
	size_t low = 0, high = normal_row_count;

	/* Quotation marks are by far the most frequent of what comes here. */
	if (code >= 0x2016 && code <= 0x2021)
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (normal_rows[middle].last < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < normal_row_count && normal_rows[low].first <= code ?
	    &normal_rows[low] : NULL;
}

static struct glyph
glyph_at(struct sv text, size_t at)
{
	struct glyph g = { 0, 0, NULL };

	if (at >= text.len)
		return g;
	g.bytes = utf8_decode(sv_slice(text, at, text.len), &g.code);
	if (g.bytes == 0) {
		g.bytes = 1;
		g.code = 0xfffd;
	} else if (g.code >= 0x80) {
		g.row = row_of(g.code);
	}
	return g;
}

static size_t
glyph_start(struct sv text, size_t at)
{
	size_t from = at - 1;

	while (from > 0 && at - from < UTF8_MAX &&
	    ((unsigned char)text.ptr[from] & 0xc0) == 0x80)
		from--;
	return from;
}

static struct glyph
glyph_before(struct sv text, size_t at)
{
	struct glyph g = { 0, 0, NULL };
	size_t from;

	if (at == 0)
		return g;
	from = glyph_start(text, at);
	g = glyph_at(text, from);
	/* A byte that belongs to no character stands alone. */
	return g.bytes == at - from ? g : (struct glyph){ 0xfffd, 1, NULL };
}

static inline enum normal_kind
kind_of(const struct glyph *g)
{
	return g->row == NULL ? NORMAL_NONE : (enum normal_kind)g->row->kind;
}

/* The ASCII character that `g` is or begins with when it is folded, or 0. */
static char
ascii_of(const struct glyph *g)
{
	if (g->bytes == 1 && g->code < 0x80)
		return (char)g->code;
	if (kind_of(g) != NORMAL_FOLD && kind_of(g) != NORMAL_RAISED)
		return '\0';
	return (char)(g->row->value + (g->row->second == '\0' ?
	    (char)(g->code - g->row->first) : '\0'));
}

static void
set(struct normal_unit *u, char first, char second)
{
	u->as[0] = first;
	u->as[1] = second;
	u->len = second == '\0' ? 1 : 2;
}

static bool
is_other_script(uint32_t code)
{
	return (code >= GREEK_FIRST && code <= ARMENIAN_LAST) ||
	    (code >= CHEROKEE_FIRST && code <= CHEROKEE_LAST);
}

static char
twin_of(uint32_t code)
{
	size_t low = 0, high = normal_twin_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (normal_twins[middle].letter < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < normal_twin_count && normal_twins[low].letter == code ?
	    normal_twins[low].twin : '\0';
}

/* The Cyrillic letter that is drawn like `c`, or 0. */
static uint32_t
cyrillic_twin(char c)
{
	for (size_t i = 0; i < normal_twin_count; i++)
		if (normal_twins[i].twin == c &&
		    normal_twins[i].letter >= CYRILLIC &&
		    normal_twins[i].letter <= CYRILLIC_LAST)
			return normal_twins[i].letter;
	return 0;
}

/* What the word around a character is made of. */
struct token {
	unsigned latin, other;		/* letters */
	unsigned latin_odd, other_odd;	/* those with no twin */
	unsigned digits;
};

/* Count the character `g`; false if the word ends before it. */
static bool
count(struct token *t, const struct glyph *g)
{
	if (g->bytes == 0)
		return false;
	if (g->code < 0x80) {
		if (ascii_is_letter((char)g->code)) {
			t->latin++;
			t->latin_odd += cyrillic_twin((char)g->code) == 0;
		}
		t->digits += ascii_is_digit((char)g->code);
		return ascii_is_alnum((char)g->code);
	}
	if (is_other_script(g->code)) {
		t->other++;
		t->other_odd += twin_of(g->code) == '\0';
		return true;
	}
	/* Letters with accents are Latin ones; invisible ones are nothing. */
	t->latin += g->code < 0x250 && g->code >= 0xc0;
	return (g->code >= 0xc0 && g->code < 0x250) ||
	    kind_of(g) == NORMAL_INVISIBLE;
}

static struct token
token_around(struct sv text, size_t at)
{
	struct token t = { 0, 0, 0, 0, 0 };
	size_t from = at, to = at;
	struct glyph g;

	for (; to < text.len && to - at < TOKEN_MAX; to += g.bytes) {
		g = glyph_at(text, to);
		if (!count(&t, &g))
			break;
	}
	for (; from > 0 && at - from < TOKEN_MAX; from -= g.bytes) {
		g = glyph_before(text, from);
		if (!count(&t, &g))
			break;
	}
	return t;
}

/* Latin: letters drawn like Latin ones, in what can be nothing else. */
enum normal_word
normal_fold_word(struct sv text, size_t at)
{
	struct token t = token_around(text, at);

	if (t.other == 0)
		return NORMAL_WORD_ASIS;
	if (t.other_odd > 0)
		return t.latin > 0 && t.latin_odd == 0 && t.latin <= t.other &&
		    t.digits == 0 ? NORMAL_WORD_CYRILLIC : NORMAL_WORD_ASIS;
	return t.latin > 0 || (t.digits >= 2 && t.other <= t.digits) ?
	    NORMAL_WORD_LATIN : NORMAL_WORD_ASIS;
}

bool
normal_fold_letter(struct sv text, size_t at, enum normal_word word,
    struct normal_unit *ret)
{
	struct glyph g = glyph_at(text, at);
	uint32_t cyrillic;
	char twin;

	ret->bytes = g.bytes;
	ret->len = 0;
	switch (word) {
	case NORMAL_WORD_LATIN:
		twin = is_other_script(g.code) ? twin_of(g.code) : '\0';
		if (twin != '\0')
			set(ret, twin, '\0');
		break;
	case NORMAL_WORD_CYRILLIC:
		cyrillic = g.code < 0x80 ? cyrillic_twin((char)g.code) : 0;
		if (cyrillic != 0)
			ret->len = utf8_encode(cyrillic, ret->as);
		break;
	case NORMAL_WORD_ASIS:
		break;
	}
	return ret->len > 0;
}

/* The byte that variation selector `code` stands for, or -1: is it one? */
static int
selector_of(uint32_t code)
{
	if (code >= SELECTOR_FIRST && code <= SELECTOR_LAST)
		return (int)(code - SELECTOR_FIRST);
	return code >= SELECTOR_17 && code <= SELECTOR_256 ?
	    (int)(code - SELECTOR_17) + 16 : -1;
}

/* Is it of what texts are smuggled in: tags, or else selectors? */
static bool
is_smuggler(const struct glyph *g, bool tags)
{
	return tags ? kind_of(g) == NORMAL_TAG : g->bytes > 0 &&
	    selector_of(g->code) >= 0;
}

/* How many of them stand in a row around the one at `at`, up to SMUGGLED. */
static unsigned
smugglers_around(struct sv text, size_t at, bool tags)
{
	unsigned n = 0;
	size_t from = at, to = at;
	struct glyph g = glyph_at(text, to);

	for (; n < SMUGGLED && is_smuggler(&g, tags); n++) {
		to += g.bytes;
		g = glyph_at(text, to);
	}
	g = glyph_before(text, from);
	for (; n < SMUGGLED && is_smuggler(&g, tags); n++) {
		from -= g.bytes;
		g = glyph_before(text, from);
	}
	return n;
}

/* What a glyph stands for that does so only beside certain others. */
static bool
read_placed(const struct glyph *g, char before, char after,
    struct normal_unit *ret)
{
	switch (kind_of(g)) {
	case NORMAL_DASH:
		if (!ascii_is_alnum(before) || !ascii_is_alnum(after) ||
		    !(ascii_is_digit(before) || ascii_is_digit(after)))
			return false;
		break;
	case NORMAL_POINT:
		if (!ascii_is_digit(before) || !ascii_is_digit(after))
			return false;
		break;
	case NORMAL_STOP:
		if (!ascii_is_alnum(before) || !ascii_is_alnum(after))
			return false;
		break;
	case NORMAL_NONE:
	case NORMAL_INVISIBLE:
	case NORMAL_BLANK:
	case NORMAL_MARK:
	case NORMAL_TAG:
	case NORMAL_RAISED:
	case NORMAL_FOLD:
		return false;
	}
	set(ret, g->row->value, '\0');
	return true;
}

static bool
is_raised_too(const struct glyph *g)
{
	return kind_of(g) == NORMAL_RAISED || kind_of(g) == NORMAL_FOLD;
}

/* Does the mark at `at` belong to a digit? */
static bool
marks_digit(struct sv text, size_t at)
{
	struct glyph g = glyph_before(text, at);

	for (unsigned n = 0; n < SMUGGLED && (kind_of(&g) == NORMAL_MARK ||
	    kind_of(&g) == NORMAL_INVISIBLE); n++) {
		at -= g.bytes;
		g = glyph_before(text, at);
	}
	return ascii_is_digit(ascii_of(&g));
}

bool
normal_fold_read(struct sv text, size_t at, struct normal_unit *ret)
{
	struct glyph g = glyph_at(text, at), before, after;

	ret->bytes = g.bytes;
	ret->len = 0;
	if (is_other_script(g.code) && g.row == NULL)
		return normal_fold_letter(text, at,
		    normal_fold_word(text, at), ret);
	if (g.row == NULL)
		return false;
	before = glyph_before(text, at);
	after = glyph_at(text, at + g.bytes);
	switch (kind_of(&g)) {
	case NORMAL_INVISIBLE:
		if (selector_of(g.code) >= ' ' && selector_of(g.code) < 0x7f &&
		    smugglers_around(text, at, false) >= SMUGGLED)
			set(ret, (char)selector_of(g.code), '\0');
		return true;
	case NORMAL_BLANK:
		set(ret, ' ', '\0');
		return true;
	case NORMAL_MARK:
		return marks_digit(text, at);
	case NORMAL_TAG:
		if (smugglers_around(text, at, true) >= SMUGGLED)
			set(ret, (char)(g.code & 0x7f), '\0');
		return true;
	case NORMAL_RAISED:
		if (!is_raised_too(&before) && !is_raised_too(&after))
			return false;
		break;
	case NORMAL_FOLD:
		break;
	case NORMAL_NONE:
	case NORMAL_DASH:
	case NORMAL_POINT:
	case NORMAL_STOP:
		return read_placed(&g, ascii_of(&before), ascii_of(&after),
		    ret);
	}
	set(ret, ascii_of(&g), g.row->second == '\0' ? '\0' :
	    (char)(g.row->second + (char)(g.code - g.row->first)));
	return true;
}

/* 1990–1995, pages 12–17; but not 4–4–0–5 */
static bool
is_range_of_years(struct sv text, size_t at, size_t bytes)
{
	size_t left = at, right = at + bytes;
	struct glyph next;

	while (left > 0 && at - left < 6 && ascii_is_digit(text.ptr[left - 1]))
		left--;
	while (right < text.len && right - at - bytes < 6 &&
	    ascii_is_digit(text.ptr[right]))
		right++;
	next = glyph_at(text, right);
	if (at - left <= 2 && kind_of(&next) == NORMAL_DASH)
		return false;
	return at - left == 4 || at - left <= 2 ||
	    right - at - bytes <= 2;
}

bool
normal_fold_is_odd(struct sv text, size_t at)
{
	struct glyph g = glyph_at(text, at);
	struct glyph before = glyph_before(text, at);
	struct glyph after = glyph_at(text, at + g.bytes);
	char left = ascii_of(&before), right = ascii_of(&after);
	struct normal_unit unit;

	if (is_other_script(g.code))
		return (ascii_is_alnum(left) || ascii_is_alnum(right)) &&
		    (twin_of(g.code) == '\0' ? ascii_is_letter(left) ||
		    ascii_is_letter(right) : normal_fold_read(text, at, &unit));
	switch (kind_of(&g)) {
	case NORMAL_NONE:
		return false;
	case NORMAL_INVISIBLE:
		return ascii_is_alnum(left) || ascii_is_alnum(right) ||
		    left == '@' || right == '@' ||
		    (selector_of(g.code) >= 0 && is_smuggler(&after, false));
	case NORMAL_MARK:
		return ascii_is_digit(left);
	case NORMAL_BLANK:
		return g.code != 0xa0 && ascii_is_alnum(left) &&
		    ascii_is_alnum(right) &&
		    (ascii_is_digit(left) || ascii_is_digit(right));
	case NORMAL_DASH:
		return ascii_is_alnum(left) && ascii_is_alnum(right) &&
		    (ascii_is_digit(left) || ascii_is_digit(right)) &&
		    (g.code < 0x2013 || g.code > 0x2015 ||
		    !is_range_of_years(text, at, g.bytes));
	case NORMAL_FOLD:
		return ascii_is_alnum(ascii_of(&g)) || ascii_is_alnum(left) ||
		    ascii_is_alnum(right);
	case NORMAL_TAG:
		return true;
	case NORMAL_RAISED:
	case NORMAL_POINT:
	case NORMAL_STOP:
		break;
	}
	return normal_fold_read(text, at, &unit);
}
