/*
 * From the postcode backwards, in segments that commas and ends of lines part:
 *
 *   Resthof,  Ny Kongensgade 14A,  st. mf.,  1472 København K
 *   head      street  number       unit      code town
 *
 *   11, Um Räich, L-4010 Esch      14 Nash Cliff / Bristol / BS8 4GE
 *   number street code   town      number street   town      code
 *
 * Behind the code stands its town, or the town stands before it. Segments
 * between street and code are flats and floors; or, with the number first,
 * parts of a town. In a segment words are what blanks part ("chunks"). Nothing
 * is read beyond SEGMENTS of them.
 */
#include "inspect/address/address_plain.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/address/address_lists.h"
#include "inspect/address/address_segment.h"

enum {
	SEGMENTS = 6,
	HOUSE_DIGITS = 4,
	NAME_BYTES = 48,	/* of the line before */
	NAME_CHUNKS = 5,
	NAME_SMALL = 8,		/* bytes of "d.o.o.", "zonen" */
	SMALL_BYTES = 24,	/* of a town in small letters */
	BLANKS = 8,
	ACRONYM = 4,
	LABEL_LETTERS = 3
};

/* What the last segments, nearer to the code, were. */
struct walk {
	const struct address_text *a;
	struct sv text;
	size_t at;		/* where the next segment ends */
	struct address_plain *ret;
	struct address_segment words;	/* capitalised ones, or it is empty */
	struct address_segment told;	/* a street without a number */
	bool alone;		/* a number that is all of its segment was */
	unsigned units;
};

static bool
is_digit(struct sv text, size_t at)
{
	return address_digits(text, at) > 0;
}

static int
points_of_kind(const struct walk *w, struct address_span street)
{
	switch (address_segment_kind(w->a, street)) {
	case ADDRESS_NONE:
	case ADDRESS_BARE:
		return 0;
	case ADDRESS_KIND:
		return PLAIN_KIND;
	case ADDRESS_SURE:
		break;
	}
	return PLAIN_STREET;
}

/* Is the house number more than digits: 4a, 7/2? */
static bool
is_varied(struct sv text, size_t number, size_t end)
{
	size_t n = address_digits(text, number);

	return number + n < end && text.ptr[number + n] != '.' &&
	    text.ptr[number + n] != ' ';
}

/* "Ajax 2, " before the street: a list of names and numbers. */
static bool
is_listed(const struct walk *w, size_t start)
{
	struct address_segment s;
	struct address_chunk c, word;

	return address_segment_before(w->text, start, &s) && s.parted &&
	    !s.ended && address_segment_chunk(w->text, s.end, s.start, &c) &&
	    is_digit(w->text, c.start) &&
	    address_segment_chunk(w->text, c.start, s.start, &word) &&
	    word.start == s.start &&
	    address_segment_capital(w->text, word.start);
}

/* May the chunk be in a name? On a line of its own short small words too. */
static bool
is_of_name(const struct walk *w, struct address_chunk c, bool line)
{
	return address_segment_capital(w->text, c.start) ||
	    address_segment_part(w->a, c) == PART_INNER ||
	    (line && c.end - c.start < NAME_SMALL &&
	    !is_digit(w->text, c.start));
}

/* Points of a name of somebody before `start`, or on the line before. */
static int
points_of_name(const struct walk *w, size_t start, bool line)
{
	struct address_segment s;
	struct address_chunk c;
	size_t chunks = 0, at;

	if (!address_segment_before(w->text, start, &s) || !s.parted ||
	    s.ended != line || (line && !s.line) ||
	    s.end - s.start > NAME_BYTES)
		return 0;
	at = s.end;
	while (address_segment_chunk(w->text, at, s.start, &c) &&
	    is_of_name(w, c, line)) {
		chunks++;
		at = c.start;
	}
	if (at > s.start || chunks > NAME_CHUNKS)
		return line || chunks < 2 ? 0 : PLAIN_SIDE;
	return line ? PLAIN_NAMED : chunks < 2 ? 0 : 2 * PLAIN_SIDE;
}

