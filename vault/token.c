/*
 * Invariants:
 *  1. Whether a token begins at a byte depends on that byte and those after
 *     it, never on those before.
 *  2. Of two overlapping candidates the one that begins first also ends
 *     first: the head of a token holds no second "XQ", so the later one begins
 *     in the body of the first, and a token is longer than a body. So no bytes
 *     that come later can displace a token already found, and text in pieces
 *     gives the same tokens as text whole.
 */
#include "vault/token.h"

#include "base/ascii.h"
#include "base/err.h"

enum {
	MARK = 2,		/* "XQ" */
	HINT = 4,
	BODY = 18,		/* generation, 16 symbols, check */
	NOT_ALNUM = 0xff,
	NOT_BASE32 = 32		/* a letter all the same */
};

enum form { FORM_NONE, FORM_PARTIAL, FORM_FORGED, FORM_GOOD };

struct shape {
	enum form form;
	size_t len;		/* of FORGED and GOOD */
	unsigned escapes;
	struct token token;	/* of GOOD */
};

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* The symbol a byte stands for. */
#define N NOT_ALNUM
#define LETTERS 10, 11, 12, 13, 14, 15, 16, 17, 1, 18, 19, 1, 20, 21, 0, 22, \
	23, 24, 25, 26, NOT_BASE32, 27, 28, 29, 30, 31
#define N16 N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N
static const uint8_t symbols[256] = {
	N16, N16, N16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N,
	N, LETTERS, N, N, N, N, N,
	N, LETTERS, N, N, N, N, N,
	N16, N16, N16, N16, N16, N16, N16, N16
};

enum hint {
	HINT_DATA, HINT_MAIL, HINT_TELE, HINT_NAME, HINT_ADDR, HINT_DATE,
	HINT_IDNO, HINT_IBAN, HINT_CARD, HINT_BANK, HINT_HOST, HINT_LINK,
	HINT_CODE, HINT_NOTE, HINTS
};

/* Numbers are part of every token ever made: never change one. */
static const char hints[HINTS][HINT + 1] = {
	[HINT_DATA] = "DATA", [HINT_MAIL] = "MAIL", [HINT_TELE] = "TELE",
	[HINT_NAME] = "NAME", [HINT_ADDR] = "ADDR", [HINT_DATE] = "DATE",
	[HINT_IDNO] = "IDNO", [HINT_IBAN] = "IBAN", [HINT_CARD] = "CARD",
	[HINT_BANK] = "BANK", [HINT_HOST] = "HOST", [HINT_LINK] = "LINK",
	[HINT_CODE] = "CODE", [HINT_NOTE] = "NOTE",
};

/* The first prefix that fits decides. */
static const struct {
	struct sv prefix;
	enum hint hint;
} hint_of_class[] = {
	{ SV_INIT("personal.contact.email"), HINT_MAIL },
	{ SV_INIT("personal.contact.phone"), HINT_TELE },
	{ SV_INIT("personal.contact.address"), HINT_ADDR },
	{ SV_INIT("personal.name"), HINT_NAME },
	{ SV_INIT("personal.birth_date"), HINT_DATE },
	{ SV_INIT("personal.net"), HINT_HOST },
	{ SV_INIT("personal.id"), HINT_IDNO },
	{ SV_INIT("financial.iban"), HINT_IBAN },
	{ SV_INIT("financial.card"), HINT_CARD },
	{ SV_INIT("financial"), HINT_BANK },
	{ SV_INIT("secret.url"), HINT_LINK },
	{ SV_INIT("secret"), HINT_CODE },
	{ SV_INIT("special"), HINT_NOTE },
};

uint8_t
token_hint(struct sv class_name)
{
	for (size_t i = 0; i < NELEMS(hint_of_class); i++)
		if (sv_has_dotted_prefix(class_name, hint_of_class[i].prefix))
			return (uint8_t)hint_of_class[i].hint;
	return HINT_DATA;
}

bool
token_hint_is_known(uint8_t hint)
{
	return hint < HINTS;
}

