#include "inspect/terms/vocab_sides.h"

#include <stdbool.h>
#include <string.h>

#include "inspect/words/word.h"

enum { RUN_MAX = 64 };		/* bytes of a word, read back */

/* Of a word so far: the first letter stands for itself. */
enum spelling { FIRST, FIRST_SMALL, FIRST_CAPITAL, SMALL, CAPITALS };

/*
 * One more letter of ASCII: false if a word may be divided here, since small
 * letters and capitals change.
 */
static inline bool
spell(enum spelling *now, char c)
{
	bool small = (c & 0x20) != 0;

	switch (*now) {
	case FIRST:
		*now = small ? FIRST_SMALL : FIRST_CAPITAL;
		return true;
	case FIRST_SMALL:
		*now = SMALL;
		return small;
	case FIRST_CAPITAL:
		*now = small ? SMALL : CAPITALS;
		return true;
	case SMALL:
		return small;
	case CAPITALS:
		break;
	}
	return !small;
}

/*
 * The word at byte `at`, where a run begins: its head, and where it ends.
 * VOCAB_HEAD_ANY if the run is not one word for certain.
 */
static uint32_t
read_word(const struct vocab_sides *s, size_t at, size_t *ret_end)
{
	enum spelling spelling = FIRST;
	uint64_t head = 0, folded[2];
	size_t n = word_plain(s->text, at, folded);
	struct vocab_letter c;
	unsigned len = 0;

	/* Most words are. */
	*ret_end = at + n;
	if (n > 0)
		return (uint32_t)folded[0];
	while (at < s->text.len && vocab_letter_in_run(s->text.ptr[at])) {
		bool plain = (unsigned char)s->text.ptr[at] < 0x80;

		if (plain && !spell(&spelling, s->text.ptr[at]))
			return VOCAB_HEAD_ANY;
		at += vocab_letter_at(s->letters, s->text, at, &c);
		if (c.kind != WORD_LETTER)
			return VOCAB_HEAD_ANY;
		/* A letter beyond ASCII is neither small nor a capital. */
		if (!plain && spelling == FIRST)
			spelling = FIRST_CAPITAL;
		if (len < VOCAB_HEAD)
			head |= (uint64_t)c.bytes << 8 * len;
		len += c.len;
	}
	*ret_end = at;
	return (uint32_t)head;
}

static bool
is_mark(char c)
{
	return c != ' ' && memchr(VOCAB_MARKS, c, sizeof(VOCAB_MARKS) - 1) !=
	    NULL;
}

/* The next word, behind what was read. */
static uint32_t
read_on(struct vocab_sides *s, struct vocab_side_words *words)
{
	size_t from = words->at;

	for (; from < s->text.len && !vocab_letter_in_run(s->text.ptr[from]);
	    from++) {
		if (from - words->at == VOCAB_GAP)
			return VOCAB_HEAD_NONE;
		words->marks |= (unsigned)is_mark(s->text.ptr[from]) <<
		    words->count;
	}
	return from == s->text.len ? VOCAB_HEAD_NONE :
	    read_word(s, from, &words->at);
}

/* Where the run begins that ends at byte `end`, if it is not too long. */
static size_t
run_start(struct sv text, size_t end)
{
	size_t at = end;

	while (at > 0 && end - at < RUN_MAX) {
		uint64_t v;
		size_t n;

		/* Eight letters of ASCII at once. */
		if (at >= WORD_KEY) {
			v = __builtin_bswap64(word_load(text.ptr + at -
			    WORD_KEY));
			n = word_count_range(v | WORD_CASE, 'a', 'z');
			at -= n;
			if (n == WORD_KEY)
				continue;
		}
		if (at == 0 || !vocab_letter_in_run(text.ptr[at - 1]))
			break;
		at--;
	}
	return at;
}

/* The word before what was read. */
static uint32_t
read_back(struct vocab_sides *s, struct vocab_side_words *words)
{
	size_t end = words->at, at, last = 0;
	uint32_t head;

	for (; end > 0 && !vocab_letter_in_run(s->text.ptr[end - 1]); end--) {
		if (words->at - end == VOCAB_GAP)
			return VOCAB_HEAD_NONE;
		words->marks |= (unsigned)is_mark(s->text.ptr[end - 1]) <<
		    words->count;
	}
	if (end == 0)
		return VOCAB_HEAD_NONE;
	/* What touches the word may be a part of it. */
	if (end == words->at)
		return VOCAB_HEAD_ANY;
	at = run_start(s->text, end);
	if (end - at >= RUN_MAX)
		return VOCAB_HEAD_ANY;
	head = read_word(s, at, &last);
	words->at = at;
	return last == end ? head : VOCAB_HEAD_ANY;
}

/* Beyond one that is not known, or not there, all are like it. */
static bool
is_word(uint32_t head)
{
	return head != VOCAB_HEAD_ANY && head != VOCAB_HEAD_NONE;
}

void
vocab_sides_init(struct vocab_sides *s, const struct vocab_letters *letters,
    struct sv text, size_t at)
{
	s->letters = letters;
	s->text = text;
	s->at = at;
	for (unsigned i = 0; i < VOCAB_SIDES; i++) {
		s->sides[i].at = at;
		s->sides[i].count = s->sides[i].marks = 0;
	}
}

void
vocab_sides_read(struct vocab_sides *s, enum vocab_side side, unsigned n)
{
	struct vocab_side_words *words = &s->sides[side];
	uint32_t head = 1;

	/* Where the word itself ends must be known first. */
	if (words->count > 0)
		head = words->heads[words->count - 1];
	else if (side == VOCAB_BEHIND)
		head = read_word(s, s->at, &words->at);
	for (; words->count <= n; words->count++) {
		if (is_word(head))
			head = side == VOCAB_BEFORE ? read_back(s, words) :
			    read_on(s, words);
		words->heads[words->count] = head;
	}
}
