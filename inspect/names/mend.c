#include "inspect/names/mend.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/names/particle.h"
#include "inspect/names/piece.h"

enum {
	ENDING_MAX = 4,		/* letters behind the colon of an acronym */
	SCORE_SURE = 85,	/* of a full name that others follow from */
	SCORE_AGAIN = 78,	/* of the family name alone */
	SCORE_CAPITALS = 60,	/* at most, of words in capitals unknown */
	CODE_MAX = 2,		/* letters: KW KY KZ LA LB LI */
	LINE_MAX_BYTES = 160,	/* of a line that are looked at */
	NAME_LEAST = 4,		/* bytes of a family name */
	SHORT_MAX_BYTES = 16,	/* of initials, or a given name cut short */
	INITIALS_MAX = 3,	/* words of them before a name */
	ACRONYM_MAX = 5,	/* letters */
	WORD_MAX_BYTES = 40,	/* before a quotation mark */
	CASED_LEAST = 6, /* letters, and more, of a word with an ending */
	VERB_LEAST = 4		/* no particle (von, de) has so many letters */
};

/* Part of a word, of an identifier, an address, a path. */
static const uint64_t joined[2] = {
	ASCII_RANGE('0', '9') | ASCII_BIT('-') | ASCII_BIT('/') |
	ASCII_BIT('#') | ASCII_BIT('$') | ASCII_BIT('=') | ASCII_BIT('&'),
	ASCII_RANGE('A', 'Z') | ASCII_RANGE('a', 'z') | ASCII_BIT('_') |
	ASCII_BIT('@') | ASCII_BIT('\\')
};

static inline bool
is_joined(char c)
{
	return (unsigned char)c >= 0x80 || ascii_is_in(c, joined);
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
	while (at < text.len && ascii_is_lower(text.ptr[at]) &&
	    at - end <= ENDING_MAX)
		at++;
	if (at == end + 1 || is_joined_at(text, at) ||
	    (at < text.len && (text.ptr[at] == '(' || text.ptr[at] == ':')))
		return end;
	return at;
}

/* How many bytes the apostrophe at `at` has, or 0. */
static size_t
apostrophe(struct sv text, size_t at)
{
	static const char curved[] = "\xe2\x80\x99";

	if (at < text.len && text.ptr[at] == '\'')
		return 1;
	return sv_starts(sv_slice(text, at, text.len), sv_cstr(curved)) ?
	    sizeof(curved) - 1 : 0;
}

/*
 * Where the Danish genitive behind a name ends, or `end`: Odd-Catla's, and
 * Marcos' of what ends in s, x or z, but where it may close a quotation.
 */
static size_t
pass_genitive(struct sv text, size_t start, size_t end)
{
	size_t mark = apostrophe(text, end), at = end + mark;
	bool hisses = end > 0 && strchr("sxzSXZ", text.ptr[end - 1]) != NULL;

	if (mark == 0)
		return end;
	if (at < text.len && text.ptr[at] == 's')
		at++;
	else if (!hisses || (start > 0 && text.ptr[start - 1] != ' '))
		return end;
	return is_joined_at(text, at) ? end : at;
}

/* The word with a full stop before `at`, blanks left out; or nothing. */
static struct sv
abbreviation_before(struct sv text, size_t at)
{
	size_t end, from;

	while (at > 0 && text.ptr[at - 1] == ' ')
		at--;
	end = from = at;
	if (end == 0 || text.ptr[end - 1] != '.')
		return sv_slice(text, at, at);
	while (from > 0 && end - from < SHORT_MAX_BYTES &&
	    (is_joined(text.ptr[from - 1]) || text.ptr[from - 1] == '.'))
		from--;
	if (end - from == SHORT_MAX_BYTES)
		return sv_slice(text, at, at);
	return sv_slice(text, from, end);
}

/* A., A.B., but not I., V., X., which are numbers of kings. */
static bool
is_initials(struct sv word)
{
	struct piece_reader r = { word, 0 };
	unsigned letters = 0;
	struct piece p;

	if (word.len == 2 && strchr("IVX", word.ptr[0]) != NULL)
		return false;
	while (piece_next(&r, &p)) {
		if (p.kind == PIECE_MARK)
			continue;
		if (p.shape != SHAPE_INITIAL && p.shape != SHAPE_SINGLE)
			return false;
		letters++;
	}
	return letters > 0;
}

