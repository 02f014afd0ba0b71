#include "inspect/names/cue_label.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/ascii.h"
#include "inspect/names/column.h"
#include "inspect/names/cue_table.h"
#include "inspect/names/cue_value.h"

enum {
	SCORE_LABEL = 90,
	SCORE_LABEL_UNKNOWN = 60,
	SCORE_NAME_LABEL = 80,
	LABEL_BACK = 48,	/* bytes of a label in the text */
	VALUE_MAX = 72,		/* bytes of a labelled name */
	SPEAKER_MAX = 40,	/* bytes of a name in a chat */
	STAMP_MAX = 16,		/* before it, with the time */
	LEADER = 4		/* dots between a label and its value */
};

static const uint64_t blanks[2] = { ASCII_BIT(' ') | ASCII_BIT('\t'), 0 };
static const uint64_t quotes[2] = { ASCII_BIT('"') | ASCII_BIT('\''), 0 };
/* Between a label and its value in another column. */
static const uint64_t gap[2] = {
	ASCII_BIT(' ') | ASCII_BIT('\t') | ASCII_BIT('.'), 0
};
/* Between a label and its colon. */
static const uint64_t loose[2] = {
	ASCII_BIT(' ') | ASCII_BIT('\t') | ASCII_BIT('"') | ASCII_BIT('\''), 0
};
static const uint64_t nothing[2] = { 0, 0 };
/* Where labels, and values, end. */
#define BRACKETS	(ASCII_BIT('{') | ASCII_BIT('}') | ASCII_BIT('[') | \
	ASCII_BIT(']') | ASCII_BIT('|'))
static const uint64_t no_label[2] = {
	ASCII_BIT('\n') | ASCII_BIT('\r') | ASCII_BIT(',') | ASCII_BIT(';') |
	ASCII_BIT('(') | ASCII_BIT(')') | ASCII_BIT('<') | ASCII_BIT('>') |
	ASCII_BIT('"') | ASCII_BIT('\'') | ASCII_BIT(':') | ASCII_BIT('=') |
	ASCII_BIT('.') | ASCII_BIT('!') | ASCII_BIT('?') | ASCII_BIT('&'),
	BRACKETS
};
static const uint64_t no_value[2] = {
	ASCII_BIT('\n') | ASCII_BIT('\r') | ASCII_BIT('\t') | ASCII_BIT(';') |
	ASCII_BIT('(') | ASCII_BIT(')') | ASCII_BIT('<') | ASCII_BIT('>') |
	ASCII_BIT('"'), BRACKETS
};

static size_t
skip(struct sv text, size_t at, const uint64_t set[2])
{
	while (at < text.len && ascii_is_in(text.ptr[at], set))
		at++;
	return at;
}

/*
 * What a label of `kind` makes of `value`, a part of the text. It must be
 * `known` where the label may be none.
 */
static void
judge_value(const struct cue_text *in, enum cue_kind kind, struct sv value,
    bool known)
{
	size_t offset = (size_t)(value.ptr - in->text.ptr);
	struct cue_value v;
	unsigned score = 0;

	if (value.len == 0 || value.len > VALUE_MAX)
		return;
	v = cue_value_read(in->w, value);
	/* "Add lines to answerfile" is a sentence, or what to do. */
	if (v.odd || v.count == 0 || v.count > CUE_WORDS || v.common > 0 ||
	    (known && v.names == 0) || (v.capitals > 0 &&
	    v.capitals < v.count && v.names < v.count))
		return;
	if (kind == CUE_PERSON_LABEL)
		score = v.names > 0 || v.capitals == v.count ? SCORE_LABEL :
		    SCORE_LABEL_UNKNOWN;
	else if (kind == CUE_WHOLE_LABEL && v.names == v.count &&
	    v.capitals == v.count)
		score = SCORE_NAME_LABEL;
	else if (v.names > 1 || ((v.given > 0 || v.particles > 0) &&
	    v.count > 1))
		score = v.given > 0 && v.capitals == v.count ? SCORE_LABEL :
		    SCORE_NAME_LABEL;
	if (score > 0)
		cue_text_report(in, offset + v.start, offset + v.end, score);
}

/* Does a sign that boxes are drawn with, U+2500 to U+257F, begin at `at`? */
static inline bool
is_box(struct sv text, size_t at)
{
	return text.ptr[at] == '\xe2' && at + 2 < text.len &&
	    (text.ptr[at + 1] == '\x94' || text.ptr[at + 1] == '\x95');
}

