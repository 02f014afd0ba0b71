/*
 * The street of an address, from its number on:
 *
 *   number last    Hauptstraße 5     ul. Prosta 12     Petőfi utca 8
 *                  Via Roma, n. 12   Postfach 12 34 56
 *   number first   12 bis rue de la Paix     221B Baker Street
 *
 * The kind of street is a word before the name (rue, calle, ulica), behind it
 * (utca, street), or how the last word ends (straße, gatan, katu). Kinds that
 * mean other things too (weg, place, ring) say less than the others. The words
 * stand in inspect/address/address_words.c.
 */
#include <string.h>

#include "base/ascii.h"
#include "inspect/address/address_glance.h"
#include "inspect/address/address_left.h"
#include "inspect/words/word_simple.h"

enum {
	BARE_WORDS = 3,
	ABBREVIATION = 5	/* bytes before a dot that ends no sentence */
};

/*
 * Short kinds are abbreviations and want their dot ("ul.", "C/"), a few words
 * apart.
 */
static bool
is_whole(struct sv text, const struct word *w, unsigned lists)
{
	return w->len > 3 || (lists & IN_WHOLE) != 0 ||
	    (w->end < text.len && (text.ptr[w->end] == '.' ||
	    text.ptr[w->end] == '/'));
}

bool
address_names_kind(struct sv text, const struct word *w, unsigned lists)
{
	if ((lists & IN_JOINED) != 0)
		return address_words_joined(text, w) < w->start;
	return (lists & IN_KINDS) != 0 && is_whole(text, w, lists) &&
	    (w->len > 1 || (w->end < text.len && text.ptr[w->end] == '/'));
}

static enum address_street
kind_before(struct sv text, const struct word *w, unsigned lists)
{
	if (!address_names_kind(text, w, lists))
		return ADDRESS_NONE;
	if ((lists & IN_JOINED) != 0)
		return ADDRESS_SURE;
	return (lists & IN_OTHER_KINDS) != 0 &&
	    !(address_capital(text, w->start) &&
	    w->len == 3 && memcmp(w->folded, "via", 3) == 0) ? ADDRESS_KIND :
	    ADDRESS_SURE;
}

static enum address_street
kind_behind(struct sv text, const struct word *w, unsigned lists)
{
	if ((lists & IN_BEHIND) == 0 || !is_whole(text, w, lists))
		return ADDRESS_NONE;
	return (lists & IN_OTHER_BEHIND) != 0 ? ADDRESS_KIND : ADDRESS_SURE;
}

static enum address_street
kind_of_ending(const struct address_text *a, const struct word *w)
{
	unsigned ends;

	if (!address_words_may_end(a->words, w))
		return ADDRESS_NONE;
	ends = address_words_ending(a->words, w);
	if ((ends & ENDS_SURE) != 0)
		return ADDRESS_SURE;
	return (ends & ENDS_OTHER) != 0 ? ADDRESS_KIND : ADDRESS_NONE;
}

/*
 * "Petőfi utca", "Karl Johans gate": where the name begins, or `at`. Its last
 * word, which is `w` where there is one, may be a title ("Árpád fejedelem
 * útja"); `w` is read over.
 */
static size_t
name_from(const struct address_text *a, size_t at, size_t floor,
    struct word *w)
{
	struct sv text = a->text;
	size_t start = at;
	bool any = true;

	if (w->end + 1 == at && !address_capital(text, w->start) &&
	    address_is_in(a, w, IN_TITLES)) {
		start = w->start;
		any = address_word_before(text, start, floor, w);
	}
	for (int i = 0; any && w->end + 1 == start &&
	    address_capital(text, w->start); i++) {
		start = at = w->start;
		any = i + 1 < BARE_WORDS &&
		    address_word_before(text, start, floor, w);
	}
	return at;
}

/* The same, of the words before byte `at`. */
static size_t
name_before(const struct address_text *a, size_t at, size_t floor)
{
	struct word w;

	return !address_glance_is_plain(&a->words->hints, a->text, at,
	    IN_TITLES) && address_word_before(a->text, at, floor, &w) ?
	    name_from(a, at, floor, &w) : at;
}

/* The word before the last one: read once. NULL if there is none. */
static const struct word *
second_word(const struct address_text *a, struct address_left *left)
{
	if (left->more == LEFT_UNREAD)
		left->more = address_word_before(a->text, left->last.start,
		    address_floor(left->at), &left->second) ? LEFT_READ :
		    LEFT_NONE;
	return left->more == LEFT_READ ? &left->second : NULL;
}

