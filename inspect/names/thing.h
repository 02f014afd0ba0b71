/*
 * Words that name things, by which a person found is none after all: what the
 * windows of programs are made of, products, brands, headings. The tagger
 * weighs how words look and stand, and in titles and lists of commands they
 * look and stand as names do.
 *
 *   Tab Menu, Create Server    no name has such a word
 *   Ian Jackson December       is cut off
 *   seit Mai Sertralin         a month there is no given name
 *   Kafka, Jenkins             alone a program, mostly: less sure
 *   Hugo Boss                  an organisation
 *   West Virginia, Dawson Creek a place
 *   JFK                        a code, mostly: less sure
 *   E. Administrivia           a heading with its letter: less sure
 *   von Verzeichnissen         prose: less sure
 *   Chương                     nor is a word of Vietnamese sure
 */
#ifndef INSPECT_NAMES_THING_H
#define INSPECT_NAMES_THING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/names/lexicon.h"
#include "inspect/names/tagger.h"

enum {
	THING_TABLE = 4096,	/* slots */
	THING_SEEN = 65536	/* few words share a bit */
};

struct thing_slot {
	uint64_t hash;
	uint8_t kind;		/* 0: free */
};

/* Made once, then immutable. */
struct thing_table {
	struct thing_slot slots[THING_TABLE];
	/* A bit for the first letters of each word and their count. */
	uint64_t seen[THING_SEEN / 64];
};

void thing_table_init(struct thing_table *t);

/*
 * Mend `span` of `text`, a person: less sure, shorter, or an organisation;
 * false: it is none at all.
 */
bool thing_mend(const struct thing_table *t, const struct lexicon *l,
    struct sv text, struct tagger_span *span);

#endif
