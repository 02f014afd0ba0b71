/* policy.yaml: what is read, and the message for every kind of mistake. */
#include "rules/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/encode.h"
#include "base/fault.h"
#include "base/file.h"
#include "rules/book.h"
#include "tests/tap/tap.h"

static const struct sv issue_text = SV_INIT(
    "policy: 1\n"
    "home: DE\n"
    "destinations:\n"
    "  - {hosts: [\"llm.intra.example\", \"127.0.0.1:9180\"], "
    "zone: perimeter}\n"
    "  - hosts: [acme.openai.azure.com]\n"
    "    processing: [SE]\n"
    "    storage: [SE]\n"
    "    control: US\n"
    "    tool: {kind: scc, module: 2, tia: TIA-7, review_by: 2027-03-01}\n"
    "classes:\n"
    "  - {name: personal.id.employee, pattern: 'EMP-\\d{6}', "
    "context: [employee, Personalnummer]}\n"
    "rules:\n"
    "  - name: personal-abroad\n"
    "    when: {data: [personal], zone: [dpf, art46, review, third, "
    "unknown]}\n"
    "    do: tokenise\n"
    "    because: \"GDPR Art. 44; EDPB 01/2020 use case 2\"\n"
    "waivers:\n"
    "  - {rule: personal-abroad, for: {client: [billing], "
    "to: [api.openai.com]}, until: 2026-12-31, approved_by: dpo, "
    "because: \"DPIA-12\"}\n"
    "tokens: {scope: client}\n"
    "fail: {ledger: closed, detector: closed, uncovered: {outside: eea, "
    "do: block}}\n");

static void
test_issue(const struct catalogue *c)
{
	const struct policy_class *k;
	char hex[65];
	uint8_t hash[32];
	struct errinfo ei = { 0 };
	struct policy *p;
	size_t n;

	if (!tap_is_int(policy_parse(issue_text, "p", c, &p, &ei), 0,
	    "the issue's example")) {
		tap_diag("%u:%u: %s", ei.line, ei.column, ei.text);
		return;
	}
	k = policy_classes(p, &n);
	tap_ok(n == 1 && sv_eq(k->name, SV("personal.id.employee")) &&
	    sv_eq(k->pattern, SV("EMP-\\d{6}")), "a class");
	tap_ok(k->ncontext == 2 && sv_eq(k->context[1],
	    SV("Personalnummer")) && k->line == 11,
	    "its context and place");
	tap_is_int(policy_token_scope(p), TOKEN_SCOPE_CLIENT, "scope");
	tap_ok(!policy_restores_in_urls(p), "not in URLs");
	tap_is_int(policy_fail_mode(p, FAIL_LEDGER), FAIL_CLOSED, "ledger");
	tap_ok(p->nrules == 1 && p->rules[0].nwaivers == 1, "a waived rule");
	crypto_sha256(issue_text, hash);
	encode_hex(hex, hash, sizeof(hash));
	tap_is_sv(sv_cstr(policy_digest(p)), sv_cstr(hex),
	    "the digest of a file is that of its bytes");
	tap_is_sv(sv_cstr(policy_catalogue_digest(p)),
	    sv_cstr(catalogue_digest(c)), "the catalogue's digest");
	policy_free(p);
}

