#include "inspect/consensus.h"

#include <stdbool.h>

enum {
	BEYOND_DOUBT = 94,	/* score of what speaks for a country */
	GAIN = 3,		/* of what agrees with it */
	SCORE_MAX = 99,
	FINDINGS_MAX = 256	/* of one field; with more none is changed */
};

/* The country of a class, two small letters, or 0. */
static unsigned
class_country(struct sv name)
{
	static const struct sv prefix = SV_INIT("personal.id.");

	if (!sv_starts(name, prefix) || name.len < prefix.len + 3 ||
	    name.ptr[prefix.len + 2] != '.')
		return 0;
	return (unsigned)(unsigned char)name.ptr[prefix.len] << 8 |
	    (unsigned char)name.ptr[prefix.len + 1];
}

/* The country that a finding speaks for, or 0. */
static unsigned
evidence(const struct detect_engine *engine, struct sv text,
    const struct finding *f)
{
	struct sv name = detect_class_name(engine, f->class_id);

	if (f->score < BEYOND_DOUBT)
		return 0;
	if (sv_eq(name, SV("financial.iban")) && f->end - f->start > 2)
		return ((unsigned char)text.ptr[f->start] | 0x20U) << 8 |
		    (unsigned char)text.ptr[f->start + 1] | 0x20U;
	return class_country(name);
}

static bool
is_apart(const struct finding *a, const struct finding *b)
{
	return a->end <= b->start || b->end <= a->start;
}

void
consensus_apply(const struct detect_engine *engine, struct sv text,
    struct finding *items, size_t count)
{
	unsigned spoken[FINDINGS_MAX];
	bool any = false;

	if (count < 2 || count > FINDINGS_MAX)
		return;
	for (size_t i = 0; i < count; i++) {
		spoken[i] = evidence(engine, text, &items[i]);
		any |= spoken[i] != 0;
	}
	for (size_t i = 0; i < count && any; i++) {
		unsigned country = class_country(detect_class_name(engine,
		    items[i].class_id));
		bool agrees = false;

		for (size_t k = 0; k < count && country != 0 && !agrees; k++)
			agrees = spoken[k] == country &&
			    is_apart(&items[i], &items[k]);
		if (agrees)
			items[i].score = items[i].score + GAIN < SCORE_MAX ?
			    (uint8_t)(items[i].score + GAIN) : SCORE_MAX;
	}
}
