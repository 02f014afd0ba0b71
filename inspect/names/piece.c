/*
 * Reading goes forward and looks ahead by one character at most, so the work
 * is linear. All decisions depend on the text alone.
 *
 *   blank*  break                      \n, \r, one piece for a run of them
 *           digit+                     folded to its length in zeros
 *           letter (letter | joint)*   joint: hyphen or apostrophe inside
 *           anything else              one character
 */
#include "inspect/names/piece.h"

#include <string.h>

#include "inspect/names/glyph.h"

enum { ELIDED_MAX = 5, LE_BYTES = 8, ZEROS = 6 };

#define EACH(byte)	((byte) * UINT64_C(0x0101010101010101))

/* What is known of a word while it is read. */
struct word_state {
	unsigned letters, uppers;	/* of the whole */
	unsigned part;			/* letters since the last joint */
	bool first_upper;		/* of the whole */
	bool part_upper, part_lower;	/* in this part, behind its first */
	bool inner;			/* a capital behind a small letter */
	bool caseless;
};

static inline bool
is_digit(unsigned char c)
{
	return (unsigned char)(c - '0') < 10;
}

static inline bool
is_ascii_letter(unsigned char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* Is `c` one of the characters 0x20 to 0x7f whose bits are set? */
static inline bool
is_in(const uint32_t set[3], unsigned char c)
{
	return c >= 0x20 && c < 0x80 && (set[c / 32 - 1] >> c % 32 & 1) != 0;
}

/* The character at `at`, ASCII included; GLYPH_OTHER behind the end. */
static void
look(struct sv text, size_t at, struct glyph *g)
{
	unsigned char c = at < text.len ? (unsigned char)text.ptr[at] : 0;

	if (c >= 0x80) {
		glyph_read(text, at, g);
		return;
	}
	*g = (struct glyph){ .kind = GLYPH_OTHER, .bytes = 1, .len = 1 };
	g->folded[0] = (char)c;
	if (is_ascii_letter(c)) {
		g->kind = GLYPH_LETTER;
		g->upper = (c & 0x20) == 0;
		g->folded[0] = (char)(c | 0x20);
	} else if (c == '-') {
		g->kind = GLYPH_HYPHEN;
	} else if (c == '\'') {
		g->kind = GLYPH_APOSTROPHE;
	} else if (c == ' ' || c == '\t') {
		g->kind = GLYPH_BLANK;
	}
}

static inline void
keep(struct piece *p, char c)
{
	if (p->len < PIECE_MAX)
		p->folded[PIECE_LEAD + p->len++] = c;
}

static inline void
count_letter(struct word_state *w, bool upper)
{
	if (w->letters == 0)
		w->first_upper = upper;
	if (upper && w->part_lower)
		w->inner = true;
	if (w->part > 0 && upper)
		w->part_upper = true;
	if (!upper)
		w->part_lower = true;
	w->letters++;
	w->part++;
	w->uppers += upper;
}

static void
take_letter(struct piece *p, struct word_state *w, const struct glyph *g)
{
	for (unsigned i = 0; i < g->len; i++)
		keep(p, g->folded[i]);
	w->caseless = w->caseless || g->caseless;
	count_letter(w, g->upper);
}

/* Mc and Mac stand before a capital. */
static bool
is_mac(const struct piece *p)
{
	struct sv letters = piece_letters(p);

	return sv_eq(letters, SV("mc")) || sv_eq(letters, SV("mac"));
}

enum joint {
	JOINT_NONE,		/* the word ends before it */
	JOINT_INSIDE,
	JOINT_LAST		/* the word ends behind it */
};

/* Anna's: what stands behind the apostrophe is an s and nothing more. */
static bool
is_genitive(struct sv text, size_t at)
{
	struct glyph g;

	if (at >= text.len || (text.ptr[at] | 0x20) != 's')
		return false;
	look(text, at + 1, &g);
	return g.kind != GLYPH_LETTER;
}

static enum joint
judge_apostrophe(struct sv text, size_t after, const struct piece *p,
    const struct word_state *w)
{
	if (is_genitive(text, after))
		return JOINT_NONE;
	if (w->letters == 1 && p->folded[PIECE_LEAD] == 'o')
		return JOINT_INSIDE;
	return w->letters <= ELIDED_MAX ? JOINT_LAST : JOINT_NONE;
}

/* What is the hyphen or apostrophe `g` at `at` behind a word's letters? */
static enum joint
judge_joint(struct sv text, size_t at, const struct glyph *g,
    const struct piece *p, const struct word_state *w)
{
	size_t after = at + g->bytes;
	struct glyph next;

	if (w->part == 0)
		return JOINT_NONE;
	look(text, after, &next);
	if (next.kind != GLYPH_LETTER)
		return JOINT_NONE;
	if (g->kind == GLYPH_APOSTROPHE)
		return judge_apostrophe(text, after, p, w);
	return w->uppers == 0 && next.upper ? JOINT_LAST : JOINT_INSIDE;
}

static enum piece_shape
shape_of(const struct word_state *w)
{
	if (w->caseless)
		return SHAPE_NO_CASE;
	if (w->uppers == 0)
		return SHAPE_LOWER;
	if (w->letters == 1)
		return SHAPE_SINGLE;
	if (w->uppers == w->letters)
		return SHAPE_UPPER;
	if (w->inner || w->part_upper || !w->first_upper)
		return SHAPE_MIXED;
	return SHAPE_CAPITAL;
}

/* Take a joint into the word; false if the word ends here. */
static bool
take_joint(struct piece_reader *r, struct piece *p, struct word_state *w,
    const struct glyph *g)
{
	enum joint joint = judge_joint(r->text, r->at, g, p, w);

	if (joint == JOINT_NONE)
		return false;
	keep(p, g->kind == GLYPH_HYPHEN ? '-' : '\'');
	r->at += g->bytes;
	w->part = 0;
	w->part_lower = false;
	if (joint == JOINT_LAST)
		p->flags |= PIECE_ELIDED;
	return joint == JOINT_INSIDE;
}

/* A bit of each of eight bytes that is an ASCII letter: the highest. */
static inline uint64_t
letter_bits(uint64_t v)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t low = (v | EACH(0x20)) & ~high;

	return (low + EACH(0x80 - 'a')) & ~(low + EACH(0x80 - 'z' - 1)) &
	    ~v & high;
}

