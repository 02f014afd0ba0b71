#include "inspect/body/dialect.h"

#include "base/err.h"
#include "inspect/body/dialect_tables.h"
#include "inspect/body/layers.h"

static const struct dialect *const dialects[] = {
	&dialect_openai_chat,
	&dialect_openai_responses,
	&dialect_openai_embeddings,
	&dialect_openai_completions,	/* after chat: its path is an end */
	&dialect_anthropic_messages,
};

static const char *const common_credentials[] = {
	"authorization", "x-api-key", "api-key", "x-goog-api-key", NULL
};

static const struct {
	struct sv role;
	enum field_meaning meaning;
} voices[] = {
	{ SV_INIT("system"), MEANING_SYSTEM_TEXT },
	{ SV_INIT("developer"), MEANING_SYSTEM_TEXT },
	{ SV_INIT("assistant"), MEANING_ASSISTANT_TEXT },
	{ SV_INIT("tool"), MEANING_TOOL_RESULT },
	{ SV_INIT("function"), MEANING_TOOL_RESULT },
};

const struct dialect *const *
dialect_all(size_t *ret_count)
{
	*ret_count = NELEMS(dialects);
	return dialects;
}

const struct dialect *
dialect_by_name(struct sv name)
{
	for (size_t i = 0; i < NELEMS(dialects); i++)
		if (sv_eq(sv_cstr(dialects[i]->name), name))
			return dialects[i];
	return NULL;
}

static bool
speaks_at(const struct dialect *d, struct sv host)
{
	for (size_t i = 0; d->hosts[i] != NULL; i++) {
		struct sv want = sv_cstr(d->hosts[i]);

		if (sv_eq_nocase(host, want))
			return true;
		if (want.ptr[0] == '.' && host.len > want.len &&
		    sv_eq_nocase(sv_slice(host, host.len - want.len,
		    host.len), want))
			return true;
	}
	return false;
}

static bool
has_path(const struct dialect *d, struct sv path)
{
	for (size_t i = 0; d->paths[i] != NULL; i++)
		if (sv_ends(path, sv_cstr(d->paths[i])))
			return true;
	return false;
}

const struct dialect *
dialect_by_request(struct sv method, struct sv host, struct sv target)
{
	struct sv path = sv_cut(&target, '?'), name = sv_cut(&host, ':');
	const struct dialect *found = NULL;

	if (!sv_eq(method, SV("POST")))
		return NULL;
	if (sv_ends(path, SV("/")))
		path.len--;
	for (size_t i = 0; i < NELEMS(dialects); i++) {
		if (!has_path(dialects[i], path))
			continue;
		if (speaks_at(dialects[i], name))
			return dialects[i];
		if (found == NULL)
			found = dialects[i];
	}
	return found;
}

const struct dialect *
dialect_by_shape(const struct document *doc)
{
	bool model = false, messages = false, anthropic = false;

	for (size_t i = 0; i < doc->nfields; i++) {
		const struct field *f = &doc->fields[i];

		if (f->role != FIELD_KEY || f->step != layers_root(PLACE_BODY))
			continue;
		model = model || sv_eq(f->text, SV("model"));
		messages = messages || sv_eq(f->text, SV("messages"));
		anthropic = anthropic || sv_eq(f->text, SV("system")) ||
		    sv_eq(f->text, SV("stop_sequences")) ||
		    sv_eq(f->text, SV("anthropic_version"));
	}
	if (!messages || (!model && !anthropic))
		return NULL;
	return anthropic ? &dialect_anthropic_messages : &dialect_openai_chat;
}

bool
dialect_is_credential(const struct dialect *d, struct sv header)
{
	const char *const *names = d == NULL ? common_credentials :
	    d->credentials;

	for (size_t i = 0; names[i] != NULL; i++)
		if (sv_eq_nocase(header, sv_cstr(names[i])))
			return true;
	return false;
}