/* Classes with dictionaries and without, allow lists. */
static void
test_classes(const struct catalogue *c)
{
	static const char text[] = "policy: 1\n"
	    "classes:\n"
	    "- {name: internal.a, dictionary: terms.txt, case: exact,\n"
	    "   boundary: anywhere}\n"
	    "- {name: internal.b, pattern: x, validator: 'd[0] == 1'}\n"
	    "- {name: special.union, enabled: false}\n"
	    "allow:\n"
	    "- {classes: [financial.*], values: [a, b], pattern: x+,\n"
	    "   dictionary: /etc/ok.txt, because: test accounts}\n";
	const struct policy_class *k;
	const struct policy_allow *a;
	const struct policy_data *data;
	struct errinfo ei = { 0 };
	struct policy *p;
	size_t n;

	if (!tap_is_int(policy_parse(sv_cstr(text), "conf/p.yaml", c, &p,
	    &ei), 0, "classes and allow lists")) {
		tap_diag("%u:%u: %s", ei.line, ei.column, ei.text);
		return;
	}
	k = policy_classes(p, &n);
	tap_ok(n == 3 && strcmp(k[0].dictionary, "conf/terms.txt") == 0 &&
	    k[0].exact_case && k[0].boundary == POLICY_ANYWHERE &&
	    k[0].enabled, "a dictionary beside the policy");
	tap_ok(k[1].dictionary == NULL && !k[1].exact_case &&
	    k[1].boundary == POLICY_WORD && sv_eq(k[1].validator,
	    SV("d[0] == 1")), "an expression");
	tap_ok(!k[2].enabled && k[2].pattern.len == 0, "one turned off");
	a = policy_allow(p, &n);
	tap_ok(n == 1 && a->nclasses == 1 && sv_eq(a->classes[0],
	    SV("financial")) && a->nvalues == 2 && a->npatterns == 1 &&
	    strcmp(a->dictionary, "/etc/ok.txt") == 0 && a->line == 8,
	    "an allow list");
	data = policy_data(p, &n);
	tap_ok(n == 2 && sv_eq(data[0].prefix, SV("special.union")) &&
	    sv_eq(data[1].prefix, SV("financial")),
	    "classes to be checked against the detectors");
	policy_free(p);
}

/* A policy's digest depends on its dictionaries. */
static void
test_dictionary_digest(const struct catalogue *c)
{
	char folder[] = "/tmp/exeat-policy-XXXXXX", policy[64], terms[64];
	char digests[2][65] = { "", "" };
	struct errinfo ei = { 0 };
	struct policy *p;
	size_t n;

	if (!tap_ok(mkdtemp(folder) != NULL, "a folder"))
		return;
	(void)snprintf(policy, sizeof(policy), "%s/p.yaml", folder);
	(void)snprintf(terms, sizeof(terms), "%s/terms.txt", folder);
	tap_is_int(file_replace(policy, SV("policy: 1\nclasses: [{name: a.b, "
	    "dictionary: terms.txt}]\n"), 0600, &ei), 0, "a policy");
	tap_is_int(policy_load(policy, c, &p, &ei), ERR_NOTFOUND,
	    "without its dictionary");
	tap_ok(ei.line == 2 && strstr(ei.text, "terms.txt") != NULL, "%s",
	    ei.text);
	for (unsigned i = 0; i < 2; i++) {
		tap_is_int(file_replace(terms, i == 0 ? SV("anna\n") :
		    SV("bernd\n"), 0600, &ei), 0, "a dictionary");
		if (tap_is_int(policy_load(policy, c, &p, &ei), 0, "loaded"))
			(void)snprintf(digests[i], 65, "%s",
			    policy_digest(p));
		tap_is_int((int64_t)policy_classes(p, &n)->digest.len, 64,
		    "the class knows its digest");
		policy_free(p);
	}
	tap_ok(strcmp(digests[0], digests[1]) != 0,
	    "another dictionary is another policy");
	(void)unlink(policy);
	(void)unlink(terms);
	(void)rmdir(folder);
}

#define C "policy: 1\nclasses:\n- "
#define R "policy: 1\nrules:\n- "
#define D "policy: 1\ndestinations:\n- "
#define W "policy: 1\nrules: [{name: r, when: {}, do: block}]\nwaivers:\n- "
#define WX ", until: 2027-01-01, approved_by: x, because: y}"

