/* addr: literals and names, classes of addresses, networks, text forms. */
#include <string.h>

#include "base/addr.h"
#include "base/err.h"
#include "tests/tap/tap.h"

struct kind_case {
	const char *text;
	enum addr_host kind;
};

static const struct kind_case kinds[] = {
	{ "api.openai.com", ADDR_HOST_NAME },
	{ "localhost", ADDR_HOST_NAME },
	{ "under_score.example", ADDR_HOST_NAME },
	{ "a-b.example", ADDR_HOST_NAME },
	{ "1.2.3.4.nip.example", ADDR_HOST_NAME },
	{ "0x7f.example", ADDR_HOST_NAME },
	{ "127.0.0.1", ADDR_HOST_IPV4 },
	{ "255.255.255.255", ADDR_HOST_IPV4 },
	{ "[::1]", ADDR_HOST_IPV6 },
	{ "::1", ADDR_HOST_IPV6 },
	{ "[::ffff:127.0.0.1]", ADDR_HOST_IPV6 },
	{ "", ADDR_HOST_BAD },
	{ ".", ADDR_HOST_BAD },
	{ "a..b", ADDR_HOST_BAD },
	{ ".a", ADDR_HOST_BAD },
	{ "example.com.", ADDR_HOST_BAD },
	{ "127.1", ADDR_HOST_BAD },
	{ "127.0.0.1.", ADDR_HOST_BAD },
	{ "2130706433", ADDR_HOST_BAD },
	{ "0x7f000001", ADDR_HOST_BAD },
	{ "0x7f.0.0.1", ADDR_HOST_BAD },
	{ "0x", ADDR_HOST_BAD },
	{ "example.0X7F", ADDR_HOST_BAD },
	{ "0177.0.0.1", ADDR_HOST_BAD },
	{ "017700000001", ADDR_HOST_BAD },
	{ "127.0.0.01", ADDR_HOST_BAD },
	{ "256.0.0.1", ADDR_HOST_BAD },
	{ "1.2.3.4.5", ADDR_HOST_BAD },
	{ "example.123", ADDR_HOST_BAD },
	{ "1.2.3", ADDR_HOST_BAD },
	{ "[::1", ADDR_HOST_BAD },
	{ "[", ADDR_HOST_BAD },
	{ "[]", ADDR_HOST_BAD },
	{ "[127.0.0.1]", ADDR_HOST_BAD },
	{ "[fe80::1%25eth0]", ADDR_HOST_BAD },
	{ "fe80::1%eth0", ADDR_HOST_BAD },
	{ "[v1.fe80::a]", ADDR_HOST_BAD },
	{ "ex ample.com", ADDR_HOST_BAD },
	{ "user@host", ADDR_HOST_BAD },
	{ "ex%61mple.com", ADDR_HOST_BAD },
	{ "b\303\274cher.example", ADDR_HOST_BAD },
	{ "\357\274\221.2.3.4", ADDR_HOST_BAD },
	{ "-oProxy.example", ADDR_HOST_BAD },
	{ "a/b", ADDR_HOST_BAD },
	{ "a:80", ADDR_HOST_BAD },
};

struct class_case {
	const char *ip;
	enum addr_class class;
};

