/*
 * The digest functions use libcrypto's plain SHA256_* calls: their state is a
 * struct that can be copied and lives where the caller wants it, and a short
 * hash costs 60 ns where the EVP path, which allocates, costs 200.
 *
 * AES-SIV is composed here from libcrypto's AES-CBC and AES-CTR, because its
 * own EVP cipher fetches a MAC for each new key (5 us), and keys here change
 * with every value. CMAC is a CBC chain from a zero IV whose last block was
 * masked with a subkey. One chain serves all strings under a key: setting the
 * IV back would cost more than XORing the chain's state out of the next first
 * block.
 */
#define OPENSSL_SUPPRESS_DEPRECATED	/* SHA256_* */
#define ERR_STATE openssl_err_state	/* a type of theirs, a code of ours */

#include "base/crypto.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <sys/random.h>
#undef ERR_STATE

#include "base/err.h"
#include "base/mem.h"

enum { BLOCK = CRYPTO_AES_BLOCK, HALF_KEY = 32, CMAC_CHUNK = 512 };

/* Each context keeps its cipher for life: naming it again would reset it. */
struct crypto {
	EVP_CIPHER_CTX *mac;	/* AES-256-CBC under the MAC key */
	uint8_t chain[BLOCK];	/* its last block of output */
	EVP_CIPHER_CTX *stream;	/* AES-256-CTR */
	EVP_CIPHER_CTX *ecb[3];	/* for crypto_aes_encrypt() */
	EVP_CIPHER_CTX *block;	/* the one of these whose key was set */
};

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct crypto_sha256),
    "struct crypto_sha256 holds libcrypto's state");

/* A context for the cipher called `name`, or NULL. */
static EVP_CIPHER_CTX *
cipher_new(const char *name)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	if (cipher == NULL || ctx == NULL ||
	    EVP_EncryptInit_ex2(ctx, cipher, NULL, NULL, NULL) != 1) {
		EVP_CIPHER_CTX_free(ctx);
		ctx = NULL;
	}
	EVP_CIPHER_free(cipher);
	return ctx;
}

int
crypto_open(struct crypto **ret)
{
	static const char *const ecb[] = { "AES-128-ECB", "AES-192-ECB",
		"AES-256-ECB" };
	struct crypto *c = mem_calloc(1, sizeof(*c));
	bool good;

	if (c == NULL)
		return ERR_NOMEM;
	c->mac = cipher_new("AES-256-CBC");
	c->stream = cipher_new("AES-256-CTR");
	good = c->mac != NULL && c->stream != NULL;
	for (size_t i = 0; i < NELEMS(ecb); i++) {
		c->ecb[i] = cipher_new(ecb[i]);
		good = good && c->ecb[i] != NULL;
	}
	c->block = c->ecb[0];
	if (!good) {
		crypto_close(c);
		return ERR_CRYPTO;
	}
	*ret = c;
	return 0;
}

void
crypto_close(struct crypto *c)
{
	if (c == NULL)
		return;
	EVP_CIPHER_CTX_free(c->mac);
	EVP_CIPHER_CTX_free(c->stream);
	for (size_t i = 0; i < NELEMS(c->ecb); i++)
		EVP_CIPHER_CTX_free(c->ecb[i]);
	mem_free_wiped(c, sizeof(*c));
}

void
crypto_random(void *out, size_t len)
{
	char *p = out;

	while (len > 0) {
		ssize_t n = getrandom(p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		ASSERT(n > 0);
		p += n;
		len -= (size_t)n;
	}
}

bool
crypto_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}

void
crypto_sha256_init(struct crypto_sha256 *h)
{
	ASSERT(SHA256_Init((SHA256_CTX *)h->state) == 1);
}

void
crypto_sha256_add(struct crypto_sha256 *h, const void *ptr, size_t len)
{
	if (len > 0)
		ASSERT(SHA256_Update((SHA256_CTX *)h->state, ptr, len) == 1);
}

