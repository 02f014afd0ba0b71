/*
 * Values that a key gives away: password = "…", "api_key": "…",
 * <secret>…</secret>, DATADOG_KEY=…, "Passwort: …", or a field whose label is
 * the key. A literal of the detector stands in the key; here the rest of the
 * key is read, what assigns, and where the value begins and ends. What the
 * value must look like is the pattern's or the validator's business.
 *
 *   key tail      letters, digits, _ . - and single blanks, up to TAIL_MAX
 *   quote         one, perhaps escaped; ] of an index
 *   "value" key   of {"name": "…password", "value": "…"} and of YAML
 *   assignment    =  :  :=  =>  ==  <-  >  or, after a quote, a comma; `(`
 *                 before a quote; "is" in a few languages
 *   type          of `password: str = "…"`, passed over once
 *   scheme        Bearer, Basic …, passed over unless a pattern wants it
 *   value         to its quote, or to what ends a word
 */
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "inspect/engine.h"
#include "inspect/match/match.h"
#include "inspect/scan_stop.h"

enum {
	TAIL_MAX = 40,
	BLANKS_MAX = 12,
	VALUE_MIN = 4,
	VALUE_MAX = 1024,
	WORD_BEFORE = 16,
	SURE_DIGITS = 3,	/* of a token that nothing assigns */
	SURE_LEN = 16,
	NAME_DIGITS = 4,	/* fewer are those of a name */
	WHOLE_WORD = 5		/* shorter literals must begin their word */
};

/* Where reading stands: all moves go forward from `at`. */
struct cursor {
	struct sv text;
	size_t at;
	bool quoted;		/* the key was in quotes */
};

static inline char
peek(const struct cursor *c)
{
	return c->at < c->text.len ? c->text.ptr[c->at] : '\0';
}

static inline bool
is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

static inline bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* "okta" is no part of "rookTable", but "token" is of "authtoken". */
static bool
begins_well(struct sv text, size_t at, size_t len)
{
	char before;

	if (at == 0)
		return true;
	before = text.ptr[at - 1];
	if (!ascii_is_word(before) || (before >= 'a' && before <= 'z' &&
	    text.ptr[at] >= 'A' && text.ptr[at] <= 'Z'))
		return true;
	/* The n of "\n" in program text. */
	if (at >= 2 && text.ptr[at - 2] == '\\')
		return true;
	return len >= WHOLE_WORD;
}

/* Words that say that the value is about a secret, not the secret. */
static const struct sv about[] = {
	SV_INIT("id"), SV_INIT("ids"), SV_INIT("name"), SV_INIT("type"),
	SV_INIT("url"), SV_INIT("uri"), SV_INIT("endpoint"), SV_INIT("path"),
	SV_INIT("file"), SV_INIT("filename"), SV_INIT("length"),
	SV_INIT("len"), SV_INIT("size"), SV_INIT("count"), SV_INIT("limit"),
	SV_INIT("expiry"), SV_INIT("expires"), SV_INIT("ttl"),
	SV_INIT("field"), SV_INIT("label"), SV_INIT("regex"),
	SV_INIT("regexp"), SV_INIT("pattern"), SV_INIT("policy"),
	SV_INIT("ref"), SV_INIT("version"), SV_INIT("algorithm"),
	SV_INIT("alg"), SV_INIT("format"), SV_INIT("prefix"),
	SV_INIT("header"), SV_INIT("class"), SV_INIT("description"),
	SV_INIT("hint"), SV_INIT("message"), SV_INIT("error"),
	SV_INIT("placeholder"), SV_INIT("provider"), SV_INIT("store"),
	SV_INIT("scope"), SV_INIT("status"), SV_INIT("title"),
	SV_INIT("usage"), SV_INIT("kind"), SV_INIT("mode"),
	SV_INIT("host"), SV_INIT("issuer"), SV_INIT("arn"),
	SV_INIT("digest"), SV_INIT("sha"), SV_INIT("checksum"),
	SV_INIT("commit"), SV_INIT("fingerprint"), SV_INIT("etag"),
	SV_INIT("integrity"), SV_INIT("thumbprint"), SV_INIT("public"),
	SV_INIT("selector"), SV_INIT("icon"), SV_INIT("color"),
	SV_INIT("text"), SV_INIT("changed"), SV_INIT("address"),
	SV_INIT("last"), SV_INIT("used"), SV_INIT("date"), SV_INIT("time"),
	SV_INIT("age"), SV_INIT("days"), SV_INIT("reset"), SV_INIT("at"),
	SV_INIT("strength"), SV_INIT("history"), SV_INIT("required"),
	SV_INIT("enabled"), SV_INIT("max"), SV_INIT("min"),
};

