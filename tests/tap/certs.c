#include "tests/tap/certs.h"

#include <dirent.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAY = 24 * 60 * 60, PATHS = 4 };

const char *
certs_path(const struct certs *c, const char *name, const char *suffix)
{
	static char paths[PATHS][CERTS_PATH];
	static unsigned next;
	char *path = paths[next++ % PATHS];
	int n = snprintf(path, CERTS_PATH, "%s/%s%s", c->folder, name,
	    suffix);

	return n > 0 && n < CERTS_PATH ? path : "";
}

static bool
add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *ext;
	X509V3_CTX ctx;
	bool done;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	done = ext != NULL && X509_add_ext(cert, ext, -1) == 1;
	X509_EXTENSION_free(ext);
	return done;
}

static X509 *
new_cert(EVP_PKEY *key, const char *name, X509 *issuer, bool is_expired)
{
	static long serial = 1;
	X509 *cert = X509_new();
	X509_NAME *subject;

	if (cert == NULL)
		return NULL;
	(void)X509_set_version(cert, X509_VERSION_3);
	(void)ASN1_INTEGER_set(X509_get_serialNumber(cert), serial++);
	(void)X509_gmtime_adj(X509_getm_notBefore(cert), -2 * DAY);
	(void)X509_gmtime_adj(X509_getm_notAfter(cert),
	    is_expired ? -DAY : DAY);
	(void)X509_set_pubkey(cert, key);
	subject = X509_get_subject_name(cert);
	(void)X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
	    (const unsigned char *)name, -1, -1, 0);
	(void)X509_set_issuer_name(cert, issuer == NULL ? subject :
	    X509_get_subject_name(issuer));
	return cert;
}

static bool
write_files(struct certs *c, const char *name, X509 *cert, EVP_PKEY *key)
{
	FILE *f = fopen(certs_path(c, name, ".pem"), "w");
	bool done = f != NULL && PEM_write_X509(f, cert) == 1;

	if (f != NULL)
		(void)fclose(f);
	f = fopen(certs_path(c, name, ".key"), "w");
	done = done && f != NULL &&
	    PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) == 1;
	if (f != NULL)
		(void)fclose(f);
	return done;
}

bool
certs_init(struct certs *c)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = key == NULL ? NULL : new_cert(key, "test CA", NULL, false);

	(void)snprintf(c->folder, sizeof(c->folder),
	    "/tmp/exeat-certs-XXXXXX");
	c->ca_cert = cert;
	c->ca_key = key;
	if (cert == NULL || mkdtemp(c->folder) == NULL)
		return false;
	(void)snprintf(c->ca, sizeof(c->ca), "%s/ca.pem", c->folder);
	return add_extension(cert, cert, NID_basic_constraints,
	    "critical,CA:TRUE") &&
	    add_extension(cert, cert, NID_subject_key_identifier, "hash") &&
	    X509_sign(cert, key, EVP_sha256()) > 0 &&
	    write_files(c, "ca", cert, key);
}

bool
certs_issue(struct certs *c, const struct certs_spec *spec)
{
	X509 *issuer = spec->is_self_signed ? NULL : c->ca_cert;
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = key == NULL ? NULL :
	    new_cert(key, spec->name, issuer, spec->is_expired);
	bool done;

	done = cert != NULL &&
	    add_extension(cert, issuer, NID_subject_alt_name, spec->san) &&
	    X509_sign(cert, issuer == NULL ? key : c->ca_key,
	    EVP_sha256()) > 0 && write_files(c, spec->name, cert, key);
	X509_free(cert);
	EVP_PKEY_free(key);
	return done;
}

void
certs_done(struct certs *c)
{
	DIR *dir = opendir(c->folder);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			(void)unlink(certs_path(c, entry->d_name, ""));
	if (dir != NULL)
		(void)closedir(dir);
	(void)rmdir(c->folder);
	X509_free(c->ca_cert);
	EVP_PKEY_free(c->ca_key);
}