void
crypto_sha256_final(struct crypto_sha256 *h, uint8_t out[32])
{
	ASSERT(SHA256_Final(out, (SHA256_CTX *)h->state) == 1);
}

void
crypto_sha256(struct sv s, uint8_t out[32])
{
	crypto_sha256_parts(&s, 1, out);
}

void
crypto_sha256_parts(const struct sv *parts, size_t n, uint8_t out[32])
{
	struct crypto_sha256 h;

	crypto_sha256_init(&h);
	for (size_t i = 0; i < n; i++)
		crypto_sha256_add(&h, parts[i].ptr, parts[i].len);
	crypto_sha256_final(&h, out);
}

void
crypto_hmac_key_init(struct crypto_hmac_key *k, struct sv key)
{
	uint8_t pad[64] = { 0 };

	if (key.len > sizeof(pad))
		crypto_sha256(key, pad);
	else if (key.len > 0)
		memcpy(pad, key.ptr, key.len);
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36;
	crypto_sha256_init(&k->inner);
	crypto_sha256_add(&k->inner, pad, sizeof(pad));
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36 ^ 0x5c;
	crypto_sha256_init(&k->outer);
	crypto_sha256_add(&k->outer, pad, sizeof(pad));
	mem_wipe(pad, sizeof(pad));
}

void
crypto_hmac(const struct crypto_hmac_key *k, const struct sv *parts, size_t n,
    uint8_t out[32])
{
	struct crypto_sha256 h = k->inner;
	uint8_t inner[32];

	for (size_t i = 0; i < n; i++)
		crypto_sha256_add(&h, parts[i].ptr, parts[i].len);
	crypto_sha256_final(&h, inner);
	h = k->outer;
	crypto_sha256_add(&h, inner, sizeof(inner));
	crypto_sha256_final(&h, out);
	mem_wipe(&h, sizeof(h));
	mem_wipe(inner, sizeof(inner));
}

void
crypto_hmac_once(struct sv key, struct sv message, uint8_t out[32])
{
	struct crypto_hmac_key k;

	crypto_hmac_key_init(&k, key);
	crypto_hmac(&k, &message, 1, out);
	mem_wipe(&k, sizeof(k));
}

int
crypto_hkdf(struct sv salt, struct sv ikm, struct sv info, uint8_t *out,
    size_t len)
{
	struct crypto_hmac_key k;
	uint8_t t[32];
	size_t done = 0, take;

	if (len > 255 * sizeof(t))
		return ERR_RANGE;
	crypto_hmac_once(salt, ikm, t);
	crypto_hmac_key_init(&k, sv_make(t, sizeof(t)));
	for (uint8_t i = 1; done < len; i++) {
		const struct sv parts[] = { sv_make(t, i == 1 ? 0 : sizeof(t)),
			info, sv_make(&i, 1) };

		crypto_hmac(&k, parts, NELEMS(parts), t);
		take = len - done < sizeof(t) ? len - done : sizeof(t);
		memcpy(out + done, t, take);
		done += take;
	}
	mem_wipe(&k, sizeof(k));
	mem_wipe(t, sizeof(t));
	return 0;
}

static void
xor_block(uint8_t *to, const uint8_t *with, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] ^= with[i];
}

/* Multiply by x in GF(2^128), RFC 5297 section 2.3. */
static void
double_block(uint8_t b[BLOCK])
{
	uint8_t carry = b[0] >> 7;

	for (size_t i = 0; i + 1 < BLOCK; i++)
		b[i] = (uint8_t)(b[i] << 1 | b[i + 1] >> 7);
	b[BLOCK - 1] = (uint8_t)(b[BLOCK - 1] << 1);
	b[BLOCK - 1] ^= (uint8_t)(0x87 & -carry);
}

static int
cipher(EVP_CIPHER_CTX *ctx, const uint8_t *in, size_t len, uint8_t *out)
{
	int n;

	/* Values are short; a chunk never comes near INT_MAX. */
	if (len > 0 && EVP_EncryptUpdate(ctx, out, &n, in, (int)len) != 1)
		return ERR_CRYPTO;
	return 0;
}