/*
 * Eight bytes at once, as long as they are small letters behind the first;
 * anything else is read one by one.
 */
static void
take_eights(struct piece_reader *r, struct piece *p, struct word_state *w)
{
	while (r->text.len - r->at >= LE_BYTES && p->len + LE_BYTES <=
	    PIECE_MAX) {
		uint64_t v = piece_load(r->text.ptr + r->at), kept, capitals;
		uint64_t others = ~letter_bits(v) & EACH(0x80);
		unsigned n = others == 0 ? LE_BYTES :
		    (unsigned)__builtin_ctzll(others) / 8;
		bool first;

		if (n == 0)
			return;
		kept = UINT64_MAX >> 8 * (LE_BYTES - n);
		capitals = ~v & EACH(0x20) & kept;
		first = capitals == 0x20 && w->letters == 0;
		if (capitals != 0 && !first)
			return;
		v = htole64((v | EACH(0x20)) & kept);
		memcpy(p->folded + PIECE_LEAD + p->len, &v, sizeof(v));
		p->len = (uint8_t)(p->len + n);
		r->at += n;
		w->first_upper = w->first_upper || first;
		w->part_lower = w->part_lower || n > first;
		w->letters += n;
		w->part += n;
		w->uppers += first;
		if (n < LE_BYTES)
			return;
	}
}

