#include "inspect/names/mend.h"

#include <string.h>

#include "inspect/names/piece.h"

enum {
	ENDING_MAX = 4,		/* letters behind the colon of an acronym */
	SCORE_SURE = 85,	/* of a full name that others follow from */
	SCORE_AGAIN = 78,	/* of the family name alone */
	SCORE_CAPITALS = 60,	/* at most, of words in capitals unknown */
	CODE_MAX = 2,		/* letters: KW KY KZ LA LB LI */
	LINE_MAX_BYTES = 160,	/* of a line that are looked at */
	NAME_LEAST = 4		/* bytes of a family name */
};

static inline bool
is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Part of a word, of an identifier, an address, a path. */
static bool
is_joined(char c)
{
	return is_small(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    (unsigned char)c >= 0x80 || (c != '\0' &&
	    strchr("_-@/\\#$=&", c) != NULL);
}

static bool
is_joined_at(struct sv text, size_t at)
{
	return at < text.len && is_joined(text.ptr[at]);
}

/* Where the ending ":n" behind an acronym ends, or `end`. */
static size_t
pass_ending(struct sv text, size_t end)
{
	size_t at = end + 1;

	if (end == 0 || at >= text.len || text.ptr[end] != ':' ||
	    text.ptr[end - 1] < 'A' || text.ptr[end - 1] > 'Z')
		return end;
	while (at < text.len && is_small(text.ptr[at]) &&
	    at - end <= ENDING_MAX)
		at++;
	if (at == end + 1 || is_joined_at(text, at) ||
	    (at < text.len && (text.ptr[at] == '(' || text.ptr[at] == ':')))
		return end;
	return at;
}

/* The last word of a name of two words or more; nothing otherwise. */
static struct mend_name
last_word(struct sv text, const struct tagger_span *span)
{
	size_t start = span->end;

	while (start > span->start && text.ptr[start - 1] != ' ')
		start--;
	if (start == span->start || span->end - start < NAME_LEAST)
		start = span->end;
	return (struct mend_name){ start, span->end, false };
}

/* A word with one capital, and no common one. */
static bool
is_family_name(const struct lexicon *l, struct sv name)
{
	struct piece_reader r = { name, 0 };
	struct piece p;

	return piece_next(&r, &p) && r.at == name.len &&
	    p.kind == PIECE_WORD && p.shape == SHAPE_CAPITAL &&
	    lexicon_groups(lexicon_find(l, p.hash)) == 0;
}

static bool
is_given_name(const struct lexicon *l, struct sv name)
{
	uint64_t hash = piece_hash(sv_cut(&name, ' '));

	return hash != 0 && (lexicon_find(l, hash) & LEXICON_FIRST) != 0;
}

static bool
is_same(struct sv text, const struct mend_name *n, size_t start, size_t end)
{
	return sv_eq(sv_slice(text, n->start, n->end),
	    sv_slice(text, start, end));
}

static void
remember(struct mend *m, const struct tagger_span *span)
{
	struct mend_name name = last_word(m->text, span);

	if (span->score < SCORE_SURE || name.start == name.end ||
	    m->count == MEND_NAMES)
		return;
	for (size_t i = 0; i < m->count; i++)
		if (is_same(m->text, &m->names[i], name.start, name.end))
			return;
	if (is_given_name(m->lexicon, sv_slice(m->text, span->start,
	    span->end)) && is_family_name(m->lexicon,
	    sv_slice(m->text, name.start, name.end)))
		m->names[m->count++] = name;
}

/* D., X, C-o */
static bool
is_letter(struct sv name)
{
	return name.len == 1 || (name.len == 2 && name.ptr[1] == '.') ||
	    (name.len == 3 && name.ptr[1] == '-');
}

/* Does the line begin as a comment does, or hold marks of program text? */
static bool
is_program_line(struct sv text, size_t at)
{
	size_t from = at, to = at;

	while (from > 0 && at - from < LINE_MAX_BYTES &&
	    text.ptr[from - 1] != '\n')
		from--;
	while (to < text.len && to - at < LINE_MAX_BYTES &&
	    text.ptr[to] != '\n')
		to++;
	while (from < at && (text.ptr[from] == ' ' || text.ptr[from] == '\t'))
		from++;
	if (text.ptr[from] == '*' || text.ptr[from] == '#' ||
	    text.ptr[from] == '/')
		return true;
	for (; from < to; from++)
		if (text.ptr[from] != '\0' &&
		    strchr("{}<>=|\\_$`", text.ptr[from]) != NULL)
			return true;
	return false;
}

/* Only capitals, and none of its words is a name that is known. */
static bool
is_unknown_capitals(const struct lexicon *l, struct sv name)
{
	struct piece_reader r = { name, 0 };
	struct piece p;

	while (piece_next(&r, &p)) {
		if (p.kind == PIECE_WORD && p.shape != SHAPE_UPPER)
			return false;
		if (p.len > CODE_MAX &&
		    (lexicon_find(l, p.hash) & LEXICON_NAMES) != 0)
			return false;
	}
	return true;
}

void
mend_begin(struct mend *m, const struct lexicon *l, struct sv text)
{
	m->lexicon = l;
	m->text = text;
	m->count = 0;
}

bool
mend_span(struct mend *m, struct tagger_span *span)
{
	struct sv name = sv_slice(m->text, span->start, span->end);

	if (is_letter(name) || (span->capitals &&
	    is_program_line(m->text, span->start)))
		return false;
	span->end = pass_ending(m->text, span->end);
	if (span->kind == KIND_PERSON) {
		if (span->score > SCORE_CAPITALS &&
		    is_unknown_capitals(m->lexicon, name))
			span->score = SCORE_CAPITALS;
		remember(m, span);
		return true;
	}
	for (size_t i = 0; i < m->count; i++)
		if (is_same(m->text, &m->names[i], span->start, span->end))
			m->names[i].doubtful = true;
	return true;
}

static bool
is_alone(struct sv text, size_t start, size_t end)
{
	char before = text.ptr[start - 1];

	return !is_joined(before) && before != '.' && before != '\'' &&
	    !is_joined_at(text, end) &&
	    !(end + 1 < text.len && text.ptr[end] == '.' &&
	    is_joined(text.ptr[end + 1]));
}

/*
 * Where `name` stands next at `at` or behind, or the end of the text. Capitals
 * are rare: their last byte is looked for, many bytes at once.
 */
static size_t
find_again(struct sv text, size_t at, struct sv name)
{
	size_t anchor = (unsigned char)name.ptr[0] >= 0x80;

	while (at + name.len <= text.len) {
		const char *p = memchr(text.ptr + at + anchor,
		    name.ptr[anchor], text.len - at - name.len + 1);

		if (p == NULL)
			break;
		at = (size_t)(p - text.ptr) - anchor;
		if (memcmp(text.ptr + at, name.ptr, name.len) == 0)
			return at;
		at++;
	}
	return text.len;
}

void
mend_end(const struct mend *m,
    void (*found)(void *ctx, const struct tagger_span *span), void *ctx)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct mend_name *n = &m->names[i];
		struct sv name = sv_slice(m->text, n->start, n->end);
		size_t at = n->doubtful ? m->text.len :
		    find_again(m->text, n->end, name);

		while (at < m->text.len) {
			struct tagger_span span = { at, at + name.len,
				KIND_PERSON, SCORE_AGAIN, false };

			if (is_alone(m->text, span.start, span.end))
				found(ctx, &span);
			at = find_again(m->text, span.end, name);
		}
	}
}
