#include "inspect/strength.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/ascii.h"
#include "base/pcre.h"
#include "inspect/detect.h"
#include "inspect/validate/validate.h"

enum {
	VALUE_MAX = 4096,
	UNITS_MAX = 1024,	/* characters that change their places */
	HEX_MIN = 8,
	SCAN_BYTES = 16 * 1024 * 1024
};

static const uint64_t seed = 20261128;

/* What random strings are made like, and what stands around them. */
struct model {
	struct sv shape;	/* of shapes; or empty */
	struct sv value;	/* of the first example; or of a token */
	struct sv before, after;
	bool hex, any_order;
};

/* SplitMix64 (Steele, Lea, Flood 2014). */
static unsigned
draw(uint64_t *state, unsigned below)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((z ^ z >> 31) % below);
}

static bool
is_hex(struct sv value)
{
	size_t digits = 0, letters = 0;

	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (ascii_is_digit(c))
			digits++;
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			letters++;
		else if (ascii_is_letter(c))
			return false;
	}
	return digits > 0 && letters > 0 && digits + letters >= HEX_MIN;
}

bool
strength_is_measured(const struct pack_detector *d)
{
	return d->vocabulary.count == 0;
}

static bool
is_assigned(const struct pack_detector *d)
{
	return sv_eq(d->match, SV("assigned"));
}

bool
strength_wants_engine(const struct pack_detector *d)
{
	return d->match.len > 0 && !is_assigned(d);
}

static int
read_model(const struct pack_detector *d, struct model *ret)
{
	struct sv example;
	ptrdiff_t open, close;

	*ret = (struct model){ .any_order = !is_assigned(d) };
	if (d->shapes.count > 0) {
		ret->shape = d->shapes.items[0].text;
		return 0;
	}
	if (!strength_is_measured(d))
		return ERR_INVAL;
	/* Without an example nothing shows what it would refuse. */
	if (d->positive.count == 0)
		return 0;
	example = d->positive.items[0].text;
	open = sv_find(example, SV("<<"));
	close = sv_find(example, SV(">>"));
	if (open < 0 || close < open)
		return ERR_INVAL;
	ret->before = sv_slice(example, 0, (size_t)open);
	ret->value = sv_slice(example, (size_t)open + 2, (size_t)close);
	ret->after = sv_slice(example, (size_t)close + 2, example.len);
	ret->hex = is_hex(ret->value);
	return 0;
}

/* Another one of its kind: what is neither letter nor digit stays. */
static char
random_like(char c, bool hex, uint64_t *state)
{
	if (hex && ascii_is_letter((unsigned char)c))
		c = '0';
	else
		hex = hex && ascii_is_digit(c);
	if (hex) {
		static const char digits[] = "0123456789abcdef";

		return digits[draw(state, 16)];
	}
	if (ascii_is_digit(c))
		return (char)('0' + draw(state, 10));
	if (c >= 'a' && c <= 'z')
		return (char)('a' + draw(state, 26));
	return c >= 'A' && c <= 'Z' ? (char)('A' + draw(state, 26)) : c;
}

/* One of a shape: 9 a digit, A a letter, X either. */
static char
random_of_shape(char kind, uint64_t *state)
{
	if (kind == 'X')
		kind = draw(state, 36) < 10 ? '9' : 'A';
	return kind == '9' || kind == 'A' ? random_like(kind, false, state) :
	    kind;
}

/* How many: `{n,m}` at `*at`, behind which it then stands; else one. */
static unsigned
draw_count(struct sv shape, size_t *at, uint64_t *state)
{
	char *end;
	unsigned least, most;

	if (*at == shape.len || shape.ptr[*at] != '{')
		return 1;
	least = most = (unsigned)strtoul(shape.ptr + *at + 1, &end, 10);
	if (*end == ',')
		most = (unsigned)strtoul(end + 1, &end, 10);
	*at = (size_t)(end - shape.ptr) + 1;
	return least + draw(state, most - least + 1);
}

