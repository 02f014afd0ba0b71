/*
 * What is read of each layout: cells as "row header=value", in order. The same
 * whatever the line endings and a byte order mark in front; bounded and linear
 * whatever stands there.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "inspect/grid/grid.h"
#include "tests/tap/tap.h"

enum { ARENA_BYTES = 1 << 28, BIG = 1 << 20 };

static const struct {
	const char *name, *text, *cells;
} cases[] = {
	{ "semicolons", "List:\nname;nr\nanna;1\njan;2\n",
	    "0 name=anna|0 nr=1|1 name=jan|1 nr=2|" },
	{ "tabs, no header", "4405\tx\n0207\ty\n",
	    "0 =4405|0 =x|1 =0207|1 =y|" },
	{ "commas", "name,nr\nanna,1\n", "0 name=anna|0 nr=1|" },
	{ "commas and blanks, with digits", "name, nr, ort\na, 1, b\n",
	    "0 name=a|0 nr=1|0 ort=b|" },
	{ "quotes", "\"name\",\"nr\"\n\"a, b\",\"1\"\n\"x \"\"y\"\"\",2\n",
	    "0 name=a, b|0 nr=1|1 name=x \"\"y\"\"|1 nr=2|" },
	{ "a line break in quotes", "name;nr\na;1\n\"b\nc\";2\nd;3\n",
	    "0 name=a|0 nr=1|1 name=b\nc|1 nr=2|2 name=d|2 nr=3|" },
	{ "empty cells", "a;b;c\n;;3\n1;;\n", "0 c=3|1 a=1|" },
	{ "it ends where rows do", "a;b\n1;2\n\nx;y;z\n", "0 a=1|0 b=2|" },
	{ "pipes", "a|b\n1|2\n", "0 a=1|0 b=2|" },
	{ "Markdown", "| **a** | `b` |\n|:--|--:|\n| 1 | x\\|y |\n| 3 | |\n",
	    "0 a=1|0 b=x\\|y|1 a=3|" },
	{ "psql", " a | b\n---+---\n 1 | 2\n(1 row)\n", "0 a=1|0 b=2|" },
	{ "mysql", "+---+---+\n| a | b |\n+---+---+\n| 1 | 2 |\n+---+---+\n",
	    "0 a=1|0 b=2|" },
	{ "a grid", "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n"
	    "| 3 | 4 |\n+---+---+\n", "0 a=1|0 b=2|1 a=3|1 b=4|" },
	{ "a ruler above and below",
	    "====  ===\nname  nr\n====  ===\na b   12\n      34\n====  ===\n",
	    "0 name=a b|0 nr=12|1 nr=34|" },
	{ "a ruler with one blank", "name nr\n---- --\nanna 12\nj n  34\n",
	    "0 name=anna|0 nr=12|1 name=j n|1 nr=34|" },
	{ "gaps", "name      nr    ort\nanna b    12    ulm\nc         34\n",
	    "0 name=anna b|0 nr=12|0 ort=ulm|1 name=c|1 nr=34|" },
	{ "a sign over numbers", "#;name;%\n1;anna;5\n2;jan;6\n",
	    "0 #=1|0 name=anna|0 %=5|1 #=2|1 name=jan|1 %=6|" },
	{ "numbers in front of rows", "       name  nr\n0    anna b  12\n"
	    "1         c  34\n",
	    "0 =0|0 name=anna b|0 nr=12|1 =1|1 name=c|1 nr=34|" },
	{ "quoted by an e-mail", "> > a;b\n> > 1;2\n> > 3;4\n",
	    "0 a=1|0 b=2|1 a=3|1 b=4|" },
	{ "Markdown, quoted", "> | a | b |\n> |--|--|\n> | 1 | 2 |\n",
	    "0 a=1|0 b=2|" },
	{ "a list in Markdown", "- **Name:** anna\n- **Nr:** 7\n",
	    "0 Name=anna|0 Nr=7|" },
	{ "pairs", "Name: anna\nPESEL = 44\n\nName: jan\nPESEL: 55\n",
	    "0 Name=anna|0 PESEL=44|1 Name=jan|1 PESEL=55|" },
	{ "a key again", "Name: a\nNr: 1\nName: b\nNr: 2\n",
	    "0 Name=a|0 Nr=1|1 Name=b|1 Nr=2|" },
	{ "YAML", "- name: a\n  nr: \"1\"\n- name: b\n  nr: '2'\n",
	    "0 name=a|0 nr=1|1 name=b|1 nr=2|" },
	{ "vCard", "BEGIN:VCARD\nN:Nowak;Jan\nTEL;TYPE=cell:+48 601\n",
	    "0 BEGIN=VCARD|0 N=Nowak;Jan|0 TEL=+48 601|" },
	{ "JSON", "see {\"a\": \"x\", \"b\": {\"c\": 12, \"d\": [1, \"y\"]}} ok",
	    "0 a=x|1<0 c=12|1<0 d=1|1<0 d=y|" },
	{ "a list of objects", "[{\"a\": 1}, {\"a\": 2}]", "0 a=1|1 a=2|" },
	{ "nearly JSON", "x = {name: 'a', \"n\": 5,}", "0 name=a|0 n=5|" },
	{ "escaped JSON", "{\\\"a\\\": \\\"x\\\", \\\"b\\\": 1}",
	    "0 a=x|0 b=1|" },
	{ "JSON cut off", "{\"a\": \"x\", \"b\": \"y", "0 a=x|" },
	{ "HTML", "<table><tr><th>a</th><th><b>b</b></th></tr>\n"
	    "<tr><td>1</td><td class=x><i>2</i></td></tr></table>",
	    "1 a=1|1 b=2|" },
	{ "HTML, no header", "<tr><td>12345</td></tr><tr><td>2</td></tr>",
	    "0 =12345|1 =2|" },
	{ "a cell of lines below the header", "a;b;c\n1;\"x\ny\";2\n3;z;4",
	    "0 a=1|0 b=x\ny|0 c=2|1 a=3|1 b=z|1 c=4|" },
	{ "an open quote and no header", "1;b;c\n1;\"x\ny\";2\n", "" },
	{ "attributes", "<f><input id=\"i\" name=\"tel\" value=\"5\">"
	    "<family value='M'/><given value=\"A\"></given></f>",
	    "0 tel=5|0 family=M|0 given=A|" },
	{ "attributes of the parent", "<a Name='x:1' FriendlyName=\"sn\"><s:"
	    "AttributeValue t='u'>K</s:AttributeValue></a>"
	    "<d name=\"tel\"><note>n</note></d><f name=\"ort\">u</f>",
	    "0 sn=K|1 note=n|2 ort=u|" },
	{ "no attributes", "<a href=x value><b value=\"\">1</b>", "0 b=1|" },
	{ "XML", "<l><p><name>a</name><adr><ort>u</ort></adr></p>"
	    "<p><n:name>b</n:name></p></l>",
	    "0 name=a|1<0 ort=u|2 name=b|" },
	{ "SQL", "INSERT INTO t (a, `b`) VALUES ('x''y', 1),\n ('z', NULL);",
	    "0 a=x''y|0 b=1|1 a=z|1 b=NULL|" },
	{ "SQL, no columns", "insert into t values (1, 'a'), (2, 'b')",
	    "0 =1|0 =a|1 =2|1 =b|" },
	{ "SQL, columns of CREATE TABLE", "CREATE TABLE `t` (\n  `a` int,\n"
	    "  `b c` char(9),\n  PRIMARY KEY (`a`)\n) ENGINE=x;\n\n"
	    "INSERT INTO `t` VALUES (1,'x'),(2,'y');\n"
	    "INSERT INTO `u` VALUES (3,'z');\n",
	    "0 a=1|0 b=x|1 a=2|1 b=y|2 =3|2 =z|" },
	{ "SQL, COPY", "COPY public.t (a, \"b\") FROM stdin;\n1\tx\n2\ty\n"
	    "\\.\n", "0 a=1|0 b=x|1 a=2|1 b=y|" },
	{ "an element of lines", "<a>x\nk: v\ny: w\n</a>\n",
	    "0 a=x\nk: v\ny: w|" },
	{ "pairs before an object", "a: 1\nb: 2\nx: {\"y\": 3}\n",
	    "1 a=1|1 b=2|0 y=3|" },
	{ "a box", "┌──────┬─────┐\n│ name │ nr  │\n├──────┼─────┤\n"
	    "│ anna │ 12  │\n│      │ 34  │\n└──────┴─────┘\nx │ y\n",
	    "0 name=anna|0 nr=12|1 nr=34|" },
	{ "psql's box", "  name │ nr \n──────┼────\n anna │ 12\n"
	    "(1 row)\n a │ b\n", "0 name=anna|0 nr=12|" },
	{ "a thick and a double one", "┏━━━━━━┳━━━━┓\n┃ name ┃ nr ┃\n"
	    "┡━━━━━━╇━━━━┩\n│ anna │ 12 │\n└──────┴────┘\n\n"
	    "  ╔═══╦═══╗\n  ║ a ║ b ║\n  ╠═══╬═══╣\n  ║ 1 ║ 2 ║\n"
	    "  ╚═══╩═══╝\n", "0 name=anna|0 nr=12|1 a=1|1 b=2|" },
	{ "types below the names", "┌─────┬─────┐\n│ a   ┆ b   │\n"
	    "│ --- ┆ --- │\n│ str ┆ i64 │\n╞═════╪═════╡\n"
	    "│ x   ┆ 7   │\n└─────┴─────┘\n",
	    "0 a=---|0 b=---|1 a=str|1 b=i64|2 a=x|2 b=7|" },
	{ "a box of one column", "┌──────┐\n│ name │\n├──────┤\n│ anna │\n"
	    "│ jan  │\n└──────┘\n", "0 name=anna|1 name=jan|" },
	{ "a box of one column without a lid", "│ name │\n├──────┤\n"
	    "│ anna │\n└──────┘\n", "0 name=anna|" },
	{ "a text in a frame", "┌──────┐\n│ note │\n│ well │\n└──────┘\n",
	    "" },
	{ "a text in a frame with a title", "┌──────────────────┐\n"
	    "│ note             │\n├──────────────────┤\n"
	    "│ it is not a cell │\n└──────────────────┘\n", "" },
	{ "a ruler below a line", "name\n──────\nanna\njan\n", "" },
	{ "a box without a header", "╭────┬────╮\n│ 12 │ x  │\n"
	    "│ 34 │ y  │\n╰────┴────╯\n", "0 =12|0 =x|1 =34|1 =y|" },
	{ "a frame", "┌─────────┐\n│ see: 12 │\n│ and 34  │\n"
	    "└─────────┘\n", "" },
	{ "a tree", "bin\n├── a │ b\n│   └── 12\n└── c\n", "" },
	{ "lists", "[[\"name\",\"nr\"],[\"anna\",12],[\"\",34]]\nx;y\n",
	    "0 name=anna|0 nr=12|1 nr=34|" },
	{ "lists over lines", "See:\n[\n  [\n    \"name\",\n    \"nr\"\n  ],\n"
	    "  [\n    \"anna\",\n    12\n  ]\n]\na;b\n1;2\n",
	    "0 name=anna|0 nr=12|1 a=1|1 b=2|" },
	{ "lists behind a sign", "rows = [['name', 'nr'],\n  ['anna', '12']]\n"
	    "t: [[\"a\", \"b\"], [1, 2]]", "0 name=anna|0 nr=12|1 a=1|1 b=2|" },
	{ "lists cut off", "[[\"a\",\"b\"],[1,2],[3", "0 a=1|0 b=2|" },
	{ "lists of other lengths", "[[\"a\",\"b\"],[1,2],[3],[5,6]]",
	    "0 a=1|0 b=2|" },
	{ "a matrix", "[[1, 2], [3, 4]]", "" },
	{ "labels before values", "Name\nGeboren am\nNr.\n\nanna\n1.2.1980\n7\n",
	    "0 Name=anna|0 Geboren am=1.2.1980|0 Nr.=7|" },
	{ "labels before values, colons and no line between",
	    "Name:\nPhone:\nNo:\nanna\n0612\n12 a\n",
	    "0 Name=anna|0 Phone=0612|0 No=12 a|" },
	{ "labels before several records", "Form 3\n\nName\nPhone\nNo\n\n"
	    "anna\n0612\n1\n\njan\n0613\n2\n\nso\n", "0 Name=anna|0 Phone=0612|"
	    "0 No=1|1 Name=jan|1 Phone=0613|1 No=2|" },
	{ "more values than labels", "Name\nPhone\nNo\n\na\n1\n2\n3\n", "" },
	{ "words below words", "Rome\nParis\nOslo\n\nfar\nnear\n7 km\n", "" },
	{ "too few labels", "Name\nNo\n\nanna\n12\n34\n", "" },
	{ "lists line by line", "[\"name\",\"nr\"]\n[\"anna\",12]\n"
	    "[\"jan\",34]\nso", "0 name=anna|0 nr=12|1 name=jan|1 nr=34|" },
	{ "lists in events", "data: [\"name\",\"nr\"]\n\n"
	    "data: [\"anna\",12]\n\ndata: [\"jan\",34]\n\ndata: [DONE]\n",
	    "0 name=anna|0 nr=12|1 name=jan|1 nr=34|" },
	{ "lists of words, nothing else", "[\"name\",\"nr\"]\nx\n[1,2]\n", "" },
	{ "headers alone", "[[\"a\",\"b\"]]\n", "" },
	{ "columns and data", "see {\"columns\":[\"name\",\"nr\"],\"index\":[0,1],"
	    "\"data\":[[\"anna\",12],[\"jan\",34]]} ok",
	    "0 columns=name|0 columns=nr|0 index=0|0 index=1|1 name=anna|"
	    "1 nr=12|2 name=jan|2 nr=34|" },
	{ "escaped", "{\\\"header\\\":[\\\"a\\\"],\\\"rows\\\":[[\\\"x\\\"],[2]]}",
	    "0 header=a|1 a=x|2 a=2|" },
	{ "names of columns in objects", "{\"columns\":[{\"name\":\"a\",\"type\":"
	    "\"text\"},{\"type\":\"long\",\"name\":\"b\"}],\"rows\":[[\"x\",7]]}",
	    "1 name=a|1 type=text|2 type=long|2 name=b|3 a=x|3 b=7|" },
	{ "rows before their names", "{\"data\":[[\"x\",7]],\"columns\":"
	    "[\"a\",\"b\"],\"more\":1}", "1 a=x|1 b=7|0 columns=a|0 columns=b|0 more=1|" },
	{ "a header among the rows", "{\"range\":\"A1\",\"values\":[[\"a\",\"b\"],"
	    "[\"x\",7]]}", "0 range=A1|1 a=x|1 b=7|" },
	{ "more names than cells", "{\"columns\":[\"a\",\"b\"],\"data\":[[1]]}",
	    "0 columns=a|0 columns=b|1 =1|" },
	{ "lists in an object in a row", "{\"data\":[[{\"a\":1}]]}", "1 a=1|" },
	{ "prose", "Yes, I did, as you see.\nNo, it is, I fear, so.\n", "" },
	{ "code", "int a;\nint b;\nreturn (a);\n", "" },
	{ "times", "12:30 we met\n13:45 we left\n", "" },
	{ "addresses", "http://a.example/x\nhttp://b.example/y\n", "" },
	{ "one row", "a;b;c\n", "" },
	{ "nothing", "", "" },
};

static struct grid *
read_grid(struct arena *arena, struct sv text)
{
	struct grid *g = arena_zalloc(arena, 1, sizeof(*g));

	return g == NULL || grid_read(g, arena, text) != 0 ? NULL : g;
}

/* Line breaks of a value, and quotes, as they were in the first text. */
static void
describe(struct grid *g, struct buf *out)
{
	uint32_t behind = 0;

	for (size_t at = 0; at < g->text.len; at++) {
		const struct grid_cell *c = grid_cell_at(g, at);
		struct sv value;

		if (c == NULL || c->end <= behind)
			continue;
		behind = c->end;
		value = sv_slice(g->text, c->start, c->end);
		buf_addf(out, "%u", c->row);
		if (g->rows[c->row].above != GRID_NONE &&
		    g->rows[c->row].member)
			buf_addf(out, "<%u", g->rows[c->row].above);
		buf_addf(out, " %.*s=", SV_ARG(grid_header(g, c->column)));
		for (size_t k = 0; k < value.len; k++)
			if (value.ptr[k] != '\r')
				buf_add_char(out, value.ptr[k]);
		buf_add_char(out, '|');
	}
}

