/*
 * exeat explain: why a flow would be decided on as it would be: what is known
 * of its destination and how well, which rules asked for what, and which were
 * waived.
 */
#include <stdio.h>

#include "cli/check.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/report.h"

static int
write_json(const struct check_view *v, struct buf *out)
{
	const struct policy *policy = v->setup->engine->policy;
	const struct flow *f = v->flow;
	struct json_write w;

	json_write_init(&w, out);
	json_write_object(&w);
	json_write_member(&w, "source", v->source);
	json_write_member(&w, "policy", sv_cstr(policy_digest(policy)));
	json_write_member(&w, "catalogue",
	    sv_cstr(policy_catalogue_digest(policy)));
	report_json_coverage(&w, &v->why, f);
	report_json_findings(&w, &v->why, f);
	if (v->o->near)
		why_json_near(&v->why, &w);
	report_json_destination(&w, f);
	report_json_decision(&w, v->setup, f, true);
	json_write_object_end(&w);
	buf_add_char(out, '\n');
	return json_write_end(&w);
}

static void
write_fact(struct buf *out, const char *name, struct sv value)
{
	buf_addf(out, "  %-10s %.*s\n", name,
	    SV_ARG(value.len > 0 ? value : SV("unknown")));
}

static int
write_explain(const struct check_view *v, struct buf *out)
{
	const struct policy *policy = v->setup->engine->policy;
	const struct flow *f = v->flow;
	const struct facts *k = &f->a.facts;

	if (v->o->json)
		return write_json(v, out);
	buf_addf(out, "policy       sha256 %s\n", policy_digest(policy));
	buf_addf(out, "catalogue    sha256 %s\n",
	    policy_catalogue_digest(policy));
	buf_add_cstr(out, "sender\n");
	write_fact(out, "client", k->client);
	write_fact(out, "team", k->team);
	write_fact(out, "purpose", k->purpose);
	write_fact(out, "activity", k->activity);
	report_text_destination(out, f);
	report_text_findings(out, &v->why, f);
	if (v->o->near)
		why_text_near(&v->why, out);
	report_text_decision(out, v->setup, f);
	return 0;
}

int
explain_run(int argc, char **argv)
{
	struct check_options o;
	int status = check_options("explain", argc, argv, &o);

	if (status >= 0)
		return status;
	if (o.rewrite || o.sarif || o.sources.ninclude > 0 ||
	    o.sources.nexclude > 0)
		return command_failf("explain", "%s is an option of exeat "
		    "check", o.rewrite ? "--rewrite" : o.sarif ? "--sarif" :
		    o.sources.ninclude > 0 ? "--include" : "--exclude");
	if (sources_are_many(&o.sources))
		return command_failf("explain", "one file is wanted");
	return check_files("explain", &o, write_explain);
}
