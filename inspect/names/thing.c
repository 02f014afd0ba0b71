#include "inspect/names/thing.h"

#include <endian.h>
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/utf8.h"
#include "inspect/names/piece.h"
#include "inspect/names/thing_words.h"

/* What a word names, or two; 0: nothing. */
enum thing_kind {
	THING_NEVER = 1,	/* no person */
	THING_ALONE,		/* no person by itself, mostly */
	THING_MONTH,		/* the same, and no person behind "since" */
	THING_PLACE,		/* a place, behind another word */
	THING_BRAND,		/* of two words, as is the next */
	THING_COUNTRY
};

enum {
	GLANCE = 4,		/* letters that are looked at first */
	LETTER = 0x1f,		/* bits of a letter of any case */
	CODE = 3,		/* letters of an airport, a currency */
	COMMON = 2,		/* rank of a word in running text */
	SCORE_DOUBT = 60,	/* at most, of what may be a thing */
	TIME_MAX = 8,		/* letters of a word before a month */
	WORDS = 8		/* of a name that are looked at */
};

/* Words of a span in their order; initials and marks left out. */
struct words {
	struct piece items[WORDS];
	uint8_t kinds[WORDS];
	uint16_t known[WORDS];
	size_t count;
	bool initial;		/* it begins with a letter and a stop */
};

static uint64_t
combine(uint64_t one, uint64_t two)
{
	return (one * UINT64_C(0x9e3779b97f4a7c15)) ^ two;
}

static unsigned
find(const struct thing_table *t, uint64_t hash)
{
	size_t at = hash % THING_TABLE;

	while (t->slots[at].kind != 0 && t->slots[at].hash != hash)
		at = (at + 1) % THING_TABLE;
	return t->slots[at].kind;
}

static void
put(struct thing_table *t, uint64_t hash, uint8_t kind)
{
	size_t at = hash % THING_TABLE;

	ASSERT(hash != 0);
	while (t->slots[at].kind != 0)
		at = (at + 1) % THING_TABLE;
	t->slots[at] = (struct thing_slot){ hash, kind };
}

/*
 * Which bit stands for a word of so many characters that begins with these
 * letters, a byte each, the first lowest?
 */
static inline uint16_t
glance_bit(uint32_t letters, size_t count)
{
	return (uint16_t)((letters ^ (uint32_t)count << 5) *
	    UINT32_C(0x9e3779b1) >> 16);
}

/* The first letters of a word of ASCII. */
static inline uint32_t
first_letters(const char *word, size_t len)
{
	uint32_t letters = 0;

	if (len < GLANCE) {
		for (size_t i = 0; i < len; i++)
			letters |= (uint32_t)(word[i] & LETTER) << 8 * i;
		return letters;
	}
	memcpy(&letters, word, GLANCE);
	return le32toh(letters) & (LETTER * UINT32_C(0x01010101));
}

static inline bool
is_noted(const struct thing_table *t, uint32_t letters, size_t count)
{
	uint16_t bit = glance_bit(letters, count);

	return (t->seen[bit / 64] >> bit % 64 & 1) != 0;
}

static void
note(struct thing_table *t, struct sv word)
{
	uint16_t bit = glance_bit(first_letters(word.ptr, word.len),
	    word.len);

	t->seen[bit / 64] |= UINT64_C(1) << bit % 64;
}

/* May a word of a name of ASCII alone, at its blanks, be one of the table's? */
static inline bool
plain_may_hold(const struct thing_table *t, struct sv name)
{
	const char *at = name.ptr, *stop = name.ptr + name.len;

	while (at < stop) {
		const char *end = memchr(at, ' ', (size_t)(stop - at));
		size_t len = (size_t)((end == NULL ? stop : end) - at);

		if (len > 1 && is_noted(t, first_letters(at, len), len))
			return true;
		at += len + 1;
	}
	return false;
}

/* The letter without its accent of U+00C0 to U+00FF; others as they are. */
static inline unsigned char
plain_letter(unsigned char before, unsigned char c)
{
	static const char letters[] = "aaaaaaaceeeeiiiidnooooo_ouuuuyps";

	return before == 0xc3 ? (unsigned char)letters[c & 0x1f] : c;
}

/*
 * The same for letters with accents; of more than one byte only those of
 * U+00C0 to U+00FF are told, and a word that begins with others is none.
 */