static void
draw_shape(struct sv shape, uint64_t *state, struct buf *out)
{
	for (size_t i = 0; i < shape.len;) {
		char kind = shape.ptr[i++];
		unsigned n = draw_count(shape, &i, state);

		for (; n > 0; n--)
			buf_add_char(out, random_of_shape(kind, state));
	}
}

/* Where the character at `at` ends. */
static size_t
character_end(struct sv s, size_t at)
{
	size_t end = at + 1;

	while (end < s.len && ((unsigned char)s.ptr[end] & 0xc0) == 0x80)
		end++;
	return end;
}

/* Another sign of ASCII; a blank and what is none stay. */
static void
draw_sign(struct sv unit, uint64_t *state, struct buf *out)
{
	static const char signs[] = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
	bool stays = unit.len > 1 || (unsigned char)unit.ptr[0] <= ' ';

	if (stays)
		buf_add_sv(out, unit);
	else
		buf_add_char(out, signs[draw(state, sizeof(signs) - 1)]);
}

static bool
is_sign(struct sv unit)
{
	return unit.len > 1 || (!ascii_is_digit(unit.ptr[0]) &&
	    !ascii_is_letter((unsigned char)unit.ptr[0]));
}

/* The characters of `s`, cut at UNITS_MAX, in any order. */
static void
draw_any_order(struct sv s, bool hex, uint64_t *state, struct buf *out)
{
	struct sv units[UNITS_MAX];
	size_t count = 0;

	for (size_t at = 0; at < s.len && count < UNITS_MAX;) {
		size_t end = character_end(s, at);

		units[count++] = sv_slice(s, at, end);
		at = end;
	}
	for (size_t i = count; i > 1; i--) {
		size_t other = draw(state, (unsigned)i);
		struct sv unit = units[i - 1];

		units[i - 1] = units[other];
		units[other] = unit;
	}
	for (size_t i = 0; i < count; i++) {
		if (is_sign(units[i]))
			draw_sign(units[i], state, out);
		else
			buf_add_char(out, random_like(units[i].ptr[0], hex,
			    state));
	}
}

static void
draw_value(const struct model *m, uint64_t *state, struct buf *out)
{
	if (m->shape.len > 0) {
		draw_shape(m->shape, state, out);
		return;
	}
	if (m->any_order) {
		draw_any_order(m->value, m->hex, state, out);
		return;
	}
	for (size_t i = 0; i < m->value.len; i++)
		buf_add_char(out, random_like(m->value.ptr[i], m->hex,
		    state));
}

int
strength_draw(const struct pack_detector *d, uint64_t *state,
    struct buf *out)
{
	struct model m;
	int err = read_model(d, &m);

	if (err != 0)
		return err;
	draw_value(&m, state, out);
	return buf_err(out);
}

/* What asks one random text. */
struct asked {
	const struct pack_detector *d;
	const struct detect_engine *engine;
	struct pcre *pattern;
	validate_fn *check;
	uint16_t class_id;
};

/* Does one of the literals stand in `text`? Without them none is asked. */
static bool
has_literal(const struct pack_detector *d, struct sv text)
{
	for (size_t i = 0; i < d->literals.count; i++) {
		struct sv one = d->literals.items[i].text;

		for (size_t at = 0; at + one.len <= text.len; at++) {
			struct sv there = sv_slice(text, at, at + one.len);

			if (d->caseless ? sv_eq_nocase(there, one) :
			    sv_eq(there, one))
				return true;
		}
	}
	return d->literals.count == 0;
}

/* `at` is where the value stands. */
static int
ask_pattern(const struct asked *q, struct sv text, struct pcre_span at,
    bool *ret)
{
	struct validate_input in;
	char room[VALIDATE_ROOM];
	size_t next;
	int err = 0;

	if (!has_literal(q->d, text))
		err = ERR_NOTFOUND;
	else if (q->pattern != NULL && is_assigned(q->d))
		err = pcre_match_at(q->pattern, text, at.start, &at);
	else if (q->pattern != NULL)
		err = pcre_find(q->pattern, text,
		    (struct pcre_span){ 0, at.end }, &at, &next);
	if (err == ERR_NOTFOUND) {
		*ret = false;
		return 0;
	}
	if (err != 0)
		return err;
	in.text = sv_slice(text, at.start, at.end);
	in.compact = validate_compact(in.text, 0, in.text.len, room);
	*ret = q->check == NULL || q->check(&in) != GRADE_NONE;
	return 0;
}

