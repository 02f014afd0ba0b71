#include "inspect/address/address_ahead.h"

#include <string.h>

#include "base/ascii.h"
#include "inspect/address/address_part.h"
#include "inspect/address/address_segment.h"

enum {
	STREET_BYTES = 56,
	HOUSE_DIGITS = 3,	/* of a house in a street without a word */
	ABBREVIATION = 4	/* letters before a dot that ends nothing */
};

/* Does the dot at `at` end a sentence? */
static bool
is_stop(struct sv text, size_t start, size_t at)
{
	size_t from = at;

	if (at + 1 < text.len && text.ptr[at + 1] != ' ' &&
	    text.ptr[at + 1] != '\n')
		return false;
	while (from > start && ascii_is_word(text.ptr[from - 1]))
		from--;
	return from == at || at - from > ABBREVIATION;
}

/* The segment that begins at `at`: up to a comma, a stop or another wall. */
static struct address_segment
segment_behind(struct sv text, size_t at)
{
	struct address_segment s = { .start = at, .end = at };

	while (s.end < text.len && s.end - at <= STREET_BYTES &&
	    memchr(",;:()<>|\"\t\r\n=?!", text.ptr[s.end], 16) == NULL &&
	    (text.ptr[s.end] != '.' || !is_stop(text, at, s.end)))
		s.end++;
	while (s.end > at && text.ptr[s.end - 1] == ' ')
		s.end--;
	return s;
}

/* Where the street begins: behind the code's town and a comma; 0: nowhere. */
static size_t
street_from(const struct address_text *a, const struct address_code *code,
    struct address_plain *p)
{
	struct sv text = a->text;
	size_t town = code->end + 1, end;

	if (town >= text.len || text.ptr[code->end] != ' ' ||
	    !address_capital(text, town))
		return 0;
	end = address_town_end(a, town);
	if (end < town + 2 || end + 2 >= text.len || text.ptr[end] != ',' ||
	    text.ptr[end + 1] != ' ' || address_is_counted(a, town))
		return 0;
	p->town = (struct address_span){ town, end };
	return end + 2;
}

/* The points of the street in `s`; negative if it is none. */
static int
read_street(const struct address_text *a, const struct address_segment *s,
    struct address_plain *p)
{
	size_t before, number = address_segment_number(a->text, s, &before);
	enum address_street kind;

	if (!address_segment_street(a, number < s->end ? before : s->end,
	    s->start, &p->street) || p->street.start != s->start ||
	    address_segment_is_denied(a, p->street) ||
	    address_land_end(a, s->start) > s->start)
		return -1;
	kind = address_segment_kind(a, p->street);
	if (number == s->end)
		return p->street.end != s->end || kind == ADDRESS_NONE ? -1 :
		    PLAIN_UNNUMBERED + (kind == ADDRESS_SURE ? PLAIN_STREET :
		    PLAIN_KIND);
	return kind == ADDRESS_NONE &&
	    address_digits(a->text, number) <= HOUSE_DIGITS ? 0 :
	    kind == ADDRESS_KIND ? PLAIN_KIND : -1;
}

bool
address_ahead_read(const struct address_text *a, size_t at,
    struct address_plain *ret)
{
	struct address_code code = address_code_read(a->text, at);
	struct address_segment s;
	struct address_span all;
	size_t from;
	int points;

	*ret = (struct address_plain){ .form = code.form,
		.points = address_plain_points(code.form) };
	if (code.form < FORM_FOUR || code.form == FORM_MALTA)
		return false;
	from = street_from(a, &code, ret);
	if (from == 0)
		return false;
	s = segment_behind(a->text, from);
	points = s.end < from + 3 ? -1 : read_street(a, &s, ret);
	if (points < 0)
		return false;
	ret->points += points;
	all = (struct address_span){ code.start, s.end };
	(void)address_go_on(a, &all);
	ret->all = all;
	return true;
}
