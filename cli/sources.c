#include "cli/sources.h"

#include <errno.h>
#include <fnmatch.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

/* A walk through one folder. */
struct walk {
	const struct sources *s;
	const struct sources_sink *sink;
	struct errinfo *ei;
	size_t below;		/* bytes of the path before what is below */
	bool stopped;
	int err;		/* the first one */
};

static bool
is_folder(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	    S_ISDIR(st.st_mode);
}

bool
sources_are_many(const struct sources *s)
{
	return s->npaths > 1 || (s->npaths == 1 && is_folder(s->paths[0]));
}

static bool
matches(const char *const *globs, size_t count, const char *below,
    const char *name)
{
	for (size_t i = 0; i < count; i++) {
		bool whole = strchr(globs[i], '/') != NULL;

		if (fnmatch(globs[i], whole ? below : name,
		    whole ? FNM_PATHNAME : 0) == 0)
			return true;
	}
	return false;
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void
failed(struct walk *w, const char *path, int number)
{
	int err = number == ENOENT ? ERR_NOTFOUND : ERR_IO;

	if (!w->sink->skipped(w->sink->ctx, path, strerror(number)))
		w->stopped = true;
	if (w->err != 0)
		return;
	errinfo_at(w->ei, path, 0, 0);
	w->err = errinfo_set(w->ei, err, "%s", strerror(number));
}

static const char *
below(const struct walk *w, const FTSENT *e)
{
	const char *rest = e->fts_path + w->below;

	return *rest == '/' ? rest + 1 : rest;
}

static void
visit_file(struct walk *w, const FTSENT *e)
{
	const struct sources *s = w->s;
	const char *rest = below(w, e);

	if (matches(s->exclude, s->nexclude, rest, e->fts_name) ||
	    (s->ninclude > 0 &&
	    !matches(s->include, s->ninclude, rest, e->fts_name)))
		return;
	if (!w->sink->file(w->sink->ctx, e->fts_path, true))
		w->stopped = true;
}

static void
visit(struct walk *w, FTS *fts, FTSENT *e)
{
	switch (e->fts_info) {
	case FTS_F:
		visit_file(w, e);
		break;
	case FTS_D:
		if (e->fts_level > 0 && matches(w->s->exclude, w->s->nexclude,
		    below(w, e), e->fts_name))
			(void)fts_set(fts, e, FTS_SKIP);
		break;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		failed(w, e->fts_path, e->fts_errno);
		break;
	case FTS_SL:
	case FTS_SLNONE:
		if (!w->sink->skipped(w->sink->ctx, e->fts_path,
		    "a link, not followed"))
			w->stopped = true;
		break;
	case FTS_DEFAULT:
		if (!w->sink->skipped(w->sink->ctx, e->fts_path,
		    "not a regular file"))
			w->stopped = true;
		break;
	default:
		break;
	}
}

static void
walk_folder(struct walk *w, char *path)
{
	char *paths[] = { path, NULL };
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW |
	    FTS_NOCHDIR, by_name);
	FTSENT *e;

	if (fts == NULL) {
		failed(w, path, errno);
		return;
	}
	w->below = strlen(path);
	while (!w->stopped && (e = fts_read(fts)) != NULL)
		visit(w, fts, e);
	(void)fts_close(fts);
}

int
sources_each(const struct sources *s, const struct sources_sink *sink,
    struct errinfo *ei)
{
	struct walk w = { .s = s, .sink = sink, .ei = ei };

	for (size_t i = 0; i < s->npaths && !w.stopped; i++) {
		if (is_folder(s->paths[i]))
			walk_folder(&w, s->paths[i]);
		else if (!sink->file(sink->ctx, s->paths[i], false))
			w.stopped = true;
	}
	return w.err;
}