static NOINLINE bool
any_may_hold(const struct thing_table *t, struct sv name)
{
	unsigned char before = 0;
	uint32_t letters = 0;
	size_t count = 0;

	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];

		if (c == 0xc6 || c == 0xe1)
			return true;
		if (c >= 0xc0) {
			before = c;
			continue;
		}
		if (c == ' ') {
			if (is_noted(t, letters, count))
				return true;
			letters = 0;
			count = 0;
			continue;
		}
		if (count < GLANCE)
			letters |= (uint32_t)(plain_letter(before, c) &
			    LETTER) << 8 * count;
		count++;
		before = c;
	}
	return is_noted(t, letters, count);
}

static inline bool
may_hold(const struct thing_table *t, struct sv name)
{
	return utf8_is_ascii(name) ? plain_may_hold(t, name) :
	    any_may_hold(t, name);
}

static void
put_all(struct thing_table *t, const char *const *list, uint8_t kind)
{
	for (; *list != NULL; list++) {
		put(t, piece_hash(sv_cstr(*list)), kind);
		note(t, sv_cstr(*list));
	}
}

static void
put_pairs(struct thing_table *t, const char *const *list, uint8_t kind)
{
	for (; *list != NULL; list++) {
		struct sv two = sv_cstr(*list), one = sv_cut(&two, ' ');

		put(t, combine(piece_hash(one), piece_hash(two)), kind);
		/* The first is many people's given name. */
		note(t, two);
	}
}

void
thing_table_init(struct thing_table *t)
{
	memset(t, 0, sizeof(*t));
	put_all(t, thing_words_never, THING_NEVER);
	put_all(t, thing_words_alone, THING_ALONE);
	put_all(t, thing_words_months, THING_MONTH);
	put_all(t, thing_words_places, THING_PLACE);
	put_pairs(t, thing_words_brands, THING_BRAND);
	put_pairs(t, thing_words_countries, THING_COUNTRY);
}

static void
read_words(const struct thing_table *t, const struct lexicon *l,
    struct sv name, struct words *w)
{
	struct piece_reader r = { name, 0 };
	struct piece p;

	w->count = 0;
	w->initial = false;
	for (bool first = true; w->count < WORDS && piece_next(&r, &p);
	    first = false) {
		if (first)
			w->initial = p.shape == SHAPE_INITIAL;
		if (p.kind != PIECE_WORD || p.shape == SHAPE_INITIAL ||
		    p.shape == SHAPE_SINGLE)
			continue;
		w->items[w->count] = p;
		w->kinds[w->count] = (uint8_t)find(t, p.hash);
		w->known[w->count++] = lexicon_find(l, p.hash);
	}
}

/*
 * A word that is in no name: what is before it is one if a known given name
 * begins it and another word follows, and what is behind it likewise.
 */
static bool
cut_off(const struct words *w, struct tagger_span *span)
{
	size_t first = 0, next;

	while (first < w->count && w->kinds[first] != THING_NEVER)
		first++;
	if (first == w->count)
		return true;
	if (first > 1 && (w->known[0] & LEXICON_FIRST) != 0) {
		span->end = span->start + w->items[first - 1].end;
		return true;
	}
	for (next = first; next < w->count; next++)
		if (w->kinds[next] == THING_NEVER)
			first = next + 1;
	if (first + 1 >= w->count || (w->known[first] & LEXICON_FIRST) == 0)
		return false;
	span->start += w->items[first].start;
	return true;
}

/* All of its words are things by themselves, and no given name leads them. */
static bool
is_alone(const struct words *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->kinds[i] != THING_ALONE && w->kinds[i] != THING_MONTH)
			return false;
	return !w->initial && (w->count == 1 || (w->count > 1 &&
	    (w->known[0] & LEXICON_FIRST) == 0));
}

/* Words among the commonest, and no name among them. */
static bool
is_common(const struct words *w)
{
	bool common = false;

	for (size_t i = 0; i < w->count; i++) {
		if ((w->known[i] & LEXICON_NAMES) != 0)
			return false;
		common = common || (lexicon_groups(w->known[i]) != 0 &&
		    (w->known[i] >> LEXICON_RANK & LEXICON_RANK_MASK) >=
		    COMMON);
	}
	return common;
}

/* Does nothing but blanks stand before it in its line? */
static bool
begins_line(struct sv text, size_t at)
{
	while (at > 0 && (text.ptr[at - 1] == ' ' ||
	    text.ptr[at - 1] == '\t'))
		at--;
	return at == 0 || text.ptr[at - 1] == '\n';
}

