#include "inspect/names/names.h"

#include "base/mem.h"
#include "inspect/names/cue.h"
#include "inspect/names/cue_label.h"
#include "inspect/names/cue_table.h"
#include "inspect/names/mend.h"
#include "inspect/names/thing.h"

enum {
	CAPITALS_LEAST = 70,
	SURE = 78	/* of a hundred are right: scores 80 */
};

struct names {
	struct weights *w;
	struct cue_table cues;
	struct thing_table things;
};

int
names_open(const char *path, struct names **ret, struct errinfo *ei)
{
	struct names *n = mem_calloc(1, sizeof(*n));
	int err;

	if (n == NULL)
		return errinfo_set(ei, ERR_NOMEM, "names: %s",
		    err_text(ERR_NOMEM));
	err = weights_read(path, &n->w, ei);
	if (err != 0) {
		names_close(n);
		return err;
	}
	cue_table_init(&n->cues, &n->w->lexicon);
	thing_table_init(&n->things);
	*ret = n;
	return 0;
}

void
names_close(struct names *n)
{
	if (n == NULL)
		return;
	weights_free(n->w);
	mem_free(n);
}

const struct weights *
names_weights(const struct names *n)
{
	return n->w;
}

int
names_kind(struct sv word)
{
	static const char words[KIND_COUNT][16] = { "person", "place",
		"organisation" };

	for (int i = 0; i < KIND_COUNT; i++)
		if (sv_eq(word, sv_cstr(words[i])))
			return i;
	return -1;
}

struct run {
	struct cue cue;
	struct mend mend;
	const struct names *names;
	struct sv text;
	const struct names_sink *sink;
};

/*
 * Does a zero-width space (U+200B) stand in it or at its side? It cuts words
 * into pieces that look like names; the text without it is read too (unfold.h).
 */
static bool
is_cut(const struct run *r, const struct tagger_span *span)
{
	const struct sv space = SV("\xe2\x80\x8b");
	size_t from = span->start > space.len ? span->start - space.len : 0;

	return sv_find(sv_slice(r->text, from, span->end + space.len),
	    space) >= 0;
}

/*
 * A person that somebody may act on is asked for words that no person is called
 * by; what is less sure is so already.
 */
static bool
is_named(const struct run *r, struct tagger_span *span)
{
	return span->kind != KIND_PERSON || span->score < SURE ||
	    (!is_cut(r, span) && thing_mend(&r->names->things,
	    &r->names->w->lexicon, r->text, span));
}

static void
found(void *ctx, const struct tagger_span *span)
{
	struct run *r = ctx;
	struct tagger_span mended = *span, last;

	/* Acronyms are many, in program text above all. */
	if (span->capitals && span->score < CAPITALS_LEAST)
		return;
	/* Twice: what is no name is not remembered, and may become longer. */
	if (!is_named(r, &mended))
		return;
	last = mended;
	if (mend_span(&r->mend, &mended) && ((mended.start == last.start &&
	    mended.end == last.end && mended.kind == last.kind) ||
	    is_named(r, &mended)))
		r->sink->found(r->sink->ctx, &mended);
}

/* What a label says is believed of one word, whatever it is. */
static void
led(void *ctx, const struct tagger_span *span)
{
	struct run *r = ctx;
	struct tagger_span mended = *span;

	if (sv_find_char(sv_slice(r->text, span->start, span->end), ' ') < 0 ||
	    is_named(r, &mended))
		r->sink->found(r->sink->ctx, &mended);
}

static bool
passed(void *ctx, struct feature_piece *piece)
{
	struct run *r = ctx;

	return cue_pass(&r->cue, piece);
}

/* Without what ends its last line, which says nothing of the last word. */
static struct sv
trim_end(struct sv text)
{
	while (text.len > 0 && memchr(" \t\r\n", text.ptr[text.len - 1],
	    4) != NULL)
		text.len--;
	return text;
}

void
names_scan(const struct names *n, struct sv text, struct sv label,
    const struct names_sink *sink)
{
	struct run r;
	const struct names_sink cues = { .ctx = &r, .found = led };
	const struct cue_text in = { &n->cues, n->w, &cues, trim_end(text) };
	const struct tagger_words words = { n->cues.heeded, n->cues.asked,
		sink->probe, sink->probed, sink->ctx };
	const struct tagger_hooks hooks = { &r, found, NULL, passed, &words };

	if (in.text.len < NAMES_LEAST)
		return;
	r.names = n;
	r.text = in.text;
	r.sink = sink;
	cue_begin(&r.cue, &in, label);
	mend_begin(&r.mend, n->w, in.text);
	tagger_run(n->w, in.text, LANG_NONE, &hooks);
	cue_end(&r.cue);
	mend_end(&r.mend, sink->found, sink->ctx);
}

bool
names_labelled(const struct names *n, struct sv text, struct sv label,
    const struct names_sink *sink)
{
	struct run r;
	const struct names_sink cues = { .ctx = &r, .found = led };
	const struct cue_text in = { &n->cues, n->w, &cues, text };
	struct cue_labels labels;

	if (text.len < NAMES_LEAST)
		return true;
	r.names = n;
	r.text = text;
	r.sink = sink;
	return cue_label_begin(&labels, &in, label);
}