static const struct bad {
	const char *text, *message;
} bads[] = {
	{ "", "p:1:1: the file is empty; \"policy: 1\" is the least there "
	    "is" },
	{ "rules: []", "p:1:1: a policy needs the key \"policy\"" },
	{ "policy: 2", "p:1:9: \"policy\" is 2; it must be 1" },
	{ "policy: 1\nrule: []", "p:2:1: unknown key \"rule\" in a policy; "
	    "did you mean \"rules\"?" },
	{ "policy: 1\nhome: Germany", "p:2:7: \"Germany\" is no country code "
	    "(ISO 3166-1) and no group (EU, EEA, EFTA)" },
	{ "policy: 1\nhome: de", "p:2:7: \"de\" is no country code (ISO "
	    "3166-1) and no group (EU, EEA, EFTA); did you mean \"DE\"?" },
	{ "policy: 1\nhome: EU", "p:2:7: \"home\" is one country, such as "
	    "DE" },
	{ "policy: 1\nlaw: {dpf: off}", "p:2:12: \"dpf\" is \"off\"; one of "
	    "valid, suspended is wanted" },
	{ R "{name: a, when: {}, do: tokenize}", "p:3:27: \"do\" is "
	    "\"tokenize\"; one of allow, tokenise, redact, hold, block is "
	    "wanted; did you mean \"tokenise\"?" },
	{ C "{name: a.b}", "p:3:3: a class needs \"pattern\" or "
	    "\"dictionary\", or \"enabled: false\" to turn one of the "
	    "detectors' off" },
	{ C "{name: a.b, pattern: x, enabled: false}", "p:3:3: a class that "
	    "is turned off has neither \"pattern\" nor \"dictionary\"" },
	{ C "{name: a.b, pattern: x, context_required: true}", "p:3:3: "
	    "\"context_required\" needs \"context\": words of which one must "
	    "stand near" },
	{ C "{name: a..b, pattern: x}", "p:3:3: a class is named by words "
	    "with dots between, not \"a..b\"" },
	{ C "{name: .a, pattern: x}", "p:3:3: a class is named by words with "
	    "dots between, not \".a\"" },
	{ C "{name: a., pattern: x}", "p:3:3: a class is named by words with "
	    "dots between, not \"a.\"" },
	{ C "{name: a.b, pattern: x, case: exact}", "p:3:3: \"case\" is "
	    "about a \"dictionary\"; a pattern says it itself" },
	{ C "{name: a.b, dictionary: x, boundary: words}", "p:3:40: "
	    "\"boundary\" is \"words\"; one of word, beginning, anywhere is "
	    "wanted; did you mean \"word\"?" },
	{ C "{name: a.b, dictionry: x}", "p:3:15: unknown key \"dictionry\" "
	    "in a class; did you mean \"dictionary\"?" },
	{ "policy: 1\nallow: [{classes: [x]}]", "p:2:9: \"values\", "
	    "\"pattern\" or \"dictionary\" is wanted" },
	{ "policy: 1\nallow: [{classes: [], values: [x]}]", "p:2:9: "
	    "\"classes\" must name what the values are not reported as" },
	{ "policy: 1\nallow: [{values: [x]}]", "p:2:9: an entry of "
	    "\"allow\" needs the key \"classes\"" },
	{ R "{name: a, do: block}", "p:3:3: a rule needs the key \"when\"" },
	{ R "{name: a, when: {zones: [eea]}, do: block}", "p:3:20: unknown "
	    "key \"zones\" in a rule's \"when\"; did you mean \"zone\"?" },
	{ R "{name: a, when: {zone: [tird]}, do: block}", "p:3:27: \"tird\" "
	    "is no zone; did you mean \"third\"?" },
	{ R "{name: a, when: {outside: europe}, do: block}", "p:3:29: "
	    "\"europe\" is no zone" },
	{ R "{name: a, when: {data: []}, do: block}", "p:3:19: an empty list "
	    "matches nothing; leave the key out, or name something" },
	{ R "{name: a, when: {data: [Personal]}, do: block}", "p:3:27: "
	    "\"Personal\" is no class; one such as personal or "
	    "personal.contact.* is wanted" },
	{ R "{name: a, when: {control: [XX]}, do: block}", "p:3:30: \"XX\" is "
	    "no country code (ISO 3166-1) and no group (EU, EEA, EFTA)" },
	{ R "{name: a, when: {to: [\"a b\"]}, do: block}", "p:3:25: \"a b\" "
	    "is no host; one such as api.example.com, \"*.example.com\" or "
	    "127.0.0.1:9180 is wanted" },
	{ R "{name: a, when: {size: {}}, do: block}", "p:3:19: size needs "
	    "\"over\" or \"under\"" },
	{ R "{name: a, when: {count: 5}, do: block}", "p:3:19: \"count\" "
	    "counts the findings of \"data\" of a \"when\"" },
	{ R "{name: a, when: {data: x, min_score: 101}, do: block}",
	    "p:3:40: \"min_score\" is 101; it must be 0 to 100" },
	{ R "{name: a, when: {data: x, min_score: 99999999999999999999}, "
	    "do: block}", "p:3:40: \"min_score\" is 99999999999999999999; it "
	    "must be 0 to 100" },
	{ R "{name: a, when: {data: x, min_score: -1}, do: block}",
	    "p:3:40: \"min_score\" is \"-1\"; a score from 0 to 100 is wanted" },
	{ R "{name: a, when: {data: x, min_score: [80]}, do: block}",
	    "p:3:40: \"min_score\" is a list; a score from 0 to 100 is wanted" },
	{ R "{name: a, when: {zone: third, min_score: 80}, do: block}",
	    "p:3:44: \"min_score\" is the score of findings of \"data\", "
	    "which this \"when\" does not name" },
	{ R "{name: a, when: {data: x}, unless: {data: x, min_score: 0}, "
	    "do: block}", "p:3:59: an exception is no matter of scores; "
	    "\"min_score\" stands in a \"when\", beside \"data\"" },
	{ R "{name: a, when: {coverage: [half]}, do: block}", "p:3:31: "
	    "\"half\" is not one of the known words" },
	{ R "{name: a, when: {}, do: block}\n- {name: a, when: {}, do: hold}",
	    "p:4:3: there is another rule called \"a\", or one that every "
	    "policy has" },
	{ R "{name: uncovered, when: {}, do: allow}", "p:3:3: there is "
	    "another rule called \"uncovered\", or one that every policy "
	    "has" },
	{ R "{name: a, when: {}, unless: {}, do: block}", "p:3:31: an empty "
	    "\"unless\" would always hold; leave it out" },
	{ R "{name: a, when: {}, unless: {zone: [unknown]}, do: block}",
	    "p:3:39: no exception can rest on an unknown destination; declare "
	    "it instead" },
	{ R "{name: a, when: {}, unless: {evidence: [none]}, do: block}",
	    "p:3:43: no exception can rest on evidence that is not there" },
	{ R "{name: a, when: {}, unless: {data: [x]}, do: block}",
	    "p:3:31: \"data\" in an \"unless\" needs \"data\" in the "
	    "\"when\"" },
	{ W "{rule: q, for: {client: a}" WX, "p:4:10: there is no rule called "
	    "\"q\"; did you mean \"r\"?" },
	{ W "{rule: r, for: {}" WX, "p:4:18: a waiver must say what it is "
	    "for" },
	{ W "{rule: fail-ledger, for: {client: a}" WX, "p:4:10: a failure of "
	    "our own cannot be waived; see \"fail\"" },
	{ W "{rule: r, for: {client: a}, until: soon, approved_by: x, "
	    "because: y}", "p:4:38: \"soon\" is no date; one such as "
	    "2026-12-31 is wanted" },
	{ W "{rule: r, for: {client: a}, approved_by: x, because: y}",
	    "p:4:3: a waiver needs the key \"until\"" },
	{ W "{rule: r, for: {zone: unknown}" WX, "p:4:25: no exception can "
	    "rest on an unknown destination; declare it instead" },
	{ D "{zone: perimeter}", "p:3:3: a destination needs the key "
	    "\"hosts\"" },
	{ D "{hosts: [], zone: perimeter}", "p:3:3: a destination needs at "
	    "least one host" },
	{ D "{hosts: [a.b], zone: perimetre}", "p:3:24: \"perimetre\" is no "
	    "zone; did you mean \"perimeter\"?" },
	{ D "{hosts: [a.b]}\n- {hosts: [c.d, A.b]}", "p:4:17: host \"A.b\" is "
	    "declared twice" },
	{ D "{hosts: [a.b], tool: {kind: sccs}}", "p:3:31: \"kind\" is "
	    "\"sccs\"; one of adequacy, dpf, scc, bcr, code, adhoc is wanted; "
	    "did you mean \"scc\"?" },
	{ D "{hosts: [a.b], tool: {kind: bcr, module: 2}}", "p:3:24: only a "
	    "tool of kind scc has modules" },
	{ D "{hosts: [a.b], tool: {kind: scc, review_by: soon}}", "p:3:47: "
	    "\"soon\" is no date; one such as 2026-12-31 is wanted" },
	{ "policy: 1\nzones: {eea: [DE]}", "p:2:9: \"eea\" cannot name a zone "
	    "of your own: it is a zone of the law, or not of a-z, 0-9, '.', "
	    "'_' and '-'" },
	{ "policy: 1\nzones: {dach: []}", "p:2:15: zone \"dach\" names no "
	    "places" },
	{ "policy: 1\nfail: {ledger: open}", "p:2:16: \"ledger\" is \"open\"; "
	    "one of closed is wanted" },
	{ "policy: 1\nfail: {uncovered: {do: tokenise}}", "p:2:24: \"do\" is "
	    "\"tokenise\"; one of allow, hold, block is wanted" },
	{ "policy: 1\nclasses: [{name: a, pattern: b, "
	    "context_required: maybe}]", "p:2:51: \"context_required\" is "
	    "\"maybe\"; one of false, true is wanted" },
	{ "policy: 1\ntokens: {surrogates: [financial.*]}", "p:2:23: "
	    "\"financial.*\" is no class; one such as financial.iban is "
	    "wanted, and no group of them" },
	{ "policy: 1\ntokens: {surrogates: [a.b, c.d, a.b]}", "p:2:33: "
	    "\"a.b\" stands here twice" },
	{ "policy: 1\ntokens: {surrogate: [a.b]}", "p:2:10: unknown key "
	    "\"surrogate\" in tokens; did you mean \"surrogates\"?" },
	{ "policy: 1\ntokens: {scope: world}", "p:2:17: \"scope\" is "
	    "\"world\"; one of client, team, organisation is wanted" },
};