static void
take_ascii(struct piece_reader *r, struct piece *p, struct word_state *w)
{
	take_eights(r, p, w);
	for (; r->at < r->text.len; r->at++) {
		unsigned char c = (unsigned char)r->text.ptr[r->at];

		if (!is_ascii_letter(c))
			return;
		if ((c & 0x20) == 0 && w->part_lower && is_mac(p))
			w->part_lower = false, w->part = 0;
		keep(p, (char)(c | 0x20));
		count_letter(w, (c & 0x20) == 0);
	}
}

static inline uint64_t
mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 29);
}

static inline uint64_t
finish(uint64_t h)
{
	h *= UINT64_C(0xff51afd7ed558ccd);
	return h ^ (h >> 32);
}

/* Of letters that end in zero bytes up to a multiple of eight. */
static uint64_t
hash_letters(const char *p, unsigned len)
{
	uint64_t h = len + 1;

	for (unsigned i = 0; i < len; i += LE_BYTES)
		h = mix(h, piece_load(p + i));
	return finish(h);
}

/* Eight bytes of the text; zeros behind its end. */
static inline uint64_t
load_at(struct sv text, size_t at)
{
	size_t rest = text.len - at;
	char bytes[LE_BYTES] = { 0 };

	if (rest >= LE_BYTES)
		return piece_load(text.ptr + at);
	if (rest == 0)
		return 0;
	if (text.len >= LE_BYTES)
		return piece_load(text.ptr + text.len - LE_BYTES) >>
		    8 * (LE_BYTES - rest);
	memcpy(bytes, text.ptr + at, rest);
	return piece_load(bytes);
}

static inline void
store(char *p, uint64_t v)
{
	v = htole64(v);
	memcpy(p, &v, sizeof(v));
}

/* A piece of `len` <= 8 folded bytes. */
static inline void
set_short(struct piece *p, enum piece_kind kind, unsigned len, uint64_t folded)
{
	p->kind = (uint8_t)kind;
	p->len = (uint8_t)len;
	store(p->folded, 0);
	store(p->folded + PIECE_LEAD, folded);
	store(p->folded + PIECE_LEAD + 8, 0);
	store(p->folded + PIECE_LEAD + 16, 0);
	p->hash = finish(len == 0 ? 1 : mix(len + 1, folded));
}

/* The bytes of eight before the first whose highest bit is in `ends`. */
static inline uint64_t
bytes_before(uint64_t ends)
{
	return (ends ^ (ends - 1)) >> 8;
}

/* Does a word of ASCII letters end before the byte `c`? */
static inline bool
ends_word(unsigned char c)
{
	return c < 0x80 && c != '-' && c != '\'';
}

static void
read_word(struct piece_reader *r, struct piece *p, const struct glyph *first)
{
	struct word_state w = { 0 };
	struct glyph g;

	p->kind = PIECE_WORD;
	p->len = 0;
	memset(p->folded, 0, sizeof(p->folded));
	if (first != NULL) {
		take_letter(p, &w, first);
		r->at += first->bytes;
	}
	for (;;) {
		take_ascii(r, p, &w);
		if (r->at >= r->text.len ||
		    ends_word((unsigned char)r->text.ptr[r->at]))
			break;
		look(r->text, r->at, &g);
		if (g.kind == GLYPH_HYPHEN || g.kind == GLYPH_APOSTROPHE) {
			if (!take_joint(r, p, &w, &g))
				break;
			continue;
		}
		if (g.kind == GLYPH_LETTER)
			take_letter(p, &w, &g);
		else if (g.kind != GLYPH_IGNORED)
			break;
		r->at += g.bytes;
	}
	p->shape = (uint8_t)shape_of(&w);
	if (p->shape == SHAPE_SINGLE && r->at < r->text.len &&
	    r->text.ptr[r->at] == '.') {
		r->at++;
		p->shape = SHAPE_INITIAL;
	}
	p->hash = hash_letters(p->folded + PIECE_LEAD, p->len);
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
	if (is_digit(c) || (at > 2 && is_wide_digit(text, at - 3)))
		return true;
	if (c == '.' && at > 1)
		return text.ptr[at - 2] == '/' || text.ptr[at - 2] == '.' ||
		    is_digit((unsigned char)text.ptr[at - 2]) ||
		    is_ascii_letter((unsigned char)text.ptr[at - 2]);
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
	if (is_digit(c) || is_wide_digit(text, at))
		return true;
	if (c == '.')
		return is_digit(next) || next == '_' ||
		    (is_ascii_letter(next) && (next & 0x20) != 0);
	if (c == ':' || c == '-')
		return next == ':' || next == '>' || next == '-';
	return is_in(after, c);
}

