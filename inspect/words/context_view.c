/*
 * Words of a text are read when a question comes near them, each once; most
 * begin no phrase and are passed over by how they begin
 * (inspect/words/word_filter.h).
 */
#include "base/ascii.h"
#include "inspect/words/context_view.h"

#include <string.h>

#include "inspect/words/context_part.h"
#include "inspect/words/word.h"
#include "inspect/words/word_simple.h"

enum {
	HITS_KEPT = 1024,	/* of the text, before old ones are dropped */
	GAP_MAX = 3		/* bytes between the words of a phrase */
};

/* The entry of `hash`, or -1. */
static int64_t
look_up(const struct context *c, uint64_t hash)
{
	size_t at = (size_t)(hash >> 20) & c->mask;

	if ((c->bloom[(hash % CONTEXT_BLOOM_BITS) / 64] >>
	    (hash % 64) & 1) == 0)
		return -1;
	while (c->slots[at].entry != 0) {
		if (c->slots[at].hash == hash)
			return c->slots[at].entry - 1;
		at = (at + 1) & c->mask;
	}
	return -1;
}

/* Where hits go while text or label is read. */
struct sink {
	struct context_view *view;
	struct sv text;		/* of the two that is read */
	struct context_hit **hits;
	size_t *count, *cap;
};

static void
note(struct sink *s, int64_t entry, size_t start, size_t end)
{
	void *items = *s->hits;

	if (entry < 0)
		return;
	if (arena_vec_room(s->view->arena, &items, *s->count, s->cap,
	    sizeof(**s->hits)) != 0) {
		s->view->err = ERR_NOMEM;
		return;
	}
	*s->hits = items;
	(*s->hits)[(*s->count)++] = (struct context_hit){ (uint32_t)start,
		(uint32_t)end, (uint32_t)entry };
}

static void
note_wild(struct sink *s, const struct word *w)
{
	const struct context *c = s->view->context;
	uint64_t hash = WORD_HASH;

	for (unsigned i = 0; i < w->len; i++) {
		if ((c->wild_lengths >> i & 1) != 0)
			note(s, look_up(c, hash ^ CONTEXT_WILD), w->start,
			    w->end);
		hash = word_hash(hash, w->folded + i, 1);
	}
	if ((c->wild_lengths >> w->len & 1) != 0)
		note(s, look_up(c, hash ^ CONTEXT_WILD), w->start, w->end);
}

/*
 * Parts of one word that touch count as the whole word too, and so do letters
 * with a dot between: "d.o.b." is "dob".
 */
static void
note_joined(struct sink *s, const struct word *w, uint64_t hash)
{
	struct context_chain *chain = &s->view->chain;
	bool touches = chain->count > 0 && (chain->end == w->start ||
	    (chain->end + 1 == w->start && s->text.ptr[chain->end] == '.' &&
	    sought_is_initial(s->text, w->start, w->end) &&
	    sought_is_initial(s->text, chain->start[0], chain->end)));

	if (!touches) {
		chain->joined = hash;
		chain->joined_start = (uint32_t)w->start;
		return;
	}
	chain->joined = word_hash(chain->joined, w->folded, w->len);
	note(s, look_up(s->view->context, chain->joined), chain->joined_start,
	    w->end);
}

static void
note_word(struct sink *s, const struct word *w)
{
	struct context_chain *chain = &s->view->chain;
	const struct context *c = s->view->context;
	uint64_t hash = word_hash(WORD_HASH, w->folded, w->len);

	note_joined(s, w, hash);
	if (chain->count > 0 && w->start - chain->end > GAP_MAX)
		chain->count = 0;
	if (chain->count == CONTEXT_MAX_WORDS)
		chain->count--;
	for (unsigned i = chain->count; i > 0; i--) {
		chain->hash[i] = context_combine(chain->hash[i - 1], hash);
		chain->start[i] = chain->start[i - 1];
		note(s, look_up(c, chain->hash[i]), chain->start[i], w->end);
	}
	chain->hash[0] = hash;
	chain->start[0] = (uint32_t)w->start;
	chain->count++;
	chain->end = (uint32_t)w->end;
	note(s, look_up(c, hash), w->start, w->end);
	if (word_filter_passes_wild(&c->filter, w))
		note_wild(s, w);
}

