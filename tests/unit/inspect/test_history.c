/*
 * The history of an engine: bounded, fair to what goes on, and without any
 * effect on what is found.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "inspect/detect.h"
#include "inspect/engine.h"
#include "inspect/history.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

enum { TURNS = 40, TEXT_MAX = 3000 };

static uint32_t
random_next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static struct history_key
key_of(struct history *h, const char *text, const char *label)
{
	struct history_key key;

	memset(&key, 0, sizeof(key));
	if (history_key(h, sv_cstr(text), sv_cstr(label), &key) != 0)
		tap_ok(false, "a key");
	return key;
}

static void
test_keys(void)
{
	struct history *h = NULL, *other = NULL;
	struct history_key a, b;

	if (!tap_ok(history_new(1 << 16, &h) == 0 &&
	    history_new(1 << 16, &other) == 0, "made"))
		return;
	a = key_of(h, "text", "label");
	b = key_of(h, "text", "label");
	tap_ok(memcmp(&a, &b, sizeof(a)) == 0, "the same for the same");
	b = key_of(h, "text", "labels");
	tap_ok(memcmp(&a, &b, sizeof(a)) != 0, "the label is part of it");
	b = key_of(h, "ltext", "labe");
	tap_ok(memcmp(&a, &b, sizeof(a)) != 0, "and where it ends");
	b = key_of(other, "text", "label");
	tap_ok(memcmp(&a, &b, sizeof(a)) != 0, "another one, another key");
	history_free(h);
	history_free(other);
}

static void
keep(struct history *h, const struct history_key *key,
    const struct finding *items, size_t count)
{
	const struct history_content found = { items, NULL, count, 0, false };

	history_keep(h, key, &found);
}

static void
test_kept(void)
{
	const struct finding two[] = { { 7, 1, 5, 3, 4, 90 },
		{ 7, 9, 12, 5, 6, 60 } };
	const struct finding weak = { 7, 20, 31, 8, 9, 2 };
	struct history_content found = { .count = 0 };
	struct history_key key;
	struct history *h = NULL;

	if (!tap_ok(history_new(1 << 16, &h) == 0, "made"))
		return;
	key = key_of(h, "a", "");
	tap_ok(!history_find(h, &key, &found), "not known yet");
	keep(h, &key, two, 2);
	keep(h, &key, two, 2);
	tap_ok(history_find(h, &key, &found) && found.count == 2 &&
	    found.items[1].start == 9 && found.items[1].score == 60,
	    "known");
	key = key_of(h, "b", "");
	keep(h, &key, NULL, 0);
	found.count = 9;
	tap_ok(history_find(h, &key, &found) && found.count == 0,
	    "nothing found is known too");
	key = key_of(h, "c", "");
	history_keep(h, &key, &(struct history_content){ two, &weak, 2, 1,
	    true });
	tap_ok(history_find(h, &key, &found) && found.count == 2 &&
	    found.nweak == 1 && found.weak[0].start == 20 &&
	    found.weak[0].score == 2, "and candidates");
	tap_ok(found.has_table, "and that there was a table");
	tap_is_int((int64_t)history_counts(h).entries, 3, "three entries");
	tap_is_int((int64_t)history_counts(h).hits, 3, "three hits");
	history_free(h);
}

static struct history_key
number_key(struct history *h, unsigned n)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "text %u", n);
	return key_of(h, text, "");
}

/* A flood of new texts leaves those that are asked for again. */
static void
test_bounds(void)
{
	enum { BYTES = 1 << 16, REGULARS = 50 };
	struct history_content found;
	struct finding many[64] = { { 0 } };
	struct history *h = NULL;
	unsigned there = 0;
	bool bounded = true;

	if (!tap_ok(history_new(BYTES, &h) == 0, "made"))
		return;
	for (unsigned i = 0; i < REGULARS; i++) {
		struct history_key key = number_key(h, i);

		keep(h, &key, many, i % 4);
		(void)history_find(h, &key, &found);
	}
	for (unsigned i = 1000; i < 6000; i++) {
		struct history_key key = number_key(h, i);

		keep(h, &key, many, i % 64);
		bounded = bounded && history_counts(h).bytes <= BYTES;
	}
	tap_ok(bounded, "never more bytes than allowed");
	for (unsigned i = 0; i < REGULARS; i++) {
		struct history_key key = number_key(h, i);

		there += history_find(h, &key, &found) &&
		    found.count == i % 4;
	}
	tap_is_int(there, REGULARS, "the regulars are still there");
	for (unsigned i = 1000; i < 6000; i++) {
		struct history_key key = number_key(h, i);

		keep(h, &key, many, i % 64);
		(void)history_find(h, &key, &found);
		bounded = bounded && history_counts(h).bytes <= BYTES;
	}
	tap_ok(bounded, "nor when all are asked for");
	for (unsigned i = 0, n = 0; i < 6000; i++) {
		struct history_key key = number_key(h, i);

		n += history_find(h, &key, &found);
		there = n;
	}
	tap_is_int(there, (int64_t)history_counts(h).entries,
	    "what is counted is found");
	history_free(h);
}

