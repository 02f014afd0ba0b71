/*
 * Restoring with real tokens: texts put together at random from tokens, parts
 * of tokens, look-alikes and other text come out the same whole and in pieces,
 * streamed or not, with tokens known beforehand or learnt on the way, with and
 * without surrogates among them.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json_write.h"
#include "inspect/body/dialect.h"
#include "inspect/answer/restore.h"
#include "proxy/token_book.h"
#include "tests/tap/tap.h"

enum {
	ROUNDS = 3000,
	FRAGMENTS = 12,
	OUT_MAX = 1 << 20,
	KNOWN = 3,
	SURROGATE_MARK = 's'		/* no generation of a token */
};

static char tokens[KNOWN + 1][TOKEN_LEN];	/* the last is unknown */
static const struct sv values[KNOWN] = {
	SV_INIT("eva@example.org"), SV_INIT("O\"Brien \\ \xf0\x9f\x98\x80\n"),
	SV_INIT("XQ")
};

/* Some begin like others, or in the middle of others. */
static const struct {
	struct sv text, value;
} surrogates[] = {
	{ SV_INIT("+49 30 5550123"), SV_INIT("+49 30 5559999") },
	{ SV_INIT("+49 30 55501234"), SV_INIT("+49 30 55599990") },
	{ SV_INIT("0123 +49 30"), SV_INIT("0999 \"88\" 77") },
	{ SV_INIT("(030) 555/0123"), SV_INIT("(030) 555/9999") },
	{ SV_INIT("X1234567L"), SV_INIT("X7654321Z") },
	{ SV_INIT("DE00 5005 0000 XQMA IL00"), SV_INIT("DE11 0000 1") },
	{ SV_INIT("DE00500500005000123456"), SV_INIT("DE11999999999999999999") },
};
static bool with_surrogates;
static uint32_t seed = 1;