/* "Glebe House" */
static bool
is_house(struct sv text, const struct address_segment *s)
{
	struct word word;
	struct address_chunk c;

	return address_segment_chunk(text, s->end, s->start, &c) &&
	    address_segment_word(text, c.start, c.end, &word) &&
	    address_lists_has(LIST_HOUSES, &word);
}

/* "Résidence Les Lilas, bâtiment C, " before the street belongs to it. */
static size_t
head_before(const struct walk *w, size_t start)
{
	struct address_segment s;
	struct word word;

	for (int i = 0; i < 2; i++) {
		if (!address_segment_before(w->text, start, &s) ||
		    !s.parted || s.end - s.start > NAME_BYTES ||
		    !address_segment_word(w->text, s.start, s.end, &word) ||
		    word.start > s.start ||
		    (!address_lists_has(LIST_HEADS, &word) &&
		    !is_house(w->text, &s)))
			break;
		start = s.start;
	}
	return start;
}

/* Does nothing but blanks and quoting signs stand before it in its line? */
static bool
begins_line(struct sv text, size_t at)
{
	while (at > 0 && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '>'))
		at--;
	return at == 0 || text.ptr[at - 1] == '\n';
}

/* And behind it? Many blanks part as well as an end of a line does. */
static bool
ends_line(struct sv text, size_t at)
{
	size_t end = at;

	while (end < text.len && end - at < BLANKS &&
	    (text.ptr[end] == ' ' || text.ptr[end] == '\r'))
		end++;
	return end == text.len || end - at == BLANKS || text.ptr[end] == '\n';
}

/* "ICE 597", "USB 3": few capitals and no more, but not so the town. */
static bool
is_acronym(const struct walk *w, struct address_span street)
{
	size_t town = w->ret->town.start + 1;

	if (street.end - street.start > ACRONYM || town >= w->text.len ||
	    (w->text.ptr[town] >= 'A' && w->text.ptr[town] <= 'Z'))
		return false;
	for (size_t i = street.start; i < street.end; i++)
		if (w->text.ptr[i] < 'A' || w->text.ptr[i] > 'Z')
			return false;
	return true;
}

/* The street is known: what speaks for it, and where the whole begins. */
static bool
finish(struct walk *w, struct address_span street, size_t start, bool line)
{
	struct address_plain *p = w->ret;
	bool lines = line && begins_line(w->text, start) &&
	    ends_line(w->text, p->all.end);

	if (address_segment_is_denied(w->a, street) || is_acronym(w, street))
		return false;
	p->street = street;
	p->all.start = start;
	p->points += points_of_kind(w, street);
	p->points += w->units > 0 ? PLAIN_SIDE : 0;
	p->points += lines ? PLAIN_LINES : 0;
	p->points += points_of_name(w, start, lines);
	if (is_listed(w, start))
		p->points += PLAIN_LIST;
	p->all.start = head_before(w, start);
	return true;
}

/* A box of the post whose number begins at `number`. */
static bool
read_box(struct walk *w, const struct address_segment *s, size_t number)
{
	size_t box = address_lists_box(w->text, number, s->start);

	if (box == number)
		return false;
	w->ret->street = w->ret->all = (struct address_span){ box,
		w->ret->all.end };
	w->ret->points += PLAIN_STREET;
	return true;
}

/* The chunk before a street, and a small word of its name: "7 am Bongert". */
static bool
number_of_first(const struct walk *w, const struct address_segment *s,
    struct address_span *street, struct address_chunk *ret)
{
	if (!address_segment_chunk(w->text, street->start, s->start, ret))
		return false;
	if (address_segment_part(w->a, *ret) != PART_INNER)
		return true;
	street->start = ret->start;
	return address_segment_chunk(w->text, ret->start, s->start, ret);
}