/* Words before a literal that make it something else: nextToken. */
static const struct sv other[] = {
	SV_INIT("next"), SV_INIT("page"), SV_INIT("continuation"),
	SV_INIT("pagination"), SV_INIT("cursor"), SV_INIT("cancellation"),
	SV_INIT("cancel"), SV_INIT("eos"), SV_INIT("bos"), SV_INIT("pad"),
	SV_INIT("unk"), SV_INIT("stop"), SV_INIT("public"), SV_INIT("sync"),
	SV_INIT("no"), SV_INIT("invalid"), SV_INIT("wrong"),
	SV_INIT("type"), SV_INIT("hashed"),
};

static bool
is_one_of(struct sv word, const struct sv *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (word.len == list[i].len && sv_eq_nocase(word, list[i]))
			return true;
	return false;
}

/* The end of the word part that begins at `at`: accessKeyId is three. */
static size_t
part_end(struct sv text, size_t at)
{
	size_t end = at;

	while (end < text.len && ascii_is_word(text.ptr[end])) {
		if (end > at && text.ptr[end] >= 'A' && text.ptr[end] <= 'Z' &&
		    text.ptr[end - 1] >= 'a' && text.ptr[end - 1] <= 'z')
			break;
		end++;
	}
	return end;
}

static bool
tail_is_about(struct sv tail)
{
	size_t at = 0, end;

	while (at < tail.len) {
		end = part_end(tail, at);
		if (end > at && is_one_of(sv_slice(tail, at, end), about,
		    NELEMS(about)))
			return true;
		at = end > at ? end : at + 1;
	}
	return false;
}

/* The word before the literal, and arn:…:secret:… of AWS. */
static bool
head_is_other(struct sv text, size_t at, size_t len)
{
	size_t end = at, from;

	if (at > 0 && text.ptr[at - 1] == ':' && at + len < text.len &&
	    text.ptr[at + len] == ':')
		return true;
	if (end > 0 && (text.ptr[end - 1] == '_' || text.ptr[end - 1] == '-' ||
	    text.ptr[end - 1] == ' '))
		end--;
	from = end;
	while (from > 0 && end - from < WORD_BEFORE &&
	    ascii_is_word(text.ptr[from - 1])) {
		from--;
		/* The capital of nextToken's Next, if it has one. */
		if (text.ptr[from] <= 'Z' && end - from > 1 &&
		    text.ptr[from + 1] >= 'a')
			break;
	}
	return is_one_of(sv_slice(text, from, end), other, NELEMS(other));
}

/* How long the dash at `at` is with its blank, or 0. */
static size_t
dash_at(struct sv text, size_t at)
{
	static const struct sv dashes[] = { SV_INIT("- "),
		SV_INIT("\xe2\x80\x93 "), SV_INIT("\xe2\x80\x94 ") };
	struct sv rest = sv_slice(text, at, at + 4);

	for (size_t i = 0; i < NELEMS(dashes); i++)
		if (sv_starts(rest, dashes[i]))
			return dashes[i].len;
	return 0;
}

static bool
in_tail(const struct cursor *c)
{
	char next = peek(c);

	if (ascii_is_word(next) || ascii_is_digit(next) || next == '_')
		return true;
	if (next != ' ' && next != '-' && next != '.')
		return false;
	/* One at a time, and within a key; "=" and "-" may follow a blank. */
	next = c->at + 1 < c->text.len ? c->text.ptr[c->at + 1] : '\0';
	return dash_at(c->text, c->at + 1) == 0 && (ascii_is_word(next) ||
	    ascii_is_digit(next) || next == '_');
}

