#define _GNU_SOURCE
#include "tests/unit/proxy/netkit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/tap/tap.h"

static bool
make_contexts(struct netkit *k)
{
	const struct certs_spec spec = { "server",
		"DNS:localhost,IP:127.0.0.1", false, false };
	struct tls_client_options client = { .no_system_cas = true };
	struct tls_server_options server = { .cert_file = NULL };
	struct errinfo ei = { .text = "" };

	if (!certs_init(&k->certs) || !certs_issue(&k->certs, &spec))
		return false;
	client.ca_file = k->certs.ca;
	server.cert_file = certs_path(&k->certs, "server", ".pem");
	server.key_file = certs_path(&k->certs, "server", ".key");
	return tls_context_new_server(&server, &k->server, &ei) == 0 &&
	    tls_context_new_client(&client, &k->client, &ei) == 0;
}

bool
netkit_init(struct netkit *k, bool tls)
{
	const struct conn_options options = { .max_unread = 64 * 1024,
		.max_unsent = 256 * 1024, .high_water = 64 * 1024 };
	bool made;

	memset(k, 0, sizeof(*k));
	made = loop_new(&k->loop) == 0 &&
	    conn_hub_new(k->loop, &options, &k->hub) == 0 &&
	    (!tls || make_contexts(k));
	return tap_ok(made, "loop, hub and certificates");
}

void
netkit_done(struct netkit *k)
{
	conn_hub_free(k->hub);
	loop_free(k->loop);
	if (k->server != NULL)
		certs_done(&k->certs);
	tls_context_free(k->server);
	tls_context_free(k->client);
}

int
netkit_listen(struct addr *ret_addr)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(in);

	if (fd < 0 || bind(fd, (struct sockaddr *)&in, len) != 0 ||
	    listen(fd, 128) != 0 ||
	    getsockname(fd, (struct sockaddr *)&in, &len) != 0 ||
	    addr_from_sockaddr((struct sockaddr *)&in, len, ret_addr) != 0)
		tap_ok(false, "listen: %s", strerror(errno));
	return fd;
}

int
netkit_dial(const struct addr *to)
{
	struct sockaddr_storage ss;
	socklen_t len = addr_to_sockaddr(to, &ss);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&ss, len) != 0)
		tap_ok(false, "dial: %s", strerror(errno));
	return fd;
}

bool
netkit_pair(int fds[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) == 0;
}

void
netkit_step(struct netkit *k)
{
	if (loop_step(k->loop, false) != 0)
		tap_ok(false, "the loop failed");
}

int
netkit_read(int fd, char *to, int size)
{
	ssize_t n = recv(fd, to, (size_t)size, MSG_DONTWAIT);

	if (n > 0)
		return (int)n;
	return n == 0 || (errno != EAGAIN && errno != EINTR) ? -1 : 0;
}