/*
 * The label before byte `at`, where a colon or = stands; nothing if the last
 * letters, which are all that is looked at of most, say that it is none.
 */
static struct sv
label_before(const struct cue_table *t, struct sv text, size_t at)
{
	size_t end = at, start, least;

	while (end > 0 && ascii_is_in(text.ptr[end - 1], loose))
		end--;
	least = end > LABEL_BACK ? end - LABEL_BACK : 0;
	if (!cue_table_may_be_label(t, sv_slice(text, least, end), no_label))
		return sv_make(NULL, 0);
	for (start = end; start > least &&
	    !ascii_is_in(text.ptr[start - 1], no_label);) {
		if (is_box(text, start - 1)) {
			start += 2;
			break;
		}
		start--;
	}
	return sv_slice(text, start, end);
}

/*
 * Where the value at `start` ends that stands in no quotes: at what no value
 * has, two blanks, or the word before the next colon or =; one of a query at
 * `&` or a blank.
 */
static size_t
value_end(struct sv text, size_t start, bool query)
{
	size_t end = start, word = start;

	while (end < text.len && end - start <= VALUE_MAX &&
	    !ascii_is_in(text.ptr[end], no_value) && text.ptr[end] != ':' &&
	    text.ptr[end] != '=' && !is_box(text, end) &&
	    (text.ptr[end] != '&' || !query)) {
		if (query && text.ptr[end] == ' ')
			return end;
		if (ascii_is_in(text.ptr[end], blanks)) {
			if (end + 1 < text.len &&
			    ascii_is_in(text.ptr[end + 1], blanks))
				return end;
			word = end;
		} else if (text.ptr[end] == '&' || text.ptr[end] == ',') {
			word = end;
		}
		end++;
	}
	return end < text.len && (text.ptr[end] == ':' ||
	    text.ptr[end] == '=') ? word : end;
}

/* "?name=", "&name=" */
static inline bool
is_query(struct sv text, size_t label)
{
	return label > 0 && (text.ptr[label - 1] == '?' ||
	    text.ptr[label - 1] == '&');
}

/* Where the value at `start` ends that stands in `quote`. */
static size_t
quoted_end(struct sv text, size_t start, char quote)
{
	size_t end = start;

	while (end < text.len && end - start <= VALUE_MAX &&
	    !ascii_is_in(text.ptr[end], no_value) && text.ptr[end] != quote)
		end++;
	return end;
}

/* Of "SET name", "String name" before = and a quote the last word. */
static struct sv
assigned(struct sv label)
{
	size_t start = label.len;

	while (start > 0 && !ascii_is_in(label.ptr[start - 1], blanks))
		start--;
	return sv_slice(label, start, label.len);
}

static void
read_labelled(struct cue_labels *l, const struct cue_text *in, size_t at)
{
	struct sv text = in->text, label;
	size_t start = at + 1, end;
	enum cue_kind kind;
	char quote;
	bool query;

	if (at < l->read_to)
		return;
	label = label_before(in->table, text, at);
	if (label.ptr == NULL)
		return;
	start = skip(text, start, blanks);
	quote = start < text.len && ascii_is_in(text.ptr[start], quotes) ?
	    text.ptr[start++] : '\0';
	query = is_query(text, (size_t)(label.ptr - text.ptr));
	end = quote == '\0' ? value_end(text, start, query) :
	    quoted_end(text, start, quote);
	if (quote != '\0' && text.ptr[at] == '=')
		label = assigned(label);
	kind = end == start ? CUE_NONE : cue_table_label(in->table, label);
	if (kind == CUE_NONE)
		return;
	l->read_to = end;
	judge_value(in, kind, sv_slice(text, start, end), false);
}

/* A capital, as labels of such forms and names begin with, or beyond ASCII. */
static inline bool
begins_well(struct sv text, size_t at)
{
	return at < text.len && (ascii_is_upper(text.ptr[at]) ||
	    (unsigned char)text.ptr[at] >= 0x80);
}

/* All of the line from `start` on is a value, if a label is before it. */
static void
read_rest(struct cue_labels *l, const struct cue_text *in, struct sv label,
    size_t start, bool known)
{
	enum cue_kind kind = cue_table_label(in->table, label);
	struct sv value;
	size_t end;

	if (kind == CUE_NONE)
		return;
	end = value_end(in->text, start, false);
	value = sv_slice(in->text, start, end);
	if (!column_is_end(in->text, skip(in->text, end, blanks)) ||
	    cue_table_label(in->table, value) != CUE_NONE)
		return;
	l->read_to = end;
	judge_value(in, kind, value, known);
}

