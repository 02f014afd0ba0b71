/*
 * Numbers written backwards: "00 0310 2350 4400 4073 98ED" is an IBAN to a
 * reader who was told so. Only what a check digit makes near certain.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/match/cluster.h"
#include "inspect/match/match.h"
#include "inspect/scan.h"

enum {
	IBAN_MAX = 34,
	CARD_MOST = 19
};

/*
 * Collect `wanted` letters and digits before byte `end`, the last first, over
 * single blanks and strokes; where they begin, or `end` if there are not so
 * many.
 */
static size_t
collect(struct sv text, size_t end, size_t wanted, char *out)
{
	size_t at = end, len = 0;

	while (len < wanted && at > 0) {
		char c = text.ptr[at - 1];

		if (ascii_is_alnum(c))
			out[len++] = ascii_to_upper(c);
		else if ((c != ' ' && c != '-') || len < 2 || at < 2 ||
		    !ascii_is_alnum(text.ptr[at - 2]))
			return end;
		at--;
	}
	return len == wanted ? at : end;
}

static bool
is_free(struct sv text, size_t start, size_t end)
{
	return cluster_edge_before(text, start) != CLUSTER_BOUND &&
	    cluster_edge_after(text, end) != CLUSTER_BOUND;
}

/* ... 98ED: the last run of the cluster is the country, backwards. */
void
match_iban_reversed(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	const struct cluster *c = site->cluster;
	const struct cluster_item *last = &c->items[c->count - 1];
	struct validate_input in;
	char country[2], iban[IBAN_MAX];
	size_t end, start, len;

	end = last->start + 2;
	country[0] = ascii_to_upper(s->text.ptr[end - 1]);
	country[1] = ascii_to_upper(s->text.ptr[end - 2]);
	len = validate_iban_length(country);
	if (len == 0)
		return;
	start = collect(s->text, end, len, iban);
	if (start == end || !is_free(s->text, start, end))
		return;
	in.text = in.compact = sv_make(iban, len);
	if (validate_iban(&in) != GRADE_NONE)
		scan_emit(s, detector, (struct scan_span){ start, end },
		    GRADE_STRONG);
}

/* A cluster of digits that is a card number backwards, and none forwards. */
void
match_card_reversed(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	const struct cluster *c = site->cluster;
	char card[CARD_MOST], forward[CARD_MOST];
	struct validate_input in;

	if (c->digits > CARD_MOST ||
	    collect(s->text, c->end, c->digits, card) != c->start ||
	    !is_free(s->text, c->start, c->end))
		return;
	for (size_t i = 0; i < c->digits; i++)
		forward[i] = card[c->digits - 1 - i];
	in.text = in.compact = sv_make(forward, c->digits);
	if (validate_card(&in) != GRADE_NONE)
		return;
	in.text = in.compact = sv_make(card, c->digits);
	scan_emit(s, detector, (struct scan_span){ c->start, c->end },
	    validate_card(&in));
}
