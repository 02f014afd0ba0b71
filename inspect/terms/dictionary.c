/*
 * Terms and texts are read as one stream of characters: folded or as they
 * are, a run of blanks as one. The hash of what was read since the beginning
 * is looked up
 *
 *   where a word ends      known is the end of a term, or that one goes on
 *                          ("anna" of "anna schmidt"); neither ends the search
 *   elsewhere, where a     known is the end of a term
 *   term may end
 */
#include "inspect/terms/dictionary.h"

#include <string.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "inspect/terms/dictionary_table.h"
#include "inspect/words/word_fold.h"

enum { DIGEST_HEX = 2 * CRYPTO_SHA256_BYTES };

#define HASH_FIRST	UINT64_C(0xcbf29ce484222325)

struct dictionary {
	struct dictionary_table table;
	struct dictionary_rules rules;
	size_t longest;			/* bytes of a term, folded */
	uint64_t lengths[DICTIONARY_MAX_TERM / 64 + 1];	/* bits */
	bool odd;			/* some begin with no word */
};

enum kind { KIND_WORD, KIND_BLANK, KIND_MARK, KIND_NOTHING };

/* One character as it is compared. */
struct letter {
	enum kind kind;
	size_t bytes;		/* in the text */
	size_t len;
	char out[UTF8_MAX];
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
read_ascii(char c, bool exact, struct letter *ret)
{
	bool upper = c >= 'A' && c <= 'Z';

	ret->bytes = ret->len = 1;
	ret->out[0] = upper && !exact ? (char)(c | 0x20) : c;
	ret->kind = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ?
	    KIND_WORD : KIND_MARK;
	if (is_blank(c)) {
		ret->out[0] = ' ';
		ret->kind = KIND_BLANK;
	}
}

static void
read_letter(struct sv text, size_t at, bool exact, struct letter *ret)
{
	static const enum kind kinds[] = { [WORD_SEPARATOR] = KIND_MARK,
		[WORD_LETTER] = KIND_WORD, [WORD_IGNORED] = KIND_NOTHING };
	enum word_kind kind = WORD_SEPARATOR;
	uint32_t code = 0;

	if ((unsigned char)text.ptr[at] < 0x80) {
		read_ascii(text.ptr[at], exact, ret);
		return;
	}
	ret->bytes = utf8_decode(sv_slice(text, at, text.len), &code);
	if (ret->bytes == 0)
		ret->bytes = 1;
	else
		kind = word_fold(code, ret->out, &ret->len);
	ret->kind = kinds[kind];
	if (kind != WORD_LETTER || exact) {
		ret->len = ret->bytes;
		memcpy(ret->out, text.ptr + at, ret->bytes);
	}
	if (ret->kind == KIND_NOTHING && exact)
		ret->kind = KIND_MARK;
	if (code == 0xa0 || code == 0x202f) {
		ret->out[0] = ' ';
		ret->len = 1;
		ret->kind = KIND_BLANK;
	}
}

static uint64_t
add_bytes(uint64_t hash, const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)p[i]) *
		    UINT64_C(0x100000001b3);
	return hash;
}

