/* How tokens are written, found, told from forgeries, and escaped. */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "tests/tap/tap.h"
#include "vault/token.h"

/* A small generator, so that every run tests the same. */
struct rng {
	uint64_t s;
};

static uint32_t
next(struct rng *r)
{
	r->s = r->s * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(r->s >> 33);
}

static void
random_token(struct rng *r, struct token *t, char text[TOKEN_LEN])
{
	t->hint = token_hint(SV("personal.contact.email"));
	t->generation = (uint8_t)(next(r) % TOKEN_GENERATIONS);
	for (size_t i = 0; i < TOKEN_VALUE_BYTES; i++)
		t->value[i] = (uint8_t)next(r);
	token_format(t, text);
}

static bool
same(const struct token *a, const struct token *b)
{
	return a->hint == b->hint && a->generation == b->generation &&
	    memcmp(a->value, b->value, TOKEN_VALUE_BYTES) == 0;
}

static void
test_golden(void)
{
	struct token t = { .generation = 3,
		.value = { 0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6,
			0x35, 0xcf } }, back;
	char text[TOKEN_LEN];

	t.hint = token_hint(SV("personal.contact.email"));
	token_format(&t, text);
	tap_is_sv(sv_make(text, TOKEN_LEN), SV("XQMAIL30123456789ABCDEF3"),
	    "golden bytes");
	tap_ok(token_parse(sv_make(text, TOKEN_LEN), &back) == 0 &&
	    same(&t, &back), "and back");
	tap_ok(token_parse(SV("xqmail3oi23456789abcdef3"), &back) == 0 &&
	    same(&t, &back), "any case, O for 0, I for 1");
	tap_is_int(token_parse(SV("XQMAIL30123456789ABCDEF6"), &back),
	    ERR_CORRUPT, "check symbol");
	tap_is_int(token_parse(SV("XQNAME30123456789ABCDEF3"), &back),
	    ERR_CORRUPT, "another hint");
	tap_is_int(token_parse(SV("XQMAIM30123456789ABCDEF3"), &back),
	    ERR_SYNTAX, "no hint");
	tap_is_int(token_parse(SV("XQMAIL30123456789ABCDEU5"), &back),
	    ERR_SYNTAX, "U is no symbol");
	tap_is_int(token_parse(SV("XQZMAIL30123456789ABCDEF3"), &back),
	    ERR_SYNTAX, "escaped");
	tap_is_int(token_parse(SV(""), &back), ERR_SYNTAX, "empty");
}

static void
test_hints(void)
{
	static const struct {
		struct sv class_name, text;
	} cases[] = {
		{ SV_INIT("personal.contact.email"), SV_INIT("MAIL") },
		{ SV_INIT("personal.contact.phone"), SV_INIT("TELE") },
		{ SV_INIT("personal.id.fr.nir"), SV_INIT("IDNO") },
		{ SV_INIT("personal.idle"), SV_INIT("DATA") },
		{ SV_INIT("personal.birth_date"), SV_INIT("DATE") },
		{ SV_INIT("personal.net.ip"), SV_INIT("HOST") },
		{ SV_INIT("financial.iban"), SV_INIT("IBAN") },
		{ SV_INIT("financial.card"), SV_INIT("CARD") },
		{ SV_INIT("secret.aws.access_key"), SV_INIT("CODE") },
		{ SV_INIT("special.health.icd"), SV_INIT("NOTE") },
		{ SV_INIT(""), SV_INIT("DATA") },
	};

	for (size_t i = 0; i < NELEMS(cases); i++)
		tap_is_sv(token_hint_text(token_hint(cases[i].class_name)),
		    cases[i].text, "hint of '%.*s'",
		    SV_ARG(cases[i].class_name));
}

