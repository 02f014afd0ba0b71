#include "inspect/detect.h"

#include "base/ascii.h"
#include "base/mem.h"
#include "inspect/terms/allow.h"
#include "inspect/build.h"
#include "inspect/consensus.h"
#include "inspect/body/document.h"
#include "inspect/engine.h"
#include "inspect/explain.h"
#include "inspect/field_label.h"
#include "inspect/grid/scan_header.h"
#include "inspect/unfold/normal_value.h"
#include "inspect/overlap.h"
#include "inspect/scan.h"
#include "inspect/unfold/split.h"

enum { CANONICAL_BYTES = 16 * 1024 * 1024 };	/* to undo a disguise */

int
detect_open(const struct detect_config *config,
    struct detect_engine **ret_engine, struct errinfo *ei)
{
	struct detect_engine *e = mem_calloc(1, sizeof(*e));
	int err;

	if (e == NULL)
		return errinfo_set(ei, ERR_NOMEM, "no memory for detectors");
	err = build_engine(e, config, ei);
	if (err == 0 && config->history_bytes > 0) {
		err = history_new(config->history_bytes, &e->history);
		if (err != 0)
			(void)errinfo_set(ei, err, "history: %s",
			    err_text(err));
	}
	if (err != 0) {
		detect_close(e);
		return err;
	}
	*ret_engine = e;
	return 0;
}

void
detect_close(struct detect_engine *engine)
{
	if (engine == NULL)
		return;
	build_undo(engine);
	history_free(engine->history);
	mem_free(engine);
}

static int
scan_all(struct scan *s, const struct consensus_body *b, struct findings *ret)
{
	struct scan_header header = { .field = 0 };
	int err;

	ASSERT(b->nfields <= UINT32_MAX);
	for (size_t i = 0; i < b->nfields && s->err == 0; i++)
		scan_header_field(s, &header, b->fields, (uint32_t)i,
		    field_label_of(b->fields, b->nfields, i));
	consensus_apply(s, b);
	if (s->err == 0)
		split_scan(s, b->fields, b->nfields);
	err = s->err;
	if (err == 0)
		err = overlap_yield(s->engine, s->arena, s->items, &s->count);
	if (err == 0)
		err = overlap_resolve(s->arena, s->items, &s->count);
	if (err != 0)
		return err;
	ret->items = s->items;
	ret->count = s->count;
	return 0;
}

static int
leave_allowed(const struct detect_engine *engine, const struct field *fields,
    struct findings *found)
{
	return engine->allow == NULL ? 0 : allow_filter(engine->allow, engine,
	    fields, found);
}

/* Where a scan's answers go; `why` and `stops` may be NULL. */
struct detect_out {
	struct findings *found;
	struct explain *why;
	struct detect_stops *stops;
};

static int
detect(struct scan *s, const struct consensus_body *b,
    const struct detect_out *out)
{
	struct explain why = { .near = out->why != NULL && out->why->near };
	int err;

	s->explain = out->why == NULL ? NULL : &why;
	err = scan_all(s, b, out->found);
	if (err == 0 && s->stops.count > 0 && out->stops == NULL)
		err = ERR_LIMIT;
	if (err != 0)
		return err;
	if (out->why != NULL) {
		explain_settle(&why, out->found);
		*out->why = why;
	}
	if (out->stops != NULL)
		*out->stops = s->stops;
	return leave_allowed(s->engine, b->fields, out->found);
}

int
detect_scan(const struct detect_engine *engine, struct arena *arena,
    const struct field *fields, size_t nfields, struct findings *ret)
{
	struct scan s = { .engine = engine, .arena = arena };
	const struct consensus_body b = { fields, nfields, NULL };

	return detect(&s, &b, &(struct detect_out){ ret, NULL, NULL });
}

int
detect_explain(const struct detect_engine *engine, struct arena *arena,
    const struct field *fields, size_t nfields, struct findings *ret,
    struct explain *ret_why)
{
	struct scan s = { .engine = engine, .arena = arena };
	const struct consensus_body b = { fields, nfields, NULL };

	return detect(&s, &b, &(struct detect_out){ ret, ret_why, NULL });
}

int
detect_document(const struct detect_engine *engine, struct arena *arena,
    const struct document *doc, struct findings *ret, struct explain *ret_why,
    struct detect_stops *ret_stops)
{
	struct scan s = { .engine = engine, .arena = arena };
	const struct consensus_body b = { doc->fields, doc->nfields, doc };

	return detect(&s, &b, &(struct detect_out){ ret, ret_why, ret_stops });
}

size_t
detect_class_count(const struct detect_engine *engine)
{
	return engine->nclasses;
}

struct sv
detect_class_name(const struct detect_engine *engine, uint16_t class_id)
{
	ASSERT(class_id < engine->nclasses);
	return engine->classes[class_id].name;
}

int
detect_class_find(const struct detect_engine *engine, struct sv name,
    uint16_t *ret_class_id)
{
	for (size_t i = 0; i < engine->nclasses; i++) {
		if (!sv_eq(engine->classes[i].name, name))
			continue;
		*ret_class_id = (uint16_t)i;
		return 0;
	}
	return ERR_NOTFOUND;
}

size_t
detect_detector_count(const struct detect_engine *engine)
{
	return engine->ndetectors;
}

struct sv
detect_detector_name(const struct detect_engine *engine, uint16_t detector)
{
	ASSERT(detector < engine->ndetectors);
	return engine->detectors[detector].name;
}