/* Feed whole blocks and keep only the state of the chain. */
static int
chain_add(struct crypto *c, const uint8_t *in, size_t len)
{
	uint8_t sink[CMAC_CHUNK];
	int err = 0;

	while (len > 0 && err == 0) {
		size_t take = len < sizeof(sink) ? len : sizeof(sink);

		err = cipher(c->mac, in, take, sink);
		in += take;
		len -= take;
	}
	return err;
}

/*
 * CMAC (NIST SP 800-38B) of `s`, whose last bytes are first XORed with
 * `mask` when it is given (S2V's xorend). `subkey` is E(0).
 */
static int
cmac(struct crypto *c, const uint8_t subkey[BLOCK], struct sv s,
    const uint8_t *mask, uint8_t out[BLOCK])
{
	uint8_t first[BLOCK], tail[2 * BLOCK] = { 0 }, k[BLOCK];
	size_t keep, whole;
	int err = 0;

	/* The tail: one or two blocks' worth, so that a mask fits into it. */
	keep = s.len <= 2 * BLOCK ? s.len : BLOCK + s.len % BLOCK;
	if (s.len > 2 * BLOCK && s.len % BLOCK == 0)
		keep = 2 * BLOCK;
	whole = s.len - keep;
	if (keep > 0)
		memcpy(tail, s.ptr + whole, keep);
	if (mask != NULL) {
		/* S2V masks the end of strings of a block and more only. */
		ASSERT(keep >= BLOCK && keep <= sizeof(tail));
		xor_block(tail + keep - BLOCK, mask, BLOCK);
	}
	memcpy(k, subkey, BLOCK);
	double_block(k);
	if (keep == 0 || keep % BLOCK != 0) {
		tail[keep] = 0x80;
		keep += BLOCK - keep % BLOCK;
		double_block(k);
	}
	xor_block(tail + keep - BLOCK, k, BLOCK);
	if (whole == 0) {
		xor_block(tail, c->chain, BLOCK);
	} else {
		memcpy(first, s.ptr, BLOCK);
		xor_block(first, c->chain, BLOCK);
		err = cipher(c->mac, first, BLOCK, first);
	}
	if (err == 0 && whole > BLOCK)
		err = chain_add(c, (const uint8_t *)s.ptr + BLOCK,
		    whole - BLOCK);
	if (err == 0)
		err = cipher(c->mac, tail, keep, tail);
	memcpy(c->chain, tail + keep - BLOCK, BLOCK);
	memcpy(out, c->chain, BLOCK);
	mem_wipe(tail, sizeof(tail));
	mem_wipe(first, sizeof(first));
	return err;
}

/* S2V (RFC 5297 section 2.4) over `ad` and `plain`. */
static int
s2v(struct crypto *c, const uint8_t *key, const struct sv *ad, size_t nad,
    struct sv plain, uint8_t out[BLOCK])
{
	static const uint8_t zero[BLOCK];
	uint8_t subkey[BLOCK] = { 0 }, d[BLOCK], m[BLOCK];
	int err;

	if (EVP_EncryptInit_ex2(c->mac, NULL, key, zero, NULL) != 1)
		return ERR_CRYPTO;
	err = cipher(c->mac, zero, BLOCK, subkey);
	memcpy(c->chain, subkey, BLOCK);
	if (err == 0)
		err = cmac(c, subkey, sv_make(zero, BLOCK), NULL, d);
	for (size_t i = 0; i < nad && err == 0; i++) {
		double_block(d);
		err = cmac(c, subkey, ad[i], NULL, m);
		xor_block(d, m, BLOCK);
	}
	if (err != 0)
		return err;
	if (plain.len >= BLOCK)
		return cmac(c, subkey, plain, d, out);
	double_block(d);
	xor_block(d, (const uint8_t *)plain.ptr, plain.len);
	d[plain.len] ^= 0x80;
	return cmac(c, subkey, sv_make(d, BLOCK), NULL, out);
}