static bool
reads_as(struct sv text, const char *cells, bool loud)
{
	struct arena arena;
	struct buf out;
	struct grid *g;
	bool same;

	arena_init(&arena, ARENA_BYTES);
	buf_init(&out, BIG);
	g = read_grid(&arena, text);
	if (g != NULL)
		describe(g, &out);
	same = g != NULL && sv_eq(buf_sv(&out), sv_cstr(cells));
	if (!same && loud)
		tap_diag("%.*s", SV_ARG(buf_sv(&out)));
	buf_done(&out);
	arena_done(&arena);
	return same;
}

/* `text` with `end` for each line feed and `before` in front. */
static bool
reads_so(const char *text, const char *before, const char *end,
    const char *cells)
{
	struct buf other;
	bool same;

	buf_init(&other, BIG);
	buf_add_cstr(&other, before);
	for (; *text != '\0'; text++)
		if (*text == '\n')
			buf_add_cstr(&other, end);
		else
			buf_add_char(&other, *text);
	same = reads_as(buf_sv(&other), cells, true);
	buf_done(&other);
	return same;
}

/* Are the keys at two places known as one? Their values are 10 bytes on. */
static bool
likes(struct grid *g, size_t a, size_t b)
{
	const struct grid_cell *c = grid_cell_at(g, a + 10);
	uint32_t like = c == NULL ? GRID_NONE : g->columns[c->column].like;

	c = grid_cell_at(g, b + 10);
	return c != NULL && g->columns[c->column].like == like;
}

