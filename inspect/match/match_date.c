/*
 * Dates of birth with the month as a word, "12. März 1985", "March 12, 1985",
 * "12 de marzo de 1985", "1985. március 12", "1985. gada 12. marts", "1985 m.
 * kovo 12 d.", with its Roman number, "12.XI.1984", or with blanks, "12. 3.
 * 1985", "1985. 03. 12.". All weak: only where the text speaks of birth. Other
 * dates in digits are shapes of the pack.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/attr.h"
#include "base/utf8.h"
#include "inspect/match/cluster.h"
#include "inspect/engine.h"
#include "inspect/match/match.h"
#include "inspect/scan.h"
#include "inspect/words/word.h"
#include "inspect/words/word_table.h"

/* Folded as inspect/words/word.h does; names that agree stand once. */
static const char *const months[] = {
	/* en */ "january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december", "jan", "feb",
	"mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
	/* de */ "januar", "janner", "februar", "marz", "mai", "juni", "juli",
	"oktober", "dezember", "mrz", "okt", "dez",
	/* fr */ "janvier", "fevrier", "mars", "avril", "juin", "juillet",
	"aout", "septembre", "octobre", "novembre", "decembre",
	/* es */ "enero", "febrero", "marzo", "abril", "mayo", "junio",
	"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
	/* it */ "gennaio", "febbraio", "aprile", "maggio", "giugno",
	"luglio", "settembre", "ottobre", "dicembre",
	/* nl */ "januari", "februari", "maart", "mei", "augustus",
	/* pl */ "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
	"lipca", "sierpnia", "wrzesnia", "pazdziernika", "listopada",
	"grudnia",
	/* pt */ "janeiro", "fevereiro", "marco", "maio", "junho", "julho",
	"setembro", "outubro", "novembro", "dezembro",
	/* sv da */ "maj", "augusti", "december", "marts",
	/* fi */ "tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta",
	"toukokuuta", "kesakuuta", "heinakuuta", "elokuuta", "syyskuuta",
	"lokakuuta", "marraskuuta", "joulukuuta",
	/* cs */ "ledna", "unora", "brezna", "dubna", "kvetna", "cervna",
	"cervence", "srpna", "zari", "rijna", "prosince",
	/* hu */ "januar", "marcius", "aprilis", "majus", "junius", "julius",
	"augusztus", "szeptember",
	/* ro */ "ianuarie", "februarie", "martie", "aprilie", "iunie",
	"iulie", "septembrie", "octombrie", "noiembrie", "decembrie",
	/* bg */ "януари", "февруари", "март", "април", "маи", "юни", "юли",
	"август", "септември", "октомври", "ноември", "декември",
	/* el */ "ιανουαριου", "φεβρουαριου", "μαρτιου", "απριλιου", "μαιου",
	"ιουνιου", "ιουλιου", "αυγουστου", "σεπτεμβριου", "οκτωβριου",
	"νοεμβριου", "δεκεμβριου",
	/* et */ "jaanuar", "veebruar", "marts", "aprill", "juuni", "juuli",
	"oktoober", "detsember", "jaanuaril", "veebruaril", "martsil",
	"aprillil", "mail", "juunil", "juulil", "augustil", "septembril",
	"oktoobril", "novembril", "detsembril",
	/* ga */ "eanair", "feabhra", "marta", "aibrean", "bealtaine",
	"meitheamh", "iuil", "lunasa", "mean fomhair", "samhain", "nollaig",
	/* hr */ "sijecnja", "veljace", "ozujka", "travnja", "svibnja",
	"lipnja", "srpnja", "kolovoza", "rujna", "listopada", "studenoga",
	"studenog", "prosinca",
	/* is */ "mai", "juni", "juli", "agust", "oktober", "november",
	"desember",
	/* lt */ "sausio", "vasario", "kovo", "balandzio", "geguzes",
	"birzelio", "liepos", "rugpjucio", "rugsejo", "spalio", "lapkricio",
	"gruodzio",
	/* lv */ "janvaris", "februaris", "marts", "aprilis", "maijs",
	"junijs", "julijs", "augusts", "septembris", "oktobris", "novembris",
	"decembris", "janvari", "februari", "marta", "aprili", "maija",
	"junija", "julija", "augusta", "septembri", "oktobri", "novembri",
	"decembri",
	/* mt */ "jannar", "frar", "marzu", "april", "mejju", "gunju",
	"lulju", "awwissu", "settembru", "ottubru", "novembru", "dicembru",
	/* no */ "desember",
	/* sk */ "januara", "februara", "marca", "aprila", "maja", "juna",
	"jula", "augusta", "septembra", "oktobra", "novembra", "decembra",
	/* sl */ "januarja", "februarja", "aprila", "junija", "julija",
	"avgusta",
	/* sv */ "mars",
};

