#include "base/err.h"
#include "proxy/token_book.h"
#include "tests/tap/tap.h"

static struct sv
make(char out[TOKEN_LEN], uint8_t seed)
{
	struct token t = { .hint = token_hint(SV("personal.contact.email")),
		.generation = 3 };

	for (unsigned i = 0; i < TOKEN_VALUE_BYTES; i++)
		t.value[i] = (uint8_t)(seed + i);
	token_format(&t, out);
	return sv_make(out, TOKEN_LEN);
}

static void
test_surrogates(struct arena *arena)
{
	static const struct sv near = SV_INIT("ring +49 30 55501"),
	    key = SV_INIT("\xff" "0123456789"),
	    other = SV_INIT("\xff" "abcdefghij");
	struct sv got = { NULL, 0 };
	struct token_book book;
	struct token_ops ops;
	size_t at = 0, len = 0;

	token_book_init(&book, arena);
	tap_is_int(token_book_add_surrogate(&book, SV("+49 30 5550123"),
	    SV("+49 30 5559999")), 0, "a surrogate");
	tap_is_int(token_book_add_surrogate(&book, SV("+49 30 5550123"),
	    SV("+49 30 5559999")), 0, "once more");
	tap_is_int(token_book_add_surrogate(&book, SV("+49 30 5550123"),
	    SV("+49 30 5550000")), ERR_CONFLICT, "never of two values");
	tap_is_int(token_book_add_surrogate(&book,
	    SV("4000 0000 0000 0000 0000 0000 0002"), SV("4")), 0,
	    "a long one");
	ops = token_book_ops(&book);
	tap_ok(ops.any_text && ops.max_len == 34, "what restoring must know");
	tap_ok(ops.find(ops.ctx, SV("ring +49 30 5550123 now"), &at, &len) &&
	    at == 5 && len == 14, "found");
	tap_is_int(ops.resolve(ops.ctx, SV("+49 30 5550123"), &got), 0,
	    "resolved without the keeper");
	tap_is_sv(got, SV("+49 30 5559999"), "its value");
	tap_ok(!ops.is_harmless(ops.ctx,
	    SV("4000 0000 0000 0000 0000 0000 0002")),
	    "longer than a token, yet no escaped one");
	tap_is_int((int64_t)ops.tail(ops.ctx, near), 5, "held from its +");
	tap_ok(token_book_add_recent(&book, SV("+49 30 5550123"), key) == 0 &&
	    token_book_add_recent(&book, SV("X1234567L"), key) == 0 &&
	    token_book_add_recent(&book, SV("X7654321L"), other) == 0,
	    "surrogates of earlier requests");
	ops = token_book_ops(&book);
	tap_ok(ops.resolve(ops.ctx, SV("+49 30 5550123"), &got) == 0 &&
	    sv_eq(got, SV("+49 30 5559999")), "this request's comes first");
	tap_is_int(ops.resolve(ops.ctx, SV("X1234567L"), &got), ERR_AGAIN,
	    "an earlier one must be asked for");
	tap_ok(book.nwanted == 1 && sv_eq(book.wanted[0], key),
	    "by its key");
	tap_ok(token_book_learn(&book, key, SV("X0000001R")) == 0 &&
	    ops.resolve(ops.ctx, SV("X1234567L"), &got) == 0 &&
	    sv_eq(got, SV("X0000001R")), "the keeper tells");
	token_book_close(&book);
	tap_is_int(ops.resolve(ops.ctx, SV("X7654321L"), &got), ERR_NOTFOUND,
	    "with nobody to ask it stays");
	tap_is_int((int64_t)ops.tail(ops.ctx, SV("ring +49 31")), 11,
	    "nothing held of what it cannot be");
	token_book_done(&book);
}

int
main(void)
{
	char a[TOKEN_LEN], b[TOKEN_LEN], c[TOKEN_LEN], mangled[TOKEN_LEN];
	struct sv known = make(a, 1), older = make(b, 50),
	    foreign = make(c, 99), got = { NULL, 0 };
	struct token_book book;
	struct token_ops ops;
	struct arena arena;
	char escaped[TOKEN_MAX_LEN];
	size_t len;

	arena_init(&arena, 1 << 20);
	token_book_init(&book, &arena);
	ops = token_book_ops(&book);
	tap_is_int(token_book_add(&book, known, SV("eva@firma.example")), 0,
	    "add");
	tap_is_int(ops.resolve(ops.ctx, known, &got), 0, "a known one");
	tap_is_sv(got, SV("eva@firma.example"), "its value");
	for (size_t i = 0; i < TOKEN_LEN; i++)
		mangled[i] = a[i] >= 'A' && a[i] <= 'Z' ?
		    (char)(a[i] | 0x20) : a[i];
	tap_is_int(ops.resolve(ops.ctx, sv_make(mangled, TOKEN_LEN), &got), 0,
	    "in lower case");
	tap_is_int(ops.resolve(ops.ctx, older, &got), ERR_AGAIN,
	    "an older one must be asked for");
	tap_is_int(ops.resolve(ops.ctx, foreign, &got), ERR_AGAIN,
	    "a foreign one too");
	tap_ok(book.nwanted == 2, "both are on the list");
	tap_ok(token_book_learn(&book, book.wanted[0], SV("old")) == 0 &&
	    token_book_learn(&book, book.wanted[1],
	    (struct sv){ NULL, 0 }) == 0, "the keeper answers");
	tap_is_int(ops.resolve(ops.ctx, older, &got), 0, "the older one");
	tap_is_sv(got, SV("old"), "its value");
	tap_is_int(ops.resolve(ops.ctx, foreign, &got), ERR_NOTFOUND,
	    "the foreign one stays");
	tap_is_int(token_escape(known, escaped, &len), 0, "escape");
	tap_is_int(ops.resolve(ops.ctx, sv_make(escaped, len), &got), 0,
	    "a look-alike");
	tap_is_sv(got, known, "comes back as it was written");
	mangled[TOKEN_LEN - 3] = mangled[TOKEN_LEN - 3] == '7' ? '8' : '7';
	tap_is_int(ops.resolve(ops.ctx, sv_make(mangled, TOKEN_LEN), &got),
	    ERR_NOTFOUND, "a mangled one stays");
	token_book_close(&book);
	tap_is_int(ops.resolve(ops.ctx, make(c, 77), &got), ERR_NOTFOUND,
	    "with nobody to ask unknown ones stay");
	token_book_done(&book);
	test_surrogates(&arena);
	arena_done(&arena);
	return tap_done();
}
