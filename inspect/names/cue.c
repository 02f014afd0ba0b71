/*
 * One table of hashes holds titles, introductions and labels, told apart by
 * what is mixed in. The tagger asks a small filter of the words that end one,
 * so that most pieces never come here.
 */
#include "inspect/names/cue.h"

#include <stddef.h>
#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "inspect/names/column.h"
#include "inspect/names/cue_words.h"
#include "inspect/names/lexicon_filter.h"
#include "inspect/names/particle.h"
#include "inspect/names/stem.h"
#include "inspect/words/word.h"

enum {
	SCORE_LED = 84,		/* behind a title or introduction, and known */
	SCORE_LED_UNKNOWN = 62,	/* or in capitals: the tagger knows better */
	SCORE_LABEL = 90,
	SCORE_LABEL_UNKNOWN = 60,
	SCORE_NAME_LABEL = 80,
	SCORE_ADDRESS = 86,
	SCORE_PAIR = 72,
	NAME_RANK = 2,		/* of a word too common to be a name */
	INTRODUCED_RANK = 3,	/* the same behind an introduction */
	RUN_MAX = 4,		/* words of a name behind a cue */
	LABEL_BACK = 48,	/* bytes of a label in the text */
	LABEL_PARTS = 4,
	VALUE_MAX = 72,		/* bytes of a labelled name */
	LOCAL_MAX = 64,		/* bytes of an address before its @ */
	SPEAKER_MAX = 40,	/* bytes of a name in a chat */
	STAMP_MAX = 16,		/* before it, with the time */
	LEADER = 4,		/* dots between a label and its value */
	ENDING = 4	/* letters by which most labels are passed over */
};

static const uint64_t blanks[2] = { ASCII_BIT(' ') | ASCII_BIT('\t'), 0 };
static const uint64_t quotes[2] = { ASCII_BIT('"') | ASCII_BIT('\''), 0 };
/* Between a label and its value in another column. */
static const uint64_t gap[2] = {
	ASCII_BIT(' ') | ASCII_BIT('\t') | ASCII_BIT('.'), 0
};
/* Between a label and its colon. */
static const uint64_t loose[2] = {
	ASCII_BIT(' ') | ASCII_BIT('\t') | ASCII_BIT('"') | ASCII_BIT('\''), 0
};
static const uint64_t nothing[2] = { 0, 0 };
/* Where labels, and values, end. */
#define BRACKETS	(ASCII_BIT('{') | ASCII_BIT('}') | ASCII_BIT('[') | \
	ASCII_BIT(']') | ASCII_BIT('|'))
static const uint64_t no_label[2] = {
	ASCII_BIT('\n') | ASCII_BIT('\r') | ASCII_BIT(',') | ASCII_BIT(';') |
	ASCII_BIT('(') | ASCII_BIT(')') | ASCII_BIT('<') | ASCII_BIT('>') |
	ASCII_BIT('"') | ASCII_BIT('\'') | ASCII_BIT(':') | ASCII_BIT('=') |
	ASCII_BIT('.') | ASCII_BIT('!') | ASCII_BIT('?') | ASCII_BIT('&'),
	BRACKETS
};
static const uint64_t no_value[2] = {
	ASCII_BIT('\n') | ASCII_BIT('\r') | ASCII_BIT('\t') | ASCII_BIT(';') |
	ASCII_BIT('(') | ASCII_BIT(')') | ASCII_BIT('<') | ASCII_BIT('>') |
	ASCII_BIT('"'), BRACKETS
};

static size_t
skip(struct sv text, size_t at, const uint64_t set[2])
{
	while (at < text.len && ascii_is_in(text.ptr[at], set))
		at++;
	return at;
}

#define SALT_TITLE	UINT64_C(0x1b873593cc9e2d51)
#define SALT_PHRASE	UINT64_C(0x85ebca6be6546b64)
#define SALT_LABEL	UINT64_C(0x38b34ae5a1e38b93)

static inline uint64_t
combine(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 32);
}