/*
 * May it be a part of a longer word: does what stands after `w` touch it, or
 * what is before, or is it a letter of "d.o.b."?
 */
static inline bool
touches(const struct context_view *v, struct sv text, const struct word *w)
{
	return sought_may_go_on(text, w) ||
	    (v->chain.count > 0 && v->chain.end == w->start) ||
	    (sought_is_initial(text, w->start, w->end) && w->start > 0 &&
	    sought_is_dot(text, w->start - 1));
}

/*
 * One more word. One that begins nothing and does not go on with what began
 * ends all phrases: "of" and "the" stand in many, but mostly follow no other
 * word of one.
 */
static inline void
take_word(struct sink *s, struct sv text, const struct word *w)
{
	const struct context *c = s->view->context;

	if (word_filter_passes(&c->first, w) || touches(s->view, text, w) ||
	    (s->view->chain.count > 0 && word_filter_passes(&c->filter, w)))
		note_word(s, w);
	else
		s->view->chain.count = 0;
}

void
context_begin(struct context_view *v, const struct context *c,
    struct arena *a, struct sv text, struct sv label)
{
	v->context = c;
	v->arena = a;
	v->text = text;
	v->label = sv_slice(label, 0, CONTEXT_LABEL_MAX);
	v->nhits = v->nlabel_hits = 0;
	v->from = v->to = 0;
	v->nown = 0;
	v->label_read = v->framed = false;
	memset(v->keys, 0, sizeof(v->keys));
	v->nkey_hits = 0;
	v->chain.count = 0;
	memset(v->clear_from, 0, sizeof(v->clear_from));
	memset(v->clear_to, 0, sizeof(v->clear_to));
}

static bool
is_digit_at(struct sv text, size_t at)
{
	return at < text.len && (unsigned char)(text.ptr[at] - '0') < 10;
}

static bool
is_hexadecimal(const struct word *w)
{
	for (unsigned i = 0; i < w->len; i++)
		if (w->folded[i] > 'f')
			return false;
	return true;
}

/* Letters of "3cf0", "bce4" or "e8-4d2a", which say nothing. "tel2" does. */
static bool
is_of_code(struct sv text, const struct word *w)
{
	return (w->start > 0 && is_digit_at(text, w->start - 1)) ||
	    (is_digit_at(text, w->end) && (w->end - w->start < 3 ||
	    is_hexadecimal(w)));
}

/* One more word of the text. */
static inline void
take_read(struct sink *s, const struct word *w)
{
	if (!is_of_code(s->text, w))
		take_word(s, s->text, w);
}

/* Words that ended before `start` are not asked for again, going forward. */
static void
forget_before(struct context_view *v, size_t start)
{
	size_t old = 0;

	while (old < v->nhits && v->hits[old].end <= start)
		old++;
	v->nhits -= old;
	memmove(v->hits, v->hits + old, v->nhits * sizeof(*v->hits));
	v->from = start;
}

/* A phrase that began may go on: read what could be the rest of it. */
static void
read_on(struct sink *s, struct word_reader *r)
{
	struct word w;

	for (int i = 1; i < CONTEXT_MAX_WORDS && s->view->chain.count > 0 &&
	    word_next(r, r->at + GAP_MAX + 1, &w); i++)
		take_read(s, &w);
}

/* Is the one letter at `at` one of "d.o.b."? */
static inline bool
is_dotted(struct sv text, size_t at)
{
	return sought_is_dot(text, at + 1) ||
	    (at > 0 && sought_is_dot(text, at - 1));
}

/*
 * How many of the eight bytes at `at` are signs and digits, before one that is
 * from 0x40 on, as all letters are; 0 too near to the end.
 */
static inline size_t
skip_signs(struct sv text, size_t at)
{
	uint64_t letters;

	if (text.len - at < sizeof(letters))
		return 0;
	letters = word_load(text.ptr + at) & UINT64_C(0xc0c0c0c0c0c0c0c0);
	return letters == 0 ? sizeof(letters) :
	    (size_t)__builtin_ctzll(letters) / 8;
}

