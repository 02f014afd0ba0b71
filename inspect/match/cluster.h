/*
 * A cluster: digits and what is written together with them, such as
 * "DE89 3704 0044", "85 05 78 006", "x-2482300a", "10.0.0.1". Detection begins
 * here for everything that holds a digit: the cluster is cut into runs, and
 * windows of runs are looked up by shape.
 */
#ifndef INSPECT_MATCH_CLUSTER_H
#define INSPECT_MATCH_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "inspect/match/shape.h"

enum {
	CLUSTER_MAX_ITEMS = 24,
	CLUSTER_TOKEN = 7, /* a word with digits behind may be a password */
	CLUSTER_MAX_LEAD = 2,
	CLUSTER_BLOB = 36	/* unbroken characters that are no number */
};

/* One run of digits or of ASCII letters. */
struct cluster_item {
	size_t start;
	uint8_t len;
	uint8_t kind;		/* enum shape_kind */
	char separator;		/* before it: 0 (none), space, - . / +
				 * (also for " / " and " - ") */
};

/* How a place between characters looks from inside the cluster. */
enum cluster_edge {
	CLUSTER_FREE,		/* blank, quote, bracket, comma, end ... */
	CLUSTER_PATH,		/* a slash: path, URL, alternative */
	CLUSTER_BOUND		/* part of something longer */
};

struct cluster {
	size_t start, end;	/* bytes, separators inside included */
	bool blob;		/* an unbroken run that is no number */
	size_t digits;
	size_t count;
	struct cluster_item items[CLUSTER_MAX_ITEMS];
};

/*
 * Read the cluster around the digit at `at`, looking back not before `floor`.
 * Go on after its end.
 */
void cluster_read(struct sv text, size_t at, size_t floor,
    struct cluster *ret);

/* The same where no CLUSTER_BLOB bytes around `at` are of a run. */
void cluster_read_short(struct sv text, size_t at, size_t floor,
    struct cluster *ret);

/*
 * Bits of the bytes of runs (base/mask.h) before, with and behind those that
 * byte `bit` of the middle word is of: may as many be around it?
 */
static inline bool
cluster_may_be_blob(const uint64_t runs[3], unsigned bit)
{
	uint64_t ahead = runs[1] >> bit;
	uint64_t behind = bit == 0 ? runs[0] :
	    runs[1] << (64 - bit) | runs[0] >> bit;

	if (bit > 0)
		ahead |= runs[2] << (64 - bit);
	/* The lowest bit is never asked for, so a zero will do no harm. */
	return __builtin_ctzll(~ahead | UINT64_C(1) << 63) +
	    __builtin_clzll(~behind | 1) >= CLUSTER_BLOB;
}

/*
 * Words in upper case before the cluster that may belong to it: "DE 123", "AB
 * CDE 12", "B-MW 12". In their order, each with the separator behind it; how
 * many. Not before `floor`.
 */
size_t cluster_lead(struct sv text, const struct cluster *c, size_t floor,
    struct cluster_item ret[CLUSTER_MAX_LEAD]);

/* What stands before byte `at`, and what after byte `end`. */
enum cluster_edge cluster_edge_before(struct sv text, size_t at);
enum cluster_edge cluster_edge_after(struct sv text, size_t end);

/*
 * Do letters and digits touch in it as in tokens and passwords? Not as in
 * "utf8", "int32", "20th" and "x1".
 */
static inline bool
cluster_is_mixed(const struct cluster *c)
{
	unsigned before = 0, behind = 0;

	for (size_t i = 1; i < c->count; i++) {
		if (c->items[i].separator != 0)
			continue;
		if (c->items[i].kind == SHAPE_DIGITS)
			behind++;
		else
			before++;
	}
	return behind > 0 && (behind + before > 1 ||
	    c->end - c->start >= CLUSTER_TOKEN);
}

/* May a value begin at run `i`, or end with it, as seen inside the cluster? */
static inline bool
cluster_may_begin(const struct cluster *c, size_t i)
{
	return i == 0 || c->items[i].separator == ' ' ||
	    c->items[i].separator == '/';
}

static inline bool
cluster_may_end(const struct cluster *c, size_t i)
{
	return i + 1 == c->count || c->items[i + 1].separator == ' ' ||
	    c->items[i + 1].separator == '/';
}

#endif