static void
test_bad(const struct catalogue *c)
{
	struct policy *p = NULL;
	struct errinfo ei;
	char message[512];

	for (size_t i = 0; i < NELEMS(bads); i++) {
		errinfo_reset(&ei);
		tap_ok(policy_parse(sv_cstr(bads[i].text), "p", c, &p,
		    &ei) < 0, "refuse %zu", i);
		errinfo_format(&ei, message, sizeof(message));
		tap_is_sv(sv_cstr(message), sv_cstr(bads[i].message),
		    "message %zu", i);
	}
	tap_ok(p == NULL, "result untouched on failure");
}

/* Files of a policy in a folder; the last two must not be read. */
static const struct { const char *name, *text; } parts[] = {
	{ "20-rules.yaml", "policy: 1\nrules:\n"
	    "- {name: b, when: {zone: dach}, do: block}\n" },
	{ "10-base.yaml", "policy: 1\nhome: AT\nzones: {dach: [DE, AT, CH]}\n"
	    "rules: [{name: a, when: {}, do: allow}]\n"
	    "waivers: [{rule: b, for: {team: x}, until: 2027-01-01, "
	    "approved_by: y, because: z}]\n" },
	{ ".hidden.yaml", "policy: 9\n" },
	{ "notes.txt", "policy: 9\n" },
};