/*
 * Over words from `*at` on that begin no phrase, which are most: true if one
 * does, folded, which ends at `*at` then; otherwise `*at` is the first byte
 * that is to be read, or `end`.
 */
static bool
skip_words(const struct context_view *v, size_t *at, size_t end,
    struct word *ret)
{
	struct sv text = v->text;
	uint64_t folded[2];
	size_t i = *at, len;

	for (; i < end; i += len) {
		if (!ascii_is_letter(text.ptr[i])) {
			len = skip_signs(text, i);
			if (len > 0)
				continue;
			len = (unsigned char)text.ptr[i] < 0x80 ? 1 : 3;
			if (len > 1 && !word_is_mark(text, i))
				break;
			continue;
		}
		len = word_simple(text, i, folded);
		if (len == 0 || (len == 1 && is_dotted(text, i)))
			break;
		if (!word_filter_passes_key(&v->context->first, folded[0],
		    len))
			continue;
		ret->start = i;
		ret->end = i + len;
		ret->len = (uint8_t)len;
		word_store(ret->folded, folded[0]);
		word_store(ret->folded + WORD_KEY, folded[1]);
		*at = i + len;
		return true;
	}
	*at = i;
	return false;
}

static void
read_words(struct sink *s, struct word_reader *r, size_t end)
{
	struct context_chain *chain = &s->view->chain;
	struct word w;

	do {
		/* Letters of codes end no phrase, but it is too far for one. */
		if (r->at > chain->end + GAP_MAX || (chain->count > 0 &&
		    skip_signs(s->text, r->at) > GAP_MAX))
			chain->count = 0;
		if (chain->count == 0 &&
		    skip_words(s->view, &r->at, end, &w)) {
			if (!is_of_code(s->text, &w))
				note_word(s, &w);
			continue;
		}
		if (!word_next(r, end, &w))
			break;
		take_read(s, &w);
	} while (true);
}

/*
 * Make sure that bytes [start, end) of the text are read, and phrases that
 * begin there to their ends.
 */
static void
read_text(struct context_view *v, size_t start, size_t end)
{
	struct sink s = { v, v->text, &v->hits, &v->nhits, &v->cap };
	struct word_reader r;
	struct word w;

	if (start < v->from || start > v->to) {
		v->from = v->to = start;
		v->nhits = 0;
		v->chain.count = 0;
	}
	if (end <= v->to)
		return;
	if (v->nhits >= HITS_KEPT)
		forget_before(v, start);
	r = (struct word_reader){ v->text, v->to };
	/* What is left of a word that began before is no word. */
	if (v->to == v->from && word_letter_before(v->text, v->to) &&
	    word_letter_after(v->text, v->to))
		(void)word_next(&r, end, &w);
	read_words(&s, &r, end);
	read_on(&s, &r);
	v->to = r.at > end ? r.at : end;
}

/* Read words of `text` from byte `from` on as those of the label. */
static void
read_as_label(struct context_view *v, struct sv text, size_t from)
{
	struct sink s = { v, text, &v->label_hits, &v->nlabel_hits,
		&v->label_cap };
	struct context_chain kept = v->chain;
	struct word_reader r = { text, from };
	struct word w;

	v->chain.count = 0;
	while (word_next(&r, text.len, &w))
		take_word(&s, text, &w);
	v->chain = kept;
}

static void
read_label(struct context_view *v)
{
	v->label_read = true;
	read_as_label(v, v->label, 0);
	v->nown = v->nlabel_hits;
}

/* Keep the words of a key that was read as those of the label. */
static void
keep_key(struct context_view *v, struct context_key *key)
{
	void *hits = v->key_hits;

	if (v->nkey_hits > HITS_KEPT) {
		memset(v->keys, 0, sizeof(v->keys));
		v->nkey_hits = 0;
	}
	key->first = (uint32_t)v->nkey_hits;
	for (size_t i = v->nown; i < v->nlabel_hits && v->err == 0; i++) {
		v->err = arena_vec_room(v->arena, &hits, v->nkey_hits,
		    &v->key_cap, sizeof(*v->key_hits));
		if (v->err != 0)
			return;
		v->key_hits = hits;
		v->key_hits[v->nkey_hits++] = v->label_hits[i];
	}
	key->count = (uint32_t)(v->nkey_hits - key->first);
}