static const struct class_case classes[] = {
	{ "8.8.8.8", ADDR_PUBLIC },
	{ "172.15.255.255", ADDR_PUBLIC },
	{ "172.32.0.0", ADDR_PUBLIC },
	{ "100.128.0.0", ADDR_PUBLIC },
	{ "0.0.0.0", ADDR_UNSPECIFIED },
	{ "0.1.2.3", ADDR_UNSPECIFIED },
	{ "127.0.0.1", ADDR_LOOPBACK },
	{ "127.255.255.254", ADDR_LOOPBACK },
	{ "10.1.2.3", ADDR_PRIVATE },
	{ "172.16.0.1", ADDR_PRIVATE },
	{ "172.31.255.255", ADDR_PRIVATE },
	{ "192.168.1.1", ADDR_PRIVATE },
	{ "169.254.1.1", ADDR_LINK_LOCAL },
	{ "169.254.169.254", ADDR_METADATA },
	{ "169.254.170.2", ADDR_METADATA },
	{ "100.100.100.200", ADDR_METADATA },
	{ "168.63.129.16", ADDR_METADATA },
	{ "100.64.0.1", ADDR_CGNAT },
	{ "100.127.255.255", ADDR_CGNAT },
	{ "224.0.0.1", ADDR_MULTICAST },
	{ "239.255.255.250", ADDR_MULTICAST },
	{ "255.255.255.255", ADDR_RESERVED },
	{ "240.0.0.1", ADDR_RESERVED },
	{ "192.0.2.1", ADDR_RESERVED },
	{ "198.19.255.255", ADDR_RESERVED },
	{ "2606:4700::1111", ADDR_PUBLIC },
	{ "2a00:1450:4001:82f::200e", ADDR_PUBLIC },
	{ "::", ADDR_UNSPECIFIED },
	{ "::1", ADDR_LOOPBACK },
	{ "fc00::1", ADDR_UNIQUE_LOCAL },
	{ "fd12:3456::1", ADDR_UNIQUE_LOCAL },
	{ "fec0::1", ADDR_UNIQUE_LOCAL },
	{ "fd00:ec2::254", ADDR_METADATA },
	{ "fe80::1", ADDR_LINK_LOCAL },
	{ "ff02::1", ADDR_MULTICAST },
	{ "2001:db8::1", ADDR_RESERVED },
	{ "2001:20::1", ADDR_RESERVED },
	{ "100::1", ADDR_RESERVED },
	{ "4000::1", ADDR_RESERVED },
	{ "::ffff:127.0.0.1", ADDR_LOOPBACK },
	{ "::ffff:10.0.0.1", ADDR_PRIVATE },
	{ "::ffff:169.254.169.254", ADDR_METADATA },
	{ "::ffff:8.8.8.8", ADDR_EMBEDDED },
	{ "::127.0.0.1", ADDR_LOOPBACK },
	{ "::ffff:0:10.0.0.1", ADDR_PRIVATE },
	{ "64:ff9b::10.0.0.1", ADDR_PRIVATE },
	{ "64:ff9b::8.8.8.8", ADDR_EMBEDDED },
	{ "64:ff9b:1::a00:1", ADDR_PRIVATE },
	{ "2002:7f00:1::", ADDR_LOOPBACK },
	{ "2002:a9fe:a9fe::1", ADDR_METADATA },
	{ "2002:808:808::1", ADDR_EMBEDDED },
	/* Teredo: the server's address, and the client's inverted. */
	{ "2001:0:a00:1::f7f7:f7f7", ADDR_PRIVATE },
	{ "2001:0:808:808::80ff:fffe", ADDR_LOOPBACK },
	{ "2001:0:808:808::f7f7:f7f7", ADDR_EMBEDDED },
	{ "2a00::5efe:10.0.0.1", ADDR_PRIVATE },
	{ "2a00::200:5efe:c0a8:101", ADDR_PRIVATE },
};

static void
test_kinds(void)
{
	struct addr a;

	for (size_t i = 0; i < NELEMS(kinds); i++)
		tap_is_int(addr_host_kind(sv_cstr(kinds[i].text), &a),
		    kinds[i].kind, "kind of \"%s\"", kinds[i].text);
	tap_is_int(addr_host_kind(sv_make("a\0b", 3), &a), ADDR_HOST_BAD,
	    "NUL inside");
	tap_is_int(addr_host_kind(sv_make("127.0.0.1\0", 10), &a),
	    ADDR_HOST_BAD, "NUL after a literal");
}

static void
test_classes(void)
{
	struct addr a;

	for (size_t i = 0; i < NELEMS(classes); i++) {
		if (addr_parse_ip(sv_cstr(classes[i].ip), &a) != 0) {
			tap_ok(false, "parse %s", classes[i].ip);
			continue;
		}
		tap_ok(addr_class_of(&a) == classes[i].class,
		    "%s is %s (want %s)", classes[i].ip,
		    addr_class_name(addr_class_of(&a)),
		    addr_class_name(classes[i].class));
	}
	tap_ok(addr_class_is_public(ADDR_PUBLIC) &&
	    !addr_class_is_public(ADDR_EMBEDDED), "only public is public");
}

