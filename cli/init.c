#include "cli/init.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/ledger.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/x509.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "vault/keyring.h"

enum { TEXT_MAX = 1 << 16, OPEN_DIRS_MAX = 16, CA_YEARS = 10 };

/* share/policy.yaml, so that a new folder needs nothing that is installed. */
static const char default_policy[] =
#include "cli/default_policy.inc"
;

static int
join(const char *dir, const char *name, char path[PATH_MAX],
    struct errinfo *ei)
{
	int n = snprintf(path, PATH_MAX, "%s/%s", dir, name);

	if (n < 0 || n >= PATH_MAX)
		return errinfo_set(ei, ERR_LIMIT, "%s: path is too long", dir);
	return 0;
}

static int
put(const char *dir, const char *name, struct sv text, mode_t mode,
    struct errinfo *ei)
{
	char path[PATH_MAX];
	int rc = join(dir, name, path, ei);

	return rc != 0 ? rc : file_create(path, text, mode, ei);
}

static int
make_authority(const char *dir, struct errinfo *ei)
{
	const int64_t now = clock_wall_ns(), day = INT64_C(86400000000000);
	const struct x509_period period = { now - day,
		now + CA_YEARS * 365 * day };
	struct buf key, cert, name;
	uint8_t id[4];
	int rc;

	buf_init(&key, X509_PEM_MAX);
	buf_init(&cert, X509_PEM_MAX);
	buf_init(&name, X509_NAME_MAX);
	crypto_random(id, sizeof(id));
	buf_add_cstr(&name, "Exeat gateway authority ");
	buf_add_hex(&name, id, sizeof(id));
	rc = buf_err(&name);
	if (rc == 0)
		rc = x509_make_authority(buf_sv(&name), period, &key, &cert);
	if (rc != 0)
		(void)errinfo_set(ei, rc, "cannot make a certificate "
		    "authority: %s", err_text(rc));
	if (rc == 0)
		rc = put(dir, "ca.key", buf_sv(&key), 0600, ei);
	if (rc == 0)
		rc = put(dir, "ca.pem", buf_sv(&cert), 0644, ei);
	buf_done(&key);
	buf_done(&cert);
	buf_done(&name);
	return rc;
}

static int
make_keys(const char *dir, struct errinfo *ei)
{
	char path[PATH_MAX];
	int rc;

	rc = join(dir, "keys", path, ei);
	if (rc == 0)
		rc = file_mkdirs(path, 0700, ei);
	if (rc == 0)
		rc = keyring_create(path, ei);
	if (rc == 0)
		rc = make_authority(path, ei);
	return rc;
}

/* An empty ledger, so that every process finds one when it starts. */
static int
make_store(const char *dir, struct errinfo *ei)
{
	struct ledger_options o = { .dir = dir };
	struct ledger *l;
	char path[PATH_MAX];
	int rc;

	rc = join(dir, "store", path, ei);
	if (rc == 0)
		rc = file_mkdirs(path, 0700, ei);
	o.dir = path;
	if (rc == 0)
		rc = ledger_open(&o, &l, ei);
	if (rc == 0)
		ledger_close(l);
	return rc;
}