/* A finding of the class that covers the value. */
static int
ask_engine(const struct asked *q, struct sv text, struct pcre_span at,
    bool *ret)
{
	struct field field = { .text = text };
	struct findings f;
	struct arena a;
	int err;

	arena_init(&a, SCAN_BYTES);
	err = detect_scan(q->engine, &a, &field, 1, &f);
	*ret = false;
	for (size_t i = 0; err == 0 && i < f.count; i++)
		*ret = *ret || (f.items[i].class_id == q->class_id &&
		    f.items[i].start <= at.start && f.items[i].end >= at.end);
	arena_done(&a);
	return err;
}

static int
measure(const struct asked *q, const struct model *m, unsigned tries,
    struct strength_rate *ret)
{
	struct strength_rate rate = { 0, tries };
	uint64_t state = seed;
	struct buf text;
	int err = 0;

	buf_init(&text, 4 * VALUE_MAX);
	for (unsigned i = 0; i < tries && err == 0; i++) {
		struct pcre_span at;
		bool accepted = false;

		buf_reset(&text);
		buf_add_sv(&text, m->before);
		at.start = text.len;
		draw_value(m, &state, &text);
		at.end = text.len;
		buf_add_sv(&text, m->after);
		err = buf_err(&text);
		if (err == 0)
			err = q->engine != NULL ?
			    ask_engine(q, buf_sv(&text), at, &accepted) :
			    ask_pattern(q, buf_sv(&text), at, &accepted);
		rate.accepted += accepted;
	}
	buf_done(&text);
	if (err == 0)
		*ret = rate;
	return err;
}

int
strength_measure(const struct pack_detector *d,
    const struct detect_engine *e, struct strength_rate *ret)
{
	struct asked q = { .d = d, .check = validate_find(d->validator) };
	bool scans = strength_wants_engine(d);
	struct errinfo ei = { 0 };
	struct model m;
	int err = read_model(d, &m);

	if (err == 0 && scans && e == NULL)
		err = ERR_INVAL;
	if (err == 0 && scans)
		err = detect_class_find(e, d->class_name, &q.class_id);
	if (err == 0 && d->pattern.len > 0)
		err = pcre_new(d->pattern, 0, &q.pattern, &ei);
	if (err != 0)
		return err;
	if (m.shape.len == 0 && m.value.len == 0) {
		*ret = (struct strength_rate){ 1, 1 };
		return 0;
	}
	q.engine = scans ? e : NULL;
	err = measure(&q, &m, scans ? STRENGTH_SCANS : STRENGTH_TRIES, ret);
	pcre_free(q.pattern);
	return err;
}

/* Shares of each class in millionths: below `most`, at least `least`. */
static const struct {
	unsigned most, least;
} bounds[] = {
	[STRENGTH_STRONG] = { 1000, 0 },
	[STRENGTH_GOOD] = { 6000, 100 },
	[STRENGTH_MEDIUM] = { 50000, 1000 },
	[STRENGTH_WEAK] = { 1000001, 20000 },
};

static uint64_t
millionths(struct strength_rate rate)
{
	return (uint64_t)rate.accepted * 1000000 / rate.tries;
}

enum pack_strength
strength_of(struct strength_rate rate)
{
	enum pack_strength s = STRENGTH_STRONG;

	while (s < STRENGTH_WEAK && millionths(rate) >= bounds[s].most)
		s++;
	return s;
}

bool
strength_may_state(enum pack_strength stated, struct strength_rate rate)
{
	return stated != STRENGTH_NONE &&
	    millionths(rate) < bounds[stated].most &&
	    millionths(rate) >= bounds[stated].least;
}
