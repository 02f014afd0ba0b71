/*
 * What an open detection engine is made of: the tables that the modules of
 * detection share. Made by inspect/build.c, read-only afterwards.
 */
#ifndef INSPECT_ENGINE_H
#define INSPECT_ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hs.h"
#include "base/needles.h"
#include "base/pcre.h"
#include "base/sv.h"
#include "inspect/words/context_view.h"
#include "inspect/terms/dictionary.h"
#include "inspect/validate/expression.h"
#include "inspect/history.h"
#include "inspect/match/match.h"
#include "inspect/names/names.h"
#include "inspect/match/shape.h"
#include "inspect/address/towns.h"
#include "inspect/validate/validate.h"
#include "inspect/terms/vocab_scan.h"

enum { ENGINE_MAX_DETECTORS = 4096, ENGINE_MAX_CLASSES = 2048 };

/* How two spellings of one value become one. */
enum canonical {
	CANONICAL_EXACT,	/* as written */
	CANONICAL_LOWER,	/* ASCII letters in lower case */
	CANONICAL_COMPACT,	/* letters in upper case and digits only */
	CANONICAL_DIGITS,	/* digits only */
	CANONICAL_PHONE,	/* digits, + for an international prefix */
	CANONICAL_IBAN, CANONICAL_SERIES	/* see the README of packs */
};

/* What a finding of a class says about a country (inspect/consensus.h). */
enum engine_speaks {
	SPEAKS_NOT,
	SPEAKS_CLASS,		/* personal.id.xx.y: its own country */
	SPEAKS_IBAN, SPEAKS_PHONE, SPEAKS_ADDRESS
};

/* Which candidates may be raised by a country that agrees. */
enum engine_agrees {
	AGREES_NEVER,		/* no country, or nothing is checked */
	AGREES_VALUE,		/* those that are all of their field */
	AGREES_ANYWHERE
};

struct engine_class {
	struct sv name;
	enum canonical canonical;
	uint8_t speaks;		/* enum engine_speaks */
	uint8_t country;	/* of SPEAKS_CLASS (inspect/country.h) */
};

struct detector {
	struct sv name;			/* "pack/name" */
	uint16_t class_id;
	uint8_t score;			/* of a strong match by itself */
	uint8_t with_context;
	struct context_query context, against;	/* of words for and against */
	validate_fn *validate;		/* NULL: everything is strong */
	match_fn *match;		/* or NULL */
	const struct expression *expression;	/* or NULL */
	struct pcre *pattern;		/* or NULL; owned */
	unsigned token;			/* length of an unbroken token, or 0 */
	unsigned back;		/* bytes a match may begin before its literal */
	bool is_key;			/* literals count in labels too */
	uint8_t agrees, sought;	/* enum engine_agrees, sought_set */
};

/* A matcher of clusters or of `@`. */
struct engine_use {
	match_fn *match;	/* of the matcher */
	const struct matcher *matcher;
	uint16_t detector;
};

/* A literal that detectors begin at. */
struct engine_literal {
	struct sv text;
	uint16_t detector;
	uint8_t tail;		/* bytes behind it, see inspect/build_tail.h */
	unsigned flags;		/* enum needle_flag */
};

/* Literals that are searched together. */
struct engine_literals {
	struct engine_literal *items;
	size_t count, cap;
	struct needles *needles;	/* the same; NULL: none. Owned */
};

/* A user's pattern: in the database, or to be tried always. */
struct engine_user {
	uint16_t detector;
	bool always;
	struct sv pattern;
};

/* A user's dictionary; owned. */
struct engine_dictionary { uint16_t detector; struct dictionary *terms; };

struct detect_engine {
	struct arena arena;		/* all names and tables */
	struct engine_class *classes;
	size_t nclasses, cap_classes;
	struct detector *detectors;
	size_t ndetectors, cap_detectors;
	const struct standing *standings;	/* one for each detector */
	struct context_span reach;	/* how far words count for any */
	struct context *context;
	struct shape_table *shapes;
	struct word_table *dates;	/* words of matchers */
	struct address_words *addresses;	/* the same */
	struct engine_use *numbers;	/* matchers of clusters */
	size_t nnumbers, cap_numbers;
	const uint64_t *asked;		/* bits of them, by number_facts() */
	uint64_t labelled;		/* bits of who needs a label */
	struct engine_use *ats;		/* matchers of `@` */
	size_t nats, cap_ats;
	uint16_t *tokens;		/* detectors with a token length */
	size_t ntokens, cap_tokens;
	struct engine_literals literals; /* searched everywhere */
	size_t unfold_from;	/* of those, the first of inspect/unfold */
	struct engine_literals marked;	/* near marks, and in labels */
	struct engine_literals whole;	/* all of a label; not searched */
	struct engine_user *users;
	size_t nusers, cap_users;
	struct hsdb *user_db;		/* NULL: none */
	uint16_t *user_map;		/* its entries as numbers of users */
	bool *user_hits;		/* scratch: which users' patterns hit */
	struct vocab_set *vocab;	/* NULL: none */
	struct engine_dictionary *dictionaries;
	size_t ndictionaries;
	struct allow *allow;		/* NULL: nothing */
	struct names *names;		/* NULL: none */
	uint16_t named[KIND_COUNT];	/* detector + 1 of each kind, or 0 */
	size_t first_outsider;		/* detectors, in their order */
	unsigned min_score;
	uint32_t pattern_steps;	/* of one match */
	struct towns towns;
	struct history *history;	/* texts seen before; NULL: none */
};

#endif
