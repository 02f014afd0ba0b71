/*
 * Any bytes as a body whose fields speak for countries; the first byte chooses
 * the media type. What is found is the same with history and without, asked why
 * or not, and what raised it lies in the body and did raise it.
 */
#include <stdint.h>

#include "base/err.h"
#include "inspect/body/document.h"
#include "inspect/detect.h"
#include "inspect/explain.h"
#include "inspect/grid/grid.h"
#include "tests/unit/inspect/packs_kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const types[] = {
	"application/json", "application/x-ndjson",
	"application/x-www-form-urlencoded", "multipart/form-data; boundary=b",
	"text/csv", "text/plain",
};

static struct detect_engine *
open_engine(size_t history_bytes)
{
	struct detect_engine *e = packs_kit_engine(
	    (struct detect_config){ .history_bytes = history_bytes });

	ASSERT(e != NULL);
	return e;
}

/* Cells of a table are fields of their own to a country. */
static bool
has_table(struct sv text)
{
	struct grid g = { .ncells = 0 };
	struct arena a;
	bool has;

	arena_init(&a, 1 << 28);
	ASSERT(grid_read(&g, &a, text) == 0);
	has = g.ncells > 0;
	arena_done(&a);
	return has;
}

static void
check_column(const struct explain_raise *r)
{
	ASSERT(r->passed >= 5 && r->passed <= r->cells &&
	    r->passed * 5 >= r->cells * 4 && (r->near | r->far) == 0);
}

static void
check_raises(const struct document *doc, const struct explain *x)
{
	for (size_t i = 0; i < x->nraises; i++) {
		const struct explain_raise *r = &x->raises[i];

		ASSERT(r->finding.field < doc->nfields &&
		    r->finding.end <= doc->fields[r->finding.field].text.len);
		ASSERT(r->before < r->finding.score);
		if (r->country == NULL) {
			check_column(r);
			continue;
		}
		ASSERT((r->near | r->far) != 0 && (r->near & r->far) == 0);
		/* Nothing in a text speaks for a candidate there. */
		for (unsigned k = 0; k < GROUNDS; k++)
			ASSERT(((r->near | r->far) & 1U << k) == 0 ||
			    (r->fields[k] < doc->nfields &&
			    (r->before >= DETECT_MIN_SCORE ||
			    r->fields[k] != r->finding.field ||
			    has_table(doc->fields[r->fields[k]].text))));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct detect_engine *plain, *known;
	struct document_input in = { .kind = DOCUMENT_REQUEST,
		.method = SV("POST") };
	struct findings once, again, why;
	struct explain x = { .near = true };
	struct document doc;
	struct arena a;

	if (size == 0)
		return 0;
	if (plain == NULL)
		plain = open_engine(0);
	if (known == NULL)
		known = open_engine(1 << 20);
	in.content_type = sv_cstr(types[data[0] % NELEMS(types)]);
	in.body = sv_make(data + 1, size - 1);
	arena_init(&a, 1 << 28);
	if (document_read(&doc, &a, &in) == 0) {
		ASSERT(detect_document(plain, &a, &doc, &once, NULL,
		    NULL) == 0);
		ASSERT(detect_document(plain, &a, &doc, &why, &x,
		    NULL) == 0);
		ASSERT(packs_kit_same(&once, &why));
		check_raises(&doc, &x);
		for (int i = 0; i < 2; i++) {
			ASSERT(detect_document(known, &a, &doc, &again,
			    NULL, NULL) == 0);
			ASSERT(packs_kit_same(&once, &again));
		}
	}
	arena_done(&a);
	return 0;
}
