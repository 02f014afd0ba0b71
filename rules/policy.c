#include "rules/policy.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/crypto.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/mem.h"
#include "rules/book.h"
#include "rules/policy_raw.h"
#include "rules/tables.h"

enum { MEMORY_MAX = 256 * 1024 * 1024, FILES_MAX = 1000 };

/* One file of the policy. */
struct source {
	const char *name;	/* path for messages */
	struct sv text;
};

static int
read_source(struct policy *p, const struct source *s, struct raw_policy *raw,
    struct errinfo *ei)
{
	const struct yaml_node *root;
	int rc;

	policy_keys_defaults(raw);
	rc = yaml_parse(s->text, s->name, &p->arena, &root, ei);
	if (rc != 0)
		return rc;
	if (root->kind == YAML_NULL)
		return yaml_fail(ei, &root->mark, ERR_SYNTAX,
		    "the file is empty; \"policy: 1\" is the least there is");
	return schema_read(policy_keys(), root, &p->arena, raw, ei);
}

/*
 * The digest of one file is that of its bytes; of a folder, or of a file with
 * dictionaries, that of the lines `digest  name` of the files and then of the
 * dictionaries, as sha256sum(1) writes them.
 */
static void
add_line(struct crypto_sha256 *all, const char *hex, struct sv name)
{
	crypto_sha256_add(all, hex, 2 * CRYPTO_SHA256_BYTES);
	crypto_sha256_add(all, "  ", 2);
	crypto_sha256_add(all, name.ptr, name.len);
	crypto_sha256_add(all, "\n", 1);
}

static void
make_digest(struct policy *p, const struct source *sources, size_t n)
{
	char hex[2 * CRYPTO_SHA256_BYTES + 1];
	uint8_t hash[CRYPTO_SHA256_BYTES];
	struct crypto_sha256 all;
	const char *base;

	crypto_sha256_init(&all);
	for (size_t i = 0; i < n; i++) {
		crypto_sha256(sources[i].text, hash);
		encode_hex(hex, hash, sizeof(hash));
		base = strrchr(sources[i].name, '/');
		base = base == NULL ? sources[i].name : base + 1;
		add_line(&all, hex, sv_cstr(base));
	}
	for (size_t i = 0; i < p->nfiles; i++)
		if (p->files[i]->digest[0] != '\0')
			add_line(&all, p->files[i]->digest,
			    p->files[i]->name);
	if (n != 1 || (p->nfiles > 0 && p->files[0]->digest[0] != '\0'))
		crypto_sha256_final(&all, hash);
	encode_hex(p->digest, hash, sizeof(hash));
}

static int
build(struct policy *p, const struct source *sources, size_t n,
    struct errinfo *ei)
{
	struct compiler c = { .policy = p, .nfiles = n,
		.reads_files = p->reads_files, .ei = ei };
	int rc = 0;

	c.files = arena_zalloc(&p->arena, n, sizeof(*c.files));
	if (c.files == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = read_source(p, &sources[i], &c.files[i], ei);
	if (rc == 0)
		rc = policy_compile(&c);
	if (rc == 0)
		make_digest(p, sources, n);
	return rc;
}

static struct policy *
new_policy(const struct catalogue *catalogue)
{
	struct policy *p = mem_calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	arena_init(&p->arena, MEMORY_MAX);
	p->catalogue = catalogue;
	return p;
}

/* Hand `p` out, or release it and make sure that the failure says something. */
static int
finish(struct policy *p, int rc, struct policy **ret, struct errinfo *ei)
{
	if (rc == 0) {
		*ret = p;
		return 0;
	}
	if (rc == ERR_NOMEM)
		(void)errinfo_set(ei, rc, "out of memory");
	policy_free(p);
	return rc;
}

int
policy_parse(struct sv text, const char *name,
    const struct catalogue *catalogue, struct policy **ret,
    struct errinfo *ei)
{
	struct policy *p = new_policy(catalogue);
	struct source source = { name, text };

	errinfo_reset(ei);
	if (p == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	return finish(p, build(p, &source, 1, ei), ret, ei);
}

static int
read_file(struct policy *p, const char *path, struct source *s,
    struct errinfo *ei)
{
	struct buf b;
	int rc;