/* "14 Nash Cliff", "85a Queens Promenade" as the end of the segment. */
static bool
read_number_first(struct walk *w, const struct address_segment *s)
{
	struct address_span street;
	struct address_chunk c;

	if (!address_segment_street(w->a, s->end, s->start, &street) ||
	    street.end != s->end)
		return false;
	/* A number was taken for a part of the name: "12 Market Row". */
	if (is_digit(w->text, street.start)) {
		c = (struct address_chunk){ street.start, street.start };
		while (c.end < street.end && w->text.ptr[c.end] != ' ')
			c.end++;
		street.start = c.end + 1;
	} else if (!number_of_first(w, s, &street, &c)) {
		return false;
	}
	if (!address_segment_is_number(w->text, c) ||
	    street.start >= street.end)
		return false;
	/* Numbers stand before anything: the code must be sure. */
	if (w->ret->form < FORM_BEFORE && points_of_kind(w, street) <
	    (w->ret->form == FORM_YEAR ? PLAIN_STREET : PLAIN_KIND))
		return false;
	return finish(w, street, c.start, s->line && c.start == s->start);
}

/* "1 Piano 8": a house number and a flat in one segment. */
static bool
is_number_and_unit(const struct walk *w, const struct address_segment *s)
{
	struct address_chunk c = { s->start, s->start };

	while (c.end < s->end && w->text.ptr[c.end] != ' ')
		c.end++;
	return c.end < s->end && address_segment_is_number(w->text, c) &&
	    address_unit_end(w->a, c.end + 1) == s->end;
}

/* Words that a street was not told by its number, but by what they are. */
static bool
is_told_by_words(const struct walk *w, const struct address_segment *s)
{
	struct address_span all = { s->start, s->end };
	struct word_reader r = { sv_slice(w->text, 0, s->end), s->start };
	struct word word;

	if (w->units > 0 && word_next(&r, s->end, &word) &&
	    word.start == s->start && address_lists_has(LIST_HEADS, &word))
		return true;
	if (s->line && s->ended && points_of_kind(w, all) == PLAIN_STREET)
		return true;
	if (w->ret->form < FORM_BEFORE && w->ret->form != FORM_MALTA &&
	    w->units == 0 && w->words.end == 0 &&
	    points_of_kind(w, all) >= PLAIN_KIND) {
		w->ret->points += PLAIN_UNNUMBERED;
		return true;
	}
	if (w->ret->form < FORM_BEFORE && w->ret->form != FORM_MALTA)
		return false;
	if (points_of_kind(w, all) == PLAIN_STREET)
		return true;
	r.at = s->start;
	while (word_next(&r, s->end, &word))
		if (address_lists_has(LIST_HOUSES, &word))
			return true;
	return false;
}

/* Words without a number; nearer ones may be a town, and these its part. */
static int
read_words(struct walk *w, struct address_segment *s)
{
	if (w->told.end == 0 && is_told_by_words(w, s))
		w->told = *s;
	w->words = *s;
	return 0;
}

/* "12, rue des Bains": do the words behind the number begin like that? */
static bool
is_first_kind(const struct walk *w)
{
	struct word word;

	return w->words.end > 0 &&
	    address_segment_word(w->text, w->words.start, w->words.end,
	    &word) &&
	    (address_words_find(w->a->words, &word) & IN_FIRST_KINDS) != 0;
}

/* A flat; behind it, nearer to the code, may stand what it is in. */
static int
read_unit(struct walk *w, struct address_segment *s)
{
	w->units++;
	if (w->words.end > 0 && w->ret->form >= FORM_BEFORE)
		return finish(w, (struct address_span){ w->words.start,
		    w->words.end }, s->start, s->line) ? 1 : -1;
	return 0;
}

/* The number at `number` ends its segment; its street was read already. */
static int
read_number_alone(struct walk *w, const struct address_segment *s,
    size_t number)
{
	const struct address_segment *words = w->told.end > 0 ? &w->told :
	    &w->words;
	struct address_span street = { words->start, words->end };

	if (w->ret->form < FORM_BEFORE && points_of_kind(w, street) == 0)
		return -1;
	return finish(w, street, number, s->line && number == s->start) ? 1 :
	    -1;
}

