/*
 * Network addresses: reading and writing them, telling a name from a literal,
 * and the class an address belongs to, so that a destination inside is never
 * dialled by accident (SSRF).
 */
#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/attr.h"
#include "base/sv.h"

enum addr_family {
	ADDR_NONE,
	ADDR_IPV4,
	ADDR_IPV6
};

/* An address and a port; compare with addr_eq(). */
struct addr {
	uint8_t family;		/* enum addr_family */
	uint8_t ip[16];		/* IPv4 in the first four bytes */
	uint16_t port;
	uint32_t scope;		/* interface of a link-local IPv6 address */
};

enum { ADDR_TEXT_BYTES = 80 };	/* "[v6%scope]:port" and NUL */

/*
 * What an address is for (IANA special-purpose registries). An IPv6 address
 * that embeds an IPv4 one (mapped, compatible, 6to4, Teredo, NAT64, ISATAP)
 * has the class of the embedded address where that is not public, else
 * ADDR_EMBEDDED.
 */
enum addr_class {
	ADDR_PUBLIC,
	ADDR_UNSPECIFIED,	/* 0.0.0.0/8, :: */
	ADDR_LOOPBACK,		/* 127/8, ::1 */
	ADDR_PRIVATE,		/* RFC 1918 */
	ADDR_UNIQUE_LOCAL,	/* fc00::/7, fec0::/10 */
	ADDR_LINK_LOCAL,	/* 169.254/16, fe80::/10 */
	ADDR_METADATA,		/* 169.254.169.254 and its like */
	ADDR_CGNAT,		/* 100.64/10 */
	ADDR_MULTICAST,
	ADDR_RESERVED,		/* documentation, benchmarks, 240/4, ... */
	ADDR_EMBEDDED		/* a public IPv4 in IPv6 clothes */
};

/* What stands where a host is expected. */
enum addr_host {
	ADDR_HOST_BAD,		/* neither; never pass it on */
	ADDR_HOST_NAME,		/* letters, digits, ".", "-", "_" */
	ADDR_HOST_IPV4,		/* four decimal numbers without leading 0 */
	ADDR_HOST_IPV6		/* in brackets or bare */
};

struct addr_net {
	struct addr base;
	uint8_t bits;
};

/*
 * Tell what `host` is and, for a literal, set `*ret` (port 0). Whatever a
 * resolver or a browser might read as a number but is not a plain dotted
 * quad ("127.1", "0x7f.0.0.1", "017700000001", "1.2.3.4.") is bad, and so is
 * every byte outside ASCII, an empty or over-long label, a zone id.
 */
enum addr_host addr_host_kind(struct sv host, struct addr *ret);

/* "1.2.3.4" or "::1" (no brackets, no port). ERR_SYNTAX. */
int addr_parse_ip(struct sv text, struct addr *ret) MUST_USE;

/* "1.2.3.4:80", "[::1]:80". ERR_SYNTAX, ERR_RANGE. */
int addr_parse(struct sv text, struct addr *ret) MUST_USE;

/* "host:port", "[v6]:port" or without port (0) into parts; borrows. */
int addr_split(struct sv text, struct sv *ret_host, uint16_t *ret_port)
    MUST_USE;

/* "10.0.0.0/8", "fc00::/7" or one address. ERR_SYNTAX, ERR_RANGE. */
int addr_parse_net(struct sv text, struct addr_net *ret) MUST_USE;

/* Write the address, with ":port" when it has one; RFC 5952. */
void addr_format(const struct addr *a, char out[ADDR_TEXT_BYTES]);

/* The same family, bytes and port? */
bool addr_eq(const struct addr *a, const struct addr *b);

/* Is `a` inside `net`? A mapped IPv6 address is compared as IPv4. */
bool addr_in_net(const struct addr *a, const struct addr_net *net);

enum addr_class addr_class_of(const struct addr *a);

/* "loopback", "private", ...: [a-z-], for messages and records. */
const char *addr_class_name(enum addr_class class);

/* May an undeclared destination live there? True for ADDR_PUBLIC only. */
bool addr_class_is_public(enum addr_class class);

/* To and from the system's form. ERR_UNSUPPORTED for other families. */
socklen_t addr_to_sockaddr(const struct addr *a, struct sockaddr_storage *ret);
int addr_from_sockaddr(const struct sockaddr *sa, socklen_t len,
    struct addr *ret) MUST_USE;

#endif
