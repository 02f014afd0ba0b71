#include "config/config.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "config/raw.h"

enum { MEMORY_MAX = 64 * 1024 * 1024 };

/* The configuration and the memory of everything in it. */
struct holder {
	struct config config;
	struct arena arena;
};

static const char default_name[] = "exeat.yaml";

/* The folder of what is shipped; tests and trial runs point elsewhere. */
static struct sv
data_folder(struct arena *arena, struct sv built_in)
{
	const char *env = getenv("EXEAT_DATA");

	if (env == NULL || env[0] == '\0')
		return built_in;
	return arena_dup(arena, sv_cstr(env));
}

static int
read_text(struct sv text, const char *name, struct holder *h,
    struct errinfo *ei)
{
	const struct yaml_node *root;
	struct raw raw;
	int rc;

	keys_defaults(&raw);
	raw.config.data = data_folder(&h->arena, raw.config.data);
	rc = yaml_parse(text, name, &h->arena, &root, ei);
	if (rc == 0 && root->kind != YAML_NULL)
		rc = schema_read(keys_schema(), root, &h->arena, &raw, ei);
	if (rc == 0)
		rc = check_config(&raw, name, &h->arena, ei);
	if (rc == 0)
		h->config = raw.config;
	if (rc == ERR_NOMEM)
		(void)errinfo_set(ei, rc, "out of memory");
	return rc;
}

int
config_parse(struct sv text, const char *name, struct config **ret,
    struct errinfo *ei)
{
	struct holder *h = mem_calloc(1, sizeof(*h));
	int rc;

	if (h == NULL)
		return errinfo_set(ei, ERR_NOMEM, "out of memory");
	arena_init(&h->arena, MEMORY_MAX);
	rc = read_text(text, name, h, ei);
	if (rc == 0 && text.len > 0) {
		h->config.file = arena_dup(&h->arena, sv_cstr(name));
		if (h->config.file.ptr == NULL)
			rc = errinfo_set(ei, ERR_NOMEM, "out of memory");
	}
	if (rc != 0) {
		config_free(&h->config);
		return rc;
	}
	*ret = &h->config;
	return 0;
}

int
config_load(const char *path, struct config **ret, struct errinfo *ei)
{
	struct buf text;
	int rc;

	errinfo_reset(ei);
	buf_init(&text, YAML_MAX_BYTES);
	rc = file_read(path, &text, ei);
	if (rc == 0)
		rc = config_parse(buf_sv(&text), path, ret, ei);
	buf_done(&text);
	return rc;
}

int
config_default(struct config **ret, struct errinfo *ei)
{
	return config_parse(SV(""), default_name, ret, ei);
}

void
config_free(struct config *c)
{
	struct holder *h = (struct holder *)(void *)c;

	if (c == NULL)
		return;
	arena_done(&h->arena);
	mem_free(h);
}

const struct config_client *
config_client_named(const struct config *c, struct sv name)
{
	for (size_t i = 0; i < c->nclients; i++) {
		if (sv_eq(c->clients[i].name, name))
			return &c->clients[i];
	}
	return NULL;
}
