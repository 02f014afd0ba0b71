/* `exeat ledger`: look at the records, prove them, take them away. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/auditor.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/evidence.h"
#include "cli/records.h"
#include "rules/decide.h"
#include "rules/zone.h"

enum { TAIL_COUNT = 20 };

static const struct option long_options[] = {
	{ "client", required_argument, NULL, 'C' },
	{ "config", required_argument, NULL, 'c' },
	{ "count", required_argument, NULL, 'n' },
	{ "decision", required_argument, NULL, 'd' },
	{ "format", required_argument, NULL, 'f' },
	{ "from", required_argument, NULL, 'F' },
	{ "heartbeats", no_argument, NULL, 'B' },
	{ "help", no_argument, NULL, 'h' },
	{ "host", required_argument, NULL, 'H' },
	{ "json", no_argument, NULL, 'j' },
	{ "key", required_argument, NULL, 'k' },
	{ "record", required_argument, NULL, 'r' },
	{ "since", required_argument, NULL, 's' },
	{ "state", required_argument, NULL, 'S' },
	{ "store", required_argument, NULL, 'D' },
	{ "subject", required_argument, NULL, 'b' },
	{ "to", required_argument, NULL, 'T' },
	{ "until", required_argument, NULL, 'u' },
	{ "zone", required_argument, NULL, 'z' },
	{ NULL, 0, NULL, 0 }
};

static int
usage(FILE *to, int status)
{
	(void)fprintf(to,
	    "usage: exeat ledger tail [-n COUNT] [--client NAME] [--host HOST]"
	    "\n           [--subject HASH] [--zone ZONE] [--decision ACTION]"
	    "\n           [--since TIME] [--until TIME] [--heartbeats]\n"
	    "       exeat ledger show RECORD ...\n"
	    "       exeat ledger prove RECORD\n"
	    "       exeat ledger export [--format jsonl|csv] [--from NUMBER] "
	    "[--to NUMBER]\n"
	    "       exeat ledger verify [--key KEY] [--state FILE] [EXPORT]\n"
	    "       exeat ledger verify --key KEY --record FILE PROOF\n\n"
	    "All take --store FOLDER or -c FILE, and --json. RECORD is the "
	    "number or id of a\nrecord, KEY a verifier key or a file with "
	    "one; EXPORT may be - for standard input.\nverify ends with 2 if "
	    "anything is wrong; --state keeps what was verified, to find\na "
	    "ledger that has been cut or changed since.\n");
	return status;
}

/* An option that takes a text; false if `option` is none. */
static bool
take_text(struct evidence_request *r, int option, const char *value)
{
	struct {
		int option;
		struct sv *sv;
		const char **text;
	} all[] = {
		{ 'C', &r->query.client, NULL },
		{ 'H', &r->query.host, NULL },
		{ 'b', &r->query.subject, NULL },
		{ 'S', NULL, &r->state },
		{ 'k', NULL, &r->key },
		{ 'r', NULL, &r->record },
	};

	for (size_t i = 0; i < NELEMS(all); i++) {
		if (all[i].option != option)
			continue;
		if (all[i].sv != NULL)
			*all[i].sv = sv_cstr(value);
		else
			*all[i].text = value;
		return true;
	}
	return false;
}

static int
take_decision(const char *value, struct sv *ret, struct errinfo *ei)
{
	struct sv names[ACTIONS];

	for (int i = 0; i < ACTIONS; i++)
		names[i] = sv_cstr(decide_action_name((enum action)i));
	*ret = sv_cstr(value);
	return evidence_word(value, "decisions", names, ACTIONS, ei);
}

static int
take_zone(const char *value, struct sv *ret, struct errinfo *ei)
{
	struct sv names[ZONES];

	for (int i = 0; i < ZONES; i++)
		names[i] = sv_cstr(zone_name((enum zone)i));
	*ret = sv_cstr(value);
	return evidence_word(value, "zones", names, ZONES, ei);
}

static int
take_option(struct evidence_request *r, int option, const char *value,
    struct errinfo *ei)
{
	if (take_text(r, option, value))
		return 0;
	switch (option) {
	case 'B':
		r->heartbeats = true;
		return 0;
	case 'F':
		return evidence_number(value, &r->query.first, ei);
	case 'T':
		return evidence_number(value, &r->query.last, ei);
	case 'd':
		return take_decision(value, &r->query.decision, ei);
	case 'n':
		return evidence_number(value, &r->count, ei);
	case 'z':
		return take_zone(value, &r->query.zone, ei);
	default:
		return ERR_NOTFOUND;
	}
}

static const struct evidence_command command = { "ledger", "c:hn:",
	long_options, usage, take_option };

static const struct {
	const char *name;
	int (*run)(struct evidence_store *e, const struct evidence_request *r,
	    struct errinfo *ei);
} verbs[] = {
	{ "tail", records_tail },
	{ "show", records_show },
	{ "prove", records_prove },
	{ "export", auditor_export },
};

static int
run_verb(size_t verb, const struct evidence_request *r)
{
	struct errinfo ei = { 0 };
	struct evidence_store e;
	int rc;

	rc = evidence_open(r, &e, &ei);
	if (rc == 0) {
		rc = verbs[verb].run(&e, r, &ei);
		evidence_close(&e);
	}
	return rc == 0 ? COMMAND_OK : command_fail("ledger", &ei);
}

static int
run_verify(const struct evidence_request *r)
{
	struct errinfo ei = { 0 };
	int rc = auditor_verify(r, &ei);

	if (rc == 0)
		return COMMAND_OK;
	if (rc == ERR_CORRUPT && ei.text[0] == '\0')
		return COMMAND_REFUSED;
	return command_fail("ledger", &ei);
}

int
ledger_run(int argc, char **argv)
{
	struct evidence_request r = { .count = TAIL_COUNT };
	struct sv names[NELEMS(verbs) + 1];
	struct errinfo ei = { 0 };
	int rc = evidence_options(&command, argc, argv, &r);

	if (rc != 0)
		return rc - 1;
	if (strcmp(argv[optind], "verify") == 0)
		return run_verify(&r);
	for (size_t i = 0; i < NELEMS(verbs); i++)
		if (strcmp(argv[optind], verbs[i].name) == 0)
			return run_verb(i, &r);
	for (size_t i = 0; i < NELEMS(verbs); i++)
		names[i] = sv_cstr(verbs[i].name);
	names[NELEMS(verbs)] = SV("verify");
	(void)!evidence_word(argv[optind], "verbs", names, NELEMS(names), &ei);
	return command_fail("ledger", &ei);
}
