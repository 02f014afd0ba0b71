#include "inspect/unfold/normal.h"

#include <string.h>

#include "base/ascii.h"
#include "base/err.h"
#include "base/scan.h"
#include "inspect/unfold/normal_escape.h"
#include "inspect/unfold/normal_fold.h"
#include "inspect/unfold/normal_run.h"
#include "inspect/unfold/normal_wedge.h"
#include "inspect/unfold/normal_words.h"

enum { WORD_BYTES = 64 };	/* of a word that are looked at */

/* What is decoded has a text of its own; the others are written here. */
static void
begin(struct normal_form *f, struct arena *arena, struct sv source,
    size_t from, size_t to)
{
	ASSERT(from <= to && to <= source.len && to < UINT32_MAX);
	f->source = source;
	f->from = from;
	f->to = to;
	f->arena = arena;
	f->room = f->kind == NORMAL_FORM_RUN ? 0 : 2 * (to - from);
	f->out = arena_alloc(arena, f->room);
	f->err = f->out == NULL ? ERR_NOMEM : 0;
	f->text = sv_make(f->out, 0);
	f->pieces = NULL;
	f->npieces = f->cap = 0;
	f->joints = NULL;
	f->njoints = f->cap_joints = 0;
}

void
normal_whole(struct normal_form *f)
{
	f->pieces = arena_alloc(f->arena, sizeof(*f->pieces));
	if (f->pieces == NULL) {
		f->err = ERR_NOMEM;
		return;
	}
	f->pieces[0] = (struct normal_piece){ 0, (uint32_t)f->from,
		(uint32_t)f->text.len, (uint32_t)(f->to - f->from) };
	f->npieces = f->cap = 1;
}

void
normal_join(struct normal_form *f, size_t start)
{
	void *items = f->joints;

	if (f->err != 0)
		return;
	f->err = arena_vec_room(f->arena, &items, f->njoints, &f->cap_joints,
	    sizeof(*f->joints));
	if (f->err != 0)
		return;
	f->joints = items;
	f->joints[f->njoints++] = (struct normal_joint){ (uint32_t)start,
		(uint32_t)f->text.len };
}

/* The first joint that ends behind `at`. */
static size_t
joint_after(const struct normal_form *f, size_t at)
{
	size_t low = 0, high = f->njoints;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->joints[middle].end <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
normal_agrees(const struct normal_form *f, size_t start, size_t end)
{
	size_t first = joint_after(f, start), i = first;

	for (; i < f->njoints && f->joints[i].start < end; i++)
		if (f->joints[i].start < start || f->joints[i].end > end)
			return false;
	return i > first;
}

/* Where the source goes on if the last piece does. */
static size_t
next_source(const struct normal_form *f, const struct normal_piece *p)
{
	return p->source + (f->text.len - p->derived) / p->dunit * p->sunit;
}

static void
put(struct normal_form *f, size_t at, struct sv as, uint32_t dunit,
    uint32_t sunit)
{
	const struct normal_piece *last = f->npieces == 0 ? NULL :
	    &f->pieces[f->npieces - 1];
	void *items = f->pieces;

	if (f->err != 0)
		return;
	ASSERT(as.len > 0 && as.len <= f->room - f->text.len);
	if (last == NULL || last->dunit != dunit || last->sunit != sunit ||
	    next_source(f, last) != at) {
		f->err = arena_vec_room(f->arena, &items, f->npieces, &f->cap,
		    sizeof(*f->pieces));
		if (f->err != 0)
			return;
		f->pieces = items;
		f->pieces[f->npieces++] = (struct normal_piece){
			(uint32_t)f->text.len, (uint32_t)at, dunit, sunit };
	}
	memcpy(f->out + f->text.len, as.ptr, as.len);
	f->text.len += as.len;
}

void
normal_put(struct normal_form *f, size_t at, size_t bytes, struct sv as)
{
	if (as.len > 0)
		put(f, at, as, (uint32_t)as.len, (uint32_t)bytes);
}

void
normal_copy(struct normal_form *f, size_t at, size_t bytes)
{
	if (bytes > 0)
		put(f, at, sv_slice(f->source, at, at + bytes), 1, 1);
}

/* The piece that byte `at` of the text is in. */
static const struct normal_piece *
piece_of(const struct normal_form *f, size_t at)
{
	size_t low = 0, high = f->npieces;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (f->pieces[middle].derived <= at)
			low = middle;
		else
			high = middle;
	}
	return &f->pieces[low];
}

