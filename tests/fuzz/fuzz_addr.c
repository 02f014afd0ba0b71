/*
 * Hosts and addresses: what is told to be a literal formats to text that
 * parses to the same; what is told to be a name has no byte that is special.
 */
#include <stdint.h>

#include "base/addr.h"
#include "base/ascii.h"
#include "base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_round_trip(const struct addr *a)
{
	char text[ADDR_TEXT_BYTES];
	struct addr again;

	addr_format(a, text);
	ASSERT((a->port == 0 ? addr_parse_ip(sv_cstr(text), &again) :
	    addr_parse(sv_cstr(text), &again)) == 0 && addr_eq(a, &again));
	(void)addr_class_name(addr_class_of(a));
}

static void
check_name(struct sv name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		ASSERT(ascii_is_alnum(c) || c == '.' || c == '-' || c == '_');
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv in = sv_make(data, size), host;
	struct addr_net net;
	struct addr a;
	uint16_t port;

	switch (addr_host_kind(in, &a)) {
	case ADDR_HOST_NAME:
		check_name(in);
		break;
	case ADDR_HOST_IPV4:
	case ADDR_HOST_IPV6:
		check_round_trip(&a);
		break;
	case ADDR_HOST_BAD:
		break;
	}
	if (addr_parse(in, &a) == 0)
		check_round_trip(&a);
	if (addr_parse_net(in, &net) == 0)
		ASSERT(addr_in_net(&net.base, &net));
	if (addr_split(in, &host, &port) == 0)
		ASSERT(host.len > 0);
	return 0;
}
