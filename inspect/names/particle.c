#include "inspect/names/particle.h"

#include "base/attr.h"
#include "inspect/names/piece.h"

enum {
	PARTICLES = 3,		/* "van der", "von und zu" */
	PARTICLE_BYTES = 4,
	GIVEN_BYTES = 24
};

/*
 * Those that only a name begins with, those that such a name has behind "van",
 * and those that join two parts that are known as names: "van Berlin", "von der
 * Regierung" are prose, "van der Zwan", "van 't Hoff" are not.
 */
static const struct sv leading[] = { SV_INIT("Ó"), SV_INIT("Ní"),
	SV_INIT("Nic"), SV_INIT("Uí"), SV_INIT("Mac") };
static const struct sv behind_van[] = { SV_INIT("der"), SV_INIT("den"),
	SV_INIT("'t"), SV_INIT("’t") };
static const struct sv inner[] = { SV_INIT("van"), SV_INIT("von"),
	SV_INIT("der"), SV_INIT("den"), SV_INIT("de"), SV_INIT("'t"),
	SV_INIT("’t"), SV_INIT("t"), SV_INIT("ter"), SV_INIT("ten"),
	SV_INIT("het"), SV_INIT("el"), SV_INIT("bin"), SV_INIT("zu"),
	SV_INIT("ní") };

static bool
is_in(struct sv word, const struct sv *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (sv_eq(word, list[i]))
			return true;
	return false;
}

bool
particle_is(struct sv word)
{
	return word.len <= PARTICLE_BYTES &&
	    (is_in(word, leading, NELEMS(leading)) ||
	    is_in(word, inner, NELEMS(inner)));
}

/* The word between blanks from `at` on, no longer than a particle. */
static struct sv
word_at(struct sv text, size_t at)
{
	size_t end = at;

	while (end < text.len && text.ptr[end] != ' ' &&
	    end - at <= PARTICLE_BYTES)
		end++;
	return sv_slice(text, at, end);
}

/* The same, which ends before `at`. */
static struct sv
word_before(struct sv text, size_t at)
{
	size_t start = at;

	while (start > 0 && (text.ptr[start - 1] != ' ' &&
	    text.ptr[start - 1] != '\n') && at - start <= PARTICLE_BYTES)
		start--;
	return sv_slice(text, start, at);
}

/* Does a name begin with these words, the second of which may be missing? */
static bool
is_led(struct sv first, struct sv second)
{
	return is_in(first, leading, NELEMS(leading)) ||
	    (sv_eq(first, SV("van")) &&
	    is_in(second, behind_van, NELEMS(behind_van)));
}

/* Where the capitalised word behind particles ends, or `end`. */
static size_t
pass_behind(struct sv text, size_t end)
{
	size_t at = end;
	struct piece_reader r;
	struct piece p;
	struct sv word;

	for (int i = 0; i < PARTICLES; i++) {
		if (at >= text.len || text.ptr[at] != ' ')
			return end;
		word = word_at(text, at + 1);
		if (i == 0 ? !is_led(word, word_at(text, at + 2 + word.len)) :
		    !particle_is(word))
			break;
		at += 1 + word.len;
	}
	if (at == end || at >= text.len || text.ptr[at] != ' ')
		return end;
	r = (struct piece_reader){ text, at + 1 };
	return piece_next(&r, &p) && p.kind == PIECE_WORD &&
	    p.shape == SHAPE_CAPITAL && (p.flags & PIECE_CODE) == 0 ?
	    p.end : end;
}

static inline bool
is_gap(char c)
{
	return c == ' ' || c == '\n';
}

/* Where the particles before `start` begin, or `start`. */
static size_t
pass_before(struct sv text, size_t until, size_t start)
{
	size_t at = start, from = start;
	struct sv word, next = sv_make(NULL, 0);

	for (int i = 0; i < PARTICLES && at > 1 && text.ptr[at - 1] == ' ';
	    i++) {
		word = word_before(text, at - 1);
		if (!particle_is(word))
			break;
		at -= 1 + word.len;
		if (is_led(word, next) || (until > 0 && at == until + 1))
			from = at;
		next = word;
	}
	return from;
}

/* May a particle end before the blank before `start`? Few words end so. */
static inline bool
may_end_before(struct sv text, size_t start)
{
	if (start < 5 || text.ptr[start - 1] != ' ')
		return false;
	switch (text.ptr[start - 2]) {
	case 'n': case 'r': case 't': case 'e': case 'l': case 'u': case 'c':
		return is_gap(text.ptr[start - 5]) ||
		    is_gap(text.ptr[start - 4]) ||
		    text.ptr[start - 3] == '\'' ||
		    text.ptr[start - 3] == '\x99';
	default:
		return (unsigned char)text.ptr[start - 2] >= 0x80;
	}
}

/* May one begin behind the blank at `end`? */
static inline bool
may_begin_behind(struct sv text, size_t end)
{
	if (end + 3 >= text.len || text.ptr[end] != ' ')
		return false;
	switch (text.ptr[end + 1]) {
	case 'v':
		return text.ptr[end + 2] == 'a';
	case 'N': case 'M': case 'U': case '\xc3':
		return true;
	default:
		return false;
	}
}

void
particle_pass(struct sv text, size_t before, size_t until, size_t *start,
    size_t *end)
{
	size_t from = may_end_before(text, *start) ?
	    pass_before(text, until, *start) : *start;

	if (from < *start)
		*start = until > 0 && from == until + 1 ? before : from;
	if (may_begin_behind(text, *end))
		*end = pass_behind(text, *end);
}

bool
particle_is_irish(struct sv text, size_t *start)
{
	static const struct sv irish[] = { SV_INIT("Ó"), SV_INIT("Ní"),
		SV_INIT("Nic"), SV_INIT("Uí") };
	size_t at = *start, from;
	struct piece_reader r;
	struct sv word;
	struct piece p;

	if (at < 4 || text.ptr[at - 1] != ' ' || (text.ptr[at - 2] != 'c' &&
	    (unsigned char)text.ptr[at - 2] < 0x80))
		return false;
	word = word_before(text, at - 1);
	if (!is_in(word, irish, NELEMS(irish)))
		return false;
	at -= 1 + word.len;
	if (at == 0 || text.ptr[at - 1] != ' ')
		return false;
	for (from = --at; from > 0 && at - from < GIVEN_BYTES &&
	    text.ptr[from - 1] != ' ' && text.ptr[from - 1] != '\n'; from--)
		;
	r = (struct piece_reader){ sv_slice(text, from, at), 0 };
	if (!piece_next(&r, &p) || p.kind != PIECE_WORD ||
	    p.shape != SHAPE_CAPITAL || r.at != r.text.len)
		return false;
	*start = from;
	return true;
}
