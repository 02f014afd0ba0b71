#include "govern/engine.h"

#include <string.h>

#include "base/encode.h"
#include "base/mem.h"
#include "govern/recognise.h"

static int
load_rules(struct engine *e, const struct engine_files *files,
    enum engine_fault *fault, struct errinfo *ei)
{
	int rc = catalogue_load(files->catalogue, &e->catalogue, ei);

	if (rc == ERR_NOTFOUND)
		return errinfo_set(ei, rc, "%s: the catalogue is not there; "
		    "install Exeat, or name the folder of its data: `data:` "
		    "in exeat.yaml, or EXEAT_DATA", files->catalogue);
	if (rc != 0)
		return rc;
	rc = policy_load(files->policy, e->catalogue, &e->policy, ei);
	if (rc != 0) {
		*fault = ENGINE_FAULT_POLICY;
		return rc;
	}
	if (encode_unhex(sv_cstr(policy_digest(e->policy)), e->policy_digest,
	    sizeof(e->policy_digest)) != 0 ||
	    encode_unhex(sv_cstr(policy_catalogue_digest(e->policy)),
	    e->catalogue_digest, sizeof(e->catalogue_digest)) != 0)
		return errinfo_set(ei, ERR_INVAL, "a digest is no hex");
	return 0;
}

static bool
is_at(const struct errinfo *ei, const char *file, const char *dictionary)
{
	return strcmp(file, ei->file) == 0 || (dictionary != NULL &&
	    strcmp(dictionary, ei->file) == 0);
}

/* Does the message point at what the policy says of classes? */
static bool
blames_policy(const struct engine *e, const struct errinfo *ei)
{
	size_t n;
	const struct policy_class *c = policy_classes(e->policy, &n);
	const struct policy_allow *a;

	for (size_t i = 0; i < n; i++)
		if (is_at(ei, c[i].file, c[i].dictionary))
			return true;
	a = policy_allow(e->policy, &n);
	for (size_t i = 0; i < n; i++)
		if (is_at(ei, a[i].file, a[i].dictionary))
			return true;
	return false;
}

static int
open_detectors(struct engine *e, const struct engine_files *files,
    enum engine_fault *fault, struct errinfo *ei)
{
	const char *packs[1] = { files->detectors };
	struct detect_config dc = { .packs = packs, .npacks = 1,
		.cache_dir = files->cache != NULL && files->cache[0] != '\0' ?
		    files->cache : NULL,
		.history_bytes = files->history_bytes,
		.pattern_steps = files->pattern_steps };
	struct outsider *outsiders = NULL;
	int rc = assess_config(e->policy, &dc);

	if (rc == 0)
		rc = recognise_outsiders(e->policy, &outsiders,
		    &dc.noutsiders);
	dc.outsiders = outsiders;
	if (rc != 0)
		(void)errinfo_set(ei, rc, "%s", err_text(rc));
	else
		rc = detect_open(&dc, &e->detect, ei);
	assess_config_done(&dc);
	mem_free(outsiders);
	if (rc != 0 && blames_policy(e, ei))
		*fault = ENGINE_FAULT_POLICY;
	return rc;
}

int
engine_open(const struct engine_files *files, struct engine **ret,
    enum engine_fault *ret_fault, struct errinfo *ei)
{
	struct engine *e = mem_calloc(1, sizeof(*e));
	enum engine_fault fault = ENGINE_FAULT_SYSTEM;
	int rc;

	if (e == NULL)
		return errinfo_set(ei, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	rc = load_rules(e, files, &fault, ei);
	if (rc == 0)
		rc = open_detectors(e, files, &fault, ei);
	if (rc == 0) {
		e->assess = (struct assess_engine){ e->detect, e->policy };
		rc = assess_check(&e->assess, ei);
		if (rc != 0)
			fault = ENGINE_FAULT_POLICY;
	}
	if (rc == 0) {
		*ret = e;
		return 0;
	}
	engine_close(e);
	if (ret_fault != NULL)
		*ret_fault = fault;
	return rc;
}

void
engine_close(struct engine *e)
{
	if (e == NULL)
		return;
	detect_close(e->detect);
	policy_free(e->policy);
	catalogue_free(e->catalogue);
	mem_free(e);
}