/* Keys are known again that differ in any one of their bytes. */
static void
test_keys(void)
{
	char text[] = "xxxxxxxx: 1\nxxxxxxxx: 2\n\nxxxxxxxx: 3\nxxxxxxxx: 4\n";
	const size_t first = 0, second = 12, third = 25, fourth = 37;

	for (size_t i = 0; i < 8; i++) {
		struct arena arena;
		struct grid *g;

		memset(text + first, 'x', 8);
		memset(text + second, 'x', 8);
		memset(text + third, 'x', 8);
		memset(text + fourth, 'x', 8);
		text[second + i] = text[fourth + i] = 'y';
		arena_init(&arena, 1 << 20);
		g = read_grid(&arena, sv_cstr(text));
		tap_ok(g != NULL && likes(g, first, third) &&
		    likes(g, second, fourth) && !likes(g, first, second),
		    "byte %zu of a key", i);
		arena_done(&arena);
	}
}

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text, *cells = cases[i].cells;

		tap_ok(reads_so(text, "", "\n", cells), "%s", cases[i].name);
		tap_ok(reads_so(text, "", "\r\n", cells), "%s, CRLF",
		    cases[i].name);
		tap_ok(reads_so(text, "\xef\xbb\xbf", "\n", cells),
		    "%s, BOM", cases[i].name);
		tap_ok(reads_so(text, "As agreed.\n\n", "\n", cells),
		    "%s, behind prose", cases[i].name);
	}
}