struct sv
token_hint_text(uint8_t hint)
{
	ASSERT(hint < HINTS);
	return sv_make(hints[hint], HINT);
}

/* x * s + symbol over GF(32) = GF(2)[x] / (x^5 + x^2 + 1). */
static unsigned
check_step(unsigned sum, unsigned symbol)
{
	sum <<= 1;
	if (sum & 32)
		sum ^= 0x25;
	return sum ^ symbol;
}

/* The check symbol of a hint and the 17 symbols after it. */
static unsigned
check_symbol(uint8_t hint, const uint8_t symbol[BODY - 1])
{
	unsigned sum = check_step(1, hint);

	for (size_t i = 0; i < BODY - 1; i++)
		sum = check_step(sum, symbol[i]);
	return check_step(sum, 0);
}

void
token_format(const struct token *t, char out[TOKEN_LEN])
{
	uint8_t symbol[BODY - 1];
	unsigned acc = 0, bits = 0;
	size_t n = 0;

	ASSERT(t->hint < HINTS && t->generation < TOKEN_GENERATIONS);
	symbol[n++] = t->generation;
	for (size_t i = 0; i < TOKEN_VALUE_BYTES; i++) {
		acc = acc << 8 | t->value[i];
		for (bits += 8; bits >= 5; bits -= 5)
			symbol[n++] = acc >> (bits - 5) & 31;
	}
	out[0] = 'X';
	out[1] = 'Q';
	memcpy(out + MARK, hints[t->hint], HINT);
	for (size_t i = 0; i < BODY - 1; i++)
		out[MARK + HINT + i] = alphabet[symbol[i]];
	out[TOKEN_LEN - 1] = alphabet[check_symbol(t->hint, symbol)];
}

/* The hint whose first `n` letters these are, or HINTS. */
static unsigned
match_hint(const char *s, size_t n)
{
	char word[HINT];

	for (size_t i = 0; i < n; i++)
		word[i] = ascii_to_upper(s[i]);
	for (unsigned h = 0; h < HINTS; h++)
		if (memcmp(word, hints[h], n) == 0)
			return h;
	return HINTS;
}

/* Read the 18 symbols of a body, of which `n` are there. */
static enum form
match_body(const char *s, size_t n, struct token *t)
{
	uint8_t symbol[BODY];
	unsigned acc = 0, bits = 0;
	size_t out = 0;

	for (size_t i = 0; i < n; i++) {
		symbol[i] = symbols[(unsigned char)s[i]];
		if (symbol[i] >= NOT_BASE32)
			return FORM_NONE;
	}
	if (n < BODY)
		return FORM_PARTIAL;
	if (symbol[BODY - 1] != check_symbol(t->hint, symbol))
		return FORM_FORGED;
	t->generation = symbol[0];
	for (size_t i = 1; i < BODY - 1; i++) {
		acc = acc << 5 | symbol[i];
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			t->value[out++] = (uint8_t)(acc >> bits);
		}
	}
	return FORM_GOOD;
}

/* What begins at `s`, of which `n` bytes, at least one, are there? */
static void
match(const char *s, size_t n, struct shape *ret)
{
	size_t at = MARK, part;
	unsigned hint;

	*ret = (struct shape){ .form = FORM_NONE };
	if (ascii_to_upper(s[0]) != 'X' ||
	    (n > 1 && ascii_to_upper(s[1]) != 'Q'))
		return;
	while (at < n && ret->escapes < TOKEN_ESCAPES_MAX &&
	    ascii_to_upper(s[at]) == 'Z') {
		at++;
		ret->escapes++;
	}
	part = n > at ? n - at : 0;
	hint = match_hint(s + (part > 0 ? at : 0), part < HINT ? part : HINT);
	if (hint == HINTS)
		return;
	if (part < HINT) {
		ret->form = FORM_PARTIAL;
		return;
	}
	at += HINT;
	ret->token.hint = (uint8_t)hint;
	ret->form = match_body(s + at, n - at < BODY ? n - at : BODY,
	    &ret->token);
	ret->len = at + BODY;
}