/* "is", where a person writes "my password is …" */
static const struct sv verbs[] = {
	SV_INIT("is"), SV_INIT("ist"), SV_INIT("lautet"), SV_INIT("est"),
	SV_INIT("es"), SV_INIT("jest"), SV_INIT("to"), SV_INIT("was"),
	SV_INIT("war"), SV_INIT("\xc3\xa8"), SV_INIT("\xc3\xa9"),
	SV_INIT("\xc3\xa4r"), SV_INIT("er"), SV_INIT("on"), SV_INIT("je"),
	SV_INIT("este"), SV_INIT("auf"), SV_INIT("yra"), SV_INIT("ir"),
	SV_INIT("olen"), SV_INIT("jeste"), SV_INIT("naar"), SV_INIT("til"),
	SV_INIT("sur"), SV_INIT("su"), SV_INIT("na"),
};

/* Read a verb and its blank, or nothing. */
static bool
read_verb(struct cursor *c)
{
	size_t from = c->at, end;
	struct sv word;

	if (peek(c) != ' ')
		return false;
	end = part_end(c->text, from + 1);
	word = sv_slice(c->text, from + 1, end);
	if (end >= c->text.len || (c->text.ptr[end] != ' ' &&
	    c->text.ptr[end] != ':'))
		return false;
	if (!is_one_of(word, verbs, NELEMS(verbs)))
		return false;
	c->at = end + 1;
	return true;
}

static void
skip_blanks(struct cursor *c)
{
	for (size_t i = 0; i < BLANKS_MAX && (peek(c) == ' ' ||
	    peek(c) == '\t'); i++)
		c->at++;
}

static void
skip_space(struct cursor *c)
{
	for (size_t i = 0; i < 2 * BLANKS_MAX && is_space(peek(c)); i++)
		c->at++;
}

/* A quote, or three, with backslashes before it. True if there was one. */
static bool
skip_quote(struct cursor *c, char *ret)
{
	size_t at = c->at;

	while (at < c->text.len && at - c->at < 4 && c->text.ptr[at] == '\\')
		at++;
	if (at == c->text.len || !is_quote(c->text.ptr[at]))
		return false;
	*ret = c->text.ptr[at];
	c->at = at + 1;
	if (peek(c) == *ret && c->at + 1 < c->text.len &&
	    c->text.ptr[c->at + 1] == *ret)
		c->at += 2;
	return true;
}

/* , "value" or line break and value: what follows is the value's key. */
static void
skip_value_key(struct cursor *c)
{
	struct cursor ahead = *c;
	char quote;

	if (peek(&ahead) == ',')
		ahead.at++;
	skip_space(&ahead);
	(void)skip_quote(&ahead, &quote);
	if (!sv_starts_nocase(sv_slice(c->text, ahead.at, ahead.at + 5),
	    SV("value")) || ahead.at == c->at)
		return;
	ahead.at += 5;
	ahead.quoted = skip_quote(&ahead, &quote);
	skip_blanks(&ahead);
	if (peek(&ahead) == ':' || peek(&ahead) == '=')
		*c = ahead;
}

/* What assigns. False if nothing does. */
static bool
read_assignment(struct cursor *c)
{
	static const struct sv signs[] = { SV_INIT(":="), SV_INIT("=>"),
		SV_INIT("==="), SV_INIT("=="), SV_INIT("!=="),
		SV_INIT("!="), SV_INIT("<-"), SV_INIT("?="), SV_INIT("+="),
		SV_INIT(".="), SV_INIT("||="), SV_INIT("||"), SV_INIT("|"),
		SV_INIT("="),
		SV_INIT("::="), SV_INIT("::"), SV_INIT(":"), SV_INIT(">"),
		SV_INIT("%3D") };
	struct sv rest = sv_slice(c->text, c->at, c->at + 3);

	for (size_t i = 0; i < NELEMS(signs); i++) {
		if (!sv_starts(rest, signs[i]))
			continue;
		c->at += signs[i].len;
		return true;
	}
	/* set("password", "…") and setPassword("…") */
	if ((c->quoted && peek(c) == ',') ||
	    (!c->quoted && peek(c) == '(')) {
		struct cursor ahead = *c;
		char quote;

		ahead.at++;
		skip_blanks(&ahead);
		if (!skip_quote(&ahead, &quote))
			return false;
		c->at++;
		return true;
	}
	return false;
}

