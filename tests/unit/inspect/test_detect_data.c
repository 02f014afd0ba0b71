/*
 * Detection measured on the labelled sets of ../shared/data: what it finds and
 * what it leaves alone. The thresholds stand where the engine is known to be,
 * so that a change that loses anything fails. Skipped where the sets are not.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_tree.h"
#include "inspect/detect.h"
#include "inspect/validate/validate.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

static struct detect_engine *engine;

static struct sv
read_shared(const char *name)
{
	char path[256];
	struct sv s;

	(void)snprintf(path, sizeof(path), "../shared/data/%s", name);
	s = tap_read_file(tap_source_path(path));
	if (s.ptr == NULL)
		tap_skip(1, name);
	return s;
}

static struct findings
scan(struct arena *a, struct sv text)
{
	struct field field = { .text = text };
	struct findings f = { NULL, 0 };

	if (detect_scan(engine, a, &field, 1, &f) != 0)
		tap_ok(false, "scan");
	return f;
}

static bool
has_class(const struct findings *f, const char *prefix)
{
	for (size_t i = 0; i < f->count; i++)
		if (sv_has_dotted_prefix(detect_class_name(engine,
		    f->items[i].class_id), sv_cstr(prefix)))
			return true;
	return false;
}

/* national_ids.tsv: module TAB value TAB valid or a reason. */
static const struct {
	const char *module, *class_name, *context;
} modules[] = {
	{ "de.idnr", "personal.id.de.idnr", "Steuer-ID" },
	{ "es.dni", "personal.id.es.dni", "DNI" },
	{ "es.nie", "personal.id.es.nie", "NIE" },
	{ "fr.nir", "personal.id.fr.nir", "NIR" },
	{ "pl.pesel", "personal.id.pl.pesel", "PESEL" },
	{ "iban", "financial.iban", "IBAN" },
	{ "be.iban", "financial.iban", "IBAN" },
	{ "es.iban", "financial.iban", "IBAN" },
	{ "me.iban", "financial.iban", "IBAN" },
	{ "no.iban", "financial.iban", "IBAN" },
};

static void
check_id(struct arena *a, struct sv line, unsigned counts[2][2])
{
	struct sv rest = line, module = sv_cut(&rest, '\t');
	struct sv value = sv_cut(&rest, '\t');
	bool valid = sv_eq(rest, SV("valid")), found;
	struct findings f;
	struct buf text;

	for (size_t i = 0; i < NELEMS(modules); i++) {
		if (!sv_eq(sv_cstr(modules[i].module), module))
			continue;
		buf_init(&text, 4096);
		buf_addf(&text, "Her %s is %.*s.", modules[i].context,
		    SV_ARG(value));
		f = scan(a, buf_sv(&text));
		found = has_class(&f, modules[i].class_name);
		counts[valid][found]++;
		if (found != valid)
			tap_diag("%s: %.*s", found ? "false" : "missed",
			    SV_ARG(line));
		buf_done(&text);
	}
}

static void
test_national_ids(void)
{
	struct sv all = read_shared("national_ids.tsv"), rest = all;
	unsigned counts[2][2] = { { 0 } };
	struct arena a;

	if (all.ptr == NULL)
		return;
	arena_init(&a, 1 << 26);
	while (rest.ptr != NULL)
		check_id(&a, sv_cut(&rest, '\n'), counts);
	tap_ok(counts[1][1] >= 70 && counts[1][0] == 0,
	    "valid identifiers: %u found, %u missed", counts[1][1],
	    counts[1][0]);
	tap_ok(counts[0][0] >= 20 && counts[0][1] == 0,
	    "invalid ones: %u left, %u found", counts[0][0], counts[0][1]);
	arena_done(&a);
	free((void *)(uintptr_t)all.ptr);
}

/* pii_presidio_synth_v2.json: texts with spans in characters. */
static const struct entity {
	const char *type, *class_name;
	unsigned least;		/* per cent found */
} entities[] = {
	{ "EMAIL_ADDRESS", "personal.contact.email", 100 },
	{ "IBAN_CODE", "financial.iban", 100 },
	{ "CREDIT_CARD", "financial.card", 99 },
	{ "IP_ADDRESS", "personal.net.ip", 100 },
	{ "PHONE_NUMBER", "personal.contact.phone", 78 },
	{ "PERSON", "personal.name", 60 },
};

struct tally {
	unsigned found, missed;
};

static int64_t
member_int(const struct json_value *v, const char *name)
{
	int64_t n = 0;

	return json_tree_int(json_tree_member(v, name), &n) == 0 ? n : 0;
}

static size_t
byte_of(struct sv text, int64_t character)
{
	size_t at = 0;

	for (; at < text.len; at++)
		if (((unsigned char)text.ptr[at] & 0xc0) != 0x80 &&
		    character-- == 0)
			break;
	return at;
}

