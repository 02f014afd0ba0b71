/* Compiling a policy: classes of data of its own, and allow lists. */
#include <limits.h>
#include <string.h>

#include "base/crypto.h"
#include "base/encode.h"
#include "base/file.h"
#include "rules/policy_raw.h"

enum { DICTIONARY_MAX_BYTES = 1024 * 1024 * 1024 };

static int
out_of_memory(struct compiler *c)
{
	return errinfo_set(c->ei, ERR_NOMEM, "out of memory");
}

/* Read the file for its digest: the policy's depends on it. */
static int
read_digest(struct compiler *c, const char *path,
    const struct yaml_mark *mark, struct policy_file *ret)
{
	uint8_t hash[CRYPTO_SHA256_BYTES];
	struct errinfo why = { 0 };
	struct buf text;
	int rc;

	buf_init(&text, DICTIONARY_MAX_BYTES);
	rc = file_read(path, &text, &why);
	if (rc == 0) {
		crypto_sha256(buf_sv(&text), hash);
		encode_hex(ret->digest, hash, sizeof(hash));
	}
	buf_done(&text);
	return rc == 0 || rc == ERR_NOMEM ? rc : yaml_fail(c->ei, mark, rc,
	    "dictionary: %s", why.text);
}

/* The file `name` beside the policy's own; its digest if files are read. */
static int
add_file(struct compiler *c, struct sv name, const struct yaml_mark *mark,
    const struct policy_file **ret)
{
	struct policy *p = c->policy;
	struct policy_file *f;
	char path[PATH_MAX];
	void *items = p->files;

	if (memchr(name.ptr, '\0', name.len) != NULL ||
	    file_beside(mark->file, name, path, sizeof(path)) != 0)
		return yaml_fail(c->ei, mark, ERR_LIMIT,
		    "dictionary: this is no path of a file");
	f = arena_zalloc(&p->arena, 1, sizeof(*f));
	if (f == NULL || arena_vec_room(&p->arena, &items, p->nfiles,
	    &p->cap_files, sizeof(*p->files)) != 0)
		return out_of_memory(c);
	p->files = items;
	f->name = name;
	f->path = arena_dup(&p->arena, sv_cstr(path)).ptr;
	if (f->path == NULL)
		return out_of_memory(c);
	p->files[p->nfiles++] = f;
	*ret = f;
	return c->reads_files ? read_digest(c, f->path, mark, f) : 0;
}

/* "a.b", not ".a", "a." or "a..b": of a part without a name no rule speaks. */
static bool
is_dotted(struct sv name)
{
	while (name.ptr != NULL)
		if (sv_cut(&name, '.').len == 0)
			return false;
	return true;
}

static int
check_class(struct compiler *c, const struct raw_class *raw)
{
	bool finds = raw->pattern.len > 0 || raw->dictionary.len > 0;

	if (!is_dotted(raw->name))
		return yaml_fail(c->ei, &raw->mark, ERR_SYNTAX, "a class is "
		    "named by words with dots between, not \"%.*s\"",
		    SV_ARG(raw->name));
	if (raw->enabled && !finds)
		return yaml_fail(c->ei, &raw->mark, ERR_NOTFOUND, "a class "
		    "needs \"pattern\" or \"dictionary\", or \"enabled: "
		    "false\" to turn one of the detectors' off");
	if (!raw->enabled && finds)
		return yaml_fail(c->ei, &raw->mark, ERR_CONFLICT, "a class "
		    "that is turned off has neither \"pattern\" nor "
		    "\"dictionary\"");
	if ((raw->has_case || raw->has_boundary) && raw->dictionary.len == 0)
		return yaml_fail(c->ei, &raw->mark, ERR_CONFLICT, "\"%s\" is "
		    "about a \"dictionary\"; a pattern says it itself",
		    raw->has_case ? "case" : "boundary");
	if (raw->context_required && raw->context.count == 0)
		return yaml_fail(c->ei, &raw->mark, ERR_NOTFOUND,
		    "\"context_required\" needs \"context\": words of which "
		    "one must stand near");
	return 0;
}

/* A class that is turned off must be one that something finds. */
static int
note_disabled(struct compiler *c, const struct raw_class *raw)
{
	struct schema_text t = { raw->name, raw->mark };
	struct sv prefix;

	return raw->enabled ? 0 : policy_compile_data(c, &t, &prefix);
}