/* Words that may stand between day, month and year. */
static const char *const fillers[] = { "of", "de", "del", "di", "d", "do",
	"den", "th", "st", "nd", "rd", "er", "ta", "gada" };

enum { WORD_MONTH = 1, WORD_FILLER = 2 };

enum { GAP = 4 };	/* bytes between day, month and year, and one more */

const struct word_list match_date_words[] = {
	{ months, NELEMS(months), WORD_MONTH },
	{ fillers, NELEMS(fillers), WORD_FILLER },
};
const size_t match_date_word_lists = NELEMS(match_date_words);

static bool
is_a(const struct scan *s, const struct word *w, unsigned kinds)
{
	return (word_table_find(s->engine->dates, w) & kinds) != 0;
}

static bool
is_digit(struct sv text, size_t at)
{
	return at < text.len && ascii_is_digit(text.ptr[at]);
}

/* Of the number of a month. */
static inline bool
is_roman(char c)
{
	return c == 'I' || c == 'V' || c == 'X';
}

/*
 * May one of the words be the next one, at most three bytes on? Told by how it
 * begins, then by its letters.
 */
static bool
may_follow(const struct scan *s, size_t at)
{
	struct sv text = s->text;
	uint64_t folded[2];
	size_t end = at + GAP, len;

	while (at < end && at < text.len && !ascii_is_letter(text.ptr[at]) &&
	    (unsigned char)text.ptr[at] < 0x80)
		at++;
	if (at >= end || at >= text.len)
		return false;
	if ((unsigned char)text.ptr[at] >= 0x80)
		return true;
	if (!word_table_may_begin(s->engine->dates, text, at))
		return false;
	len = word_plain(text, at, folded);
	return len == 0 || word_table_may_have(s->engine->dates, folded[0],
	    len);
}

/* Is the next word at most three bytes on, fillers passed over, a month? */
static bool
is_month_next(const struct scan *s, struct word_reader *r)
{
	struct word w;

	for (int i = 0; i < 3 && may_follow(s, r->at) &&
	    word_next(r, r->at + GAP, &w); i++) {
		unsigned kinds = word_table_find(s->engine->dates, &w);

		if ((kinds & WORD_FILLER) == 0)
			return (kinds & WORD_MONTH) != 0;
	}
	return false;
}

static NOINLINE size_t
read_year(struct sv text, size_t at)
{
	struct sv year = sv_slice(text, at, at + 4);
	unsigned n;

	if (year.len < 4 || !validate_is_digits(year) ||
	    is_digit(text, at + 4) || word_letter_after(text, at + 4))
		return 0;
	n = validate_number(year);
	return n >= 1900 && n <= 2035 ? at + 4 : 0;
}

/* A year of four digits at most `gap` bytes after `at`; its end, or 0. */
static inline size_t
year_end(struct sv text, size_t at, size_t gap)
{
	for (size_t i = 0; i < gap && !is_digit(text, at); i++)
		at++;
	/* Most are counts, prices, parts of something else. */
	return is_digit(text, at) && is_digit(text, at + 3) ?
	    read_year(text, at) : 0;
}

