#include "inspect/pack.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "inspect/words/context.h"

enum { PACK_VERSION = 1, PACKS_MAX = 256 };

#define AT(f) .offset = offsetof(struct pack_detector, f)

static const char *const canonicals[] = { "exact", "lower", "compact",
	"digits", "phone", "iban", "series", NULL };
static const char *const strengths[] = { "none", "strong", "good", "medium",
	"weak", NULL };

static const struct pack_detector detector_defaults = {
	.score = 80, .with_context = 95,
	.before = CONTEXT_BEFORE, .after = CONTEXT_AFTER, .agrees = true,
};

static const struct schema_key detector_keys[] = {
	{ .kind = SCHEMA_MARK, AT(mark) },
	{ .name = "name", .kind = SCHEMA_NAME, AT(name), .required = true },
	{ .name = "class", .kind = SCHEMA_NAME, AT(class_name),
	    .required = true },
	{ .name = "about", .kind = SCHEMA_TEXT, AT(about), .required = true },
	{ .name = "spec", .kind = SCHEMA_TEXT, AT(spec), .required = true },
	{ .name = "match", .kind = SCHEMA_TEXT, AT(match) },
	{ .name = "shapes", .kind = SCHEMA_TEXTS, AT(shapes) },
	{ .name = "literals", .kind = SCHEMA_TEXTS, AT(literals) },
	{ .name = "pattern", .kind = SCHEMA_TEXT, AT(pattern) },
	{ .name = "token", .kind = SCHEMA_UINT, AT(token), .min = 36,
	    .max = 1024 },
	{ .name = "validator", .kind = SCHEMA_TEXT, AT(validator) },
	{ .name = "strength", .kind = SCHEMA_WORD, AT(strength),
	    .words = strengths },
	{ .name = "agrees", .kind = SCHEMA_BOOL, AT(agrees) },
	{ .name = "score", .kind = SCHEMA_UINT, AT(score), .max = 100 },
	{ .name = "with_context", .kind = SCHEMA_UINT, AT(with_context),
	    .max = 100 },
	{ .name = "context", .kind = SCHEMA_TEXTS, AT(context) },
	{ .name = "against", .kind = SCHEMA_TEXTS, AT(against) },
	{ .name = "vocabulary", .kind = SCHEMA_TEXTS, AT(vocabulary) },
	{ .name = "person", .kind = SCHEMA_TEXTS, AT(person) },
	{ .name = "near", .kind = SCHEMA_TEXTS, AT(near) },
	{ .name = "unless", .kind = SCHEMA_TEXTS, AT(unless) },
	{ .name = "bearer", .kind = SCHEMA_TEXTS, AT(bearer) },
	{ .name = "labels", .kind = SCHEMA_TEXTS, AT(labels) },
	{ .name = "language", .kind = SCHEMA_TEXTS, AT(language) },
	{ .name = "findings", .kind = SCHEMA_TEXTS, AT(findings) },
	{ .name = "before", .kind = SCHEMA_UINT, AT(before), .max = 1000 },
	{ .name = "after", .kind = SCHEMA_UINT, AT(after), .max = 1000 },
	{ .name = "back", .kind = SCHEMA_UINT, AT(back), .max = 96 },
	{ .name = "caseless", .kind = SCHEMA_BOOL, AT(caseless) },
	{ .name = "marked", .kind = SCHEMA_BOOL, AT(marked) },
	{ .name = "canonical", .kind = SCHEMA_WORD, AT(canonical),
	    .words = canonicals },
	{ .name = "positive", .kind = SCHEMA_TEXTS, AT(positive),
	    .required = true },
	{ .name = "negative", .kind = SCHEMA_TEXTS, AT(negative),
	    .required = true },
};

static const struct schema detector_schema = {
	.title = "a detector", .size = sizeof(struct pack_detector),
	.defaults = &detector_defaults, .keys = detector_keys,
	.nkeys = NELEMS(detector_keys),
};

/* The file as read, before it becomes a struct pack. */
struct file {
	uint64_t version;
	struct sv name, names;
	const struct yaml_node *words, *vocabulary, *lists;
	struct schema_array detectors;
};

static int
read_words(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	(void)arena;
	(void)ei;
	if (node->kind != YAML_MAP)
		return ERR_INVAL;
	*(const struct yaml_node **)out = node;
	return 0;
}

static const struct schema_key file_keys[] = {
	{ .name = "pack", .kind = SCHEMA_UINT, .required = true,
	    .offset = offsetof(struct file, version),
	    .min = PACK_VERSION, .max = PACK_VERSION },
	{ .name = "name", .kind = SCHEMA_NAME, .required = true,
	    .offset = offsetof(struct file, name) },
	{ .name = "names", .kind = SCHEMA_TEXT,
	    .offset = offsetof(struct file, names) },
	{ .name = "words", .kind = SCHEMA_CUSTOM, .read = read_words,
	    .offset = offsetof(struct file, words),
	    .wants = "a map of names to words by language" },
	{ .name = "vocabulary", .kind = SCHEMA_CUSTOM, .read = read_words,
	    .offset = offsetof(struct file, vocabulary),
	    .wants = "a map of names to terms by language" },
	{ .name = "lists", .kind = SCHEMA_CUSTOM, .read = read_words,
	    .offset = offsetof(struct file, lists),
	    .wants = "a map of names to lists by language" },
	{ .name = "detectors", .kind = SCHEMA_STRUCTS,
	    .sub = &detector_schema,
	    .offset = offsetof(struct file, detectors) },
};