/* The segment ends with a number, which `before` begins. */
static int
read_number(struct walk *w, const struct address_segment *s, size_t number,
    size_t before)
{
	struct address_span street;

	if (read_box(w, s, number))
		return 1;
	if (address_digits(w->text, number) > HOUSE_DIGITS)
		return -1;
	if (!is_first_kind(w) &&
	    address_segment_street(w->a, before, s->start, &street)) {
		if (is_varied(w->text, number, s->end))
			w->ret->points += PLAIN_SIDE;
		return finish(w, street, street.start, s->line &&
		    street.start == s->start) ? 1 : -1;
	}
	return w->words.end > 0 && (before == s->start || is_first_kind(w)) ?
	    read_number_alone(w, s, number) : 0;
}

/* "Leeds LS11 8AB": does it end with a code, that of another address? */
static bool
is_coded(struct sv text, const struct address_segment *s)
{
	struct address_code code;
	struct address_chunk c;
	size_t at = s->end;

	for (int i = 0; i < 2 &&
	    address_segment_chunk(text, at, s->start, &c); i++) {
		code = address_code_read(text, c.start);
		if (code.form == FORM_OWN && code.end == s->end)
			return true;
		at = c.start;
	}
	return false;
}

/* One segment, nearer ones are known. 1: all is read, 0: go on, -1: none. */
static int
read_segment(struct walk *w, struct address_segment *s)
{
	size_t before, number;
	struct address_span street;
	int found;

	if (is_number_and_unit(w, s)) {
		w->alone = true;
		w->units++;
		return 0;
	}
	if (!w->alone && address_segment_is_unit(w->a, s))
		return read_unit(w, s);
	number = address_segment_number(w->text, s, &before);
	if (number < s->end && s->ended && is_coded(w->text, s))
		return -1;
	if (number < s->end) {
		found = read_number(w, s, number, before);
		if (found != 0)
			return found;
	}
	if (w->ret->small && number < s->end &&
	    address_segment_small(w->a, before, s->start, &street))
		return finish(w, street, street.start, s->line) ? 1 : -1;
	if (w->alone) {
		if (address_segment_street(w->a, s->end, s->start, &street) &&
		    street.end == s->end)
			return finish(w, street, street.start, s->line &&
			    street.start == s->start) ? 1 : -1;
		return -1;
	}
	if (before == s->start && number < s->end) {
		w->alone = true;
		return 0;
	}
	if (read_number_first(w, s))
		return 1;
	return s->parted && address_segment_is_words(w->a, s) ?
	    read_words(w, s) : -1;
}

/* "UTR 64083 12273": three capitals that begin a line label a number. */
static bool
is_label(struct sv text, const struct address_segment *s)
{
	size_t n = s->start;

	while (n < s->end && text.ptr[n] >= 'A' && text.ptr[n] <= 'Z')
		n++;
	return n == s->end && n - s->start == LABEL_LETTERS;
}

/* The town before the code, where none is behind it. */
static bool
read_town_before(struct walk *w)
{
	struct address_segment s;
	struct address_span town;
	struct address_chunk c;
	size_t end;

	if (!address_segment_before(w->text, w->at, &s))
		return false;
	end = address_town_end(w->a, s.start);
	if (end == s.end) {	/* "Dublin 18" */
		w->ret->town = (struct address_span){ s.start, end };
		w->at = s.start;
		return !s.line || !is_label(w->text, &s);
	}
	if (!address_segment_street(w->a, s.end, s.start, &town) ||
	    town.end != s.end)
		return false;
	/* "Wisbech PE13 1AB", but "12 Market Row PE13 1AB" has none. */
	if (is_digit(w->text, town.start) || (town.start > s.start &&
	    address_segment_chunk(w->text, town.start, s.start, &c) &&
	    address_segment_is_number(w->text, c)))
		return w->ret->form >= FORM_BEFORE;
	if (town.start > s.start)
		return false;
	end = address_town_end(w->a, town.start);
	w->ret->town = (struct address_span){ town.start,
		end < town.end ? town.end : end };
	w->at = s.start;
	return true;
}

