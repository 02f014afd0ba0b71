/*
 * Reading goes forward and looks ahead by one character at most, so the work
 * is linear. All decisions depend on the text alone.
 *
 *   blank*  break                      \n, \r, one piece for a run of them
 *           digit+                     folded to its length in zeros
 *           letter (letter | joint)*   joint: hyphen or apostrophe inside
 *           anything else              one character
 *
 * Words of ASCII letters in usual case are read at once; all others by
 * inspect/names/piece_word.c.
 */
#include "inspect/names/piece.h"

#include <string.h>

#include "base/ascii.h"
#include "base/bits64.h"
#include "base/letters.h"
#include "inspect/names/glyph.h"
#include "inspect/names/piece_word.h"

enum { ZEROS = 6 };		/* folded of a number at most */

/* What a byte may be. */
enum {
	LETTER = 1,
	DIGIT = 2,
	BREAK = 4,
	BLANK = 8,
	JOINT = 16,		/* a word may go on with it: ' - beyond ASCII */
	BEFORE = 32,		/* may be program text before a word */
	AFTER = 64		/* the same behind it */
};

#define D	(DIGIT | BEFORE | AFTER)
#define L	LETTER
#define F	BEFORE
#define A	AFTER
#define C	(BEFORE | AFTER)
#define H	(JOINT | BEFORE | AFTER)
#define H8	H, H, H, H, H, H, H, H
#define H32	H8, H8, H8, H8
#define L8	L, L, L, L, L, L, L, L

static const uint8_t classes[256] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, BLANK, BREAK, 0, 0, BREAK, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/*  ! " # $ % & ' ( ) * + , - . / */
	BLANK, 0, 0, F, C, F, F, JOINT, A, 0, 0, 0, 0, JOINT | AFTER, C, C,
	D, D, D, D, D, D, D, D, D, D, A, 0, F, A, 0, 0,	/* : ; < = > ? */
	/* @ [ \ ] ^ _ */
	C, L, L, L, L, L, L, L, L8, L8, L, L, L, A, C, 0, C, C,
	C, L, L, L, L, L, L, L, L8, L8, L, L, L, A, 0, 0, C, 0,	/* ` { | } ~ */
	H32, H32, H32, H32
};

static inline uint8_t
class_at(struct sv text, size_t at)
{
	return classes[(unsigned char)text.ptr[at]];
}

/* The last `LETTERS_BYTES` bytes of a text, or fewer; zeros behind its end. */
static void
load_last(struct sv text, size_t at, char ret[LETTERS_BYTES])
{
	size_t rest = text.len - at;

	memset(ret, 0, LETTERS_BYTES);
	memcpy(ret, text.ptr + at, rest < LETTERS_BYTES ? rest :
	    LETTERS_BYTES);
}

static inline uint64_t
load_at(struct sv text, size_t at)
{
	char last[LETTERS_BYTES];

	if (text.len - at >= LE_BYTES)
		return piece_load(text.ptr + at);
	load_last(text, at, last);
	return piece_load(last);
}

/* A piece of `len` of 1 to 8 folded bytes. */
static inline void
set_short(struct piece *p, enum piece_kind kind, unsigned len, uint64_t folded)
{
	p->kind = (uint8_t)kind;
	p->len = (uint8_t)len;
	piece_word_store(p->folded, 0);
	piece_word_store(p->folded + PIECE_LEAD, folded);
	piece_word_store(p->folded + PIECE_LEAD + LE_BYTES, 0);
	piece_word_store(p->folded + PIECE_LEAD + 2 * LE_BYTES, 0);
	p->hash = piece_word_finish(piece_word_mix(len + 1, folded));
}

/* A word of at most 15 letters, folded. */
static inline void
set_word(struct piece *p, const struct letters *l)
{
	uint64_t hash = piece_word_mix(l->count + 1, l->folded[0]);
	uint64_t longer = piece_word_mix(hash, l->folded[1]);

	p->kind = PIECE_WORD;
	p->flags = PIECE_PLAIN;
	p->len = (uint8_t)l->count;
	piece_word_store(p->folded, 0);
	piece_word_store(p->folded + PIECE_LEAD, l->folded[0]);
	piece_word_store(p->folded + PIECE_LEAD + LE_BYTES, l->folded[1]);
	piece_word_store(p->folded + PIECE_LEAD + 2 * LE_BYTES, 0);
	/* Nobody can foretell how long a word is: no branch. */
	hash ^= (hash ^ longer) & -(uint64_t)(l->count > LE_BYTES);
	p->hash = piece_word_finish(hash);
}