/* The number of one or two digits at `at`; its end, or 0. */
static size_t
short_number(struct sv text, size_t at, unsigned *ret)
{
	size_t end = at;

	while (end < at + 3 && is_digit(text, end))
		end++;
	if (end == at || end == at + 3)
		return 0;
	*ret = validate_number(sv_slice(text, at, end));
	return end;
}

/* After "." and a blank, which the numbers of such dates stand between. */
static size_t
after_stop(struct sv text, size_t at)
{
	struct sv stop;

	if (at >= text.len || text.ptr[at] != '.')
		return 0;
	stop = sv_slice(text, at, at + 2);
	return sv_eq(stop, SV(". ")) ? at + 2 :
	    sv_starts(sv_slice(text, at, text.len), SV(".\u00a0")) ? at + 3 : 0;
}

/* "12. 3. 1985" after its first number; the end, or 0. */
static size_t
end_of_spaced(struct sv text, size_t at, unsigned day)
{
	unsigned month;
	size_t year, end;

	at = after_stop(text, at);
	at = at == 0 ? 0 : short_number(text, at, &month);
	year = at == 0 ? 0 : after_stop(text, at);
	end = year == 0 ? 0 : year_end(text, year, 0);
	return end != 0 && validate_is_day(validate_number(sv_slice(text, year,
	    end)), month, day) ? end : 0;
}

/* "1985. 03. 12" after its year, as in Hungary; the end, or 0. */
static size_t
end_of_year_first(struct sv text, size_t at, unsigned year)
{
	unsigned month, day;

	at = after_stop(text, at);
	at = at == 0 ? 0 : short_number(text, at, &month);
	at = at == 0 ? 0 : after_stop(text, at);
	at = at == 0 ? 0 : short_number(text, at, &day);
	return at != 0 && validate_is_day(year, month, day) ? at : 0;
}

/*
 * "1985. március 12", "1985. gada 12. martā", "1985 m. kovo 12 d." after the
 * year; the end, or 0. What hardly ever follows a year comes first.
 */
static size_t
end_after_year(const struct scan *s, size_t at)
{
	struct sv text = s->text, rest = sv_slice(text, at, text.len);
	struct word_reader r = { text, at };
	unsigned day;
	size_t end = 0;

	if (sv_starts(rest, SV(". gada "))) {
		r.at = end = short_number(text, at + 7, &day);
	} else if (sv_starts(rest, SV(" m. "))) {
		r.at = at + 4;
	} else if (!sv_starts(rest, SV(". ")) || rest.len < 3 ||
	    rest.ptr[2] < 'a' || rest.ptr[2] > 'z') {
		return 0;
	}
	if (r.at == 0 || !is_month_next(s, &r))
		return 0;
	if (end != 0)
		return day >= 1 && day <= 31 ? r.at : 0;
	end = r.at < text.len && text.ptr[r.at] == ' ' ?
	    short_number(text, r.at + 1, &day) : 0;
	return end != 0 && day >= 1 && day <= 31 ? end : 0;
}

/* ".XI.1984", " XI 1984" behind a day: the end, or 0. */
static NOINLINE size_t
end_of_roman(struct sv text, size_t from)
{
	static const struct sv numbers[] = { SV_INIT("I"), SV_INIT("II"),
		SV_INIT("III"), SV_INIT("IV"), SV_INIT("V"), SV_INIT("VI"),
		SV_INIT("VII"), SV_INIT("VIII"), SV_INIT("IX"), SV_INIT("X"),
		SV_INIT("XI"), SV_INIT("XII") };
	size_t end = from;

	while (end < text.len && is_roman(text.ptr[end]))
		end++;
	for (size_t i = 0; i < NELEMS(numbers); i++)
		if (sv_eq(sv_slice(text, from, end), numbers[i]) &&
		    !word_letter_after(text, end))
			return year_end(text, end, 3);
	return 0;
}

