/*
 * Certificates for tests, made when they run: an authority and what it signs,
 * as PEM files in a temporary folder.
 */
#ifndef TESTS_TAP_CERTS_H
#define TESTS_TAP_CERTS_H

#include <stdbool.h>

enum { CERTS_PATH = 128 };

struct certs {
	char folder[CERTS_PATH / 2];
	char ca[CERTS_PATH];	/* certificate of the authority */
	void *ca_cert;
	void *ca_key;
};

/* What to sign. */
struct certs_spec {
	const char *name;	/* of the files: name.pem, name.key */
	const char *san;	/* "DNS:localhost,IP:127.0.0.1" */
	bool is_expired;
	bool is_self_signed;	/* by its own key instead of the authority */
};

/* Make the folder and the authority; false when anything fails. */
bool certs_init(struct certs *c);

/* Make a key and a certificate; writes name.pem and name.key. */
bool certs_issue(struct certs *c, const struct certs_spec *spec);

/* Path of a file of the folder; overwritten by the fourth call after. */
const char *certs_path(const struct certs *c, const char *name,
    const char *suffix);

/* Remove the files and the folder. */
void certs_done(struct certs *c);

#endif