static inline bool
is_code(struct sv text, size_t start, size_t end)
{
	/* Between blanks, as most words. */
	if (start > 0 && text.ptr[start - 1] == ' ' && end < text.len &&
	    text.ptr[end] == ' ')
		return false;
	return is_code_before(text, start) || is_code_after(text, end);
}

/*
 * A word of at most seven ASCII letters, all small but perhaps the first, or
 * all capitals: most are. False, and nothing done, if it is none.
 */
static inline bool
read_short(struct piece_reader *r, struct piece *p)
{
	uint64_t v = load_at(r->text, r->at);
	uint64_t ends = ~letter_bits(v) & EACH(0x80), kept, capitals;
	unsigned n = (unsigned)__builtin_ctzll(ends | UINT64_C(1) << 63) / 8;
	unsigned char after = (unsigned char)(v >> 8 * n);

	if (ends == 0 || !ends_word(after))
		return false;
	kept = bytes_before(ends);
	capitals = ~v & EACH(0x20) & kept;
	if (capitals == 0)
		p->shape = SHAPE_LOWER;
	else if (capitals == 0x20)
		p->shape = n > 1 ? SHAPE_CAPITAL : after == '.' ?
		    SHAPE_INITIAL : SHAPE_SINGLE;
	else if (capitals == (EACH(0x20) & kept))
		p->shape = SHAPE_UPPER;
	else
		return false;
	set_short(p, PIECE_WORD, n, (v | EACH(0x20)) & kept);
	r->at += n + (p->shape == SHAPE_INITIAL);
	return true;
}

/* The same of at most 23 letters. */
static bool
read_long(struct piece_reader *r, struct piece *p)
{
	uint64_t first = 0, later = 0, lacking = 0, ends = 0;
	unsigned n = 0;

	memset(p->folded, 0, sizeof(p->folded));
	while (ends == 0) {
		uint64_t v = load_at(r->text, r->at + n), kept, capitals;

		if (n == PIECE_MAX)
			return false;
		ends = ~letter_bits(v) & EACH(0x80);
		kept = ends == 0 ? UINT64_MAX : bytes_before(ends);
		capitals = ~v & EACH(0x20) & kept;
		first |= n == 0 ? capitals & 0x20 : 0;
		later |= n == 0 ? capitals & ~UINT64_C(0x20) : capitals;
		lacking |= capitals ^ (EACH(0x20) & kept);
		store(p->folded + PIECE_LEAD + n, (v | EACH(0x20)) & kept);
		n += ends == 0 ? LE_BYTES : (unsigned)__builtin_ctzll(ends) / 8;
	}
	if ((later != 0 && lacking != 0) || (r->at + n < r->text.len &&
	    !ends_word((unsigned char)r->text.ptr[r->at + n])))
		return false;
	p->kind = PIECE_WORD;
	p->shape = lacking == 0 ? SHAPE_UPPER : first != 0 ? SHAPE_CAPITAL :
	    SHAPE_LOWER;
	p->len = (uint8_t)n;
	p->hash = hash_letters(p->folded + PIECE_LEAD, n);
	r->at += n;
	return true;
}