/*
 * The end of a word of at most 15 ASCII letters, all small but perhaps the
 * first, or all capitals: most are. 0 if it is none. `ret_next` is the class of
 * the byte behind it.
 */
static inline size_t
read_usual(struct sv text, size_t at, struct piece *p, unsigned *ret_next)
{
	char last[LETTERS_BYTES];
	const char *from = text.ptr + at;
	size_t end;
	struct letters l;

	if (text.len - at < LETTERS_BYTES) {
		load_last(text, at, last);
		from = last;
	}
	letters_read(from, &l);
	if (l.count == LETTERS_BYTES)
		return 0;
	end = at + l.count;
	*ret_next = classes[(unsigned char)from[l.count]];
	if ((*ret_next & JOINT) != 0)
		return 0;
	p->shape = (uint8_t)(SHAPE_LOWER + l.capitals);
	if (l.capitals > 1 || l.capitals == l.count) {
		if (l.count > 1 && l.capitals != (1U << l.count) - 1)
			return 0;
		p->shape = l.count > 1 ? SHAPE_UPPER : SHAPE_SINGLE;
		if (l.count == 1 && from[1] == '.') {
			p->shape = SHAPE_INITIAL;
			*ret_next = ++end < text.len ? class_at(text, end) : 0;
		}
	}
	set_word(p, &l);
	return end;
}

/* Is `c` one of the characters 0x20 to 0x7f whose bits are set? */
static inline bool
is_in(const uint32_t set[3], unsigned char c)
{
	return c >= 0x20 && c < 0x80 && (set[c / 32 - 1] >> c % 32 & 1) != 0;
}

/* A digit in full width, U+FF10 to U+FF19, at `at`? */
static inline bool
is_wide_digit(struct sv text, size_t at)
{
	return at + 2 < text.len && text.ptr[at] == '\xef' &&
	    text.ptr[at + 1] == '\xbc' &&
	    (unsigned char)((unsigned char)text.ptr[at + 2] - 0x90) < 10;
}

/* Marks that names do not touch: paths, identifiers, calls, addresses. */
static bool
is_code_before(struct sv text, size_t at)
{
	/* # $ % & / <   @ \ ^ _   ` ~ */
	static const uint32_t before[3] = { 0x10008078, 0xd0000001,
		0x40000001 };
	unsigned char c;

	if (at == 0)
		return false;
	c = (unsigned char)text.ptr[at - 1];
	if (ascii_is_digit(c) || (at > 2 && is_wide_digit(text, at - 3)))
		return true;
	if (c == '.' && at > 1)
		return text.ptr[at - 2] == '/' || text.ptr[at - 2] == '.' ||
		    ascii_is_digit((unsigned char)text.ptr[at - 2]) ||
		    piece_word_is_letter((unsigned char)text.ptr[at - 2]);
	return is_in(before, c);
}

static bool
is_code_after(struct sv text, size_t at)
{
	/* $ ( / =   @ [ \ ^ _   ` { ~ */
	static const uint32_t after[3] = { 0x20008110, 0xd8000001,
		0x48000001 };
	unsigned char c, next;

	if (at >= text.len)
		return false;
	c = (unsigned char)text.ptr[at];
	next = at + 1 < text.len ? (unsigned char)text.ptr[at + 1] : ' ';
	if (ascii_is_digit(c) || is_wide_digit(text, at))
		return true;
	if (c == '.')
		return ascii_is_digit(next) || next == '_' ||
		    (piece_word_is_letter(next) && (next & 0x20) != 0);
	if (c == ':' || c == '-')
		return next == ':' || next == '>' || next == '-';
	return is_in(after, c);
}

/*
 * Say if the word, behind which is a byte of class `next`, touches program
 * text.
 */
