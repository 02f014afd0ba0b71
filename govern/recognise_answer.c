/*
 * Reading what a recogniser answers. It is inside the perimeter, but what it
 * says is bytes from outside the process: places are checked against the text
 * that was sent, and one that cannot be makes the whole answer worthless.
 *
 * 1. Offsets count code points, so no place is inside of a character.
 * 2. A finding that reaches over values that share a text is one in each.
 * 3. Findings may overlap, as Presidio's do; detection settles that.
 */
#include "base/err.h"
#include "base/json.h"
#include "base/utf8.h"
#include "govern/recognise.h"

enum {
	STEP = 64,		/* characters between two known offsets */
	SCORE_DIGITS = 9,	/* of a score, that can count */
	EXPONENT_MAX = 1000
};

/* From code points to bytes. */
struct chars {
	struct sv text;
	uint32_t *at;		/* offset of each STEP-th one */
	size_t count;
};

/* One answer on its way in. */
struct reader {
	const struct recognise_asked *asked;
	const struct policy_recogniser *r;
	const struct recognise_question *q;
	struct arena *arena;
	struct recognise_found *found;
	struct json json;
	struct chars chars;
	size_t first;		/* outsider of the first entity */
	size_t added;		/* findings of this answer */
};

/* What an object says; `has` are bits of enum member. */
struct entity {
	unsigned has;
	size_t number;		/* in the recogniser's entities, or none */
	int64_t start, end;
	unsigned score;		/* in hundredths */
};

enum member { TYPE = 1, START = 2, END = 4, SCORE = 8, ALL = 15 };

static const struct { struct sv name; enum member member; } members[] = {
	{ SV_INIT("entity_type"), TYPE }, { SV_INIT("start"), START },
	{ SV_INIT("end"), END }, { SV_INIT("score"), SCORE },
};

static int
count_chars(struct chars *c, struct sv text, struct arena *arena)
{
	c->text = text;
	c->count = 0;
	c->at = arena_alloc(arena, (text.len / STEP + 1) * sizeof(*c->at));
	if (c->at == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < text.len; i++) {
		if (!utf8_is_boundary(text, i))
			continue;
		if (c->count % STEP == 0)
			c->at[c->count / STEP] = (uint32_t)i;
		c->count++;
	}
	return 0;
}

/* The byte where character `n` begins, or the end. */
static size_t
byte_of(const struct chars *c, size_t n)
{
	size_t at;

	if (n == c->count)
		return c->text.len;
	at = c->at[n / STEP];
	for (size_t left = n % STEP; left > 0; left--) {
		do
			at++;
		while (!utf8_is_boundary(c->text, at));
	}
	return at;
}

/* The digits of a number, as `value` * 10^`exponent`. */
struct decimal {
	uint64_t value;
	int exponent;
	unsigned digits;
};

static void
add_digit(struct decimal *d, char c, bool behind_point)
{
	if (d->digits < SCORE_DIGITS) {
		d->value = d->value * 10 + (uint64_t)(c - '0');
		d->digits += d->value > 0;
		d->exponent -= behind_point;
	} else {
		d->exponent += !behind_point;
	}
}

/* A checked JSON number without its sign. */
static struct decimal
read_decimal(struct sv s)
{
	struct decimal d = { 0, 0, 0 };
	bool behind_point = false, minus = false;
	int exponent = 0;
	size_t i = 0;

	for (; i < s.len && (s.ptr[i] | 0x20) != 'e'; i++) {
		if (s.ptr[i] == '.')
			behind_point = true;
		else
			add_digit(&d, s.ptr[i], behind_point);
	}
	for (i++; i < s.len; i++) {
		if (s.ptr[i] == '-')
			minus = true;
		else if (s.ptr[i] != '+' && exponent < EXPONENT_MAX)
			exponent = exponent * 10 + (s.ptr[i] - '0');
	}
	d.exponent += minus ? -exponent : exponent;
	return d;
}

/* 0 .. 1 in hundredths, rounded. */
static int
read_score(struct sv s, unsigned *ret)
{
	struct decimal d;
	bool more = false;	/* than the thousandths that are kept */

	if (sv_starts(s, SV("-")))
		return ERR_RANGE;
	d = read_decimal(s);
	for (d.exponent += 3; d.value > 0 && d.exponent < 0; d.exponent++) {
		more = more || d.value % 10 != 0;
		d.value /= 10;
	}
	for (; d.value > 0 && d.value <= 1000 && d.exponent > 0; d.exponent--)
		d.value *= 10;
	if (d.value > 1000 || (d.value == 1000 && more))
		return ERR_RANGE;
	*ret = (unsigned)((d.value + 5) / 10);
	return 0;
}

static size_t
find_entity(const struct reader *x, const struct json_event *ev)
{
	size_t i = 0;

	while (i < x->r->nentities &&
	    !json_is(&x->json, ev, x->r->entities[i].entity))
		i++;
	return i;
}

static int
take_member(struct reader *x, enum member m, const struct json_event *ev,
    struct entity *e)
{
	enum json_type wanted = m == TYPE ? JSON_STRING : JSON_NUMBER;

