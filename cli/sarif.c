#include "cli/sarif.h"

#include "base/crypto.h"
#include "base/encode.h"
#include "base/utf8.h"
#include "config.h"

enum {
	LEVEL_ERROR = 80,	/* scores from which a result is one */
	LEVEL_WARNING = 65,
	PRINT_BYTES = 16,	/* of a digest, in a fingerprint */
	ARENA_BYTES = 1 << 28,
	TEXT_MAX = 1 << 20
};

/* A place in a body, counted on from the last one that was asked for. */
struct cursor {
	struct document_trail trail;
	struct sv text;
	size_t at, line, column;
};

struct region {
	size_t start, end, line, column, end_line, end_column;
};

int
sarif_open(struct sarif *s, const struct engine *engine,
    const struct packs *packs, struct buf *out)
{
	size_t n = detect_detector_count(engine->detect);

	*s = (struct sarif){ .engine = engine, .packs = packs,
		.ndetectors = n };
	arena_init(&s->arena, ARENA_BYTES);
	s->rules = arena_zalloc(&s->arena, n + 1, sizeof(*s->rules));
	s->rule_of = arena_zalloc(&s->arena, n + 1, sizeof(*s->rule_of));
	s->seen = arena_zalloc(&s->arena, n + 1, sizeof(*s->seen));
	if (s->rules == NULL || s->rule_of == NULL || s->seen == NULL)
		return ERR_NOMEM;
	json_write_init(&s->w, out);
	json_write_object(&s->w);
	json_write_member(&s->w, "$schema", SV("https://docs.oasis-open.org/"
	    "sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"));
	json_write_member(&s->w, "version", SV("2.1.0"));
	json_write_key(&s->w, "runs");
	json_write_array(&s->w);
	json_write_object(&s->w);
	json_write_member(&s->w, "columnKind", SV("unicodeCodePoints"));
	json_write_key(&s->w, "results");
	json_write_array(&s->w);
	return 0;
}

void
sarif_done(struct sarif *s)
{
	arena_done(&s->arena);
}

static void
go_to(struct cursor *c, size_t to)
{
	if (to < c->at) {
		c->at = 0;
		c->line = c->column = 1;
	}
	for (; c->at < to; c->at++) {
		if (c->text.ptr[c->at] == '\n') {
			c->line++;
			c->column = 1;
		} else if (c->at + 1 == c->text.len ||
		    ((unsigned char)c->text.ptr[c->at + 1] & 0xc0) != 0x80) {
			c->column++;
		}
	}
}

static bool
find_region(const struct flow *f, const struct finding *x, struct cursor *c,
    struct region *ret)
{
	ret->start = x->start;
	ret->end = x->end;
	if (document_source(&f->doc, &c->trail, x->field, &ret->start,
	    &ret->end) != 0)
		return false;
	go_to(c, ret->start);
	ret->line = c->line;
	ret->column = c->column;
	go_to(c, ret->end);
	ret->end_line = c->line;
	ret->end_column = c->column;
	return true;
}

static void
write_number(struct json_write *w, const char *key, size_t n)
{
	json_write_key(w, key);
	json_write_u64(w, n);
}

static void
write_text(struct json_write *w, const char *key, struct sv text)
{
	json_write_key(w, key);
	json_write_object(w);
	json_write_member(w, "text", text);
	json_write_object_end(w);
}

/* Relative to where the command ran, or a file URL. */
static void
write_artifact(struct json_write *w, const char *path)
{
	struct buf uri;

	buf_init(&uri, TEXT_MAX);
	if (strcmp(path, "-") == 0)
		path = "stdin";
	if (path[0] == '/')
		buf_add_cstr(&uri, "file://");
	encode_percent(&uri, sv_cstr(path), SV("/"));
	json_write_key(w, "artifactLocation");
	json_write_object(w);
	json_write_member(w, "uri", buf_sv(&uri));
	json_write_object_end(w);
	buf_done(&uri);
}