/* Words of a key that is written like `key`, from byte `start` on. */
static void
take_key(struct context_view *v, const struct context_key *key, uint32_t start)
{
	for (uint32_t i = 0; i < key->count; i++) {
		struct context_hit *hit = &v->label_hits[v->nown + i];

		*hit = v->key_hits[key->first + i];
		hit->start += start - key->start;
		hit->end += start - key->start;
	}
	v->nlabel_hits = v->nown + key->count;
}

/*
 * Words of the key of a frame, read or known: the columns of a table come again
 * in each row, and keys in each object. Where they were put once there is room
 * for them.
 */
static void
read_key(struct context_view *v, const struct context_frame *f)
{
	uint32_t len = f->key_end - f->key_start, like = f->key_like;
	struct context_key *key = &v->keys[(like ^ like >> 4) % CONTEXT_KEYS];

	if (len == 0)
		return;
	if (key->like == like && key->len == len) {
		take_key(v, key, f->key_start);
		return;
	}
	read_as_label(v, sv_slice(v->text, 0, f->key_end), f->key_start);
	keep_key(v, key);
	key->like = like;
	key->start = f->key_start;
	key->len = len;
}

void
context_enter(struct context_view *v, const struct context_frame *frame)
{
	bool same = v->framed && v->frame.key_start == frame->key_start &&
	    v->frame.key_end == frame->key_end;

	v->frame = *frame;
	v->framed = true;
	if (same)
		return;
	if (!v->label_read)
		read_label(v);
	v->nlabel_hits = v->nown;
	read_key(v, frame);
}

void
context_leave(struct context_view *v)
{
	if (v->framed)
		v->nlabel_hits = v->nown;
	v->framed = false;
}

/* Is a word of the text one of another row, or of the header? */
static inline bool
is_elsewhere(const struct context_view *v, const struct context_hit *h)
{
	const struct context_frame *f = &v->frame;

	return v->framed && h->start >= f->block_start &&
	    h->end <= f->block_end && (h->end <= f->row_start ||
	    h->start >= f->row_end);
}

/* Where `text` goes on from `at` behind at most GAP_MAX of `bytes`. */
static inline size_t
skip(struct sv text, size_t at, struct sv bytes)
{
	size_t most = at + GAP_MAX < text.len ? at + GAP_MAX : text.len;

	while (at < most && sv_find_char(bytes, text.ptr[at]) >= 0)
		at++;
	return at;
}

/*
 * Does a word behind what ends at `end` name what comes next: "01/03/2015  Born:
 * 11/10/1986"?
 */
static inline bool
announces(const struct context_view *v, const struct context_hit *h, size_t end)
{
	struct sv text = v->text;
	size_t at;

	if (h->start < end)
		return false;
	at = skip(text, h->end, SV(". \""));
	if (at >= text.len || (text.ptr[at] != ':' && text.ptr[at] != '='))
		return false;
	at = skip(text, at + 1, SV(" \n\"'"));
	return at < text.len && (is_digit_at(text, at) ||
	    ascii_is_word(text.ptr[at]));
}

/* Does a word of the text speak for what ends at `end`? */
static inline bool
speaks_for(const struct context_view *v, const struct context_hit *h,
    size_t end)
{
	return !is_elsewhere(v, h) && !announces(v, h, end);
}

static inline bool
in_groups(const struct context *c, uint32_t entry,
    const struct context_query *q)
{
	const struct context_entry *e = &c->entries[entry];

	for (uint32_t i = 0; i < e->count; i++)
		for (size_t k = 0; k < q->count; k++)
			if (c->groups[e->first + i] == q->groups[k])
				return true;
	return false;
}