static void
test_text(void)
{
	static const char *const round_trip[] = { "1.2.3.4:80", "[::1]:443",
		"[2001:db8::1]:65535" };
	static const char *const bad[] = { "1.2.3.4", "1.2.3.4:", "1.2.3.4:0",
		"1.2.3.4:65536", "1.2.3.4:080", "1.2.3.4:+1", "::1:80",
		"[::1]", "[::1]80", "[1.2.3.4]:80", "host:80", "",
		"1.2.3.4:123456" };
	char out[ADDR_TEXT_BYTES];
	struct sv host;
	uint16_t port;
	struct addr a;

	for (size_t i = 0; i < NELEMS(round_trip); i++) {
		tap_is_int(addr_parse(sv_cstr(round_trip[i]), &a), 0, "parse");
		addr_format(&a, out);
		tap_is_sv(sv_cstr(out), sv_cstr(round_trip[i]), "round trip");
	}
	for (size_t i = 0; i < NELEMS(bad); i++)
		tap_ok(addr_parse(sv_cstr(bad[i]), &a) != 0, "refuse \"%s\"",
		    bad[i]);
	tap_ok(addr_split(SV("[::1]:8080"), &host, &port) == 0 &&
	    sv_eq(host, SV("::1")) && port == 8080, "split brackets");
	tap_ok(addr_split(SV("h"), &host, &port) == 0 && port == 0 &&
	    sv_eq(host, SV("h")), "split without port");
	tap_is_int(addr_split(SV("h:1:2"), &host, &port), ERR_SYNTAX,
	    "two colons");
	tap_is_int(addr_parse_ip(SV("2001:DB8:0:0::0:1"), &a), 0, "v6");
	addr_format(&a, out);
	tap_is_sv(sv_cstr(out), SV("2001:db8::1"), "RFC 5952");
	a.scope = 3;
	a.port = 80;
	addr_format(&a, out);
	tap_is_sv(sv_cstr(out), SV("[2001:db8::1%3]:80"), "scope");
}

static bool
is_in(const char *ip, const char *net)
{
	struct addr_net n;
	struct addr a;

	return addr_parse_ip(sv_cstr(ip), &a) == 0 &&
	    addr_parse_net(sv_cstr(net), &n) == 0 && addr_in_net(&a, &n);
}

static void
test_nets(void)
{
	struct addr_net n;

	tap_ok(is_in("10.255.0.1", "10.0.0.0/8"), "in");
	tap_ok(!is_in("11.0.0.1", "10.0.0.0/8"), "out");
	tap_ok(is_in("10.0.0.129", "10.0.0.128/25"), "odd bits");
	tap_ok(!is_in("10.0.0.127", "10.0.0.128/25"), "odd bits, out");
	tap_ok(is_in("1.2.3.4", "0.0.0.0/0"), "all of IPv4");
	tap_ok(!is_in("::2", "0.0.0.0/0"), "but not IPv6");
	tap_ok(is_in("::ffff:10.1.1.1", "10.0.0.0/8"), "mapped is IPv4");
	tap_ok(is_in("10.1.1.1", "::ffff:10.0.0.0/104"), "mapped network");
	tap_ok(is_in("fd00::1", "fc00::/7"), "v6");
	tap_ok(is_in("1.2.3.4", "1.2.3.4") && !is_in("1.2.3.5", "1.2.3.4"),
	    "single address");
	tap_is_int(addr_parse_net(SV("10.0.0.0/33"), &n), ERR_RANGE, "bits");
	tap_is_int(addr_parse_net(SV("10.0.0.0/"), &n), ERR_SYNTAX, "no bits");
	tap_is_int(addr_parse_net(SV("10/8"), &n), ERR_SYNTAX, "short");
}

static void
test_sockaddr(void)
{
	static const char *const texts[] = { "1.2.3.4:80", "[::1]:443" };
	struct sockaddr_storage ss;
	struct addr a, b;

	for (size_t i = 0; i < NELEMS(texts); i++) {
		socklen_t len;

		if (addr_parse(sv_cstr(texts[i]), &a) != 0)
			continue;
		len = addr_to_sockaddr(&a, &ss);
		tap_ok(addr_from_sockaddr((struct sockaddr *)&ss, len, &b) ==
		    0 && addr_eq(&a, &b), "sockaddr of %s", texts[i]);
	}
	ss.ss_family = AF_UNIX;
	tap_is_int(addr_from_sockaddr((struct sockaddr *)&ss, sizeof(ss), &b),
	    ERR_UNSUPPORTED, "other families");
}

int
main(void)
{
	test_kinds();
	test_classes();
	test_text();
	test_nets();
	test_sockaddr();
	return tap_done();
}
