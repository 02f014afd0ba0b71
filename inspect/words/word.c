#include "inspect/words/word.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/utf8.h"
#include "inspect/words/word_fold.h"
#include "inspect/words/word_simple.h"

enum { EIGHT = WORD_KEY };	/* bytes looked at together */

enum letter_case { CASE_NONE, CASE_LOWER, CASE_UPPER };

/* One character at `at`: what it is, its bytes and its folded form. */
struct letter {
	enum word_kind kind;
	enum letter_case which;		/* ASCII letters only */
	size_t bytes;
	size_t len;
	char folded[WORD_FOLD_MAX];
};

static inline void
read_ascii(unsigned char c, struct letter *ret)
{
	unsigned char lower = c | 0x20;
	bool letter = (unsigned char)(lower - 'a') < 26;

	ret->bytes = 1;
	ret->len = 1;
	ret->folded[0] = (char)lower;
	ret->kind = letter ? WORD_LETTER : WORD_SEPARATOR;
	ret->which = !letter ? CASE_NONE : c == lower ? CASE_LOWER :
	    CASE_UPPER;
}

static inline void
read_letter(struct sv text, size_t at, struct letter *ret)
{
	unsigned char c = (unsigned char)text.ptr[at];
	uint32_t code = 0;

	if (c < 0x80) {
		read_ascii(c, ret);
		return;
	}
	ret->which = CASE_NONE;
	ret->bytes = utf8_decode(sv_make(text.ptr + at, text.len - at), &code);
	if (ret->bytes == 0) {
		ret->bytes = 1;
		ret->kind = WORD_SEPARATOR;
		return;
	}
	ret->kind = word_fold(code, ret->folded, &ret->len);
}

/*
 * Does a new part begin at `now`? After lower case at any upper case; inside
 * capitals before the last one, which begins a word in lower case.
 */
static bool
part_begins(struct sv text, size_t at, enum letter_case before,
    enum letter_case now)
{
	size_t next = at + 1;

	if (now != CASE_UPPER || before == CASE_NONE)
		return false;
	if (before == CASE_LOWER)
		return true;
	/* Two small letters: the s of a plural (IBANs) begins nothing. */
	return next + 1 < text.len && text.ptr[next] >= 'a' &&
	    text.ptr[next] <= 'z' && text.ptr[next + 1] >= 'a' &&
	    text.ptr[next + 1] <= 'z';
}

static void
keep(struct word *w, const struct letter *l)
{
	if (w->len + l->len > WORD_MAX)
		return;
	if (l->len == 1) {
		w->folded[w->len++] = l->folded[0];
		return;
	}
	memcpy(w->folded + w->len, l->folded, l->len);
	w->len = (uint8_t)(w->len + l->len);
}

static inline size_t
count_range(const char *p, unsigned char first, unsigned char last)
{
	return word_count_range(word_load(p), first, last);
}

static inline size_t
count_small(const char *p)
{
	return count_range(p, 'a', 'z');
}

/* Take the small letters at `at`, where there is one; the byte after them. */
static inline size_t
take_small(struct sv text, size_t at, struct word *w)
{
	size_t n = EIGHT;

	/* Bytes beyond those that count are written over. */
	while (n == EIGHT && text.len - at >= EIGHT &&
	    w->len + EIGHT <= WORD_MAX) {
		n = count_small(text.ptr + at);
		memcpy(w->folded + w->len, text.ptr + at, EIGHT);
		w->len = (uint8_t)(w->len + n);
		at += n;
	}
	for (; n == EIGHT && at < text.len &&
	    ascii_is_lower(text.ptr[at]); at++)
		if (w->len < WORD_MAX)
			w->folded[w->len++] = text.ptr[at];
	return at;
}

/* Where the next letter before `end` stands, or the first byte from there. */
static NOINLINE size_t
find_letter(struct sv text, size_t at, size_t end)
{
	struct letter l;

	while (at < end && !ascii_is_letter(text.ptr[at])) {
		if ((unsigned char)text.ptr[at] < 0x80) {
			at++;
			continue;
		}
		read_letter(text, at, &l);
		if (l.kind == WORD_LETTER)
			break;
		at += l.bytes;
	}
	return at;
}

/*
 * The character at `at` inside of a word: what is read of it goes into `w`. The
 * byte after it, or `at` if the word ends there.
 */
static size_t
take_other(struct sv text, size_t at, struct word *w,
    enum letter_case *before)
{
	struct letter l;

	read_letter(text, at, &l);
	if (l.kind == WORD_IGNORED)
		return at + l.bytes;
	if (l.kind == WORD_SEPARATOR ||
	    part_begins(text, at, *before, l.which))
		return at;
	keep(w, &l);
	*before = l.which;
	return at + l.bytes;
}

