#include "inspect/words/sought.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "inspect/words/word_fold.h"
#include "inspect/words/word_simple.h"

/* The bit for the first letter, beyond ASCII, of folded bytes. */
static inline uint64_t
beyond_bit(const char *folded)
{
	return UINT64_C(1) << (folded[1] & 63);
}

void
sought_add(struct sought *s, const struct word *first, bool wild)
{
	size_t stem = word_filter_stem(word_key(first)) % SOUGHT_STEMS, at;
	uint64_t bits = word_filter_whole(word_key(first), first->len, &at);

	if (wild)
		s->stems[stem / 64] |= UINT64_C(1) << stem % 64;
	else
		s->words[at % SOUGHT_WORDS] |= bits;
	if ((unsigned char)first->folded[0] >= 0x80)
		s->beyond |= beyond_bit(first->folded);
	begins_add(&s->begins, sv_make(first->folded,
	    first->len < WORD_KEY ? first->len : WORD_KEY), wild);
}

/* May the word of this word_key() and length be one of them? */
static inline bool
passes(const struct sought *s, uint64_t key, size_t len)
{
	size_t stem = word_filter_stem(key) % SOUGHT_STEMS, at;
	uint64_t bits = word_filter_whole(key, len, &at);

	return (s->words[at % SOUGHT_WORDS] & bits) == bits ||
	    (s->stems[stem / 64] >> stem % 64 & 1) != 0;
}

/*
 * May a word that is sought begin with the character at `at`, beyond ASCII and
 * none of word_fold_pair()? Mostly it is a sign.
 */
static bool
may_begin_beyond(const struct sought *s, struct sv text, size_t at)
{
	char folded[WORD_FOLD_MAX];
	uint32_t code = 0;
	size_t len;

	/* U+0080 to U+00BF: signs, but for the three that are letters. */
	if (text.ptr[at] == '\xc2' && at + 1 < text.len &&
	    text.ptr[at + 1] != '\xaa' && text.ptr[at + 1] != '\xb5' &&
	    text.ptr[at + 1] != '\xba')
		return false;
	if (utf8_decode(sv_slice(text, at, text.len), &code) == 0 ||
	    word_fold(code, folded, &len) != WORD_LETTER)
		return false;
	return (unsigned char)folded[0] < 0x80 ||
	    (s->beyond & beyond_bit(folded)) != 0;
}

/* Do its letters, folded, begin as one that is sought does? */
static bool
may_begin(const struct sought *s, struct sv text, size_t at)
{
	unsigned sets = UINT8_MAX;
	size_t n = 0;

	while (n < BEGINS_BYTES && at + 1 < text.len && sets != 0) {
		const char *pair = word_fold_pair(text.ptr + at);
		char c = text.ptr[at];

		if (pair == NULL && (unsigned char)c >= 0x80)
			return n > 0 || may_begin_beyond(s, text, at);
		/* It ends here, if it is no "d.o.b.". */
		if (pair == NULL && !ascii_is_letter(c))
			return c == '.' || (sets & begins_sets(&s->begins, n,
			    (unsigned char)c)) != 0;
		at += pair != NULL ? 2 : 1;
		/* A capital may begin another part. */
		c = pair != NULL ? pair[0] : c;
		sets &= begins_sets(&s->begins, n++, (unsigned char)c);
		if (pair != NULL && pair[1] != ' ' && n < BEGINS_BYTES)
			sets &= begins_sets(&s->begins, n++,
			    (unsigned char)pair[1]);
	}
	return sets != 0;
}

static inline bool
is_upper(struct sv text, size_t at)
{
	return (unsigned char)(text.ptr[at] - 'A') < 26;
}

static inline bool
is_small(struct sv text, size_t at)
{
	return at < text.len && (unsigned char)(text.ptr[at] - 'a') < 26;
}

/* Is it a capital behind another, with which no part of a word begins? */
static inline bool
is_inside(struct sv text, size_t at)
{
	return at > 0 && is_upper(text, at) && is_upper(text, at - 1) &&
	    !(is_small(text, at + 1) && is_small(text, at + 2));
}

/*
 * May the word at byte `at` be sought: is it the first of a phrase, or a part
 * of a longer word?
 */
static bool
may_be_sought(const struct sought *s, struct sv text, size_t at)
{
	struct word_reader r = { text, at };
	uint64_t folded[2];
	struct word w;
	size_t len;

	if (is_inside(text, at) || word_is_mark(text, at))
		return false;
	len = word_simple(text, at, folded);
	if (len > 1)
		return passes(s, folded[0], len);
	return may_begin(s, text, at) && word_next(&r, at + 1, &w) &&
	    (passes(s, word_key(&w), w.len) || sought_may_go_on(text, &w));
}

size_t
sought_find(const struct sought *s, struct sv text, size_t at, size_t end)
{
	while (at < end) {
		uint64_t found = begins_find(&s->begins, text, at, end, &at);

		if (found == 0)
			break;
		for (; found != 0; found &= found - 1) {
			size_t here = at + (size_t)__builtin_ctzll(found);

			if (here >= end || may_be_sought(s, text, here))
				return here;
		}
		at += BEGINS_BLOCK;
	}
	return at;
}
