/*
 * Reading an expression with two stacks, without recursion: what waits for
 * its right side or its closing bracket stands in `waiting`, what is complete
 * in the steps.
 *
 *   or < and < not < comparison < + - < * mod < -x
 */
#include "inspect/validate/expression.h"

#include <string.h>

#include "base/ascii.h"
#include "inspect/validate/expression_part.h"

enum { BIND_OR = 1, BIND_AND, BIND_NOT, BIND_COMPARE, BIND_ADD, BIND_TIMES,
	BIND_NEGATE };

/* What waits: an operator, or an open bracket. */
enum opened { OPEN_NONE, OPEN_PAREN, OPEN_DIGIT, OPEN_LIST, OPEN_SUM,
	OPEN_READ, OPEN_CROSS };

struct wait {
	enum expression_kind kind;
	unsigned bind;		/* 0: a bracket */
	enum opened opened;
	int64_t value;
	unsigned commas;
};

struct reader {
	struct sv text;
	size_t at;
	struct expression *x;
	struct wait waiting[EXPRESSION_MAX_DEPTH];
	size_t nwaiting;
	size_t depth;		/* of values when it runs */
	bool in_sum;
	struct errinfo *ei;
};

static int
fail(struct reader *r, const char *what)
{
	return errinfo_set(r->ei, ERR_SYNTAX, "expression \"%.*s\": at "
	    "character %zu: %s", SV_ARG(r->text), r->at + 1, what);
}

static int
too_large(struct reader *r)
{
	return errinfo_set(r->ei, ERR_LIMIT, "expression: more than %d steps, "
	    "%d values at once, %d lists or %d numbers in a list",
	    EXPRESSION_MAX_STEPS, EXPRESSION_MAX_DEPTH, EXPRESSION_MAX_LISTS,
	    EXPRESSION_MAX_WEIGHTS);
}

static void
skip_blanks(struct reader *r)
{
	while (r->at < r->text.len && (r->text.ptr[r->at] == ' ' ||
	    r->text.ptr[r->at] == '\t' || r->text.ptr[r->at] == '\n'))
		r->at++;
}

static bool
is_word(char c)
{
	return ascii_is_lower(c) || ascii_is_digit(c);
}

/* Take `token` if it stands here; a word only as a whole. */
static bool
take(struct reader *r, const char *token)
{
	size_t len = strlen(token);
	struct sv rest;

	skip_blanks(r);
	rest = sv_slice(r->text, r->at, r->text.len);
	if (!sv_starts(rest, sv_cstr(token)) || (is_word(token[0]) &&
	    rest.len > len && is_word(rest.ptr[len])))
		return false;
	r->at += len;
	return true;
}

static bool
is_digit_here(const struct reader *r)
{
	return r->at < r->text.len && ascii_is_digit(r->text.ptr[r->at]);
}

/* A number without sign, up to nine digits. */
static int
take_number(struct reader *r, int64_t *ret)
{
	size_t from;

	skip_blanks(r);
	from = r->at;
	*ret = 0;
	for (; is_digit_here(r); r->at++) {
		if (r->at - from == 9)
			return fail(r, "a number has at most nine digits");
		*ret = *ret * 10 + (r->text.ptr[r->at] - '0');
	}
	return r->at == from ? fail(r, "a number is wanted") : 0;
}

/* How many values a step leaves more than it takes. */
static int
growth(enum expression_kind kind)
{
	switch (kind) {
	case STEP_NUMBER: case STEP_COUNT: case STEP_PLACE: case STEP_LUHN:
	case STEP_MOD97:
		return 1;
	case STEP_DIGIT: case STEP_WEIGHT: case STEP_CROSS: case STEP_SUM:
	case STEP_END: case STEP_NEGATE: case STEP_NOT:
		return 0;
	default:
		return -1;
	}
}

static int
add_step(struct reader *r, struct expression_step s)
{
	if (r->x->nsteps == EXPRESSION_MAX_STEPS)
		return too_large(r);
	r->depth = (size_t)((int)r->depth + growth(s.kind));
	/* An empty sum pushes its zero without taking anything. */
	if (r->depth + 1 >= EXPRESSION_MAX_DEPTH)
		return too_large(r);
	r->x->steps[r->x->nsteps++] = s;
	return 0;
}

/*
 * Is the value just read a mere number? What ends in one, in reverse Polish
 * order, is nothing else.
 */
static bool
is_constant(const struct reader *r, int64_t *ret)
{
	const struct expression_step *s = r->x->steps;
	size_t n = r->x->nsteps;
	bool negative = n > 1 && s[n - 1].kind == STEP_NEGATE;

	if (n == 0 || s[n - 1 - negative].kind != STEP_NUMBER)
		return false;
	*ret = negative ? -s[n - 2].value : s[n - 1].value;
	return true;
}

