/*
 * Tables of all layouts: the input chooses layout, columns, headers and cells
 * from lists, or brings cells of its own. What is asked of a cell depends on
 * its header and on what stood before it, which random bytes seldom meet.
 */
#include <stdint.h>

#include "base/buf.h"
#include "tests/fuzz/detect_again.h"

enum {
	COLUMNS = 6,
	ROWS = 12,
	TEXT = 1 << 16,
	CELL = 24,		/* bytes that the input may bring */
	OWN = 0xc0		/* a choice from here on: bytes of the input */
};

#define NELEMS(a)	(sizeof(a) / sizeof((a)[0]))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const headers[] = {
	"password", "Vorname", "Name", "lastName", "customer.firstName",
	"PESEL", "NIP", "IBAN", "Kontonummer", "e-mail", "phone", "Telefon",
	"Geburtsdatum", "date of birth", "religion", "Diagnose", "Straße",
	"PLZ", "Ort", "country", "Kraj", "token", "API_KEY", "BSN", "ЕГН",
	"nom", "επώνυμο", "passport no", "note", "id", "amount", "",
};

static const char *const cells[] = {
	"xK9vQ2", "Maximilian Alexander", "anna", "Łukasz Żółć", "Иванов",
	"44051401359", "440514 01359", "5260001246", "526-000-12-46",
	"DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "1024956",
	"a.b@kunde.example", "+49 30 90182000", "(030) 90182000",
	"14.05.1944", "1944-05-14", "katholisch", "Asthma", "Hauptstr. 12",
	"10115", "Berlin", "PL", "DE", "Hg7!kkQw2x", "111222333",
	"7501020018", "van der Berg, Jan", "O'Brien", "-", "NULL", "", "1",
	"3,50", "a;b", "\"q\"", "<b>x</b>", "M&uuml;ller", "\\u00fc",
	"１２３", "日本 太郎", "550e8400-e29b-41d4-a716-446655440000", "null",
};

/* What stands around and between cells, and around a key before each. */
static const struct layout {
	const char *begin, *left, *between, *right, *rule, *end;
	const char *key[2];	/* NULL: the first row is the header */
} layouts[] = {
	{ "", "", ",", "\n", "", "", { NULL } },
	{ "", "", ";", "\n", "", "", { NULL } },
	{ "", "", "\t", "\r\n", "", "", { NULL } },
	{ "", "\"", "\",\"", "\"\n", "", "", { NULL } },
	{ "", "| ", " | ", " |\n", "|---|---|\n", "", { NULL } },
	{ "", " ", " | ", "\n", "---+---\n", "", { NULL } },
	{ "", "", "    ", "\n", "", "", { NULL } },
	{ "+----+\n", "| ", " | ", " |\n", "+----+\n", "+----+\n", { NULL } },
	{ "<table>", "<tr><td>", "</td><td>", "</td></tr>\n", "", "</table>",
	    { NULL } },
	{ "INSERT INTO t ", "('", "', '", "'),\n", "VALUES ", ";", { NULL } },
	{ "[", "[\"", "\", \"", "\"],\n", "", "]", { NULL } },
	{ "", "", "\n", "\n\n", "", "", { "", ": " } },
	{ "", "", "\n", "\n\n", "", "", { "", "=" } },
	{ "[", "{", "\", ", "\"},\n", "", "]", { "\"", "\": \"" } },
	{ "<r>", "<r>", "</c>", "</c></r>\n", "", "</r>", { "<", ">" } },
};

struct input {
	const uint8_t *at, *end;
};

static unsigned
next(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

static void
add(struct buf *b, const char *text)
{
	buf_add_sv(b, sv_cstr(text));
}

static void
add_one_of(struct buf *b, struct input *in, const char *const *of, size_t count)
{
	unsigned choice = next(in);
	size_t len = next(in) % CELL, left = (size_t)(in->end - in->at);

	if (choice < OWN) {
		add(b, of[choice % count]);
		return;
	}
	len = len < left ? len : left;
	buf_add_sv(b, sv_make(in->at, len));
	in->at += len;
}

static void
add_row(struct buf *b, struct input *in, const struct layout *l,
    const char *const *keys, size_t columns)
{
	add(b, l->left);
	for (size_t i = 0; i < columns; i++) {
		if (i > 0)
			add(b, l->between);
		if (keys != NULL && l->key[0] != NULL) {
			add(b, l->key[0]);
			add(b, keys[i]);
			add(b, l->key[1]);
		}
		if (keys == NULL)
			add_one_of(b, in, headers, NELEMS(headers));
		else
			add_one_of(b, in, cells, NELEMS(cells));
	}
	add(b, l->right);
}

static void
add_table(struct buf *b, struct input *in)
{
	const struct layout *l = &layouts[next(in) % NELEMS(layouts)];
	size_t columns = 1 + next(in) % COLUMNS, rows = 1 + next(in) % ROWS;
	const char *keys[COLUMNS];

	for (size_t i = 0; i < columns; i++)
		keys[i] = l->key[0] == NULL ? "" :
		    headers[next(in) % NELEMS(headers)];
	add(b, l->begin);
	if (l->key[0] == NULL)
		add_row(b, in, l, NULL, columns);
	add(b, l->rule);
	for (size_t i = 0; i < rows; i++)
		add_row(b, in, l, keys, columns);
	add(b, l->end);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, data + size };
	unsigned tables = 1 + next(&in) % 3;
	struct buf b;

	buf_init(&b, TEXT);
	while (tables-- > 0) {
		add_one_of(&b, &in, headers, NELEMS(headers));
		add(&b, "\n\n");
		add_table(&b, &in);
	}
	detect_again(buf_sv(&b), SV("body"));
	buf_done(&b);
	return 0;
}
