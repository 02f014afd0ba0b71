#include "inspect/match/window.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/engine.h"
#include "inspect/words/word.h"

enum {
	WORD_FIELD_MAX = 16,	/* letters of a field that is one word */
	MOMENT_SECONDS = 10,	/* digits */
	MOMENT_MILLIS = 13,
	SECTION_MOST = 40,	/* a part of its number */
	OBJECT_MOST = 99,	/* of an object identifier */
	INDENT = 24,
	DAY_GROUPS = 3,
	DAY_DIGITS = 8,
	KEY_GAP = 5,		/* bytes between a key and its value */
	KEY_BYTES = 16		/* of a key that are looked at */
};

static void
look_up(struct scan *s, uint64_t hash, struct scan_span span)
{
	const struct shape_list *list = shape_find(s->engine->shapes, hash);

	if (list != NULL)
		scan_shapes(s, list, span);
}

void
window_lead(struct scan *s, const struct cluster *c, size_t floor)
{
	struct cluster_item lead[CLUSTER_MAX_LEAD];
	size_t count = cluster_lead(s->text, c, floor, lead);

	for (size_t first = 0; first < count; first++) {
		uint64_t hash = SHAPE_HASH;
		size_t room = SHAPE_MAX_ITEMS - (count - first);

		for (size_t i = first; i < count; i++)
			hash = shape_step(hash, i == first ? 0 :
			    lead[i - 1].separator, SHAPE_LETTERS, lead[i].len);
		for (size_t i = 0; i < c->count && i < room &&
		    shape_goes_on(s->engine->shapes, hash); i++) {
			const struct cluster_item *item = &c->items[i];

			hash = shape_step(hash, i == 0 ? ' ' :
			    item->separator, (enum shape_kind)item->kind,
			    item->len);
			if (cluster_may_end(c, i))
				look_up(s, hash, (struct scan_span){
				    lead[first].start,
				    item->start + item->len });
		}
	}
}

/* How the letters of a word are written. */
enum word_case { WORD_CAPITALS, WORD_SMALL, WORD_HEX_OR_MIXED };

/* May small letters, 0x61 to 0x7a, be in it? */
static bool
may_be_small(struct sv word)
{
	uint64_t v = 0;
	size_t i = 0;

	for (; word.len - i >= WORD_KEY; i += WORD_KEY) {
		uint64_t eight = word_load(word.ptr + i);

		v |= eight & eight << 1;
	}
	for (; i < word.len; i++)
		v |= (unsigned char)word.ptr[i] &
		    (uint64_t)(unsigned char)word.ptr[i] << 1;
	return (v & UINT64_C(0x4040404040404040)) != 0;
}

static enum word_case
word_case(struct sv word)
{
	bool small = false, capital = false, beyond = false;

	/* Mostly all are capitals and digits. */
	if (!may_be_small(word))
		return WORD_CAPITALS;
	for (size_t i = 0; i < word.len; i++) {
		char c = word.ptr[i];

		small |= c >= 'a';
		capital |= c >= 'A' && c <= 'Z';
		beyond |= c > 'f';
	}
	if (!small)
		return WORD_CAPITALS;
	return capital || !beyond ? WORD_HEX_OR_MIXED : WORD_SMALL;
}

void
window_word(struct scan *s, struct scan_span span)
{
	size_t len = span.end - span.start;
	const struct shape_list *list;
	enum word_case written;

	if (len > SHAPE_MAX_RUN)
		return;
	list = shape_find(s->engine->shapes, shape_step(SHAPE_HASH, 0,
	    SHAPE_WORD, len));
	if (list == NULL)
		return;
	/* In lower case it may be a name of a program: see grade_place(). */
	written = word_case(sv_slice(s->text, span.start, span.end));
	if (written == WORD_HEX_OR_MIXED)
		return;
	s->small = written == WORD_SMALL;
	scan_shapes(s, list, span);
	s->small = false;
}

/* The run that ends the unbroken word beginning with run `first`. */
static size_t
word_end(const struct cluster *c, size_t first)
{
	size_t last = first;

	while (last + 1 < c->count && c->items[last + 1].separator == 0)
		last++;
	return last;
}

/* Are these digits in groups, all parted by the same? */
static bool
is_grouped(const struct cluster *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->items[i].kind != SHAPE_DIGITS ||
		    (i > 1 && c->items[i].separator != c->items[1].separator))
			return false;
	return c->count > 1 && c->count < CLUSTER_MAX_ITEMS &&
	    c->digits <= SHAPE_MAX_RUN;
}

/* "2003-08-01": eight digits in groups, but a day. */
static bool
is_day(struct sv text, const struct cluster *c)
{
	struct validate_input in = { sv_slice(text, c->start, c->end),
		SV("") };

	return c->count == DAY_GROUPS && c->digits == DAY_DIGITS &&
	    c->items[1].separator != ' ' && validate_date(&in) != GRADE_NONE;
}

