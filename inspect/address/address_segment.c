/*
 * Segments of an address, and the chunks in them: see
 * inspect/address/address_segment.h.
 */
#include "inspect/address/address_segment.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/address/address_lists.h"
#include "inspect/address/address_part.h"

enum {
	SEGMENT_BYTES = 56,
	GAP_BYTES = 8,		/* between segments, and a quoting sign */
	STREET_CHUNKS = 6,
	SMALL_CHUNKS = 3,
	NUMBER_CHUNKS = 4,	/* "7 B as. 12" */
	NUMBER_BYTES = 10,	/* "859/22", "2/14" */
	BOX_DIGITS = 5,		/* of a box of the post */
	UNIT_BYTES = 24,
	ABBREVIATION = 7	/* bytes with its dot; of other scripts twice */
};

bool
address_segment_capital(struct sv text, size_t at)
{
	if (at + 3 < text.len && text.ptr[at] == '\xe2' &&
	    text.ptr[at + 1] == '\x80')
		at += 3;
	else if (at < text.len && text.ptr[at] == '\'')
		at++;
	return address_capital(text, at);
}

static bool
is_digit(struct sv text, size_t at)
{
	return at < text.len && ascii_is_digit(text.ptr[at]);
}

bool
address_segment_word(struct sv text, size_t at, size_t end, struct word *ret)
{
	struct word_reader r = { sv_slice(text, 0, end), at };

	return word_next(&r, end, ret);
}

bool
address_segment_chunk(struct sv text, size_t at, size_t floor,
    struct address_chunk *ret)
{
	while (at > floor && text.ptr[at - 1] == ' ')
		at--;
	ret->end = ret->start = at;
	while (ret->start > floor && text.ptr[ret->start - 1] != ' ')
		ret->start--;
	return ret->start < ret->end;
}

/* Does what stands at `at` end a chain of segments? */
static bool
is_wall(char c)
{
	return memchr(";:\"()<|{}[]=\t?!", c, 15) != NULL;
}

/* Bytes of a sign that ends before `at`, a blank before it and behind; or 0. */
static size_t
sign_before(struct sv text, size_t at)
{
	size_t n = 1;

	if (at >= text.len || text.ptr[at] != ' ')
		return 0;
	while (n < 3 && n < at && ((unsigned char)text.ptr[at - n] & 0xc0) ==
	    0x80)
		n++;
	return n < at && text.ptr[at - n - 1] == ' ' &&
	    address_sign_at(text, at - n) == n ? n : 0;
}

/* Back over what parts segments; sets `parted`, `ended`. */
static size_t
skip_back(struct sv text, size_t from, struct address_segment *s)
{
	size_t at = from;
	unsigned lines = 0;

	while (at > 0 && from - at < GAP_BYTES) {
		char c = text.ptr[at - 1];
		size_t sign = sign_before(text, at);

		if (sign > 0) {
			s->parted = true;
			at -= sign;
			continue;
		}
		if (c == '\n')
			lines++;
		if (lines > 1 || memchr(" ,\r\n>", c, 5) == NULL)
			break;
		s->parted |= c == ',' || c == '\n';
		at--;
	}
	s->ended = lines > 0;
	return at;
}

bool
address_segment_before(struct sv text, size_t at, struct address_segment *s)
{
	size_t from;

	*s = (struct address_segment){ 0 };
	s->end = from = skip_back(text, at, s);
	while (from > 0 && s->end - from <= SEGMENT_BYTES &&
	    text.ptr[from - 1] != ',' && text.ptr[from - 1] != '\n' &&
	    !is_wall(text.ptr[from - 1]))
		from--;
	/* Of a long sentence no half a word. */
	if (s->end - from > SEGMENT_BYTES)
		while (from < s->end && text.ptr[from] != ' ')
			from++;
	s->line = from == 0 || text.ptr[from - 1] == '\n';
	while (from < s->end && (text.ptr[from] == ' ' ||
	    text.ptr[from] == '>'))
		from++;
	s->start = from;
	return s->start < s->end;
}

/* "s/n", "bb", "б/н": a house without a number. */
static bool
is_missing(struct sv text, struct address_chunk c)
{
	struct sv s = sv_slice(text, c.start, c.end);

	return sv_eq_nocase(s, SV("s/n")) || sv_eq(s, SV("bb")) ||
	    sv_eq(s, SV("б/н"));
}

bool
address_segment_is_number(struct sv text, struct address_chunk c)
{
	size_t digits = address_digits(text, c.start);

	if (is_missing(text, c))
		return true;
	if (digits == 0 || digits > BOX_DIGITS ||
	    c.end - c.start > NUMBER_BYTES)
		return false;
	for (size_t i = c.start + digits, letters = 0; i < c.end; i++) {
		char x = text.ptr[i];

		letters = ascii_is_word(x) ? letters + 1 : 0;
		if (letters > 3 || (!ascii_is_word(x) && !is_digit(text, i) &&
		    memchr("/-.", x, 3) == NULL))
			return false;
	}
	return true;
}

