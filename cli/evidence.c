#include "cli/evidence.h"

#include <getopt.h>

#include "base/clock.h"
#include "base/num.h"
#include "base/suggest.h"
#include "cli/command.h"
#include "cli/settings.h"

enum { WORDS_MAX = 512 };

static int
find_dir(const struct evidence_request *r, struct evidence_store *e,
    struct errinfo *ei)
{
	int n, rc;

	if (r->store != NULL) {
		n = snprintf(e->dir, sizeof(e->dir), "%s", r->store);
	} else {
		rc = settings_load(r->file, &e->config, ei);
		if (rc != 0)
			return rc;
		n = snprintf(e->dir, sizeof(e->dir), "%.*s",
		    SV_ARG(e->config->store));
	}
	if (n < 0 || (size_t)n >= sizeof(e->dir))
		return errinfo_set(ei, ERR_LIMIT, "store: path too long");
	return 0;
}

int
evidence_open(const struct evidence_request *r, struct evidence_store *ret,
    struct errinfo *ei)
{
	int rc;

	*ret = (struct evidence_store){ 0 };
	rc = find_dir(r, ret, ei);
	if (rc == 0)
		rc = reader_open(ret->dir, &ret->ledger, ei);
	if (rc == ERR_NOTFOUND)
		rc = errinfo_set(ei, rc, "%s: there is no ledger yet; exeatd "
		    "makes it with its first record, or -c FILE or --store "
		    "FOLDER says where it is", ret->dir);
	if (rc != 0) {
		evidence_close(ret);
		return rc;
	}
	/* Without an index everything is read. */
	if (projection_open(ret->dir, &index_spec, false, &ret->index,
	    NULL) != 0)
		ret->index = NULL;
	return 0;
}

void
evidence_close(struct evidence_store *e)
{
	projection_close(e->index);
	reader_close(e->ledger);
	config_free(e->config);
	*e = (struct evidence_store){ 0 };
}

int
evidence_print(struct sv text, struct errinfo *ei)
{
	if ((text.len > 0 &&
	    fwrite(text.ptr, 1, text.len, stdout) != text.len) ||
	    fflush(stdout) != 0)
		return errinfo_errno(ei, ERR_IO, "standard output");
	return 0;
}

int
evidence_word(const char *word, const char *what, const struct sv *words,
    size_t n, struct errinfo *ei)
{
	char near[SUGGEST_TEXT_BYTES];
	struct suggest s;
	struct buf all;

	suggest_init(&s, sv_cstr(word));
	buf_init(&all, WORDS_MAX);
	for (size_t i = 0; i < n; i++) {
		if (sv_eq(words[i], sv_cstr(word))) {
			buf_done(&all);
			return 0;
		}
		suggest_offer(&s, words[i]);
		buf_add_cstr(&all, i == 0 ? "" : i + 1 < n ? ", " : " and ");
		buf_add_sv(&all, words[i]);
	}
	(void)errinfo_set(ei, ERR_INVAL, "%s: the %s are %.*s%s", word, what,
	    SV_ARG(buf_sv(&all)), suggest_text(&s, near));
	buf_done(&all);
	return ERR_INVAL;
}

int
evidence_number(const char *text, uint64_t *ret, struct errinfo *ei)
{
	if (num_u64(sv_cstr(text), ret) != 0)
		return errinfo_set(ei, ERR_SYNTAX, "%s: not a number", text);
	return 0;
}

static int
take_time(const char *text, int64_t *ret_ns, struct errinfo *ei)
{
	if (clock_parse(sv_cstr(text), ret_ns) != 0)
		return errinfo_set(ei, ERR_SYNTAX, "%s: not a date like "
		    "2026-11-24 or a time like 2026-11-24T08:00:00Z", text);
	return 0;
}

static int
take_option(const struct evidence_command *c, struct evidence_request *r,
    int option, const char *value, struct errinfo *ei)
{
	switch (option) {
	case 'D':
		r->store = value;
		return 0;
	case 'c':
		r->file = value;
		return 0;
	case 'f':
		r->format = value;
		return 0;
	case 'j':
		r->json = true;
		return 0;
	case 's':
		return take_time(value, &r->query.from_ns, ei);
	case 'u':
		return take_time(value, &r->query.to_ns, ei);
	default:
		return c->take(r, option, value, ei);
	}
}

int
evidence_options(const struct evidence_command *c, int argc, char **argv,
    struct evidence_request *r)
{
	struct errinfo ei = { 0 };
	int option, rc;

	while ((option = getopt_long(argc, argv, c->shorts, c->options,
	    NULL)) != -1) {
		if (option == 'h')
			return 1 + c->usage(stdout, COMMAND_OK);
		rc = take_option(c, r, option, optarg, &ei);
		if (rc == ERR_NOTFOUND)
			return 1 + c->usage(stderr, COMMAND_FAILED);
		if (rc != 0)
			return 1 + command_fail(c->name, &ei);
	}
	if (optind >= argc)
		return 1 + c->usage(stderr, COMMAND_FAILED);
	r->args = argv + optind + 1;
	r->nargs = argc - optind - 1;
	return 0;
}
