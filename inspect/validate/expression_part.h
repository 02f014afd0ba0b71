/*
 * The steps that a validator of the policy is compiled to: what expression.c
 * parses into them, expression_run.c runs. For these files only.
 */
#ifndef INSPECT_VALIDATE_EXPRESSION_PART_H
#define INSPECT_VALIDATE_EXPRESSION_PART_H

#include <stddef.h>
#include <stdint.h>

#include "inspect/validate/expression.h"

/* In reverse Polish order: values are pushed, operators take the last ones. */
enum expression_kind {
	STEP_NUMBER,		/* push `value` */
	STEP_COUNT,		/* n */
	STEP_PLACE,		/* i */
	STEP_DIGIT,		/* d[x] */
	STEP_WEIGHT,		/* [...][x] of list `value` */
	STEP_LUHN, STEP_MOD97,
	STEP_READ,		/* number(x, y) */
	STEP_CROSS,		/* digits(x) */
	STEP_SUM,		/* until its STEP_END, `first` to `last` */
	STEP_END,
	STEP_NEGATE, STEP_NOT,
	STEP_TIMES, STEP_MOD, STEP_PLUS, STEP_MINUS,
	STEP_EQUAL, STEP_UNEQUAL, STEP_LESS, STEP_LESS_EQUAL, STEP_MORE,
	STEP_MORE_EQUAL,
	STEP_AND, STEP_OR
};

/* A border of a sum: a constant, or n less a constant. */
struct expression_border {
	int64_t value;
	bool from_count;
};

struct expression_step {
	enum expression_kind kind;
	int64_t value;
	struct expression_border first, last;
};

struct expression_list {
	int64_t items[EXPRESSION_MAX_WEIGHTS];
	size_t count;
};

struct expression {
	struct expression_step steps[EXPRESSION_MAX_STEPS];
	size_t nsteps;
	struct expression_list lists[EXPRESSION_MAX_LISTS];
	size_t nlists;
};

#endif
