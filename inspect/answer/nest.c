/*
 * Levels: levels[0] is the outermost text, and levels[i + 1] is the text of
 * the string that levels[i] is in. All levels above the deepest are inside a
 * string (or, for the length of one escape, in it), so a byte goes down level
 * by level, decoded at each, until one level keeps it.
 *
 *   BEGIN -{-> BEGIN_OBJECT -"-> INSIDE <-"-> OUTSIDE     INSIDE -\-> ESCAPE
 *   BEGIN -[-> BEGIN_ARRAY  -"-> INSIDE                   ESCAPE -u-> UNICODE
 *   any of BEGIN*, OUTSIDE -not JSON-> LEAF
 */
#include "inspect/answer/nest.h"

#include "base/ascii.h"
#include "base/err.h"
#include "base/scan.h"

static bool
is_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void
nest_init(struct nest *n, enum nest_text text)
{
	*n = (struct nest){ 0 };
	switch (text) {
	case NEST_PLAIN:
		n->levels[0].state = NEST_LEAF;
		return;
	case NEST_ANY:
		n->levels[0].state = NEST_BEGIN;
		return;
	case NEST_JSON:
		n->levels[0].state = NEST_OUTSIDE;
		n->levels[0].open = NEST_UNCOUNTED;
		return;
	case NEST_STRING:
		n->levels[0].state = NEST_INSIDE;
		n->levels[0].open = NEST_UNCOUNTED;
		n->levels[1].state = NEST_BEGIN;
		n->deepest = 1;
		return;
	}
}

unsigned
nest_depth(const struct nest *n)
{
	return n->deepest;
}

void
nest_rewind(struct nest *n, bool in_text)
{
	for (unsigned i = 0; i < n->deepest; i++)
		n->levels[i].state = NEST_INSIDE;
	if (in_text)
		n->levels[n->deepest].state = NEST_LEAF;
}

/* The string that the deepest level is in begins. */
static void
enter_string(struct nest *n)
{
	n->levels[n->deepest].state = NEST_INSIDE;
	n->deepest++;
	n->levels[n->deepest] = (struct nest_level){
		.state = n->deepest + 1 < NEST_LEVELS ? NEST_BEGIN : NEST_LEAF,
	};
}

/* `c` comes before it is known whether the deepest level is JSON. */
static enum nest_kind
begin(struct nest *n, unsigned char c)
{
	struct nest_level *v = &n->levels[n->deepest];
	bool object = v->state == NEST_BEGIN_OBJECT;

	if (is_blank(c))
		return NEST_LITERAL;
	if (v->state == NEST_BEGIN) {
		v->state = c == '{' ? NEST_BEGIN_OBJECT :
		    c == '[' ? NEST_BEGIN_ARRAY : NEST_LEAF;
		return NEST_LITERAL;
	}
	v->open = 1;
	v->digits = ascii_is_digit(c);
	if (c == '"') {
		enter_string(n);
		return NEST_BETWEEN;
	}
	if (c == (object ? '}' : ']'))
		v->open = 0;
	else if (!object && (c == '{' || c == '['))
		v->open = 2;
	else if (object || !(ascii_is_digit(c) || c == '-')) {
		v->state = NEST_LEAF;
		return NEST_LITERAL;
	}
	v->state = NEST_OUTSIDE;
	return NEST_BETWEEN;
}

/* True if JSON may have `c` outside strings, where one container is open. */
static bool
may_be_outside(unsigned char c, bool after_digit)
{
	switch (c) {
	case 'e':
		return true;		/* "true", "false", 1e5 */
	case 'E':
		return after_digit;
	case 't': case 'r': case 'u': case 'f': case 'a': case 'l':
	case 's': case 'n': case ':': case ',': case '+': case '-': case '.':
		return true;
	}
	return ascii_is_digit(c) || is_blank(c);
}

/* `c` comes at the deepest level, which is JSON, outside a string. */
static enum nest_kind
outside(struct nest *n, unsigned char c)
{
	struct nest_level *v = &n->levels[n->deepest];
	bool fits;

	if (v->open == NEST_UNCOUNTED) {
		if (c == '"')
			enter_string(n);
		return NEST_BETWEEN;
	}
	fits = is_blank(c) || (v->open > 0 && v->open < NEST_UNCOUNTED - 1);
	if (fits && c == '"') {
		enter_string(n);
		return NEST_BETWEEN;
	}
	if (fits && (c == '{' || c == '['))
		v->open++;
	else if (fits && (c == '}' || c == ']'))
		v->open--;
	else
		fits = fits && may_be_outside(c, v->digits != 0);
	v->digits = ascii_is_digit(c);
	if (!fits)
		v->state = NEST_LEAF;
	return fits ? NEST_BETWEEN : NEST_LITERAL;
}