/*
 * Visit the places where TOKEN_LEN letters and digits begin: most text is
 * passed over by looking only at the end of each window.
 */
static bool
find(struct sv text, enum form want, size_t *ret_at, size_t *ret_len)
{
	size_t i = 0, clean = 0, j;
	struct shape shape;

	while (text.len - i >= TOKEN_LEN) {
		j = i + TOKEN_LEN;
		while (j > i && j > clean &&
		    symbols[(unsigned char)text.ptr[j - 1]] != NOT_ALNUM)
			j--;
		if (j > i && j > clean) {
			i = j;
			continue;
		}
		clean = i + TOKEN_LEN;
		if (ascii_to_upper(text.ptr[i]) == 'X') {
			match(text.ptr + i, text.len - i, &shape);
			if (shape.form == want) {
				*ret_at = i;
				*ret_len = shape.len;
				return true;
			}
		}
		i++;
	}
	return false;
}

bool
token_find(struct sv text, size_t *ret_at, size_t *ret_len)
{
	return find(text, FORM_GOOD, ret_at, ret_len);
}

bool
token_find_forged(struct sv text, size_t *ret_at, size_t *ret_len)
{
	return find(text, FORM_FORGED, ret_at, ret_len);
}

size_t
token_tail(struct sv text)
{
	struct shape shape;
	size_t from = text.len, at, len;

	/* Only the run of letters and digits at the end matters. */
	while (from > 0 &&
	    symbols[(unsigned char)text.ptr[from - 1]] != NOT_ALNUM)
		from--;
	while (token_find(sv_slice(text, from, text.len), &at, &len))
		from += at + len;
	if (text.len - from >= TOKEN_MAX_LEN)
		from = text.len - (TOKEN_MAX_LEN - 1);
	for (; from < text.len; from++) {
		match(text.ptr + from, text.len - from, &shape);
		if (shape.form == FORM_PARTIAL)
			return from;
	}
	return text.len;
}

int
token_parse(struct sv text, struct token *ret)
{
	struct shape shape;

	if (text.len != TOKEN_LEN)
		return ERR_SYNTAX;
	match(text.ptr, text.len, &shape);
	if (shape.escapes > 0 || shape.form < FORM_FORGED)
		return ERR_SYNTAX;
	if (shape.form == FORM_FORGED)
		return ERR_CORRUPT;
	*ret = shape.token;
	return 0;
}

void
token_key(const struct token *t, uint8_t out[TOKEN_KEY_BYTES])
{
	out[0] = t->generation;
	memcpy(out + 1, t->value, TOKEN_VALUE_BYTES);
}

int
token_of_key(const uint8_t key[TOKEN_KEY_BYTES], uint8_t hint,
    struct token *ret)
{
	ASSERT(hint < HINTS);
	if (key[0] >= TOKEN_GENERATIONS)
		return ERR_SYNTAX;
	ret->hint = hint;
	ret->generation = key[0];
	memcpy(ret->value, key + 1, TOKEN_VALUE_BYTES);
	return 0;
}

bool
token_is_escaped(struct sv found)
{
	return found.len > TOKEN_LEN;
}

int
token_escape(struct sv found, char out[TOKEN_MAX_LEN], size_t *ret_len)
{
	ASSERT(found.len >= TOKEN_LEN && found.len <= TOKEN_MAX_LEN);
	if (found.len == TOKEN_MAX_LEN)
		return ERR_LIMIT;
	memcpy(out, found.ptr, MARK);
	out[MARK] = 'Z';
	memcpy(out + MARK + 1, found.ptr + MARK, found.len - MARK);
	*ret_len = found.len + 1;
	return 0;
}

int
token_unescape(struct sv found, char out[TOKEN_MAX_LEN], size_t *ret_len)
{
	ASSERT(found.len >= TOKEN_LEN && found.len <= TOKEN_MAX_LEN);
	if (found.len == TOKEN_LEN)
		return ERR_STATE;
	memcpy(out, found.ptr, MARK);
	memcpy(out + MARK, found.ptr + MARK + 1, found.len - MARK - 1);
	*ret_len = found.len - 1;
	return 0;
}