	buf_init(&b, YAML_MAX_BYTES);
	rc = file_read(path, &b, ei);
	if (rc == 0) {
		s->text = arena_dup(&p->arena, buf_sv(&b));
		s->name = arena_dup(&p->arena, sv_cstr(path)).ptr;
		rc = s->text.ptr == NULL || s->name == NULL ? ERR_NOMEM : 0;
	}
	buf_done(&b);
	return rc;
}

/* The *.yaml of a folder, in name order. */
struct listing {
	struct sv *names;
	size_t n, cap;
};

static int
add_name(struct policy *p, struct listing *l, struct sv name)
{
	size_t i;
	int rc;

	if (name.ptr[0] == '.' || !sv_ends(name, SV(".yaml")))
		return 0;
	if (l->n == FILES_MAX)
		return ERR_LIMIT;
	rc = arena_vec_room(&p->arena, (void **)&l->names, l->n, &l->cap,
	    sizeof(name));
	name = arena_dup(&p->arena, name);
	if (rc != 0 || name.ptr == NULL)
		return ERR_NOMEM;
	for (i = l->n++; i > 0 && sv_cmp(name, l->names[i - 1]) < 0; i--)
		l->names[i] = l->names[i - 1];
	l->names[i] = name;
	return 0;
}

static int
list_folder(struct policy *p, const char *path, struct listing *l,
    struct errinfo *ei)
{
	DIR *dir = opendir(path);
	struct dirent *e;
	int rc = 0;

	if (dir == NULL)
		return errinfo_errno(ei, ERR_IO, "%s", path);
	while (rc == 0 && (e = readdir(dir)) != NULL)
		rc = add_name(p, l, sv_cstr(e->d_name));
	(void)closedir(dir);
	if (rc == ERR_LIMIT)
		return errinfo_set(ei, rc, "%s: more than %d files", path,
		    FILES_MAX);
	if (rc == 0 && l->n == 0)
		return errinfo_set(ei, ERR_NOTFOUND,
		    "%s: a folder without *.yaml is no policy", path);
	return rc;
}

static int
load_folder(struct policy *p, const char *path, struct errinfo *ei)
{
	struct listing l = { .n = 0 };
	struct source *sources;
	char file[PATH_MAX];
	int rc = list_folder(p, path, &l, ei);

	if (rc != 0)
		return rc;
	sources = arena_zalloc(&p->arena, l.n, sizeof(*sources));
	if (sources == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < l.n && rc == 0; i++) {
		if (snprintf(file, sizeof(file), "%s/%s", path,
		    l.names[i].ptr) >= (int)sizeof(file))
			return errinfo_set(ei, ERR_LIMIT, "path too long: %s",
			    path);
		rc = read_file(p, file, &sources[i], ei);
	}
	return rc != 0 ? rc : build(p, sources, l.n, ei);
}

int
policy_load(const char *path, const struct catalogue *catalogue,
    struct policy **ret, struct errinfo *ei)
{
	struct policy *p = new_policy(catalogue);
	struct source source;
	struct stat st;
	int rc;

	errinfo_reset(ei);
	if (p == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	p->reads_files = true;
	if (stat(path, &st) != 0) {
		rc = errinfo_errno(ei, errno == ENOENT ? ERR_NOTFOUND
		    : ERR_IO, "%s", path);
	} else if (S_ISDIR(st.st_mode)) {
		rc = load_folder(p, path, ei);
	} else {
		rc = read_file(p, path, &source, ei);
		if (rc == 0)
			rc = build(p, &source, 1, ei);
	}
	return finish(p, rc, ret, ei);
}

void
policy_free(struct policy *p)
{
	if (p == NULL)
		return;
	arena_done(&p->arena);
	mem_free(p);
}

const char *
policy_digest(const struct policy *p)
{
	return p->digest;
}

const char *
policy_catalogue_digest(const struct policy *p)
{
	return p->catalogue->digest;
}

const struct policy_class *
policy_classes(const struct policy *p, size_t *ret_n)
{
	*ret_n = p->nclasses;
	return p->classes;
}

const struct policy_allow *
policy_allow(const struct policy *p, size_t *ret_n)
{
	*ret_n = p->nallow;
	return p->allow;
}

const struct policy_data *
policy_data(const struct policy *p, size_t *ret_n)
{
	*ret_n = p->ndata;
	return p->data;
}

enum token_scope
policy_token_scope(const struct policy *p)
{
	return p->scope;
}

const struct policy_score *
policy_scores(const struct policy *p, size_t *ret_n)
{
	*ret_n = p->nscores;
	return p->scores;
}

const struct policy_data *
policy_surrogates(const struct policy *p, size_t *ret_n)
{
	*ret_n = p->nsurrogates;
	return p->surrogates;
}

bool
policy_restores_in_urls(const struct policy *p)
{
	return p->restore_in_urls;
}

enum fail_mode
policy_fail_mode(const struct policy *p, enum fail_cause cause)
{
	return p->fail[cause];
}
