/*
 * Making an engine: packs and user classes become tables and databases. Used
 * by inspect/detect.c only.
 */
#ifndef INSPECT_BUILD_H
#define INSPECT_BUILD_H

#include "base/attr.h"
#include "base/err.h"
#include "inspect/detect.h"
#include "inspect/engine.h"

/*
 * Fill the zeroed engine `e` as `config` says. On failure it is half made, and
 * build_undo() releases what is there.
 */
int build_engine(struct detect_engine *e, const struct detect_config *config,
    struct errinfo *ei) MUST_USE;

/* Release everything `e` holds, not `e` itself. */
void build_undo(struct detect_engine *e);

struct build_entries {
	const struct hsdb_entry *items;
	size_t count;
};

/*
 * A database of `entries`, from the folder `cache_dir` if it was kept there
 * before, else compiled and kept there (NULL: neither). `ret_bad` and errors
 * as hsdb_new() has them.
 */
int build_database(const struct build_entries *entries,
    const char *cache_dir, struct hsdb **ret, size_t *ret_bad,
    struct errinfo *ei) MUST_USE;

/* Add the classes of the policy, and their database. */
int build_users(struct detect_engine *e, const struct detect_config *config,
    struct errinfo *ei) MUST_USE;

/* Does a class of the policy turn the class `name` off? */
bool build_is_disabled(const struct detect_config *config, struct sv name);

/* Add the classes and detectors of those outside. */
int build_outsiders(struct detect_engine *e,
    const struct detect_config *config, struct errinfo *ei) MUST_USE;

/* The number of the class `name`, made if it is not there yet. */
int build_class(struct detect_engine *e, struct sv name,
    enum canonical canonical, uint16_t *ret) MUST_USE;

/* A new zeroed detector "prefix/name" of class `class_id`. */
int build_detector(struct detect_engine *e, struct sv prefix, struct sv name,
    uint16_t class_id, uint16_t *ret) MUST_USE;

#endif