static struct detect_engine *
open_engine(size_t history_bytes)
{
	return packs_kit_engine(
	    (struct detect_config){ .history_bytes = history_bytes });
}

/* A text of words and values, some of them disguised. */
static struct sv
random_text(uint32_t *state, char *out)
{
	static const char *const pieces[] = { "the ", "PESEL ", "card ",
		"44051401359 ", "anna@example.org ", "IBAN ", "2024-01-02 ",
		"DE89 3704 0044 0532 0130 00, ", "4111 1111 1111 1111 ",
		"bo (at) example (dot) org ", "YW5uYUBleGFtcGxlLm9yZw== ",
		"PESEL 4 4 0 5 1 4 0 1 3 5 9 ", "\xc3\xa9t\xc3\xa9 ",
		"+49 30 1234567 ", "ref: ", "no word, 02070803628 here " };
	size_t len = 0, want = 1 + random_next(state) % (TEXT_MAX - 40);

	while (len < want) {
		const char *p = pieces[random_next(state) % NELEMS(pieces)];

		memcpy(out + len, p, strlen(p));
		len += strlen(p);
	}
	return sv_make(out, len);
}

/* Was it a candidate that a country raised? */
static size_t
count_raised(const struct detect_engine *e, const struct findings *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->count; i++)
		n += f->items[i].score < 80 && sv_eq(detect_class_name(e,
		    f->items[i].class_id), SV("personal.id.pl.pesel"));
	return n;
}

/*
 * A conversation that grows turn by turn, some texts under two labels. Some
 * turns say a country, the last ones another one, so that what is known of the
 * same texts leads to other findings.
 */
static void
test_conversation(const struct detect_engine *with,
    const struct detect_engine *without)
{
	static char texts[TURNS][TEXT_MAX];
	static const struct sv says[] = { SV_INIT("??"), SV_INIT("PL"),
		SV_INIT("PL"), SV_INIT("DE") };
	struct field fields[2 * TURNS + 1];
	uint32_t state = 2026;
	size_t found = 0, raised[NELEMS(says)] = { 0 };
	bool equal = true;
	struct arena a;

	memset(fields, 0, sizeof(fields));
	for (size_t i = 0; i < TURNS; i++) {
		struct findings x, y;

		fields[2 * i].text = random_text(&state, texts[i]);
		fields[2 * i].label = SV("content");
		fields[2 * i + 1] = fields[random_next(&state) % (2 * i + 1)];
		fields[2 * i + 1].label = i % 2 == 0 ? SV("pesel") :
		    SV("note");
		fields[2 * i + 2] = (struct field){ .label = SV("country"),
			.text = says[i % NELEMS(says)] };
		arena_init(&a, 1 << 28);
		equal = equal && detect_scan(with, &a, fields, 2 * i + 3,
		    &x) == 0 && detect_scan(without, &a, fields, 2 * i + 3,
		    &y) == 0 && packs_kit_same(&x, &y);
		found = equal ? x.count : 0;
		if (equal)
			raised[i % NELEMS(says)] += count_raised(with, &x);
		arena_done(&a);
	}
	tap_ok(raised[1] > 500, "%zu candidates were raised", raised[1]);
	tap_ok(raised[2] > 500, "%zu when they were known", raised[2]);
	tap_ok(equal, "the same is found with and without");
	tap_ok(found > 500, "and much of it");
	tap_ok(with->history == NULL ||
	    history_counts(with->history).hits > TURNS * TURNS / 2,
	    "most of it was known");
}

#ifdef WITH_FAULT_INJECTION
/* Without memory nothing is remembered, and nothing is lost. */
static void
test_memory(const struct detect_engine *e)
{
	static char text[TEXT_MAX];
	uint32_t state = 5;
	struct field field = { .text = random_text(&state, text) };
	bool sound = true;

	for (unsigned n = 1; n < 40; n++) {
		struct findings f = { NULL, 0 };
		struct arena a;
		int err;

		field.text = random_text(&state, text);
		arena_init(&a, 1 << 28);
		fault_arm(FAULT_ALLOC, n);
		err = detect_scan(e, &a, &field, 1, &f);
		fault_arm(FAULT_ALLOC, 0);
		sound = sound && (err == 0 || err == ERR_NOMEM);
		sound = sound && detect_scan(e, &a, &field, 1, &f) == 0;
		arena_done(&a);
	}
	tap_ok(sound, "memory may fail anywhere");
}
#endif

int
main(void)
{
	struct detect_engine *with, *small, *without;

	test_keys();
	test_kept();
	test_bounds();
	with = open_engine(1 << 20);
	small = open_engine(20000);
	without = open_engine(0);
	if (tap_ok(with != NULL && small != NULL && without != NULL,
	    "engines")) {
		test_conversation(with, without);
		test_conversation(with, small);
#ifdef WITH_FAULT_INJECTION
		test_memory(with);
#endif
	}
	detect_close(with);
	detect_close(small);
	detect_close(without);
	return tap_done();
}