/* What can never be computed holds of nothing: a slip, not a check. */
static int
check_constant(struct reader *r, enum expression_kind kind, int64_t list)
{
	int64_t number = 0;

	if (!is_constant(r, &number))
		return 0;
	if (kind == STEP_MOD && number <= 0)
		return fail(r, "\"mod\" takes a number above 0");
	if (kind == STEP_WEIGHT && (number < 0 ||
	    number >= (int64_t)r->x->lists[list].count))
		return fail(r, "the list has no such place; the first is 0");
	if (kind == STEP_DIGIT && (number < -EXPRESSION_MAX_TEXT ||
	    number >= EXPRESSION_MAX_TEXT))
		return fail(r, "a match has 64 letters and digits at most, "
		    "d[0] to d[63]");
	return 0;
}

static int
wait_for(struct reader *r, struct wait w)
{
	if (r->nwaiting == EXPRESSION_MAX_DEPTH)
		return too_large(r);
	r->waiting[r->nwaiting++] = w;
	return 0;
}

static int
open_bracket(struct reader *r, enum opened opened, int64_t value)
{
	return wait_for(r, (struct wait){ .opened = opened, .value = value });
}

/* Operators that bind at least as strongly as `bind` are complete. */
static int
settle(struct reader *r, unsigned bind)
{
	int err = 0;

	while (err == 0 && r->nwaiting > 0 &&
	    r->waiting[r->nwaiting - 1].bind >= bind &&
	    r->waiting[r->nwaiting - 1].bind > 0) {
		r->nwaiting--;
		err = check_constant(r, r->waiting[r->nwaiting].kind, 0);
		if (err == 0)
			err = add_step(r, (struct expression_step){
			    .kind = r->waiting[r->nwaiting].kind });
	}
	return err;
}

/* 7, n, n-1 */
static int
take_border(struct reader *r, struct expression_border *ret)
{
	*ret = (struct expression_border){ 0, false };
	if (!take(r, "n"))
		return take_number(r, &ret->value);
	ret->from_count = true;
	return take(r, "-") ? take_number(r, &ret->value) : 0;
}

static int
open_sum(struct reader *r)
{
	struct expression_step s = { .kind = STEP_SUM };
	int err;

	if (r->in_sum)
		return fail(r, "a sum inside a sum");
	if (!take(r, "(") || !take(r, "i") || !take(r, "in"))
		return fail(r, "sum(i in 0..7: ...) is wanted");
	err = take_border(r, &s.first);
	if (err == 0 && !take(r, ".."))
		err = fail(r, "\"..\" is wanted");
	if (err == 0)
		err = take_border(r, &s.last);
	if (err == 0 && s.first.from_count == s.last.from_count &&
	    (s.first.from_count ? s.first.value < s.last.value :
	    s.first.value > s.last.value ||
	    s.last.value - s.first.value >= EXPRESSION_MAX_TEXT))
		err = fail(r, "a sum goes from the lower place to the higher, "
		    "over 64 at most");
	if (err == 0 && !take(r, ":"))
		err = fail(r, "\":\" is wanted");
	r->in_sum = true;
	if (err == 0)
		err = add_step(r, s);
	return err != 0 ? err : open_bracket(r, OPEN_SUM, 0);
}

/* [1, 2, 3][ */
static int
open_list(struct reader *r)
{
	struct expression_list *w = &r->x->lists[r->x->nlists];
	int err = 0;

	if (r->x->nlists == EXPRESSION_MAX_LISTS)
		return too_large(r);
	w->count = 0;
	do {
		bool negative = take(r, "-");
		int64_t number = 0;

		if (w->count == EXPRESSION_MAX_WEIGHTS)
			return too_large(r);
		err = take_number(r, &number);
		w->items[w->count++] = negative ? -number : number;
	} while (err == 0 && take(r, ","));
	if (err == 0 && (!take(r, "]") || !take(r, "[")))
		err = fail(r, "a list is closed and then asked for a place, "
		    "as in [7,3,1][i]");
	return err != 0 ? err : open_bracket(r, OPEN_LIST,
	    (int64_t)r->x->nlists++);
}

static int
push_value(struct reader *r, enum expression_kind kind, int64_t value,
    bool *operand)
{
	*operand = false;
	return add_step(r,
	    (struct expression_step){ .kind = kind, .value = value });
}

static int
open_call(struct reader *r, enum opened opened)
{
	if (!take(r, opened == OPEN_DIGIT ? "[" : "("))
		return fail(r, "a bracket is wanted");
	return open_bracket(r, opened, 0);
}

/* What may begin a value; `*operand` says whether one is still wanted. */
static int
read_operand(struct reader *r, bool *operand)
{
	int64_t number = 0;
	int err;

	skip_blanks(r);
	if (is_digit_here(r)) {
		err = take_number(r, &number);
		return err != 0 ? err : push_value(r, STEP_NUMBER, number,
		    operand);
	}
	if (take(r, "n"))
		return push_value(r, STEP_COUNT, 0, operand);
	if (take(r, "luhn"))
		return push_value(r, STEP_LUHN, 0, operand);
	if (take(r, "mod97"))
		return push_value(r, STEP_MOD97, 0, operand);
	if (take(r, "i"))
		return r->in_sum ? push_value(r, STEP_PLACE, 0, operand) :
		    fail(r, "\"i\" means something inside a sum only");
	if (take(r, "d"))
		return open_call(r, OPEN_DIGIT);
	if (take(r, "number"))
		return open_call(r, OPEN_READ);
	if (take(r, "digits"))
		return open_call(r, OPEN_CROSS);
	if (take(r, "sum"))
		return open_sum(r);
	if (take(r, "["))
		return open_list(r);
	if (take(r, "("))
		return open_bracket(r, OPEN_PAREN, 0);
	if (take(r, "-"))
		return wait_for(r, (struct wait){ .kind = STEP_NEGATE,
		    .bind = BIND_NEGATE });
	if (take(r, "not"))
		return wait_for(r, (struct wait){ .kind = STEP_NOT,
		    .bind = BIND_NOT });
	return fail(r, "a value is wanted: a number, n, i, d[...], "
	    "[...][...], sum, number, digits, luhn, mod97");
}

