/* `exeat token`: what a token stands for, and the erasure of its subject. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/json_write.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "cli/settings.h"
#include "cli/setup.h"

enum { OUT_MAX = 1 << 20, MEMORY_MAX = 1 << 24 };

enum verb { VERB_REVEAL, VERB_ERASE, VERB_ROTATE };

struct request {
	enum verb verb;
	const char *file;		/* configuration, or NULL */
	const char *because;
	const char *class_name;		/* erase by value: its class */
	bool json;
	char **args;			/* tokens, or one value */
	int nargs;
};

static int
explain(struct errinfo *ei, const char *what, int rc)
{
	switch (rc) {
	case ERR_SYNTAX:
		return errinfo_set(ei, rc, "%s: this is not a token, and "
		    "no surrogate that is known", what);
	case ERR_CORRUPT:
		return errinfo_set(ei, rc, "%s: a character of this token is "
		    "wrong: its check symbol does not fit", what);
	case ERR_NOTFOUND:
		return errinfo_set(ei, rc, "%s: stands for nothing: never "
		    "made here, or erased", what);
	default:
		return errinfo_set(ei, rc, "%s: %s", what, err_text(rc));
	}
}

static int
print(const struct request *r, const char *token, struct sv value,
    struct errinfo *ei)
{
	struct json_write w;
	struct buf out;
	int rc;

	buf_init(&out, OUT_MAX);
	if (r->json) {
		json_write_init(&w, &out);
		json_write_object(&w);
		json_write_member(&w, "token", sv_cstr(token));
		if (r->verb == VERB_REVEAL)
			json_write_member(&w, "value", value);
		json_write_key(&w, "erased");
		json_write_bool(&w, r->verb == VERB_ERASE);
		json_write_object_end(&w);
		rc = json_write_end(&w);
	} else {
		buf_addf(&out, "%s\t%.*s", token, SV_ARG(value));
		rc = buf_err(&out);
	}
	buf_add_char(&out, '\n');
	if (rc == 0 && fwrite(out.ptr, 1, out.len, stdout) != out.len)
		rc = errinfo_errno(ei, ERR_IO, "standard output");
	buf_done(&out);
	return rc;
}

static int
reveal(struct desk *d, const struct request *r, const char *token,
    struct errinfo *ei)
{
	uint8_t subject[DERIVE_HASH_BYTES];
	const struct desk_act act = { SV("token.reveal"), subject,
		sv_cstr(r->because), NULL };
	struct arena a;
	struct sv value;
	int rc;

	arena_init(&a, MEMORY_MAX);
	rc = vault_begin(d->vault);
	if (rc == 0) {
		rc = desk_reveal(d, sv_cstr(token), &a, &value, subject);
		vault_end(d->vault);
	}
	if (rc != 0)
		rc = explain(ei, token, rc);
	else
		rc = desk_do(d, &act, ei);
	if (rc == 0)
		rc = print(r, token, value, ei);
	arena_done(&a);
	return rc;
}

/* Erase the subject of a token or, with a class, of a canonical value. */
static int
erase(struct desk *d, const struct request *r, const char *what,
    struct sv canonical, struct errinfo *ei)
{
	struct vault_erasure e;
	struct desk_act act = { SV("token.erase"), e.subject,
		sv_cstr(r->because), &e };
	int rc;

	rc = vault_begin(d->vault);
	if (rc == 0) {
		rc = r->class_name == NULL ?
		    desk_erasure(d, sv_cstr(what), &e) :
		    vault_erase(d->vault, sv_cstr(r->class_name), canonical,
		    &e);
		vault_end(d->vault);
	}
	if (rc != 0)
		return explain(ei, what, rc);
	rc = desk_do(d, &act, ei);
	return rc != 0 ? rc : print(r, what, SV("erased"), ei);
}

/* The canonical spelling of the value, as the detectors would have made it. */
static int
canonical(const struct detect_engine *engine, const struct request *r,
    struct buf *out, struct errinfo *ei)
{
	uint16_t id;
	int rc = detect_class_find(engine, sv_cstr(r->class_name), &id);

	if (rc != 0)
		return errinfo_set(ei, rc, "%s: no detector has this class",
		    r->class_name);
	detect_canonical(engine, id, sv_cstr(r->args[0]), out);
	return buf_err(out);
}

static int
run_all(const struct config *c, const struct request *r, struct sv spelling,
    struct errinfo *ei)
{
	struct desk d;
	int rc = desk_open(c, &d, ei);

