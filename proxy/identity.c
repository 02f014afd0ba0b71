#include "proxy/identity.h"

#include <netinet/in.h>
#include <string.h>

#include "base/crypto.h"

static const struct sv own_field = SV_INIT("exeat-token");

struct sv
identity_field_name(void)
{
	return own_field;
}

/* The client whose token has this digest; looks at all of them. */
static const struct config_client *
by_digest(const struct config *c, const uint8_t digest[32])
{
	const struct config_client *found = NULL;

	for (size_t i = 0; i < c->nclients; i++)
		if (c->clients[i].has_token &&
		    crypto_equal(c->clients[i].token_sha256, digest, 32))
			found = &c->clients[i];
	return found;
}

static const struct config_client *
by_secret(const struct config *c, struct sv secret)
{
	uint8_t digest[CRYPTO_SHA256_BYTES];

	if (secret.len == 0)
		return NULL;
	crypto_sha256(secret, digest);
	return by_digest(c, digest);
}

/* What is shown in `f`: the value, or what follows "Bearer ". */
static struct sv
secret_in(const struct http1_field *f)
{
	if (f->id != HTTP1_ID_AUTHORIZATION)
		return f->value;
	if (!sv_starts_nocase(f->value, SV("Bearer ")))
		return SV("");
	return sv_trim(sv_slice(f->value, 7, f->value.len));
}

static struct identity
by_fields(const struct config *c, const struct http1_head *head)
{
	static const enum http1_id ids[] = { HTTP1_ID_AUTHORIZATION,
		HTTP1_ID_X_API_KEY, HTTP1_ID_API_KEY,
		HTTP1_ID_X_GOOG_API_KEY };
	struct identity who = { NULL, SV_INIT(""), 0 };
	const struct http1_field *f = http1_find_name(head, own_field);

	if (f != NULL) {
		who.client = by_secret(c, f->value);
		who.credential = f->value;
		return who;
	}
	for (size_t i = 0; i < NELEMS(ids) && who.client == NULL; i++) {
		f = http1_find(head, ids[i]);
		if (f == NULL)
			continue;
		who.client = by_secret(c, secret_in(f));
		if (who.client != NULL) {
			who.credential = secret_in(f);
			who.drop = HTTP1_BIT(ids[i]);
		}
	}
	return who;
}

/* The address bytes, an IPv4-mapped one as IPv4 (RFC 4291 §2.5.5.2). */
static size_t
address_bytes(const struct sockaddr *peer, const uint8_t **ret)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	const struct sockaddr_in6 *v6;

	if (peer->sa_family == AF_INET) {
		*ret = (const uint8_t *)&((const struct sockaddr_in *)
		    (const void *)peer)->sin_addr;
		return 4;
	}
	if (peer->sa_family != AF_INET6)
		return 0;
	v6 = (const struct sockaddr_in6 *)(const void *)peer;
	*ret = v6->sin6_addr.s6_addr;
	if (memcmp(*ret, mapped, sizeof(mapped)) != 0)
		return 16;
	*ret += sizeof(mapped);
	return 4;
}

static bool
holds(const struct config_network *n, const uint8_t *addr, size_t len)
{
	unsigned whole = n->bits / 8, rest = n->bits % 8;

	if (n->addr_bytes != len || memcmp(n->addr, addr, whole) != 0)
		return false;
	return rest == 0 ||
	    ((n->addr[whole] ^ addr[whole]) >> (8 - rest)) == 0;
}

/* The narrowest network that holds the peer decides. */
static const struct config_client *
by_network(const struct config *c, const struct sockaddr *peer)
{
	const struct config_client *found = NULL;
	const uint8_t *addr;
	size_t len = address_bytes(peer, &addr);
	int best = -1;

	for (size_t i = 0; len > 0 && i < c->nclients; i++) {
		const struct config_client *client = &c->clients[i];

		for (size_t k = 0; k < client->nnetworks; k++) {
			const struct config_network *n = &client->networks[k];

			if (n->bits > best && holds(n, addr, len)) {
				best = n->bits;
				found = client;
			}
		}
	}
	return found;
}

struct identity
identity_find(const struct config *c, const struct http1_head *head,
    const struct sockaddr *peer)
{
	struct identity who = by_fields(c, head);

	/* A wrong Exeat-Token is nobody, wherever it comes from. */
	if (who.client == NULL && who.credential.len == 0)
		who.client = by_network(c, peer);
	return who;
}
