#define ERR_STATE openssl_err_state	/* a type of theirs, a code of ours */

#include "base/x509.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#undef ERR_STATE

#include "base/crypto.h"
#include "base/err.h"

enum { SERIAL_BYTES = 16, NS_PER_S = 1000000000 };

/* The extensions of one kind of certificate: name and value for libcrypto. */
struct extension {
	int nid;
	const char *value;
};

static bool
is_printable(struct sv s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < ' ' || s.ptr[i] > '~')
			return false;
	return s.len > 0 && s.len <= X509_NAME_MAX;
}

/* Move what libcrypto wrote to `bio` to `b`, wiping its copy. */
static int
take_bio(BIO *bio, struct buf *b)
{
	char *data = NULL;
	long len = BIO_get_mem_data(bio, &data);

	if (len <= 0)
		return ERR_CRYPTO;
	buf_add(b, data, (size_t)len);
	OPENSSL_cleanse(data, (size_t)len);
	return buf_err(b);
}

static int
write_pem(EVP_PKEY *key, X509 *cert, struct buf *key_pem, struct buf *cert_pem)
{
	BIO *key_bio = BIO_new(BIO_s_mem()), *cert_bio = BIO_new(BIO_s_mem());
	int rc = ERR_CRYPTO;

	if (key_bio != NULL && cert_bio != NULL &&
	    PEM_write_bio_PKCS8PrivateKey(key_bio, key, NULL, NULL, 0, NULL,
	    NULL) == 1 && PEM_write_bio_X509(cert_bio, cert) == 1) {
		rc = take_bio(key_bio, key_pem);
		if (rc == 0)
			rc = take_bio(cert_bio, cert_pem);
	}
	BIO_free(key_bio);
	BIO_free(cert_bio);
	return rc;
}

static EVP_PKEY *
read_key(struct sv pem)
{
	BIO *bio = BIO_new_mem_buf(pem.ptr, (int)pem.len);
	EVP_PKEY *key = NULL;

	if (bio != NULL)
		key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	return key;
}

static X509 *
read_cert(struct sv pem)
{
	BIO *bio = BIO_new_mem_buf(pem.ptr, (int)pem.len);
	X509 *cert = NULL;

	if (bio != NULL)
		cert = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	BIO_free(bio);
	return cert;
}

static bool
set_serial(X509 *cert)
{
	uint8_t bytes[SERIAL_BYTES];
	BIGNUM *n;
	bool good;

	crypto_random(bytes, sizeof(bytes));
	bytes[0] = (bytes[0] & 0x7f) | 0x40;	/* positive, of full length */
	n = BN_bin2bn(bytes, sizeof(bytes), NULL);
	good = n != NULL &&
	    BN_to_ASN1_INTEGER(n, X509_get_serialNumber(cert)) != NULL;
	BN_free(n);
	return good;
}

static bool
set_period(X509 *cert, struct x509_period p)
{
	return ASN1_TIME_set(X509_getm_notBefore(cert),
	    (time_t)(p.from_ns / NS_PER_S)) != NULL &&
	    ASN1_TIME_set(X509_getm_notAfter(cert),
	    (time_t)(p.to_ns / NS_PER_S)) != NULL;
}

static bool
set_name(X509 *cert, struct sv name)
{
	return X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN",
	    MBSTRING_ASC, (const unsigned char *)name.ptr, (int)name.len, -1,
	    0) == 1;
}

static bool
add_extension(X509 *cert, X509 *issuer, const struct extension *e)
{
	X509_EXTENSION *ext;
	X509V3_CTX ctx;
	bool good;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, e->nid, e->value);
	good = ext != NULL && X509_add_ext(cert, ext, -1) == 1;
	X509_EXTENSION_free(ext);
	return good;
}

/* A certificate for `key`, complete but for extensions and signature. */
static X509 *
begin_cert(EVP_PKEY *key, struct sv name, struct x509_period period)
{
	X509 *cert = X509_new();

	if (cert != NULL && X509_set_version(cert, X509_VERSION_3) == 1 &&
	    set_serial(cert) && set_period(cert, period) &&
	    set_name(cert, name) && X509_set_pubkey(cert, key) == 1)
		return cert;
	X509_free(cert);
	return NULL;
}

/* Add extensions and have it signed by `issuer` with `by`. */
static bool
finish_cert(X509 *cert, X509 *issuer, EVP_PKEY *by, const struct extension *ext,
    size_t n)
{
	if (X509_set_issuer_name(cert, X509_get_subject_name(issuer)) != 1)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!add_extension(cert, issuer, &ext[i]))
			return false;
	return X509_sign(cert, by, EVP_sha256()) > 0;
}

int
x509_make_authority(struct sv name, struct x509_period period,
    struct buf *key_pem, struct buf *cert_pem)
{
	static const struct extension ext[] = {
		{ NID_basic_constraints, "critical,CA:TRUE,pathlen:0" },
		{ NID_key_usage, "critical,keyCertSign,cRLSign" },
		{ NID_subject_key_identifier, "hash" },
	};
	EVP_PKEY *key;
	X509 *cert;
	int rc = ERR_CRYPTO;