/* Bearer, Basic and their like are no part of a credential. */
static void
skip_scheme(struct cursor *c)
{
	static const struct sv schemes[] = { SV_INIT("Bearer "),
		SV_INIT("Basic "), SV_INIT("Token "), SV_INIT("Bot "),
		SV_INIT("ApiKey "), SV_INIT("Bearer%20"),
		SV_INIT("token=") };
	struct sv rest = sv_slice(c->text, c->at, c->at + 10);

	for (size_t i = 0; i < NELEMS(schemes); i++)
		if (sv_starts_nocase(rest, schemes[i]))
			c->at += schemes[i].len;
}

static bool
ends_word(char c)
{
	switch (c) {
	case '"': case '\'': case '`': case '<': case '>': case ',': case ';':
	case '\\': case ')': case '}': case ']': case '|':
		return true;
	default:
		return (unsigned char)c <= ' ';
	}
}

/* Does `&` at `at` begin "&x=1", "&amp;", "&&" or a blank: no password? */
static bool
parts(struct sv text, size_t at)
{
	size_t end = at + 1;

	while (end < text.len && end - at < TAIL_MAX &&
	    (ascii_is_word(text.ptr[end]) ||
	    ascii_is_digit(text.ptr[end]) || text.ptr[end] == '_' ||
	    text.ptr[end] == '-'))
		end++;
	return end == text.len || end == at + 1 || text.ptr[end] == '=' ||
	    text.ptr[end] == ';';
}

/* Read the value at the cursor: its bytes, without quotes. */
static bool
read_value(struct cursor *c, struct scan_span *ret)
{
	struct sv text = c->text;
	size_t until = sv_slice(text, c->at, c->at + VALUE_MAX).len + c->at;
	size_t end;
	char quote = 0;

	/* @"…" of C#, b"…" of Python and their like. */
	if (c->at + 1 < text.len && is_quote(text.ptr[c->at + 1]) &&
	    strchr("@$bBfFrRuUL", peek(c)) != NULL && peek(c) != '\0')
		c->at++;
	(void)skip_quote(c, &quote);
	skip_scheme(c);
	end = c->at;
	while (end < until && text.ptr[end] != '\n' && (quote == 0 ?
	    !ends_word(text.ptr[end]) && (text.ptr[end] != '&' ||
	    !parts(text, end)) : text.ptr[end] != quote &&
	    text.ptr[end] != '\\'))
		end++;
	if (end - c->at == VALUE_MAX)
		return false;
	/* The end of a sentence. */
	while (quote == 0 && end > c->at && text.ptr[end - 1] == '.' &&
	    !sv_ends(sv_slice(text, c->at, end), SV("...")))
		end--;
	if (end == c->at)
		return false;
	/* Never closed: a quote of another kind. */
	if (quote != 0 && (end == until || text.ptr[end] == '\n'))
		return false;
	*ret = (struct scan_span){ c->at, end };
	c->at = end;
	return true;
}

/* `password: str = "…"`: what came first was a type. */
static bool
is_typed(struct cursor *c)
{
	skip_blanks(c);
	if (peek(c) != '=' || (c->at + 1 < c->text.len &&
	    c->text.ptr[c->at + 1] == '='))
		return false;
	c->at++;
	skip_blanks(c);
	return true;
}

/*
 * Identifiers with dots between, "Url.ReadOnly", or one without digits? Those
 * of programs, not "Hunter22".
 */
static bool
are_identifiers(struct sv value)
{
	size_t count = 0, digits = 0;
	bool begins = true;

	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (begins && !ascii_is_letter(c) && c != '_')
			return false;
		count += begins;
		digits += ascii_is_digit(c);
		begins = c == '.';
		if (!begins && !ascii_is_alnum(c) && c != '_')
			return false;
	}
	return !begins && (count > 1 || digits == 0);
}

/*
 * What a statement of a program assigns: "a.Password = b.Value;", "= m_text;".
 * A connection string has no blanks around its sign: "Pwd=Hunter22;".
 */
static bool
is_operand(struct sv text, struct scan_span span)
{
	char after = span.end < text.len ? text.ptr[span.end] : '\0';

	if (span.start < 3 || text.ptr[span.start - 1] != ' ' ||
	    text.ptr[span.start - 2] != '=' || text.ptr[span.start - 3] != ' ')
		return false;
	if (after != ';' && !sv_starts(sv_slice(text, span.end, text.len),
	    SV(" =")))
		return false;
	return are_identifiers(sv_slice(text, span.start, span.end));
}

