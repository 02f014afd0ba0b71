/* Stirs are where the header says, however the text is cut into calls. */
#include <stdbool.h>
#include <string.h>

#include "base/stirs.h"
#include "tests/tap/tap.h"

enum { BYTES = 2048, WORDS = BYTES / STIRS_BLOCK, TEXTS = 1000 };

struct text {
	char bytes[BYTES];
	size_t len;
	bool stirs[BYTES];
};

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static char
byte_at(const struct text *t, size_t at, size_t back)
{
	return at >= back ? t->bytes[at - back] : '\0';
}

/* --- line by line, as the header has it ---------------------------------- */

static void
stir_openings(struct text *t)
{
	for (size_t i = 0; i < t->len; i++) {
		char one = byte_at(t, i, 1), two = byte_at(t, i, 2);
		bool space = is_one_of(one, " \n\r\t;|");
		bool opens = is_one_of(one, "sS") || (space &&
		    (is_one_of(two, "sS") || is_one_of(two, " \n\r\t;|")));

		if (is_one_of(t->bytes[i], "{<") ||
		    (t->bytes[i] == '(' && opens) || (t->bytes[i] == '[' &&
		    (is_one_of(one, ":=") || is_one_of(two, ":="))))
			t->stirs[i] = true;
	}
}

/* Is byte `i` a sign of the line that begins, behind blanks, at `first`? */
static bool
is_sign(const struct text *t, size_t i, size_t first, bool marked)
{
	char c = t->bytes[i], next = i + 1 < t->len ? t->bytes[i + 1] : '\0';

	return is_one_of(c, "\t;|") ||
	    (c == ' ' && i > first && byte_at(t, i, 1) == ' ') ||
	    (c == ',' && (i % STIRS_BLOCK == STIRS_BLOCK - 1 ||
	    !is_one_of(next, " \n\r"))) || (is_one_of(c, ":=") && !marked);
}

/* What a line has: its first sign and its first two commas, or SIZE_MAX. */
struct line {
	size_t sign, comma, second;
};

static struct line
read_line(struct text *t, size_t start, size_t end)
{
	struct line l = { SIZE_MAX, SIZE_MAX, SIZE_MAX };
	size_t first = start;
	bool marked = false;

	while (first < end && t->bytes[first] == ' ')
		first++;
	if (first < end && is_one_of(t->bytes[first], "\t-=+|:>[cC\xe2"))
		t->stirs[first] = true;
	for (size_t i = first; i < end; i++) {
		if (l.sign == SIZE_MAX && is_sign(t, i, first, marked))
			l.sign = i;
		marked = marked || is_one_of(t->bytes[i], "\t;|,:=({<");
		if (t->bytes[i] == ',' && l.comma == SIZE_MAX)
			l.comma = i;
		else if (t->bytes[i] == ',' && l.second == SIZE_MAX)
			l.second = i;
	}
	return l;
}

static void
read_text(struct text *t)
{
	struct line before = { SIZE_MAX, SIZE_MAX, SIZE_MAX }, here;

	memset(t->stirs, 0, sizeof(t->stirs));
	stir_openings(t);
	for (size_t at = 0, end; at < t->len; at = end + 1) {
		for (end = at; end < t->len &&
		    !is_one_of(t->bytes[end], "\n\r"); end++)
			continue;
		/* Several breaks end one line. */
		if (end == at && at > 0)
			continue;
		here = read_line(t, at, end);
		if (here.sign != SIZE_MAX && before.sign != SIZE_MAX)
			t->stirs[here.sign] = true;
		if (here.second != SIZE_MAX && before.comma != SIZE_MAX)
			t->stirs[here.second] = true;
		before = here;
	}
}

/* ------------------------------------------------------------------------- */

/* Are they the same by calls of `words` words? */
static bool
agree(const struct text *t, enum wide wide, size_t words)
{
	struct stirs_carry c = STIRS_LINE;
	uint64_t out[STIRS_MAX];

	for (size_t at = 0; at < t->len; at += words * STIRS_BLOCK) {
		size_t len = t->len - at;

		if (len > words * STIRS_BLOCK)
			len = words * STIRS_BLOCK;
		stirs_fill_as(wide, t->bytes + at, len, &c, out);
		for (size_t i = 0; i < (len + 63) / 64 * 64; i++)
			if ((out[i / 64] >> i % 64 & 1) !=
			    (i < len && t->stirs[at + i]))
				return false;
	}
	return true;
}

static bool
agree_anyhow(struct text *t)
{
	static const size_t words[] = { STIRS_WORDS, 3 * STIRS_WORDS, WORDS };
	bool same = true;

	read_text(t);
	for (unsigned wide = 0; wide <= wide_best(); wide++)
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			same = same && agree(t, (enum wide)wide, words[i]);
	return same;
}

static unsigned
next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1442695040888963407U;
	return (unsigned)(*state >> 33);
}

/* Texts of bytes that matter, in more or less of others. */
static bool
agree_at_random(void)
{
	static const char bytes[] = "   \n\n\r\t;|,,,:=({<[sSecC-+>\xe2" "a1";
	static struct text t;
	uint64_t state = 1;
	bool same = true;

	for (unsigned n = 0; n < TEXTS && same; n++) {
		unsigned others = 1 + next_random(&state) % 64;
		unsigned kinds = 1 + next_random(&state) % (sizeof(bytes) - 1);

		t.len = next_random(&state) % (BYTES + 1);
		for (size_t i = 0; i < t.len; i++)
			t.bytes[i] = next_random(&state) % others != 0 ? 'x' :
			    bytes[next_random(&state) % kinds];
		for (size_t i = 0; i < t.len && n % 2 == 0; i++)
			if (next_random(&state) % 40 == 0)
				t.bytes[i] = '\n';
		same = agree_anyhow(&t);
	}
	return same;
}

static const struct {
	const char *text, *stirs;	/* ^ where it does */
} cases[] = {
	{ "Text, of (some) lines:\nor two.\n", "" },
	{ "- a\n  + b\n", "^     ^" },
	{ "copy\nCreate", "^    ^" },
	{ "a\tb\nd e\n", "" },
	{ "a\tb\nd\te\n", "     ^" },
	{ "a\tb\n\r\nd\te\n", "       ^" },
	{ "a  b\n  d  e\n", "         ^" },
	{ "a: b\nd: e\n", "      ^" },
	{ "(a: b)\n(d: e)\n", "" },
	{ "a, b\nd, e\n", "" },
	{ "a, b\nd, e, f\n", "         ^" },
	{ "a,b\nd,e\n", "     ^" },
	{ "values (1)", "       ^" },
	{ "x = [1]", "    ^" },
	{ "a {b <c", "  ^  ^" },
};

static bool
agree_with(const char *text, const char *stirs)
{
	static struct text t;
	bool same = true;

	t.len = strlen(text);
	memcpy(t.bytes, text, t.len);
	same = agree_anyhow(&t);
	for (size_t i = 0; i < t.len; i++)
		same = same && t.stirs[i] == (i < strlen(stirs) &&
		    stirs[i] == '^');
	return same;
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		tap_ok(agree_with(cases[i].text, cases[i].stirs),
		    "stirs of case %zu", i);
	tap_ok(agree_at_random(), "texts at random, by all calls");
	return tap_done();
}
