#include "cli/why.h"

enum { COLUMN = 13 };

/* What found it, as one word and the text of it. */
struct source {
	const char *kind;
	struct sv text;
	struct sv validator, spec, about;
	const char *strength;
	const struct pack_detector *detector;	/* NULL: of the policy */
};

static const struct policy_class *
class_named(const struct why *y, struct sv name)
{
	size_t n;
	const struct policy_class *c = policy_classes(y->engine->policy, &n);

	for (size_t i = 0; i < n; i++)
		if (sv_eq(c[i].name, name))
			return &c[i];
	return NULL;
}

static struct source
of_pack(const struct pack_detector *d)
{
	struct source s = { .kind = "pattern", .text = d->pattern,
		.validator = d->validator, .spec = d->spec,
		.about = d->about, .detector = d,
		.strength = packs_strength_name(d->strength) };

	if (d->match.len > 0) {
		s.kind = "matcher";
		s.text = d->match;
	} else if (d->shapes.count > 0) {
		s.kind = "shape";
		s.text = d->shapes.items[0].text;
	} else if (d->token > 0) {
		s.kind = "token";
		s.text = SV("");
	} else if (d->vocabulary.count > 0) {
		s.kind = "term";
		s.text = d->vocabulary.items[0].text;
	}
	return s;
}

static struct source
source_of(const struct why *y, uint16_t detector)
{
	struct sv name = detect_detector_name(y->engine->detect, detector);
	const struct packs_entry *e = packs_find(y->packs, name);
	const struct policy_class *c;
	struct source s = { .kind = "detector", .text = name,
		.strength = "none" };

	if (e != NULL)
		return of_pack(e->detector);
	if (sv_starts(name, SV("recogniser/"))) {
		s.kind = "recogniser";
		s.text = SV("");
		s.about = SV("a recogniser of the policy");
	}
	if (!sv_starts(name, SV("policy/")))
		return s;
	c = class_named(y, sv_slice(name, 7, name.len));
	if (c == NULL)
		return s;
	s.kind = c->pattern.len > 0 ? "pattern" : "dictionary";
	s.text = c->pattern.len > 0 || c->dictionary == NULL ? c->pattern :
	    sv_cstr(c->dictionary);
	s.validator = c->validator;
	s.spec = sv_cstr(c->file == NULL ? "" : c->file);
	s.about = SV("a class of the policy");
	return s;
}

/* The name of the words that `w` is one of. */
static struct sv
group_of(const struct source *s, const struct context_word *w, bool against)
{
	const struct schema_texts *names;

	if (s->detector == NULL)
		return SV("the policy");
	names = against ? &s->detector->against : &s->detector->context;
	return w->group < names->count ? names->items[w->group].text : SV("");
}

static struct sv
word_text(const struct why *y, const struct explain_entry *e,
    const struct context_word *w)
{
	const struct field *f = &y->doc->fields[e->finding.field];

	return sv_slice(w->in_label ? e->label : f->text, w->start, w->end);
}

void
why_add_shown(struct buf *out, struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		buf_add_char(out, (unsigned char)s.ptr[i] < ' ' ||
		    s.ptr[i] == 127 ? '?' : s.ptr[i]);
}

static void
indent(struct buf *out)
{
	buf_addf(out, "%*s", COLUMN + 2, "");
}

/* What the place of `w` is one of, if not of the text. */
static const char *
place_of(const struct why *y, const struct explain_entry *e,
    const struct context_word *w)
{
	const struct field *f = &y->doc->fields[e->finding.field];

	if (w->in_key)
		return ", the header or key of its cell";
	if (!w->in_label)
		return "";
	if (e->label.ptr == f->label.ptr)
		return " of the label";
	return f->meaning == MEANING_USER_TEXT ||
	    f->meaning == MEANING_ASSISTANT_TEXT ?
	    " of the end of the turn before" : " of the name of the value";
}

/* `"PESEL" of pl_pesel at [3, 8)` */
static void
text_word(const struct why *y, const struct source *s,
    const struct explain_entry *e, bool against, struct buf *out)
{
	const struct context_word *w = against ? &e->against : &e->word;

	buf_add_char(out, '"');
	why_add_shown(out, word_text(y, e, w));
	buf_add_cstr(out, "\"");
	if (group_of(s, w, against).len > 0)
		buf_addf(out, " of %.*s", SV_ARG(group_of(s, w, against)));
	buf_addf(out, " at [%u, %u)%s", w->start, w->end,
	    place_of(y, e, w));
}

static void
text_source(const struct why *y, const struct source *s, uint16_t detector,
    struct buf *out)
{
	indent(out);
	buf_addf(out, "%.*s: %s", SV_ARG(detect_detector_name(
	    y->engine->detect, detector)), s->kind);
	if (s->text.len > 0) {
		buf_add_char(out, ' ');
		why_add_shown(out, s->text);
	}
	if (s->validator.len > 0)
		buf_addf(out, ", validator %.*s", SV_ARG(s->validator));
}

