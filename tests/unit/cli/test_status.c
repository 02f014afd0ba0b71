#include "cli/status.h"

#include "base/err.h"
#include "tests/tap/tap.h"

static const struct {
	const char *name;
	struct sv json;
	int rc;
	struct sv want;
} cases[] = {
	{ "ready", SV_INIT("{\"degraded\":[],\"open_connections\":3,"
	    "\"open_requests\":1,\"processes\":[{\"landlock\":7,"
	    "\"own_user\":true,\"pid\":12,\"restarts\":2,\"role\":\"worker\","
	    "\"seccomp\":true,\"slot\":1,\"state\":\"serving\"}],"
	    "\"state\":\"ready\",\"unsealed_records\":9,\"version\":\"1\"}"),
	    0, SV_INIT("exeatd 1 is ready\n"
	    "process   slot     pid state     restarts  confined by\n"
	    "worker       1      12 serving          2  seccomp landlock user\n"
	    "3 connections and 1 requests open, 9 records after the last "
	    "checkpoint\n") },
	{ "degraded", SV_INIT("{\"degraded\":[\"no-landlock\","
	    "\"no-user-of-its-own\"],\"processes\":[{\"role\":\"keeper\","
	    "\"state\":\"down\"}],\"state\":\"starting\",\"version\":\"1\"}"),
	    0, SV_INIT("exeatd 1 is starting\n"
	    "confinement is degraded: no-landlock no-user-of-its-own\n"
	    "process   slot     pid state     restarts  confined by\n"
	    "keeper       0       0 down             0  -\n"
	    "0 connections and 0 requests open, 0 records after the last "
	    "checkpoint\n") },
	{ "no object", SV_INIT("[]"), ERR_SYNTAX, SV_INIT("") },
	{ "no JSON", SV_INIT("<html>"), ERR_SYNTAX, SV_INIT("") },
	{ "empty", SV_INIT(""), ERR_SYNTAX, SV_INIT("") },
};

int
main(void)
{
	struct buf out;

	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		buf_reset(&out);
		tap_is_int(status_write(cases[i].json, &out), cases[i].rc,
		    "%s", cases[i].name);
		tap_is_sv(buf_sv(&out), cases[i].want, "what it says");
	}
	buf_done(&out);
	return tap_done();
}
