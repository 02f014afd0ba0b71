/* Certificates: an authority, what it signs, what is said of both. */
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/x509.h"
#include "tests/tap/tap.h"

enum { PEM_MAX = X509_PEM_MAX };

struct pair {
	struct buf key, cert;
};

static void
pair_init(struct pair *p)
{
	buf_init(&p->key, PEM_MAX);
	buf_init(&p->cert, PEM_MAX);
}

static void
pair_done(struct pair *p)
{
	buf_done(&p->key);
	buf_done(&p->cert);
}

static struct x509_period
period(void)
{
	struct x509_period p = { 0, 0 };

	tap_ok(clock_parse(SV("2026-11-24"), &p.from_ns) == 0 &&
	    clock_parse(SV("2036-11-24"), &p.to_ns) == 0, "period");
	return p;
}

static void
test_authority(struct pair *ca)
{
	struct x509_period p = period();
	struct x509_info info = { .is_authority = false };

	tap_is_int(x509_make_authority(SV("Exeat test CA"), p, &ca->key,
	    &ca->cert), 0, "make");
	tap_ok(sv_starts(buf_sv(&ca->key), SV("-----BEGIN PRIVATE KEY-----")) &&
	    sv_starts(buf_sv(&ca->cert), SV("-----BEGIN CERTIFICATE-----")),
	    "PEM");
	tap_is_int(x509_describe(buf_sv(&ca->cert), &info), 0, "describe");
	tap_is_sv(sv_cstr(info.subject), SV("/CN=Exeat test CA"), "subject");
	tap_is_sv(sv_cstr(info.issuer), sv_cstr(info.subject), "issuer");
	tap_ok(info.is_authority && info.period.from_ns == p.from_ns &&
	    info.period.to_ns == p.to_ns, "as asked for");
	tap_is_int(x509_check_pair(buf_sv(&ca->key), buf_sv(&ca->cert)), 0,
	    "key and certificate belong together");
}

static void
test_server(const struct pair *ca)
{
	static const struct sv names[] = { SV_INIT("llm.example"),
		SV_INIT("127.0.0.1"), SV_INIT("::1") };
	static const struct sv wrong[] = { SV_INIT(""), SV_INIT("a,DNS:b"),
		SV_INIT("a b"), SV_INIT("a\nb") };
	const struct x509_authority by = { buf_sv(&ca->key),
		buf_sv(&ca->cert) };
	struct x509_period p = period();
	struct x509_info info;
	struct pair s;

	for (size_t i = 0; i < NELEMS(names); i++) {
		pair_init(&s);
		tap_ok(x509_make_server(&by, names[i], p, &s.key, &s.cert) == 0
		    && x509_describe(buf_sv(&s.cert), &info) == 0 &&
		    !info.is_authority && strcmp(info.issuer,
		    "/CN=Exeat test CA") == 0, "for %.*s", SV_ARG(names[i]));
		tap_is_int(x509_check_pair(buf_sv(&ca->key),
		    buf_sv(&s.cert)), ERR_CONFLICT, "another's key");
		pair_done(&s);
	}
	pair_init(&s);
	for (size_t i = 0; i < NELEMS(wrong); i++)
		tap_is_int(x509_make_server(&by, wrong[i], p, &s.key,
		    &s.cert), ERR_INVAL, "wrong name %zu", i);
	tap_ok(s.key.len == 0 && s.cert.len == 0, "nothing was made");
	pair_done(&s);
}

static void
test_wrong(const struct pair *ca)
{
	struct x509_period p = period(), back = { p.to_ns, p.from_ns };
	const struct x509_authority none = { SV("x"), SV("y") };
	struct x509_info info;
	struct pair s;

	pair_init(&s);
	tap_is_int(x509_make_authority(SV(""), p, &s.key, &s.cert), ERR_INVAL,
	    "no name");
	tap_is_int(x509_make_authority(SV("x"), back, &s.key, &s.cert),
	    ERR_INVAL, "ends before it begins");
	tap_is_int(x509_make_server(&none, SV("x"), p, &s.key, &s.cert),
	    ERR_SYNTAX, "no authority");
	tap_is_int(x509_describe(SV("x"), &info), ERR_SYNTAX,
	    "no certificate");
	tap_is_int(x509_describe(buf_sv(&ca->key), &info), ERR_SYNTAX,
	    "a key is none");
	pair_done(&s);
}

int
main(void)
{
	struct pair ca;

	pair_init(&ca);
	test_authority(&ca);
	test_server(&ca);
	test_wrong(&ca);
	pair_done(&ca);
	return tap_done();
}