static void
heed(struct cue_table *t, uint64_t word)
{
	uint16_t bit = tagger_heeded_bit(word);
	uint32_t asked = lexicon_given_bit(word);

	t->heeded[bit / 64] |= UINT64_C(1) << bit % 64;
	t->asked[asked / 64] |= UINT64_C(1) << asked % 64;
}

static inline bool
is_heeded(const struct cue_table *t, uint64_t word)
{
	uint16_t bit = tagger_heeded_bit(word);

	return (t->heeded[bit / 64] >> bit % 64 & 1) != 0;
}

static enum cue_kind
find(const struct cue_table *t, uint64_t hash)
{
	for (size_t at = hash % CUE_TABLE;; at = (at + 1) % CUE_TABLE) {
		const struct cue_slot *s = &t->slots[at];

		if (s->kind == CUE_NONE || s->hash == hash)
			return (enum cue_kind)s->kind;
	}
}

static void
put(struct cue_table *t, uint64_t hash, enum cue_kind kind)
{
	size_t at = hash % CUE_TABLE;

	while (t->slots[at].kind != CUE_NONE && t->slots[at].hash != hash)
		at = (at + 1) % CUE_TABLE;
	t->slots[at] = (struct cue_slot){ hash, (uint8_t)kind };
}

/* The words of a phrase, hashed from the last to the first. */
static void
put_phrase(struct cue_table *t, struct sv phrase)
{
	uint64_t words[2 * CUE_PHRASE], hash = SALT_PHRASE;
	struct piece_reader r = { phrase, 0 };
	size_t count = 0;
	struct piece p;

	while (count < CUE_PHRASE && piece_next(&r, &p))
		words[count++] = p.hash;
	ASSERT(count > 0 && r.at == phrase.len);
	heed(t, words[count - 1]);
	while (count > 0)
		hash = combine(hash, words[--count]);
	put(t, hash, CUE_INTRODUCTION);
}

/* The last letters of a label, which are all ASCII. */
struct ending {
	unsigned count;			/* ENDING, or all there are */
	uint32_t letters;		/* a byte each */
	bool beyond;			/* another character is among them */
};

/* Of a label that begins behind the last of `ends` in the text given. */
static struct ending
ending_of(struct sv label, const uint64_t ends[2])
{
	struct ending e = { 0, 0, false };

	for (size_t at = label.len; at > 0 && e.count < ENDING; at--) {
		char c = label.ptr[at - 1];

		if (ascii_is_in(c, ends))
			break;
		e.beyond = e.beyond || (unsigned char)c >= 128;
		if (!ascii_is_letter(c))
			continue;
		e.letters = e.letters << 8 | (unsigned char)(c | 0x20);
		e.count++;
	}
	return e;
}

static inline uint32_t
ending_bit(struct ending e)
{
	return e.letters * UINT32_C(0x9e3779b1) >> 20;
}

/*
 * Does a known label end in the letters of `label`? No means no. Whatever else
 * than letters stands between them: it would be left out.
 */
static bool
may_be_label(const struct cue_table *t, struct sv label,
    const uint64_t ends[2])
{
	struct ending e = ending_of(label, ends);

	return e.beyond ||
	    (t->endings[ending_bit(e) / 64] >> ending_bit(e) % 64 & 1) != 0;
}

static void
put_labels(struct cue_table *t, const char *const *list, enum cue_kind kind)
{
	for (; *list != NULL; list++) {
		struct sv label = sv_cstr(*list);
		struct ending e = ending_of(label, nothing);

		/* Short ones must be all of a label: may_be_label(). */
		ASSERT(e.beyond || e.count == ENDING ||
		    kind != CUE_PERSON_LABEL);
		if (!e.beyond)
			t->endings[ending_bit(e) / 64] |=
			    UINT64_C(1) << ending_bit(e) % 64;
		put(t, word_hash(WORD_HASH, label.ptr, label.len) ^ SALT_LABEL,
		    kind);
	}
}

