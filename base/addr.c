#include "base/addr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/num.h"

enum { HOST_MAX = 253, LABEL_MAX = 63 };

/* One row of a special-purpose registry: the first `bits` of `prefix`. */
struct special {
	uint8_t prefix[16];
	uint8_t bits;
	uint8_t class;		/* enum addr_class */
};

/* First match counts. */
static const struct special special4[] = {
	{ { 169, 254, 169, 254 }, 32, ADDR_METADATA },
	{ { 169, 254, 170, 2 }, 32, ADDR_METADATA },
	{ { 169, 254, 170, 23 }, 32, ADDR_METADATA },
	{ { 100, 100, 100, 200 }, 32, ADDR_METADATA },
	{ { 168, 63, 129, 16 }, 32, ADDR_METADATA },
	{ { 192, 0, 0, 192 }, 32, ADDR_METADATA },
	{ { 0 }, 8, ADDR_UNSPECIFIED },
	{ { 10 }, 8, ADDR_PRIVATE },
	{ { 100, 64 }, 10, ADDR_CGNAT },
	{ { 127 }, 8, ADDR_LOOPBACK },
	{ { 169, 254 }, 16, ADDR_LINK_LOCAL },
	{ { 172, 16 }, 12, ADDR_PRIVATE },
	{ { 192, 0, 0 }, 24, ADDR_RESERVED },
	{ { 192, 0, 2 }, 24, ADDR_RESERVED },
	{ { 192, 31, 196 }, 24, ADDR_RESERVED },
	{ { 192, 52, 193 }, 24, ADDR_RESERVED },
	{ { 192, 88, 99 }, 24, ADDR_RESERVED },
	{ { 192, 168 }, 16, ADDR_PRIVATE },
	{ { 192, 175, 48 }, 24, ADDR_RESERVED },
	{ { 198, 18 }, 15, ADDR_RESERVED },
	{ { 198, 51, 100 }, 24, ADDR_RESERVED },
	{ { 203, 0, 113 }, 24, ADDR_RESERVED },
	{ { 224 }, 4, ADDR_MULTICAST },
	{ { 240 }, 4, ADDR_RESERVED },
};

/* What embeds IPv4 was looked at before. */
static const struct special special6[] = {
	{ { 0 }, 128, ADDR_UNSPECIFIED },
	{ { [15] = 1 }, 128, ADDR_LOOPBACK },
	{ { 0xfd, 0x00, 0x0e, 0xc2, [15] = 0 }, 32, ADDR_METADATA },
	{ { 0xfd, 0x20, 0x00, 0xce, [15] = 0 }, 32, ADDR_METADATA },
	{ { 0xfc }, 7, ADDR_UNIQUE_LOCAL },
	{ { 0xfe, 0x80 }, 10, ADDR_LINK_LOCAL },
	{ { 0xfe, 0xc0 }, 10, ADDR_UNIQUE_LOCAL },
	{ { 0xff }, 8, ADDR_MULTICAST },
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32, ADDR_RESERVED },
	{ { 0x20, 0x01, 0x00 }, 23, ADDR_RESERVED },
	{ { 0x3f, 0xff }, 20, ADDR_RESERVED },
	{ { 0x20 }, 3, ADDR_PUBLIC },
};

/* Where an IPv6 prefix keeps the IPv4 address that it embeds. */
struct embedding {
	uint8_t prefix[16];
	uint8_t bits;
	uint8_t at;		/* first of four bytes */
	uint8_t flip;		/* they are stored inverted */
};

static const struct embedding embeddings[] = {
	{ { [10] = 0xff, [11] = 0xff }, 96, 12, 0 },	/* mapped */
	{ { [8] = 0xff, [9] = 0xff }, 96, 12, 0 },	/* RFC 2765 */
	{ { 0 }, 96, 12, 0 },				/* compatible */
	{ { 0x00, 0x64, 0xff, 0x9b }, 96, 12, 0 },	/* NAT64 */
	{ { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 }, 48, 12, 0 },
	{ { 0x20, 0x02 }, 16, 2, 0 },			/* 6to4 */
	{ { 0x20, 0x01, 0x00, 0x00 }, 32, 4, 0 },	/* Teredo: server */
	{ { 0x20, 0x01, 0x00, 0x00 }, 32, 12, 0xff },	/* Teredo: client */
};

