/*
 * Tokens with a form of their own, drawn at random, in the settings that they
 * are met in: each must be found from its first byte to its last, as its own
 * class. What is drawn is made here and stands in no file.
 */
#include "base/ascii.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/pcre.h"
#include "inspect/detect.h"
#include "inspect/pack.h"
#include "inspect/validate/validate.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

enum {
	DRAWS = 3,		/* of each detector */
	TRIES = 60,		/* until its pattern takes one */
	LEAST_DIGITS = 3,	/* what has none is known by a key alone */
	ASKED_LEAST = 1000	/* fewer: hardly any could be drawn */
};

/* What stands before a token and behind it. */
static const struct {
	const char *name, *before, *after;
} settings[] = {
	{ "prose", "Please use ", " for the staging system." },
	{ "key=value", "x_value=", "\n" },
	{ "JSON", "{\"a\": 1, \"x_value\": \"", "\"}" },
	{ "YAML", "a: 1\nx_value: ", "\nb: 2\n" },
	{ "shell", "export X_VALUE=\"", "\"\n" },
	{ "header", "curl -H \"X-Value: ", "\" https://api.example.org/v1" },
	{ "query", "GET https://api.example.org/v1?x_value=", "&page=2" },
	{ "string", "client = Client(x_value='", "', timeout=3)" },
};

struct drawn {
	const struct detect_engine *engine;
	const struct pack_detector *d;
	struct pcre *pattern;
	validate_fn *check;
	struct sv value;	/* of the first example */
	size_t fixed, fixed_end;	/* its literal there */
	bool hex;
	uint16_t class_id;
	uint32_t state;
	struct buf token, text;
	size_t asked, missed;
};

static uint32_t
next(struct drawn *x, uint32_t below)
{
	x->state = x->state * 1664525 + 1013904223;
	return (x->state >> 8) % below;
}

/* The first literal in the value; false if it has none. */
static bool
find_literal(struct drawn *x)
{
	for (size_t i = 0; i < x->d->literals.count; i++) {
		struct sv one = x->d->literals.items[i].text;
		ptrdiff_t at = sv_find(x->value, one);

		if (at < 0)
			continue;
		x->fixed = (size_t)at;
		x->fixed_end = x->fixed + one.len;
		return true;
	}
	return false;
}

static bool
read_value(struct drawn *x)
{
	struct sv example;
	ptrdiff_t open, close;

	if (x->d->positive.count == 0)
		return false;
	example = x->d->positive.items[0].text;
	open = sv_find(example, SV("<<"));
	close = sv_find(example, SV(">>"));
	if (open < 0 || close < open)
		return false;
	x->value = sv_slice(example, (size_t)open + 2, (size_t)close);
	if (!find_literal(x))
		return false;
	x->hex = true;
	for (size_t i = x->fixed_end; i < x->value.len; i++)
		x->hex = x->hex && (ascii_is_hex(x->value.ptr[i]) ||
		    !ascii_is_letter(x->value.ptr[i]));
	return true;
}

static char
draw_like(struct drawn *x, char c)
{
	static const char hex[] = "0123456789abcdef";

	if (x->hex && (ascii_is_digit(c) || (c >= 'a' && c <= 'f')))
		return hex[next(x, 16)];
	if (ascii_is_digit(c))
		return (char)('0' + next(x, 10));
	if (c >= 'a' && c <= 'z')
		return (char)('a' + next(x, 26));
	return c >= 'A' && c <= 'Z' ? (char)('A' + next(x, 26)) : c;
}

/* A token that the detector's own pattern and validator take. */
static bool
draw_token(struct drawn *x)
{
	for (int tries = 0; tries < TRIES; tries++) {
		struct validate_input in;
		struct pcre_span span;
		size_t digits = 0, after;

		buf_reset(&x->token);
		for (size_t i = 0; i < x->value.len; i++) {
			char c = x->value.ptr[i];

			if (i < x->fixed || i >= x->fixed_end)
				c = draw_like(x, c);
			buf_add_char(&x->token, c);
			digits += ascii_is_digit(c);
		}
		in.text = in.compact = buf_sv(&x->token);
		if (digits >= LEAST_DIGITS && pcre_find(x->pattern, in.text,
		    (struct pcre_span){ 0, in.text.len }, &span,
		    &after) == 0 && span.start == 0 &&
		    span.end == in.text.len && (x->check == NULL ||
		    x->check(&in) == GRADE_STRONG))
			return true;
	}
	return false;
}

static void
ask(struct drawn *x, size_t setting)
{
	struct field field = { .role = FIELD_CONTENT };
	struct findings f = { NULL, 0 };
	struct arena a;
	size_t start, end;
	bool found = false;

	buf_reset(&x->text);
	buf_add_cstr(&x->text, settings[setting].before);
	start = x->text.len;
	buf_add_sv(&x->text, buf_sv(&x->token));
	end = x->text.len;
	buf_add_cstr(&x->text, settings[setting].after);
	field.text = buf_sv(&x->text);
	arena_init(&a, 1 << 24);
	if (detect_scan(x->engine, &a, &field, 1, &f) != 0)
		f.count = 0;
	for (size_t i = 0; i < f.count; i++)
		found = found || (f.items[i].class_id == x->class_id &&
		    f.items[i].start == start && f.items[i].end == end);
	arena_done(&a);
	x->asked++;
	x->missed += !found;
	if (!found)
		tap_diag("%.*s in %s: %.*s", SV_ARG(x->d->name),
		    settings[setting].name, SV_ARG(field.text));
}

static void
test_detector(struct drawn *x, const struct pack_detector *d)
{
	struct errinfo ei = { 0 };
	size_t missed = x->missed;

	x->d = d;
	x->pattern = NULL;
	x->check = validate_find(d->validator);
	if (d->pattern.len == 0 || d->match.len > 0 || d->score == 0 ||
	    !sv_starts(d->class_name, SV("secret.")) || !read_value(x))
		return;
	if (detect_class_find(x->engine, d->class_name, &x->class_id) != 0 ||
	    pcre_new(d->pattern, 0, &x->pattern, &ei) != 0) {
		tap_ok(false, "%.*s can be drawn", SV_ARG(d->name));
		return;
	}
	for (int i = 0; i < DRAWS && draw_token(x); i++)
		for (size_t k = 0; k < NELEMS(settings); k++)
			ask(x, k);
	pcre_free(x->pattern);
	tap_ok(x->missed == missed, "%.*s in all settings",
	    SV_ARG(d->name));
}

int
main(void)
{
	struct drawn x = { .engine = packs_kit_open(), .state = 20261128 };
	struct pack_list list = { 0 };
	struct errinfo ei = { 0 };
	struct arena a;

	arena_init(&a, 1 << 26);
	buf_init(&x.token, 1 << 14);
	buf_init(&x.text, 1 << 16);
	if (x.engine != NULL)
		tap_is_int(pack_read(tap_source_path("share/detectors"), &a,
		    &list, &ei), 0, "packs read");
	for (size_t i = 0; i < list.count; i++)
		for (size_t k = 0; k < list.items[i].count; k++)
			test_detector(&x, &list.items[i].detectors[k]);
	tap_ok(x.asked > ASKED_LEAST, "%zu settings, %zu missed", x.asked,
	    x.missed);
	buf_done(&x.text);
	buf_done(&x.token);
	arena_done(&a);
	detect_close((struct detect_engine *)x.engine);
	return tap_done();
}
