/*
 * What stands before a number, told by the letters beside it as far as they
 * tell it: most words are none that a street ends with, and no kind of street
 * stands before most names. What is not told is read.
 */
#include "inspect/address/address_left.h"

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/words/word_fold.h"

static inline bool
is_ascii(char c)
{
	return (unsigned char)c < 0x80;
}

/* Back over marks of ASCII before byte `at`. */
static inline size_t
skip_marks(struct sv text, size_t at)
{
	size_t end = at;

	while (end > 0 && at - end < ADDRESS_GAP &&
	    address_glance_is_mark(text.ptr[end - 1]))
		end--;
	return end;
}

/* Is what ends before byte `end` no word, but of ASCII or a dash behind it? */
static inline bool
is_no_word(struct sv text, size_t end)
{
	/* U+2013 and U+2014 */
	if (end >= 4 && text.ptr[end - 2] == '\x80' &&
	    text.ptr[end - 3] == '\xe2' && (text.ptr[end - 1] == '\x93' ||
	    text.ptr[end - 1] == '\x94'))
		end -= 3;
	return end == 0 || (is_ascii(text.ptr[end - 1]) &&
	    !ascii_is_word(text.ptr[end - 1]));
}

/* Where the word before byte `at` ends, if it stands before marks of ASCII. */
static inline size_t
end_before(struct sv text, size_t at)
{
	return text.ptr[at - 1] == ' ' && at > 1 &&
	    ascii_is_word(text.ptr[at - 2]) ? at - 1 : skip_marks(text, at);
}

/* A word with Latin letters beyond ASCII, or a long one. */
struct far_word {
	size_t start;
	size_t len;		/* folded letters */
	bool small;		/* does it begin with a small letter? */
	uint64_t tail;		/* the last three, the first as lowest byte */
};

enum { FAR_BYTES = 32 };	/* of such a word, at most */

/* Put a letter before those that were read. */
static inline void
add_before(struct far_word *w, char c)
{
	if (w->len++ < ADDRESS_TAIL)
		w->tail = (w->tail << 8 | (unsigned char)c);
}

/* Read the letters that end before `end`, of ASCII small ones. */
static void
read_letters(struct sv text, size_t end, struct far_word *w)
{
	size_t at = end;

	while (at > 1 && end - at < FAR_BYTES) {
		const char *pair;

		if (text.ptr[at - 1] >= 'a' && text.ptr[at - 1] <= 'z') {
			add_before(w, text.ptr[--at]);
			continue;
		}
		pair = word_fold_pair(text.ptr + at - 2);
		if (pair == NULL)
			break;
		if (pair[1] != ' ')
			add_before(w, pair[1]);
		add_before(w, pair[0]);
		at -= 2;
	}
	w->start = at;
}

/* Read such a word before byte `end`; false if that takes more to tell. */
static bool
read_far_word(struct sv text, size_t end, struct far_word *w)
{
	*w = (struct far_word){ 0 };
	read_letters(text, end, w);
	w->small = !address_capital(text, w->start);
	if (w->start > 0 && text.ptr[w->start - 1] >= 'A' &&
	    text.ptr[w->start - 1] <= 'Z') {
		w->small = false;
		add_before(w, text.ptr[--w->start] | 0x20);
	}
	return w->len > 0 && end - w->start < FAR_BYTES &&
	    w->start > 0 && !ascii_is_word(text.ptr[w->start - 1]);
}

/* May it be one of the kinds or connectors? */
static inline bool
may_be_kind(const struct address_hints *h, const struct far_word *w)
{
	return w->len >= ADDRESS_TAIL ? address_hints_has(&h->named, w->tail) :
	    address_hints_may_be(h, w->tail, w->len, IN_KINDS | IN_CONNECTORS);
}

/* Are the last three letters, if there are so many, in the `set`? */
static inline bool
may_end_in(const struct address_letters_set *set,
    const struct address_letters *l)
{
	return l->len < ADDRESS_TAIL ||
	    address_hints_has(set, address_glance_tail(l));
}

/* Is the word of these letters, which ends at `end`, long enough for a kind? */
static inline bool
is_kind(const struct address_text *a, size_t end,
    const struct address_letters *l)
{
	char c = a->text.ptr[end];

	/* Short ones want a dot, a single letter a slash. */
	return may_end_in(&a->words->hints.named, l) && (c == '/' ||
	    (l->len > 1 && (l->len > ADDRESS_TAIL || c == '.' ||
	    address_glance_may_be(&a->words->hints, l, IN_WHOLE))));
}

/* What a word can be in a name with a kind before it. */
enum in_name {
	NAME_NONE,		/* nothing stands there that may be in one */
	NAME_WORD,
	NAME_KIND,
	NAME_UNKNOWN		/* that takes more to tell */
};

/* Of the word that ends at `end`, of another kind; *at: its first letter. */
static NOINLINE enum in_name
far_part(const struct address_text *a, size_t end, size_t *at)
{
	bool parted = a->text.ptr[end] == ',';
	struct far_word far;

	if (is_no_word(a->text, end))
		return NAME_NONE;
	if (!read_far_word(a->text, end, &far) || (!parted &&
	    may_be_kind(&a->words->hints, &far)))
		return NAME_UNKNOWN;
	*at = far.start;
	return parted || far.small ? NAME_NONE : NAME_WORD;
}