/* "315460u32" of Rust. */
static bool
is_typed_number(struct sv value)
{
	static const struct sv types[] = { SV_INIT("u8"), SV_INIT("u16"),
		SV_INIT("u32"), SV_INIT("u64"), SV_INIT("i32"),
		SV_INIT("i64"), SV_INIT("usize"), SV_INIT("isize") };
	size_t at = 0;

	while (at < value.len && (ascii_is_digit(value.ptr[at]) ||
	    value.ptr[at] == '_'))
		at++;
	for (size_t i = 0; at > 0 && i < NELEMS(types); i++)
		if (sv_eq(sv_slice(value, at, value.len), types[i]))
			return true;
	return false;
}

/* Code, not a literal: a call, an index, a member. */
static bool
is_code(struct sv text, struct scan_span span)
{
	char after = span.end < text.len ? text.ptr[span.end] : '\0';
	struct sv value = sv_slice(text, span.start, span.end);

	if (span.start > 0 && is_quote(text.ptr[span.start - 1]))
		return false;
	return after == ')' || after == ']' || is_operand(text, span) ||
	    is_typed_number(value) || sv_find_char(value, '(') >= 0 ||
	    sv_find_char(value, '[') >= 0 || sv_find_char(value, '{') >= 0 ||
	    sv_find(value, SV("::")) >= 0;
}

/* A key's literal, and where the rest of the key ends. */
struct key {
	struct sv text;
	size_t at, len, end;
	bool bare;		/* nothing assigns: "token 8f3…" */
};

/* Letters of both cases, digits and signs, or many digits: no word. */
static bool
is_sure(struct sv value)
{
	size_t digits = 0, upper = 0, lower = 0;

	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		digits += ascii_is_digit(c);
		upper += c >= 'A' && c <= 'Z';
		lower += c >= 'a' && c <= 'z';
	}
	return (digits >= SURE_DIGITS && value.len >= SURE_LEN) ||
	    (digits > 0 && upper > 0 && lower > 0 &&
	    digits + upper + lower < value.len);
}

/* setNpmToken, E2E_API_KEY: a name that says what the key says, no token. */
static bool
names_itself(const struct key *key, struct sv value)
{
	struct sv word = sv_slice(key->text, key->at, key->at + key->len);
	size_t digits = 0;

	for (size_t i = 0; i < value.len; i++)
		digits += ascii_is_digit(value.ptr[i]);
	for (size_t i = 0; digits < NAME_DIGITS && word.len >= WHOLE_WORD &&
	    i + word.len <= value.len; i++)
		if (sv_eq_nocase(sv_slice(value, i, i + word.len), word))
			return true;
	return false;
}

static bool
is_other(const struct key *key)
{
	return head_is_other(key->text, key->at, key->len) ||
	    tail_is_about(sv_slice(key->text, key->at + key->len, key->end));
}

/* True if it is one: then there is no other reading. */
static bool
judge_value(struct scan *s, uint16_t detector, const struct key *key,
    struct scan_span span)
{
	struct sv text = s->text;
	const struct detector *d = &s->engine->detectors[detector];
	struct validate_input in = { { NULL, 0 }, { NULL, 0 } };
	enum validate_grade grade;
	struct pcre_span found;
	int err;

	if (d->pattern != NULL && scan_has_stopped(s, detector))
		return false;
	if (d->pattern != NULL) {
		err = pcre_match_at(d->pattern, sv_slice(text, 0,
		    span.start + VALUE_MAX), span.start, &found);
		if (err != 0) {
			scan_stop(s, detector, err);
			return false;
		}
		span = (struct scan_span){ found.start, found.end };
	} else if (span.end - span.start < VALUE_MIN || is_code(text, span)) {
		return false;
	}
	in.text = in.compact = sv_slice(text, span.start, span.end);
	grade = d->validate == NULL ? GRADE_STRONG : d->validate(&in);
	if (d->validate == validate_secret && names_itself(key, in.text))
		grade = GRADE_NONE;
	if (d->pattern == NULL && grade != GRADE_NONE && (is_other(key) ||
	    (key->bare && (grade != GRADE_STRONG || !is_sure(in.text)))))
		grade = GRADE_NONE;
	scan_emit(s, detector, span, grade);
	return grade != GRADE_NONE;
}