void
cue_table_init(struct cue_table *t, const struct lexicon *l)
{
	memset(t, 0, sizeof(*t));
	lexicon_note_given(l, t->asked);
	for (const char *const *w = cue_words_titles; *w != NULL; w++) {
		uint64_t hash = piece_hash(sv_cstr(*w));

		heed(t, hash);
		put(t, hash ^ SALT_TITLE, CUE_TITLE);
	}
	for (const char *const *w = cue_words_introductions; *w != NULL; w++)
		put_phrase(t, sv_cstr(*w));
	put_labels(t, cue_words_person_labels, CUE_PERSON_LABEL);
	put_labels(t, cue_words_name_labels, CUE_NAME_LABEL);
	put_labels(t, cue_words_whole_labels, CUE_WHOLE_LABEL);
}

static void
report(struct cue *c, size_t start, size_t end, unsigned score)
{
	struct tagger_span span = { start, end, KIND_PERSON,
		(uint8_t)score, false, LANG_NONE };

	c->sink->found(c->sink->ctx, &span);
}

/*
 * A label by its last words, written together: "customer.firstName" ends in
 * "firstname". A word that names things too must be all of the label.
 */
static enum cue_kind
label_kind(const struct cue_table *t, struct sv label)
{
	struct word_reader r = { label, 0 };
	uint64_t joined[LABEL_PARTS] = { 0 };
	size_t parts = 0;
	struct word w;

	while (word_next(&r, label.len, &w)) {
		for (size_t i = LABEL_PARTS - 1; i > 0; i--)
			joined[i] = i > parts ? 0 : word_hash(joined[i - 1],
			    w.folded, w.len);
		joined[0] = word_hash(WORD_HASH, w.folded, w.len);
		parts++;
	}
	for (size_t i = LABEL_PARTS; i > 0; i--) {
		enum cue_kind kind = i > parts ? CUE_NONE :
		    find(t, joined[i - 1] ^ SALT_LABEL);

		if (kind == CUE_PERSON_LABEL ||
		    (kind != CUE_NONE && i == parts))
			return kind;
	}
	return CUE_NONE;
}

/* What the words of a labelled value are. */
struct value_words {
	unsigned count, names, given, capitals, common, particles;
	size_t start, end;
	bool odd;		/* something that names do not have */
};

static void
count_word(const struct weights *w, struct sv text, struct feature_piece *p,
    struct value_words *v)
{
	uint16_t known;

	/* "van der", "Ní": they say that a name follows, and are none. */
	if (particle_is(sv_slice(text, p->piece.start, p->piece.end))) {
		if (v->count == 0 && v->particles == 0)
			v->start = p->piece.start;
		v->particles++;
		return;
	}
	stem_look_up(w, p);
	known = p->known | (p->stem & LEXICON_NAMES);
	if (v->count++ == 0 && v->particles == 0)
		v->start = p->piece.start;
	v->end = p->piece.end;
	v->names += (known & LEXICON_NAMES) != 0;
	v->given += (known & LEXICON_FIRST) != 0;
	v->capitals += p->piece.shape != SHAPE_LOWER;
	v->common += (known & LEXICON_NAMES) == 0 &&
	    p->piece.shape != SHAPE_INITIAL &&
	    lexicon_common(p->known, LANG_NONE) > 0;
	v->odd = v->odd || p->piece.shape == SHAPE_MIXED ||
	    (p->piece.flags & PIECE_CODE) != 0;
}

static void
read_value(const struct weights *w, struct sv value, struct value_words *ret)
{
	struct piece_reader r = { value, 0 };
	struct feature_piece p = { .looked_up = false };

	*ret = (struct value_words){ .count = 0 };
	while (!ret->odd && piece_next(&r, &p.piece)) {
		char mark = p.piece.folded[PIECE_LEAD];

		p.looked_up = p.stemmed = false;
		p.known = p.stem = 0;
		if (p.piece.kind == PIECE_WORD)
			count_word(w, value, &p, ret);
		else if (p.piece.len != 1 || (mark != ',' && mark != '.' &&
		    mark != '-' && mark != '\'' && mark != '+' &&
		    mark != '/'))
			ret->odd = true;
	}
}

/*
 * What a label of `kind` makes of `value`, which begins at `offset`. It must be
 * `known` where the label may be none.
 */