static int
make_texts(const struct init_options *o, const char *dir, struct errinfo *ei)
{
	struct buf yaml;
	int rc;

	buf_init(&yaml, TEXT_MAX);
	buf_add_cstr(&yaml,
	    "# How this gateway runs; see exeat.yaml(5).\n"
	    "listen:\n"
	    "  - gateway: 127.0.0.1:8080\n"
	    "admin: 127.0.0.1:8081\n"
	    "store: store\n"
	    "cache: cache\n"
	    "keys: keys\n"
	    "policy: policy.yaml\n");
	if (o->data != NULL)
		buf_addf(&yaml, "data: \"%s\"\n", o->data);
	rc = buf_err(&yaml);
	if (rc == 0)
		rc = put(dir, "exeat.yaml", buf_sv(&yaml), 0600, ei);
	if (rc == 0)
		rc = put(dir, "policy.yaml", sv_cstr(default_policy), 0600,
		    ei);
	buf_done(&yaml);
	return rc;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

/* The name under which the folder is made before it gets its own. */
static int
temporary(const char *dir, char path[PATH_MAX], struct errinfo *ei)
{
	size_t len = strlen(dir);
	int n;

	while (len > 1 && dir[len - 1] == '/')
		len--;
	n = snprintf(path, PATH_MAX, "%.*s.new.%ld", (int)len, dir,
	    (long)getpid());
	if (n < 0 || n >= PATH_MAX)
		return errinfo_set(ei, ERR_LIMIT, "%s: path is too long", dir);
	return 0;
}

/* Is there anything at `dir` but an empty folder? */
static bool
is_taken(const char *dir)
{
	DIR *d = opendir(dir);
	unsigned entries = 0;

	if (d == NULL)
		return errno != ENOENT;
	while (readdir(d) != NULL)
		entries++;
	(void)closedir(d);
	return entries > 2;
}

int
init_make(const struct init_options *o, struct errinfo *ei)
{
	char made[PATH_MAX];
	int rc;

	if (is_taken(o->dir))
		return errinfo_set(ei, ERR_EXISTS, "%s: there is something "
		    "there already, which is left as it is", o->dir);
	if (o->data != NULL && strpbrk(o->data, "\"\\\n") != NULL)
		return errinfo_set(ei, ERR_INVAL, "%s: a path with quotes, "
		    "backslashes or line ends cannot be configured", o->data);
	rc = temporary(o->dir, made, ei);
	if (rc == 0)
		rc = file_mkdirs(made, 0700, ei);
	if (rc != 0)
		return rc;
	rc = make_keys(made, ei);
	if (rc == 0)
		rc = make_texts(o, made, ei);
	if (rc == 0)
		rc = make_store(made, ei);
	if (rc == 0 && rename(made, o->dir) != 0)
		rc = errinfo_errno(ei, errno == EEXIST || errno == ENOTEMPTY ?
		    ERR_EXISTS : ERR_IO, "%s", o->dir);
	if (rc != 0)
		(void)nftw(made, remove_one, OPEN_DIRS_MAX,
		    FTW_DEPTH | FTW_PHYS);
	return rc;
}

static int
usage(FILE *to, int status)
{
	(void)fprintf(to, "usage: exeat init [--data FOLDER] [--json] "
	    "[[--dir] FOLDER]\n\n"
	    "Makes FOLDER (./var) with keys, certificate authority, an empty "
	    "store,\nexeat.yaml and policy.yaml. Never changes what is there."
	    "\n");
	return status;
}

int
init_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "data", required_argument, NULL, 'D' },
		{ "dir", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 }
	};
	struct init_options o = { .dir = "./var" };
	struct errinfo ei = { 0 };
	bool json = false;
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'd')
			o.dir = optarg;
		else if (option == 'D')
			o.data = optarg;
		else if (option == 'j')
			json = true;
		else
			return option == 'h' ? usage(stdout, COMMAND_OK) :
			    usage(stderr, COMMAND_FAILED);
	}
	if (argc - optind > 1)
		return usage(stderr, COMMAND_FAILED);
	if (optind < argc)
		o.dir = argv[optind];
	if (init_make(&o, &ei) != 0)
		return command_fail("init", &ei);
	if (json)
		(void)printf("{\"made\":true}\n");
	else
		(void)printf("made %s: keys, certificate authority, store, "
		    "exeat.yaml, policy.yaml\n"
		    "Keep a copy of %s/keys where only you can read it: "
		    "without it no token opens.\n"
		    "Start with: exeatd -c %s/exeat.yaml\n", o.dir, o.dir,
		    o.dir);
	return COMMAND_OK;
}
