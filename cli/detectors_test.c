/*
 * `exeat detectors test`: the examples of packs, against an engine made of
 * these packs. In a positive example the finding stands between << and >>; in
 * a negative one there is no finding of the detector's class.
 */
#include <stdio.h>

#include "base/json_write.h"
#include "cli/command.h"
#include "cli/detectors.h"
#include "cli/packs.h"
#include "inspect/detect.h"

enum { SCAN_BYTES = 64 * 1024 * 1024, OUTPUT_MAX = 1 << 28 };

struct run {
	const struct packs *packs;
	struct detect_engine *engine;
	bool json;
	struct buf out, text;
	struct json_write w;
	size_t passed, failed;
};

/* An example without its marks, and where they stood. */
struct example {
	struct sv text;
	size_t start, end;
	bool marked;
};

static struct example
read_example(struct run *r, struct sv written, bool positive)
{
	ptrdiff_t open = sv_find(written, SV("<<"));
	ptrdiff_t close = sv_find(written, SV(">>"));
	struct example e = { .text = written };

	if (!positive || open < 0 || close < open)
		return e;
	buf_reset(&r->text);
	buf_add_sv(&r->text, sv_slice(written, 0, (size_t)open));
	e.start = r->text.len;
	buf_add_sv(&r->text, sv_slice(written, (size_t)open + 2,
	    (size_t)close));
	e.end = r->text.len;
	buf_add_sv(&r->text, sv_slice(written, (size_t)close + 2,
	    written.len));
	e.text = buf_sv(&r->text);
	e.marked = true;
	return e;
}

/* Say what is wrong in one line, with what was found there. */
static void
add_fault(struct run *r, const struct findings *f, const char *what,
    struct buf *out)
{
	buf_add_cstr(out, what);
	for (size_t i = 0; i < f->count; i++)
		buf_addf(out, "%s%.*s [%u, %u) by %.*s", i == 0 ? "; found " :
		    ", ", SV_ARG(detect_class_name(r->engine,
		    f->items[i].class_id)), f->items[i].start,
		    f->items[i].end, SV_ARG(detect_detector_name(r->engine,
		    f->items[i].detector)));
}

/* Is the example as it should be? Else why not, in `out`. An error code. */
static int
judge(struct run *r, const struct pack_detector *d, struct sv written,
    bool positive, struct buf *out)
{
	struct example e = read_example(r, written, positive);
	struct field field = { .text = e.text };
	bool exact = false, there = false;
	uint16_t class_id = 0;
	struct findings f = { NULL, 0 };
	struct arena a;
	int rc;

	if (positive && !e.marked) {
		buf_add_cstr(out, "no << and >> around what is to be found");
		return 0;
	}
	arena_init(&a, SCAN_BYTES);
	rc = detect_class_find(r->engine, d->class_name, &class_id);
	if (rc == 0)
		rc = detect_scan(r->engine, &a, &field, 1, &f);
	for (size_t i = 0; rc == 0 && i < f.count; i++) {
		if (f.items[i].class_id != class_id)
			continue;
		there = true;
		exact = exact || (f.items[i].start == e.start &&
		    f.items[i].end == e.end);
	}
	if (rc == 0 && positive && !exact)
		add_fault(r, &f, "not found where it stands", out);
	else if (rc == 0 && !positive && there)
		add_fault(r, &f, "something is found", out);
	arena_done(&a);
	return rc;
}

static void
report(struct run *r, const struct packs_entry *e,
    const struct schema_text *written, struct sv fault)
{
	if (fault.len == 0) {
		r->passed++;
		return;
	}
	r->failed++;
	if (!r->json) {
		buf_addf(&r->out, "%s:%u: %.*s: \"%.*s\": %.*s\n",
		    written->mark.file, written->mark.line, SV_ARG(e->name),
		    SV_ARG(written->text), SV_ARG(fault));
		return;
	}
	json_write_object(&r->w);
	json_write_member(&r->w, "file", sv_cstr(written->mark.file));
	json_write_key(&r->w, "line");
	json_write_u64(&r->w, written->mark.line);
	json_write_member(&r->w, "detector", e->name);
	json_write_member(&r->w, "example", written->text);
	json_write_member(&r->w, "fault", fault);
	json_write_object_end(&r->w);
}

static int
run_examples(struct run *r, const struct packs_entry *e, bool positive)
{
	const struct schema_texts *t = positive ? &e->detector->positive :
	    &e->detector->negative;
	struct buf fault;
	int rc = 0;

	buf_init(&fault, OUTPUT_MAX);
	for (size_t i = 0; i < t->count && rc == 0; i++) {
		buf_reset(&fault);
		rc = judge(r, e->detector, t->items[i].text, positive,
		    &fault);
		if (rc == 0)
			report(r, e, &t->items[i], buf_sv(&fault));
	}
	buf_done(&fault);
	return rc;
}

static int
run_all(struct run *r)
{
	int rc = 0;

	json_write_init(&r->w, &r->out);
	if (r->json) {
		json_write_object(&r->w);
		json_write_key(&r->w, "failures");
		json_write_array(&r->w);
	}
	for (size_t i = 0; i < r->packs->count && rc == 0; i++) {
		rc = run_examples(r, &r->packs->entries[i], true);
		if (rc == 0)
			rc = run_examples(r, &r->packs->entries[i], false);
	}
	if (r->json) {
		json_write_array_end(&r->w);
		json_write_key(&r->w, "passed");
		json_write_u64(&r->w, r->passed);
		json_write_key(&r->w, "failed");
		json_write_u64(&r->w, r->failed);
		json_write_object_end(&r->w);
		buf_add_char(&r->out, '\n');
	} else {
		buf_addf(&r->out, "%zu passed, %zu failed\n", r->passed,
		    r->failed);
	}
	if (rc == 0)
		rc = r->json ? json_write_end(&r->w) : buf_err(&r->out);
	if (rc == 0 && fwrite(r->out.ptr, 1, r->out.len, stdout) !=
	    r->out.len)
		rc = ERR_IO;
	return rc;
}

int
detectors_test(const struct detectors_request *q, const char *const *packs,
    size_t npacks, struct errinfo *ei)
{
	struct detect_config config = { .packs = packs, .npacks = npacks };
	struct run r = { .json = q->json };
	struct packs p;
	int rc = packs_open(packs, npacks, &p, ei);

	buf_init(&r.out, OUTPUT_MAX);
	buf_init(&r.text, OUTPUT_MAX);
	r.packs = &p;
	if (rc == 0)
		rc = detect_open(&config, &r.engine, ei);
	if (rc == 0) {
		rc = run_all(&r);
		if (rc != 0)
			(void)detectors_failed(rc, ei);
	}
	detect_close(r.engine);
	packs_done(&p);
	buf_done(&r.text);
	buf_done(&r.out);
	if (rc != 0)
		return rc;
	if (r.passed + r.failed == 0) {
		errinfo_at(ei, packs[0], 0, 0);
		return errinfo_set(ei, ERR_NOTFOUND, "no detector there has "
		    "an example; nothing was tested");
	}
	return r.failed > 0 ? COMMAND_REFUSED : COMMAND_OK;
}