static void
check_span(struct sv text, const struct json_value *span,
    const struct findings *f, struct tally tallies[NELEMS(entities)])
{
	struct sv type = json_tree_string(json_tree_member(span,
	    "entity_type"), SV(""));
	size_t start = byte_of(text, member_int(span, "start_position"));
	size_t end = byte_of(text, member_int(span, "end_position"));

	for (size_t i = 0; i < NELEMS(entities); i++) {
		bool found = false;

		if (!sv_eq(type, sv_cstr(entities[i].type)))
			continue;
		for (size_t k = 0; k < f->count; k++)
			found |= f->items[k].start < end &&
			    f->items[k].end > start &&
			    sv_eq(detect_class_name(engine,
			    f->items[k].class_id),
			    sv_cstr(entities[i].class_name));
		tallies[i].found += found;
		tallies[i].missed += !found;
		if (!found)
			tap_diag("missed %s: %.*s", entities[i].type,
			    SV_ARG(sv_slice(text, start, end)));
	}
}

/* Names are counted by test_names_data. */
static bool
is_structured(const struct finding *f)
{
	struct sv name = detect_class_name(engine, f->class_id);

	return !sv_eq(name, SV("personal.name")) &&
	    !sv_has_dotted_prefix(name, SV("location")) &&
	    !sv_has_dotted_prefix(name, SV("organisation"));
}

/* A finding that overlaps no span of any kind is a false one. */
static unsigned
count_false(struct sv text, const struct json_value *spans,
    const struct findings *f)
{
	unsigned wrong = 0;

	for (size_t k = 0; k < f->count; k++) {
		const struct json_value *span = json_tree_element(spans, 0);
		bool known = false;

		for (; span != NULL && !known; span = span->next) {
			int64_t from = member_int(span, "start_position");
			int64_t to = member_int(span, "end_position");

			known = byte_of(text, from) < f->items[k].end &&
			    byte_of(text, to) > f->items[k].start;
		}
		known = known || !is_structured(&f->items[k]);
		wrong += !known;
		if (!known)
			tap_diag("false %.*s: %.*s", SV_ARG(detect_class_name(
			    engine, f->items[k].class_id)),
			    SV_ARG(sv_slice(text, f->items[k].start,
			    f->items[k].end)));
	}
	return wrong;
}

static void
test_presidio(void)
{
	struct sv all = read_shared("pii_presidio_synth_v2.json");
	struct tally tallies[NELEMS(entities)] = { { 0, 0 } };
	const struct json_value *item;
	struct json_value *root = NULL;
	struct arena tree, a;
	unsigned wrong = 0;

	if (all.ptr == NULL)
		return;
	arena_init(&tree, 1 << 28);
	arena_init(&a, 1 << 28);
	if (!tap_ok(json_tree_parse(all, &tree, &root) == 0, "JSON"))
		return;
	for (item = json_tree_element(root, 0); item != NULL;
	    item = item->next) {
		struct sv text = json_tree_string(json_tree_member(item,
		    "full_text"), SV(""));
		struct json_value *spans = json_tree_member(item, "spans");
		const struct json_value *span = json_tree_element(spans, 0);
		struct findings f = scan(&a, text);

		for (; span != NULL; span = span->next)
			check_span(text, span, &f, tallies);
		wrong += count_false(text, spans, &f);
	}
	for (size_t i = 0; i < NELEMS(entities); i++)
		tap_ok(tallies[i].found * 100 >= entities[i].least *
		    (tallies[i].found + tallies[i].missed) &&
		    tallies[i].found > 0, "%s: %u found, %u missed",
		    entities[i].type, tallies[i].found, tallies[i].missed);
	tap_ok(wrong <= 2, "%u findings where there is nothing", wrong);
	arena_done(&tree);
	arena_done(&a);
	free((void *)(uintptr_t)all.ptr);
}

/*
 * secrets_gitleaks.jsonl: rule, label (1: a secret), text. Texts below 48 bytes
 * labelled 1 are mostly pieces of the programs that build the cases, such as
 * a prefix or a length: what is found in them counts, what is not does not.
 */
enum { PIECE = 48 };

static void
check_secret(struct arena *a, struct sv line, unsigned counts[2][2])
{
	struct json_value *root = NULL;
	struct findings f;
	struct sv text;
	bool label, found;

	if (line.len == 0 || json_tree_parse(line, a, &root) != 0)
		return;
	text = json_tree_string(json_tree_member(root, "text"), SV(""));
	label = member_int(root, "label") != 0;
	f = scan(a, text);
	found = has_class(&f, "secret");
	if (label && !found && text.len < PIECE)
		return;
	counts[label][found]++;
	if (label != found)
		tap_diag("label %d: %.*s", label,
		    SV_ARG(sv_slice(text, 0, 100)));
}

/*
 * What is found against label 0: keys of another rule than the one the case
 * is about, real keys that are public, and keys cut or changed so that their
 * own provider would refuse them, which the engine takes for older forms.
 */