static void
read_number(struct piece_reader *r, struct piece *p)
{
	size_t from = r->at, digits;

	while (r->at < r->text.len &&
	    is_digit((unsigned char)r->text.ptr[r->at]))
		r->at++;
	digits = r->at - from < ZEROS ? r->at - from : ZEROS;
	p->shape = SHAPE_NONE;
	set_short(p, PIECE_NUMBER, (unsigned)digits, EACH('0') >>
	    8 * (LE_BYTES - digits));
}

static bool
is_break(char c)
{
	return c == '\n' || c == '\r';
}

static void
read_break(struct piece_reader *r, struct piece *p)
{
	p->shape = SHAPE_NONE;
	set_short(p, PIECE_BREAK, 1, '\n');
	while (r->at < r->text.len && (is_break(r->text.ptr[r->at]) ||
	    r->text.ptr[r->at] == ' ' || r->text.ptr[r->at] == '\t'))
		r->at++;
}

static void
read_mark(struct piece_reader *r, struct piece *p, unsigned bytes)
{
	p->shape = SHAPE_NONE;
	set_short(p, PIECE_MARK, bytes, load_at(r->text, r->at) &
	    UINT64_MAX >> 8 * (LE_BYTES - bytes));
	r->at += bytes;
}

/*
 * Pass over blanks; false at the end of the text. `g` is the character there
 * if it is not ASCII.
 */
static bool
skip_blanks(struct piece_reader *r, struct glyph *g)
{
	for (; r->at < r->text.len; r->at += g->bytes) {
		unsigned char c = (unsigned char)r->text.ptr[r->at];

		g->bytes = 1;
		if (c == ' ' || c == '\t')
			continue;
		if (c < 0x80)
			return true;
		glyph_read(r->text, r->at, g);
		if (g->kind != GLYPH_BLANK && g->kind != GLYPH_IGNORED)
			return true;
	}
	return false;
}

static inline bool
next(struct piece_reader *r, struct piece *ret)
{
	size_t from = r->at;
	struct glyph g;
	unsigned char c;

	if (r->at < r->text.len && r->text.ptr[r->at] == ' ')
		r->at++;
	if (r->at >= r->text.len)
		return false;
	c = (unsigned char)r->text.ptr[r->at];
	if (c == ' ' || c == '\t' || c >= 0x80) {
		if (!skip_blanks(r, &g))
			return false;
		c = (unsigned char)r->text.ptr[r->at];
	}
	ret->start = (uint32_t)r->at;
	ret->flags = r->at > from || from == 0 ? PIECE_SPACED : 0;
	if (is_ascii_letter(c)) {
		if (!read_short(r, ret) && !read_long(r, ret))
			read_word(r, ret, NULL);
	} else if (is_digit(c)) {
		read_number(r, ret);
	} else if (is_break((char)c)) {
		read_break(r, ret);
	} else if (c < 0x80) {
		read_mark(r, ret, 1);
	} else if (g.kind == GLYPH_LETTER) {
		read_word(r, ret, &g);
	} else {
		read_mark(r, ret, g.bytes);
	}
	ret->end = (uint32_t)r->at;
	if (ret->kind == PIECE_WORD && is_code(r->text, ret->start, ret->end))
		ret->flags |= PIECE_CODE;
	return true;
}

bool
piece_next(struct piece_reader *r, struct piece *ret)
{
	return piece_read(r, ret, 0, 1) == 1;
}

size_t
piece_read(struct piece_reader *r, struct piece *first, size_t stride,
    size_t count)
{
	struct piece_reader mine = *r;
	char *at = (char *)first;
	size_t n = 0;

	for (; n < count && next(&mine, (void *)at); n++)
		at += stride;
	*r = mine;
	return n;
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
	char letters[PIECE_MAX] = { 0 };
	unsigned len = p->len - cut;

	memcpy(letters, p->folded + PIECE_LEAD, len);
	return hash_letters(letters, len);
}