/* Does a letter that only Vietnamese has stand there: U+1EA0 and on, ơ, ư? */
static bool
is_vietnamese_letter(const char *p)
{
	unsigned char next = (unsigned char)p[1];

	if (p[0] == '\xc6')
		return next == 0xa0 || next == 0xa1 || next == 0xaf ||
		    next == 0xb0;
	return p[0] == '\xe1' && (next == 0xbb || (next == 0xba &&
	    (unsigned char)p[2] >= 0xa0));
}

/* Of words in Vietnamese any may have a capital; its family names are few. */
static bool
is_vietnamese(struct sv name)
{
	static const char *const families[] = { "Nguyễn", "Trần", "Lê", "Phạm",
		"Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ",
		"Ngô", "Dương", "Lý", "Đinh", "Trịnh", "Mai", "Lâm" };
	bool marked = false;

	for (size_t i = 0; i + 2 < name.len && !marked; i++)
		marked = is_vietnamese_letter(name.ptr + i);
	for (size_t i = 0; i < sizeof(families) / sizeof(*families) && marked;
	    i++)
		if (sv_starts(name, sv_cstr(families[i])) &&
		    sv_find_char(name, ' ') ==
		    (ptrdiff_t)strlen(families[i]))
			marked = false;
	return marked;
}

/* Does a word that leads to a month stand before it? */
static bool
is_behind_time(struct sv text, size_t at)
{
	size_t end, from;

	while (at > 0 && text.ptr[at - 1] == ' ')
		at--;
	for (end = from = at; from > 0 && end - from <= TIME_MAX &&
	    ascii_is_letter(text.ptr[from - 1]); )
		from--;
	for (const char *const *w = thing_words_times; *w != NULL; w++)
		if (sv_eq_nocase(sv_slice(text, from, end), sv_cstr(*w)))
			return true;
	return false;
}

/* What two words and more are instead of a person. */
static enum weights_kind
kind_of(const struct thing_table *t, const struct words *w)
{
	unsigned pair;

	if (w->count < 2 || w->initial)
		return KIND_PERSON;
	pair = w->count > 2 ? 0 :
	    find(t, combine(w->items[0].hash, w->items[1].hash));
	if (pair == THING_BRAND)
		return KIND_ORGANISATION;
	return pair == THING_COUNTRY ||
	    w->kinds[w->count - 1] == THING_PLACE ? KIND_PLACE : KIND_PERSON;
}

/*
 * A small word of German leads it, and nothing behind is known of a name: "von
 * Verzeichnissen", "zur Laufzeit" are prose more often than families.
 */
static bool
is_led_alone(const struct words *w, struct sv name)
{
	static const char *const leading[] = { "von ", "zu ", "zum ", "zur " };
	bool led = false;

	for (size_t i = 0; i < NELEMS(leading); i++)
		led = led || sv_starts(name, sv_cstr(leading[i]));
	for (size_t i = 1; led && i < w->count; i++)
		led = (w->known[i] & LEXICON_NAMES) == 0;
	return led;
}

/* LAX, JFK, EUR */
static bool
is_code(const struct words *w)
{
	return w->count == 1 && w->items[0].shape == SHAPE_UPPER &&
	    w->items[0].len <= CODE;
}

bool
thing_mend(const struct thing_table *t, const struct lexicon *l,
    struct sv text, struct tagger_span *span)
{
	struct sv name = sv_slice(text, span->start, span->end);
	struct words w;
	bool doubtful;

	/* Most names are none of all that. */
	if (name.len > CODE && !may_hold(t, name) &&
	    !ascii_is_lower(name.ptr[0]) && (name.ptr[1] != '.' ||
	    !begins_line(text, span->start)))
		return true;
	read_words(t, l, name, &w);
	span->kind = kind_of(t, &w);
	if (span->kind != KIND_PERSON)
		return true;
	doubtful = is_alone(&w) || is_code(&w) || is_vietnamese(name) ||
	    is_led_alone(&w, name) ||
	    (w.initial && is_common(&w) && begins_line(text, span->start));
	if (doubtful && span->score > SCORE_DOUBT)
		span->score = SCORE_DOUBT;
	if (w.count > 0 && w.kinds[0] == THING_MONTH &&
	    is_behind_time(text, span->start))
		w.kinds[0] = THING_NEVER;
	return cut_off(&w, span);
}