	if (rc != 0)
		return rc;
	for (int i = 0; i < r->nargs && rc == 0; i++)
		rc = r->verb == VERB_REVEAL ?
		    reveal(&d, r, r->args[i], ei) :
		    erase(&d, r, r->args[i], spelling, ei);
	desk_close(&d);
	return rc;
}

/* Erase by value: needs the detectors, for the value's canonical spelling. */
static int
run_class(const struct request *r)
{
	struct errinfo ei = { 0 };
	struct buf spelling;
	struct setup s;
	int status = setup_open("token", r->file, NULL, &s), rc;

	if (status == COMMAND_OK) {
		buf_init(&spelling, OUT_MAX);
		rc = canonical(s.engine->detect, r, &spelling, &ei);
		if (rc == 0)
			rc = run_all(s.config, r, buf_sv(&spelling), &ei);
		buf_done(&spelling);
		if (rc != 0)
			status = command_fail("token", &ei);
	}
	setup_close(&s);
	return status;
}

static int
run_tokens(const struct request *r)
{
	struct errinfo ei = { 0 };
	struct config *c = NULL;
	int rc = settings_load(r->file, &c, &ei);

	if (rc == 0)
		rc = run_all(c, r, SV(""), &ei);
	config_free(c);
	return rc == 0 ? COMMAND_OK : command_fail("token", &ei);
}

static int
rotate(const struct request *r)
{
	struct errinfo ei = { 0 };
	struct config *c = NULL;
	uint8_t generation = 0;
	int rc = settings_load(r->file, &c, &ei);

	if (rc == 0)
		rc = keyring_add_generation(c->keys.ptr, &generation, &ei);
	config_free(c);
	if (rc != 0)
		return command_fail("token", &ei);
	(void)printf(r->json ? "{\"generation\":%u}\n" :
	    "token key %u is made, and used when exeatd is started again\n",
	    (unsigned)generation);
	return COMMAND_OK;
}

static int
usage(FILE *to, int status)
{
	(void)fprintf(to,
	    "usage: exeat token reveal --because TEXT [-c FILE] [--json] "
	    "TOKEN ...\n"
	    "       exeat token erase --because TEXT [-c FILE] [--json] "
	    "TOKEN ...\n"
	    "       exeat token erase --because TEXT [-c FILE] [--json] "
	    "--class CLASS VALUE\n"
	    "       exeat token rotate [-c FILE] [--json]\n\n"
	    "Reveals what tokens or surrogates stand for, or erases for ever the "
	    "key of the\nsubject of one, or of a value: all its tokens, in every scope, "
	    "and what the ledger says of it\nmean nothing afterwards. Both "
	    "are recorded first, with a keyed digest of TEXT.\n"
	    "Or makes the next token key; older tokens keep their meaning.\n");
	return status;
}

/* Find the verb; does what was given go with it? */
static bool
is_sound(const char *verb, struct request *r)
{
	bool has_reason = r->because != NULL && *r->because != '\0';

	if (verb == NULL)
		return false;
	if (strcmp(verb, "rotate") == 0) {
		r->verb = VERB_ROTATE;
		return r->nargs == 0 && !has_reason && r->class_name == NULL;
	}
	if (strcmp(verb, "erase") == 0)
		r->verb = VERB_ERASE;
	else if (strcmp(verb, "reveal") != 0)
		return false;
	if (r->class_name != NULL &&
	    (r->verb == VERB_REVEAL || r->nargs != 1))
		return false;
	return r->nargs >= 1 && has_reason;
}

/* 0, or the exit status to end with plus one. */
static int
read_options(int argc, char **argv, struct request *r)
{
	static const struct option options[] = {
		{ "because", required_argument, NULL, 'b' },
		{ "class", required_argument, NULL, 'C' },
		{ "config", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 }
	};
	int option;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		if (option == 'b')
			r->because = optarg;
		else if (option == 'C')
			r->class_name = optarg;
		else if (option == 'c')
			r->file = optarg;
		else if (option == 'j')
			r->json = true;
		else
			return 1 + (option == 'h' ? usage(stdout, COMMAND_OK) :
			    usage(stderr, COMMAND_FAILED));
	}
	r->nargs = argc - optind - 1;
	r->args = argv + optind + 1;
	return is_sound(argv[optind], r) ? 0 : 1 + usage(stderr,
	    COMMAND_FAILED);
}

int
token_run(int argc, char **argv)
{
	struct request r = { .verb = VERB_REVEAL };
	int rc = read_options(argc, argv, &r);

	if (rc != 0)
		return rc - 1;
	if (r.verb == VERB_ROTATE)
		return rotate(&r);
	return r.class_name != NULL ? run_class(&r) : run_tokens(&r);
}