/* Hungary's: town, street and code, each on a line of its own. */
static bool
read_town_first(struct walk *w, const struct address_code *code)
{
	struct address_segment s, town;
	struct address_span street;
	size_t before, number;

	if (!address_segment_before(w->text, code->start, &s) || !s.line ||
	    !s.ended || !address_segment_before(w->text, s.start, &town) ||
	    !town.line || !town.ended ||
	    !address_segment_is_words(w->a, &town))
		return false;
	number = address_segment_number(w->text, &s, &before);
	if (number == s.end || !address_segment_street(w->a, before, s.start,
	    &street) || street.start != s.start ||
	    points_of_kind(w, street) < PLAIN_KIND)
		return false;
	w->ret->town = (struct address_span){ town.start, town.end };
	return finish(w, street, town.start, true);
}

int
address_plain_points(enum address_form form)
{
	switch (form) {
	case FORM_NONE:
	case FORM_FOUR:
	case FORM_HOUR:
		return 0;
	case FORM_SHORT:
	case FORM_YEAR:
		return PLAIN_YEAR;
	case FORM_LONG:
	case FORM_MALTA:
		return PLAIN_LONG;
	case FORM_PARTED:
		return PLAIN_PARTED;
	case FORM_BEFORE:
	case FORM_OWN:
		break;
	}
	return PLAIN_OWN;
}

/* Where the town behind a code may begin: the same line, or the next one. */
static size_t
gap_behind(struct sv text, size_t at)
{
	size_t from = at;
	bool line = false;

	while (from < text.len && from - at < 4 &&
	    memchr(" ,\r\n", text.ptr[from], 4) != NULL) {
		if (text.ptr[from] == '\n' && line)
			break;
		line |= text.ptr[from++] == '\n';
	}
	return from;
}

/* Is there the number of a house before what parts it from the code at `at`? */
static bool
is_numbered(struct sv text, size_t at)
{
	while (at > 0 && memchr(" ,\n", text.ptr[at - 1], 3) != NULL)
		at--;
	return at > 2 && (is_digit(text, at - 1) || is_digit(text, at - 2));
}

/* Could a street be before the code? Most numbers follow a word. */
static bool
may_precede(struct sv text, const struct address_code *code)
{
	size_t at = code->start;
	enum address_form form = code->form;
	char c = at > 1 ? text.ptr[at - 2] : '\0';

	if (at < 4 || memchr(" \n>", text.ptr[at - 1], 3) == NULL)
		return false;
	/* "July 4, 1998 and" is the most frequent one that is none. */
	if (c == ',' && form < FORM_LONG && code->end + 1 < text.len &&
	    text.ptr[code->end] == ' ' && text.ptr[code->end + 1] >= 'a')
		return address_segment_capital(text, code->end + 1) ||
		    is_numbered(text, at);
	if (text.ptr[at - 1] == '\n' || c == ',' || c == '\n' || c == '>')
		return true;
	return form >= FORM_LONG;
}

/* A town in small letters, which nothing goes on from: its end, or `at`. */
static size_t
small_town_end(struct sv text, size_t at)
{
	size_t end = at;

	if (at >= text.len || !ascii_is_word(text.ptr[at]))
		return at;
	while (end < text.len && end - at < SMALL_BYTES &&
	    (ascii_is_word(text.ptr[end]) || text.ptr[end] == '-' ||
	    (text.ptr[end] == ' ' && end + 1 < text.len &&
	    ascii_is_word(text.ptr[end + 1]))))
		end++;
	return ends_line(text, end) ||
	    memchr(".,;\"", text.ptr[end], 4) != NULL ? end : at;
}

/*
 * May the code's town begin at `from`? On the next line only behind a line with
 * nothing but the code; behind a comma if the code is no year or count.
 */
static bool
may_stand_behind(struct sv text, const struct address_code *code, size_t from)
{
	if (code->form == FORM_MALTA || from == code->end ||
	    (code->form < FORM_LONG && text.ptr[code->end] == ','))
		return false;
	return memchr(text.ptr + code->end, '\n', from - code->end) == NULL ||
	    begins_line(text, code->start);
}