static void
judge_value(struct cue *c, enum cue_kind kind, struct sv value, size_t offset,
    bool known)
{
	struct value_words v;
	unsigned score = 0;

	if (value.len == 0 || value.len > VALUE_MAX)
		return;
	read_value(c->w, value, &v);
	if (v.odd || v.count == 0 || v.count > RUN_MAX || v.common > 0 ||
	    (known && v.names == 0))
		return;
	if (kind == CUE_PERSON_LABEL)
		score = v.names > 0 || v.capitals == v.count ? SCORE_LABEL :
		    SCORE_LABEL_UNKNOWN;
	else if (kind == CUE_WHOLE_LABEL && v.names == v.count &&
	    v.capitals == v.count)
		score = SCORE_NAME_LABEL;
	else if (v.names > 1 || ((v.given > 0 || v.particles > 0) &&
	    v.count > 1))
		score = v.given > 0 && v.capitals == v.count ? SCORE_LABEL :
		    SCORE_NAME_LABEL;
	if (score > 0)
		report(c, offset + v.start, offset + v.end, score);
}

void
cue_label(struct cue *c, struct sv label)
{
	enum cue_kind kind = c->text.len > VALUE_MAX ||
	    !may_be_label(c->table, label, nothing) ? CUE_NONE :
	    label_kind(c->table, label);

	if (kind != CUE_NONE)
		judge_value(c, kind, c->text, 0, false);
}

/* Does a sign that boxes are drawn with, U+2500 to U+257F, begin at `at`? */
static inline bool
is_box(struct sv text, size_t at)
{
	return text.ptr[at] == '\xe2' && at + 2 < text.len &&
	    (text.ptr[at + 1] == '\x94' || text.ptr[at + 1] == '\x95');
}

/*
 * The label before byte `at`, where a colon or = stands; nothing if the last
 * letters, which are all that is looked at of most, say that it is none.
 */
static struct sv
label_before(const struct cue_table *t, struct sv text, size_t at)
{
	size_t end = at, start, least;

	while (end > 0 && ascii_is_in(text.ptr[end - 1], loose))
		end--;
	least = end > LABEL_BACK ? end - LABEL_BACK : 0;
	if (!may_be_label(t, sv_slice(text, least, end), no_label))
		return sv_make(NULL, 0);
	for (start = end; start > least &&
	    !ascii_is_in(text.ptr[start - 1], no_label);) {
		if (is_box(text, start - 1)) {
			start += 2;
			break;
		}
		start--;
	}
	return sv_slice(text, start, end);
}

/*
 * Where the value at `start` ends that stands in no quotes: at what no value
 * has, two blanks, or the word before the next colon or =; one of a query at
 * `&` or a blank.
 */
static size_t
value_end(struct sv text, size_t start, bool query)
{
	size_t end = start, word = start;

	while (end < text.len && end - start <= VALUE_MAX &&
	    !ascii_is_in(text.ptr[end], no_value) && text.ptr[end] != ':' &&
	    text.ptr[end] != '=' && !is_box(text, end) &&
	    (text.ptr[end] != '&' || !query)) {
		if (query && text.ptr[end] == ' ')
			return end;
		if (ascii_is_in(text.ptr[end], blanks)) {
			if (end + 1 < text.len &&
			    ascii_is_in(text.ptr[end + 1], blanks))
				return end;
			word = end;
		} else if (text.ptr[end] == '&' || text.ptr[end] == ',') {
			word = end;
		}
		end++;
	}
	return end < text.len && (text.ptr[end] == ':' ||
	    text.ptr[end] == '=') ? word : end;
}

/* "?name=", "&name=" */
static inline bool
is_query(struct sv text, size_t label)
{
	return label > 0 && (text.ptr[label - 1] == '?' ||
	    text.ptr[label - 1] == '&');
}

