#define _GNU_SOURCE
#include "cli/status.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/json_tree.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/settings.h"

enum { ANSWER_MAX = 32 << 20, MEMORY_MAX = 64 << 20 };

static int64_t
number(const struct json_value *v, const char *key)
{
	int64_t n;

	return json_tree_int(json_tree_member(v, key), &n) == 0 ? n : 0;
}

static struct sv
text(const struct json_value *v, const char *key)
{
	return json_tree_string(json_tree_member(v, key), SV("?"));
}

static bool
is_true(const struct json_value *v, const char *key)
{
	const struct json_value *member = json_tree_member(v, key);

	return member != NULL && member->type == JSON_TRUE;
}

static void
write_process(const struct json_value *p, struct buf *out)
{
	buf_addf(out, "%-9.*s %4" PRId64 " %7" PRId64 " %-9.*s %8" PRId64 " ",
	    SV_ARG(text(p, "role")), number(p, "slot"), number(p, "pid"),
	    SV_ARG(text(p, "state")), number(p, "restarts"));
	buf_addf(out, " %s%s%s\n",
	    is_true(p, "seccomp") ? "seccomp" : "-",
	    number(p, "landlock") > 0 ? " landlock" : "",
	    is_true(p, "own_user") ? " user" : "");
}

int
status_write(struct sv json, struct buf *out)
{
	struct json_value *root, *list, *v;
	struct arena arena;
	int rc;

	arena_init(&arena, MEMORY_MAX);
	rc = json_tree_parse(json, &arena, &root);
	list = rc == 0 ? json_tree_member(root, "processes") : NULL;
	if (rc == 0 && (list == NULL || list->type != JSON_ARRAY))
		rc = ERR_SYNTAX;
	if (rc != 0) {
		arena_done(&arena);
		return rc;
	}
	buf_addf(out, "exeatd %.*s is %.*s\n", SV_ARG(text(root, "version")),
	    SV_ARG(text(root, "state")));
	v = json_tree_member(root, "degraded");
	if (v != NULL && v->first != NULL) {
		buf_add_cstr(out, "confinement is degraded:");
		for (v = v->first; v != NULL; v = v->next)
			buf_addf(out, " %.*s", SV_ARG(v->text));
		buf_add_char(out, '\n');
	}
	buf_addf(out, "%-9s %4s %7s %-9s %8s  %s\n", "process", "slot", "pid",
	    "state", "restarts", "confined by");
	for (v = list->first; v != NULL; v = v->next)
		write_process(v, out);
	buf_addf(out, "%" PRId64 " connections and %" PRId64 " requests open, "
	    "%" PRId64 " records after the last checkpoint\n",
	    number(root, "open_connections"), number(root, "open_requests"),
	    number(root, "unsealed_records"));
	arena_done(&arena);
	return buf_err(out);
}

/* Ask and print, as it came with `json`. */
static int
print(const struct config *c, bool json)
{
	struct errinfo ei = { 0 };
	struct buf answer, out;
	unsigned status = 0;
	bool ready;
	int rc;

	buf_init(&answer, ANSWER_MAX);
	buf_init(&out, ANSWER_MAX);
	rc = ask_console(c, "/status", &answer, &status, &ei);
	if (rc == 0 && status != 200)
		rc = errinfo_set(&ei, ERR_DENIED, "exeatd answered %u",
		    status);
	if (rc == 0 && json)
		buf_add_sv(&out, buf_sv(&answer));
	else if (rc == 0 && status_write(buf_sv(&answer), &out) != 0)
		rc = errinfo_set(&ei, ERR_SYNTAX,
		    "what answers on the admin address is not exeatd");
	ready = sv_find(buf_sv(&answer), SV("\"state\":\"ready\"")) >= 0;
	if (rc == 0 && fwrite(out.ptr, 1, out.len, stdout) != out.len)
		rc = errinfo_errno(&ei, ERR_IO, "standard output");
	buf_done(&answer);
	buf_done(&out);
	if (rc != 0)
		return command_fail("status", &ei);
	return ready ? COMMAND_OK : COMMAND_REFUSED;
}

static void
usage(FILE *to)
{
	(void)fprintf(to, "usage: exeat status [-c FILE] [--json]\n\n"
	    "Asks the running exeatd for its processes and how they are "
	    "confined.\nExits with 0 when it is ready, 2 when not, 1 when "
	    "nobody answers.\n");
}

int
status_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 }
	};
	const char *file = NULL;
	struct config *c = NULL;
	struct errinfo ei = { 0 };
	bool json = false;
	int option, status;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		if (option == 'c') {
			file = optarg;
		} else if (option == 'j') {
			json = true;
		} else {
			usage(option == 'h' ? stdout : stderr);
			return option == 'h' ? COMMAND_OK : COMMAND_FAILED;
		}
	}
	if (settings_load(file, &c, &ei) != 0)
		return command_fail("status", &ei);
	status = print(c, json);
	config_free(c);
	return status;
}
