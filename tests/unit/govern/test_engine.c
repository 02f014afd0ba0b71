/* Opening the engine: what it pins, and whose fault it is where it fails. */
#include "govern/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/file.h"
#include "tests/tap/tap.h"
#include "tests/tap/tmpdir.h"

enum { PATH = 512 };

static char catalogue[PATH], detectors[PATH], policy[PATH];

static void
write_policy(struct sv text)
{
	struct errinfo ei = { 0 };

	if (file_replace(policy, text, 0600, &ei) != 0)
		tap_ok(false, "write the policy: %s", ei.text);
}

static void
test_open(void)
{
	static const struct sv text = SV_INIT("policy: 1\nhome: DE\n"
	    "rules: [{name: r, when: {data: [personal]}, do: tokenise}]\n");
	const struct engine_files files = { .catalogue = catalogue,
		.policy = policy, .detectors = detectors };
	struct errinfo ei = { 0 };
	struct engine *e = NULL;
	uint8_t hash[ENGINE_DIGEST_BYTES];

	write_policy(text);
	if (!tap_is_int(engine_open(&files, &e, NULL, &ei), 0, "opens")) {
		tap_diag("%s", ei.text);
		return;
	}
	crypto_sha256(text, hash);
	tap_ok(memcmp(hash, e->policy_digest, sizeof(hash)) == 0,
	    "the policy's digest is that of its file");
	memset(hash, 0, sizeof(hash));
	tap_ok(memcmp(hash, e->catalogue_digest, sizeof(hash)) != 0,
	    "the catalogue has one");
	tap_ok(e->assess.policy == e->policy && e->assess.detect == e->detect
	    && detect_class_count(e->detect) > 0, "ready to decide");
	engine_close(e);
	engine_close(NULL);
}

static const struct bad {
	const char *name, *policy, *catalogue, *detectors;
	enum engine_fault fault;
	const char *says;		/* part of the message */
} bads[] = {
	{ "no catalogue", "policy: 1\n", "/nonexistent", NULL,
	    ENGINE_FAULT_SYSTEM, "/nonexistent" },
	{ "no detectors", "policy: 1\n", NULL, "/nonexistent",
	    ENGINE_FAULT_SYSTEM, "/nonexistent" },
	{ "a policy that is none", "polcy: 1\n", NULL, NULL,
	    ENGINE_FAULT_POLICY, "unknown key" },
	{ "a class whose pattern is none", "policy: 1\n"
	    "classes: [{name: x.y, pattern: '('}]\n", NULL, NULL,
	    ENGINE_FAULT_POLICY, "" },
	{ "a rule about a class that nothing finds", "policy: 1\n"
	    "rules: [{name: r, when: {data: [persnal]}, do: block}]\n",
	    NULL, NULL, ENGINE_FAULT_POLICY, "did you mean \"personal\"" },
	{ "surrogates of an unknown class", "policy: 1\n"
	    "tokens: {surrogates: [financial.card, financial.ibn]}\n",
	    NULL, NULL, ENGINE_FAULT_POLICY, "policy.yaml:2:39: no detector "
	    "finds the class \"financial.ibn\"; did you mean "
	    "\"financial.iban\"?" },
	{ "surrogates of a group", "policy: 1\n"
	    "tokens: {surrogates: [financial]}\n", NULL, NULL,
	    ENGINE_FAULT_POLICY, "policy.yaml:2:23: \"financial\" is a "
	    "group; surrogates are wanted class by class" },
	{ "surrogates of what has no structure", "policy: 1\n"
	    "tokens: {surrogates: personal.contact.email}\n", NULL, NULL,
	    ENGINE_FAULT_POLICY, "policy.yaml:2:22: "
	    "\"personal.contact.email\" has no structure that a surrogate "
	    "could keep; these have: financial.card, financial.iban" },
	{ "surrogates of a class of the policy's own", "policy: 1\n"
	    "classes: [{name: x.y, pattern: 'EMP-\\d{6}'}]\n"
	    "tokens: {surrogates: [x.y]}\n", NULL, NULL,
	    ENGINE_FAULT_POLICY, "policy.yaml:3:23: \"x.y\" has no "
	    "structure" },
	{ "surrogates of what has too few values", "policy: 1\n"
	    "tokens:\n  surrogates:\n  - personal.birth_date\n", NULL, NULL,
	    ENGINE_FAULT_POLICY, "policy.yaml:4:5: \"personal.birth_date\" "
	    "has fewer than a million values" },
};

static void
test_bad(const struct bad *b)
{
	const struct engine_files files = { .policy = policy,
		.catalogue = b->catalogue != NULL ? b->catalogue : catalogue,
		.detectors = b->detectors != NULL ? b->detectors :
		    detectors };
	enum engine_fault fault = (enum engine_fault)-1;
	struct errinfo ei = { 0 };
	struct engine *e = NULL;
	char text[1024];

	write_policy(sv_cstr(b->policy));
	tap_ok(engine_open(&files, &e, &fault, &ei) != 0 && e == NULL,
	    "%s: does not open", b->name);
	tap_is_int(fault, b->fault, "%s: whose fault", b->name);
	errinfo_format(&ei, text, sizeof(text));
	if (!tap_ok(strstr(text, b->says) != NULL, "%s: said", b->name))
		tap_diag("%s", text);
}

int
main(void)
{
	char *dir = tmpdir_new();

	(void)snprintf(catalogue, PATH, "%s",
	    tap_source_path("share/catalogue"));
	(void)snprintf(detectors, PATH, "%s",
	    tap_source_path("share/detectors"));
	(void)snprintf(policy, PATH, "%s/policy.yaml", dir);
	test_open();
	for (size_t i = 0; i < NELEMS(bads); i++)
		test_bad(&bads[i]);
	tmpdir_free(dir);
	return tap_done();
}