static inline void
look_around(struct sv text, size_t at, size_t end, unsigned next,
    struct piece *p)
{
	unsigned touching = (at > 0 ? class_at(text, at - 1) &
	    (BEFORE | DIGIT) : 0) | (next & (AFTER | DIGIT));

	if ((touching & DIGIT) != 0 || (touching != 0 &&
	    (is_code_before(text, at) || is_code_after(text, end))))
		p->flags |= PIECE_CODE;
}

/* All letters at once or, where the word is an odd one, one by one. */
static size_t
read_any_word(struct sv text, size_t at, struct piece *p)
{
	struct piece_reader r = { text, piece_word_quick(text, at, p) };

	if (r.at == 0) {
		r.at = at;
		piece_word_read(&r, p);
	}
	look_around(text, at, r.at, r.at < text.len ? class_at(text, r.at) : 0,
	    p);
	return r.at;
}

static inline size_t
read_word(struct sv text, size_t at, struct piece *p)
{
	unsigned next;
	size_t end = read_usual(text, at, p, &next);

	if (end == 0)
		return read_any_word(text, at, p);
	look_around(text, at, end, next, p);
	return end;
}

/* How many of eight bytes are digits before the first that is none. */
static inline unsigned
count_digits(uint64_t v)
{
	uint64_t x = v ^ PIECE_EACH('0');
	uint64_t ends = (((x & PIECE_EACH(0x7f)) + PIECE_EACH(0x76)) | x) &
	    PIECE_EACH(0x80);

	return ends == 0 ? LE_BYTES : (unsigned)__builtin_ctzll(ends) / 8;
}

static inline size_t
read_number(struct sv text, size_t at, struct piece *p)
{
	unsigned n = count_digits(load_at(text, at));
	unsigned zeros = n < ZEROS ? n : ZEROS;

	set_short(p, PIECE_NUMBER, zeros, PIECE_EACH('0') >>
	    8 * (LE_BYTES - zeros));
	for (at += n; n == LE_BYTES; at += n)
		n = count_digits(load_at(text, at));
	return at;
}

static inline size_t
read_break(struct sv text, size_t at, struct piece *p)
{
	set_short(p, PIECE_BREAK, 1, '\n');
	while (at < text.len && (class_at(text, at) & (BREAK | BLANK)) != 0)
		at++;
	return at;
}

/* Is there a letter of two bytes that folds to ASCII? */
static inline bool
is_latin(struct sv text, size_t at)
{
	return text.len - at >= 2 && word_fold_pair(text.ptr + at) != NULL;
}

/* A character beyond ASCII, or the word it begins. */
static size_t
read_beyond(struct sv text, size_t at, struct piece *p)
{
	struct glyph g;

	if (is_latin(text, at))
		return read_any_word(text, at, p);
	glyph_read(text, at, &g);
	if (g.kind == GLYPH_LETTER)
		return read_any_word(text, at, p);
	set_short(p, PIECE_MARK, g.bytes, load_at(text, at) &
	    UINT64_MAX >> 8 * (LE_BYTES - g.bytes));
	return at + g.bytes;
}

/* Pass over blanks, also those beyond ASCII. */
static size_t
skip_blanks(struct sv text, size_t at)
{
	struct glyph g;

	while (at < text.len) {
		if ((class_at(text, at) & BLANK) != 0) {
			at++;
			continue;
		}
		if ((unsigned char)text.ptr[at] < 0x80 || is_latin(text, at))
			break;
		glyph_read(text, at, &g);
		if (g.kind != GLYPH_BLANK && g.kind != GLYPH_IGNORED)
			break;
		at += g.bytes;
	}
	return at;
}

/* Read the piece that begins at `at` or behind blanks; 0: none. */
static inline size_t
read_piece(struct sv text, size_t at, struct piece *p)
{
	unsigned class;

	if (at < text.len && text.ptr[at] == ' ')
		at++;
	if (at < text.len && ((class_at(text, at) & BLANK) != 0 ||
	    (unsigned char)text.ptr[at] >= 0x80))
		at = skip_blanks(text, at);
	if (at >= text.len)
		return 0;
	class = class_at(text, at);
	p->start = (uint32_t)at;
	p->flags = 0;
	if ((class & LETTER) != 0)
		return read_word(text, at, p);
	p->shape = SHAPE_NONE;
	if ((class & DIGIT) != 0)
		return read_number(text, at, p);
	if ((class & BREAK) != 0)
		return read_break(text, at, p);
	if ((unsigned char)text.ptr[at] >= 0x80)
		return read_beyond(text, at, p);
	set_short(p, PIECE_MARK, 1, (unsigned char)text.ptr[at]);
	return at + 1;
}