/* "Am Alten Markt": back over words that such a name begins with. */
static size_t
prefix_before(const struct address_text *a, size_t at, size_t floor)
{
	struct word w;

	while (address_word_before(a->text, at, floor, &w) &&
	    w.end + 1 == at && address_capital(a->text, w.start) &&
	    address_is_in(a, &w, IN_PREFIXES))
		at = w.start;
	return at;
}

/*
 * The kind before a name of capitalised words that ends with `last`, which is
 * left->last unless `left` is NULL.
 */
static enum address_street
named_before(const struct address_text *a, struct address_left *left,
    const struct word *last, size_t floor, size_t *start)
{
	struct sv text = a->text;
	enum address_street kind;
	size_t at = last->start;
	const struct word *w;
	unsigned lists;
	struct word read;

	for (size_t i = 1; i < ADDRESS_STREET_WORDS; i++) {
		if (address_glance_is_plain(&a->words->hints, a->text, at,
		    IN_KINDS | IN_CONNECTORS))
			break;
		if (i == 1 && left != NULL)
			w = second_word(a, left);
		else
			w = address_word_before(text, at, floor, &read) ?
			    &read : NULL;
		if (w == NULL || text.ptr[w->end] == ',')
			break;
		lists = address_words_find(a->words, w);
		kind = kind_before(text, w, lists);
		if (kind != ADDRESS_NONE) {
			*start = (lists & IN_JOINED) != 0 ?
			    address_words_joined(text, w) : w->start;
			return kind;
		}
		if ((lists & IN_CONNECTORS) == 0 &&
		    !address_capital(text, w->start))
			break;
		at = w->start;
	}
	return ADDRESS_NONE;
}

/* "P.O. Box", "Casella postale", "Postfach" as the last word before. */
static enum address_street
box_before(const struct address_text *a, const struct word *box,
    unsigned lists, size_t floor, size_t *start)
{
	size_t at = box->start, words = 0;
	struct word w;

	if ((lists & IN_BOXES) != 0) {
		*start = box->start;
		return ADDRESS_SURE;
	}
	if ((lists & IN_OTHER_BOXES) == 0)
		return ADDRESS_NONE;
	while (words < 3 && address_word_before(a->text, at, floor, &w) &&
	    address_is_in(a, &w, IN_POST)) {
		at = w.start;
		words++;
	}
	*start = at;
	return words > 0 ? ADDRESS_SURE : ADDRESS_KIND;
}

/* Is there a dot behind the word that ends a sentence? */
static bool
ends_sentence(const struct address_text *a, const struct word *w)
{
	return w->end < a->text.len && a->text.ptr[w->end] == '.' &&
	    w->len > ABBREVIATION &&
	    (address_words_ending(a->words, w) & ENDS_STRASSE) == 0;
}

/*
 * The street whose last word before the number is `w`: left->last unless `left`
 * is NULL.
 */
static enum address_street
street_before(const struct address_text *a, struct address_left *left,
    const struct word *w, unsigned lists, struct address_span *span)
{
	size_t floor = address_floor(span->start), at;
	enum address_street kind;

	if (ends_sentence(a, w) || (lists & IN_NUMBERED) != 0)
		return ADDRESS_NONE;
	kind = box_before(a, w, lists, floor, &span->start);
	if (kind != ADDRESS_NONE)
		return address_capital(a->text, span->start) ? kind :
		    ADDRESS_NONE;
	kind = kind_behind(a->text, w, lists);
	at = kind == ADDRESS_NONE ? w->start : name_before(a, w->start, floor);
	if (kind != ADDRESS_NONE && at < w->start) {
		span->start = at;
		return kind;
	}
	if (!address_capital(a->text, w->start))
		return ADDRESS_NONE;
	kind = kind_of_ending(a, w);
	if (kind != ADDRESS_NONE) {
		span->start = prefix_before(a, w->start, floor);
		return kind;
	}
	return named_before(a, left, w, floor, &span->start);
}

enum address_street
address_before(const struct address_text *a, struct address_left *left,
    struct address_span *span)
{
	struct word other;
	unsigned lists;