/* AES-CTR from the tag with two bits cleared (RFC 5297 section 2.5). */
static int
siv_stream(struct crypto *c, const uint8_t *key, const uint8_t tag[BLOCK],
    struct sv in, uint8_t *out)
{
	uint8_t iv[BLOCK];

	memcpy(iv, tag, BLOCK);
	iv[8] &= 0x7f;
	iv[12] &= 0x7f;
	if (EVP_EncryptInit_ex2(c->stream, NULL, key, iv, NULL) != 1)
		return ERR_CRYPTO;
	return cipher(c->stream, (const uint8_t *)in.ptr, in.len, out);
}

int
crypto_siv_seal(struct crypto *c, const uint8_t key[CRYPTO_SIV_KEY_BYTES],
    const struct sv *ad, size_t nad, struct sv plain, uint8_t *out)
{
	uint8_t tag[BLOCK];
	int err;

	if (nad > CRYPTO_SIV_MAX_AD || plain.len > INT32_MAX)
		return ERR_RANGE;
	err = s2v(c, key, ad, nad, plain, tag);
	if (err == 0)
		err = siv_stream(c, key + HALF_KEY, tag, plain, out + BLOCK);
	if (err == 0)
		memcpy(out, tag, BLOCK);
	return err;
}

int
crypto_siv_open(struct crypto *c, const uint8_t key[CRYPTO_SIV_KEY_BYTES],
    const struct sv *ad, size_t nad, struct sv sealed, uint8_t *out)
{
	uint8_t tag[BLOCK];
	struct sv body;
	int err;

	if (nad > CRYPTO_SIV_MAX_AD || sealed.len > INT32_MAX)
		return ERR_RANGE;
	if (sealed.len < BLOCK)
		return ERR_AUTH;
	body = sv_slice(sealed, BLOCK, sealed.len);
	err = siv_stream(c, key + HALF_KEY, (const uint8_t *)sealed.ptr, body,
	    out);
	if (err == 0)
		err = s2v(c, key, ad, nad, sv_make(out, body.len), tag);
	if (err == 0 && !crypto_equal(tag, sealed.ptr, BLOCK))
		err = ERR_AUTH;
	if (err != 0)
		mem_wipe(out, body.len);
	return err;
}

int
crypto_aes_set_key(struct crypto *c, struct sv key)
{
	if (key.len != 16 && key.len != 24 && key.len != 32)
		return ERR_INVAL;
	c->block = c->ecb[key.len / 8 - 2];
	return EVP_EncryptInit_ex2(c->block, NULL, (const uint8_t *)key.ptr,
	    NULL, NULL) == 1 ? 0 : ERR_CRYPTO;
}

int
crypto_aes_encrypt(struct crypto *c, const uint8_t in[CRYPTO_AES_BLOCK],
    uint8_t out[CRYPTO_AES_BLOCK])
{
	return cipher(c->block, in, BLOCK, out);
}

int
crypto_ed25519_public(const uint8_t seed[32], uint8_t ret_public[32])
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL,
	    seed, 32);
	size_t len = 32;
	int err = ERR_CRYPTO;

	if (key != NULL &&
	    EVP_PKEY_get_raw_public_key(key, ret_public, &len) == 1)
		err = 0;
	EVP_PKEY_free(key);
	return err;
}

int
crypto_ed25519_sign(const uint8_t seed[32], struct sv message,
    uint8_t ret_signature[64])
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL,
	    seed, 32);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t len = 64;
	int err = ERR_CRYPTO;

	if (key != NULL && ctx != NULL &&
	    EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestSign(ctx, ret_signature, &len,
	    (const uint8_t *)message.ptr, message.len) == 1)
		err = 0;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return err;
}

int
crypto_ed25519_verify(const uint8_t public_key[32], struct sv message,
    const uint8_t signature[64])
{
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
	    public_key, 32);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int err = ERR_AUTH;

	if (key != NULL && ctx != NULL &&
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestVerify(ctx, signature, 64,
	    (const uint8_t *)message.ptr, message.len) == 1)
		err = 0;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return err;
}