/* Is what begins at `from` no country, but for Luxembourg's town? */
static bool
may_be_town(const struct walk *w, const struct address_code *code, size_t from)
{
	return address_land_end(w->a, from) == from ||
	    (code->form == FORM_OWN && from == code->end + 1);
}

/* A small word more, where code and town are all of a line: "Stara vas". */
static size_t
whole_town_end(struct sv text, size_t start, size_t end)
{
	size_t more = end + 1;

	if (end + 2 >= text.len || text.ptr[end] != ' ' ||
	    !begins_line(text, start))
		return end;
	while (more < text.len && more - end < SMALL_BYTES &&
	    ascii_is_word(text.ptr[more]))
		more++;
	return more > end + 1 && ends_line(text, more) ? more : end;
}

/* The town behind the code and what goes on from there. */
static bool
read_behind(struct walk *w, const struct address_code *code)
{
	struct address_plain *p = w->ret;
	size_t from = gap_behind(w->text, code->end), end = from;
	bool land = false;

	if (!may_stand_behind(w->text, code, from))
		from = end = code->end;

	p->all.end = code->end;
	if (sv_starts(sv_slice(w->text, from, w->text.len), SV("'s-")))
		from += 3;
	if (from > code->end && address_capital(w->text, from) &&
	    may_be_town(w, code, from))
		end = whole_town_end(w->text, code->start,
		    address_town_end(w->a, from));
	if (end > from && address_is_counted(w->a, from))
		return false;
	/* Norway's from 0001 on are all of one town; others are hours. */
	if (code->form == FORM_HOUR && !sv_starts_nocase(sv_slice(w->text,
	    from, end), SV("Oslo")))
		return false;
	if (end == from && from == code->end + 1 &&
	    code->form < FORM_OWN && code->form != FORM_MALTA &&
	    is_numbered(w->text, code->start)) {
		end = small_town_end(w->text, from);
		p->small = end > from;
	}
	if (end == from && (code->form < FORM_LONG ||
	    code->form == FORM_PARTED || code->form == FORM_BEFORE))
		return code->form == FORM_FOUR &&
		    begins_line(w->text, code->start) &&
		    ends_line(w->text, code->end);
	if (end > from)
		p->town = (struct address_span){ from, end };
	p->all.end = address_tail_end(w->a, end > from ? end : code->end,
	    &land);
	if (land)
		p->points += PLAIN_LAND;
	return true;
}

/* "APO AA 33274": inspect/address/address_street.c has those. */
static bool
is_military(const struct walk *w)
{
	struct sv town = sv_slice(w->text, w->ret->town.start,
	    w->ret->town.end);

	return sv_starts(town, SV("APO")) || sv_starts(town, SV("FPO")) ||
	    sv_starts(town, SV("DPO"));
}

bool
address_plain_read(const struct address_text *a, size_t at,
    struct address_plain *ret)
{
	struct address_code code = address_code_read(a->text, at);
	struct walk w = { .a = a, .text = a->text, .at = code.start,
		.ret = ret };
	struct address_segment s;
	int found = 0;

	if (code.form == FORM_NONE ||
	    !may_precede(a->text, &code))
		return false;
	*ret = (struct address_plain){ .form = code.form,
		.points = address_plain_points(code.form) };
	if (!read_behind(&w, &code))
		return false;
	if (code.form == FORM_FOUR && ret->town.end == 0)
		return read_town_first(&w, &code);
	if ((ret->town.end == 0 && !read_town_before(&w)) || is_military(&w))
		return false;
	for (int i = 0; i < SEGMENTS && found == 0; i++) {
		if (!address_segment_before(w.text, w.at, &s) || (!s.parted &&
		    code.form < FORM_PARTED))
			break;
		found = read_segment(&w, &s);
		w.at = s.start;
	}
	if (found <= 0 && w.told.end > 0)
		found = finish(&w, (struct address_span){ w.told.start,
		    w.told.end }, w.told.start, w.told.line);
	return found > 0;
}
