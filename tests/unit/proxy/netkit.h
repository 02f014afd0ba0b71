/*
 * What the tests of connections share: a loop, a hub, certificates, sockets on
 * the loopback interface, and a loop that runs until something is true.
 */
#ifndef TESTS_UNIT_PROXY_NETKIT_H
#define TESTS_UNIT_PROXY_NETKIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/loop.h"
#include "base/tls.h"
#include "proxy/conn.h"
#include "tests/tap/certs.h"

struct netkit {
	struct loop *loop;
	struct conn_hub *hub;
	struct certs certs;
	struct tls_context *server;	/* for localhost and 127.0.0.1 */
	struct tls_context *client;
};

/* With TLS contexts if `tls`. Small limits: 64 KiB unread, 256 KiB unsent. */
bool netkit_init(struct netkit *k, bool tls);
void netkit_done(struct netkit *k);

/* A listening socket on 127.0.0.1 (non-blocking), and where it is. */
int netkit_listen(struct addr *ret_addr);

/* A connection to `to`, blocking. */
int netkit_dial(const struct addr *to);

/* Two connected sockets, both non-blocking. */
bool netkit_pair(int fds[2]);

/* One round of the loop. */
void netkit_step(struct netkit *k);

/* Rounds while the condition does not hold; false after very many. */
#define NETKIT_RUN(k, condition) \
	for (int rounds_ = 0; !(condition) && rounds_ < 5000000; rounds_++) \
		netkit_step(k)

/* Read what is there now from a non-blocking socket; -1 at its end. */
int netkit_read(int fd, char *to, int size);

#endif
