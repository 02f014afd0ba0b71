/* `exeat detectors list` and `show`: the packs for people and machines. */
#include <stdio.h>
#include <string.h>

#include "base/json_write.h"
#include "base/suggest.h"
#include "cli/command.h"
#include "cli/detectors.h"
#include "cli/packs.h"
#include "inspect/detect.h"
#include "inspect/strength.h"

enum { OUTPUT_MAX = 1 << 28 };

/* What is shown, and whom to ask what it accepts: NULL if nobody has to be. */
struct view {
	const struct packs *packs;
	struct detect_engine *engine;
	bool whole;
};

/* Is it one that an argument names: itself, its class, or one below? */
static bool
is_named(const struct packs_entry *e, struct sv name)
{
	return sv_eq(e->name, name) || sv_eq(e->detector->name, name) ||
	    sv_has_dotted_prefix(e->detector->class_name, name);
}

static int
check_names(const struct detectors_request *r, const struct packs *p,
    struct errinfo *ei)
{
	char hint[SUGGEST_TEXT_BYTES];

	for (int i = 0; i < r->nargs; i++) {
		struct sv name = sv_cstr(r->args[i]);
		struct suggest s;
		bool known = false;

		suggest_init(&s, name);
		for (size_t k = 0; k < p->count; k++) {
			const struct packs_entry *e = &p->entries[k];

			suggest_offer(&s, e->name);
			suggest_offer(&s, e->detector->name);
			suggest_offer(&s, e->detector->class_name);
			known = known || is_named(e, name);
		}
		errinfo_at(ei, "", 0, 0);
		if (!known)
			return errinfo_set(ei, ERR_NOTFOUND, "there is no "
			    "detector or class \"%s\"%s", r->args[i],
			    suggest_text(&s, hint));
	}
	return 0;
}

static bool
is_wanted(const struct detectors_request *r, const struct packs_entry *e)
{
	for (int i = 0; i < r->nargs; i++)
		if (is_named(e, sv_cstr(r->args[i])))
			return true;
	return r->nargs == 0;
}

static void
json_line(struct json_write *w, const struct packs_entry *e)
{
	const struct pack_detector *d = e->detector;

	json_write_member(w, "name", e->name);
	json_write_member(w, "class", d->class_name);
	json_write_member(w, "strength",
	    sv_cstr(packs_strength_name(d->strength)));
	json_write_key(w, "score");
	json_write_u64(w, d->score);
	json_write_key(w, "score_with_context");
	json_write_u64(w, d->with_context);
	json_write_member(w, "about", d->about);
	json_write_member(w, "spec", d->spec);
}

static void
text_line(struct buf *out, const struct packs_entry *e)
{
	const struct pack_detector *d = e->detector;

	buf_addf(out, "%-32.*s %-36.*s %-6s %3u", SV_ARG(e->name),
	    SV_ARG(d->class_name), packs_strength_name(d->strength),
	    (unsigned)d->score);
	if (d->context.count > 0)
		buf_addf(out, " -> %-3u", (unsigned)d->with_context);
	else
		buf_addf(out, "%7s", "");
	buf_addf(out, "  %.*s\n", SV_ARG(d->spec));
}

static void
json_texts(struct json_write *w, const char *key,
    const struct schema_texts *t)
{
	json_write_key(w, key);
	json_write_array(w);
	for (size_t i = 0; i < t->count; i++)
		json_write_string(w, t->items[i].text);
	json_write_array_end(w);
}

/* The words of a group, by language; a group may be of another pack. */
static const struct yaml_node *
find_words(const struct packs *p, struct sv name)
{
	for (size_t i = 0; i < p->list.count; i++) {
		const struct yaml_node *n = p->list.items[i].words;

		for (n = n == NULL ? NULL : n->child; n != NULL; n = n->next)
			if (sv_eq(n->key->text, name))
				return n;
	}
	return NULL;
}

static void
json_words(struct json_write *w, const struct packs *p, const char *key,
    const struct schema_texts *groups)
{
	json_write_key(w, key);
	json_write_object(w);
	for (size_t i = 0; i < groups->count; i++) {
		const struct yaml_node *n = find_words(p,
		    groups->items[i].text);

		json_write_key_sv(w, groups->items[i].text);
		json_write_object(w);
		for (n = n == NULL ? NULL : n->child; n != NULL;
		    n = n->next) {
			json_write_key_sv(w, n->key->text);
			json_write_array(w);
			for (const struct yaml_node *x = n->child; x != NULL;
			    x = x->next)
				json_write_string(w, x->text);
			json_write_array_end(w);
		}
		json_write_object_end(w);
	}
	json_write_object_end(w);
}