static uint32_t
next_random(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static void
make_tokens(void)
{
	for (size_t i = 0; i <= KNOWN; i++) {
		struct token t = {
			.hint = token_hint(SV("personal.contact.email")),
			.generation = (uint8_t)i,
		};

		memset(t.value, (int)(0x5a + 31 * i), sizeof(t.value));
		token_format(&t, tokens[i]);
	}
}

/* One fragment of a text: some are tokens, most nearly are. */
static void
add_fragment(struct buf *b)
{
	static const char *const others[] = {
		"X", "x", "XQ", "xq", "XQZ", "XQMAIL", "XQM", "Q", " ", "a",
		"https://e.example/?q=", "\n", "Ada ", "\"", "\\", "0",
	};
	const char *token = tokens[next_random(KNOWN + 1)];
	size_t cut = next_random(TOKEN_LEN);
	char longer[TOKEN_MAX_LEN];
	size_t len = 0;

	if (with_surrogates && next_random(3) == 0) {
		struct sv s = surrogates[next_random(NELEMS(surrogates))].text;

		buf_add_sv(b, sv_slice(s, next_random(4) == 0 ?
		    next_random((uint32_t)s.len) : 0, next_random(3) == 0 ?
		    next_random((uint32_t)s.len) : s.len));
		return;
	}
	switch (next_random(7)) {
	case 0:
	case 1:
		buf_add(b, token, TOKEN_LEN);
		return;
	case 2:
		for (size_t i = 0; i < TOKEN_LEN; i++)
			buf_add_char(b, (char)(token[i] | 0x20));
		return;
	case 3:
		buf_add(b, token, cut);
		return;
	case 4:
		buf_add(b, token, TOKEN_LEN);
		b->ptr[b->len - 1] = b->ptr[b->len - 1] == '7' ? '8' : '7';
		return;
	case 5:
		if (token_escape(sv_make(token, TOKEN_LEN), longer, &len) != 0)
			tap_ok(false, "token_escape");
		buf_add(b, longer, len);
		return;
	}
	buf_add_cstr(b, others[next_random(NELEMS(others))]);
}

/* What the keeper would say. */
static void
learn(struct token_book *book)
{
	uint8_t key[TOKEN_KEY_BYTES];
	struct token t;

	for (size_t w = 0; w < book->nwanted; w++) {
		struct sv value = { NULL, 0 };

		if (book->wanted[w].ptr[0] == SURROGATE_MARK)
			value = surrogates[(size_t)
			    book->wanted[w].ptr[1]].value;
		for (size_t i = 0; i < KNOWN; i++) {
			if (token_parse(sv_make(tokens[i], TOKEN_LEN), &t) != 0)
				tap_ok(false, "token_parse");
			token_key(&t, key);
			if (sv_eq(book->wanted[w], sv_make(key, sizeof(key))))
				value = values[i];
		}
		if (token_book_learn(book, book->wanted[w], value) != 0)
			tap_ok(false, "learn");
	}
	book->nwanted = 0;
}

/* Known with its value, or by a key that ends with its number. */
static void
add_surrogate(struct token_book *book, size_t i, bool known)
{
	static char keys[NELEMS(surrogates)][TOKEN_KEY_BYTES];
	int rc;

	keys[i][0] = SURROGATE_MARK;
	keys[i][1] = (char)i;
	rc = known ? token_book_add_surrogate(book, surrogates[i].text,
	    surrogates[i].value) : token_book_add_recent(book,
	    surrogates[i].text, sv_make(keys[i], TOKEN_KEY_BYTES));
	if (rc != 0)
		tap_ok(false, "add a surrogate");
}

static void
restore(struct sv in, struct sv type, bool known, size_t width,
    struct buf *out)
{
	struct token_book book;
	struct token_ops ops;
	struct restore_config config = {
		.content_type = type,
		.dialect = dialect_by_name(SV("openai-chat")),
		.ops = &ops,
	};
	struct restorer *r = NULL;
	struct arena arena;
	int err = 0;

	arena_init(&arena, 1 << 20);
	token_book_init(&book, &arena);
	for (size_t i = 0; known && i < KNOWN; i++)
		if (token_book_add(&book, sv_make(tokens[i], TOKEN_LEN),
		    values[i]) != 0)
			tap_ok(false, "add");
	for (size_t i = 0; with_surrogates && i < NELEMS(surrogates); i++)
		add_surrogate(&book, i, known);
	ops = token_book_ops(&book);
	if (restore_new(&config, &r) != 0)
		tap_ok(false, "restore_new");
	for (size_t at = 0; at <= in.len && err == 0; at += width) {
		err = restore_feed(r, sv_slice(in, at, at + width), out);
		for (; err == ERR_AGAIN; err = restore_feed(r, SV(""), out))
			learn(&book);
	}
	err = err == 0 ? restore_finish(r, out) : err;
	for (; err == ERR_AGAIN; err = restore_finish(r, out))
		learn(&book);
	if (err != 0)
		tap_ok(false, "restore: %s", err_text(err));
	restore_free(r);
	token_book_done(&book);
	arena_done(&arena);
}

/* `text` as the deltas of a stream. */
static void
write_stream(struct buf *b, struct sv text, size_t width)
{
	for (size_t at = 0; at < text.len; at += width) {
		buf_add_cstr(b, "data: {\"choices\":[{\"index\":0,\"delta\":{"
		    "\"content\":\"");
		json_write_escaped(b, sv_slice(text, at, at + width));
		buf_add_cstr(b, "\"}}]}\n\n");
	}
}

/* The joined deltas of a stream, still escaped. */
static void
join_stream(struct buf *b, struct sv stream)
{
	static const struct sv mark = SV_INIT("\"content\":\"");
	ptrdiff_t at;

	while ((at = sv_find(stream, mark)) >= 0) {
		stream = sv_slice(stream, (size_t)at + mark.len, stream.len);
		at = sv_find(stream, SV("\"}}]}\n\n"));
		buf_add_sv(b, sv_slice(stream, 0, (size_t)at));
	}
}

static bool
is_same(struct sv text, struct sv want, struct sv type, size_t width)
{
	struct buf out;
	bool same;

	buf_init(&out, OUT_MAX);
	restore(text, type, width % 2 == 0, width, &out);
	same = sv_eq(buf_sv(&out), want);
	if (!same)
		tap_is_sv(buf_sv(&out), want, "by %zu", width);
	buf_done(&out);
	return same;
}

/* The same text as a JSON string and as deltas means the same. */
static bool
stream_is_same(struct sv text, size_t width)
{
	struct buf body, whole, stream, out, joined;
	bool same;

	buf_init(&body, OUT_MAX);
	buf_init(&whole, OUT_MAX);
	buf_init(&stream, OUT_MAX);
	buf_init(&out, OUT_MAX);
	buf_init(&joined, OUT_MAX);
	write_stream(&body, text, text.len);
	restore(buf_sv(&body), SV("text/event-stream"), true, body.len, &out);
	join_stream(&whole, buf_sv(&out));
	buf_reset(&out);
	write_stream(&stream, text, width);
	restore(buf_sv(&stream), SV("text/event-stream"), width % 2 == 0,
	    width * 5, &out);
	join_stream(&joined, buf_sv(&out));
	same = sv_eq(buf_sv(&joined), buf_sv(&whole));
	if (!same)
		tap_is_sv(buf_sv(&joined), buf_sv(&whole), "stream by %zu",
		    width);
	buf_done(&body);
	buf_done(&whole);
	buf_done(&stream);
	buf_done(&out);
	buf_done(&joined);
	return same;
}

static bool
test_round(void)
{
	struct buf text, whole;
	bool same;

	buf_init(&text, OUT_MAX);
	buf_init(&whole, OUT_MAX);
	for (uint32_t i = 1 + next_random(FRAGMENTS); i > 0; i--)
		add_fragment(&text);
	restore(buf_sv(&text), SV("text/plain"), true, text.len + 1, &whole);
	same = is_same(buf_sv(&text), buf_sv(&whole), SV("text/plain"), 1) &&
	    is_same(buf_sv(&text), buf_sv(&whole), SV("text/plain"),
	    1 + next_random(40));
	same = same && (text.len == 0 ||
	    stream_is_same(buf_sv(&text), 1 + next_random(30)));
	if (!same)
		tap_diag("text: %.*s", SV_ARG(buf_sv(&text)));
	buf_done(&text);
	buf_done(&whole);
	return same;
}

static void
test_plain(void)
{
	struct buf in, want;

	buf_init(&in, OUT_MAX);
	buf_init(&want, OUT_MAX);
	buf_addf(&in, "See %.24s at https://e.example/%.24s, not %.24s",
	    tokens[0], tokens[0], tokens[KNOWN]);
	buf_addf(&want, "See eva@example.org at https://e.example/%.24s, not "
	    "%.24s", tokens[0], tokens[KNOWN]);
	for (size_t width = 1; width < 60; width++)
		tap_ok(is_same(buf_sv(&in), buf_sv(&want), SV("text/plain"),
		    width), "known, in a URL, unknown: by %zu", width);
	buf_done(&in);
	buf_done(&want);
}

/* What becomes of surrogates, in a text or the string of a JSON body. */
static const struct {
	const char *type, *in, *want;
} kept[] = {
	{ "text/plain", "ring +49 30 5550123.", "ring +49 30 5559999." },
	{ "text/plain", "+49 30 55501234", "+49 30 55599990" },
	{ "text/plain", "+49 30 5550123+49 30 55501234",
	    "+49 30 5559999+49 30 55599990" },
	{ "text/plain", "+49 30 555012", "+49 30 555012" },
	{ "text/plain", "0123 +49 30 5550123", "0999 \"88\" 77 5550123" },
	{ "text/plain", "0123 +49 3+49 30 5550123",
	    "0123 +49 3+49 30 5559999" },
	{ "text/plain", "https://e/?n=X1234567L X1234567L",
	    "https://e/?n=X1234567L X7654321Z" },
	{ "text/plain", "tel:+49 30 5550123", "tel:+49 30 5559999" },
	{ "application/json", "{\"a\":\"(030) 555\\/0123\",\"b\":[\"\\u002b49"
	    "\\u002030 5550123\"]}",
	    "{\"a\":\"(030) 555/9999\",\"b\":[\"+49 30 5559999\"]}" },
	{ "application/json", "{\"a\":\"{\\\"n\\\":\\\"0123 +49 30\\\"}\"}",
	    "{\"a\":\"{\\\"n\\\":\\\"0999 \\\\\\\"88\\\\\\\" 77\\\"}\"}" },
	{ "application/json", "{\"a\":\"+49 30\",\"b\":\" 5550123\"}",
	    "{\"a\":\"+49 30\",\"b\":\" 5550123\"}" },
};

static void
test_surrogates(void)
{
	for (size_t i = 0; i < NELEMS(kept); i++) {
		bool same = true;

		for (size_t width = 1; same && width < 60; width++)
			same = is_same(sv_cstr(kept[i].in),
			    sv_cstr(kept[i].want), sv_cstr(kept[i].type),
			    width);
		tap_ok(same, "in every split: %s", kept[i].in);
	}
}

int
main(void)
{
	unsigned good = 0;

	make_tokens();
	test_plain();
	with_surrogates = true;
	test_surrogates();
	for (unsigned i = 0; i < ROUNDS; i++) {
		with_surrogates = i % 2 == 0;
		good += test_round();
	}
	tap_is_int(good, ROUNDS, "texts that come out the same in any split");
	return tap_done();
}
