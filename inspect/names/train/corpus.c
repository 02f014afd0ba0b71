#include "inspect/names/train/corpus.h"

#include "base/buf.h"

enum { SPANS_MAX = 4096, TEXT_MAX = 1 << 20 };

struct maker {
	struct buf text;
	struct corpus_span spans[SPANS_MAX];
	size_t count;
};

static bool
is_one_of(struct sv token, const char *const *list)
{
	for (; *list != NULL; list++)
		if (sv_eq(token, sv_cstr(*list)))
			return true;
	return false;
}

/* No blank before these, or behind those, in running text. */
static bool
sticks_left(struct sv token)
{
	static const char *const marks[] = { ".", ",", ";", ":", "!", "?",
		")", "]", "}", "%", "\xe2\x80\x9d", "\xc2\xbb", "...",
		"\xe2\x80\xa6", "'s", "\xe2\x80\x99s", "'", "\xe2\x80\x99",
		"n't", "'n", NULL };

	return is_one_of(token, marks);
}

static bool
sticks_right(struct sv token)
{
	static const char *const marks[] = { "(", "[", "{", "\xe2\x80\x9e",
		"\xc2\xab", "\xe2\x80\x9c", NULL };

	if (token.len > 1 && token.len < 7 && (sv_ends(token, SV("'")) ||
	    sv_ends(token, SV("\xe2\x80\x99"))))
		return true;
	return is_one_of(token, marks);
}

static bool
kind_of(struct sv tag, enum weights_kind *ret)
{
	static const char names[KIND_COUNT][4] = { "PER", "LOC", "ORG" };

	for (unsigned i = 0; i < KIND_COUNT; i++) {
		if (tag.len < 5 || !sv_eq(sv_slice(tag, 2, tag.len),
		    sv_cstr(names[i])))
			continue;
		*ret = (enum weights_kind)i;
		return true;
	}
	return false;
}

static void
add_token(struct maker *m, struct sv token, struct sv tag)
{
	enum weights_kind kind = KIND_PERSON;
	struct corpus_span *last;
	size_t start = m->text.len;

	buf_add_sv(&m->text, token);
	if (!kind_of(tag, &kind))
		return;
	last = m->count > 0 ? &m->spans[m->count - 1] : NULL;
	if (tag.ptr[0] == 'I' && last != NULL && last->kind == kind &&
	    last->end + 1 >= start) {
		last->end = (uint32_t)m->text.len;
	} else if (m->count < SPANS_MAX) {
		m->spans[m->count++] = (struct corpus_span){ (uint32_t)start,
			(uint32_t)m->text.len, kind };
	}
}

static int
read_tokens(struct corpus_reader *r, struct maker *m)
{
	bool glue = true, quoted = false;

	while (r->rest.ptr != NULL) {
		struct sv line = sv_cut(&r->rest, '\n');
		struct sv token = sv_cut(&line, '\t');
		bool quote = sv_eq(token, SV("\"")) ||
		    sv_eq(token, SV("''")) || sv_eq(token, SV("``"));

		if (token.len == 0 && m->text.len > 0)
			return 0;
		if (token.len == 0)
			continue;
		if (line.ptr == NULL)
			return ERR_SYNTAX;
		if (!glue && !sticks_left(token) && !(quote && quoted))
			buf_add_char(&m->text, ' ');
		glue = sticks_right(token) || (quote && !quoted);
		quoted = quoted != quote;
		add_token(m, token, line);
	}
	return m->text.len > 0 ? 0 : ERR_NOTFOUND;
}

/* Take "[[P:" off; which kind it opens. */
static bool
take_open(struct sv *rest, enum weights_kind *ret)
{
	static const char marks[KIND_COUNT][5] = { "[[P:", "[[L:", "[[O:" };

	for (unsigned i = 0; i < KIND_COUNT; i++) {
		if (!sv_starts(*rest, sv_cstr(marks[i])))
			continue;
		*rest = sv_slice(*rest, 4, rest->len);
		*ret = (enum weights_kind)i;
		return true;
	}
	return false;
}

static int
read_marked(struct sv line, struct maker *m)
{
	enum weights_kind kind = KIND_PERSON;
	bool open = false;
	size_t start = 0;

	while (line.len > 0) {
		if (!open && take_open(&line, &kind)) {
			open = true;
			start = m->text.len;
		} else if (open && sv_starts(line, SV("]]"))) {
			if (m->count == SPANS_MAX)
				return ERR_LIMIT;
			m->spans[m->count++] = (struct corpus_span){
				(uint32_t)start, (uint32_t)m->text.len, kind };
			open = false;
			line = sv_slice(line, 2, line.len);
		} else if (sv_starts(line, SV("\\n"))) {
			buf_add_char(&m->text, '\n');
			line = sv_slice(line, 2, line.len);
		} else {
			buf_add_char(&m->text, line.ptr[0]);
			line = sv_slice(line, 1, line.len);
		}
	}
	return open ? ERR_SYNTAX : 0;
}

static int
read_line(struct corpus_reader *r, struct maker *m, enum lang *lang)
{
	struct sv line = { NULL, 0 };
	int err = 0;

	while (r->rest.ptr != NULL && line.len == 0)
		line = sv_cut(&r->rest, '\n');
	if (line.len == 0)
		return ERR_NOTFOUND;
	*lang = lang_find(sv_cut(&line, '\t'));
	if (line.ptr == NULL)
		return ERR_SYNTAX;
	err = read_marked(line, m);
	return err != 0 ? err : m->text.len == 0 ? ERR_SYNTAX : 0;
}

int
corpus_next(struct corpus_reader *r, struct arena *a, struct corpus_text *ret)
{
	struct maker m = { .count = 0 };
	struct corpus_span *spans;
	struct sv text;
	int err;

	buf_init(&m.text, TEXT_MAX);
	ret->lang = r->lang;
	err = r->tokens ? read_tokens(r, &m) : read_line(r, &m, &ret->lang);
	if (err == 0)
		err = buf_err(&m.text);
	if (err == 0) {
		text = arena_dup(a, buf_sv(&m.text));
		spans = arena_alloc(a, (m.count + 1) * sizeof(*spans));
		err = text.ptr == NULL || spans == NULL ? ERR_NOMEM : 0;
	}
	if (err == 0) {
		for (size_t i = 0; i < m.count; i++)
			spans[i] = m.spans[i];
		ret->text = text;
		ret->spans = spans;
		ret->nspans = m.count;
	}
	buf_done(&m.text);
	return err;
}