/* However far into a block of bytes a table begins, it is the same. */
static void
test_shifted(void)
{
	enum { FURTHEST = 66 };
	static const char behind[] = "\n> x,\n\n";
	char before[FURTHEST + sizeof(behind)];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned same = 0;

		for (unsigned shift = 0; shift < FURTHEST; shift++) {
			memset(before, 'x', shift);
			memcpy(before + shift, behind, sizeof(behind));
			same += reads_so(cases[i].text, before, "\n",
			    cases[i].cells);
		}
		tap_is_int(same, FURTHEST, "%s, wherever it begins",
		    cases[i].name);
	}
}

/*
 * The same behind many short lines, which are passed over by what stirs there
 * (base/stirs.h), wherever that ends.
 */
static void
test_far(void)
{
	enum { LINES = 150, FURTHEST = 66 };
	static const char *const lines[] = { "Words of prose, and others\n",
		"say: nothing at all\n", "about any table; nor do\n",
		"  these (that is, so few)\n", "\n", "- or a list\n" };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned same = 0;

		for (unsigned shift = 0; shift < FURTHEST; shift++) {
			struct buf before;

			buf_init(&before, BIG);
			for (unsigned n = 0; n < 2 * LINES + shift; n++)
				buf_add_cstr(&before, n < LINES || n % 2 == 0 ?
				    lines[n * 5 % 7 % 6] : "x\n");
			buf_add_cstr(&before, "so\n\n");
			buf_add_char(&before, '\0');
			same += reads_so(cases[i].text, before.ptr, "\n",
			    cases[i].cells);
			buf_done(&before);
		}
		tap_is_int(same, FURTHEST, "%s, far behind short lines",
		    cases[i].name);
	}
}

