/*
 * Matchers: hand-written recognisers for what no shape describes, such as an
 * e-mail address around its `@` or an IBAN with its blanks. A pack names them;
 * the scan calls them where their kind of place is.
 */
#ifndef INSPECT_MATCH_MATCH_H
#define INSPECT_MATCH_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/words/word_table.h"

struct cluster;
struct scan;

enum match_place {
	MATCH_AT_SIGN,		/* every `@` */
	MATCH_NUMBER,		/* every cluster of digits */
	MATCH_LITERAL,		/* where one of the detector's literals is */
	MATCH_KEY,		/* the same, and where one is in the label */
	MATCH_NAME		/* by the tagger of names; no function */
};

struct match_site {
	size_t at;		/* of the `@`; where the literal begins */
	size_t len;			/* of the literal */
	bool in_label;			/* the literal is there: MATCH_KEY */
	const struct cluster *cluster;	/* MATCH_NUMBER only */
};

/*
 * Look at the site and report with scan_emit() as `detector`. A number that is
 * shown has all the facts that the matcher needs.
 */
typedef void match_fn(struct scan *s, uint16_t detector,
    const struct match_site *site);

struct matcher {
	const char *name;
	enum match_place place;
	match_fn *match;
	unsigned needs;		/* enum number_fact, of MATCH_NUMBER */
};

/* The matcher of this name, or NULL. */
const struct matcher *match_find(struct sv name);

/* Names in order, for messages and manuals; NULL after the last. */
const char *match_name(size_t index);

/* Words that matchers look up: the engine's table `dates`. */
extern const struct word_list match_date_words[];
extern const size_t match_date_word_lists;

match_fn match_email, match_url_credentials;		/* AT_SIGN */
match_fn match_address, match_address_named, match_address_plain,
    match_birth_date, match_card_reversed, match_coordinate,
    match_coordinates, match_iban, match_iban_reversed, match_ipv6, match_mac,
    match_phone, match_phone_any, match_vat;		/* NUMBER */
match_fn match_aws_pair, match_bic, match_encoded_key, match_jwt,
    match_private_key;					/* LITERAL */
match_fn match_assigned;				/* KEY */

#endif