	if (!left->street)
		return ADDRESS_NONE;
	lists = left->lists;
	if ((lists & IN_NUMBERERS) == 0) {
		/* Most are neither: "in 1998". */
		return (lists & (IN_BOXES | IN_OTHER_BOXES | IN_BEHIND)) !=
		    0 || address_capital(a->text, left->last.start) ?
		    street_before(a, left, &left->last, lists, span) :
		    ADDRESS_NONE;
	}
	if (!address_word_before(a->text, left->last.start,
	    address_floor(span->start), &other))
		return ADDRESS_NONE;
	lists = address_words_find(a->words, &other);
	return (lists & (IN_BOXES | IN_OTHER_BOXES | IN_BEHIND)) != 0 ||
	    address_capital(a->text, other.start) ?
	    street_before(a, NULL, &other, lists, span) : ADDRESS_NONE;
}

/*
 * Where the name that ends with the word at `at` begins, told without reading
 * it: names, each a byte behind the one before, up to three. False if that
 * takes more to tell.
 */
static bool
glance_name(const struct address_text *a, size_t at, size_t floor, size_t *ret)
{
	struct address_letters l;

	for (int i = 0; i < BARE_WORDS; i++) {
		if (at < 2 || (unsigned char)a->text.ptr[at - 1] >= 0x80)
			return false;
		if (!address_glance_is_mark(a->text.ptr[at - 1]))
			break;
		if (!address_glance_before(a->text, at - 1, &l)) {
			if (ascii_is_word(a->text.ptr[at - 2]))
				return false;
			break;
		}
		if (address_glance_is_small(&l)) {
			if (i == 0 && address_glance_may_be(
			    &a->words->hints, &l, IN_TITLES))
				return false;
			break;
		}
		if (address_glance_how(&l) == LETTERS_MIXED ||
		    at - 1 - l.len <= floor)
			return false;
		at -= l.len + 1;
	}
	*ret = at;
	return true;
}

/* Where the name that the last word before the number ends begins. */
static size_t
name_of(const struct address_text *a, struct address_left *left)
{
	size_t at = left->last.start, floor = address_floor(left->at);
	const struct word *second;
	struct word w;

	if (glance_name(a, at, floor, &at))
		return at;
	second = second_word(a, left);
	if (second == NULL)
		return at;
	w = *second;
	return name_from(a, at, floor, &w);
}

enum address_street
address_bare(const struct address_text *a, struct address_left *left,
    struct address_span *span)
{
	const struct word *w = &left->last;
	struct sv text = a->text;
	size_t at = span->start;

	if (!left->word || w->end + 1 != at || text.ptr[at - 1] != ' ' ||
	    !ascii_is_word(text.ptr[at - 2]) ||
	    !address_capital(text, w->start) || w->len < ADDRESS_NAME)
		return ADDRESS_NONE;
	if (left->name == SIZE_MAX)
		left->name = name_of(a, left);
	span->start = left->name;
	return ADDRESS_BARE;
}

enum { WORD_GAP = 3 };		/* bytes between two words of a name */

/* The next letter behind byte `at`, WORD_GAP bytes on at most. */
static inline size_t
skip_signs(struct sv text, size_t at)
{
	size_t start = at;

	while (start < text.len && start - at < WORD_GAP &&
	    text.ptr[start] != '\n' && !ascii_is_word(text.ptr[start]))
		start++;
	return start;
}

/*
 * May a kind stand behind the word that ends at `at`, with capitalised ones
 * between? Mostly a word comes first that no such name has.
 */
static bool
may_go_on_english(const struct address_text *a, size_t at)
{
	const struct address_hints *h = &a->words->hints;
	struct sv text = a->text;
	uint64_t folded[2];
	size_t len, start;

	for (int i = 1; i < ADDRESS_STREET_WORDS; i++) {
		start = skip_signs(text, at);
		if (start >= text.len || !ascii_is_word(text.ptr[start]))
			return false;
		len = word_simple(text, start, folded);
		if (len == 0)
			return address_hints_may_be_inner(h, text, start);
		if (address_hints_may_be(h, folded[0], len, IN_ENGLISH))
			return true;
		if (text.ptr[at] == ',' || (text.ptr[start] >= 'a' &&
		    !address_hints_may_be(h, folded[0], len, IN_CONNECTORS)))
			return false;
		at = start + len;
	}
	return false;
}

/*
 * Where the word that begins at `at` ends, if it is not read in parts
 * ("BakerStreet"); otherwise `at`.
 */
static size_t
whole_end(struct sv text, size_t at)
{
	size_t end = at + 1;

	while (end < text.len && ((unsigned char)text.ptr[end] >= 0x80 ||
	    (text.ptr[end] >= 'a' && text.ptr[end] <= 'z')))
		end++;
	return end < text.len && ascii_is_word(text.ptr[end]) ? at : end;
}