/* Chr., a given name cut short; Dr., which is of the name in Hungary. */
static bool
is_name_short(struct sv word, enum lang lang)
{
	static const char *const names[] = { "Alex.", "Chr.", "Const.", "Geo.",
		"Gh.", "Gr.", "Joh.", "Jos.", "Nic.", "Th.", "Vilh.", "Wilh.",
		"Wm." };

	for (size_t i = 0; i < NELEMS(names); i++)
		if (sv_eq(word, sv_cstr(names[i])))
			return true;
	return (sv_eq(word, SV("Dr.")) || sv_eq(word, SV("dr."))) &&
	    lang == LANG_HU;
}

/*
 * Where a person's name begins that goes on behind initials and the like, and
 * behind the name found before them: Jens Chr. Birch.
 */
static size_t
pass_initials(const struct mend *m, const struct tagger_span *span)
{
	size_t start = span->start, first = start;

	for (unsigned i = 0; i < INITIALS_MAX; i++) {
		struct sv word = abbreviation_before(m->text, first);

		if (word.len == 0 || (!is_initials(word) &&
		    !is_name_short(word, span->lang)))
			break;
		first = (size_t)(word.ptr - m->text.ptr);
	}
	if (first < start && m->last.end > 0 && m->last.end + 1 >= first &&
	    m->last.start < first)
		first = m->last.start;
	return first;
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
	if (is_given_name(&m->weights->lexicon, sv_slice(m->text, span->start,
	    span->end)) && is_family_name(&m->weights->lexicon,
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

/* A sign that boxes are drawn with, U+2500 to U+257F: a table's, as `|` is. */
static bool
is_box(struct sv text, size_t at)
{
	return text.ptr[at] == '\xe2' && at + 2 < text.len &&
	    (text.ptr[at + 1] == '\x94' || text.ptr[at + 1] == '\x95');
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
		if ((text.ptr[from] != '\0' &&
		    strchr("{}<>=|\\_$`", text.ptr[from]) != NULL) ||
		    is_box(text, from))
			return true;
	return false;
}

/* Only capitals, and none of its words is a name that is known. */
static bool
is_unknown_capitals(const struct lexicon *l, struct sv name)
{
	struct piece_reader r = { name, 0 };
	struct piece p;

	/* Most names begin with a word that goes on in small letters. */
	if (name.len > 1 && ascii_is_lower(name.ptr[1]) &&
	    name.ptr[0] >= 'A' && name.ptr[0] <= 'Z')
		return false;
	while (piece_next(&r, &p)) {
		if (p.kind == PIECE_WORD && p.shape != SHAPE_UPPER)
			return false;
		if (p.len > CODE_MAX &&
		    (lexicon_find(l, p.hash) & LEXICON_NAMES) != 0)
			return false;
	}
	return true;
}

/* LKT; a degree or office in capitals. */
static bool
is_acronym(const struct piece *p)
{
	return p->shape == SHAPE_UPPER && p->len <= ACRONYM_MAX;
}

/*
 * Where the name begins in "LKT Pekka Käävä", "Hongan Aleksandr Kokko": its
 * first word is none that is known, the second a known given name, and more
 * follows. In Finnish, which has what somebody is or belongs to before the
 * name and no ending on a given name, that is enough; elsewhere unknown given
 * names are as many, and the first word must be an acronym.
 */
static size_t
pass_attribute(const struct mend *m, const struct tagger_span *span)
{
	struct piece_reader r = { sv_slice(m->text, span->start, span->end),
		0 };
	const struct lexicon *l = &m->weights->lexicon;
	struct piece first, second, third;

	if (span->lang != LANG_FI &&
	    (r.text.len < 2 || ascii_is_lower(r.text.ptr[1])))
		return span->start;
	if (!piece_next(&r, &first) || !piece_next(&r, &second) ||
	    !piece_next(&r, &third) || first.kind != PIECE_WORD ||
	    second.shape != SHAPE_CAPITAL || third.kind != PIECE_WORD)
		return span->start;
	if ((lexicon_find(l, first.hash) & LEXICON_NAMES) != 0 ||
	    (lexicon_find(l, second.hash) & LEXICON_FIRST) == 0)
		return span->start;
	if (!is_acronym(&first) && (first.shape != SHAPE_CAPITAL ||
	    span->lang != LANG_FI))
		return span->start;
	return span->start + second.start;
}

/* In a place, on a day: -ssa, -sta, -lla, -lta, -lle, -na. */
static bool
has_finnish_case(const struct piece *p)
{
	static const char cases[][4] = { "ssa", "sta", "lla", "lta", "lle",
		"ina" };

	for (size_t i = 0; i < NELEMS(cases); i++)
		if (p->len > CASED_LEAST && sv_ends(piece_letters(p),
		    sv_cstr(cases[i])))
			return true;
	return false;
}

/*
 * Only the last word of a name is inflected in Finnish, and no verb stands in
 * one: Blackburnissa Gallagher, Bram Moolenaarin luoma editori.
 */
static void
cut_finnish(const struct mend *m, struct tagger_span *span)
{
	struct piece_reader r = { sv_slice(m->text, span->start, span->end),
		0 };
	const struct lexicon *l = &m->weights->lexicon;
	size_t from = span->start;
	struct piece p;

	for (unsigned n = 0; piece_next(&r, &p); n++) {
		if (n == 0 && r.at < r.text.len && has_finnish_case(&p) &&
		    r.text.ptr[p.end] == ' ' &&
		    (lexicon_find(l, p.hash) & LEXICON_NAMES) == 0)
			span->start = from + p.end + 1;
		if (n > 0 && p.shape == SHAPE_LOWER && p.len >= VERB_LEAST &&
		    r.text.ptr[p.start - 1] == ' ') {
			span->end = from + p.start - 1;
			break;
		}
	}
}

/*
 * Where "al II-lea" behind the name of a king or a pope ends in Romanian, or
 * `end`.
 */
static size_t
pass_number(struct sv text, size_t end)
{
	static const char lead[] = " al ";
	size_t at = end + sizeof(lead) - 1, from = at;

	if (at > text.len || text.ptr[end + 1] != 'a' ||
	    !sv_starts(sv_slice(text, end, text.len), sv_cstr(lead)))
		return end;
	while (at < text.len && text.ptr[at] != '\0' &&
	    strchr("IVX", text.ptr[at]) != NULL)
		at++;
	if (at == from)
		return end;
	if (sv_starts(sv_slice(text, at, text.len), SV("-lea")))
		at += sizeof("-lea") - 1;
	return is_joined_at(text, at) ? end : at;
}

/* Does a typographic quotation mark stand at `at`? Its bytes, or 0. */
static size_t
quotation(struct sv text, size_t at)
{
	static const char *const marks[] = { "\xe2\x80\x9c", "\xe2\x80\x9d",
		"\xe2\x80\x9e", "\xc2\xab", "\xc2\xbb" };

	for (size_t i = 0; i < NELEMS(marks); i++)
		if (sv_starts(sv_slice(text, at, text.len), sv_cstr(marks[i])))
			return strlen(marks[i]);
	return 0;
}

/* Does the last word before the blank at `at` begin with a capital? */
static bool
is_behind_capital(struct sv text, size_t at)
{
	size_t from = at;
	struct piece_reader r;
	struct piece p;

	while (from > 0 && at - from < WORD_MAX_BYTES &&
	    is_joined(text.ptr[from - 1]))
		from--;
	r = (struct piece_reader){ sv_slice(text, from, at), 0 };
	return piece_next(&r, &p) && p.shape == SHAPE_CAPITAL;
}

/*
 * A full name in quotation marks behind a capitalised word is what a school, a
 * ship, a square was named after. Straight marks are those of data.
 */
static bool
is_named_after(struct sv text, const struct tagger_span *span)
{
	size_t at = span->start;

	if (span->end >= text.len ||
	    (unsigned char)text.ptr[span->end] < 0x80 ||
	    quotation(text, span->end) == 0 ||
	    sv_find_char(sv_slice(text, at, span->end), ' ') < 0)
		return false;
	for (size_t mark = 2; mark <= 3 && mark < at; mark++)
		if (quotation(text, at - mark) == mark)
			return text.ptr[at - mark - 1] == ' ' &&
			    is_behind_capital(text, at - mark - 1);
	return false;
}

static bool
is_one_word(struct sv text, size_t start, size_t end)
{
	return sv_find_char(sv_slice(text, start, end), ' ') < 0;
}

/* Is it right before `at`, with a blank between them and nothing more? */
static bool
is_before(struct sv text, const struct mend_name *n, size_t at)
{
	return at > 1 && n->end == at - 1 && text.ptr[at - 1] == ' ';
}

static uint16_t
known_word(const struct mend *m, size_t start, size_t end)
{
	return lexicon_find(&m->weights->lexicon,
	    piece_hash(sv_slice(m->text, start, end)));
}

/*
 * Where a name begins that the tagger cut in two, or took the family name of
 * alone: a person behind another, one word behind a given name that is no
 * common word, or behind a word that was taken for a place and is none known.
 */
static size_t
pass_given(const struct mend *m, const struct tagger_span *span)
{
	size_t end = span->start, from;
	uint16_t known;

	if (end < 2 || m->text.ptr[end - 1] != ' ')
		return end;
	if (is_before(m->text, &m->last, end))
		return m->last.start;
	for (from = --end; from > 0 && end - from < WORD_MAX_BYTES &&
	    is_joined(m->text.ptr[from - 1]);)
		from--;
	if (end - from < NAME_LEAST || ascii_is_lower(m->text.ptr[from]) ||
	    !is_one_word(m->text, span->start, span->end))
		return span->start;
	known = known_word(m, from, end);
	if (from == m->other.start && known == 0 && span->lang != LANG_FI)
		return from;
	return (known & LEXICON_FIRST) != 0 && lexicon_groups(known) == 0 ?
	    from : span->start;
}

/*
 * One word right behind a given name that was found alone: Olivier Pantaloni.
 */
static bool
is_family_behind(const struct mend *m, const struct tagger_span *span)
{
	const struct mend_name *n = &m->last;

	return is_before(m->text, n, span->start) && span->lang != LANG_HU &&
	    is_one_word(m->text, n->start, n->end) &&
	    is_one_word(m->text, span->start, span->end) &&
	    (known_word(m, n->start, n->end) & LEXICON_FIRST) != 0;
}

/*
 * Whose family name was named in full before is as sure as where it stands
 * alone, and is not to give way to that.
 */
static unsigned
score_again(const struct mend *m, const struct tagger_span *span)
{
	struct mend_name name = last_word(m->text, span);

	for (size_t i = 0; i < m->count; i++)
		if (span->score <= SCORE_AGAIN && name.start < name.end &&
		    is_same(m->text, &m->names[i], name.start, name.end))
			return SCORE_AGAIN + 1;
	return span->score;
}

void
mend_begin(struct mend *m, const struct weights *w, struct sv text)
{
	m->weights = w;
	m->text = text;
	m->last = m->other = (struct mend_name){ 0, 0, false };
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
	if (span->kind != KIND_PERSON &&
	    particle_is_irish(m->text, &span->start)) {
		span->kind = KIND_PERSON;
		span->score = SCORE_SURE;
	}
	if (span->kind != KIND_PERSON && is_family_behind(m, span)) {
		span->kind = KIND_PERSON;
		span->start = m->last.start;
	}
	if (span->kind == KIND_PERSON && is_named_after(m->text, span))
		return false;
	if (span->kind == KIND_PERSON) {
		if (span->score > SCORE_CAPITALS &&
		    is_unknown_capitals(&m->weights->lexicon, name))
			span->score = SCORE_CAPITALS;
		remember(m, span);
		span->score = (uint8_t)score_again(m, span);
		if (span->lang == LANG_FI)
			cut_finnish(m, span);
		span->start = pass_attribute(m, span);
		particle_pass(m->text, m->last.start, m->last.end,
		    &span->start, &span->end);
		if (span->lang != LANG_HU)
			span->start = pass_given(m, span);
		span->start = pass_initials(m, span);
		span->end = pass_number(m->text, span->end);
		if (span->lang == LANG_DA)
			span->end = pass_genitive(m->text, span->start,
			    span->end);
		m->last = (struct mend_name){ span->start, span->end, false };
		return true;
	}
	m->other = (struct mend_name){ span->start, span->end, false };
	for (size_t i = 0; i < m->count; i++)
		if (is_same(m->text, &m->names[i], span->start, span->end))
			m->names[i].doubtful = true;
	if (span->lang == LANG_DA)
		span->end = pass_genitive(m->text, span->start, span->end);
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
				KIND_PERSON, SCORE_AGAIN, false, LANG_NONE };

			if (is_alone(m->text, span.start, span.end))
				found(ctx, &span);
			at = find_again(m->text, span.end, name);
		}
	}
}