/* "new password - …", as people write it. */
static bool
read_dash(struct cursor *c)
{
	size_t len = dash_at(c->text, c->at);

	if (len == 0 || c->at == 0 || c->text.ptr[c->at - 1] != ' ')
		return false;
	c->at += len;
	return true;
}

/* The key's other half and what assigns; the cursor stands at the value. */
static bool
read_key(struct cursor *c, struct key *key)
{
	size_t from = c->at;
	bool verb = false;
	char quote;

	while (c->at - from < TAIL_MAX && in_tail(c)) {
		verb = read_verb(c);
		if (verb)
			break;
		c->at++;
	}
	key->end = c->at;
	if (verb) {
		skip_blanks(c);
		return true;
	}
	c->quoted = skip_quote(c, &quote);
	if (peek(c) == ']')
		c->at++;
	skip_value_key(c);
	skip_blanks(c);
	key->bare = !read_assignment(c);
	if (key->bare && !read_dash(c))
		return false;
	if (peek(c) == '\r' || peek(c) == '\n')
		return false;
	skip_blanks(c);
	return true;
}

/* A field that is one word, under a label that is the key. */
static void
look_at_field(struct scan *s, uint16_t detector, const struct match_site *site)
{
	bool any = s->engine->detectors[detector].pattern != NULL;
	struct cursor c = { s->text, 0, false };
	struct key key = { s->context.label, site->at, site->len,
		s->context.label.len, false };
	size_t end = s->text.len;

	skip_space(&c);
	if (!any)
		skip_scheme(&c);
	while (end > c.at && is_space(s->text.ptr[end - 1]))
		end--;
	for (size_t i = c.at; i < end && !any; i++)
		if (is_space(s->text.ptr[i]))
			return;
	if (end > c.at && end - c.at >= VALUE_MIN && end - c.at < VALUE_MAX)
		(void)judge_value(s, detector, &key,
		    (struct scan_span){ c.at, end });
}

/* --token VALUE, or TOKEN VALUE if the value is beyond doubt. */
static bool
read_bare_key(struct cursor *c, struct key *key)
{
	size_t start = key->at;

	c->at = key->at + key->len;
	while (c->at < c->text.len && c->at - key->at < TAIL_MAX &&
	    in_tail(c) && peek(c) != ' ')
		c->at++;
	key->end = c->at;
	if (peek(c) != ' ' && peek(c) != '\t')
		return false;
	skip_blanks(c);
	while (start > 0 && key->at - start < TAIL_MAX &&
	    (ascii_is_word(c->text.ptr[start - 1]) || c->text.ptr[start - 1] ==
	    '-' || c->text.ptr[start - 1] == '_'))
		start--;
	key->bare = c->text.ptr[start] != '-';
	return true;
}

/* A pattern says itself where the value ends, and stands a mere blank. */
static void
look_for_pattern(struct scan *s, uint16_t detector, struct cursor *c,
    struct key *key)
{
	struct cursor plain = *c;
	char quote;

	skip_blanks(&plain);
	if (plain.at > c->at && plain.at < s->text.len &&
	    judge_value(s, detector, key,
	    (struct scan_span){ plain.at, plain.at }))
		return;
	if (!read_key(c, key))
		return;
	(void)skip_quote(c, &quote);
	if (c->at < s->text.len)
		(void)judge_value(s, detector, key,
		    (struct scan_span){ c->at, c->at });
}

void
match_assigned(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	struct cursor c = { s->text, site->at + site->len, false };
	struct key key = { s->text, site->at, site->len, c.at, false };
	struct scan_span span;

	if (!begins_well(site->in_label ? s->context.label : s->text,
	    site->at, site->len))
		return;
	if (site->in_label) {
		look_at_field(s, detector, site);
		return;
	}
	if (s->engine->detectors[detector].pattern != NULL) {
		look_for_pattern(s, detector, &c, &key);
		return;
	}
	/* The literal may hold the sign itself: "sessionid=". */
	if (s->text.ptr[c.at - 1] != '=' && !read_key(&c, &key) &&
	    !read_bare_key(&c, &key))
		return;
	if (!read_value(&c, &span))
		return;
	if (!judge_value(s, detector, &key, span) && is_typed(&c) &&
	    read_value(&c, &span))
		(void)judge_value(s, detector, &key, span);
}