/* FNV leaves its high bits poor. */
static uint64_t
finish(uint64_t hash)
{
	hash = (hash ^ hash >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return hash ^ hash >> 29;
}

/* What was read of a text since a place where a term may begin. */
struct walk {
	const struct dictionary *d;
	struct sv text;
	size_t at;		/* the next byte */
	uint64_t hash;
	size_t len;		/* bytes that were hashed */
	enum kind last, next;	/* of the characters around `at` */
	struct letter ahead;
};

static void
look_ahead(struct walk *w)
{
	w->next = KIND_MARK;
	while (w->at < w->text.len) {
		read_letter(w->text, w->at, w->d->rules.exact, &w->ahead);
		w->next = w->ahead.kind;
		if (w->next != KIND_NOTHING)
			return;
		w->at += w->ahead.bytes;
	}
	w->ahead.bytes = 0;
}

static void
begin_walk(struct walk *w, const struct dictionary *d, struct sv text,
    size_t at)
{
	*w = (struct walk){ .d = d, .text = text, .at = at,
		.hash = HASH_FIRST, .last = KIND_MARK };
	look_ahead(w);
}

/* One character more; false at the end. `*ret_end` is behind it. */
static bool
go_on(struct walk *w, size_t *ret_end)
{
	if (w->ahead.bytes == 0)
		return false;
	w->hash = add_bytes(w->hash, w->ahead.out, w->ahead.len);
	w->len += w->ahead.len;
	w->last = w->next;
	w->at += w->ahead.bytes;
	*ret_end = w->at;
	look_ahead(w);
	/* A run of blanks is one. */
	while (w->last == KIND_BLANK && w->next == KIND_BLANK) {
		w->at += w->ahead.bytes;
		look_ahead(w);
	}
	return true;
}

/* A word ends here. */
static bool
at_station(const struct walk *w)
{
	return w->last == KIND_WORD && w->next != KIND_WORD;
}

static bool
may_end(const struct walk *w)
{
	if (w->last == KIND_BLANK || w->len > DICTIONARY_MAX_TERM ||
	    (w->d->lengths[w->len / 64] >> w->len % 64 & 1) == 0)
		return false;
	return w->last != KIND_WORD || w->next != KIND_WORD ||
	    w->d->rules.boundary != DICTIONARY_WORDS;
}

/* The longest term that begins at `at`: its end, or 0. */
static size_t
longest_at(const struct dictionary *d, struct sv text, size_t at)
{
	struct walk w;
	size_t end, found = 0;
	unsigned marks;

	begin_walk(&w, d, text, at);
	while (w.len < d->longest && go_on(&w, &end)) {
		bool station = at_station(&w), ends = may_end(&w);

		if (!station && !ends)
			continue;
		marks = dictionary_table_find(&d->table, finish(w.hash));
		if (ends && (marks & DICTIONARY_TERM) != 0)
			found = end;
		if (station && (marks & DICTIONARY_GOES_ON) == 0)
			break;
	}
	return found;
}

/* May a term begin with a character `now` behind one `before`? */
static bool
may_begin(const struct dictionary *d, enum kind before, enum kind now)
{
	if (now == KIND_WORD)
		return before != KIND_WORD ||
		    d->rules.boundary == DICTIONARY_ANYWHERE;
	return now == KIND_MARK && d->odd;
}

void
dictionary_scan(const struct dictionary *d, struct sv text,
    dictionary_fn *found, void *ctx)
{
	enum kind before = KIND_MARK;
	struct letter now;
	size_t end;

	for (size_t at = 0; at < text.len; at += now.bytes) {
		read_letter(text, at, d->rules.exact, &now);
		if (now.kind == KIND_NOTHING)
			continue;
		end = may_begin(d, before, now.kind) ?
		    longest_at(d, text, at) : 0;
		before = now.kind;
		if (end == 0)
			continue;
		if (!found(ctx, at, end))
			return;
		now.bytes = end - at;
		before = KIND_WORD;
	}
}

struct sv
dictionary_line(struct sv *rest)
{
	struct sv line = sv_cut(rest, '\n');

	if (sv_ends(line, SV("\r")))
		line.len--;
	return sv_trim(line);
}

/* What is read into a dictionary. */
struct source {
	struct dictionary *d;
	const char *name;
	unsigned line;
	struct errinfo *ei;
};

static int
fail(const struct source *s, int code, const char *what)
{
	errinfo_at(s->ei, s->name, s->line, 0);
	return errinfo_set(s->ei, code, "%s", what);
}

/* Hash one term: count what it needs, or add it. */
static int
take_term(struct source *s, struct sv term, size_t *count)
{
	struct dictionary *d = s->d;
	struct walk w;
	uint64_t hash = 0;
	size_t end = 0, len = 0;

	begin_walk(&w, d, term, 0);
	while (w.next == KIND_BLANK) {
		w.at += w.ahead.bytes;
		look_ahead(&w);
	}
	if (w.next == KIND_MARK)
		d->odd = true;
	while (go_on(&w, &end)) {
		if (w.len > DICTIONARY_MAX_TERM)
			return fail(s, ERR_LIMIT, "a term has more than 256 "
			    "bytes");
		/* Blanks at its end are no part of it. */
		if (w.last != KIND_BLANK) {
			hash = w.hash;
			len = w.len;
		}
		if (!at_station(&w) || w.ahead.bytes == 0)
			continue;
		if (count != NULL)
			++*count;
		else
			dictionary_table_add(&d->table, finish(w.hash),
			    DICTIONARY_GOES_ON);
	}
	if (len == 0)
		return 0;
	if (d->rules.boundary == DICTIONARY_ANYWHERE &&
	    len < DICTIONARY_MIN_ANY)
		return fail(s, ERR_RANGE, "a term of less than three bytes "
		    "would be found everywhere; boundary: word is wanted");
	d->longest = len > d->longest ? len : d->longest;
	d->lengths[len / 64] |= UINT64_C(1) << len % 64;
	if (count != NULL)
		++*count;
	else
		dictionary_table_add(&d->table, finish(hash),
		    DICTIONARY_TERM);
	return 0;
}

/* All lines, to count them or to add them. */
static int
take_lines(struct source *s, struct sv text, size_t *count)
{
	size_t terms = 0;
	int err = 0;

	s->line = 0;
	while (text.ptr != NULL && err == 0) {
		struct sv line = dictionary_line(&text);

		s->line++;
		if (line.len == 0)
			continue;
		if (!utf8_is_valid(line))
			return fail(s, ERR_SYNTAX, "this line is not UTF-8");
		if (sv_find_char(line, '\0') >= 0)
			return fail(s, ERR_SYNTAX, "this line has a zero "
			    "byte; a dictionary is written in UTF-8");
		if (++terms > DICTIONARY_MAX_TERMS)
			return fail(s, ERR_LIMIT, "more than 50 million "
			    "terms");
		err = take_term(s, line, count);
	}
	return err;
}

int
dictionary_parse(struct sv text, const char *name,
    const struct dictionary_rules *rules, struct dictionary **ret,
    struct errinfo *ei)
{
	struct dictionary *d = mem_calloc(1, sizeof(*d));
	struct source s = { .d = d, .name = name, .ei = ei };
	size_t count = 0;
	int err;

	if (d == NULL)
		return ERR_NOMEM;
	d->rules = *rules;
	if (sv_starts(text, SV("\xef\xbb\xbf")))
		text = sv_slice(text, 3, text.len);
	err = take_lines(&s, text, &count);
	if (err == 0 && count == 0)
		err = fail(&s, ERR_NOTFOUND, "a dictionary without terms");
	if (err == 0)
		err = dictionary_table_init(&d->table, count);
	if (err == 0)
		err = take_lines(&s, text, NULL);
	if (err == 0)
		err = dictionary_table_fit(&d->table);
	if (err != 0) {
		dictionary_free(d);
		return err;
	}
	*ret = d;
	return 0;
}

int
dictionary_read(const char *path, const struct dictionary_rules *rules,
    struct sv digest, struct dictionary **ret, struct errinfo *ei)
{
	uint8_t hash[CRYPTO_SHA256_BYTES];
	char hex[DIGEST_HEX + 1];
	struct buf text;
	int err;

	buf_init(&text, DICTIONARY_MAX_FILE);
	err = file_read(path, &text, ei);
	if (err == 0 && digest.len > 0) {
		crypto_sha256(buf_sv(&text), hash);
		encode_hex(hex, hash, sizeof(hash));
		if (!sv_eq(sv_cstr(hex), digest))
			err = errinfo_set(ei, ERR_CONFLICT, "%s: changed "
			    "while the policy was read", path);
	}
	if (err == 0)
		err = dictionary_parse(buf_sv(&text), path, rules, ret, ei);
	buf_done(&text);
	return err;
}

void
dictionary_free(struct dictionary *d)
{
	if (d == NULL)
		return;
	dictionary_table_done(&d->table);
	mem_free(d);
}
