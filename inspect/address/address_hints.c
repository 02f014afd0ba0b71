#include "inspect/address/address_hints.h"

#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/err.h"
#include "inspect/words/word.h"
#include "inspect/words/word_fold.h"

static void
add(struct address_letters_set *set, uint64_t letters)
{
	size_t bit = address_hints_bit(letters);

	set->bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

/* Three letters as a number, or so many as there are. */
static uint64_t
letters_at(const char *p)
{
	uint64_t letters = 0;

	for (size_t i = 0; i < ADDRESS_TAIL && p[i] != '\0'; i++)
		letters |= (uint64_t)(unsigned char)p[i] << 8 * i;
	return letters;
}

/* The bit of the second letter, 0 for none, in the row of the first one. */
static void
add_pair(uint32_t rows[32], const char *word)
{
	rows[word[0] & 31] |= UINT32_C(1) << (word[1] & 31);
}

void
address_hints_learn(struct address_hints *h, const char *word, unsigned lists)
{
	size_t len = strlen(word);
	struct word w = { .len = (uint8_t)len };

	ASSERT(len > 0 && len < WORD_MAX);
	memcpy(w.folded, word, len);
	h->kinds[address_hints_hash(word_key(&w), len)] |=
	    (uint8_t)address_hints_kinds(lists);
	if ((lists & (IN_FIRST_KINDS | IN_REPEATS)) != 0) {
		add_pair(h->begin, word);
		add(&h->first, letters_at(word));
	}
	if ((lists & IN_CONNECTORS) != 0)
		add_pair(h->inner, word);
	if (len < ADDRESS_TAIL)
		return;
	if ((lists & ADDRESS_LAST) != 0)
		add(&h->last, letters_at(word + len - ADDRESS_TAIL));
	if ((lists & (IN_KINDS | IN_CONNECTORS)) != 0)
		add(&h->named, letters_at(word + len - ADDRESS_TAIL));
}

void
address_hints_learn_end(struct address_hints *h, struct sv ending)
{
	ASSERT(ending.len >= ADDRESS_TAIL);
	add(&h->ends, letters_at(ending.ptr + ending.len - ADDRESS_TAIL));
}

/*
 * The first letters of the word at `at`, folded, zeros behind a shorter one;
 * false if there are others than those of ASCII and Latin ones.
 */
static bool
read_first(struct sv text, size_t at, uint64_t *ret)
{
	char letters[ADDRESS_TAIL + 1] = { 0 };

	for (size_t i = 0; i < ADDRESS_TAIL && at < text.len; i++) {
		char c = text.ptr[at];
		const char *pair;

		if ((unsigned char)c < 0x80) {
			if (!ascii_is_letter((unsigned char)c))
				break;
			letters[i] = (char)(c | 0x20);
			at++;
			continue;
		}
		pair = at + 1 < text.len ? word_fold_pair(text.ptr + at) : NULL;
		if (pair == NULL || pair[1] != ' ')
			return false;
		letters[i] = pair[0];
		at += 2;
	}
	*ret = letters_at(letters);
	return true;
}

bool
address_hints_begins(const struct address_hints *h, struct sv text, size_t at)
{
	unsigned char c = (unsigned char)text.ptr[at];
	uint64_t letters;

	/* Greek to Thai: U+0370 to U+0FFF. */
	if (c >= 0xcd && c <= 0xe0)
		return false;
	return !read_first(text, at, &letters) ||
	    address_hints_has(&h->first, letters);
}

bool
address_hints_may_be_inner(const struct address_hints *h, struct sv text,
    size_t at)
{
	char first = text.ptr[at], second = at + 1 < text.len ?
	    text.ptr[at + 1] : '\0';

	if (first < 'a')
		return true;
	return second >= 'a' && second <= 'z' ?
	    (h->inner[first & 31] >> (second & 31) & 1) != 0 :
	    h->inner[first & 31] != 0;
}
