/*
 * What is looked for in the answer: the tokens and surrogates that this
 * request left with, surrogates in the other ways that a model may write them,
 * and those of earlier requests.
 */
#include "base/err.h"
#include "govern/form.h"
#include "govern/occurrence.h"
#include "proxy/txn_answer.h"
#include "proxy/txn_state.h"
#include "proxy/worker.h"

/* Surrogates written otherwise, and their values written so. */
struct respelt {
	struct sv *texts, *values;
	size_t n;
};

static int
add_made(struct txn *t)
{
	const struct keeper_tokens *k = &t->tokens;
	struct token_book *book = &t->answer.book;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < t->assessment.nvalues; i++) {
		struct sv value = t->assessment.values[i].text;

		if (k->surrogates[i].len > 0)
			rc = token_book_add_surrogate(book,
			    k->surrogates[i], value);
		else if (k->texts[i].len > 0)
			rc = token_book_add(book, k->texts[i], value);
	}
	return rc;
}

static int
respell(struct txn *t, size_t value, struct respelt *r)
{
	const struct assess_value *v = &t->assessment.values[value];
	struct sv class_name = detect_class_name(t->worker->engine->detect,
	    v->class_id), text = t->tokens.surrogates[value];
	char s[FORM_SPELT_MAX], w[FORM_SPELT_MAX];
	int rc = 0;

	for (unsigned way = 0; rc == 0 && way < FORM_SPELLINGS; way++) {
		size_t len = form_respell(class_name, text, way, s);

		if (len == 0 || sv_eq(sv_make(s, len), text))
			continue;
		r->texts[r->n] = arena_dup(&t->arena, sv_make(s, len));
		len = form_respell(class_name, v->text, way, w);
		r->values[r->n] = arena_dup(&t->arena, sv_make(w, len));
		if (r->texts[r->n].ptr == NULL || r->values[r->n].ptr == NULL)
			rc = ERR_NOMEM;
		r->n++;
	}
	return rc;
}

/* Add them, but none that the request holds already as something else. */
static int
add_respelt(struct txn *t, const struct respelt *r)
{
	struct occurrence_texts texts = { r->texts,
		arena_zalloc(&t->arena, r->n + 1, sizeof(bool)), r->n };
	size_t count;
	int rc;

	if (texts.hit == NULL)
		return ERR_NOMEM;
	rc = occurrence_lookalikes(&t->arena, &t->doc, &t->assessment, &texts,
	    &count);
	for (size_t i = 0; rc == 0 && i < r->n; i++) {
		if (texts.hit[i])
			continue;
		rc = token_book_add_surrogate(&t->answer.book, r->texts[i],
		    r->values[i]);
		/* As it was made it counts more than as it may be written. */
		if (rc == ERR_CONFLICT)
			rc = 0;
	}
	return rc;
}

static int
add_other_spellings(struct txn *t)
{
	size_t max = t->tokens.nsurrogates * FORM_SPELLINGS + 1;
	struct respelt r = {
		.texts = arena_zalloc(&t->arena, max, sizeof(struct sv)),
		.values = arena_zalloc(&t->arena, max, sizeof(struct sv)),
	};
	int rc = r.texts == NULL || r.values == NULL ? ERR_NOMEM : 0;

	for (size_t i = 0; rc == 0 && i < t->assessment.nvalues; i++)
		if (t->tokens.surrogates[i].len > 0)
			rc = respell(t, i, &r);
	return rc != 0 ? rc : add_respelt(t, &r);
}

int
txn_fill_book(struct txn *t)
{
	const struct keeper_tokens *k = &t->tokens;
	int rc = 0;

	token_book_init(&t->answer.book, &t->arena);
	if (k->texts == NULL)
		return 0;		/* the keeper was not asked */
	rc = add_made(t);
	if (rc == 0 && k->nsurrogates > 0)
		rc = add_other_spellings(t);
	for (size_t i = 0; rc == 0 && i < k->nrecent; i++)
		if (k->recent[i].text.len > 0)
			rc = token_book_add_recent(&t->answer.book,
			    k->recent[i].text, k->recent[i].key);
	return rc;
}