static void
json_rate(struct json_write *w, const struct view *v,
    const struct pack_detector *d)
{
	struct strength_rate rate;

	if (strength_measure(d, v->engine, &rate) != 0)
		return;
	json_write_key(w, "random_accepted");
	json_write_u64(w, rate.accepted);
	json_write_key(w, "random_tried");
	json_write_u64(w, rate.tries);
}

static void
json_show(struct json_write *w, const struct view *v,
    const struct packs_entry *e)
{
	const struct pack_detector *d = e->detector;
	const struct packs *p = v->packs;

	json_line(w, e);
	json_rate(w, v, d);
	json_write_member(w, "file", sv_cstr(d->mark.file));
	json_write_key(w, "line");
	json_write_u64(w, d->mark.line);
	json_write_member(w, "match", d->match);
	json_texts(w, "shapes", &d->shapes);
	json_texts(w, "literals", &d->literals);
	json_write_member(w, "pattern", d->pattern);
	json_write_key(w, "token");
	json_write_u64(w, d->token);
	json_write_member(w, "validator", d->validator);
	json_write_member(w, "canonical",
	    sv_cstr(packs_canonical_name(d->canonical)));
	json_write_key(w, "before");
	json_write_u64(w, d->before);
	json_write_key(w, "after");
	json_write_u64(w, d->after);
	json_words(w, p, "context", &d->context);
	json_words(w, p, "against", &d->against);
	json_texts(w, "vocabulary", &d->vocabulary);
	json_texts(w, "person", &d->person);
	json_texts(w, "near", &d->near);
	json_texts(w, "labels", &d->labels);
	json_texts(w, "unless", &d->unless);
	json_texts(w, "findings", &d->findings);
	json_texts(w, "positive", &d->positive);
	json_texts(w, "negative", &d->negative);
}

static void
text_fact(struct buf *out, const char *key, struct sv value)
{
	if (value.len > 0)
		buf_addf(out, "  %-10s %.*s\n", key, SV_ARG(value));
}

static void
text_list(struct buf *out, const char *key, const struct schema_texts *t)
{
	for (size_t i = 0; i < t->count; i++)
		buf_addf(out, "  %-10s %.*s\n", i == 0 ? key : "",
		    SV_ARG(t->items[i].text));
}

static void
text_words(struct buf *out, const struct packs *p, const char *key,
    const struct schema_texts *groups)
{
	for (size_t i = 0; i < groups->count; i++) {
		const struct yaml_node *n = find_words(p,
		    groups->items[i].text);

		buf_addf(out, "  %-10s %.*s\n", i == 0 ? key : "",
		    SV_ARG(groups->items[i].text));
		for (n = n == NULL ? NULL : n->child; n != NULL;
		    n = n->next) {
			buf_addf(out, "  %-10s   %-4.*s", "",
			    SV_ARG(n->key->text));
			for (const struct yaml_node *x = n->child; x != NULL;
			    x = x->next)
				buf_addf(out, "%s%.*s", x == n->child ? " " :
				    ", ", SV_ARG(x->text));
			buf_add_char(out, '\n');
		}
	}
}

static void
text_strength(struct buf *out, const struct view *v,
    const struct pack_detector *d)
{
	struct strength_rate rate;

	buf_addf(out, "  %-10s %s", "strength",
	    packs_strength_name(d->strength));
	if (strength_measure(d, v->engine, &rate) == 0)
		buf_addf(out, ", accepts %u of %u random strings like its own",
		    rate.accepted, rate.tries);
	buf_add_char(out, '\n');
}