/* The words that counted, and what they made of the score. */
static void
text_words(const struct why *y, const struct source *s,
    const struct explain_entry *e, struct buf *out)
{
	buf_addf(out, ": %s; ", explain_grade_name(e->grade));
	if (e->has_word) {
		text_word(y, s, e, false, out);
		buf_addf(out, ": %u -> %u", e->alone, e->finding.score);
	} else {
		buf_add_cstr(out, "no context word");
	}
	if (e->has_against) {
		buf_add_cstr(out, "; against it ");
		text_word(y, s, e, true, out);
	}
}

/* Grounds in the record of the finding, or those elsewhere. */
static void
text_grounds(const struct why *y, const struct explain_raise *r, bool near,
    struct buf *out)
{
	unsigned kinds = near ? r->near : r->far;
	const char *before = near ? "in its record " : "elsewhere ";
	struct buf path;

	buf_init(&path, SIZE_MAX / 2);
	for (unsigned k = 0; k < GROUNDS; k++) {
		if ((kinds & 1U << k) == 0)
			continue;
		buf_reset(&path);
		document_path(y->doc, r->fields[k], &path);
		buf_addf(out, "%s%s at ", before,
		    explain_ground_name((enum explain_ground)k));
		why_add_shown(out, buf_sv(&path));
		before = ", ";
	}
	buf_done(&path);
}

/* `PL agrees: in its record country at body.country: 0 -> 60` */
static void
text_raise(const struct why *y, const struct finding *f, struct buf *out)
{
	const struct explain_raise *r = explain_raise_of(y->explain, f);

	if (r == NULL)
		return;
	indent(out);
	if (r->country == NULL) {
		buf_addf(out, "its column agrees: %u of %u values pass the "
		    "check: %u -> %u\n", r->passed, r->cells, r->before,
		    r->finding.score);
		return;
	}
	buf_addf(out, "%s agrees: ", r->country);
	text_grounds(y, r, true, out);
	if (r->near != 0 && r->far != 0)
		buf_add_cstr(out, "; ");
	text_grounds(y, r, false, out);
	buf_addf(out, ": %u -> %u\n", r->before, r->finding.score);
}

void
why_text_finding(const struct why *y, const struct finding *f,
    struct buf *out)
{
	const struct explain_entry *e = explain_of(y->explain, f);
	struct source s = source_of(y, f->detector);

	text_source(y, &s, f->detector, out);
	if (e != NULL)
		text_words(y, &s, e, out);
	buf_add_char(out, '\n');
	text_raise(y, f, out);
	if (s.spec.len == 0)
		return;
	indent(out);
	buf_addf(out, "by %.*s\n", SV_ARG(s.spec));
}

static void
text_cause(const struct why *y, const struct source *s,
    const struct explain_entry *e, struct buf *out)
{
	switch (e->cause) {
	case EXPLAIN_FOUND:
		break;
	case EXPLAIN_VALIDATOR:
		buf_add_cstr(out, " says no");
		break;
	case EXPLAIN_CONTEXT:
		buf_addf(out, ": %s, but no context word is near",
		    explain_grade_name(e->grade));
		break;
	case EXPLAIN_AGAINST:
		buf_addf(out, ": %s, but ", explain_grade_name(e->grade));
		text_word(y, s, e, true, out);
		buf_add_cstr(out, " speaks against it");
		break;
	case EXPLAIN_PLACE:
		buf_addf(out, ": %s, but part of a longer %s",
		    explain_grade_name(e->grade),
		    explain_place_name(e->place));
		break;
	case EXPLAIN_OVERLAP:
		buf_addf(out, ": %s, but %.*s has its bytes",
		    explain_grade_name(e->grade), SV_ARG(detect_detector_name(
		    y->engine->detect, e->winner)));
		break;
	}
	buf_add_char(out, '\n');
}

void
why_text_near(const struct why *y, struct buf *out)
{
	const struct explain *x = y->explain;
	struct buf path;
	size_t n = 0;

	buf_init(&path, SIZE_MAX / 2);
	for (size_t i = 0; i < x->count; i++) {
		const struct explain_entry *e = &x->items[i];
		struct source s = source_of(y, e->finding.detector);

		if (e->cause == EXPLAIN_FOUND)
			continue;
		buf_reset(&path);
		document_path(y->doc, e->finding.field, &path);
		buf_addf(out, "%-*s%-28.*s %3s  ", COLUMN,
		    n++ == 0 ? "near misses" : "", SV_ARG(detect_class_name(
		    y->engine->detect, e->finding.class_id)), "-");
		why_add_shown(out, buf_sv(&path));
		buf_addf(out, " [%u, %u)\n", e->finding.start,
		    e->finding.end);
		text_source(y, &s, e->finding.detector, out);
		text_cause(y, &s, e, out);
	}
	if (n == 0)
		buf_add_cstr(out, "near misses  none\n");
	if (x->dropped > 0)
		buf_addf(out, "%*sand %zu more\n", COLUMN, "", x->dropped);
	buf_done(&path);
}