/* Most keys begin with another letter. */
static inline bool
is_key(const char *key, struct sv label)
{
	return label.len > 0 && key[0] == label.ptr[0] &&
	    sv_eq(sv_cstr(key), label);
}

/* The place of a member or element below `step`. */
static const struct dialect_shape *
place_below(const struct step *step, struct sv label, uint32_t index)
{
	const struct dialect_shape *s = step->shape;
	bool element = index != FIELD_MEMBER;

	if (s == NULL || step->is_nested || s->members == NULL ||
	    index == INDEX_WHOLE)
		return s;
	for (s = s->members; s->key != NULL; s++)
		if (element ? is_key(s->key, SV("[]")) :
		    is_key(s->key, SV("*")) || is_key(s->key, label))
			return s;
	return NULL;
}

static enum field_meaning
voice_of(struct sv role)
{
	for (size_t i = 0; i < NELEMS(voices); i++)
		if (sv_eq(voices[i].role, role))
			return voices[i].meaning;
	return MEANING_USER_TEXT;
}

/*
 * Where two members name different models or regions, nobody knows which one
 * counts: not understood.
 */
static void
take_hint(struct document *doc, struct sv *hint, struct sv text)
{
	if (hint->ptr != NULL && !sv_eq(*hint, text))
		coverage_skip(&doc->coverage, COVERAGE_MALFORMED, text.len);
	*hint = text;
}

static void
apply_to_field(struct document *doc, struct field *f)
{
	struct step *step = &doc->steps[f->step];
	const struct dialect_shape *place;

	if (step->shape == NULL)
		return;
	if (f->role == FIELD_KEY) {
		if (step->is_nested || step->shape->members == NULL)
			f->meaning = step->shape->meaning;
		return;
	}
	place = place_below(step, f->label, f->index);
	if (place == NULL)
		return;
	f->meaning = place->meaning;
	if (step->is_nested)
		return;
	f->role = place->role;
	if (place->voice)
		step->voice = voice_of(f->text);
	if (f->meaning == MEANING_MODEL)
		take_hint(doc, &doc->model, f->text);
	else if (f->meaning == MEANING_REGION)
		take_hint(doc, &doc->region, f->text);
}

/* Whose text it is, by the nearest message around it. */
static void
apply_voice(const struct document *doc, struct field *f)
{
	uint32_t at = f->step;

	while (at != STEP_NONE && doc->steps[at].voice == MEANING_NONE)
		at = doc->steps[at].parent;
	if (at != STEP_NONE)
		f->meaning = doc->steps[at].voice;
}

static void
settle_opaques(struct document *doc)
{
	for (size_t i = 0; i < doc->nopaques; i++) {
		const struct opaque *o = &doc->opaques[i];
		const struct dialect_shape *place;

		place = place_below(&doc->steps[o->step], o->label, o->index);
		if (place != NULL && place->meaning == MEANING_ID)
			doc->coverage.exempt++;
		else
			coverage_skip(&doc->coverage, COVERAGE_BINARY,
			    o->bytes);
	}
}

void
dialect_apply(struct document *doc, bool is_response)
{
	const struct dialect_shape *root = NULL;

	if (doc->dialect != NULL)
		root = is_response ? doc->dialect->response :
		    doc->dialect->request;
	doc->steps[layers_root(PLACE_BODY)].shape = root;
	for (size_t i = layers_root(PLACE_TRAILER) + 1; i < doc->nsteps; i++) {
		struct step *s = &doc->steps[i];

		s->shape = place_below(&doc->steps[s->parent], s->label,
		    s->index);
	}
	for (size_t i = 0; root != NULL && i < doc->nfields; i++)
		apply_to_field(doc, &doc->fields[i]);
	for (size_t i = 0; root != NULL && i < doc->nfields; i++)
		if (doc->fields[i].meaning == MEANING_USER_TEXT)
			apply_voice(doc, &doc->fields[i]);
	settle_opaques(doc);
}