static const char *const class_names[] = {
	[ADDR_PUBLIC] = "public",
	[ADDR_UNSPECIFIED] = "unspecified",
	[ADDR_LOOPBACK] = "loopback",
	[ADDR_PRIVATE] = "private",
	[ADDR_UNIQUE_LOCAL] = "unique-local",
	[ADDR_LINK_LOCAL] = "link-local",
	[ADDR_METADATA] = "metadata",
	[ADDR_CGNAT] = "carrier-grade-nat",
	[ADDR_MULTICAST] = "multicast",
	[ADDR_RESERVED] = "reserved",
	[ADDR_EMBEDDED] = "embedded-ipv4",
};

static bool
same_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(a, b, whole) != 0)
		return false;
	return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

static enum addr_class
class_of4(const uint8_t ip[4])
{
	for (size_t i = 0; i < NELEMS(special4); i++)
		if (same_bits(ip, special4[i].prefix, special4[i].bits))
			return (enum addr_class)special4[i].class;
	return ADDR_PUBLIC;
}

static bool
is_isatap(const uint8_t ip[16])
{
	return (ip[8] & 0xfd) == 0 && ip[9] == 0 && ip[10] == 0x5e &&
	    ip[11] == 0xfe;
}

/* Set `*class` if `ip` embeds an IPv4 address in whatever way. */
static bool
class_of_embedded(const uint8_t ip[16], enum addr_class *class)
{
	bool found = is_isatap(ip);

	*class = found ? class_of4(ip + 12) : ADDR_PUBLIC;
	for (size_t i = 0; i < NELEMS(embeddings); i++) {
		const struct embedding *e = &embeddings[i];
		uint8_t inner[4];

		if (!same_bits(ip, e->prefix, e->bits))
			continue;
		found = true;
		for (unsigned k = 0; k < 4; k++)
			inner[k] = ip[e->at + k] ^ e->flip;
		if (*class == ADDR_PUBLIC)
			*class = class_of4(inner);
	}
	if (found && *class == ADDR_PUBLIC)
		*class = ADDR_EMBEDDED;
	return found;
}

static enum addr_class
class_of6(const uint8_t ip[16])
{
	static const uint8_t zero[15];
	enum addr_class class;

	/* :: and ::1 have the shape of "compatible" but are themselves. */
	if (memcmp(ip, zero, sizeof(zero)) == 0 && ip[15] <= 1)
		return ip[15] == 0 ? ADDR_UNSPECIFIED : ADDR_LOOPBACK;
	if (class_of_embedded(ip, &class))
		return class;
	for (size_t i = 0; i < NELEMS(special6); i++)
		if (same_bits(ip, special6[i].prefix, special6[i].bits))
			return (enum addr_class)special6[i].class;
	return ADDR_RESERVED;
}

enum addr_class
addr_class_of(const struct addr *a)
{
	switch ((enum addr_family)a->family) {
	case ADDR_NONE:
		break;
	case ADDR_IPV4:
		return class_of4(a->ip);
	case ADDR_IPV6:
		return class_of6(a->ip);
	}
	return ADDR_UNSPECIFIED;
}

const char *
addr_class_name(enum addr_class class)
{
	return class_names[class];
}

bool
addr_class_is_public(enum addr_class class)
{
	return class == ADDR_PUBLIC;
}

/* All bytes of `text` are in `set`, so none is NUL. */
static bool
copy_text(struct sv text, const char *set, char out[ADDR_TEXT_BYTES])
{
	if (text.len == 0 || text.len >= ADDR_TEXT_BYTES)
		return false;
	memcpy(out, text.ptr, text.len);
	out[text.len] = '\0';
	return strspn(out, set) == text.len;
}

static bool
parse_ip4(struct sv text, struct addr *ret)
{
	struct addr a = { .family = ADDR_IPV4 };
	char tmp[ADDR_TEXT_BYTES];

	if (!copy_text(text, "0123456789.", tmp) ||
	    inet_pton(AF_INET, tmp, a.ip) != 1)
		return false;
	*ret = a;
	return true;
}