static void
json_word(const struct why *y, const struct source *s,
    const struct explain_entry *e, bool against, struct json_write *w)
{
	const struct context_word *word = against ? &e->against : &e->word;

	json_write_key(w, against ? "against" : "context");
	if (against ? !e->has_against : !e->has_word) {
		json_write_null(w);
		return;
	}
	json_write_object(w);
	json_write_member(w, "words", group_of(s, word, against));
	json_write_member(w, "text", word_text(y, e, word));
	json_write_key(w, "in_label");
	json_write_bool(w, word->in_label);
	json_write_key(w, "in_key");
	json_write_bool(w, word->in_key);
	json_write_key(w, "start");
	json_write_u64(w, word->start);
	json_write_key(w, "end");
	json_write_u64(w, word->end);
	json_write_object_end(w);
}

static void
json_source(const struct source *s, struct json_write *w)
{
	json_write_key(w, "by");
	json_write_object(w);
	json_write_member(w, s->kind, s->text);
	json_write_object_end(w);
	json_write_key(w, "validator");
	if (s->validator.len > 0)
		json_write_string(w, s->validator);
	else
		json_write_null(w);
	json_write_member(w, "strength", sv_cstr(s->strength));
	json_write_member(w, "spec", s->spec);
}

static void
json_words(const struct why *y, const struct source *s,
    const struct explain_entry *e, struct json_write *w)
{
	json_write_member(w, "grade", sv_cstr(explain_grade_name(e->grade)));
	json_word(y, s, e, false, w);
	json_word(y, s, e, true, w);
}

static void
json_grounds(const struct why *y, const struct explain_raise *r,
    struct json_write *w)
{
	struct buf path;

	buf_init(&path, SIZE_MAX / 2);
	json_write_key(w, "grounds");
	json_write_array(w);
	for (unsigned k = 0; k < GROUNDS; k++) {
		if (((r->near | r->far) & 1U << k) == 0)
			continue;
		buf_reset(&path);
		document_path(y->doc, r->fields[k], &path);
		json_write_object(w);
		json_write_member(w, "kind", sv_cstr(explain_ground_name(
		    (enum explain_ground)k)));
		json_write_member(w, "field", buf_sv(&path));
		json_write_key(w, "in_record");
		json_write_bool(w, (r->near & 1U << k) != 0);
		json_write_object_end(w);
	}
	json_write_array_end(w);
	buf_done(&path);
}

static void
json_raise(const struct why *y, const struct finding *f, struct json_write *w)
{
	const struct explain_raise *r = explain_raise_of(y->explain, f);

	json_write_key(w, "agrees");
	if (r == NULL) {
		json_write_null(w);
		return;
	}
	json_write_object(w);
	if (r->country != NULL) {
		json_write_member(w, "country", sv_cstr(r->country));
	} else {
		json_write_key(w, "column_passed");
		json_write_u64(w, r->passed);
		json_write_key(w, "column_cells");
		json_write_u64(w, r->cells);
	}
	json_write_key(w, "score_before");
	json_write_u64(w, r->before);
	if (r->country != NULL)
		json_grounds(y, r, w);
	json_write_object_end(w);
}

void
why_json_finding(const struct why *y, const struct finding *f,
    struct json_write *w)
{
	const struct explain_entry *e = explain_of(y->explain, f);
	struct source s = source_of(y, f->detector);

	json_source(&s, w);
	if (e == NULL)
		return;
	json_write_key(w, "score_alone");
	json_write_u64(w, e->alone);
	json_words(y, &s, e, w);
	json_raise(y, f, w);
}

static void
json_near(const struct why *y, const struct explain_entry *e,
    struct buf *path, struct json_write *w)
{
	struct source s = source_of(y, e->finding.detector);

	json_write_object(w);
	json_write_member(w, "class", detect_class_name(y->engine->detect,
	    e->finding.class_id));
	json_write_member(w, "field", buf_sv(path));
	json_write_key(w, "start");
	json_write_u64(w, e->finding.start);
	json_write_key(w, "end");
	json_write_u64(w, e->finding.end);
	json_write_member(w, "detector", detect_detector_name(
	    y->engine->detect, e->finding.detector));
	json_write_member(w, "cause", sv_cstr(explain_cause_name(e->cause)));
	if (e->cause == EXPLAIN_PLACE)
		json_write_member(w, "place",
		    sv_cstr(explain_place_name(e->place)));
	if (e->cause == EXPLAIN_OVERLAP)
		json_write_member(w, "winner", detect_detector_name(
		    y->engine->detect, e->winner));
	json_source(&s, w);
	json_words(y, &s, e, w);
	json_write_object_end(w);
}

void
why_json_near(const struct why *y, struct json_write *w)
{
	const struct explain *x = y->explain;
	struct buf path;

	buf_init(&path, SIZE_MAX / 2);
	json_write_key(w, "near_misses");
	json_write_array(w);
	for (size_t i = 0; i < x->count; i++) {
		if (x->items[i].cause == EXPLAIN_FOUND)
			continue;
		buf_reset(&path);
		document_path(y->doc, x->items[i].finding.field, &path);
		json_near(y, &x->items[i], &path, w);
	}
	json_write_array_end(w);
	json_write_key(w, "near_misses_dropped");
	json_write_u64(w, x->dropped);
	buf_done(&path);
}
