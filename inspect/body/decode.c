#include "inspect/body/decode.h"

#include "base/codec_brotli.h"
#include "base/codec_zlib.h"
#include "base/codec_zstd.h"
#include "base/err.h"
#include "base/mem.h"

enum coding { GZIP, DEFLATE, BROTLI, ZSTD };

static const struct {
	struct sv name;
	enum coding coding;
} codings[] = {
	{ SV_INIT("gzip"), GZIP },
	{ SV_INIT("x-gzip"), GZIP },
	{ SV_INIT("deflate"), DEFLATE },
	{ SV_INIT("br"), BROTLI },
	{ SV_INIT("zstd"), ZSTD },
};

const char decode_accepted[] = "gzip, deflate, br, zstd";

struct stage {
	enum coding coding;
	struct codec_zlib *zlib;
	struct codec_brotli *brotli;
	struct codec_zstd *zstd;
	struct buf out;		/* of every stage but the last */
	size_t produced;
};

/* Stage 0 undoes the coding that was applied last. */
struct decode {
	struct decode_limits limits;
	size_t received;
	size_t nstages;
	struct stage stages[DECODE_MAX_STAGES];
};

static int
stage_open(struct stage *s, enum coding coding, size_t max)
{
	s->coding = coding;
	buf_init(&s->out, max);
	switch (coding) {
	case GZIP:
		return codec_zlib_new(CODEC_ZLIB_GZIP, &s->zlib);
	case DEFLATE:
		return codec_zlib_new(CODEC_ZLIB_DEFLATE, &s->zlib);
	case BROTLI:
		return codec_brotli_new(&s->brotli);
	case ZSTD:
		break;
	}
	return codec_zstd_new(&s->zstd);
}

static int
stage_feed(struct stage *s, struct sv in, struct buf *out)
{
	switch (s->coding) {
	case GZIP:
	case DEFLATE:
		return codec_zlib_feed(s->zlib, in, out);
	case BROTLI:
		return codec_brotli_feed(s->brotli, in, out);
	case ZSTD:
		break;
	}
	return codec_zstd_feed(s->zstd, in, out);
}

static bool
stage_is_done(const struct stage *s)
{
	switch (s->coding) {
	case GZIP:
	case DEFLATE:
		return codec_zlib_is_done(s->zlib);
	case BROTLI:
		return codec_brotli_is_done(s->brotli);
	case ZSTD:
		break;
	}
	return codec_zstd_is_done(s->zstd);
}

static int
find_coding(struct sv name, enum coding *ret)
{
	for (size_t i = 0; i < NELEMS(codings); i++) {
		if (sv_eq_nocase(codings[i].name, name)) {
			*ret = codings[i].coding;
			return 0;
		}
	}
	return ERR_UNSUPPORTED;
}

static bool
is_nothing(struct sv name)
{
	return name.len == 0 || sv_eq_nocase(name, SV("identity"));
}

bool
decode_is_identity(struct sv list)
{
	while (list.ptr != NULL)
		if (!is_nothing(sv_trim(sv_cut(&list, ','))))
			return false;
	return true;
}

/* Read the list into `ret` in the order of undoing: the last one first. */
static int
read_list(struct sv list, enum coding ret[DECODE_MAX_STAGES], size_t *ret_n)
{
	enum coding coding;
	struct sv name;
	size_t n = 0;
	int err;

	while (list.ptr != NULL) {
		name = sv_trim(sv_cut(&list, ','));
		if (is_nothing(name))
			continue;
		err = find_coding(name, &coding);
		if (err != 0 || n == DECODE_MAX_STAGES)
			return ERR_UNSUPPORTED;
		for (size_t i = n; i > 0; i--)
			ret[i] = ret[i - 1];
		ret[0] = coding;
		n++;
	}
	*ret_n = n;
	return 0;
}

int
decode_new(struct sv content_encoding, struct decode_limits limits,
    struct decode **ret)
{
	enum coding list[DECODE_MAX_STAGES];
	struct decode *d;
	size_t n = 0;
	int err;

	err = read_list(content_encoding, list, &n);
	if (err != 0)
		return err;
	d = mem_calloc(1, sizeof(*d));
	if (d == NULL)
		return ERR_NOMEM;
	d->limits = limits;
	for (; err == 0 && d->nstages < n; d->nstages++)
		err = stage_open(&d->stages[d->nstages], list[d->nstages],
		    limits.bytes);
	if (err != 0) {
		decode_free(d);
		return err;
	}
	*ret = d;
	return 0;
}

void
decode_free(struct decode *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->nstages; i++) {
		codec_zlib_free(d->stages[i].zlib);
		codec_brotli_free(d->stages[i].brotli);
		codec_zstd_free(d->stages[i].zstd);
		buf_done(&d->stages[i].out);
	}
	mem_free(d);
}

/* What a stage may have produced in all, after so much was received. */
static size_t
allowance(const struct decode *d)
{
	size_t by_ratio;

	if (d->limits.ratio == 0 ||
	    !mem_mul(d->received, d->limits.ratio, &by_ratio))
		return d->limits.bytes;
	if (by_ratio < DECODE_RATIO_FLOOR)
		by_ratio = DECODE_RATIO_FLOOR;
	return by_ratio < d->limits.bytes ? by_ratio : d->limits.bytes;
}

/*
 * Run one stage with the maximum of `out` lowered for the time being, so that
 * the decoder itself stops at the limit.
 */
static int
run_stage(const struct decode *d, struct stage *s, struct sv in,
    struct buf *out)
{
	size_t max = out->max, before = out->len, left;
	int err;

	left = allowance(d) - s->produced;
	if (left < max - before)
		out->max = before + left;
	err = stage_feed(s, in, out);
	out->max = max;
	s->produced += out->len - before;
	return err;
}

int
decode_feed(struct decode *d, struct sv in, struct buf *out)
{
	struct buf *to;
	int err;

	d->received += in.len;
	if (d->nstages == 0) {
		buf_add_sv(out, in);
		return buf_err(out);
	}
	for (size_t i = 0; i < d->nstages; i++) {
		to = i + 1 == d->nstages ? out : &d->stages[i].out;
		err = run_stage(d, &d->stages[i], in, to);
		if (i > 0)
			buf_reset(&d->stages[i - 1].out);
		if (err != 0)
			return err;
		in = buf_sv(to);
	}
	return 0;
}

int
decode_finish(const struct decode *d)
{
	for (size_t i = 0; i < d->nstages; i++)
		if (!stage_is_done(&d->stages[i]))
			return ERR_TRUNCATED;
	return 0;
}

int
decode_body(struct sv content_encoding, struct sv body,
    struct decode_limits limits, struct arena *arena, struct sv *ret)
{
	struct decode *d = NULL;
	struct buf out;
	int err;

	if (decode_is_identity(content_encoding)) {
		if (body.len > limits.bytes)
			return ERR_LIMIT;
		*ret = body;
		return 0;
	}
	buf_init(&out, limits.bytes);
	err = decode_new(content_encoding, limits, &d);
	if (err == 0)
		err = decode_feed(d, body, &out);
	if (err == 0)
		err = decode_finish(d);
	if (err == 0) {
		*ret = arena_dup(arena, buf_sv(&out));
		err = ret->ptr == NULL ? ERR_NOMEM : 0;
	}
	decode_free(d);
	buf_done(&out);
	return err;
}
