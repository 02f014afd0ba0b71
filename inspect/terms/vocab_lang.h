/*
 * What a vocabulary knows of languages, as the bits of vocab_languages():
 * made once with an engine. Detection inside only.
 */
#ifndef INSPECT_TERMS_VOCAB_LANG_H
#define INSPECT_TERMS_VOCAB_LANG_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "inspect/names/lang.h"

struct vocab_langs {
	uint32_t nouns;			/* write nouns with a capital */
	uint32_t behind;		/* put an adjective behind its noun */
	uint32_t likely[LANG_COUNT];	/* one, and those easily taken for it */
};

/* ERR_NOTFOUND where a code is not known: never for those in the source. */
int vocab_langs_init(struct vocab_langs *ret) MUST_USE;

#endif