void
normal_back(const struct normal_form *f, size_t *start, size_t *end)
{
	const struct normal_piece *first = piece_of(f, *start);
	const struct normal_piece *last = piece_of(f, *end - 1);

	ASSERT(*start < *end && *end <= f->text.len);
	*start = first->source +
	    (*start - first->derived) / first->dunit * first->sunit;
	*end = last->source +
	    ((*end - 1 - last->derived) / last->dunit + 1) * last->sunit;
}

/* Read what stands for something else at `at`; false: it is as it is. */
static bool
read_unit(struct sv text, size_t at, enum normal_word word,
    struct normal_unit *u)
{
	unsigned char c = (unsigned char)text.ptr[at];

	u->bytes = 1;
	if (normal_escape_begins((char)c))
		return normal_escape_read(text, at, u) && at + u->bytes <=
		    text.len;
	/* Greek, Cyrillic, Armenian: known for the whole word. */
	if (c >= 0xce && c <= 0xd6)
		return normal_fold_letter(text, at, word, u);
	if (c >= 0x80)
		return normal_fold_read(text, at, u);
	return word == NORMAL_WORD_CYRILLIC &&
	    normal_fold_letter(text, at, word, u);
}

/* Are there letters of another script in the word that begins at `at`? */
static bool
is_mixed(struct sv text, size_t at)
{
	size_t end = at;

	for (; end < text.len && end - at < WORD_BYTES &&
	    ascii_is_word(text.ptr[end]); end++) {
		unsigned char c = (unsigned char)text.ptr[end];

		if ((c >= 0xcd && c <= 0xd6) || c == 0xe1)
			return true;
	}
	return false;
}

/*
 * The first byte from `at` on, where no word goes on, that may stand for
 * something else, or the beginning of its word.
 */
static size_t
skip_plain(struct sv text, size_t at)
{
	size_t end = at + scan_latin(text.ptr + at, text.len - at);

	/* Its second byte told. */
	if (end > at && end < text.len &&
	    ((unsigned char)text.ptr[end] & 0xc0) == 0x80)
		end--;
	while (end > at && end < text.len && ascii_is_word(text.ptr[end - 1]))
		end--;
	return end;
}

/* Characters folded, escapes decoded. False if nothing changed. */
static bool
read_characters(struct normal_form *f)
{
	struct sv text = sv_slice(f->source, 0, f->to);
	size_t at = f->from, kept = f->from;
	enum normal_word word = NORMAL_WORD_ASIS;
	bool changed = false, inside = false;
	struct normal_unit u;

	for (; f->err == 0; at += u.bytes) {
		bool before = inside;

		if (!inside)
			at = skip_plain(text, at);
		if (at >= f->to)
			break;
		inside = ascii_is_word(text.ptr[at]);
		if (inside && !before)
			word = is_mixed(text, at) ?
			    normal_fold_word(text, at) : NORMAL_WORD_ASIS;
		if (!read_unit(text, at, inside ? word : NORMAL_WORD_ASIS,
		    &u))
			continue;
		normal_copy(f, kept, at - kept);
		normal_put(f, at, u.bytes, sv_make(u.as, u.len));
		kept = at + u.bytes;
		changed = true;
	}
	normal_copy(f, kept, f->to - kept);
	return changed && f->err == 0;
}

bool
normal_make(struct normal_form *f, struct arena *arena, struct sv source,
    size_t from, size_t to)
{
	begin(f, arena, source, from, to);
	if (f->err != 0)
		return false;
	switch (f->kind) {
	case NORMAL_FORM_CHARACTERS:
		return read_characters(f);
	case NORMAL_FORM_WEDGES:
		return normal_wedges(f);
	case NORMAL_FORM_WORDS:
	case NORMAL_FORM_SPELLED:
		return normal_words(f);
	case NORMAL_FORM_RUN:
		break;
	}
	return normal_run(f);
}