static void
text_show(struct buf *out, const struct view *v,
    const struct packs_entry *e)
{
	const struct pack_detector *d = e->detector;
	const struct packs *p = v->packs;

	buf_addf(out, "%.*s\n", SV_ARG(e->name));
	buf_addf(out, "  %-10s %s:%u\n", "from", d->mark.file, d->mark.line);
	text_fact(out, "class", d->class_name);
	text_fact(out, "about", d->about);
	text_fact(out, "spec", d->spec);
	text_fact(out, "match", d->match);
	text_list(out, "shapes", &d->shapes);
	text_list(out, "literals", &d->literals);
	text_fact(out, "pattern", d->pattern);
	if (d->token > 0)
		buf_addf(out, "  %-10s %u base64 characters\n", "token",
		    (unsigned)d->token);
	text_fact(out, "validator", d->validator);
	text_strength(out, v, d);
	text_fact(out, "canonical",
	    sv_cstr(packs_canonical_name(d->canonical)));
	buf_addf(out, "  %-10s %u", "score", (unsigned)d->score);
	if (d->context.count > 0)
		buf_addf(out, ", %u with a word of its context within %u "
		    "bytes before or %u after it", (unsigned)d->with_context,
		    (unsigned)d->before, (unsigned)d->after);
	buf_add_char(out, '\n');
	text_list(out, "vocabulary", &d->vocabulary);
	text_list(out, "person", &d->person);
	text_list(out, "near", &d->near);
	text_list(out, "labels", &d->labels);
	text_list(out, "unless", &d->unless);
	text_list(out, "findings", &d->findings);
	text_words(out, p, "context", &d->context);
	text_words(out, p, "against", &d->against);
	buf_addf(out, "  %-10s %zu positive, %zu negative\n", "examples",
	    d->positive.count, d->negative.count);
}

static void
write_all(const struct detectors_request *r, const struct view *v,
    struct json_write *w)
{
	for (size_t i = 0; i < v->packs->count; i++) {
		const struct packs_entry *e = &v->packs->entries[i];

		if (!is_wanted(r, e))
			continue;
		if (!r->json) {
			if (v->whole)
				text_show(w->out, v, e);
			else
				text_line(w->out, e);
			continue;
		}
		json_write_object(w);
		if (v->whole)
			json_show(w, v, e);
		else
			json_line(w, e);
		json_write_object_end(w);
	}
}

static int
show_packs(const struct detectors_request *r, const struct view *v)
{
	struct json_write w;
	struct buf out;
	int rc;

	buf_init(&out, OUTPUT_MAX);
	json_write_init(&w, &out);
	if (r->json)
		json_write_array(&w);
	write_all(r, v, &w);
	if (r->json) {
		json_write_array_end(&w);
		buf_add_char(&out, '\n');
	}
	rc = r->json ? json_write_end(&w) : buf_err(&out);
	if (rc == 0 && out.len > 0 &&
	    fwrite(out.ptr, 1, out.len, stdout) != out.len)
		rc = ERR_IO;
	buf_done(&out);
	return rc;
}

/* An engine, if a matcher is shown that no one else can ask. */
static int
open_engine(const struct detectors_request *r, const char *const *packs,
    size_t npacks, struct view *v, struct errinfo *ei)
{
	struct detect_config config = { .packs = packs, .npacks = npacks };
	bool wanted = false;

	for (size_t i = 0; v->whole && i < v->packs->count; i++) {
		const struct packs_entry *e = &v->packs->entries[i];

		wanted = wanted || (is_wanted(r, e) &&
		    strength_wants_engine(e->detector));
	}
	return wanted ? detect_open(&config, &v->engine, ei) : 0;
}

static int
run(const struct detectors_request *r, const char *const *packs,
    size_t npacks, bool whole, struct errinfo *ei)
{
	struct packs p;
	struct view v = { .packs = &p, .whole = whole };
	int rc = packs_open(packs, npacks, &p, ei);

	if (rc == 0)
		rc = check_names(r, &p, ei);
	if (rc == 0)
		rc = open_engine(r, packs, npacks, &v, ei);
	if (rc == 0) {
		rc = show_packs(r, &v);
		if (rc != 0)
			(void)detectors_failed(rc, ei);
	}
	detect_close(v.engine);
	packs_done(&p);
	return rc == 0 ? COMMAND_OK : rc;
}

int
detectors_list(const struct detectors_request *r, const char *const *packs,
    size_t npacks, struct errinfo *ei)
{
	return run(r, packs, npacks, false, ei);
}

int
detectors_show(const struct detectors_request *r, const char *const *packs,
    size_t npacks, struct errinfo *ei)
{
	return run(r, packs, npacks, true, ei);
}
