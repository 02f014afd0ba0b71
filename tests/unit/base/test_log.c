#define _GNU_SOURCE
#include "base/log.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/tap/tap.h"

static int fds[2];
static char got[65536];

/* What was logged since the last call, the pid replaced by N. */
static struct sv
logged(void)
{
	static char line[65536];
	char pid[32];
	ssize_t n = read(fds[0], got, sizeof(got) - 1);
	size_t len;
	char *at;

	if (n < 0)
		return SV("");
	got[n] = '\0';
	len = (size_t)snprintf(pid, sizeof(pid), "%d", (int)getpid());
	at = strstr(got, pid);
	if (at == NULL)
		return sv_cstr(got);
	(void)snprintf(line, sizeof(line), "%.*sN%s", (int)(at - got), got,
	    at + len);
	return sv_cstr(line);
}

static void
write_one(void)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons(8080) };
	struct errinfo ei = { 0 };

	errinfo_at(&ei, "exeat.yaml", 3, 7);
	(void)errinfo_set(&ei, ERR_SYNTAX, "unknown key \"a\\b\"\n\x01");
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	log_event(LOG_WARN, "some event", LOG_INT("i", -5),
	    LOG_UINT("u", UINT64_MAX), LOG_ID("id", "a.b_c-9"),
	    LOG_ID("bad", "A b\"\n"), LOG_CODE(ERR_FULL), LOG_ERRINFO(&ei),
	    LOG_ADDRESS("on", (struct sockaddr *)&in));
}

static void
test_lines(void)
{
	write_one();
	tap_is_sv(logged(), SV("time=2026-11-24T08:00:00.000Z level=warn "
	    "role=worker pid=N event=\"some event\" i=-5 "
	    "u=18446744073709551615 id=a.b_c-9 bad=??b?? error=\"full\" "
	    "message=\"exeat.yaml:3:7: unknown key \\\"a\\\\b\\\"??\" "
	    "on=127.0.0.1:8080\n"), "key=value");
	log_set_json(true);
	write_one();
	tap_is_sv(logged(), SV("{\"time\":\"2026-11-24T08:00:00.000Z\","
	    "\"level\":\"warn\",\"role\":\"worker\",\"pid\":N,"
	    "\"event\":\"some event\",\"i\":-5,\"u\":18446744073709551615,"
	    "\"id\":\"a.b_c-9\",\"bad\":\"??b??\",\"error\":\"full\","
	    "\"message\":\"exeat.yaml:3:7: unknown key \\\"a\\\\b\\\"??\","
	    "\"on\":\"127.0.0.1:8080\"}\n"), "JSON");
	log_set_json(false);
}

static void
test_level(void)
{
	log_plain(LOG_DEBUG, "hidden");
	tap_is_sv(logged(), SV(""), "below the level");
	log_set_level(LOG_DEBUG);
	log_plain(LOG_DEBUG, "shown");
	tap_ok(sv_find(logged(), SV("level=debug")) >= 0, "shown");
	log_set_level(LOG_INFO);
}

/* A reader that does not read must not stop us. */
static void
test_full(void)
{
	struct sv s;
	int n;

	for (n = 0; n < 5000; n++)
		log_event(LOG_INFO, "filling", LOG_INT("n", n));
	do
		s = logged();
	while (s.len > 0);
	log_plain(LOG_INFO, "after");
	s = logged();
	tap_ok(sv_find(s, SV("event=\"after\" dropped=")) > 0,
	    "lines are dropped and counted");
	log_plain(LOG_INFO, "again");
	s = logged();
	tap_ok(s.len > 0 && sv_find(s, SV("dropped")) < 0, "said once");
}

static void
test_cut(void)
{
	struct errinfo ei = { 0 };
	struct sv s;

	memset(ei.text, '"', sizeof(ei.text) - 1);
	log_event(LOG_INFO, "long", LOG_ERRINFO(&ei), LOG_ERRINFO(&ei),
	    LOG_ERRINFO(&ei), LOG_ERRINFO(&ei), LOG_ERRINFO(&ei));
	s = logged();
	tap_ok(s.len <= 4096 && sv_ends(s, SV("\n")), "a long line is cut");
}

int
main(void)
{
	if (pipe2(fds, O_NONBLOCK | O_CLOEXEC) != 0)
		return 1;
	clock_freeze(INT64_C(1795507200) * 1000000000, 0);
	log_set_fd(fds[1]);
	log_set_role("worker");
	test_lines();
	test_level();
	test_full();
	test_cut();
	return tap_done();
}