/* Texts of `unit` again and again: what is read of them stays in bounds. */
static void
test_hostile(void)
{
	static const char *const units[] = {
		"{", "{\"", "{\"a\":", "[", "<a", "<a>", "<tr>", "<td>x",
		"VALUES (", ")VALUES('", "a;b\n", "\"\n;", "a: \n", "|\n",
		"| |\n", "--- ---\n", "+-", "  x", ",", "a,1\n", "\r", "k=v\n",
		"{a:1}", "<a>x</a>", "x;\"\n", "x\n", "x\n{", "x\n\n(",
		"x\n, ,y\n", "x\r\n", "x\n=\nx\ny:",
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		struct arena arena;
		struct buf text;
		struct grid *g;

		arena_init(&arena, ARENA_BYTES);
		buf_init(&text, BIG + 64);
		while (text.len < BIG)
			buf_add_cstr(&text, units[i]);
		g = read_grid(&arena, buf_sv(&text));
		if (g != NULL)
			grid_read_parts(g);
		tap_ok(g != NULL && g->err == 0 && g->ncells <= GRID_CELLS &&
		    g->ncolumns <= GRID_CELLS && g->nrows <= GRID_CELLS,
		    "a MB of units %zu stays in bounds", i);
		buf_done(&text);
		arena_done(&arena);
	}
}