static void
read_labelled(struct cue *c, size_t at)
{
	struct sv text = c->text, label;
	size_t start = at + 1, end;
	enum cue_kind kind;
	char quote;
	bool query;

	if (at < c->value_end)
		return;
	label = label_before(c->table, text, at);
	if (label.ptr == NULL)
		return;
	start = skip(text, start, blanks);
	quote = start < text.len && ascii_is_in(text.ptr[start], quotes) ?
	    text.ptr[start++] : '\0';
	query = is_query(text, (size_t)(label.ptr - text.ptr));
	end = quote == '\0' ? value_end(text, start, query) : start;
	while (quote != '\0' && end < text.len && end - start <= VALUE_MAX &&
	    !ascii_is_in(text.ptr[end], no_value) && text.ptr[end] != quote)
		end++;
	kind = end == start ? CUE_NONE : label_kind(c->table, label);
	if (kind == CUE_NONE)
		return;
	c->value_end = end;
	judge_value(c, kind, sv_slice(text, start, end), start, false);
}

/* A capital, as labels of such forms and names begin with, or beyond ASCII. */
static inline bool
begins_well(char c)
{
	return ascii_is_upper(c) || (unsigned char)c >= 0x80;
}

/* All of the line from `start` on is a value, if a label is before it. */
static void
read_rest(struct cue *c, struct sv label, size_t start, bool known)
{
	enum cue_kind kind = label_kind(c->table, label);
	size_t end = kind == CUE_NONE ? start :
	    value_end(c->text, start, false);

	if (kind == CUE_NONE ||
	    !column_is_end(c->text, skip(c->text, end, blanks)) ||
	    label_kind(c->table, sv_slice(c->text, start, end)) != CUE_NONE)
		return;
	c->value_end = end;
	judge_value(c, kind, sv_slice(c->text, start, end), start, known);
}

/* "Nachname     Müller", "Nachname ........ Müller": the line at `start`. */
static void
read_columns(struct cue *c, size_t start)
{
	struct sv text = c->text;
	size_t end, value;
	bool leads;

	if (start >= text.len || !begins_well(text.ptr[start]))
		return;
	end = column_find_gap(text, start);
	if (end - start >= COLUMN_MAX || column_is_end(text, end))
		return;
	value = skip(text, end, gap);
	leads = text.ptr[end] == '.';
	if ((leads && value - end < LEADER) ||
	    !may_be_label(c->table, sv_slice(text, start, end), no_label))
		return;
	read_rest(c, sv_slice(text, start, end), value, !leads);
}

/* A label alone in its line, which ends at `end`, and the value in the next. */
static void
read_below(struct cue *c, size_t end, size_t next)
{
	struct sv text = c->text;
	size_t least = end > LABEL_BACK ? end - LABEL_BACK : 0, start = end;

	if (next >= text.len || start == 0 ||
	    !ascii_is_word(text.ptr[end - 1]) ||
	    !begins_well(text.ptr[next]) || !may_be_label(c->table,
	    sv_slice(text, least, end), no_label))
		return;
	while (start > least && text.ptr[start - 1] != '\n')
		start--;
	if (start > 0 && text.ptr[start - 1] != '\n')
		return;
	read_rest(c, sv_slice(text, start, end), next, true);
}

/* Does "10:15" stand in the few bytes before `at`? */
static bool
is_behind_time(struct sv text, size_t at)
{
	size_t from = at;

	while (from > 1 && at < from + STAMP_MAX &&
	    text.ptr[from - 1] != '\n') {
		from--;
		if (text.ptr[from] == ':')
			return ascii_is_digit(text.ptr[from - 1]) &&
			    ascii_is_digit(text.ptr[from + 1]);
	}
	return false;
}

/*
 * "[10:15] Anna: yes", "10:15 - Anna Hill: yes": who speaks in a chat, a known
 * given name between a time and the colon at `at`.
 */
static void
read_speaker(struct cue *c, size_t at)
{
	struct sv text = c->text;
	size_t start = at;
	struct value_words v;

	if (at + 1 >= text.len || text.ptr[at + 1] != ' ')
		return;
	while (start > 0 && at - start < SPEAKER_MAX &&
	    (ascii_is_letter(text.ptr[start - 1]) ||
	    text.ptr[start - 1] == ' ' ||
	    (unsigned char)text.ptr[start - 1] >= 128))
		start--;
	if (start < 4 || text.ptr[start] != ' ' || start + 1 >= at ||
	    (text.ptr[start - 1] != ']' && text.ptr[start - 1] != '-') ||
	    !is_behind_time(text, start - 1))
		return;
	read_value(c->w, sv_slice(text, start, at), &v);
	if (!v.odd && v.count > 0 && v.count < RUN_MAX && v.common == 0 &&
	    v.given > 0 && v.capitals == v.count)
		report(c, start + v.start, start + v.end, SCORE_NAME_LABEL);
}

