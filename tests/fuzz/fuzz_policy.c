/*
 * policy.yaml from any bytes, under a small law. What is accepted also has to
 * decide: a rule that a random file makes must not break a decision.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "rules/policy.h"
#include "rules/tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct sv countries = SV_INIT(
    "code,name,class,alias_of,zone,gdpr_applies,note,valid_from,valid_to,"
    "source,verified_at\n"
    "DE,Germany,eu,,eea,yes,,,,x,\nSE,Sweden,eu,,eea,yes,,,,x,\n"
    "US,United States,third,,third,no,,,,x,\n");

static const struct sv groups = SV_INIT(
    "name,members,note,source,verified_at\nEU,DE+SE,,x,\n");

static void
decide(const struct policy *p)
{
	static const uint8_t scores[] = { 80, 55 };
	static const struct class_count classes[] = {
		{ SV_INIT("personal.id.employee"), 2, scores },
		{ SV_INIT("secret"), 1, NULL } };
	struct destination_query q = { .host = SV("api.openai.com"),
		.port = 443 };
	struct destination dest;
	struct facts f = { .host = q.host, .port = 443, .classes = classes,
		.nclasses = NELEMS(classes), .destination = &dest };
	struct decision d;
	struct arena a;

	arena_init(&a, 64 << 20);
	destination_resolve(p, &q, &dest);
	ASSERT(decide_flow(p, &f, &a, &d) == 0);
	for (size_t i = 0; i < d.nclasses; i++)
		ASSERT(d.action >= d.classes[i].action);
	for (size_t i = 0; i < d.nclasses; i++)
		ASSERT(decide_finding(&d.classes[i], 55) <=
		    d.classes[i].action);
	arena_done(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct catalogue c;
	struct policy *p = NULL;
	struct errinfo ei = { 0 };

	arena_init(&c.arena, 1 << 20);
	c.law = (struct law){ .groups = NULL };
	map_init(&c.regions.index);
	ASSERT(law_read_jurisdictions(&c.law, countries, "j", &c.arena,
	    &ei) == 0);
	ASSERT(law_read_groups(&c.law, groups, "g", &c.arena, &ei) == 0);
	if (policy_parse(sv_make(data, size), "fuzz.yaml", &c, &p, &ei) == 0)
		decide(p);
	else
		ASSERT(p == NULL && ei.text[0] != '\0');
	policy_free(p);
	arena_done(&c.arena);
	return 0;
}