/* After the day at `at`: month and year. */
static size_t
end_after_day(const struct scan *s, size_t at)
{
	struct sv text = s->text;
	struct word_reader r = { text, at };
	struct word filler;
	size_t end;

	if (at + 2 < text.len) {
		end = at + 1 + (text.ptr[at + 1] == ' ');
		end = is_roman(text.ptr[end]) ? end_of_roman(text, end) : 0;
		if (end != 0)
			return end;
	}
	if (!is_month_next(s, &r))
		return 0;
	end = year_end(text, r.at, 3);
	/* "de 1985" */
	if (end == 0 && may_follow(s, r.at) &&
	    word_next(&r, r.at + GAP, &filler) &&
	    is_a(s, &filler, WORD_FILLER))
		end = year_end(text, r.at, 3);
	return end;
}

/* Before the day at `at`: where the month begins, or `at`. */
static size_t
month_before(const struct scan *s, size_t at)
{
	struct sv text = s->text;
	size_t end = at, start;
	struct word_reader r;
	struct word w;

	/* Back over what may stand between, then over the letters. */
	while (end > 0 && at - end < 3 &&
	    memchr(" .,", text.ptr[end - 1], 3) != NULL)
		end--;
	for (start = end; start > 0 && end - start < 24; start--)
		if (utf8_is_boundary(text, start) &&
		    !word_letter_before(text, start))
			break;
	r = (struct word_reader){ sv_slice(text, 0, end), start };
	if (start == end || end == at || !word_next(&r, end, &w) ||
	    !is_a(s, &w, WORD_MONTH))
		return at;
	return w.start;
}

/* A date that begins with its day, or the day behind its month. */
static size_t
end_of_day_first(const struct scan *s, const struct cluster_item *day,
    size_t *start)
{
	size_t at = day->start + day->len, end;
	unsigned n = (unsigned)(s->text.ptr[day->start] - '0');

	if (day->len > 1)
		n = n * 10 + (unsigned)(s->text.ptr[day->start + 1] - '0');
	if (n > 31)
		return 0;
	end = end_of_spaced(s->text, at, n);
	if (end == 0)
		end = end_after_day(s, at);
	if (end != 0)
		return end;
	end = year_end(s->text, at, GAP);
	*start = end == 0 ? day->start : month_before(s, day->start);
	return *start == day->start ? 0 : end;
}

/* A date that begins with its year. */
static size_t
end_of_year(const struct scan *s, const struct cluster_item *year)
{
	size_t at = year->start + year->len, end;
	struct sv next = sv_slice(s->text, at, at + 2);
	unsigned n;

	/* Hardly any year is followed by what follows it in a date. */
	if (next.len < 2 || (next.ptr[0] != '.' && !sv_eq(next, SV(" m"))))
		return 0;
	n = validate_number(sv_slice(s->text, year->start, at));
	if (n < 1900 || n > 2035)
		return 0;
	end = end_of_year_first(s->text, at, n);
	return end != 0 ? end : end_after_year(s, at);
}

void
match_birth_date(struct scan *s, uint16_t detector,
    const struct match_site *site)
{
	const struct cluster *c = site->cluster;
	/* Maltese puts a preposition before it: "fit-3 ta' Mejju". */
	bool led = c->items[0].kind == SHAPE_LETTERS && c->count > 1 &&
	    c->items[1].separator == '-';
	const struct cluster_item *day = &c->items[led];
	struct scan_span span = { day->start, 0 };

	if (day->kind != SHAPE_DIGITS || (led && day->len > 2))
		return;
	if (day->len <= 2)
		span.end = end_of_day_first(s, day, &span.start);
	else if (day->len == 4)
		span.end = end_of_year(s, day);
	if (span.end != 0 &&
	    cluster_edge_before(s->text, c->start) != CLUSTER_BOUND)
		scan_emit(s, detector, span, GRADE_WEAK);
}