static void
write_location(struct json_write *w, const char *path,
    const struct region *r)
{
	json_write_key(w, "locations");
	json_write_array(w);
	json_write_object(w);
	json_write_key(w, "physicalLocation");
	json_write_object(w);
	write_artifact(w, path);
	if (r != NULL) {
		json_write_key(w, "region");
		json_write_object(w);
		write_number(w, "startLine", r->line);
		write_number(w, "startColumn", r->column);
		write_number(w, "endLine", r->end_line);
		write_number(w, "endColumn", r->end_column);
		write_number(w, "byteOffset", r->start);
		write_number(w, "byteLength", r->end - r->start);
		json_write_object_end(w);
	}
	json_write_object_end(w);
	json_write_object_end(w);
	json_write_array_end(w);
}

static const char *
level_of(unsigned score)
{
	return score >= LEVEL_ERROR ? "error" : score >= LEVEL_WARNING ?
	    "warning" : "note";
}

/* Of the rule, the file and how many of the rule came before it there. */
static void
write_fingerprint(struct sarif *s, const char *path, uint16_t detector)
{
	uint32_t number = s->seen[detector]++;
	struct sv parts[] = {
		detect_detector_name(s->engine->detect, detector), SV("\0"),
		sv_cstr(path), SV("\0"), sv_make(&number, sizeof(number)),
	};
	uint8_t digest[CRYPTO_SHA256_BYTES];
	char hex[2 * PRINT_BYTES + 1];

	crypto_sha256_parts(parts, NELEMS(parts), digest);
	encode_hex(hex, digest, PRINT_BYTES);
	json_write_key(&s->w, "partialFingerprints");
	json_write_object(&s->w);
	json_write_member(&s->w, "exeatPlace/v1", sv_cstr(hex));
	json_write_object_end(&s->w);
}

static size_t
rule_of(struct sarif *s, uint16_t detector)
{
	struct sv name = detect_detector_name(s->engine->detect, detector);

	/* A recogniser has a detector for each of its classes. */
	for (size_t i = 0; s->rule_of[detector] == 0 && i < s->nrules; i++)
		if (sv_eq(name, detect_detector_name(s->engine->detect,
		    s->rules[i])))
			s->rule_of[detector] = (uint32_t)i + 1;
	if (s->rule_of[detector] == 0) {
		s->rules[s->nrules++] = detector;
		s->rule_of[detector] = (uint32_t)s->nrules;
	}
	return s->rule_of[detector] - 1;
}

static void
write_result(struct sarif *s, const char *path, const struct finding *x,
    const struct region *region)
{
	struct sv class = detect_class_name(s->engine->detect, x->class_id);
	struct json_write *w = &s->w;
	struct buf text;

	buf_init(&text, TEXT_MAX);
	buf_addf(&text, "%.*s, score %u", SV_ARG(class), x->score);
	json_write_object(w);
	json_write_member(w, "ruleId",
	    detect_detector_name(s->engine->detect, x->detector));
	write_number(w, "ruleIndex", rule_of(s, x->detector));
	json_write_member(w, "level", sv_cstr(level_of(x->score)));
	write_text(w, "message", buf_sv(&text));
	write_location(w, path, region);
	write_fingerprint(s, path, x->detector);
	json_write_key(w, "properties");
	json_write_object(w);
	json_write_member(w, "class", class);
	write_number(w, "score", x->score);
	json_write_object_end(w);
	json_write_object_end(w);
	buf_done(&text);
}

static void
note_stops(struct sarif *s, const char *path, const struct flow *f)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; i < f->a.stops.count; i++) {
		buf_reset(&text);
		buf_addf(&text, "the pattern of %.*s gave up in ",
		    SV_ARG(detect_detector_class(s->engine->detect,
		    f->a.stops.items[i].detector)));
		document_path(&f->doc, f->a.stops.items[i].field, &text);
		buf_add_cstr(&text, ": more steps than limits.pattern_steps");
		sarif_notice(s, path, buf_sv(&text));
	}
	buf_done(&text);
}

void
sarif_add(struct sarif *s, const char *path, const struct flow *f)
{
	struct cursor c = { .text = f->doc.body, .line = 1, .column = 1 };
	struct region region;

	memset(s->seen, 0, (s->ndetectors + 1) * sizeof(*s->seen));
	for (size_t i = 0; i < f->a.findings.count; i++) {
		const struct finding *x = &f->a.findings.items[i];

		write_result(s, path, x, find_region(f, x, &c, &region) ?
		    &region : NULL);
	}
	if (coverage_state(&f->doc.coverage) != COVERAGE_FULL)
		sarif_notice(s, path, SV("some of it was not understood"));
	note_stops(s, path, f);
}

