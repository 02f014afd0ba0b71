#define PCRE2_CODE_UNIT_WIDTH 8

#include "base/pcre.h"

#include <pcre2.h>
#include <stdbool.h>

#include "base/mem.h"

struct pcre {
	pcre2_code *code;
	pcre2_match_data *data;		/* scratch of the one match */
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

static int
compile_failed(struct errinfo *ei, int error, size_t offset)
{
	PCRE2_UCHAR text[160];

	if (error == PCRE2_ERROR_NOMEMORY)
		return errinfo_set(ei, ERR_NOMEM, "no memory for a pattern");
	if (pcre2_get_error_message(error, text, sizeof(text)) < 0)
		text[0] = '\0';
	if (ei != NULL && ei->column != 0)
		ei->column += (unsigned)offset;
	return errinfo_set(ei, ERR_SYNTAX,
	    "the pattern is wrong after %zu bytes: %s", offset,
	    (const char *)text);
}

static bool
matches_empty(const struct pcre *re)
{
	uint32_t empty = 0;

	return pcre2_pattern_info(re->code, PCRE2_INFO_MATCHEMPTY,
	    &empty) != 0 || empty != 0;
}

static int
prepare(struct pcre *re, struct errinfo *ei)
{
	if (matches_empty(re))
		return errinfo_set(ei, ERR_SYNTAX,
		    "the pattern can match the empty text; "
		    "make at least one part of it required");
	re->data = pcre2_match_data_create_from_pattern(re->code, NULL);
	re->context = pcre2_match_context_create(NULL);
	if (re->data == NULL || re->context == NULL)
		return errinfo_set(ei, ERR_NOMEM, "no memory for a pattern");
	(void)pcre2_set_match_limit(re->context, PCRE_STEPS);
	(void)pcre2_set_depth_limit(re->context, PCRE_DEPTH);
	(void)pcre2_set_heap_limit(re->context, PCRE_HEAP_KIB);
	/* Where the system forbids JIT the interpreter does the same work. */
	if (pcre2_jit_compile(re->code, PCRE2_JIT_COMPLETE) != 0)
		return 0;
	re->stack = pcre2_jit_stack_create(PCRE_STACK_BYTES, PCRE_STACK_BYTES,
	    NULL);
	if (re->stack == NULL)
		return errinfo_set(ei, ERR_NOMEM, "no memory for a pattern");
	pcre2_jit_stack_assign(re->context, NULL, re->stack);
	return 0;
}

int
pcre_new(struct sv pattern, unsigned flags, struct pcre **ret,
    struct errinfo *ei)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF |
	    PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT |
	    PCRE2_DOLLAR_ENDONLY;
	struct pcre *re;
	size_t offset = 0;
	int error = 0, err;

	if (pattern.len > PCRE_PATTERN_MAX)
		return errinfo_set(ei, ERR_SYNTAX,
		    "the pattern is longer than %d bytes", PCRE_PATTERN_MAX);
	if ((flags & PCRE_CASELESS) != 0)
		options |= PCRE2_CASELESS;
	re = mem_calloc(1, sizeof(*re));
	if (re == NULL)
		return errinfo_set(ei, ERR_NOMEM, "no memory for a pattern");
	re->code = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options,
	    &error, &offset, NULL);
	err = re->code == NULL ? compile_failed(ei, error, offset) :
	    prepare(re, ei);
	if (err != 0) {
		pcre_free(re);
		return err;
	}
	*ret = re;
	return 0;
}

void
pcre_free(struct pcre *re)
{
	if (re == NULL)
		return;
	pcre2_jit_stack_free(re->stack);
	pcre2_match_context_free(re->context);
	pcre2_match_data_free(re->data);
	pcre2_code_free(re->code);
	mem_free(re);
}

void
pcre_set_steps(struct pcre *re, uint32_t steps)
{
	(void)pcre2_set_match_limit(re->context, steps);
}

static int
translate(int rc)
{
	switch (rc) {
	case PCRE2_ERROR_NOMATCH:
		return ERR_NOTFOUND;
	case PCRE2_ERROR_NOMEMORY:
		return ERR_NOMEM;
	case PCRE2_ERROR_MATCHLIMIT:
	case PCRE2_ERROR_DEPTHLIMIT:
	case PCRE2_ERROR_HEAPLIMIT:
	case PCRE2_ERROR_JIT_STACKLIMIT:
		return ERR_LIMIT;
	default:
		return ERR_INVAL;
	}
}

/* The offset limit, not PCRE2_ANCHORED: with that option JIT is not used. */
static int
run(const struct pcre *re, struct sv subject, size_t at, size_t until)
{
	(void)pcre2_set_offset_limit(re->context, until);
	return pcre2_match(re->code, (PCRE2_SPTR)subject.ptr, subject.len, at,
	    PCRE2_NOTEMPTY, re->data, re->context);
}

/* The span of group 1 if it took part, else of everything. */
static struct pcre_span
span_of(const struct pcre *re, int groups)
{
	const PCRE2_SIZE *v = pcre2_get_ovector_pointer(re->data);

	if (groups > 1 && v[2] != PCRE2_UNSET && v[3] > v[2])
		return (struct pcre_span){ v[2], v[3] };
	return (struct pcre_span){ v[0], v[1] };
}

int
pcre_match_at(const struct pcre *re, struct sv subject, size_t at,
    struct pcre_span *ret)
{
	int rc;

	ASSERT(at <= subject.len);
	rc = run(re, subject, at, at);
	if (rc < 0)
		return translate(rc);
	*ret = span_of(re, rc);
	return 0;
}

int
pcre_find(const struct pcre *re, struct sv subject, struct pcre_span range,
    struct pcre_span *ret, size_t *ret_next)
{
	const PCRE2_SIZE *v;
	int rc;

	ASSERT(range.start <= range.end && range.end <= subject.len);
	rc = run(re, subject, range.start, range.end);
	if (rc < 0)
		return translate(rc);
	v = pcre2_get_ovector_pointer(re->data);
	*ret = span_of(re, rc);
	*ret_next = v[1] > range.start ? v[1] : range.start + 1;
	return 0;
}