static const struct schema file_schema = {
	.title = "a detector pack", .size = sizeof(struct file),
	.keys = file_keys, .nkeys = NELEMS(file_keys),
};

/* The file of weights stands beside the pack: its path from here. */
static int
find_names(const char *pack, struct sv relative, struct arena *arena,
    const char **ret)
{
	char path[PATH_MAX];
	struct sv copy;
	int err;

	*ret = NULL;
	if (relative.len == 0)
		return 0;
	err = file_beside(pack, relative, path, sizeof(path));
	if (err != 0)
		return err;
	copy = arena_dup(arena, sv_cstr(path));
	*ret = copy.ptr;
	return copy.ptr == NULL ? ERR_NOMEM : 0;
}

static int
append(struct pack_list *list, struct arena *arena, const char *path,
    const struct file *f)
{
	void *items = list->items;
	struct sv own = arena_dup(arena, sv_cstr(path));
	const char *names = NULL;
	int err;

	err = own.ptr == NULL ? ERR_NOMEM :
	    find_names(path, f->names, arena, &names);
	if (err == 0)
		err = arena_vec_room(arena, &items, list->count, &list->cap,
		    sizeof(*list->items));
	if (err != 0)
		return err;
	list->items = items;
	list->items[list->count++] = (struct pack){ f->name, own.ptr,
		names, f->words, f->vocabulary, f->lists,
		f->detectors.items, f->detectors.count };
	return 0;
}

static int
read_one(const char *path, struct arena *arena, struct pack_list *list,
    struct errinfo *ei)
{
	const struct yaml_node *root = NULL;
	struct file f = { 0 };
	struct buf text;
	int err;

	buf_init(&text, YAML_MAX_BYTES);
	err = file_read(path, &text, ei);
	if (err == 0)
		err = yaml_parse(buf_sv(&text), path, arena, &root, ei);
	if (err == 0)
		err = schema_read(&file_schema, root, arena, &f, ei);
	if (err == 0)
		err = append(list, arena, path, &f);
	buf_done(&text);
	return err;
}

static int
compare_names(const void *left, const void *right)
{
	const struct sv *a = left, *b = right;

	return sv_cmp(*a, *b);
}

static int
list_folder(DIR *dir, struct arena *arena, struct sv names[PACKS_MAX],
    size_t *count)
{
	struct dirent *entry;

	while ((entry = readdir(dir)) != NULL) {
		struct sv name = sv_cstr(entry->d_name);

		if (!sv_ends(name, SV(".yaml")) || name.ptr[0] == '.')
			continue;
		if (*count == PACKS_MAX)
			return ERR_LIMIT;
		names[*count] = arena_dup(arena, name);
		if (names[(*count)++].ptr == NULL)
			return ERR_NOMEM;
	}
	return 0;
}

static int
read_folder(const char *path, struct arena *arena, struct pack_list *list,
    struct errinfo *ei)
{
	struct sv names[PACKS_MAX];
	char file[PATH_MAX];
	size_t count = 0;
	DIR *dir = opendir(path);
	int err;

	errinfo_at(ei, path, 0, 0);
	if (dir == NULL)
		return errinfo_errno(ei, ERR_IO, "cannot read the folder");
	err = list_folder(dir, arena, names, &count);
	(void)closedir(dir);
	if (err != 0)
		return errinfo_set(ei, err, "detector packs: %s",
		    err_text(err));
	if (count == 0)
		return errinfo_set(ei, ERR_NOTFOUND,
		    "no detector pack (*.yaml) in the folder");
	qsort(names, count, sizeof(*names), compare_names);
	for (size_t i = 0; i < count && err == 0; i++) {
		int n = snprintf(file, sizeof(file), "%s/%s", path,
		    names[i].ptr);

		err = n < 0 || (size_t)n >= sizeof(file) ? ERR_LIMIT :
		    read_one(file, arena, list, ei);
	}
	return err;
}

int
pack_read(const char *path, struct arena *arena, struct pack_list *list,
    struct errinfo *ei)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		errinfo_at(ei, path, 0, 0);
		if (errno == ENOENT)
			return errinfo_set(ei, ERR_NOTFOUND, "no detector pack "
			    "and no folder of packs is there; those of Exeat "
			    "are in the folder that `data:` in exeat.yaml or "
			    "EXEAT_DATA names");
		return errinfo_errno(ei, ERR_IO, "detector pack");
	}
	return S_ISDIR(st.st_mode) ? read_folder(path, arena, list, ei) :
	    read_one(path, arena, list, ei);
}