static void
add_notice(struct sarif *s, const char *path, struct sv why,
    const char *level)
{
	void *items = s->notices;
	struct sv p, t;

	if (s->err == 0)
		s->err = arena_vec_room(&s->arena, &items, s->nnotices,
		    &s->cap_notices, sizeof(*s->notices));
	if (s->err != 0)
		return;
	s->notices = items;
	p = arena_dup(&s->arena, sv_cstr(path));
	t = arena_dup(&s->arena, why);
	if (p.ptr == NULL || t.ptr == NULL)
		s->err = ERR_NOMEM;
	else
		s->notices[s->nnotices++] =
		    (struct sarif_notice){ p.ptr, t.ptr, level };
}

void
sarif_notice(struct sarif *s, const char *path, struct sv why)
{
	add_notice(s, path, why, "warning");
}

void
sarif_failure(struct sarif *s, const char *path, struct sv why)
{
	add_notice(s, path, why, "error");
}

static void
write_rule(struct sarif *s, uint16_t detector)
{
	struct sv name = detect_detector_name(s->engine->detect, detector);
	const struct packs_entry *e = packs_find(s->packs, name);
	struct json_write *w = &s->w;
	struct sv about = SV("a class of the policy"), spec = SV("");
	struct buf help;

	if (sv_starts(name, SV("recogniser/")))
		about = SV("a recogniser of the policy");
	if (e != NULL) {
		about = e->detector->about;
		spec = e->detector->spec;
	}
	buf_init(&help, TEXT_MAX);
	buf_addf(&help, "Found by the detector %.*s: %.*s.", SV_ARG(name),
	    SV_ARG(about));
	if (spec.len > 0)
		buf_addf(&help, " Source of the rule: %.*s.", SV_ARG(spec));
	buf_add_cstr(&help, " `exeat detectors show` tells more; `exeat "
	    "check` says why it was found where it was.");
	json_write_object(w);
	json_write_member(w, "id", name);
	write_text(w, "shortDescription", about);
	write_text(w, "help", buf_sv(&help));
	json_write_key(w, "properties");
	json_write_object(w);
	json_write_member(w, "strength", sv_cstr(packs_strength_name(
	    e == NULL ? STRENGTH_NONE : e->detector->strength)));
	json_write_object_end(w);
	json_write_object_end(w);
	buf_done(&help);
}

static void
write_tool(struct sarif *s)
{
	struct json_write *w = &s->w;

	json_write_key(w, "tool");
	json_write_object(w);
	json_write_key(w, "driver");
	json_write_object(w);
	json_write_member(w, "name", SV("exeat"));
	json_write_member(w, "version", SV(PACKAGE_VERSION));
	json_write_key(w, "rules");
	json_write_array(w);
	for (size_t i = 0; i < s->nrules; i++)
		write_rule(s, s->rules[i]);
	json_write_array_end(w);
	json_write_object_end(w);
	json_write_object_end(w);
}

static void
write_invocation(struct sarif *s, bool complete)
{
	struct json_write *w = &s->w;

	json_write_key(w, "invocations");
	json_write_array(w);
	json_write_object(w);
	json_write_key(w, "executionSuccessful");
	json_write_bool(w, complete);
	json_write_key(w, "toolExecutionNotifications");
	json_write_array(w);
	for (size_t i = 0; i < s->nnotices; i++) {
		json_write_object(w);
		json_write_member(w, "level", sv_cstr(s->notices[i].level));
		write_text(w, "message", sv_cstr(s->notices[i].text));
		if (s->notices[i].path[0] != '\0')
			write_location(w, s->notices[i].path, NULL);
		json_write_object_end(w);
	}
	json_write_array_end(w);
	json_write_object_end(w);
	json_write_array_end(w);
}

int
sarif_end(struct sarif *s, bool complete)
{
	json_write_array_end(&s->w);
	write_tool(s);
	write_invocation(s, complete);
	json_write_object_end(&s->w);
	json_write_array_end(&s->w);
	json_write_object_end(&s->w);
	buf_add_char(s->w.out, '\n');
	return s->err != 0 ? s->err : json_write_end(&s->w);
}
