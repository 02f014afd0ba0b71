/*
 * Postal addresses around a number: the street it stands in, and what goes on
 * from there (a flat, a postcode, a town, a country), on one line or several.
 * Pure: bytes in, a span out. match/match_address.c asks for every number.
 */
#ifndef INSPECT_ADDRESS_ADDRESS_H
#define INSPECT_ADDRESS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ascii.h"
#include "base/sv.h"
#include "inspect/address/address_words.h"
#include "inspect/words/word.h"

/* How much the street alone says. */
enum address_street {
	ADDRESS_NONE,
	ADDRESS_BARE,		/* a capitalised name: "Ilica 5" */
	ADDRESS_KIND,		/* a kind that is other things too: "Weg" */
	ADDRESS_SURE		/* "Straße", "ulica", "Avenue", a box */
};

struct address_span {
	size_t start, end;
};

enum {
	ADDRESS_STREET_BYTES = 64,	/* of a street's name, at most */
	ADDRESS_STREET_WORDS = 7,
	ADDRESS_NAME = 4	/* letters of a name that alone is a street */
};

/* Where a street before the number at `at` may begin. */
static inline size_t
address_floor(size_t at)
{
	return at > ADDRESS_STREET_BYTES ? at - ADDRESS_STREET_BYTES : 0;
}

/* A text, and what its words are looked up in. */
struct address_text {
	struct sv text;
	const struct address_words *words;
};

/* Is the word in one of the `lists`? */
static inline bool
address_is_in(const struct address_text *a, const struct word *w,
    unsigned lists)
{
	return address_hints_may_be(&a->words->hints, word_key(w), w->len,
	    lists) &&
	    (address_words_find(a->words, w) & lists) != 0;
}

struct address_left;

/*
 * The street before the number [*span] ("Via Roma 12"), with what numbers it
 * ("n. 12"); `span->start` becomes its beginning. `left`: what stands there.
 */
enum address_street address_before(const struct address_text *a,
    struct address_left *left, struct address_span *span);

/* May address_after() find one behind a number that ends at `end`? */
bool address_may_follow(const struct address_text *a, size_t end);

/* The street behind the number ("12 rue de la Paix"); moves `span->end`. */
enum address_street address_after(const struct address_text *a,
    struct address_span *span);

/* A capitalised name of one to three words before the number. */
enum address_street address_bare(const struct address_text *a,
    struct address_left *left, struct address_span *span);

/*
 * "PSC 9009, Box 9725, APO AE 09012": is the number that of an address of the
 * armed forces of the United States? Moves `span->start`.
 */
bool address_is_military(struct sv text, struct address_span *span);

/* May it be? "APO AE " stands before few. */
static inline bool
address_military_may_end(struct sv text, size_t at)
{
	return at >= 7 && (text.ptr[at - 3] | 0x20) == 'a' &&
	    text.ptr[at - 4] == ' ';
}

/* What was read around a street. */
struct address_rest {
	bool code;		/* a postcode with its town, or a country */
	bool flat;		/* "Apt. 4" */
};

/* Go on from `span->end`: flats, postcode and town, a country. */
struct address_rest address_go_on(const struct address_text *a,
    struct address_span *span);

/* And back from `span->start`: a flat, "1052 Budapest,". */
struct address_rest address_go_back(const struct address_text *a,
    struct address_span *span);

/* Is there a capital, of Latin, Greek or Cyrillic, at byte `at`? */
bool address_capital_wide(struct sv text, size_t at);

static inline bool
address_capital(struct sv text, size_t at)
{
	if (at >= text.len)
		return false;
	if ((unsigned char)text.ptr[at] >= 0x80)
		return address_capital_wide(text, at);
	return ascii_is_upper(text.ptr[at]);
}

/* Digits from byte `at` on. */
size_t address_digits(struct sv text, size_t at);

/*
 * Bytes of a dash, a stroke or a dot in the middle that begins at `at`, which
 * with blanks around it parts street and town as a comma does; 0: none.
 */
size_t address_sign_at(struct sv text, size_t at);

/*
 * The word that ends shortly before `at`, with blanks, commas, dots and quotes
 * between but no end of a line; false if there is none or it began before
 * `floor`.
 */
bool address_word_before(struct sv text, size_t at, size_t floor,
    struct word *ret);

#endif