/* Of the word before byte `at`, which moves to its first letter. */
static inline enum in_name
part_before(const struct address_text *a, size_t *at)
{
	const struct address_hints *h = &a->words->hints;
	size_t end = end_before(a->text, *at);
	struct address_letters l;
	bool small;

	if (!address_glance_before(a->text, end, &l))
		return far_part(a, end, at);
	small = address_glance_is_small(&l);
	if (small && !address_glance_may_be(h, &l, IN_KINDS | IN_CONNECTORS))
		return NAME_NONE;
	/* Of "VanDyck," the first part has no comma behind it. */
	if (address_glance_how(&l) == LETTERS_MIXED)
		return NAME_UNKNOWN;
	if (a->text.ptr[end] == ',')
		return NAME_NONE;
	if (address_glance_may_be(h, &l, IN_KINDS) && is_kind(a, end, &l))
		return NAME_UNKNOWN;
	*at = end - l.len;
	return !small || address_glance_may_be(h, &l, IN_CONNECTORS) ?
	    NAME_WORD : NAME_NONE;
}

/* The same, read: what no letters tell. */
static NOINLINE enum in_name
read_part(const struct address_text *a, size_t floor, size_t *at)
{
	struct word w;
	unsigned lists;

	if (!address_word_before(a->text, *at, floor, &w) ||
	    a->text.ptr[w.end] == ',')
		return NAME_NONE;
	lists = address_words_find(a->words, &w);
	if (address_names_kind(a->text, &w, lists))
		return NAME_KIND;
	*at = w.start;
	return (lists & IN_CONNECTORS) != 0 ||
	    address_capital(a->text, w.start) ? NAME_WORD : NAME_NONE;
}

/*
 * Does a kind of street stand before the word at byte `at`, with names and
 * small words between? Mostly a word comes first that stands in no such name.
 * Nothing counts that begins before `floor`.
 */
static NOINLINE bool
is_named(const struct address_text *a, size_t at, size_t floor)
{
	enum in_name part = NAME_WORD;

	for (int i = 1; i < ADDRESS_STREET_WORDS && at > 0 &&
	    part == NAME_WORD; i++) {
		part = part_before(a, &at);
		if (part == NAME_UNKNOWN)
			part = read_part(a, floor, &at);
	}
	return part == NAME_KIND;
}

/* May it be one of those that a street ends with, before its number? */
static inline bool
may_be_last(const struct address_text *a, const struct address_letters *l)
{
	return address_glance_may_be(&a->words->hints, l, ADDRESS_LAST) &&
	    may_end_in(&a->words->hints.last, l);
}

/* May a street end with the name of these letters before byte `end`? */
static inline bool
may_be_street(const struct address_text *a, size_t end,
    const struct address_letters *l, size_t at)
{
	return may_be_last(a, l) || (l->len >= ADDRESS_TAIL &&
	    may_end_in(&a->words->hints.ends, l)) ||
	    is_named(a, end - l->len, address_floor(at));
}

/* Is it one blank that parts byte `at` from what ends at `end`? */
static inline bool
is_next(struct sv text, size_t end, size_t at)
{
	return end + 1 == at && text.ptr[end] == ' ';
}

/* A name of so many letters, which end at `end`, and no street. */
static inline void
note_name(const struct address_text *a, struct address_left *left, size_t start,
    size_t end, size_t len)
{
	left->word = len >= ADDRESS_NAME && is_next(a->text, end, left->at);
	left->last.start = start;
	left->last.end = end;
	left->last.len = (uint8_t)len;
}

/*
 * Look at a word with letters beyond ASCII, or a long one; false if it must be
 * read.
 */
static NOINLINE bool
look_wide(const struct address_text *a, size_t end, struct address_left *ret)
{
	struct far_word far;

	if (!read_far_word(a->text, end, &far) || far.len < ADDRESS_TAIL ||
	    address_hints_has(&a->words->hints.last, far.tail))
		return false;
	if (far.small)
		return true;
	if (address_hints_has(&a->words->hints.ends, far.tail) ||
	    is_named(a, far.start, address_floor(ret->at)))
		return false;
	note_name(a, ret, far.start, end, far.len);
	return true;
}

/* Read the word; what it may be is known of few. */
static NOINLINE void
look_far(const struct address_text *a, size_t at, struct address_left *ret)
{
	struct sv text = a->text;
	const struct word *w = &ret->last;

	if (!address_word_before(text, at, address_floor(at), &ret->last))
		return;
	ret->lists = address_words_find(a->words, w);
	ret->street = (ret->lists & ADDRESS_LAST) != 0;
	if (!address_capital(text, w->start))
		return;
	ret->word = w->len >= ADDRESS_NAME && is_next(text, w->end, at);
	ret->street = ret->street || address_words_may_end(a->words, w) ||
	    is_named(a, w->start, address_floor(at));
}

/* The word of these letters that ends at `end`, no small one. */
static inline void
look_letters(const struct address_text *a, size_t end,
    const struct address_letters *l, struct address_left *ret)
{
	if (address_glance_how(l) == LETTERS_MIXED ||
	    may_be_street(a, end, l, ret->at))
		look_far(a, ret->at, ret);
	else
		note_name(a, ret, end - l->len, end, l->len);
}

static inline void
begin(struct address_left *left, size_t at)
{
	left->at = at;
	left->name = SIZE_MAX;
	left->more = LEFT_UNREAD;
	left->word = left->street = false;
}

void
address_look_name(const struct address_text *a, size_t at,
    const struct address_letters *name, struct address_left *ret)
{
	begin(ret, at);
	look_letters(a, at - 1, name, ret);
}

void
address_look_left(const struct address_text *a, size_t at,
    struct address_left *ret)
{
	size_t end = end_before(a->text, at);
	struct address_letters l;

	begin(ret, at);
	if (!address_glance_before(a->text, end, &l)) {
		if (!is_no_word(a->text, end) && !look_wide(a, end, ret))
			look_far(a, at, ret);
	} else if (!address_glance_is_small(&l)) {
		look_letters(a, end, &l, ret);
	} else if (may_be_last(a, &l)) {
		look_far(a, at, ret);
	}
}