static void
test_find(void)
{
	static const struct {
		struct sv text;
		size_t at, len;		/* len 0: nothing */
	} cases[] = {
		{ SV_INIT("XQMAIL30123456789ABCDEF3"), 0, 24 },
		{ SV_INIT("Dear XQMAIL30123456789ABCDEF3, thanks"), 5, 24 },
		{ SV_INIT("see (xqMail3oL23456789abcdef3)s"), 5, 24 },
		{ SV_INIT("zXQMAIL30123456789ABCDEF3s"), 1, 24 },
		{ SV_INIT("XXQMAIL30123456789ABCDEF3XQMAI"), 1, 24 },
		{ SV_INIT("XQMAILXQMAIL30123456789ABCDEF3"), 6, 24 },
		{ SV_INIT("XQZMAIL30123456789ABCDEF3"), 0, 25 },
		{ SV_INIT("xqZzZzZzZzMAIL30123456789ABCDEF3"), 0, 32 },
		{ SV_INIT("XQZZZZZZZZZMAIL30123456789ABCDEF3"), 0, 0 },
		{ SV_INIT("XQMAIL30123456789ABCDEF6"), 0, 0 },
		{ SV_INIT("XQMAIL30123456789ABCDEF"), 0, 0 },
		{ SV_INIT("XQMAIL 30123456789ABCDEF3"), 0, 0 },
		{ SV_INIT("XQMAIL3012345\xc3\xa4" "6789ABCDEF3"), 0, 0 },
		{ SV_INIT(""), 0, 0 },
	};
	size_t at, len;
	bool found;

	for (size_t i = 0; i < NELEMS(cases); i++) {
		at = len = 0;
		found = token_find(cases[i].text, &at, &len);
		tap_ok(found == (cases[i].len > 0) && at == cases[i].at &&
		    len == cases[i].len, "find in '%.*s'",
		    SV_ARG(cases[i].text));
	}
	tap_ok(token_find_forged(SV("a XQMAIL30123456789ABCDEF6"), &at, &len) &&
	    at == 2 && len == 24, "a forged one is seen as such");
	tap_ok(!token_find_forged(SV("XQMAIL30123456789ABCDEF3"), &at, &len),
	    "a good one is not forged");
}

static void
test_tail(void)
{
	static const struct {
		struct sv text;
		size_t tail;
	} cases[] = {
		{ SV_INIT(""), 0 },
		{ SV_INIT("hello"), 5 },
		{ SV_INIT("hello x"), 6 },
		{ SV_INIT("hello xQ"), 6 },
		{ SV_INIT("helloXQMA"), 5 },
		{ SV_INIT("XQME"), 4 },
		{ SV_INIT("XQZZ"), 0 },
		{ SV_INIT("XQMAIL3012345 "), 14 },
		{ SV_INIT("XQMAIL30123456789ABCDEF"), 0 },
		{ SV_INIT("XQMAIL30123456789ABCDEF3"), 24 },
		{ SV_INIT("XQMAIL30123456789ABCDEF6"), 24 },
		{ SV_INIT("XQMAIL30123456789ABCDEF3xq"), 24 },
		{ SV_INIT("XQMAILXQMAIL30123456789ABCDE"), 6 },
		{ SV_INIT("12345678901234567890123456789012345XQ"), 35 },
	};

	for (size_t i = 0; i < NELEMS(cases); i++)
		tap_is_int((int64_t)token_tail(cases[i].text),
		    (int64_t)cases[i].tail, "tail of '%.*s'",
		    SV_ARG(cases[i].text));
}