/* What the byte after a backslash stands for; unknown ones for themselves. */
static unsigned char
unescaped(unsigned char c)
{
	switch (c) {
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	}
	return c;
}

/* One more byte after \u: true when *c is what the escape stands for. */
static bool
unicode(struct nest_level *v, unsigned char *c)
{
	int digit = ascii_hex_value(*c);

	v->unit = (uint16_t)(v->unit << 4 | (digit < 0 ? 0 : digit));
	v->digits++;
	if (v->digits < 4 && digit >= 0)
		return false;
	v->state = NEST_INSIDE;
	*c = digit < 0 || v->unit >= 0x80 ? 0x80 : (unsigned char)v->unit;
	return true;
}

/*
 * `*c` comes at level `v`, which is in a string: true when it, or the escape
 * that it ends, is `*c` in the string's text.
 */
static bool
inside(struct nest_level *v, unsigned char *c)
{
	if (v->state == NEST_UNICODE)
		return unicode(v, c);
	if (v->state == NEST_INSIDE && *c == '\\') {
		v->state = NEST_ESCAPE;
		return false;
	}
	if (v->state == NEST_ESCAPE && *c == 'u') {
		v->state = NEST_UNICODE;
		v->unit = 0;
		v->digits = 0;
		return false;
	}
	if (v->state == NEST_ESCAPE) {
		v->state = NEST_INSIDE;
		*c = unescaped(*c);
	}
	return true;
}

/* Let `*c` go down the levels; *c becomes the innermost text's byte. */
static enum nest_kind
step(struct nest *n, unsigned char *c)
{
	struct nest_level *v = n->levels;

	for (; v < &n->levels[n->deepest]; v++) {
		if (*c == '"' && v->state != NEST_ESCAPE) {
			n->deepest = (unsigned)(v - n->levels);
			v->state = NEST_OUTSIDE;
			v->digits = 0;
			return NEST_BETWEEN;
		}
		if (!inside(v, c))
			return NEST_CUT;
	}
	switch ((enum nest_state)v->state) {
	case NEST_BEGIN:
	case NEST_BEGIN_OBJECT:
	case NEST_BEGIN_ARRAY:
		return begin(n, *c);
	case NEST_OUTSIDE:
		return outside(n, *c);
	case NEST_LEAF:
	case NEST_INSIDE:
	case NEST_ESCAPE:
	case NEST_UNICODE:
		break;
	}
	return NEST_LITERAL;
}

/* How many bytes of `in` are the innermost text just as they stand. */
static size_t
literal_run(const struct nest *n, struct sv in)
{
	size_t i = 0;

	if (n->deepest == 0)
		return in.len;
	while (i < in.len && in.ptr[i] != '"' && in.ptr[i] != '\\') {
		i += scan_json_plain(in.ptr + i, in.len - i);
		/* A raw control character is no JSON, but text all the same. */
		i += i < in.len && (unsigned char)in.ptr[i] < ' ';
	}
	return i;
}

/* Up to the next string of the outermost text, if that is where we stand. */
static size_t
between_run(const struct nest *n, struct sv in)
{
	const char *quote;

	if (n->deepest > 0 || n->levels[0].state != NEST_OUTSIDE ||
	    n->levels[0].open != NEST_UNCOUNTED)
		return 0;
	quote = memchr(in.ptr, '"', in.len);
	return quote == NULL ? in.len : (size_t)(quote - in.ptr);
}

void
nest_next(struct nest *n, struct sv in, struct nest_piece *ret_piece)
{
	struct nest_level *leaf = &n->levels[n->deepest];
	unsigned char c = (unsigned char)in.ptr[0];
	size_t len;

	ASSERT(in.len > 0);
	if (leaf->state == NEST_BEGIN && !is_blank(c) && c != '{' &&
	    c != '[' && c != '\\' && c != '"')
		leaf->state = NEST_LEAF;
	len = leaf->state == NEST_LEAF ? literal_run(n, in) : 0;
	if (len > 0) {
		*ret_piece = (struct nest_piece){ NEST_LITERAL, len, 0 };
		return;
	}
	len = between_run(n, in);
	if (len > 0) {
		*ret_piece = (struct nest_piece){ NEST_BETWEEN, len, 0 };
		return;
	}
	ret_piece->kind = NEST_CUT;
	while (len < in.len && ret_piece->kind == NEST_CUT) {
		c = (unsigned char)in.ptr[len++];
		ret_piece->kind = step(n, &c);
	}
	if (ret_piece->kind == NEST_LITERAL && len > 1)
		ret_piece->kind = NEST_ESCAPED;
	ret_piece->len = len;
	ret_piece->byte = c;
}
