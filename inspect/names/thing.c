#include "inspect/names/thing.h"

#include <string.h>

#include "base/err.h"
#include "inspect/names/piece.h"
#include "inspect/names/thing_words.h"

enum {
	THING_NEVER = 1,
	THING_ALONE,
	THING_BRAND,
	SCORE_DOUBT = 60,	/* at most, of what may be a thing */
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

static void
put_all(struct thing_table *t, const char *const *list, uint8_t kind)
{
	for (; *list != NULL; list++)
		put(t, piece_hash(sv_cstr(*list)), kind);
}

void
thing_table_init(struct thing_table *t)
{
	memset(t, 0, sizeof(*t));
	put_all(t, thing_words_never, THING_NEVER);
	put_all(t, thing_words_alone, THING_ALONE);
	for (const char *const *b = thing_words_brands; *b != NULL; b++) {
		struct sv two = sv_cstr(*b), one = sv_cut(&two, ' ');

		put(t, combine(piece_hash(one), piece_hash(two)),
		    THING_BRAND);
	}
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
		if (w->kinds[i] != THING_ALONE)
			return false;
	return w->count == 1 || (w->count > 1 && !w->initial &&
	    (w->known[0] & LEXICON_FIRST) == 0);
}

/* Common words, and no name among them. */
static bool
is_common(const struct words *w)
{
	bool common = false;

	for (size_t i = 0; i < w->count; i++) {
		if ((w->known[i] & LEXICON_NAMES) != 0)
			return false;
		common = common || lexicon_groups(w->known[i]) != 0;
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

static bool
is_brand(const struct thing_table *t, const struct words *w)
{
	return w->count == 2 && !w->initial && find(t,
	    combine(w->items[0].hash, w->items[1].hash)) == THING_BRAND;
}

bool
thing_mend(const struct thing_table *t, const struct lexicon *l,
    struct sv text, struct tagger_span *span)
{
	struct sv name = sv_slice(text, span->start, span->end);
	struct words w;
	bool doubtful;

	read_words(t, l, name, &w);
	if (is_brand(t, &w)) {
		span->kind = KIND_ORGANISATION;
		return true;
	}
	doubtful = is_alone(&w) || is_vietnamese(name) || (w.initial &&
	    is_common(&w) && begins_line(text, span->start));
	if (doubtful && span->score > SCORE_DOUBT)
		span->score = SCORE_DOUBT;
	return cut_off(&w, span);
}
