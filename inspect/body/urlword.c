#include "inspect/body/urlword.h"

#include "base/ascii.h"

/* What the bytes mean here. */
enum kind { KIND_END, KIND_LETTER, KIND_DIGIT, KIND_HYPHEN, KIND_DOT,
	KIND_COLON, KIND_SLASH, KIND_QUERY, KIND_OTHER };

static enum kind
kind_of(unsigned char c)
{
	if (c <= ' ' || c == '"' || c == '<' || c == '>' || c == '`' ||
	    c == 0x7f)
		return KIND_END;
	if (ascii_is_word(c))
		return KIND_LETTER;
	if (ascii_is_digit(c))
		return KIND_DIGIT;
	switch (c) {
	case '-':
		return KIND_HYPHEN;
	case '.':
		return KIND_DOT;
	case ':':
		return KIND_COLON;
	case '/':
	case '\\':
		return KIND_SLASH;
	case '?':
	case '#':
		return KIND_QUERY;
	}
	return KIND_OTHER;
}

void
urlword_init(struct urlword *u)
{
	*u = (struct urlword){ .letters = true, .digits = true };
}

/* Begin a label after `labels` others. */
static void
begin_label(struct urlword *u, unsigned labels)
{
	u->state = URLWORD_RUN;
	u->run_len = 0;
	u->letters = true;
	u->digits = true;
	u->labels = labels < UINT8_MAX ? (uint8_t)labels : UINT8_MAX;
}

static void
add_to_label(struct urlword *u, unsigned char c, enum kind kind)
{
	if (u->state == URLWORD_PORT) {
		if (kind == KIND_DIGIT)
			return;
		begin_label(u, 0);
	}
	if (u->state == URLWORD_DOT)
		begin_label(u, u->labels + 1U);
	c = ascii_to_lower(c);
	if (u->run_len < URLWORD_RUN_BYTES)
		u->run[u->run_len++] = (char)c;
	u->letters = u->letters && kind == KIND_LETTER;
	u->digits = u->digits && kind == KIND_DIGIT;
}

static bool
label_is(const struct urlword *u, const struct sv *names, size_t count)
{
	struct sv label = { u->run, u->run_len };

	for (size_t i = 0; i < count; i++)
		if (sv_eq(label, names[i]))
			return true;
	return false;
}

/* True if the label just read ends a host: example.org, not v1.2 or a.b. */
static bool
is_host(const struct urlword *u)
{
	struct sv label = { u->run, u->run_len };

	if (u->state == URLWORD_PORT)
		return true;
	if (u->labels == 0 || label.len == 0)
		return false;
	if (u->digits)
		return u->labels == 3;
	return (u->letters && label.len >= 2) ||
	    sv_starts(label, SV("xn--"));
}

static void
colon(struct urlword *u)
{
	static const struct sv schemes[] = {
		SV_INIT("http"), SV_INIT("https"), SV_INIT("ws"),
		SV_INIT("wss"), SV_INIT("ftp"), SV_INIT("ftps"),
		SV_INIT("file"), SV_INIT("data"), SV_INIT("blob"),
		SV_INIT("javascript"),
	};
	static const struct sv mail[] = { SV_INIT("mailto"), SV_INIT("tel") };

	if (u->state == URLWORD_RUN && label_is(u, schemes, NELEMS(schemes)))
		u->state = URLWORD_INSIDE;
	else if (u->state == URLWORD_RUN && label_is(u, mail, NELEMS(mail)))
		u->state = URLWORD_MAIL;
	else if (u->state == URLWORD_RUN && is_host(u))
		u->state = URLWORD_PORT;
	else
		begin_label(u, 0);
}

static void
dot(struct urlword *u)
{
	static const struct sv www[] = { SV_INIT("www") };

	if (u->state == URLWORD_RUN && label_is(u, www, NELEMS(www)))
		u->state = URLWORD_INSIDE;
	else if (u->state == URLWORD_RUN && u->run_len > 0)
		u->state = URLWORD_DOT;
	else
		begin_label(u, 0);
}

static void
read_byte(struct urlword *u, unsigned char c)
{
	enum kind kind = kind_of(c);
	bool after_slash = u->slash;

	u->slash = kind == KIND_SLASH;
	if (u->state == URLWORD_MAIL && kind != KIND_QUERY &&
	    !(kind == KIND_SLASH && after_slash))
		return;
	switch (kind) {
	case KIND_LETTER:
	case KIND_DIGIT:
	case KIND_HYPHEN:
		add_to_label(u, c, kind);
		return;
	case KIND_DOT:
		dot(u);
		return;
	case KIND_COLON:
		colon(u);
		return;
	case KIND_SLASH:
	case KIND_QUERY:
		if (is_host(u) || u->state == URLWORD_MAIL ||
		    (kind == KIND_SLASH && after_slash)) {
			u->state = URLWORD_INSIDE;
			return;
		}
		begin_label(u, 0);
		return;
	case KIND_END:
	case KIND_OTHER:
		begin_label(u, 0);
		return;
	}
}

void
urlword_feed(struct urlword *u, struct sv text)
{
	size_t from = text.len;

	/* Only the last word matters. */
	while (from > 0 && kind_of((unsigned char)text.ptr[from - 1]) !=
	    KIND_END)
		from--;
	if (from > 0)
		urlword_init(u);
	for (size_t i = from; i < text.len; i++) {
		if (u->state == URLWORD_INSIDE)
			return;
		read_byte(u, (unsigned char)text.ptr[i]);
	}
}