/* In English a second word follows the first one, both with a capital. */
static bool
may_be_english(const struct address_text *a, size_t at)
{
	struct sv text = a->text;
	uint64_t folded[2];
	size_t len, end;

	if (!address_capital(text, at))
		return false;
	len = word_simple(text, at, folded);
	end = len > 0 ? at + len : whole_end(text, at);
	at = end;
	while (at < text.len && (ascii_is_word(text.ptr[at]) ||
	    text.ptr[at] == '.'))
		at++;
	return at + 2 < text.len && text.ptr[at] == ' ' &&
	    ascii_is_word(text.ptr[at + 1]) && (at > end ||
	    may_go_on_english(a, end));
}

/* Does the next word touch the last but for a few bytes of one line? */
static bool
follows(struct sv text, size_t last, const struct word *w)
{
	return w->start <= last + WORD_GAP && memchr(text.ptr + last, '\n',
	    w->start - last) == NULL;
}

/* "Main St NW": a direction behind the kind that ended at `end`. */
static size_t
direction_after(const struct address_text *a, size_t end)
{
	struct sv text = a->text;
	struct word_reader r = { text, end };
	struct word w;

	return word_next(&r, end + 3, &w) && follows(text, end, &w) &&
	    address_capital(text, w.start) &&
	    address_is_in(a, &w, IN_DIRECTIONS) ? w.end : end;
}

/* Capitalised words and a kind in English, from `at` on. */
static enum address_street
english_after(const struct address_text *a, size_t at, size_t *end)
{
	struct sv text = a->text;
	struct word_reader r = { text, at };
	size_t last = at, until = at + ADDRESS_STREET_BYTES;
	unsigned lists;
	struct word w;

	for (size_t i = 0; i < ADDRESS_STREET_WORDS &&
	    word_next(&r, until, &w) && follows(text, last, &w); i++) {
		lists = address_words_find(a->words, &w);
		if (!address_capital(text, w.start) &&
		    (i == 0 || (lists & IN_CONNECTORS) == 0))
			break;
		if (i > 0 && (lists & IN_ENGLISH) != 0) {
			*end = direction_after(a, w.end);
			return (lists & IN_ENGLISH_SURE) != 0 ?
			    ADDRESS_SURE : ADDRESS_KIND;
		}
		if (last < w.start && memchr(text.ptr + last, ',',
		    w.start - last) != NULL && i > 0)
			break;
		last = w.end;
	}
	return ADDRESS_NONE;
}

/*
 * A kind and its name, from `at` on. In small letters ("rue de pologne") the
 * name is one word and says less.
 */
static enum address_street
romance_after(const struct address_text *a, size_t at, size_t *end)
{
	struct sv text = a->text;
	struct word_reader r = { text, at };
	size_t last, until = at + ADDRESS_STREET_BYTES;
	enum address_street kind;
	bool named = false;
	unsigned lists;
	struct word w;

	if (!word_next(&r, until, &w) || !follows(text, at, &w))
		return ADDRESS_NONE;
	if (address_is_in(a, &w, IN_REPEATS) && !word_next(&r, until, &w))
		return ADDRESS_NONE;
	lists = address_words_find(a->words, &w);
	if ((lists & IN_FIRST_KINDS) == 0 || !is_whole(text, &w, lists))
		return ADDRESS_NONE;
	kind = kind_before(text, &w, lists);
	last = w.end;
	for (size_t i = 0; i < ADDRESS_STREET_WORDS &&
	    word_next(&r, until, &w) && follows(text, last, &w); i++) {
		if (memchr(text.ptr + last, ',', w.start - last) != NULL)
			break;
		if (address_capital(text, w.start)) {
			named = true;
			*end = w.end;
		} else if (!address_is_in(a, &w, IN_CONNECTORS)) {
			if (named || kind != ADDRESS_SURE)
				break;
			*end = w.end;
			return ADDRESS_KIND;
		}
		last = w.end;
	}
	return named ? kind : ADDRESS_NONE;
}

