/*
 * exeat-demo-upstream [--cert FILE --key FILE] [--record FILE] ADDRESS:PORT
 *
 * A stand-in for an AI API abroad, for ./quickstart: what it answers, see
 * tests/upstream/api.h. Each request is written to --record as one line of
 * JSON (host, method, target, headers, body), so that anybody can look at what
 * has left. Port 0 takes a free one; the address is printed when it listens.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/addr.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json_write.h"
#include "base/num.h"
#include "base/tls.h"
#include "tests/upstream/api.h"

enum { LINE_MAX_BYTES = 256 << 20, BACKLOG = 64 };

struct options {
	const char *cert, *key, *record, *listen;
};

static int
usage(void)
{
	(void)fprintf(stderr, "usage: exeat-demo-upstream [--cert FILE "
	    "--key FILE] [--record FILE] ADDRESS:PORT\n");
	return 1;
}

static bool
read_options(int argc, char **argv, struct options *o)
{
	const struct {
		const char *name;
		const char **value;
	} names[] = {
		{ "--cert", &o->cert }, { "--key", &o->key },
		{ "--record", &o->record },
	};
	int i = 1;

	for (; i + 1 < argc; i += 2) {
		size_t n = 0;

		while (n < NELEMS(names) && strcmp(argv[i], names[n].name) != 0)
			n++;
		if (n == NELEMS(names))
			return false;
		*names[n].value = argv[i + 1];
	}
	o->listen = argv[i];
	return i + 1 == argc && (o->cert == NULL) == (o->key == NULL);
}

static void
write_head(struct json_write *w, struct sv head)
{
	struct sv line;

	json_write_array(w);
	while (head.ptr != NULL) {
		line = sv_cut(&head, '\n');
		if (sv_ends(line, SV("\r")))
			line.len--;
		json_write_string(w, line);
	}
	json_write_array_end(w);
}

/* One line, in one write: lines of several connections do not mix. */
static void
write_down(int fd, const struct http_request *r)
{
	struct json_write w;
	struct buf line;

	if (fd < 0)
		return;
	buf_init(&line, LINE_MAX_BYTES);
	json_write_init(&w, &line);
	json_write_object(&w);
	json_write_member(&w, "host", r->host);
	json_write_member(&w, "method", r->method);
	json_write_member(&w, "target", r->target);
	json_write_key(&w, "headers");
	write_head(&w, r->head);
	json_write_member(&w, "body", r->body);
	json_write_object_end(&w);
	buf_add_char(&line, '\n');
	if (json_write_end(&w) != 0 || file_write_all(fd, buf_sv(&line)) != 0)
		(void)fprintf(stderr, "a request could not be recorded\n");
	buf_done(&line);
}

/* The process of one connection. */
static int
serve(int fd, struct tls_context *ctx, int record)
{
	struct http_request request;
	struct http_conn conn;
	struct tls *tls = NULL;

	if (ctx != NULL && (tls_new_server(ctx, fd, &tls) != 0 ||
	    tls_handshake(tls) != 0)) {
		tls_free(tls);
		return 1;
	}
	http_init(&conn, fd, tls);
	while (!conn.broken && http_read(&conn, &request)) {
		write_down(record, &request);
		api_answer(&conn, &request);
		http_next(&conn, &request);
	}
	http_done(&conn);
	return 0;
}

/*
 * Listen on `text`, an IPv4 address and a port, perhaps 0; the socket, or -1.
 */
static int
listen_on(const char *text)
{
	struct sockaddr_storage ss;
	socklen_t len;
	char shown[ADDR_TEXT_BYTES];
	struct addr addr;
	struct sv rest = sv_cstr(text), host;
	uint64_t port;
	int fd, one = 1;

	host = sv_cut(&rest, ':');
	if (rest.ptr == NULL || num_u64(rest, &port) != 0 ||
	    port > UINT16_MAX || addr_parse_ip(host, &addr) != 0) {
		errno = EINVAL;
		return -1;
	}
	addr.port = (uint16_t)port;
	len = addr_to_sockaddr(&addr, &ss);
	fd = socket(ss.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one,
	    sizeof(one)) != 0 ||
	    bind(fd, (struct sockaddr *)&ss, len) != 0 ||
	    listen(fd, BACKLOG) != 0)
		return -1;
	len = sizeof(ss);
	if (getsockname(fd, (struct sockaddr *)&ss, &len) == 0 &&
	    addr_from_sockaddr((struct sockaddr *)&ss, len, &addr) == 0) {
		addr_format(&addr, shown);
		printf("listening on %s\n", shown);
		(void)fflush(stdout);
	}
	return fd;
}

static int
accept_all(int listener, struct tls_context *ctx, int record)
{
	int fd;

	for (;;) {
		fd = accept(listener, NULL, NULL);
		if (fd < 0)
			continue;
		if (fork() == 0) {
			(void)close(listener);
			(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
			_exit(serve(fd, ctx, record));
		}
		(void)close(fd);
	}
}

int
main(int argc, char **argv)
{
	struct options o = { NULL, NULL, NULL, NULL };
	struct tls_context *ctx = NULL;
	struct errinfo ei = { 0 };
	int listener, record = -1;

	if (!read_options(argc, argv, &o))
		return usage();
	if (o.cert != NULL && tls_context_new_server(
	    &(struct tls_server_options){ .cert_file = o.cert,
	    .key_file = o.key }, &ctx, &ei) != 0) {
		(void)fprintf(stderr, "%s\n", ei.text);
		return 1;
	}
	if (o.record != NULL)
		record = open(o.record, O_WRONLY | O_CREAT | O_APPEND |
		    O_CLOEXEC, 0600);
	if (o.record != NULL && record < 0) {
		perror(o.record);
		return 1;
	}
	(void)signal(SIGCHLD, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
	listener = listen_on(o.listen);
	if (listener < 0) {
		perror(o.listen);
		return 1;
	}
	return accept_all(listener, ctx, record);
}
