/* Clusters: what belongs to a number, and what stands around it. */
#include <string.h>

#include "base/buf.h"
#include "inspect/match/cluster.h"
#include "tests/tap/tap.h"

/* Runs in brackets, digits plain and letters as they are. */
static const struct {
	const char *text, *runs;
} cases[] = {
	{ "in 2019 it", "[2019]" },
	{ "IBAN DE89 3704 0044.", "[DE][89] [3704] [0044]" },
	{ "12.345.678-Z,", "[12].[345].[678]-[Z]" },
	{ "tel 030/1234567 or", "[030]/[1234567]" },
	{ "NIE x-2482300a", "[x]-[2482300][a]" },
	{ "abcd-2482300", "[2482300]" },
	{ "v1.2.3-beta", "[v][1].[2].[3]-[beta]" },
	{ "12345678.pdf", "[12345678]" },
	{ "1\xc2\xa0" "234", "[1] [234]" },
	{ "030 / 1234567", "[030]/[1234567]" },
	{ "2019 - x", "[2019]" },
	{ "12 monkeys", "[12]" },
	{ "12345678 Z, it", "[12345678] [Z]" },
	{ "12 34 56 C", "[12] [34] [56] [C]" },
	{ "12 GBs", "[12]" },
	{ "12 NATURAL", "[12]" },
	{ "8143.26.584.B.01", "[8143].[26].[584].[B].[01]" },
	{ "12.B is", "[12]" },
	{ "105.048.256 MwST", "[105].[048].[256] [MwST]" },
	{ "131052+308T", "[131052]+[308][T]" },
	{ "12+308", "[12]" },
	{ "J39 /771 /2005", "[J][39]/[771]/[2005]" },
	{ "J39 /771 /5", "[J][39]/[771]/[5]" },
	{ "5, 6", "[5]" },
	{ "\\n44051401359", "[44051401359]" },
	{ "550e8400-e29b-41d4-a716-446655440000", "blob" },
	{ "d41d8cd98f00b204e9800998ecf8427e x", "blob" },
	{ "RSSMRA85T10A562S", "[RSSMRA][85][T][10][A][562][S]" },
	{ "fakeFAKE/1234+abcdEFGH5678ijklMNOP90qrst", "blob" },
	{ "https://api.bank.example/somewhere/accounts/DE89370400440532/tx",
	    "[DE][89370400440532]/[tx]" },
	{ "//x.example/v2/accounts/DE89370400440532/history/of/year",
	    "[v][2]/[accounts]/[DE][89370400440532]/[history]/[of]/[year]" },
	{ "x.example/f1/accounts/and/so/on/to/their/own/DE89370400440532 x",
	    "blob" },
	{ "https://api.bank.example/somewhere/accounts/de89370400440532/tx",
	    "blob" },
	{ "https://api.bank.example/somewhere/accounts/DE893704/tx", "blob" },
};

static void
describe(struct sv text, const struct cluster *c, struct buf *out)
{
	if (c->blob) {
		buf_add_cstr(out, "blob");
		return;
	}
	for (size_t i = 0; i < c->count; i++) {
		if (c->items[i].separator != 0)
			buf_add_char(out, c->items[i].separator);
		buf_addf(out, "[%.*s]", (int)c->items[i].len,
		    text.ptr + c->items[i].start);
	}
}

static void
test_read(void)
{
	struct cluster c;
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < NELEMS(cases); i++) {
		struct sv text = sv_cstr(cases[i].text);
		size_t at = strcspn(cases[i].text, "0123456789");

		buf_reset(&out);
		cluster_read(text, at, 0, &c);
		describe(text, &c, &out);
		tap_is_sv(buf_sv(&out), sv_cstr(cases[i].runs), "%s",
		    cases[i].text);
	}
	buf_done(&out);
}

