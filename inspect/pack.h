/*
 * Detector packs: files of share/detectors that say what to look for, with the
 * source of each rule and examples that the tests run. The format is
 * described in share/detectors/README.md.
 */
#ifndef INSPECT_PACK_H
#define INSPECT_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/schema.h"
#include "base/sv.h"
#include "base/yaml.h"

/*
 * How much it says that a detector accepts something: the share of random
 * strings like it that it would accept too (inspect/strength.h).
 */
enum pack_strength {
	STRENGTH_NONE,		/* not stated; of vocabularies */
	STRENGTH_STRONG,	/* below 0.1 % */
	STRENGTH_GOOD,		/* below 0.6 % */
	STRENGTH_MEDIUM,	/* below 5 % */
	STRENGTH_WEAK		/* more: nothing without a word */
};

struct pack_detector {
	struct yaml_mark mark;
	struct sv name, class_name, about, spec;
	struct sv match, pattern, validator;
	struct schema_texts shapes, literals;
	uint64_t token, score, with_context, before, after, back;
	bool caseless;		/* literals without case */
	bool marked;		/* literals near marks only */
	bool agrees;		/* countries may raise what it accepts */
	struct schema_texts context, against;	/* names of word groups */
	/* Of vocabulary groups; with them `against` names such groups too. */
	struct schema_texts vocabulary, person, near, labels, language, bearer;
	struct schema_texts unless;
	struct schema_texts findings;		/* class prefixes */
	int canonical;		/* enum canonical */
	int strength;
	struct schema_texts positive, negative;
};

struct pack {
	struct sv name;
	const char *path;	/* the pack's own */
	const char *names;	/* file of weights for names, or NULL */
	const struct yaml_node *words;	/* map of name: words, or NULL */
	const struct yaml_node *vocabulary;	/* the same, of terms */
	const struct yaml_node *lists;	/* what their slots stand for */
	const struct pack_detector *detectors;
	size_t count;
};

struct pack_list {
	struct pack *items;
	size_t count, cap;
};

/*
 * Read the file `path`, or in order of their names all files *.yaml of the
 * folder `path`, and append them to `list`; memory from `arena`. Errors of
 * yaml_parse() and schema_read(), ERR_NOTFOUND, ERR_IO.
 */
int pack_read(const char *path, struct arena *arena, struct pack_list *list,
    struct errinfo *ei) MUST_USE;

#endif