/* Take the capitals at `at` that another one follows: no part begins there. */
static inline size_t
take_capitals(struct sv text, size_t at, struct word *w)
{
	size_t n;

	if (text.len - at < EIGHT || w->len + EIGHT > WORD_MAX)
		return at;
	n = count_range(text.ptr + at, 'A', 'Z');
	if (n < 2)
		return at;
	for (size_t i = 0; i + 1 < n; i++)
		w->folded[w->len++] = text.ptr[at + i] | 0x20;
	return at + n - 1;
}

/* The pair of word_fold_pair() at `at`, or NULL. */
static inline const char *
pair_at(struct sv text, size_t at)
{
	return at + 1 < text.len ? word_fold_pair(text.ptr + at) : NULL;
}

static inline void
keep_pair(struct word *w, const char *pair)
{
	uint8_t n = pair[1] == ' ' ? 1 : 2;

	if (w->len + n > WORD_MAX)
		return;
	w->folded[w->len] = pair[0];
	w->folded[w->len + n - 1] = pair[n - 1];
	w->len += n;
}

/* Read on in the word that begins at w->start, from byte `at`. */
static NOINLINE size_t
take_rest(struct sv text, size_t at, struct word *w, enum letter_case before)
{
	const char *pair;
	size_t next;

	while (at < text.len) {
		if (ascii_is_lower(text.ptr[at])) {
			at = take_small(text, at, w);
			before = CASE_LOWER;
			continue;
		}
		if ((unsigned char)text.ptr[at] < 0x80 &&
		    !ascii_is_letter(text.ptr[at]))
			break;
		pair = pair_at(text, at);
		if (pair != NULL) {
			keep_pair(w, pair);
			before = CASE_NONE;
			at += 2;
			continue;
		}
		if (before == CASE_UPPER)
			at = take_capitals(text, at, w);
		next = take_other(text, at, w, &before);
		if (next == at)
			break;
		at = next;
	}
	return at;
}

bool
word_next(struct word_reader *r, size_t until, struct word *ret)
{
	struct sv text = r->text;
	size_t end = until < text.len ? until : text.len, at = r->at, n;
	enum letter_case before = CASE_NONE;
	uint64_t folded[2];

	for (; at < end && !ascii_is_letter(text.ptr[at]); at++)
		if ((unsigned char)text.ptr[at] >= 0x80) {
			if (pair_at(text, at) == NULL)
				at = find_letter(text, at, end);
			break;
		}
	ret->len = 0;
	r->at = at;
	if (at >= end)
		return false;
	ret->start = at;
	n = word_simple(text, at, folded);
	if (n > 0) {
		word_store(ret->folded, folded[0]);
		word_store(ret->folded + WORD_KEY, folded[1]);
		ret->len = (uint8_t)n;
		ret->end = r->at = at + n;
		return true;
	}
	/* A capital or none, then a few small letters: most are no more. */
	if (text.ptr[at] >= 'A' && text.ptr[at] <= 'Z') {
		ret->folded[ret->len++] = text.ptr[at++] | 0x20;
		before = CASE_UPPER;
	}
	if (text.len - at >= EIGHT && ascii_is_lower(text.ptr[at])) {
		n = count_small(text.ptr + at);
		memcpy(ret->folded + ret->len, text.ptr + at, EIGHT);
		ret->len = (uint8_t)(ret->len + n);
		at += n;
		before = CASE_LOWER;
	}
	if (at < text.len && ((unsigned char)text.ptr[at] >= 0x80 ||
	    ascii_is_letter(text.ptr[at])))
		at = take_rest(text, at, ret, before);
	ret->end = r->at = at;
	return true;
}

bool
word_is_one_of(const struct word *w, const char *const *list, size_t count)
{
	struct sv word = sv_make(w->folded, w->len);

	for (size_t i = 0; i < count; i++)
		if (list[i][0] == w->folded[0] &&
		    sv_eq(sv_cstr(list[i]), word))
			return true;
	return false;
}

bool
word_letter_before(struct sv text, size_t at)
{
	struct letter l;
	size_t from = at;

	if (at == 0)
		return false;
	do
		from--;
	while (from > 0 && at - from < UTF8_MAX &&
	    ((unsigned char)text.ptr[from] & 0xc0) == 0x80);
	read_letter(sv_make(text.ptr, at), from, &l);
	return l.kind != WORD_SEPARATOR;
}

bool
word_letter_after(struct sv text, size_t at)
{
	struct letter l;

	if (at >= text.len)
		return false;
	read_letter(text, at, &l);
	return l.kind != WORD_SEPARATOR;
}