static void
test_folder(const struct catalogue *c)
{
	char folder[] = "/tmp/exeat-policy-XXXXXX", path[80], message[512];
	struct errinfo ei = { 0 };
	struct policy *p;

	if (mkdtemp(folder) == NULL) {
		tap_ok(false, "temporary folder");
		return;
	}
	tap_is_int(policy_load(folder, c, &p, &ei), ERR_NOTFOUND,
	    "an empty folder");
	for (size_t i = 0; i < NELEMS(parts); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder,
		    parts[i].name);
		if (file_replace(path, sv_cstr(parts[i].text), 0600, &ei) != 0)
			tap_ok(false, "write %s", path);
	}
	tap_is_int(policy_load(folder, c, &p, &ei), 0, "load: %s", ei.text);
	tap_ok(p->nrules == 2 && sv_eq(p->rules[0].name, SV("a")) &&
	    p->rules[1].nwaivers == 1, "merged in name order");
	tap_ok(p->rules[1].when.has_named, "a zone of another file");
	policy_free(p);
	(void)snprintf(path, sizeof(path), "%s/30.yaml", folder);
	if (file_replace(path, SV("policy: 1\nhome: FR\n"), 0600, &ei) != 0)
		tap_ok(false, "write %s", path);
	tap_is_int(policy_load(folder, c, &p, &ei), ERR_CONFLICT,
	    "two homes");
	errinfo_format(&ei, message, sizeof(message));
	tap_ok(sv_ends(sv_cstr(message), SV("30.yaml:2:7: \"home\" stands in "
	    "another file of this policy too")), "%s", message);
	(void)unlink(path);
	for (size_t i = 0; i < NELEMS(parts); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder,
		    parts[i].name);
		(void)unlink(path);
	}
	(void)rmdir(folder);
}

