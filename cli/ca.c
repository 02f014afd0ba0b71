/* `exeat ca`: shows and exports the certificate of the gateway's authority. */
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/json_write.h"
#include "base/x509.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/settings.h"

enum { OUT_MAX = 1 << 16 };

static void
show_text(const struct x509_info *info, const char *path, struct buf *out)
{
	char from[CLOCK_TEXT_BYTES], to[CLOCK_TEXT_BYTES];

	clock_format(info->period.from_ns, from);
	clock_format(info->period.to_ns, to);
	buf_addf(out, "file     %s\nsubject  %s\nvalid    %.10s to %.10s\n"
	    "sha-256  ", path, info->subject, from, to);
	buf_add_hex(out, info->sha256, sizeof(info->sha256));
	buf_add_cstr(out, "\n");
}

static int
show_json(const struct x509_info *info, const char *path, struct buf *out)
{
	char from[CLOCK_TEXT_BYTES], to[CLOCK_TEXT_BYTES];
	char hex[2 * X509_SHA256_BYTES + 1];
	struct json_write w;

	clock_format(info->period.from_ns, from);
	clock_format(info->period.to_ns, to);
	encode_hex(hex, info->sha256, sizeof(info->sha256));
	json_write_init(&w, out);
	json_write_object(&w);
	json_write_member(&w, "file", sv_cstr(path));
	json_write_member(&w, "subject", sv_cstr(info->subject));
	json_write_member(&w, "from", sv_cstr(from));
	json_write_member(&w, "to", sv_cstr(to));
	json_write_member(&w, "sha256", sv_cstr(hex));
	json_write_object_end(&w);
	buf_add_char(out, '\n');
	return json_write_end(&w);
}

/* Append what was asked for to `out`. */
static int
describe(struct sv pem, const char *path, bool json, struct buf *out,
    struct errinfo *ei)
{
	struct x509_info info;
	int rc;

	rc = x509_describe(pem, &info);
	if (rc != 0)
		return errinfo_set(ei, rc, "%s: not a certificate", path);
	if (json)
		return show_json(&info, path, out);
	show_text(&info, path, out);
	return buf_err(out);
}

static int
print(const struct config *c, bool show, bool json)
{
	struct errinfo ei = { 0 };
	struct buf pem, out;
	char path[PATH_MAX];
	int rc;

	(void)snprintf(path, sizeof(path), "%s/ca.pem", c->keys.ptr);
	buf_init(&pem, X509_PEM_MAX);
	buf_init(&out, OUT_MAX);
	rc = file_read(path, &pem, &ei);
	if (rc == 0 && show)
		rc = describe(buf_sv(&pem), path, json, &out, &ei);
	else if (rc == 0)
		buf_add_sv(&out, buf_sv(&pem));
	if (rc == 0 && fwrite(out.ptr, 1, out.len, stdout) != out.len)
		rc = errinfo_errno(&ei, ERR_IO, "standard output");
	buf_done(&pem);
	buf_done(&out);
	return rc != 0 ? command_fail("ca", &ei) : COMMAND_OK;
}

static int
usage(FILE *to, int status)
{
	(void)fprintf(to, "usage: exeat ca show [-c FILE] [--json]\n"
	    "       exeat ca export [-c FILE]\n\n"
	    "Shows the certificate of the gateway's own authority, or writes "
	    "it (PEM)\nfor clients to trust.\n");
	return status;
}

int
ca_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 }
	};
	struct config *c = NULL;
	struct errinfo ei = { 0 };
	const char *file = NULL;
	bool json = false, show;
	int option, status;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		if (option == 'c')
			file = optarg;
		else if (option == 'j')
			json = true;
		else
			return option == 'h' ? usage(stdout, COMMAND_OK) :
			    usage(stderr, COMMAND_FAILED);
	}
	if (argc - optind != 1)
		return usage(stderr, COMMAND_FAILED);
	show = strcmp(argv[optind], "show") == 0;
	if (!show && (strcmp(argv[optind], "export") != 0 || json))
		return usage(stderr, COMMAND_FAILED);
	if (settings_load(file, &c, &ei) != 0)
		return command_fail("ca", &ei);
	status = print(c, show, json);
	config_free(c);
	return status;
}