static bool
is_local(char ch)
{
	return ascii_is_letter(ch) || ch == '.' || ch == '_' || ch == '-';
}

/* The word's hash, and that with ue, oe, ae as the letter they stand for. */
static bool
hash_local(struct sv part, uint64_t ret[2])
{
	char plain[LOCAL_MAX];
	size_t len = 0;

	for (size_t i = 0; i < part.len; i++) {
		char before = len > 0 ? (char)(plain[len - 1] | 0x20) : '\0';

		if ((part.ptr[i] | 0x20) == 'e' && (before == 'a' ||
		    before == 'o' || before == 'u'))
			continue;
		plain[len++] = part.ptr[i];
	}
	ret[0] = piece_hash(part);
	ret[1] = piece_hash(sv_make(plain, len));
	return part.len > 1 && ret[0] != 0;
}

/* anna.mueller@: remember both words. */
static void
read_address(struct cue *c, size_t at)
{
	struct cue_address *a = &c->addresses[c->naddresses];
	size_t start = at;
	struct sv local, first;

	if (c->naddresses == CUE_ADDRESSES)
		return;
	while (start > 0 && at - start < LOCAL_MAX &&
	    is_local(c->text.ptr[start - 1]))
		start--;
	local = sv_slice(c->text, start, at);
	first = sv_cut(&local, sv_find_char(local, '.') >= 0 ? '.' :
	    sv_find_char(local, '_') >= 0 ? '_' : '-');
	if (local.ptr == NULL || !hash_local(first, a->first) ||
	    !hash_local(local, a->last))
		return;
	c->naddresses++;
}

static bool
ends_introduction(const struct cue *c, const struct feature_piece *p)
{
	uint64_t hash = SALT_PHRASE;

	for (int i = 0; i < CUE_PHRASE; i++) {
		if (p[-i].piece.kind != PIECE_WORD)
			break;
		hash = combine(hash, p[-i].piece.hash);
		if (find(c->table, hash) == CUE_INTRODUCTION)
			return true;
	}
	return false;
}

static void
end_run(struct cue *c)
{
	if (c->run_words > 0)
		report(c, c->run_start, c->run_end, c->run_known ? SCORE_LED :
		    SCORE_LED_UNKNOWN);
	c->run_words = 0;
	c->run_known = c->expects = c->introduced = false;
}

/* Is it a common word of any language, of this rank or more? */
static bool
is_common(uint16_t known, unsigned rank)
{
	return lexicon_groups(known) != 0 &&
	    (known >> LEXICON_RANK & LEXICON_RANK_MASK) >= (int)rank;
}

/* A word behind a title or introduction: does it belong to the name? */
static void
grow_run(struct cue *c, const struct feature_piece *p)
{
	uint16_t known = p->known != 0 ? p->known :
	    stem_find(c->w, &p->piece) & LEXICON_NAMES;
	bool name = (known & LEXICON_NAMES) != 0;
	bool capital = p->piece.shape == SHAPE_CAPITAL;
	bool believed = name || c->introduced || capital;
	bool common = is_common(p->known, !name ? 0 : c->introduced ?
	    INTRODUCED_RANK : NAME_RANK);

	if ((p->piece.shape != SHAPE_LOWER && !capital) ||
	    c->run_words == RUN_MAX ||
	    (p->piece.flags & PIECE_CODE) != 0 ||
	    !believed || common ||
	    (!name && c->run_words > 0 && (capital || !c->run_known))) {
		end_run(c);
		return;
	}
	if (c->run_words++ == 0)
		c->run_start = p->piece.start;
	c->run_end = p->piece.end;
	c->run_known = c->run_known || (name && !capital);
}