static void
test_default(const struct catalogue *c)
{
	struct errinfo ei = { 0 };
	struct policy *p;

	tap_is_int(policy_load(tap_source_path("share/policy.yaml"), c, &p,
	    &ei), 0, "the shipped policy: %s", ei.text);
	tap_ok(p->nrules == 3 && p->uncovered.outside == ZONE_EEA,
	    "its rules");
	policy_free(p);
	tap_is_int(policy_load("/nonexistent", c, &p, &ei), ERR_NOTFOUND,
	    "no such file");
}

/* Whichever allocation fails: ERR_NOMEM, nothing made, nothing leaked. */
static void
test_memory(const struct catalogue *c)
{
#ifdef WITH_FAULT_INJECTION
	struct policy *p = NULL;
	struct errinfo ei;
	bool sound = true;
	unsigned nth = 0;
	int rc;

	do {
		errinfo_reset(&ei);
		fault_arm(FAULT_ALLOC, ++nth);
		rc = policy_parse(issue_text, "p", c, &p, &ei);
		sound = sound && (rc == 0 || (rc == ERR_NOMEM && p == NULL &&
		    ei.text[0] != '\0'));
	} while (rc != 0 && nth < 10000);
	fault_arm(FAULT_ALLOC, 0);
	tap_ok(sound && rc == 0 && nth > 2, "%u allocations failed", nth - 1);
	policy_free(p);
#else
	(void)c;
	tap_skip(1, "built without fault injection");
#endif
}

int
main(void)
{
	struct errinfo ei = { 0 };
	struct catalogue *c;

	if (catalogue_load(tap_source_path("share/catalogue"), &c, &ei) != 0) {
		tap_ok(false, "catalogue: %s", ei.text);
		return tap_done();
	}
	test_memory(c);
	test_classes(c);
	test_dictionary_digest(c);
	test_issue(c);
	test_bad(c);
	test_folder(c);
	test_default(c);
	catalogue_free(c);
	return tap_done();
}
