/*
 * `exeat detectors validators`: the checks that a class of a policy may name.
 */
#include <stdio.h>

#include "base/json_write.h"
#include "cli/command.h"
#include "cli/detectors.h"
#include "cli/packs.h"
#include "inspect/validate/validate.h"

enum { OUTPUT_MAX = 1 << 24 };

/* The first detector that asks it, or NULL: told what the check is of. */
static const struct pack_detector *
find_user(const struct packs *p, struct sv name)
{
	for (size_t i = 0; i < p->count; i++)
		if (sv_eq(p->entries[i].detector->validator, name))
			return p->entries[i].detector;
	return NULL;
}

static void
write_text(const struct packs *p, struct buf *out)
{
	const char *name;

	for (size_t i = 0; (name = validate_name(i)) != NULL; i++) {
		const struct pack_detector *d = find_user(p, sv_cstr(name));

		if (d == NULL)
			buf_addf(out, "%s\n", name);
		else
			buf_addf(out, "%-24s %.*s\n", name, SV_ARG(d->about));
	}
}

static int
write_json(const struct packs *p, struct buf *out)
{
	struct json_write w;
	const char *name;

	json_write_init(&w, out);
	json_write_array(&w);
	for (size_t i = 0; (name = validate_name(i)) != NULL; i++) {
		const struct pack_detector *d = find_user(p, sv_cstr(name));

		json_write_object(&w);
		json_write_member(&w, "name", sv_cstr(name));
		if (d != NULL)
			json_write_member(&w, "about", d->about);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	buf_add_char(out, '\n');
	return json_write_end(&w);
}

int
detectors_validators(const struct detectors_request *r,
    const char *const *packs, size_t npacks, struct errinfo *ei)
{
	struct packs p;
	struct buf out;
	int rc = packs_open(packs, npacks, &p, ei);

	buf_init(&out, OUTPUT_MAX);
	if (rc == 0) {
		if (r->json)
			rc = write_json(&p, &out);
		else
			write_text(&p, &out);
		if (rc == 0)
			rc = buf_err(&out);
		if (rc == 0 && fwrite(out.ptr, 1, out.len, stdout) != out.len)
			rc = ERR_IO;
		if (rc != 0)
			(void)detectors_failed(rc, ei);
	}
	buf_done(&out);
	packs_done(&p);
	return rc == 0 ? COMMAND_OK : rc;
}