/* Every single wrong symbol, every swap of two, one in 32 inventions. */
static void
test_mangled(void)
{
	static const char base32[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	struct rng r = { 1 };
	unsigned slipped = 0, swapped = 0, invented = 0;
	char text[TOKEN_LEN], was;
	struct token t;

	for (unsigned round = 0; round < 50; round++) {
		random_token(&r, &t, text);
		for (size_t i = 6; i < TOKEN_LEN; i++) {
			was = text[i];
			for (size_t k = 0; k < 32; k++) {
				text[i] = base32[k];
				slipped += text[i] != was && token_parse(
				    sv_make(text, TOKEN_LEN), &t) == 0;
			}
			text[i] = was;
		}
		for (size_t i = 6; i + 1 < TOKEN_LEN; i++) {
			was = text[i];
			text[i] = text[i + 1];
			text[i + 1] = was;
			swapped += text[i] != was && token_parse(
			    sv_make(text, TOKEN_LEN), &t) == 0;
			was = text[i];
			text[i] = text[i + 1];
			text[i + 1] = was;
		}
	}
	for (unsigned i = 0; i < 32000; i++) {
		for (size_t k = 6; k < TOKEN_LEN; k++)
			text[k] = base32[next(&r) % 32];
		invented += token_parse(sv_make(text, TOKEN_LEN), &t) == 0;
	}
	tap_is_int(slipped, 0, "one wrong symbol never passes");
	tap_is_int(swapped, 0, "neighbours that changed places never pass");
	tap_ok(invented > 800 && invented < 1200,
	    "of 32 000 inventions about 1 000 pass (%u)", invented);
}

static void
test_round_trip(void)
{
	struct rng r = { 2 };
	unsigned wrong = 0;

	for (unsigned i = 0; i < 5000; i++) {
		struct token t, back;
		char text[TOKEN_LEN];

		random_token(&r, &t, text);
		t.hint = (uint8_t)(next(&r) % 14);
		token_format(&t, text);
		for (size_t k = 0; k < TOKEN_LEN; k++)
			if (next(&r) % 2 && text[k] >= 'A')
				text[k] = (char)(text[k] | 0x20);
		wrong += token_parse(sv_make(text, TOKEN_LEN), &back) != 0 ||
		    !same(&t, &back);
	}
	tap_is_int(wrong, 0, "5 000 tokens in any case read back");
}

/* Joins what is passed on, with tokens between < and >. */
static void
in_two(struct sv text, size_t cut, struct buf *out)
{
	size_t at, len, from = 0, end = cut;

	for (unsigned part = 0; part < 2; part++) {
		while (token_find(sv_slice(text, from, end), &at, &len)) {
			buf_addf(out, "%.*s<%.*s>", (int)at, text.ptr + from,
			    (int)len, text.ptr + from + at);
			from += at + len;
		}
		len = part == 1 ? end - from :
		    token_tail(sv_slice(text, from, end));
		buf_add(out, text.ptr + from, len);
		from += len;
		end = text.len;
	}
}

static void
test_every_split(void)
{
	struct sv text = SV("axqmaXQMAIL30123456789ABCDEF3xqzzmail3012345"
	    "6789ABCDEF3XQ XQMAILXQMAIL30123456789ABCDEF3XQMAIL30123456789A"
	    "BCDEF6 XQZZZZZZZZMAIL30123456789ABCDEF3.");
	struct buf whole, out;
	unsigned differ = 0;

	buf_init(&whole, 4096);
	buf_init(&out, 4096);
	in_two(text, text.len, &whole);
	for (size_t cut = 0; cut < text.len; cut++) {
		buf_reset(&out);
		in_two(text, cut, &out);
		differ += !sv_eq(buf_sv(&whole), buf_sv(&out));
	}
	tap_is_sv(sv_slice(buf_sv(&whole), 0, 31),
	    SV("axqma<XQMAIL30123456789ABCDEF3>"), "tokens are found");
	tap_is_int(differ, 0, "every split in two gives the same");
	buf_done(&out);
	buf_done(&whole);
}

static void
test_escape(void)
{
	struct sv found = SV("xqMAIL30123456789abcdef3");
	char a[TOKEN_MAX_LEN], b[TOKEN_MAX_LEN];
	size_t n = 0, m = 0;

	tap_is_int(token_escape(found, a, &n), 0, "escape");
	tap_is_sv(sv_make(a, n), SV("xqZMAIL30123456789abcdef3"), "one Z");
	tap_ok(token_is_escaped(sv_make(a, n)) && !token_is_escaped(found),
	    "is escaped");
	tap_ok(token_unescape(sv_make(a, n), b, &m) == 0 &&
	    sv_eq(sv_make(b, m), found), "comes back as it was");
	tap_is_int(token_unescape(found, b, &m), ERR_STATE, "not escaped");
	for (unsigned i = 2; i <= TOKEN_ESCAPES_MAX; i++) {
		memcpy(b, a, n);
		if (token_escape(sv_make(b, n), a, &n) != 0)
			tap_ok(false, "escape %u times", i);
	}
	tap_is_int((int64_t)n, TOKEN_MAX_LEN, "the longest");
	tap_is_int(token_escape(sv_make(a, n), b, &m), ERR_LIMIT, "no more");
}

int
main(void)
{
	test_golden();
	test_hints();
	test_find();
	test_tail();
	test_mangled();
	test_round_trip();
	test_every_split();
	test_escape();
	return tap_done();
}