void
window_whole(struct scan *s, const struct cluster *c)
{
	for (size_t i = 0; i < c->count; i++) {
		size_t last = word_end(c, i);

		if (last > i && cluster_may_begin(c, i) &&
		    cluster_may_end(c, last))
			window_word(s, (struct scan_span){ c->items[i].start,
			    c->items[last].start + c->items[last].len });
		i = last;
	}
	if (is_grouped(c) && !is_day(s->text, c))
		look_up(s, shape_step(SHAPE_HASH, 0, SHAPE_GROUPED,
		    c->digits), (struct scan_span){ c->start, c->end });
}

/* How the keys of moments end, in any case. */
static const struct sv moments[] = { SV_INIT("created"), SV_INIT("updated"),
	SV_INIT("modified"), SV_INIT("time"), SV_INIT("timestamp"),
	SV_INIT("date"), SV_INIT("_at"), SV_INIT("ts"), SV_INIT("exp"),
	SV_INIT("iat"), SV_INIT("nbf"), SV_INIT("epoch"), SV_INIT("expires"),
	SV_INIT("since"), SV_INIT("until"), SV_INIT("mtime"),
	SV_INIT("ctime") };

static bool
is_moment_key(struct sv key)
{
	char last = key.len > 0 ? (char)(key.ptr[key.len - 1] | 0x20) : '\0';

	for (size_t i = 0; i < NELEMS(moments); i++) {
		struct sv end = moments[i];

		if (end.ptr[end.len - 1] == last && key.len >= end.len &&
		    sv_eq_nocase(sv_slice(key, key.len - end.len, key.len),
		    end))
			return true;
	}
	return false;
}

bool
window_is_moment(const struct scan *s, struct scan_span span)
{
	size_t len = span.end - span.start, at = span.start;
	struct sv text = s->text;

	/* From September 2001 to May 2033, in seconds or milliseconds. */
	if ((len != MOMENT_SECONDS && len != MOMENT_MILLIS) ||
	    text.ptr[span.start] != '1')
		return false;
	for (size_t i = span.start; i < span.end; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	if (len == text.len)
		return is_moment_key(s->context.label);
	while (at > 0 && span.start - at < KEY_GAP &&
	    memchr(" :=\"'", text.ptr[at - 1], 5) != NULL)
		at--;
	return is_moment_key(sv_slice(text, at > KEY_BYTES ? at - KEY_BYTES :
	    0, at));
}

/*
 * Four numbers of one or two digits with dots between, none above `most`, as
 * sections have?
 */
static bool
is_section_number(struct sv s, unsigned most)
{
	unsigned n = 0, dots = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] != '.') {
			n = n * 10 + (unsigned)(s.ptr[i] - '0');
			continue;
		}
		if (n == 0 || n > most)
			return false;
		dots++;
		n = 0;
	}
	return dots == 3 && n > 0 && n <= most;
}

/* "( 2.5.4.41 NAME": an object of RFC 4512, section 4.1? */
static bool
is_object(struct sv text, struct scan_span span)
{
	size_t at = span.start;

	return at > 1 && text.ptr[at - 1] == ' ' && text.ptr[at - 2] == '(' &&
	    sv_starts(sv_slice(text, span.end, text.len), SV(" NAME"));
}

bool
window_reads_section(struct sv text, struct scan_span span)
{
	size_t at = span.start, next = span.end;
	char sign;

	if (next + 2 >= text.len ||
	    !is_section_number(sv_slice(text, span.start, span.end),
	    OBJECT_MOST))
		return false;
	if (is_object(text, span))
		return true;
	/* Those that begin with 10 are private addresses, mostly. */
	if (!is_section_number(sv_slice(text, span.start, span.end),
	    SECTION_MOST) || (text.ptr[next] != '.' &&
	    sv_starts(sv_slice(text, at, next), SV("10."))))
		return false;
	while (at > 0 && span.start - at < INDENT &&
	    memchr(" \t#=*", text.ptr[at - 1], 5) != NULL)
		at--;
	next += text.ptr[next] == '.';
	sign = text.ptr[next];
	if ((at > 0 && text.ptr[at - 1] != '\n') || (sign != ' ' &&
	    sign != '\t' && sign != '\xc2'))
		return false;
	while (next < text.len && memchr(" \t\xc2\xa0", text.ptr[next], 4) !=
	    NULL)
		next++;
	/* A file of hosts has small letters. */
	return next < text.len && (ascii_is_upper(text.ptr[next]) ||
	    (unsigned char)text.ptr[next] >= 0x80);
}

void
window_field(struct scan *s)
{
	if (s->text.len < 2 || s->text.len > WORD_FIELD_MAX)
		return;
	for (size_t i = 0; i < s->text.len; i++)
		if (s->text.ptr[i] < 'A' || s->text.ptr[i] > 'Z')
			return;
	look_up(s, shape_step(SHAPE_HASH, 0, SHAPE_LETTERS, s->text.len),
	    (struct scan_span){ 0, s->text.len });
}