static bool
is_number_part(struct sv text, struct address_chunk c)
{
	static const struct sv parts[] = { SV_INIT("bis"), SV_INIT("ter"),
		SV_INIT("rosso"), SV_INIT("II"), SV_INIT("III"),
		SV_INIT("IV"), SV_INIT("-"), SV_INIT("as"), SV_INIT("as."),
		SV_INIT("lok."), SV_INIT("m."), SV_INIT("bus"),
		SV_INIT("bte"), SV_INIT("dz."), SV_INIT("but."),
		SV_INIT("kv."), SV_INIT("int."), SV_INIT("byt"),
		SV_INIT("k-1"), SV_INIT("k-2"), SV_INIT("k-3") };
	struct sv s = sv_slice(text, c.start, c.end);

	for (size_t i = 0; i < NELEMS(parts); i++)
		if (sv_eq(s, parts[i]))
			return true;
	return (s.len == 1 && ascii_is_word(s.ptr[0])) ||
	    (s.len > 1 && s.len <= 6 && (s.ptr[0] == 'I' ||
	    s.ptr[0] == 'V') && memchr(s.ptr, '/', s.len) != NULL);
}

size_t
address_segment_number(struct sv text, const struct address_segment *s,
    size_t *before)
{
	size_t at = s->end, number = s->end;
	struct address_chunk c;

	for (int i = 0; i < NUMBER_CHUNKS &&
	    address_segment_chunk(text, at, s->start, &c); i++) {
		if (address_segment_is_number(text, c))
			number = c.start;
		else if (!is_number_part(text, c))
			break;
		at = c.start;
	}
	*before = number;
	if (number == s->end ||
	    !address_segment_chunk(text, number, s->start, &c))
		return number;
	if (address_lists_numbers(sv_slice(text, c.start, c.end)))
		*before = c.start;
	return number;
}

enum address_part
address_segment_part(const struct address_text *a, struct address_chunk c)
{
	unsigned lists = IN_KINDS | IN_BEHIND | IN_TITLES | IN_CONNECTORS;
	unsigned found;
	struct sv text = a->text;
	struct word word;
	bool inner;

	if (address_segment_capital(text, c.start))
		return PART_WORD;
	if (is_digit(text, c.start))
		return PART_NUMBER;
	if (!address_segment_word(text, c.start, c.end, &word))
		return PART_NONE;
	/* "l'Avenir", "d'Armes", "il-Kbira" */
	if (word.end < c.end && memchr("'-", text.ptr[word.end], 2) != NULL &&
	    address_capital(text, word.end + 1))
		return PART_INNER;
	inner = address_lists_has(LIST_INNER, &word);
	found = address_words_find(a->words, &word);
	if ((!inner && (address_lists_has(LIST_FIRST, &word) ||
	    (found & (IN_KINDS | IN_BEHIND | IN_CONNECTORS)) == IN_KINDS)) ||
	    ((found & IN_KINDS) != 0 && text.ptr[c.end - 1] == '.'))
		return PART_FIRST;
	if (inner || (found & lists) != 0 ||
	    (c.end - c.start <= 4 && text.ptr[c.end - 1] == '.'))
		return PART_INNER;
	return word.start == c.start && word.len > 3 ? PART_SMALL : PART_NONE;
}

/* Does the chunk end a sentence, so that nothing goes on from it? */
static bool
ends_sentence(struct sv text, struct address_chunk c)
{
	size_t most = (unsigned char)text.ptr[c.start] < 0x80 ? ABBREVIATION :
	    2 * ABBREVIATION;

	return text.ptr[c.end - 1] == '.' && c.end - c.start > most;
}

enum address_street
address_segment_kind(const struct address_text *a, struct address_span street)
{
	enum address_street kind = ADDRESS_NONE;
	struct word_reader r = { sv_slice(a->text, 0, street.end),
		street.start };
	struct word word;

	while (word_next(&r, street.end, &word)) {
		unsigned lists = address_words_find(a->words, &word);
		unsigned ends = address_words_ending(a->words, &word);
		bool whole = word.len > 3 || (lists & IN_WHOLE) != 0 ||
		    (word.end < a->text.len && a->text.ptr[word.end] == '.');

		if ((lists & IN_JOINED) != 0) {
			if (address_words_joined(a->text, &word) < word.start)
				return ADDRESS_SURE;
			continue;
		}
		if ((ends & ENDS_SURE) != 0 || (whole &&
		    (((lists & IN_KINDS) != 0 &&
		    (lists & IN_OTHER_KINDS) == 0) ||
		    ((lists & IN_BEHIND) != 0 &&
		    (lists & IN_OTHER_BEHIND) == 0) ||
		    (lists & IN_ENGLISH_SURE) != 0)))
			return ADDRESS_SURE;
		if (ends != 0 || (whole && (lists & (IN_KINDS | IN_BEHIND |
		    IN_ENGLISH)) != 0))
			kind = ADDRESS_KIND;
	}
	return kind;
}

