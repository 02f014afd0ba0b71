/*
 * Any bytes as a text that normal forms are made of: the map back to it goes
 * forward only, stays inside and keeps characters whole, and a form of a form
 * is made as well as the first. The first byte says which form; where there is
 * none, wedges are left out.
 */
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "inspect/unfold/normal.h"
#include "inspect/unfold/normal_bytes.h"
#include "inspect/unfold/normal_dump.h"
#include "inspect/unfold/normal_mime.h"
#include "inspect/unfold/normal_run.h"
#include "inspect/unfold/normal_wedge.h"
#include "inspect/unfold/normal_words.h"
#include "tests/tap/tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
make(struct normal_form *f, struct arena *a, struct sv source, unsigned kind)
{
	bool made;

	*f = (struct normal_form){ .kind = (enum normal_form_kind)kind };
	made = normal_make(f, a, source, 0, source.len);
	ASSERT(f->err == 0);
	return made;
}

/* Every byte, and every beginning, is traced to a span of the source. */
static void
check(const struct normal_form *f)
{
	bool valid = utf8_is_valid(f->source) && utf8_is_valid(f->text);
	size_t before = f->from, reach = f->from;

	ASSERT(f->from <= f->to && f->to <= f->source.len);
	for (size_t at = 0; at < f->text.len; at++) {
		size_t start = at, end = at + 1, first = 0, last = at + 1;

		normal_back(f, &start, &end);
		normal_back(f, &first, &last);
		ASSERT(start >= before && start < end && end >= reach &&
		    end <= f->to && first >= f->from && last == end);
		ASSERT(!valid || !utf8_is_boundary(f->text, at) ||
		    utf8_is_boundary(f->source, start));
		ASSERT(!valid || !utf8_is_boundary(f->text, at + 1) ||
		    utf8_is_boundary(f->source, end));
		before = start;
		reach = end;
	}
	for (size_t i = 0; i < f->njoints; i++) {
		ASSERT(f->joints[i].start < f->joints[i].end &&
		    f->joints[i].end <= f->text.len);
		ASSERT(i == 0 || f->joints[i - 1].end <= f->joints[i].start);
		ASSERT(normal_agrees(f, f->joints[i].start,
		    f->joints[i].end));
		ASSERT(f->joints[i].end - f->joints[i].start < 2 ||
		    !normal_agrees(f, f->joints[i].start + 1,
		    f->joints[i].end));
	}
}

/* Lists of bytes and characters apart end inside, and looking goes on. */
static void
check_bytes(struct sv text)
{
	size_t start, end, tried;

	for (size_t at = 0; at < text.len && at < 64; at++) {
		end = normal_bytes_end(text, at, &tried);
		ASSERT(end <= text.len && tried > at &&
		    (end == 0 || end > at));
		start = at;
		end = normal_apart(text, at, &start);
		ASSERT(end <= text.len && (end == 0 || end > start));
	}
}

/* Dumps and words of mail end inside, and what is said to be one is read. */
static void
check_runs(struct sv text)
{
	struct buf out;
	size_t end;
	int err;

	buf_init(&out, 4 * text.len + 1);
	for (size_t at = 0; at < text.len && at < 64; at++) {
		end = normal_dump_end(text, at);
		ASSERT(end == 0 || (end > at && end <= text.len));
		buf_reset(&out);
		ASSERT(end == 0 || normal_dump_decode(sv_slice(text, at, end),
		    &out) == 0);
		end = normal_mime_end(text, at);
		ASSERT(end == 0 || (end > at && end <= text.len));
		buf_reset(&out);
		err = end == 0 ? 0 : normal_mime_decode(sv_slice(text, at,
		    end), &out);
		ASSERT((err == 0 || err == ERR_SYNTAX) &&
		    (err != 0 || utf8_is_valid(buf_sv(&out))));
		(void)normal_wedge_is_odd(text, at);
	}
	buf_done(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = sv_make(data, size);
	struct normal_form f;
	struct arena a;

	if (size == 0)
		return 0;
	arena_init(&a, 1 << 26);
	text = sv_slice(text, 1, size);
	check_bytes(text);
	check_runs(text);
	for (unsigned depth = 0; depth < 4; depth++) {
		if (!make(&f, &a, text, data[0] >> (2 * depth) & 3) &&
		    !make(&f, &a, text, NORMAL_FORM_WEDGES))
			continue;
		check(&f);
		text = f.text;
	}
	arena_done(&a);
	return 0;
}