static bool
parse_ip6(struct sv text, struct addr *ret)
{
	struct addr a = { .family = ADDR_IPV6 };
	char tmp[ADDR_TEXT_BYTES];

	if (!copy_text(text, "0123456789abcdefABCDEF:.", tmp) ||
	    inet_pton(AF_INET6, tmp, a.ip) != 1)
		return false;
	*ret = a;
	return true;
}

int
addr_parse_ip(struct sv text, struct addr *ret)
{
	return parse_ip4(text, ret) || parse_ip6(text, ret) ? 0 : ERR_SYNTAX;
}

static int
parse_port(struct sv text, uint16_t *ret)
{
	uint64_t port;

	if (text.len > 5 || num_u64(text, &port) != 0 || text.len == 0)
		return ERR_SYNTAX;
	if (port == 0 || port > UINT16_MAX || text.ptr[0] == '0')
		return ERR_RANGE;
	*ret = (uint16_t)port;
	return 0;
}

int
addr_split(struct sv text, struct sv *ret_host, uint16_t *ret_port)
{
	struct sv host = text, rest = SV("");
	uint16_t port = 0;
	ptrdiff_t at;
	int err;

	if (text.len > 0 && text.ptr[0] == '[') {
		at = sv_find_char(text, ']');
		if (at < 0)
			return ERR_SYNTAX;
		host = sv_slice(text, 1, (size_t)at);
		rest = sv_slice(text, (size_t)at + 1, text.len);
	} else {
		at = sv_find_char(text, ':');
		if (at >= 0) {
			host = sv_slice(text, 0, (size_t)at);
			rest = sv_slice(text, (size_t)at, text.len);
		}
	}
	if (host.len == 0 || (rest.len > 0 && rest.ptr[0] != ':'))
		return ERR_SYNTAX;
	if (rest.len > 0) {
		err = parse_port(sv_slice(rest, 1, rest.len), &port);
		if (err != 0)
			return err;
	}
	*ret_host = host;
	*ret_port = port;
	return 0;
}

int
addr_parse(struct sv text, struct addr *ret)
{
	bool bracketed = text.len > 0 && text.ptr[0] == '[';
	struct addr a;
	struct sv host;
	uint16_t port;
	int err = addr_split(text, &host, &port);

	if (err != 0)
		return err;
	if (port == 0 || !(bracketed ? parse_ip6(host, &a) :
	    parse_ip4(host, &a)))
		return ERR_SYNTAX;
	a.port = port;
	*ret = a;
	return 0;
}

int
addr_parse_net(struct sv text, struct addr_net *ret)
{
	struct addr_net net;
	uint64_t bits = 0;
	struct sv rest = text, ip = sv_cut(&rest, '/');

	if (addr_parse_ip(ip, &net.base) != 0)
		return ERR_SYNTAX;
	net.bits = net.base.family == ADDR_IPV4 ? 32 : 128;
	if (rest.ptr != NULL) {
		if (rest.len > 3 || num_u64(rest, &bits) != 0)
			return ERR_SYNTAX;
		if (bits > net.bits)
			return ERR_RANGE;
		net.bits = (uint8_t)bits;
	}
	*ret = net;
	return 0;
}

static bool
is_name_byte(char c)
{
	return ascii_is_alnum(c) || c == '-' || c == '_';
}

/* Would somebody read this label as a number? WHATWG URL, "ends in a number" */
static bool
is_numeric(struct sv label)
{
	bool hex = label.len >= 2 && label.ptr[0] == '0' &&
	    (label.ptr[1] | 0x20) == 'x';

	for (size_t i = hex ? 2 : 0; i < label.len; i++) {
		char c = label.ptr[i];

		if (!(hex ? ascii_is_hex(c) : ascii_is_digit(c)))
			return false;
	}
	return true;
}

static bool
is_label(struct sv label)
{
	if (label.len == 0 || label.len > LABEL_MAX || label.ptr[0] == '-')
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (!is_name_byte(label.ptr[i]))
			return false;
	return true;
}

static bool
is_name(struct sv host)
{
	struct sv rest = host, label = { NULL, 0 };

	if (host.len == 0 || host.len > HOST_MAX)
		return false;
	while (rest.ptr != NULL) {
		label = sv_cut(&rest, '.');
		if (!is_label(label))
			return false;
	}
	return !is_numeric(label);
}

