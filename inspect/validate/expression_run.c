#include "inspect/validate/expression_part.h"

#include "inspect/validate/validate.h"

/* A value, or none: what could not be computed. */
struct value {
	int64_t number;
	bool known;
};

struct machine {
	const struct expression *x;
	struct sv text;
	struct value stack[EXPRESSION_MAX_DEPTH];
	size_t depth;
	int64_t place, last;	/* of the sum at hand */
	struct value total;
	size_t back;		/* the step behind its beginning */
};

static const struct value unknown = { 0, false };

static struct value
known(int64_t number)
{
	return (struct value){ number, true };
}

static void
push(struct machine *m, struct value v)
{
	ASSERT(m->depth < EXPRESSION_MAX_DEPTH);
	m->stack[m->depth++] = v;
}

static struct value
pop(struct machine *m)
{
	ASSERT(m->depth > 0);
	return m->stack[--m->depth];
}

/* A digit as it is, A as 10 to Z as 35. */
static struct value
digit_at(struct sv text, struct value at)
{
	int64_t i = at.number < 0 ? at.number + (int64_t)text.len :
	    at.number;
	char c;

	if (!at.known || i < 0 || i >= (int64_t)text.len)
		return unknown;
	c = text.ptr[i];
	return known(c >= 'A' ? c - 'A' + 10 : c - '0');
}

static struct value
weight_at(const struct expression_list *w, struct value at)
{
	if (!at.known || at.number < 0 || at.number >= (int64_t)w->count)
		return unknown;
	return known(w->items[at.number]);
}

/* The number that places `from` to `to` write. */
static struct value
read_number(struct sv text, struct value from, struct value to)
{
	int64_t number = 0;

	if (!from.known || !to.known || from.number < 0 ||
	    from.number > to.number || to.number - from.number >= 18)
		return unknown;
	for (int64_t i = from.number; i <= to.number; i++) {
		struct value d = digit_at(text, known(i));

		if (!d.known || d.number > 9)
			return unknown;
		number = number * 10 + d.number;
	}
	return known(number);
}

static struct value
cross_sum(struct value v)
{
	int64_t sum = 0;

	if (!v.known || v.number < 0)
		return unknown;
	for (; v.number > 0; v.number /= 10)
		sum += v.number % 10;
	return known(sum);
}

static struct value
luhn(struct sv text)
{
	if (text.len == 0 || !validate_is_digits(text))
		return unknown;
	return known(validate_luhn_digits(text));
}

static struct value
compute(enum expression_kind kind, int64_t a, int64_t b)
{
	int64_t r = 0;
	bool bad = false;

	switch (kind) {
	case STEP_TIMES:
		bad = __builtin_mul_overflow(a, b, &r);
		break;
	case STEP_PLUS:
		bad = __builtin_add_overflow(a, b, &r);
		break;
	case STEP_MINUS:
		bad = __builtin_sub_overflow(a, b, &r);
		break;
	case STEP_MOD:
		bad = b <= 0;
		r = bad ? 0 : (a % b + b) % b;
		break;
	case STEP_EQUAL:
		return known(a == b);
	case STEP_UNEQUAL:
		return known(a != b);
	case STEP_LESS:
		return known(a < b);
	case STEP_LESS_EQUAL:
		return known(a <= b);
	case STEP_MORE:
		return known(a > b);
	case STEP_MORE_EQUAL:
		return known(a >= b);
	default:
		bad = true;
	}
	return bad ? unknown : known(r);
}

static bool
is_comparison(enum expression_kind kind)
{
	return kind >= STEP_EQUAL && kind <= STEP_MORE_EQUAL;
}

static bool
is_true(struct value v)
{
	return v.known && v.number != 0;
}

static struct value
combine(enum expression_kind kind, struct value a, struct value b)
{
	if (kind == STEP_AND)
		return known(is_true(a) && is_true(b));
	if (kind == STEP_OR)
		return known(is_true(a) || is_true(b));
	if (a.known && b.known)
		return compute(kind, a.number, b.number);
	return is_comparison(kind) ? known(0) : unknown;
}

static int64_t
border_of(const struct machine *m, struct expression_border b)
{
	return b.from_count ? (int64_t)m->text.len - b.value : b.value;
}

/* Begin a sum; the next step, behind its end if it is empty. */
static size_t
begin_sum(struct machine *m, const struct expression_step *s, size_t at)
{
	m->place = border_of(m, s->first);
	m->last = border_of(m, s->last);
	m->total = known(0);
	m->back = at + 1;
	if (m->place <= m->last &&
	    m->last - m->place < EXPRESSION_MAX_TEXT)
		return at + 1;
	push(m, m->place > m->last ? m->total : unknown);
	while (m->x->steps[at].kind != STEP_END)
		at++;
	return at + 1;
}

static size_t
end_of_turn(struct machine *m, size_t at)
{
	m->total = combine(STEP_PLUS, m->total, pop(m));
	if (m->place++ < m->last)
		return m->back;
	push(m, m->total);
	return at + 1;
}

static void
take_one(struct machine *m, const struct expression_step *s)
{
	struct value v = pop(m);

	switch (s->kind) {
	case STEP_DIGIT:
		push(m, digit_at(m->text, v));
		break;
	case STEP_WEIGHT:
		push(m, weight_at(&m->x->lists[s->value], v));
		break;
	case STEP_CROSS:
		push(m, cross_sum(v));
		break;
	case STEP_NEGATE:
		push(m, combine(STEP_MINUS, known(0), v));
		break;
	default:
		push(m, v.known ? known(v.number == 0) : unknown);
	}
}

static size_t
take_step(struct machine *m, size_t at)
{
	const struct expression_step *s = &m->x->steps[at];
	struct value b;

	switch (s->kind) {
	case STEP_NUMBER:
		push(m, known(s->value));
		break;
	case STEP_COUNT:
		push(m, known((int64_t)m->text.len));
		break;
	case STEP_PLACE:
		push(m, known(m->place));
		break;
	case STEP_LUHN:
		push(m, luhn(m->text));
		break;
	case STEP_MOD97:
		push(m, known(validate_mod97(m->text)));
		break;
	case STEP_SUM:
		return begin_sum(m, s, at);
	case STEP_END:
		return end_of_turn(m, at);
	case STEP_DIGIT: case STEP_WEIGHT: case STEP_CROSS:
	case STEP_NEGATE: case STEP_NOT:
		take_one(m, s);
		break;
	case STEP_READ:
		b = pop(m);
		push(m, read_number(m->text, pop(m), b));
		break;
	case STEP_TIMES: case STEP_MOD: case STEP_PLUS: case STEP_MINUS:
	case STEP_EQUAL: case STEP_UNEQUAL: case STEP_LESS:
	case STEP_LESS_EQUAL: case STEP_MORE: case STEP_MORE_EQUAL:
	case STEP_AND: case STEP_OR:
		b = pop(m);
		push(m, combine(s->kind, pop(m), b));
		break;
	}
	return at + 1;
}

bool
expression_holds(const struct expression *x, struct sv compact)
{
	struct machine m = { .x = x, .text = compact };

	ASSERT(compact.len <= EXPRESSION_MAX_TEXT);
	for (size_t at = 0; at < x->nsteps; )
		at = take_step(&m, at);
	return is_true(pop(&m));
}