static void
test_secrets(void)
{
	struct sv all = read_shared("secrets_gitleaks.jsonl"), rest = all;
	unsigned counts[2][2] = { { 0 } };
	struct arena a;

	if (all.ptr == NULL)
		return;
	arena_init(&a, 1 << 28);
	while (rest.ptr != NULL)
		check_secret(&a, sv_cut(&rest, '\n'), counts);
	tap_ok(counts[1][1] >= 45 && counts[1][0] == 0,
	    "secrets: %u found, %u missed", counts[1][1], counts[1][0]);
	tap_ok(counts[0][0] >= 110 && counts[0][1] <= 17,
	    "what looks like one: %u left, %u found", counts[0][0],
	    counts[0][1]);
	arena_done(&a);
	free((void *)(uintptr_t)all.ptr);
}

/* secrets_secretlint.jsonl: text, and spans in UTF-16 units (here: BMP). */
static void
check_spans(struct arena *a, struct sv line, unsigned counts[3])
{
	struct json_value *root = NULL, *spans;
	const struct json_value *span;
	struct findings f;
	struct sv text;

	if (line.len == 0 || json_tree_parse(line, a, &root) != 0)
		return;
	text = json_tree_string(json_tree_member(root, "text"), SV(""));
	spans = json_tree_member(root, "spans");
	f = scan(a, text);
	for (span = json_tree_element(spans, 0); span != NULL && text.len > 0;
	    span = span->next) {
		size_t start = byte_of(text, member_int(span, "start"));
		size_t end = byte_of(text, member_int(span, "end"));
		bool found = false;

		for (size_t i = 0; i < f.count; i++)
			found |= f.items[i].start < end &&
			    f.items[i].end > start &&
			    sv_has_dotted_prefix(detect_class_name(engine,
			    f.items[i].class_id), SV("secret"));
		counts[found]++;
		if (!found)
			tap_diag("missed: %.*s",
			    SV_ARG(sv_slice(text, start, end)));
	}
	if (json_tree_element(spans, 0) == NULL && has_class(&f, "secret")) {
		counts[2]++;
		tap_diag("found: %.*s", SV_ARG(sv_slice(text, 0, 100)));
	}
}

/*
 * Missed are words (user:pass, foo-bar-baz, SECRET), rows of one letter, a
 * home folder and a tenant id: no secrets here.
 */
static void
test_spans(void)
{
	struct sv all = read_shared("secrets_secretlint.jsonl"), rest = all;
	unsigned counts[3] = { 0 };
	struct arena a;

	if (all.ptr == NULL)
		return;
	arena_init(&a, 1 << 28);
	while (rest.ptr != NULL)
		check_spans(&a, sv_cut(&rest, '\n'), counts);
	tap_ok(counts[1] >= 42 && counts[0] <= 14, "spans: %u found, %u "
	    "missed", counts[1], counts[0]);
	tap_ok(counts[2] <= 3, "%u texts without a span have findings",
	    counts[2]);
	arena_done(&a);
	free((void *)(uintptr_t)all.ptr);
}

/* How many of the findings are of classes below `prefix`. */
static size_t
count_below(const struct findings *f, const char *prefix)
{
	size_t count = 0;

	for (size_t i = 0; i < f->count; i++)
		count += sv_has_dotted_prefix(detect_class_name(engine,
		    f->items[i].class_id), sv_cstr(prefix));
	return count;
}

/*
 * ner/: words of clean sentences, one a line; hits per megabyte. Most of them
 * are about people, so special categories are there in fact ("he was diagnosed
 * with stomach cancer"): they are counted by themselves.
 */
static void
test_prose(void)
{
	static const char *const languages[] = { "en", "de", "fr", "es", "it",
		"nl", "pl", "pt" };
	char name[64];

	for (size_t i = 0; i < NELEMS(languages); i++) {
		struct findings f;
		struct sv all, rest;
		struct arena a;
		struct buf text;
		size_t wrong = 0;
		double rate, special;

		(void)snprintf(name, sizeof(name), "ner/wn_%s_val.tsv",
		    languages[i]);
		all = rest = read_shared(name);
		if (all.ptr == NULL)
			continue;
		buf_init(&text, 1 << 26);
		while (rest.ptr != NULL) {
			struct sv line = sv_cut(&rest, '\n');

			buf_add_sv(&text, sv_cut(&line, '\t'));
			buf_add_char(&text, line.ptr == NULL ? '\n' : ' ');
		}
		arena_init(&a, 1 << 26);
		f = scan(&a, buf_sv(&text));
		for (size_t k = 0; k < f.count; k++)
			wrong += is_structured(&f.items[k]);
		special = (double)count_below(&f, "special");
		rate = ((double)wrong - special) /
		    ((double)text.len / 1e6);
		special /= (double)text.len / 1e6;
		/* Encyclopaedias say whose faith, illness and sentence. */
		tap_ok(text.len > 500000 && rate <= 7 &&
		    special <= (i == 0 ? 50 : 29),
		    "%s: %.1f findings per MB of prose, and %.1f special",
		    languages[i], rate, special);
		arena_done(&a);
		buf_done(&text);
		free((void *)(uintptr_t)all.ptr);
	}
}

int
main(void)
{
	engine = packs_kit_open();
	if (engine != NULL) {
		test_national_ids();
		test_presidio();
		test_secrets();
		test_spans();
		test_prose();
	}
	detect_close(engine);
	return tap_done();
}