/* A byte for each piece: its shape, and whether it touches program text. */
enum { SHAPE_BITS = 3 };

_Static_assert((int)SHAPE_NO_CASE < 1 << SHAPE_BITS, "shapes have room");

/* Say what the first `count` of these pieces are. */
static inline void
set_sets(const uint8_t kinds[BITS64], unsigned count, struct piece_block *ret)
{
	uint64_t read = count < BITS64 ? (UINT64_C(1) << count) - 1 :
	    UINT64_MAX;
	uint64_t one = bits64_of(kinds, 0), two = bits64_of(kinds, 1);
	uint64_t four = bits64_of(kinds, 2);

	/* SHAPE_NONE 0, SHAPE_LOWER 1, four shapes with capitals 2 to 5. */
	ret->others = read & ~(one | two | four);
	ret->lower = read & one & ~(two | four);
	ret->capitals = read & (two ^ four) & ~bits64_of(kinds, SHAPE_BITS);
}

unsigned
piece_read(struct piece_reader *r, struct piece_block *block, unsigned count)
{
	struct sv text = r->text;
	size_t at = r->at, end;
	char *out = (char *)block->next;
	uint8_t kinds[BITS64] = { 0 };
	unsigned n = 0;

	for (; n < count; n++, out += block->stride) {
		struct piece *p = (void *)out;

		end = read_piece(text, at, p);
		if (end == 0) {
			at = text.len;
			break;
		}
		p->end = (uint32_t)end;
		at = end;
		kinds[n] = (uint8_t)(p->shape | (p->flags & PIECE_CODE) << 2);
	}
	set_sets(kinds, n, block);
	r->at = at;
	return n;
}

bool
piece_next(struct piece_reader *r, struct piece *ret)
{
	struct piece_block block = { .next = ret };

	return piece_read(r, &block, 1) == 1;
}

uint64_t
piece_hash(struct sv text)
{
	struct piece_reader r = { text, 0 };
	struct piece p;

	if (!piece_next(&r, &p) || p.kind != PIECE_WORD || r.at < text.len)
		return 0;
	return p.hash;
}

uint64_t
piece_hash_cut(const struct piece *p, unsigned cut)
{
	unsigned len = p->len - cut;
	uint64_t h = len + 1;

	for (unsigned i = 0; i < len; i += LE_BYTES) {
		uint64_t v = piece_load(p->folded + PIECE_LEAD + i);

		if (len - i < LE_BYTES)
			v &= UINT64_MAX >> 8 * (LE_BYTES - (len - i));
		h = piece_word_mix(h, v);
	}
	return piece_word_finish(h);
}

void
piece_hash_cuts(const struct piece *p, uint64_t ret[PIECE_CUTS])
{
	static const unsigned char keep[4 * LE_BYTES] = {
		255, 255, 255, 255, 255, 255, 255, 255,
		255, 255, 255, 255, 255, 255, 255, 255
	};
	const char *masks = (const char *)keep + 2 * LE_BYTES;
	uint64_t first = piece_load(p->folded + PIECE_LEAD);
	uint64_t second = piece_load(p->folded + PIECE_LEAD + LE_BYTES);

	for (unsigned i = 0; i < PIECE_CUTS; i++) {
		unsigned len = p->len - i - 1;
		uint64_t hash, longer;

		if (len > 2 * LE_BYTES) {
			ret[i] = piece_hash_cut(p, i + 1);
			continue;
		}
		hash = piece_word_mix(len + 1, first & piece_load(masks - len));
		longer = piece_word_mix(hash, second &
		    piece_load(masks - len + LE_BYTES));
		hash ^= (hash ^ longer) & -(uint64_t)(len > LE_BYTES);
		ret[i] = piece_word_finish(hash);
	}
}