/* The same as may_be_romance() of a word that begins like one. */
static NOINLINE bool
is_romance(const struct address_text *a, size_t at)
{
	const struct address_hints *h = &a->words->hints;
	struct sv text = a->text;
	uint64_t folded[2];
	size_t len = word_simple(text, at, folded);

	if (len == 0)
		return address_hints_begins(h, text, at);
	if (address_hints_may_be(h, folded[0], len, IN_FIRST_KINDS))
		return true;
	if (!address_hints_may_be(h, folded[0], len, IN_REPEATS))
		return false;
	/* "12 bis rue", but mostly "1997 bis 1998 in". */
	for (at += len; at < text.len && !ascii_is_word(text.ptr[at]);)
		at++;
	return at < text.len && address_hints_may_begin(h, text, at);
}

/* Could the word at `at` be a kind that comes before its name? */
static inline bool
may_be_romance(const struct address_text *a, size_t at)
{
	return address_hints_may_begin(&a->words->hints, a->text, at) &&
	    is_romance(a, at);
}

/* The first byte behind `at` that is no blank or comma. */
static inline size_t
skip_gap(struct sv text, size_t at)
{
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == ','))
		at++;
	return at;
}

/*
 * Is the character at `at` a sign with which the next word is too far from what
 * ended before `at`? A dash or a quotation mark is WORD_GAP bytes by itself,
 * one of U+0080 to U+00BF with the blank behind it.
 */
static inline bool
is_far_sign(struct sv text, size_t at)
{
	unsigned char next = (unsigned char)text.ptr[at + 1];

	if (text.ptr[at] == '\xe2')
		return next == 0x80;
	return text.ptr[at] == '\xc2' && text.ptr[at + 2] == ' ' &&
	    next != 0xaa && next != 0xb5 && next != 0xba;
}

bool
address_may_follow(const struct address_text *a, size_t end)
{
	struct sv text = a->text;
	size_t at = skip_gap(text, end);

	return at + 4 <= text.len && (at == end || !is_far_sign(text, at)) &&
	    (may_be_romance(a, at) || may_be_english(a, at));
}

enum address_street
address_after(const struct address_text *a, struct address_span *span)
{
	enum address_street kind = ADDRESS_NONE;
	size_t at = skip_gap(a->text, span->end);

	if (at + 4 > a->text.len)
		return ADDRESS_NONE;
	if (may_be_romance(a, at))
		kind = romance_after(a, span->end, &span->end);
	return kind == ADDRESS_NONE && may_be_english(a, at) ?
	    english_after(a, span->end, &span->end) : kind;
}

/* "PSC 1, Box 2", "Unit 1 Box 2", "USS Name" on the line before `at`. */
static size_t
military_line(struct sv text, size_t at)
{
	size_t from = at;
	struct sv line;

	while (from > 0 && at - from < ADDRESS_STREET_BYTES &&
	    text.ptr[from - 1] != '\n' && text.ptr[from - 1] != '>')
		from--;
	line = sv_slice(text, from, at);
	for (size_t i = 0; i + 4 < line.len; i++) {
		struct sv rest = sv_slice(line, i, line.len);

		if ((i == 0 || !ascii_is_word(line.ptr[i - 1])) &&
		    (sv_starts_nocase(rest, SV("psc ")) ||
		    sv_starts_nocase(rest, SV("unit ")) ||
		    sv_starts_nocase(rest, SV("uss ")) ||
		    sv_starts_nocase(rest, SV("usns ")) ||
		    sv_starts_nocase(rest, SV("usnv ")) ||
		    sv_starts_nocase(rest, SV("usnm ")) ||
		    sv_starts_nocase(rest, SV("uscgc ")) ||
		    sv_starts_nocase(rest, SV("cmr "))))
			return from + i;
	}
	return at;
}

bool
address_is_military(struct sv text, struct address_span *span)
{
	size_t at = span->start, from;
	struct sv before;

	if (at < 7 || address_digits(text, at) < 5)
		return false;
	before = sv_slice(text, at - 7, at);
	if (!sv_eq_nocase(sv_slice(before, 1, 4), SV("po ")) ||
	    memchr("AaFfDd", before.ptr[0], 6) == NULL ||
	    (before.ptr[4] | 0x20) != 'a' || before.ptr[6] != ' ' ||
	    memchr("AaEePp", before.ptr[5], 6) == NULL ||
	    (at > 7 && ascii_is_word(text.ptr[at - 8])))
		return false;
	from = at - 7;
	while (from > 0 && memchr(" ,\r\n>", text.ptr[from - 1], 5) != NULL &&
	    at - from < 16)
		from--;
	at -= 7;
	from = military_line(text, from);
	span->start = from < at && memchr(" ,\r\n>", text.ptr[from], 5) ==
	    NULL ? from : at;
	return true;
}