static int
close_bracket(struct reader *r, char bracket)
{
	static const struct {
		char bracket;
		enum expression_kind kind;
		unsigned commas;
	} ends[] = {
		[OPEN_PAREN] = { ')', STEP_NUMBER, 0 },
		[OPEN_DIGIT] = { ']', STEP_DIGIT, 0 },
		[OPEN_LIST] = { ']', STEP_WEIGHT, 0 },
		[OPEN_SUM] = { ')', STEP_END, 0 },
		[OPEN_READ] = { ')', STEP_READ, 1 },
		[OPEN_CROSS] = { ')', STEP_CROSS, 0 },
	};
	struct wait w;
	int err = settle(r, 1);

	if (err != 0)
		return err;
	if (r->nwaiting == 0)
		return fail(r, "a bracket too many");
	w = r->waiting[--r->nwaiting];
	if (ends[w.opened].bracket != bracket)
		return fail(r, "another bracket is open");
	if (w.commas != ends[w.opened].commas)
		return fail(r, "number(from, to) takes two values");
	if (w.opened == OPEN_SUM)
		r->in_sum = false;
	if (w.opened == OPEN_PAREN)
		return 0;
	err = check_constant(r, ends[w.opened].kind, w.value);
	return err != 0 ? err : add_step(r, (struct expression_step){
	    .kind = ends[w.opened].kind, .value = w.value });
}

static int
read_comma(struct reader *r)
{
	int err = settle(r, 1);

	if (err != 0)
		return err;
	if (r->nwaiting == 0 ||
	    r->waiting[r->nwaiting - 1].opened != OPEN_READ ||
	    r->waiting[r->nwaiting - 1].commas++ > 0)
		return fail(r, "a comma stands in number(from, to) only");
	return 0;
}

static const struct {
	const char *token;
	enum expression_kind kind;
	unsigned bind;
} operators[] = {
	{ "==", STEP_EQUAL, BIND_COMPARE },
	{ "!=", STEP_UNEQUAL, BIND_COMPARE },
	{ "<=", STEP_LESS_EQUAL, BIND_COMPARE },
	{ ">=", STEP_MORE_EQUAL, BIND_COMPARE },
	{ "<", STEP_LESS, BIND_COMPARE },
	{ ">", STEP_MORE, BIND_COMPARE },
	{ "and", STEP_AND, BIND_AND },
	{ "or", STEP_OR, BIND_OR },
	{ "mod", STEP_MOD, BIND_TIMES },
	{ "*", STEP_TIMES, BIND_TIMES },
	{ "+", STEP_PLUS, BIND_ADD },
	{ "-", STEP_MINUS, BIND_ADD },
};

static int
read_operator(struct reader *r, bool *operand)
{
	int err;

	if (take(r, ")"))
		return close_bracket(r, ')');
	if (take(r, "]"))
		return close_bracket(r, ']');
	*operand = true;
	if (take(r, ","))
		return read_comma(r);
	for (size_t i = 0; i < NELEMS(operators); i++) {
		if (!take(r, operators[i].token))
			continue;
		err = settle(r, operators[i].bind);
		return err != 0 ? err : wait_for(r, (struct wait){
		    .kind = operators[i].kind, .bind = operators[i].bind });
	}
	return fail(r, "an operator is wanted: + - * mod == != < <= > >= "
	    "and or");
}

static int
read_all(struct reader *r)
{
	bool operand = true;
	int err = 0;

	for (skip_blanks(r); err == 0 && r->at < r->text.len;
	    skip_blanks(r))
		err = operand ? read_operand(r, &operand) :
		    read_operator(r, &operand);
	if (err == 0 && operand)
		err = fail(r, "it ends where a value is wanted");
	if (err == 0)
		err = settle(r, 1);
	if (err == 0 && r->nwaiting > 0)
		err = fail(r, "a bracket is not closed");
	return err;
}

int
expression_new(struct sv text, struct arena *a,
    const struct expression **ret, struct errinfo *ei)
{
	struct reader r = { .text = text, .ei = ei };
	int err;

	r.x = arena_zalloc(a, 1, sizeof(*r.x));
	if (r.x == NULL)
		return errinfo_set(ei, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	err = read_all(&r);
	if (err == 0)
		*ret = r.x;
	return err;
}