	if (ev->type != wanted || (e->has & m) != 0)
		return ERR_SYNTAX;
	e->has |= m;
	switch (m) {
	case TYPE:
		e->number = find_entity(x, ev);
		return 0;
	case START:
		return json_int(&x->json, ev, &e->start);
	case END:
		return json_int(&x->json, ev, &e->end);
	case SCORE:
		return read_score(json_raw(&x->json, ev), &e->score);
	case ALL:
		break;
	}
	return ERR_SYNTAX;
}

static enum member
member_of(const struct reader *x, const struct json_event *key)
{
	for (size_t i = 0; i < NELEMS(members); i++)
		if (json_is(&x->json, key, members[i].name))
			return members[i].member;
	return ALL;
}

/* Everything up to the end of the object that is open. */
static int
read_entity(struct reader *x, struct entity *e)
{
	struct json_event ev;
	int rc;

	*e = (struct entity){ .has = 0 };
	while ((rc = json_next(&x->json, &ev)) == 0 &&
	    ev.type != JSON_OBJECT_END) {
		enum member m = member_of(x, &ev);

		rc = json_next(&x->json, &ev);
		if (rc == 0)
			rc = m == ALL ? json_skip(&x->json, &ev) :
			    take_member(x, m, &ev, e);
		if (rc != 0)
			return rc;
	}
	if (rc == 0 && e->has != ALL)
		return ERR_SYNTAX;
	return rc;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes [start, end) of the text of part `p`, without blanks around. */
static int
add_finding(struct reader *x, const struct recognise_part *p, size_t start,
    size_t end, struct finding f)
{
	struct recognise_found *to = x->found;
	int rc;

	while (start < end && is_blank(x->q->text.ptr[start]))
		start++;
	while (start < end && is_blank(x->q->text.ptr[end - 1]))
		end--;
	if (start == end)
		return 0;
	if (x->added++ == RECOGNISE_FINDINGS)
		return ERR_LIMIT;
	rc = arena_vec_room(x->arena, (void **)&to->items, to->count,
	    &to->cap, sizeof(*to->items));
	if (rc != 0)
		return rc;
	f.field = p->field;
	f.start = p->start + (uint32_t)(start - p->at);
	f.end = p->start + (uint32_t)(end - p->at);
	to->items[to->count++] = f;
	return 0;
}

/* The first part that ends behind byte `at`. */
static size_t
part_at(const struct recognise_question *q, size_t at)
{
	size_t low = 0, high = q->nparts;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if ((size_t)q->parts[middle].at + q->parts[middle].len <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
place(struct reader *x, const struct entity *e)
{
	const struct recognise_question *q = x->q;
	struct finding f = { .score = (uint8_t)e->score };
	size_t start = byte_of(&x->chars, (size_t)e->start);
	size_t end = byte_of(&x->chars, (size_t)e->end);
	int rc = 0;

	outsider_numbers(x->asked->engine->detect, x->first + e->number,
	    &f.class_id, &f.detector);
	for (size_t i = part_at(q, start); i < q->nparts && rc == 0 &&
	    q->parts[i].at < end; i++) {
		const struct recognise_part *p = &q->parts[i];
		size_t stop = (size_t)p->at + p->len;

		rc = add_finding(x, p, start > p->at ? start : p->at,
		    end < stop ? end : stop, f);
	}
	return rc;
}

static int
take_entity(struct reader *x)
{
	struct entity e;
	int rc = read_entity(x, &e);

	if (rc != 0)
		return rc;
	if (e.start < 0 || e.end <= e.start ||
	    (uint64_t)e.end > x->chars.count)
		return ERR_RANGE;
	if (e.number == x->r->nentities || e.score < x->r->min_score)
		return 0;
	return place(x, &e);
}

static int
read_answer(struct reader *x)
{
	struct json_event ev;
	int rc = json_next(&x->json, &ev);

	if (rc == 0 && ev.type != JSON_ARRAY)
		rc = ERR_SYNTAX;
	while (rc == 0) {
		rc = json_next(&x->json, &ev);
		if (rc != 0 || ev.type == JSON_ARRAY_END)
			break;
		rc = ev.type == JSON_OBJECT ? take_entity(x) : ERR_SYNTAX;
	}
	/* Nothing may follow: the reader says whether. */
	return rc != 0 ? rc : json_next(&x->json, &ev);
}

size_t
recognise_first(const struct recognise_asked *asked)
{
	size_t n, first = 0;
	const struct policy_recogniser *all =
	    policy_recognisers(asked->engine->policy, &n);

	for (size_t i = 0; i < asked->number; i++)
		first += all[i].nentities;
	return first;
}

int
recognise_read(const struct recognise_asked *asked,
    const struct recognise_question *q, struct sv json, struct arena *arena,
    struct recognise_found *found)
{
	size_t n, count = found->count;
	const struct policy_recogniser *all =
	    policy_recognisers(asked->engine->policy, &n);
	struct reader x = { .asked = asked, .r = &all[asked->number], .q = q,
		.arena = arena, .found = found };
	int rc;

	ASSERT(asked->number < n);
	if (json.len > RECOGNISE_ANSWER_MAX)
		return ERR_LIMIT;
	x.first = recognise_first(asked);
	rc = count_chars(&x.chars, q->text, arena);
	json_init(&x.json, json, RECOGNISE_DEPTH);
	if (rc == 0)
		rc = read_answer(&x);
	if (rc != 0)
		found->count = count;
	return rc;
}