struct sv
detect_detector_class(const struct detect_engine *engine, uint16_t detector)
{
	ASSERT(detector < engine->ndetectors);
	return detect_class_name(engine,
	    engine->detectors[detector].class_id);
}

/* The two bytes of a letter of Greek or Cyrillic. */
static bool
is_other_letter(struct sv value, size_t i)
{
	return i + 1 < value.len && (unsigned char)value.ptr[i] >= 0xce &&
	    (unsigned char)value.ptr[i] <= 0xd3;
}

/* Greek capitals that cards show in Latin too are these; others stay. */
static void
add_other_letter(const char *letter, struct buf *out)
{
	static const char latin[] = "AB  EZH IK MN O P  TY X";
	unsigned place = (unsigned char)letter[1] - 0x91u;

	if ((unsigned char)letter[0] == 0xce && place < sizeof(latin) - 1 &&
	    latin[place] != ' ')
		buf_add_char(out, latin[place]);
	else
		buf_add_sv(out, sv_make(letter, 2));
}

static void
add_compact(struct sv value, bool letters, struct buf *out)
{
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (letters && is_other_letter(value, i)) {
			add_other_letter(value.ptr + i++, out);
			continue;
		}
		if (ascii_is_lower(c))
			c = (char)(c - 'a' + 'A');
		if (ascii_is_digit(c) || (letters && ascii_is_upper(c)))
			buf_add_char(out, c);
	}
}

static void
add_lower(struct sv value, struct buf *out)
{
	for (size_t i = 0; i < value.len; i++)
		buf_add_char(out, ascii_is_upper(value.ptr[i]) ?
		    (char)(value.ptr[i] - 'A' + 'a') : value.ptr[i]);
}

/* "0049 (0)30 12" and "+49 30 12" are one number. */
static void
add_phone(struct sv value, struct buf *out)
{
	bool international = true;
	ptrdiff_t zero;

	if (sv_starts(value, SV("00")))
		value = sv_slice(value, 2, value.len);
	else
		international = sv_find_char(sv_slice(value, 0, 2), '+') >= 0;
	if (!international) {
		add_compact(value, false, out);
		return;
	}
	buf_add_char(out, '+');
	zero = sv_find(value, SV("(0)"));
	if (zero >= 0) {
		add_compact(sv_slice(value, 0, (size_t)zero), false, out);
		value = sv_slice(value, (size_t)zero + 3, value.len);
	}
	add_compact(value, false, out);
}

/* An IBAN with an O for a 0 is the one it was meant to be. */
static void
add_iban(struct sv value, struct buf *out)
{
	size_t before = out->len;
	char mended[VALIDATE_IBAN_MAX];
	struct validate_input in;

	add_compact(value, true, out);
	in.text = in.compact = sv_slice(buf_sv(out), before, out->len);
	if (buf_err(out) != 0 || validate_iban(&in) != GRADE_NONE ||
	    !validate_iban_mend(in.compact, mended))
		return;
	buf_truncate(out, before);
	buf_add(out, mended, in.compact.len);
}

/* "RT nr. 123456" and "RT 123456" are one: words between say nothing. */
static void
add_series(struct sv value, struct buf *out)
{
	size_t letters = 0;

	while (letters < value.len && ascii_is_letter(value.ptr[letters]))
		letters++;
	add_compact(sv_slice(value, 0, letters), true, out);
	add_compact(sv_slice(value, letters, value.len), false, out);
}

static void
add_canonical(enum canonical canonical, struct sv value, struct buf *out)
{
	switch (canonical) {
	case CANONICAL_EXACT:
		buf_add_sv(out, value);
		break;
	case CANONICAL_LOWER:
		add_lower(value, out);
		break;
	case CANONICAL_COMPACT:
		add_compact(value, true, out);
		break;
	case CANONICAL_DIGITS:
		add_compact(value, false, out);
		break;
	case CANONICAL_PHONE:
		add_phone(value, out);
		break;
	case CANONICAL_IBAN:
		add_iban(value, out);
		break;
	case CANONICAL_SERIES:
		add_series(value, out);
		break;
	}
}

/* Could `value` be written in another way than its class is? */
static bool
may_be_disguised(enum canonical canonical, struct sv value)
{
	bool digit = false, at = false;

	if (canonical == CANONICAL_EXACT)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if ((unsigned char)c >= 0x80 || c == '&' || c == '%' ||
		    c == '\\' || c == '=')
			return true;
		digit = digit || ascii_is_digit(c);
		at = at || c == '@';
	}
	return canonical == CANONICAL_LOWER ? !at : !digit ||
	    value.len >= UNFOLD_RUN;
}

void
detect_canonical(const struct detect_engine *engine, uint16_t class_id,
    struct sv value, struct buf *out)
{
	enum canonical canonical;
	struct sv plain = value;
	size_t before = out->len;
	struct arena scratch;

	ASSERT(class_id < engine->nclasses);
	canonical = engine->classes[class_id].canonical;
	arena_init(&scratch, CANONICAL_BYTES);
	/* Without memory for it the value stands for itself. */
	if (may_be_disguised(canonical, value) &&
	    normal_value(value, &scratch, &plain) != 0)
		plain = value;
	add_canonical(canonical, plain, out);
	arena_done(&scratch);
	/* Not "nothing", which would be one value for all of them. */
	if (out->len == before)
		buf_add_sv(out, value);
}