static int
compile_class(struct compiler *c, const struct raw_class *raw,
    struct policy_class *k)
{
	const struct policy_file *f = NULL;
	struct texts context = { NULL, 0 }, yes = context, no = context;
	int rc = check_class(c, raw);

	if (rc == 0)
		rc = note_disabled(c, raw);
	if (rc == 0)
		rc = policy_compile_texts(c, &raw->context, &context);
	if (rc == 0)
		rc = policy_compile_texts(c, &raw->examples, &yes);
	if (rc == 0)
		rc = policy_compile_texts(c, &raw->counterexamples, &no);
	if (rc == 0 && raw->dictionary.len > 0)
		rc = add_file(c, raw->dictionary, &raw->mark, &f);
	*k = (struct policy_class){ .name = raw->name,
		.enabled = raw->enabled, .pattern = raw->pattern,
		.dictionary = f == NULL ? NULL : f->path,
		.digest = f == NULL ? SV("") : sv_cstr(f->digest),
		.exact_case = raw->letter_case == 1,
		.boundary = (enum policy_boundary)raw->boundary,
		.validator = raw->validator,
		.context = context.items, .ncontext = context.n,
		.context_required = raw->context_required,
		.examples = yes.items,
		.nexamples = yes.n, .counterexamples = no.items,
		.ncounterexamples = no.n, .file = raw->mark.file,
		.line = raw->mark.line, .column = raw->mark.column };
	return rc;
}

int
policy_compile_classes(struct compiler *c)
{
	struct policy *p = c->policy;
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < c->nfiles; i++)
		n += c->files[i].classes.count;
	p->classes = arena_zalloc(&p->arena, n + 1, sizeof(*p->classes));
	if (p->classes == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < c->nfiles && rc == 0; i++) {
		const struct raw_class *raw = c->files[i].classes.items;

		for (size_t k = 0; k < c->files[i].classes.count && rc == 0;
		    k++)
			rc = compile_class(c, &raw[k],
			    &p->classes[p->nclasses++]);
	}
	return rc;
}

static int
compile_prefixes(struct compiler *c, const struct schema_texts *raw,
    struct policy_allow *a)
{
	struct sv *items = arena_zalloc(&c->policy->arena, raw->count + 1,
	    sizeof(*items));
	int rc = 0;

	if (items == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < raw->count && rc == 0; i++)
		rc = policy_compile_data(c, &raw->items[i], &items[i]);
	a->classes = items;
	a->nclasses = raw->count;
	return rc;
}

static int
compile_allow(struct compiler *c, const struct raw_allow *raw,
    struct policy_allow *a)
{
	const struct policy_file *f = NULL;
	struct texts values = { NULL, 0 }, patterns = values;
	int rc = 0;

	if (raw->classes.count == 0)
		return yaml_fail(c->ei, &raw->mark, ERR_RANGE,
		    "\"classes\" must name what the values are not reported "
		    "as");
	if (raw->values.count + raw->patterns.count == 0 &&
	    raw->dictionary.len == 0)
		return yaml_fail(c->ei, &raw->mark, ERR_NOTFOUND,
		    "\"values\", \"pattern\" or \"dictionary\" is wanted");
	*a = (struct policy_allow){ .file = raw->mark.file,
		.line = raw->mark.line, .column = raw->mark.column };
	rc = compile_prefixes(c, &raw->classes, a);
	if (rc == 0)
		rc = policy_compile_texts(c, &raw->values, &values);
	if (rc == 0)
		rc = policy_compile_texts(c, &raw->patterns, &patterns);
	if (rc == 0 && raw->dictionary.len > 0)
		rc = add_file(c, raw->dictionary, &raw->mark, &f);
	a->values = values.items;
	a->nvalues = values.n;
	a->patterns = patterns.items;
	a->npatterns = patterns.n;
	a->dictionary = f == NULL ? NULL : f->path;
	return rc;
}

int
policy_compile_allow(struct compiler *c)
{
	struct policy *p = c->policy;
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < c->nfiles; i++)
		n += c->files[i].allow.count;
	p->allow = arena_zalloc(&p->arena, n + 1, sizeof(*p->allow));
	if (p->allow == NULL)
		return out_of_memory(c);
	for (size_t i = 0; i < c->nfiles; i++) {
		const struct schema_array *list = &c->files[i].allow;
		const struct raw_allow *raw = list->items;

		for (const struct raw_allow *a = raw; rc == 0 &&
		    a < raw + list->count; a++)
			rc = compile_allow(c, a, &p->allow[p->nallow++]);
	}
	return rc;
}