static inline bool
in_label(struct context_view *v, const struct context_query *q)
{
	if (!v->label_read)
		read_label(v);
	for (size_t i = 0; i < v->nlabel_hits; i++)
		if (in_groups(v->context, v->label_hits[i].entry, q))
			return true;
	return false;
}

static size_t
distance(const struct context_hit *h, size_t start, size_t end)
{
	if (h->end <= start)
		return start - h->end;
	return h->start >= end ? h->start - end : 0;
}

int
context_near(struct context_view *v, const struct context_query *q,
    size_t start, size_t end)
{
	size_t from = start > q->before ? start - q->before : 0;
	size_t until = end + q->after, nearest = SIZE_MAX, d;

	if (q->count == 0)
		return CONTEXT_NONE;
	if (in_label(v, q))
		return 0;
	if (q->before == 0 && q->after == 0)
		return CONTEXT_NONE;
	read_text(v, from, until < v->text.len ? until : v->text.len);
	/* Hits are in the order of their ends. */
	for (size_t i = v->nhits; i > 0 && v->hits[i - 1].end > from; i--) {
		const struct context_hit *h = &v->hits[i - 1];

		if (h->start < from || h->start >= until)
			continue;
		d = distance(h, start, end);
		if (d < nearest && in_groups(v->context, h->entry, q) &&
		    speaks_for(v, h, end))
			nearest = d;
	}
	return nearest == SIZE_MAX ? CONTEXT_NONE : (int)nearest;
}

/* Which of the groups of `q` a hit belongs to. */
static uint16_t
group_index(const struct context *c, uint32_t entry,
    const struct context_query *q)
{
	struct context_query one = *q;

	for (one.count = 1; one.groups < q->groups + q->count; one.groups++)
		if (in_groups(c, entry, &one))
			break;
	return (uint16_t)(one.groups - q->groups);
}

bool
context_find(struct context_view *v, const struct context_query *q,
    size_t start, size_t end, struct context_word *ret)
{
	int near = context_near(v, q, start, end);
	bool label = near == 0 && in_label(v, q);
	const struct context_hit *h = label ? v->label_hits : v->hits;
	size_t n = label ? v->nlabel_hits : v->nhits;
	bool own;

	if (near == CONTEXT_NONE)
		return false;
	for (; n > 0; n--, h++)
		if ((label || (distance(h, start, end) == (size_t)near &&
		    speaks_for(v, h, end))) &&
		    in_groups(v->context, h->entry, q))
			break;
	ASSERT(n > 0);
	own = label && (size_t)(h - v->label_hits) < v->nown;
	*ret = (struct context_word){ own, label && !own,
		group_index(v->context, h->entry, q), h->start, h->end };
	return true;
}

uint64_t
context_bits(const struct context_query *q)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < q->count; i++)
		bits |= context_bit(q->groups[i]);
	return bits;
}

uint64_t
context_any(struct context_view *v, struct context_span window, size_t start,
    size_t end)
{
	size_t from = start > window.before ? start - window.before : 0;
	size_t until = end + window.after;
	uint64_t bits = 0;

	if (!v->label_read)
		read_label(v);
	for (size_t i = 0; i < v->nlabel_hits; i++)
		bits |= v->context->entries[v->label_hits[i].entry].bits;
	read_text(v, from, until < v->text.len ? until : v->text.len);
	for (size_t i = v->nhits; i > 0 && v->hits[i - 1].end > from; i--)
		if (v->hits[i - 1].start < until)
			bits |= v->context->entries[v->hits[i - 1].entry].bits;
	return bits;
}

bool
context_sought(struct context_view *v, enum sought_set set,
    struct context_span window, size_t start, size_t end)
{
	size_t from = start > window.before ? start - window.before : 0;
	size_t until = end + window.after, *clear = &v->clear_to[set];

	if (!v->label_read)
		read_label(v);
	if (v->nlabel_hits > 0)
		return true;
	if (until > v->text.len)
		until = v->text.len;
	if (from < v->clear_from[set] || from > *clear)
		v->clear_from[set] = *clear = from;
	if (*clear < until)
		*clear = sought_find(&v->context->sought[set], v->text,
		    *clear, until);
	return *clear < until;
}