enum addr_host
addr_host_kind(struct sv host, struct addr *ret)
{
	bool opens = host.len > 0 && host.ptr[0] == '[';

	if (opens) {
		if (host.ptr[host.len - 1] != ']' || !parse_ip6(
		    sv_slice(host, 1, host.len - 1), ret))
			return ADDR_HOST_BAD;
		return ADDR_HOST_IPV6;
	}
	if (parse_ip4(host, ret))
		return ADDR_HOST_IPV4;
	if (parse_ip6(host, ret))
		return ADDR_HOST_IPV6;
	return is_name(host) ? ADDR_HOST_NAME : ADDR_HOST_BAD;
}

void
addr_format(const struct addr *a, char out[ADDR_TEXT_BYTES])
{
	char ip[INET6_ADDRSTRLEN] = "", scope[16] = "", port[8] = "";
	bool is6 = a->family == ADDR_IPV6;

	if (a->family == ADDR_NONE) {
		(void)snprintf(out, ADDR_TEXT_BYTES, "none");
		return;
	}
	(void)inet_ntop(is6 ? AF_INET6 : AF_INET, a->ip, ip, sizeof(ip));
	if (a->scope != 0)
		(void)snprintf(scope, sizeof(scope), "%%%u", a->scope);
	if (a->port != 0)
		(void)snprintf(port, sizeof(port), ":%u", a->port);
	if (is6 && a->port != 0)
		(void)snprintf(out, ADDR_TEXT_BYTES, "[%s%s]%s", ip, scope,
		    port);
	else
		(void)snprintf(out, ADDR_TEXT_BYTES, "%s%s%s", ip, scope,
		    port);
}

bool
addr_eq(const struct addr *a, const struct addr *b)
{
	return a->family == b->family && a->port == b->port &&
	    a->scope == b->scope &&
	    memcmp(a->ip, b->ip, sizeof(a->ip)) == 0;
}

/* The IPv4 address that a mapped one stands for, else `a` itself. */
static struct addr
unmapped(const struct addr *a)
{
	struct addr plain = { .family = ADDR_IPV4, .port = a->port };

	if (a->family != ADDR_IPV6 ||
	    !same_bits(a->ip, embeddings[0].prefix, 96))
		return *a;
	memcpy(plain.ip, a->ip + 12, 4);
	return plain;
}

bool
addr_in_net(const struct addr *a, const struct addr_net *net)
{
	struct addr plain = unmapped(a);
	struct addr base = net->base;
	unsigned bits = net->bits;

	if (base.family == ADDR_IPV6 && bits >= 96) {
		base = unmapped(&base);
		if (base.family == ADDR_IPV4)
			bits -= 96;
	}
	return plain.family == base.family && same_bits(plain.ip, base.ip,
	    bits);
}

socklen_t
addr_to_sockaddr(const struct addr *a, struct sockaddr_storage *ret)
{
	struct sockaddr_in *in4 = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ret;

	memset(ret, 0, sizeof(*ret));
	if (a->family == ADDR_IPV4) {
		in4->sin_family = AF_INET;
		in4->sin_port = htons(a->port);
		memcpy(&in4->sin_addr, a->ip, 4);
		return sizeof(*in4);
	}
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(a->port);
	in6->sin6_scope_id = a->scope;
	memcpy(&in6->sin6_addr, a->ip, 16);
	return sizeof(*in6);
}

int
addr_from_sockaddr(const struct sockaddr *sa, socklen_t len, struct addr *ret)
{
	struct addr a = { 0 };
	struct sockaddr_in in4;
	struct sockaddr_in6 in6;

	if (sa->sa_family == AF_INET && len >= sizeof(in4)) {
		memcpy(&in4, sa, sizeof(in4));
		a.family = ADDR_IPV4;
		a.port = ntohs(in4.sin_port);
		memcpy(a.ip, &in4.sin_addr, 4);
	} else if (sa->sa_family == AF_INET6 && len >= sizeof(in6)) {
		memcpy(&in6, sa, sizeof(in6));
		a.family = ADDR_IPV6;
		a.port = ntohs(in6.sin6_port);
		a.scope = in6.sin6_scope_id;
		memcpy(a.ip, &in6.sin6_addr, 16);
	} else {
		return ERR_UNSUPPORTED;
	}
	*ret = a;
	return 0;
}