	if (!is_printable(name) || period.to_ns <= period.from_ns)
		return ERR_INVAL;
	key = EVP_EC_gen("P-256");
	cert = key == NULL ? NULL : begin_cert(key, name, period);
	if (cert != NULL && finish_cert(cert, cert, key, ext, NELEMS(ext)))
		rc = write_pem(key, cert, key_pem, cert_pem);
	X509_free(cert);
	EVP_PKEY_free(key);
	return rc;
}

/* Write the alternative name for a host: "DNS:x" or "IP:x". */
static int
alternative_name(struct sv name, char *out, size_t size)
{
	char text[X509_NAME_MAX + 1];
	unsigned char addr[16];
	bool is_ip;

	if (!is_printable(name) || sv_find_char(name, ',') >= 0 ||
	    sv_find_char(name, ' ') >= 0)
		return ERR_INVAL;
	(void)snprintf(text, sizeof(text), "%.*s", SV_ARG(name));
	is_ip = inet_pton(AF_INET, text, addr) == 1 ||
	    inet_pton(AF_INET6, text, addr) == 1;
	(void)snprintf(out, size, "%s:%s", is_ip ? "IP" : "DNS", text);
	return 0;
}

static int
make_server(X509 *issuer, EVP_PKEY *by, X509 *cert, const char *san)
{
	const struct extension ext[] = {
		{ NID_basic_constraints, "critical,CA:FALSE" },
		{ NID_key_usage, "critical,digitalSignature" },
		{ NID_ext_key_usage, "serverAuth" },
		{ NID_subject_alt_name, san },
		{ NID_subject_key_identifier, "hash" },
		{ NID_authority_key_identifier, "keyid" },
	};

	return finish_cert(cert, issuer, by, ext, NELEMS(ext)) ? 0 :
	    ERR_CRYPTO;
}

int
x509_make_server(const struct x509_authority *by, struct sv name,
    struct x509_period period, struct buf *key_pem, struct buf *cert_pem)
{
	char san[X509_NAME_MAX + 8];
	EVP_PKEY *ca_key, *key = NULL;
	X509 *ca_cert, *cert = NULL;
	int rc;

	rc = alternative_name(name, san, sizeof(san));
	if (rc != 0 || period.to_ns <= period.from_ns)
		return ERR_INVAL;
	ca_key = read_key(by->key_pem);
	ca_cert = read_cert(by->cert_pem);
	if (ca_key == NULL || ca_cert == NULL) {
		rc = ERR_SYNTAX;
		goto out;
	}
	rc = ERR_CRYPTO;
	key = EVP_EC_gen("P-256");
	cert = key == NULL ? NULL : begin_cert(key, name, period);
	if (cert != NULL)
		rc = make_server(ca_cert, ca_key, cert, san);
	if (rc == 0)
		rc = write_pem(key, cert, key_pem, cert_pem);
out:
	X509_free(cert);
	X509_free(ca_cert);
	EVP_PKEY_free(key);
	EVP_PKEY_free(ca_key);
	return rc;
}

static int
read_time(const ASN1_TIME *t, int64_t *ret_ns)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days, seconds, rc = ERR_SYNTAX;

	if (epoch != NULL &&
	    ASN1_TIME_diff(&days, &seconds, epoch, t) == 1) {
		*ret_ns = (days * INT64_C(86400) + seconds) * NS_PER_S;
		rc = 0;
	}
	ASN1_TIME_free(epoch);
	return rc;
}

int
x509_describe(struct sv cert_pem, struct x509_info *ret)
{
	X509 *cert = read_cert(cert_pem);
	unsigned len = 0;
	int rc;

	if (cert == NULL)
		return ERR_SYNTAX;
	*ret = (struct x509_info){ .is_authority = X509_check_ca(cert) == 1 };
	(void)X509_NAME_oneline(X509_get_subject_name(cert), ret->subject,
	    sizeof(ret->subject));
	(void)X509_NAME_oneline(X509_get_issuer_name(cert), ret->issuer,
	    sizeof(ret->issuer));
	rc = read_time(X509_get0_notBefore(cert), &ret->period.from_ns);
	if (rc == 0)
		rc = read_time(X509_get0_notAfter(cert), &ret->period.to_ns);
	if (rc == 0 && (X509_digest(cert, EVP_sha256(), ret->sha256,
	    &len) != 1 || len != sizeof(ret->sha256)))
		rc = ERR_NOMEM;
	X509_free(cert);
	return rc;
}

int
x509_check_pair(struct sv key_pem, struct sv cert_pem)
{
	EVP_PKEY *key = read_key(key_pem);
	X509 *cert = read_cert(cert_pem);
	int rc = ERR_SYNTAX;

	if (key != NULL && cert != NULL)
		rc = X509_check_private_key(cert, key) == 1 ? 0 :
		    ERR_CONFLICT;
	EVP_PKEY_free(key);
	X509_free(cert);
	return rc;
}
