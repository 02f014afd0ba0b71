/*
 * X.509 certificates (RFC 5280) made and described with libcrypto: the
 * authority of an organisation's own gateway, and certificates it signs for
 * names. Texts are PEM. Used by the keeper and by `exeat init` and `exeat ca`.
 */
#ifndef BASE_X509_H
#define BASE_X509_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/sv.h"

enum { X509_NAME_MAX = 64, X509_PEM_MAX = 16384, X509_SHA256_BYTES = 32 };

/* From when to when a certificate holds, wall clock. */
struct x509_period {
	int64_t from_ns, to_ns;
};

/*
 * Make an ECDSA P-256 key and a self-signed certificate for it that may sign
 * certificates of servers and nothing below them. `name` is the common name, at
 * most X509_NAME_MAX bytes of printable ASCII (ERR_INVAL). Appends the key
 * (PKCS #8) and the certificate. ERR_CRYPTO, ERR_NOMEM.
 */
int x509_make_authority(struct sv name, struct x509_period period,
    struct buf *key_pem, struct buf *cert_pem) MUST_USE;

/*
 * Make a key and a certificate for the host `name` (a DNS name or an IP
 * address), signed by the authority. ERR_SYNTAX: the authority cannot be read;
 * ERR_INVAL, ERR_CRYPTO, ERR_NOMEM.
 */
struct x509_authority {
	struct sv key_pem, cert_pem;
};
int x509_make_server(const struct x509_authority *by, struct sv name,
    struct x509_period period, struct buf *key_pem,
    struct buf *cert_pem) MUST_USE;

/* What a person wants to know of a certificate. */
struct x509_info {
	char subject[256];
	char issuer[256];
	struct x509_period period;
	bool is_authority;
	uint8_t sha256[X509_SHA256_BYTES];	/* of its DER */
};

/* Describe the first certificate of `cert_pem`. ERR_SYNTAX, ERR_NOMEM. */
int x509_describe(struct sv cert_pem, struct x509_info *ret) MUST_USE;

/* Does the key belong to the certificate? ERR_CONFLICT if not; ERR_SYNTAX. */
int x509_check_pair(struct sv key_pem, struct sv cert_pem) MUST_USE;

#endif
