/*
 * Segments of an address: what commas and ends of lines part, read backwards.
 * In a segment words are "chunks", which blanks part. For the reader of plain
 * addresses (inspect/address/address_plain.h) only. Pure.
 */
#ifndef INSPECT_ADDRESS_ADDRESS_SEGMENT_H
#define INSPECT_ADDRESS_ADDRESS_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "inspect/address/address.h"

struct address_segment {
	size_t start, end;
	bool line;		/* it begins a line */
	bool parted;		/* a comma or an end of a line is behind it */
	bool ended;		/* an end of a line is */
};

struct address_chunk {
	size_t start, end;
};

/* What a chunk can be in a street's name. */
enum address_part {
	PART_NONE,
	PART_WORD,		/* capitalised */
	PART_INNER,		/* small, between such */
	PART_FIRST,		/* small, the first of them */
	PART_SMALL,		/* any small word, behind a capitalised one */
	PART_NUMBER		/* "3 Maja" */
};

/*
 * The segment that ends before byte `at`, what parts it aside; false if there
 * is none. Of a long sentence it is the last words.
 */
bool address_segment_before(struct sv text, size_t at,
    struct address_segment *ret);

/* The chunk that ends before `at`, blanks aside; false at the floor. */
bool address_segment_chunk(struct sv text, size_t at, size_t floor,
    struct address_chunk *ret);

/* The first word from `at` on, folded; false if there is none. */
bool address_segment_word(struct sv text, size_t at, size_t end,
    struct word *ret);

/* Is what begins at `at` a capital, an opening quote aside? */
bool address_segment_capital(struct sv text, size_t at);

enum address_part address_segment_part(const struct address_text *a,
    struct address_chunk c);

/* "12", "5a", "7/2", "21-23", "II/5.", "s/n", "bb". */
bool address_segment_is_number(struct sv text, struct address_chunk c);

/*
 * The house number that ends segment `s`: its first byte, or s->end if there
 * is none. `before` is where what numbers it begins ("Nr.").
 */
size_t address_segment_number(struct sv text, const struct address_segment *s,
    size_t *before);

/*
 * The words of a street that end before `at` and do not begin before `floor`.
 * False if there are none.
 */
bool address_segment_street(const struct address_text *a, size_t at,
    size_t floor, struct address_span *ret);

/*
 * The same in small letters: "ul. lipowa", "storgatan", "raiņa iela"; for lack
 * of these one word.
 */
bool address_segment_small(const struct address_text *a, size_t at,
    size_t floor, struct address_span *ret);

/* Is there a word for a street in the name: ADDRESS_SURE, _KIND or _NONE. */
enum address_street address_segment_kind(const struct address_text *a,
    struct address_span street);

/* Is it one of the words no street begins or ends with? */
bool address_segment_is_denied(const struct address_text *a,
    struct address_span street);

/* Only capitalised words and small ones between them, no digit. */
bool address_segment_is_words(const struct address_text *a,
    const struct address_segment *s);

/* A flat, a floor, a door: by its word, or short and with a digit. */
bool address_segment_is_unit(const struct address_text *a,
    const struct address_segment *s);

#endif