/* Words in upper case before the first digit, joined by what follows them. */
static const struct {
	const char *text, *lead;
} leads[] = {
	{ "no 12", "" },
	{ "DE 12", "DE " },
	{ "AB CDE 12", "AB CDE " },
	{ "X AB CDE 12", "AB CDE " },
	{ "B-MW 12", "B-MW " },
	{ "HRB   12", "HRB " },
	{ "DE DE 12", "" },
	{ "ABCDEFGH 12", "" },
	{ "DE-12", "" },
	{ "De 12", "" },
};

static void
test_lead(void)
{
	struct cluster_item lead[CLUSTER_MAX_LEAD];
	struct cluster c;
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < NELEMS(leads); i++) {
		struct sv text = sv_cstr(leads[i].text);
		size_t count;

		buf_reset(&out);
		cluster_read(text, strcspn(leads[i].text, "0123456789"), 0,
		    &c);
		count = cluster_lead(text, &c, 0, lead);
		for (size_t k = 0; k < count; k++) {
			buf_addf(&out, "%.*s", (int)lead[k].len,
			    text.ptr + lead[k].start);
			buf_add_char(&out, lead[k].separator);
		}
		tap_is_sv(buf_sv(&out), sv_cstr(leads[i].lead), "before: %s",
		    leads[i].text);
	}
	buf_done(&out);
}

static const struct {
	const char *text;
	size_t at;
	enum cluster_edge before, after;
} edges[] = {
	{ "1", 0, CLUSTER_FREE, CLUSTER_FREE },
	{ " 1 ", 1, CLUSTER_FREE, CLUSTER_FREE },
	{ "'1'", 1, CLUSTER_FREE, CLUSTER_FREE },
	{ "=1;", 1, CLUSTER_FREE, CLUSTER_FREE },
	{ "_1_", 1, CLUSTER_BOUND, CLUSTER_BOUND },
	{ "a-1-b", 2, CLUSTER_BOUND, CLUSTER_BOUND },
	{ "- -1- ", 3, CLUSTER_FREE, CLUSTER_FREE },
	{ "0.1.2", 2, CLUSTER_BOUND, CLUSTER_BOUND },
	{ "x.1.Next", 2, CLUSTER_BOUND, CLUSTER_FREE },
	{ "a/1/b", 2, CLUSTER_PATH, CLUSTER_PATH },
	{ "//1/", 2, CLUSTER_PATH, CLUSTER_FREE },
	{ "@1@x", 1, CLUSTER_BOUND, CLUSTER_BOUND },
	{ "%1==", 1, CLUSTER_BOUND, CLUSTER_BOUND },
	{ "\xc3\xa9" "1\xc3\xa9", 2, CLUSTER_BOUND, CLUSTER_BOUND },
	{ "\xe2\x80\x9c" "1\xe2\x80\x9d", 3, CLUSTER_FREE, CLUSTER_FREE },
	{ "\xe5\x8f\xb7" "1\xe5\x8f\xb7", 3, CLUSTER_FREE, CLUSTER_FREE },
	{ "\\n1\\n", 2, CLUSTER_FREE, CLUSTER_FREE },
};

int
main(void)
{
	char big[1000];
	struct cluster c;

	test_read();
	test_lead();
	for (size_t i = 0; i < NELEMS(edges); i++) {
		struct sv text = sv_cstr(edges[i].text);

		tap_is_int((int)cluster_edge_before(text, edges[i].at),
		    (int)edges[i].before, "before in %s", edges[i].text);
		tap_is_int((int)cluster_edge_after(text, edges[i].at + 1),
		    (int)edges[i].after, "after in %s", edges[i].text);
	}
	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = i % 2 == 0 ? '1' : ' ';
	cluster_read(sv_make(big, sizeof(big)), 0, 0, &c);
	tap_ok(c.count == CLUSTER_MAX_ITEMS &&
	    c.end == 2 * CLUSTER_MAX_ITEMS - 1, "many runs are cut");
	memset(big, '7', sizeof(big));
	cluster_read(sv_make(big, sizeof(big)), 0, 0, &c);
	tap_ok(c.blob && c.end == sizeof(big), "a long run is a blob");
	return tap_done();
}
