#include "inspect/terms/vocab_place.h"

#include <string.h>

#include "base/ascii.h"
#include "inspect/words/word.h"

enum {
	WORD_BYTES = 64,	/* looked at, of one word */
	JOINERS_MAX = 2,	/* small words inside a name: "Up to the" */
	BARE_LEAST = 6		/* bytes of a word that accents may lack in */
};

bool
vocab_place_has_small(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
			return true;
	return false;
}

static struct sv
sentence_of(const struct vocab_place *p)
{
	return sv_slice(p->text, p->scope.sentence, p->scope.sentence_end);
}

/* Combining marks: what they stand on is not counted as marked. */
static bool
is_decomposed(struct sv s)
{
	return sv_find_char(s, (char)0xcc) >= 0;
}

bool
vocab_place_is_spelled(const struct vocab_place *p, struct vocab_form form)
{
	struct sv term = sv_slice(p->text, p->start, p->end);
	unsigned marks = vocab_marks(term);

	/* "CD-ROM" has nothing of the people. */
	if (!form.capitals && p->start > 0 && p->text.ptr[p->start - 1] ==
	    '-' && !vocab_place_has_small(term) &&
	    vocab_place_has_small(sentence_of(p)))
		return false;
	if (marks == form.marks || is_decomposed(term))
		return true;
	if (marks > form.marks)
		return form.wild;
	return !vocab_place_has_small(term) || (term.len >= BARE_LEAST &&
	    vocab_marks(sentence_of(p)) == marks);
}

bool
vocab_place_before(const struct vocab_place *p, struct vocab_beside *ret)
{
	size_t at = p->start, stop = p->scope.sentence;

	if (at <= stop + 1 || p->text.ptr[at - 1] != ' ')
		return false;
	ret->end = --at;
	if (stop + WORD_BYTES < at)
		stop = at - WORD_BYTES;
	while (at > stop && ascii_is_word(p->text.ptr[at - 1]))
		at--;
	ret->start = at;
	return at < ret->end;
}

bool
vocab_place_behind(const struct vocab_place *p, struct vocab_beside *ret)
{
	size_t at = p->end, stop = p->scope.sentence_end;

	if (at + 1 >= stop || p->text.ptr[at] != ' ')
		return false;
	ret->start = ++at;
	if (at + WORD_BYTES < stop)
		stop = at + WORD_BYTES;
	while (at < stop && ascii_is_word(p->text.ptr[at]))
		at++;
	ret->end = at;
	return at > ret->start;
}

/* Nothing but marks and blanks stands before it in its sentence. */
static bool
begins_sentence(const struct vocab_place *p, size_t start)
{
	for (size_t i = p->scope.sentence; i < start; i++)
		if (ascii_is_word(p->text.ptr[i]) ||
		    (p->text.ptr[i] >= '0' && p->text.ptr[i] <= '9'))
			return false;
	return true;
}

/* Quotes of any kind right before and behind it, or with a blank between. */
static bool
is_quoted(const struct vocab_place *p)
{
	size_t at = p->start, end = p->end;

	if (at > 0 && p->text.ptr[at - 1] == ' ')
		at--;
	if (end < p->text.len && p->text.ptr[end] == ' ')
		end++;
	return at > 0 && end < p->text.len && p->text.ptr[at - 1] == '"' &&
	    p->text.ptr[end] == '"';
}

/* Words that stand inside names, and articles. */
static bool
is_joiner(struct sv word)
{
	static const char *const joiners[] = { "the", "to", "of", "for", "and",
		"de", "des", "du", "del", "la", "le", "les", "el", "das", "do",
		"dos", "di", "van" };

	for (size_t i = 0; i < sizeof(joiners) / sizeof(*joiners); i++)
		if (sv_eq(word, sv_cstr(joiners[i])))
			return true;
	return false;
}

/* Does a name go on into the term, over small words of it or none? */
static bool
follows_name(const struct vocab_place *p)
{
	struct vocab_place here = *p;
	struct vocab_beside word;

	for (unsigned i = 0; i <= JOINERS_MAX &&
	    vocab_place_before(&here, &word); i++) {
		struct sv text = sv_slice(p->text, word.start, word.end);

		if (vocab_capital(text))
			return !begins_sentence(p, word.start);
		if (!is_joiner(text))
			return false;
		if (sv_eq(text, SV("the")))
			return true;
		here.start = word.start;
	}
	return false;
}

static bool
leads_to_capital(const struct vocab_place *p)
{
	struct vocab_beside word;

	if (p->end < p->text.len && p->text.ptr[p->end] == '-')
		return vocab_capital(sv_slice(p->text, p->end + 1,
		    p->text.len));
	return vocab_place_behind(p, &word) && vocab_capital(sv_slice(p->text,
	    word.start, word.end));
}

static bool
is_one_word(struct sv s)
{
	return sv_find_char(s, ' ') < 0;
}

bool
vocab_place_is_name(const struct vocab_place *p, struct vocab_form form)
{
	struct sv term = sv_slice(p->text, p->start, p->end);

	if (!vocab_capital(term) || (term.len > 1 &&
	    !vocab_place_has_small(term) &&
	    ((unsigned char)term.ptr[0] & 0x80) == 0))
		return false;
	if (leads_to_capital(p) || is_quoted(p))
		return true;
	return form.small && is_one_word(term) &&
	    !begins_sentence(p, p->start) && follows_name(p);
}

static bool
ends_clause(struct sv text, size_t at)
{
	static const char dash[] = " \xe2\x80\x93 ";
	struct sv rest;

	if (text.ptr[at] != ' ')
		return memchr(";:()", text.ptr[at], 4) != NULL;
	rest = sv_slice(text, at, text.len);
	return sv_starts(rest, SV(" - ")) || sv_starts(rest, sv_cstr(dash));
}

struct vocab_clause
vocab_place_clause(const struct vocab_place *p)
{
	struct vocab_clause c = { p->start, p->end };

	while (c.start > p->scope.sentence &&
	    !ends_clause(p->text, c.start - 1))
		c.start--;
	while (c.end < p->scope.sentence_end && !ends_clause(p->text, c.end))
		c.end++;
	return c;
}
