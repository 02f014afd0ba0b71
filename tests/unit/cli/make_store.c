/*
 * Make a store for tests: make_store FOLDER RECORDS [SEAL ...] writes that
 * many decisions and seals the ledger at the given sizes; then it prints the
 * verifier key.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"
#include "tests/unit/audit/ledger_kit.h"

static const struct kit_flow flows[] = {
	{ "billing", "care", "api.example", "gpt", "personal.contact.email",
	    "tokenise", 1 },
	{ "billing", "", "api.example", "", "secret.key", "block", 2 },
	{ "support", "care", "eu.example", "mistral", "", "allow", 3 },
};

static uint64_t
number(const char *text)
{
	uint64_t n;

	if (num_u64(sv_cstr(text), &n) != 0)
		exit(1);
	return n;
}

int
main(int argc, char **argv)
{
	struct ledger *l;
	uint64_t records;
	int seal = 3;
	bool good = true;

	if (argc < 3)
		return 1;
	l = kit_open(argv[1]);
	records = number(argv[2]);
	for (uint32_t i = 0; i < records && good; i++) {
		good = kit_decide(l, i, &flows[i % 3]);
		if (good && seal < argc && i + 1 == number(argv[seal])) {
			good = kit_seal(l, (int64_t)seal * 100000000000);
			seal++;
		}
	}
	ledger_close(l);
	printf("%.*s\n", SV_ARG(kit_verifier()));
	return good ? 0 : 1;
}
