#include "config/value.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/ascii.h"
#include "base/encode.h"
#include "base/num.h"

enum { HOST_MAX = 253, WORKERS_MAX = 256 };

static int
parse_port(struct sv s, uint16_t *ret)
{
	uint64_t n;

	if (s.len > 5 || num_u64(s, &n) != 0 || n > UINT16_MAX)
		return ERR_INVAL;
	*ret = (uint16_t)n;
	return 0;
}

/* Cut "host:port" or "[v6]:port"; without a port `*ret_port` is empty. */
static int
split_port(struct sv s, struct sv *ret_host, struct sv *ret_port)
{
	ptrdiff_t at;

	*ret_port = SV("");
	if (s.len > 0 && s.ptr[0] == '[') {
		at = sv_find_char(s, ']');
		if (at < 0)
			return ERR_INVAL;
		*ret_host = sv_slice(s, 1, (size_t)at);
		s = sv_slice(s, (size_t)at + 1, s.len);
		if (s.len > 0 && s.ptr[0] != ':')
			return ERR_INVAL;
		*ret_port = sv_slice(s, 1, s.len);
		return s.len == 1 ? ERR_INVAL : 0;
	}
	*ret_host = sv_cut(&s, ':');
	if (s.ptr != NULL && s.len == 0)
		return ERR_INVAL;
	if (s.ptr != NULL)
		*ret_port = s;
	return 0;
}

/* The bytes of an address literal; 4 or 16, or 0 if it is none. */
static uint8_t
literal_bytes(struct sv s, uint8_t out[16])
{
	char text[INET6_ADDRSTRLEN];

	if (s.len == 0 || s.len >= sizeof(text))
		return 0;
	memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	if (inet_pton(AF_INET, text, out) == 1)
		return 4;
	return inet_pton(AF_INET6, text, out) == 1 ? 16 : 0;
}

static int
parse_addr(struct sv s, struct config_addr *ret)
{
	struct config_addr a;
	uint8_t bytes[16];
	struct sv port;

	if (split_port(s, &a.host, &port) != 0 || port.len == 0 ||
	    parse_port(port, &a.port) != 0)
		return ERR_INVAL;
	if (literal_bytes(a.host, bytes) != (s.ptr[0] == '[' ? 16 : 4))
		return ERR_INVAL;
	*ret = a;
	return 0;
}

/* `a` with its host copied, so that it ends in NUL. */
static int
keep_addr(struct arena *arena, struct config_addr *a)
{
	a->host = arena_dup(arena, a->host);
	return a->host.ptr != NULL ? 0 : ERR_NOMEM;
}

int
value_addr(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	struct config_addr a;

	(void)ei;
	if (node->kind != YAML_TEXT || parse_addr(node->text, &a) != 0)
		return ERR_INVAL;
	if (keep_addr(arena, &a) != 0)
		return ERR_NOMEM;
	*(struct config_addr *)out = a;
	return 0;
}

static bool
is_host_char(char c)
{
	return ascii_is_alnum(c) || c == '.' || c == '-' || c == '_';
}

/* A name or address literal in lower case, in the arena. */
static int
take_host(struct sv s, struct arena *arena, struct sv *ret)
{
	uint8_t bytes[16];

	if (s.len == 0 || s.len > HOST_MAX)
		return ERR_INVAL;
	for (size_t i = 0; i < s.len; i++)
		if (!is_host_char(s.ptr[i]) && literal_bytes(s, bytes) != 16)
			return ERR_INVAL;
	*ret = arena_dup_lower(arena, s);
	return ret->ptr == NULL ? ERR_NOMEM : 0;
}

int
value_url(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	struct sv s = node->text, port, host;
	struct config_url u = { .https = true, .port = 443 };
	int rc;

	(void)ei;
	if (node->kind != YAML_TEXT)
		return ERR_INVAL;
	if (sv_starts(s, SV("http://")))
		u = (struct config_url){ .port = 80 };
	else if (!sv_starts(s, SV("https://")))
		return ERR_INVAL;
	s = sv_slice(s, u.https ? 8 : 7, s.len);
	if (split_port(sv_cut(&s, '/'), &host, &port) != 0)
		return ERR_INVAL;
	if (port.len > 0 && (parse_port(port, &u.port) != 0 || u.port == 0))
		return ERR_INVAL;
	for (size_t i = 0; s.ptr != NULL && i < s.len; i++) {
		if (s.ptr[i] <= ' ' || s.ptr[i] == '?' || s.ptr[i] == '#' ||
		    s.ptr[i] > '~')
			return ERR_INVAL;
	}
	u.path = s.ptr == NULL ? SV("/") : sv_make(s.ptr - 1, s.len + 1);
	rc = take_host(host, arena, &u.host);
	if (rc == 0)
		*(struct config_url *)out = u;
	return rc;
}