/* "Nachname     Müller", "Nachname ........ Müller": the line at `start`. */
static void
read_columns(struct cue_labels *l, const struct cue_text *in, size_t start)
{
	struct sv text = in->text;
	size_t end, value;
	bool leads;

	end = column_find_gap(text, start);
	if (end - start >= COLUMN_MAX || column_is_end(text, end))
		return;
	value = skip(text, end, gap);
	leads = text.ptr[end] == '.';
	if ((leads && value - end < LEADER) ||
	    !cue_table_may_be_label(in->table, sv_slice(text, start, end),
	    no_label))
		return;
	read_rest(l, in, sv_slice(text, start, end), value, !leads);
}

/* A label alone in its line, which ends at `end`, and the value in the next. */
static void
read_below(struct cue_labels *l, const struct cue_text *in, size_t end,
    size_t next)
{
	struct sv text = in->text;
	size_t least = end > LABEL_BACK ? end - LABEL_BACK : 0, start = end;

	if (start == 0 || !ascii_is_word(text.ptr[end - 1]) ||
	    !cue_table_may_be_label(in->table, sv_slice(text, least, end),
	    no_label))
		return;
	while (start > least && text.ptr[start - 1] != '\n')
		start--;
	if (start > 0 && text.ptr[start - 1] != '\n')
		return;
	read_rest(l, in, sv_slice(text, start, end), next, true);
}

/* Is the label of the field one of names? Then look at its text. */
static bool
read_field(const struct cue_text *in, struct sv label)
{
	enum cue_kind kind =
	    cue_table_may_be_label(in->table, label, nothing) ?
	    cue_table_label(in->table, label) : CUE_NONE;

	if (kind != CUE_NONE)
		judge_value(in, kind, in->text, false);
	return kind != CUE_NONE;
}

bool
cue_label_begin(struct cue_labels *l, const struct cue_text *in,
    struct sv label)
{
	size_t start = skip(in->text, 0, blanks);

	l->read_to = 0;
	if (begins_well(in->text, start))
		read_columns(l, in, start);
	return read_field(in, label);
}

void
cue_label_break(struct cue_labels *l, const struct cue_text *in, size_t end,
    size_t next)
{
	if (begins_well(in->text, next)) {
		read_below(l, in, end, next);
		read_columns(l, in, next);
	}
}

/* Does "10:15" stand in the few bytes before `at`? */
static bool
is_behind_time(struct sv text, size_t at)
{
	size_t from = at;

	while (from > 1 && at < from + STAMP_MAX &&
	    text.ptr[from - 1] != '\n') {
		from--;
		if (text.ptr[from] == ':')
			return ascii_is_digit(text.ptr[from - 1]) &&
			    ascii_is_digit(text.ptr[from + 1]);
	}
	return false;
}

/* "[10:15] Anna: yes", "10:15 - Anna Hill: yes": it must be a given name. */
static void
read_speaker(const struct cue_text *in, size_t at)
{
	struct sv text = in->text;
	size_t start = at;
	struct cue_value v;

	if (at + 1 >= text.len || text.ptr[at + 1] != ' ')
		return;
	while (start > 0 && at - start < SPEAKER_MAX &&
	    (ascii_is_letter(text.ptr[start - 1]) ||
	    text.ptr[start - 1] == ' ' ||
	    (unsigned char)text.ptr[start - 1] >= 128))
		start--;
	if (start < 4 || text.ptr[start] != ' ' || start + 1 >= at ||
	    (text.ptr[start - 1] != ']' && text.ptr[start - 1] != '-') ||
	    !is_behind_time(text, start - 1))
		return;
	v = cue_value_read(in->w, sv_slice(text, start, at));
	if (!v.odd && v.count > 0 && v.count < CUE_WORDS && v.common == 0 &&
	    v.given > 0 && v.capitals == v.count)
		cue_text_report(in, start + v.start, start + v.end,
		    SCORE_NAME_LABEL);
}

void
cue_label_mark(struct cue_labels *l, const struct cue_text *in, size_t at)
{
	if (in->text.ptr[at] == ':')
		read_speaker(in, at);
	read_labelled(l, in, at);
}
