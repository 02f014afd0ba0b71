/*
 * The law tables: which zone a country is in at a given time, for a given
 * exporter. EU law throughout (GDPR chapter V); dates are the tables'.
 */
#ifndef RULES_LAW_H
#define RULES_LAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/sv.h"
#include "rules/destination.h"
#include "rules/places.h"
#include "rules/zone.h"

enum { LAW_NONE = -1 };

/* How far an adequacy decision reaches. */
enum law_scope {
	LAW_FULL,	/* everybody in the country */
	LAW_SCOPED,	/* some recipients */
	LAW_DPF,	/* certified recipients */
};

struct law_adequacy {
	int country;
	enum law_scope scope;
	bool eu_only;		/* not taken into the EEA Agreement yet */
	int64_t from_ns, to_ns;	/* in force from .. before */
	const struct law_adequacy *next;	/* of the same country */
};

struct law_group {
	struct sv name;
	struct places members;
	struct law_group *next;
};

struct law_country {
	struct sv name;
	bool known;		/* a code that the tables have */
	int16_t alias_of;	/* or LAW_NONE */
	enum zone zone;		/* without adequacy decisions and tools */
	bool efta;		/* EEA but not EU: own adequacy position */
	int64_t from_ns, to_ns;	/* the row holds from .. before */
	const struct law_adequacy *adequacy;
};

struct law {
	struct law_country countries[PLACES_COUNT];
	struct law_group *groups;
};

/* A transfer tool in force, and whom it is for. */
struct law_tool {
	enum tool_kind kind;
	int64_t from_ns, to_ns;	/* in force from .. before */
	struct sv ref;		/* what to look it up by, or empty */
};

/* Circumstances of one flow. */
struct law_case {
	int64_t now_ns;
	int home;		/* country of the exporter, or LAW_NONE */
	bool dpf_suspended;
	const struct law_tool *tools;	/* of the destination */
	size_t ntools;
};

struct law_finding {
	enum zone zone;
	const struct law_tool *tool;	/* it rests on, or NULL */
	enum tool_kind kind;		/* TOOL_ADEQUACY also without a tool */
	unsigned notes;		/* NOTE_TOOL_EXPIRED, NOTE_TOOL_SUSPENDED */
};

/* Read the three tables; `law` begins zeroed. Texts are kept, not copied. */
int law_read_jurisdictions(struct law *law, struct sv text, const char *file,
    struct arena *arena, struct errinfo *ei) MUST_USE;
int law_read_adequacy(struct law *law, struct sv text, const char *file,
    struct arena *arena, struct errinfo *ei) MUST_USE;
int law_read_groups(struct law *law, struct sv text, const char *file,
    struct arena *arena, struct errinfo *ei) MUST_USE;

/* The country `code` means (UK is GB), or LAW_NONE. */
int law_country(const struct law *law, struct sv code) MUST_USE;

/*
 * Add what `text` names to `*places`: codes and groups joined by '+'
 * ("EU+CH"), "*" for anywhere. ERR_NOTFOUND, `*places` then half filled.
 */
int law_parse_places(const struct law *law, struct sv text,
    struct places *places) MUST_USE;

/* The zone of one country. */
struct law_finding law_judge_country(const struct law *law,
    const struct law_case *c, int country);

/* The worst zone of a set; unknown if it is open or empty. */
struct law_finding law_judge(const struct law *law, const struct law_case *c,
    const struct places *places);

/*
 * Read a date, "" being `if_empty`; with `end` the day after, so that the day
 * itself is included. ERR_SYNTAX.
 */
int law_date(struct sv text, int64_t if_empty, bool end, int64_t *ret_ns)
    MUST_USE;

#endif