/* Given and family name in small letters, and no words of any language. */
static void
note_pair(struct cue *c, const struct feature_piece *p)
{
	bool name = p->looked_up && p->piece.shape == SHAPE_LOWER &&
	    p->piece.len > 2 &&
	    (p->piece.flags & PIECE_CODE) == 0 &&
	    lexicon_groups(p->known) == 0;

	if (name && (p->known & LEXICON_LAST) != 0 && c->given_end > 0 &&
	    p->piece.start == c->given_end + 1 &&
	    c->text.ptr[c->given_end] == ' ')
		report(c, c->given_start, p->piece.end, SCORE_PAIR);
	c->given_end = 0;
	if (name && (p->known & LEXICON_FIRST) != 0) {
		c->given_start = p->piece.start;
		c->given_end = p->piece.end;
	}
}

void
cue_begin(struct cue *c, const struct cue_table *t, const struct weights *w,
    const struct names_sink *sink, struct sv text)
{
	memset(c, 0, offsetof(struct cue, addresses));
	c->table = t;
	c->w = w;
	c->sink = sink;
	c->text = text;
	read_columns(c, skip(text, 0, blanks));
}

static void
pass_word(struct cue *c, struct feature_piece *p)
{
	/* Most words in small letters begin nothing: leave them unknown. */
	if (c->expects || c->given_end > 0 || (p->piece.shape == SHAPE_LOWER &&
	    lexicon_seems_given(&c->w->lexicon, p->piece.hash)))
		stem_look_up(c->w, p);
	note_pair(c, p);
	if (c->expects)
		grow_run(c, p);
	if (!is_heeded(c->table, p->piece.hash) || c->run_words > 0)
		return;
	if (find(c->table, p->piece.hash ^ SALT_TITLE) == CUE_TITLE) {
		c->expects = true;
	} else if (ends_introduction(c, p)) {
		c->expects = c->introduced = true;
	}
}

static void
pass_other(struct cue *c, const struct feature_piece *p)
{
	char mark = p->piece.folded[PIECE_LEAD];

	c->given_end = 0;
	if (c->run_words > 0 || (mark != '.' && mark != ':'))
		end_run(c);
	if (p->piece.kind == PIECE_BREAK) {
		read_below(c, p->piece.start, p->piece.end);
		read_columns(c, p->piece.end);
	}
	if (p->piece.kind != PIECE_MARK)
		return;
	if (mark == ':')
		read_speaker(c, p->piece.start);
	if (mark == ':' || mark == '=')
		read_labelled(c, p->piece.start);
	else if (mark == '@')
		read_address(c, p->piece.start);
}

bool
cue_pass(struct cue *c, struct feature_piece *p)
{
	if (p->piece.kind == PIECE_WORD)
		pass_word(c, p);
	else
		pass_other(c, p);
	return c->expects || c->given_end > 0;
}

static bool
is_either(uint64_t hash, const uint64_t two[2])
{
	return hash == two[0] || hash == two[1];
}

static bool
is_of_address(const struct cue *c, uint64_t one, uint64_t two)
{
	for (size_t i = 0; i < c->naddresses; i++) {
		const struct cue_address *a = &c->addresses[i];

		if ((is_either(one, a->first) && is_either(two, a->last)) ||
		    (is_either(one, a->last) && is_either(two, a->first)))
			return true;
	}
	return false;
}

void
cue_end(struct cue *c)
{
	struct piece_reader r = { c->text, 0 };
	struct piece now, before = { .kind = PIECE_BREAK };

	end_run(c);
	if (c->naddresses == 0)
		return;
	while (piece_next(&r, &now)) {
		if (now.kind == PIECE_MARK && now.folded[PIECE_LEAD] == ',')
			continue;
		if (now.kind == PIECE_WORD && before.kind == PIECE_WORD &&
		    ((now.flags | before.flags) & PIECE_CODE) == 0 &&
		    is_of_address(c, before.hash, now.hash))
			report(c, before.start, now.end, SCORE_ADDRESS);
		before = now;
	}
}
