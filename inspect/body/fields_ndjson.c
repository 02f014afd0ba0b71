#include "base/err.h"
#include "base/utf8.h"
#include "inspect/body/fields.h"
#include "inspect/body/text.h"
#include "inspect/body/layers.h"

/* A line that is no JSON: uncovered, but its text is looked at all the same. */
static int
add_bad_line(struct document *doc, uint32_t layer, size_t start, size_t end)
{
	struct sv line = sv_slice(doc->layers[layer].text, start, end);
	struct spot at = layers_spot(doc, layer, start, end);

	coverage_skip(&doc->coverage, COVERAGE_MALFORMED, line.len);
	return utf8_is_valid(line) ? layers_add_field(doc, &at, line) : 0;
}

static int
add_line(struct document *doc, uint32_t layer, size_t start, size_t end,
    uint32_t number, struct fields_names *rows)
{
	struct layers_mark mark = layers_mark(doc);
	uint32_t step;
	int err;

	err = layers_add_step(doc, doc->layers[layer].step,
	    doc->layers[layer].label, number, &step);
	if (err == 0)
		err = fields_json_range(doc, layer, start, end, step, rows);
	rows->begun = true;
	if (err != ERR_SYNTAX && err != ERR_LIMIT)
		return err;
	/* Half a row has no names. */
	rows->none = rows->none || number == 0;
	layers_rollback(doc, &mark);
	return add_bad_line(doc, layer, start, end);
}

int
fields_ndjson(struct document *doc, uint32_t layer)
{
	struct sv text = doc->layers[layer].text, rest = text, line;
	struct fields_names rows = { .count = 0 };
	uint32_t number = 0;
	size_t start;
	int err = 0;

	while (err == 0 && rest.ptr != NULL) {
		start = (size_t)(rest.ptr - text.ptr);
		line = sv_cut(&rest, '\n');
		if (sv_ends(line, SV("\r")))
			line.len--;
		if (sv_trim(line).len == 0)
			continue;
		err = add_line(doc, layer, start, start + line.len, number,
		    &rows);
		number++;
	}
	return err;
}