/* "Perivoj srpanjskih žrtava": a capital one or two chunks before `at`. */
static bool
follows_capital(struct sv text, size_t at, size_t floor)
{
	struct address_chunk c;

	for (int i = 0; i < 2 && address_segment_chunk(text, at, floor, &c);
	    i++) {
		if (address_segment_capital(text, c.start))
			return i == 0 || c.start == floor;
		at = c.start;
	}
	return false;
}

bool
address_segment_street(const struct address_text *a, size_t at, size_t floor,
    struct address_span *ret)
{
	/* "Plein 1944 nr. 3": what numbers the house parts the two. */
	bool last = true, numbered = at < a->text.len &&
	    !is_digit(a->text, at) && a->text.ptr[at] != ',';
	struct address_chunk c;
	size_t words = 0;

	*ret = (struct address_span){ at, at };
	for (int i = 0; i < STREET_CHUNKS &&
	    address_segment_chunk(a->text, at, floor, &c); i++) {
		enum address_part part = address_segment_part(a, c);

		if (part == PART_NONE || (!last && ends_sentence(a->text, c)) ||
		    (part == PART_NUMBER && ((last && !numbered) ||
		    c.end - c.start > 6)) ||
		    (part == PART_SMALL && (words > 0 ||
		    !follows_capital(a->text, c.start, floor))))
			break;
		if (last)
			ret->end = c.end;
		last = false;
		at = c.start;
		if (part == PART_INNER || part == PART_SMALL)
			continue;
		ret->start = c.start;
		words += part == PART_WORD;
		if (part == PART_FIRST && words > 0)
			break;
	}
	return words > 0 && ret->end - ret->start >= 3;
}

bool
address_segment_small(const struct address_text *a, size_t at, size_t floor,
    struct address_span *ret)
{
	struct word word;
	unsigned lists;
	struct address_chunk c;

	if (!address_segment_chunk(a->text, at, floor, &c) ||
	    !address_segment_word(a->text, c.start, c.end, &word) ||
	    word.start != c.start)
		return false;
	*ret = (struct address_span){ c.start, c.end };
	lists = address_words_find(a->words, &word);
	if (address_words_ending(a->words, &word) != 0)
		return true;
	if ((lists & IN_BEHIND) != 0) {
		if (!address_segment_chunk(a->text, c.start, floor, &c))
			return false;
		ret->start = c.start;
		return true;
	}
	for (int i = 0; i < SMALL_CHUNKS &&
	    address_segment_chunk(a->text, c.start, floor, &c); i++)
		if (address_segment_word(a->text, c.start, c.end, &word) &&
		    (address_words_find(a->words, &word) & IN_KINDS) != 0) {
			ret->start = c.start;
			return true;
		}
	return true;
}

bool
address_segment_is_denied(const struct address_text *a,
    struct address_span street)
{
	struct word_reader r = { sv_slice(a->text, 0, street.end),
		street.start };
	struct word first, last, next;

	if (!word_next(&r, street.end, &first))
		return true;
	last = first;
	while (word_next(&r, street.end, &next))
		last = next;
	return address_lists_has(LIST_DENIED, &first) ||
	    address_lists_has(LIST_DENIED, &last);
}

bool
address_segment_is_words(const struct address_text *a,
    const struct address_segment *s)
{
	size_t at = s->end;
	struct address_chunk c;

	while (address_segment_chunk(a->text, at, s->start, &c)) {
		enum address_part part = address_segment_part(a, c);

		if (part == PART_NONE || part == PART_NUMBER ||
		    part == PART_SMALL)
			return false;
		at = c.start;
	}
	return s->end - s->start >= 3;
}

bool
address_segment_is_unit(const struct address_text *a,
    const struct address_segment *s)
{
	struct sv text = a->text;
	struct word word;
	struct address_chunk c;

	if (s->end - s->start > UNIT_BYTES)
		return false;
	if (address_unit_end(a, s->start) == s->end)
		return true;
	if (!is_digit(text, s->start) &&
	    !(address_segment_capital(text, s->start) &&
	    is_digit(text, s->start + 1)) &&
	    !(address_segment_word(text, s->start, s->end, &word) &&
	    word.start == s->start && word.end < s->end &&
	    address_lists_has(LIST_UNITS, &word)))
		return false;
	/* "3. th.", "3º B", "H0302", "3. OG links", "3rd floor" */
	for (size_t at = s->end; address_segment_chunk(text, at, s->start, &c);
	    at = c.start)
		if (address_segment_capital(text, c.start) &&
		    c.end - c.start >= 4 && text.ptr[c.end - 1] != '.' &&
		    c.start > s->start)
			return false;
	c = (struct address_chunk){ s->start, s->end };
	return !address_segment_is_number(text, c);
}