int
value_credential(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	(void)arena;
	(void)ei;
	if (node->kind != YAML_TEXT || node->text.len <= 5 ||
	    !sv_starts(node->text, SV("file:")))
		return ERR_INVAL;
	*(struct sv *)out = sv_slice(node->text, 5, node->text.len);
	return 0;
}

int
value_sha256(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	(void)arena;
	(void)ei;
	if (node->kind != YAML_TEXT || node->text.len != 64 ||
	    encode_unhex(node->text, out, 32) != 0)
		return ERR_INVAL;
	return 0;
}

int
value_workers(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	uint64_t n = 0;

	(void)arena;
	(void)ei;
	if (node->kind != YAML_TEXT)
		return ERR_INVAL;
	if (!sv_eq(node->text, SV("auto")) &&
	    (num_u64(node->text, &n) != 0 || n == 0 || n > WORKERS_MAX))
		return ERR_INVAL;
	*(unsigned *)out = (unsigned)n;
	return 0;
}

/* Bits beyond the prefix must be zero, so that a slip is seen. */
static bool
host_bits_zero(const struct config_network *n)
{
	for (unsigned bit = n->bits; bit < n->addr_bytes * 8u; bit++) {
		if ((n->addr[bit / 8] >> (7 - bit % 8)) & 1)
			return false;
	}
	return true;
}

static int
parse_network(struct sv s, struct config_network *ret)
{
	struct config_network n = { .bits = 0 };
	struct sv addr = sv_cut(&s, '/');
	uint64_t bits;

	n.addr_bytes = literal_bytes(addr, n.addr);
	bits = n.addr_bytes * 8u;
	if (n.addr_bytes == 0 || (s.ptr != NULL && num_u64(s, &bits) != 0) ||
	    bits > n.addr_bytes * 8u)
		return ERR_INVAL;
	n.bits = (uint8_t)bits;
	if (!host_bits_zero(&n))
		return ERR_INVAL;
	*ret = n;
	return 0;
}

int
value_networks(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	size_t count = node->kind == YAML_LIST ? node->count : 1;
	const struct yaml_node *n = node->kind == YAML_LIST ? node->child
	    : node;
	struct config_network *items;

	items = arena_zalloc(arena, count + 1, sizeof(*items));
	if (items == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++, n = n->next) {
		if (n->kind != YAML_TEXT ||
		    parse_network(n->text, &items[i]) != 0)
			return yaml_fail(ei, &n->mark, ERR_SYNTAX,
			    "\"%.*s\" is no network; one such as 10.1.0.0/16 "
			    "is wanted, zero after the prefix",
			    SV_ARG(n->text));
	}
	*(struct schema_array *)out = (struct schema_array){ items, count };
	return 0;
}

static int
parse_resolve(const struct yaml_node *n, struct arena *arena,
    struct config_resolve *r)
{
	struct sv host, port;
	int rc;

	if (n->kind != YAML_TEXT || split_port(n->key->text, &host, &port) != 0)
		return ERR_INVAL;
	if (port.len == 0 || parse_port(port, &r->port) != 0)
		return ERR_INVAL;
	if (parse_addr(n->text, &r->to) != 0)
		return ERR_INVAL;
	rc = take_host(host, arena, &r->host);
	return rc != 0 ? rc : keep_addr(arena, &r->to);
}

int
value_resolve(const struct yaml_node *node, struct arena *arena, void *out,
    struct errinfo *ei)
{
	const struct yaml_node *n;
	struct config_resolve *items;
	size_t i = 0;
	int rc;

	if (node->kind != YAML_MAP)
		return ERR_INVAL;
	items = arena_zalloc(arena, node->count + 1, sizeof(*items));
	if (items == NULL)
		return ERR_NOMEM;
	for (n = node->child; n != NULL; n = n->next, i++) {
		rc = parse_resolve(n, arena, &items[i]);
		if (rc == ERR_INVAL)
			return yaml_fail(ei, &n->key->mark, ERR_SYNTAX,
			    "an entry such as \"api.example.com:443\": "
			    "\"127.0.0.1:9443\" is wanted");
		if (rc != 0)
			return rc;
	}
	*(struct schema_array *)out = (struct schema_array){ items, i };
	return 0;
}