/* Whoever asks for one cell has only the lines read that it stands in. */
static void
test_parts(void)
{
	static const struct sv text = SV_INIT("Name: a\nNr: 1\n\nx\ny = 2\n"
	    "z = 3\na;b\n1;2\n\nOnly: one\n");
	const struct grid_cell *c;
	struct arena arena;
	struct grid *g;

	arena_init(&arena, ARENA_BYTES);
	g = read_grid(&arena, text);
	tap_ok(g != NULL && g->ncells == 2 && g->nparts == 2 &&
	    !g->parts[0].is_read && !g->parts[1].is_read,
	    "rows are read at once, what may be pairs is not");
	c = grid_cell_at(g, 21);
	tap_ok(c != NULL && sv_eq(grid_header(g, c->column), SV("y")) &&
	    !g->parts[0].is_read && g->parts[1].is_read && g->ncells == 4,
	    "one part is read where a cell of it is asked for");
	tap_ok(grid_cell_at(g, 6)->start == 6 && g->parts[0].is_read &&
	    grid_cell_at(g, 35)->start == 35 && grid_cell_at(g, 16) == NULL &&
	    grid_cell_at(g, 44) == NULL, "what stands before and behind it");
	grid_read_parts(g);
	tap_is_int(g->ncells, 6, "nothing is read twice");
	arena_done(&arena);
}

