/*
 * Where nothing is begun, lines are passed over by their masks as long as none
 * stirs (base/stirs.h). What does is looked at here: a line that no table can
 * begin with is nothing all the same. For inspect/grid/grid_pass.c only.
 */
#ifndef INSPECT_GRID_GRID_QUIET_H
#define INSPECT_GRID_GRID_QUIET_H

#include "inspect/grid/grid_part.h"

/*
 * The first of `stirs`, bits of bytes from `from` on, at which a line may be
 * something to a table; SIZE_MAX if there is none. It may be less than it looks
 * like, never more.
 */
size_t grid_find_stir(const struct grid_reading *r, size_t from,
    uint64_t stirs);

/*
 * Where the line before that of byte `at` begins, if that is behind byte
 * `floor`, or `floor`.
 */
size_t grid_line_before(struct sv text, size_t floor, size_t at);

#endif