/* A tag in an open table of lines begins no block that those are in. */
static void
test_tag_in_lines(void)
{
	struct arena arena;
	bool same = true;
	struct grid *g;

	arena_init(&arena, ARENA_BYTES);
	g = read_grid(&arena, SV("name;nr\nanna;1\njan;<tr> 2\nmia;3\n"));
	tap_ok(g != NULL && g->ncells == 6 && g->nblocks == 2,
	    "rows of lines, and a row of HTML without cells");
	for (size_t i = 0; g != NULL && i < g->ncells; i++)
		same = same && g->rows[g->cells[i].row].block == 0;
	tap_ok(same && g != NULL && g->blocks[0].headed &&
	    g->blocks[0].end == g->text.len - 1, "all are of their block");
	arena_done(&arena);
}

static void
test_again(void)
{
	struct arena arena;
	struct grid *g;

	arena_init(&arena, ARENA_BYTES);
	g = read_grid(&arena, SV("a;b\n1;2\n3;4\n"));
	tap_ok(g != NULL && g->ncells == 4, "read");
	tap_ok(grid_cell_at(g, 10)->row == 1 && grid_cell_at(g, 4)->row == 0 &&
	    grid_cell_at(g, 5) == NULL && grid_cell_at(g, 0) == NULL &&
	    grid_cell_at(g, 99) == NULL, "cells by their bytes");
	tap_ok(grid_read(g, &arena, SV("no table")) == 0 && g->ncells == 0 &&
	    grid_cell_at(g, 4) == NULL, "used again");
	arena_done(&arena);
	arena_init(&arena, 64);
	memset(g = malloc(sizeof(*g)), 0, sizeof(*g));
	tap_is_int(grid_read(g, &arena, SV("a;b\n1;2\n3;4\n")), ERR_NOMEM,
	    "no memory");
	free(g);
	arena_done(&arena);
}

/* What was kept is the same when another text was read, also its parts. */
static void
test_kept(void)
{
	static const char other[] = "x;y;z\n7;8;9\n\n{\"k\": 1, \"l\": 2}\n";
	size_t wrong = 0, bytes = 0, more = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct grid *g, *kept;
		struct arena arena;
		struct buf out;

		arena_init(&arena, ARENA_BYTES);
		buf_init(&out, BIG);
		g = read_grid(&arena, sv_cstr(cases[i].text));
		kept = g == NULL ? NULL : grid_keep(g, ARENA_BYTES, &bytes);
		if (kept == NULL || grid_keep(g, bytes - 1, &more) != NULL ||
		    grid_read(g, &arena, sv_cstr(other)) != 0) {
			wrong++;
			continue;
		}
		describe(kept, &out);
		wrong += !sv_eq(buf_sv(&out), sv_cstr(cases[i].cells));
		buf_done(&out);
		arena_done(&arena);
	}
	tap_is_int(wrong, 0, "kept, while another text is read");
	tap_is_int(more, 0, "but not where it is too much");
}

int
main(void)
{
	test_keys();
	test_cases();
	test_kept();
	test_shifted();
	test_far();
	test_hostile();
	test_parts();
	test_tag_in_lines();
	test_again();
	return tap_done();
}
